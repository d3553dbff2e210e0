//! pyproject.toml, Pipfile and Cargo.toml: the direct dependencies, with their lines.

use toml::de::{DeTable, DeValue};

use super::json_manifest::LineNumbers;
use super::{KnownNames, Parser, python};
use crate::evidence::{EvidenceKind, Findings};

/// A manifest in TOML.
pub(super) struct TomlManifest {
    text: String,
    kind: EvidenceKind,
}

impl TomlManifest {
    /// Python's pyproject.toml or Pipfile.
    pub(super) fn pyproject() -> Self {
        Self { text: String::new(), kind: EvidenceKind::Pypi }
    }

    /// Cargo.toml.
    pub(super) fn cargo() -> Self {
        Self { text: String::new(), kind: EvidenceKind::Cargo }
    }
}

impl Parser for TomlManifest {
    fn line(&mut self, _number: usize, line: &str, _known: &dyn KnownNames, _findings: &mut Findings) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        let lines = LineNumbers::new(&self.text);
        let (manifest, errors) = DeTable::parse_recoverable(&self.text);
        if let Some(error) = errors.first() {
            let line = error.span().map_or(1, |span| lines.at(span.start));
            let message =
                format!("Line {line}: this is not valid TOML. The readable lines are checked all the same.");
            findings.report(line, message);
        }
        let mut manifest = Manifest { lines, findings, kind: self.kind, root: manifest.get_ref() };
        if self.kind == EvidenceKind::Cargo { manifest.read_cargo() } else { manifest.read_python() }
    }
}

struct Manifest<'a, 'f> {
    lines: LineNumbers,
    findings: &'f mut Findings,
    kind: EvidenceKind,
    root: &'a DeTable<'a>,
}

/// The table or value at a path of keys.
fn get<'a>(table: &'a DeTable<'a>, path: &[&str]) -> Option<&'a DeValue<'a>> {
    let (first, rest) = path.split_first()?;
    let value = table.get(*first)?.get_ref();
    if rest.is_empty() { Some(value) } else { get(value.as_table()?, rest) }
}

impl<'a> Manifest<'a, '_> {
    fn read_python(&mut self) {
        let root = self.root;
        for path in [&["project", "dependencies"][..], &["tool", "uv", "dev-dependencies"]] {
            self.add_requirements(get(root, path));
        }
        for path in [
            &["project", "optional-dependencies"][..],
            &["dependency-groups"],
            &["tool", "pdm", "dev-dependencies"],
        ] {
            for (_, group) in get(root, path).and_then(DeValue::as_table).into_iter().flatten() {
                self.add_requirements(Some(group.get_ref()));
            }
        }
        for path in [
            &["tool", "poetry", "dependencies"][..],
            &["tool", "poetry", "dev-dependencies"],
            &["packages"],
            &["dev-packages"],
        ] {
            self.add_keys(get(root, path));
        }
        for (_, group) in
            get(root, &["tool", "poetry", "group"]).and_then(DeValue::as_table).into_iter().flatten()
        {
            self.add_keys(group.get_ref().as_table().and_then(|group| get(group, &["dependencies"])));
        }
    }

    fn read_cargo(&mut self) {
        let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
        let root = self.root;
        for section in sections {
            self.add_keys(get(root, &[section]));
        }
        self.add_keys(get(root, &["workspace", "dependencies"]));
        for (_, target) in get(root, &["target"]).and_then(DeValue::as_table).into_iter().flatten() {
            for section in sections {
                self.add_keys(target.get_ref().as_table().and_then(|target| get(target, &[section])));
            }
        }
    }

    /// Adds the packages that the keys of a table name. A crate may be renamed with `package`.
    fn add_keys(&mut self, table: Option<&'a DeValue<'a>>) {
        for (key, value) in table.and_then(DeValue::as_table).into_iter().flatten() {
            let line = self.lines.at(key.span().start);
            let renamed = value.get_ref().as_table().and_then(|value| get(value, &["package"])?.as_str());
            let name = renamed.unwrap_or(key.get_ref());
            if !(self.kind == EvidenceKind::Pypi && name == "python") {
                self.findings.add(line, self.kind, name);
            }
        }
    }

    /// Adds the packages of an array of requirements (PEP 508).
    fn add_requirements(&mut self, array: Option<&DeValue<'_>>) {
        for requirement in array.and_then(DeValue::as_array).into_iter().flat_map(|array| array.iter()) {
            let line = self.lines.at(requirement.span().start);
            if let Some(name) = requirement.get_ref().as_str().and_then(python::requirement_name) {
                self.findings.add(line, EvidenceKind::Pypi, name);
            }
        }
    }
}
