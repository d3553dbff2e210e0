//! The mail server that passes emails on, over one connection at a time.

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::{Email, TransportError};
use crate::subscriptions::{SendOutcome, SubscriptionError, without_addresses};

/// How long a reply of the server may take, except for the one to the content.
const REPLY_TIMEOUT: Duration = Duration::from_secs(60);

/// How long the reply to the content may take: RFC 5321, section 4.5.3.2.6. Without it, nobody knows whether the email
/// arrived.
const CONTENT_TIMEOUT: Duration = Duration::from_secs(600);

/// The server may have closed a connection that was idle for longer.
const IDLE_TIME: Duration = Duration::from_secs(5);

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Security {
    /// From the start.
    Tls,
    /// After the command STARTTLS, which the server must offer.
    Starttls,
    /// Not at all; only for a relay on this machine.
    None,
}

/// The settings of a relay.
#[derive(Clone)]
pub struct RelaySettings {
    /// The host name, which the certificate must have.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The encryption.
    pub security: Security,
    /// The user name and the password, if the relay requires them.
    pub credentials: Option<(String, String)>,
    /// A certificate (PEM) that is trusted in addition to those of the public authorities.
    pub root_certificate: Option<Vec<u8>>,
    /// The name under which this machine introduces itself.
    pub hello_name: String,
}

impl fmt::Debug for RelaySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, security, .. } = self;
        f.debug_struct("RelaySettings")
            .field("host", host)
            .field("port", port)
            .field("security", security)
            .finish_non_exhaustive()
    }
}

/// A relay that takes no email at the moment.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// An email or a password would be sent unencrypted over a network.
    #[error("the relay {0} is not on this machine: the connection must be encrypted")]
    Unencrypted(String),
    /// The additional certificate cannot be read.
    #[error("the certificate of the relay cannot be read: {0}")]
    Certificate(SmtpError),
    /// There is no connection, the certificate is wrong, or the server rejects the password or the sender.
    #[error("cannot use the relay {host}:{port}: {reason}")]
    Unusable {
        /// The host name.
        host: String,
        /// The port.
        port: u16,
        /// The server's reply, or the cause.
        reason: String,
        /// Whether another attempt in a moment may succeed.
        is_temporary: bool,
    },
}

impl RelayError {
    /// Whether another attempt in a moment may succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unusable { is_temporary: true, .. })
    }
}

/// An error with its causes, without addresses.
fn describe(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text += ": ";
            text += &cause_text;
        }
        source = cause.source();
    }
    without_addresses(&text)
}

/// A relay, connected from its first email on.
pub struct Relay {
    settings: RelaySettings,
    tls: TlsParameters,
    /// The connection, and when it was used.
    connection: Option<(SmtpConnection, Instant)>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Relay").field(&self.settings).finish()
    }
}

impl Relay {
    /// A relay without a connection.
    ///
    /// # Errors
    /// If the additional certificate cannot be read, or the connection would not be encrypted.
    pub fn new(settings: RelaySettings) -> Result<Self, RelayError> {
        let RelaySettings { host, security, root_certificate, .. } = &settings;
        let is_local =
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if *security == Security::None && !is_local {
            return Err(RelayError::Unencrypted(host.clone()));
        }
        let mut tls = TlsParameters::builder(host.clone());
        if let Some(pem) = root_certificate {
            tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(RelayError::Certificate)?);
        }
        let tls = tls.build_rustls().map_err(RelayError::Certificate)?;
        Ok(Self { settings, tls, connection: None })
    }

    fn connect(&self) -> Result<SmtpConnection, RelayError> {
        let RelaySettings { host, port, security, credentials, hello_name, .. } = &self.settings;
        let unusable = |error: SmtpError| self.unusable(&error);
        let hello = ClientId::Domain(hello_name.clone());
        let from_start = (*security == Security::Tls).then_some(&self.tls);
        let address = (host.as_str(), *port);
        let mut connection = SmtpConnection::connect(address, Some(REPLY_TIMEOUT), &hello, from_start, None)
            .map_err(unusable)?;
        if *security == Security::Starttls && !connection.can_starttls() {
            let reason =
                "it does not offer STARTTLS: use --smtp-security tls, or none for a relay on this machine";
            return Err(RelayError::Unusable {
                host: host.clone(),
                port: *port,
                reason: reason.to_owned(),
                is_temporary: false,
            });
        }
        if *security == Security::Starttls {
            connection.starttls(&self.tls, &hello).map_err(unusable)?;
        }
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).map_err(unusable)?;
        }
        Ok(connection)
    }

    fn unusable(&self, error: &SmtpError) -> RelayError {
        let RelaySettings { host, port, .. } = &self.settings;
        let is_temporary = !(error.is_permanent() || error.is_tls() || error.is_client());
        RelayError::Unusable { host: host.clone(), port: *port, reason: describe(error), is_temporary }
    }

    /// The connection of the last email, or a new one.
    fn connection(&mut self) -> Result<SmtpConnection, RelayError> {
        if let Some((mut connection, used)) = self.connection.take()
            && (used.elapsed() < IDLE_TIME || connection.test_connected())
        {
            return Ok(connection);
        }
        self.connect()
    }

    /// Sends an email. The steps are separate, because only an error after the content has been sent leaves open whether
    /// the email arrived.
    pub(super) fn send(
        &mut self,
        email: &Email,
        claim: impl FnOnce() -> Result<bool, SubscriptionError>,
    ) -> Result<SendOutcome, TransportError> {
        let Some(recipient) = email.envelope.to().first().cloned() else {
            return Ok(SendOutcome::Refused("the email has no recipient".to_owned()));
        };
        let mut connection = self.connection()?;
        if let Err(error) = connection.command(Mail::new(email.envelope.from().cloned(), Vec::new())) {
            // The server rejects the sender, and so every email.
            if error.is_permanent() {
                return Err(self.unusable(&error).into());
            }
            return Ok(self.deferred(connection, &error));
        }
        if let Err(error) = connection.command(Rcpt::new(recipient, Vec::new())) {
            if error.is_permanent() && is_about_address(&error) {
                self.keep_after_reset(connection);
                return Ok(SendOutcome::AddressRefused(describe(&error)));
            }
            // Also for another permanent error: it can be about the sender or the relay, such as "relay access denied".
            return Ok(self.deferred(connection, &error));
        }
        if !claim()? {
            self.keep_after_reset(connection);
            return Ok(SendOutcome::Canceled);
        }
        if let Err(error) = connection.command(Data) {
            return Ok(self.deferred(connection, &error));
        }
        // If the timeouts cannot be set, the connection is broken, and fails at the next step.
        let _ = connection.set_timeout(Some(CONTENT_TIMEOUT));
        let reply = connection.message(&email.bytes);
        let _ = connection.set_timeout(Some(REPLY_TIMEOUT));
        match reply {
            Ok(_reply) => {
                self.keep(connection);
                Ok(SendOutcome::Sent)
            }
            Err(error) if error.is_transient() => Ok(self.deferred(connection, &error)),
            Err(error) if error.is_permanent() => {
                self.keep_after_reset(connection);
                Ok(SendOutcome::Refused(describe(&error)))
            }
            Err(error) => Ok(SendOutcome::Unsure(describe(&error))),
        }
    }

    /// The outcome of an error after which nothing was sent, and another attempt may succeed.
    fn deferred(&mut self, connection: SmtpConnection, error: &SmtpError) -> SendOutcome {
        // 421: the server closes the connection. Without a status, the connection has ended.
        if error.status().is_some_and(|code| u16::from(code) != 421) {
            self.keep_after_reset(connection);
        }
        SendOutcome::Deferred(describe(error))
    }

    /// Keeps a connection for the next email, if it still works.
    fn keep_after_reset(&mut self, mut connection: SmtpConnection) {
        if connection.command(Rset).is_ok() {
            self.keep(connection);
        }
    }

    fn keep(&mut self, connection: SmtpConnection) {
        self.connection = Some((connection, Instant::now()));
    }
}

/// Whether a permanent error says that there is no such address: an enhanced status code 5.1.x (RFC 3463), or without
/// one 550, 551, or 553.
fn is_about_address(error: &SmtpError) -> bool {
    let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let enhanced = text.split_whitespace().find(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        matches!(parts.as_slice(), ["5", subject, detail]
            if [subject, detail].iter().all(|part| part.parse::<u16>().is_ok()))
    });
    match enhanced {
        Some(code) => code.starts_with("5.1."),
        None => error.status().is_some_and(|code| matches!(u16::from(code), 550 | 551 | 553)),
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some((mut connection, _)) = self.connection.take() {
            // The server closes the connection anyway.
            let _ = connection.quit();
        }
    }
}
