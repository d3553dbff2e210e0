use super::*;

#[test]
fn a_vendor_is_first_for_its_exact_name_regardless_of_case_and_separators() {
    for listing in ENGINE.listings() {
        let joined = alphanumeric(&listing.name);
        let spaced = joined.chars().flat_map(|letter| [letter, ' ']).collect::<String>();
        for name in [&listing.name, &listing.name.to_uppercase(), &joined, &spaced] {
            assert_eq!(result_slugs(name).first(), Some(&listing.slug.as_str()), "{name}");
        }
    }
}

#[test]
fn a_vendor_is_among_the_first_three_for_each_alias_with_a_highlighted_match_reason() {
    for listing in ENGINE.listings() {
        for alias in &listing.aliases {
            let results = ENGINE.search(&text(alias), usize::MAX);
            let position = results.hits.iter().position(|hit| super::listing(hit).slug == listing.slug);
            assert!(position.is_some_and(|position| position < 3), "{alias}: {position:?}");
            let hit = position.and_then(|position| results.hits.get(position)).expect("a hit");
            let shown_text = hit.match_reason.map_or(listing.name.as_str(), |reason| reason.text(listing));
            let is_highlighted = highlight(shown_text, alias).iter().any(|fragment| fragment.is_match);
            assert!(is_highlighted, "{alias} is not highlighted in {shown_text}");
        }
    }
}

#[test]
fn a_vendor_is_found_by_each_prefix_of_its_name_from_three_letters_on() {
    for listing in ENGINE.listings() {
        let ends = listing.name.char_indices().map(|(at, _)| at).skip(3);
        for prefix in ends.filter_map(|end| listing.name.get(..end)) {
            let results = result_slugs(prefix);
            let position = position_of(listing.slug.as_str(), &results);
            // Only vendors with the same prefix in a name or alias precede it.
            let preceding = results.iter().take(position.expect(prefix));
            for other in preceding.map(|slug| by_slug(slug)) {
                let mut names = other.aliases.iter().chain([&other.name]).map(|name| alphanumeric(name));
                let has_prefix = names.any(|name| name.starts_with(&alphanumeric(prefix)));
                assert!(has_prefix, "{prefix}: {}", other.slug);
            }
        }
    }
}

/// Every variant of a name with one typing error, and the kind of the error: a missing, extra or wrong letter, or two
/// swapped letters.
fn typing_errors(name: &str) -> impl Iterator<Item = (&'static str, String)> {
    let letters: Vec<char> = name.chars().collect();
    (0..letters.len()).flat_map(move |at| {
        let (before, after) = letters.split_at(at);
        let join = |middle: &[char], skipped: usize| -> String {
            before.iter().chain(middle).chain(after.iter().skip(skipped)).collect()
        };
        let mut variants =
            vec![("missing", join(&[], 1)), ("extra", join(&['q'], 0)), ("wrong", join(&['q'], 1))];
        if let [first, second, ..] = after
            && first != second
        {
            variants.push(("swapped", join(&[*second, *first], 2)));
        }
        variants
    })
}

#[test]
fn a_vendor_is_found_by_its_name_with_one_typing_error_among_the_first_fuzzy_matches() {
    for listing in ENGINE.listings() {
        // A text with a digit or of up to three letters matches without typing errors only, and a name of four letters
        // has three if one is missing.
        if alphanumeric(&listing.name).len() < 5 || listing.name.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        for (kind, mistyped) in typing_errors(&listing.name) {
            let position = position_of(listing.slug.as_str(), &result_slugs(&mistyped));
            assert!(position.is_some(), "{kind} letter, {mistyped}");
        }
        // Literal matches precede it, as those of "cloud" precede iCloud.
        for (kind, mistyped) in typing_errors(&alphanumeric(&listing.name)) {
            let results = result_slugs(&mistyped);
            let position = position_of(listing.slug.as_str(), &results).expect(&mistyped);
            let preceding = results.iter().take(position);
            let fuzzy = preceding.filter(|slug| rank(&mistyped, by_slug(slug)).is_none()).count();
            assert!(fuzzy < 3, "{kind} letter, {mistyped}: {results:?}");
        }
    }
}

#[test]
fn a_vendor_is_among_the_first_three_for_the_words_of_its_name_in_reverse_order() {
    for listing in ENGINE.listings() {
        let words: Vec<&str> = listing.name.split_whitespace().rev().collect();
        let position = position_of(listing.slug.as_str(), &result_slugs(&words.join(" ")));
        assert!(position.is_some_and(|position| position < 3), "{words:?}: {position:?}");
    }
}

#[test]
fn a_slug_without_its_last_letter_is_near_its_vendor() {
    for listing in ENGINE.listings() {
        let mistyped = listing.slug.as_str().get(..listing.slug.as_str().len() - 1).expect("ASCII");
        if mistyped.len() > 2 {
            let nearest = ENGINE.nearest(mistyped, 5);
            let is_near = nearest.iter().any(|index| ENGINE.listings()[*index].slug == listing.slug);
            assert!(is_near, "{mistyped}");
        }
    }
}
