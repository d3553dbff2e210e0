//! The words of a vendor's page, part by part. What they say is composed in `directory::answers`.

use directory::answers::{self, Answer, Step};
use directory::{Category, Confidence, Date, Listing, Record};
use maud::{Markup, html};

use crate::address;
use crate::components::{badge, badges, out_link, pending};
use crate::loading::Loaded;
use crate::pages::changes::change_line;

/// The heading, the badges, the answer and what it rests on.
pub fn verdict(record: &Record) -> Markup {
    let name = &record.name;
    html! {
        header class="vendor-header" {
            p class="crumbs" { a href=(address::category(record.category)) { (record.category.label()) } }
            h1 tabindex="-1" { "Is " (name) " HIPAA compliant?" }
            p class="website" { (out_link(&record.website, record.website.host())) }
            (badges(record.verdict()))
            p class="rests-on" {
                "Last verified " (record.last_verified.in_words()) " · confidence: " (record.confidence.label()) " · "
                a href="#sources" {
                    @match record.sources.len() {
                        0 => "no source",
                        1 => "1 source",
                        sources => { (sources) " sources" }
                    }
                }
            }
        }
        section class="verdict" aria-labelledby="baa" {
            h2 id="baa" { "Will " (name) " sign a HIPAA BAA?" }
            (answer(&answers::baa_answer(record)))
            p { (record.baa.summary) }
            @if !record.baa.plans.is_empty() {
                h3 { "Plans with a BAA" }
                ul class="plans" { @for plan in &record.baa.plans { li { (plan) } } }
            }
        }
        section aria-labelledby="phi" {
            h2 id="phi" { "PHI eligibility" }
            (answer(&answers::phi_answer(record)))
        }
        section aria-labelledby="soc2" {
            h2 id="soc2" { "SOC 2 and other evidence" }
            (answer(&answers::soc2_answer(record)))
            (facts(record))
        }
        @if let Some(notes) = &record.notes {
            section aria-labelledby="notes" { h2 id="notes" { "Notes" } p { (notes) } }
        }
    }
}

fn answer(answer: &Answer) -> Markup {
    html! { p class="answer" { strong { (answer.lead) } (answer.rest) } }
}

fn facts(record: &Record) -> Markup {
    let links =
        [("Trust center", &record.links.trust_center), ("Sub-processors", &record.links.subprocessors)];
    html! {
        dl class="facts" {
            @if !record.certifications.is_empty() {
                dt { "Other certifications" } dd { (record.certifications.join(", ")) }
            }
            @for (term, url) in links {
                dt { (term) }
                dd { @if let Some(url) = url { (out_link(url, url.without_scheme())) } @else { "not stated" } }
            }
        }
    }
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
        section class="verified" aria-label="How fresh and how sure" {
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
                h3 { "Vendors of the same category that sign" }
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
            p { a href=(address::category(category)) { "All vendors in " (category.label()) } }
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
        (badge(listing.baa.tone(), listing.baa.label())) " "
        (badge(listing.verdict().phi_tone(), listing.phi.label()))
        span class="rests-on" {
            "Last verified " (listing.last_verified.in_words()) " · confidence: " (listing.confidence.label())
            @if !listing.plans.is_empty() { " · plans with a BAA: " (listing.plans.join("; ")) }
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
                ul class="history" { @for change in &record.changes { li { (change_line(change, &record.meaning(change))) } } }
            }
        }
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            @if record.sources.is_empty() {
                p { "No source states an answer, which is why this record says so little." }
            } @else {
                ol class="sources" {
                    @for source in &record.sources {
                        li {
                            (source.supports) " ("
                            @if let Some(day) = source.dated { (day.in_words()) } @else { "undated" } ")"
                            span class="source-link" { (out_link(&source.url, source.url.without_scheme())) }
                        }
                    }
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
