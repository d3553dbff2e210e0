//! What a visitor sees while a file is on its way, and when it does not arrive.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::loading::LoadError;
use crate::piece::{IntoPiece, Piece};

/// Says what did not arrive and why, and offers to try again.
pub fn problem(error: &LoadError, retry: Callback<()>) -> Piece {
    view! {
        <div class="problem" role="alert">
            <p>{error.to_string()}</p>
            <button type="button" on:click=move |_| retry.run(())>"Retry"</button>
        </div>
    }
    .into_piece()
}

/// Says that the page is on its way, in the place of its heading, as [`pending`] does of a part.
pub fn pending_page() -> Markup {
    html! { div class="pending" role="status" { h1 { "Loading…" } } }
}

/// Says that something is on its way. It stays invisible for 300 ms, so that a fast answer does not flicker.
pub fn pending() -> Markup {
    html! { p class="pending" role="status" { "Loading…" } }
}
