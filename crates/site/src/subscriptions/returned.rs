//! Emails that came back: delivery status notifications (RFC 3464), and requests to unsubscribe by email (RFC 2369).

use mail_parser::{Message, MessageParser};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::database::{Database, NOW, now_plus};
use super::writer::{Scope, find_token, unsubscribe};
use super::{SubscriptionError, Token, TokenPurpose, suspend, without_addresses};

/// What a received email is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    pub fn read_returned(&mut self, content: &[u8]) -> Result<Returned, SubscriptionError> {
        let Some(message) = MessageParser::default().parse(content) else { return Ok(Returned::Other) };
        let transaction = self.connection.transaction()?;
        let hash: [u8; 32] = Sha256::digest(content).into();
        let returned = if let Some(token) = unsubscribe_token(&message) {
            match find_token(&transaction, &token, TokenPurpose::Unsubscribe)? {
                Some((subscriber, _)) if record(&transaction, hash, subscriber, false, &message)? => {
                    unsubscribe(&transaction, &token, Scope::Vendor)?;
                    Returned::Unsubscribed
                }
                _ => Returned::Other,
            }
        } else if let (Some(token), Some(failure)) = (return_path_token(&message), failure(&message)) {
            match find_token(&transaction, &token, TokenPurpose::Bounce)? {
                None => Returned::Other,
                Some((subscriber, _)) => {
                    // 5.1.x: there is no such address. All other failures may end.
                    let is_soft_bounce = !failure.status.starts_with("5.1.");
                    let is_new = record(&transaction, hash, subscriber, is_soft_bounce, &message)?;
                    let suspends = !is_soft_bounce || soft_bounces(&transaction, subscriber)? >= 3;
                    if is_new && suspends {
                        suspend(&transaction, subscriber, &failure.reason)?;
                    }
                    if suspends { Returned::Suspended } else { Returned::SoftBounce }
                }
            }
        } else {
            Returned::Other
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

/// A failed delivery.
struct Failure {
    /// The status code, such as `5.1.1`.
    status: String,
    /// The reason, without addresses.
    reason: String,
}

fn failure(message: &Message) -> Option<Failure> {
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
    let status = field("Status")?;
    let reason = without_addresses(&field("Diagnostic-Code").unwrap_or_else(|| status.clone()));
    Some(Failure { status, reason })
}

/// Records a received email at its date, or now if it has none; false if it was recorded before.
fn record(
    connection: &Connection,
    hash: [u8; 32],
    subscriber: i64,
    is_soft_bounce: bool,
    message: &Message,
) -> rusqlite::Result<bool> {
    let date = message.date().filter(mail_parser::DateTime::is_valid).map(|date| date.to_timestamp());
    let inserted = connection.execute(
        &format!(
            "INSERT OR IGNORE INTO returned (hash, subscriber, is_soft_bounce, received)
                VALUES (?1, ?2, ?3, min({NOW}, coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', ?4, 'unixepoch'), {NOW})))"
        ),
        params![hash, subscriber, is_soft_bounce, date],
    )?;
    Ok(inserted > 0)
}

fn soft_bounces(connection: &Connection, subscriber: i64) -> rusqlite::Result<u32> {
    let count = format!(
        "SELECT count(*) FROM returned WHERE subscriber = ?1 AND is_soft_bounce AND received > {}",
        now_plus("-14 days")
    );
    connection.query_row(&count, [subscriber], |row| row.get(0))
}
