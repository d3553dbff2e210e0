//! Emails that came back: delivery status notifications (RFC 3464), and requests to unsubscribe by email (RFC 2369).

use mail_parser::{Message, MessageParser};
use sha2::{Digest, Sha256};

use super::administration::record_soft_bounce;
use super::confirmations::StoreError;
use super::database::Database;
use super::writer::{Scope, find_token, unsubscribe};
use super::{Token, TokenPurpose, suspend};

/// The largest part of a reason that is stored, in characters.
const MAX_REASON: usize = 200;

/// What a received email is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// A notification that suspended an address.
    Suspended,
    /// A notification of a failure that may end: it suspends at the third time in 14 days.
    SoftBounce,
    /// A request to unsubscribe.
    Unsubscribed,
    /// Anything else, or one for an unknown token.
    Other,
}

impl Database {
    /// Reads a received email, and does what it asks for. Reading it again changes nothing.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub fn read_returned(&mut self, content: &[u8]) -> Result<Returned, StoreError> {
        let Some(message) = MessageParser::default().parse(content) else { return Ok(Returned::Other) };
        let transaction = self.connection.transaction()?;
        let returned = if let Some(token) = unsubscribe_token(&message) {
            let is_known = unsubscribe(&transaction, &token, Scope::Vendor)?.is_some();
            if is_known { Returned::Unsubscribed } else { Returned::Other }
        } else {
            match (return_path_token(&message), failure(&message)) {
                (Some(token), Some((status, reason))) => {
                    match find_token(&transaction, &token, TokenPurpose::Bounce)? {
                        None => Returned::Other,
                        Some((subscriber, _)) if status.starts_with('5') => {
                            suspend(&transaction, subscriber, &reason)?;
                            Returned::Suspended
                        }
                        Some((subscriber, _)) => {
                            let notification = Sha256::digest(content).into();
                            let is_third =
                                record_soft_bounce(&transaction, subscriber, notification, &reason)?;
                            if is_third { Returned::Suspended } else { Returned::SoftBounce }
                        }
                    }
                }
                _ => Returned::Other,
            }
        };
        transaction.commit()?;
        Ok(returned)
    }
}

/// The token in a subject such as `unsubscribe 0123…`.
fn unsubscribe_token(message: &Message) -> Option<Token> {
    let subject = message.subject()?.to_ascii_lowercase();
    let (_, rest) = subject.split_once("unsubscribe")?;
    rest.split_whitespace().find_map(Token::parse)
}

/// The token in the address to which the notification was sent: `name+token@domain`. Mail servers name that address in
/// one of several headers.
fn return_path_token(message: &Message) -> Option<Token> {
    const HEADERS: [&str; 5] = ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];
    HEADERS.iter().find_map(|name| {
        let header = message.headers().get(*name)?;
        let value = String::from_utf8_lossy(header.raw_value()).into_owned();
        value.split(['+', '@']).find_map(Token::parse)
    })
}

/// The status code and the reason of a failed delivery, such as `5.1.1` and `smtp; 550 no such mailbox`.
fn failure(message: &Message) -> Option<(String, String)> {
    let status = message.parts().find(|part| part.is_content_type("message", "delivery-status"))?;
    let text = String::from_utf8_lossy(status.raw_body()).into_owned();
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    if !field("Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let code = field("Status")?;
    let reason = field("Diagnostic-Code").unwrap_or_else(|| code.clone());
    Some((code, reason.chars().take(MAX_REASON).collect()))
}
