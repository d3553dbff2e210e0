//! What a sign-up asks for, read and checked again: a browser checked it, other programs did not.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use directory::Slug;
use serde::Deserialize;

use super::address::{EmailAddress, EmailAddressError};

/// The longest body that is read, in bytes.
pub const LONGEST_BODY: usize = 4096;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// The fields of a sign-up; others are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The email address, as it was typed.
    pub email: String,
    /// The vendor's key.
    pub vendor: String,
    /// A field that people do not see.
    pub company: String,
}

/// Why a sign-up is not taken; the sentence is shown to who sent it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The address is none.
    #[error(transparent)]
    Address(#[from] EmailAddressError),
    /// The vendor is none of this site's.
    #[error("This site has no vendor of that name.")]
    Vendor,
    /// The field that people do not see is filled in.
    #[error(
        "A field that stays empty was filled in, as programs do. Type your address by hand and send again."
    )]
    Trap,
    /// Too many from one place.
    #[error("Too many tries from your network. Try again in {} seconds.", .0.as_secs().max(1))]
    TooMany(Duration),
    /// More than [`LONGEST_BODY`].
    #[error("The form is too long: it may have 4 kB.")]
    TooLong,
    /// The body did not arrive in time, or not whole.
    #[error("The form did not arrive whole.")]
    NotWhole,
    /// Neither a form nor JSON.
    #[error("Send a form (application/x-www-form-urlencoded) or JSON.")]
    Kind,
    /// JSON that is none, or of another form.
    #[error("That is not JSON with the texts email and vendor.")]
    NotRead,
    /// The sign-up could not be written down.
    #[error("Your sign-up could not be kept. Try again in a minute.")]
    NotKept,
}

impl Refusal {
    /// How the refusal is told to programs.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Address(_) | Self::Vendor | Self::Trap => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotWhole => StatusCode::REQUEST_TIMEOUT,
            Self::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotRead => StatusCode::BAD_REQUEST,
            Self::NotKept => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// When to try again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany(wait) => Some(*wait),
            Self::NotKept => Some(Duration::from_secs(60)),
            Self::Address(_) | Self::Vendor | Self::Trap | Self::TooLong => None,
            Self::NotWhole | Self::Kind | Self::NotRead => None,
        }
    }
}

impl Fields {
    /// Reads a form or JSON.
    ///
    /// # Errors
    /// When it is neither, too long, or does not arrive.
    pub async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Refusal> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = tokio::time::timeout(PATIENCE, to_bytes(body, LONGEST_BODY)).await;
        let bytes = match body {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) if is_too_long(&error) => return Err(Refusal::TooLong),
            Ok(Err(_)) | Err(_) => return Err(Refusal::NotWhole),
        };
        match kind.as_str() {
            "application/x-www-form-urlencoded" => Ok(Self::of_form(&bytes)),
            "application/json" => serde_json::from_slice(&bytes).map_err(|_| Refusal::NotRead),
            _ => Err(Refusal::Kind),
        }
    }

    fn of_form(bytes: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            match &*name {
                "email" => fields.email = value.into_owned(),
                "vendor" => fields.vendor = value.into_owned(),
                "company" => fields.company = value.into_owned(),
                _ => {}
            }
        }
        fields
    }

    /// The vendor, if its key has the form of one.
    pub fn vendor(&self) -> Option<Slug> {
        Slug::parse(&self.vendor).ok()
    }

    /// The address.
    ///
    /// # Errors
    /// When it is none, or a program sent the form.
    pub fn address(&self) -> Result<EmailAddress, Refusal> {
        if self.company.is_empty() { Ok(EmailAddress::parse(&self.email)?) } else { Err(Refusal::Trap) }
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>())
}
