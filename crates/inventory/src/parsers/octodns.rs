//! octoDNS zones: YAML with a known form, read by its indentation.
//!
//! ```yaml
//! '':
//!   - type: MX
//!     values:
//!       - exchange: aspmx.l.google.com.
//!         preference: 1
//! ```

use super::{KnownNames, Parser, dns};
use crate::evidence::Findings;

/// An octoDNS zone.
#[derive(Default)]
pub(super) struct OctoDns {
    owner: String,
    /// The indentation of the records of the current name, if they are a list.
    list: Option<usize>,
    kind: String,
    values: Vec<(usize, String)>,
}

/// Keys with a value of a record.
const VALUE_KEYS: [&str; 5] = ["value", "exchange", "target", "cname", "nsdname"];
/// Keys that begin a record in a list.
const RECORD_KEYS: [&str; 6] = ["type", "ttl", "octodns", "value", "values", "geo"];

impl OctoDns {
    fn end_record(&mut self, findings: &mut Findings) {
        let kind = std::mem::take(&mut self.kind);
        for (line, value) in std::mem::take(&mut self.values) {
            if !kind.is_empty() {
                // In YAML for octoDNS, a semicolon is escaped.
                let value = value.replace("\\;", ";");
                let data =
                    if matches!(kind.as_str(), "TXT" | "SPF") { value } else { value.replace(';', " ") };
                dns::add_record(line, &self.owner, &kind, &data, findings);
            }
        }
    }
}

/// A scalar without its quotes.
fn scalar(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text)
}

impl Parser for OctoDns {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let mut rest = line.trim();
        if rest.is_empty() || rest.starts_with('#') || rest == "---" {
            return;
        }
        let mut indentation = line.len() - line.trim_start().len();
        // A complex key: `? ''`, and its value on the next line: `: - type: MX`.
        let is_complex_value = rest.starts_with(": ");
        if let Some(value) = rest.strip_prefix(": ") {
            rest = value;
            indentation += 2;
        }
        if indentation == 0 && !rest.starts_with('-') {
            self.end_record(findings);
            let name = rest.trim_start_matches("? ").trim_end_matches(':');
            self.owner = scalar(name).to_owned();
            self.list = None;
            return;
        }
        if let Some(item) = rest.strip_prefix("- ") {
            let key = item.split(':').next().unwrap_or_default();
            let begins_record = RECORD_KEYS.contains(&key) && item.contains(':');
            if begins_record && (is_complex_value || self.list.is_none_or(|list| indentation <= list)) {
                self.end_record(findings);
                self.list = Some(indentation);
            } else if !VALUE_KEYS.contains(&key) && key != "preference" && key != "priority" {
                self.values.push((number, scalar(item).to_owned()));
                return;
            }
            rest = item.trim_start();
        }
        match rest.split_once(':') {
            Some(("type", kind)) => self.kind = scalar(kind).to_owned(),
            Some((key, value)) if VALUE_KEYS.contains(&key) && !value.trim().is_empty() => {
                self.values.push((number, scalar(value).to_owned()));
            }
            _ => {}
        }
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        self.end_record(findings);
    }
}
