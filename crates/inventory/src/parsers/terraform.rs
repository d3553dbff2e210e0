//! Terraform configuration: the sources of required providers, and the providers of blocks.

use super::{KnownNames, Parser, quoted};
use crate::evidence::{EvidenceKind, Findings};

/// A Terraform file.
#[derive(Default)]
pub(super) struct Terraform {
    depth: usize,
    /// The depth of the block `required_providers`.
    required: Option<usize>,
    /// The local name of the provider whose source follows.
    local_name: String,
    /// The sources by local name.
    sources: Vec<(String, usize, String)>,
    /// The first line of each provider in a block `provider` or in the type of a resource.
    used: Vec<(String, usize)>,
}

impl Terraform {
    /// Adds a provider that a block uses, once.
    fn add_used(&mut self, name: &str, number: usize) {
        if !self.used.iter().any(|(used, _)| used == name) {
            self.used.push((name.to_owned(), number));
        }
    }
}

impl Parser for Terraform {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, _findings: &mut Findings) {
        let trimmed = line.split_once(" #").map_or(line, |(code, _)| code).trim();
        if trimmed.starts_with('#') || trimmed.starts_with("//") {
            return;
        }
        if trimmed.starts_with("required_providers") {
            self.required = Some(self.depth);
        } else if self.required.is_some() {
            if let Some((name, _)) =
                trimmed.split_once('=').filter(|(_, value)| value.trim_start().starts_with('{'))
            {
                self.local_name = name.trim().trim_matches('"').to_owned();
            }
            if let Some(source) = trimmed.find("source").and_then(|at| quoted(trimmed.get(at..)?)) {
                let source = source.strip_prefix("registry.terraform.io/").unwrap_or(source);
                let source = source.strip_prefix("registry.opentofu.org/").unwrap_or(source);
                self.sources.push((self.local_name.clone(), number, source.to_ascii_lowercase()));
            }
        } else if let Some(rest) = trimmed.strip_prefix("provider ") {
            if let Some(name) = quoted(rest) {
                self.add_used(name, number);
            }
        } else if trimmed.starts_with("resource ") || trimmed.starts_with("data ") {
            // The type of a resource begins with the local name of its provider.
            if let Some((name, _)) = quoted(trimmed).and_then(|kind| kind.split_once('_')) {
                self.add_used(name, number);
            }
        }
        let count = |bracket: char| trimmed.chars().filter(|c| *c == bracket).count();
        self.depth = (self.depth + count('{')).saturating_sub(count('}'));
        if self.required.is_some_and(|depth| self.depth <= depth) {
            self.required = None;
        }
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        for (name, line) in &self.used {
            if !self.sources.iter().any(|(local_name, _, _)| local_name == name) {
                findings.add(*line, EvidenceKind::Terraform, name.to_ascii_lowercase());
            }
        }
        for (_, line, source) in &self.sources {
            findings.add(*line, EvidenceKind::Terraform, source);
        }
    }
}
