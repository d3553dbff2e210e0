//! The filter of the changes page: which verdict changes the page lists.

use crate::text_folding::folded;
use crate::url_state::{QueryStringWriter, UrlState, first_value};
use crate::{Category, Change, Field};

/// The criteria that a verdict change must meet to be listed; the default lists every change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the vendor's name, as the user typed it; empty for every vendor.
    pub vendor: String,
    /// The vendor's category; `None` for every category.
    pub category: Option<Category>,
    /// The field that changed; `None` for every field.
    pub field: Option<Field>,
}

impl Filter {
    /// The URL key and input name of [`Self::vendor`].
    pub const VENDOR: &str = "vendor";
    /// The URL key and input name of [`Self::category`].
    pub const CATEGORY: &str = "category";
    /// The URL key and input name of [`Self::field`].
    pub const FIELD: &str = "field";
    /// Every key, in the order in which they are written.
    pub const KEYS: [&str; 3] = [Self::VENDOR, Self::CATEGORY, Self::FIELD];

    /// Sets the criterion with that key. An empty or unknown value removes the criterion; an unknown key changes
    /// nothing.
    pub fn set(&mut self, key: &str, value: &str) {
        match key {
            Self::VENDOR => value.clone_into(&mut self.vendor),
            Self::CATEGORY => self.category = Category::from_key(value),
            Self::FIELD => self.field = Field::from_key(value),
            _ => {}
        }
    }

    /// The value of the criterion with that key; empty if there is no such criterion.
    pub fn value(&self, key: &str) -> &str {
        match key {
            Self::VENDOR => &self.vendor,
            Self::CATEGORY => self.category.map_or("", Category::key),
            Self::FIELD => self.field.map_or("", Field::key),
            _ => "",
        }
    }

    /// Whether a change meets all criteria, given the name and category of its vendor. Names are compared without
    /// regard to case, accents and punctuation.
    pub fn matches(&self, name: &str, category: Category, change: &Change) -> bool {
        folded(name).contains(&folded(&self.vendor))
            && self.category.is_none_or(|wanted| wanted == category)
            && self.field.is_none_or(|wanted| wanted == change.field)
    }
}

impl UrlState for Filter {
    fn parse(query_string: &str) -> Self {
        let mut filter = Self::default();
        for key in Self::KEYS {
            filter.set(key, &first_value(query_string, key));
        }
        filter
    }

    fn to_query_string(&self) -> String {
        let mut writer = QueryStringWriter::default();
        for key in Self::KEYS {
            writer.append(key, self.value(key));
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Filter;
    use crate::{Category, Change, Date, Field, UrlState};

    proptest! {
        #[test]
        fn a_filter_reads_back_from_its_query_string(
            vendor in ".{0,20}",
            category in proptest::option::of(proptest::sample::select(Category::ALL)),
            field in proptest::option::of(proptest::sample::select(Field::ALL)),
        ) {
            let filter = Filter { vendor, category, field };
            let written = filter.to_query_string();
            prop_assert!(!written.starts_with('?'));
            prop_assert_eq!(&Filter::parse(&["?", &written].concat()), &filter);
            prop_assert_eq!(Filter::parse(&written), filter);
        }

        #[test]
        fn any_query_string_is_read(text in ".{0,60}") {
            let filter = Filter::parse(&text);
            prop_assert_eq!(Filter::parse(&filter.to_query_string()), filter);
        }
    }

    #[test]
    fn unknown_keys_and_values_are_ignored() {
        for text in
            ["", "?", "?utm_source=x&category=hats&field=price", "category=&field=&vendor=", "%zz&=&&"]
        {
            assert_eq!(Filter::parse(text), Filter::default(), "{text}");
            assert_eq!(Filter::parse(text).to_query_string(), "");
        }
    }

    #[test]
    fn the_first_occurrence_of_a_repeated_key_counts() {
        let filter = Filter::parse("?vendor=r%26d+%2B&vendor=a&category=video&field=baa&category=hats");
        assert_eq!(filter.to_query_string(), "vendor=r%26d+%2B&category=video&field=baa");
        for text in ["vendor=&vendor=a", "category=hats&category=video", "field=&field=baa"] {
            assert_eq!(Filter::parse(text), Filter::default(), "{text}");
        }
    }

    #[test]
    fn every_criterion_is_set_and_read_by_its_key() {
        let mut filter = Filter::default();
        for (key, value) in Filter::KEYS.into_iter().zip(["acme", "video", "phi"]) {
            assert_eq!(filter.value(key), "");
            filter.set(key, value);
            assert_eq!(filter.value(key), value);
        }
        filter.set("sort", "name");
        assert_eq!(filter.value("sort"), "");
        assert_eq!(filter.to_query_string(), "vendor=acme&category=video&field=phi");
    }

    #[test]
    fn a_change_must_meet_all_criteria() {
        let change = Change {
            date: Date::parse("2026-11-25").expect("a day"),
            field: Field::Phi,
            from: "unknown".to_owned(),
            to: "eligible".to_owned(),
            note: "Stated.".to_owned(),
        };
        for (query, is_match) in [
            ("", true),
            ("vendor=ME", true),
            ("vendor=a-c-m", true),
            ("vendor=acme+x", false),
            ("category=video&field=phi", true),
            ("category=video&field=baa", false),
            ("category=email", false),
        ] {
            assert_eq!(Filter::parse(query).matches("Ac.me", Category::Video, &change), is_match, "{query}");
        }
    }
}
