//! `site notify`

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use site::mail::Composer;
use site::notices::{
    Notice, PublishedSite, RunSummary, SendRate, SentNotices, lock_database, new_notices, send_queued,
};
use site::settings::Settings;
use site::subscriptions::Database;

use super::{mail, placeholder_warning};
use crate::cli::NotifyArgs;
use crate::terminal::{count, print_line, progress_bar, warn};

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
    // Before anything is queued: the content of a queued notice does not change any more.
    let (mut transport, signing) = mail::transport(&args.mail, &settings, &comparison.settings)?;
    mail::check_outbox(&transport, Path::new(&comparison.now))?;
    let composer = Composer::new(&settings, site_url, signing.as_ref())?;
    let mut database = Database::open_existing(&args.sign_ups)?;
    let _lock = lock_database(&args.sign_ups)?;
    queue(args, &settings, &mut database)?;
    if args.dry_run {
        let queued = database.delivery_counts()?.queued;
        let queued = count(queued, "email");
        return Ok(print_line(&format!("Dry run: {queued} queued by earlier runs. Nothing was sent."))?);
    }
    database.start_run()?;
    if args.resend_unsure {
        database.queue_unsure()?;
    }
    if args.resend_refused {
        database.queue_refused()?;
    }
    let progress = progress_bar("emails")?;
    progress.set_length(database.delivery_counts()?.queued.into());
    let rate = SendRate { per_second: args.per_second, retry_wait: Duration::from_secs(args.retry_wait) };
    let run = send_queued(&mut database, &mut transport, &composer, rate, &|| progress.inc(1));
    progress.finish_and_clear();
    let unsure = database.delivery_counts()?.unsure;
    if unsure > 0 {
        warn(&format!(
            "{} may or may not have arrived: the program or the connection ended before the relay replied. \
             Use --resend-unsure to send again; some people may then get an email twice",
            count(unsure, "email")
        ));
    }
    let RunSummary { sent, refused, deferred, unsure } = run?;
    let place = transport.outbox().map(|folder| format!(" to {}", folder.display())).unwrap_or_default();
    print_line(&format!("{sent} sent{place}, {refused} refused, {deferred} deferred, {unsure} unsure"))?;
    ensure!(deferred == 0, "still queued: {}. Run 'site notify' again later", count(deferred, "email"));
    ensure!(
        refused == 0,
        "the relay refused {}: see 'site signups list', or use --resend-refused once the cause is corrected",
        count(refused, "email")
    );
    Ok(())
}

/// Stores the notices of all changes since the previous publication.
fn queue(args: &NotifyArgs, settings: &Settings, database: &mut Database) -> Result<()> {
    let comparison = &args.comparison;
    let Some(since) = &args.since else { return Ok(()) };
    let before = PublishedSite::read(since)?;
    let now = PublishedSite::read_with_changes(&comparison.now)?;
    let mut sent = SentNotices::read(&args.queued_notices)?;
    let notices = new_notices(&before, &now, &mut sent, settings, comparison.base.as_str());
    if notices.is_empty() {
        print_line(&format!("no new notices: see {}", args.queued_notices.display()))?;
    }
    let queued = notices.iter().map(Notice::for_queue).collect::<Result<Vec<_>, _>>()?;
    let counts = database.queue_notices(&queued, &now.renamed, args.dry_run)?;
    for (notice, emails) in notices.iter().zip(counts) {
        print_line(&format!("{}: {}", notice.subject, count(emails, "email")))?;
    }
    if !args.dry_run {
        // Last: notices that were stored twice are sent once, and notices that were not stored would be lost.
        sent.write(&args.queued_notices)?;
    }
    Ok(())
}
