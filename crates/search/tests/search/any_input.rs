use super::*;

/// Queries that users type, paste or mistype. `PROPTEST_CASES=1000000 cargo test --release --package search --test search
/// any_text` tries a million.
fn any_query_text() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        4 => select(ENGINE.listings()).prop_map(|listing| listing.name),
        1 => select(&["Signs a BAA", "PHI allowed", "SOC 2 Type II", "soc2", "category", "no"][..]).prop_map(str::to_owned),
        2 => "[a-z]{1,12}",
        1 => "[ .,\\-_]{1,4}",
        1 => "[é\u{301}\u{202e}\u{200d}ßﬀא-תа-я]{1,6}",
        1 => "(?s).{0,4}",
    ];
    let fragments = (vec(fragment, 0..6), any::<Index>(), any::<Index>(), any::<char>());
    let mistyped = fragments.prop_map(|(fragments, from, to, wrong)| {
        let mut letters: Vec<char> = fragments.concat().chars().collect();
        letters.push(wrong);
        let (from, to) = (from.index(letters.len()), to.index(letters.len()));
        letters.swap(from, to);
        letters.remove(from);
        letters.into_iter().collect()
    });
    prop_oneof![6 => mistyped, 1 => "(?s).*", 1 => "[a-z ]{0,200}", 1 => "[a-c]{100,10000}"]
}

/// Calls every function of the engine that takes a text, and checks what must hold for any text.
fn assert_is_answered(query_text: &str) {
    let nearest = ENGINE.nearest(query_text, usize::MAX);
    let different: BTreeSet<&usize> = nearest.iter().collect();
    assert_eq!(different.len(), nearest.len(), "no vendor is suggested twice");
    let first = nearest.get(..nearest.len().min(5)).expect("a prefix");
    assert_eq!(ENGINE.nearest(query_text, 5), first, "the limit removes only the last names");
    let hits = ENGINE.search(&text(query_text), usize::MAX).hits;
    for hit in hits.iter().take(3) {
        let name = &listing(hit).name;
        let fragments = highlight(name, query_text);
        assert_eq!(fragments.iter().map(|fragment| fragment.text).collect::<String>(), *name);
    }
}

#[test]
fn unusual_texts_are_answered() {
    let long = "abcdefghij".repeat(1000);
    let words = "zoom cloud sign ".repeat(700);
    let accents = format!("e{}", "\u{301}".repeat(10_000));
    let alphabet: String = ('a'..='z').flat_map(|letter| [letter, ' ']).collect();
    let texts = [&long, &words, &accents, &alphabet, "!?.,;:-_'\"\\/<>&%#", "\0\0", "\u{fffd}\u{fffd}"];
    for query_text in
        texts.into_iter().chain(["שלום זום", "\u{202e}mooz", "صفر", "株式会社", "🔥🔥", "ß", "ﬀ"])
    {
        assert_is_answered(query_text);
    }
    assert!(result_slugs(&long).is_empty() && result_slugs(&alphabet).is_empty());
    assert_eq!(
        result_slugs(&"zoom ".repeat(25)).first(),
        Some(&"zoom"),
        "a repeated word is searched for once"
    );
}

proptest! {
    #[test]
    fn any_text_is_answered(query_text in any_query_text()) {
        assert_is_answered(&query_text);
    }

    #[test]
    fn any_query_string_is_answered(query_string in "(q=|baa=|sort=|&|%ED%A0%80|%FF|%|[a-z0-9+ ,]{0,12}){0,8}") {
        let query = Query::parse(&query_string);
        let results = ENGINE.search(&query, 100);
        prop_assert!(results.hits.len() == results.total.min(100));
    }

    #[test]
    fn the_limit_removes_only_the_last_results(query in super::filters::query(), limit in 0_usize..250) {
        let all = ENGINE.search(&query, usize::MAX);
        let first = ENGINE.search(&query, limit);
        prop_assert_eq!(first.hits.as_slice(), &all.hits[..limit.min(all.hits.len())]);
        prop_assert_eq!((first.total, first.counts), (all.hits.len(), all.counts));
    }

    #[test]
    fn no_worse_match_precedes_a_better_one(vendor: Index, start: Index, length in 1_usize..8) {
        let name = alphanumeric(&vendor.get(ENGINE.listings()).name);
        let start = start.index(name.len());
        let query_text = name.get(start..name.len().min(start + length)).expect("ASCII");
        prop_assume!(!query_text.contains(|c: char| c.is_ascii_digit()));
        let hits = ENGINE.search(&text(query_text), usize::MAX).hits;
        // Matches with typing errors follow all literal matches.
        let ranks: Vec<_> = hits.iter().map(|hit| {
            let listing = listing(hit);
            (rank(query_text, listing).unwrap_or((4, 0)), listing.verdict().rank())
        }).collect();
        let literal = ENGINE.listings().iter().filter(|listing| rank(query_text, listing).is_some()).count();
        prop_assert!(ranks.iter().take(literal).is_sorted(), "{}: {:?}", query_text, ranks);
        prop_assert!(ranks.iter().skip(literal).all(|(rank, _)| rank.0 == 4));
        prop_assert!(ranks.len() >= literal);
    }

    #[test]
    fn the_order_of_the_listings_does_not_matter(query in super::filters::query(), seed: u64) {
        let mut listings = ENGINE.listings().to_vec();
        let count = listings.len() as u64;
        for at in 0..listings.len() {
            let other = seed.wrapping_mul(at as u64 + 1).wrapping_add(seed >> 7) % count;
            listings.swap(at, usize::try_from(other).expect("an index"));
        }
        let other = Engine::new(listings);
        let slugs = |engine: &Engine| -> Vec<String> {
            let hits = engine.search(&query, usize::MAX).hits;
            hits.iter().map(|hit| engine.listings()[hit.index].slug.to_string()).collect()
        };
        prop_assert_eq!(slugs(&other), slugs(&ENGINE));
    }
}
