//! What a visitor sees while a file is loading, and if it cannot be loaded.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::data::fetch::LoadError;
use crate::data::vendor_list::VendorList;
use crate::runtime::events::on_event;

/// The message that `what` could not be loaded, with a button that tries again.
pub fn load_error(what: &'static str, error: &LoadError, retry: Callback<()>) -> Markup {
    // A page can show several errors.
    on_event("click", "[data-retry]", move |_, button| {
        if button.get_attribute("data-retry").as_deref() == Some(what) {
            retry.run(());
        }
    });
    html! {
        div class="problem" role="alert" {
            (message(what, error)) " " button type="button" data-retry=(what) { "Retry" } " " (details(error))
        }
    }
}

/// The message that `what` could not be loaded, without a button.
pub fn load_error_html(what: &str, error: &LoadError) -> Markup {
    html! { (message(what, error)) (details(error)) }
}

fn message(what: &str, error: &LoadError) -> Markup {
    html! { p { "We couldn't load " (what) ". " (error.advice()) } }
}

/// The file and the technical reason, collapsed, for developers.
fn details(error: &LoadError) -> Markup {
    html! { details { summary { "Technical details" } p { (error) } } }
}

/// The message that the vendor list could not be loaded; empty unless that is so.
pub fn list_error(list: VendorList) -> Markup {
    match list.error() {
        Some(error) => load_error("the vendor list", &error, Callback::new(move |()| list.request())),
        None => html! {},
    }
}

/// What a page says about a record that is newer than this build.
pub fn newer_record() -> Markup {
    html! {
        "This record is newer than this page. Values that the page does not recognize are shown as “not stated”. "
        a href="" rel="external" { "Reload the page" }
    }
}

/// The placeholder of a page that is loading, with a heading; [`loading`] is the placeholder of a part.
pub fn loading_page() -> Markup {
    html! { div class="pending" role="status" { h1 { "Loading…" } } }
}

/// The placeholder of a part that is loading. It stays invisible for 300 ms, so that a fast response does not flicker.
pub fn loading() -> Markup {
    html! { p class="pending" role="status" { "Loading…" } }
}
