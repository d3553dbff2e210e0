//! `site change`: writes down that a vendor's verdict changed. The old status goes into the record's history, the
//! record's words and sources follow, and nothing is written that `site check` would refuse.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use directory::{
    Baa, BaaStatus, Change, Confidence, Date, Fact, Field, HttpsUrl, Phi, PhiStatus, Publisher, Record,
    Route, Slug, Soc2Status, Source,
};

use crate::check::{self, DataFiles, Defects, folder};
use crate::new::keys as keys_of_all;

/// What changed. What is not given is asked for, or read from the standard input line by line.
#[derive(Args, Clone, Debug, Default)]
pub struct Answers {
    /// What changed: baa, phi or soc2
    #[arg(long, value_parser = field)]
    pub field: Option<Field>,
    /// The status since then, by its key
    #[arg(long)]
    pub to: Option<String>,
    /// The summary of that field as it is right now, which stands under the answer on the vendor's page
    #[arg(long)]
    pub summary: Option<String>,
    /// What the vendor says now, in a sentence or two, for the history
    #[arg(long)]
    pub note: Option<String>,
    /// The page that says so
    #[arg(long)]
    pub source: Option<String>,
    /// Which facts of the record that page supports, in a few words
    #[arg(long)]
    pub supports: Option<String>,
    /// Which facts it supports, separated by commas: baa, plans, price, phi, scope, soc2, certifications, subprocessors,
    /// other
    #[arg(long)]
    pub facts: Option<String>,
    /// Who publishes that page: vendor or third_party
    #[arg(long)]
    pub publisher: Option<String>,
    /// Short phrases that stand on that page exactly as written, separated by semicolons, or none
    #[arg(long)]
    pub terms: Option<String>,
    /// The date that page shows, or none
    #[arg(long)]
    pub dated: Option<String>,
    /// For a BAA on some plans: each plan, separated by semicolons
    #[arg(long)]
    pub plans: Option<String>,
    /// For a BAA that can be signed: each plan that the vendor names as having none, separated by semicolons, or none
    #[arg(long)]
    pub excluded_plans: Option<String>,
    /// For a BAA that can be signed: what it costs, as the vendor states it, or none
    #[arg(long)]
    pub price: Option<String>,
    /// For PHI: each product inside the BAA, separated by semicolons, or none
    #[arg(long)]
    pub covered: Option<String>,
    /// For PHI: each product outside the BAA, separated by semicolons, or none
    #[arg(long)]
    pub excluded: Option<String>,
    /// For PHI: each setting that the vendor requires, separated by semicolons, or none
    #[arg(long)]
    pub settings: Option<String>,
    /// For a BAA that can be signed: automatic, self_serve, by_request, sales or none
    #[arg(long)]
    pub route: Option<String>,
    /// For a BAA that can be signed: where to request or accept it, or none
    #[arg(long)]
    pub url: Option<String>,
    /// For the BAA: how good the evidence is: high, medium or low
    #[arg(long)]
    pub confidence: Option<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// A record that is not there or cannot be written.
    #[error("{path}: {source}")]
    Io {
        /// The record.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The records were wrong before.
    #[error("mend this first:\n{0}")]
    Before(Defects),
    /// The record would be wrong afterwards.
    #[error("nothing was written, since the record would be wrong:\n{0}")]
    After(Defects),
    /// No record of that key.
    #[error("no record has the slug '{0}'")]
    NoRecord(Slug),
    /// An answer that is none.
    #[error("{name}: '{given}' is not {expected}")]
    Answer {
        /// What was asked for.
        name: &'static str,
        /// What was given.
        given: String,
        /// What it has to be.
        expected: String,
    },
    /// The input ended before all was answered.
    #[error("the input ended before --{0} was given")]
    Ended(&'static str),
    /// A field that changed twice on one day has no order.
    #[error("{0} changed today already: correct that entry in the record")]
    Twice(&'static str),
    /// Text that has no form in JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The terminal broke.
    #[error(transparent)]
    Terminal(#[from] io::Error),
}

/// Where the records are and who answers.
pub struct Desk<'a> {
    /// Where the records are.
    pub files: &'a DataFiles,
    /// The day.
    pub today: Date,
    /// Where answers come from.
    pub input: &'a mut dyn BufRead,
    /// Where questions go.
    pub questions: &'a mut dyn Write,
}

impl Desk<'_> {
    /// Writes the change into the vendor's record; returns the record's path and the record.
    ///
    /// # Errors
    /// When an answer is missing or wrong, or the record would break a rule; then the file stays as it was.
    pub fn change(&mut self, slug: &Slug, answers: &Answers) -> Result<(PathBuf, Record), ChangeError> {
        let checked = check::records(self.files, self.today).map_err(ChangeError::Before)?;
        let record = checked.records.into_iter().find(|record| record.slug == *slug);
        let mut record = record.ok_or_else(|| ChangeError::NoRecord(slug.clone()))?;
        self.apply(&mut record, answers)?;
        let path = self.files.vendors.join(format!("{slug}.json"));
        self.write(&path, &record)?;
        Ok((path, record))
    }

    fn apply(&mut self, record: &mut Record, answers: &Answers) -> Result<(), ChangeError> {
        let field = match answers.field {
            Some(field) => field,
            None => self.ask_for("field", "What changed (baa, phi, soc2)?", None, field_answer)?,
        };
        let is_of_today = |change: &Change| change.field == field && change.date == self.today;
        if record.changes.iter().any(is_of_today) {
            return Err(ChangeError::Twice(field.label()));
        }
        let from = record.verdict().key(field);
        let question =
            format!("{} was {from}. What is it now ({})?", field.label(), keys(field, from).join(", "));
        let to =
            self.ask_for("to", &question, answers.to.as_deref(), |text| status_answer(field, from, text))?;
        let summary =
            self.ask("summary", "The summary for the page, as it is right now?", answers.summary.as_deref())?;
        self.set(record, field, &to, summary, answers)?;
        let note =
            self.ask("note", "What does the vendor say now, for the history?", answers.note.as_deref())?;
        self.add_source(record, field.fact(), answers)?;
        // Every field, so that a new one does not compile before somebody has decided whether a change asks for it.
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

    /// Sets the status, and what goes with it.
    fn set(
        &mut self,
        record: &mut Record,
        field: Field,
        to: &str,
        summary: String,
        answers: &Answers,
    ) -> Result<(), ChangeError> {
        match field {
            Field::Baa => {
                record.baa.status = BaaStatus::from_key(to).unwrap_or(BaaStatus::Unknown);
                record.baa.summary = summary;
                self.set_way(record, answers)?;
            }
            Field::Phi => {
                record.phi.status = PhiStatus::from_key(to).unwrap_or(PhiStatus::Unknown);
                record.phi.summary = summary;
                self.set_scope(record, answers)?;
            }
            Field::Soc2 => {
                record.soc2.status = Soc2Status::from_key(to).unwrap_or(Soc2Status::Unknown);
                record.soc2.summary = Some(summary);
            }
        }
        Ok(())
    }

    /// The plans, the route and the address of a BAA that can be signed; those of before are gone with it.
    fn set_way(&mut self, record: &mut Record, answers: &Answers) -> Result<(), ChangeError> {
        let Baa { status, summary: _, plans, excluded_plans, price, route: _, url: _ } = &mut record.baa;
        let status = *status;
        (*plans, *excluded_plans, *price) = (Vec::new(), Vec::new(), None);
        let baa = &mut record.baa;
        (baa.route, baa.url) = (None, None);
        if status.can_be_signed() {
            if status == BaaStatus::PlanGated {
                let plans =
                    self.ask("plans", "On which plans (separated by ;)?", answers.plans.as_deref())?;
                baa.plans = listed(&plans);
            }
            let question = "Which plans does the vendor name as having no BAA (separated by ;, or none)?";
            baa.excluded_plans =
                self.ask_for("excluded-plans", question, answers.excluded_plans.as_deref(), list_or_none)?;
            let question = "What does the BAA cost, as the vendor states it (or none)?";
            baa.price = self.ask_for("price", question, answers.price.as_deref(), text_or_none)?;
            let question = "By which route (automatic, self_serve, by_request, sales, none)?";
            baa.route = self.ask_for("route", question, answers.route.as_deref(), route_answer)?;
            let question = "Where is it requested or accepted (https://…, none)?";
            baa.url = self.ask_for("url", question, answers.url.as_deref(), url_or_none)?;
        }
        let question = "How good is the evidence (high, medium, low)?";
        record.confidence =
            self.ask_for("confidence", question, answers.confidence.as_deref(), confidence_answer)?;
        Ok(())
    }

    /// What the BAA covers and excludes, and the settings that it requires; those of before are gone with it.
    fn set_scope(&mut self, record: &mut Record, answers: &Answers) -> Result<(), ChangeError> {
        let Phi { status: _, summary: _, covered, excluded, settings } = &mut record.phi;
        for (list, name, what, given) in [
            (covered, "covered", "products are inside the BAA", &answers.covered),
            (excluded, "excluded", "products are outside the BAA", &answers.excluded),
            (settings, "settings", "settings does the vendor require", &answers.settings),
        ] {
            let question = format!("Which {what} (separated by ;, or none)?");
            *list = self.ask_for(name, &question, given.as_deref(), list_or_none)?;
        }
        Ok(())
    }

    fn add_source(
        &mut self,
        record: &mut Record,
        changed: Fact,
        answers: &Answers,
    ) -> Result<(), ChangeError> {
        let question = "Which page says so (https://…)?";
        let url = self.ask_for("source", question, answers.source.as_deref(), url_answer)?;
        let page = url.as_str().trim_end_matches('/');
        let known =
            record.sources.iter().position(|source| source.url.as_str().trim_end_matches('/') == page);
        let known = known.map(|place| record.sources.remove(place));
        retire(&mut record.sources, changed);
        let mut question = "What does that page support, in a few words?".to_owned();
        if let Some(known) = &known {
            question = format!("{question} So far: “{}”.", known.supports);
        }
        let supports = self.ask("supports", &question, answers.supports.as_deref())?;
        let question = format!(
            "Which facts does it support (separated by commas: {})?",
            keys_of_all(Fact::ALL, Fact::key)
        );
        let facts =
            self.ask_for("facts", &question, answers.facts.as_deref(), |text| facts_answer(changed, text))?;
        let question = "Who publishes it (vendor, third_party)?";
        let publisher =
            self.ask_for("publisher", question, answers.publisher.as_deref(), publisher_answer)?;
        let question = "Which short phrases stand there exactly as written (separated by ;, or none)?";
        let terms = self.ask_for("terms", question, answers.terms.as_deref(), list_or_none)?;
        let question = "Which date does it show (YYYY-MM-DD, none)?";
        let dated = self.ask_for("dated", question, answers.dated.as_deref(), date_or_none)?;
        let archived = known.and_then(|known| known.archived);
        record.sources.insert(0, Source { url, supports, facts, publisher, terms, dated, archived });
        Ok(())
    }

    fn ask(
        &mut self,
        name: &'static str,
        question: &str,
        given: Option<&str>,
    ) -> Result<String, ChangeError> {
        self.ask_for(name, question, given, |text| {
            if text.is_empty() { Err("a text".to_owned()) } else { Ok(text.to_owned()) }
        })
    }

    fn ask_for<T>(
        &mut self,
        name: &'static str,
        question: &str,
        given: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ChangeError> {
        let text = match given {
            Some(given) => given.to_owned(),
            None => {
                write!(self.questions, "{question} ")?;
                self.questions.flush()?;
                let mut line = String::new();
                if self.input.read_line(&mut line)? == 0 {
                    return Err(ChangeError::Ended(name));
                }
                line
            }
        };
        let text = text.trim();
        read(text).map_err(|expected| ChangeError::Answer { name, given: text.to_owned(), expected })
    }

    /// Writes the record, once it is known to break no rule beside all others.
    fn write(&self, path: &Path, record: &Record) -> Result<(), ChangeError> {
        let text = serde_json::to_string_pretty(record)? + "\n";
        let io = |source| ChangeError::Io { path: path.to_owned(), source };
        // Beside the records' folder, so that it takes the record's place in a single step.
        let beside =
            tempfile::tempdir_in(self.files.vendors.parent().unwrap_or(Path::new("."))).map_err(io)?;
        for entry in folder::entries(&self.files.vendors).map_err(io)? {
            let other = entry.path();
            if let Some(name) = other.file_name() {
                fs::hard_link(&other, beside.path().join(name)).map_err(io)?;
            }
        }
        let new = beside.path().join(path.file_name().unwrap_or_default());
        // Another file, and not new words in the one that both folders name.
        fs::remove_file(&new).and_then(|()| fs::write(&new, text)).map_err(io)?;
        let files = DataFiles { vendors: beside.path().to_owned(), ..self.files.clone() };
        check::records(&files, self.today).map_err(ChangeError::After)?;
        fs::rename(&new, path).map_err(io)
    }
}

/// Takes the changed fact from the sources of the status before: they say what is no longer so. The sources stay.
fn retire(sources: &mut [Source], changed: Fact) {
    for source in sources.iter_mut().filter(|source| source.supports(changed)) {
        source.facts.retain(|fact| *fact != changed);
        if source.facts.is_empty() {
            source.facts.push(Fact::Other);
        }
    }
}

/// Every status of the field but that one.
fn keys(field: Field, from: &str) -> Vec<&'static str> {
    field.statuses().into_iter().filter(|key| *key != from).collect()
}

fn field(text: &str) -> Result<Field, String> {
    field_answer(text).map_err(|expected| format!("it is {expected}"))
}

fn field_answer(text: &str) -> Result<Field, String> {
    Field::from_key(text).ok_or_else(|| "one of baa, phi, soc2".to_owned())
}

fn status_answer(field: Field, from: &str, text: &str) -> Result<String, String> {
    let keys = keys(field, from);
    if keys.contains(&text) { Ok(text.to_owned()) } else { Err(format!("one of {}", keys.join(", "))) }
}

fn route_answer(text: &str) -> Result<Option<Route>, String> {
    match text {
        "none" => Ok(None),
        key => Route::from_key(key)
            .map(Some)
            .ok_or_else(|| "one of automatic, self_serve, by_request, sales, none".to_owned()),
    }
}

fn confidence_answer(text: &str) -> Result<Confidence, String> {
    Confidence::from_key(text).ok_or_else(|| "one of high, medium, low".to_owned())
}

/// The facts that a source of a change supports; what changed is one of them.
fn facts_answer(changed: Fact, text: &str) -> Result<Vec<Fact>, String> {
    let facts: Option<Vec<Fact>> = text.split(',').map(|key| Fact::from_key(key.trim())).collect();
    let facts = facts.ok_or_else(|| format!("some of {}", keys_of_all(Fact::ALL, Fact::key)))?;
    if facts.contains(&changed) {
        Ok(facts)
    } else {
        Err(format!("a list with {} in it, which is what changed", changed.key()))
    }
}

fn publisher_answer(text: &str) -> Result<Publisher, String> {
    Publisher::from_key(text).ok_or_else(|| "one of vendor, third_party".to_owned())
}

/// The texts between semicolons.
fn listed(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned).collect()
}

fn list_or_none(text: &str) -> Result<Vec<String>, String> {
    match text {
        "" => Err("a list, or none".to_owned()),
        "none" => Ok(Vec::new()),
        list => Ok(listed(list)),
    }
}

fn text_or_none(text: &str) -> Result<Option<String>, String> {
    match text {
        "" => Err("a text, or none".to_owned()),
        "none" => Ok(None),
        text => Ok(Some(text.to_owned())),
    }
}

fn url_answer(text: &str) -> Result<HttpsUrl, String> {
    HttpsUrl::parse(text).map_err(|_| "a plain https: address".to_owned())
}

fn url_or_none(text: &str) -> Result<Option<HttpsUrl>, String> {
    if text == "none" { Ok(None) } else { url_answer(text).map(Some) }
}

fn date_or_none(text: &str) -> Result<Option<Date>, String> {
    match text {
        "none" => Ok(None),
        date => Date::parse(date).map(Some).map_err(|_| "a date in the form YYYY-MM-DD, or none".to_owned()),
    }
}
