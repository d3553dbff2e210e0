//! `/api/`: the records as files for programs, with an example for each.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::address::address;
use crate::page_data::Site;
use crate::piece::Piece;
use crate::words::words_of_html;

/// The page for whoever takes the data with them. Nothing on it reacts, and it is always loaded as a document: the
/// browser has its words before the app begins, and the app does not carry them.
pub fn api() -> Piece {
    let site = expect_context::<Site>();
    words_of_html(|| page(&site))
}

/// Each file: its path, what it holds, and the schema that describes it.
const FILES: [(&str, &str, &str); 12] = [
    ("vendors.json", "every vendor, with what search and filters look at", "vendors.schema.json"),
    ("vendors/zoom.json", "one vendor's whole record", "vendor.schema.json"),
    ("categories/video.json", "the vendors of a category, best verdict first", "category.schema.json"),
    ("changes.json", "every change of a verdict, newest first", "changes.schema.json"),
    (
        "signals.json",
        "what shows that somebody uses a vendor: domains, packages, variables, DNS records",
        "signals.schema.json",
    ),
    ("renamed.json", "vendors that left the directory: their new key, or null", "renamed.schema.json"),
    ("vendors.csv", "every vendor as a row, for spreadsheets", ""),
    ("changes.xml", "every change as an Atom feed", ""),
    ("vendors/zoom.xml", "one vendor's changes as an Atom feed", ""),
    ("vendors/zoom.md", "one vendor's page as Markdown", ""),
    ("vendors/zoom.svg", "one vendor's verdict as a badge with its date", ""),
    ("llms.txt", "a guide to all of it for assistants", ""),
];

fn page(site: &Site) -> Markup {
    html! {
        article class="text-page" {
            h1 tabindex="-1" { "API: the records as files" }
            p class="lead" {
                "Plain files: no key, no limit, any origin. “Not stated” is an answer, and never a yes. Show the label of each verdict, which is as strong as its evidence, with its date and its confidence."
            }
            dl class="meanings" {
                @for (file, holds, schema) in FILES {
                    dt { a href=(address(file)) rel="external" { "/" (file) } }
                    dd {
                        (holds)
                        @if !schema.is_empty() { ", as " a href=(address(schema)) rel="external" { (schema) } " says" }
                    }
                }
            }
            p { "Where one vendor or category is named, put the key of any other: it stands in each address, and in vendors.json as slug and category. The number version grows when a field changes its meaning." }
            h2 { "Examples" }
            pre tabindex="0" { code { "curl " (site.whole("vendors/zoom.json")) } }
            pre tabindex="0" { code {
                "const { vendors } = await (await fetch(\"" (site.whole("vendors.json")) "\")).json();\n"
                "const signing = vendors.filter(({ baa }) => [\"yes\", \"some_plans\"].includes(baa.class));"
            } }
            pre tabindex="0" { code {
                "<a href=\"" (site.whole("vendors/zoom/")) "\">\n"
                "  <img src=\"" (site.whole("vendors/zoom.svg")) "\" height=\"24\" alt=\"HIPAA status of Zoom\">\n</a>"
            } }
            p { "Records are under CC BY 4.0: use them for anything, and say where they come from." }
        }
    }
}
