//! `site signups`

use std::collections::HashMap;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use catalog::Slug;
use site::records::renamed;
use site::subscriptions::{self, Database, EmailAddress, ImportRow, ListedSignUp, Returned};

use crate::cli::SignUpsCommand;
use crate::terminal::{count, print_line, print_message, today, try_print_line};

pub fn run(command: &SignUpsCommand) -> Result<()> {
    match command {
        SignUpsCommand::Export { sign_ups, vendor, dir } => export(sign_ups, vendor.as_ref(), dir),
        SignUpsCommand::List { address, sign_ups } => list(address.as_ref(), sign_ups),
        SignUpsCommand::Remove { address, sign_ups } => {
            let removed = Database::open_existing(sign_ups)?.remove(address)?;
            Ok(print_line(&format!("{} removed", count(removed, "subscription")))?)
        }
        SignUpsCommand::Resume { address, sign_ups } => {
            let is_resumed = Database::open_existing(sign_ups)?.resume(address)?;
            Ok(print_line(if is_resumed {
                "The suspension has ended"
            } else {
                "This address is not suspended"
            })?)
        }
        SignUpsCommand::Erase { address, forget, sign_ups } => {
            let erased = Database::open_existing(sign_ups)?.erase(address, *forget)?;
            let hash = if *forget { "nothing" } else { "a salted hash" };
            print_line(&format!("{} erased; {hash} remains in the database", count(erased, "subscription")))?;
            print_message(
                "backups of the database, such as sign-ups.sqlite.v1, and emails in the outbox are not changed",
            );
            Ok(())
        }
        SignUpsCommand::Import { file, sign_ups, dir } => import(file, sign_ups, dir),
        SignUpsCommand::Bounces { folder, sign_ups } => bounces(folder, sign_ups),
    }
}

/// Prints the sign-ups as CSV. A reader that closed the pipe is not an error.
fn export(database: &Path, vendor: Option<&Slug>, site: &Path) -> Result<()> {
    let renamed = renamed::read_published(site)?;
    match subscriptions::export(database, vendor, &renamed, io::stdout().lock()) {
        Err(error) if error.is_broken_pipe() => Ok(()),
        exported => Ok(exported?),
    }
}

fn list(address: Option<&EmailAddress>, database: &Path) -> Result<()> {
    let sign_ups = Database::open_existing(database)?.list(address)?;
    if sign_ups.is_empty() {
        print_message("no sign-ups");
    }
    for sign_up in sign_ups {
        let ListedSignUp { address, vendor, confirmed, expires, suspended } = sign_up;
        let state = match (suspended, confirmed, expires) {
            (Some((since, reason)), ..) => format!("suspended {since}: {reason}"),
            (None, Some(confirmed), _) => format!("confirmed {confirmed}"),
            (None, None, expires) => format!("pending until {}", expires.unwrap_or_default()),
        };
        if !try_print_line(&format!("{address}  {vendor}  {state}"))? {
            break;
        }
    }
    Ok(())
}

/// Imports all rows or none.
fn import(file: &Path, database: &Path, site: &Path) -> Result<()> {
    let mut reader =
        csv::Reader::from_path(file).with_context(|| format!("cannot read {}", file.display()))?;
    let headers = reader.headers().with_context(|| format!("cannot read {}", file.display()))?.clone();
    let columns = ["address", "vendor", "confirmed", "consent"];
    ensure!(
        columns.iter().all(|column| headers.iter().any(|header| header == *column)),
        "{}, line 1: expected the columns {}, separated by commas, and found: {}",
        file.display(),
        columns.join(", "),
        headers.iter().collect::<Vec<_>>().join(", ")
    );
    let mut rows = Vec::new();
    let mut defects = 0;
    for record in reader.records() {
        let record = record.with_context(|| format!("cannot read {}", file.display()))?;
        match import_row(&record, &headers, site) {
            Ok(row) => rows.push(row),
            Err(error) => {
                defects += 1;
                let line = record.position().map_or(0, csv::Position::line);
                print_message(&format!("{}, line {line}: {error}", file.display()));
            }
        }
    }
    if defects > 0 {
        bail!("nothing was imported: {} with a defect", count(defects, "row"));
    }
    let (imported, erased) = Database::open(database)?.import(&rows)?;
    let (imported, erased) = (count(imported, "subscription"), count(erased, "row"));
    Ok(print_line(&format!("{imported} imported; {erased} skipped, because the address was erased"))?)
}

fn import_row(record: &csv::StringRecord, headers: &csv::StringRecord, site: &Path) -> Result<ImportRow> {
    let row = record.deserialize::<ImportRow>(Some(headers)).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Deserialize { err, .. } => anyhow::anyhow!("{}", err.kind()),
        kind => anyhow::anyhow!("{kind:?}"),
    })?;
    let is_vendor = site.join(format!("vendors/{}.json", row.vendor)).is_file();
    ensure!(is_vendor, "{} is not a vendor of {}", row.vendor, site.display());
    row.check()?;
    let is_future = row.confirmed > format!("{}T99", today()?);
    ensure!(!is_future, "`confirmed` is in the future: {}", row.confirmed);
    Ok(row)
}

fn bounces(folder: &Path, database: &Path) -> Result<()> {
    let unreadable = || format!("cannot read {}", folder.display());
    let mut database = Database::open_existing(database)?;
    let mut counts = HashMap::new();
    let mut paths = Vec::new();
    for entry in folder.read_dir().with_context(unreadable)? {
        paths.push(entry.with_context(unreadable)?.path());
    }
    paths.sort();
    for path in paths.iter().filter(|path| path.is_file()) {
        let content = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let returned = database.read_returned(&content)?;
        if returned == Returned::Other {
            print_message(&format!(
                "{}: neither a returned email nor a request to unsubscribe, or one without a valid token. \
                 If a person asks to unsubscribe, use 'site signups remove ADDRESS'",
                path.display()
            ));
        }
        *counts.entry(returned).or_insert(0) += 1;
    }
    let count = |returned| counts.get(&returned).copied().unwrap_or(0);
    let (suspended, soft) = (count(Returned::Suspended), count(Returned::SoftBounce));
    let (unsubscribed, other) = (count(Returned::Unsubscribed), count(Returned::Other));
    Ok(print_line(&format!(
        "{suspended} suspended, {soft} soft bounced, {unsubscribed} unsubscribed, {other} other"
    ))?)
}
