//! `site notify`

use std::time::Duration;

use anyhow::{Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use site::mail::Composer;
use site::notices::{Pace, PublishedSite, RunLock, SentNotices, new_notices, send_queued};
use site::settings::Settings;
use site::subscriptions::Database;

use super::{mail, placeholder_warning};
use crate::cli::NotifyArgs;
use crate::terminal::{print_line, warn};

/// The address of `make serve`, for links while the settings have a placeholder.
const LOCAL_ORIGIN: &str = "http://127.0.0.1:8080";

pub fn run(args: &NotifyArgs) -> Result<()> {
    let comparison = &args.comparison;
    let settings = Settings::read(&comparison.settings)?;
    let base = comparison.base.as_str();
    let mut site_url = settings.absolute_url(base, "");
    if let Some(warning) = placeholder_warning(&settings, &comparison.settings) {
        site_url = [LOCAL_ORIGIN, base].concat();
        warn(&warning);
    }
    let (mut transport, signing) = mail::transport(&args.mail, &settings)?;
    let composer = Composer::new(&settings, site_url, signing.as_ref())?;
    let mut database = Database::open_existing(&args.sign_ups)?;
    let _lock = RunLock::take(&args.sign_ups)?;
    queue(args, &settings, &mut database)?;
    let unsure = database.mark_unsure()?;
    if unsure > 0 && args.resend_unsure && !args.dry_run {
        database.queue_unsure()?;
    }
    let queued = database.delivery_counts()?.queued;
    if args.dry_run {
        return Ok(print_line(&format!("{queued} emails from earlier runs are queued. Nothing was sent."))?);
    }
    let progress = ProgressBar::new(queued.into());
    progress.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} emails, {eta} left")?);
    let pace = Pace { per_second: args.per_second, retry_wait: Duration::from_secs(args.retry_wait) };
    let run = send_queued(&mut database, &mut transport, &composer, pace, &|| progress.inc(1));
    progress.finish_and_clear();
    let summary = run?;
    print_line(&format!(
        "{} sent, {} refused, {} deferred, {} unsure",
        summary.sent, summary.refused, summary.deferred, summary.unsure
    ))?;
    let unsure = database.delivery_counts()?.unsure;
    if unsure > 0 {
        warn(&format!(
            "{unsure} emails may or may not have arrived: the program or the connection ended before the relay replied. \
             Use --resend-unsure to send them again; some people may then get an email twice"
        ));
    }
    ensure!(
        summary.deferred == 0,
        "{} emails are still queued: run 'site notify' again later",
        summary.deferred
    );
    Ok(())
}

/// Stores the notices of all changes since the previous publication.
fn queue(args: &NotifyArgs, settings: &Settings, database: &mut Database) -> Result<()> {
    let comparison = &args.comparison;
    let Some(since) = &args.since else { return Ok(()) };
    let before = PublishedSite::read(since)?;
    let now = PublishedSite::read_with_changes(&comparison.now)?;
    let mut sent = SentNotices::read(&comparison.sent_notices)?;
    let notices = new_notices(&before, &now, &mut sent, settings, comparison.base.as_str());
    let counts = database.queue_notices(&notices, &now.renamed, args.dry_run)?;
    for (notice, count) in notices.iter().zip(counts) {
        print_line(&format!("{}: {count} emails", notice.subject))?;
    }
    if !args.dry_run {
        // Last: notices that were stored twice are sent once, and notices that were not stored would be lost.
        sent.write(&comparison.sent_notices)?;
    }
    Ok(())
}
