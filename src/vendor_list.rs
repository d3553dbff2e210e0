//! The list of all vendors in the browser: asked for once, by the first page that needs it.

use std::sync::Arc;
use std::time::Duration;

use directory::Bundle;
use directory::search::{Building, Engine};
use leptos::prelude::*;

use crate::address;
use crate::loading::{self, From, LoadError, Loaded};

/// The list of all vendors, ready to be searched.
#[derive(Clone, Copy)]
pub struct VendorList {
    state: RwSignal<Option<Loaded<Found>>>,
    /// The file that the page names, until it was asked for. Its name changes with its content, so that a browser
    /// keeps it for long; a publication after the page's has it no more.
    named: StoredValue<Option<String>>,
    /// The file of whatever was published last.
    latest: StoredValue<String>,
}

/// The engine, compared by identity.
#[derive(Clone)]
struct Found(Arc<Engine>);

impl VendorList {
    /// A list that nobody has asked for yet, and the name of its file where the page knows it.
    pub fn new(named: Option<&str>) -> Self {
        Self {
            state: RwSignal::new(None),
            named: StoredValue::new(named.map(address::address)),
            latest: StoredValue::new(address::address("vendors.json")),
        }
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
        match self.named.try_update_value(Option::take).flatten() {
            Some(named) => self.load(named, from, true),
            None => self.load(self.latest.get_value(), from, false),
        }
    }

    /// Asks for one of the files. Where `is_named` does not give a list, whatever the reason, the latest takes its
    /// place; after a file that never came the visitor is told first.
    fn load(self, file: String, from: From, is_named: bool) {
        loading::load(
            file.clone(),
            from,
            Box::new(move |answer| {
                let bundle = answer.and_then(|text| loading::read_versioned::<Bundle>(&file, &text));
                match bundle {
                    Ok(bundle) => self.build(Building::new(bundle.vendors)),
                    Err(error) if is_named && !error.is_late() => {
                        self.load(self.latest.get_value(), From::Server, false);
                    }
                    Err(error) => self.state.set(Some(Loaded::Failed(error))),
                }
            }),
        );
    }

    /// Builds the engine, and lets the browser paint and hear of what is typed between two pieces of the work.
    fn build(self, mut building: Building) {
        match building.go_on() {
            Some(engine) => self.state.set(Some(Loaded::Ready(Found(Arc::new(engine))))),
            None => set_timeout(move || self.build(building), Duration::ZERO),
        }
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
