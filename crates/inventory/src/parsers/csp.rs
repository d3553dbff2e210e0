//! Content-Security-Policy: the hosts of its sources, in a header, a server's configuration or a `<meta>` tag.

use catalog::hosts::{host_name, host_of_url};

use super::{KnownNames, Parser};
use crate::evidence::{EvidenceKind, Findings};

/// Directives with sources.
const DIRECTIVES: [&str; 14] = [
    "default-src",
    "script-src",
    "script-src-elem",
    "style-src",
    "style-src-elem",
    "img-src",
    "connect-src",
    "font-src",
    "frame-src",
    "media-src",
    "worker-src",
    "child-src",
    "form-action",
    "object-src",
];

/// The position after the name of the header, if a line has it.
fn after_header(line: &str) -> Option<usize> {
    const NAME: &[u8] = b"content-security-policy";
    let at = line.as_bytes().windows(NAME.len()).position(|window| window.eq_ignore_ascii_case(NAME))?;
    Some(at + NAME.len())
}

/// Whether a line is a policy or a directive of one.
pub(super) fn is_policy(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['"', '\'', '`']);
    after_header(line).is_some()
        || DIRECTIVES.iter().any(|directive| {
            line.strip_prefix(directive).is_some_and(|rest| rest.starts_with([' ', ':', '"', '\'', '=', ';']))
        })
}

/// Adds the hosts of the sources in a line.
pub(super) fn add_hosts(number: usize, line: &str, findings: &mut Findings) {
    let line = line.get(after_header(line).unwrap_or(0)..).unwrap_or_default();
    let line = line.replace("&quot;", "\"").replace("&#39;", "'");
    // A `<meta>` tag ends the policy.
    let line = line.split('>').next().unwrap_or_default();
    let mut seen: Vec<String> = Vec::new();
    for source in line.split(|c: char| {
        c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '`' | ',' | '[' | ']' | '(' | ')')
    }) {
        let source = source.trim_start_matches("content=");
        let source = source.split_once("://").map_or(source, |(_, rest)| rest);
        let source = source.strip_prefix("*.").unwrap_or(source);
        let host = host_of_url(source).or_else(|| host_name(source));
        if let Some(host) = host.filter(|host| !seen.contains(host)) {
            findings.add(number, EvidenceKind::Csp, host.as_str());
            seen.push(host);
        }
    }
}

/// A text with a policy. If it names the header, only the lines of that header are read.
pub(super) struct Policy {
    has_header: bool,
    is_within: bool,
}

impl Policy {
    pub(super) fn new(text: &str) -> Self {
        Self { has_header: text.lines().any(|line| after_header(line).is_some()), is_within: false }
    }
}

impl Parser for Policy {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        if after_header(line).is_some() {
            self.is_within = true;
        } else if self.is_within {
            // The policy goes on while the lines are indented or are directives.
            self.is_within = line.starts_with([' ', '\t']) || is_policy(line);
        }
        if self.is_within || !self.has_header {
            add_hosts(number, line, findings);
        }
    }
}
