//! Environment variables: `.env` files, `export` lines, and the lists of Compose files. Values are discarded here; only
//! the host in a value is looked at.

use super::{KnownNames, Parser};
use crate::evidence::{Evidence, EvidenceKind, Findings, IgnoredReason};
use crate::hosts::{ValueHost, host_of_value};

/// An environment variable in a line.
#[derive(Debug, PartialEq)]
pub(super) struct Variable<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

/// Whether a text is the name of an environment variable as they are written: capitals, digits and underscores.
pub(super) fn is_variable_name(text: &str) -> bool {
    text.len() >= 2
        && text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// The variable in a line: `X=…`, `export X=…`, `- X=…`, `X: …`, `"X": "…"`, `ENV X …`.
pub(super) fn variable(line: &str) -> Option<Variable<'_>> {
    let mut rest = line.trim();
    for prefix in ["- ", "export ", "set ", "setx ", "ENV ", "ARG ", "declare -x ", "Environment=", "$env:"] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest).trim_start();
    }
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = rest.get(..end).filter(|name| is_variable_name(name))?;
    let rest = rest.get(end..)?.trim_start_matches(['"', '\'']).trim_start();
    let value = match rest.chars().next() {
        Some('=') => rest.get(1..)?,
        Some(':') if rest.len() == 1 || rest.starts_with(": ") => rest.get(1..)?,
        _ => return None,
    };
    Some(Variable { name, value: value.trim() })
}

/// Adds a variable. Its value is discarded, except for the host.
pub(super) fn add_variable(number: usize, variable: &Variable<'_>, findings: &mut Findings) {
    let (host, is_local) = match host_of_value(without_comment(variable.value)) {
        ValueHost::Public(host) => (Some(host), false),
        ValueHost::Local => (None, true),
        ValueHost::None => (None, false),
    };
    let kind = EvidenceKind::Env;
    findings.evidence.push(Evidence { line: number, kind, text: variable.name.to_owned(), host, is_local });
}

/// A value without the comment after it.
fn without_comment(value: &str) -> &str {
    value.split_once(" #").map_or(value, |(value, _)| value).trim_end_matches([',', ' '])
}

/// The quotation mark of a value that continues on the next line.
fn open_quote(value: &str) -> Option<char> {
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let rest = value.get(1..)?;
    let mut is_escaped = false;
    for character in rest.chars() {
        match character {
            '\\' if quote != '\'' => is_escaped = !is_escaped,
            _ if character == quote && !is_escaped => return None,
            _ => is_escaped = false,
        }
    }
    Some(quote)
}

/// A file with environment variables.
#[derive(Default)]
pub(super) struct EnvFile {
    /// The quotation mark of the value that the line continues, and the line in which the value begins.
    open: Option<(char, usize)>,
    /// Whether the line is a part of a key in PEM.
    is_key: bool,
}

impl EnvFile {
    /// Whether the next line may continue a value.
    pub(super) fn is_within_value(&self) -> bool {
        self.open.is_some() || self.is_key
    }
}

impl Parser for EnvFile {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let found = variable(line);
        if let Some((quote, start)) = self.open {
            // Within quotes, "KEY=" begins a new variable only if the quotation mark was forgotten.
            let is_assignment =
                found.as_ref().is_some_and(|found| found.name.contains('_') && !found.value.is_empty());
            if !is_assignment {
                if line.contains(quote) {
                    self.open = None;
                }
                return;
            }
            findings.report(start, format!("Line {start}: a quotation mark is not closed."));
            self.open = None;
        }
        if line.contains("-----BEGIN ") && !line.contains("-----END ") {
            self.is_key = true;
        } else if self.is_key {
            self.is_key = !line.contains("-----END ") && found.is_none();
            if found.is_none() {
                return;
            }
        }
        let trimmed = line.trim();
        match found {
            Some(found) => {
                self.open = open_quote(found.value).map(|quote| (quote, number));
                add_variable(number, &found, findings);
            }
            None if trimmed.is_empty() || trimmed.starts_with('#') => {}
            // Compose lists a variable of the host by its name alone.
            None if is_variable_name(trimmed.trim_start_matches("- ")) => {
                findings.add(number, EvidenceKind::Env, trimmed.trim_start_matches("- "));
            }
            // The line may be a part of a value, so it is not shown.
            None => findings.ignore(number, "", IgnoredReason::NotRecognized),
        }
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        if let Some((_, start)) = self.open {
            findings.report(start, format!("Line {start}: a quotation mark is not closed."));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Variable, open_quote, variable};

    #[test]
    fn a_variable_is_found_in_every_notation() {
        for line in [
            "API_KEY=abc",
            "export API_KEY=abc",
            "  - API_KEY=abc",
            "API_KEY: abc",
            "API_KEY = abc",
            "ENV API_KEY=abc",
            "set API_KEY=abc",
        ] {
            assert_eq!(variable(line), Some(Variable { name: "API_KEY", value: "abc" }), "{line}");
        }
        assert_eq!(variable("\"API_KEY\": \"abc\",").map(|found| found.name), Some("API_KEY"));
        for line in ["Zoom", "api_key=abc", "Zoom: video", "NOTE:text", "# API_KEY=abc", "A"] {
            assert_eq!(variable(line), None, "{line}");
        }
    }

    #[test]
    fn an_open_quote_is_a_quote_without_its_end() {
        assert_eq!(open_quote("\"abc"), Some('"'));
        assert_eq!(open_quote(r#""a\"b"#), Some('"'));
        assert_eq!(open_quote("\"abc\" # it's"), None);
        assert_eq!(open_quote("it's"), None);
    }
}
