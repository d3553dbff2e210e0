//! Parsers: each takes an input line by line, and gives the identifiers that it contains. None of them knows a vendor.

mod app_export;
mod csp;
mod csv;
mod dns;
mod docker;
mod env;
mod go_mod;
mod html;
mod json_manifest;
mod mixed;
mod names;
mod octodns;
mod python;
mod ruby;
pub(crate) mod table;
mod terraform;
mod toml_manifest;

use crate::evidence::{Findings, IgnoredReason};
use crate::format::Format;

pub(crate) use mixed::{LineKind, line_kind};

/// A parser of one format. Line numbers count from 1. `known` answers whether a text is the name of a vendor; it only
/// helps to find the column of a table.
pub(crate) trait Parser {
    /// Takes the next line, without its line end.
    fn line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings);

    /// Takes the end of the input.
    fn finish(&mut self, _known: &dyn KnownNames, _findings: &mut Findings) {}
}

/// Names that the directory knows.
pub trait KnownNames {
    /// Whether a text is the name, an alias or a domain of a vendor.
    fn is_known(&self, text: &str) -> bool;
}

/// The parser of a format, given the first lines of the input.
pub(crate) fn parser(format: Format, text: &str) -> Box<dyn Parser> {
    match format {
        Format::Names => Box::new(names::NameList::default()),
        Format::Html => Box::new(html::Html::default()),
        Format::Csv => Box::new(csv::Csv::new(text)),
        Format::Env => Box::new(env::EnvFile::default()),
        Format::PackageJson => Box::new(json_manifest::JsonManifest::package_json()),
        Format::ComposerJson => Box::new(json_manifest::JsonManifest::composer_json()),
        Format::Requirements => Box::new(python::Requirements::default()),
        Format::Pyproject => Box::new(toml_manifest::TomlManifest::pyproject()),
        Format::CargoToml => Box::new(toml_manifest::TomlManifest::cargo()),
        Format::Gemfile => Box::new(ruby::Gemfile),
        Format::GemfileLock => Box::new(ruby::GemfileLock::default()),
        Format::GoMod => Box::new(go_mod::GoMod::default()),
        Format::Terraform => Box::new(terraform::Terraform::default()),
        Format::Dockerfile => Box::new(docker::Dockerfile::default()),
        Format::Compose => Box::new(docker::Compose::default()),
        Format::AppsJson => Box::new(app_export::AppExport::default()),
        Format::Dns => Box::new(dns::DnsRecords::default()),
        Format::OctoDns => Box::new(octodns::OctoDns::default()),
        Format::Csp => Box::new(csp::Policy::new(text)),
        Format::LockFile => Box::new(LockFile),
        Format::Mixed => Box::new(mixed::Mixed::default()),
    }
}

/// A lock file, of which nothing is checked.
struct LockFile;

impl Parser for LockFile {
    fn line(&mut self, number: usize, _line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        if number == 1 {
            findings.ignore(number, "", IgnoredReason::LockFile);
        }
    }
}

/// The text between the first pair of quotes: `gem "rails"` gives `rails`.
fn quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\''])?;
    let quote = text.get(start..=start)?;
    let rest = text.get(start + 1..)?;
    rest.split_once(quote).map(|(inside, _)| inside)
}
