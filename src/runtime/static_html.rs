//! Static and reactive HTML. A part of a page that handles events is a Leptos view. Everything else is written with
//! maud, as HTML with every value escaped, and hydration skips it. Leptos compiles each view and each closure again, so
//! the functions here take boxed closures and return erased views. docs/size.md has the figures.

use leptos::prelude::*;
use maud::Markup;

use crate::runtime::erased_view::{ErasedView, IntoErased};

/// The class of an element that only groups HTML; the style sheet gives it no box.
const FRAGMENT: &str = "html-fragment";

/// HTML that never changes.
pub fn static_html(html: Markup) -> ErasedView {
    element(FRAGMENT, None, Signal::stored(html.into_string()))
}

/// HTML that only the publisher renders. The app hydrates over it and never renders it itself, so the Wasm does not
/// contain it.
pub fn ssr_only_html(html: impl FnOnce() -> Markup) -> ErasedView {
    static_html(if cfg!(target_arch = "wasm32") { Markup::default() } else { html() })
}

/// HTML that is rendered again whenever a signal that it reads changes.
pub fn reactive_html(html: impl Fn() -> Markup + Send + Sync + 'static) -> ErasedView {
    element(FRAGMENT, None, memo(html))
}

/// Reactive HTML that screen readers announce when it changes. The element itself stays mounted, because screen readers
/// only announce changes inside an element that they know.
pub fn live_region(class: &'static str, html: impl Fn() -> Markup + Send + Sync + 'static) -> ErasedView {
    element(class, Some("status"), memo(html))
}

fn memo(html: impl Fn() -> Markup + Send + Sync + 'static) -> Signal<String> {
    let html: Box<dyn Fn() -> Markup + Send + Sync> = Box::new(html);
    Memo::new(move |_| html().into_string()).into()
}

fn element(class: &'static str, role: Option<&'static str>, html: Signal<String>) -> ErasedView {
    view! { <div class=class role=role inner_html=html></div> }.into_erased()
}

/// A view that is built again whenever a signal that it reads changes.
pub fn reactive_view(view: impl Fn() -> ErasedView + Send + 'static) -> ErasedView {
    let view: Box<dyn Fn() -> ErasedView + Send> = Box::new(view);
    (move || view()).into_erased()
}
