//! The email that asks for a BAA, for every combination of statuses, route and confidence: it asks for what the record
//! leaves open, and claims nothing that the record does not say.
#![expect(clippy::expect_used, reason = "a test fails at an unexpected value")]

mod fixtures;

use catalog::answers::{RequestEmail, request_email};
use catalog::{
    BaaClass, BaaStatus, Confidence, Fact, HttpsUrl, PhiStatus, Record, RequestRoute, Soc2Class, Soc2Status,
    Tone,
};

use fixtures::{NAME, describe, every_record, record};

/// A record in which the vendor itself says everything.
fn complete() -> Record {
    let mut record = record(
        BaaStatus::PlanGated,
        PhiStatus::Eligible,
        Soc2Status::Type2,
        Some(RequestRoute::Sales),
        Confidence::High,
    );
    record.phi.covered = vec!["Acme Files".to_owned()];
    record.phi.settings = vec!["Encryption".to_owned()];
    record.links.subprocessors = HttpsUrl::parse("https://acme.example/subprocessors").ok();
    with_source_for_plans(record)
}

/// The record with a source, of the same publisher, that states the plans.
fn with_source_for_plans(mut record: Record) -> Record {
    record.sources.iter_mut().for_each(|source| source.facts.push(Fact::Plans));
    record
}

fn body(record: &Record) -> String {
    request_email(record).expect("an email").body
}

#[test]
fn only_a_confirmed_no_has_no_email() {
    for record in every_record() {
        let email = request_email(&record);
        assert_eq!(email.is_none(), record.verdict().baa_class() == BaaClass::No, "{}", describe(&record));
        let Some(RequestEmail { subject, body }) = email else { continue };
        assert!(subject.contains(NAME) && body.contains(NAME), "{subject}\n{body}");
        assert!(body.contains("Business Associate Agreement (BAA)"), "{body}");
    }
}

#[test]
fn an_agreement_is_only_asked_for_if_the_vendor_states_that_it_signs() {
    for record in every_record() {
        let Some(RequestEmail { body, .. }) = request_email(&record) else { continue };
        let states_that_it_signs =
            matches!(record.verdict().baa_class(), BaaClass::Yes | BaaClass::SomePlans);
        let expected = match record.baa.route {
            _ if !states_that_it_signs => "tell us whether you",
            Some(RequestRoute::Automatic) => "in your standard terms applies",
            Some(RequestRoute::SelfServe) => "where in our account we can accept your",
            Some(RequestRoute::ByRequest | RequestRoute::Sales) | None => "Please send us your",
        };
        for request in [
            "tell us whether you",
            "in your standard terms applies",
            "where in our account we can accept your",
            "Please send us your",
        ] {
            assert_eq!(body.contains(request), request == expected, "{}: {body}", describe(&record));
        }
    }
}

#[test]
fn plans_are_named_only_if_the_vendor_states_them() {
    for record in every_record() {
        let Some(unsourced) = request_email(&record) else { continue };
        assert!(!unsourced.body.contains("Gold"), "no source states the plans: {}", describe(&record));
        let RequestEmail { body, .. } =
            request_email(&with_source_for_plans(record.clone())).expect("an email");
        let states_plans = record.verdict().baa_class() == BaaClass::SomePlans;
        assert_eq!(
            body.contains("Gold, Team with add-on, Enterprise"),
            states_plans,
            "{}",
            describe(&record)
        );
        assert_eq!(body.contains("Which plan or add-on does our account need"), states_plans, "{body}");
        let is_case_by_case = record.baa.status == BaaStatus::OnRequest;
        let is_open = body.contains("Which plans or add-ons include the BAA?");
        assert_eq!(is_open, !states_plans && !is_case_by_case, "{}", describe(&record));
    }
}

#[test]
fn a_report_is_only_called_current_if_the_vendor_states_it() {
    for record in every_record() {
        let Some(RequestEmail { body, .. }) = request_email(&record) else { continue };
        let is_stated = record.verdict().soc2_class() == Soc2Class::Type2;
        assert_eq!(body.contains("a copy of your current SOC 2 Type II report"), is_stated, "{body}");
        assert_eq!(body.contains("Do you have a current SOC 2 Type II report"), !is_stated, "{body}");
    }
}

#[test]
fn a_vendor_that_does_not_state_that_it_signs_is_asked_the_other_questions_for_that_case_only() {
    for record in every_record() {
        let Some(RequestEmail { body, .. }) = request_email(&record) else { continue };
        let states_that_it_signs =
            matches!(record.verdict().baa_class(), BaaClass::Yes | BaaClass::SomePlans);
        assert_eq!(body.contains("If you will, please also tell us:"), !states_that_it_signs, "{body}");
        let is_prohibited = record.verdict().phi_class().tone() == Tone::Red;
        assert_eq!(body.contains("whether the BAA permits PHI in Acme Cloud."), is_prohibited, "{body}");
    }
}

#[test]
fn only_what_the_record_leaves_open_is_asked() {
    type Omit = fn(&mut Record);
    let open: [(&str, Omit); 5] = [
        ("Which of your products and features does the BAA cover", |record| record.phi.covered.clear()),
        ("Which settings does the BAA require?", |record| record.phi.settings.clear()),
        ("Which subprocessors would handle our PHI?", |record| record.links.subprocessors = None),
        ("Which types of PHI may we store?", |record| record.phi.status = PhiStatus::Unknown),
        ("Which conditions must our use of PHI meet?", |record| record.phi.status = PhiStatus::Conditional),
    ];
    let complete = body(&complete());
    for (question, omit) in open {
        assert!(!complete.contains(question), "{complete}");
        let mut record = self::complete();
        omit(&mut record);
        let asked = body(&record);
        assert!(asked.contains(question), "{asked}");
        let others = open.iter().filter(|(other, _)| *other != question);
        assert!(others.into_iter().all(|(other, _)| !asked.contains(other)), "{asked}");
    }
}

#[test]
fn the_whole_email_reads_as_one_letter() {
    let expected = "Hello,

We are subject to HIPAA, and need a signed Business Associate Agreement (BAA) before Acme Cloud receives or stores protected health information (PHI) for us. Please send us your BAA to sign.

Please also tell us:

- Which plan or add-on does our account need for the BAA? On your public pages we found: Gold, Team with add-on, Enterprise.
- Does the BAA cover all of your products and features that we use?
- Can we have a copy of your current SOC 2 Type II report?

Thank you,
[your name and organization]
";
    assert_eq!(body(&complete()), expected);
}

#[test]
fn an_email_program_gets_the_same_subject_and_text() {
    let mut record = complete();
    record.name = "R&D + Söhne? 100% #1".to_owned();
    let email = request_email(&record).expect("an email");
    let url = email.mailto_url();
    let query = url.strip_prefix("mailto:?").expect("a mailto URL");
    assert!(!query.contains('+'), "an email program reads + as a plus sign: {url}");
    let decoded: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).map(|(key, value)| (key.into(), value.into())).collect();
    let body = email.body.replace('\n', "\r\n");
    assert_eq!(decoded, [("subject".to_owned(), email.subject), ("body".to_owned(), body)]);
}
