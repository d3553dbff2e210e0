//! Links that leave the site.

use directory::{HttpsUrl, Source};
use maud::{Markup, html};

/// A link to an address from a record, which is `https:` by its type.
pub fn out_link(url: &HttpsUrl, words: &str) -> Markup {
    link(url.as_str(), words)
}

/// A link to the evidence on the page of a source.
pub fn evidence_link(source: &Source) -> Markup {
    link(&source.evidence_url(), source.url.without_scheme())
}

fn link(address: &str, words: &str) -> Markup {
    html! { a class="out" href=(address) rel="noopener noreferrer nofollow" { (words) } }
}
