//! The email of a notice.

use catalog::Date;
use maud::{PreEscaped, html};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Email;
use super::compose::{ComposeError, Composer, Content};
use crate::hex::hex;
use crate::subscriptions::Delivery;

/// The content of a notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoticeContent {
    /// The notice's identifier.
    pub id: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML, in which all texts of records are escaped.
    pub html: String,
}

/// The email of a notice for a subscriber.
///
/// # Errors
/// If the address cannot be used.
pub fn notice(
    composer: &Composer,
    notice: &NoticeContent,
    delivery: &Delivery,
) -> Result<Email, ComposeError> {
    let date = delivery.signed_up.split('T').next().and_then(|date| Date::parse(date).ok());
    let date = date.map(|date| format!(" on {}", date.describe())).unwrap_or_default();
    let content = Content {
        subject: notice.subject.clone(),
        text: notice.text.clone(),
        html: html! { (PreEscaped(&notice.html)) },
        reason: format!("You get this email because you signed up at {}{date}.", composer.site_url),
        id: pair_id(&notice.id, delivery),
    };
    composer.compose(&delivery.address, &content, &delivery.tokens)
}

/// The identifier of a notice and a subscriber: the same if the email is sent again, so that mail programs show it once.
fn pair_id(notice: &str, delivery: &Delivery) -> String {
    let hash = Sha256::new()
        .chain_update(notice)
        .chain_update([0])
        .chain_update(delivery.address.as_str().to_ascii_lowercase())
        .finalize();
    hex(&hash).chars().take(40).collect()
}
