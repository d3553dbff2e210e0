//! A run: every source is requested once, politely, and each result is stored at once, so that a run which was killed
//! continues.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use catalog::{Date, HttpsUrl};
use ureq::http::StatusCode;
use url::Url;

use super::check::{SourceState, Verdict, by_page, by_redirect, by_status, is_same_site};
use super::fetch::{Fetched, Fetcher, Page, Validators};
use super::robots::Robots;
use super::state::{Check, VerifyState};

/// The most redirects that are followed.
const MAX_REDIRECTS: usize = 8;

/// The longest time that a run waits because a host asks for it.
const MAX_WAIT: Duration = Duration::from_secs(120);

/// The number of failed requests in a row after which a host is not asked again in a run.
const MAX_FAILURES: u32 = 3;

/// The age at which a run that was not completed is given up.
const MAX_RUN: Duration = Duration::from_secs(24 * 60 * 60);

/// The most bytes of `robots.txt` that are read (RFC 9309, section 2.5).
const MAX_ROBOTS: usize = 500 * 1024;

/// A page that a record cites.
#[derive(Clone, Debug)]
pub struct CitedSource {
    /// The URL.
    pub url: HttpsUrl,
    /// The terms that the page must contain.
    pub terms: Vec<String>,
}

/// How a run asks.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The time between the end of a request and the next one to the same host.
    pub host_delay: Duration,
    /// The number of hosts that are asked at the same time.
    pub parallel: usize,
    /// The program that reads PDFs: `site` itself.
    pub program: PathBuf,
}

/// Checks sources.
#[derive(Debug)]
pub struct Verifier {
    fetcher: Fetcher,
    options: RunOptions,
    hosts: Mutex<HashMap<String, Arc<Mutex<Host>>>>,
}

/// What a run knows of a host.
#[derive(Default)]
struct Host {
    robots: Option<Robots>,
    /// When the next request may be sent.
    next: Option<Instant>,
    /// The number of failed requests in a row, and the last reason.
    failures: u32,
    failure: String,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("failures", &self.failures).finish_non_exhaustive()
    }
}

/// The end of the requests for one source.
enum Response {
    Page(Page),
    NotModified,
    Verdict(Verdict),
}

impl Verifier {
    /// A verifier that has asked nothing yet.
    pub fn new(fetcher: Fetcher, options: RunOptions) -> Self {
        Self { fetcher, options, hosts: Mutex::default() }
    }

    /// Checks sources at the time `now`, and stores each result in the file. Sources that an interrupted run has checked
    /// are not requested again. `progress` is called with the number of all sources, and after each.
    ///
    /// # Errors
    /// If the file cannot be written, or the program that reads PDFs cannot be started.
    pub fn run(
        &self,
        sources: &[CitedSource],
        state: &mut VerifyState,
        file: &Path,
        now: SystemTime,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<()> {
        let run = current_run(state, now)?;
        let time = run.time.clone();
        state.run = Some(run.time);
        let pages = merge(sources);
        let is_done = |url: &str| state.sources.get(url).is_some_and(|source| source.checked == time);
        let (done, mut open): (Vec<_>, Vec<_>) =
            pages.into_iter().partition(|source| is_done(source.url.as_str()));
        let (total, mut completed) = (done.len() + open.len(), done.len());
        progress(completed, total);
        // Not in the order of the records: a site with many pages is then asked over the whole run.
        fastrand::shuffle(&mut open);
        let jobs = open.into_iter().map(|source| {
            let known = state.validators(source.url.as_str(), &source.terms);
            (source, known)
        });
        let mut by_host: HashMap<String, Vec<(CitedSource, Validators)>> = HashMap::new();
        for job in jobs {
            by_host.entry(job.0.url.host().to_owned()).or_default().push(job);
        }
        let queue = Mutex::new(by_host.into_values().collect::<Vec<_>>());
        let (send, results) = channel();
        thread::scope(|scope| {
            for _ in 0..self.options.parallel {
                let (queue, send) = (&queue, send.clone());
                scope.spawn(move || {
                    while let Some(jobs) = { lock(queue).pop() } {
                        for (source, known) in jobs {
                            let checked = self.check(&source, &known);
                            if send.send((source, checked)).is_err() {
                                return;
                            }
                        }
                    }
                });
            }
            drop(send);
            for (source, checked) in results {
                let (verdict, moved_to, validators) = checked?;
                let check = Check { time: time.clone(), date: run.date, verdict, moved_to, validators };
                state.record(source.url.as_str(), check);
                state.write(file)?;
                completed += 1;
                progress(completed, total);
            }
            anyhow::Ok(())
        })?;
        state.run = None;
        state.write(file)
    }

    /// Requests a source, and follows redirects. Returns the verdict (`None` if the page has not changed), the address that
    /// the page moved to, and what identifies this version of the page.
    fn check(
        &self,
        source: &CitedSource,
        known: &Validators,
    ) -> Result<(Option<Verdict>, Option<String>, Validators)> {
        let mut start = Url::parse(source.url.as_str())
            .with_context(|| format!("{} is not a URL that can be requested", source.url.as_str()))?;
        start.set_fragment(None);
        let (end, response) = self.follow(&start, known);
        let moved_to = (end != start).then(|| end.to_string());
        if let Some(verdict) = by_redirect(&start, &end).filter(|_| !matches!(response, Response::Verdict(_)))
        {
            return Ok((Some(verdict), moved_to, Validators::default()));
        }
        let (mut verdict, validators) = match response {
            Response::Verdict(verdict) => (verdict, Validators::default()),
            Response::NotModified => return Ok((None, moved_to, known.clone())),
            Response::Page(page) => (by_page(&page, &source.terms, &self.options.program)?, page.validators),
        };
        if moved_to.is_some() && verdict.state == SourceState::Found {
            if is_same_site(&start, &end) {
                verdict.state = SourceState::Moved;
            } else {
                verdict.state = SourceState::Missing;
                verdict.reason = format!("leads to another site: {end}");
            }
        }
        Ok((Some(verdict), moved_to, validators))
    }

    /// Follows redirects. Returns the last URL with its response.
    fn follow(&self, start: &Url, known: &Validators) -> (Url, Response) {
        let unreachable = |reason: &str| Response::Verdict(Verdict::new(SourceState::Unreachable, reason));
        let mut visited = vec![start.clone()];
        loop {
            let url = visited[visited.len() - 1].clone();
            let response = match self.request(&url, known) {
                Fetched::Redirect(mut to) => {
                    to.set_fragment(None);
                    if visited.contains(&to) {
                        return (url, unreachable("redirects that lead back"));
                    }
                    if visited.len() > MAX_REDIRECTS {
                        return (url, unreachable("too many redirects"));
                    }
                    visited.push(to);
                    continue;
                }
                Fetched::Page(page) => Response::Page(page),
                Fetched::NotModified => Response::NotModified,
                Fetched::Status(status, _) => Response::Verdict(by_status(status)),
                Fetched::Failed(reason) => unreachable(&reason),
                Fetched::Forbidden => {
                    Response::Verdict(Verdict::new(SourceState::Refused, "robots.txt does not allow it"))
                }
            };
            return (url, response);
        }
    }

    /// Requests a URL when its host may be asked. Only one request to a host is under way.
    pub(super) fn request(&self, url: &Url, known: &Validators) -> Fetched {
        let key = url[..url::Position::BeforePath].to_owned();
        let host = Arc::clone(lock(&self.hosts).entry(key).or_default());
        let mut host = lock(&host);
        if host.robots.is_none() {
            host.robots = Some(self.robots(url, &mut host));
        }
        if host.failures >= MAX_FAILURES {
            return Fetched::Failed(format!("{MAX_FAILURES} requests to this host failed: {}", host.failure));
        }
        if !host.robots.as_ref().is_some_and(|robots| robots.allows(url.as_str())) {
            return Fetched::Forbidden;
        }
        let first = self.send(url, known, &mut host);
        match first {
            // Once more, if the host says when.
            Fetched::Status(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE, Some(wait))
                if wait <= MAX_WAIT =>
            {
                self.send(url, known, &mut host)
            }
            first => first,
        }
    }

    /// Waits until the host may be asked, and sends a request.
    fn send(&self, url: &Url, known: &Validators, host: &mut Host) -> Fetched {
        if let Some(next) = host.next {
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        let fetched = self.fetcher.get(url, known);
        let asked = host.robots.as_ref().and_then(Robots::delay).unwrap_or_default();
        let mut wait = self.options.host_delay.max(asked);
        match &fetched {
            Fetched::Failed(reason) => {
                host.failures += 1;
                host.failure.clone_from(reason);
            }
            Fetched::Status(_, Some(retry_after)) => wait = wait.max((*retry_after).min(MAX_WAIT)),
            _ => host.failures = 0,
        }
        host.next = Some(Instant::now() + wait);
        fetched
    }

    /// The rules of a host. Errors of the server forbid everything for now, and a missing file nothing (RFC 9309).
    fn robots(&self, url: &Url, host: &mut Host) -> Robots {
        let Ok(mut file) = url.join("/robots.txt") else { return Robots::None };
        for _ in 0..=MAX_REDIRECTS {
            match self.send(&file, &Validators::default(), host) {
                Fetched::Page(page) => return Robots::parse(&page.body[..page.body.len().min(MAX_ROBOTS)]),
                Fetched::Redirect(to) => file = to,
                Fetched::Status(status, _) if status.is_server_error() => return Robots::None,
                // If the host cannot be reached, the request for the page says so.
                Fetched::Failed(_) => return Robots::All,
                Fetched::Status(..) | Fetched::NotModified | Fetched::Forbidden => return Robots::All,
            }
        }
        Robots::All
    }
}

/// A run.
struct Run {
    time: String,
    date: Date,
}

/// The run that was not completed, or a new one.
fn current_run(state: &VerifyState, now: SystemTime) -> Result<Run> {
    let interrupted = state.run.as_deref().and_then(|time| humantime::parse_rfc3339(time).ok());
    let start =
        interrupted.filter(|start| now.duration_since(*start).is_ok_and(|age| age < MAX_RUN)).unwrap_or(now);
    let days = start.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 86_400;
    let date = i32::try_from(days).ok().and_then(Date::from_unix_days);
    let date = date.context("the system clock is outside of the calendar")?;
    Ok(Run { time: humantime::format_rfc3339_seconds(start).to_string(), date })
}

/// One entry per URL, with the terms of all records that cite it.
fn merge(sources: &[CitedSource]) -> Vec<CitedSource> {
    let mut merged: BTreeMap<&str, CitedSource> = BTreeMap::new();
    for source in sources {
        let entry = merged
            .entry(source.url.as_str())
            .or_insert_with(|| CitedSource { url: source.url.clone(), terms: Vec::new() });
        for term in &source.terms {
            if !entry.terms.contains(term) {
                entry.terms.push(term.clone());
            }
        }
    }
    merged.into_values().collect()
}

/// Locks; a thread that panicked has left nothing half-written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
