//! Tests of the engine on small lists of vendors, each of which shows one rule of the ranking.

use catalog::facets::Facet;
use catalog::query::QueryPart;
use catalog::{BaaStatus, Category, Confidence, Date, Listing, PhiStatus, Query, Soc2Status, Sort};
use serde_json::json;

use super::{Engine, MatchReason, Relaxation};

/// A vendor of a category that no test searches for.
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

/// The names of a query's results, in order.
fn names<'a>(engine: &'a Engine, query: &Query) -> Vec<&'a str> {
    let results = engine.search(query, usize::MAX);
    results.hits.iter().map(|hit| engine.listings()[hit.index].name.as_str()).collect()
}

/// Why the first result of a text matches.
fn first_match_reason(engine: &Engine, query_text: &str) -> Option<MatchReason> {
    engine.search(&text(query_text), usize::MAX).hits.first().and_then(|hit| hit.match_reason)
}

#[test]
fn the_class_precedes_the_field_and_the_field_precedes_the_verdict() {
    let in_order = [
        vendor("Cloud"),
        alias("Exact Alias", "Cloud"),
        vendor("Cloudberry"),
        Listing { category: Category::Cloud, ..vendor("Prefix Category") },
        alias("Prefix Alias", "Cloudburst"),
        certified("Prefix Certification", &["ISO 1", "Cloud"]),
        vendor("My Cloud"),
        alias("Word Alias", "Your Cloud"),
        certified("Word Certification", &["CSA Cloud"]),
        vendor("Icloud"),
        alias("Infix Alias", "Overcloud"),
        vendor("Clodu"),
        alias("Misspelt Alias", "Clould"),
        vendor("Old Clowd"),
    ];
    let verdicts = BaaStatus::ALL.iter().copied().cycle();
    let listings = in_order.iter().rev().cloned().zip(verdicts);
    let engine = Engine::new(listings.map(|(listing, baa)| Listing { baa, ..listing }).collect());
    assert_eq!(names(&engine, &text("cloud")), in_order.map(|listing| listing.name));
}

#[test]
fn a_literal_word_of_a_text_limits_the_others_to_one_typing_error() {
    let engine = Engine::new(vec![alias("Dropbox", "Dropbox Business"), vendor("Mailchimp")]);
    assert_eq!(names(&engine, &text("dropbox plus")), [""; 0]);
    assert_eq!(names(&engine, &text("dropbox busines")), ["Dropbox"]);
    assert_eq!(names(&engine, &text("mial chimp")), ["Mailchimp"]);
}

#[test]
fn the_match_reason_is_the_text_that_contains_most_words() {
    let engine = Engine::new(vec![certified("Acme", &["ISO/IEC 27001", "SOC 3", "ISO/IEC 27018"])]);
    assert_eq!(first_match_reason(&engine, "iso 27018"), Some(MatchReason::Certification(2)));
    assert_eq!(first_match_reason(&engine, "soc 3"), Some(MatchReason::Certification(1)));
}

#[test]
fn equal_matches_are_ordered_by_verdict_then_name() {
    let signs = |listing| Listing { baa: BaaStatus::Available, ..listing };
    let refuses = |listing| Listing { baa: BaaStatus::NotAvailable, ..listing };
    let engine =
        Engine::new(vec![refuses(vendor("Box A")), vendor("box c"), vendor("Bóx B"), signs(vendor("Box D"))]);
    assert_eq!(names(&engine, &text("box")), ["Box D", "Bóx B", "box c", "Box A"]);
    assert_eq!(names(&engine, &text("")), ["Box D", "Bóx B", "box c", "Box A"]);
    let by_name = Query { sort: Sort::Name, ..text("box") };
    assert_eq!(names(&engine, &by_name), ["Box A", "Bóx B", "box c", "Box D"]);
}

#[test]
fn the_order_by_verification_puts_the_newest_first_then_sorts_by_name() {
    let on = |name, date| Listing { last_verified: Date::parse(date).expect("a date"), ..vendor(name) };
    let engine =
        Engine::new(vec![on("Old", "2025-01-31"), on("New B", "2026-02-01"), on("New A", "2026-02-01")]);
    let query = Query { sort: Sort::Verified, ..Query::default() };
    assert_eq!(names(&engine, &query), ["New A", "New B", "Old"]);
}

#[test]
fn results_are_sorted_by_each_column_and_in_reverse() {
    let engine = Engine::new(vec![
        Listing {
            category: Category::Scribe,
            baa: BaaStatus::NotAvailable,
            phi: PhiStatus::NotEligible,
            soc2: Soc2Status::Type2,
            confidence: Confidence::High,
            last_verified: Date::parse("2026-02-01").expect("a date"),
            ..vendor("Beta")
        },
        Listing {
            category: Category::Ai,
            baa: BaaStatus::Available,
            phi: PhiStatus::Eligible,
            soc2: Soc2Status::Unknown,
            confidence: Confidence::Medium,
            last_verified: Date::parse("2026-01-01").expect("a date"),
            ..vendor("Gamma")
        },
        Listing {
            category: Category::Backup,
            baa: BaaStatus::OnRequest,
            phi: PhiStatus::Eligible,
            soc2: Soc2Status::Type1,
            confidence: Confidence::High,
            last_verified: Date::parse("2026-02-01").expect("a date"),
            ..vendor("Alpha")
        },
    ]);
    for (sort, in_order, reversed) in [
        (Sort::Name, ["Alpha", "Beta", "Gamma"], ["Gamma", "Beta", "Alpha"]),
        // "AI" precedes "AI medical scribes" and "Backup and recovery".
        (Sort::Category, ["Gamma", "Beta", "Alpha"], ["Alpha", "Beta", "Gamma"]),
        // A report of a third party is weaker than a vendor that signs on request.
        (Sort::Baa, ["Alpha", "Gamma", "Beta"], ["Beta", "Gamma", "Alpha"]),
        (Sort::Phi, ["Alpha", "Gamma", "Beta"], ["Beta", "Gamma", "Alpha"]),
        (Sort::Soc2, ["Beta", "Alpha", "Gamma"], ["Gamma", "Alpha", "Beta"]),
        (Sort::Evidence, ["Alpha", "Beta", "Gamma"], ["Gamma", "Alpha", "Beta"]),
        (Sort::Verified, ["Alpha", "Beta", "Gamma"], ["Gamma", "Alpha", "Beta"]),
    ] {
        let mut query = Query { sort, ..Query::default() };
        assert_eq!(names(&engine, &query), in_order, "{sort:?}");
        query.is_reversed = true;
        assert_eq!(names(&engine, &query), reversed, "{sort:?}");
    }
}

#[test]
fn an_exact_match_precedes_a_prefix_match_and_a_word_prefix_match() {
    let engine = Engine::new(vec![vendor("Buttery"), vendor("Peanut Butter"), vendor("Butter")]);
    assert_eq!(names(&engine, &text("butter")), ["Butter", "Buttery", "Peanut Butter"]);
}

#[test]
fn short_words_match_without_typing_errors_only() {
    let engine = Engine::new(vec![vendor("RSP"), vendor("LSP")]);
    assert_eq!(names(&engine, &text("lsp")), ["LSP"]);
}

#[test]
fn all_words_must_match_and_the_worst_match_decides() {
    let engine = Engine::new(vec![
        vendor("Acme Storage"),
        alias("Acme", "Roadrunner Stor"),
        vendor("Storage Acme"),
        vendor("Acme"),
        Listing { category: Category::Storage, ..vendor("Acme Box") },
    ]);
    let expected = ["Acme Storage", "Acme Box", "Storage Acme", "Acme"];
    assert_eq!(names(&engine, &text("acme stor")), expected);
    assert_eq!(names(&engine, &text("acme storage box")), ["Acme Box"]);
    assert!(names(&engine, &text("acme nothing")).is_empty());
}

#[test]
fn all_words_of_one_name_in_a_different_order_precede_words_of_several_texts() {
    let scattered = Listing {
        aliases: vec!["Cloud Firestore".to_owned(), "Google Firebase".to_owned()],
        baa: BaaStatus::Available,
        ..vendor("Firebase")
    };
    let engine = Engine::new(vec![scattered, vendor("Google Cloud"), vendor("Google Cloud Platform")]);
    let expected = ["Google Cloud", "Firebase", "Google Cloud Platform"];
    assert_eq!(names(&engine, &text("cloud google")), expected);
    assert_eq!(names(&engine, &text("google cloud")), ["Google Cloud", "Google Cloud Platform", "Firebase"]);
}

#[test]
fn a_repeated_word_is_not_an_exact_match_of_a_name_with_that_word() {
    let signs = Listing { baa: BaaStatus::Available, ..vendor("Box") };
    let engine = Engine::new(vec![signs, vendor("Box Box")]);
    assert_eq!(names(&engine, &text("box box")), ["Box Box", "Box"]);
}

#[test]
fn a_soc_2_report_is_found_as_a_certification_without_a_match_reason() {
    let reports = |name, soc2| Listing { soc2, ..vendor(name) };
    let engine = Engine::new(vec![
        certified("Other", &["SOC 3", "ISO 9001"]),
        reports("A", Soc2Status::Type2),
        reports("B", Soc2Status::Reported),
        reports("C", Soc2Status::None),
        reports("D", Soc2Status::Unknown),
    ]);
    assert_eq!(names(&engine, &text("soc 2")), ["A", "B"]);
    assert_eq!(names(&engine, &text("SOC2")), ["A", "B"]);
    assert!(engine.search(&text("soc 2"), usize::MAX).hits.iter().all(|hit| hit.match_reason.is_none()));
}

#[test]
fn the_match_reason_is_the_text_that_matched_instead_of_the_name() {
    let engine = Engine::new(vec![Listing {
        certifications: vec!["ISO 27001".to_owned()],
        ..alias("Google Workspace", "Gmail")
    }]);
    let matched = |query_text: &str| first_match_reason(&engine, query_text);
    assert_eq!(matched("gmail"), Some(MatchReason::Alias(1)));
    assert_eq!(matched("iso 27001"), Some(MatchReason::Certification(0)));
    assert_eq!(matched("google gmail"), Some(MatchReason::Alias(1)));
    assert_eq!(matched("google"), None);
    assert_eq!(matched("payroll"), None, "every card shows the category");
    let texts = [MatchReason::Alias(1), MatchReason::Certification(0), MatchReason::Alias(9)];
    assert_eq!(texts.map(|reason| reason.text(&engine.listings()[0])), ["Gmail", "ISO 27001", ""]);
}

#[test]
fn relaxations_name_each_part_whose_removal_gives_results() {
    let engine = Engine::new(vec![
        Listing { baa: BaaStatus::Available, category: Category::Email, ..vendor("Paubox") },
        Listing { baa: BaaStatus::NotAvailable, category: Category::Storage, ..vendor("Box") },
    ]);
    let mut query = text("box");
    query.toggle_key(Facet::Baa, "available");
    query.toggle_key(Facet::Category, "storage");
    let relaxations = [QueryPart::Filter(Facet::Baa), QueryPart::Filter(Facet::Category)];
    assert_eq!(engine.relaxations(&query), relaxations.map(|part| Relaxation { part, results: 1 }));

    query.toggle_key(Facet::Category, "storage");
    query.toggle_key(Facet::Category, "crm");
    query.toggle_key(Facet::Baa, "available");
    query.toggle_key(Facet::Baa, "on_request");
    assert_eq!(engine.relaxations(&query), [Relaxation { part: QueryPart::AllFilters, results: 2 }]);

    let query = Query { text: "nothing".to_owned(), ..query.without(QueryPart::AllFilters) };
    assert_eq!(engine.relaxations(&query), [Relaxation { part: QueryPart::Text, results: 2 }]);
    assert!(Engine::new(Vec::new()).relaxations(&query).is_empty());
}

#[test]
fn the_nearest_names_are_similar() {
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
fn featured_vendors_come_first_for_the_default_query_only() {
    let engine = Engine::new(vec![
        Listing { baa: BaaStatus::Available, ..vendor("Mail A") },
        Listing { featured: 2, ..vendor("Mail B") },
        Listing { featured: 1, baa: BaaStatus::NotAvailable, ..vendor("Mail C") },
        vendor("Mail D"),
    ]);
    assert_eq!(names(&engine, &Query::default()), ["Mail C", "Mail B", "Mail A", "Mail D"]);
    let by_verdict = ["Mail A", "Mail B", "Mail D", "Mail C"];
    assert_eq!(names(&engine, &text("mail")), by_verdict);
    let mut filtered = Query::default();
    filtered.toggle_key(Facet::Category, "hr");
    assert_eq!(names(&engine, &filtered), by_verdict);
    let by_name = Query { sort: Sort::Name, ..Query::default() };
    assert_eq!(names(&engine, &by_name), ["Mail A", "Mail B", "Mail C", "Mail D"]);
}

#[test]
fn words_that_nothing_matches_are_listed_apart_from_those_that_are_ignored() {
    let engine = Engine::new(vec![vendor("Zoom"), vendor("Webex")]);
    let interpretation = engine.search(&text("is Zoom Info HIPAA compliant?"), 10).interpretation;
    assert_eq!(interpretation.text, "Zoom");
    assert_eq!(interpretation.unmatched, "Info");
    assert_eq!(interpretation.ignored, "is, HIPAA, compliant");
}
