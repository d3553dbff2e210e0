//! package.json and composer.json: the packages of the dependency sections, with their lines.

use super::{KnownNames, Parser};
use crate::evidence::{EvidenceKind, Findings};
use crate::json::{Json, LineNumbers};

/// A manifest in JSON.
pub(super) struct JsonManifest {
    text: String,
    kind: EvidenceKind,
    sections: &'static [&'static str],
}

impl JsonManifest {
    /// npm's package.json.
    pub(super) fn package_json() -> Self {
        let sections = &["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
        Self { text: String::new(), kind: EvidenceKind::Npm, sections }
    }

    /// Composer's composer.json.
    pub(super) fn composer_json() -> Self {
        Self { text: String::new(), kind: EvidenceKind::Composer, sections: &["require", "require-dev"] }
    }

    fn add(&self, number: usize, package: &str, findings: &mut Findings) {
        // PHP itself and its extensions have no vendor prefix.
        if self.kind != EvidenceKind::Composer || package.contains('/') {
            findings.add(number, self.kind, package);
        }
    }

    /// Reads a damaged file line by line, so that the rest of it is checked all the same.
    fn read_lines(&self, findings: &mut Findings) {
        let mut is_within = false;
        for (index, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if let Some(package) = dependency(line).filter(|_| is_within) {
                self.add(index + 1, package, findings);
            }
            if line.ends_with('{') {
                is_within =
                    self.sections.iter().any(|section| line.contains(&["\"", section, "\""].concat()));
            } else if line.starts_with('}') {
                is_within = false;
            }
        }
    }
}

impl Parser for JsonManifest {
    fn line(&mut self, _number: usize, line: &str, _known: &dyn KnownNames, _findings: &mut Findings) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        let lines = LineNumbers::new(&self.text);
        match Json::parse(&self.text) {
            Ok(manifest) => {
                for (key, section) in manifest.members().unwrap_or_default() {
                    if self.sections.contains(&&*key) {
                        for (package, version) in section.members().unwrap_or_default() {
                            self.add(lines.of(version), &package, findings);
                        }
                    }
                }
            }
            Err(error) => {
                findings.report(error.line(), damaged(&error));
                self.read_lines(findings);
            }
        }
    }
}

/// The sentence about damaged JSON. The error's own text may quote the input, so only its place is given.
pub(super) fn damaged(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    format!(
        "Line {line}, column {column}: this is not valid JSON. The readable lines are checked all the same."
    )
}

/// The package in a line of a manifest: `"stripe": "^14.0.0",`
pub(super) fn dependency(line: &str) -> Option<&str> {
    let (name, rest) = line.trim().strip_prefix('"')?.split_once('"')?;
    let version = rest
        .trim_start()
        .strip_prefix(':')?
        .trim()
        .trim_end_matches(',')
        .strip_prefix('"')?
        .strip_suffix('"')?;
    let is_version = version.starts_with(|c: char| c.is_ascii_digit() || "^~<>=*v".contains(c))
        || ["latest", "next", "workspace:", "npm:", "file:", "git", "dev-"]
            .iter()
            .any(|prefix| version.starts_with(prefix));
    let is_name = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"@/._-".contains(&b));
    (is_version && is_name).then_some(name)
}
