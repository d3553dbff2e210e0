//! The Countersign app: what people see. It arranges what `directory` knows and decides nothing about
//! vendors itself. The publisher renders it to HTML; the browser hydrates that HTML.

mod address;
mod app;
mod browser;
mod components;
mod head;
mod hydration;
mod json;
mod loading;
mod location;
mod page_data;
mod pages;
mod piece;
mod places;
mod renamed;
#[cfg(not(target_arch = "wasm32"))]
mod shell;
mod signed_up;
#[cfg(not(target_arch = "wasm32"))]
mod structured_data;
mod vendor_list;
mod words;

pub use head::Head;
pub use page_data::{
    CategoryData, ELEMENT_ID as PAGE_DATA_ID, HomeData, Page, PageData, PublishedChange, PublishedChanges,
    SignUpAnswer, SignUpForm, Site, VendorData,
};

#[cfg(not(target_arch = "wasm32"))]
pub use pages::vendor_words;
#[cfg(not(target_arch = "wasm32"))]
pub use shell::App;
#[cfg(not(target_arch = "wasm32"))]
pub use structured_data::structured_data;

/// Hydrates the page that the browser shows with the data that it was rendered with.
#[cfg(target_arch = "wasm32")]
pub fn hydrate() {
    use leptos::prelude::document;

    let text = document().get_element_by_id(page_data::ELEMENT_ID).and_then(|element| element.text_content());
    match json::read(&text.unwrap_or_default()) {
        Ok(data) => browser::later(move || hydration::hydrate(move || app::start(data), pages::page)),
        // boot.js hears of it, and says that search is off.
        Err(_) => wasm_bindgen::throw_str("this page's data cannot be read"),
    }
}
