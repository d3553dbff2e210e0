//! The options of emails.

use std::net::IpAddr;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use site::mail::{Outbox, Relay, RelaySettings, Security, Signing, Transport};
use site::server::is_inside;
use site::settings::{MailSettings, Settings};

use crate::cli::MailArgs;

/// The outbox of a fresh clone.
const OUTBOX: &str = "outbox";

/// The transport of the options, and the key that signs emails. `path` is that of the settings.
///
/// # Errors
/// If the options are incomplete, a file cannot be read, or real emails would have placeholders in them.
pub fn transport(args: &MailArgs, settings: &Settings, path: &Path) -> Result<(Transport, Option<Signing>)> {
    let path = path.display();
    let mail = settings.mail.as_ref().with_context(|| format!("{path}: mail is missing (docs/signup.md)"))?;
    let placeholder = settings.mail_placeholder();
    // An empty variable is one that is not set.
    let host = args.smtp_relay.as_deref().filter(|host| !host.is_empty());
    let transport = match (host, &args.outbox) {
        (Some(host), _) => {
            if let Some((key, value)) = placeholder {
                bail!("{path}: {key} is a placeholder, {value}: set it before emails are sent");
            }
            Transport::Relay(Box::new(Relay::new(relay(host, args, mail)?)?))
        }
        (None, Some(outbox)) => Transport::Outbox(Outbox::new(outbox.clone())),
        (None, None) if placeholder.is_some() => Transport::Outbox(Outbox::new(OUTBOX.into())),
        (None, None) => {
            bail!(
                "no mail server is configured: use --smtp-relay (SMTP_RELAY), or --outbox to write emails to a folder"
            )
        }
    };
    let signing = match (&args.dkim_selector, &args.dkim_key) {
        (Some(selector), Some(file)) => {
            let key = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(Signing { selector: selector.clone(), key })
        }
        _ => None,
    };
    Ok((transport, signing))
}

/// Refuses an outbox that cannot be written, or is inside a published folder.
///
/// # Errors
/// If emails cannot be written to the outbox, or anyone could read them.
pub fn check_outbox(transport: &Transport, published: &Path) -> Result<()> {
    let Some(outbox) = transport.outbox() else { return Ok(()) };
    let unwritable = || format!("cannot write emails to {}", outbox.display());
    let is_public = published.is_dir() && is_inside(outbox, published).with_context(unwritable)?;
    ensure!(!is_public, "{} is inside the served folder: anyone could read it", outbox.display());
    fs::create_dir_all(outbox).and_then(|()| tempfile::tempfile_in(outbox)).with_context(unwritable)?;
    Ok(())
}

fn relay(host: &str, args: &MailArgs, mail: &MailSettings) -> Result<RelaySettings> {
    let is_name = !host.contains('/') && (!host.contains(':') || host.parse::<IpAddr>().is_ok());
    ensure!(is_name, "--smtp-relay {host}: give the host name only; the port is --smtp-port");
    let default_port = match args.smtp_security {
        Security::Tls => 465,
        Security::Starttls => 587,
        Security::None => 25,
    };
    let password = match &args.smtp_password_file {
        Some(file) => {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            let password = text.trim_end_matches(['\r', '\n']).to_owned();
            ensure!(!password.is_empty(), "{} is empty", file.display());
            Some(password)
        }
        None => env::var("SMTP_PASSWORD").ok(),
    };
    let credentials = match (args.smtp_user.clone(), password) {
        (Some(user), Some(password)) => Some((user, password)),
        (Some(_), None) => bail!("--smtp-user needs a password, in SMTP_PASSWORD or --smtp-password-file"),
        (None, _) => None,
    };
    let certificate = args.smtp_root_certificate.as_ref();
    let root_certificate = certificate
        .map(|file| fs::read(file).with_context(|| format!("cannot read {}", file.display())))
        .transpose()?;
    Ok(RelaySettings {
        host: host.to_owned(),
        port: args.smtp_port.unwrap_or(default_port),
        security: args.smtp_security,
        credentials,
        root_certificate,
        hello_name: mail.sender.domain().to_owned(),
    })
}
