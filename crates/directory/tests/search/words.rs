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
        let found = found(query_text);
        let first: Vec<_> = found.iter().take(3).collect();
        assert!(expected.iter().all(|slug| first.contains(&slug)), "{query_text}: {first:?}");
    }
}
