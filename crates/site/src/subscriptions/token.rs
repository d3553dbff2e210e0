//! The secrets in the links of emails.

use sha2::{Digest, Sha256};

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

impl Token {
    /// 160 bits, which nobody can guess.
    const BYTES: usize = 20;

    /// A new token.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; Self::BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Parses a token: lowercase hexadecimal digits, because mail servers may change the case of an address.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let is_token = text.len() == 2 * Self::BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
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
