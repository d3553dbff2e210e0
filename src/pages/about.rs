//! `/about/`: what the terms and verdicts mean, how records are verified, and the limits of this directory.

use catalog::answers::OUTDATED_AFTER_DAYS;
use catalog::{BaaClass, Confidence, PhiClass, Soc2Class, Tone};
use maud::{Markup, html};

use crate::app::app_context;
use crate::components::badges::badge_in_tone;
use crate::data::page_data::Site;
use crate::navigation::routes;
use crate::runtime::reactive_html::ssr_only_html;

/// The page for readers who are new to BAAs. Nothing on it reacts, and it is always loaded as a document, so the app does
/// not contain its text.
pub fn about() -> Markup {
    let site = app_context::<Site>();
    ssr_only_html(|| page(&site))
}

fn page(site: &Site) -> Markup {
    html! {
        article class="text-page" {
            h1 tabindex="-1" { "About " (site.name) }
            p class="lead" {
                "Can you put patient data in it? This directory collects what software vendors publicly state about HIPAA, with a source for every claim."
            }
            (explanation())
            h2 { "What each verdict means" }
            dl class="definitions" {
                @for &class in BaaClass::ALL { (definition(class.tone(), class.label(), class.meaning())) }
                @for &class in PhiClass::ALL { (definition(class.tone(), class.label(), class.meaning())) }
                @for &class in Soc2Class::ALL { (definition(class.tone(), class.label(), class.meaning())) }
            }
            (verification())
            (search_help())
            h2 { "Limits" }
            p {
                "The directory lists " (site.vendors) " vendors and was published on " (site.published.describe())
                ". It reports what public pages state. We have not seen the BAA or the contract that a vendor would sign with you, or tested any product, and this is not legal or compliance advice. Vendors change plans and terms without notice, so a record that was right last month may be wrong today. A BAA alone does not make your use of a tool compliant: you must also configure and use it in compliance with HIPAA."
            }
            h2 { "Download the data" }
            p {
                "Every record is available as a file for programs, spreadsheets, and AI assistants: see the "
                a href=(routes::url("api/")) rel="external" { "API page" } ". Records are licensed under "
                a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener noreferrer" { "CC BY 4.0" } "."
            }
        }
    }
}

fn explanation() -> Markup {
    html! {
        h2 { "HIPAA, PHI, and BAAs in one minute" }
        p {
            "HIPAA is the U.S. law that protects health information. Health plans, health care clearinghouses, and health care providers that conduct standard transactions, such as claims, electronically are "
            dfn { "covered entities" } " (45 CFR 160.103). Individually identifiable information about a person's health, health care, or payment for health care that they create or receive is "
            dfn { "protected health information" } " (PHI). Even a patient's name on an appointment is PHI."
        }
        p {
            "A software vendor that creates, receives, maintains, or transmits PHI for a covered entity, or for another business associate, is a "
            dfn { "business associate" } ". HIPAA requires a written contract before the vendor receives PHI, the "
            dfn { "Business Associate Agreement" } " (BAA): 45 CFR 164.502(e) requires it, 164.504(e) states what it must contain, and 164.308(b) requires it for electronic PHI. Without a signed BAA, do not put PHI in the tool, however secure it is. The U.S. Department of Health and Human Services explains these rules at "
            a href="https://www.hhs.gov/hipaa/for-professionals/privacy/guidance/business-associates/index.html" rel="noopener noreferrer" { "hhs.gov" } "."
        }
        p {
            "So there are two questions about every tool. Will the vendor sign a BAA with you, on your plan? And which PHI does the BAA permit, in which features? A third topic, "
            dfn { "SOC 2" } ", is evidence and not permission: an independent auditor's report on the vendor's controls, either a point-in-time report (Type I) or a report over a period (Type II)."
        }
    }
}

fn definition(tone: Tone, label: &str, meaning: &str) -> Markup {
    html! { dt { (badge_in_tone(tone, label)) } dd { (meaning) } }
}

fn search_help() -> Markup {
    html! {
        h2 id="search" { "What you can search for" }
        ul {
            li { "A vendor, a product, or a former name: “Google Docs”, “O365”, “HelloSign”. Typing errors are accepted." }
            li { "An address: “zoom.us”, “https://zoom.us/pricing”, “support@zoom.us” find the vendor with that domain. The search keeps only the host of an address: nothing else of it is stored or put into the URL." }
            li { "A kind of software: “EHR”, “telemedicine”, “e-fax”, “answering service”." }
            li { "A certification: “HITRUST”, “ISO 27001”, “SOC 2”." }
            li { "A question: “is Zoom HIPAA compliant?”. Words that name nothing are ignored, and the page lists them." }
            li { "Two to five names: “Zoom vs Webex” or “Dropbox or Box” offers a comparison." }
            li { "“Alternatives to Mailchimp”: a link leads to vendors in the same category that sign or reportedly sign a BAA." }
            li { "A status: “CRM that signs a BAA”, “no BAA”, “SOC 2 Type II”. The page offers the filter, and applies nothing by itself." }
        }
        p { "If no vendors match, a vendor has not been researched yet: it may or may not sign a BAA." }
    }
}

fn verification() -> Markup {
    html! {
        h2 { "How records are verified" }
        p {
            "A record states only what its sources state, and it lists them, each with its publisher, the facts that it supports, and its date or “undated”. An answer is never stronger than its evidence. “Reportedly” means that the statement comes from a third party, or from an older or indirect page from the vendor. “Unconfirmed” means that the evidence is indirect or conflicting. “Not stated” means that no public statement was found. Each record shows the day on which it was last compared with its sources; its notes say if only a copy of a source could be read. After "
            (OUTDATED_AFTER_DAYS) " days, its page says that it may be out of date."
        }
        h3 id="checks" { "How sources are checked" }
        p {
            "A program requests the pages that the records cite. “Cited words last seen” is the last day on which a page had the words that the record relies on. “Page last reached” is the last day on which a page without such words in the record could be opened; what it says was not compared. “Not seen yet” and “not reached yet” mean that the program has never found them, for example because the site refuses programs. A page is called gone, or its cited words missing, after the program found that on three different days. The day above the sources of a vendor is that of the source that was checked longest ago. No check changes a verdict or the date of verification: a person does that."
        }
        h3 { "Confidence" }
        p { "Confidence rates the evidence for the BAA answer:" }
        dl class="definitions" {
            @for level in Confidence::ALL { dt { (level.label()) } dd { (level.meaning()) "." } }
        }
        h2 { "How to correct a record" }
        p {
            "Tell the operator of this site which answer is wrong, and which public page states the right one. If you work with source code, you can correct the record yourself: it is a small file, named after the vendor, in the folder public/vendors of the project. Change that file, add the page that supports the change as a source, and set the date of verification. A vendor's own statement takes precedence over a third party's, and a newer page over an older one. A sales conversation is not a source, because nobody else can read it."
        }
    }
}
