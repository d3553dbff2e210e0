//! "Get notified when this changes": a plain form, which the app submits without leaving the page if the service allows
//! that, and whose outcome is shown beside the field.

use catalog::Record;
use catalog::text_folding::trim_invisible;
use gloo_net::http::Request;
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FormData, HtmlFormElement, HtmlInputElement, UrlSearchParams};

use crate::app::app_context;
use crate::components::watch::watch;
use crate::data::fetch;
use crate::data::page_data::{SIGN_UP_CONSENT, SignUpForm, SignUpResponse, Site};
use crate::data::sign_up_response::{SignUpOutcome, parse_response};
use crate::navigation::routes;
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;

/// The `id` of the email field.
const EMAIL_FIELD: &str = "sign-up-email";

/// The field, as a selector.
const EMAIL_FIELD_SELECTOR: &str = "#sign-up-email";

/// The `id` of the honeypot, which people do not see and programs fill in.
const HONEYPOT: &str = "sign-up-leave-empty";

/// The `id` of the element that shows the outcome.
const STATUS: &str = "sign-up-status";

/// The section with the three ways to follow a vendor: email, feed, and the watch list in the browser.
pub fn sign_up(record: &Record) -> Markup {
    let form = app_context::<Site>().sign_up;
    let html = form_and_feed(record, form.as_ref());
    let submission = StoredValue::new(Submission::default());
    if form.as_ref().is_some_and(|form| form.response != SignUpResponse::Page) {
        // The app now validates the address, and shows the message beside the field.
        on_mount(|| {
            if let Some(form) = email_field().and_then(|field| field.form()) {
                form.set_no_validate(true);
            }
        });
    }
    if let Some(form) = form {
        for event in ["click", "keydown"] {
            on_event(event, ".sign-up form", move |event, _| {
                submission.update_value(|last| last.is_by_person |= event.is_trusted());
            });
        }
        on_event("change", EMAIL_FIELD_SELECTOR, |_, field| trim(field.unchecked_ref()));
        on_event("submit", ".sign-up form", move |event, element| submit(event, element, &form, submission));
    }
    html! { section class="sign-up" aria-labelledby="notify" { (html) (watch(record)) } }
}

fn form_and_feed(record: &Record, form: Option<&SignUpForm>) -> Markup {
    let name = &record.name;
    html! {
        h2 id="notify" { "Get notified when this changes" }
        @if let Some(form) = form {
            p { "We track " (name) "'s BAA and HIPAA status. " (SIGN_UP_CONSENT) }
            (email_form(record, form))
        } @else {
            p { "We track " (name) "'s BAA and HIPAA status. Email notices are not available on this site." }
        }
        p {
            @if form.is_some() { "Without email: follow " } @else { "Follow " }
            a href=(routes::feed(&record.slug)) rel="external" type="application/atom+xml" { "the feed for " (name) }
            " in any feed reader"
            span class="needs-script" { ", or watch " (name) " in this browser" } "."
        }
    }
}

fn email_form(record: &Record, form: &SignUpForm) -> Markup {
    html! {
        form action=(form.action) method="post" {
            @for (name, value) in &form.fixed { input type="hidden" name=(name) value=(value); }
            @if let Some(name) = &form.vendor { input type="hidden" name=(name) value=(record.slug); }
            @if let Some(name) = &form.honeypot {
                label class="visually-hidden" aria-hidden="true" {
                    "Leave this field empty "
                    // The attributes ask password managers to leave it empty as well.
                    input id=(HONEYPOT) name=(name) tabindex="-1" autocomplete="off"
                        data-1p-ignore data-bwignore data-lpignore="true" data-form-type="other";
                }
            }
            label for=(EMAIL_FIELD) { "Email address" }
            div class="field" {
                input id=(EMAIL_FIELD) name=(form.email) type="email" autocomplete="email" required aria-describedby=(STATUS);
                button type="submit" { "Notify me" }
            }
            div id=(STATUS) role="status" {}
        }
    }
}

/// The state of the last submission.
#[derive(Default)]
struct Submission {
    is_in_progress: bool,
    /// Whether somebody has clicked or typed in the form. The events of a script in the page are not trusted.
    is_by_person: bool,
    /// The email address that the service accepted: submitting it again would change nothing.
    accepted: Option<String>,
}

fn submit(event: &Event, element: &Element, form: &SignUpForm, submission: StoredValue<Submission>) {
    let Some(field) = email_field() else { return };
    trim(&field);
    if submission.with_value(|last| last.is_by_person) {
        // If it is filled in, a password manager did that.
        clear_honeypot();
    }
    let email = field.value();
    let is_repeated =
        submission.with_value(|last| last.is_in_progress || last.accepted.as_ref() == Some(&email));
    if is_repeated {
        event.prevent_default();
        return;
    }
    if form.response == SignUpResponse::Page {
        // The browser submits the form and leaves this page. A visitor who returns may submit again.
        submission.update_value(|last| last.is_in_progress = true);
        dom::after(fetch::TIMEOUT, move || submission.update_value(|last| last.is_in_progress = false));
        return;
    }
    event.prevent_default();
    if !field.check_validity() {
        // The browser's own message is in the visitor's language.
        show_status(&field, &field.validation_message().unwrap_or_default(), false);
        // If the browser refuses the focus, the message is still shown.
        let _ = field.focus();
        return;
    }
    let element: &HtmlFormElement = element.unchecked_ref();
    let fields = FormData::new_with_form(element)
        .and_then(|fields| UrlSearchParams::new_with_str_sequence_sequence(&fields));
    let Ok(fields) = fields else { return };
    submission.update_value(|last| last.is_in_progress = true);
    show_status(&field, "", true);
    let request = Request::post(&form.action).header("accept", "application/json");
    let form = form.clone();
    let deliver = move |response| {
        let outcome = parse_response(response, &form);
        if !matches!(outcome, SignUpOutcome::Accepted) {
            // The next attempt is not refused for the same reason.
            clear_honeypot();
        }
        submission.update_value(|last| {
            last.is_in_progress = false;
            last.accepted =
                matches!(outcome, SignUpOutcome::Accepted | SignUpOutcome::AlreadySignedUp).then_some(email);
        });
        show_status(&field, &outcome.to_string(), true);
    };
    // The request is never aborted, even if the visitor goes to another page.
    drop(fetch::send(request, fields.into(), None, Box::new(deliver)));
}

fn email_field() -> Option<HtmlInputElement> {
    dom::input(EMAIL_FIELD)
}

/// Trims white space and invisible characters from the address.
fn trim(field: &HtmlInputElement) {
    let text = field.value();
    let trimmed = trim_invisible(&text);
    if trimmed != text {
        field.set_value(trimmed);
    }
}

fn clear_honeypot() {
    dom::input(HONEYPOT).iter().for_each(|field| field.set_value(""));
}

/// Shows a message beside the field; an empty message means that the submission is in progress.
fn show_status(field: &HtmlInputElement, message: &str, is_valid: bool) {
    let Some(status) = document().get_element_by_id(STATUS) else { return };
    let is_pending = message.is_empty();
    // Cannot fail: the attribute's name is valid.
    let _ = field.set_attribute("aria-invalid", if is_valid { "false" } else { "true" });
    status.set_class_name(if is_pending { "pending" } else { "" });
    status.set_text_content(Some(if is_pending { "Sending…" } else { message }));
}
