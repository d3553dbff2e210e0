//! The HTML of the first page comes to life in short tasks: a slow phone scrolls, paints and hears of what is typed
//! between them.

use std::time::Duration;

use leptos::prelude::*;

/// Whether the first page is being hydrated.
#[derive(Clone, Copy)]
struct Hydration(StoredValue<bool>);

/// Hydrates the page in `main` with what `start` gives to it; what stands around it are words, which stay as they are.
#[cfg(target_arch = "wasm32")]
pub fn hydrate(start: impl FnOnce() + 'static, page: fn() -> crate::piece::Piece) {
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::view::{PositionState, RenderHtml};

    use crate::browser::later;

    // Only the first call sets it.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let hydration = Hydration(owner.with(|| StoredValue::new(true)));
    let (of_start, of_page) = (owner.clone(), owner.clone());
    // Asked for before what `start` asks for, and so done before it.
    later(move || {
        let Some(main) = document().get_element_by_id("main") else { return };
        of_page.with(|| {
            let shown = page().hydrate::<true>(&Cursor::new(main), &PositionState::default());
            hydration.0.set_value(false);
            // They last for as long as the browser shows the site.
            std::mem::forget((shown, owner));
        });
    });
    of_start.with(|| {
        provide_context(hydration);
        start();
    });
}

/// Whether what is made now is part of the first page.
pub fn is_under_way() -> bool {
    use_context::<Hydration>().is_some_and(|hydration| hydration.0.get_value())
}

/// Does something in the browser after the page is shown, and again when a signal that it reads changes.
pub fn afterwards(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    let act = move || {
        Effect::new(move |_| action());
    };
    match Owner::current().filter(|_| is_under_way()) {
        Some(owner) => {
            let task = set_timeout_with_handle(move || owner.with(act), Duration::ZERO);
            // Whoever leaves that soon leaves it undone.
            on_cleanup(move || task.iter().for_each(TimeoutHandle::clear));
        }
        None => act(),
    }
}
