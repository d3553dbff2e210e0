//! A page's structured data for search engines, as JSON-LD in the vocabulary of schema.org: its questions, its breadcrumbs,
//! its vendors and its search. Search engines read each page as a document, so only the HTML contains it.

use catalog::answers;
use catalog::{Category, Listing, Record};
use serde_json::{Value, json};

use crate::data::page_data::{Page, PageData, Site};
use crate::navigation::routes::Route;

/// The structured data of a page; `None` for a page without a public URL.
pub fn structured_data(data: &PageData) -> Option<String> {
    let site = &data.site;
    let graph = match &data.page {
        Page::Home(_) => vec![website(site)],
        Page::Vendor(data) => vendor(site, &data.record),
        Page::Category(data) => category(site, data.category, &data.vendors),
        Page::Compare => vec![breadcrumbs(site, &[("Compare", Route::Compare)])],
        Page::Check => vec![breadcrumbs(site, &[("Check your stack", Route::Check)])],
        Page::Register => vec![breadcrumbs(site, &[("Business associate register", Route::Register)])],
        Page::Changes(_) => vec![breadcrumbs(site, &[("Changes", Route::Changes)])],
        Page::About => vec![breadcrumbs(site, &[("About", Route::About)])],
        Page::Api => vec![breadcrumbs(site, &[("API", Route::Api)])],
        Page::NotFound | Page::OfflineShell => return None,
    };
    Some(json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

/// The site and its search.
fn website(site: &Site) -> Value {
    let url = site.absolute_url("");
    json!({
        "@type": "WebSite",
        "name": site.name,
        "url": url,
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{url}?q={{search_term_string}}") },
            "query-input": "required name=search_term_string",
        },
    })
}

/// The questions of a vendor's page, word for word, and its breadcrumbs.
fn vendor(site: &Site, record: &Record) -> Vec<Value> {
    let questions = answers::questions(record).map(|entry| {
        json!({
            "@type": "Question",
            "name": entry.question,
            "acceptedAnswer": { "@type": "Answer", "text": entry.answer },
        })
    });
    let category = (record.category.label(), Route::Category(record.category));
    let vendor = (record.name.as_str(), Route::Vendor(record.slug.clone()));
    vec![json!({ "@type": "FAQPage", "mainEntity": questions }), breadcrumbs(site, &[category, vendor])]
}

/// The vendors in a category, in the order of its page, and its breadcrumbs.
fn category(site: &Site, category: Category, vendors: &[Listing]) -> Vec<Value> {
    let vendors = vendors.iter().map(|vendor| (vendor.name.as_str(), Route::Vendor(vendor.slug.clone())));
    vec![
        json!({ "@type": "ItemList", "itemListElement": list_items(site, "url", vendors) }),
        breadcrumbs(site, &[(category.label(), Route::Category(category))]),
    ]
}

fn breadcrumbs(site: &Site, below_home: &[(&str, Route)]) -> Value {
    let home = (site.name.as_str(), Route::Home);
    let pages = [home].into_iter().chain(below_home.iter().cloned());
    json!({ "@type": "BreadcrumbList", "itemListElement": list_items(site, "item", pages) })
}

/// Pages as the items of a list; `url_key` is the property that contains each page's URL.
fn list_items<'a>(site: &Site, url_key: &str, pages: impl Iterator<Item = (&'a str, Route)>) -> Vec<Value> {
    let item = |(index, (name, route)): (usize, (&str, Route))| {
        let url = [site.origin.as_str(), &route.url(&site.base).unwrap_or_default()].concat();
        json!({ "@type": "ListItem", "position": index + 1, "name": name, url_key: url })
    };
    pages.enumerate().map(item).collect()
}
