//! pyproject.toml, Pipfile and Cargo.toml: the direct dependencies, read line by line. A complete TOML parser would take
//! more bytes in the Wasm than all other parsers together, and would give up at the first mistake.

use super::{KnownNames, Parser, python, quoted};
use crate::evidence::{EvidenceKind, Findings};

/// A manifest in TOML.
pub(super) struct TomlManifest {
    kind: EvidenceKind,
    /// The path of the current table: `[tool.poetry.dependencies]`.
    table: Vec<String>,
    /// The dependency that has a table of its own: `[dependencies.sentry]`.
    pending: Option<(usize, String)>,
    /// The array of requirements, or another value, that the line continues.
    open: Option<Open>,
    has_problem: bool,
}

/// A value that goes on over several lines.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// An array, and whether its strings are requirements.
    Array { is_requirements: bool },
    /// A string in three quotation marks.
    Text(&'static str),
}

impl TomlManifest {
    /// Python's pyproject.toml or Pipfile.
    pub(super) fn pyproject() -> Self {
        Self::new(EvidenceKind::Pypi)
    }

    /// Cargo.toml.
    pub(super) fn cargo() -> Self {
        Self::new(EvidenceKind::Cargo)
    }

    fn new(kind: EvidenceKind) -> Self {
        Self { kind, table: Vec::new(), pending: None, open: None, has_problem: false }
    }

    /// The number of keys that lead to a table whose keys are dependencies.
    fn dependency_table(&self, path: &[String]) -> Option<usize> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if self.kind == EvidenceKind::Cargo {
            let start = match path.as_slice() {
                ["workspace", ..] => 1,
                ["target", _, ..] => 2,
                _ => 0,
            };
            let is_section = matches!(
                path.get(start),
                Some(&("dependencies" | "dev-dependencies" | "build-dependencies"))
            );
            return is_section.then_some(start + 1);
        }
        match path.as_slice() {
            ["packages" | "dev-packages", ..] => Some(1),
            ["tool", "poetry", "dependencies" | "dev-dependencies", ..] => Some(3),
            ["tool", "poetry", "group", _, "dependencies", ..] => Some(5),
            _ => None,
        }
    }

    /// Whether the value of a path is an array of requirements (PEP 508).
    fn is_requirements(&self, path: &[String]) -> bool {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        self.kind == EvidenceKind::Pypi
            && matches!(
                path.as_slice(),
                ["project", "dependencies"]
                    | ["project", "optional-dependencies", _]
                    | ["dependency-groups", _]
                    | ["tool", "uv", "dev-dependencies"]
                    | ["tool", "pdm", "dev-dependencies", _]
            )
    }

    fn flush(&mut self, findings: &mut Findings) {
        if let Some((line, name)) = self.pending.take().filter(|(_, name)| name != "python") {
            findings.add(line, self.kind, name);
        }
    }

    fn report(&mut self, number: usize, findings: &mut Findings) {
        if !std::mem::replace(&mut self.has_problem, true) {
            let message = format!(
                "Line {number}: this is not valid TOML. The readable lines are checked all the same."
            );
            findings.report(number, message);
        }
    }

    /// Takes the strings of an array from a line, and notes whether the array goes on.
    fn read_array(&mut self, number: usize, line: &str, is_requirements: bool, findings: &mut Findings) {
        let mut rest = line;
        let mut depth = 0usize;
        self.open = Some(Open::Array { is_requirements });
        while let Some(at) = rest.find(['"', '\'', '{', '}', ']', '#']) {
            let (_, from) = rest.split_at(at);
            rest = from.get(1..).unwrap_or_default();
            match from.as_bytes().first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let Some((text, after)) = rest.split_once(char::from(*quote)) else {
                        return self.report(number, findings);
                    };
                    // The strings in braces are options: `{ include-group = "dev" }`.
                    let name =
                        if is_requirements && depth == 0 { python::requirement_name(text) } else { None };
                    if let Some(name) = name {
                        findings.add(number, EvidenceKind::Pypi, name);
                    }
                    rest = after;
                }
                Some(b'{') => depth += 1,
                Some(b'}') => depth = depth.saturating_sub(1),
                Some(b']') => return self.open = None,
                _ => return,
            }
        }
    }
}

/// The keys of a path: `target.'cfg(unix)'.dependencies`.
fn keys(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut quote = None;
    for character in path.trim().chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '.') => keys.push(String::new()),
            (None, ' ' | '\t') => {}
            _ => keys.last_mut().into_iter().for_each(|key| key.push(character)),
        }
    }
    keys
}

/// The position of the equal sign after a key.
fn equal_sign(line: &str) -> Option<usize> {
    let mut quote = None;
    line.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        quote.is_none() && byte == b'='
    })
}

impl Parser for TomlManifest {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let trimmed = line.trim();
        match self.open {
            Some(Open::Text(quotes)) => {
                if trimmed.contains(quotes) {
                    self.open = None;
                }
                return;
            }
            // A table begins although the array is not closed.
            Some(Open::Array { .. }) if trimmed.starts_with('[') => self.report(number, findings),
            Some(Open::Array { is_requirements }) => {
                return self.read_array(number, trimmed, is_requirements, findings);
            }
            None => {}
        }
        self.open = None;
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return;
        }
        if let Some(header) = trimmed.strip_prefix('[') {
            self.flush(findings);
            match header.split_once(']') {
                Some((path, _)) => self.table = keys(path.trim_start_matches('[')),
                None => self.report(number, findings),
            }
            if let Some(name) = self.dependency_table(&self.table).and_then(|start| self.table.get(start)) {
                self.pending = Some((number, name.clone()));
            }
            return;
        }
        let Some((key, value)) =
            equal_sign(trimmed).and_then(|at| Some((trimmed.get(..at)?, trimmed.get(at + 1..)?)))
        else {
            return self.report(number, findings);
        };
        let value = value.trim();
        if value.is_empty() || value.starts_with(['=', ']', ',', '#']) {
            return self.report(number, findings);
        }
        let mut path = self.table.clone();
        path.extend(keys(key));
        if let Some(array) = value.strip_prefix('[') {
            return self.read_array(number, array, self.is_requirements(&path), findings);
        }
        for quotes in ["\"\"\"", "'''"] {
            if value.strip_prefix(quotes).is_some_and(|rest| !rest.contains(quotes)) {
                self.open = Some(Open::Text(quotes));
            }
        }
        let Some(name) = self.dependency_table(&path).and_then(|start| path.get(start)) else { return };
        // A crate may be renamed: `payments = { package = "async-stripe" }`.
        let is_own_table = self.pending.is_some();
        let renamed = if is_own_table && key.trim() == "package" {
            quoted(value)
        } else {
            value.find("package").filter(|_| value.starts_with('{')).and_then(|at| quoted(value.get(at..)?))
        };
        match (is_own_table, renamed) {
            (true, Some(renamed)) => self.pending = Some((number, renamed.to_owned())),
            (true, None) => {}
            (false, _) => {
                self.pending = Some((number, renamed.unwrap_or(name).to_owned()));
                self.flush(findings);
            }
        }
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        self.flush(findings);
    }
}
