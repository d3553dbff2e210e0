//! Exports of a report: JSON in the form of `public/stack-report.schema.json`, and CSV.

use catalog::{Fact, Slug};
use serde::Serialize;

use crate::csv_writer::add_row;
use crate::evidence::{Ignored, Problem};
use crate::report::{Match, OneOf, Report, Unknown};
use crate::stack_index::{StackIndex, StackVendor};

/// The format version of the JSON export.
const VERSION: u32 = 1;

/// A report with the verdicts, for JSON.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedReport<'a> {
    /// The format version.
    pub version: u32,
    /// The totals in a sentence.
    pub summary: String,
    /// The names of the inputs, in their order; `null` for a pasted text.
    pub inputs: Vec<Option<&'a str>>,
    /// The vendors in the stack.
    pub found: Vec<ExportedFound<'a>>,
    /// What points at one of several vendors.
    pub one_of: &'a [OneOf],
    /// The names that the directory does not know.
    pub unknown: &'a [Unknown],
    /// What shows no vendor.
    pub ignored: &'a [Ignored],
    /// What is wrong with the inputs.
    pub problems: &'a [Problem],
}

/// A vendor in the stack, with its verdict.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedFound<'a> {
    /// The vendor.
    pub slug: &'a Slug,
    /// The vendor's name.
    pub name: &'a str,
    /// The verdict on the BAA.
    pub baa: ExportedVerdict,
    /// The verdict on PHI.
    pub phi: ExportedVerdict,
    /// The key of the confidence.
    pub confidence: &'static str,
    /// The evidence for the BAA verdict in words.
    pub evidence: &'static str,
    /// The plans that include the BAA.
    pub plans: &'a [String],
    /// The plans without a BAA.
    pub excluded_plans: &'a [String],
    /// The stated price.
    pub price: Option<&'a str>,
    /// Products and features that the BAA does not cover.
    pub excluded: &'a [String],
    /// How to get the BAA, as a key.
    pub route: Option<&'static str>,
    /// How firmly these facts are stated.
    pub qualifiers: ExportedQualifiers,
    /// What to do, as a key.
    pub action: &'static str,
    /// The places that show the vendor.
    pub matches: &'a [Match],
}

/// How firmly facts are stated, if less firmly than as the vendor's own statement.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedQualifiers {
    /// The plans with and without a BAA.
    pub plans: Option<&'static str>,
    /// The price.
    pub price: Option<&'static str>,
    /// What the BAA does not cover.
    pub scope: Option<&'static str>,
}

/// A verdict class: its key, label and tone.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedVerdict {
    /// The key of the class.
    pub class: &'static str,
    /// The label.
    pub label: &'static str,
    /// The key of the tone.
    pub tone: &'static str,
}

impl ExportedReport<'_> {
    /// The report as JSON.
    pub fn to_json(&self) -> String {
        // Cannot fail: every key is a string.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl Report {
    /// This report with the verdicts of the index. `inputs` are the names of the inputs.
    pub fn export<'a>(&'a self, index: &'a StackIndex, inputs: &[Option<&'a str>]) -> ExportedReport<'a> {
        let found = self
            .found
            .iter()
            .filter_map(|found| index.vendor(&found.slug).map(|vendor| exported(vendor, &found.matches)));
        ExportedReport {
            version: VERSION,
            summary: self.totals(index).sentence(),
            inputs: inputs.to_vec(),
            found: found.collect(),
            one_of: &self.one_of,
            unknown: &self.unknown,
            ignored: &self.ignored,
            problems: &self.problems,
        }
    }
}

fn exported<'a>(vendor: &'a StackVendor, matches: &'a [Match]) -> ExportedFound<'a> {
    let (baa, phi) = (vendor.baa_class(), vendor.phi_class());
    ExportedFound {
        slug: &vendor.slug,
        name: &vendor.name,
        baa: ExportedVerdict { class: baa.key(), label: baa.label(), tone: baa.tone().key() },
        phi: ExportedVerdict { class: phi.key(), label: phi.label(), tone: phi.tone().key() },
        confidence: vendor.confidence.key(),
        evidence: vendor.confidence.evidence(),
        plans: &vendor.plans,
        excluded_plans: &vendor.excluded_plans,
        price: vendor.price.as_deref(),
        excluded: &vendor.excluded,
        route: vendor.route.map(|route| route.key()),
        qualifiers: ExportedQualifiers {
            plans: vendor.qualifier(Fact::Plans),
            price: vendor.qualifier(Fact::Price),
            scope: vendor.qualifier(Fact::Scope),
        },
        action: vendor.action().key(),
        matches,
    }
}

/// The headers of the CSV export.
const HEADERS: [&str; 12] = [
    "Vendor",
    "Slug",
    "BAA",
    "Evidence",
    "PHI",
    "Plans with a BAA",
    "Plans without a BAA",
    "Price",
    "Not covered by the BAA",
    "Next step",
    "Found as",
    "Found in",
];

/// The report as CSV with a byte order mark, so that spreadsheet programs read it as UTF-8: one row per vendor, then the
/// candidates of each "one of", then the unknown names. `inputs` are the names of the inputs.
pub fn to_csv(report: &Report, index: &StackIndex, inputs: &[Option<&str>]) -> String {
    let mut csv = "\u{feff}".to_owned();
    add_row(&mut csv, &HEADERS);
    let texts = |matches: &[Match]| join(matches.iter().map(|found| found.text.as_str()));
    // A place in an input: `package.json:12`, or `12` in a text without a name.
    let place = |input: usize, line: usize| match inputs.get(input) {
        Some(Some(name)) => [name, ":", &line.to_string()].concat(),
        _ => line.to_string(),
    };
    let places = |matches: &[Match]| {
        let places: Vec<String> = matches.iter().map(|found| place(found.input, found.line)).collect();
        places.join("; ")
    };
    for (found, vendor) in report.found.iter().filter_map(|found| Some((found, index.vendor(&found.slug)?))) {
        let (baa, phi) = (vendor.baa_class(), vendor.phi_class());
        add_row(
            &mut csv,
            &[
                &vendor.name,
                vendor.slug.as_str(),
                baa.label(),
                vendor.confidence.evidence(),
                phi.label(),
                &vendor.qualified(Fact::Plans, &vendor.plans),
                &vendor.qualified(Fact::Plans, &vendor.excluded_plans),
                &vendor.qualified(Fact::Price, vendor.price.as_slice()),
                &vendor.qualified(Fact::Scope, &vendor.excluded),
                vendor.action().label(),
                &texts(&found.matches),
                &places(&found.matches),
            ],
        );
    }
    for one_of in &report.one_of {
        let names =
            one_of.slugs.iter().filter_map(|slug| index.vendor(slug)).map(|vendor| vendor.name.as_str());
        let name = ["One of: ", &join(names)].concat();
        let (texts, places) = (texts(&one_of.matches), places(&one_of.matches));
        add_row(&mut csv, &[&name, "", "", "", "", "", "", "", "", "", &texts, &places]);
    }
    for unknown in &report.unknown {
        let line = place(unknown.input, unknown.line);
        add_row(
            &mut csv,
            &[&unknown.name, "", "Unknown name", "", "", "", "", "", "", "", &unknown.name, &line],
        );
    }
    csv
}

fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("; ")
}
