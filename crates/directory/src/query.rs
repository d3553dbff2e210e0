//! What a visitor asks for, as the URL of the home page holds it: the text, the filters, the order.

use form_urlencoded::byte_serialize;

use crate::keyed::keyed;
use crate::search::{Choice, Chosen, Facet};
use crate::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status};

keyed! {
    /// The order of the results.
    pub enum Sort {
        /// The best match first; without a text, the best verdict.
        Best = "best", "Best match";
        /// By name.
        Name = "name", "Name";
        /// The record that was compared with its sources last comes first.
        Verified = "verified", "Last verified";
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes the enum has no place for #[default]")]
impl Default for Sort {
    fn default() -> Self {
        Self::Best
    }
}

/// What a visitor asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The text as it was typed.
    pub text: String,
    /// The BAA statuses to show; empty for all, as for the other facets.
    pub baa: Chosen<BaaFilter>,
    /// The PHI statuses to show.
    pub phi: Chosen<PhiStatus>,
    /// The SOC 2 statuses to show.
    pub soc2: Chosen<Soc2Status>,
    /// The evidence to show.
    pub evidence: Chosen<Confidence>,
    /// The categories to show.
    pub categories: Chosen<Category>,
    /// The order of the results.
    pub sort: Sort,
}

/// A part of a query that can be dropped to get more results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The text.
    Text,
    /// All that is chosen of one facet.
    Filter(Facet),
    /// All that is chosen of every facet.
    AllFilters,
}

impl Query {
    /// Reads a URL's query string, with or without its question mark. What it does not know it passes
    /// over; of a text or an order that is given twice it takes the first, as `URLSearchParams.get` does.
    pub fn parse(query_string: &str) -> Self {
        let mut query = Self {
            text: first(query_string, "q"),
            sort: Sort::from_key(&first(query_string, "sort")).unwrap_or_default(),
            ..Self::default()
        };
        for (key, value) in pairs(query_string) {
            match &*key {
                "baa" => read(&mut query.baa, &value),
                "phi" => read(&mut query.phi, &value),
                "soc2" => read(&mut query.soc2, &value),
                "evidence" => read(&mut query.evidence, &value),
                "category" => read(&mut query.categories, &value),
                _ => {}
            }
        }
        query
    }

    /// The query string, without a question mark; empty where everything is as at first.
    pub fn to_query_string(&self) -> String {
        let mut written = String::new();
        if !self.text.is_empty() {
            written.push_str("q=");
            written.extend(byte_serialize(self.text.as_bytes()));
        }
        write(&mut written, &self.baa);
        write(&mut written, &self.phi);
        write(&mut written, &self.soc2);
        write(&mut written, &self.evidence);
        write(&mut written, &self.categories);
        if self.sort != Sort::Best {
            begin(&mut written, "sort");
            written.push_str(self.sort.key());
        }
        written
    }

    /// Whether an option is chosen.
    pub fn has<T: Choice>(&self, option: T) -> bool {
        self.has_at(T::FACET, option.place())
    }

    /// Chooses an option, or no longer if it is chosen.
    pub fn toggle<T: Choice>(&mut self, option: T) {
        self.toggle_at(T::FACET, option.place());
    }

    /// Whether the option at that place of a facet is chosen.
    pub fn has_at(&self, facet: Facet, place: usize) -> bool {
        match facet {
            Facet::Baa => self.baa.has_place(place),
            Facet::Phi => self.phi.has_place(place),
            Facet::Soc2 => self.soc2.has_place(place),
            Facet::Evidence => self.evidence.has_place(place),
            Facet::Category => self.categories.has_place(place),
        }
    }

    /// Chooses the option at that place of a facet, or no longer if it is chosen.
    pub fn toggle_at(&mut self, facet: Facet, place: usize) {
        match facet {
            Facet::Baa => self.baa.toggle_place(place),
            Facet::Phi => self.phi.toggle_place(place),
            Facet::Soc2 => self.soc2.toggle_place(place),
            Facet::Evidence => self.evidence.toggle_place(place),
            Facet::Category => self.categories.toggle_place(place),
        }
    }

    /// Whether any option of a facet is chosen.
    pub fn is_filtered_by(&self, facet: Facet) -> bool {
        match facet {
            Facet::Baa => !self.baa.is_empty(),
            Facet::Phi => !self.phi.is_empty(),
            Facet::Soc2 => !self.soc2.is_empty(),
            Facet::Evidence => !self.evidence.is_empty(),
            Facet::Category => !self.categories.is_empty(),
        }
    }

    /// How many options are chosen.
    pub fn filters(&self) -> usize {
        self.baa.len() + self.phi.len() + self.soc2.len() + self.evidence.len() + self.categories.len()
    }

    /// Whether any option is chosen.
    pub fn is_filtered(&self) -> bool {
        Facet::ALL.iter().any(|facet| self.is_filtered_by(*facet))
    }

    /// Drops a part.
    pub fn drop(&mut self, part: Part) {
        match part {
            Part::Text => self.text.clear(),
            Part::Filter(Facet::Baa) => self.baa.clear(),
            Part::Filter(Facet::Phi) => self.phi.clear(),
            Part::Filter(Facet::Soc2) => self.soc2.clear(),
            Part::Filter(Facet::Evidence) => self.evidence.clear(),
            Part::Filter(Facet::Category) => self.categories.clear(),
            Part::AllFilters => Facet::ALL.iter().for_each(|facet| self.drop(Part::Filter(*facet))),
        }
    }

    /// The same query but for a part.
    #[must_use]
    pub fn without(&self, part: Part) -> Self {
        let mut query = self.clone();
        query.drop(part);
        query
    }
}

fn pairs(query_string: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query_string.strip_prefix('?').unwrap_or(query_string).as_bytes())
}

/// The first value of a key in a query string, with or without its question mark; empty if the key is missing.
pub(crate) fn first(query_string: &str, key: &str) -> String {
    let found = pairs(query_string).find(|(one, _)| one == key);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn read<T: Choice>(chosen: &mut Chosen<T>, keys: &str) {
    for key in keys.split(',') {
        if let Some(option) = T::OPTIONS.iter().copied().find(|option| option.key() == key) {
            chosen.insert(option);
        }
    }
}

fn write<T: Choice>(written: &mut String, chosen: &Chosen<T>) {
    for (number, option) in chosen.iter().enumerate() {
        if number == 0 {
            begin(written, T::FACET.key());
        } else {
            written.push(',');
        }
        written.push_str(option.key());
    }
}

fn begin(written: &mut String, key: &str) {
    if !written.is_empty() {
        written.push('&');
    }
    written.push_str(key);
    written.push('=');
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Part, Query, Sort};
    use crate::search::{Choice, Chosen, Facet};
    use crate::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status};

    const FULL: &str =
        "q=mail&baa=available,plan_gated&phi=eligible&soc2=type_2&evidence=high&category=email&sort=verified";

    fn full() -> Query {
        Query {
            text: "mail".to_owned(),
            baa: [BaaFilter::Available, BaaFilter::PlanGated].into_iter().collect(),
            phi: [PhiStatus::Eligible].into_iter().collect(),
            soc2: [Soc2Status::Type2].into_iter().collect(),
            evidence: [Confidence::High].into_iter().collect(),
            categories: [Category::Email].into_iter().collect(),
            sort: Sort::Verified,
        }
    }

    #[test]
    fn reads_and_writes_the_address_of_the_design() {
        assert_eq!(Query::parse(FULL), full());
        assert_eq!(Query::parse(&format!("?{FULL}")), full());
        assert_eq!(full().to_query_string(), FULL);
    }

    #[test]
    fn what_is_as_at_first_is_not_written() {
        assert_eq!(Query::default().to_query_string(), "");
        for text in ["", "?", "&&", "q=", "baa=", "sort=best"] {
            assert_eq!(Query::parse(text), Query::default(), "{text}");
        }
    }

    #[test]
    fn unknown_keys_and_values_are_passed_over() {
        let query =
            Query::parse("utm_source=x&baa=maybe,available,&phi=ELIGIBLE&sort=price&category&=&q=mail");
        assert_eq!(query.to_query_string(), "q=mail&baa=available");
    }

    #[test]
    fn options_given_twice_in_any_order_merge_and_of_a_text_the_first_counts() {
        let query = Query::parse("baa=plan_gated&q=a&baa=available,plan_gated&q=b&sort=name&sort=verified");
        assert_eq!(query.to_query_string(), "q=a&baa=available,plan_gated&sort=name");
        for text in ["q=&q=zoom", "sort=best&sort=name", "sort=price&sort=name", "q&q=a&sort=&sort=name"] {
            assert_eq!(Query::parse(text), Query::default(), "{text}");
        }
    }

    #[test]
    fn every_way_to_encode_a_text_is_read_and_broken_ones_are_too() {
        for (written, text) in [
            ("q=google+cloud", "google cloud"),
            ("q=google%20cloud", "google cloud"),
            ("q=%3Fq%3Da%26b", "?q=a&b"),
            ("q=caf%C3%A9", "café"),
            ("q=100%", "100%"),
            ("q=%zz%4", "%zz%4"),
            ("q=%FF%00", "\u{fffd}\0"),
            ("q=%ED%A0%80", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(Query::parse(written).text, text, "{written}");
        }
        assert_eq!(Query::parse("baa=available%2Cunknown").to_query_string(), "baa=available,unknown");
    }

    #[test]
    fn toggling_twice_changes_nothing_and_dropping_leaves_the_rest() {
        let mut query = full();
        query.toggle(Category::Ai);
        assert!(query.has(Category::Ai) && query.has(Category::Email) && !query.has(Category::Crm));
        assert_eq!(query.filters(), full().filters() + 1);
        query.toggle(Category::Ai);
        assert_eq!(query, full());

        for facet in Facet::ALL {
            let without = query.without(Part::Filter(*facet));
            assert!(query.is_filtered_by(*facet) && !without.is_filtered_by(*facet) && without.is_filtered());
        }
        assert_eq!(query.without(Part::Text).text, "");
        assert_eq!(query.without(Part::AllFilters).to_query_string(), "q=mail&sort=verified");
        assert!(!query.without(Part::AllFilters).is_filtered());
    }

    fn chosen<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = Chosen<T>> {
        vec(proptest::sample::select(T::OPTIONS), 0..4).prop_map(|options| options.into_iter().collect())
    }

    fn query() -> impl Strategy<Value = Query> {
        let sort = proptest::sample::select(Sort::ALL);
        (any::<String>(), chosen(), chosen(), chosen(), chosen(), chosen(), sort).prop_map(
            |(text, baa, phi, soc2, evidence, categories, sort)| Query {
                text,
                baa,
                phi,
                soc2,
                evidence,
                categories,
                sort,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_as_it_was(query in query()) {
            let written = query.to_query_string();
            prop_assert_eq!(&Query::parse(&written), &query, "{}", written);
        }

        #[test]
        fn any_query_string_is_read_and_then_stays_as_it_is(text: String) {
            let query = Query::parse(&text);
            prop_assert_eq!(Query::parse(&query.to_query_string()), query);
        }

        #[test]
        fn any_query_string_of_known_parts_is_read(
            parts in vec("(q|baa|phi|soc2|evidence|category|sort|x)[=&,]?(available|unconfirmed|type_2|high|crm|name|%C3|%|\\+)?[,&;]?", 0..8)
        ) {
            let query = Query::parse(&parts.concat());
            prop_assert_eq!(Query::parse(&query.to_query_string()), query);
        }
    }
}
