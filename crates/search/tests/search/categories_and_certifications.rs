use super::*;

#[test]
fn the_label_and_the_key_of_a_category_find_every_vendor_in_it() {
    for category in Category::ALL {
        for query_text in [category.label(), category.key()] {
            let results = result_slugs(query_text);
            for listing in ENGINE.listings().iter().filter(|listing| listing.category == *category) {
                assert!(results.contains(&listing.slug.as_str()), "{query_text}: {}", listing.slug);
            }
        }
    }
}

#[test]
fn a_certification_finds_every_vendor_that_has_it_with_a_match_reason() {
    for listing in ENGINE.listings() {
        for certification in &listing.certifications {
            let results = ENGINE.search(&text(certification), usize::MAX);
            let hit = results.hits.iter().find(|hit| super::listing(hit).slug == listing.slug);
            let reason = hit.expect(certification).match_reason.map(|reason| reason.text(listing));
            let is_reason =
                reason.is_some_and(|text| alphanumeric(text).starts_with(&alphanumeric(certification)));
            assert!(is_reason, "{certification} of {}: {reason:?}", listing.slug);
        }
    }
}

#[test]
fn a_number_does_not_match_similar_numbers() {
    for listing in ENGINE.search(&text("ISO 27701"), usize::MAX).hits.iter().map(listing) {
        let has_it = listing.certifications.iter().any(|text| text.contains("27701"));
        assert!(has_it, "{}", listing.slug);
    }
}

#[test]
fn the_best_verdicts_of_a_category_or_certification_come_first() {
    for (query_text, expected) in [
        ("crm", &["zoho-crm", "salesforce", "hubspot"][..]),
        ("transcription", &["fireflies-ai", "rev", "assemblyai"]),
        ("e-signature", &["signnow", "adobe-acrobat-sign"]),
        ("video meetings", &["zoom", "goto-meeting", "doxy-me"]),
        ("devtools", &["launchdarkly"]),
        ("analitics", &["fullstory", "mixpanel"]),
        ("hitrust", &["salesforce", "mongodb-atlas", "paubox"]),
        ("iso 22301", &["zoho-crm", "infobip", "dropbox"]),
        ("tisax", &["braze", "figma"]),
        ("soc 2", &["backblaze", "fireflies-ai", "fly-io"]),
    ] {
        let results = result_slugs(query_text);
        let first: Vec<_> = results.iter().take(3).collect();
        assert!(expected.iter().all(|slug| first.contains(&slug)), "{query_text}: {first:?}");
    }
}
