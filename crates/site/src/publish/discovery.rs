//! The files by which search engines and browsers discover the site: sitemap, robots.txt, web manifest, icons and the
//! OpenSearch description.

use anyhow::Result;
use catalog::{Category, Date, Record};
use maud::{PreEscaped, html};
use serde_json::json;

use super::output::Output;
use super::share::{self, ImageRenderer};
use crate::settings::Settings;

/// The largest number of URLs in one sitemap, <https://www.sitemaps.org/protocol.html>.
const MAX_SITEMAP_URLS: usize = 50_000;

/// The sides of the PNG icons in pixels: two for the manifest, one for home screens that read no manifest.
const ICON_SIDES: [u32; 3] = [180, 192, 512];

/// The icon of a browser tab, from which the PNG icons are drawn.
const ICON: &str = include_str!("../../../../public/icon.svg");

/// Writes all of these files.
///
/// # Errors
/// If a file cannot be written.
pub fn write(
    output: &Output,
    settings: &Settings,
    base: &str,
    records: &[Record],
    renderer: &ImageRenderer,
) -> Result<()> {
    let entries = sitemap_entries(records);
    let sitemaps: Vec<&[SitemapEntry]> = entries.chunks(MAX_SITEMAP_URLS).collect();
    if let [all] = sitemaps[..] {
        output.write("sitemap.xml", &sitemap(settings, base, all))?;
    } else {
        for (number, entries) in sitemaps.iter().enumerate() {
            output.write(&sitemap_name(number), &sitemap(settings, base, entries))?;
        }
        output.write("sitemap.xml", &sitemap_index(settings, base, sitemaps.len()))?;
    }
    output.write("robots.txt", &robots(settings, base))?;
    output.write("site.webmanifest", &manifest(settings, base))?;
    output.write("opensearch.xml", &opensearch(settings, base))?;
    output.write("icon.svg", ICON)?;
    for side in ICON_SIDES {
        let recipe = format!("{} {side}", share::RECIPE);
        output.write_cached(&format!("icon-{side}.png"), &recipe, ICON, || renderer.draw_icon(ICON, side))?;
    }
    Ok(())
}

/// The path of a page, and the date when its content last changed.
struct SitemapEntry {
    path: String,
    modified: Option<Date>,
}

fn sitemap_entries(records: &[Record]) -> Vec<SitemapEntry> {
    let newest = |records: &mut dyn Iterator<Item = &Record>| records.map(last_modified).max();
    let all = newest(&mut records.iter());
    let entry = |path: &str, modified| SitemapEntry { path: path.to_owned(), modified };
    let mut entries = vec![
        entry("", all),
        entry("about/", None),
        entry("api/", None),
        entry("compare/", None),
        entry("check/", None),
        entry("register/", None),
        entry("changes/", records.iter().flat_map(|record| &record.changes).map(|change| change.date).max()),
    ];
    entries.extend(Category::ALL.iter().map(|&category| {
        let in_category = &mut records.iter().filter(|record| record.category == category);
        entry(&format!("categories/{}/", category.key()), newest(in_category))
    }));
    entries.extend(
        records.iter().map(|record| entry(&format!("vendors/{}/", record.slug), Some(last_modified(record)))),
    );
    entries
}

/// The date when a record was last verified or, if later, a change was recorded.
fn last_modified(record: &Record) -> Date {
    record.changes.iter().map(|change| change.date).fold(record.last_verified, Date::max)
}

const XML: PreEscaped<&str> = PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
const SITEMAPS: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn sitemap(settings: &Settings, base: &str, entries: &[SitemapEntry]) -> String {
    let xml = html! {
        (XML)
        urlset xmlns=(SITEMAPS) {
            @for entry in entries {
                url {
                    loc { (settings.absolute_url(base, &entry.path)) }
                    @if let Some(date) = entry.modified { lastmod { (date) } }
                }
            }
        }
    };
    xml.into_string()
}

fn sitemap_index(settings: &Settings, base: &str, sitemaps: usize) -> String {
    let xml = html! {
        (XML)
        sitemapindex xmlns=(SITEMAPS) {
            @for number in 0..sitemaps { sitemap { loc { (settings.absolute_url(base, &sitemap_name(number))) } } }
        }
    };
    xml.into_string()
}

fn sitemap_name(number: usize) -> String {
    format!("sitemap-{}.xml", number + 1)
}

fn robots(settings: &Settings, base: &str) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", settings.absolute_url(base, "sitemap.xml"))
}

fn manifest(settings: &Settings, base: &str) -> String {
    let png = |side: u32, purpose: &str| {
        json!({
            "src": format!("{base}icon-{side}.png"),
            "sizes": format!("{side}x{side}"),
            "type": "image/png",
            "purpose": purpose,
        })
    };
    json!({
        "name": settings.name,
        "short_name": settings.name,
        "description": "Which software vendors sign a HIPAA Business Associate Agreement.",
        "id": base,
        "start_url": base,
        "scope": base,
        "display": "browser",
        "background_color": "#f8f9f8",
        "theme_color": "#0b5a57",
        "icons": [
            { "src": format!("{base}icon.svg"), "sizes": "any", "type": "image/svg+xml" },
            png(192, "any"),
            png(512, "any"),
            png(512, "maskable"),
        ],
    })
    .to_string()
}

/// The description by which a browser can search the site from its address bar: <https://github.com/dewitt/opensearch>.
fn opensearch(settings: &Settings, base: &str) -> String {
    // The protocol limits a short name to 16 characters.
    let name: String = settings.name.chars().take(16).collect();
    let xml = html! {
        (XML)
        OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" {
            ShortName { (name) }
            Description { "Which software vendors sign a HIPAA BAA" }
            InputEncoding { "UTF-8" }
            Image width="192" height="192" type="image/png" { (settings.absolute_url(base, "icon-192.png")) }
            Url type="text/html" template=(settings.absolute_url(base, "?q={searchTerms}")) {}
        }
    };
    xml.into_string()
}
