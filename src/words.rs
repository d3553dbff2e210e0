//! How words come into the app. What reacts to the visitor is a Leptos component; what only says something is
//! written with maud, as HTML with every value escaped, and hydration passes over it. Leptos compiles each
//! view and each closure anew, so the functions here take boxed closures and give erased views: docs/size.md
//! has the figures.

use leptos::prelude::*;
use maud::Markup;

use crate::piece::{IntoPiece, Piece};

/// Words that stay as they are.
pub fn words(html: Markup) -> Piece {
    live("words", None, Signal::stored(html.into_string()))
}

/// Words of a page as it is in its HTML, for what no page of the app ever puts there anew: the app does not carry them.
pub fn words_of_html(html: impl FnOnce() -> Markup) -> Piece {
    words(if cfg!(target_arch = "wasm32") { Markup::default() } else { html() })
}

/// Words that follow a signal.
pub fn live_words(html: impl Fn() -> Markup + Send + Sync + 'static) -> Piece {
    live("words", None, followed(html))
}

/// Words that follow a signal and are read out when they change. Their element stays, so that a screen reader
/// knows it.
pub fn live_status(class: &'static str, html: impl Fn() -> Markup + Send + Sync + 'static) -> Piece {
    live(class, Some("status"), followed(html))
}

fn followed(html: impl Fn() -> Markup + Send + Sync + 'static) -> Signal<String> {
    let html: Box<dyn Fn() -> Markup + Send + Sync> = Box::new(html);
    Memo::new(move |_| html().into_string()).into()
}

fn live(class: &'static str, role: Option<&'static str>, html: Signal<String>) -> Piece {
    view! { <div class=class role=role inner_html=html></div> }.into_piece()
}

/// A view that follows a signal.
pub fn live_view(view: impl Fn() -> Piece + Send + 'static) -> Piece {
    let view: Box<dyn Fn() -> Piece + Send> = Box::new(view);
    (move || view()).into_piece()
}
