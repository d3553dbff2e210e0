//! The form of one entry.

use std::collections::BTreeSet;

use catalog::Date;
use inventory::VendorNames;
use inventory::register::{Entry, EntryField, FieldKind, Register, merge};
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{RegisterPage, STATUS_SELECTOR, State};
use crate::runtime::dom;

/// The `id` of the part.
pub(super) const FORM: &str = "register-form";
/// The heading of the form, as a selector.
pub(super) const HEADING_SELECTOR: &str = "#entry-form-heading";
/// The `id` of the sentence that says whether a BAA is needed.
const NEED: &str = "entry-need";

/// What the form edits, as it was when the form was opened. The form depends on nothing else, so that nothing replaces it
/// while the visitor types.
#[derive(Clone)]
pub(super) struct Edited {
    /// The entry.
    pub(super) entry: Entry,
    /// The title of the entry in the list.
    title: String,
    /// The products that the vendor's BAA does not cover.
    excluded: Vec<String>,
}

impl RegisterPage {
    pub(super) fn handle_form_events(&self) {
        self.on("submit", "#entry-form", |page, event, _| {
            event.prevent_default();
            page.save_entry();
        });
        self.on("click", "#cancel-entry", |page, _, _| {
            page.update(|state| state.edited = None);
            page.focus_entries();
        });
        self.on("change", "#entry-form", |page, _, _| {
            let edited = page.0.state().edited.clone();
            if let Some(Edited { mut entry, .. }) = edited {
                read_form(&mut entry);
                dom::set_text(NEED, entry.need().sentence());
            }
        });
    }

    /// Opens the form of an entry.
    pub(super) fn edit(&self, id: &str) {
        if self.has_open_changes() {
            return;
        }
        self.update(|state| {
            let entry = state.register.entry(id).cloned();
            state.edited = entry.map(|entry| {
                let title = state.register.title(id).unwrap_or_default();
                let excluded = state.vendor(&entry).map(|vendor| vendor.excluded.clone());
                Edited { entry, title, excluded: excluded.unwrap_or_default() }
            });
        });
        dom::scroll_to_and_focus(HEADING_SELECTOR);
    }

    fn save_entry(&self) {
        let Some(Edited { entry: before, title, .. }) = self.0.state().edited.clone() else { return };
        let mut entry = before.clone();
        read_form(&mut entry);
        let has_problems = self.update(|state| {
            state.edited = None;
            // An entry of another name is about another vendor.
            let is_renamed = before.get(EntryField::Name) != entry.get(EntryField::Name);
            if is_renamed {
                entry.set(EntryField::Vendor, "");
            }
            if let Some(index) = state.index() {
                entry.link(index, &VendorNames::new(index));
            }
            let name = if is_renamed { entry.display_name() } else { &title };
            let mut message = [name, " was saved."].concat();
            // A contract is reviewed once a year, unless the visitor says otherwise.
            let is_signed_now = before.get(EntryField::SignedOn) != entry.get(EntryField::SignedOn);
            let signed = entry.date(EntryField::SignedOn).filter(|_| is_signed_now);
            if let Some(review) =
                signed.and_then(Date::in_one_year).filter(|_| entry.get(EntryField::ReviewOn).is_empty())
            {
                entry.set(EntryField::ReviewOn, &review.to_string());
                message += &[" The review is due on ", &review.describe(), "."].concat();
            }
            let mut conflicts = Vec::new();
            state.change(message, |register| {
                // Another tab may have changed the entry in the meantime.
                let (base, edited) =
                    (Register::with_entries(vec![before]), Register::with_entries(vec![entry]));
                let merged = merge(&base, edited, std::mem::take(register));
                *register = merged.register;
                conflicts = merged.conflicts;
            });
            state.report_conflicts(&conflicts);
            !conflicts.is_empty()
        });
        if has_problems {
            dom::scroll_to_and_focus(STATUS_SELECTOR);
        } else {
            self.focus_entries();
        }
    }
}

/// Whether the form of this entry has other values.
pub(super) fn is_changed(entry: &Entry) -> bool {
    let mut read = entry.clone();
    read_form(&mut read);
    // The form has the products in its own order.
    let products = |entry: &Entry| -> BTreeSet<String> {
        entry.get(EntryField::ExcludedInUse).split("; ").map(ToOwned::to_owned).collect()
    };
    let is_changed =
        |field: &&EntryField| **field != EntryField::ExcludedInUse && read.get(**field) != entry.get(**field);
    EntryField::ALL.iter().any(|field| is_changed(&field)) || products(&read) != products(entry)
}

/// Reads the values of the form.
fn read_form(entry: &mut Entry) {
    for field in EntryField::ALL {
        if let Some(input) = dom::input(&field_id(*field)) {
            entry.set(*field, &input.value());
        }
    }
    let products = dom::elements("[data-excluded-product]");
    if !products.is_empty() {
        let checked = products.iter().filter(|product| product.unchecked_ref::<HtmlInputElement>().checked());
        let checked: Vec<String> =
            checked.filter_map(|product| product.get_attribute("data-excluded-product")).collect();
        entry.set(EntryField::ExcludedInUse, &checked.join("; "));
    }
}

fn field_id(field: EntryField) -> String {
    ["entry-", field.key()].concat()
}

/// The form of the edited entry.
pub(super) fn form(state: &State) -> Markup {
    let Some(Edited { entry, title, excluded }) = &state.edited else { return Markup::default() };
    html! {
        h2 id="entry-form-heading" tabindex="-1" { (title) }
        form id="entry-form" class="entry-form" method="dialog" {
            fieldset {
                legend { "Vendor" }
                @for field in [EntryField::Name, EntryField::Service, EntryField::Owner, EntryField::Website] {
                    (labeled(entry, field))
                }
            }
            fieldset {
                legend { "Do I need a BAA with this vendor?" }
                @for field in [EntryField::HasPhi, EntryField::OnBehalf, EntryField::OnlyTransmits] {
                    (labeled(entry, field))
                }
                p id=(NEED) role="status" { (entry.need().sentence()) }
            }
            @let products = all_products(entry, excluded);
            @if !products.is_empty() {
                fieldset {
                    legend { (EntryField::ExcludedInUse.label()) }
                    @for product in products {
                        label class="select-vendor" {
                            input type="checkbox" data-excluded-product=(product) checked[is_used(entry, product)];
                            (product)
                        }
                    }
                }
            }
            fieldset {
                legend { "Agreement" }
                @for field in [
                    EntryField::Status, EntryField::Reason, EntryField::RequestedOn, EntryField::SignedOn,
                    EntryField::Signatory, EntryField::Location, EntryField::ExpiresOn, EntryField::ReviewOn,
                ] { (labeled(entry, field)) }
            }
            (labeled(entry, EntryField::Notes))
            details {
                summary { "Contacts, for the list for an OCR audit" }
                @for field in EntryField::ALL.iter().filter(|field| field.contact_prefix().is_some()) { (labeled(entry, *field)) }
            }
            div class="stack-actions" {
                button type="submit" { "Save" }
                button type="button" id="cancel-entry" { "Cancel" }
            }
        }
    }
}

/// The products that the BAA excludes, and others that the entry names.
fn all_products<'a>(entry: &'a Entry, excluded: &'a [String]) -> Vec<&'a str> {
    let mut products: Vec<&str> = excluded.iter().map(String::as_str).collect();
    let used = entry.get(EntryField::ExcludedInUse).split("; ");
    for product in used.filter(|product| !product.is_empty()) {
        if !products.contains(&product) {
            products.push(product);
        }
    }
    products
}

fn is_used(entry: &Entry, product: &str) -> bool {
    entry.get(EntryField::ExcludedInUse).split("; ").any(|used| used == product)
}

/// A field with its label. A value that does not fit is shown as text, so that it can be corrected.
fn labeled(entry: &Entry, field: EntryField) -> Markup {
    let (id, value) = (field_id(field), entry.get(field));
    let problem = entry.problem(field);
    let note = problem.as_deref().unwrap_or(field.hint());
    let note_id = [&id, "-note"].concat();
    let described_by = (!note.is_empty()).then_some(&note_id);
    let is_invalid = problem.is_some().then_some("true");
    let input_type = if field.kind() == FieldKind::Date && problem.is_none() { "date" } else { "text" };
    // A field of one line would delete line breaks.
    let is_long = matches!(field, EntryField::Notes | EntryField::Service) || value.contains('\n');
    let choices = field.choices();
    html! {
        div class="entry-field" {
            label for=(id) { (field.label()) }
            @if !choices.is_empty() {
                select id=(id) aria-describedby=[described_by] aria-invalid=[is_invalid] {
                    option value="" selected[value.is_empty()] { "Not stated" }
                    // A value that is no choice is not lost.
                    @if problem.is_some() { option value=(value) selected { (value) } }
                    @for (key, label) in choices { option value=(key) selected[*key == *value] { (label) } }
                }
            } @else if is_long {
                textarea id=(id) rows="2" { (value) }
            } @else {
                input id=(id) type=(input_type) value=(value) autocomplete="off" required[field == EntryField::Name]
                    aria-describedby=[described_by] aria-invalid=[is_invalid];
            }
            @if !note.is_empty() {
                span id=(note_id) class=(if problem.is_some() { "input-error" } else { "hint" }) { (note) }
            }
        }
    }
}
