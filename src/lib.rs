//! The Countersign app: everything that visitors see. It presents what `catalog` states and decides nothing about vendors
//! itself. The publisher renders every page to HTML, and in the browser the app takes over that HTML.

mod app;
mod components;
mod data;
mod head;
mod navigation;
mod pages;
mod runtime;
#[cfg(not(target_arch = "wasm32"))]
mod shell;
#[cfg(not(target_arch = "wasm32"))]
mod structured_data;

use data::page_data::Tools;
pub use data::page_data::{
    CategoryData, ELEMENT_ID as PAGE_DATA_ID, HomeData, Page, PageData, PublishedChange, PublishedChanges,
    SIGN_UP_CONSENT, SignUpForm, SignUpResponse, Site, VendorData,
};
pub use head::Head;
pub use pages::{NEWEST_CHANGES, PAGE_SIZE};

#[cfg(not(target_arch = "wasm32"))]
pub use pages::vendor_html;
#[cfg(not(target_arch = "wasm32"))]
pub use shell::body;
#[cfg(not(target_arch = "wasm32"))]
pub use structured_data::structured_data;

/// Starts the app on the current page, with the data that the page was rendered from.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    match data::json::from_str(&page_data()) {
        Ok(data) => {
            runtime::dom::next_task(move || runtime::mount::mount(move || app::start(data), pages::page))
        }
        // boot.js catches the error, and the page says that search is unavailable.
        Err(_) => wasm_bindgen::throw_str(INVALID_DATA),
    }
}

/// Starts the stack check, with the data that the page was rendered from.
pub fn start_tools() {
    start_without_leptos(pages::start_check);
}

/// Starts the register, with the data that the page was rendered from.
pub fn start_register() {
    start_without_leptos(pages::start_register);
}

fn start_without_leptos(start: fn(Tools)) {
    match Tools::parse(&page_data()) {
        Some(tools) => runtime::dom::next_task(move || start(tools)),
        None => wasm_bindgen::throw_str(INVALID_DATA),
    }
}

/// The error for data that cannot be read.
const INVALID_DATA: &str = "the page's data is not valid";

/// The data that the page was rendered from.
fn page_data() -> String {
    let element = leptos::prelude::document().get_element_by_id(PAGE_DATA_ID);
    element.and_then(|element| element.text_content()).unwrap_or_default()
}
