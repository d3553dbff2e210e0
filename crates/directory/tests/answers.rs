//! What a page says, over every verdict, route and confidence: nothing contradicts, nothing says yes for a
//! vendor that does not sign or does not say, nothing leaves a gap.

#![expect(clippy::expect_used, reason = "a helper of tests says what is wrong by failing")]

use directory::answers;
use directory::{
    BaaStatus, Confidence, Date, Fact, Listing, PhiClass, PhiStatus, Publisher, Record, Route, Soc2Class,
    Soc2Status, Tone, VerdictClass,
};

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
        "sources": [{
            "url": "https://acme.example/hipaa", "supports": "Everything here", "facts": ["baa", "phi", "soc2"],
            "publisher": match confidence { Confidence::High => "vendor", _ => "third_party" }, "dated": null,
        }],
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

/// Those that do not count as signing.
fn without_baa() -> impl Iterator<Item = Record> {
    every_record().into_iter().filter(|record| !record.verdict().baa_class().counts_as_signing())
}

/// A class with its status and confidences, its first words, label and tone.
type Class = (&'static str, BaaStatus, &'static [Confidence], &'static str, &'static str, Tone);

/// DESIGN.md, section 4, first table, in the order of the rank.
const CLASSES: [Class; 11] = {
    use BaaStatus::{Available, NotAvailable, OnRequest, PlanGated, Unknown};
    use Confidence::{High, Low, Medium};
    [
        ("yes", Available, &[High], "Yes", "Signs a BAA", Tone::Green),
        ("some_plans", PlanGated, &[High], "On some plans", "BAA on some plans", Tone::Amber),
        ("on_request", OnRequest, &[High], "Case by case", "BAA on request", Tone::Amber),
        ("reported_yes", Available, &[Medium], "Reportedly yes", "Reportedly signs a BAA", Tone::Amber),
        (
            "reported_some_plans",
            PlanGated,
            &[Medium],
            "Reportedly, on some plans",
            "BAA reported on some plans",
            Tone::Amber,
        ),
        (
            "reported_on_request",
            OnRequest,
            &[Medium],
            "Reportedly, case by case",
            "BAA reported on request",
            Tone::Amber,
        ),
        // The other two statuses of this class are in the test.
        ("unconfirmed", Available, &[Low], "Unconfirmed", "BAA unconfirmed", Tone::Gray),
        ("not_stated", Unknown, &[High, Medium, Low], "Not stated", "BAA not stated", Tone::Gray),
        ("unlikely", NotAvailable, &[Low], "Probably not", "BAA unlikely", Tone::Red),
        ("reported_no", NotAvailable, &[Medium], "Reportedly no", "Reportedly no BAA", Tone::Red),
        ("no", NotAvailable, &[High], "No", "No BAA", Tone::Red),
    ]
};

#[test]
fn every_class_is_that_of_the_table() {
    assert_eq!(VerdictClass::ALL.len(), CLASSES.len());
    let mut pairs = 0;
    for (place, (key, status, levels, first_words, label, tone)) in CLASSES.into_iter().enumerate() {
        let statuses = match key {
            "unconfirmed" => vec![BaaStatus::Available, BaaStatus::PlanGated, BaaStatus::OnRequest],
            _ => vec![status],
        };
        for (status, level) in
            statuses.into_iter().flat_map(|status| levels.iter().map(move |level| (status, level)))
        {
            let class = VerdictClass::new(status, *level);
            assert_eq!((class.key(), class as usize), (key, place));
            assert_eq!((class.first_words(), class.label(), class.tone()), (first_words, label, tone));
            assert_eq!(class.counts_as_signing(), place < 6, "{key}");
            pairs += 1;
        }
    }
    assert_eq!(pairs, BaaStatus::ALL.len() * Confidence::ALL.len(), "every status with every confidence");
}

#[test]
fn every_phi_label_is_that_of_the_table() {
    // DESIGN.md, section 4, second table; the columns: confirmed, reported, unconfirmed or not stated, no.
    let table = [
        (
            PhiStatus::Eligible,
            [
                ("PHI allowed", Tone::Green),
                ("PHI reportedly allowed", Tone::Amber),
                ("PHI unconfirmed", Tone::Gray),
                ("No PHI", Tone::Red),
            ],
        ),
        (
            PhiStatus::Conditional,
            [
                ("PHI with conditions", Tone::Amber),
                ("PHI reportedly with conditions", Tone::Amber),
                ("PHI unconfirmed", Tone::Gray),
                ("No PHI", Tone::Red),
            ],
        ),
        (
            PhiStatus::NotEligible,
            [
                ("No PHI", Tone::Red),
                ("Reportedly no PHI", Tone::Red),
                ("PHI probably not permitted", Tone::Red),
                ("No PHI", Tone::Red),
            ],
        ),
        (
            PhiStatus::Unknown,
            [
                ("PHI not stated", Tone::Gray),
                ("PHI not stated", Tone::Gray),
                ("PHI not stated", Tone::Gray),
                ("No PHI", Tone::Red),
            ],
        ),
    ];
    assert_eq!(table.len(), PhiStatus::ALL.len());
    for (status, columns) in table {
        for &baa in VerdictClass::ALL {
            let column = match baa.key() {
                "yes" | "some_plans" | "on_request" => columns[0],
                "reported_yes" | "reported_some_plans" | "reported_on_request" => columns[1],
                "unconfirmed" | "not_stated" => columns[2],
                _ => columns[3],
            };
            let class = PhiClass::new(baa, status);
            assert_eq!((class.label(), class.tone()), column, "{} beside {}", status.key(), baa.key());
        }
    }
}

#[test]
fn every_soc_2_label_follows_its_own_sources() {
    for (status, stated, reported) in [
        (Soc2Status::Type2, ("SOC 2 Type II", Tone::Green), "SOC 2 Type II reported"),
        (Soc2Status::Type1, ("SOC 2 Type I", Tone::Amber), "SOC 2 Type I reported"),
        (Soc2Status::Reported, ("SOC 2, type not stated", Tone::Amber), "SOC 2 reported, type not stated"),
    ] {
        let class = Soc2Class::new(status, Publisher::Vendor);
        assert_eq!((class.label(), class.tone()), stated);
        let class = Soc2Class::new(status, Publisher::ThirdParty);
        assert_eq!((class.label(), class.tone()), (reported, Tone::Amber));
    }
    for &publisher in Publisher::ALL {
        let class = Soc2Class::new(Soc2Status::None, publisher);
        assert_eq!((class.label(), class.tone()), ("No SOC 2", Tone::Red));
        let class = Soc2Class::new(Soc2Status::Unknown, publisher);
        assert_eq!((class.label(), class.tone()), ("SOC 2 not stated", Tone::Gray));
    }
}

#[test]
fn nothing_that_is_said_of_weak_evidence_is_a_yes() {
    for record in every_record().into_iter().filter(|record| record.confidence == Confidence::Low) {
        let verdict = record.verdict();
        assert_ne!(verdict.baa_class().tone(), Tone::Green);
        assert_ne!(verdict.phi_class().tone(), Tone::Green);
        for text in sentences(&record).iter().filter(|text| !text.contains("SOC 2")) {
            assert!(!text.contains("Yes") && !text.contains("Signs a BAA"), "{}: {text}", describe(&record));
        }
    }
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
    all.extend(request.route);
    all.extend(request.steps.into_iter().map(|step| step.text));
    all.extend(request.to_ask);
    all.extend(
        answers::questions(record).into_iter().flat_map(|question| [question.question, question.answer]),
    );
    all
}

fn starts_with_a_yes(text: &str) -> bool {
    let yes =
        ["yes", "can be used", "only with conditions", "on some plans", "these plans", "no plan is named"];
    let text = text.to_lowercase();
    let text =
        text.strip_prefix("reportedly").map_or(text.as_str(), |text| text.trim_start_matches([',', ' ']));
    yes.iter().any(|yes| text.starts_with(yes))
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
fn phi_is_never_allowed_without_a_vendor_that_counts_as_signing() {
    for record in every_record() {
        let permits = record.verdict().baa_class().counts_as_signing()
            && matches!(record.phi.status, PhiStatus::Eligible | PhiStatus::Conditional);
        let answer = answers::phi_answer(&record).text();
        let says_so = starts_with_a_yes(&answer) || answer.starts_with("Reportedly, with conditions");
        assert_eq!(says_so, permits, "{}: {answer}", describe(&record));
        assert!(!permits || answer.contains("Only under a signed BAA."), "{}: {answer}", describe(&record));
    }
}

#[test]
fn no_preview_allows_phi_without_a_vendor_that_counts_as_signing() {
    for record in without_baa() {
        let description = answers::description(&record);
        for class in [
            PhiClass::Allowed,
            PhiClass::Conditional,
            PhiClass::ReportedAllowed,
            PhiClass::ReportedConditional,
        ] {
            assert!(!description.contains(class.label()), "{}: {description}", describe(&record));
        }
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
fn where_phi_is_not_permitted_no_step_prepares_to_store_it() {
    for record in every_record().into_iter().filter(|record| record.verdict().phi_class().tone() == Tone::Red)
    {
        let steps = answers::request(&record).steps;
        assert!(steps.iter().any(|step| step.text.starts_with("Do not store PHI")), "{}", describe(&record));
        assert!(
            steps.iter().all(|step| !step.text.contains("Before you store PHI")),
            "{}",
            describe(&record)
        );
    }
}

#[test]
fn a_plan_gated_vendor_never_says_yes_without_naming_the_plans() {
    let is_gated = |record: &&Record| {
        record.baa.status == BaaStatus::PlanGated && record.verdict().baa_class().counts_as_signing()
    };
    for record in every_record().iter().filter(is_gated) {
        let [baa, _, _, _, request, plan] = answers::questions(record).map(|question| question.answer);
        for answer in [baa, request, plan] {
            assert!(answer.contains("Gold, Team with add-on, Enterprise"), "{answer}");
        }
    }
}

#[test]
fn the_price_and_the_plans_without_a_baa_are_part_of_the_answer_about_plans() {
    for mut record in every_record() {
        record.baa.price = Some("$50 a month".to_owned());
        record.baa.excluded_plans = vec!["Free".to_owned(), "Starter, monthly".to_owned()];
        let [.., plan] = answers::questions(&record);
        let says = "Price: $50 a month. No BAA with these plans: Free; Starter, monthly.";
        assert!(plan.answer.ends_with(says), "{}", plan.answer);
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
            let answer = answers::baa_answer(&record).text();
            let is_weak = record.confidence == Confidence::Low;
            assert!(is_weak || answer.contains("which are not listed here"), "{answer}");
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
fn who_says_so_is_read_from_the_publishers_of_the_sources() {
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
            "Stated by Acme Cloud",
            "Yes. Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["third-party"],
            "Reported by a third party",
            "Reportedly yes. A third party reports that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["third-party", "third-party"],
            "Reported by third parties",
            "Reportedly yes. Third parties report that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["vendor", "third-party"],
            "Reported by a third party and by an older or indirect page of Acme Cloud",
            "Reportedly yes. An older or indirect page of Acme Cloud and a third party say that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Medium,
            &["vendor"],
            "Reported by an older or indirect page of Acme Cloud",
            "Reportedly yes. An older or indirect page of Acme Cloud says that Acme Cloud signs a BAA.",
        ),
        (
            Confidence::Low,
            &["third-party"],
            "Indirect or conflicting evidence from a third party",
            "Unconfirmed. Evidence for a BAA from Acme Cloud is indirect or conflicting. Ask Acme Cloud before you rely on it.",
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
fn the_steps_follow_the_route() {
    let signs = |record: &&Record| record.verdict().baa_class().counts_as_signing();
    for record in every_record().iter().filter(signs) {
        let expected = match record.baa.route {
            Some(Route::Automatic) => "standard terms",
            Some(Route::SelfServe) => "product or console",
            Some(Route::ByRequest) => "trust center, support or request form",
            Some(Route::Sales) => "sales team",
            None => "does not state how to get one",
        };
        let steps = answers::request(record).steps;
        let (first, [_, get_agreement, _]) =
            steps.split_last_chunk::<3>().unwrap_or_else(|| panic!("three steps: {}", describe(record)));
        let asks_first = first.iter().any(|step| step.text.contains("confirm in writing that it signs"));
        assert_eq!(asks_first, record.verdict().baa_class().is_reported(), "{}", describe(record));
        assert!(get_agreement.text.contains(expected), "{}", get_agreement.text);
        assert!(get_agreement.link.is_some(), "{}", describe(record));
    }
}

#[test]
fn only_a_confirmed_no_says_that_there_is_no_baa_to_request() {
    for record in every_record() {
        let class = record.verdict().baa_class();
        let steps: Vec<String> = answers::request(&record).steps.into_iter().map(|step| step.text).collect();
        let steps = steps.join(" ");
        if steps.contains("there is no BAA to request") {
            assert_eq!(class, VerdictClass::No, "{}", describe(&record));
        }
        if matches!(class, VerdictClass::Unlikely | VerdictClass::ReportedNo) {
            assert!(steps.contains("in writing whether it offers a BAA"), "{steps}");
        }
    }
}

#[test]
fn a_list_of_plans_or_products_is_no_stronger_than_the_answer_above_it() {
    for record in every_record() {
        let class = record.verdict().baa_class();
        let plain = matches!(class, VerdictClass::Yes | VerdictClass::SomePlans | VerdictClass::OnRequest);
        assert_eq!(answers::plans_term(class) == "Plans with a BAA", plain, "{}", describe(&record));
        assert_eq!(answers::covered_term(class) == "Covered by the BAA", plain, "{}", describe(&record));
    }
}

#[test]
fn an_answer_that_is_not_stated_denies_no_source_that_the_page_lists() {
    let sources = |record: &Record| record.sources.iter().any(|source| source.supports(Fact::Baa));
    let unknown = every_record().into_iter().filter(|record| record.baa.status == BaaStatus::Unknown);
    let mut seen = [false; 2];
    for mut record in unknown {
        for has_sources in [true, false] {
            if !has_sources {
                record.sources.clear();
            }
            let denies = answers::baa_answer(&record).text().contains("No public statement")
                || answers::evidence(&record).contains("No public statement");
            assert_eq!(denies, !sources(&record), "{}", describe(&record));
            seen[usize::from(sources(&record))] = true;
        }
    }
    assert_eq!(seen, [true; 2]);
}

#[test]
fn a_soc_2_answer_is_a_plain_yes_for_a_type_2_report_that_the_vendor_states_alone() {
    for record in every_record() {
        let yes = answers::soc2_answer(&record).text().starts_with("Yes");
        assert_eq!(yes, record.verdict().soc2_class() == Soc2Class::Type2, "{}", describe(&record));
    }
}

#[test]
fn a_report_of_a_third_party_is_never_what_the_vendor_says() {
    for status in [Soc2Status::Type2, Soc2Status::Type1, Soc2Status::Reported, Soc2Status::None] {
        let mut record = record(BaaStatus::Available, PhiStatus::Unknown, status, None, Confidence::High);
        record.sources.retain(|source| !source.supports(Fact::Soc2));
        let answer = answers::soc2_answer(&record).text();
        assert!(answer.contains("A third party reports"), "{answer}");
        assert!(answer.starts_with("Report"), "{answer}");
    }
}

#[test]
fn the_route_of_a_reported_baa_is_reported_too() {
    let signs = |record: &&Record| record.verdict().baa_class().counts_as_signing();
    for record in every_record().iter().filter(signs).filter(|record| record.baa.route.is_some()) {
        let route = answers::request(record).route.unwrap_or_default();
        assert_eq!(route.contains("reported"), record.verdict().baa_class().is_reported(), "{route}");
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
    let weak = |mut listing: Listing| {
        listing.confidence = Confidence::Low;
        listing
    };
    let listings = [
        listing("self", BaaStatus::Available, PhiStatus::Eligible, "cloud"),
        listing("elsewhere", BaaStatus::Available, PhiStatus::Eligible, "email"),
        listing("silent", BaaStatus::Unknown, PhiStatus::Eligible, "cloud"),
        listing("refuses", BaaStatus::NotAvailable, PhiStatus::NotEligible, "cloud"),
        weak(listing("unconfirmed", BaaStatus::Available, PhiStatus::Eligible, "cloud")),
        listing("phi-not-stated", BaaStatus::Available, PhiStatus::Unknown, "cloud"),
        listing("no-phi", BaaStatus::Available, PhiStatus::NotEligible, "cloud"),
        listing("f-asks", BaaStatus::OnRequest, PhiStatus::Eligible, "cloud"),
        listing("e-gated", BaaStatus::PlanGated, PhiStatus::Conditional, "cloud"),
        listing("d-gated", BaaStatus::PlanGated, PhiStatus::Eligible, "cloud"),
        listing("c-signs", BaaStatus::Available, PhiStatus::Conditional, "cloud"),
        listing("b-signs", BaaStatus::Available, PhiStatus::Conditional, "cloud"),
        listing("a-signs", BaaStatus::Available, PhiStatus::Eligible, "cloud"),
    ];
    let found = answers::alternatives(&listings, directory::Category::Cloud, &listings[0].slug);
    let slugs: Vec<&str> = found.iter().map(|listing| listing.slug.as_str()).collect();
    assert_eq!(slugs, ["a-signs", "b-signs", "c-signs", "d-gated", "e-gated"]);
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
