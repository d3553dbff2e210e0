//! Mixed text: each line is recognized by itself.

use super::{KnownNames, Parser, csp, dns, docker, env, go_mod, json_manifest, names, python, quoted, ruby};
use crate::evidence::{EvidenceKind, Findings};

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// An empty line, a comment or a mark of Markdown.
    Blank,
    /// An environment variable.
    Env,
    /// A DNS record.
    Dns,
    /// A Content-Security-Policy.
    Csp,
    /// A pinned Python package.
    Requirement,
    /// A gem.
    Gem,
    /// A Go module with its version.
    GoModule,
    /// An npm package with its version.
    NpmPackage,
    /// A container image.
    Image,
    /// The source of a Terraform provider.
    TerraformSource,
    /// Anything else, which is read as a name.
    Name,
}

/// The kind of a line.
pub(crate) fn line_kind(line: &str) -> LineKind {
    let line = line.trim();
    if line.is_empty()
        || line.starts_with('#')
        || line.starts_with("//")
        || line.starts_with("```")
        || line.starts_with(';')
    {
        LineKind::Blank
    } else if csp::is_policy(line) {
        LineKind::Csp
    } else if env::variable(line).is_some() {
        LineKind::Env
    } else if dns::is_record(line) {
        LineKind::Dns
    } else if ruby::gem(line).is_some() {
        LineKind::Gem
    } else if json_manifest::dependency(line).is_some() {
        LineKind::NpmPackage
    } else if go_mod::module_with_version(line).is_some() {
        LineKind::GoModule
    } else if docker::image(line).is_some() {
        LineKind::Image
    } else if line.starts_with("source") && quoted(line).is_some_and(|source| source.contains('/')) {
        LineKind::TerraformSource
    } else if python::pinned(line).is_some() {
        LineKind::Requirement
    } else {
        LineKind::Name
    }
}

/// A mixed text.
#[derive(Default)]
pub(super) struct Mixed {
    env: env::EnvFile,
    dns: dns::DnsRecords,
    names: names::NameList,
}

impl Parser for Mixed {
    fn line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
        if self.env.is_within_value() {
            return self.env.line(number, line, known, findings);
        }
        if line.contains("-----BEGIN ") {
            return self.env.line(number, line, known, findings);
        }
        let kind = line_kind(line);
        if kind != LineKind::Name && kind != LineKind::Blank {
            // Ends a table.
            self.names.finish(known, findings);
        }
        match kind {
            LineKind::Blank | LineKind::Name if is_structure(line) => {}
            LineKind::Blank if line.trim_start().starts_with("```") => {
                self.names.line(number, line, known, findings)
            }
            LineKind::Blank => self.names.finish(known, findings),
            LineKind::Name => self.names.line(number, line, known, findings),
            LineKind::Env => self.env.line(number, line, known, findings),
            LineKind::Dns => self.dns.line(number, line, known, findings),
            LineKind::Csp => csp::add_hosts(number, line, findings),
            LineKind::Requirement => add(number, EvidenceKind::Pypi, python::pinned(line), findings),
            LineKind::Gem => add(number, EvidenceKind::Rubygems, ruby::gem(line), findings),
            LineKind::GoModule => add(number, EvidenceKind::Go, go_mod::module_with_version(line), findings),
            LineKind::NpmPackage => add(number, EvidenceKind::Npm, json_manifest::dependency(line), findings),
            LineKind::Image => {
                if let Some(image) = docker::image(line) {
                    findings.add(number, EvidenceKind::Docker, image);
                }
            }
            LineKind::TerraformSource => add(number, EvidenceKind::Terraform, quoted(line), findings),
        }
    }

    fn finish(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        self.env.finish(known, findings);
        self.dns.finish(known, findings);
        self.names.finish(known, findings);
    }
}

fn add(number: usize, kind: EvidenceKind, text: Option<&str>, findings: &mut Findings) {
    if let Some(text) = text {
        findings.add(number, kind, text);
    }
}

/// Whether a line is only a part of a structure: a bracket, a section or a key that opens a block.
fn is_structure(line: &str) -> bool {
    let line = line.trim();
    let is_section = line.starts_with('[') && line.ends_with(']') && !line.contains(char::is_whitespace);
    let is_brackets = !line.is_empty() && line.chars().all(|c| "{}[](),;".contains(c));
    is_section
        || is_brackets
        || line.ends_with('{')
        || line.starts_with("//")
        || (line.ends_with(": {") || line.ends_with(": ["))
}
