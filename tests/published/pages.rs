//! Every page of the built site as HTML: what a browser without JavaScript shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use catalog::{Bundle, Category, Listing, Query, Record, UrlState, answers};
use scraper::ElementRef;
use search::Engine;
use serde_json::Value;

use crate::dist::{dist, records, settings, typed_records, workspace};
use crate::expected::{texts, verdicts};
use crate::html::{HtmlPage, normalize_spaces, pages, text};

#[test]
fn a_category_page_lists_all_its_vendors_with_their_verdicts() {
    let all = records();
    for category in Category::ALL {
        let page = HtmlPage::read(&format!("categories/{}/index.html", category.key()));
        let mut rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
        for record in all.iter().filter(|record| record["category"] == category.key()) {
            let name = normalize_spaces(verdicts::text_at(record, "/name"));
            let index = rows.iter().position(|row| {
                row.starts_with(&name)
                    && verdicts::badges(record).iter().all(|badge| row.contains(badge.label))
            });
            let row = rows.swap_remove(index.unwrap_or_else(|| panic!("{} does not list {name}", page.file)));
            for plan in record["baa"]["plans"].as_array().expect("plans") {
                assert!(row.contains(&normalize_spaces(plan.as_str().expect("a plan"))), "{row}");
            }
        }
        assert!(rows.is_empty(), "{} lists others too: {rows:?}", page.file);
    }
}

#[test]
fn the_home_page_has_the_first_results_and_links_to_every_category() {
    let page = HtmlPage::read("index.html");
    let vendors = records().len();
    assert_eq!(page.all(".results > li").len(), vendors.min(texts::RESULTS_AT_A_TIME));
    page.assert_contains(&texts::vendor_count(vendors));
    let featured = settings().featured;
    let first: Vec<String> = page
        .all(".results > li h3 a")
        .into_iter()
        .take(featured.len())
        .map(|link| link.attr("href").expect("a path").to_owned())
        .collect();
    let expected: Vec<String> = featured.iter().map(|slug| format!("/vendors/{slug}/")).collect();
    assert_eq!(first, expected, "the featured vendors come first");
    let linked: BTreeSet<&str> = page.all("a").into_iter().filter_map(|link| link.attr("href")).collect();
    for record in records() {
        let path = format!("/categories/{}/", verdicts::text_at(&record, "/category"));
        assert!(linked.contains(path.as_str()), "{path}");
    }
}

#[test]
fn each_number_of_the_overview_is_the_number_of_vendors_that_its_link_lists() {
    let page = HtmlPage::read("index.html");
    let engine = Engine::new(typed_records().iter().map(Listing::from).collect());
    let listed = |link: ElementRef| {
        let (_, query) = link.attr("href").and_then(|url| url.split_once('?')).expect("a query");
        engine.search(&Query::parse(query), 0).total.to_string()
    };
    // The numbers of the table, and those of the bars, each of which has a title such as "No BAA: 3".
    for selector in [".totals-table td a", ".totals svg a"] {
        let mut total = 0;
        for link in page.all(selector) {
            let shown = text(link);
            let count = shown.rsplit(": ").next().expect("a number");
            assert_eq!(count, listed(link), "{}", link.html());
            total += count.parse::<usize>().expect("a number");
        }
        let is_listed = |record: &&Record| record.category != Category::Unknown;
        assert_eq!(total, typed_records().iter().filter(is_listed).count(), "{selector}");
    }
}

#[test]
fn the_home_page_has_the_newest_changes() {
    let changes: Value =
        serde_json::from_str(&fs::read_to_string(dist().join("changes.json")).expect("a file"))
            .expect("the changes");
    let newest: Vec<&Value> = changes["changes"].as_array().expect("a list").iter().take(5).collect();
    let page = HtmlPage::read("index.html");
    let shown = page.all("#overview .history > li");
    assert_eq!(shown.len(), newest.len());
    for (item, change) in shown.into_iter().zip(newest) {
        let item = text(item);
        assert!(item.starts_with(&format!("{}: ", verdicts::text_at(change, "/name"))), "{item}");
        let meaning = normalize_spaces(verdicts::text_at(change, "/meaning"));
        assert!(item.ends_with(&meaning), "{item}");
    }
}

#[test]
fn the_about_page_explains_every_label() {
    let page = HtmlPage::read("about/index.html");
    for record in records() {
        for badge in verdicts::badges(&record) {
            page.assert_contains(badge.label);
        }
    }
    let outdated_after = format!("{} days", answers::OUTDATED_AFTER_DAYS);
    for text in [
        "covered entity",
        "business associate",
        "protected health information",
        &outdated_after,
        texts::LICENSE_LINK,
    ] {
        page.assert_contains(text);
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
        records().len() + Category::ALL.len() + 8,
        "home, vendors, categories, compare, check, register, changes, about, api and 404"
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
fn ids_are_unique_and_every_reference_has_a_target() {
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
            let id = &link.attr("href").expect("a fragment")[1..];
            assert!(ids.contains(id), "{} has no “{id}”", page.file);
        }
    }
}

#[test]
fn every_internal_link_has_a_target() {
    let root = dist();
    let mut checked = BTreeSet::new();
    for page in pages() {
        // The action of a POST form is not a file; browser tests submit the form.
        for element in page.all(
            "[href], [src], [action]:not([method=post]), [data-js], [data-wasm], [data-worker], [data-list]",
        ) {
            for attribute in ["href", "src", "action", "data-js", "data-wasm", "data-worker", "data-list"] {
                let Some(url) = element.attr(attribute) else { continue };
                if !is_internal(url) || !checked.insert(url.to_owned()) {
                    continue;
                }
                assert!(url.starts_with('/'), "{} has the relative URL {url}", page.file);
                let path = url.split(['?', '#']).next().expect("a path").trim_start_matches('/');
                let file = if path.is_empty() || path.ends_with('/') {
                    format!("{path}index.html")
                } else {
                    path.to_owned()
                };
                assert!(root.join(&file).is_file(), "{} links to {url}, which does not exist", page.file);
            }
        }
    }
    assert!(checked.len() > records().len() + Category::ALL.len(), "{} URLs", checked.len());
}

/// Whether a URL refers to another file of the site. An empty one refers to the page itself.
fn is_internal(url: &str) -> bool {
    let is_other = ["#", "data:", "mailto:"].iter().any(|start| url.starts_with(start));
    !url.is_empty() && !is_other && !url.contains("://")
}

#[test]
fn every_external_link_is_https_and_sends_no_referrer() {
    for page in pages() {
        let is_vendor = page.file.starts_with("vendors/");
        for link in page.all("a[href]") {
            let url = link.attr("href").expect("a URL");
            if url.is_empty() || ["#", "/", "mailto:?"].iter().any(|start| url.starts_with(start)) {
                continue;
            }
            assert!(url.starts_with("https://"), "{}: {url}", page.file);
            let rel: BTreeSet<&str> = link.attr("rel").unwrap_or_default().split_whitespace().collect();
            assert!(
                rel.contains("noopener") && rel.contains("noreferrer"),
                "{}: {url} has rel {rel:?}",
                page.file
            );
            let is_from_record = is_vendor
                && link
                    .ancestors()
                    .any(|node| node.value().as_element().is_some_and(|element| element.name() == "main"));
            if is_from_record {
                assert_eq!(link.attr("rel"), Some("noopener noreferrer nofollow"), "{}: {url}", page.file);
            }
        }
    }
}

#[test]
fn no_page_has_inline_code_or_loads_from_another_host() {
    for page in pages() {
        for script in page.all("script") {
            // Browsers run none of these types.
            let is_data = matches!(
                script.attr("type"),
                Some("application/json" | "application/ld+json" | "text/plain")
            );
            assert!(is_data || script.attr("src").is_some(), "{} has an inline script", page.file);
        }
        for element in page.all("*") {
            let inline = element.value().attrs().find(|(name, _)| *name == "style" || name.starts_with("on"));
            assert_eq!(inline, None, "{}", page.file);
        }
        assert!(page.all("style, iframe, object, embed, base").is_empty(), "{}", page.file);
        for element in page.all("link[href]:not([rel=canonical]), [src]") {
            let url = element.attr("href").or(element.attr("src")).expect("a URL");
            assert!(url.starts_with('/') || url.starts_with("data:"), "{}: {url}", page.file);
        }
    }
}

#[test]
fn the_json_files_contain_the_data_of_the_records() {
    let read = |file: &str| -> Value {
        let text = fs::read_to_string(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    let list = read("vendors.json");
    assert_eq!(list["version"], Bundle::VERSION);
    let listed = list["vendors"].as_array().expect("vendors");
    let records = records();
    assert_eq!(listed.len(), records.len());
    for record in &records {
        let slug = record["slug"].as_str().expect("a slug");
        let file = format!("vendors/{slug}.json");
        let bytes = |folder: &Path| fs::read(folder.join(&file)).expect("a record");
        assert!(bytes(&dist()) == bytes(&workspace().join("public")), "{file} byte for byte");
        let vendor = listed
            .iter()
            .find(|vendor| vendor["slug"] == slug)
            .unwrap_or_else(|| panic!("{slug} is not listed"));
        for field in ["baa", "phi", "soc2"] {
            assert_eq!(vendor[field]["status"], record[field]["status"], "{field} of {slug}");
        }
        assert_eq!(
            (&vendor["name"], &vendor["plans"], &vendor["category"]),
            (&record["name"], &record["baa"]["plans"], &record["category"])
        );
    }
    assert!(
        workspace().join("public/vendor.schema.json").is_file()
            && dist().join("vendor.schema.json").is_file()
    );
}
