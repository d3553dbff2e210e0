//! The section on requesting a BAA, for every combination of statuses, route and confidence: its steps follow the
//! route, and no step gives an instruction that the verdict does not support.
#![expect(clippy::expect_used, reason = "a test fails at an unexpected value")]

mod fixtures;

use catalog::answers::{RequestSection, description, questions, request_section};
use catalog::{
    BaaClass, BaaStatus, Confidence, HttpsUrl, PhiStatus, Publisher, Record, RequestRoute, Soc2Status,
    Source, Tone,
};

use fixtures::{describe, every_record, record};

/// Whether the record's vendor counts as signing.
fn signs(record: &Record) -> bool {
    record.verdict().baa_class().counts_as_signing()
}

/// The heading and the steps as one text.
fn text(request: &RequestSection) -> String {
    let steps = request.steps.iter().map(|step| step.text.as_str());
    std::iter::once(request.heading.as_str()).chain(steps).collect::<Vec<_>>().join(" ")
}

#[test]
fn only_a_vendor_that_signs_has_a_route_and_instructions_to_sign() {
    const INSTRUCTIONS: [&str; 4] =
        ["accept the baa", "request the baa", "sign it", "how to request and sign"];
    let mut is_given = [false; INSTRUCTIONS.len()];
    for record in every_record() {
        let request = request_section(&record);
        let questions = questions(&record).map(|question| question.answer).join(" ");
        let description = description(&record);
        let page = [text(&request), questions, description].join(" ").to_lowercase();
        for (instruction, is_given) in INSTRUCTIONS.iter().zip(&mut is_given) {
            let is_on_page = page.contains(instruction);
            assert!(signs(&record) || !is_on_page, "{}: {instruction}", describe(&record));
            *is_given |= is_on_page;
        }
        assert_eq!(request.how_to_request.is_some(), signs(&record), "{}", describe(&record));
        assert_eq!(request.offers_alternatives, !signs(&record), "{}", describe(&record));
    }
    assert_eq!(is_given, [true; INSTRUCTIONS.len()], "given for some vendor: {INSTRUCTIONS:?}");
}

#[test]
fn if_phi_is_not_permitted_no_step_prepares_to_store_it() {
    let is_red = |record: &Record| record.verdict().phi_class().tone() == Tone::Red;
    let is_warning =
        |text: &str| text.starts_with("Do not store PHI") || text.contains("handle PHI, except as described");
    for record in every_record().into_iter().filter(is_red) {
        let steps = request_section(&record).steps;
        assert!(steps.iter().any(|step| is_warning(&step.text)), "{}", describe(&record));
        assert!(
            steps.iter().all(|step| !step.text.contains("Before you store PHI")),
            "{}",
            describe(&record)
        );
    }
}

#[test]
fn the_steps_follow_the_route() {
    for record in every_record().iter().filter(|record| signs(record)) {
        let expected = match record.baa.route {
            Some(RequestRoute::Automatic) => "standard terms",
            Some(RequestRoute::SelfServe) => "product or console",
            Some(RequestRoute::ByRequest) => "trust center, support or request form",
            Some(RequestRoute::Sales) => "sales team",
            None => "This record has no instructions for requesting the BAA",
        };
        let steps = request_section(record).steps;
        let (first, [_, get_agreement, _]) =
            steps.split_last_chunk::<3>().unwrap_or_else(|| panic!("three steps: {}", describe(record)));
        let asks_first = first.iter().any(|step| step.text.contains("confirm in writing"));
        assert_eq!(asks_first, record.verdict().baa_class().is_reported_signing(), "{}", describe(record));
        assert!(get_agreement.text.contains(expected), "{}", get_agreement.text);
        assert!(get_agreement.link.is_some(), "{}", describe(record));
    }
}

#[test]
fn only_a_confirmed_no_says_that_there_is_no_baa_to_request() {
    for record in every_record() {
        let class = record.verdict().baa_class();
        let text = text(&request_section(&record));
        assert!(
            class == BaaClass::No || !text.contains("there is no BAA to request"),
            "{}",
            describe(&record)
        );
        if matches!(class, BaaClass::Unlikely | BaaClass::ReportedNo) {
            assert!(text.contains("in writing whether it offers a BAA"), "{text}");
            let is_prohibited = record.phi.status == PhiStatus::NotEligible;
            assert_eq!(text.contains("a BAA that permits PHI"), is_prohibited, "{text}");
        }
    }
}

#[test]
fn the_route_of_a_reported_baa_is_reported() {
    for record in every_record().iter().filter(|record| signs(record) && record.baa.route.is_some()) {
        let route = request_section(record).how_to_request.expect("a route");
        assert_eq!(route.contains("reported"), record.verdict().baa_class().is_reported_signing(), "{route}");
    }
}

#[test]
fn a_vendor_that_reportedly_signs_reportedly_requires_plans_or_decides_case_by_case() {
    for record in every_record().iter().filter(|record| record.verdict().baa_class().is_reported_signing()) {
        let mut section = request_section(record);
        // The first step says who reports what.
        section.steps.remove(0);
        let text = text(&section);
        for claim in ["requires", "needs", "decides"] {
            assert_eq!(
                text.matches(claim).count(),
                text.matches(&format!("reportedly {claim}")).count(),
                "{text}"
            );
        }
    }
}

#[test]
fn several_plans_are_not_all_required() {
    let mut record = record(
        BaaStatus::PlanGated,
        PhiStatus::Eligible,
        Soc2Status::Unknown,
        Some(RequestRoute::Sales),
        Confidence::High,
    );
    let steps = text(&request_section(&record));
    let expected = "Check which of these plans or add-ons your account needs for the BAA: Gold, Team with add-on, Enterprise.";
    assert!(steps.contains(expected), "{steps}");
    record.baa.plans.truncate(1);
    let steps = text(&request_section(&record));
    let expected = "Confirm that your account has the plan or add-on that the BAA requires: Gold.";
    assert!(steps.contains(expected), "{steps}");
}

#[test]
fn a_baa_alone_permits_no_phi_that_is_listed_as_not_permitted() {
    for record in every_record().iter().filter(|record| record.phi.status == PhiStatus::NotEligible) {
        let questions = questions(record).map(|question| question.answer).join(" ");
        let page = [text(&request_section(record)), questions].join(" ");
        for condition in ["Acme Cloud until", "Without a signed BAA, PHI"] {
            assert!(!page.contains(condition), "{}: {page}", describe(record));
        }
    }
}

#[test]
fn the_first_step_reports_no_more_than_the_verdict() {
    for (status, expected) in [
        (BaaStatus::Available, "that it signs a BAA. A third party reports that it does,"),
        (
            BaaStatus::PlanGated,
            "that it signs a BAA on your plan. A third party reports that it signs a BAA on some plans,",
        ),
        (
            BaaStatus::OnRequest,
            "whether it will sign a BAA with you. A third party reports that it decides case by case,",
        ),
    ] {
        let record = record(status, PhiStatus::Eligible, Soc2Status::Unknown, None, Confidence::Medium);
        let steps = request_section(&record).steps;
        let first = &steps.first().expect("a step").text;
        assert!(first.starts_with(&format!("Ask Acme Cloud to confirm in writing {expected}")), "{first}");
    }
}

#[test]
fn a_report_is_attributed_to_the_publishers_of_its_sources() {
    for (publishers, expected) in [
        (&["vendor"][..], "An older or indirect page from Acme Cloud says that it does."),
        (
            &["vendor", "third_party"],
            "An older or indirect page from Acme Cloud and a third party say that it does.",
        ),
        (
            &["third_party"],
            "A third party reports that it does, but no page from Acme Cloud that says so was found.",
        ),
        (
            &["third_party", "third_party"],
            "Third parties report that it does, but no page from Acme Cloud that says so was found.",
        ),
        (&[], "It is reported that it does, but no page from Acme Cloud that says so was found."),
    ] {
        let mut record = record(
            BaaStatus::Available,
            PhiStatus::Eligible,
            Soc2Status::Unknown,
            Some(RequestRoute::Sales),
            Confidence::Medium,
        );
        let [source] = record.sources.as_slice() else { panic!("one source") };
        let from = |(index, publisher): (usize, &&str)| Source {
            url: HttpsUrl::parse(&format!("https://host-{index}.example")).expect("a URL"),
            publisher: Publisher::from_key(publisher).expect("a publisher"),
            ..source.clone()
        };
        record.sources = publishers.iter().enumerate().map(from).collect();
        let steps = request_section(&record).steps;
        let first = &steps.first().expect("a step").text;
        assert_eq!(
            first,
            &format!(
                "Ask Acme Cloud to confirm in writing that it signs a BAA. {expected} If Acme Cloud confirms it, continue."
            )
        );
    }
}
