//! What a visitor sees while a file is loading, and if it cannot be loaded.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::data::fetch::LoadError;
use crate::data::vendor_list::VendorList;
use crate::runtime::erased_view::{ErasedView, IntoErased};
use crate::runtime::static_html::static_html;

/// The message that `what` could not be loaded, with a button that tries again.
pub fn load_error(what: &str, error: &LoadError, retry: Callback<()>) -> ErasedView {
    let message = static_html(message(what, error));
    let details = static_html(details(error));
    view! {
        <div class="problem" role="alert">
            {message} <button type="button" on:click=move |_| retry.run(())>"Retry"</button> {details}
        </div>
    }
    .into_erased()
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
pub fn list_error(list: VendorList) -> ErasedView {
    match list.error() {
        Some(error) => load_error("the vendor list", &error, Callback::new(move |()| list.request())),
        None => static_html(html! {}),
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
