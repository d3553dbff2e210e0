//! The start of the app on a published page, in several short tasks: between two of them a slow phone can scroll, paint
//! and handle input.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::runtime::dom;

/// Whether the published page is still being taken over.
#[derive(Clone, Copy)]
struct FirstPage(StoredValue<bool>);

/// Takes over the published page: provides the contexts with `start`, then runs `page`, whose HTML the document has.
#[cfg(target_arch = "wasm32")]
pub fn mount(start: impl FnOnce() + 'static, page: fn() -> maud::Markup) {
    // Fails only if the executor is already set.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let first_page = FirstPage(owner.with(|| StoredValue::new(true)));
    let (start_owner, page_owner) = (owner.clone(), owner.clone());
    // Scheduled before the tasks of `start`, and so run before them.
    dom::next_task(move || {
        page_owner.with(page);
        first_page.0.set_value(false);
        // Lives as long as the document.
        std::mem::forget(owner);
    });
    start_owner.with(|| {
        provide_context(first_page);
        start();
    });
}

/// Whether the part that is being rendered belongs to the published page, whose HTML the document already has.
pub fn is_published() -> bool {
    use_context::<FirstPage>().is_some_and(|first_page| first_page.0.get_value())
}

/// Runs an effect in the browser once the page is mounted, and again whenever a signal that it reads changes.
pub fn on_mount(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    let run = move || {
        Effect::new(move |_| action());
    };
    match Owner::current().filter(|_| is_published()) {
        Some(owner) => {
            let task = dom::after(Duration::ZERO, move || owner.with(run));
            // The visitor may leave the page before the task runs.
            on_cleanup(move || task.iter().for_each(TimeoutHandle::clear));
        }
        None => run(),
    }
}
