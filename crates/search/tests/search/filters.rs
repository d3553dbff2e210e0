use super::*;

fn matches_selection<T: FacetValue + PartialEq>(selection: &Selection<T>, option: T) -> bool {
    selection.is_empty() || selection.iter().any(|other| other == option)
}

/// Whether the filters of a query match a listing, by a naive comparison.
fn matches_filters(query: &Query, listing: &Listing) -> bool {
    matches_selection(&query.baa, listing.verdict().baa_class().filter())
        && matches_selection(&query.phi, listing.phi)
        && matches_selection(&query.soc2, listing.soc2)
        && matches_selection(&query.evidence, listing.confidence)
        && matches_selection(&query.categories, listing.category)
}

/// The number of results if an option is the only selected one of its facet.
fn count(query: &Query, facet: Facet, key: &str) -> u32 {
    let mut query = query.without(QueryPart::Filter(facet));
    query.toggle_key(facet, key);
    u32::try_from(ENGINE.search(&query, usize::MAX).hits.len()).expect("few vendors")
}

/// Checks the counts of a query against the number of results of every option.
fn counts_agree(query: &Query) -> Result<(), TestCaseError> {
    let counts = ENGINE.search(query, usize::MAX).counts;
    for facet in Facet::ALL {
        for option in facet.options() {
            let expected = count(query, *facet, option.key);
            prop_assert_eq!(counts.count(*facet, option.key), expected, "{:?} of {:?}", option, query);
        }
    }
    Ok(())
}

#[test]
fn a_text_without_letters_finds_every_vendor_with_the_best_verdict_first() {
    for query_text in ["", "   ", "...", "\u{fffd}"] {
        let hits = ENGINE.search(&text(query_text), usize::MAX).hits;
        assert_eq!(hits.len(), ENGINE.listings().len());
        assert!(hits.is_sorted_by_key(|hit| listing(hit).verdict().rank()));
    }
}

#[test]
fn counts_of_the_default_query_are_those_of_the_listings() {
    let counts = ENGINE.search(&Query::default(), usize::MAX).counts;
    for status in BaaFilter::ALL {
        let has_status = |listing: &&Listing| listing.verdict().baa_class().filter() == *status;
        let listings = ENGINE.listings().iter().filter(has_status).count();
        assert_eq!(counts.count(Facet::Baa, status.key()) as usize, listings, "{}", status.label());
    }
    counts_agree(&Query::default()).expect("counts agree");
}

/// If every record had the same option, the tests of this file could not fail for its facet.
#[test]
fn the_records_of_the_tests_differ_in_every_facet() {
    let counts = ENGINE.search(&Query::default(), usize::MAX).counts;
    for facet in Facet::ALL {
        let used = facet.options().into_iter().filter(|option| counts.count(*facet, option.key) > 0).count();
        assert!(used > 1, "{facet:?} has {used} option among the records");
    }
}

#[test]
fn counts_read_back_from_json() {
    let counts = ENGINE.search(&text("cloud"), usize::MAX).counts;
    let json = serde_json::to_string(&counts).expect("JSON");
    assert_eq!(serde_json::from_str::<FacetCounts>(&json).expect("counts"), counts);
}

/// A selection of up to two options.
pub fn selection<T: FacetValue + std::fmt::Debug>() -> impl Strategy<Value = Selection<T>> {
    vec(select(T::OPTIONS), 0..3).prop_map(|options| options.into_iter().collect())
}

/// A query with any text, selections and sort order.
pub fn query() -> impl Strategy<Value = Query> {
    let text = prop_oneof![
        Just(String::new()),
        select(&["cloud", "google", "iso 27001", "mailchip", "e", "soc 2"][..]).prop_map(str::to_owned),
        "(?s).{0,12}",
    ];
    let sort = (select(Sort::ALL), any::<bool>());
    (text, selection(), selection(), selection(), selection(), selection(), sort).prop_map(
        |(text, baa, phi, soc2, evidence, categories, (sort, is_reversed))| Query {
            text,
            baa,
            phi,
            soc2,
            evidence,
            categories,
            sort,
            is_reversed: is_reversed && sort != Sort::Best,
            ..Query::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_option_gives_as_many_results_as_its_count(query in query()) {
        counts_agree(&query)?;
    }

    #[test]
    fn results_are_the_vendors_that_the_text_finds_and_the_filters_match(query in query()) {
        let Results { hits, .. } = ENGINE.search(&query, usize::MAX);
        let slugs: BTreeSet<&str> = hits.iter().map(|hit| listing(hit).slug.as_str()).collect();
        prop_assert_eq!(slugs.len(), hits.len(), "no vendor is found twice");
        let all = result_slugs(&query.text);
        let expected = ENGINE.listings().iter().filter(|listing| {
            all.contains(&listing.slug.as_str()) && matches_filters(&query, listing)
        });
        prop_assert_eq!(slugs, expected.map(|listing| listing.slug.as_str()).collect());
    }

    #[test]
    fn the_sort_order_changes_only_the_order(query in query()) {
        let mut orders = Sort::ALL.iter().map(|sort| {
            let hits = ENGINE.search(&Query { sort: *sort, ..query.clone() }, usize::MAX).hits;
            hits.iter().map(|hit| hit.index).collect::<BTreeSet<_>>()
        });
        let first = orders.next();
        prop_assert!(orders.all(|order| Some(order) == first));
        let newest = Query { sort: Sort::Verified, is_reversed: false, ..query.clone() };
        let newest = ENGINE.search(&newest, usize::MAX).hits;
        let dates: Vec<_> = newest.iter().map(|hit| listing(hit).last_verified).collect();
        prop_assert!(dates.is_sorted_by(|one, next| one >= next));
    }

    #[test]
    fn each_relaxation_gives_as_many_results_as_it_states(query in query()) {
        for relaxation in ENGINE.relaxations(&query) {
            let relaxed = query.without(relaxation.part);
            prop_assert_eq!(ENGINE.search(&relaxed, usize::MAX).hits.len(), relaxation.results);
            prop_assert!(relaxation.results > 0);
        }
    }
}
