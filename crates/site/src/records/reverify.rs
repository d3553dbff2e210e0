//! `site reverified`: sets the date of a record once a person has confirmed that each answer is still what its sources
//! say.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use catalog::{Date, Fact, Field, Record, Slug, Source};

use super::change::replace_record;
use super::{DataPaths, check_records};
use crate::verify::VerifyState;

/// A run of `site reverified`: the records, the checks of their sources, and the terminal.
pub struct Reverification<'a> {
    /// The paths of the records.
    pub paths: &'a DataPaths,
    /// The day.
    pub today: Date,
    /// What the last checks of the sources showed.
    pub state: &'a VerifyState,
    /// The input that answers are read from.
    pub input: &'a mut dyn BufRead,
    /// The output that questions are written to.
    pub prompts: &'a mut dyn Write,
}

impl Reverification<'_> {
    /// Sets the date of a record's verification to today once a person has confirmed each of its answers. Returns the path
    /// of the record.
    ///
    /// # Errors
    /// If a source of an answer is missing or gone, an answer is not confirmed, or the record has defects; then nothing is
    /// changed.
    pub fn confirm(&mut self, slug: &Slug) -> Result<PathBuf> {
        let checked =
            check_records(self.paths, self.today).context("the records have defects: see 'site check'")?;
        let record = checked.records.into_iter().find(|record| record.slug == *slug);
        let mut record = record.with_context(|| format!("there is no vendor '{slug}'"))?;
        self.ensure_sources(&record)?;
        for (name, answer, facts) in answers(&record) {
            let sources =
                record.sources.iter().filter(|source| facts.iter().any(|fact| source.supports(*fact)));
            writeln!(self.prompts, "\n{name}: {answer}")?;
            for source in sources {
                writeln!(self.prompts, "  {}{}", source.url, self.last_check(source))?;
            }
            self.ask(name, slug)?;
        }
        let before = record.clone();
        record.last_verified = self.today;
        Ok(replace_record(self.paths, self.today, &before, &record)?)
    }

    /// No record is confirmed while the checker does not find what one of its sources says.
    fn ensure_sources(&self, record: &Record) -> Result<()> {
        for source in &record.sources {
            let Some(checked) = self.state.sources.get(source.url.as_str()) else { continue };
            let state = checked.state_of(&source.terms);
            ensure!(
                state.confirms() != Some(false),
                "{} is {} since the check of {}: correct the source in the record, or record the change with \
                 'site change', and run 'site verify {}' again",
                source.url,
                state.label(),
                checked.checked,
                record.slug
            );
        }
        Ok(())
    }

    fn last_check(&self, source: &Source) -> String {
        let checked = self.state.sources.get(source.url.as_str());
        let shown = checked.map(|checked| (checked.state_of(&source.terms).label(), &checked.checked));
        shown.map(|(state, time)| format!(" ({state}, {time})")).unwrap_or_default()
    }

    fn ask(&mut self, name: &str, slug: &Slug) -> Result<()> {
        write!(self.prompts, "Do the pages say this today (yes, no)? ")?;
        self.prompts.flush()?;
        let mut line = String::new();
        self.input.read_line(&mut line)?;
        match line.trim() {
            "yes" => Ok(()),
            "no" => bail!("{name} is not confirmed, so nothing is changed: use 'site change {slug}'"),
            other => bail!("{name}: '{}' is not yes or no, so nothing is changed", other.escape_debug()),
        }
    }
}

/// The answers of a record with the facts that support each.
fn answers(record: &Record) -> [(&'static str, String, &'static [Fact]); 4] {
    let verdict = record.verdict();
    let status = |field: Field| format!("{}.", verdict.class_label(field));
    let list = |name: &str, values: &[String]| match values {
        [] => String::new(),
        values => format!(" {name}: {}.", values.join("; ")),
    };
    let baa = &record.baa;
    let price = baa.price.as_slice();
    let baa = [
        status(Field::Baa),
        format!(" {}", baa.summary),
        list("Plans", &baa.plans),
        list("Plans without a BAA", &baa.excluded_plans),
        list("Price", price),
    ];
    let phi = &record.phi;
    let phi = [
        status(Field::Phi),
        format!(" {}", phi.summary),
        list("Covered", &phi.covered),
        list("Excluded", &phi.excluded),
        list("Settings", &phi.settings),
    ];
    let soc2 = [
        status(Field::Soc2),
        record.soc2.summary.as_ref().map(|text| format!(" {text}")).unwrap_or_default(),
    ];
    let certifications = if record.certifications.is_empty() {
        "none stated".to_owned()
    } else {
        record.certifications.join("; ")
    };
    [
        ("BAA", baa.concat(), &[Fact::Baa, Fact::Plans, Fact::Price]),
        ("PHI", phi.concat(), &[Fact::Phi, Fact::Scope]),
        ("SOC 2", soc2.concat(), &[Fact::Soc2]),
        ("Certifications", certifications, &[Fact::Certifications]),
    ]
}
