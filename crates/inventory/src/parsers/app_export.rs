//! Exports of apps as JSON: Okta's API (`label`, `name`, `status`), Microsoft Graph (`appDisplayName`, `displayName`,
//! `homepage`), GAM (`displayText`), and plain arrays of names.

use super::json_manifest::damaged;
use super::{KnownNames, Parser, names, table};
use crate::evidence::{Findings, IgnoredReason};
use crate::json::{Json, LineNumbers};

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
/// The deepest level that is read: `{"value": [{"displayName": "Zoom"}]}` has three.
const MAX_DEPTH: usize = 8;

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
        // Several values, one after another: JSON Lines.
        for value in Json::parse_all(&self.text) {
            match value {
                Ok(value) => read_value(value, &lines, MAX_DEPTH, findings),
                Err(error) => {
                    findings.report(error.line(), damaged(&error));
                    return self.read_lines(known, findings);
                }
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

fn read_value(value: Json, lines: &LineNumbers, depth: usize, findings: &mut Findings) {
    let line = lines.of(value);
    // Every level is parsed again for the next one, so the depth of both objects and arrays is limited.
    if depth == 0 {
        findings.ignore(line, "", IgnoredReason::NotRecognized);
    } else if let Some(items) = value.items() {
        items.into_iter().for_each(|item| read_value(item, lines, depth - 1, findings));
    } else if let Some(members) = value.members() {
        if add_app(line, &members, findings) {
            return;
        }
        let is_nested = |member: &Json| member.source().starts_with(['[', '{']);
        let nested: Vec<Json> = members.into_iter().map(|(_, member)| member).filter(is_nested).collect();
        if nested.is_empty() {
            findings.ignore(line, "", IgnoredReason::NotRecognized);
        }
        nested.into_iter().for_each(|member| read_value(member, lines, depth - 1, findings));
    } else if let Some(name) = value.text() {
        names::add_cell(line, &name, None, findings);
    } else {
        findings.ignore(line, "", IgnoredReason::NotAName);
    }
}

/// Adds an app; false if the object has no name.
fn add_app(line: usize, object: &[(String, Json)], findings: &mut Findings) -> bool {
    let text = |key: &&str| {
        let (_, value) = object.iter().find(|(other, _)| other == key)?;
        value.text().filter(|text| !text.trim().is_empty())
    };
    let host = HOST_KEYS.iter().find_map(text).and_then(|host| table::app_host(&host));
    match NAME_KEYS.iter().find_map(text) {
        Some(name) => names::add_cell(line, &name, host, findings),
        None if host.is_some() => names::add_cell(line, "", host, findings),
        None => return false,
    }
    true
}
