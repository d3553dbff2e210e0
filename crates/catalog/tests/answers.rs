//! The answers of a vendor's page, for every combination of statuses, route and confidence: no answer contradicts
//! another, says yes for a vendor that does not sign or whose status is not stated, or leaves a gap in a sentence.
#![expect(clippy::expect_used, reason = "a test fails at an unexpected value")]

mod fixtures;

use catalog::answers;
use catalog::{
    BaaClass, BaaStatus, Category, Confidence, Date, Fact, Listing, PhiClass, PhiStatus, Record, Slug,
    Soc2Class, Soc2Status, Tone,
};

use fixtures::{NAME, describe, every_record, record};

/// The beginnings of answers that permit something. The BAA answers are added in [`yes_phrases`].
const PERMISSIONS: [&str; 7] = [
    // "Is NAME HIPAA compliant?"
    "Can be used in compliance with HIPAA under a signed BAA",
    "Reportedly can be used in compliance with HIPAA under a signed BAA",
    // "Can you store PHI in NAME?", which otherwise starts with "Yes" or "Reportedly yes"
    "Only with conditions",
    "Reportedly, with conditions",
    // "What plan do I need to sign a BAA with NAME?"
    "These plans",
    "Reportedly these plans",
    "No plan is listed",
];

/// Every beginning of an answer that permits something or says that the vendor signs.
fn yes_phrases() -> impl Iterator<Item = &'static str> {
    let signing = BaaClass::ALL.iter().filter(|class| class.counts_as_signing());
    signing.map(|class| class.first_words()).chain(PERMISSIONS)
}

fn starts_with_yes(answer: &str) -> bool {
    yes_phrases().any(|phrase| answer.starts_with(phrase))
}

/// The answers to the questions about the BAA, compliance, PHI and plans.
fn answers_with_verdict(record: &Record) -> [String; 4] {
    let [baa, compliance, phi, _soc2, _request, plan] =
        answers::questions(record).map(|question| question.answer);
    [baa, compliance, phi, plan]
}

/// Whether the record's vendor counts as signing.
fn signs(record: &Record) -> bool {
    record.verdict().baa_class().counts_as_signing()
}

fn permits_phi(record: &Record) -> bool {
    signs(record) && matches!(record.phi.status, PhiStatus::Eligible | PhiStatus::Conditional)
}

/// Every text that a page composes from the record.
fn texts(record: &Record) -> Vec<String> {
    let request = answers::request_section(record);
    let mut texts = vec![
        answers::baa_answer(record).text(),
        answers::phi_answer(record).text(),
        answers::soc2_answer(record).text(),
        answers::description(record),
        request.heading,
    ];
    texts.extend(request.how_to_request);
    texts.extend(request.steps.into_iter().map(|step| step.text));
    texts.extend(request.questions);
    let questions = answers::questions(record).into_iter();
    texts.extend(questions.flat_map(|question| [question.question, question.answer]));
    texts
}

#[test]
fn every_yes_phrase_starts_an_answer_for_a_vendor_that_signs() {
    let answers: Vec<String> =
        every_record().iter().filter(|record| signs(record)).flat_map(answers_with_verdict).collect();
    for phrase in yes_phrases() {
        assert!(answers.iter().any(|answer| answer.starts_with(phrase)), "no answer starts with {phrase:?}");
    }
}

#[test]
fn every_answer_for_a_vendor_that_signs_and_allows_phi_starts_with_a_yes_phrase() {
    for record in every_record().iter().filter(|record| permits_phi(record)) {
        for answer in answers_with_verdict(record) {
            assert!(starts_with_yes(&answer), "{}: {answer}", describe(record));
        }
    }
}

#[test]
fn no_answer_is_a_yes_for_a_vendor_that_does_not_sign_or_is_not_stated_to_sign() {
    for record in every_record().iter().filter(|record| !signs(record)) {
        let [baa, compliance, phi, _soc2, request, plan] =
            answers::questions(record).map(|question| question.answer);
        for answer in [baa, compliance, phi, request, plan, answers::description(record)] {
            assert!(!starts_with_yes(&answer), "{}: {answer}", describe(record));
        }
    }
}

#[test]
fn weak_evidence_is_never_a_yes() {
    for record in every_record().iter().filter(|record| record.confidence == Confidence::Low) {
        let verdict = record.verdict();
        assert_ne!(verdict.baa_class().tone(), Tone::Green);
        assert_ne!(verdict.phi_class().tone(), Tone::Green);
        // The verdict on SOC 2 does not depend on the confidence.
        for text in texts(record).iter().filter(|text| !text.contains("SOC 2")) {
            assert!(!text.contains("Yes") && !text.contains("Signs a BAA"), "{}: {text}", describe(record));
        }
    }
}

#[test]
fn every_answer_about_the_baa_starts_with_the_first_words_of_its_class() {
    for record in every_record() {
        let first_words = record.verdict().baa_class().first_words();
        let answer = answers::baa_answer(&record);
        assert_eq!(answer.verdict, first_words);
        assert!(answers::description(&record).starts_with(&format!("{first_words}. ")));
        let [question, ..] = answers::questions(&record);
        assert!(question.answer.starts_with(&format!("{first_words}. ")), "{}", question.answer);
    }
}

#[test]
fn phi_is_allowed_only_if_the_vendor_counts_as_signing() {
    for record in every_record() {
        let answer = answers::phi_answer(&record).text();
        let is_allowed = permits_phi(&record);
        assert_eq!(starts_with_yes(&answer), is_allowed, "{}: {answer}", describe(&record));
        assert!(
            !is_allowed || answer.contains("Only under a signed BAA."),
            "{}: {answer}",
            describe(&record)
        );
    }
}

#[test]
fn no_description_allows_phi_unless_the_vendor_counts_as_signing() {
    for record in every_record().iter().filter(|record| !signs(record)) {
        let description = answers::description(record);
        for class in [
            PhiClass::Allowed,
            PhiClass::Conditional,
            PhiClass::ReportedAllowed,
            PhiClass::ReportedConditional,
        ] {
            assert!(!description.contains(class.label()), "{}: {description}", describe(record));
        }
    }
}

#[test]
fn every_answer_for_a_plan_gated_vendor_that_signs_names_the_plans() {
    let is_gated = |record: &&Record| record.baa.status == BaaStatus::PlanGated && signs(record);
    for record in every_record().iter().filter(is_gated) {
        let [baa, _, _, _, request, plan] = answers::questions(record).map(|question| question.answer);
        for answer in [baa, request, plan] {
            assert!(answer.contains("Gold, Team with add-on, Enterprise"), "{answer}");
        }
    }
}

#[test]
fn the_answer_about_plans_contains_the_price_and_the_excluded_plans() {
    for mut record in every_record() {
        record.baa.price = Some("$50 a month".to_owned());
        record.baa.excluded_plans = vec!["Free".to_owned(), "Starter, monthly".to_owned()];
        let [.., plan] = answers::questions(&record);
        let end = "Price: $50 a month. No BAA with these plans: Free; Starter, monthly.";
        assert!(plan.answer.ends_with(end), "{}", plan.answer);
    }
}

#[test]
fn a_record_that_violates_the_rules_leaves_no_gap_in_a_sentence() {
    for mut record in every_record() {
        record.baa.plans.clear();
        record.baa.url = None;
        for text in texts(&record) {
            for gap in ["  ", " ,", " .", ": .", ":  "] {
                assert!(!text.contains(gap), "{}: {text}", describe(&record));
            }
        }
        if record.baa.status == BaaStatus::PlanGated {
            let answer = answers::baa_answer(&record).text();
            let is_weak = record.confidence == Confidence::Low;
            assert!(is_weak || answer.contains("which are not listed here"), "{answer}");
        }
    }
}

/// The wording that people search for.
#[test]
fn the_six_questions_have_the_expected_wording() {
    let record = &every_record()[0];
    let expected = [
        format!("Does {NAME} sign a HIPAA BAA?"),
        format!("Is {NAME} HIPAA compliant?"),
        format!("Can you store PHI in {NAME}?"),
        format!("Is {NAME} SOC 2 certified?"),
        format!("How do I request a HIPAA BAA from {NAME}?"),
        format!("What plan do I need to sign a BAA with {NAME}?"),
    ];
    assert_eq!(answers::questions(record).map(|question| question.question), expected);
}

#[test]
fn every_text_consists_of_whole_sentences() {
    for record in every_record() {
        for text in texts(&record) {
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
fn the_baa_answer_is_attributed_to_the_publishers_of_its_sources() {
    let source = |(index, publisher): (usize, &&str)| {
        serde_json::from_value(serde_json::json!({
            "url": format!("https://{publisher}-{index}.example"), "supports": "The BAA", "facts": ["baa"],
            "publisher": publisher.replace('-', "_"), "dated": null,
        }))
        .expect("a source")
    };
    for (confidence, publishers, line, answer) in [
        (
            Confidence::High,
            &["vendor", "third-party"][..],
            "stated by Acme Cloud",
            "Yes. Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["third-party"],
            "reported by a third party",
            "Reportedly yes. A third party reports that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["third-party", "third-party"],
            "reported by third parties",
            "Reportedly yes. Third parties report that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["vendor", "third-party"],
            "reported by a third party and by an older or indirect page from Acme Cloud",
            "Reportedly yes. An older or indirect page from Acme Cloud and a third party say that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["vendor"],
            "reported by an older or indirect page from Acme Cloud",
            "Reportedly yes. An older or indirect page from Acme Cloud says that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Low,
            &["third-party"],
            "indirect or conflicting evidence from a third party",
            "Unconfirmed. Evidence for a BAA from Acme Cloud is indirect or conflicting. Confirm with Acme Cloud before you rely on it.",
        ),
    ] {
        let mut record =
            record(BaaStatus::Available, PhiStatus::Unknown, Soc2Status::Unknown, None, confidence);
        record.sources = publishers.iter().enumerate().map(source).collect();
        assert_eq!(answers::evidence(&record), line);
        assert_eq!(answers::baa_answer(&record).text(), answer);
    }
}

#[test]
fn the_term_of_a_list_is_no_stronger_than_the_verdict() {
    for record in every_record() {
        let class = record.verdict().baa_class();
        let is_confirmed = matches!(class, BaaClass::Yes | BaaClass::SomePlans | BaaClass::OnRequest);
        assert_eq!(answers::plans_term(class) == "Plans with a BAA", is_confirmed, "{}", describe(&record));
        assert_eq!(
            answers::covered_term(class) == "Covered by the BAA",
            is_confirmed,
            "{}",
            describe(&record)
        );
    }
}

#[test]
fn certifications_without_a_vendor_source_are_attributed_to_a_third_party() {
    let mut record =
        record(BaaStatus::Available, PhiStatus::Unknown, Soc2Status::Unknown, None, Confidence::High);
    assert_eq!(answers::certifications_term(&record), "Reported certifications");
    record.sources[0].facts.push(Fact::Certifications);
    assert_eq!(answers::certifications_term(&record), "Certifications");
}

#[test]
fn phi_is_flatly_not_permitted_only_if_the_baa_answer_is_confirmed() {
    for record in every_record().iter().filter(|record| record.phi.status == PhiStatus::NotEligible) {
        let answer = answers::phi_answer(record).text();
        let is_confirmed = record.confidence == Confidence::High && record.baa.status != BaaStatus::Unknown;
        assert!(is_confirmed || !answer.contains("PHI is not permitted"), "{}: {answer}", describe(record));
    }
}

#[test]
fn a_report_of_no_baa_says_that_the_source_may_only_prohibit_phi() {
    for record in every_record() {
        let answer = answers::baa_answer(&record).text();
        let is_reported = record.verdict().baa_class() == BaaClass::ReportedNo;
        assert_eq!(
            answer.contains("or that it prohibits PHI"),
            is_reported,
            "{}: {answer}",
            describe(&record)
        );
    }
}

#[test]
fn an_answer_that_is_not_stated_does_not_deny_listed_sources() {
    for mut record in every_record().into_iter().filter(|record| record.baa.status == BaaStatus::Unknown) {
        for has_sources in [true, false] {
            if !has_sources {
                record.sources.clear();
            }
            assert_eq!(record.sources.iter().any(|source| source.supports(Fact::Baa)), has_sources);
            for text in [answers::baa_answer(&record).text(), answers::evidence(&record)] {
                assert_eq!(
                    text.to_lowercase().contains("no public statement"),
                    !has_sources,
                    "{}: {text}",
                    describe(&record)
                );
            }
            let description = answers::description(&record);
            assert!(!description.contains("No public statement"), "{description}");
        }
    }
}

#[test]
fn a_soc_2_answer_is_yes_only_for_a_type_2_report_that_the_vendor_states() {
    for record in every_record() {
        let is_yes = answers::soc2_answer(&record).text().starts_with("Yes");
        assert_eq!(is_yes, record.verdict().soc2_class() == Soc2Class::Type2, "{}", describe(&record));
    }
}

#[test]
fn a_soc_2_report_without_a_vendor_source_is_attributed_to_a_third_party() {
    for status in [Soc2Status::Type2, Soc2Status::Type1, Soc2Status::Reported, Soc2Status::None] {
        let mut record = record(BaaStatus::Available, PhiStatus::Unknown, status, None, Confidence::High);
        record.sources.retain(|source| !source.supports(Fact::Soc2));
        let answer = answers::soc2_answer(&record).text();
        assert!(answer.contains("A third party reports"), "{answer}");
        assert!(answer.starts_with("Report"), "{answer}");
    }
}

#[test]
fn a_record_older_than_180_days_may_be_out_of_date() {
    let date = |text| Date::parse(text).expect("a date");
    assert!(!answers::is_outdated(date("2026-01-01"), date("2026-06-30")));
    assert!(answers::is_outdated(date("2026-01-01"), date("2026-07-01")));
    assert_eq!(answers::days_ago(date("2026-01-01"), date("2026-01-01")).as_deref(), Some("today"));
    assert_eq!(answers::days_ago(date("2026-01-01"), date("2026-01-02")).as_deref(), Some("1 day ago"));
    assert_eq!(answers::days_ago(date("2026-01-01"), date("2026-07-01")).as_deref(), Some("181 days ago"));
    assert_eq!(answers::days_ago(date("2036-01-01"), date("2026-07-01")), None);
}

#[test]
fn alternatives_are_up_to_five_vendors_of_the_category_that_sign_best_first() {
    let listing = |slug: &str, baa, phi, category| {
        let mut record = record(baa, phi, Soc2Status::Unknown, None, Confidence::High);
        record.slug = Slug::parse(slug).expect("a slug");
        record.name = slug.to_owned();
        record.category = category;
        Listing::from(&record)
    };
    let cloud = |slug, baa, phi| listing(slug, baa, phi, Category::Cloud);
    let unconfirmed = cloud("unconfirmed", BaaStatus::Available, PhiStatus::Eligible);
    let listings = [
        cloud("self", BaaStatus::Available, PhiStatus::Eligible),
        listing("other-category", BaaStatus::Available, PhiStatus::Eligible, Category::Email),
        cloud("not-stated", BaaStatus::Unknown, PhiStatus::Eligible),
        cloud("no-baa", BaaStatus::NotAvailable, PhiStatus::NotEligible),
        Listing { confidence: Confidence::Low, ..unconfirmed },
        cloud("phi-not-stated", BaaStatus::Available, PhiStatus::Unknown),
        cloud("no-phi", BaaStatus::Available, PhiStatus::NotEligible),
        cloud("f-on-request", BaaStatus::OnRequest, PhiStatus::Eligible),
        cloud("e-gated", BaaStatus::PlanGated, PhiStatus::Conditional),
        cloud("d-gated", BaaStatus::PlanGated, PhiStatus::Eligible),
        cloud("c-signs", BaaStatus::Available, PhiStatus::Conditional),
        cloud("b-signs", BaaStatus::Available, PhiStatus::Conditional),
        cloud("a-signs", BaaStatus::Available, PhiStatus::Eligible),
    ];
    let alternatives = answers::alternatives(&listings, Category::Cloud, &listings[0].slug);
    let slugs: Vec<&str> = alternatives.iter().map(|listing| listing.slug.as_str()).collect();
    assert_eq!(slugs, ["a-signs", "b-signs", "c-signs", "d-gated", "e-gated"]);
}

#[test]
fn a_description_has_whole_sentences_with_the_confidence_in_under_160_characters() {
    for mut record in every_record() {
        for length in [1, 8, 20, 40, 60] {
            record.name = "W".repeat(length);
            let description = answers::description(&record);
            assert!(description.chars().count() < 160, "{}: {description}", describe(&record));
            assert!(description.ends_with('.') && !description.contains('…'), "{description}");
            let confidence = format!("confidence: {}", record.confidence.label());
            assert!(description.contains(&confidence), "{}: {description}", describe(&record));
        }
    }
}

#[test]
fn a_category_counts_stated_and_reported_baas_separately() {
    let listing = |confidence| {
        let record = record(BaaStatus::PlanGated, PhiStatus::Eligible, Soc2Status::Unknown, None, confidence);
        Listing::from(&record)
    };
    let (stated, reported) = (listing(Confidence::High), listing(Confidence::Medium));
    let unconfirmed = listing(Confidence::Low);
    let general = "a BAA, in general, on some plans, or on request";
    for (vendors, expected) in [
        (&[][..], format!("0 of 0 vendors in Cloud and hosting state that they sign {general}.")),
        (&[&stated], format!("1 of 1 vendor in Cloud and hosting states that it signs {general}.")),
        (&[&unconfirmed; 3], format!("0 of 3 vendors in Cloud and hosting state that they sign {general}.")),
        (
            &[&reported, &unconfirmed],
            format!("0 of 2 vendors in Cloud and hosting state that they sign {general}; 1 reportedly does."),
        ),
        (
            &[&stated, &reported],
            format!(
                "1 of 2 vendors in Cloud and hosting states that it signs {general}; 1 more reportedly does."
            ),
        ),
        (
            &[&stated, &stated, &reported, &reported, &unconfirmed],
            format!(
                "2 of 5 vendors in Cloud and hosting state that they sign {general}; 2 more reportedly do."
            ),
        ),
    ] {
        assert_eq!(answers::category_summary(Category::Cloud, vendors), expected);
    }
}

#[test]
fn only_a_vendor_that_counts_as_signing_has_a_note_in_place_of_plans() {
    for &class in BaaClass::ALL {
        let note = answers::no_plans_note(class);
        assert_eq!(note.is_some(), class.counts_as_signing(), "{class:?}");
    }
}
