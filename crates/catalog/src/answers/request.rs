//! The section on requesting a BAA: the steps to a signed BAA, or what to do without one.

use super::baa::{plan_list, reporter};
use super::phi::no_phi_without_baa;
use crate::{BaaClass, BaaStatus, Fact, HttpsUrl, PhiClass, PhiStatus, Publishers, Record, RequestRoute};

/// The section of a vendor's page on requesting a BAA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSection {
    /// The section's heading.
    pub heading: String,
    /// How a customer gets the BAA, without a final period. `None` unless the vendor signs or reportedly signs a BAA.
    pub how_to_request: Option<String>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// The questions to ask the vendor. Only for an unconfirmed or not-stated BAA; otherwise empty.
    pub questions: Vec<String>,
    /// Whether the section lists alternatives: vendors in the same category that count as signing.
    pub offers_alternatives: bool,
}

/// One step of the section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub text: String,
    /// The text and the URL of a link to the page on which to do it.
    pub link: Option<(String, HttpsUrl)>,
}

impl Step {
    /// A step without a link.
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None }
    }

    /// This step with a link, if there is a URL. The link's text ends with the host.
    fn with_link(mut self, text: &str, url: Option<&HttpsUrl>) -> Self {
        self.link = url.map(|url| ([text, " (", url.host(), ")"].concat(), url.clone()));
        self
    }
}

/// The section on requesting a BAA from the vendor.
pub fn request_section(record: &Record) -> RequestSection {
    let name = &record.name;
    match record.verdict().baa_class() {
        BaaClass::Yes | BaaClass::SomePlans | BaaClass::OnRequest => RequestSection {
            heading: format!("How to request and sign a BAA with {name}"),
            how_to_request: Some(record.baa.route.map_or(ROUTE_NOT_STATED, RequestRoute::label).to_owned()),
            steps: vec![confirm_plan(record), get_agreement(record), confirm_phi(record)],
            questions: Vec::new(),
            offers_alternatives: false,
        },
        BaaClass::ReportedYes | BaaClass::ReportedSomePlans | BaaClass::ReportedOnRequest => RequestSection {
            heading: format!("How to request and sign a BAA with {name}"),
            how_to_request: Some(record.baa.route.map_or_else(
                || ROUTE_NOT_STATED.to_owned(),
                |route| format!("{} (reported, not confirmed)", route.label()),
            )),
            steps: vec![
                confirm_baa(record),
                confirm_plan(record),
                get_agreement(record),
                confirm_phi(record),
            ],
            questions: Vec::new(),
            offers_alternatives: false,
        },
        class @ (BaaClass::Unlikely | BaaClass::ReportedNo | BaaClass::No) => RequestSection {
            heading: format!("What to do without a BAA from {name}"),
            how_to_request: None,
            steps: [
                Some(do_not_store_phi(record)),
                (class != BaaClass::No).then(|| ask_for_baa(record)),
                Some(Step::new(
                    "If you need this kind of software for PHI, choose a vendor that signs a BAA.",
                )),
            ]
            .into_iter()
            .flatten()
            .collect(),
            questions: Vec::new(),
            offers_alternatives: true,
        },
        BaaClass::Unconfirmed | BaaClass::NotStated => RequestSection {
            heading: format!("How to ask {name} for a BAA"),
            how_to_request: None,
            steps: vec![ask_for_baa(record), Step::new(no_phi_without_baa(record))],
            questions: vec![
                "Do you offer a Business Associate Agreement, and on which plans?".to_owned(),
                "Which products and features does it cover, and which settings does it require?".to_owned(),
                "Which types of PHI may we store, and which subprocessors would handle them?".to_owned(),
                "Do you have a current SOC 2 Type II report?".to_owned(),
            ],
            offers_alternatives: true,
        },
    }
}

/// The route of an available BAA whose record names no route.
const ROUTE_NOT_STATED: &str = "Not stated. Ask the vendor";

/// The first step for a vendor that reportedly signs, because the other steps depend on the same report.
fn confirm_baa(record: &Record) -> Step {
    let name = &record.name;
    // The report says no more than its class.
    let (question, report) = match record.baa.status {
        BaaStatus::OnRequest => ("whether it will sign a BAA with you", "it decides case by case"),
        BaaStatus::PlanGated => ("that it signs a BAA on your plan", "it signs a BAA on some plans"),
        BaaStatus::Available | BaaStatus::Unknown | BaaStatus::NotAvailable => {
            ("that it signs a BAA", "it does")
        }
    };
    let missing = match record.publishers(Fact::Baa) {
        Publishers { has_vendor: true, .. } => String::new(),
        Publishers { has_vendor: false, .. } => format!(", but no page from {name} that says so was found"),
    };
    Step::new(format!(
        "Ask {name} to confirm in writing {question}. {} that {report}{missing}. If {name} confirms it, continue.",
        reporter(record)
    ))
}

/// The step for a vendor whose BAA is unconfirmed, not stated, unlikely or reportedly not available.
fn ask_for_baa(record: &Record) -> Step {
    let name = &record.name;
    let url = record.baa.url.as_ref().or(record.links.trust_center.as_ref()).unwrap_or(&record.website);
    let scope = match record.phi.status {
        PhiStatus::NotEligible => " that permits PHI in this product",
        PhiStatus::Eligible | PhiStatus::Conditional | PhiStatus::Unknown => "",
    };
    Step::new(format!("Ask {name} in writing whether it offers a BAA{scope}, and keep the answer."))
        .with_link("Where to ask", Some(url))
}

/// The step that checks that the customer's account or plan qualifies for the BAA.
fn confirm_plan(record: &Record) -> Step {
    let name = &record.name;
    let (decides, requires, needs) = if record.verdict().baa_class().is_reported_signing() {
        ("reportedly decides", "reportedly requires", "reportedly needs")
    } else {
        ("decides", "requires", "needs")
    };
    Step::new(match (record.baa.status, plan_list(record)) {
        (BaaStatus::OnRequest, _) => {
            format!("Ask {name} whether your account and intended use qualify: it {decides} case by case.")
        }
        (BaaStatus::PlanGated, None) => format!("Ask {name} which plans qualify."),
        (_, Some(plan)) if record.baa.plans.len() == 1 => {
            format!("Confirm that your account has the plan or add-on that the BAA {requires}: {plan}.")
        }
        (_, Some(plans)) => {
            format!("Check which of these plans or add-ons your account {needs} for the BAA: {plans}.")
        }
        (_, None) => format!(
            "Confirm with {name} that your account qualifies for the BAA: this record lists no plan, but one may still be required."
        ),
    })
}

/// The step in which the customer gets the BAA by the record's route, and signs it.
fn get_agreement(record: &Record) -> Step {
    let name = &record.name;
    let trust_center = record.links.trust_center.as_ref();
    let url = record.baa.url.as_ref();
    match record.baa.route {
        Some(RequestRoute::Automatic) => Step::new(format!(
            "Find the BAA in {name}'s standard terms, check that it applies to your account, and keep a copy."
        ))
        .with_link("The terms", url),
        Some(RequestRoute::SelfServe) => {
            Step::new(format!("Accept the BAA in {name}'s product or console, and keep a signed copy."))
                .with_link("Where to accept it", url)
        }
        Some(RequestRoute::ByRequest) => Step::new(format!(
            "Request the BAA from {name} through its trust center, support or request form, and sign it."
        ))
        .with_link("Where to request it", url.or(trust_center)),
        Some(RequestRoute::Sales) => {
            Step::new(format!("Ask {name}'s sales team for the BAA, and sign it with your contract."))
                .with_link("Where to ask", url)
        }
        None => Step::new(format!(
            "This record has no instructions for requesting the BAA: ask {name} in writing for it, then sign it."
        ))
        .with_link("Where to start", url.or(trust_center).or(Some(&record.website))),
    }
}

/// The step that checks which PHI the signed BAA permits.
fn confirm_phi(record: &Record) -> Step {
    let name = &record.name;
    Step::new(match record.verdict().phi_class() {
        PhiClass::Allowed | PhiClass::ReportedAllowed => {
            format!("Before you store PHI, confirm which of {name}'s products the BAA covers.")
        }
        PhiClass::Conditional => format!(
            "Before you store PHI, confirm that your use of {name} meets the conditions: PHI is allowed only in certain products or features, or with certain settings."
        ),
        PhiClass::ReportedConditional => format!(
            "Before you store PHI, confirm that your use of {name} meets the conditions: PHI is reportedly allowed only in certain products or features, or with certain settings."
        ),
        PhiClass::NotStated | PhiClass::Unconfirmed => {
            format!("Before you store PHI, confirm with {name} in writing which PHI the BAA covers.")
        }
        PhiClass::Unlikely | PhiClass::ReportedNo => {
            format!("Do not store PHI in {name}, even under a signed BAA: it is reportedly not permitted.")
        }
        PhiClass::No => format!("Do not store PHI in {name}, even under a signed BAA: it is not permitted."),
    })
}

/// The first step for a vendor without a BAA: a warning not to store PHI.
fn do_not_store_phi(record: &Record) -> Step {
    let name = &record.name;
    Step::new(match record.phi.status {
        PhiStatus::Conditional => {
            format!("Do not let {name} handle PHI, except as described under PHI eligibility.")
        }
        PhiStatus::Eligible | PhiStatus::NotEligible | PhiStatus::Unknown => {
            if record.verdict().baa_class() == BaaClass::No {
                format!("Do not store PHI in {name}: there is no BAA to request.")
            } else {
                no_phi_without_baa(record)
            }
        }
    })
}
