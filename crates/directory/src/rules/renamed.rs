//! An old address must lead to a vendor in one step, or to nothing.

use std::collections::BTreeSet;

use super::{Defect, Rule};
use crate::{Renamed, Slug};

/// Every rule that the file of renamed vendors breaks beside records of these slugs.
pub fn renamed_defects(renamed: &Renamed, slugs: &BTreeSet<Slug>) -> Vec<Defect> {
    let mut found = Vec::new();
    for (old, new) in renamed.iter() {
        if slugs.contains(old) {
            found.push(Defect::new(old.as_str(), Rule::RenamedSlugInUse, format!("a record of {old}")));
        }
        if let Some(new) = new.filter(|new| !slugs.contains(new)) {
            let what = match renamed.new_slug(new) {
                Some(newer) => format!("{new}, which leads to {newer} itself"),
                None => format!("{new}, which no record has"),
            };
            found.push(Defect::new(old.as_str(), Rule::RenamedToNoRecord, what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::renamed_defects;
    use crate::rules::Rule;
    use crate::{Renamed, Slug};

    fn defects(renamed: &str) -> Vec<(String, Rule, String)> {
        let renamed: Renamed = serde_json::from_str(renamed).expect("old and new slugs");
        let slugs = ["acme", "zebra"].map(|slug| Slug::parse(slug).expect("a slug")).into();
        let found = renamed_defects(&renamed, &slugs);
        found.into_iter().map(|defect| (defect.field, defect.rule, defect.found)).collect()
    }

    #[test]
    fn an_old_slug_leads_to_a_record_or_to_nothing() {
        assert_eq!(defects("{}"), []);
        assert_eq!(defects(r#"{ "road-runner": "acme", "coyote": "acme", "gone": null }"#), []);
    }

    #[test]
    fn a_slug_in_use_a_chain_a_circle_and_a_way_to_nowhere_are_named() {
        let no_record =
            |field: &str, found: &str| (field.to_owned(), Rule::RenamedToNoRecord, found.to_owned());
        assert_eq!(defects(r#"{ "a": "nobody" }"#), [no_record("a", "nobody, which no record has")]);
        assert_eq!(
            defects(r#"{ "a": "b", "b": "acme" }"#),
            [no_record("a", "b, which leads to acme itself")]
        );
        assert_eq!(defects(r#"{ "a": "b", "b": null }"#), [no_record("a", "b, which no record has")]);
        assert_eq!(
            defects(r#"{ "a": "b", "b": "a", "c": "c" }"#),
            [
                no_record("a", "b, which leads to a itself"),
                no_record("b", "a, which leads to b itself"),
                no_record("c", "c, which leads to c itself"),
            ]
        );
        for renamed in [r#"{ "acme": "zebra" }"#, r#"{ "acme": null }"#, r#"{ "acme": "acme" }"#] {
            let in_use = ("acme".to_owned(), Rule::RenamedSlugInUse, "a record of acme".to_owned());
            assert_eq!(defects(renamed), [in_use], "{renamed}");
        }
    }
}
