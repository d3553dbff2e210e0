//! "Add to my register": a link to the visitor's business associate register. The vendors are handed over in the browser's
//! storage, so that no URL names them.

use catalog::Slug;
use maud::{Markup, html};
use web_sys::Element;

use crate::navigation::routes;
use crate::runtime::dom::{self, Storage};

/// The key of the slugs of the vendors to add, separated by commas.
const KEY: &str = "countersign.register.add";
/// The attribute of a link with these slugs.
const ATTRIBUTE: &str = "data-add-to-register";
/// The links, as a selector.
pub const SELECTOR: &str = "[data-add-to-register]";

/// The link that adds a vendor to the register.
pub fn register_link(slug: &Slug, name: &str) -> Markup {
    html! {
        a class="register-link needs-script no-print" href=(routes::register()) rel="external" data-add-to-register=(slug)
            aria-label=(["Add to my register: ", name].concat()) { "Add to my register" }
    }
}

/// The link that adds several vendors to the register, by their slugs.
pub fn register_link_for_all(slugs: &[&str]) -> Markup {
    html! {
        a class="register-link needs-script no-print" href=(routes::register()) rel="external"
            data-add-to-register=(slugs.join(",")) { "Add all to my register" }
    }
}

/// Handles a click on a link: hands its vendors over to the page that opens.
pub fn hand_over(link: &Element) {
    let waiting = dom::read_storage(Storage::Local, KEY).ok().flatten().unwrap_or_default();
    let slugs = [&waiting, ",", &link.get_attribute(ATTRIBUTE).unwrap_or_default()].concat();
    // If the browser blocks storage, the register opens without them.
    let _ = dom::write_storage(Storage::Local, KEY, &slugs);
}

/// The vendors that were handed over.
pub fn take_vendors() -> Vec<Slug> {
    let slugs = dom::read_storage(Storage::Local, KEY).ok().flatten().unwrap_or_default();
    dom::remove_storage(Storage::Local, KEY);
    slugs.split(',').filter_map(|slug| Slug::parse(slug).ok()).collect()
}
