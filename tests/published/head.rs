//! What each page says of itself to search engines and to those that show a link to it.

use std::collections::BTreeSet;
use std::fs;

use directory::{Category, answers};
use scraper::Html;
use serde_json::Value;

use crate::facts::{dist, records};
use crate::html::{Page, pages, parsed, text, vendor_pages};

const SITE: &str = "https://countersign.example";

/// The path of the page in that file.
fn path(page: &Page) -> String {
    format!("/{}", page.file.trim_end_matches("index.html"))
}

/// The page's structured data: the objects of its graph.
fn graph(page: &Page) -> Vec<Value> {
    let json: String = page.only("head > script[type='application/ld+json']").text().collect();
    let data: Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{}: {error}", page.file));
    assert_eq!(data["@context"], "https://schema.org", "{}", page.file);
    data["@graph"].as_array().expect("a graph").clone()
}

fn of_type(page: &Page, kind: &str) -> Value {
    let mut found: Vec<Value> = graph(page).into_iter().filter(|object| object["@type"] == kind).collect();
    assert_eq!(found.len(), 1, "{} has {} of {kind}", page.file, found.len());
    found.remove(0)
}

/// Name and address of each entry of a list, whose positions count from 1.
fn entries(page: &Page, list: &Value, address: &str) -> Vec<(String, String)> {
    let items = list["itemListElement"].as_array().expect("entries");
    let entry = |(index, item): (usize, &Value)| {
        assert_eq!(
            (&item["@type"], &item["position"]),
            (&"ListItem".into(), &(index + 1).into()),
            "{}",
            page.file
        );
        let words =
            |key: &str| item[key].as_str().unwrap_or_else(|| panic!("{} lacks {key}", page.file)).to_owned();
        (words("name"), words(address))
    };
    items.iter().enumerate().map(entry).collect()
}

#[test]
fn the_questions_for_search_engines_are_those_of_the_page_word_for_word() {
    for (page, _, record) in vendor_pages() {
        let list = of_type(&page, "FAQPage");
        let questions: Vec<(String, String)> = list["mainEntity"]
            .as_array()
            .expect("questions")
            .iter()
            .map(|entry| {
                assert_eq!(
                    (&entry["@type"], &entry["acceptedAnswer"]["@type"]),
                    (&"Question".into(), &"Answer".into())
                );
                let words = |value: &Value| value.as_str().expect("words").to_owned();
                (words(&entry["name"]), words(&entry["acceptedAnswer"]["text"]))
            })
            .collect();
        let expected = answers::questions(&record).map(|entry| (entry.question, entry.answer));
        assert_eq!(questions, expected, "{}", page.file);
        let shown = page.only(".questions");
        let words = |selector: &str| shown.select(&parsed(selector)).map(text).collect::<Vec<_>>();
        for (entry, (question, answer)) in questions.iter().zip(words("h3").iter().zip(&words("p"))) {
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!((&squeezed(&entry.0), &squeezed(&entry.1)), (question, answer), "{}", page.file);
        }
    }
}

#[test]
fn the_way_to_a_vendor_leads_over_its_category() {
    for (page, _, record) in vendor_pages() {
        let way = entries(&page, &of_type(&page, "BreadcrumbList"), "item");
        let category = format!("{SITE}/categories/{}/", record.category.key());
        let expected = [
            ("Countersign".to_owned(), format!("{SITE}/")),
            (record.category.label().to_owned(), category),
            (record.name.clone(), format!("{SITE}/vendors/{}/", record.slug)),
        ];
        assert_eq!(way, expected, "{}", page.file);
    }
}

#[test]
fn a_category_lists_its_vendors_for_search_engines_in_the_order_of_the_page() {
    for &category in Category::ALL {
        let page = Page::read(&format!("categories/{}/index.html", category.key()));
        let listed = entries(&page, &of_type(&page, "ItemList"), "url");
        let address = |href: &str| format!("{SITE}{href}");
        let rows = page.all("tbody th a");
        let shown: Vec<(String, String)> = rows
            .into_iter()
            .map(|link| (text(link), address(link.attr("href").expect("an address"))))
            .collect();
        assert_eq!(listed, shown, "{}", page.file);
        of_type(&page, "BreadcrumbList");
    }
}

#[test]
fn the_home_page_says_how_it_is_searched() {
    let site = of_type(&Page::read("index.html"), "WebSite");
    assert_eq!((&site["name"], &site["url"]), (&"Countersign".into(), &format!("{SITE}/").into()));
    let search = &site["potentialAction"];
    assert_eq!(search["@type"], "SearchAction");
    assert_eq!(search["target"]["urlTemplate"], format!("{SITE}/?q={{search_term_string}}"));
    assert_eq!(search["query-input"], "required name=search_term_string");
}

#[test]
fn every_page_but_the_404_has_one_address_and_one_card_of_its_own() {
    let mut seen = BTreeSet::new();
    for page in pages() {
        if page.file == "404.html" {
            assert!(page.all("link[rel=canonical], meta[property]").is_empty());
            assert_eq!(page.only("meta[name=robots]").attr("content"), Some("noindex"));
            continue;
        }
        let address = format!("{SITE}{}", path(&page));
        let content = |name: &str| page.only(&format!("head > meta[property='{name}']")).attr("content");
        assert_eq!(page.only("head > link[rel=canonical]").attr("href"), Some(address.as_str()));
        assert_eq!(content("og:url"), Some(address.as_str()));
        assert_eq!(content("og:title"), Some(text(page.only("head > title")).as_str()));
        assert_eq!(content("og:description"), page.only("head > meta[name=description]").attr("content"));
        assert_eq!(page.only("meta[name='twitter:card']").attr("content"), Some("summary_large_image"));
        assert!(page.all("meta[name=robots]").is_empty(), "{} hides", page.file);
        let image =
            content("og:image").and_then(|image| image.strip_prefix(SITE)).expect("an image of the site");
        assert!(dist().join(image.trim_start_matches('/')).is_file(), "{}: {image}", page.file);
        graph(&page);
        assert!(seen.insert(address), "{}", page.file);
    }
}

#[test]
fn the_sitemap_lists_every_page_that_may_be_found_and_when_its_record_was_verified() {
    let xml = fs::read_to_string(dist().join("sitemap.xml")).expect("the sitemap");
    let map = Html::parse_fragment(&xml);
    let listed: Vec<(String, Option<String>)> = map
        .select(&parsed("url"))
        .map(|url| {
            let one = |selector: &str| url.select(&parsed(selector)).next().map(text);
            (one("loc").expect("an address"), one("lastmod"))
        })
        .collect();
    let addresses: BTreeSet<String> = listed.iter().map(|(address, _)| address.clone()).collect();
    let expected: BTreeSet<String> =
        pages().filter(|page| page.file != "404.html").map(|page| format!("{SITE}{}", path(&page))).collect();
    assert_eq!(addresses, expected);
    assert_eq!(listed.len(), expected.len(), "no address twice");
    for record in records() {
        let word = |key: &str| record[key].as_str().expect("a word");
        let address = format!("{SITE}/vendors/{}/", word("slug"));
        let (_, day) = listed.iter().find(|(listed, _)| *listed == address).expect("a page of each record");
        assert_eq!(day.as_deref(), Some(word("last_verified")), "{address}");
    }
    let robots = fs::read_to_string(dist().join("robots.txt")).expect("the rules for robots");
    assert!(
        robots.contains(&format!("Sitemap: {SITE}/sitemap.xml")) && robots.contains("Allow: /"),
        "{robots}"
    );
}

#[test]
fn a_browser_can_install_the_icons_and_search_from_its_address_bar() {
    let page = Page::read("vendors/zoom/index.html");
    let file = |selector: &str| {
        let href = page.only(selector).attr("href").expect("an address");
        fs::read_to_string(dist().join(href.trim_start_matches('/')))
            .unwrap_or_else(|error| panic!("{href}: {error}"))
    };
    let manifest: Value = serde_json::from_str(&file("link[rel=manifest]")).expect("a manifest");
    assert_eq!((&manifest["name"], &manifest["start_url"]), (&"Countersign".into(), &"/".into()));
    for icon in manifest["icons"].as_array().expect("icons") {
        let src = icon["src"].as_str().expect("an address");
        assert!(dist().join(src.trim_start_matches('/')).is_file(), "{src}");
    }
    let search = file("link[rel=search]");
    assert!(search.contains(&format!("template=\"{SITE}/?q={{searchTerms}}\"")), "{search}");
    assert!(search.contains("<ShortName>Countersign</ShortName>"), "{search}");
}
