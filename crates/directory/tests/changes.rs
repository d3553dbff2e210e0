//! What a change means: right for every pair of statuses, and never softer than the new status.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

use directory::{
    BaaStatus, Change, Confidence, Date, Field, PhiStatus, Publisher, Record, Soc2Status, Verdict,
    changes::meaning,
};
use serde_json::json;

fn change(field: Field, from: &str, to: &str) -> Change {
    let date = Date::parse("2026-11-01").expect("a day");
    Change { date, field, from: from.to_owned(), to: to.to_owned(), note: "Their terms say so.".to_owned() }
}

fn verdict(confidence: Confidence, soc2_evidence: Publisher) -> Verdict {
    Verdict {
        baa: BaaStatus::Available,
        confidence,
        phi: PhiStatus::Eligible,
        soc2: Soc2Status::Type2,
        soc2_evidence,
    }
}

fn stated() -> Verdict {
    verdict(Confidence::High, Publisher::Vendor)
}

/// Every pair of two statuses of a field, with what it means.
fn pairs(field: Field) -> Vec<(&'static str, &'static str, String)> {
    let pairs =
        field.statuses().into_iter().flat_map(|from| field.statuses().into_iter().map(move |to| (from, to)));
    let pairs = pairs.filter(|(from, to)| from != to);
    pairs
        .map(|(from, to)| (from, to, meaning(&change(field, from, to), stated(), &["Enterprise".to_owned()])))
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
        let warns = meaning.to_lowercase().contains("do not store phi");
        assert_eq!(warns, to != "available", "{from} to {to}: {meaning}");
        assert!(to != "available" || meaning.contains("before both sides have signed"), "{meaning}");
    }
}

#[test]
fn who_has_signed_is_told_to_ask_whenever_the_way_there_changes_for_the_worse() {
    for (from, to, meaning) in pairs(Field::Baa) {
        let could_sign = ["available", "plan_gated", "on_request"].contains(&from);
        let asks = meaning.contains("your signed BAA");
        assert_eq!(asks, could_sign && to != "available", "{from} to {to}: {meaning}");
    }
}

#[test]
fn no_meaning_is_firmer_than_the_evidence() {
    for (confidence, publisher, hedge) in [
        (Confidence::Medium, Publisher::Vendor, "Reportedly: "),
        (Confidence::Low, Publisher::Vendor, "Unconfirmed: "),
    ] {
        for field in [Field::Baa, Field::Phi] {
            for to in field.statuses().into_iter().filter(|to| *to != "unknown") {
                let meaning = meaning(&change(field, "unknown", to), verdict(confidence, publisher), &[]);
                assert!(meaning.starts_with(hedge), "{meaning}");
            }
        }
    }
    for to in Field::Soc2.statuses().into_iter().filter(|to| *to != "unknown") {
        let reported = verdict(Confidence::High, Publisher::ThirdParty);
        let meaning = meaning(&change(Field::Soc2, "unknown", to), reported, &[]);
        assert!(meaning.starts_with("Reportedly: "), "{meaning}");
    }
}

#[test]
fn the_label_of_a_change_is_the_one_of_the_page_and_an_older_one_is_no_firmer() {
    let low = verdict(Confidence::Low, Publisher::ThirdParty);
    assert_eq!(
        change(Field::Baa, "not_available", "available").labels(low),
        ("BAA unlikely", "BAA unconfirmed")
    );
    assert_eq!(change(Field::Soc2, "unknown", "type_2").labels(low).1, "SOC 2 Type II reported");
    // What PHI was when there was a BAA does not read as it would without one.
    let ended = Verdict { baa: BaaStatus::NotAvailable, phi: PhiStatus::NotEligible, ..stated() };
    assert_eq!(change(Field::Phi, "eligible", "not_eligible").labels(ended), ("PHI allowed", "No PHI"));
    let same = change(Field::Baa, "plan_gated", "available").in_words(low);
    assert_eq!(same, "“BAA unconfirmed”. Their terms say so.");
}

#[test]
fn a_new_plan_limit_names_the_plan() {
    let to = change(Field::Baa, "available", "plan_gated");
    let plans = |plans: &[&str]| plans.iter().map(|plan| (*plan).to_owned()).collect::<Vec<_>>();
    for (named, says) in [
        (plans(&["Enterprise"]), "The BAA now requires the Enterprise plan."),
        (plans(&["Other paid Zoom plans"]), "The BAA now requires Other paid Zoom plans."),
        (plans(&["Team", "Enterprise"]), "The BAA now requires one of these: Team, Enterprise."),
        (plans(&[]), "The BAA now requires a certain plan."),
    ] {
        assert!(meaning(&to, stated(), &named).starts_with(says), "{}", meaning(&to, stated(), &named));
    }
}

#[test]
fn phi_is_never_allowed_without_a_signed_baa() {
    for (from, to, meaning) in pairs(Field::Phi) {
        match to {
            "eligible" => assert!(meaning.contains("only under a signed BAA"), "{meaning}"),
            "conditional" => assert!(meaning.contains("only under a signed BAA"), "{meaning}"),
            "not_eligible" => assert!(meaning.contains("no longer permitted"), "{meaning}"),
            "unknown" => assert!(meaning.contains("not a yes"), "{meaning}"),
            other => panic!("{other}"),
        }
        let takes_out = meaning.contains("Remove PHI");
        let is_narrower = matches!(
            (from, to),
            ("eligible", "conditional" | "not_eligible") | ("conditional", "not_eligible")
        );
        assert_eq!(takes_out, is_narrower, "{from} to {to}: {meaning}");
    }
}

#[test]
fn phi_terms_that_change_while_there_is_no_baa_never_mean_that_phi_may_be_stored() {
    for baa in [BaaStatus::NotAvailable, BaaStatus::Unknown] {
        for confidence in [Confidence::High, Confidence::Medium, Confidence::Low] {
            let now = Verdict { baa, ..verdict(confidence, Publisher::Vendor) };
            for (from, to) in
                [("unknown", "eligible"), ("not_eligible", "conditional"), ("eligible", "conditional")]
            {
                let meaning = meaning(&change(Field::Phi, from, to), now, &[]);
                assert!(!meaning.contains("may now") && meaning.contains("Do not store PHI"), "{meaning}");
            }
        }
    }
}

#[test]
fn a_status_that_this_build_does_not_know_means_nothing() {
    for &field in Field::ALL {
        assert_eq!(meaning(&change(field, "unknown", "certain"), stated(), &[]), "");
        assert_ne!(meaning(&change(field, "certain", "unknown"), stated(), &[]), "");
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
