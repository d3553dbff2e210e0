//! The start of the app on a prerendered page, in several short tasks: between two of them a slow phone can scroll, paint
//! and handle input.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::runtime::dom;

/// Whether the app is still taking over the prerendered page.
#[derive(Clone, Copy)]
struct Takeover(StoredValue<bool>);

/// Takes over the prerendered page: provides the contexts with `start`, then, in the next task, runs `page`, whose HTML the
/// document already has. The tasks that `start` schedules come after that one.
#[cfg(target_arch = "wasm32")]
pub fn mount(start: impl FnOnce() + 'static, page: fn() -> maud::Markup) {
    // Fails only if the executor is already set.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let takeover = Takeover(owner.with(|| StoredValue::new(true)));
    let (start_owner, page_owner) = (owner.clone(), owner.clone());
    dom::next_task(move || {
        page_owner.with(page);
        takeover.0.set_value(false);
        // Lives as long as the document.
        std::mem::forget(owner);
    });
    start_owner.with(|| {
        provide_context(takeover);
        start();
    });
}

/// Whether what is being rendered is the prerendered page, whose HTML the document already has.
pub fn is_taking_over() -> bool {
    use_context::<Takeover>().is_some_and(|takeover| takeover.0.get_value())
}

/// Starts an effect in the browser once the page is mounted. As any effect, it runs again whenever a signal that it reads
/// changes.
pub fn on_mount(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    let run = move || {
        Effect::new(move |_| action());
    };
    match Owner::current().filter(|_| is_taking_over()) {
        Some(owner) => {
            let task = dom::after(Duration::ZERO, move || owner.with(run));
            // The visitor may leave the page before the task runs.
            on_cleanup(move || task.iter().for_each(TimeoutHandle::clear));
        }
        None => run(),
    }
}
