//! Search over the real records: what people type finds what they mean, filters and counts agree with
//! the plainest way to count, and nothing that can be typed stops it.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

mod records;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use directory::query::Part;
use directory::search::{Choice, Chosen, Engine, FacetCounts, Hit, Results, marks};
use directory::{BaaStatus, Category, Listing, PhiStatus, Query, Soc2Status, Sort};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(records::listings()));

fn text(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn listing(hit: &Hit) -> &'static Listing {
    ENGINE.listing(hit.index).expect("a hit is a listing")
}

fn by_slug(slug: &str) -> &'static Listing {
    ENGINE.listings().iter().find(|listing| listing.slug.as_str() == slug).expect("a listing")
}

/// The slugs of what a text finds, in order.
fn found(query_text: &str) -> Vec<&'static str> {
    ENGINE.search(&text(query_text), usize::MAX).hits.iter().map(|hit| listing(hit).slug.as_str()).collect()
}

fn place_of(slug: &str, found: &[&str]) -> Option<usize> {
    found.iter().position(|other| *other == slug)
}

/// The letters and digits of a name, as a person types them who does not care for the rest.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// How well a name matches one word, by the plainest comparison; `None` where the letters as typed do
/// not stand in it.
fn kind(typed: &str, name: &str) -> Option<u8> {
    let words: Vec<String> = name.split(|c: char| !c.is_ascii_alphanumeric()).map(bare).collect();
    let joined = words.concat();
    let starts = (1..words.len()).map(|word| words.get(word..).unwrap_or_default().concat());
    if joined == typed {
        Some(0)
    } else if joined.starts_with(typed) {
        Some(1)
    } else if starts.into_iter().any(|rest| rest.starts_with(typed)) {
        Some(2)
    } else if words.iter().any(|word| word.contains(typed)) {
        Some(3)
    } else {
        None
    }
}

/// The best of a vendor's matches: the kind, then the place.
fn rank(typed: &str, listing: &Listing) -> Option<(u8, u8)> {
    let name = kind(typed, &listing.name).map(|kind| (kind, 0));
    let aliases = listing.aliases.iter().filter_map(|alias| kind(typed, alias)).map(|kind| (kind, 1));
    let category = [listing.category.label(), listing.category.key()];
    let category = category.iter().filter_map(|text| kind(typed, text)).map(|kind| (kind.max(1), 2));
    let certifications = listing.certifications.iter().filter_map(|text| kind(typed, text));
    let report = match listing.soc2 {
        Soc2Status::Type2 | Soc2Status::Type1 => kind(typed, listing.soc2.label()),
        Soc2Status::Reported => kind(typed, "SOC 2"),
        Soc2Status::None | Soc2Status::Unknown => None,
    };
    let report = report.filter(|kind| *kind < 3).map(|kind| (kind.max(1), 3));
    name.into_iter()
        .chain(report)
        .chain(aliases)
        .chain(category)
        .chain(certifications.map(|kind| (kind.max(1), 3)))
        .min()
}

mod names {
    use super::*;

    #[test]
    fn a_vendor_comes_first_by_its_exact_name_however_it_is_written() {
        for listing in ENGINE.listings() {
            let joined = bare(&listing.name);
            let spaced = joined.chars().flat_map(|letter| [letter, ' ']).collect::<String>();
            for name in [&listing.name, &listing.name.to_uppercase(), &joined, &spaced] {
                assert_eq!(found(name).first(), Some(&listing.slug.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn a_vendor_is_among_the_first_three_by_each_alias_and_the_hit_names_it() {
        for listing in ENGINE.listings() {
            for alias in &listing.aliases {
                let results = ENGINE.search(&text(alias), usize::MAX);
                let place = results.hits.iter().position(|hit| super::listing(hit).slug == listing.slug);
                assert!(place.is_some_and(|place| place < 3), "{alias}: {place:?}");
                let hit = place.and_then(|place| results.hits.get(place)).expect("a hit");
                let says = hit.matched.map_or(listing.name.as_str(), |matched| matched.text(listing));
                let marked = marks(says, alias).iter().any(|piece| piece.is_match);
                assert!(marked, "{alias} is not marked in {says}");
            }
        }
    }

    #[test]
    fn a_vendor_is_found_by_each_beginning_of_its_name_from_three_letters_on() {
        for listing in ENGINE.listings() {
            let ends = listing.name.char_indices().map(|(at, _)| at).skip(3);
            for beginning in ends.filter_map(|end| listing.name.get(..end)) {
                let found = found(beginning);
                let place = place_of(listing.slug.as_str(), &found);
                // Nothing but what has the same beginning, or is called just that, stands before it.
                let before = found.iter().take(place.expect(beginning));
                for other in before.map(|slug| by_slug(slug)) {
                    let mut names = other.aliases.iter().chain([&other.name]).map(|name| bare(name));
                    let begins_alike = names.any(|name| name.starts_with(&bare(beginning)));
                    assert!(begins_alike, "{beginning}: {}", other.slug);
                }
            }
        }
    }

    /// Each way to type a name wrongly by one letter: missing, extra, wrong, swapped.
    fn typing_errors(name: &str) -> impl Iterator<Item = (&'static str, String)> {
        let letters: Vec<char> = name.chars().collect();
        (0..letters.len()).flat_map(move |at| {
            let (before, after) = letters.split_at(at);
            let join = |middle: &[char], skipped: usize| -> String {
                before.iter().chain(middle).chain(after.iter().skip(skipped)).collect()
            };
            let mut wrong =
                vec![("missing", join(&[], 1)), ("extra", join(&['q'], 0)), ("wrong", join(&['q'], 1))];
            if let [first, second, ..] = after
                && first != second
            {
                wrong.push(("swapped", join(&[*second, *first], 2)));
            }
            wrong
        })
    }

    #[test]
    fn a_vendor_is_found_by_its_name_with_one_typing_error_and_stands_before_most_other_such() {
        for listing in ENGINE.listings() {
            // A number is never taken for another, and in three letters each one counts.
            if bare(&listing.name).len() < 5 || listing.name.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            for (kind, typed) in typing_errors(&listing.name) {
                let place = place_of(listing.slug.as_str(), &found(&typed));
                assert!(place.is_some(), "{kind} letter, {typed}");
            }
            // What has the letters just as they were typed stands before it ("cloud", for iCloud).
            for (kind, typed) in typing_errors(&bare(&listing.name)) {
                let found = found(&typed);
                let place = place_of(listing.slug.as_str(), &found).expect(&typed);
                let before = found.iter().take(place);
                let misspelt = before.filter(|slug| rank(&typed, by_slug(slug)).is_none()).count();
                assert!(misspelt < 3, "{kind} letter, {typed}: {found:?}");
            }
        }
    }

    #[test]
    fn the_words_of_a_name_may_stand_in_any_order() {
        for listing in ENGINE.listings() {
            let words: Vec<&str> = listing.name.split_whitespace().rev().collect();
            let place = place_of(listing.slug.as_str(), &found(&words.join(" ")));
            assert!(place.is_some_and(|place| place < 3), "{words:?}: {place:?}");
        }
    }

    #[test]
    fn a_name_that_lacks_one_letter_is_near_in_an_address_too() {
        for listing in ENGINE.listings() {
            let mistyped = listing.slug.as_str().get(..listing.slug.as_str().len() - 1).expect("ASCII");
            if mistyped.len() > 2 {
                let nearest = ENGINE.nearest(mistyped, 5);
                let is_near = nearest.iter().any(|index| ENGINE.listings()[*index].slug == listing.slug);
                assert!(is_near, "{mistyped}");
            }
        }
    }
}

mod words {
    use super::*;

    #[test]
    fn a_category_finds_every_vendor_in_it() {
        for category in Category::ALL {
            for query_text in [category.label(), category.key()] {
                let found = found(query_text);
                for listing in ENGINE.listings().iter().filter(|listing| listing.category == *category) {
                    assert!(found.contains(&listing.slug.as_str()), "{query_text}: {}", listing.slug);
                }
            }
        }
    }

    #[test]
    fn a_certification_finds_every_vendor_that_has_it_and_says_so() {
        for listing in ENGINE.listings() {
            for certification in &listing.certifications {
                let results = ENGINE.search(&text(certification), usize::MAX);
                let hit = results.hits.iter().find(|hit| super::listing(hit).slug == listing.slug);
                let matched = hit.expect(certification).matched.map(|matched| matched.text(listing));
                let same = matched.is_some_and(|matched| bare(matched).starts_with(&bare(certification)));
                assert!(same, "{certification} of {}: {matched:?}", listing.slug);
            }
        }
    }

    #[test]
    fn one_number_is_not_another() {
        for listing in ENGINE.search(&text("ISO 27701"), usize::MAX).hits.iter().map(listing) {
            let has_it = listing.certifications.iter().any(|text| text.contains("27701"));
            assert!(has_it, "{}", listing.slug);
        }
    }

    #[test]
    fn of_a_category_or_a_certification_the_best_verdicts_come_first() {
        for (query_text, expected) in [
            ("crm", &["zoho-crm", "salesforce", "hubspot"][..]),
            ("transcription", &["fireflies-ai", "rev", "deepgram"]),
            ("e-signature", &["signnow", "adobe-acrobat-sign"]),
            ("video meetings", &["goto-meeting", "doxy-me", "webex"]),
            ("devtools", &["launchdarkly"]),
            ("analitics", &["fullstory", "posthog"]),
            ("hitrust", &["mongodb-atlas", "paubox", "microsoft-365"]),
            ("iso 22301", &["zoho-crm", "infobip", "dropbox"]),
            ("tisax", &["braze", "figma"]),
            ("soc 2", &["backblaze", "fireflies-ai", "fly-io"]),
        ] {
            let found = found(query_text);
            let first: Vec<_> = found.iter().take(3).collect();
            assert!(expected.iter().all(|slug| first.contains(&slug)), "{query_text}: {first:?}");
        }
    }
}

mod filters {
    use super::*;

    fn admits<T: Choice + PartialEq>(chosen: &Chosen<T>, option: T) -> bool {
        chosen.is_empty() || chosen.iter().any(|other| other == option)
    }

    fn passes(query: &Query, listing: &Listing) -> bool {
        admits(&query.baa, listing.baa)
            && admits(&query.phi, listing.phi)
            && admits(&query.soc2, listing.soc2)
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
        agree::<BaaStatus>(query, &counts)?;
        agree::<PhiStatus>(query, &counts)?;
        agree::<Soc2Status>(query, &counts)?;
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
        for status in BaaStatus::ALL {
            let records = ENGINE.listings().iter().filter(|listing| listing.baa == *status).count();
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
        (text, chosen(), chosen(), chosen(), chosen(), select(Sort::ALL)).prop_map(
            |(text, baa, phi, soc2, categories, sort)| Query { text, baa, phi, soc2, categories, sort },
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
}

mod any_input {
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
}
