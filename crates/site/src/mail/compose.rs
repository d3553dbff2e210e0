//! The headers and parts that all emails have. RFC 5322 (messages), 2369 (List-*), 2919 (List-Id), 3834 (automatic
//! messages), and 8058 (one-click unsubscription) specify them.

use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
    DkimSigningKeyError,
};
use lettre::message::header::{Date, HeaderName, HeaderValue, MessageId};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::{Address, address::Envelope};
use maud::{DOCTYPE, Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Email;
use crate::settings::{MailSettings, Settings};
use crate::subscriptions::{EmailAddress, EmailTokens};

/// The headers that a DKIM signature covers, with both of RFC 8058. `Content-Type` is not one of them: lettre keeps it with
/// the body, and would sign its absence.
const SIGNED_HEADERS: [&str; 11] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Archive",
    "List-Help",
];

/// The characters that a URL contains only in encoded form: RFC 3986, section 2.3.
const NOT_IN_URL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The sender of all emails.
#[derive(Debug)]
pub struct Composer<'a> {
    pub(super) settings: &'a Settings,
    mail: &'a MailSettings,
    /// The URL of the site, with a slash at the end.
    pub(super) site_url: String,
    signing: Option<DkimConfig>,
}

/// The key that signs emails (DKIM).
#[derive(Debug)]
pub struct Signing {
    /// The name of the key in the DNS.
    pub selector: String,
    /// The private key: PKCS #1 (PEM, `openssl genrsa -traditional`) for RSA, or 32 bytes in base64 for Ed25519.
    pub key: String,
}

/// The parts of an email that differ.
pub(super) struct Content {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: Markup,
    /// Why the person gets this email, in one sentence.
    pub(super) reason: String,
    /// The identifier, which is part of `Message-ID`.
    pub(super) id: String,
}

/// An email that cannot be composed.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The settings have no sender.
    #[error("the settings have no 'mail': it contains the sender and the postal address of all emails")]
    NoSender,
    /// An address is not one of the mail system.
    #[error("'{address}' cannot be used in an email: {source}")]
    Address {
        /// The address.
        address: String,
        /// The cause.
        source: lettre::address::AddressError,
    },
    /// The key cannot be read.
    #[error(
        "the DKIM key is neither RSA as PKCS #1 (PEM, openssl genrsa -traditional) nor Ed25519 in base64"
    )]
    Key(#[from] DkimSigningKeyError),
    /// The email cannot be assembled.
    #[error("the email cannot be assembled: {0}")]
    Message(#[from] lettre::error::Error),
}

impl<'a> Composer<'a> {
    /// The sender of the site at a URL, which ends with a slash.
    ///
    /// # Errors
    /// If the settings have no sender, or the key cannot be read.
    pub fn new(
        settings: &'a Settings,
        site_url: String,
        signing: Option<&Signing>,
    ) -> Result<Self, ComposeError> {
        let mail = settings.mail.as_ref().ok_or(ComposeError::NoSender)?;
        let signing = signing.map(|signing| dkim(signing, mail.sender.domain())).transpose()?;
        Ok(Self { settings, mail, site_url, signing })
    }

    /// The URL of a path of the site.
    pub(super) fn url(&self, path: &str) -> String {
        [&self.site_url, path].concat()
    }

    pub(super) fn compose(
        &self,
        to: &EmailAddress,
        content: &Content,
        EmailTokens { unsubscribe, bounce }: &EmailTokens,
    ) -> Result<Email, ComposeError> {
        let domain = self.mail.sender.domain();
        let return_path = self.mail.return_path();
        let return_path = format!("{}+{}@{}", return_path.name(), bounce.as_str(), return_path.domain());
        let (to, sender) = (address(to.as_str())?, address(self.mail.sender.as_str())?);
        let envelope = Envelope::new(Some(address(&return_path)?), vec![to.clone()])?;
        let unsubscribe_url = self.url(&format!("api/unsubscribe?token={}", unsubscribe.as_str()));
        let mailto = format!(
            "mailto:{}@{domain}?subject=unsubscribe%20{}",
            utf8_percent_encode(self.mail.sender.name(), NOT_IN_URL),
            unsubscribe.as_str()
        );
        let message_id = format!("{}@{domain}", content.id);
        let host = self.settings.address.host().split(':').next().unwrap_or_default();
        let list_id = format!("<notices.{host}>");
        let raw =
            |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        // A URL is one word: it can be longer than a line should be, but never as long as a line may be.
        let unencoded = |name: &'static str, value: String| {
            HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
        };
        let mut message = Message::builder()
            .envelope(envelope.clone())
            .from(Mailbox::new(Some(self.settings.name.clone()), sender))
            .to(Mailbox::new(None, to))
            .subject(content.subject.clone())
            .header(Date::now())
            .header(MessageId::from(format!("<{message_id}>")))
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(raw("X-Auto-Response-Suppress", "All".to_owned()))
            .raw_header(raw("List-Id", list_id))
            .raw_header(unencoded("List-Unsubscribe", format!("<{unsubscribe_url}>,\r\n <{mailto}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
            .raw_header(unencoded("List-Archive", format!("<{}>", self.url("changes/"))))
            .raw_header(unencoded("List-Help", format!("<{}>", self.url("about/"))))
            .multipart(MultiPart::alternative_plain_html(
                self.text(content, &unsubscribe_url),
                self.html(content, &unsubscribe_url).into_string(),
            ))?;
        if let Some(signing) = &self.signing {
            message.sign(signing);
        }
        Ok(Email { envelope, message_id, bytes: message.formatted() })
    }

    fn text(&self, content: &Content, unsubscribe_url: &str) -> String {
        let Content { text, reason, .. } = content;
        let postal_address = &self.mail.postal_address;
        format!("{text}\n\n-- \n{reason}\nUnsubscribe: {unsubscribe_url}\n{postal_address}\n")
    }

    fn html(&self, content: &Content, unsubscribe_url: &str) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (content.subject) }
                }
                body style="margin:0 auto;max-width:36em;padding:1em;font:16px/1.5 system-ui,sans-serif" {
                    (content.html)
                    hr;
                    p style="font-size:14px" {
                        (content.reason) " "
                        a href=(unsubscribe_url) { "Unsubscribe" }
                        br;
                        (self.mail.postal_address)
                    }
                }
            }
        }
    }
}

fn address(text: &str) -> Result<Address, ComposeError> {
    text.parse().map_err(|source| ComposeError::Address { address: text.to_owned(), source })
}

fn dkim(signing: &Signing, domain: &str) -> Result<DkimConfig, ComposeError> {
    let algorithm = if signing.key.contains("-----BEGIN") {
        DkimSigningAlgorithm::Rsa
    } else {
        DkimSigningAlgorithm::Ed25519
    };
    let relaxed = DkimCanonicalizationType::Relaxed;
    Ok(DkimConfig::new(
        signing.selector.clone(),
        domain.to_owned(),
        DkimSigningKey::new(signing.key.trim(), algorithm)?,
        SIGNED_HEADERS.iter().map(|name| HeaderName::new_from_ascii_str(name)).collect(),
        DkimCanonicalization { header: relaxed, body: relaxed },
    ))
}
