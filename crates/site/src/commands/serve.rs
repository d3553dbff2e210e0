//! `site serve`

use std::sync::mpsc::sync_channel;
use std::thread;

use anyhow::{Context, Result, ensure};
use axum::Router;
use site::mail::Composer;
use site::server::sign_ups::{self, Mailer, TrustedProxies};
use site::server::{is_inside, serve};
use site::settings::{Settings, SignUpSettings};
use site::subscriptions::{Database, Writer};

use super::mail;
use crate::cli::ServeArgs;
use crate::terminal::print_message;

pub fn run(args: &ServeArgs) -> Result<()> {
    let ServeArgs { dir, port, host, base, settings: path, .. } = args;
    let settings = Settings::read(path)?;
    let is_built_in = settings.signup.as_ref().is_some_and(SignUpSettings::is_built_in);
    let (service, mailer) = if is_built_in {
        let (service, mailer) = sign_up_service(args, settings)?;
        (service, Some(mailer))
    } else {
        (Router::new(), None)
    };
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server")?;
    runtime.block_on(serve(dir, host, *port, base, service, |local_url| {
        if let Some(mailer) = mailer {
            start(mailer, local_url);
        }
    }))?;
    Ok(())
}

/// The service that stores sign-ups, and the thread that sends the emails to confirm them.
fn sign_up_service(args: &ServeArgs, settings: Settings) -> Result<(Router, Mailer)> {
    let ServeArgs { dir, base, sign_ups, attempts_per_minute, trusted_proxy, proxy_header, .. } = args;
    let (transport, signing) = mail::transport(&args.mail, &settings, &args.settings)?;
    let is_public = is_inside(sign_ups, dir)
        .with_context(|| format!("cannot store sign-ups in {}", sign_ups.display()))?;
    ensure!(!is_public, "{} is inside the served folder: anyone could read it", sign_ups.display());
    mail::check_outbox(&transport, dir)?;
    // One message is enough: the mailer sends everything that is due.
    let (send_stored, stored) = sync_channel(1);
    let writer = Writer::open(sign_ups, Some(send_stored))?;
    let database = Database::open(sign_ups)?;
    let proxies = TrustedProxies::new(trusted_proxy, *proxy_header);
    let site_url = settings.absolute_url(base.as_str(), "");
    // A wrong key must stop the program now, and not its emails later.
    Composer::new(&settings, site_url.clone(), signing.as_ref())?;
    if let Some(outbox) = transport.outbox() {
        print_message(&format!("no mail server is configured: emails are written to {}", outbox.display()));
    }
    let mailer = Mailer { database, transport, settings, site_url, site: dir.clone(), signing, stored };
    let router = sign_ups::router(writer, dir, base, *attempts_per_minute, proxies);
    Ok((router, mailer))
}

/// Starts the thread that sends emails. While the settings have a placeholder, their links lead to this server.
fn start(mut mailer: Mailer, local_url: &str) {
    if mailer.settings.has_placeholder_address() {
        local_url.clone_into(&mut mailer.site_url);
    }
    thread::spawn(move || {
        if let Err(error) = mailer.run() {
            tracing::error!(%error, "confirmation emails are not sent");
        }
    });
}
