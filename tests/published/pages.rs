//! Every page of the built site as HTML, without a browser: what a reader gets with JavaScript off.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use directory::Category;
use serde_json::Value;

use crate::facts::verdicts;
use crate::facts::{dist, records, vendors, workspace};
use crate::html::{Page, pages, squeezed, text};

#[test]
fn a_category_page_lists_all_its_vendors_with_their_verdicts() {
    let mut of_categories: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for record in records() {
        of_categories
            .entry(record["category"].as_str().expect("a category").to_owned())
            .or_default()
            .push(record);
    }
    assert_eq!(of_categories.len(), Category::ALL.len());
    for (category, records) in of_categories {
        let page = Page::read(&format!("categories/{category}/index.html"));
        let mut rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
        for record in &records {
            let name = squeezed(record["name"].as_str().expect("a name"));
            let place = rows.iter().position(|row| {
                row.starts_with(&name)
                    && verdicts::badges(record).iter().all(|badge| row.contains(badge.label))
            });
            let row = rows.swap_remove(place.unwrap_or_else(|| panic!("{} does not list {name}", page.file)));
            for plan in record["baa"]["plans"].as_array().expect("plans") {
                assert!(row.contains(&squeezed(plan.as_str().expect("a plan"))), "{row}");
            }
        }
        assert!(rows.is_empty(), "{} lists others too: {rows:?}", page.file);
    }
}

#[test]
fn the_home_page_shows_the_first_results_and_leads_to_every_category() {
    let page = Page::read("index.html");
    assert_eq!(page.all(".results > li").len(), 100);
    page.holds(&format!("{} vendors", vendors()));
    let settings = fs::read_to_string(workspace().join("public/site.json")).expect("the settings");
    let settings: Value = serde_json::from_str(&settings).expect("JSON");
    let featured = settings["featured"].as_array().expect("the featured vendors");
    let first: Vec<String> = page
        .all(".results > li h3 a")
        .into_iter()
        .take(featured.len())
        .map(|link| link.attr("href").expect("an address").to_owned())
        .collect();
    let expected: Vec<String> =
        featured.iter().map(|slug| format!("/vendors/{}/", slug.as_str().expect("a slug"))).collect();
    assert_eq!(first, expected, "the featured vendors come first");
    let linked: BTreeSet<&str> = page.all("a").into_iter().filter_map(|link| link.attr("href")).collect();
    for record in records() {
        let category = format!("/categories/{}/", record["category"].as_str().expect("a category"));
        assert!(linked.contains(category.as_str()), "{category}");
    }
}

#[test]
fn about_explains_every_label() {
    let page = Page::read("about/index.html");
    for record in records() {
        for badge in verdicts::badges(&record) {
            page.holds(badge.label);
        }
    }
    for words in
        ["covered entity", "business associate", "protected health information", "180 days", "CC BY 4.0"]
    {
        page.holds(words);
    }
}

#[test]
fn every_page_has_one_heading_one_title_and_one_description_of_its_own() {
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    for page in pages() {
        assert!(!text(page.only("h1")).is_empty());
        let title = text(page.only("head > title"));
        let description =
            page.only("head > meta[name=description]").attr("content").expect("a content").to_owned();
        assert!(title.contains('|') && description.len() > 20, "{}: {title}: {description}", page.file);
        assert!(
            description.chars().count() < 160 && description.ends_with('.'),
            "{}: {description}",
            page.file
        );
        if let Some(other) = seen.insert((title.clone(), description), page.file.clone()) {
            panic!("{} and {other} have one title and description: {title}", page.file);
        }
        assert_eq!(page.only("html").attr("lang"), Some("en"));
        assert_eq!(page.all("head > meta[charset]").len(), 1);
        assert_eq!(page.all("head > meta[name=viewport]").len(), 1);
    }
    assert_eq!(
        seen.len(),
        vendors() + Category::ALL.len() + 5,
        "home, vendors, categories, changes, about, api and 404"
    );
}

#[test]
fn headings_do_not_skip_levels() {
    for page in pages() {
        let mut last = 0;
        for heading in page.all("main h1, main h2, main h3, main h4, main h5, main h6") {
            let level: usize = heading.value().name()[1..].parse().expect("a level");
            assert!(level <= last + 1, "{}: h{last}, then h{level} “{}”", page.file, text(heading));
            last = level;
        }
    }
}

#[test]
fn ids_are_unique_and_all_that_is_referred_to_is_there() {
    for page in pages() {
        let mut ids = BTreeSet::new();
        for element in page.all("[id]") {
            let id = element.attr("id").expect("an id");
            assert!(ids.insert(id), "{} has “{id}” twice", page.file);
        }
        for attribute in ["for", "aria-labelledby", "aria-describedby", "aria-controls"] {
            for element in page.all(&format!("[{attribute}]")) {
                for id in element.attr(attribute).expect("ids").split_whitespace() {
                    assert!(ids.contains(id), "{} has no “{id}” for {attribute}", page.file);
                }
            }
        }
        for link in page.all("[href^='#']") {
            let id = &link.attr("href").expect("an address")[1..];
            assert!(ids.contains(id), "{} has no “{id}”", page.file);
        }
    }
}

#[test]
fn every_internal_link_leads_to_a_file() {
    let root = dist();
    let mut checked = BTreeSet::new();
    for page in pages() {
        // What a form posts to is no file: a test signs up there.
        for element in
            page.all("[href], [src], [action]:not([method=post]), [data-js], [data-wasm], [data-worker]")
        {
            for attribute in ["href", "src", "action", "data-js", "data-wasm", "data-worker"] {
                let Some(address) = element.attr(attribute) else { continue };
                if !is_internal(address) || !checked.insert(address.to_owned()) {
                    continue;
                }
                assert!(address.starts_with('/'), "{} has the relative address {address}", page.file);
                let path = address.split(['?', '#']).next().expect("a path").trim_start_matches('/');
                let file = if path.is_empty() || path.ends_with('/') {
                    format!("{path}index.html")
                } else {
                    path.to_owned()
                };
                assert!(root.join(&file).is_file(), "{} leads to {address}, which is not there", page.file);
            }
        }
    }
    assert!(checked.len() > vendors() + Category::ALL.len(), "{} addresses", checked.len());
}

/// An empty address is that of the page itself.
fn is_internal(address: &str) -> bool {
    !address.is_empty()
        && !address.starts_with('#')
        && !address.starts_with("data:")
        && !address.contains("://")
}

#[test]
fn every_link_that_leaves_the_site_is_https_and_tells_nothing() {
    for page in pages() {
        let is_vendor = page.file.starts_with("vendors/");
        for link in page.all("a[href]") {
            let address = link.attr("href").expect("an address");
            if address.is_empty() || address.starts_with('#') || address.starts_with('/') {
                continue;
            }
            assert!(address.starts_with("https://"), "{}: {address}", page.file);
            let rel: BTreeSet<&str> = link.attr("rel").unwrap_or_default().split_whitespace().collect();
            assert!(
                rel.contains("noopener") && rel.contains("noreferrer"),
                "{}: {address} has rel {rel:?}",
                page.file
            );
            let is_of_record = is_vendor
                && link
                    .ancestors()
                    .any(|node| node.value().as_element().is_some_and(|of| of.name() == "main"));
            if is_of_record {
                assert_eq!(
                    link.attr("rel"),
                    Some("noopener noreferrer nofollow"),
                    "{}: {address}",
                    page.file
                );
            }
        }
    }
}

#[test]
fn nothing_on_a_page_is_inline_or_of_another_host() {
    for page in pages() {
        for script in page.all("script") {
            let is_data = script.attr("type") == Some("application/json")
                || script.attr("type") == Some("application/ld+json");
            assert!(is_data || script.attr("src").is_some(), "{} has an inline script", page.file);
        }
        for element in page.all("*") {
            let inline = element.value().attrs().find(|(name, _)| *name == "style" || name.starts_with("on"));
            assert_eq!(inline, None, "{}", page.file);
        }
        assert!(page.all("style, iframe, object, embed, base").is_empty(), "{}", page.file);
        for element in page.all("link[href]:not([rel=canonical]), [src]") {
            let address = element.attr("href").or(element.attr("src")).expect("an address");
            assert!(address.starts_with('/') || address.starts_with("data:"), "{}: {address}", page.file);
        }
    }
}

#[test]
fn the_json_files_hold_what_the_records_hold() {
    let read = |file: &str| -> Value {
        let text = fs::read_to_string(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    let list = read("vendors.json");
    assert_eq!(list["version"], 2);
    let listed = list["vendors"].as_array().expect("vendors");
    let records = records();
    assert_eq!(listed.len(), records.len());
    for record in &records {
        let slug = record["slug"].as_str().expect("a slug");
        let file = format!("vendors/{slug}.json");
        let bytes = |folder: &Path| fs::read(folder.join(&file)).expect("a record");
        assert!(bytes(&dist()) == bytes(&workspace().join("public")), "{file} byte for byte");
        let one =
            listed.iter().find(|one| one["slug"] == slug).unwrap_or_else(|| panic!("{slug} is not listed"));
        for field in ["baa", "phi", "soc2"] {
            assert_eq!(one[field]["status"], record[field]["status"], "{field} of {slug}");
        }
        assert_eq!(
            (&one["name"], &one["plans"], &one["category"]),
            (&record["name"], &record["baa"]["plans"], &record["category"])
        );
    }
    assert!(
        workspace().join("public/vendor.schema.json").is_file()
            && dist().join("vendor.schema.json").is_file()
    );
}
