//! Hydration of the first page, in several short tasks: between two of them a slow phone can scroll, paint and handle
//! input.

use std::time::Duration;

use leptos::prelude::*;

/// Whether the first page is still hydrating.
#[derive(Clone, Copy)]
struct Hydration(StoredValue<bool>);

/// Hydrates `page` inside `main`, after `start` has provided the contexts. The HTML outside `main` is static, and
/// hydration does not visit it.
#[cfg(target_arch = "wasm32")]
pub fn hydrate(start: impl FnOnce() + 'static, page: fn() -> crate::runtime::erased_view::ErasedView) {
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::view::{PositionState, RenderHtml};

    use crate::runtime::dom::next_task;

    // Fails only if the executor is already set.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let hydration = Hydration(owner.with(|| StoredValue::new(true)));
    let (start_owner, page_owner) = (owner.clone(), owner.clone());
    // Scheduled before the tasks of `start`, and so run before them.
    next_task(move || {
        let Some(main) = document().get_element_by_id("main") else { return };
        page_owner.with(|| {
            let mounted = page().hydrate::<true>(&Cursor::new(main), &PositionState::default());
            hydration.0.set_value(false);
            // Both live as long as the document.
            std::mem::forget((mounted, owner));
        });
    });
    start_owner.with(|| {
        provide_context(hydration);
        start();
    });
}

/// Whether the view that is being created belongs to the first page, which is still hydrating.
pub fn is_in_progress() -> bool {
    use_context::<Hydration>().is_some_and(|hydration| hydration.0.get_value())
}

/// Runs an effect in the browser once the page is mounted, and again whenever a signal that it reads changes.
pub fn on_mount(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    let run = move || {
        Effect::new(move |_| action());
    };
    match Owner::current().filter(|_| is_in_progress()) {
        Some(owner) => {
            let task = set_timeout_with_handle(move || owner.with(run), Duration::ZERO);
            // The visitor may leave the page before the task runs.
            on_cleanup(move || task.iter().for_each(TimeoutHandle::clear));
        }
        None => run(),
    }
}
