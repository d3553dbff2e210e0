use serde_json::json;

use super::{Engine, Matched, Remedy};
use crate::query::Part;
use crate::search::Facet;
use crate::{BaaFilter, BaaStatus, Category, Listing, Query, Sort};

/// A vendor of a category that no test looks for.
fn vendor(name: &str) -> Listing {
    let slug: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let listing = serde_json::from_value(json!({
        "slug": slug.to_ascii_lowercase(),
        "name": name,
        "aliases": [],
        "category": "hr",
        "baa": "unknown",
        "phi": "unknown",
        "soc2": "unknown",
        "plans": [],
        "certifications": [],
        "last_verified": "2026-11-23",
        "confidence": "high",
    }));
    listing.expect("a listing")
}

fn alias(name: &str, alias: &str) -> Listing {
    Listing { aliases: vec!["Other".to_owned(), alias.to_owned()], ..vendor(name) }
}

fn certified(name: &str, certifications: &[&str]) -> Listing {
    let certifications = certifications.iter().map(|text| (*text).to_owned()).collect();
    Listing { certifications, ..vendor(name) }
}

fn text(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn found<'a>(engine: &'a Engine, query: &Query) -> Vec<&'a str> {
    let results = engine.search(query, usize::MAX);
    results.hits.iter().map(|hit| engine.listings()[hit.index].name.as_str()).collect()
}

#[test]
fn kinds_come_before_places_and_places_before_verdicts() {
    let in_order = [
        vendor("Cloud"),
        alias("Exact Alias", "Cloud"),
        vendor("Cloudberry"),
        alias("Prefix Alias", "Cloudburst"),
        Listing { category: Category::Cloud, ..vendor("Prefix Category") },
        certified("Prefix Certification", &["ISO 1", "Cloud"]),
        vendor("My Cloud"),
        alias("Word Alias", "Your Cloud"),
        certified("Word Certification", &["CSA Cloud"]),
        vendor("Icloud"),
        alias("Within Alias", "Overcloud"),
        vendor("Clodu"),
        alias("Misspelt Alias", "Clould"),
        vendor("Old Clowd"),
    ];
    let verdicts = BaaStatus::ALL.iter().copied().cycle();
    let listings = in_order.iter().rev().cloned().zip(verdicts);
    let engine = Engine::new(listings.map(|(listing, baa)| Listing { baa, ..listing }).collect());
    assert_eq!(found(&engine, &text("cloud")), in_order.map(|listing| listing.name));
}

#[test]
fn a_word_that_is_right_keeps_the_others_from_being_guessed() {
    let engine = Engine::new(vec![alias("Dropbox", "Dropbox Business"), vendor("Mailchimp")]);
    assert_eq!(found(&engine, &text("dropbox plus")), [""; 0]);
    assert_eq!(found(&engine, &text("dropbox busines")), ["Dropbox"]);
    assert_eq!(found(&engine, &text("mial chimp")), ["Mailchimp"]);
}

#[test]
fn the_proof_is_what_most_words_match() {
    let engine = Engine::new(vec![certified("Acme", &["ISO/IEC 27001", "SOC 3", "ISO/IEC 27018"])]);
    let matched =
        |typed: &str| engine.search(&text(typed), usize::MAX).hits.first().and_then(|hit| hit.matched);
    assert_eq!(matched("iso 27018"), Some(Matched::Certification(2)));
    assert_eq!(matched("soc 3"), Some(Matched::Certification(1)));
}

#[test]
fn equal_matches_come_by_verdict_then_name() {
    let signs = |listing| Listing { baa: BaaStatus::Available, ..listing };
    let refuses = |listing| Listing { baa: BaaStatus::NotAvailable, ..listing };
    let engine =
        Engine::new(vec![refuses(vendor("Box A")), vendor("box c"), vendor("Bóx B"), signs(vendor("Box D"))]);
    assert_eq!(found(&engine, &text("box")), ["Box D", "Bóx B", "box c", "Box A"]);
    assert_eq!(found(&engine, &text("")), ["Box D", "Bóx B", "box c", "Box A"]);
    let by_name = Query { sort: Sort::Name, ..text("box") };
    assert_eq!(found(&engine, &by_name), ["Box A", "Bóx B", "box c", "Box D"]);
}

#[test]
fn last_verified_puts_the_newest_first_then_the_name() {
    let on = |name, date| Listing { last_verified: crate::Date::parse(date).expect("a day"), ..vendor(name) };
    let engine =
        Engine::new(vec![on("Old", "2025-01-31"), on("New B", "2026-02-01"), on("New A", "2026-02-01")]);
    let query = Query { sort: Sort::Verified, ..Query::default() };
    assert_eq!(found(&engine, &query), ["New A", "New B", "Old"]);
}

#[test]
fn an_exact_word_is_not_below_a_longer_one() {
    let engine = Engine::new(vec![vendor("Buttery"), vendor("Peanut Butter"), vendor("Butter")]);
    assert_eq!(found(&engine, &text("butter")), ["Butter", "Buttery", "Peanut Butter"]);
}

#[test]
fn short_words_find_no_neighbours() {
    let engine = Engine::new(vec![vendor("RSP"), vendor("LSP")]);
    assert_eq!(found(&engine, &text("lsp")), ["LSP"]);
}

#[test]
fn several_words_must_all_match_and_the_worst_one_decides() {
    let engine = Engine::new(vec![
        vendor("Acme Storage"),
        alias("Acme", "Roadrunner Stor"),
        vendor("Storage Acme"),
        vendor("Acme"),
        Listing { category: Category::Storage, ..vendor("Acme Box") },
    ]);
    let expected = ["Acme Storage", "Acme Box", "Storage Acme", "Acme"];
    assert_eq!(found(&engine, &text("acme stor")), expected);
    assert_eq!(found(&engine, &text("acme storage box")), ["Acme Box"]);
    assert!(found(&engine, &text("acme nothing")).is_empty());
}

#[test]
fn all_words_of_a_name_in_another_order_are_better_than_words_from_here_and_there() {
    let scattered = Listing {
        aliases: vec!["Cloud Firestore".to_owned(), "Google Firebase".to_owned()],
        baa: BaaStatus::Available,
        ..vendor("Firebase")
    };
    let engine = Engine::new(vec![scattered, vendor("Google Cloud"), vendor("Google Cloud Platform")]);
    let expected = ["Google Cloud", "Firebase", "Google Cloud Platform"];
    assert_eq!(found(&engine, &text("cloud google")), expected);
    assert_eq!(found(&engine, &text("google cloud")), ["Google Cloud", "Google Cloud Platform", "Firebase"]);
}

#[test]
fn one_word_twice_is_not_the_name_that_has_it_once() {
    let signs = Listing { baa: BaaStatus::Available, ..vendor("Box") };
    let engine = Engine::new(vec![signs, vendor("Box Box")]);
    assert_eq!(found(&engine, &text("box box")), ["Box Box", "Box"]);
}

#[test]
fn a_soc_2_report_is_found_like_a_certification() {
    let reports = |name, soc2| Listing { soc2, ..vendor(name) };
    let engine = Engine::new(vec![
        certified("Other", &["SOC 3", "ISO 9001"]),
        reports("A", crate::Soc2Status::Type2),
        reports("B", crate::Soc2Status::Reported),
        reports("C", crate::Soc2Status::None),
        reports("D", crate::Soc2Status::Unknown),
    ]);
    assert_eq!(found(&engine, &text("soc 2")), ["A", "B"]);
    assert_eq!(found(&engine, &text("SOC2")), ["A", "B"]);
    assert!(engine.search(&text("soc 2"), usize::MAX).hits.iter().all(|hit| hit.matched.is_none()));
}

#[test]
fn a_hit_says_what_matched_where_the_name_does_not() {
    let engine = Engine::new(vec![Listing {
        certifications: vec!["ISO 27001".to_owned()],
        ..alias("Google Workspace", "Gmail")
    }]);
    let matched = |query_text: &str| {
        engine.search(&text(query_text), usize::MAX).hits.first().and_then(|hit| hit.matched)
    };
    assert_eq!(matched("gmail"), Some(Matched::Alias(1)));
    assert_eq!(matched("iso 27001"), Some(Matched::Certification(0)));
    assert_eq!(matched("google gmail"), Some(Matched::Alias(1)));
    assert_eq!(matched("google"), None);
    assert_eq!(matched("payroll"), None, "the card shows its category");
    let texts = [Matched::Alias(1), Matched::Certification(0), Matched::Alias(9)];
    assert_eq!(texts.map(|matched| matched.text(&engine.listings()[0])), ["Gmail", "ISO 27001", ""]);
}

#[test]
fn what_is_in_the_way_of_results_is_named_with_what_dropping_it_gives() {
    let engine = Engine::new(vec![
        Listing { baa: BaaStatus::Available, category: Category::Email, ..vendor("Paubox") },
        Listing { baa: BaaStatus::NotAvailable, category: Category::Storage, ..vendor("Box") },
    ]);
    let mut query = text("box");
    query.toggle(BaaFilter::Available);
    query.toggle(Category::Storage);
    let remedies = [Part::Filter(Facet::Baa), Part::Filter(Facet::Category)];
    assert_eq!(engine.remedies(&query), remedies.map(|part| Remedy { part, results: 1 }));

    query.toggle(Category::Storage);
    query.toggle(Category::Crm);
    query.toggle(BaaFilter::Available);
    query.toggle(BaaFilter::OnRequest);
    assert_eq!(engine.remedies(&query), [Remedy { part: Part::AllFilters, results: 2 }]);

    let query = Query { text: "nothing".to_owned(), ..query.without(Part::AllFilters) };
    assert_eq!(engine.remedies(&query), [Remedy { part: Part::Text, results: 2 }]);
    assert!(Engine::new(Vec::new()).remedies(&query).is_empty());
}

#[test]
fn the_nearest_names_are_near() {
    let engine = Engine::new(vec![
        vendor("Zoom"),
        vendor("Slack"),
        vendor("Google Workspace"),
        vendor("1Password"),
        alias("Atlassian", "Jira"),
    ]);
    let nearest = |text: &str| -> Vec<&str> {
        engine.nearest(text, 3).into_iter().map(|index| engine.listings()[index].name.as_str()).collect()
    };
    assert_eq!(nearest("zom"), ["Zoom"]);
    assert_eq!(nearest("gogle-wrkspce"), ["Google Workspace"]);
    assert_eq!(nearest("1pasword"), ["1Password"]);
    assert_eq!(nearest("slack hipaa"), ["Slack"]);
    assert_eq!(nearest("jirra"), ["Atlassian"]);
    for text in ["", "...", "xqzvw", "fb", &"zoom".repeat(2500)] {
        assert!(nearest(text).is_empty(), "{text}");
    }
}

#[test]
fn featured_vendors_come_first_while_nothing_is_asked() {
    let engine = Engine::new(vec![
        Listing { baa: BaaStatus::Available, ..vendor("Mail A") },
        Listing { featured: 2, ..vendor("Mail B") },
        Listing { featured: 1, baa: BaaStatus::NotAvailable, ..vendor("Mail C") },
        vendor("Mail D"),
    ]);
    assert_eq!(found(&engine, &Query::default()), ["Mail C", "Mail B", "Mail A", "Mail D"]);
    let by_verdict = ["Mail A", "Mail B", "Mail D", "Mail C"];
    assert_eq!(found(&engine, &text("mail")), by_verdict);
    let mut filtered = Query::default();
    filtered.toggle(Category::Hr);
    assert_eq!(found(&engine, &filtered), by_verdict);
    let by_name = Query { sort: Sort::Name, ..Query::default() };
    assert_eq!(found(&engine, &by_name), ["Mail A", "Mail B", "Mail C", "Mail D"]);
}
