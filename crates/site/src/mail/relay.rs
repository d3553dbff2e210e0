//! The mail server that passes emails on, over one connection at a time.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::{Email, TransportError};
use crate::subscriptions::{SendOutcome, StoreError};

/// How long a reply of the server may take: RFC 5321, section 4.5.3.2, allows up to ten minutes after the content.
const REPLY_TIMEOUT: Duration = Duration::from_secs(60);

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
    /// There is no connection, the certificate is wrong, or the password is rejected.
    #[error("cannot use the relay {host}:{port}: {}", describe(.source))]
    Connection {
        /// The host name.
        host: String,
        /// The port.
        port: u16,
        /// The cause.
        source: SmtpError,
    },
}

/// An error with its causes.
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
    text
}

/// A relay, connected from its first email on.
pub struct Relay {
    settings: RelaySettings,
    connection: Option<SmtpConnection>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Relay").field(&self.settings).finish()
    }
}

impl Relay {
    /// A relay without a connection.
    pub fn new(settings: RelaySettings) -> Self {
        Self { settings, connection: None }
    }

    fn connect(&self) -> Result<SmtpConnection, RelayError> {
        let RelaySettings { host, port, security, credentials, root_certificate, hello_name } =
            &self.settings;
        let is_local =
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if *security == Security::None && !is_local {
            return Err(RelayError::Unencrypted(host.clone()));
        }
        let unusable = |source| RelayError::Connection { host: host.clone(), port: *port, source };
        let mut tls = TlsParameters::builder(host.clone());
        if let Some(pem) = root_certificate {
            tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(RelayError::Certificate)?);
        }
        let tls = tls.build_rustls().map_err(RelayError::Certificate)?;
        let hello = ClientId::Domain(hello_name.clone());
        let from_start = (*security == Security::Tls).then_some(&tls);
        let address = (host.as_str(), *port);
        let mut connection = SmtpConnection::connect(address, Some(REPLY_TIMEOUT), &hello, from_start, None)
            .map_err(unusable)?;
        if *security == Security::Starttls {
            connection.starttls(&tls, &hello).map_err(unusable)?;
        }
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).map_err(unusable)?;
        }
        Ok(connection)
    }

    /// Sends an email. The steps are separate, because only an error after the content has been sent leaves open whether
    /// the email arrived.
    pub(super) fn send(
        &mut self,
        email: &Email,
        claim: impl FnOnce() -> Result<bool, StoreError>,
    ) -> Result<SendOutcome, TransportError> {
        // The server may have closed a connection that was idle.
        let mut connection = match self.connection.take().and_then(connected) {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let recipient = email.envelope.to().first().cloned();
        let sender = Mail::new(email.envelope.from().cloned(), Vec::new());
        let Some(recipient) = recipient else {
            return Ok(SendOutcome::Refused("the email has no recipient".to_owned()));
        };
        if let Err(error) = connection.command(sender) {
            return self.outcome_before_content(connection, error, SendOutcome::Refused);
        }
        if let Err(error) = connection.command(Rcpt::new(recipient, Vec::new())) {
            return self.outcome_before_content(connection, error, SendOutcome::AddressRefused);
        }
        if !claim()? {
            self.keep_after_reset(connection);
            return Ok(SendOutcome::Canceled);
        }
        if let Err(error) = connection.command(Data) {
            return Ok(match self.outcome_before_content(connection, error, SendOutcome::Refused) {
                Ok(outcome) => outcome,
                // The email is claimed: it is still to be sent.
                Err(error) => SendOutcome::Deferred(error.to_string()),
            });
        }
        match connection.message(&email.bytes) {
            Ok(_reply) => {
                self.connection = Some(connection);
                Ok(SendOutcome::Sent)
            }
            Err(error) if error.is_transient() => {
                self.keep_after_reset(connection);
                Ok(SendOutcome::Deferred(describe(&error)))
            }
            Err(error) if error.is_permanent() => {
                self.keep_after_reset(connection);
                Ok(SendOutcome::Refused(describe(&error)))
            }
            Err(error) => Ok(SendOutcome::Unsure(describe(&error))),
        }
    }

    /// The outcome of an error before the content: nothing was sent.
    fn outcome_before_content(
        &mut self,
        connection: SmtpConnection,
        error: SmtpError,
        refused: fn(String) -> SendOutcome,
    ) -> Result<SendOutcome, TransportError> {
        // 421: the server closes the connection, whatever the command was.
        let is_closing = error.status().is_some_and(|code| u16::from(code) == 421);
        if error.is_transient() && !is_closing {
            self.keep_after_reset(connection);
            return Ok(SendOutcome::Deferred(describe(&error)));
        }
        if error.is_permanent() {
            self.keep_after_reset(connection);
            return Ok(refused(describe(&error)));
        }
        let RelaySettings { host, port, .. } = &self.settings;
        Err(RelayError::Connection { host: host.clone(), port: *port, source: error }.into())
    }

    /// Keeps a connection for the next email, if it still works.
    fn keep_after_reset(&mut self, mut connection: SmtpConnection) {
        self.connection = connection.command(Rset).is_ok().then_some(connection);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // The server closes the connection anyway.
            let _ = connection.quit();
        }
    }
}

/// A connection that still works.
fn connected(mut connection: SmtpConnection) -> Option<SmtpConnection> {
    connection.test_connected().then_some(connection)
}
