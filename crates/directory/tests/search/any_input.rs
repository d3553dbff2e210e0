use super::*;

/// What people, pasted texts and broken keyboards type. `PROPTEST_CASES=1000000 cargo test --release --package
/// directory --test search any_text` tries a million.
fn any_typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(ENGINE.listings()).prop_map(|listing| listing.name),
        1 => select(&["Signs a BAA", "PHI allowed", "SOC 2 Type II", "soc2", "category", "no"][..]).prop_map(str::to_owned),
        2 => "[a-z]{1,12}",
        1 => "[ .,\\-_]{1,4}",
        1 => "[é\u{301}\u{202e}\u{200d}ßﬀא-תа-я]{1,6}",
        1 => "(?s).{0,4}",
    ];
    let typed = (vec(piece, 0..6), any::<Index>(), any::<Index>(), any::<char>());
    let damaged = typed.prop_map(|(pieces, from, to, wrong)| {
        let mut letters: Vec<char> = pieces.concat().chars().collect();
        letters.push(wrong);
        let (from, to) = (from.index(letters.len()), to.index(letters.len()));
        letters.swap(from, to);
        letters.remove(from);
        letters.into_iter().collect()
    });
    prop_oneof![6 => damaged, 1 => "(?s).*", 1 => "[a-z ]{0,200}", 1 => "[a-c]{100,10000}"]
}

fn is_answered(query_text: &str) {
    let hits = ENGINE.search(&text(query_text), usize::MAX).hits;
    let near = ENGINE.nearest(query_text, 5);
    assert!(near.len() <= 5);
    for hit in hits.iter().take(3) {
        let name = &listing(hit).name;
        let pieces = marks(name, query_text);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), *name);
    }
}

#[test]
fn what_nobody_means_is_answered_all_the_same() {
    let long = "abcdefghij".repeat(1000);
    let words = "zoom cloud sign ".repeat(700);
    let accents = format!("e{}", "\u{301}".repeat(10_000));
    let alphabet: String = ('a'..='z').flat_map(|letter| [letter, ' ']).collect();
    let texts = [&long, &words, &accents, &alphabet, "!?.,;:-_'\"\\/<>&%#", "\0\0", "\u{fffd}\u{fffd}"];
    for query_text in
        texts.into_iter().chain(["שלום זום", "\u{202e}mooz", "صفر", "株式会社", "🔥🔥", "ß", "ﬀ"])
    {
        is_answered(query_text);
    }
    assert!(found(&long).is_empty() && found(&alphabet).is_empty());
    assert_eq!(found(&"zoom ".repeat(25)).first(), Some(&"zoom"), "a word is looked for once");
}

proptest! {
    #[test]
    fn any_text_is_answered(query_text in any_typed()) {
        is_answered(&query_text);
    }

    #[test]
    fn any_address_is_answered(address in "(q=|baa=|sort=|&|%ED%A0%80|%FF|%|[a-z0-9+ ,]{0,12}){0,8}") {
        let query = Query::parse(&address);
        let results = ENGINE.search(&query, 100);
        prop_assert!(results.hits.len() == results.total.min(100));
    }

    #[test]
    fn the_first_results_are_the_first_of_all(query in super::filters::query(), most in 0_usize..250) {
        let all = ENGINE.search(&query, usize::MAX);
        let first = ENGINE.search(&query, most);
        prop_assert_eq!(first.hits.as_slice(), &all.hits[..most.min(all.hits.len())]);
        prop_assert_eq!((first.total, first.counts), (all.hits.len(), all.counts));
    }

    #[test]
    fn no_worse_match_stands_over_a_better_one(vendor: Index, from: Index, letters in 1_usize..8) {
        let name = bare(&vendor.get(ENGINE.listings()).name);
        let from = from.index(name.len());
        let typed = name.get(from..name.len().min(from + letters)).expect("ASCII");
        prop_assume!(!typed.contains(|c: char| c.is_ascii_digit()));
        let hits = ENGINE.search(&text(typed), usize::MAX).hits;
        // Typing errors come after everything that stands there as typed.
        let ranks: Vec<_> = hits.iter().map(|hit| {
            let listing = listing(hit);
            (rank(typed, listing).unwrap_or((4, 0)), listing.verdict().rank())
        }).collect();
        let literal = ENGINE.listings().iter().filter(|listing| rank(typed, listing).is_some()).count();
        prop_assert!(ranks.iter().take(literal).is_sorted(), "{}: {:?}", typed, ranks);
        prop_assert!(ranks.iter().skip(literal).all(|(rank, _)| rank.0 == 4));
        prop_assert!(ranks.len() >= literal);
    }

    #[test]
    fn the_order_of_the_files_makes_no_difference(query in super::filters::query(), seed: u64) {
        let mut listings = ENGINE.listings().to_vec();
        let count = listings.len() as u64;
        for at in 0..listings.len() {
            let other = seed.wrapping_mul(at as u64 + 1).wrapping_add(seed >> 7) % count;
            listings.swap(at, usize::try_from(other).expect("a place"));
        }
        let other = Engine::new(listings);
        let slugs = |engine: &Engine| -> Vec<String> {
            let hits = engine.search(&query, usize::MAX).hits;
            hits.iter().map(|hit| engine.listings()[hit.index].slug.to_string()).collect()
        };
        prop_assert_eq!(slugs(&other), slugs(&ENGINE));
    }
}
