//! `/register/`: the visitor's business associate register. It is kept in this browser and in a file that the visitor
//! saves; nothing of it leaves the page. The only requests are for files that are the same for every visitor.
//!
//! The text of the page is in the HTML only, because this Wasm never renders another page. It runs without Leptos:
//! see `runtime::store`.

mod entries;
mod files;
mod form;
mod printed;
#[cfg(not(target_arch = "wasm32"))]
mod static_html;
mod storage;

use std::rc::Rc;

use catalog::{Date, Slug};
use inventory::register::{Column, Conflict, CsvTable, Entry, EntryField, Register, merge};
use inventory::{StackIndex, StackVendor};
use maud::{Markup, html};
use web_sys::{Element, Event};

use crate::components::compare::show_stored_count;
use crate::components::load_status::load_error_html;
use crate::components::register_link;
use crate::data::fetch::{CachePolicy, LoadState};
#[cfg(not(target_arch = "wasm32"))]
use crate::data::page_data::Site;
use crate::data::page_data::Tools;
use crate::data::stack_index::{self, LoadedIndex};
use crate::navigation::routes::Route;
use crate::runtime::dom;
use crate::runtime::events::listen_for;
use crate::runtime::store::{Part, Store};

/// The `id` of the live region with messages and problems.
const STATUS: &str = "register-status";
/// The region, as a selector.
const STATUS_SELECTOR: &str = "#register-status";
/// The `id` of what the page says about the copy in the browser.
const UNSAVED: &str = "register-unsaved";
/// The `id` of the field with the name of a vendor to add.
const ADD: &str = "add-entry";
/// The field, as a selector.
const ADD_SELECTOR: &str = "#add-entry";
/// The `id` of the heading of the entries, which is hidden while there are none.
const ENTRIES_HEADING: &str = "entries-heading";
/// The heading, as a selector.
const ENTRIES_HEADING_SELECTOR: &str = "#entries-heading";
/// How many problems are listed.
const MAX_PROBLEMS: usize = 50;

/// The parts of the page that change.
const PARTS: &[Part<State>] = &[
    (STATUS, status),
    (UNSAVED, unsaved),
    (entries::NAMES, entries::names),
    (files::IMPORT, files::import),
    (form::FORM, form::form),
    (entries::BEGINNING, entries::beginning),
    (entries::ATTENTION, entries::attention),
    (entries::ENTRIES, entries::entries),
    (files::EXPORTS, files::exports),
    (printed::PRINTED, printed::printed),
];

/// The page.
#[derive(Clone)]
struct RegisterPage(Store<State>);

/// The state of the page.
struct State {
    /// The data that the page was rendered from.
    tools: Tools,
    /// The index of all vendors.
    index: LoadState<Rc<LoadedIndex>>,
    /// Today, in the visitor's time zone.
    today: Option<Date>,
    /// The register.
    register: Register,
    /// The register before the last change, if it can be undone.
    before: Option<Register>,
    /// What the browser stores, as far as this page knows.
    stored: storage::Stored,
    /// Whether the browser refuses to store the register.
    is_storage_blocked: bool,
    /// A stored text that is not a register, or is from a newer version.
    unreadable: Option<String>,
    /// The SHA-256 of the register that is in a file; of the empty one before the first.
    saved: String,
    /// The SHA-256 of the register.
    current: String,
    /// What the form edits.
    edited: Option<form::Edited>,
    /// A table that is imported once its columns are mapped.
    import: Option<(CsvTable, Vec<Column>)>,
    /// Whether all entries are listed, however many there are.
    lists_all: bool,
    /// What a printed page has in addition.
    print: Option<printed::PrintData>,
    /// The answer to what the visitor did, in a sentence.
    message: String,
    /// The problems of a file or of a merge, each in a sentence, until the visitor dismisses them.
    problems: Vec<String>,
}

impl State {
    fn index(&self) -> Option<&StackIndex> {
        match &self.index {
            LoadState::Ready(loaded) => Some(&loaded.index),
            LoadState::Pending | LoadState::Failed(_) => None,
        }
    }

    fn vendor(&self, entry: &Entry) -> Option<&StackVendor> {
        entry.vendor(self.index()?)
    }

    fn url(&self, route: &Route) -> String {
        route.url(&self.tools.base).unwrap_or_default()
    }

    /// Whether the register has changes that are in no file.
    fn has_unsaved_changes(&self) -> bool {
        self.current != self.saved
    }

    /// Changes the register, so that the change can be undone, and stores it.
    fn change(&mut self, message: String, change: impl FnOnce(&mut Register)) {
        self.merge_stored();
        self.before = Some(self.register.clone());
        change(&mut self.register);
        self.message = message;
        self.print = None;
        self.store();
    }

    /// Adds the vendors that are not in the register yet.
    fn add_vendors(&mut self, slugs: &[Slug]) {
        let Some(index) = self.index() else { return };
        let in_register = self.register.vendors(Some(index));
        let (mut added, mut known, mut unknown): (Vec<Entry>, Vec<&str>, Vec<&str>) = Default::default();
        for slug in slugs {
            let Some(vendor) = index.vendor_or_renamed(slug) else {
                unknown.push(slug.as_str());
                continue;
            };
            let is_added = added.iter().any(|entry| entry.slug().as_ref() == Some(&vendor.slug));
            if is_added || in_register.contains(&vendor.slug) {
                known.push(&vendor.name);
            } else {
                added.push(Entry::for_vendor(&dom::random_id(), vendor));
            }
        }
        let names: Vec<&str> = added.iter().map(|entry| entry.get(EntryField::Name)).collect();
        let mut sentences = Vec::new();
        for (start, names) in
            [("Added: ", names), ("Already in your register: ", known), ("Not in the directory: ", unknown)]
        {
            if !names.is_empty() {
                sentences.push([start, &names.join(", "), "."].concat());
            }
        }
        let message = sentences.join(" ");
        if added.is_empty() {
            self.message = message;
        } else {
            self.change(message, |register| register.entries.extend(added));
        }
    }

    /// Merges a register from a file into this one, and says what it did.
    fn merge_file(&mut self, other: Register) {
        self.merge_stored();
        let read = other.entries.len();
        let merged = merge(&Register::default(), self.register.clone(), other);
        let mut message =
            ["Read: ", &counted(read, "entry", "entries"), ". New: ", &merged.added.to_string(), "."]
                .concat();
        if merged.completed > 0 {
            message += &[" Completed with values of the file: ", &merged.completed.to_string(), "."].concat();
        }
        let repeated = merged.register.repeated_vendors();
        if !repeated.is_empty() {
            message += &[" Several entries: ", &repeated.join(", "), "."].concat();
        }
        self.change(message, |register| *register = merged.register);
        self.report_conflicts(&merged.conflicts);
    }

    /// Says which entries are there in two versions.
    fn report_conflicts(&mut self, conflicts: &[Conflict]) {
        for conflict in conflicts {
            let name = self.register.entry(&conflict.id).map_or("", Entry::display_name);
            let differences = conflict.differences.join(", ");
            let problem = [
                "There are two versions of ",
                name,
                ", which differ in: ",
                &differences,
                ". Both are kept. Remove one, or edit them.",
            ];
            self.problems.push(problem.concat());
        }
    }
}

/// A number with its noun.
fn counted(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    [&number.to_string(), " ", noun].concat()
}

/// The page as published.
#[cfg(not(target_arch = "wasm32"))]
pub fn register_page(site: &Site) -> Markup {
    static_html::page(site)
}

/// Starts the page.
pub fn start(tools: Tools) {
    let mut state = State {
        tools,
        index: LoadState::Pending,
        today: None,
        register: Register::default(),
        before: None,
        stored: storage::Stored::default(),
        is_storage_blocked: false,
        unreadable: None,
        saved: String::new(),
        current: String::new(),
        edited: None,
        import: None,
        lists_all: false,
        print: None,
        message: String::new(),
        problems: Vec::new(),
    };
    state.update_checksum();
    state.saved = state.current.clone();
    state.merge_stored();
    let page = RegisterPage(Store::new(state, PARTS));
    show_stored_count();
    page.update(|_| {});
    page.handle_entry_events();
    page.handle_form_events();
    page.handle_file_events();
    page.handle_print_events();
    page.handle_storage_events();
    page.on("click", "#undo", |page, _, _| {
        if page.has_open_changes() {
            return;
        }
        page.update(|state| {
            state.edited = None;
            // What another tab changed in the meantime cannot be undone.
            state.merge_stored();
            if let Some(before) = state.before.take() {
                state.register = before;
                state.message = "The last change was undone.".to_owned();
                state.store();
            }
        });
        page.focus_entries();
    });
    page.on("click", "#dismiss-problems", |page, _, _| {
        page.update(|state| state.problems.clear());
        page.focus_entries();
    });
    page.on("click", "#retry-index", |page, _, _| {
        page.update(|state| state.index = LoadState::Pending);
        page.load(CachePolicy::Reload);
        // The button is gone.
        dom::focus_first(ADD_SELECTOR);
    });
    page.load(CachePolicy::Default);
}

impl RegisterPage {
    /// Handles an event on the elements that a selector matches.
    fn on(&self, event: &str, selector: &'static str, handler: fn(&Self, &Event, &Element)) {
        listen_for(self, event, selector, handler);
    }

    /// Changes the state, and whether the browser asks before the page is left.
    fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = self.0.update(change);
        dom::set_hidden(ENTRIES_HEADING, self.0.state().register.entries.is_empty());
        self.update_leave_question();
        result
    }

    /// Loads the index, then adds the vendors that other pages have handed over.
    fn load(&self, cache: CachePolicy) {
        let page = self.clone();
        let deliver = move |index| {
            page.update(|state| state.index = index);
            if page.0.state().index().is_some() {
                let slugs = register_link::take_vendors();
                if !slugs.is_empty() {
                    page.update(|state| state.add_vendors(&slugs));
                    page.focus_entries();
                }
            }
        };
        let base = self.0.state().tools.base.clone();
        stack_index::load(&base, cache, Box::new(deliver));
    }

    /// Focuses the heading of the entries; without entries, the field that adds one.
    fn focus_entries(&self) {
        let has_entries = !self.0.state().register.entries.is_empty();
        dom::scroll_to_and_focus(if has_entries { ENTRIES_HEADING_SELECTOR } else { ADD_SELECTOR });
    }

    /// Shows what went wrong, and leads to it: the control may be far below.
    fn show_problem(&self, message: String) {
        self.show_message(message);
        dom::scroll_to_and_focus(STATUS_SELECTOR);
    }

    /// Shows a message, and changes nothing else.
    fn show_message(&self, message: String) {
        self.update(|state| {
            state.message = message;
            state.before = None;
        });
    }
}

/// The message, what is wrong with a file, and the error of the index.
fn status(state: &State) -> Markup {
    html! {
        @if !state.message.is_empty() {
            p { (state.message) @if state.before.is_some() { " " button type="button" id="undo" { "Undo" } } }
        }
        @if !state.problems.is_empty() {
            ul class="problem" aria-label="Problems" {
                @for problem in state.problems.iter().take(MAX_PROBLEMS) { li { (problem) } }
                @if state.problems.len() > MAX_PROBLEMS { li { "And " (state.problems.len() - MAX_PROBLEMS) " more." } }
            }
            button type="button" id="dismiss-problems" { "Dismiss" }
        }
        @if let LoadState::Failed(error) = &state.index {
            div class="problem" {
                (load_error_html("the verdicts", error))
                button type="button" id="retry-index" { "Retry" }
            }
        }
    }
}

/// Notices about data that could be lost: a stored text that cannot be read, storage that is blocked, unsaved changes.
fn unsaved(state: &State) -> Markup {
    html! {
        @if state.unreadable.is_some() {
            div class="problem" {
                p { "This browser has a register that this page cannot read. It is kept." }
                div class="stack-actions" {
                    button type="button" id="save-unreadable" { "Save that register as a file" }
                    button type="button" id="discard-unreadable" { "Discard it" }
                }
            }
        }
        @if state.is_storage_blocked {
            p class="problem" { "Your browser does not store this register: storage is blocked or full. You lose it when you close the page." }
        }
        @if state.has_unsaved_changes() {
            p class="notice" { "You have changes that are not in a file. Save the register as a file." }
        }
    }
}
