//! The list of entries, and what needs attention.

use catalog::answers::general_request_email;
use inventory::register::{AttentionKind, Entry, EntryField};
use inventory::{StackVendor, VendorNames};
use maud::{Markup, html};
use web_sys::Element;

use super::{ADD, ADD_SELECTOR, ENTRIES_HEADING_SELECTOR, RegisterPage, State, counted};
use crate::components::badges::verdict_badges;
use crate::data::fetch::LoadState;
use crate::navigation::routes::Route;
use crate::runtime::dom;

/// The `id` of each part.
pub(super) const NAMES: &str = "register-names";
pub(super) const BEGINNING: &str = "register-beginning";
pub(super) const ATTENTION: &str = "register-attention";
pub(super) const ENTRIES: &str = "register-entries";

/// How many entries are listed at once.
const MAX_LISTED: usize = 200;

/// What an entry shows in the list, in this order.
const SHOWN: [EntryField; 11] = [
    EntryField::Status,
    EntryField::Service,
    EntryField::Reason,
    EntryField::SignedOn,
    EntryField::RequestedOn,
    EntryField::ExpiresOn,
    EntryField::ReviewOn,
    EntryField::Signatory,
    EntryField::Location,
    EntryField::Owner,
    EntryField::Notes,
];

impl RegisterPage {
    pub(super) fn handle_entry_events(&self) {
        self.on("submit", "#add-entry-form", |page, event, _| {
            event.prevent_default();
            page.add();
        });
        self.on("click", "[data-edit-entry]", |page, _, button| {
            page.edit(&button.get_attribute("data-edit-entry").unwrap_or_default());
        });
        self.on("click", "[data-remove-entry]", |page, _, button| page.remove(button));
        self.on("click", "#list-all", |page, _, _| {
            page.update(|state| state.lists_all = true);
            dom::focus_first(ENTRIES_HEADING_SELECTOR);
        });
        // The visitor's email program opens, and the page stays.
        self.on("click", "[href^='mailto:']", |page, _, _| {
            dom::set_leave_question(false);
            let page = page.clone();
            dom::next_task(move || page.update_leave_question());
        });
    }

    /// Adds the vendor in the field, and opens its form.
    fn add(&self) {
        let Some(field) = dom::input(ADD) else { return };
        let name = field.value().trim().to_owned();
        if name.is_empty() {
            self.show_message("Type the name of a vendor first.".to_owned());
            return dom::focus_first(ADD_SELECTOR);
        }
        if self.has_open_changes() {
            return;
        }
        field.set_value("");
        let id = dom::random_id();
        self.update(|state| {
            let mut entry = Entry::new(&id);
            entry.set(EntryField::Name, &name);
            let vendor = state.index().and_then(|index| index.vendor(VendorNames::new(index).slug(&name)?));
            if let Some(vendor) = vendor {
                entry = Entry::for_vendor(&id, vendor);
            }
            let mut message = [entry.display_name(), " was added."].concat();
            if entry.slug().is_some_and(|slug| state.register.vendors(state.index()).contains(&slug)) {
                message += " It has another entry. Remove one, unless they are about different services.";
            }
            state.change(message, |register| register.entries.push(entry));
        });
        self.edit(&id);
    }

    fn remove(&self, button: &Element) {
        if self.has_open_changes() {
            return;
        }
        let id = button.get_attribute("data-remove-entry").unwrap_or_default();
        self.update(|state| {
            let Some(title) = state.register.title(&id) else { return };
            state.edited = None;
            let message = [&title, " was removed."].concat();
            state.change(message, |register| register.entries.retain(|entry| entry.id != id));
        });
        dom::scroll_to_and_focus("#undo");
    }
}

/// The names of all vendors, for the field that adds one.
pub(super) fn names(state: &State) -> Markup {
    html! {
        @if let Some(index) = state.index() {
            datalist id="vendor-names" { @for vendor in &index.vendors { option value=(vendor.name) {} } }
        }
    }
}

/// How to begin, if there are no entries.
pub(super) fn beginning(state: &State) -> Markup {
    html! {
        @if state.register.entries.is_empty() { (how_to_begin(&state.url(&Route::Check))) }
    }
}

/// What needs attention.
pub(super) fn attention(state: &State) -> Markup {
    let Some(today) = state.today else { return Markup::default() };
    let attention = state.register.attention(state.index(), today);
    let listed = if state.lists_all { attention.len() } else { MAX_LISTED };
    html! {
        @if !attention.is_empty() {
            h2 { "Needs attention (" (attention.len()) ")" }
            ul class="stack-names" {
                @for one in attention.iter().take(listed) {
                    @if let Some(entry) = state.register.entry(&one.id) {
                        li {
                            p { strong { (one.title) } ": " (one.kind.label()) }
                            p { (one.sentence) }
                            @if one.kind == AttentionKind::PhiWithoutBaa { (directory_verdict(state, entry)) }
                            div class="stack-actions no-print" {
                                (edit_button(entry, &[&one.title, ": ", one.kind.label()].concat()))
                                @if matches!(one.kind, AttentionKind::NoAnswer | AttentionKind::PhiWithoutBaa) {
                                    a href=(general_request_email(entry.get(EntryField::Name)).mailto_url()) { "Write the request" }
                                }
                            }
                        }
                    }
                }
            }
            @if attention.len() > listed { p { "The first " (listed) " are listed." } }
        } @else if !state.register.entries.is_empty() {
            // Of the same height, so that nothing moves.
            p {
                @match state.index {
                    LoadState::Pending => "Comparing with the directory…",
                    LoadState::Ready(_) => "Nothing needs attention today.",
                    LoadState::Failed(_) => "The verdicts could not be loaded, so changes of verdicts are unknown.",
                }
            }
        }
    }
}

/// The verdict in the directory, in a line that says "loading" until the index is loaded.
fn directory_verdict(state: &State, entry: &Entry) -> Markup {
    html! {
        @match (state.vendor(entry), &state.index) {
            (Some(vendor), _) => p { "In the directory: " (vendor.baa_class().label()) "." },
            (None, LoadState::Pending) if entry.slug().is_some() => p { "In the directory: loading…" },
            _ => {}
        }
    }
}

/// The entries, by name.
pub(super) fn entries(state: &State) -> Markup {
    let entries = state.register.titled();
    let listed = if state.lists_all { entries.len() } else { MAX_LISTED };
    html! {
        @if !entries.is_empty() {
            p { (counted(entries.len(), "entry", "entries")) "." }
            ul class="stack-vendors" {
                @for (entry, title) in entries.iter().take(listed) { li { (entry_card(state, entry, title)) } }
            }
        }
        @if entries.len() > listed {
            button type="button" id="list-all" { "List all " (entries.len()) }
        }
    }
}

/// How to begin. It is published too, so that the page does not move when it starts.
pub(super) fn how_to_begin(check_url: &str) -> Markup {
    html! {
        div class="needs-script" {
            p { "Three ways to begin your register:" }
            ul {
                li { "Type the name of a vendor above, and answer three questions about it." }
                li { a href=(check_url) { "Check your stack" } ", and add all vendors that it finds." }
                li { "Open a register that you have saved, or import a CSV file from a spreadsheet." }
            }
        }
    }
}

fn entry_card(state: &State, entry: &Entry, title: &str) -> Markup {
    let vendor = state.vendor(entry);
    html! {
        h3 {
            @match vendor {
                Some(vendor) => a href=(state.url(&Route::Vendor(vendor.slug.clone()))) { (title) },
                None => (title),
            }
        }
        @match (vendor, &state.index) {
            (Some(vendor), _) => (verdict_badges(vendor)),
            // Reserves the space of the badges, so that nothing moves.
            (None, LoadState::Pending) if entry.slug().is_some() => p class="badges" { span class="badge" { "Loading…" } },
            _ => {}
        }
        dl class="stack-facts" {
            @if let Some(vendor) = vendor.filter(|vendor| is_renamed(entry, vendor)) {
                div { dt { "New name in the directory" } dd { (vendor.name) } }
            }
            @for field in SHOWN {
                @if !entry.get(field).is_empty() {
                    div {
                        dt { (field.label()) }
                        dd {
                            @match entry.date(field) {
                                Some(date) => (date.describe()),
                                None => (entry.shown(field)),
                            }
                            @if let Some(problem) = entry.problem(field) { " " span class="input-error" { (problem) } }
                        }
                    }
                }
            }
            div { dt { "BAA needed?" } dd { (entry.need().sentence()) } }
        }
        div class="stack-actions no-print" {
            (edit_button(entry, title))
            button type="button" data-remove-entry=(entry.id) aria-label=(["Remove ", title].concat()) { "Remove" }
        }
    }
}

/// Whether the vendor has another slug and another name since the entry was linked to it.
fn is_renamed(entry: &Entry, vendor: &StackVendor) -> bool {
    entry.slug().as_ref() != Some(&vendor.slug) && entry.get(EntryField::Name) != vendor.name
}

/// The button that opens the form of an entry. Its accessible name says what is edited.
fn edit_button(entry: &Entry, edited: &str) -> Markup {
    let label = ["Edit ", edited].concat();
    html! { button type="button" data-edit-entry=(entry.id) aria-label=(label) { "Edit" } }
}
