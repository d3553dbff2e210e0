//! Exports of apps as JSON: Okta's API (`label`, `name`, `status`), Microsoft Graph (`appDisplayName`, `displayName`,
//! `homepage`), GAM (`displayText`), and plain arrays of names.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::json_manifest::{LineNumbers, damaged};
use super::{KnownNames, Parser, names, table};
use crate::evidence::{Findings, IgnoredReason};

/// Keys of an app's name, the best first. Okta's `name` is the key of its catalog, so `label` precedes it.
const NAME_KEYS: [&str; 18] = [
    "label",
    "displayText",
    "appDisplayName",
    "applicationName",
    "appName",
    "merchant_name",
    "merchantName",
    "vendor",
    "vendorName",
    "vendor_name",
    "displayName",
    "display_name",
    "supplier",
    "payee",
    "company",
    "application",
    "title",
    "name",
];
/// Keys of an app's website.
const HOST_KEYS: [&str; 6] = ["homepage", "website", "url", "domain", "homepageUrl", "websiteUrl"];
/// The deepest array of apps within objects: `{"value": [...]}`.
const MAX_DEPTH: usize = 4;

/// An export of apps.
#[derive(Default)]
pub(super) struct AppExport {
    text: String,
}

impl Parser for AppExport {
    fn line(&mut self, _number: usize, line: &str, _known: &dyn KnownNames, _findings: &mut Findings) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn finish(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        let lines = LineNumbers::new(&self.text);
        let mut values = serde_json::Deserializer::from_str(&self.text).into_iter::<&RawValue>();
        // Several values, one after another: JSON Lines.
        loop {
            match values.next() {
                Some(Ok(value)) => read_value(value, &lines, MAX_DEPTH, findings),
                Some(Err(error)) => {
                    findings.report(error.line(), damaged(&error));
                    return self.read_lines(known, findings);
                }
                None => return,
            }
        }
    }
}

impl AppExport {
    /// Reads the lines with a name of damaged JSON.
    fn read_lines(&self, _known: &dyn KnownNames, findings: &mut Findings) {
        for (index, line) in self.text.lines().enumerate() {
            let line = line.trim().trim_end_matches(',');
            let Some((key, value)) = line.strip_prefix('"').and_then(|line| line.split_once('"')) else {
                continue;
            };
            let value =
                value.trim_start().strip_prefix(':').map(str::trim).and_then(|value| value.strip_prefix('"'));
            if let Some(value) =
                value.and_then(|value| value.strip_suffix('"')).filter(|_| NAME_KEYS.contains(&key))
            {
                names::add_cell(index + 1, value, None, findings);
            }
        }
    }
}

fn read_value(value: &RawValue, lines: &LineNumbers, depth: usize, findings: &mut Findings) {
    let line = lines.of(value);
    match value.get().bytes().next() {
        Some(b'[') => {
            let items = serde_json::from_str::<Vec<&RawValue>>(value.get()).unwrap_or_default();
            items.iter().for_each(|item| read_value(item, lines, depth.saturating_sub(1), findings));
        }
        Some(b'{') => {
            let Ok(members) = serde_json::from_str::<BTreeMap<String, &RawValue>>(value.get()) else {
                return;
            };
            if add_app(line, &members, findings) {
                return;
            }
            let mut has_array = false;
            for member in members.values().filter(|member| depth > 0 && member.get().starts_with(['[', '{']))
            {
                has_array = true;
                read_value(member, lines, depth - 1, findings);
            }
            if !has_array {
                findings.ignore(line, "", IgnoredReason::NotRecognized);
            }
        }
        Some(b'"') => {
            if let Ok(name) = serde_json::from_str::<String>(value.get()) {
                names::add_cell(line, &name, None, findings);
            }
        }
        _ => findings.ignore(line, "", IgnoredReason::NotAName),
    }
}

/// Adds an app; false if the object has no name.
fn add_app(line: usize, object: &BTreeMap<String, &RawValue>, findings: &mut Findings) -> bool {
    let text = |key: &&str| {
        let text = object.get(*key).and_then(|value| serde_json::from_str::<String>(value.get()).ok());
        text.filter(|text| !text.trim().is_empty())
    };
    let host = HOST_KEYS.iter().find_map(text).and_then(|host| table::app_host(&host));
    match NAME_KEYS.iter().find_map(text) {
        Some(name) => names::add_cell(line, &name, host, findings),
        None if host.is_some() => names::add_cell(line, "", host, findings),
        None => return false,
    }
    true
}
