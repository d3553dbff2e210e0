//! What became of vendors that left the directory: `/renamed.json`, asked for where one is missed.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::address::address;
use crate::browser;
use crate::json;
use crate::loading::{self, From};

/// Asks for the file, and hands its text on. Where it does not come, nobody is known to be gone.
pub fn ask(deliver: Box<dyn FnOnce(String)>) {
    let deliver = move |answer: Result<String, _>| deliver(answer.unwrap_or_default());
    loading::load(address("renamed.json"), From::Cache, Box::new(deliver));
}

/// What the file says of an old slug: the new one, null if the vendor was removed, or nothing.
pub fn new_slug(text: &str, old: &str) -> JsValue {
    json::parse(text).ok().and_then(|renamed| Reflect::get(&renamed, &old.into()).ok()).unwrap_or_default()
}

/// Redirects from the old slug of a vendor that was renamed to its page, on hosts that know no redirects.
pub fn redirect(old: String) {
    ask(Box::new(move |text| {
        if let Some(new) = new_slug(&text, &old).as_string() {
            browser::go_to_instead(&address(&["vendors/", &new, "/"].concat()));
        }
    }));
}
