//! The secrets in the links of emails.

use catalog::Slug;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::SubscriptionError;
use super::database::NOW;
use crate::hex::hex;

/// A random secret that is part of one link. Only its hash is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(String);

/// What a token permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPurpose {
    /// Confirming a sign-up.
    Confirm,
    /// Unsubscribing.
    Unsubscribe,
    /// Naming the subscriber whose mail server returned an email.
    Bounce,
}

/// The tokens that all emails have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailTokens {
    /// The token that unsubscribes.
    pub unsubscribe: Token,
    /// The token of the return path.
    pub bounce: Token,
}

impl EmailTokens {
    /// New tokens, which are not stored yet.
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        Ok(Self { unsubscribe: Token::random()?, bounce: Token::random()? })
    }

    pub(super) fn store(
        &self,
        connection: &Connection,
        subscriber: i64,
        vendor: &Slug,
    ) -> Result<(), SubscriptionError> {
        store_token(connection, &self.unsubscribe, TokenPurpose::Unsubscribe, subscriber, vendor)?;
        store_token(connection, &self.bounce, TokenPurpose::Bounce, subscriber, vendor)
    }
}

/// Stores the hash of a token.
pub(super) fn store_token(
    connection: &Connection,
    token: &Token,
    purpose: TokenPurpose,
    subscriber: i64,
    vendor: &Slug,
) -> Result<(), SubscriptionError> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO token (hash, purpose, subscriber, vendor, created) VALUES (?1, ?2, ?3, ?4, {NOW})"
        ))?
        .execute(params![token.hash(), purpose.key(), subscriber, vendor.as_str()])?;
    Ok(())
}

impl Token {
    /// 160 bits, which nobody can guess.
    const BYTES: usize = 20;

    /// The number of characters.
    pub const LENGTH: usize = 2 * Self::BYTES;

    /// A new token.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; Self::BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(hex(&bytes)))
    }

    /// Parses a token: lowercase hexadecimal digits, because mail servers may change the case of an address.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let is_token = text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_token.then_some(Self(text))
    }

    /// The text in the link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The stored hash.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl TokenPurpose {
    /// The name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Unsubscribe => "unsubscribe",
            Self::Bounce => "bounce",
        }
    }
}
