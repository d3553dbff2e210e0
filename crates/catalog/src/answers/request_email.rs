//! The email that asks a vendor for a BAA, and for what its record leaves open.

use form_urlencoded::byte_serialize;

use super::join_names;
use crate::{BaaClass, BaaStatus, Fact, PhiClass, Record, RequestRoute, Soc2Class};

/// An email to a vendor, for the customer to complete and send. Square brackets mark the parts to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestEmail {
    /// The subject.
    pub subject: String,
    /// The text, in lines.
    pub body: String,
}

impl RequestEmail {
    /// The URL that opens an email program with this email (RFC 6068).
    pub fn mailto_url(&self) -> String {
        // A form writes a space as "+", and a plus sign encoded.
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let body = self.body.replace('\n', "\r\n");
        ["mailto:?subject=", &encoded(&self.subject), "&body=", &encoded(&body)].concat()
    }
}

/// The email that asks the vendor for a BAA; `None` if the vendor states that it signs none.
pub fn request_email(record: &Record) -> Option<RequestEmail> {
    let class = record.verdict().baa_class();
    if class == BaaClass::No {
        return None;
    }
    let name = &record.name;
    let mut questions = Vec::new();
    let plan_question = plan_question(record, class);
    questions.extend(plan_question.as_deref());
    questions.push(if record.phi.covered.is_empty() {
        "Which of your products and features does the BAA cover, and which does it exclude?"
    } else {
        "Does the BAA cover all of your products and features that we use?"
    });
    questions.extend(match record.verdict().phi_class() {
        PhiClass::Allowed => None,
        PhiClass::Conditional | PhiClass::ReportedConditional => {
            Some("Which conditions must our use of PHI meet?")
        }
        PhiClass::ReportedAllowed | PhiClass::NotStated | PhiClass::Unconfirmed => {
            Some("Which types of PHI may we store?")
        }
        // The request itself asks whether PHI is permitted.
        PhiClass::Unlikely | PhiClass::ReportedNo | PhiClass::No => None,
    });
    if record.phi.settings.is_empty() {
        questions.push("Which settings does the BAA require?");
    }
    if record.links.subprocessors.is_none() {
        questions.push("Which subprocessors would handle our PHI?");
    }
    questions.push(match record.verdict().soc2_class() {
        Soc2Class::Type2 => "Can we have a copy of your current SOC 2 Type II report?",
        Soc2Class::ReportedType2
        | Soc2Class::Type1
        | Soc2Class::ReportedType1
        | Soc2Class::TypeNotStated
        | Soc2Class::ReportedTypeNotStated
        | Soc2Class::NotStated
        | Soc2Class::None => "Do you have a current SOC 2 Type II report, and can we have a copy?",
    });
    let mut body = format!(
        "Hello,\n\nWe are subject to HIPAA, and need a signed Business Associate Agreement (BAA) before {name} receives or stores protected health information (PHI) for us. {}\n\n{}:\n",
        request(record, class),
        if states_that_it_signs(class) { "Please also tell us" } else { "If you will, please also tell us" },
    );
    for question in questions {
        body.push_str("\n- ");
        body.push_str(question);
    }
    body.push_str("\n\nThank you,\n[your name and organization]\n");
    Some(RequestEmail { subject: subject(name), body })
}

/// The email that asks a vendor for a BAA, if no more than its name is known.
pub fn general_request_email(name: &str) -> RequestEmail {
    let body = format!(
        "Hello,\n\nWe are subject to HIPAA, and need a Business Associate Agreement (BAA) with you before {name} handles protected health information (PHI).\n\nPlease tell us:\n\n- whether you sign a BAA, and on which plans\n- which products and features the BAA covers\n- how we can sign it\n\nThank you.\n"
    );
    RequestEmail { subject: subject(name), body }
}

fn subject(name: &str) -> String {
    format!("HIPAA Business Associate Agreement (BAA) for {name}")
}

/// The sentence that asks for the agreement, no firmer than the verdict.
fn request(record: &Record, class: BaaClass) -> String {
    let request = match (class, record.baa.route) {
        (BaaClass::Yes | BaaClass::SomePlans, Some(RequestRoute::Automatic)) => {
            "Please confirm that the BAA in your standard terms applies to our account."
        }
        (BaaClass::Yes | BaaClass::SomePlans, Some(RequestRoute::SelfServe)) => {
            "Please tell us where in our account we can accept your BAA."
        }
        (BaaClass::Yes | BaaClass::SomePlans, Some(RequestRoute::ByRequest | RequestRoute::Sales) | None) => {
            "Please send us your BAA to sign."
        }
        (BaaClass::OnRequest | BaaClass::ReportedOnRequest, _) => {
            "Please tell us whether you will sign a BAA with us, and what you need to know to decide."
        }
        (
            BaaClass::ReportedYes
            | BaaClass::ReportedSomePlans
            | BaaClass::Unconfirmed
            | BaaClass::NotStated
            | BaaClass::Unlikely
            | BaaClass::ReportedNo
            | BaaClass::No,
            _,
        ) => "Please tell us whether you will sign a BAA with us, and how we can get it.",
    };
    match record.verdict().phi_class() {
        PhiClass::Unlikely | PhiClass::ReportedNo | PhiClass::No => {
            format!("{request} Please also tell us whether the BAA permits PHI in {}.", record.name)
        }
        PhiClass::Allowed
        | PhiClass::ReportedAllowed
        | PhiClass::Conditional
        | PhiClass::ReportedConditional
        | PhiClass::NotStated
        | PhiClass::Unconfirmed => request.to_owned(),
    }
}

/// The question about plans; `None` if the vendor decides case by case.
fn plan_question(record: &Record, class: BaaClass) -> Option<String> {
    let question = match stated_plans(record, class) {
        Some(plans) => {
            format!(
                "Which plan or add-on does our account need for the BAA? On your public pages we found: {plans}."
            )
        }
        None => "Which plans or add-ons include the BAA?".to_owned(),
    };
    (record.baa.status != BaaStatus::OnRequest).then_some(question)
}

/// Whether the vendor itself states that it signs a BAA.
fn states_that_it_signs(class: BaaClass) -> bool {
    matches!(class, BaaClass::Yes | BaaClass::SomePlans)
}

/// The plans that include the BAA, if the vendor itself states them.
fn stated_plans(record: &Record, class: BaaClass) -> Option<String> {
    let is_stated = states_that_it_signs(class) && record.publishers(Fact::Plans).has_vendor;
    (is_stated && !record.baa.plans.is_empty()).then(|| join_names(&record.baa.plans))
}
