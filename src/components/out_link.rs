//! Links that leave the site.

use directory::HttpsUrl;
use maud::{Markup, html};

/// A link to an address from a record, which is `https:` by its type.
pub fn out_link(url: &HttpsUrl, words: &str) -> Markup {
    html! { a class="out" href=(url.as_str()) rel="noopener noreferrer nofollow" { (words) } }
}
