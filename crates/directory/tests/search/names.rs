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
