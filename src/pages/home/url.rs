//! The URL of the page holds the whole state of the search.

use directory::Query;
use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::address::{Step, address, leading, with_query};
use crate::hydration::afterwards;
use crate::location::PAUSE;

/// Keeps the query and the URL the same.
#[derive(Clone, Copy)]
pub struct Url {
    query: RwSignal<Query>,
    /// A text that is searched for already and not yet in the URL.
    typed: StoredValue<Option<TimeoutHandle>>,
    write: Callback<Step>,
}

impl Url {
    /// Follows the URL from now on: at first, and after back and forward.
    pub fn following(url: Memo<String>, query: RwSignal<Query>) -> Self {
        let lead = leading();
        let home = address("");
        let write = Callback::new(move |step| {
            lead(&with_query(&home, &query.with_untracked(Query::to_query_string)), step);
        });
        let this = Self { query, typed: StoredValue::new(None), write };
        afterwards(move || {
            let asked = Query::parse(&url.read());
            if *query.read_untracked() != asked {
                this.take_typed();
                query.set(asked);
            }
        });
        // Whatever leads on begins with one of these, and the entry that it leaves must hold the text.
        afterwards(move || {
            let pressed = window_event_listener(ev::pointerdown, move |_| this.write_typed());
            let key = window_event_listener(ev::keydown, move |event| {
                if event.key() == "Enter" {
                    this.write_typed();
                }
            });
            on_cleanup(move || {
                pressed.remove();
                key.remove();
                this.take_typed();
            });
        });
        this
    }

    /// Searches for a text, and writes it in the place of the present entry once nobody types.
    pub fn type_text(self, text: String) {
        self.take_typed();
        self.query.update(|query| query.text = text);
        let timer = set_timeout_with_handle(
            move || {
                self.take_typed();
                self.write.run(Step::Replace);
            },
            PAUSE,
        );
        self.typed.set_value(timer.ok());
    }

    /// Changes the query, as an entry of its own.
    pub fn change(self, change: impl FnOnce(&mut Query)) {
        self.write_typed();
        self.query.update(change);
        self.write.run(Step::Add);
    }

    fn write_typed(self) {
        if self.take_typed() {
            self.write.run(Step::Replace);
        }
    }

    /// Whether there was a text to write; nobody but the caller writes it now.
    fn take_typed(self) -> bool {
        let timer = self.typed.try_update_value(Option::take).flatten();
        timer.inspect(TimeoutHandle::clear).is_some()
    }
}
