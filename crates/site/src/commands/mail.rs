//! The options of emails.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use site::mail::{RelaySettings, Security, Signing, Transport};
use site::server::is_inside;
use site::settings::{MailSettings, Settings};

use crate::cli::MailArgs;

/// The transport of the options, and the key that signs emails.
///
/// # Errors
/// If the options are incomplete, a file cannot be read, or real emails would have a placeholder as their sender or in
/// their links.
pub fn transport(args: &MailArgs, settings: &Settings) -> Result<(Transport, Option<Signing>)> {
    let mail = settings.mail.as_ref().context("the settings have no 'mail' (docs/signup.md)")?;
    let relay = args.smtp_relay.as_ref().map(|host| relay(host, args, mail)).transpose()?;
    if relay.is_some() {
        ensure!(
            !settings.has_placeholder_address() && !mail.has_placeholder_sender(),
            "'address' and 'mail.sender' of the settings are placeholders: set them before emails are sent"
        );
    }
    let signing = match (&args.dkim_selector, &args.dkim_key) {
        (Some(selector), Some(file)) => {
            let key = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(Signing { selector: selector.clone(), key })
        }
        _ => None,
    };
    Ok((Transport::new(relay, args.outbox.clone()), signing))
}

/// Refuses an outbox inside a published folder.
///
/// # Errors
/// If anyone could read the outbox.
pub fn check_outbox(args: &MailArgs, published: &Path) -> Result<()> {
    let outbox = &args.outbox;
    let is_public = published.is_dir()
        && is_inside(outbox, published).with_context(|| format!("cannot write to {}", outbox.display()))?;
    ensure!(!is_public, "{} is inside the served folder: anyone could read it", outbox.display());
    Ok(())
}

fn relay(host: &str, args: &MailArgs, mail: &MailSettings) -> Result<RelaySettings> {
    let default_port = match args.smtp_security {
        Security::Tls => 465,
        Security::Starttls => 587,
        Security::None => 25,
    };
    let password = match &args.smtp_password_file {
        Some(file) => {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(text.trim_end_matches(['\r', '\n']).to_owned())
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
