//! requirements.txt, and the requirements of PEP 508.

use super::{KnownNames, Parser};
use crate::evidence::{EvidenceKind, Findings, IgnoredReason};

/// The name in a requirement: `sentry-sdk[django]>=1.40; python_version > "3.8"` gives `sentry-sdk`.
pub(super) fn requirement_name(requirement: &str) -> Option<&str> {
    let requirement = requirement.trim();
    let end = requirement.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'));
    let name = requirement.get(..end.unwrap_or(requirement.len()))?;
    let rest = requirement.get(name.len()..)?.trim_start();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_requirement =
        rest.is_empty() || rest.starts_with(['[', '=', '<', '>', '~', '!', ';', '@', '(', ',', '#']);
    (is_name && is_requirement).then_some(name)
}

/// The name in a line that pins or limits the version of a package: `boto3==1.34.0`.
pub(super) fn pinned(line: &str) -> Option<&str> {
    let line = line.trim();
    let has_limit = ["==", ">=", "<=", "~=", "!="].iter().any(|operator| line.contains(operator));
    if has_limit { requirement_name(line) } else { None }
}

/// A requirements file.
#[derive(Default)]
pub(super) struct Requirements {
    /// The last requirement. The comments that pip-compile writes after it say which package requires it.
    pending: Option<Pending>,
}

struct Pending {
    line: usize,
    name: String,
    /// Whether a comment "via" follows, and whether it names a file of requirements.
    is_via: bool,
    is_direct: bool,
}

impl Requirements {
    fn flush(&mut self, findings: &mut Findings) {
        let Some(Pending { line, name, is_via, is_direct }) = self.pending.take() else { return };
        if is_via && !is_direct {
            findings.ignore(line, name, IgnoredReason::Indirect);
        } else {
            findings.add(line, EvidenceKind::Pypi, name);
        }
    }
}

impl Parser for Requirements {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let trimmed = line.trim();
        if let (Some(comment), Some(pending)) = (trimmed.strip_prefix('#'), &mut self.pending) {
            let comment = comment.trim();
            pending.is_via |= comment == "via" || comment.starts_with("via ");
            pending.is_direct |= comment.contains("-r ")
                || comment.contains(".in")
                || comment.contains(".toml")
                || comment.contains("setup.");
            return;
        }
        // The hashes of a requirement continue its line.
        if trimmed.starts_with("--hash") {
            return;
        }
        self.flush(findings);
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return;
        }
        let (requirement, comment) = trimmed.split_once(" #").unwrap_or((trimmed, ""));
        let egg = requirement.split_once("#egg=").map(|(_, egg)| egg.split('&').next().unwrap_or_default());
        if requirement.starts_with('-') && egg.is_none() {
            return;
        }
        match egg.or_else(|| requirement_name(requirement.trim_end_matches('\\'))) {
            Some(name) => {
                let is_via = comment.trim().starts_with("via ");
                let is_direct = comment.contains("-r ") || comment.contains(".toml");
                self.pending = Some(Pending { line: number, name: name.to_owned(), is_via, is_direct });
            }
            None => findings.ignore(number, "", IgnoredReason::NotRecognized),
        }
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        self.flush(findings);
    }
}
