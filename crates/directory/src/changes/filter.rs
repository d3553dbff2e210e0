//! Which changes are shown, as the URL of their page holds it.

use form_urlencoded::byte_serialize;

use crate::query::first;
use crate::search::folded;
use crate::{Category, Change, Field};

/// Which changes are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The name of a vendor, or a part of it, as it was typed; empty for all.
    pub vendor: String,
    /// The category of the vendors.
    pub category: Option<Category>,
    /// What changed.
    pub field: Option<Field>,
}

impl Filter {
    /// The key of the vendor in the URL.
    pub const VENDOR: &str = "vendor";
    /// The key of the category in the URL.
    pub const CATEGORY: &str = "category";
    /// The key of the field in the URL.
    pub const FIELD: &str = "field";

    /// Reads a URL's query string, with or without its question mark. What it does not know it passes over; of a key
    /// that is given twice it takes the first.
    pub fn parse(query_string: &str) -> Self {
        let mut filter = Self::default();
        for key in [Self::VENDOR, Self::CATEGORY, Self::FIELD] {
            filter.set(key, &first(query_string, key));
        }
        filter
    }

    /// Sets what a key stands for; a value that is none shows all.
    pub fn set(&mut self, key: &str, value: &str) {
        match key {
            Self::VENDOR => value.clone_into(&mut self.vendor),
            Self::CATEGORY => self.category = Category::from_key(value),
            Self::FIELD => self.field = Field::from_key(value),
            _ => {}
        }
    }

    /// Each key with its value; empty where all are shown.
    pub fn values(&self) -> [(&'static str, &str); 3] {
        [
            (Self::VENDOR, &self.vendor),
            (Self::CATEGORY, self.category.map_or("", Category::key)),
            (Self::FIELD, self.field.map_or("", Field::key)),
        ]
    }

    /// The query string, with its question mark; empty where all are shown.
    pub fn to_query_string(&self) -> String {
        let mut written = String::new();
        for (key, value) in self.values().into_iter().filter(|(_, value)| !value.is_empty()) {
            written.push(if written.is_empty() { '?' } else { '&' });
            written.push_str(key);
            written.push('=');
            written.extend(byte_serialize(value.as_bytes()));
        }
        written
    }

    /// Whether it shows a change of a vendor of that name and category.
    pub fn shows(&self, name: &str, category: Category, change: &Change) -> bool {
        folded(name).contains(&folded(&self.vendor))
            && self.category.is_none_or(|wanted| wanted == category)
            && self.field.is_none_or(|wanted| wanted == change.field)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Filter;
    use crate::{Category, Change, Date, Field};

    proptest! {
        #[test]
        fn a_filter_reads_back_from_its_query_string(
            vendor in ".{0,20}",
            category in proptest::option::of(proptest::sample::select(Category::ALL)),
            field in proptest::option::of(proptest::sample::select(Field::ALL)),
        ) {
            let filter = Filter { vendor, category, field };
            prop_assert_eq!(Filter::parse(&filter.to_query_string()), filter);
        }

        #[test]
        fn any_query_string_is_read(text in ".{0,60}") {
            let filter = Filter::parse(&text);
            prop_assert_eq!(Filter::parse(&filter.to_query_string()), filter);
        }
    }

    #[test]
    fn what_is_unknown_is_passed_over() {
        for text in
            ["", "?", "?utm_source=x&category=hats&field=price", "category=&field=&vendor=", "%zz&=&&"]
        {
            assert_eq!(Filter::parse(text), Filter::default(), "{text}");
            assert_eq!(Filter::parse(text).to_query_string(), "");
        }
    }

    #[test]
    fn of_a_key_that_is_given_twice_the_first_counts() {
        let filter = Filter::parse("?vendor=r%26d+%2B&vendor=a&category=video&field=baa&category=hats");
        assert_eq!(filter.to_query_string(), "?vendor=r%26d+%2B&category=video&field=baa");
        for text in ["vendor=&vendor=a", "category=hats&category=video", "field=&field=baa"] {
            assert_eq!(Filter::parse(text), Filter::default(), "{text}");
        }
    }

    #[test]
    fn all_of_it_has_to_fit() {
        let change = Change {
            date: Date::parse("2026-11-25").expect("a day"),
            field: Field::Phi,
            from: "unknown".to_owned(),
            to: "eligible".to_owned(),
            note: "Stated.".to_owned(),
        };
        for (query, shows) in [
            ("", true),
            ("vendor=ME", true),
            ("vendor=a-c-m", true),
            ("vendor=acme+x", false),
            ("category=video&field=phi", true),
            ("category=video&field=baa", false),
            ("category=email", false),
        ] {
            assert_eq!(Filter::parse(query).shows("Ac.me", Category::Video, &change), shows, "{query}");
        }
    }
}
