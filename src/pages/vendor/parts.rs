//! The words of a vendor's page, part by part. What they say is composed in `directory::answers`.

use directory::answers::{self, Answer, Step};
use directory::{Baa, Category, Confidence, Date, Field, HttpsUrl, Links, Listing, Phi, Record, Source};
use maud::{Markup, html};

use crate::address;
use crate::components::{badge, badges, evidence_link, out_link, pending};
use crate::loading::Loaded;
use crate::pages::changes::change_line;

/// The heading, the badges, the evidence, the answer and what it rests on.
pub fn verdict(record: &Record, is_newer: bool) -> Markup {
    let name = &record.name;
    let class = record.verdict().baa_class();
    let Baa { status: _, summary, plans, excluded_plans, price, route: _, url: _ } = &record.baa;
    let Phi { status: _, summary: _, covered, excluded, settings } = &record.phi;
    html! {
        header class="vendor-header" {
            p class="crumbs" { (category_link(record.category)) }
            h1 tabindex="-1" { "Is " (name) " HIPAA compliant?" }
            (badges(record.verdict()))
            p class="evidence" {
                strong { (answers::evidence(record)) } " · confidence: " (record.confidence.label()) " · last verified "
                time datetime=(record.last_verified) { (record.last_verified.in_words()) } " · "
                a href="#sources" {
                    @match record.sources.len() {
                        0 => "no source",
                        1 => "1 source",
                        sources => { (sources) " sources" }
                    }
                }
            }
            p class="website" { (out_link(&record.website, record.website.host())) }
            @if is_newer {
                p class="notice" role="status" {
                    "This record is newer than this page: what the page does not know reads “not stated”. "
                    a href="" rel="external" { "Reload the page" }
                }
            }
        }
        section class="verdict" aria-labelledby="baa" {
            h2 id="baa" { "Will " (name) " sign a HIPAA BAA?" }
            (answer(&answers::baa_answer(record)))
            p { (summary) }
            (facts(&[
                (answers::plans_term(class), list(plans)),
                ("Plans without a BAA", list(excluded_plans)),
                ("Price", price.as_ref().map(|price| html! { (price) })),
            ]))
        }
        section aria-labelledby="phi" {
            h2 id="phi" { "PHI eligibility" }
            (answer(&answers::phi_answer(record)))
            (facts(&[
                (answers::covered_term(class), list(covered)),
                ("Not covered", list(excluded)),
                ("Required settings", list(settings)),
            ]))
        }
        section aria-labelledby="soc2" {
            h2 id="soc2" { "SOC 2 and other evidence" }
            (answer(&answers::soc2_answer(record)))
            (other_evidence(record))
        }
        @if let Some(notes) = &record.notes {
            section aria-labelledby="notes" { h2 id="notes" { "Notes" } p { (notes) } }
        }
    }
}

/// A link to a category's page; one that this build does not know has none.
fn category_link(category: Category) -> Markup {
    html! {
        @if category == Category::Unknown { (category.label()) }
        @else { a href=(address::category(category)) { (category.label()) } }
    }
}

fn answer(answer: &Answer) -> Markup {
    html! { p class="answer" { strong { (answer.verdict) "." } " " (answer.explanation) } }
}

/// Terms with what the record states of each; nothing for those of which it states nothing.
fn facts(facts: &[(&str, Option<Markup>)]) -> Markup {
    html! {
        @if facts.iter().any(|(_, stated)| stated.is_some()) {
            dl class="facts" {
                @for (term, stated) in facts {
                    @if let Some(stated) = stated { dt { (term) } dd { (stated) } }
                }
            }
        }
    }
}

/// Names as a list, if there are any.
fn list(names: &[String]) -> Option<Markup> {
    let list = html! { ul { @for name in names { li { (name) } } } };
    (!names.is_empty()).then_some(list)
}

fn other_evidence(record: &Record) -> Markup {
    let Links { trust_center, subprocessors } = &record.links;
    let link = |url: &Option<HttpsUrl>| {
        Some(
            html! { @if let Some(url) = url { (out_link(url, url.without_scheme())) } @else { "not stated" } },
        )
    };
    facts(&[
        ("Certifications", list(&record.certifications)),
        ("Trust center", link(trust_center)),
        ("Subprocessors", link(subprocessors)),
    ])
}

/// When the record was last verified, how sure it is, and whether it may be out of date. Until the visitor's
/// clock is known, and where it goes wrong, it is the day of publication at least.
pub fn verified(
    day: Date,
    confidence: Confidence,
    name: &str,
    today: Option<Date>,
    published: Date,
) -> Markup {
    let is_outdated = answers::is_outdated(day, today.map_or(published, |today| today.max(published)));
    let days_ago = today.and_then(|today| answers::days_ago(day, today));
    html! {
        section class="verified" aria-label="Verification" {
            p {
                "Last verified " time datetime=(day) { (day.in_words()) }
                @if let Some(days_ago) = days_ago { " (" (days_ago) ")" }
                " · confidence: " strong { (confidence.label()) }
            }
            p class="confidence" { "Confidence is " (confidence.label()) ": " (confidence.meaning()) "." }
            @if is_outdated {
                p class="outdated" {
                    "This record may be out of date: it was last verified more than " (answers::OUTDATED_AFTER_DAYS) " days ago."
                }
            }
            p { "Confirm with " (name) " before you store PHI: plans and terms change without notice." }
        }
    }
}

/// How to request and sign the BAA, or what to do where there is none.
pub fn request(record: &Record, alternatives: &Loaded<Vec<Listing>>) -> Markup {
    let request = answers::request(record);
    html! {
        section class="request" aria-labelledby="request" {
            h2 id="request" { (request.heading) }
            @if let Some(route) = request.route { p class="route" { strong { "Route: " } (route) "." } }
            ol class="steps" { @for step in &request.steps { li { (step_words(step)) } } }
            @if !request.to_ask.is_empty() {
                h3 { "What to ask" }
                ul { @for question in &request.to_ask { li { (question) } } }
            }
            @if request.offers_alternatives {
                h3 { "Vendors of the same category that sign, or reportedly sign" }
                (alternative_list(record.category, alternatives))
            }
        }
    }
}

fn step_words(step: &Step) -> Markup {
    html! {
        (step.text)
        @if let Some((words, url)) = &step.link { " " (out_link(url, words)) "." }
    }
}

/// The six questions.
pub fn questions(record: &Record) -> Markup {
    html! {
        section class="questions" aria-labelledby="questions" {
            h2 id="questions" { "Frequently asked questions" }
            @for entry in answers::questions(record) { h3 { (entry.question) } p { (entry.answer) } }
        }
    }
}

/// Others of the same category that sign.
pub fn alternatives(name: &str, category: Category, alternatives: &Loaded<Vec<Listing>>) -> Markup {
    html! {
        section class="alternatives" aria-labelledby="alternatives" {
            h2 id="alternatives" { "Alternatives to " (name) }
            (alternative_list(category, alternatives))
            @if category != Category::Unknown {
                p { a href=(address::category(category)) { "All vendors in " (category.label()) } }
            }
        }
    }
}

fn alternative_list(category: Category, alternatives: &Loaded<Vec<Listing>>) -> Markup {
    html! {
        @match alternatives {
            Loaded::Pending => (pending()),
            Loaded::Failed(error) => p { (error) },
            Loaded::Ready(found) if found.is_empty() => {
                p { "No other vendor in " (category.label()) " is recorded as signing a BAA." }
            }
            Loaded::Ready(found) => ul class="alternative-list" {
                @for listing in found { li { (alternative(listing)) } }
            },
        }
    }
}

fn alternative(listing: &Listing) -> Markup {
    html! {
        a href=(address::vendor(&listing.slug)) { (listing.name) } " "
        (badge(listing.verdict(), Field::Baa)) " "
        (badge(listing.verdict(), Field::Phi))
        span class="rests-on" {
            "Last verified " (listing.last_verified.in_words()) " · confidence: " (listing.confidence.label())
            @if !listing.plans.is_empty() { " · " (answers::plans_term(listing.verdict().baa_class())) ": " (answers::joined(&listing.plans)) }
        }
    }
}

/// History, sources, and what this page is not.
pub fn provenance(record: &Record) -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 id="history" { "History" }
            @if record.changes.is_empty() {
                p { "No change of this verdict is on record." }
            } @else {
                ul class="history" { @for change in &record.changes { li { (change_line(change, record.verdict(), &record.meaning(change))) } } }
            }
        }
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            @if record.sources.is_empty() {
                p { "No public source found." }
            } @else {
                ol class="sources" {
                    @for source in &record.sources { li { (source_words(source)) } }
                }
            }
            p class="other-forms" {
                "This page as " a href=(address::record(&record.slug)) rel="external" { "JSON" } ", "
                a href=(address::markdown(&record.slug)) rel="external" { "Markdown" } " or "
                a href=(address::badge(&record.slug)) rel="external" { "a badge" } "."
            }
            p class="disclaimer" {
                "This page is cited public information, not legal or compliance advice. Confirm every answer with "
                (record.name) " before you store PHI, and ask your counsel where it matters."
            }
        }
    }
}

/// What a source says, who publishes it, which facts it supports, its date, and the ways to it.
fn source_words(source: &Source) -> Markup {
    let Source { url: _, supports, facts, publisher, terms: _, dated, archived } = source;
    let facts: Vec<&str> = facts.iter().map(|fact| fact.label()).collect();
    html! {
        (supports)
        span class="source-facts" {
            "Published by " (publisher.label())
            @if !facts.is_empty() { " · supports: " (facts.join(", ")) }
            " · " @if let Some(day) = dated { (day.in_words()) } @else { "undated" }
        }
        span class="source-link" {
            (evidence_link(source))
            @if let Some(archived) = archived { " (" (out_link(archived, "archived copy")) ")" }
        }
    }
}
