//! Structured data of a page in the words of schema.org, as JSON-LD: what search engines take for its questions, its
//! place in the site, its vendors and its search. In the HTML alone: whoever reads it takes each page
//! as a document. Each text is written by a JSON library; only the frame stands here.

use directory::answers;
use directory::{Category, Listing, Record};
use serde_json::Value;

use crate::address::Route;
use crate::page_data::{Page, PageData, Site};

/// The structured data of a page; `None` where there is no page that others could lead to.
pub fn structured_data(data: &PageData) -> Option<String> {
    let site = &data.site;
    Some(match &data.page {
        Page::Home(_) => website(site),
        Page::Vendor(data) => vendor(site, &data.record),
        Page::Category(data) => category(site, data.category, &data.vendors),
        Page::Changes(_) => page(site, "Changes", &Route::Changes),
        Page::About => page(site, "About", &Route::About),
        Page::Api => page(site, "API", &Route::Api),
        Page::NotFound | Page::Elsewhere => return None,
    })
}

/// The site, and how to search it.
fn website(site: &Site) -> String {
    let address = site.whole("");
    let search = [&address, "?q={search_term_string}"].concat();
    graph(&[object(
        "WebSite",
        &[
            ("name", text(&site.name)),
            ("url", text(&address)),
            (
                "potentialAction",
                object(
                    "SearchAction",
                    &[
                        ("target", object("EntryPoint", &[("urlTemplate", text(&search))])),
                        ("query-input", text("required name=search_term_string")),
                    ],
                ),
            ),
        ],
    )])
}

/// The questions of a vendor's page, word for word, and its place in the site.
fn vendor(site: &Site, record: &Record) -> String {
    let questions = answers::questions(record).map(|entry| {
        let answer = object("Answer", &[("text", text(&entry.answer))]);
        object("Question", &[("name", text(&entry.question)), ("acceptedAnswer", answer)])
    });
    let category = (record.category.label(), Route::Category(record.category));
    let vendor = (record.name.as_str(), Route::Vendor(record.slug.clone()));
    graph(&[object("FAQPage", &[("mainEntity", list(&questions))]), breadcrumbs(site, &[category, vendor])])
}

/// The vendors of a category, in the order of its page, and its place in the site.
fn category(site: &Site, category: Category, vendors: &[Listing]) -> String {
    let vendors = vendors.iter().map(|vendor| (vendor.name.as_str(), Route::Vendor(vendor.slug.clone())));
    let items = object("ItemList", &[("itemListElement", list_items(site, "url", vendors))]);
    graph(&[items, breadcrumbs(site, &[(category.label(), Route::Category(category))])])
}

/// The place of another page in the site.
fn page(site: &Site, name: &str, route: &Route) -> String {
    graph(&[breadcrumbs(site, &[(name, route.clone())])])
}

fn breadcrumbs(site: &Site, below_home: &[(&str, Route)]) -> String {
    let home = (site.name.as_str(), Route::Home);
    let way = [home].into_iter().chain(below_home.iter().cloned());
    object("BreadcrumbList", &[("itemListElement", list_items(site, "item", way))])
}

/// Pages in an order; `address_key` is what a list calls the address of each.
fn list_items<'a>(site: &Site, address_key: &str, pages: impl Iterator<Item = (&'a str, Route)>) -> String {
    let items = pages.enumerate().map(|(index, (name, route))| {
        let address = [site.address.as_str(), &route.address(&site.base).unwrap_or_default()].concat();
        let position = (index + 1).to_string();
        object("ListItem", &[("position", position), ("name", text(name)), (address_key, text(&address))])
    });
    list(&items.collect::<Vec<_>>())
}

fn graph(objects: &[String]) -> String {
    ["{\"@context\":\"https://schema.org\",\"@graph\":", &list(objects), "}"].concat()
}

fn object(kind: &str, fields: &[(&str, String)]) -> String {
    let fields: String = fields.iter().map(|(key, value)| [",\"", key, "\":", value].concat()).collect();
    ["{\"@type\":\"", kind, "\"", &fields, "}"].concat()
}

fn list(values: &[String]) -> String {
    ["[", &values.join(","), "]"].concat()
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}
