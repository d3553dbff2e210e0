//! An entry of the register, and the register.

use std::collections::BTreeMap;

use catalog::text_folding::folded;
use catalog::{Date, Slug};

use crate::place_order::sorted_by_name;
use crate::stack_index::{StackIndex, StackVendor, VendorNames};

use super::field::{AgreementStatus, EntryField, FieldKind, YesNo};

/// A vendor in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The identity of the entry, which never changes: it joins two versions of the entry, and identifies its event in a
    /// calendar.
    pub id: String,
    /// The values by [`EntryField::ALL`].
    values: Vec<String>,
    /// Members of the file that this program does not know, with their JSON. They are written again.
    pub(super) other_members: Vec<(String, String)>,
}

/// Whether a BAA is needed, by the answers to the three questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A question has no answer yet.
    Unanswered,
    /// The vendor is a business associate.
    Needed,
    /// No PHI reaches the vendor.
    NoPhi,
    /// The vendor handles PHI, but not for the person.
    NotOnBehalf,
    /// The vendor only transmits PHI: the conduit exception.
    Conduit,
}

impl Need {
    /// The answer with its reason, in a sentence. The sources are HHS's guidance on cloud computing
    /// (<https://www.hhs.gov/hipaa/for-professionals/special-topics/health-information-technology/cloud-computing/>) and
    /// the definition of a business associate (45 CFR 160.103).
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unanswered => "Answer the questions to see whether you need a BAA.",
            Self::Needed => {
                "By your answers, you need a BAA: a vendor that creates, receives, maintains, or transmits PHI for you is a business associate."
            }
            Self::NoPhi => "By your answers, you need no BAA as long as the vendor handles no PHI.",
            Self::NotOnBehalf => {
                "By your answers, you need no BAA: a vendor that does not handle PHI for you is not your business associate."
            }
            Self::Conduit => {
                "By your answers, you need no BAA: a service that only transmits PHI is a conduit. A service that keeps PHI, other than briefly during the transmission, is not."
            }
        }
    }
}

impl Entry {
    /// An entry without values.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            values: vec![String::new(); EntryField::ALL.len()],
            other_members: Vec::new(),
        }
    }

    /// An entry of a vendor in the directory.
    pub fn for_vendor(id: &str, vendor: &StackVendor) -> Self {
        let mut entry = Self::new(id);
        entry.set(EntryField::Vendor, vendor.slug.as_str());
        entry.set(EntryField::Name, &vendor.name);
        entry
    }

    /// Links an entry that names no vendor of the directory, or one that has left it, to the vendor with its name.
    pub fn link(&mut self, index: &StackIndex, names: &VendorNames) {
        if self.vendor(index).is_none()
            && let Some(slug) = names.slug(self.get(EntryField::Name))
        {
            self.set(EntryField::Vendor, slug.as_str());
        }
    }

    /// The vendor in an index, which may have been renamed since the entry was linked to it.
    pub fn vendor<'i>(&self, index: &'i StackIndex) -> Option<&'i StackVendor> {
        index.vendor_or_renamed(&self.slug()?)
    }

    /// The slug that the vendor has now; without an index, the one that it had when the entry was linked to it.
    pub fn current_slug(&self, index: Option<&StackIndex>) -> Option<Slug> {
        let vendor = index.and_then(|index| self.vendor(index));
        vendor.map(|vendor| vendor.slug.clone()).or_else(|| self.slug())
    }

    /// The name for lists and messages.
    pub fn display_name(&self) -> &str {
        Some(self.get(EntryField::Name)).filter(|name| !name.is_empty()).unwrap_or("(no name)")
    }

    /// The name without case and accents, which lists are sorted by.
    fn folded_name(&self) -> String {
        folded(self.get(EntryField::Name))
    }

    /// The value of a field, or an empty text.
    pub fn get(&self, field: EntryField) -> &str {
        self.values.get(field as usize).map_or("", String::as_str)
    }

    /// Sets the value of a field, without the white space around it, and with line feeds as line ends.
    pub fn set(&mut self, field: EntryField, value: &str) {
        if let Some(slot) = self.values.get_mut(field as usize) {
            *slot = value.trim().replace("\r\n", "\n").replace('\r', "\n");
        }
    }

    /// The date of a field; `None` if it is empty or no date.
    pub fn date(&self, field: EntryField) -> Option<Date> {
        Date::parse(self.get(field)).ok()
    }

    /// The vendor in the directory.
    pub fn slug(&self) -> Option<Slug> {
        Slug::parse(self.get(EntryField::Vendor)).ok()
    }

    /// The status of the agreement; `None` if the entry has none that this program knows.
    pub fn status(&self) -> Option<AgreementStatus> {
        AgreementStatus::from_key(self.get(EntryField::Status))
    }

    /// Whether a BAA is needed, by the answers.
    pub fn need(&self) -> Need {
        let answer = |field| YesNo::from_key(self.get(field));
        match (answer(EntryField::HasPhi), answer(EntryField::OnBehalf), answer(EntryField::OnlyTransmits)) {
            (Some(YesNo::No), _, _) => Need::NoPhi,
            (Some(YesNo::Yes), Some(YesNo::No), _) => Need::NotOnBehalf,
            (Some(YesNo::Yes), Some(YesNo::Yes), Some(YesNo::Yes)) => Need::Conduit,
            (Some(YesNo::Yes), Some(YesNo::Yes), Some(YesNo::No)) => Need::Needed,
            _ => Need::Unanswered,
        }
    }

    /// Whether the agreement is over: it has ended, or the vendor refused it.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.status(), Some(AgreementStatus::Expired | AgreementStatus::Refused))
    }

    /// Whether the vendor is a business associate: by the answers, or else because there is a BAA to get or to keep.
    pub fn is_business_associate(&self) -> bool {
        match self.need() {
            Need::Needed => true,
            Need::NoPhi | Need::NotOnBehalf | Need::Conduit => false,
            Need::Unanswered => self.status().is_some_and(|status| status != AgreementStatus::NotNeeded),
        }
    }

    /// The value of a field as people read it: the label of a choice.
    pub fn shown(&self, field: EntryField) -> &str {
        let value = self.get(field);
        field.choices().into_iter().find(|(key, _)| *key == value).map_or(value, |(_, label)| label)
    }

    /// Whether both entries have the same values, whatever their ids.
    pub fn has_values_of(&self, other: &Self) -> bool {
        self.values == other.values && self.other_members == other.other_members
    }

    /// Why a value does not fit its field, in a sentence. The value is kept.
    pub fn problem(&self, field: EntryField) -> Option<String> {
        let value = self.get(field);
        let (fits, expected) = match field.kind() {
            FieldKind::Text => return None,
            FieldKind::Date => (Date::parse(value).is_ok(), "a date that exists, such as 2027-03-31"),
            FieldKind::Choice => (field.choices().iter().any(|(key, _)| *key == value), "one of the choices"),
        };
        let is_problem = !value.is_empty() && !fits;
        is_problem.then(|| format!("“{}” is “{value}”, which is not {expected}.", field.label()))
    }
}

/// A business associate register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Members of the file that this program does not know, with their JSON. They are written again.
    pub(super) other_members: Vec<(String, String)>,
    /// The JSON of entries that this program cannot read. They are written again.
    pub(super) unreadable: Vec<String>,
}

impl Register {
    /// A register with these entries.
    pub fn with_entries(entries: Vec<Entry>) -> Self {
        Self { entries, ..Self::default() }
    }

    /// The entry with that id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The entries in the order of files and lists: by name, then by id.
    pub fn sorted(&self) -> Vec<&Entry> {
        let key = |entry: &&Entry| [&entry.folded_name(), "\0", &entry.id].concat();
        sorted_by_name(self.entries.iter().collect(), key)
    }

    /// The entries in the order of [`Register::sorted`], each with its title in lists: its name, with a number if several
    /// entries have this name, as in "Zoom (1 of 2)".
    pub fn titled(&self) -> Vec<(&Entry, String)> {
        let mut titled = Vec::new();
        for entries in self.sorted().chunk_by(|a, b| a.folded_name() == b.folded_name()) {
            let count = entries.len();
            for (index, entry) in entries.iter().enumerate() {
                let mut title = entry.display_name().to_owned();
                if count > 1 {
                    title += &[" (", &(index + 1).to_string(), " of ", &count.to_string(), ")"].concat();
                }
                titled.push((*entry, title));
            }
        }
        titled
    }

    /// The title of the entry with that id, as in [`Register::titled`].
    pub fn title(&self, id: &str) -> Option<String> {
        self.titled().into_iter().find(|(entry, _)| entry.id == id).map(|(_, title)| title)
    }

    /// The names of the vendors of the directory that have several entries.
    pub fn repeated_vendors(&self) -> Vec<&str> {
        let mut names: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| !entry.get(EntryField::Vendor).is_empty()) {
            let name = entry.get(EntryField::Name);
            names.entry(entry.get(EntryField::Vendor)).or_insert((0, name)).0 += 1;
        }
        names.into_values().filter(|(number, _)| *number > 1).map(|(_, name)| name).collect()
    }

    /// The current slugs of the vendors in the register, in the order of the entries.
    pub fn vendors(&self, index: Option<&StackIndex>) -> Vec<Slug> {
        self.entries.iter().filter_map(|entry| entry.current_slug(index)).collect()
    }
}
