//! What the page needs the records of all vendors for: a printed register with sources, and OCR's list. The files are the
//! same for every visitor, and are loaded when they are needed.

use catalog::{BaaClass, BaaStatus, Category, Confidence, Date, PhiClass, PhiStatus, Publisher, Slug};
use inventory::Json;
use inventory::register::{DirectoryFacts, Entry, EntryField, to_ocr_list};
use leptos::prelude::window;
use maud::{Markup, html};

use super::{RegisterPage, State};
use crate::data::fetch::{self, CachePolicy, LoadError};
use crate::runtime::dom;

/// The `id` of the part.
pub(super) const PRINTED: &str = "register-printed";

/// What the records state that the index does not contain.
pub(super) struct PrintData {
    /// The date of publication.
    date: String,
    /// The facts of each vendor in the register.
    vendors: Vec<(Slug, PrintedRecord)>,
}

/// What a record states about a vendor, for paper.
struct PrintedRecord {
    facts: DirectoryFacts,
    baa: &'static str,
    phi: &'static str,
    last_verified: String,
    sha256: String,
    sources: Vec<PrintedSource>,
}

struct PrintedSource {
    supports: String,
    url: String,
    publisher: &'static str,
    dated: String,
}

impl RegisterPage {
    pub(super) fn handle_print_events(&self) {
        self.on("click", "#print-register", |page, _, _| {
            page.load_records(|page, print| {
                let is_loaded = print.is_some();
                page.update(|state| {
                    // Paper has no button that lists the rest.
                    state.lists_all = true;
                    state.print = print;
                });
                if is_loaded {
                    // If the browser refuses, its own command prints the page too.
                    dom::next_task(|| drop(window().print()));
                }
            });
        });
        self.on("click", "#export-ocr-list", |page, _, _| {
            page.load_records(|page, print| {
                let facts = |slug: &Slug| Some(print.as_ref()?.record(slug)?.facts.clone());
                let list = {
                    let state = page.0.state();
                    to_ocr_list(&state.register, state.index(), &facts)
                };
                page.save("business-associate-list.csv", "text/csv", list);
            });
        });
    }

    /// Loads the records and their checksums, and passes them on; `None`, and a message, if they cannot be loaded.
    fn load_records(&self, then: fn(&Self, Option<PrintData>)) {
        self.show_message("Loading the records…".to_owned());
        let (page, base) = (self.clone(), self.0.state().tools.base.clone());
        let url = [&base, "records.json"].concat();
        let deliver = move |records: Result<String, LoadError>| {
            let url = [&base, "checksums.json"].concat();
            let deliver = move |checksums: Result<String, LoadError>| {
                let files = records.and_then(|records| Ok((records, checksums?)));
                let advice = files.as_ref().err().map_or("Reload the page.", LoadError::advice);
                let print = files
                    .ok()
                    .and_then(|(records, checksums)| PrintData::new(&page.0.state(), &records, &checksums));
                match &print {
                    Some(_) => page.show_message(String::new()),
                    None => page.show_problem(
                        ["The records could not be loaded, so their facts are missing. ", advice].concat(),
                    ),
                }
                then(&page, print);
            };
            fetch::load(url, CachePolicy::Default, Box::new(deliver));
        };
        fetch::load(url, CachePolicy::Default, Box::new(deliver));
    }
}

impl PrintData {
    /// The facts of the vendors in the register; `None` if the files are damaged, or not published on one day.
    fn new(state: &State, records: &str, checksums: &str) -> Option<Self> {
        let (records, checksums) = (Json::parse(records).ok()?, Json::parse(checksums).ok()?);
        let date = records.member("date")?.text()?;
        if checksums.member("date")?.text()? != date {
            return None;
        }
        let checksums = checksums.member("sha256")?.object()?;
        let in_register = state.register.vendors(state.index());
        let vendors = records.member("records")?.items()?.into_iter().filter_map(|record| {
            let slug = Slug::parse(&record.member("slug")?.text()?).ok()?;
            if !in_register.contains(&slug) {
                return None;
            }
            let sha256 = checksums.text(slug.as_str())?;
            Some((slug, PrintedRecord::new(record, sha256)?))
        });
        Some(Self { vendors: vendors.collect(), date: described(&date) })
    }

    fn record(&self, slug: &Slug) -> Option<&PrintedRecord> {
        self.vendors.iter().find(|(other, _)| other == slug).map(|(_, record)| record)
    }
}

impl PrintedRecord {
    fn new(record: Json, sha256: String) -> Option<Self> {
        let record = record.object()?;
        let text = |key: &str| record.text(key);
        let status = |key: &str| record.get(key)?.member("status")?.text();
        let baa = BaaClass::new(
            BaaStatus::parse_key(&status("baa")?)?,
            Confidence::parse_key(&text("confidence")?)?,
        );
        let sources = record.get("sources")?.items()?.into_iter().filter_map(|source| {
            let source = source.object()?;
            let text = |key: &str| source.text(key);
            let publisher = text("publisher").and_then(|key| Publisher::parse_key(&key)).unwrap_or_default();
            Some(PrintedSource {
                supports: text("supports")?,
                url: text("url")?,
                publisher: publisher.label(),
                dated: text("dated").map_or_else(|| "undated".to_owned(), |date| described(&date)),
            })
        });
        Some(Self {
            facts: DirectoryFacts {
                service: Category::parse_key(&text("category")?)?.label().to_owned(),
                website: text("website")?,
            },
            baa: baa.label(),
            phi: PhiClass::new(baa, PhiStatus::parse_key(&status("phi")?)?).label(),
            last_verified: described(&text("last_verified")?),
            sha256,
            sources: sources.collect(),
        })
    }
}

fn described(date: &str) -> String {
    Date::parse(date).map_or_else(|_| date.to_owned(), Date::describe)
}

/// The verdicts with their sources, on paper only.
pub(super) fn printed(state: &State) -> Markup {
    let Some(print) = &state.print else { return Markup::default() };
    html! {
        h2 { "Verdicts and their sources, as published on " (print.date) }
        @for entry in state.register.sorted() {
            @if let Some(slug) = entry.current_slug(state.index()) {
                @if let Some(record) = print.record(&slug) { (sources(entry, &slug, record)) }
            }
        }
    }
}

fn sources(entry: &Entry, slug: &Slug, record: &PrintedRecord) -> Markup {
    html! {
        h3 { (entry.get(EntryField::Name)) }
        p { "BAA: " (record.baa) ". PHI: " (record.phi) ". Last verified " (record.last_verified) "." }
        ul {
            @for source in &record.sources {
                li { (source.supports) " " (source.url) " (" (source.publisher) ", " (source.dated) ")" }
            }
        }
        p { "Record: vendors/" (slug) ".json, SHA-256 " (record.sha256) }
    }
}
