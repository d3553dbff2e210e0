//! Every vendor's page as HTML: all that its record says, and nothing that it does not.

use std::collections::BTreeSet;

use directory::{Publisher, Record, Source, answers};
use scraper::ElementRef;

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
fn a_vendor_page_has_its_question_as_heading_and_every_fact_of_its_record() {
    for (page, _, record) in vendor_pages() {
        assert_eq!(text(page.only("h1")), format!("Is {} HIPAA compliant?", record.name));
        page.holds(&answers::evidence(&record));
        page.holds(&answers::baa_answer(&record).text());
        page.holds(&answers::phi_answer(&record).text());
        page.holds(&answers::soc2_answer(&record).text());
        page.holds(&record.baa.summary);
        let terms = |heading: &str, names: &[String]| {
            let term = page.all("main dt").into_iter().find(|term| text(*term) == heading);
            assert_eq!(term.is_some(), !names.is_empty(), "{}: {heading}", page.file);
            let Some(term) = term else { return };
            let stated = term.next_siblings().find_map(ElementRef::wrap).expect("what is stated");
            let shown: Vec<String> = stated.select(&parsed("li")).map(text).collect();
            let names: Vec<String> = names.iter().map(|name| squeezed(name)).collect();
            assert_eq!(shown, names, "{}: {heading}", page.file);
        };
        let class = record.verdict().baa_class();
        terms(answers::plans_term(class), &record.baa.plans);
        terms("Plans without a BAA", &record.baa.excluded_plans);
        terms(answers::covered_term(class), &record.phi.covered);
        terms("Not covered", &record.phi.excluded);
        terms("Required settings", &record.phi.settings);
        terms("Certifications", &record.certifications);
        let price = page.all("main dt").into_iter().any(|term| text(term) == "Price");
        assert_eq!(price, record.baa.price.is_some(), "{}", page.file);
        if let Some(price) = &record.baa.price {
            page.holds(price);
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
fn a_vendor_page_holds_every_source_with_its_publisher_facts_date_and_archived_copy() {
    for (page, _, record) in vendor_pages() {
        let shown = page.all(".sources > li");
        assert_eq!(shown.len(), record.sources.len(), "{}", page.file);
        for (shown, source) in shown.into_iter().zip(&record.sources) {
            let links: Vec<&str> = shown.select(&parsed("a")).filter_map(|link| link.attr("href")).collect();
            let archived = source.archived.as_ref().map(|url| url.as_str().to_owned());
            let expected: Vec<String> =
                [Some(source.evidence_url()), archived].into_iter().flatten().collect();
            assert_eq!(links, expected, "{}", page.file);
            let is_plain = links[0] == source.url.as_str();
            assert_eq!(is_plain, source.terms.is_empty(), "{}: {}", page.file, links[0]);
            let date = source.dated.map_or_else(|| "undated".to_owned(), |day| day.in_words());
            let publisher = match source.publisher {
                Publisher::Vendor => "Published by the vendor",
                Publisher::ThirdParty => "Published by a third party",
            };
            let facts: Vec<&str> = source.facts.iter().map(|fact| fact.label()).collect();
            let words = text(shown);
            for part in [&squeezed(&source.supports), &date, publisher, &facts.join(", ")] {
                assert!(words.contains(part), "{}: “{part}” in {words}", page.file);
            }
        }
    }
}

#[test]
fn a_vendor_page_says_when_it_was_verified_how_sure_it_is_and_what_it_is_not() {
    for (page, json, record) in vendor_pages() {
        page.holds(&format!("last verified {}", record.last_verified.in_words()));
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
        let addresses = addresses.into_iter().flatten().map(ToString::to_string);
        for address in addresses.chain(record.sources.iter().map(Source::evidence_url)) {
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
