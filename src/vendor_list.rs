//! The list of all vendors in the browser: asked for once, by the first page that needs it.

use std::sync::Arc;

use directory::Bundle;
use directory::search::Engine;
use leptos::prelude::*;

use crate::address;
use crate::loading::{self, From, LoadError, Loaded};

/// The list of all vendors, ready to be searched.
#[derive(Clone, Copy)]
pub struct VendorList {
    state: RwSignal<Option<Loaded<Found>>>,
    file: StoredValue<String>,
}

/// The engine, compared by identity.
#[derive(Clone)]
struct Found(Arc<Engine>);

impl VendorList {
    /// A list that nobody has asked for yet.
    pub fn new() -> Self {
        Self { state: RwSignal::new(None), file: StoredValue::new(address::address("vendors.json")) }
    }

    /// Asks for the list, unless it is here or on its way.
    pub fn ask(self) {
        let from = self.state.with_untracked(|state| match state {
            Some(Loaded::Pending | Loaded::Ready(_)) => None,
            Some(Loaded::Failed(_)) => Some(From::Server),
            None => Some(From::Cache),
        });
        let Some(from) = from else { return };
        self.state.set(Some(Loaded::Pending));
        let file = self.file.get_value();
        loading::load(
            file.clone(),
            from,
            Box::new(move |answer| {
                let bundle = answer.and_then(|text| loading::read_versioned::<Bundle>(&file, &text));
                self.state.set(Some(match bundle {
                    Ok(bundle) => Loaded::Ready(Found(Arc::new(Engine::new(bundle.vendors)))),
                    Err(error) => Loaded::Failed(error),
                }));
            }),
        );
    }

    /// The engine, once the list is here.
    pub fn engine(self) -> Option<Arc<Engine>> {
        self.state.with(|state| match state {
            Some(Loaded::Ready(found)) => Some(Arc::clone(&found.0)),
            Some(Loaded::Pending | Loaded::Failed(_)) | None => None,
        })
    }

    /// Why the list did not arrive.
    pub fn problem(self) -> Option<LoadError> {
        self.state.with(|state| match state {
            Some(Loaded::Failed(error)) => Some(error.clone()),
            Some(Loaded::Pending | Loaded::Ready(_)) | None => None,
        })
    }
}
