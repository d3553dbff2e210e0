//! The request of a sign-up, parsed and validated on the server: a browser validates it, other programs may not.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use catalog::Slug;
use serde::Deserialize;

use crate::settings::HONEYPOT;
use crate::subscriptions::{EmailAddress, EmailAddressError};

/// The largest accepted body in bytes.
pub const MAX_BODY_SIZE: usize = 4096;

/// How long a body may take to arrive.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The fields of a sign-up form. Other fields are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUpRequest {
    /// The email address as entered.
    pub email: String,
    /// The vendor's slug.
    pub vendor: String,
    /// The value of [`HONEYPOT`].
    pub leave_empty: String,
}

/// A rejected sign-up. The message is shown to the sender.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The email address is invalid.
    #[error(transparent)]
    InvalidAddress(#[from] EmailAddressError),
    /// The site has no such vendor.
    #[error("This site has no such vendor.")]
    UnknownVendor,
    /// The honeypot is filled in.
    #[error(
        "A field that must remain empty was filled in, perhaps by your browser or password manager. Send the form again."
    )]
    HoneypotFilled,
    /// The client exceeds the rate limit.
    #[error("Too many attempts from your network. Try again in {} seconds.", .0.as_secs().max(1))]
    RateLimited(Duration),
    /// The body is larger than [`MAX_BODY_SIZE`].
    #[error("The form is too large: the limit is 4 kB.")]
    BodyTooLarge,
    /// The body did not arrive completely, or not in time.
    #[error("The form did not arrive completely.")]
    IncompleteBody,
    /// The content type is neither a form nor JSON.
    #[error("Send a form (application/x-www-form-urlencoded) or JSON.")]
    UnsupportedContentType,
    /// The body is not JSON with the expected fields.
    #[error("The body is not JSON with the strings email and vendor.")]
    InvalidJson,
    /// The sign-up could not be stored.
    #[error("Your sign-up could not be saved. Try again in one minute.")]
    NotStored,
}

impl SignUpError {
    /// The response's status code.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::InvalidAddress(_) | Self::UnknownVendor | Self::HoneypotFilled => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::IncompleteBody => StatusCode::REQUEST_TIMEOUT,
            Self::UnsupportedContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidJson => StatusCode::BAD_REQUEST,
            Self::NotStored => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// How long to wait before another attempt can succeed.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited(wait) => Some(*wait),
            Self::NotStored => Some(Duration::from_secs(60)),
            Self::InvalidAddress(_) | Self::UnknownVendor | Self::HoneypotFilled | Self::BodyTooLarge => None,
            Self::IncompleteBody | Self::UnsupportedContentType | Self::InvalidJson => None,
        }
    }
}

impl SignUpRequest {
    /// Reads a form or JSON.
    ///
    /// # Errors
    /// If the body is neither, is too large, or does not arrive.
    pub async fn read(headers: &HeaderMap, body: Body) -> Result<Self, SignUpError> {
        let content_type =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_SIZE)).await;
        let bytes = match body {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) if is_too_large(&error) => return Err(SignUpError::BodyTooLarge),
            Ok(Err(_)) | Err(_) => return Err(SignUpError::IncompleteBody),
        };
        match content_type.as_str() {
            "application/x-www-form-urlencoded" => Ok(Self::from_form(&bytes)),
            "application/json" => serde_json::from_slice(&bytes).map_err(|_| SignUpError::InvalidJson),
            _ => Err(SignUpError::UnsupportedContentType),
        }
    }

    fn from_form(bytes: &[u8]) -> Self {
        let mut request = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            match &*name {
                "email" => request.email = value.into_owned(),
                "vendor" => request.vendor = value.into_owned(),
                HONEYPOT => request.leave_empty = value.into_owned(),
                _ => {}
            }
        }
        request
    }

    /// The vendor's slug, if it is a valid one.
    pub fn vendor(&self) -> Option<Slug> {
        Slug::parse(&self.vendor).ok()
    }

    /// The email address.
    ///
    /// # Errors
    /// If the address is invalid, or the honeypot is filled in.
    pub fn address(&self) -> Result<EmailAddress, SignUpError> {
        if self.leave_empty.is_empty() {
            Ok(EmailAddress::parse(&self.email)?)
        } else {
            Err(SignUpError::HoneypotFilled)
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>())
}
