//! Every vendor page as HTML contains what its record states.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use catalog::{HttpsUrl, Listing, Record, Source, answers};
use scraper::ElementRef;

use crate::dist::{records, typed_records};
use crate::expected::texts;
use crate::html::{normalize_spaces, pages, selector_of, text, vendor_pages};

#[test]
fn every_record_has_its_page_and_every_page_its_record() {
    let expected: BTreeSet<String> = records()
        .iter()
        .map(|record| format!("vendors/{}/index.html", record["slug"].as_str().expect("a slug")))
        .collect();
    let found: BTreeSet<String> =
        pages().map(|page| page.file).filter(|file| file.starts_with("vendors/")).collect();
    assert_eq!(found, expected);
    assert!(!expected.is_empty());
}

#[test]
fn a_vendor_page_contains_every_fact_of_its_record() {
    for (page, record) in vendor_pages() {
        assert_eq!(text(page.only("h1")), texts::vendor_heading(&record.name));
        page.assert_contains(&answers::evidence(&record));
        page.assert_contains(&answers::baa_answer(&record).text());
        page.assert_contains(&answers::phi_answer(&record).text());
        page.assert_contains(&answers::soc2_answer(&record).text());
        page.assert_contains(&record.baa.summary);
        let assert_terms = |heading: &str, names: &[String]| {
            let term = page.all("main dt").into_iter().find(|term| text(*term) == heading);
            assert_eq!(term.is_some(), !names.is_empty(), "{}: {heading}", page.file);
            let Some(term) = term else { return };
            let description = term.next_siblings().find_map(ElementRef::wrap).expect("a description");
            let items: Vec<String> = description.select(&selector_of("li")).map(text).collect();
            let names: Vec<String> = names.iter().map(|name| normalize_spaces(name)).collect();
            assert_eq!(items, names, "{}: {heading}", page.file);
        };
        let class = record.verdict().baa_class();
        assert_terms(answers::plans_term(class), &record.baa.plans);
        assert_terms(texts::EXCLUDED_PLANS, &record.baa.excluded_plans);
        assert_terms(answers::covered_term(class), &record.phi.covered);
        assert_terms(texts::NOT_COVERED, &record.phi.excluded);
        assert_terms(texts::REQUIRED_SETTINGS, &record.phi.settings);
        assert_terms(answers::certifications_term(&record), &record.certifications);
        let has_price = page.all("main dt").into_iter().any(|term| text(term) == texts::PRICE);
        assert_eq!(has_price, record.baa.price.is_some(), "{}", page.file);
        if let Some(price) = &record.baa.price {
            page.assert_contains(price);
        }
    }
}

#[test]
fn a_vendor_page_contains_every_step_and_every_question_with_its_answer() {
    for (page, record) in vendor_pages() {
        let request = answers::request_section(&record);
        page.assert_contains(&request.heading);
        let steps = page.all(".steps > li");
        assert_eq!(steps.len(), request.steps.len(), "{}", page.file);
        for (item, step) in steps.into_iter().zip(&request.steps) {
            assert!(text(item).starts_with(&normalize_spaces(&step.text)), "{}: {}", page.file, step.text);
            if let Some((_, url)) = &step.link {
                let link = item.select(&selector_of("a")).next().and_then(|link| link.attr("href"));
                assert_eq!(link, Some(url.as_str()), "{}", page.file);
            }
        }
        let questions = answers::questions(&record);
        let headings: Vec<String> = page.all(".questions h3").into_iter().map(text).collect();
        let expected = questions.each_ref().map(|entry| normalize_spaces(&entry.question));
        assert_eq!(headings, expected, "{}", page.file);
        for entry in questions {
            page.assert_contains(&entry.answer);
        }
    }
}

#[test]
fn a_vendor_page_contains_every_source_with_its_publisher_facts_date_and_archived_copy() {
    for (page, record) in vendor_pages() {
        let items = page.all(".sources > li");
        assert_eq!(items.len(), record.sources.len(), "{}", page.file);
        for (item, source) in items.into_iter().zip(&record.sources) {
            let links: BTreeSet<&str> =
                item.select(&selector_of("a")).filter_map(|link| link.attr("href")).collect();
            let evidence = source.evidence_url();
            let archived = source.archived.as_ref().map(HttpsUrl::as_str);
            let expected = [Some(evidence.as_str()), archived].into_iter().flatten().collect();
            assert_eq!(links, expected, "{}", page.file);
            assert_eq!(links.contains(source.url.as_str()), source.terms.is_empty(), "{}", page.file);
            let date = source.dated.map_or_else(|| texts::UNDATED.to_owned(), |date| date.describe());
            let publisher = texts::published_by(source.publisher);
            let facts: Vec<&str> = source.facts.iter().map(|fact| fact.label()).collect();
            let visible = text(item);
            for part in [&normalize_spaces(&source.supports), &date, &publisher, &facts.join(", ")] {
                assert!(visible.contains(part), "{}: “{part}” in {visible}", page.file);
            }
        }
    }
}

#[test]
fn a_vendor_page_contains_its_date_confidence_and_disclaimer() {
    for (page, record) in vendor_pages() {
        let date = record.last_verified.to_string();
        page.assert_contains(&texts::last_verified(&date));
        page.assert_contains(&texts::last_verified_inline(&date));
        page.assert_contains(&texts::confidence(record.confidence.label()));
        page.assert_contains(texts::DISCLAIMER);
        page.assert_contains(&texts::tracking_promise(&record.name));
        for certification in &record.certifications {
            page.assert_contains(certification);
        }
        if let Some(notes) = &record.notes {
            page.assert_contains(notes);
        }
    }
}

#[test]
fn every_vendor_page_has_a_form_that_works_without_javascript() {
    for (page, record) in vendor_pages() {
        let form = page.only("form[method=post]");
        assert_eq!(form.attr("action"), Some("/api/signup"));
        let fields: Vec<(&str, &str, Option<&str>)> = form
            .select(&selector_of("input"))
            .map(|field| {
                let attribute = |name| field.attr(name).unwrap_or("text");
                (attribute("name"), attribute("type"), field.attr("value"))
            })
            .collect();
        let slug = record.slug.as_str();
        let expected =
            [("vendor", "hidden", Some(slug)), ("leave_empty", "text", None), ("email", "email", None)];
        assert_eq!(fields, expected, "{}", page.file);
    }
}

#[test]
fn every_url_of_a_record_is_linked() {
    for (page, record) in vendor_pages() {
        let linked: BTreeSet<&str> =
            page.all("main a").into_iter().filter_map(|link| link.attr("href")).collect();
        let urls =
            [Some(&record.website), record.links.trust_center.as_ref(), record.links.subprocessors.as_ref()];
        let urls = urls.into_iter().flatten().map(ToString::to_string);
        for url in urls.chain(record.sources.iter().map(Source::evidence_url)) {
            assert!(linked.contains(url.as_str()), "{} does not link to {url}", page.file);
        }
        for path in alternative_paths(&record) {
            assert!(linked.contains(path.as_str()), "{} does not offer {path}", page.file);
        }
    }
}

#[test]
fn a_vendor_page_has_the_email_that_asks_for_the_baa_unless_the_vendor_signs_none() {
    for (page, record) in vendor_pages() {
        let Some(email) = answers::request_email(&record) else {
            assert!(page.all(".request-email").is_empty(), "{}", page.file);
            continue;
        };
        let shown: String = page.only(".request-email pre").text().collect();
        assert_eq!(shown.trim(), email.body.trim(), "{}", page.file);
        page.assert_contains(&email.subject);
        assert_eq!(
            page.only(".request-email a").attr("href"),
            Some(email.mailto_url().as_str()),
            "{}",
            page.file
        );
    }
}

/// The paths of the alternatives to a vendor.
fn alternative_paths(record: &Record) -> Vec<String> {
    static LISTINGS: OnceLock<Vec<Listing>> = OnceLock::new();
    let listings = LISTINGS.get_or_init(|| typed_records().iter().map(Listing::from).collect());
    let others = answers::alternatives(listings, record.category, &record.slug);
    others.into_iter().map(|other| format!("/vendors/{}/", other.slug)).collect()
}
