//! The sender of emails.

use serde::{Deserialize, Deserializer, de};

use crate::subscriptions::{EmailAddress, Token};

/// The sender of all emails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The address of the sender, which also receives replies and requests to unsubscribe.
    pub sender: EmailAddress,
    /// The address to which mail servers return emails; the sender by default. It must accept subaddresses
    /// (`name+token@domain`).
    return_path: Option<EmailAddress>,
    /// The postal address of the operator, on one line at the end of each email.
    #[serde(deserialize_with = "line")]
    pub postal_address: String,
}

impl MailSettings {
    /// The address to which mail servers return emails.
    pub fn return_path(&self) -> &EmailAddress {
        self.return_path.as_ref().unwrap_or(&self.sender)
    }

    /// Whether a token fits into the local part of the return path: RFC 5321, section 4.5.3.1.1.
    pub(super) fn has_short_return_path(&self) -> bool {
        self.return_path().name().len() + "+".len() + Token::LENGTH <= 64
    }

    /// Whether the postal address is that of a fresh clone.
    pub(super) fn has_placeholder_postal_address(&self) -> bool {
        self.postal_address.contains("1 Example Street")
    }
}

fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err(de::Error::custom("is not a postal address on one line"));
    }
    Ok(text)
}
