//! Gemfile, gemspecs and Gemfile.lock.

use super::{KnownNames, Parser, quoted};
use crate::evidence::{EvidenceKind, Findings};

/// The gem in a line: `gem "rails", "~> 7.1"`, or a dependency of a gemspec.
pub(super) fn gem(line: &str) -> Option<&str> {
    let line = line.trim();
    let line =
        line.strip_prefix("gem").filter(|rest| rest.starts_with([' ', '(', '\'', '"'])).or_else(|| {
            let (_, rest) = line.split_once(".add_")?;
            rest.contains("dependency").then_some(rest)
        })?;
    quoted(line).filter(|name| !name.is_empty())
}

/// A Gemfile. Lines other than gems are Ruby code, which is not looked at.
pub(super) struct Gemfile;

impl Parser for Gemfile {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        if let Some(name) = gem(line) {
            findings.add(number, EvidenceKind::Rubygems, name);
        }
    }
}

/// A Gemfile.lock, of which only the section DEPENDENCIES lists direct dependencies.
#[derive(Default)]
pub(super) struct GemfileLock {
    is_within_dependencies: bool,
}

impl Parser for GemfileLock {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        if !line.starts_with(' ') && !line.trim().is_empty() {
            self.is_within_dependencies = line.trim() == "DEPENDENCIES";
        } else if self.is_within_dependencies {
            let name = line.split_whitespace().next().unwrap_or_default();
            findings.add(number, EvidenceKind::Rubygems, name.trim_end_matches('!'));
        }
    }
}
