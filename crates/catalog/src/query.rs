//! A search query: the text, the selected facet options, the sort order and the view of the results. The URL of the home
//! page contains it.

use crate::facets::{Facet, Selection};
use crate::hosts::without_private_parts;
use crate::string_enum::string_enum;
use crate::url_state::{QueryStringWriter, UrlState, first_value, pairs};
use crate::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status};

string_enum! {
    /// The sort order of search results.
    pub enum Sort {
        /// By relevance; without a text, by verdict, the best first.
        Best = "best", "Best match";
        /// By name.
        Name = "name", "Name";
        /// By date of last verification, the newest first, then name.
        Verified = "verified", "Last verified";
        /// By the label of the category, then name.
        Category = "category", "Category";
        /// By the verdict on the BAA, the best first, then the verdicts on PHI and SOC 2, then name.
        Baa = "baa", "BAA";
        /// By the verdict on PHI, the best first, then name.
        Phi = "phi", "PHI";
        /// By the verdict on SOC 2, the best first, then name.
        Soc2 = "soc2", "SOC 2";
        /// By confidence, the highest first, then name.
        Evidence = "evidence", "Evidence";
    }
}

string_enum! {
    /// How results are shown.
    pub enum View {
        /// As cards.
        Cards = "cards", "Cards";
        /// As a table.
        Table = "table", "Table";
    }
}

#[expect(clippy::derivable_impls, reason = "string_enum! has no syntax for #[default]")]
impl Default for Sort {
    fn default() -> Self {
        Self::Best
    }
}

/// A search query. The default query finds every vendor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The text, as the user typed it; of an address, only its host.
    pub text: String,
    /// The selected BAA statuses; an empty selection does not filter, here and in the other facets.
    pub baa: Selection<BaaFilter>,
    /// The selected PHI statuses.
    pub phi: Selection<PhiStatus>,
    /// The selected SOC 2 statuses.
    pub soc2: Selection<Soc2Status>,
    /// The selected levels of evidence.
    pub evidence: Selection<Confidence>,
    /// The selected categories.
    pub categories: Selection<Category>,
    /// The sort order of the results.
    pub sort: Sort,
    /// Whether the sort order is reversed; never for [`Sort::Best`].
    pub is_reversed: bool,
    /// How the results are shown; `None` if the URL does not state it.
    pub view: Option<View>,
}

/// A part of a query whose removal can only add results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryPart {
    /// The text.
    Text,
    /// The selected options of one facet.
    Filter(Facet),
    /// The selected options of every facet.
    AllFilters,
}

impl Query {
    /// The query of a text that a person typed or pasted, without the private parts of addresses.
    pub fn of_text(typed: &str) -> Self {
        Self { text: without_private_parts(typed), ..Self::default() }
    }

    /// Whether a query string has parts of addresses that [`Query::parse`] leaves out.
    pub fn has_private_parts(query_string: &str) -> bool {
        let text = first_value(query_string, "q");
        without_private_parts(&text) != text
    }

    /// Whether the query asks for nothing: it finds every vendor, in the default order.
    pub fn is_default(&self) -> bool {
        self.text.is_empty() && !self.is_filtered() && self.sort == Sort::default()
    }

    /// Sorts by `sort`, in the reverse order if the results are sorted by it already.
    pub fn toggle_sort(&mut self, sort: Sort) {
        self.is_reversed = self.sort == sort && !self.is_reversed && sort != Sort::Best;
        self.sort = sort;
    }

    /// Whether the facet's option with that key is selected.
    pub fn is_selected(&self, facet: Facet, key: &str) -> bool {
        facet.option_index(key).is_some_and(|index| self.selected_bits(facet) >> index & 1 == 1)
    }

    /// Selects the facet's option with that key, or clears it if it is selected. An unknown key changes nothing.
    pub fn toggle_key(&mut self, facet: Facet, key: &str) {
        if let Some(index) = facet.option_index(key) {
            *self.selected_bits_mut(facet) ^= 1 << index;
        }
    }

    /// The selected options of a facet as a bitset: bit *i* is the option with index *i* in [`Facet::options`].
    pub fn selected_bits(&self, facet: Facet) -> u64 {
        match facet {
            Facet::Baa => self.baa.bits,
            Facet::Phi => self.phi.bits,
            Facet::Soc2 => self.soc2.bits,
            Facet::Evidence => self.evidence.bits,
            Facet::Category => self.categories.bits,
        }
    }

    fn selected_bits_mut(&mut self, facet: Facet) -> &mut u64 {
        match facet {
            Facet::Baa => &mut self.baa.bits,
            Facet::Phi => &mut self.phi.bits,
            Facet::Soc2 => &mut self.soc2.bits,
            Facet::Evidence => &mut self.evidence.bits,
            Facet::Category => &mut self.categories.bits,
        }
    }

    /// The keys of a facet's selected options, in display order.
    fn selected_keys(&self, facet: Facet) -> Vec<&'static str> {
        let bits = self.selected_bits(facet);
        let options = facet.options().into_iter().enumerate();
        options.filter(|(index, _)| bits >> index & 1 == 1).map(|(_, option)| option.key).collect()
    }

    /// Whether any option of the facet is selected.
    pub fn is_filtered_by(&self, facet: Facet) -> bool {
        self.selected_bits(facet) != 0
    }

    /// Whether any option of any facet is selected.
    pub fn is_filtered(&self) -> bool {
        Facet::ALL.iter().any(|facet| self.is_filtered_by(*facet))
    }

    /// The number of selected options in all facets.
    pub fn selected_count(&self) -> usize {
        Facet::ALL.iter().map(|facet| self.selected_bits(*facet).count_ones() as usize).sum()
    }

    /// Removes a part from the query.
    pub fn remove(&mut self, part: QueryPart) {
        match part {
            QueryPart::Text => self.text.clear(),
            QueryPart::Filter(facet) => *self.selected_bits_mut(facet) = 0,
            QueryPart::AllFilters => Facet::ALL.iter().for_each(|facet| *self.selected_bits_mut(*facet) = 0),
        }
    }

    /// A copy of the query without a part.
    #[must_use]
    pub fn without(&self, part: QueryPart) -> Self {
        let mut query = self.clone();
        query.remove(part);
        query
    }
}

/// The keys are `q` for the text, `sort` for the sort order and the key of each facet, whose value is a comma-separated
/// list of option keys: `q=mail&baa=available,plan_gated&sort=name`. A "-" before the sort order reverses it.
impl UrlState for Query {
    fn parse(query_string: &str) -> Self {
        let sort = first_value(query_string, "sort");
        let reversed = sort.strip_prefix('-');
        let sort = Sort::from_key(reversed.unwrap_or(&sort)).unwrap_or_default();
        let mut query = Self {
            sort,
            is_reversed: reversed.is_some() && sort != Sort::default(),
            view: View::from_key(&first_value(query_string, "view")),
            ..Self::of_text(&first_value(query_string, "q"))
        };
        for (key, value) in pairs(query_string) {
            let Some(facet) = Facet::from_key(&key) else { continue };
            for index in value.split(',').filter_map(|key| facet.option_index(key)) {
                *query.selected_bits_mut(facet) |= 1 << index;
            }
        }
        query
    }

    fn to_query_string(&self) -> String {
        let mut writer = QueryStringWriter::default();
        writer.append("q", &self.text);
        for facet in Facet::ALL {
            writer.append_list(facet.key(), &self.selected_keys(*facet));
        }
        if self.sort != Sort::default() {
            let sign = if self.is_reversed { "-" } else { "" };
            writer.append("sort", &[sign, self.sort.key()].concat());
        }
        if let Some(view) = self.view {
            writer.append("view", view.key());
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Query, QueryPart, Sort, View};
    use crate::facets::{Facet, FacetValue, Selection};
    use crate::{BaaFilter, Category, Confidence, PhiStatus, Soc2Status, UrlState};

    const FULL: &str = "q=mail&baa=available,plan_gated&phi=eligible&soc2=type_2&evidence=high&category=email&sort=-verified&view=table";

    fn full() -> Query {
        Query {
            text: "mail".to_owned(),
            baa: [BaaFilter::Available, BaaFilter::PlanGated].into_iter().collect(),
            phi: [PhiStatus::Eligible].into_iter().collect(),
            soc2: [Soc2Status::Type2].into_iter().collect(),
            evidence: [Confidence::High].into_iter().collect(),
            categories: [Category::Email].into_iter().collect(),
            sort: Sort::Verified,
            is_reversed: true,
            view: Some(View::Table),
        }
    }

    #[test]
    fn a_query_with_every_part_reads_and_writes_its_url() {
        assert_eq!(Query::parse(FULL), full());
        assert_eq!(Query::parse(&format!("?{FULL}")), full());
        assert_eq!(full().to_query_string(), FULL);
    }

    #[test]
    fn defaults_are_not_written() {
        assert_eq!(Query::default().to_query_string(), "");
        for text in ["", "?", "&&", "q=", "baa=", "sort=best", "sort=-best", "sort=-", "view="] {
            assert_eq!(Query::parse(text), Query::default(), "{text}");
        }
    }

    #[test]
    fn unknown_keys_and_values_are_ignored() {
        let query = Query::parse(
            "utm_source=x&baa=maybe,available,&phi=ELIGIBLE&sort=price&view=list&category&=&q=mail",
        );
        assert_eq!(query.to_query_string(), "q=mail&baa=available");
    }

    #[test]
    fn repeated_facets_merge_and_the_first_text_and_sort_order_count() {
        let query = Query::parse("baa=plan_gated&q=a&baa=available,plan_gated&q=b&sort=name&sort=verified");
        assert_eq!(query.to_query_string(), "q=a&baa=available,plan_gated&sort=name");
        for text in ["q=&q=zoom", "sort=best&sort=name", "sort=price&sort=name", "q&q=a&sort=&sort=name"] {
            assert_eq!(Query::parse(text), Query::default(), "{text}");
        }
    }

    #[test]
    fn every_encoding_of_a_text_is_read_and_malformed_ones_too() {
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
    fn of_an_address_only_the_host_is_read() {
        for (written, text) in [
            ("q=https://www.zoom.us/j/123?pwd%3Dsecret", "www.zoom.us"),
            ("q=ana.lee@zoom.us", "zoom.us"),
            ("q=is+zoom.us/pricing+safe", "is zoom.us safe"),
        ] {
            assert_eq!(
                Query::parse(written),
                Query { text: text.to_owned(), ..Query::default() },
                "{written}"
            );
        }
    }

    #[test]
    fn toggling_twice_changes_nothing_and_removing_a_part_leaves_the_others() {
        let mut query = full();
        query.toggle_key(Facet::Category, "ai");
        let is_selected = |key| query.is_selected(Facet::Category, key);
        assert!(is_selected("ai") && is_selected("email") && !is_selected("crm"));
        assert_eq!(query.selected_count(), full().selected_count() + 1);
        query.toggle_key(Facet::Category, "ai");
        assert_eq!(query, full());

        for facet in Facet::ALL {
            let without = query.without(QueryPart::Filter(*facet));
            assert!(query.is_filtered_by(*facet) && !without.is_filtered_by(*facet) && without.is_filtered());
        }
        assert_eq!(query.without(QueryPart::Text).text, "");
        assert_eq!(
            query.without(QueryPart::AllFilters).to_query_string(),
            "q=mail&sort=-verified&view=table"
        );
        assert!(!query.without(QueryPart::AllFilters).is_filtered());
    }

    #[test]
    fn sorting_by_the_same_column_again_reverses_the_order() {
        let mut query = Query { view: Some(View::Table), ..Query::default() };
        assert!(query.is_default());
        let orders: Vec<String> = [Sort::Name, Sort::Name, Sort::Name, Sort::Phi, Sort::Best, Sort::Best]
            .map(|sort| {
                query.toggle_sort(sort);
                query.to_query_string()
            })
            .into();
        let sorted = ["sort=name&", "sort=-name&", "sort=name&", "sort=phi&", "", ""];
        assert_eq!(orders, sorted.map(|sort| [sort, "view=table"].concat()));
    }

    fn selection<T: FacetValue + std::fmt::Debug>() -> impl Strategy<Value = Selection<T>> {
        vec(proptest::sample::select(T::OPTIONS), 0..4).prop_map(|options| options.into_iter().collect())
    }

    fn query() -> impl Strategy<Value = Query> {
        let sort = (proptest::sample::select(Sort::ALL), any::<bool>());
        let view = proptest::option::of(proptest::sample::select(View::ALL));
        let facets = (selection(), selection(), selection(), selection(), selection());
        (any::<String>(), facets, sort, view).prop_map(
            |(text, (baa, phi, soc2, evidence, categories), (sort, is_reversed), view)| Query {
                baa,
                phi,
                soc2,
                evidence,
                categories,
                sort,
                is_reversed: is_reversed && sort != Sort::Best,
                view,
                ..Query::of_text(&text)
            },
        )
    }

    proptest! {
        #[test]
        fn a_query_reads_back_from_its_query_string(query in query()) {
            let written = query.to_query_string();
            prop_assert!(!written.starts_with('?'));
            prop_assert_eq!(&Query::parse(&["?", &written].concat()), &query, "{}", written);
            prop_assert_eq!(&Query::parse(&written), &query, "{}", written);
        }

        #[test]
        fn any_query_string_is_read_and_written_consistently(text: String) {
            let query = Query::parse(&text);
            prop_assert_eq!(Query::parse(&query.to_query_string()), query);
        }

        #[test]
        fn any_query_string_of_known_parts_is_read(
            parts in vec("(q|baa|phi|soc2|evidence|category|sort|view|x)[=&,]?-?(available|unconfirmed|type_2|high|crm|name|table|%C3|%|\\+)?[,&;]?", 0..8)
        ) {
            let query = Query::parse(&parts.concat());
            prop_assert_eq!(Query::parse(&query.to_query_string()), query);
        }
    }
}
