//! Reactive HTML: parts of a page that change. A page is an HTML string, written with maud. Each part of it that changes
//! is the content of an element with an `id`, and the app finds that element by its `id` when the content changes. It
//! never counts nodes, so a page that an extension, a translator or an optimizer altered keeps its text, and every part
//! that is still there works.
//!
//! On a prerendered page, the first run renders the content to find out which signals it reads, and does not insert it: the
//! document already has it.

#[cfg(target_arch = "wasm32")]
use leptos::prelude::*;
use maud::{Markup, html};

/// The class of an element that only groups HTML; the style sheet gives it no box.
const FRAGMENT: &str = "html-fragment";

/// An element whose content is replaced whenever it changes. The content must not contain other reactive parts.
pub fn reactive_html(id: &'static str, content: impl Fn() -> Markup + 'static) -> Markup {
    html! { div id=(id) class=(FRAGMENT) { (reactive_content(id, content)) } }
}

/// As [`reactive_html`], in an element that screen readers announce when it changes. The element itself stays, because
/// screen readers only announce changes inside an element that they know.
pub fn live_region(id: &'static str, content: impl Fn() -> Markup + 'static) -> Markup {
    html! { div id=(id) class=(id) role="status" { (reactive_content(id, content)) } }
}

/// The content of the element with this `id`, which the caller writes. It is replaced whenever it changes, and must not
/// contain other reactive parts.
pub fn reactive_content(id: &'static str, content: impl Fn() -> Markup + 'static) -> Markup {
    follow(id, false, Box::new(content))
}

/// An element whose content may contain other reactive parts, and is replaced whenever a signal that it reads changes.
pub fn reactive_parent(id: &'static str, content: impl Fn() -> Markup + 'static) -> Markup {
    html! { div id=(id) class=(FRAGMENT) { (reactive_parent_content(id, content)) } }
}

/// The content of the element with this `id`, which the caller writes. It may contain other reactive parts, so it is
/// replaced whenever a signal that it reads changes.
pub fn reactive_parent_content(id: &'static str, content: impl Fn() -> Markup + 'static) -> Markup {
    follow(id, true, Box::new(content))
}

/// Runs `content`, again whenever a signal that it reads changes, until the current owner is cleaned up; returns the
/// result of the first run.
#[cfg(target_arch = "wasm32")]
fn follow(id: &'static str, has_reactive_children: bool, content: Box<dyn Fn() -> Markup>) -> Markup {
    use maud::PreEscaped;

    let effect = RenderEffect::new(move |before: Option<String>| {
        let html = content().into_string();
        let is_changed = before.is_some_and(|before| has_reactive_children || before != html);
        if let Some(element) = document().get_element_by_id(id).filter(|_| is_changed) {
            element.set_inner_html(&html);
        }
        html
    });
    let first = effect.with_value_mut(|html| html.clone()).unwrap_or_default();
    on_cleanup(move || drop(effect));
    PreEscaped(first)
}

/// Native rendering happens once.
#[cfg(not(target_arch = "wasm32"))]
fn follow(_: &'static str, _: bool, content: Box<dyn Fn() -> Markup>) -> Markup {
    content()
}

/// HTML that only the publisher renders, so the Wasm does not contain it.
pub fn ssr_only_html(html: impl FnOnce() -> Markup) -> Markup {
    if cfg!(target_arch = "wasm32") { Markup::default() } else { html() }
}
