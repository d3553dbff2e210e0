//! How to get from a verdict to a signed BAA, or what to do without one.

use super::{not_before_baa, plan_list};
use crate::{BaaStatus, HttpsUrl, PhiClass, PhiStatus, Record, Route, VerdictClass};

/// The section of a page that says how to request and sign the BAA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The section's heading.
    pub heading: String,
    /// The route in words; `None` where there is no BAA to request.
    pub route: Option<String>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// What to ask the vendor; empty where nothing is open.
    pub to_ask: Vec<String>,
    /// Whether the section offers the vendors of the same category that sign.
    pub offers_alternatives: bool,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub text: String,
    /// Where to do it: the words of the link, and its address.
    pub link: Option<(String, HttpsUrl)>,
}

impl Step {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None }
    }

    fn at(mut self, words: &str, url: Option<&HttpsUrl>) -> Self {
        self.link = url.map(|url| ([words, " (", url.host(), ")"].concat(), url.clone()));
        self
    }
}

/// How to request and sign a BAA with the vendor.
pub fn request(record: &Record) -> Request {
    let name = &record.name;
    match record.verdict().baa_class() {
        VerdictClass::Yes | VerdictClass::SomePlans | VerdictClass::OnRequest => Request {
            heading: format!("How to request and sign a BAA with {name}"),
            route: Some(record.baa.route.map_or(ROUTE_NOT_STATED, Route::label).to_owned()),
            steps: vec![confirm_plan(record), get_agreement(record), confirm_phi(record)],
            to_ask: Vec::new(),
            offers_alternatives: false,
        },
        VerdictClass::ReportedYes | VerdictClass::ReportedSomePlans | VerdictClass::ReportedOnRequest => {
            Request {
                heading: format!("How to request and sign a BAA with {name}"),
                route: Some(record.baa.route.map_or_else(
                    || ROUTE_NOT_STATED.to_owned(),
                    |route| format!("{} (reported, not confirmed)", route.label()),
                )),
                steps: vec![
                    confirm_that_it_signs(record),
                    confirm_plan(record),
                    get_agreement(record),
                    confirm_phi(record),
                ],
                to_ask: Vec::new(),
                offers_alternatives: false,
            }
        }
        class @ (VerdictClass::Unlikely | VerdictClass::ReportedNo | VerdictClass::No) => Request {
            heading: format!("What to do without a BAA from {name}"),
            route: None,
            steps: [
                Some(do_not_store(record)),
                (class != VerdictClass::No).then(|| ask_whether_it_signs(record)),
                Some(Step::new(
                    "If you need this kind of software for PHI, choose a vendor that signs a BAA.",
                )),
            ]
            .into_iter()
            .flatten()
            .collect(),
            to_ask: Vec::new(),
            offers_alternatives: true,
        },
        VerdictClass::Unconfirmed | VerdictClass::NotStated => Request {
            heading: format!("How to ask {name} for a BAA"),
            route: None,
            steps: vec![ask_whether_it_signs(record), Step::new(not_before_baa(record))],
            to_ask: vec![
                "Do you offer a Business Associate Agreement, and on which plans?".to_owned(),
                "Which products and features does it cover, and with which settings?".to_owned(),
                "Which PHI may be stored, and which subprocessors would handle it?".to_owned(),
                "Do you have a current SOC 2 Type II report?".to_owned(),
            ],
            offers_alternatives: true,
        },
    }
}

/// The route of a BAA that can be signed, if the record names none.
const ROUTE_NOT_STATED: &str = "Not stated: ask the vendor";

/// The first step for a vendor that reportedly signs: the steps after it rest on the same report.
fn confirm_that_it_signs(record: &Record) -> Step {
    let name = &record.name;
    Step::new(format!(
        "Ask {name} to confirm in writing that it signs a BAA: this is reported, and no current page of its own was found that says so. If it does, continue."
    ))
}

fn ask_whether_it_signs(record: &Record) -> Step {
    let name = &record.name;
    let url = record.baa.url.as_ref().or(record.links.trust_center.as_ref()).unwrap_or(&record.website);
    Step::new(format!("Ask {name} in writing whether it offers a BAA, and keep the answer."))
        .at("Where to ask", Some(url))
}

fn confirm_plan(record: &Record) -> Step {
    let name = &record.name;
    let requires =
        if record.verdict().baa_class().is_reported() { "reportedly requires" } else { "requires" };
    Step::new(match (record.baa.status, plan_list(record)) {
        (BaaStatus::OnRequest, _) => {
            format!("Ask {name} whether your account and use qualify: it decides case by case.")
        }
        (BaaStatus::PlanGated, None) => format!("Ask {name} which plans qualify."),
        (_, Some(plans)) => {
            format!("Confirm that your account has the plans or add-ons that the BAA {requires}: {plans}.")
        }
        (_, None) => format!(
            "Confirm with {name} that your account is covered: no plan is named in the sources, and one may still be required."
        ),
    })
}

fn get_agreement(record: &Record) -> Step {
    let name = &record.name;
    let trust_center = record.links.trust_center.as_ref();
    let url = record.baa.url.as_ref();
    match record.baa.route {
        Some(Route::Automatic) => Step::new(format!(
            "Find the BAA in {name}'s standard terms, check that it applies to your account, and keep a copy."
        ))
        .at("The terms", url),
        Some(Route::SelfServe) => {
            Step::new(format!("Accept the BAA in {name}'s product or console, and keep a signed copy."))
                .at("Where to accept it", url)
        }
        Some(Route::ByRequest) => Step::new(format!(
            "Request the BAA from {name} through its trust center, support or request form, and sign it."
        ))
        .at("Where to request it", url.or(trust_center)),
        Some(Route::Sales) => {
            Step::new(format!("Ask {name}'s sales team for the BAA, and sign it with your contract."))
                .at("Where to ask", url)
        }
        None => Step::new(format!(
            "Ask {name} for the BAA in writing, since it does not state how to get one, and sign it."
        ))
        .at("Where to start", url.or(trust_center).or(Some(&record.website))),
    }
}

fn confirm_phi(record: &Record) -> Step {
    let name = &record.name;
    Step::new(match record.verdict().phi_class() {
        PhiClass::Allowed | PhiClass::ReportedAllowed => {
            format!("Before you store PHI, confirm which of {name}'s products the BAA covers.")
        }
        PhiClass::Conditional | PhiClass::ReportedConditional => format!(
            "Before you store PHI, confirm that your use of {name} meets the conditions: PHI is allowed only in named products or with named settings."
        ),
        PhiClass::NotStated | PhiClass::Unconfirmed => {
            format!("Before you store PHI, confirm with {name} in writing which PHI the BAA covers.")
        }
        PhiClass::Unlikely | PhiClass::ReportedNo | PhiClass::No => {
            format!("Do not store PHI in {name}, even under a BAA: it is not permitted.")
        }
    })
}

fn do_not_store(record: &Record) -> Step {
    let name = &record.name;
    Step::new(match record.phi.status {
        PhiStatus::Conditional => format!(
            "Do not store PHI where {name} would handle it. The uses that differ are named under PHI eligibility."
        ),
        PhiStatus::Eligible | PhiStatus::NotEligible | PhiStatus::Unknown => {
            if record.verdict().baa_class() == VerdictClass::No {
                format!("Do not store PHI in {name}: there is no BAA to request.")
            } else {
                not_before_baa(record)
            }
        }
    })
}
