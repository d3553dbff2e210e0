//! What a change means: right for every pair of statuses, and never softer than the new status.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

use directory::{Change, Date, Field, Record, changes::meaning};
use serde_json::json;

fn change(field: Field, from: &str, to: &str) -> Change {
    let date = Date::parse("2026-11-01").expect("a day");
    Change { date, field, from: from.to_owned(), to: to.to_owned(), note: "Their terms say so.".to_owned() }
}

/// Every pair of two statuses of a field, with what it means.
fn pairs(field: Field) -> Vec<(&'static str, &'static str, String)> {
    let pairs =
        field.statuses().into_iter().flat_map(|from| field.statuses().into_iter().map(move |to| (from, to)));
    let pairs = pairs.filter(|(from, to)| from != to);
    pairs
        .map(|(from, to)| (from, to, meaning(&change(field, from, to), &["Enterprise".to_owned()])))
        .collect()
}

#[test]
fn every_pair_of_statuses_has_a_whole_sentence() {
    for &field in Field::ALL {
        for (from, to, meaning) in pairs(field) {
            let is_whole = meaning.ends_with('.') && meaning.starts_with(|c: char| c.is_ascii_uppercase());
            assert!(is_whole && !meaning.contains("  "), "{from} to {to}: {meaning}");
        }
    }
}

#[test]
fn only_a_baa_on_ordinary_terms_means_no_warning_to_keep_phi_out() {
    for (from, to, meaning) in pairs(Field::Baa) {
        let warns = meaning.to_lowercase().contains("keep phi out");
        assert_eq!(warns, to != "available", "{from} to {to}: {meaning}");
        assert!(to != "available" || meaning.contains("before you have signed it"), "{meaning}");
    }
}

#[test]
fn who_has_signed_is_told_to_ask_whenever_the_way_there_changes_for_the_worse() {
    for (from, to, meaning) in pairs(Field::Baa) {
        let could_sign = ["available", "plan_gated", "on_request"].contains(&from);
        let asks = meaning.contains("a BAA that you have signed");
        assert_eq!(asks, could_sign && to != "available", "{from} to {to}: {meaning}");
    }
}

#[test]
fn a_new_plan_limit_names_the_plan() {
    let to = change(Field::Baa, "available", "plan_gated");
    let plans = |plans: &[&str]| plans.iter().map(|plan| (*plan).to_owned()).collect::<Vec<_>>();
    for (named, says) in [
        (plans(&["Enterprise"]), "The BAA now needs the Enterprise plan."),
        (plans(&["Other paid Zoom plans"]), "The BAA now needs Other paid Zoom plans."),
        (plans(&["Team", "Enterprise"]), "The BAA now needs one of these: Team; Enterprise."),
        (plans(&[]), "The BAA now needs a certain plan."),
    ] {
        assert!(meaning(&to, &named).starts_with(says), "{}", meaning(&to, &named));
    }
}

#[test]
fn phi_is_never_allowed_without_a_signed_baa() {
    for (from, to, meaning) in pairs(Field::Phi) {
        match to {
            "eligible" => assert!(meaning.contains("only once a BAA is signed"), "{meaning}"),
            "conditional" => assert!(meaning.contains("only under a signed BAA"), "{meaning}"),
            "not_eligible" => assert!(meaning.contains("must now stay out"), "{meaning}"),
            "unknown" => assert!(meaning.contains("not a yes"), "{meaning}"),
            other => panic!("{other}"),
        }
        let takes_out = meaning.contains("Take out PHI");
        let is_narrower = matches!(
            (from, to),
            ("eligible", "conditional" | "not_eligible") | ("conditional", "not_eligible")
        );
        assert_eq!(takes_out, is_narrower, "{from} to {to}: {meaning}");
    }
}

#[test]
fn a_status_that_this_build_does_not_know_means_nothing() {
    for &field in Field::ALL {
        assert_eq!(meaning(&change(field, "unknown", "certain"), &[]), "");
        assert_ne!(meaning(&change(field, "certain", "unknown"), &[]), "");
    }
}

#[test]
fn an_older_change_does_not_name_the_plans_of_today() {
    let record: Record = serde_json::from_value(json!({
        "slug": "acme", "name": "Acme", "category": "cloud", "website": "https://acme.example",
        "baa": { "status": "plan_gated", "summary": "s", "plans": ["Enterprise"], "route": null, "url": null },
        "phi": { "status": "unknown", "summary": "s" }, "soc2": { "status": "unknown" },
        "certifications": [], "links": { "trust_center": null, "subprocessors": null },
        "last_verified": "2026-11-20", "confidence": "high", "sources": [],
        "changes": [
            { "date": "2026-11-01", "field": "phi", "from": "eligible", "to": "unknown", "note": "n" },
            { "date": "2026-10-01", "field": "baa", "from": "available", "to": "plan_gated", "note": "n" },
            { "date": "2026-09-01", "field": "baa", "from": "plan_gated", "to": "available", "note": "n" },
            { "date": "2026-08-01", "field": "baa", "from": "unknown", "to": "plan_gated", "note": "n" }
        ]
    }))
    .expect("a record");
    let [_, newest, _, older] = record.changes.as_slice() else { panic!("four changes") };
    assert!(record.meaning(newest).contains("the Enterprise plan"), "{}", record.meaning(newest));
    assert!(record.meaning(older).contains("a certain plan"), "{}", record.meaning(older));
}
