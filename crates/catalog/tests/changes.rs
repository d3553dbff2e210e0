//! The meaning of a change: correct for every pair of statuses, and never more permissive than the new status.
#![expect(clippy::expect_used, reason = "a test fails at an unexpected value")]

use catalog::{
    BaaStatus, Change, Confidence, Date, Field, PhiStatus, Publisher, Record, Soc2Status, Verdict,
    changes::meaning,
};
use serde_json::json;

fn change(field: Field, from: &str, to: &str) -> Change {
    let date = Date::parse("2026-11-01").expect("a date");
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

/// Every pair of different statuses of a field, with the meaning of the change.
fn pairs(field: Field) -> Vec<(&'static str, &'static str, String)> {
    let pairs =
        field.statuses().into_iter().flat_map(|from| field.statuses().into_iter().map(move |to| (from, to)));
    let pairs = pairs.filter(|(from, to)| from != to);
    pairs
        .map(|(from, to)| (from, to, meaning(&change(field, from, to), stated(), &["Enterprise".to_owned()])))
        .collect()
}

#[test]
fn every_pair_of_statuses_has_a_meaning_in_whole_sentences() {
    for &field in Field::ALL {
        for (from, to, meaning) in pairs(field) {
            let is_whole = meaning.ends_with('.') && meaning.starts_with(|c: char| c.is_ascii_uppercase());
            assert!(is_whole && !meaning.contains("  "), "{from} to {to}: {meaning}");
        }
    }
}

#[test]
fn every_baa_change_warns_not_to_store_phi_unless_the_baa_is_available() {
    for (from, to, meaning) in pairs(Field::Baa) {
        let warns = meaning.to_lowercase().contains("do not store phi");
        assert_eq!(warns, to != "available", "{from} to {to}: {meaning}");
        assert!(to != "available" || meaning.contains("until both parties have signed"), "{meaning}");
    }
}

#[test]
fn a_baa_that_gets_harder_to_sign_advises_customers_with_a_signed_baa_to_confirm_it() {
    for (from, to, meaning) in pairs(Field::Baa) {
        let was_offered = ["available", "plan_gated", "on_request"].contains(&from);
        let advises = meaning.contains("your signed BAA");
        assert_eq!(advises, was_offered && to != "available", "{from} to {to}: {meaning}");
    }
}

#[test]
fn no_meaning_is_stronger_than_the_evidence() {
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
fn the_labels_of_a_change_are_no_stronger_than_the_verdict() {
    let low = verdict(Confidence::Low, Publisher::ThirdParty);
    assert_eq!(
        change(Field::Baa, "not_available", "available").labels(low),
        ("BAA unlikely", "BAA unconfirmed")
    );
    assert_eq!(change(Field::Soc2, "unknown", "type_2").labels(low).1, "SOC 2 Type II reported");
    // The earlier PHI status is labeled as if the BAA was available, not as "No PHI" because the BAA ended.
    let ended = Verdict { baa: BaaStatus::NotAvailable, phi: PhiStatus::NotEligible, ..stated() };
    assert_eq!(change(Field::Phi, "eligible", "not_eligible").labels(ended), ("PHI allowed", "No PHI"));
    let same = change(Field::Baa, "plan_gated", "available").describe(low);
    assert_eq!(same, "“BAA unconfirmed”. Their terms say so.");
}

#[test]
fn a_new_plan_limit_names_the_plan() {
    let to = change(Field::Baa, "available", "plan_gated");
    let plans = |plans: &[&str]| plans.iter().map(|plan| (*plan).to_owned()).collect::<Vec<_>>();
    for (named, start) in [
        (plans(&["Enterprise"]), "The BAA now requires the Enterprise plan."),
        (plans(&["Other paid Zoom plans"]), "The BAA now requires Other paid Zoom plans."),
        (
            plans(&["Team", "Enterprise"]),
            "The BAA now requires plans or add-ons from this list: Team, Enterprise.",
        ),
        (plans(&[]), "The BAA now requires a certain plan."),
    ] {
        assert!(meaning(&to, stated(), &named).starts_with(start), "{}", meaning(&to, stated(), &named));
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
        let advises_removal = meaning.contains("Remove PHI");
        let is_narrower = matches!(
            (from, to),
            ("eligible", "conditional" | "not_eligible") | ("conditional", "not_eligible")
        );
        assert_eq!(advises_removal, is_narrower, "{from} to {to}: {meaning}");
    }
}

#[test]
fn a_phi_change_without_a_baa_never_means_that_phi_may_be_stored() {
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
fn a_new_status_that_this_build_does_not_know_has_an_empty_meaning() {
    for &field in Field::ALL {
        assert_eq!(meaning(&change(field, "unknown", "certain"), stated(), &[]), "");
        assert_ne!(meaning(&change(field, "certain", "unknown"), stated(), &[]), "");
    }
}

#[test]
fn an_older_change_does_not_name_the_current_plans() {
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
