//! go.mod.

use super::{KnownNames, Parser};
use crate::evidence::{EvidenceKind, Findings, IgnoredReason};

/// The module in a line with its version: `github.com/stripe/stripe-go/v76 v76.0.0`.
pub(super) fn module_with_version(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("require ").unwrap_or(line);
    let mut words = line.split_whitespace();
    let (module, version) = (words.next()?, words.next()?);
    let is_version =
        version.strip_prefix('v').is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    let has_host = module.split('/').next().is_some_and(|host| host.contains('.'));
    let is_end = words.next().is_none_or(|word| word.starts_with("//"));
    (is_version && has_host && is_end && module.contains('/')).then_some(module)
}

/// A go.mod file.
#[derive(Default)]
pub(super) struct GoMod {
    /// Within the parentheses of another directive than `require`.
    is_within_other: bool,
}

impl Parser for GoMod {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let trimmed = line.trim();
        if trimmed.ends_with('(') {
            self.is_within_other = !trimmed.starts_with("require");
        } else if trimmed.starts_with(')') {
            self.is_within_other = false;
        } else if let Some(module) = module_with_version(trimmed).filter(|_| !self.is_within_other) {
            if trimmed.contains("// indirect") {
                findings.ignore(number, module, IgnoredReason::Indirect);
            } else {
                findings.add(number, EvidenceKind::Go, module);
            }
        }
    }
}
