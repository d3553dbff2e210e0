//! What a page says, over every verdict, route and confidence: nothing contradicts, nothing says yes for a
//! vendor that does not sign or does not say, nothing leaves a gap.

#![expect(clippy::expect_used, reason = "a helper of tests says what is wrong by failing")]

use directory::answers::{self, PhiPermission};
use directory::{BaaStatus, Confidence, Date, Listing, PhiStatus, Record, Route, Soc2Status, Tone};

const NAME: &str = "Acme Cloud";

fn record(
    baa: BaaStatus,
    phi: PhiStatus,
    soc2: Soc2Status,
    route: Option<Route>,
    confidence: Confidence,
) -> Record {
    let plans: &[&str] =
        if baa == BaaStatus::PlanGated { &["Gold", "Team with add-on", "Enterprise"] } else { &[] };
    serde_json::from_value(serde_json::json!({
        "slug": "acme-cloud",
        "name": NAME,
        "category": "cloud",
        "website": "https://acme.example",
        "baa": {
            "status": baa, "summary": "BAA SUMMARY.", "plans": plans, "route": route,
            "url": route.map(|_| "https://acme.example/baa"),
        },
        "phi": { "status": phi, "summary": "PHI SUMMARY." },
        "soc2": { "status": soc2, "summary": null },
        "certifications": [],
        "links": { "trust_center": null, "subprocessors": null },
        "last_verified": "2026-11-23",
        "confidence": confidence,
        "sources": [{ "url": "https://acme.example/hipaa", "supports": "Everything here", "dated": null }],
    }))
    .expect("a record")
}

/// Every record that the statuses, routes and confidences can make.
fn every_record() -> Vec<Record> {
    let mut records = Vec::new();
    for &baa in BaaStatus::ALL {
        for &phi in PhiStatus::ALL {
            for &soc2 in Soc2Status::ALL {
                for route in Route::ALL.iter().copied().map(Some).chain([None]) {
                    for &confidence in Confidence::ALL {
                        records.push(record(baa, phi, soc2, route, confidence));
                    }
                }
            }
        }
    }
    assert_eq!(records.len(), 5 * 4 * 5 * 5 * 3);
    records
}

fn without_baa() -> impl Iterator<Item = Record> {
    every_record().into_iter().filter(|record| !record.baa.status.can_be_signed())
}

/// Every sentence that a page composes about that record.
fn sentences(record: &Record) -> Vec<String> {
    let request = answers::request(record);
    let mut all = vec![
        answers::baa_answer(record).text(),
        answers::phi_answer(record).text(),
        answers::soc2_answer(record).text(),
        answers::description(record),
        request.heading,
    ];
    all.extend(request.route.map(str::to_owned));
    all.extend(request.steps.into_iter().map(|step| step.text));
    all.extend(request.to_ask);
    all.extend(
        answers::questions(record).into_iter().flat_map(|question| [question.question, question.answer]),
    );
    all
}

fn starts_with_a_yes(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "yes",
        "it can",
        "only with conditions",
        "only if",
        "one of these",
        "these are named",
        "no plan is named",
    ]
    .iter()
    .any(|yes| text.starts_with(yes))
}

fn describe(record: &Record) -> String {
    format!("{:?} route {:?} confidence {:?}", record.verdict(), record.baa.route, record.confidence)
}

#[test]
fn no_answer_is_a_yes_for_a_vendor_that_does_not_sign_or_does_not_say() {
    for record in without_baa() {
        let [baa, compliant, phi, _soc2, request, plan] =
            answers::questions(&record).map(|question| question.answer);
        for answer in [baa, compliant, phi, request, plan, answers::description(&record)] {
            assert!(!starts_with_a_yes(&answer), "{}: {answer}", describe(&record));
        }
    }
}

#[test]
fn the_answer_to_the_main_question_is_one_sentence_that_starts_with_the_words_of_its_status() {
    for record in every_record() {
        let expected = match record.baa.status {
            BaaStatus::Available => "Yes",
            BaaStatus::PlanGated => "On some plans",
            BaaStatus::OnRequest => "Case by case",
            BaaStatus::NotAvailable => "No",
            BaaStatus::Unknown => "Not stated",
        };
        let answer = answers::baa_answer(&record);
        assert_eq!(answer.lead, expected);
        assert!(!answer.text().contains(". ") && answer.text().ends_with('.'), "{}", answer.text());
    }
}

#[test]
fn phi_is_never_allowed_without_a_baa_that_can_be_signed() {
    for record in every_record() {
        let permission = PhiPermission::of(record.verdict());
        let permits = matches!(permission, PhiPermission::UnderBaa | PhiPermission::UnderBaaWithConditions);
        let signed_and_stated = record.baa.status.can_be_signed()
            && matches!(record.phi.status, PhiStatus::Eligible | PhiStatus::Conditional);
        assert_eq!(permits, signed_and_stated, "{}", describe(&record));
        let answer = answers::phi_answer(&record).text();
        assert_eq!(starts_with_a_yes(&answer), permits, "{}: {answer}", describe(&record));
        assert!(!permits || answer.contains("BAA"), "{}: {answer}", describe(&record));
    }
}

#[test]
fn no_preview_allows_phi_without_a_baa_that_can_be_signed() {
    for record in without_baa() {
        let description = answers::description(&record);
        for label in [PhiStatus::Eligible.label(), PhiStatus::Conditional.label()] {
            assert!(!description.contains(label), "{}: {description}", describe(&record));
        }
        assert_ne!(record.verdict().phi_tone(), Tone::Yes, "{}", describe(&record));
    }
}

#[test]
fn a_page_never_says_to_sign_a_baa_that_does_not_exist() {
    for record in without_baa() {
        for text in sentences(&record) {
            let text = text.to_lowercase();
            for order in
                ["sign the baa", "accept the baa", "request the baa", "sign it", "how to request and sign"]
            {
                assert!(!text.contains(order), "{}: {text}", describe(&record));
            }
        }
        let request = answers::request(&record);
        assert_eq!(request.route, None, "{}", describe(&record));
        assert!(request.offers_alternatives, "{}", describe(&record));
    }
}

#[test]
fn where_phi_must_stay_out_no_step_prepares_to_store_it() {
    for record in every_record() {
        let keep_out = [PhiPermission::KeepOut, PhiPermission::KeepOutButForNamedUses];
        if keep_out.contains(&PhiPermission::of(record.verdict())) {
            let steps = answers::request(&record).steps;
            assert!(steps.iter().any(|step| step.text.starts_with("Keep PHI out")), "{}", describe(&record));
            assert!(
                steps.iter().all(|step| !step.text.contains("Before you store any PHI")),
                "{}",
                describe(&record)
            );
        }
    }
}

#[test]
fn a_plan_gated_vendor_never_says_yes_without_naming_the_plans() {
    for record in every_record().iter().filter(|record| record.baa.status == BaaStatus::PlanGated) {
        let [baa, _, _, _, request, plan] = answers::questions(record).map(|question| question.answer);
        for answer in [baa, request, plan] {
            assert!(answer.contains("Gold; Team with add-on; Enterprise"), "{answer}");
        }
    }
}

#[test]
fn a_record_that_breaks_the_rules_still_leaves_no_gap() {
    for mut record in every_record() {
        record.baa.plans.clear();
        record.baa.url = None;
        for text in sentences(&record) {
            for gap in ["  ", " ,", " .", ": .", ":  "] {
                assert!(!text.contains(gap), "{}: {text}", describe(&record));
            }
        }
        if record.baa.status == BaaStatus::PlanGated {
            assert!(answers::baa_answer(&record).text().contains("this record does not say which"));
        }
    }
}

#[test]
fn every_sentence_is_whole() {
    for record in every_record() {
        for text in sentences(&record) {
            assert!(text.starts_with(|c: char| c.is_uppercase()), "{text}");
            assert!(!text.contains("  ") && !text.contains("..") && !text.contains(". ."), "{text}");
        }
        for question in answers::questions(&record) {
            assert!(
                question.question.ends_with('?') && question.question.contains(NAME),
                "{}",
                question.question
            );
            assert!(question.answer.ends_with('.'), "{}", question.answer);
        }
    }
}

#[test]
fn weak_evidence_is_said_in_the_answer_itself() {
    for record in every_record().iter().filter(|record| record.baa.status != BaaStatus::Unknown) {
        let answer = answers::baa_answer(record).text();
        match record.confidence {
            Confidence::High => {
                assert!(!answer.contains("evidence") && !answer.contains("third-party"), "{answer}")
            }
            Confidence::Medium => assert!(answer.contains("third-party page or an older page"), "{answer}"),
            Confidence::Low => assert!(answer.contains("confirm it first"), "{answer}"),
        }
    }
}

#[test]
fn the_steps_follow_the_route() {
    for record in every_record().iter().filter(|record| record.baa.status.can_be_signed()) {
        let expected = match record.baa.route {
            Some(Route::Automatic) => "standard terms",
            Some(Route::SelfServe) => "product or console",
            Some(Route::ByRequest) => "trust center, support or request form",
            Some(Route::Sales) => "sales team",
            None => "does not state how to get one",
        };
        let [_, get_agreement, _] = &answers::request(record).steps[..] else {
            panic!("three steps: {}", describe(record));
        };
        assert!(get_agreement.text.contains(expected), "{}", get_agreement.text);
        assert!(get_agreement.link.is_some(), "{}", describe(record));
    }
}

#[test]
fn a_soc_2_answer_is_a_plain_yes_for_type_2_alone() {
    for record in every_record() {
        let yes = answers::soc2_answer(&record).text().starts_with("Yes");
        assert_eq!(yes, record.soc2.status == Soc2Status::Type2, "{}", describe(&record));
    }
}

#[test]
fn a_record_older_than_180_days_may_be_out_of_date() {
    let day = |text| Date::parse(text).expect("a day");
    assert!(!answers::is_outdated(day("2026-01-01"), day("2026-06-30")));
    assert!(answers::is_outdated(day("2026-01-01"), day("2026-07-01")));
    assert_eq!(answers::days_ago(day("2026-01-01"), day("2026-01-01")).as_deref(), Some("today"));
    assert_eq!(answers::days_ago(day("2026-01-01"), day("2026-01-02")).as_deref(), Some("1 day ago"));
    assert_eq!(answers::days_ago(day("2026-01-01"), day("2026-07-01")).as_deref(), Some("181 days ago"));
    assert_eq!(answers::days_ago(day("2036-01-01"), day("2026-07-01")), None);
}

#[test]
fn alternatives_are_up_to_five_that_sign_in_the_same_category_best_first() {
    let listing = |slug: &str, baa, phi, category: &str| {
        let mut record = record(baa, phi, Soc2Status::Unknown, None, Confidence::High);
        record.slug = directory::Slug::parse(slug).expect("a slug");
        record.name = slug.to_owned();
        record.category = directory::Category::from_key(category).expect("a category");
        Listing::from(&record)
    };
    let listings = [
        listing("self", BaaStatus::Available, PhiStatus::Eligible, "cloud"),
        listing("elsewhere", BaaStatus::Available, PhiStatus::Eligible, "email"),
        listing("silent", BaaStatus::Unknown, PhiStatus::Eligible, "cloud"),
        listing("refuses", BaaStatus::NotAvailable, PhiStatus::NotEligible, "cloud"),
        listing("f-asks", BaaStatus::OnRequest, PhiStatus::Eligible, "cloud"),
        listing("e-gated", BaaStatus::PlanGated, PhiStatus::Conditional, "cloud"),
        listing("d-gated", BaaStatus::PlanGated, PhiStatus::Eligible, "cloud"),
        listing("c-signs", BaaStatus::Available, PhiStatus::Conditional, "cloud"),
        listing("b-signs", BaaStatus::Available, PhiStatus::Conditional, "cloud"),
        listing("a-signs", BaaStatus::Available, PhiStatus::Unknown, "cloud"),
    ];
    let found = answers::alternatives(&listings, directory::Category::Cloud, &listings[0].slug);
    let slugs: Vec<&str> = found.iter().map(|listing| listing.slug.as_str()).collect();
    assert_eq!(slugs, ["b-signs", "c-signs", "a-signs", "d-gated", "e-gated"]);
}

#[test]
fn a_preview_is_whole_sentences_of_under_160_letters_and_says_how_sure_it_is() {
    for mut record in every_record() {
        for letters in [1, 8, 20, 40, 60] {
            record.name = "W".repeat(letters);
            let description = answers::description(&record);
            assert!(description.chars().count() < 160, "{}: {description}", describe(&record));
            assert!(description.ends_with('.') && !description.contains('…'), "{description}");
            let confidence = format!("confidence: {}", record.confidence.label());
            assert!(description.contains(&confidence), "{}: {description}", describe(&record));
        }
    }
}
