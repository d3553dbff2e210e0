//! The email on a vendor page that asks for the BAA: visitors copy it, or open it in an email program.

use catalog::answers::request_email;
use serde_json::{Value, json};

use crate::fixtures;
use crate::harness::{Page, TestSite};

/// Opens the email on a vendor page; returns its text as the record gives it.
fn open_email(page: &Page, slug: &str) -> String {
    page.open(&format!("/vendors/{slug}/"));
    page.wait_for_app();
    page.run_script("document.querySelector('.request-email').open = true");
    let record = serde_json::from_value(fixtures::record(slug)).expect("a record");
    request_email(&record).expect("an email").body
}

#[test]
fn the_email_is_copied() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {
            value: { writeText: async (text) => { window.copied = text; } }, configurable: true });",
    );
    let body = open_email(&page, "zoom");
    page.find("button", "Copy the text").click();
    page.find("button", "Copied");
    assert_eq!(page.run_script("return window.copied"), json!(body));
}

#[test]
fn if_the_browser_refuses_to_copy_the_email_is_selected() {
    let site = TestSite::start();
    let page = site.new_page();
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });",
    );
    let body = open_email(&page, "zoom");
    page.find("button", "Copy the text").click();
    let selected = || page.run_script("return getSelection().toString()");
    page.wait_until("the email is selected", || {
        let selected: Value = selected();
        selected.as_str().is_some_and(|selected| selected.trim() == body.trim())
    });
}
