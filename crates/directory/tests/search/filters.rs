use super::*;

fn admits<T: Choice + PartialEq>(chosen: &Chosen<T>, option: T) -> bool {
    chosen.is_empty() || chosen.iter().any(|other| other == option)
}

fn passes(query: &Query, listing: &Listing) -> bool {
    admits(&query.baa, listing.verdict().baa_class().filter())
        && admits(&query.phi, listing.phi)
        && admits(&query.soc2, listing.soc2)
        && admits(&query.evidence, listing.confidence)
        && admits(&query.categories, listing.category)
}

/// How many results there are when an option is all that is chosen of its facet.
fn count<T: Choice>(query: &Query, option: T) -> u32 {
    let mut query = query.clone();
    query.drop(Part::Filter(T::FACET));
    query.toggle(option);
    u32::try_from(ENGINE.search(&query, usize::MAX).hits.len()).expect("few vendors")
}

fn agree<T: Choice>(query: &Query, counts: &FacetCounts) -> Result<(), TestCaseError> {
    for option in T::OPTIONS {
        let label = option.label();
        prop_assert_eq!(counts.of(*option), count(query, *option), "{} of {:?}", label, query);
    }
    Ok(())
}

fn all_agree(query: &Query) -> Result<(), TestCaseError> {
    let counts = ENGINE.search(query, usize::MAX).counts;
    agree::<BaaFilter>(query, &counts)?;
    agree::<PhiStatus>(query, &counts)?;
    agree::<Soc2Status>(query, &counts)?;
    agree::<Confidence>(query, &counts)?;
    agree::<Category>(query, &counts)
}

#[test]
fn without_a_text_and_filters_all_are_there_the_best_verdict_first() {
    for query_text in ["", "   ", "...", "\u{fffd}"] {
        let hits = ENGINE.search(&text(query_text), usize::MAX).hits;
        assert_eq!(hits.len(), ENGINE.listings().len());
        assert!(hits.is_sorted_by_key(|hit| listing(hit).verdict().rank()));
    }
}

#[test]
fn counts_are_those_of_the_records() {
    let counts = ENGINE.search(&Query::default(), usize::MAX).counts;
    for status in BaaFilter::ALL {
        let is_one = |listing: &&Listing| listing.verdict().baa_class().filter() == *status;
        let records = ENGINE.listings().iter().filter(is_one).count();
        assert_eq!(counts.of(*status) as usize, records, "{}", status.label());
    }
    all_agree(&Query::default()).expect("counts agree");
}

#[test]
fn counts_survive_the_way_into_a_page() {
    let counts = ENGINE.search(&text("cloud"), usize::MAX).counts;
    let json = serde_json::to_string(&counts).expect("JSON");
    assert_eq!(serde_json::from_str::<FacetCounts>(&json).expect("counts"), counts);
}

pub fn chosen<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = Chosen<T>> {
    vec(select(T::OPTIONS), 0..3).prop_map(|options| options.into_iter().collect())
}

pub fn query() -> impl Strategy<Value = Query> {
    let text = prop_oneof![
        Just(String::new()),
        select(&["cloud", "google", "iso 27001", "mailchip", "e", "soc 2"][..]).prop_map(str::to_owned),
        "(?s).{0,12}",
    ];
    (text, chosen(), chosen(), chosen(), chosen(), chosen(), select(Sort::ALL)).prop_map(
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
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_option_gives_as_many_results_as_its_count_says(query in query()) {
        all_agree(&query)?;
    }

    #[test]
    fn results_are_what_the_text_finds_and_the_filters_let_through(query in query()) {
        let Results { hits, .. } = ENGINE.search(&query, usize::MAX);
        let slugs: BTreeSet<&str> = hits.iter().map(|hit| listing(hit).slug.as_str()).collect();
        prop_assert_eq!(slugs.len(), hits.len(), "no vendor twice");
        let all = found(&query.text);
        let expected = ENGINE.listings().iter().filter(|listing| {
            all.contains(&listing.slug.as_str()) && passes(&query, listing)
        });
        prop_assert_eq!(slugs, expected.map(|listing| listing.slug.as_str()).collect());
    }

    #[test]
    fn an_order_changes_the_order_only(query in query()) {
        let mut orders = Sort::ALL.iter().map(|sort| {
            let hits = ENGINE.search(&Query { sort: *sort, ..query.clone() }, usize::MAX).hits;
            hits.iter().map(|hit| hit.index).collect::<BTreeSet<_>>()
        });
        let first = orders.next();
        prop_assert!(orders.all(|order| Some(order) == first));
        let newest = ENGINE.search(&Query { sort: Sort::Verified, ..query.clone() }, usize::MAX).hits;
        let dates: Vec<_> = newest.iter().map(|hit| listing(hit).last_verified).collect();
        prop_assert!(dates.is_sorted_by(|one, next| one >= next));
    }

    #[test]
    fn each_remedy_gives_as_many_results_as_it_says(query in query()) {
        for remedy in ENGINE.remedies(&query) {
            prop_assert_eq!(ENGINE.search(&query.without(remedy.part), usize::MAX).hits.len(), remedy.results);
            prop_assert!(remedy.results > 0);
        }
    }
}
