//! CSV of a register: every field, and the list of business associates in the layout of OCR's audits.

use std::collections::BTreeMap;

use catalog::Slug;
use catalog::text_folding::folded;

use crate::csv_writer::add_row;
use crate::stack_index::StackIndex;

use super::entry::{Entry, Register};
use super::field::EntryField;

/// The header of the column with the ids.
pub(super) const ID_HEADER: &str = "Register ID";

/// The columns of OCR's list of business associates
/// (<https://www.hhs.gov/hipaa/for-professionals/compliance-enforcement/audit/batemplate/index.html>).
const OCR_COLUMNS: [(&str, EntryField); 27] = [
    ("BA Name", EntryField::Name),
    ("Type of Service", EntryField::Service),
    ("Primary Contact Title", EntryField::PrimaryTitle),
    ("Primary Contact First Name", EntryField::PrimaryFirstName),
    ("Primary Contact Last Name", EntryField::PrimaryLastName),
    ("Primary Contact Address", EntryField::PrimaryAddress),
    ("Primary Contact Address 2", EntryField::PrimaryAddress2),
    ("Primary Contact City", EntryField::PrimaryCity),
    ("Primary Contact State", EntryField::PrimaryState),
    ("Primary Contact Zip", EntryField::PrimaryZip),
    ("Primary Contact Phone", EntryField::PrimaryPhone),
    ("Primary Contact Extension", EntryField::PrimaryExtension),
    ("Primary Contact Fax", EntryField::PrimaryFax),
    ("Primary Contact Email", EntryField::PrimaryEmail),
    ("Secondary Contact Title", EntryField::SecondaryTitle),
    ("Secondary Contact First Name", EntryField::SecondaryFirstName),
    ("Secondary Contact Last Name", EntryField::SecondaryLastName),
    ("Secondary Contact Address", EntryField::SecondaryAddress),
    ("Secondary Contact Address 2", EntryField::SecondaryAddress2),
    ("Secondary Contact City", EntryField::SecondaryCity),
    ("Secondary Contact State", EntryField::SecondaryState),
    ("Secondary Contact Zip", EntryField::SecondaryZip),
    ("Secondary Contact Phone", EntryField::SecondaryPhone),
    ("Secondary Contact Extension", EntryField::SecondaryExtension),
    ("Secondary Contact Fax", EntryField::SecondaryFax),
    ("Secondary Contact Email", EntryField::SecondaryEmail),
    ("Website", EntryField::Website),
];

/// The field of a header of OCR's list.
pub(super) fn ocr_field(header: &str) -> Option<EntryField> {
    let is_header = |(other, _): &&(&str, EntryField)| other.eq_ignore_ascii_case(header);
    OCR_COLUMNS.iter().find(is_header).map(|(_, field)| *field)
}

/// What the directory knows of a vendor for OCR's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryFacts {
    /// The kind of software.
    pub service: String,
    /// The vendor's website.
    pub website: String,
}

/// The register as CSV with a byte order mark, so that spreadsheet programs read it as UTF-8: a column for each field.
pub fn to_csv(register: &Register) -> String {
    let mut csv = "\u{feff}".to_owned();
    let labels = EntryField::ALL.iter().map(|field| field.label());
    add_row(&mut csv, &[ID_HEADER].into_iter().chain(labels).collect::<Vec<_>>());
    for entry in register.sorted() {
        let values = EntryField::ALL.iter().map(|field| entry.shown(*field));
        add_row(&mut csv, &[entry.id.as_str()].into_iter().chain(values).collect::<Vec<_>>());
    }
    csv
}

/// The list of business associates in the layout of OCR's audits: one row for each vendor. `facts` is what the directory
/// knows, which fills what the entries leave empty.
pub fn to_ocr_list(
    register: &Register,
    index: Option<&StackIndex>,
    facts: &dyn Fn(&Slug) -> Option<DirectoryFacts>,
) -> String {
    let mut vendors: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in register.sorted().into_iter().filter(|entry| entry.is_business_associate()) {
        vendors.entry(vendor_key(entry, index)).or_default().push(entry);
    }
    let mut csv = "\u{feff}".to_owned();
    add_row(&mut csv, &OCR_COLUMNS.map(|(header, _)| header));
    for entries in vendors.into_values() {
        let slug = entries.first().and_then(|entry| entry.current_slug(index));
        let known = slug.and_then(|slug| facts(&slug));
        let known = known.unwrap_or_default();
        let cells = OCR_COLUMNS.map(|(_, field)| match field {
            EntryField::Service => {
                let mut services: Vec<&str> = entries.iter().map(|entry| entry.get(field)).collect();
                services.retain(|service| !service.is_empty());
                services.dedup();
                if services.is_empty() { known.service.clone() } else { services.join("; ") }
            }
            EntryField::Website => {
                let mut websites = entries.iter().map(|entry| entry.get(field));
                websites.find(|website| !website.is_empty()).unwrap_or(&known.website).to_owned()
            }
            // The parts of a contact are those of one entry.
            _ => contact(&entries, field).map_or("", |entry| entry.get(field)).to_owned(),
        });
        add_row(&mut csv, &cells.each_ref().map(String::as_str));
    }
    csv
}

/// The first entry with a value in the contact that the field belongs to; for a field of no contact, the first entry.
fn contact<'e>(entries: &[&'e Entry], field: EntryField) -> Option<&'e Entry> {
    let Some(prefix) = field.contact_prefix() else { return entries.first().copied() };
    let parts = || EntryField::ALL.iter().filter(|part| part.contact_prefix() == Some(prefix));
    entries.iter().copied().find(|entry| parts().any(|part| !entry.get(*part).is_empty()))
}

/// What makes two entries one vendor: the vendor in the directory, or else the name.
fn vendor_key(entry: &Entry, index: Option<&StackIndex>) -> String {
    match entry.current_slug(index) {
        Some(slug) => slug.to_string(),
        // No slug contains a space.
        None => [" ", &folded(entry.get(EntryField::Name))].concat(),
    }
}
