//! Links to other sites.

use catalog::{HttpsUrl, Source};
use maud::{Markup, html};

/// A link to a URL of a record, which is `https:` by its type.
pub fn external_link(url: &HttpsUrl, text: &str) -> Markup {
    link(url.as_str(), text)
}

/// A link to the evidence on a source's page.
pub fn evidence_link(source: &Source) -> Markup {
    link(&source.evidence_url(), source.url.without_scheme())
}

/// A link to a URL in the source code.
#[cfg(not(target_arch = "wasm32"))]
pub fn reference_link(url: &'static str, text: &str) -> Markup {
    link(url, text)
}

fn link(url: &str, text: &str) -> Markup {
    html! { a class="out" href=(url) rel="noopener noreferrer nofollow" { (text) } }
}
