//! `/about/`: what each word means, how records are checked, and what this directory cannot tell.

use directory::answers::OUTDATED_AFTER_DAYS;
use directory::{Confidence, PhiClass, Soc2Class, Tone, VerdictClass};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::address::address;
use crate::components::badge_of;
use crate::page_data::Site;
use crate::piece::Piece;
use crate::words::words_of_html;

/// The page for a reader who has never heard of a BAA. Nothing on it reacts, and it is always loaded as a document: the
/// browser has its words before the app begins, and the app does not carry them.
pub fn about() -> Piece {
    let site = expect_context::<Site>();
    words_of_html(|| page(&site))
}

fn page(site: &Site) -> Markup {
    html! {
        article class="text-page" {
            h1 tabindex="-1" { "About " (site.name) }
            p class="lead" {
                "May I put patient data into this tool? This directory collects what software vendors publicly say about it, with the pages that say so."
            }
            (explanation())
            h2 { "What each verdict means" }
            dl class="meanings" {
                @for &class in VerdictClass::ALL { (meaning(class.tone(), class.label(), class.meaning())) }
                @for &class in PhiClass::ALL { (meaning(class.tone(), class.label(), class.meaning())) }
                @for &class in Soc2Class::ALL { (meaning(class.tone(), class.label(), class.meaning())) }
            }
            (checking())
            h2 { "Limits" }
            p {
                "The directory holds " (site.vendors) " vendors and was published on " (site.published.in_words())
                ". It reports what public pages say. It has seen no contract and tested no product, and it is not legal or compliance advice. Vendors change plans and terms without notice; a record that was right last month can be wrong today. A BAA alone does not make a use compliant: how you set up and use the tool counts as much."
            }
            h2 { "Take the data with you" }
            p {
                "Every record is a plain file for programs, spreadsheets and assistants: "
                a href=(address("api/")) rel="external" { "what there is" } ". Records are under the licence "
                a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener noreferrer" { "CC BY 4.0" } "."
            }
        }
    }
}

fn explanation() -> Markup {
    html! {
        h2 { "HIPAA, PHI and BAA in one minute" }
        p {
            "HIPAA is the United States law that protects health data. A provider of care, a health plan or a clearinghouse that it binds is a "
            dfn { "covered entity" } ". What such an entity keeps of a person's health, care or payment for care, be it a name beside an appointment, is "
            dfn { "protected health information" } ", or PHI."
        }
        p {
            "A software vendor that stores or handles PHI for a covered entity becomes its "
            dfn { "business associate" } ". Before that, HIPAA asks both to sign a "
            dfn { "Business Associate Agreement" } ", the BAA: a contract in which the vendor takes on duties for the data. No signed BAA, no PHI, however secure the tool is. The law's own guidance is at "
            a href="https://www.hhs.gov/hipaa/for-professionals/privacy/guidance/business-associates/index.html" rel="noopener noreferrer" { "hhs.gov" } "."
        }
        p {
            "So there are two questions for each tool. Will the vendor sign a BAA with you, on your plan? And which PHI may then go where? A third, "
            dfn { "SOC 2" } ", is evidence and not permission: an auditor's report on the vendor's controls, Type I at a point in time, Type II over a period."
        }
    }
}

fn meaning(tone: Tone, label: &str, words: &str) -> Markup {
    html! { dt { (badge_of(tone, label)) } dd { (words) } }
}

fn checking() -> Markup {
    html! {
        h2 { "How records are checked" }
        p {
            "A record says only what its sources say, and lists them: each with its publisher, the facts that it supports and its date, or “undated”. An answer is never stronger than its evidence: “reportedly” means that a third party, or an older or indirect page of the vendor, says so, and “unconfirmed” that the evidence is indirect or conflicting. “Not stated” means that no public statement was found, and stays that way until one is. Each record carries the day on which it was last compared with its sources; after "
            (OUTDATED_AFTER_DAYS) " days its page says that it may be out of date."
        }
        h3 { "Confidence" }
        p { "How good the evidence for the BAA answer is:" }
        dl class="meanings" {
            @for level in Confidence::ALL { dt { (level.label()) } dd { (level.meaning()) "." } }
        }
        h2 { "How to correct a record" }
        p {
            "Each record is one small file, named after the vendor, in the folder public/vendors of the project's source. A correction changes that file, adds the page that supports it as a source, and sets the day of the check. A statement of the vendor's own beats a third party's, and a newer page beats an older one; a sales conversation is no source, because nobody else can read it."
        }
    }
}
