//! The email that asks to confirm a sign-up.

use maud::html;

use super::Email;
use super::compose::{ComposeError, Composer, Content};
use crate::subscriptions::DueConfirmation;

/// The email for a pending sign-up for a vendor of that name.
///
/// # Errors
/// If the address cannot be used.
pub fn confirmation(
    composer: &Composer,
    due: &DueConfirmation,
    vendor_name: &str,
) -> Result<Email, ComposeError> {
    let site = &composer.settings.name;
    let url = composer.url(&format!("api/confirm?token={}", due.confirm.as_str()));
    let request = format!(
        "Confirm that you want an email from {site} when {vendor_name}'s BAA, PHI, or SOC 2 status changes:"
    );
    let otherwise = "If you did not sign up, ignore this email: you will get no more emails.";
    let deadline = "The link works for 7 days.";
    let content = Content {
        subject: format!("Confirm your sign-up for {vendor_name}"),
        text: format!("{request}\n\n{url}\n\n{deadline} {otherwise}"),
        html: html! {
            p { (request) }
            p { a href=(url) { "Confirm the sign-up for " (vendor_name) } }
            p { (deadline) " " (otherwise) }
        },
        reason: format!("You get this email because someone entered this address at {}.", composer.site_url),
        // A new one for each email: the identifier reveals nothing about the address.
        id: due.tokens.bounce.as_str().to_owned(),
    };
    composer.compose(&due.address, &content, &due.tokens)
}
