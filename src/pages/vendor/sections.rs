//! The sections of a vendor's page, as HTML. `catalog::answers` composes the sentences about the vendor.

use catalog::answers::{self, Answer, Step};
use catalog::{
    Baa, Category, Confidence, Date, Field, HttpsUrl, Links, Listing, Phi, Record, Source, SourceCheck,
};
use maud::{Markup, html};

use crate::components::badges::{badge, badges};
use crate::components::change_line::change_line;
use crate::components::compare::compare_button;
use crate::components::external_link::{evidence_link, external_link};
use crate::components::load_status::{load_error_html, loading, newer_record};
use crate::components::register_link::register_link;
use crate::data::fetch::LoadState;
use crate::navigation::routes;

/// The sections of the page: the `id` of the heading, or of the email, and a short name.
const SECTIONS: [(&str, &str); 11] = [
    ("baa", "BAA"),
    ("phi", "PHI eligibility"),
    ("soc2", "SOC 2"),
    ("notes", "Notes"),
    ("notify", "Notices of changes"),
    ("request", "Getting the BAA"),
    ("email", "Request email"),
    ("questions", "Questions"),
    ("alternatives", "Alternatives"),
    ("history", "History"),
    ("sources", "Sources"),
];

/// The sections on the BAA, PHI, SOC 2 and notes.
pub fn verdict(record: &Record) -> Markup {
    let name = &record.name;
    let class = record.verdict().baa_class();
    let Baa { status: _, summary, plans, excluded_plans, price, route: _, url: _ } = &record.baa;
    let Phi { status: _, summary: _, covered, excluded, settings } = &record.phi;
    html! {
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

/// The heading, the badges, and the evidence.
pub fn header(record: &Record, is_newer: bool) -> Markup {
    html! {
        header class="vendor-header" {
            p class="breadcrumb" { (category_link(record.category)) }
            h1 tabindex="-1" { "Is " (record.name) " HIPAA compliant?" }
            (badges(record.verdict()))
            p class="evidence" {
                "BAA answer: " strong { (answers::evidence(record)) } " (confidence: " (record.confidence.label()) ") · last verified "
                time datetime=(record.last_verified) { (record.last_verified.describe()) } " · "
                a href="#sources" {
                    @match record.sources.len() {
                        0 => "no sources",
                        1 => "1 source",
                        sources => { (sources) " sources" }
                    }
                }
            }
            p class="website" { (external_link(&record.website, record.website.host())) }
            @if is_newer {
                p class="notice" role="status" { (newer_record()) }
            }
        }
    }
}

/// What the visitor can do with the vendor. In a wide window it stays visible beside the text, with the verdict, which is
/// in the header too, and the sections of the page, of which boot.js marks the current one.
pub fn summary(record: &Record) -> Markup {
    let is_on_page = |id: &str| match id {
        "notes" => record.notes.is_some(),
        "email" => answers::request_email(record).is_some(),
        _ => true,
    };
    html! {
        section class="vendor-summary no-print" aria-label="Summary" {
            div {
                div class="beside" aria-hidden="true" {
                    p { strong { (record.name) } }
                    (badges(record.verdict()))
                    p class="evidence" {
                        "Confidence: " (record.confidence.label()) " · last verified " (record.last_verified.describe())
                    }
                }
                p class="actions" { (compare_button(&record.slug, &record.name)) " " (register_link(&record.slug, &record.name)) }
                nav class="beside" aria-label="On this page" {
                    ul {
                        @for (id, label) in SECTIONS {
                            @if is_on_page(id) { li { a href={ "#" (id) } { (label) } } }
                        }
                    }
                }
            }
        }
    }
}

/// A link to a category's page; a category that this build does not know has none.
fn category_link(category: Category) -> Markup {
    html! {
        @if category == Category::Unknown { (category.label()) }
        @else { a href=(routes::category(category)) { (category.label()) } }
    }
}

fn answer(answer: &Answer) -> Markup {
    html! { p class="answer" { strong { (answer.verdict) "." } " " (answer.explanation) } }
}

/// A description list of the terms that have a value; empty if none has.
fn facts(facts: &[(&str, Option<Markup>)]) -> Markup {
    html! {
        @if facts.iter().any(|(_, value)| value.is_some()) {
            dl class="facts" {
                @for (term, value) in facts {
                    @if let Some(value) = value { dt { (term) } dd { (value) } }
                }
            }
        }
    }
}

/// Names as a list; `None` if there are none.
fn list(names: &[String]) -> Option<Markup> {
    let list = html! { ul { @for name in names { li { (name) } } } };
    (!names.is_empty()).then_some(list)
}

fn other_evidence(record: &Record) -> Markup {
    let Links { trust_center, subprocessors } = &record.links;
    let link = |url: &Option<HttpsUrl>| {
        Some(
            html! { @if let Some(url) = url { (external_link(url, url.without_scheme())) } @else { "no link recorded" } },
        )
    };
    facts(&[
        (answers::certifications_term(record), list(&record.certifications)),
        ("Trust center", link(trust_center)),
        ("Subprocessors", link(subprocessors)),
    ])
}

/// The date of the last verification, the confidence, and whether the record may be out of date. `today` is `None` until
/// the visitor's clock is known; today is the date of publication at the earliest, because that clock may be wrong.
pub fn verification(
    last_verified: Date,
    confidence: Confidence,
    name: &str,
    today: Option<Date>,
    published: Date,
) -> Markup {
    let is_outdated =
        answers::is_outdated(last_verified, today.map_or(published, |today| today.max(published)));
    let days_ago = today.and_then(|today| answers::days_ago(last_verified, today));
    html! {
        section class="verified" aria-label="Verification" {
            p {
                "Last verified " time datetime=(last_verified) { (last_verified.describe()) }
                @if let Some(days_ago) = days_ago { span class="age" { " (" (days_ago) ")" } }
                " · confidence: " strong { (confidence.label()) }
            }
            p class="confidence" { "Confidence is " (confidence.label()) ": " (confidence.meaning()) "." }
            @if is_outdated {
                p class="outdated" {
                    "This record may be out of date: it was last verified more than " (answers::OUTDATED_AFTER_DAYS) " days ago."
                }
            }
            p { "Plans and terms change without notice: confirm with " (name) " before you rely on this answer." }
        }
    }
}

/// How to request and sign the BAA, or what to do without a BAA.
pub fn request(record: &Record, alternatives: &LoadState<Vec<Listing>>) -> Markup {
    let request = answers::request_section(record);
    html! {
        section class="request" aria-labelledby="request" {
            h2 id="request" { (request.heading) }
            @if let Some(how) = request.how_to_request { p class="route" { strong { "How to request: " } (how) "." } }
            ol class="steps" { @for step in &request.steps { li { (step_text(step)) } } }
            @if !request.questions.is_empty() {
                h3 { "What to ask" }
                ul { @for question in &request.questions { li { (question) } } }
            }
            @if request.offers_alternatives {
                h3 { "Vendors in the same category that sign or reportedly sign a BAA" }
                (alternative_list(record.category, alternatives))
            }
        }
    }
}

/// The email that asks for the BAA.
pub fn request_email(record: &Record) -> Markup {
    html! {
        @if let Some(email) = answers::request_email(record) {
            details id="email" class="request-email no-print" {
                summary { "Email to request the BAA" }
                p { strong { "Subject: " } (email.subject) }
                pre id="request-email" { (email.body) }
                p class="actions" {
                    // boot.js copies the text.
                    button type="button" class="needs-script" data-copy="request-email" aria-live="polite" { "Copy the text" }
                    " " a href=(email.mailto_url()) { "Open in your email program" }
                }
            }
        }
    }
}

fn step_text(step: &Step) -> Markup {
    html! {
        (step.text)
        @if let Some((text, url)) = &step.link { " " (external_link(url, text)) "." }
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

/// The vendors in the same category that sign a BAA.
pub fn alternatives(name: &str, category: Category, alternatives: &LoadState<Vec<Listing>>) -> Markup {
    html! {
        section class="alternatives" aria-labelledby="alternatives" {
            h2 id="alternatives" { "Alternatives to " (name) }
            (alternative_list(category, alternatives))
            @if category != Category::Unknown {
                p { a href=(routes::category(category)) { "All vendors in " (category.label()) } }
            }
        }
    }
}

fn alternative_list(category: Category, alternatives: &LoadState<Vec<Listing>>) -> Markup {
    html! {
        @match alternatives {
            LoadState::Pending => (loading()),
            LoadState::Failed(error) => (load_error_html("the alternatives", error)),
            LoadState::Ready(alternatives) if alternatives.is_empty() => {
                p { "No other vendor in " (category.label()) " is recorded as signing a BAA." }
            }
            LoadState::Ready(alternatives) => ul class="alternative-list" {
                @for listing in alternatives { li { (alternative(listing)) } }
            },
        }
    }
}

fn alternative(listing: &Listing) -> Markup {
    html! {
        a href=(routes::vendor(&listing.slug)) { (listing.name) } " "
        (badge(listing.verdict(), Field::Baa)) " "
        (badge(listing.verdict(), Field::Phi)) " "
        (compare_button(&listing.slug, &listing.name)) " "
        span class="listing-evidence" {
            "Last verified " (listing.last_verified.describe()) " · confidence: " (listing.confidence.label())
            @if !listing.plans.is_empty() { " · " (answers::plans_term(listing.verdict().baa_class())) ": " (answers::join_names(&listing.plans)) }
        }
    }
}

/// The history.
pub fn history(record: &Record) -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 id="history" { "History" }
            @if record.changes.is_empty() {
                p { "No changes to this verdict are on record." }
            } @else {
                ul class="history" {
                    @for change in &record.changes {
                        li { (change_line(change, record.verdict(), &record.meaning(change))) }
                    }
                }
            }
        }
    }
}

/// The sources, with what their checks showed.
pub fn sources(sources: &[Source], checks: &LoadState<Vec<SourceCheck>>) -> Markup {
    let loaded: &[SourceCheck] = match checks {
        LoadState::Ready(checks) => checks,
        LoadState::Pending | LoadState::Failed(_) => &[],
    };
    html! {
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            @match checks {
                LoadState::Pending => (loading()),
                LoadState::Failed(error) => (load_error_html("the checks of the sources", error)),
                LoadState::Ready(_) => @if let Some(day) = SourceCheck::all_checked(sources, loaded) {
                    p class="checked" {
                        "Sources checked on " time datetime=(day) { (day.describe()) } " by a program ("
                        a href=(routes::url("about/#checks")) rel="external" { "what this means" } ")."
                    }
                },
            }
            @if sources.is_empty() {
                p { "No public source found." }
            } @else {
                ol class="sources" {
                    @for source in sources { li { (source_entry(source, loaded)) } }
                }
            }
        }
    }
}

/// The other formats and the disclaimer.
pub fn other_forms(record: &Record) -> Markup {
    html! {
        p class="other-forms" {
            "Also available as " a href=(routes::record(&record.slug)) rel="external" { "JSON" } ", "
            a href=(routes::markdown(&record.slug)) rel="external" { "Markdown" } ", or "
            a href=(routes::badge(&record.slug)) rel="external" { "a badge" } "."
        }
        p class="disclaimer" {
            "This page is cited public information, not legal or compliance advice. Confirm every answer with "
            (record.name) " before you rely on it, and consult your legal counsel."
        }
    }
}

/// What a source supports, its publisher, facts and date, what its check showed, and the links to its page and its
/// archived copy. If there is something wrong with the page, its archived copy comes first.
fn source_entry(source: &Source, checks: &[SourceCheck]) -> Markup {
    let problem = SourceCheck::of(source, checks).and_then(|check| check.problem);
    let Source { url: _, supports, facts, publisher, terms: _, dated, archived } = source;
    let facts: Vec<&str> = facts.iter().map(|fact| fact.label()).collect();
    html! {
        (supports) " "
        span class="source-facts" {
            "Published by " (publisher.label())
            @if !facts.is_empty() { " · about: " (facts.join(", ")) }
            " · " @if let Some(day) = dated { (day.describe()) } @else { "undated" }
            @if let Some(seen) = SourceCheck::describe(source, checks) { " · " (seen) }
        }
        " " span class="source-link" {
            @if let Some(problem) = problem { strong { (problem.label()) } " " }
            @match archived {
                Some(archived) if problem.is_some() => {
                    (external_link(archived, "Archived copy")) " (" (evidence_link(source)) ")"
                }
                Some(archived) => { (evidence_link(source)) " (" (external_link(archived, "archived copy")) ")" }
                None => (evidence_link(source)),
            }
        }
    }
}
