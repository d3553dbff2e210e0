//! The metadata of each page for search engines and link previews.

use std::collections::BTreeSet;
use std::fs;

use catalog::{Category, answers};
use scraper::Html;
use serde_json::Value;

use crate::dist::{dist, records, settings};
use crate::expected::verdicts::text_at;
use crate::html::{HtmlPage, normalize_spaces, pages, selector_of, text, vendor_pages};

/// The public address of the site, without a trailing slash.
fn origin() -> String {
    settings().origin().to_owned()
}

/// The URL path of a page.
fn path(page: &HtmlPage) -> String {
    format!("/{}", page.file.trim_end_matches("index.html"))
}

/// The objects in the graph of a page's structured data (JSON-LD).
fn graph(page: &HtmlPage) -> Vec<Value> {
    let json: String = page.only("head > script[type='application/ld+json']").text().collect();
    let data: Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{}: {error}", page.file));
    assert_eq!(data["@context"], "https://schema.org", "{}", page.file);
    data["@graph"].as_array().expect("a graph").clone()
}

/// The only object of a type in the graph of a page.
fn object_of_type(page: &HtmlPage, kind: &str) -> Value {
    let mut found: Vec<Value> = graph(page).into_iter().filter(|object| object["@type"] == kind).collect();
    assert_eq!(found.len(), 1, "{} has {} of {kind}", page.file, found.len());
    found.remove(0)
}

/// The name and the URL of each entry of a list. Asserts that positions count from 1.
fn entries(page: &HtmlPage, list: &Value, url_key: &str) -> Vec<(String, String)> {
    let items = list["itemListElement"].as_array().expect("entries");
    let entry = |(index, item): (usize, &Value)| {
        assert_eq!(
            (&item["@type"], &item["position"]),
            (&"ListItem".into(), &(index + 1).into()),
            "{}",
            page.file
        );
        let field =
            |key: &str| item[key].as_str().unwrap_or_else(|| panic!("{} lacks {key}", page.file)).to_owned();
        (field("name"), field(url_key))
    };
    items.iter().enumerate().map(entry).collect()
}

#[test]
fn the_structured_data_has_the_questions_of_the_page() {
    for (page, record) in vendor_pages() {
        let list = object_of_type(&page, "FAQPage");
        let questions: Vec<(String, String)> = list["mainEntity"]
            .as_array()
            .expect("questions")
            .iter()
            .map(|entry| {
                assert_eq!(
                    (&entry["@type"], &entry["acceptedAnswer"]["@type"]),
                    (&"Question".into(), &"Answer".into())
                );
                let text = |value: &Value| value.as_str().expect("a text").to_owned();
                (text(&entry["name"]), text(&entry["acceptedAnswer"]["text"]))
            })
            .collect();
        let expected = answers::questions(&record).map(|entry| (entry.question, entry.answer));
        assert_eq!(questions, expected, "{}", page.file);
        let section = page.only(".questions");
        let texts = |selector: &str| section.select(&selector_of(selector)).map(text).collect::<Vec<_>>();
        let visible: Vec<(String, String)> = texts("h3").into_iter().zip(texts("p")).collect();
        let normalized =
            questions.iter().map(|(question, answer)| (normalize_spaces(question), normalize_spaces(answer)));
        assert_eq!(visible, normalized.collect::<Vec<_>>(), "{}", page.file);
    }
}

#[test]
fn the_breadcrumbs_of_a_vendor_contain_its_category() {
    for (page, record) in vendor_pages() {
        let breadcrumbs = entries(&page, &object_of_type(&page, "BreadcrumbList"), "item");
        let origin = origin();
        let category = format!("{origin}/categories/{}/", record.category.key());
        let expected = [
            (settings().name, format!("{origin}/")),
            (record.category.label().to_owned(), category),
            (record.name.clone(), format!("{origin}/vendors/{}/", record.slug)),
        ];
        assert_eq!(breadcrumbs, expected, "{}", page.file);
    }
}

#[test]
fn the_structured_data_of_a_category_has_the_order_of_the_page() {
    for &category in Category::ALL {
        let page = HtmlPage::read(&format!("categories/{}/index.html", category.key()));
        let listed = entries(&page, &object_of_type(&page, "ItemList"), "url");
        let origin = origin();
        let url = |href: &str| format!("{origin}{href}");
        let rows = page.all("tbody th a");
        let rows: Vec<(String, String)> =
            rows.into_iter().map(|link| (text(link), url(link.attr("href").expect("a URL")))).collect();
        assert_eq!(listed, rows, "{}", page.file);
        object_of_type(&page, "BreadcrumbList");
    }
}

#[test]
fn the_home_page_describes_its_search() {
    let site = object_of_type(&HtmlPage::read("index.html"), "WebSite");
    let origin = origin();
    assert_eq!((&site["name"], &site["url"]), (&settings().name.into(), &format!("{origin}/").into()));
    let search = &site["potentialAction"];
    assert_eq!(search["@type"], "SearchAction");
    assert_eq!(search["target"]["urlTemplate"], format!("{origin}/?q={{search_term_string}}"));
    assert_eq!(search["query-input"], "required name=search_term_string");
}

#[test]
fn every_page_but_the_404_has_a_canonical_url_and_a_link_preview() {
    let mut seen = BTreeSet::new();
    for page in pages() {
        if page.file == "404.html" {
            assert!(page.all("link[rel=canonical], meta[property]").is_empty());
            assert_eq!(page.only("meta[name=robots]").attr("content"), Some("noindex"));
            continue;
        }
        let url = format!("{}{}", origin(), path(&page));
        let content = |name: &str| page.only(&format!("head > meta[property='{name}']")).attr("content");
        assert_eq!(page.only("head > link[rel=canonical]").attr("href"), Some(url.as_str()));
        assert_eq!(content("og:url"), Some(url.as_str()));
        assert_eq!(content("og:title"), Some(text(page.only("head > title")).as_str()));
        assert_eq!(content("og:description"), page.only("head > meta[name=description]").attr("content"));
        assert_eq!(page.only("meta[name='twitter:card']").attr("content"), Some("summary_large_image"));
        assert!(page.all("meta[name=robots]").is_empty(), "{} has robots rules", page.file);
        let image = content("og:image").and_then(|image| image.strip_prefix(&origin()));
        let image = image.expect("an image of the site");
        assert!(dist().join(image.trim_start_matches('/')).is_file(), "{}: {image}", page.file);
        graph(&page);
        assert!(seen.insert(url), "{}", page.file);
    }
}

#[test]
fn the_sitemap_lists_every_indexed_page_and_the_date_of_its_record() {
    let xml = fs::read_to_string(dist().join("sitemap.xml")).expect("the sitemap");
    let map = Html::parse_fragment(&xml);
    let listed: Vec<(String, Option<String>)> = map
        .select(&selector_of("url"))
        .map(|url| {
            let child = |selector: &str| url.select(&selector_of(selector)).next().map(text);
            (child("loc").expect("a URL"), child("lastmod"))
        })
        .collect();
    let origin = origin();
    let urls: BTreeSet<String> = listed.iter().map(|(url, _)| url.clone()).collect();
    let expected: BTreeSet<String> = pages()
        .filter(|page| page.file != "404.html")
        .map(|page| format!("{origin}{}", path(&page)))
        .collect();
    assert_eq!(urls, expected);
    assert_eq!(listed.len(), expected.len(), "no URL twice");
    for record in records() {
        let url = format!("{origin}/vendors/{}/", text_at(&record, "/slug"));
        let (_, date) = listed.iter().find(|(listed, _)| *listed == url).expect("a page of each record");
        assert_eq!(date.as_deref(), Some(text_at(&record, "/last_verified")), "{url}");
    }
    let robots = fs::read_to_string(dist().join("robots.txt")).expect("the rules for robots");
    assert!(
        robots.contains(&format!("Sitemap: {origin}/sitemap.xml")) && robots.contains("Allow: /"),
        "{robots}"
    );
}

#[test]
fn browsers_find_the_icons_and_the_search_description() {
    let (page, _) = vendor_pages().next().expect("a vendor");
    let file = |selector: &str| {
        let href = page.only(selector).attr("href").expect("a URL");
        fs::read_to_string(dist().join(href.trim_start_matches('/')))
            .unwrap_or_else(|error| panic!("{href}: {error}"))
    };
    let manifest: Value = serde_json::from_str(&file("link[rel=manifest]")).expect("a manifest");
    let name = settings().name;
    assert_eq!((&manifest["name"], &manifest["start_url"]), (&name.as_str().into(), &"/".into()));
    for icon in manifest["icons"].as_array().expect("icons") {
        let src = icon["src"].as_str().expect("a path");
        assert!(dist().join(src.trim_start_matches('/')).is_file(), "{src}");
    }
    let search = file("link[rel=search]");
    assert!(search.contains(&format!("template=\"{}/?q={{searchTerms}}\"", origin())), "{search}");
    assert!(search.contains(&format!("<ShortName>{name}</ShortName>")), "{search}");
}
