//! The description of a vendor's page for search results and link previews.

use crate::{BaaClass, PhiClass, Record};

/// The length limit of a description, in characters: search engines and link previews cut off longer ones.
const MAX_LENGTH: usize = 159;

/// The description of the vendor's page in whole sentences and at most 159 characters: the BAA answer with its
/// confidence, then the PHI label and the date of the last verification if they fit.
pub fn description(record: &Record) -> String {
    let name = &record.name;
    let verdict = record.verdict();
    let class = verdict.baa_class();
    let statement = match class {
        BaaClass::Yes => format!("{name} signs a BAA"),
        BaaClass::SomePlans => format!("{name} signs a BAA with certain plans or add-ons"),
        BaaClass::OnRequest => format!("{name} decides on each BAA request individually"),
        BaaClass::ReportedYes | BaaClass::ReportedSomePlans | BaaClass::ReportedOnRequest => {
            format!("A BAA from {name} is reported, not confirmed")
        }
        BaaClass::Unconfirmed => format!("Evidence for a BAA from {name} is weak"),
        BaaClass::NotStated => format!("No source was found that states whether {name} signs a BAA"),
        BaaClass::Unlikely => format!("Weak evidence suggests that {name} does not sign a BAA"),
        BaaClass::ReportedNo => format!("{name} reportedly does not sign a BAA"),
        BaaClass::No => format!("{name} does not sign a BAA"),
    };
    let mut description =
        format!("{}. {statement} (confidence: {}).", class.first_words(), record.confidence.label());
    let phi = match verdict.phi_class() {
        PhiClass::NotStated => String::new(),
        phi => [" ", phi.label(), "."].concat(),
    };
    for sentence in [phi, format!(" Last verified {}.", record.last_verified.describe())] {
        if description.chars().count() + sentence.chars().count() <= MAX_LENGTH {
            description.push_str(&sentence);
        }
    }
    description
}
