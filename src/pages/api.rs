//! `/api/`: the data as files for programs, with examples.

use maud::{Markup, html};

use crate::app::app_context;
use crate::data::page_data::Site;
use crate::navigation::routes;
use crate::runtime::reactive_html::ssr_only_html;

/// The page for developers who use the data. Nothing on it reacts, and it is always loaded as a document, so the app does
/// not contain its text.
pub fn api() -> Markup {
    let site = app_context::<Site>();
    ssr_only_html(|| page(&site))
}

/// Each file's path, its content, and its JSON schema, if it has one.
const FILES: [(&str, &str, &str); 16] = [
    ("vendors.json", "All vendors, with the fields that search and filters use", "vendors.schema.json"),
    ("vendors/zoom.json", "One vendor's complete record", "vendor.schema.json"),
    ("records.json", "The complete record of every vendor", "records.schema.json"),
    ("checksums.json", "The SHA-256 of the record of every vendor", "checksums.schema.json"),
    (
        "verification.json",
        "When a program last saw each source, and which sources are gone",
        "verification.schema.json",
    ),
    ("categories/video.json", "The vendors in one category, best verdict first", "category.schema.json"),
    ("changes.json", "All changes of verdicts, newest first", "changes.schema.json"),
    (
        "signals.json",
        "Signals that identify a vendor in use: domains, packages, environment variables, DNS records",
        "signals.schema.json",
    ),
    (
        "stack.json",
        "Signals with each vendor's verdict, plans, and price: the index of the stack check",
        "stack.schema.json",
    ),
    ("renamed.json", "Vendors that were renamed or removed: the new slug, or null", "renamed.schema.json"),
    ("vendors.csv", "All vendors, one per row, for spreadsheets", ""),
    ("changes.xml", "All changes as an Atom feed", ""),
    ("vendors/zoom.xml", "One vendor's changes as an Atom feed", ""),
    ("vendors/zoom.md", "One vendor's page as Markdown", ""),
    ("vendors/zoom.svg", "One vendor's verdict as a badge, with its date", ""),
    ("llms.txt", "A guide to these files for AI assistants", ""),
];

fn page(site: &Site) -> Markup {
    html! {
        article class="text-page" {
            h1 tabindex="-1" { "API: download the data" }
            p class="lead" {
                "Static files: no API key, no rate limit, and any website may request them. “Not stated” never means yes. When you show a verdict, show its label, which is as strong as its evidence, with its date and confidence."
            }
            dl class="definitions" {
                @for (file, content, schema) in FILES {
                    dt { a href=(routes::url(file)) rel="external" { "/" (file) } }
                    dd {
                        (content)
                        @if !schema.is_empty() { " (schema: " a href=(routes::url(schema)) rel="external" { (schema) } ")" }
                    }
                }
            }
            p { "To get another vendor or category, replace zoom or video in the URL. vendors.json lists them as slug and category. The version number increases when the meaning of a field changes." }
            p {
                "The command site stack checks a list of vendors, a package manifest, or environment variables against stack.json, and sends none of them. The schema of its JSON report: "
                a href=(routes::url("stack-report.schema.json")) rel="external" { "stack-report.schema.json" }
            }
            h2 { "Examples" }
            pre { code { "curl " (site.absolute_url("vendors/zoom.json")) } }
            pre { code {
                "const { vendors } = await (await fetch(\"" (site.absolute_url("vendors.json")) "\")).json();\n"
                "const signing = vendors.filter(({ baa }) => [\"yes\", \"some_plans\"].includes(baa.class));"
            } }
            pre { code {
                "<a href=\"" (site.absolute_url("vendors/zoom/")) "\">\n"
                "  <img src=\"" (site.absolute_url("vendors/zoom.svg")) "\" height=\"24\" alt=\"HIPAA status of Zoom\">\n</a>"
            } }
            p { "Records are licensed under CC BY 4.0: use them for any purpose, with attribution." }
        }
    }
}
