//! Redirects to a vendor's current page, in the browser: for hosts without redirects, and offline. The former slugs are
//! in `/renamed.json`.

use catalog::redirect_target;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::data::fetch::{self, CachePolicy};
use crate::data::json;
use crate::data::vendor_list::VendorList;
use crate::navigation::routes;
use crate::runtime::dom;

/// Loads `/renamed.json` and passes its text on; empty if it cannot be loaded, so that no vendor counts as renamed.
pub fn load_renamed(deliver: Box<dyn FnOnce(String)>) {
    let deliver = move |text: Result<String, _>| deliver(text.unwrap_or_default());
    fetch::load(routes::url("renamed.json"), CachePolicy::Default, Box::new(deliver));
}

/// The entry of a former slug in the text of `/renamed.json`: the new slug, null if the vendor was removed, or undefined.
pub fn new_slug(renamed: &str, old: &str) -> JsValue {
    json::parse(renamed).ok().and_then(|renamed| Reflect::get(&renamed, &old.into()).ok()).unwrap_or_default()
}

/// Redirects from the former slug of a renamed vendor to the vendor's page.
pub fn redirect_by_former_slug(old: String) {
    load_renamed(Box::new(move |renamed| {
        if let Some(new) = new_slug(&renamed, &old).as_string() {
            dom::replace_location(&routes::url(&["vendors/", &new, "/"].concat()));
        }
    }));
}

/// Redirects from a URL that ends with a vendor's name or alias to the vendor's page, once the vendor list is loaded.
pub fn redirect_by_name(list: VendorList, segment: &str) {
    if let Some(engine) = list.engine()
        && let Some(slug) = redirect_target(engine.listings(), segment)
    {
        dom::replace_location(&routes::vendor(slug));
    }
}
