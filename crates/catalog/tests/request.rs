//! The section on requesting a BAA, for every combination of statuses, route and confidence: its steps follow the
//! route, and no step gives an instruction that the verdict does not support.
#![expect(clippy::expect_used, reason = "a test fails at an unexpected value")]

mod fixtures;

use catalog::answers::{Request, description, questions, request};
use catalog::{Record, RequestRoute, Tone, VerdictClass};

use fixtures::{describe, every_record, signs};

/// The heading and the steps as one text.
fn text(request: &Request) -> String {
    let steps = request.steps.iter().map(|step| step.text.as_str());
    std::iter::once(request.heading.as_str()).chain(steps).collect::<Vec<_>>().join(" ")
}

#[test]
fn only_a_vendor_that_signs_has_a_route_and_instructions_to_sign() {
    const INSTRUCTIONS: [&str; 4] =
        ["accept the baa", "request the baa", "sign it", "how to request and sign"];
    let mut is_given = [false; INSTRUCTIONS.len()];
    for record in every_record() {
        let request = request(&record);
        let questions = questions(&record).map(|question| question.answer).join(" ");
        let description = description(&record);
        let page = [text(&request), questions, description].join(" ").to_lowercase();
        for (instruction, is_given) in INSTRUCTIONS.iter().zip(&mut is_given) {
            let is_on_page = page.contains(instruction);
            assert!(signs(&record) || !is_on_page, "{}: {instruction}", describe(&record));
            *is_given |= is_on_page;
        }
        assert_eq!(request.route.is_some(), signs(&record), "{}", describe(&record));
        assert_eq!(request.offers_alternatives, !signs(&record), "{}", describe(&record));
    }
    assert_eq!(is_given, [true; INSTRUCTIONS.len()], "given for some vendor: {INSTRUCTIONS:?}");
}

#[test]
fn if_phi_is_not_permitted_no_step_prepares_to_store_it() {
    let is_red = |record: &Record| record.verdict().phi_class().tone() == Tone::Red;
    for record in every_record().into_iter().filter(is_red) {
        let steps = request(&record).steps;
        assert!(steps.iter().any(|step| step.text.starts_with("Do not store PHI")), "{}", describe(&record));
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
            None => "does not state how to get one",
        };
        let steps = request(record).steps;
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
        let text = text(&request(&record));
        assert!(
            class == VerdictClass::No || !text.contains("there is no BAA to request"),
            "{}",
            describe(&record)
        );
        if matches!(class, VerdictClass::Unlikely | VerdictClass::ReportedNo) {
            assert!(text.contains("in writing whether it offers a BAA"), "{text}");
        }
    }
}

#[test]
fn the_route_of_a_reported_baa_is_reported() {
    for record in every_record().iter().filter(|record| signs(record) && record.baa.route.is_some()) {
        let route = request(record).route.expect("a route");
        assert_eq!(route.contains("reported"), record.verdict().baa_class().is_reported(), "{route}");
    }
}

#[test]
fn a_vendor_that_reportedly_signs_reportedly_requires_plans_or_decides_case_by_case() {
    for record in every_record().iter().filter(|record| record.verdict().baa_class().is_reported()) {
        let text = text(&request(record));
        for claim in ["requires", "decides"] {
            assert_eq!(
                text.matches(claim).count(),
                text.matches(&format!("reportedly {claim}")).count(),
                "{text}"
            );
        }
    }
}
