//! `site verify`, `site reverified`, and `site stale`

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use catalog::{Date, Record, Slug};
use site::records::change::replace_record;
use site::records::reverify::Reverification;
use site::records::{DataPaths, check_records};
use site::settings::Settings;
use site::verify::{
    CheckedPage, CitedSource, Fetcher, PublicResolver, Report, RunOptions, TimeLimits, USER_AGENT, Verifier,
    VerifyState,
};

use crate::cli::{ReportFormat, VerifyArgs};
use crate::terminal::{print, print_line, progress_bar, today, warn};

/// The time after which a source is checked again with `--due`.
const CHECK_INTERVAL_DAYS: i32 = 7;

/// The number of hosts that get requests at the same time.
const PARALLEL_HOSTS: usize = 12;

pub fn run(args: &VerifyArgs) -> Result<()> {
    let today = today()?;
    let settings = Settings::read(&args.paths.sibling("site.json"))?;
    let records = load(&args.paths, today)?;
    let selected = select(&records, &args.slugs)?;
    if args.archive_links {
        return archive_links(&selected, &verifier(args, &settings)?, args, today);
    }
    let state = if args.report_only {
        VerifyState::read(&args.state)?
    } else {
        check(&verifier(args, &settings)?, &records, &selected, args, today)?
    };
    let report = Report::new(&selected, &state, &settings.featured, today);
    match args.report {
        ReportFormat::Table => print(&report.to_table())?,
        ReportFormat::Md => print(&report.to_markdown(args.max_chars))?,
        ReportFormat::Json => print(&report.to_json()?)?,
    }
    Ok(())
}

/// Checks the sources of the selected records, and returns the new state.
fn check(
    verifier: &Verifier,
    records: &[Record],
    selected: &[&Record],
    args: &VerifyArgs,
    today: Date,
) -> Result<VerifyState> {
    let _lock = VerifyState::lock(&args.state)?;
    let mut state = VerifyState::read(&args.state)?;
    let sources = sources(records, selected, &state, args, today);
    let bar = progress_bar("pages")?;
    let mut progress = |completed: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(completed as u64);
    };
    let checked = verifier.run(&sources, &mut state, &args.state, SystemTime::now(), &mut progress);
    bar.finish_and_clear();
    checked.map(|()| state)
}

fn verifier(args: &VerifyArgs, settings: &Settings) -> Result<Verifier> {
    let user_agent = user_agent(args, settings)?;
    let fetcher = Fetcher::new(&user_agent, PublicResolver::default(), None, TimeLimits::default());
    let options = RunOptions {
        host_delay: Duration::from_secs(args.host_delay),
        parallel: PARALLEL_HOSTS,
        // Also if the file of this program was replaced.
        program: PathBuf::from("/proc/self/exe"),
    };
    Ok(Verifier::new(fetcher, options))
}

/// Writes the addresses of archived copies into the records, one record after the other.
fn archive_links(records: &[&Record], verifier: &Verifier, args: &VerifyArgs, today: Date) -> Result<()> {
    let has_none = |record: &&&Record| record.sources.iter().any(|source| source.archived.is_none());
    let mut records: Vec<&Record> = records.iter().filter(has_none).copied().collect();
    // Records whose pages have no copy do not stop a later run with a limit.
    fastrand::shuffle(&mut records);
    records.truncate(args.limit.unwrap_or(usize::MAX));
    let bar = progress_bar("records")?;
    bar.set_length(records.len() as u64);
    let (mut found, mut failed) = (0, 0);
    for record in records {
        let mut changed = (*record).clone();
        for source in changed.sources.iter_mut().filter(|source| source.archived.is_none()) {
            match verifier.archived_copy(&source.url, source.dated.unwrap_or(record.last_verified)) {
                Ok(copy) => {
                    found += usize::from(copy.is_some());
                    source.archived = copy;
                }
                Err(reason) => {
                    failed += 1;
                    bar.suspend(|| warn(&format!("no answer about {}: {reason}", source.url)));
                }
            }
        }
        if changed != *record {
            replace_record(&args.paths, today, record, &changed)?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    print_line(&format!("archived copies: {found} found, {failed} without an answer"))?;
    Ok(())
}

/// Confirms a record.
pub fn reverified(slug: &Slug, state: &Path, paths: &DataPaths) -> Result<()> {
    let state = VerifyState::read(state)?;
    let today = today()?;
    let (input, prompts) = (&mut io::stdin().lock(), &mut io::stderr());
    let path = Reverification { paths, today, state: &state, input, prompts }.confirm(slug)?;
    print_line(&format!("{}: last verified {today}", path.display()))?;
    Ok(())
}

/// Lists the records that were verified longest ago.
pub fn stale(days: i32, paths: &DataPaths) -> Result<()> {
    let today = today()?;
    let mut records = load(paths, today)?;
    records.sort_by_key(|record| (record.last_verified, record.slug.clone()));
    let age = |record: &Record| today.days_since(record.last_verified);
    for record in records.iter().filter(|record| age(record) >= days) {
        print_line(&format!("{:>5} days  {}  {}", age(record), record.last_verified, record.slug))?;
    }
    Ok(())
}

fn load(paths: &DataPaths, today: Date) -> Result<Vec<Record>> {
    Ok(check_records(paths, today).context("the records have defects: see 'site check'")?.records)
}

/// The records with these slugs, or all.
fn select<'a>(records: &'a [Record], slugs: &[Slug]) -> Result<Vec<&'a Record>> {
    if slugs.is_empty() {
        return Ok(records.iter().collect());
    }
    let find = |slug: &Slug| {
        records
            .iter()
            .find(|record| record.slug == *slug)
            .with_context(|| format!("there is no vendor '{slug}'"))
    };
    slugs.iter().map(find).collect()
}

/// The sources of all records on the pages that the selected records cite, the longest unchecked first.
fn sources(
    records: &[Record],
    selected: &[&Record],
    state: &VerifyState,
    args: &VerifyArgs,
    today: Date,
) -> Vec<CitedSource> {
    let checked = |url: &&str| state.sources.get(*url).map(|page| page.checked.clone());
    let is_due = |url: &&str| {
        let date = state.sources.get(*url).and_then(CheckedPage::date);
        date.is_none_or(|date| today.days_since(date) >= CHECK_INTERVAL_DAYS)
    };
    let cited: BTreeSet<&str> =
        selected.iter().flat_map(|record| &record.sources).map(|source| source.url.as_str()).collect();
    let mut urls: Vec<&str> = cited.into_iter().filter(|url| !args.due || is_due(url)).collect();
    urls.sort_by_key(checked);
    urls.truncate(args.limit.unwrap_or(usize::MAX));
    let urls: BTreeSet<&str> = urls.into_iter().collect();
    let all = records.iter().flat_map(|record| &record.sources);
    all.filter(|source| urls.contains(source.url.as_str()))
        .map(|source| CitedSource { url: source.url.clone(), terms: source.terms.clone() })
        .collect()
}

/// An honest name, with the page that says who asks and why.
fn user_agent(args: &VerifyArgs, settings: &Settings) -> Result<String> {
    let contact = match &args.contact {
        Some(contact) => contact.as_str().to_owned(),
        None => {
            ensure!(
                !settings.has_placeholder_address(),
                "the address in {} is a placeholder, so sites could not see who sends the requests: \
                 set it, or use --contact with the address of a page about you",
                args.paths.sibling("site.json").display()
            );
            settings.absolute_url("/", "about/")
        }
    };
    Ok(format!("{USER_AGENT}/{} (+{contact})", env!("CARGO_PKG_VERSION")))
}
