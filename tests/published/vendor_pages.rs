//! Every vendor's page as HTML: all that its record says, and nothing that it does not.

use std::collections::BTreeSet;

use directory::{Record, answers};
use serde_json::Value;

use crate::facts::records;
use crate::html::{pages, parsed, squeezed, text, vendor_pages};

#[test]
fn every_record_has_its_page_and_every_page_its_record() {
    let of_records: BTreeSet<String> = records()
        .iter()
        .map(|record| format!("vendors/{}/index.html", record["slug"].as_str().expect("a slug")))
        .collect();
    let of_pages: BTreeSet<String> =
        pages().map(|page| page.file).filter(|file| file.starts_with("vendors/")).collect();
    assert_eq!(of_pages, of_records);
    assert!(!of_records.is_empty());
}

#[test]
fn a_vendor_page_holds_the_name_and_the_three_labels() {
    for (page, json, record) in vendor_pages() {
        assert_eq!(text(page.only("h1")), format!("Is {} HIPAA compliant?", record.name));
        let badges: Vec<String> = page.all("main .vendor-header li").into_iter().map(text).collect();
        let expected = [
            label("baa", &json["baa"]["status"]),
            label("phi", &json["phi"]["status"]),
            label("soc2", &json["soc2"]["status"]),
        ];
        assert_eq!(badges, expected, "{}", page.file);
    }
}

/// The label of a status, as the design has it.
pub fn label(field: &str, status: &Value) -> &'static str {
    match (field, status.as_str().expect("a status")) {
        ("baa", "available") => "Signs a BAA",
        ("baa", "plan_gated") => "BAA on some plans",
        ("baa", "on_request") => "BAA case by case",
        ("baa", "not_available") => "No BAA",
        ("baa", "unknown") => "BAA not stated",
        ("phi", "eligible") => "PHI allowed",
        ("phi", "conditional") => "PHI with conditions",
        ("phi", "not_eligible") => "No PHI",
        ("phi", "unknown") => "PHI not stated",
        ("soc2", "type_2") => "SOC 2 Type II",
        ("soc2", "type_1") => "SOC 2 Type I",
        ("soc2", "reported") => "SOC 2, type not stated",
        ("soc2", "none") => "No SOC 2",
        ("soc2", "unknown") => "SOC 2 not stated",
        (field, status) => panic!("the design has no label for {field} {status}"),
    }
}

#[test]
fn a_vendor_page_answers_its_question_with_the_word_for_its_status() {
    for (page, json, record) in vendor_pages() {
        let lead = match json["baa"]["status"].as_str().expect("a status") {
            "available" => "Yes",
            "plan_gated" => "On some plans",
            "on_request" => "Case by case",
            "not_available" => "No",
            "unknown" => "Not stated",
            status => panic!("the design has no answer for {status}"),
        };
        let verdict = text(page.only("section[aria-labelledby=baa]"));
        let question = format!("Will {} sign a HIPAA BAA? ", record.name);
        let answer =
            verdict.strip_prefix(&squeezed(&question)).unwrap_or_else(|| panic!("{}: {verdict}", page.file));
        assert!(answer.trim_start().starts_with(lead), "{}: {answer}", page.file);
        for words in [&answers::baa_answer(&record).text(), &record.baa.summary, &record.phi.summary] {
            page.holds(words);
        }
        for plan in &record.baa.plans {
            page.holds(plan);
        }
    }
}

#[test]
fn a_vendor_page_holds_every_step_and_every_question_with_its_answer() {
    for (page, _, record) in vendor_pages() {
        let request = answers::request(&record);
        page.holds(&request.heading);
        let steps = page.all(".steps > li");
        assert_eq!(steps.len(), request.steps.len(), "{}", page.file);
        for (shown, step) in steps.into_iter().zip(&request.steps) {
            assert!(text(shown).starts_with(&squeezed(&step.text)), "{}: {}", page.file, step.text);
            if let Some((_, url)) = &step.link {
                let link = shown.select(&parsed("a")).next().and_then(|link| link.attr("href"));
                assert_eq!(link, Some(url.as_str()), "{}", page.file);
            }
        }
        let name = &record.name;
        let asked = [
            format!("Does {name} sign a HIPAA BAA?"),
            format!("Is {name} HIPAA compliant?"),
            format!("Can you store PHI in {name}?"),
            format!("Is {name} SOC 2 certified?"),
            format!("How do I request a HIPAA BAA from {name}?"),
            format!("What plan do I need to sign a BAA with {name}?"),
        ];
        let shown: Vec<String> = page.all(".questions h3").into_iter().map(text).collect();
        assert_eq!(shown, asked.map(|question| squeezed(&question)), "{}", page.file);
        for entry in answers::questions(&record) {
            page.holds(&entry.answer);
        }
    }
}

#[test]
fn a_vendor_page_holds_every_source_with_its_date() {
    for (page, _, record) in vendor_pages() {
        let shown = page.all(".sources > li");
        assert_eq!(shown.len(), record.sources.len(), "{}", page.file);
        for (shown, source) in shown.into_iter().zip(&record.sources) {
            let link = shown.select(&parsed("a")).next().and_then(|link| link.attr("href"));
            assert_eq!(link, Some(source.url.as_str()), "{}", page.file);
            let date = source.dated.map_or_else(|| "undated".to_owned(), |day| day.in_words());
            let words = text(shown);
            assert!(
                words.contains(&squeezed(&source.supports)) && words.contains(&date),
                "{}: {words}",
                page.file
            );
        }
    }
}

#[test]
fn a_vendor_page_says_when_it_was_verified_how_sure_it_is_and_what_it_is_not() {
    for (page, json, record) in vendor_pages() {
        page.holds(&format!("Last verified {}", record.last_verified.in_words()));
        page.holds(&format!("confidence: {}", json["confidence"].as_str().expect("a level")));
        page.holds("This page is cited public information, not legal or compliance advice");
        page.holds(&format!("We track {}'s BAA and HIPAA status. One email per change.", record.name));
        for certification in &record.certifications {
            page.holds(certification);
        }
        if let Some(notes) = &record.notes {
            page.holds(notes);
        }
    }
}

#[test]
fn no_vendor_page_says_yes_where_nobody_signs() {
    for (page, json, record) in vendor_pages() {
        if ["not_available", "unknown"].contains(&json["baa"]["status"].as_str().expect("a status")) {
            let words = page.words();
            for yes in
                [format!("Yes, {} signs", record.name), "Signs a BAA".to_owned(), "Accept the BAA".to_owned()]
            {
                let own = words.split("Vendors of the same category that sign").next().expect("words");
                assert!(!own.contains(&yes), "{} says “{yes}”", page.file);
            }
        }
    }
}

#[test]
fn every_vendor_page_has_a_form_that_works_without_scripts() {
    for (page, _, record) in vendor_pages() {
        let form = page.only("form[method=post]");
        assert_eq!(form.attr("action"), Some("/api/signup"));
        let fields: Vec<(&str, &str, Option<&str>)> = form
            .select(&parsed("input"))
            .map(|field| {
                let attribute = |name| field.attr(name).unwrap_or("text");
                (attribute("name"), attribute("type"), field.attr("value"))
            })
            .collect();
        let slug = record.slug.as_str();
        let expected =
            [("vendor", "hidden", Some(slug)), ("company", "text", None), ("email", "email", None)];
        assert_eq!(fields, expected, "{}", page.file);
    }
}

#[test]
fn every_address_of_a_record_is_linked() {
    for (page, _, record) in vendor_pages() {
        let linked: BTreeSet<&str> =
            page.all("main a").into_iter().filter_map(|link| link.attr("href")).collect();
        let addresses =
            [Some(&record.website), record.links.trust_center.as_ref(), record.links.subprocessors.as_ref()];
        for address in addresses.into_iter().flatten().chain(record.sources.iter().map(|source| &source.url))
        {
            assert!(linked.contains(address.as_str()), "{} does not link to {address}", page.file);
        }
        for slug in answers_of_category(&record) {
            assert!(linked.contains(slug.as_str()), "{} does not offer {slug}", page.file);
        }
    }
}

/// The addresses of up to five others of the category that sign, best verdict first.
fn answers_of_category(record: &Record) -> Vec<String> {
    static LISTINGS: std::sync::OnceLock<Vec<directory::Listing>> = std::sync::OnceLock::new();
    let listings = LISTINGS.get_or_init(|| vendor_records().iter().map(directory::Listing::from).collect());
    let others = answers::alternatives(listings, record.category, &record.slug);
    others.into_iter().map(|other| format!("/vendors/{}/", other.slug)).collect()
}

fn vendor_records() -> Vec<Record> {
    records().into_iter().map(|json| serde_json::from_value(json).expect("a record")).collect()
}
