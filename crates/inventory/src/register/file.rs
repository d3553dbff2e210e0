//! The file of a register: JSON in the form of `public/register.schema.json`.

use crate::checksum::sha256;
use crate::json::Json;

use super::entry::{Entry, Register};
use super::field::EntryField;

/// The version of the format. It increases when the meaning of a member changes.
const VERSION: u32 = 1;
/// What identifies the format.
const FORMAT: &str = "countersign-register";

/// Why a file is not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The text is not JSON.
    #[error("This is not a register: the file is not JSON, or is damaged. {0}")]
    Json(String),
    /// The text is JSON of another kind.
    #[error("This is not a register: the file has no member “format” with the value “{FORMAT}”.")]
    Format,
    /// A member is missing, or has another form.
    #[error("This register is damaged: its member “{0}” is missing or has another form.")]
    Member(&'static str),
    /// The file is from a newer version.
    #[error(
        "This register has version {0} of the format, and this page reads up to version {VERSION}. Reload the page, then open the file again."
    )]
    NewerVersion(u32),
}

/// A register that was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The register.
    pub register: Register,
    /// What is wrong with the file, each in a sentence. Nothing of it is lost.
    pub problems: Vec<String>,
}

impl Register {
    /// Reads a file.
    ///
    /// # Errors
    /// If the text is not a register, or is from a newer version.
    pub fn open(text: &str) -> Result<Opened, OpenError> {
        let json = Json::parse(text.trim_start_matches('\u{feff}'));
        let json = json.map_err(|error| OpenError::Json(error.to_string()))?;
        let file = json.object().ok_or(OpenError::Format)?;
        if file.text("format").as_deref() != Some(FORMAT) {
            return Err(OpenError::Format);
        }
        let version = file.get("version").and_then(|json| json.source().parse().ok());
        let version: u32 = version.ok_or(OpenError::Member("version"))?;
        if version > VERSION {
            return Err(OpenError::NewerVersion(version));
        }
        let entries = file.get("entries").and_then(Json::items).ok_or(OpenError::Member("entries"))?;
        let mut opened = Opened::default();
        for (index, json) in entries.into_iter().enumerate() {
            let number = index + 1;
            match entry(json) {
                Some((mut entry, problems)) => {
                    let name = entry.get(EntryField::Name).to_owned();
                    let place = format!("Entry {number} ({name})");
                    opened.problems.extend(problems.into_iter().map(|problem| format!("{place}: {problem}")));
                    if opened.register.entry(&entry.id).is_some() {
                        opened.problems.push(format!(
                            "{place}: another entry has the same id. Both are kept. Check whether one is a copy."
                        ));
                        entry.id = opened.register.free_id(&entry.id);
                    }
                    opened.register.entries.push(entry);
                }
                None => {
                    opened.problems.push(format!(
                        "Entry {number} cannot be read. It is not shown, but it is saved with the others."
                    ));
                    opened.register.unreadable.push(json.source().to_owned());
                }
            }
        }
        let known = ["format", "version", "entries"];
        let others = file.0.iter().filter(|(key, _)| !known.contains(&key.as_str()));
        opened.register.other_members =
            others.map(|(key, json)| (key.clone(), json.source().to_owned())).collect();
        Ok(opened)
    }

    /// An id that no entry has yet.
    fn free_id(&self, id: &str) -> String {
        let mut number = 2;
        loop {
            let candidate = format!("{id}-{number}");
            if self.entry(&candidate).is_none() {
                return candidate;
            }
            number += 1;
        }
    }

    /// The file of this register, with its entries in the order of [`Register::sorted`]. Opening it gives the same entries.
    pub fn save(&self) -> String {
        let mut json = format!("{{\n\"format\": {}, \"version\": {VERSION},\n", quoted(FORMAT));
        for (key, value) in &self.other_members {
            json += &format!("{}: {value},\n", quoted(key));
        }
        let entries = self.sorted().into_iter().map(Entry::to_json).chain(self.unreadable.iter().cloned());
        let entries: Vec<String> = entries.collect();
        json + "\"entries\": [\n" + &entries.join(",\n") + "\n]\n}\n"
    }
}

/// The entry in the JSON, with its problems; `None` if the JSON is not an object.
fn entry(json: Json) -> Option<(Entry, Vec<String>)> {
    let mut problems = Vec::new();
    let members = json.object()?;
    // An entry that somebody wrote by hand may have none. The same entry always gets the same one.
    let id = members.text("id").filter(|id| !id.is_empty());
    let mut entry =
        Entry::new(&id.unwrap_or_else(|| sha256(json.source().as_bytes()).chars().take(16).collect()));
    for (key, value) in members.0 {
        match EntryField::from_key(&key) {
            Some(_) if value.source() == "null" => {}
            Some(field) => {
                entry.set(field, &value.text().unwrap_or_else(|| value.source().to_owned()));
                problems.extend(entry.problem(field));
            }
            None if key == "id" => {}
            None => entry.other_members.push((key, value.source().to_owned())),
        }
    }
    Some((entry, problems))
}

impl Entry {
    /// The entry as an object on one line. Empty values are left out.
    pub(super) fn to_json(&self) -> String {
        let mut json = ["{\"id\": ", &quoted(&self.id)].concat();
        for field in EntryField::ALL.iter().filter(|field| !self.get(**field).is_empty()) {
            json += &[", ", &quoted(field.key()), ": ", &quoted(self.get(*field))].concat();
        }
        for (key, value) in &self.other_members {
            json += &[", ", &quoted(key), ": ", value].concat();
        }
        json + "}"
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    // Cannot fail: it is a text.
    serde_json::to_string(text).unwrap_or_default()
}
