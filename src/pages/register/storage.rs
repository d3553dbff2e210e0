//! The copy of the register in this browser, which all open tabs share.

use inventory::register::{Register, merge};
use inventory::sha256;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::{RegisterPage, State, form};
use crate::runtime::dom::{self, Storage};
use crate::runtime::events::listen_to_window;

/// The key of the register.
const KEY: &str = "countersign.register";
/// The key of the SHA-256 of the register that is in a file.
const SAVED_KEY: &str = "countersign.register.saved";
/// The key of a random value that identifies the stored register. A register that was begun after the browser deleted
/// the data of this site has another one.
const ORIGIN_KEY: &str = "countersign.register.origin";
/// The key of a stored text that is not a register, or is from a newer version.
const UNREADABLE_KEY: &str = "countersign.register.unreadable";

/// What is stored, as far as a page knows.
#[derive(Default)]
pub(super) struct Stored {
    /// The text.
    text: Option<String>,
    /// The register in it, from which the page's own one was made.
    register: Register,
    /// The value of [`ORIGIN_KEY`].
    origin: Option<String>,
    /// Whether the text is not a register and could not be copied to [`UNREADABLE_KEY`], so that it must not be overwritten.
    is_protected: bool,
}

impl State {
    /// Merges what other tabs have stored since the last call. Returns whether they have stored something.
    pub(super) fn merge_stored(&mut self) -> bool {
        self.today = dom::today();
        self.unreadable =
            dom::read_storage(Storage::Local, UNREADABLE_KEY).ok().flatten().or(self.unreadable.take());
        if let Ok(Some(saved)) = dom::read_storage(Storage::Local, SAVED_KEY) {
            self.saved = saved;
        }
        let text = match dom::read_storage(Storage::Local, KEY) {
            Ok(text) => text,
            Err(_) => {
                self.is_storage_blocked = true;
                return false;
            }
        };
        let origin = dom::read_storage(Storage::Local, ORIGIN_KEY).ok().flatten();
        if origin != self.stored.origin {
            // The browser deleted the register, and this page still has it: nobody removed the entries.
            self.stored = Stored { origin, ..Stored::default() };
        }
        let Some(text) = text.filter(|text| self.stored.text.as_ref() != Some(text)) else { return false };
        match Register::open(&text) {
            Ok(opened) => {
                let merged =
                    merge(&self.stored.register, std::mem::take(&mut self.register), opened.register.clone());
                self.register = merged.register;
                self.stored.text = Some(text);
                self.stored.register = opened.register;
                self.stored.is_protected = false;
                for problem in opened.problems {
                    if !self.problems.contains(&problem) {
                        self.problems.push(problem);
                    }
                }
                self.report_conflicts(&merged.conflicts);
                // Undo would revert the changes of the other tab.
                self.before = None;
                self.update_checksum();
                true
            }
            Err(error) => {
                // It is copied before a change overwrites it.
                self.problems.push(error.to_string());
                self.stored.is_protected = dom::write_storage(Storage::Local, UNREADABLE_KEY, &text).is_err();
                self.stored.text = Some(text.clone());
                self.unreadable = Some(text);
                false
            }
        }
    }

    /// Stores the register. If the browser refuses, the page says so, and the next change tries again.
    pub(super) fn store(&mut self) {
        let text = self.register.save();
        self.current = sha256(text.as_bytes());
        self.is_storage_blocked =
            self.stored.is_protected || dom::write_storage(Storage::Local, KEY, &text).is_err();
        if !self.is_storage_blocked {
            let origin = self.stored.origin.take().unwrap_or_else(dom::random_id);
            // If the browser refuses, another tab takes its own register for a new one, and loses nothing.
            let _ = dom::write_storage(Storage::Local, ORIGIN_KEY, &origin);
            self.stored = Stored {
                text: Some(text),
                register: self.register.clone(),
                origin: Some(origin),
                is_protected: false,
            };
        }
    }

    /// Computes the checksum of the register.
    pub(super) fn update_checksum(&mut self) {
        self.current = sha256(self.register.save().as_bytes());
    }

    /// Remembers that the register is in a file.
    pub(super) fn set_saved(&mut self) {
        self.saved = self.current.clone();
        // If the browser refuses, the page asks to save again after a reload.
        let _ = dom::write_storage(Storage::Local, SAVED_KEY, &self.saved);
    }

    /// Deletes the text that is not a register.
    pub(super) fn discard_unreadable(&mut self) {
        if self.stored.text == self.unreadable {
            self.stored.text = None;
            dom::remove_storage(Storage::Local, KEY);
        }
        self.unreadable = None;
        self.stored.is_protected = false;
        self.problems.clear();
        dom::remove_storage(Storage::Local, UNREADABLE_KEY);
    }
}

impl RegisterPage {
    pub(super) fn handle_storage_events(&self) {
        let page = self.clone();
        listen_to_window("storage", move |event| {
            let key = event.unchecked_ref::<StorageEvent>().key();
            // There is no key if everything was deleted.
            if key.is_none_or(|key| key.starts_with(KEY)) {
                page.synchronize();
            }
        });
        // A page that the browser kept in memory has missed the events.
        let page = self.clone();
        listen_to_window("pageshow", move |_| page.synchronize());
    }

    fn synchronize(&self) {
        self.update(|state| {
            if state.merge_stored() {
                state.message = "The register was changed in another tab.".to_owned();
            }
        });
    }

    /// Asks before the page is left while something would be lost.
    pub(super) fn update_leave_question(&self) {
        let state = self.0.state();
        dom::set_leave_question(state.has_unsaved_changes() || state.edited.is_some());
    }

    /// Whether the open form has changes, which the visitor is asked to save or to cancel first.
    pub(super) fn has_open_changes(&self) -> bool {
        let edited = self.0.state().edited.clone();
        let is_changed = edited.is_some_and(|edited| form::is_changed(&edited.entry));
        if is_changed {
            self.show_message("Save or cancel the changes in the open form first.".to_owned());
            dom::scroll_to_and_focus(form::HEADING_SELECTOR);
        }
        is_changed
    }
}
