//! `site change`: records that a vendor's verdict changed. The old status moves into the record's history, the summary
//! and the sources are updated, and nothing is written that `site check` would reject.

mod parse;

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use catalog::{Baa, BaaStatus, Change, Date, Fact, Field, Phi, PhiStatus, Record, Slug, Soc2Status, Source};
use clap::Args;

use super::new::join_keys;
use super::{DataPaths, DefectReport, check_records, folder};

/// The answers given on the command line. `site change` asks for each missing one, and reads it from standard input,
/// one per line.
#[derive(Args, Clone, Debug, Default)]
pub struct ChangeArgs {
    /// The field that changed: baa, phi or soc2
    #[arg(long, value_parser = field_argument)]
    pub field: Option<Field>,
    /// The key of the new status
    #[arg(long)]
    pub to: Option<String>,
    /// The new summary of that field, for the vendor's page
    #[arg(long)]
    pub summary: Option<String>,
    /// What the vendor says now, in one or two sentences, for the history
    #[arg(long)]
    pub note: Option<String>,
    /// The URL of the page that states the change
    #[arg(long)]
    pub source: Option<String>,
    /// What that page supports, in a few words
    #[arg(long)]
    pub supports: Option<String>,
    /// The facts that it supports, separated by commas: baa, plans, price, phi, scope, soc2, certifications,
    /// subprocessors, other
    #[arg(long)]
    pub facts: Option<String>,
    /// The publisher of that page: vendor or third_party
    #[arg(long)]
    pub publisher: Option<String>,
    /// Short phrases that the page contains verbatim, separated by semicolons, or none
    #[arg(long)]
    pub terms: Option<String>,
    /// The date that the page shows, or none
    #[arg(long)]
    pub dated: Option<String>,
    /// For a BAA on some plans: the plans, separated by semicolons
    #[arg(long)]
    pub plans: Option<String>,
    /// For a BAA that can be signed: the plans that the vendor excludes from it, separated by semicolons, or none
    #[arg(long)]
    pub excluded_plans: Option<String>,
    /// For a BAA that can be signed: its price as the vendor states it, or none
    #[arg(long)]
    pub price: Option<String>,
    /// For PHI: the products that the BAA covers, separated by semicolons, or none
    #[arg(long)]
    pub covered: Option<String>,
    /// For PHI: the products that the BAA excludes, separated by semicolons, or none
    #[arg(long)]
    pub excluded: Option<String>,
    /// For PHI: the settings that the vendor requires, separated by semicolons, or none
    #[arg(long)]
    pub settings: Option<String>,
    /// For a BAA that can be signed: automatic, self_serve, by_request, sales or none
    #[arg(long)]
    pub route: Option<String>,
    /// For a BAA that can be signed: the URL where it is requested or accepted, or none
    #[arg(long)]
    pub url: Option<String>,
    /// For the BAA: the strength of the evidence: high, medium or low
    #[arg(long)]
    pub confidence: Option<String>,
}

/// A change that was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The record cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The record's file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The records had defects before the change.
    #[error("fix these defects first:\n{0}")]
    DefectsBefore(DefectReport),
    /// The changed record would have defects.
    #[error("nothing was written because the record would have defects:\n{0}")]
    DefectsAfter(DefectReport),
    /// No record has the slug.
    #[error("no record has the slug '{0}'")]
    UnknownVendor(Slug),
    /// An answer is invalid.
    #[error("{name}: '{given}' is not {expected}")]
    InvalidAnswer {
        /// The name of the answer's option.
        name: &'static str,
        /// The answer.
        given: String,
        /// A description of valid answers.
        expected: String,
    },
    /// The input ended before all questions were answered.
    #[error("the input ended before --{0} was answered")]
    EndOfInput(&'static str),
    /// The field changed today already. Two changes of one field on one day have no order.
    #[error("{0} already changed today: correct that entry in the record")]
    SecondChangeToday(&'static str),
    /// Somebody else changed the file of the record.
    #[error("nothing was written because {0} has changed in the meantime")]
    ChangedMeanwhile(PathBuf),
    /// The record cannot be serialized.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The terminal cannot be read or written.
    #[error(transparent)]
    Terminal(#[from] io::Error),
}

/// A run of `site change`: the records, and the terminal that asks for missing answers.
pub struct ChangeSession<'a> {
    /// The paths of the records.
    pub paths: &'a DataPaths,
    /// The date of the change.
    pub today: Date,
    /// The input that answers are read from.
    pub input: &'a mut dyn BufRead,
    /// The output that questions are written to.
    pub prompts: &'a mut dyn Write,
}

impl ChangeSession<'_> {
    /// Writes a change into the vendor's record; returns the record's path and the record.
    ///
    /// # Errors
    /// If an answer is missing or invalid, or the record would have defects; then the file is not changed.
    pub fn record_change(
        &mut self,
        slug: &Slug,
        given: &ChangeArgs,
    ) -> Result<(PathBuf, Record), ChangeError> {
        let checked = check_records(self.paths, self.today).map_err(ChangeError::DefectsBefore)?;
        let record = checked.records.into_iter().find(|record| record.slug == *slug);
        let before = record.ok_or_else(|| ChangeError::UnknownVendor(slug.clone()))?;
        let mut record = before.clone();
        self.apply(&mut record, given)?;
        let path = replace_record(self.paths, self.today, &before, &record)?;
        Ok((path, record))
    }

    fn apply(&mut self, record: &mut Record, given: &ChangeArgs) -> Result<(), ChangeError> {
        let field = match given.field {
            Some(field) => field,
            None => self.ask("field", "What changed (baa, phi, soc2)?", None, parse::field)?,
        };
        if record.changes.iter().any(|change| change.field == field && change.date == self.today) {
            return Err(ChangeError::SecondChangeToday(field.label()));
        }
        let from = record.verdict().status_key(field);
        let statuses = parse::new_statuses(field, from).join(", ");
        let question = format!("{} was {from}. What is it now ({statuses})?", field.label());
        let parse_status = |text: &str| parse::new_status(field, from, text);
        let to = self.ask("to", &question, given.to.as_deref(), parse_status)?;
        let question = "Summary for the vendor's page, as of today?";
        let summary = self.ask("summary", question, given.summary.as_deref(), parse::text)?;
        self.set_status(record, field, &to, summary, given)?;
        let question = "What does the vendor say now, in one or two sentences for the history?";
        let note = self.ask("note", question, given.note.as_deref(), parse::text)?;
        self.add_source(record, field.fact(), given)?;
        // Destructured completely: a new field does not compile until someone has decided whether a change asks for it.
        let Record {
            schema: _,
            slug: _,
            name: _,
            aliases: _,
            category: _,
            website: _,
            domains: _,
            baa: _,
            phi: _,
            soc2: _,
            certifications: _,
            links: _,
            notes: _,
            last_verified,
            confidence: _,
            sources: _,
            signals: _,
            changes,
        } = record;
        *last_verified = self.today;
        changes.insert(0, Change { date: self.today, field, from: from.to_owned(), to, note });
        Ok(())
    }

    /// Sets the status and the fields that depend on it.
    fn set_status(
        &mut self,
        record: &mut Record,
        field: Field,
        to: &str,
        summary: String,
        given: &ChangeArgs,
    ) -> Result<(), ChangeError> {
        match field {
            Field::Baa => {
                record.baa.status = BaaStatus::from_key(to).unwrap_or(BaaStatus::Unknown);
                record.baa.summary = summary;
                self.set_request_route(record, given)?;
            }
            Field::Phi => {
                record.phi.status = PhiStatus::from_key(to).unwrap_or(PhiStatus::Unknown);
                record.phi.summary = summary;
                self.set_scope(record, given)?;
            }
            Field::Soc2 => {
                record.soc2.status = Soc2Status::from_key(to).unwrap_or(Soc2Status::Unknown);
                record.soc2.summary = Some(summary);
            }
        }
        Ok(())
    }

    /// Replaces the plans, the price, the route and the URL of the BAA, and the confidence.
    fn set_request_route(&mut self, record: &mut Record, given: &ChangeArgs) -> Result<(), ChangeError> {
        let Baa { status, summary: _, plans, excluded_plans, price, route, url } = &mut record.baa;
        (*plans, *excluded_plans, *price) = (Vec::new(), Vec::new(), None);
        (*route, *url) = (None, None);
        if status.is_offered() {
            if *status == BaaStatus::PlanGated {
                let question = "Which plans include the BAA (separated by ;)?";
                *plans = parse::list(&self.ask("plans", question, given.plans.as_deref(), parse::text)?);
            }
            let question = "Which plans does the vendor exclude from the BAA (separated by ;, or none)?";
            let answer = given.excluded_plans.as_deref();
            *excluded_plans = self.ask("excluded-plans", question, answer, parse::list_or_none)?;
            let question = "What price does the vendor state for the BAA (or none)?";
            *price = self.ask("price", question, given.price.as_deref(), parse::text_or_none)?;
            let question = "How is the BAA obtained (automatic, self_serve, by_request, sales, none)?";
            *route = self.ask("route", question, given.route.as_deref(), parse::request_route)?;
            let question = "Where is the BAA requested or accepted (https://…, or none)?";
            *url = self.ask("url", question, given.url.as_deref(), parse::url_or_none)?;
        }
        let question = "How strong is the evidence (high, medium, low)?";
        record.confidence =
            self.ask("confidence", question, given.confidence.as_deref(), parse::confidence)?;
        Ok(())
    }

    /// Replaces the products that the BAA covers and excludes, and the settings that it requires.
    fn set_scope(&mut self, record: &mut Record, given: &ChangeArgs) -> Result<(), ChangeError> {
        let Phi { status: _, summary: _, covered, excluded, settings } = &mut record.phi;
        for (list, name, question, answer) in [
            (covered, "covered", "Which products does the BAA cover", &given.covered),
            (excluded, "excluded", "Which products does the BAA exclude", &given.excluded),
            (settings, "settings", "Which settings does the vendor require", &given.settings),
        ] {
            let question = format!("{question} (separated by ;, or none)?");
            *list = self.ask(name, &question, answer.as_deref(), parse::list_or_none)?;
        }
        Ok(())
    }

    /// Adds the source of the change as the first one, or updates it if the record has it already.
    fn add_source(
        &mut self,
        record: &mut Record,
        changed: Fact,
        given: &ChangeArgs,
    ) -> Result<(), ChangeError> {
        let question = "Which page states this (https://…)?";
        let url = self.ask("source", question, given.source.as_deref(), parse::url)?;
        let page = url.as_str().trim_end_matches('/');
        let known =
            record.sources.iter().position(|source| source.url.as_str().trim_end_matches('/') == page);
        let known = known.map(|index| record.sources.remove(index));
        remove_fact(&mut record.sources, changed);
        let mut question = "What does that page support, in a few words?".to_owned();
        if let Some(known) = &known {
            question = format!("{question} Currently: “{}”.", known.supports);
        }
        let supports = self.ask("supports", &question, given.supports.as_deref(), parse::text)?;
        let all = join_keys(Fact::ALL, Fact::key);
        let question = format!("Which facts does it support (separated by commas: {all})?");
        let parse_facts = |text: &str| parse::facts(changed, text);
        let facts = self.ask("facts", &question, given.facts.as_deref(), parse_facts)?;
        let question = "Who publishes it (vendor, third_party)?";
        let publisher = self.ask("publisher", question, given.publisher.as_deref(), parse::publisher)?;
        let question = "Which short phrases does it contain verbatim (separated by ;, or none)?";
        let terms = self.ask("terms", question, given.terms.as_deref(), parse::list_or_none)?;
        let question = "Which date does it show (YYYY-MM-DD, or none)?";
        let dated = self.ask("dated", question, given.dated.as_deref(), parse::date_or_none)?;
        let archived = known.and_then(|known| known.archived);
        record.sources.insert(0, Source { url, supports, facts, publisher, terms, dated, archived });
        Ok(())
    }

    /// The given answer, or the next line of the input after a prompt, parsed.
    fn ask<T>(
        &mut self,
        name: &'static str,
        question: &str,
        given: Option<&str>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ChangeError> {
        let text = match given {
            Some(given) => given.to_owned(),
            None => {
                write!(self.prompts, "{question} ")?;
                self.prompts.flush()?;
                let mut line = String::new();
                if self.input.read_line(&mut line)? == 0 {
                    return Err(ChangeError::EndOfInput(name));
                }
                line
            }
        };
        let text = text.trim();
        let invalid = |expected| ChangeError::InvalidAnswer { name, given: text.to_owned(), expected };
        parse(text).map_err(invalid)
    }
}

/// Replaces the file of a record, which was `before` when it was read, if the record has no defects among the other
/// records. Returns the path of the file.
///
/// # Errors
/// If the file has changed since it was read, the record would have defects, or the file cannot be written; then it is
/// not changed.
pub fn replace_record(
    paths: &DataPaths,
    today: Date,
    before: &Record,
    record: &Record,
) -> Result<PathBuf, ChangeError> {
    let path = paths.vendors.join(format!("{}.json", record.slug));
    let text = serde_json::to_string_pretty(record)? + "\n";
    let io = |source| ChangeError::Io { path: path.clone(), source };
    let current: Option<Record> = serde_json::from_str(&fs::read_to_string(&path).map_err(io)?).ok();
    if current.as_ref() != Some(before) {
        return Err(ChangeError::ChangedMeanwhile(path));
    }
    // Next to the records' folder, so that the new file replaces the old one in a single step.
    let parent = paths.vendors.parent().unwrap_or(Path::new("."));
    let candidate = tempfile::tempdir_in(parent).map_err(io)?;
    for entry in folder::entries(&paths.vendors).map_err(io)? {
        let other = entry.path();
        if let Some(name) = other.file_name() {
            fs::hard_link(&other, candidate.path().join(name)).map_err(io)?;
        }
    }
    let new = candidate.path().join(path.file_name().unwrap_or_default());
    // The link is removed first: writing through it would change the original file.
    fs::remove_file(&new).and_then(|()| fs::write(&new, text)).map_err(io)?;
    let candidates = DataPaths { vendors: candidate.path().to_owned(), ..paths.clone() };
    check_records(&candidates, today).map_err(ChangeError::DefectsAfter)?;
    fs::rename(&new, &path).map_err(io)?;
    Ok(path)
}

/// Removes a fact that changed from the other sources, which state what was true before. The sources remain.
fn remove_fact(sources: &mut [Source], changed: Fact) {
    for source in sources.iter_mut().filter(|source| source.supports(changed)) {
        source.facts.retain(|fact| *fact != changed);
        if source.facts.is_empty() {
            source.facts.push(Fact::Other);
        }
    }
}

fn field_argument(text: &str) -> Result<Field, String> {
    parse::field(text).map_err(|expected| format!("expected {expected}"))
}
