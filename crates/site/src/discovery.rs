//! How others find the site and its pages: the sitemap, the rules for robots, the manifest and the icons, and the
//! description with which a browser searches the site from its address bar.

use anyhow::Result;
use directory::{Category, Date, Record};
use maud::{PreEscaped, html};
use serde_json::json;

use crate::output::Output;
use crate::settings::Settings;
use crate::share::{self, Studio};

/// The most addresses that a sitemap may hold, <https://www.sitemaps.org/protocol.html>.
const SITEMAP_LENGTH: usize = 50_000;

/// The sides of the icons that are drawn, in pixels: two for the manifest, one for home screens that read none.
const ICONS: [u32; 3] = [180, 192, 512];

/// The icon as people see it in a tab; the others are drawn from it.
const ICON: &str = include_str!("../../../public/icon.svg");

/// Writes all of it.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    output: &Output,
    settings: &Settings,
    base: &str,
    records: &[Record],
    studio: &Studio,
) -> Result<()> {
    let pages = pages(records);
    let maps: Vec<&[Page]> = pages.chunks(SITEMAP_LENGTH).collect();
    if let [all] = maps[..] {
        output.write("sitemap.xml", &sitemap(settings, base, all))?;
    } else {
        for (number, part) in maps.iter().enumerate() {
            output.write(&part_name(number), &sitemap(settings, base, part))?;
        }
        output.write("sitemap.xml", &sitemap_index(settings, base, maps.len()))?;
    }
    output.write("robots.txt", &robots(settings, base))?;
    output.write("site.webmanifest", &manifest(settings, base))?;
    output.write("opensearch.xml", &opensearch(settings, base))?;
    output.write("icon.svg", ICON)?;
    for side in ICONS {
        let recipe = format!("{} {side}", share::RECIPE);
        output.write_made(&format!("icon-{side}.png"), &recipe, ICON, || studio.draw_icon(ICON, side))?;
    }
    Ok(())
}

/// A page of the site: its path, and the day on which what it shows of the records last changed.
struct Page {
    path: String,
    changed: Option<Date>,
}

fn pages(records: &[Record]) -> Vec<Page> {
    let newest = |records: &mut dyn Iterator<Item = &Record>| records.map(changed).max();
    let all = newest(&mut records.iter());
    let page = |path: &str, changed| Page { path: path.to_owned(), changed };
    let mut pages = vec![
        page("", all),
        page("about/", None),
        page("api/", None),
        page("changes/", records.iter().flat_map(|record| &record.changes).map(|change| change.date).max()),
    ];
    pages.extend(Category::ALL.iter().map(|&category| {
        let of_category = &mut records.iter().filter(|record| record.category == category);
        page(&format!("categories/{}/", category.key()), newest(of_category))
    }));
    pages.extend(
        records.iter().map(|record| page(&format!("vendors/{}/", record.slug), Some(changed(record)))),
    );
    pages
}

/// The day on which a record was last compared with its sources, or a change was written down after that.
fn changed(record: &Record) -> Date {
    record.changes.iter().map(|change| change.date).fold(record.last_verified, Date::max)
}

const XML: PreEscaped<&str> = PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
const SITEMAPS: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn sitemap(settings: &Settings, base: &str, pages: &[Page]) -> String {
    let xml = html! {
        (XML)
        urlset xmlns=(SITEMAPS) {
            @for page in pages {
                url {
                    loc { (settings.address(base, &page.path)) }
                    @if let Some(day) = page.changed { lastmod { (day) } }
                }
            }
        }
    };
    xml.into_string()
}

fn sitemap_index(settings: &Settings, base: &str, parts: usize) -> String {
    let xml = html! {
        (XML)
        sitemapindex xmlns=(SITEMAPS) {
            @for number in 0..parts { sitemap { loc { (settings.address(base, &part_name(number))) } } }
        }
    };
    xml.into_string()
}

fn part_name(number: usize) -> String {
    format!("sitemap-{}.xml", number + 1)
}

fn robots(settings: &Settings, base: &str) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", settings.address(base, "sitemap.xml"))
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

/// What lets a browser search the site from its address bar: <https://github.com/dewitt/opensearch>.
fn opensearch(settings: &Settings, base: &str) -> String {
    // The protocol's limit for a short name.
    let name: String = settings.name.chars().take(16).collect();
    let xml = html! {
        (XML)
        OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" {
            ShortName { (name) }
            Description { "Which software vendors sign a HIPAA BAA" }
            InputEncoding { "UTF-8" }
            Image width="192" height="192" type="image/png" { (settings.address(base, "icon-192.png")) }
            Url type="text/html" template=(settings.address(base, "?q={searchTerms}")) {}
        }
    };
    xml.into_string()
}
