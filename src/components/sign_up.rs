//! "Get notified when this changes": sign-up, feed and watch.

use directory::Record;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use maud::{Markup, html};

use super::watch;
use crate::address;
use crate::browser;
use crate::piece::{IntoPiece, Piece};
use crate::words::words;

/// The section that tells how to hear of a change of that vendor.
pub fn sign_up(record: &Record) -> Piece {
    // Nothing takes a sign-up yet: the button leads to what works today, and what was typed stays.
    let lead_on = |event: SubmitEvent| {
        event.prevent_default();
        browser::show_element("follow");
    };
    view! {
        <section class="sign-up" aria-labelledby="notify" on:submit=lead_on>
            {words(form(record))}
            {watch(record)}
        </section>
    }
    .into_piece()
}

fn form(record: &Record) -> Markup {
    let name = &record.name;
    html! {
        h2 id="notify" { "Get notified when this changes" }
        p { "We track " (name) "'s BAA and HIPAA status. One email per change. No newsletter, no selling your address." }
        form action="#follow" {
            label for="sign-up-email" { "Email address" }
            div class="field" {
                input id="sign-up-email" type="email" autocomplete="email" required;
                button type="submit" { "Notify me" }
            }
        }
        p id="follow" tabindex="-1" {
            "Sign-up by email is not open yet, and nothing that you type here is sent. Until it is, follow "
            a href=(address::feed(&record.slug)) rel="external" type="application/atom+xml" { "the feed of " (name) }
            " in any feed reader"
            span class="needs-script" { ", or let this browser watch it" } "."
        }
    }
}
