//! How one gets from a verdict to a signed BAA, or what to do where there is none.

use super::{PhiPermission, plan_list};
use crate::{BaaStatus, Confidence, HttpsUrl, Record, Route};

/// The section of a page that says how to request and sign the BAA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The section's heading.
    pub heading: String,
    /// The route in words; `None` where there is no BAA to request.
    pub route: Option<&'static str>,
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
    match record.baa.status {
        BaaStatus::Available | BaaStatus::PlanGated | BaaStatus::OnRequest => Request {
            heading: format!("How to request and sign a BAA with {name}"),
            route: Some(route_in_words(record.baa.route)),
            steps: vec![confirm_cover(record), get_agreement(record), confirm_phi(record)],
            to_ask: Vec::new(),
            offers_alternatives: false,
        },
        BaaStatus::NotAvailable => Request {
            heading: format!("What to do without a BAA from {name}"),
            route: None,
            steps: vec![
                keep_out(record),
                Step::new("If you need this kind of software for PHI, choose a vendor that signs a BAA."),
            ],
            to_ask: Vec::new(),
            offers_alternatives: true,
        },
        BaaStatus::Unknown => Request {
            heading: format!("How to ask {name} for a BAA"),
            route: None,
            steps: vec![
                Step::new(format!("Ask {name} in writing whether it offers a BAA, and keep the answer."))
                    .at("Where to ask", Some(record.links.trust_center.as_ref().unwrap_or(&record.website))),
                Step::new(format!("Keep PHI out of {name} until both sides have signed.")),
            ],
            to_ask: vec![
                "Do you offer a Business Associate Agreement, and on which plans?".to_owned(),
                "Which products and features does it cover, and with which settings?".to_owned(),
                "Which PHI may be stored, and which sub-processors would handle it?".to_owned(),
                "Do you have a current SOC 2 Type II report?".to_owned(),
            ],
            offers_alternatives: true,
        },
    }
}

fn route_in_words(route: Option<Route>) -> &'static str {
    route.map_or("Not stated: ask the vendor", Route::label)
}

fn confirm_cover(record: &Record) -> Step {
    let name = &record.name;
    let cover = match (record.baa.status, plan_list(record)) {
        (BaaStatus::OnRequest, _) => {
            return Step::new(format!(
                "Ask {name} whether your account and use qualify: it decides case by case."
            ));
        }
        (BaaStatus::PlanGated, None) => {
            return Step::new(format!(
                "Ask {name} which plans or add-ons its BAA needs, and whether you have them."
            ));
        }
        (
            BaaStatus::PlanGated | BaaStatus::Available | BaaStatus::NotAvailable | BaaStatus::Unknown,
            Some(plans),
        ) => {
            format!(
                "Confirm that your account has the plans or add-ons that the BAA needs. Named in this record: {plans}."
            )
        }
        (BaaStatus::Available | BaaStatus::NotAvailable | BaaStatus::Unknown, None) => {
            format!(
                "Confirm with {name} that your account is covered: no plan is named in this record, and one may still be required."
            )
        }
    };
    match record.confidence {
        Confidence::High => Step::new(cover),
        Confidence::Medium | Confidence::Low => Step::new(format!(
            "{cover} Ask {name} to confirm that it signs, since this check saw no current page of its own that says so."
        )),
    }
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
    Step::new(match PhiPermission::of(record.verdict()) {
        PhiPermission::UnderBaa => {
            format!("Before you store any PHI, confirm which of {name}'s products the BAA covers.")
        }
        PhiPermission::UnderBaaWithConditions => format!(
            "Before you store any PHI, confirm that what you use of {name} meets the conditions: PHI is allowed only in named products or with named settings."
        ),
        PhiPermission::AskWhichPhi | PhiPermission::AskForBaa => format!(
            "Before you store any PHI, ask {name} in writing which PHI the BAA covers: that is not stated."
        ),
        PhiPermission::KeepOut | PhiPermission::KeepOutButForNamedUses => {
            format!("Keep PHI out of {name} even so: it is not allowed there.")
        }
    })
}

fn keep_out(record: &Record) -> Step {
    let name = &record.name;
    Step::new(match PhiPermission::of(record.verdict()) {
        PhiPermission::KeepOutButForNamedUses => format!(
            "Keep PHI out wherever {name} would handle it. The uses that differ are named under PHI eligibility."
        ),
        PhiPermission::UnderBaa
        | PhiPermission::UnderBaaWithConditions
        | PhiPermission::AskWhichPhi
        | PhiPermission::AskForBaa
        | PhiPermission::KeepOut => {
            format!("Keep PHI out of {name}: there is no BAA to request.")
        }
    })
}
