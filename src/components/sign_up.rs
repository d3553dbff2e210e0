//! "Get notified when this changes": a plain form, sent without leaving the page where that can be, and what came
//! of it beside the field.

use directory::Record;
use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement, HtmlInputElement, UrlSearchParams};

use super::watch;
use crate::address;
use crate::hydration::afterwards;
use crate::loading;
use crate::page_data::{SignUpAnswer, SignUpForm, Site};
use crate::piece::{IntoPiece, Piece};
use crate::signed_up::{self, SignedUp};
use crate::words::words;

/// The `id` of the field for the address.
const FIELD: &str = "sign-up-email";

/// The `id` of the line that says what came of it.
const SAID: &str = "sign-up-said";

/// The section that tells how to hear of a change of that vendor.
pub fn sign_up(record: &Record) -> Piece {
    let form = expect_context::<Site>().sign_up;
    let html = words(form_and_feed(record, form.as_ref()));
    let sending = StoredValue::new(Sending::default());
    if form.as_ref().is_some_and(|form| form.answer != SignUpAnswer::Page) {
        // From here on it is the app that says what is wrong with an address.
        afterwards(|| {
            if let Some(form) = field().and_then(|field| field.form()) {
                form.set_no_validate(true);
            }
        });
    }
    let send = move |event| {
        if let Some(form) = &form {
            send(event, form, sending);
        }
    };
    view! {
        <section class="sign-up" aria-labelledby="notify" on:submit=send>
            {html}
            {watch(record)}
        </section>
    }
    .into_piece()
}

fn form_and_feed(record: &Record, form: Option<&SignUpForm>) -> Markup {
    let name = &record.name;
    html! {
        h2 id="notify" { "Get notified when this changes" }
        @if let Some(form) = form {
            p { "We track " (name) "'s BAA and HIPAA status. One email per change. No newsletter, no selling your address." }
            (form_words(record, form))
        } @else {
            p { "We track " (name) "'s BAA and HIPAA status. This site sends no email." }
        }
        p {
            @if form.is_some() { "Without an address: follow " } @else { "Follow " }
            a href=(address::feed(&record.slug)) rel="external" type="application/atom+xml" { "the feed of " (name) }
            " in any feed reader"
            span class="needs-script" { ", or let this browser watch it" } "."
        }
    }
}

fn form_words(record: &Record, form: &SignUpForm) -> Markup {
    html! {
        form action=(form.action) method="post" {
            @for (name, value) in &form.fixed { input type="hidden" name=(name) value=(value); }
            @if let Some(name) = &form.vendor { input type="hidden" name=(name) value=(record.slug); }
            @if let Some(name) = &form.honeypot {
                label class="visually-hidden" aria-hidden="true" {
                    "Leave this empty " input name=(name) tabindex="-1" autocomplete="off";
                }
            }
            label for=(FIELD) { "Email address" }
            div class="field" {
                input id=(FIELD) name=(form.email) type="email" autocomplete="email" required aria-describedby=(SAID);
                button type="submit" { "Notify me" }
            }
            div id=(SAID) role="status" {}
        }
    }
}

/// What was sent last.
#[derive(Default)]
struct Sending {
    is_under_way: bool,
    /// The address that was taken: to send it once more changes nothing.
    taken: Option<String>,
}

fn send(event: SubmitEvent, form: &SignUpForm, sending: StoredValue<Sending>) {
    let (Some(field), Some(element)) = (field(), event.target()) else { return };
    let address = field.value();
    let repeats = sending.with_value(|last| last.is_under_way || last.taken.as_ref() == Some(&address));
    if repeats {
        event.prevent_default();
        return;
    }
    if form.answer == SignUpAnswer::Page {
        // The browser sends it and leaves this page. Who comes back may send again.
        sending.update_value(|last| last.is_under_way = true);
        set_timeout(move || sending.update_value(|last| last.is_under_way = false), loading::TIME_OUT);
        return;
    }
    event.prevent_default();
    if !field.check_validity() {
        // The browser's own words say what is missing, in the visitor's language.
        say(&field, &field.validation_message().unwrap_or_default(), false);
        // A browser that refuses the focus still says what is wrong.
        let _ = field.focus();
        return;
    }
    let element: HtmlFormElement = element.unchecked_into();
    let fields = FormData::new_with_form(&element)
        .and_then(|fields| UrlSearchParams::new_with_str_sequence_sequence(&fields));
    let Ok(fields) = fields else { return };
    sending.update_value(|last| last.is_under_way = true);
    say(&field, "", true);
    let request = Request::post(&form.action).header("accept", "application/json");
    let form = form.clone();
    let deliver = move |answer| {
        let outcome = signed_up::outcome(answer, &form);
        sending.update_value(|last| {
            last.is_under_way = false;
            last.taken = matches!(outcome, SignedUp::Yes | SignedUp::Already).then_some(address);
        });
        say(&field, &outcome.to_string(), true);
    };
    // It is sent to its end, even where the visitor goes on to another page.
    drop(loading::ask(request, fields.into(), Box::new(deliver)));
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id(FIELD)?.dyn_into().ok()
}

/// Says what is wrong with the address, or what came of it; nothing, where it is on its way.
fn say(field: &HtmlInputElement, words: &str, is_valid: bool) {
    let Some(said) = document().get_element_by_id(SAID) else { return };
    let is_pending = words.is_empty();
    // An element that is there takes an attribute.
    let _ = field.set_attribute("aria-invalid", if is_valid { "false" } else { "true" });
    said.set_class_name(if is_pending { "pending" } else { "" });
    said.set_text_content(Some(if is_pending { "Sending…" } else { words }));
}
