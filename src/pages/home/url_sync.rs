//! Synchronization of the query with the page's URL, which contains the whole state of a search.

use catalog::hosts::without_private_parts;
use catalog::{Query, UrlState};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::navigation::location::{Navigation, URL_UPDATE_DELAY};
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, with_query};
use crate::runtime::dom;
use crate::runtime::events::on_window_event;
use crate::runtime::mount::on_mount;

/// Keeps the query and the URL equal.
#[derive(Clone, Copy)]
pub struct UrlSync {
    query: RwSignal<Query>,
    /// The timer that writes typed text into the URL; the query contains the text already.
    pending_write: StoredValue<Option<TimeoutHandle>>,
    write: Callback<Navigation>,
}

impl UrlSync {
    /// Starts to follow the URL: once on mount, and after back and forward.
    pub fn start(url: Memo<String>, query: RwSignal<Query>) -> Self {
        let navigate = use_navigate();
        let home = routes::url("");
        let write = Callback::new(move |navigation| {
            navigate(&with_query(&home, &query.with_untracked(Query::to_query_string)), navigation);
        });
        let sync = Self { query, pending_write: StoredValue::new(None), write };
        on_mount(move || {
            let url = url.read();
            let parsed = Query::parse(&url);
            if *query.read_untracked() != parsed {
                sync.cancel_pending_write();
                query.set(parsed);
            }
            // The browser wrote this URL, as it submitted the form before the app started.
            if Query::has_private_parts(&url) {
                write.run(Navigation::Replace);
            }
        });
        // A navigation by pointer or Enter begins with one of these events, and the entry that it leaves must contain the
        // text. The browser's own Back does not: text of the last moment is then not in the entry that it leaves.
        on_window_event("pointerdown", move |_| sync.flush());
        on_window_event("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Enter") {
                sync.flush();
            }
        });
        on_cleanup(move || {
            sync.cancel_pending_write();
        });
        sync
    }

    /// Searches for a text at once, of an address for its host, and writes it into the current history entry after [`URL_UPDATE_DELAY`].
    pub fn set_text(self, typed: &str) {
        self.cancel_pending_write();
        self.query.update(|query| query.text = without_private_parts(typed));
        let timer = dom::after(URL_UPDATE_DELAY, move || {
            self.cancel_pending_write();
            self.write.run(Navigation::Replace);
        });
        self.pending_write.set_value(timer);
    }

    /// Changes the query, and adds a history entry.
    pub fn change(self, change: impl FnOnce(&mut Query)) {
        self.flush();
        self.query.update(change);
        self.write.run(Navigation::Push);
    }

    /// Changes the query in the current history entry.
    pub fn replace(self, change: impl FnOnce(&mut Query)) {
        self.cancel_pending_write();
        self.query.update(change);
        self.write.run(Navigation::Replace);
    }

    /// Writes typed text into the URL now, if its timer is still running.
    fn flush(self) {
        if self.cancel_pending_write() {
            self.write.run(Navigation::Replace);
        }
    }

    /// Cancels the timer; returns whether it was still running.
    fn cancel_pending_write(self) -> bool {
        let timer = self.pending_write.try_update_value(Option::take).flatten();
        timer.inspect(TimeoutHandle::clear).is_some()
    }
}
