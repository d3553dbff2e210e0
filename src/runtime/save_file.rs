//! Saving a file that the page has made.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

use crate::runtime::dom;

/// Saves a text as a file, without a request.
///
/// # Errors
/// When the browser refuses.
pub fn save_file(name: &str, media_type: &str, content: &str) -> Result<(), JsValue> {
    let properties = web_sys::BlobPropertyBag::new();
    properties.set_type(media_type);
    let parts = js_sys::Array::of1(&content.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &properties)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the file by then.
    dom::after(std::time::Duration::from_secs(10), move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    });
    Ok(())
}
