//! Rules for renamed vendors: an old URL redirects to a vendor's page in one step, or belongs to a removed vendor.

use std::collections::BTreeSet;

use super::{Defect, Rule};
use crate::{Renamed, Slug};

/// The defects of `renamed.json`, given the slugs of all records.
pub fn renamed_defects(renamed: &Renamed, slugs: &BTreeSet<Slug>) -> Vec<Defect> {
    let mut defects = Vec::new();
    for (old, new) in renamed.iter() {
        if slugs.contains(old) {
            defects.push(Defect::new(old.as_str(), Rule::RenamedSlugInUse, format!("a record of {old}")));
        }
        if let Some(new) = new.filter(|new| !slugs.contains(new)) {
            let found = match renamed.new_slug(new) {
                Some(newer) => format!("{new}, which leads to {newer}"),
                None => format!("{new}, which no record has"),
            };
            defects.push(Defect::new(old.as_str(), Rule::UnknownNewSlug, found));
        }
    }
    defects
}

#[cfg(test)]
mod tests {
    use super::renamed_defects;
    use crate::rules::Rule;
    use crate::{Renamed, Slug};

    fn defects(renamed: &str) -> Vec<(String, Rule, String)> {
        let renamed: Renamed = serde_json::from_str(renamed).expect("old and new slugs");
        let slugs = ["acme", "zebra"].map(|slug| Slug::parse(slug).expect("a slug")).into();
        let defects = renamed_defects(&renamed, &slugs);
        defects.into_iter().map(|defect| (defect.field, defect.rule, defect.found)).collect()
    }

    #[test]
    fn an_old_slug_that_leads_to_a_record_or_to_null_has_no_defect() {
        assert_eq!(defects("{}"), []);
        assert_eq!(defects(r#"{ "road-runner": "acme", "coyote": "acme", "gone": null }"#), []);
    }

    #[test]
    fn a_slug_in_use_an_unknown_new_slug_a_chain_and_a_cycle_are_defects() {
        let no_record = |field: &str, found: &str| (field.to_owned(), Rule::UnknownNewSlug, found.to_owned());
        assert_eq!(defects(r#"{ "a": "nobody" }"#), [no_record("a", "nobody, which no record has")]);
        assert_eq!(defects(r#"{ "a": "b", "b": "acme" }"#), [no_record("a", "b, which leads to acme")]);
        assert_eq!(defects(r#"{ "a": "b", "b": null }"#), [no_record("a", "b, which no record has")]);
        assert_eq!(
            defects(r#"{ "a": "b", "b": "a", "c": "c" }"#),
            [
                no_record("a", "b, which leads to a"),
                no_record("b", "a, which leads to b"),
                no_record("c", "c, which leads to c"),
            ]
        );
        for renamed in [r#"{ "acme": "zebra" }"#, r#"{ "acme": null }"#, r#"{ "acme": "acme" }"#] {
            let in_use = ("acme".to_owned(), Rule::RenamedSlugInUse, "a record of acme".to_owned());
            assert_eq!(defects(renamed), [in_use], "{renamed}");
        }
    }
}
