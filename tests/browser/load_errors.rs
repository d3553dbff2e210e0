//! The message about a file that could not be loaded: a sentence with advice for every visitor, and the file and the
//! reason in closed technical details.

use serde_json::json;

use crate::expected::texts::{self, LoadError};
use crate::harness::{Element, Page};

/// Waits for the message that `what` could not be loaded because of one of `errors`, opens its technical details, and
/// asserts that they name `file` and the reason.
pub fn assert_load_error(page: &Page, what: &str, file: &str, errors: &[LoadError]) {
    let (alert, error) = wait_for_message(page, what, errors);
    let details = texts::load_error_details(file, error);
    assert!(!alert.text().contains(&details), "the details are open: {}", alert.text());
    let mut toggles = alert.find_all("DisclosureTriangle");
    toggles.retain(|toggle| toggle.name == texts::TECHNICAL_DETAILS);
    assert_eq!(toggles.len(), 1, "“{}” in {}", texts::TECHNICAL_DETAILS, alert.text());
    let toggle = toggles.swap_remove(0);
    assert_eq!(toggle.state("expanded"), Some(&json!(false)), "the details are open at first");
    toggle.click();
    page.wait_until(&format!("“{details}” is visible"), || alert.text().contains(&details));
}

/// Waits for the alert with the sentence of one of these errors. Errors with the same sentence differ in their reason,
/// which only the details state.
fn wait_for_message<'a>(page: &'a Page, what: &str, errors: &[LoadError]) -> (Element<'a>, LoadError) {
    let mut found = None;
    page.wait_until(&format!("{what}: one of {errors:?} is reported"), || {
        found = page.find_all("alert").into_iter().find_map(|alert| {
            let text = alert.text();
            let is_shown = |error: &&LoadError| text.contains(&texts::load_error(what, **error));
            errors.iter().find(is_shown).map(|error| (alert, *error))
        });
        found.is_some()
    });
    found.expect("the message")
}
