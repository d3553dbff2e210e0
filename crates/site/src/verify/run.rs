//! A run: every page is requested once, and each result is stored immediately, so that the next run continues one that
//! was killed.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Result;
use catalog::HttpsUrl;
use sha2::{Digest, Sha256};
use ureq::http::StatusCode;
use url::Url;

use super::check::{CheckResult, SourceState, by_page, by_status, is_same_site, lost_by_redirect};
use super::fetch::{Fetched, Fetcher, Page, Validators};
use super::robots::Robots;
use super::state::{Check, OpenRun, PageVersion, VerifyState};
use super::text::{Body, read_in_process};
use crate::clock;
use crate::hex::hex;

/// The most redirects that are followed.
const MAX_REDIRECTS: usize = 8;

/// The longest time that a run waits because a host asks for it.
const MAX_WAIT: Duration = Duration::from_secs(120);

/// The number of failed requests, or of refusals, in a row after which no more are sent to a host in a run.
const MAX_FAILURES: u32 = 3;

/// The age at which a run that was not completed is given up.
const MAX_RUN: Duration = Duration::from_secs(24 * 60 * 60);

/// The most bytes of `robots.txt` that are used: each of its rules needs memory.
const MAX_ROBOTS: usize = 64 * 1024;

/// A page that a record cites.
#[derive(Clone, Debug)]
pub struct CitedSource {
    /// The URL.
    pub url: HttpsUrl,
    /// The terms that the page must contain.
    pub terms: Vec<String>,
}

/// How a run sends requests.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The time between the end of a request and the next one to the same host.
    pub host_delay: Duration,
    /// The number of hosts that get requests at the same time.
    pub parallel: usize,
    /// The program that reads the text of pages: `site` itself.
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
    /// The number of requests in a row without a connection.
    failures: u32,
    /// The number of refusals in a row: status 403, 429, or 500 and above.
    refusals: u32,
    /// Why no more requests are sent to the host in this run.
    closed: Option<CheckResult>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("closed", &self.closed).finish_non_exhaustive()
    }
}

/// A page with the terms of all records that cite it, and the version that was compared before.
struct Job {
    page: CitedSource,
    known: Option<PageVersion>,
}

/// The end of the requests for one page.
enum Response {
    Page(Page),
    NotModified,
    Result(CheckResult),
}

impl Verifier {
    /// A verifier that has sent no request yet.
    pub fn new(fetcher: Fetcher, options: RunOptions) -> Self {
        Self { fetcher, options, hosts: Mutex::default() }
    }

    /// Checks sources at the time `now`, and stores each result in the file. Pages that an interrupted run of the same
    /// sources has checked are not requested again. `sources` has all records that cite a page, so that the page is
    /// compared with the terms of each. `progress` is called with the number of pages, and after each.
    ///
    /// # Errors
    /// If the file cannot be written, or the clock is wrong.
    pub fn run(
        &self,
        sources: &[CitedSource],
        state: &mut VerifyState,
        file: &Path,
        now: SystemTime,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<()> {
        let pages = merge(sources);
        let (run, start) = current_run(state, &pages, now);
        let date = clock::date(start)?;
        let time = run.started.clone();
        state.run = Some(run);
        let is_done = |page: &CitedSource| {
            let checked = state.sources.get(page.url.as_str());
            checked.is_some_and(|checked| checked.checked == time)
        };
        let total = pages.len();
        let mut open: Vec<CitedSource> = pages.into_iter().filter(|page| !is_done(page)).collect();
        let mut completed = total - open.len();
        progress(completed, total);
        fastrand::shuffle(&mut open);
        let mut by_host: HashMap<String, Vec<Job>> = HashMap::new();
        for page in open {
            let known = state.version(page.url.as_str(), &page.terms);
            by_host.entry(page.url.host().to_owned()).or_default().push(Job { page, known });
        }
        // The hosts with the most pages come first, since each host has its pause.
        let mut queue: Vec<Vec<Job>> = by_host.into_values().collect();
        queue.sort_by_key(Vec::len);
        let queue = Mutex::new(queue);
        let (send, results) = channel();
        thread::scope(|scope| {
            for _ in 0..self.options.parallel {
                let (queue, send) = (&queue, send.clone());
                scope.spawn(move || {
                    while let Some(jobs) = { lock(queue).pop() } {
                        for job in jobs {
                            let check = self.check(&job);
                            if send.send((job.page.url, check)).is_err() {
                                return;
                            }
                        }
                    }
                });
            }
            drop(send);
            for (url, check) in results {
                state.record(url.as_str(), check, &time, date);
                state.write(file)?;
                completed += 1;
                progress(completed, total);
            }
            anyhow::Ok(())
        })?;
        state.run = None;
        state.write(file)
    }

    /// Requests a page, follows redirects, and compares the page with its terms.
    fn check(&self, job: &Job) -> Check {
        let Job { page: CitedSource { url, terms }, known } = job;
        let mut start = match Url::parse(url.as_str()) {
            Ok(start) => start,
            Err(error) => return CheckResult::new(SourceState::Unreachable, error.to_string()).into(),
        };
        start.set_fragment(None);
        let (end, response) = self.follow(&start, known.as_ref());
        let moved_to = (end != start).then(|| end.to_string());
        let Page { body, is_challenge, validators } = match response {
            Response::Result(result) => return Check { moved_to, ..result.into() },
            Response::NotModified => return Check { result: None, moved_to, version: known.clone() },
            Response::Page(page) => page,
        };
        let lost = match lost_by_redirect(&start, &end) {
            None if moved_to.is_some() && !terms.is_empty() && !is_same_site(&start, &end) => {
                Some("leads to another site")
            }
            lost => lost,
        };
        if let Some(reason) = lost {
            let result = CheckResult::new(SourceState::Gone, format!("{reason}: {end}"));
            return Check { moved_to, ..result.into() };
        }
        let mut result = if terms.is_empty() {
            CheckResult::new(SourceState::Reachable, String::new())
        } else {
            by_page(read_in_process(&self.options.program, &body), is_challenge, terms)
        };
        if moved_to.is_some() && result.state == SourceState::Found {
            result.state = SourceState::Moved;
        }
        let version = PageVersion { url: end.to_string(), validators };
        Check { result: Some(result), moved_to, version: Some(version) }
    }

    /// Follows redirects. Returns the last URL with its response.
    fn follow(&self, start: &Url, known: Option<&PageVersion>) -> (Url, Response) {
        let unreachable = |reason: &str| Response::Result(CheckResult::new(SourceState::Unreachable, reason));
        let mut visited = vec![start.clone()];
        loop {
            let url = visited[visited.len() - 1].clone();
            let known = known.filter(|known| known.url == url.as_str());
            let validators = known.map(|known| known.validators.clone()).unwrap_or_default();
            let response = match self.request(&url, &validators) {
                Err(result) => Response::Result(result),
                Ok(Fetched::Redirect(mut to)) => {
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
                Ok(Fetched::Page(page)) => Response::Page(page),
                Ok(Fetched::NotModified) => Response::NotModified,
                Ok(Fetched::Status(status, _)) => Response::Result(by_status(status)),
                Ok(Fetched::NotConnected(reason) | Fetched::Failed(reason)) => unreachable(&reason),
            };
            return (url, response);
        }
    }

    /// Requests a URL after the pause of its host. Only one request to a host is under way. An error is the result if no
    /// request is sent.
    pub(super) fn request(&self, url: &Url, known: &Validators) -> Result<Fetched, CheckResult> {
        let key = url[..url::Position::BeforePath].to_owned();
        let host = Arc::clone(lock(&self.hosts).entry(key).or_default());
        let mut host = lock(&host);
        if host.robots.is_none() && host.closed.is_none() {
            match self.robots(url, &mut host) {
                Ok(robots) => {
                    host.robots = Some(robots);
                    host.next = Some(Instant::now() + self.pause(&host));
                }
                Err(result) => host.closed = Some(result),
            }
        }
        if let Some(result) = &host.closed {
            return Err(result.clone());
        }
        if !host.robots.as_ref().is_some_and(|robots| robots.allows(url.as_str())) {
            return Err(CheckResult::new(SourceState::Refused, "robots.txt does not allow it"));
        }
        match self.send(url, known, &mut host) {
            // Once more, if the host says when.
            Fetched::Status(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE, Some(wait))
                if wait <= MAX_WAIT =>
            {
                Ok(self.send(url, known, &mut host))
            }
            first => Ok(first),
        }
    }

    /// Waits for the end of the host's pause, and sends a request.
    fn send(&self, url: &Url, known: &Validators, host: &mut Host) -> Fetched {
        if let Some(next) = host.next {
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        let fetched = self.fetcher.get(url, known);
        let mut wait = self.pause(host);
        match &fetched {
            Fetched::NotConnected(reason) => {
                host.failures += 1;
                if host.failures >= MAX_FAILURES {
                    let reason = format!("{MAX_FAILURES} requests to this host failed: {reason}");
                    host.closed = Some(CheckResult::new(SourceState::Unreachable, reason));
                }
            }
            Fetched::Status(status, retry_after) => {
                host.failures = 0;
                let is_refusal = matches!(status.as_u16(), 403 | 429 | 500..);
                host.refusals = if is_refusal { host.refusals + 1 } else { 0 };
                let retry_after = retry_after.unwrap_or_default();
                wait = wait.max(retry_after.min(MAX_WAIT));
                if host.refusals >= MAX_FAILURES || retry_after > MAX_WAIT {
                    host.closed = Some(by_status(*status));
                }
            }
            Fetched::Page(_) | Fetched::NotModified | Fetched::Redirect(_) | Fetched::Failed(_) => {
                (host.failures, host.refusals) = (0, 0);
            }
        }
        host.next = Some(Instant::now() + wait);
        fetched
    }

    fn pause(&self, host: &Host) -> Duration {
        host.robots.as_ref().map(Robots::delay).unwrap_or_default().max(self.options.host_delay)
    }

    /// The rules of a host. A missing file allows everything, and one that cannot be read nothing (RFC 9309).
    fn robots(&self, url: &Url, host: &mut Host) -> Result<Robots, CheckResult> {
        let unusable = |reason: &str| {
            CheckResult::new(SourceState::Refused, format!("robots.txt cannot be read: {reason}"))
        };
        let mut file = url.join("/robots.txt").map_err(|error| unusable(&error.to_string()))?;
        for _ in 0..=MAX_REDIRECTS {
            match self.send(&file, &Validators::default(), host) {
                Fetched::Page(page) => {
                    let body = Body { content_type: "text/plain".to_owned(), ..page.body };
                    let read = read_in_process(&self.options.program, &body);
                    let text = read.map_err(|reason| unusable(&reason))?.text.into_bytes();
                    return Robots::parse(&text[..text.len().min(MAX_ROBOTS)])
                        .map_err(|error| unusable(&error));
                }
                Fetched::Redirect(to) => file = to,
                Fetched::NotConnected(reason) => {
                    return Err(CheckResult::new(SourceState::Unreachable, reason));
                }
                Fetched::Status(status, _) if status.is_server_error() || status.as_u16() == 429 => {
                    return Err(unusable(&format!("status {}", status.as_u16())));
                }
                Fetched::Failed(reason) => return Err(unusable(&reason)),
                Fetched::Status(..) | Fetched::NotModified => break,
            }
        }
        Ok(Robots::default())
    }
}

/// The run of these pages that is not complete, or a new one, and when it began.
fn current_run(state: &VerifyState, pages: &[CitedSource], now: SystemTime) -> (OpenRun, SystemTime) {
    let mut hash = Sha256::new();
    for page in pages {
        for text in [page.url.as_str()].into_iter().chain(page.terms.iter().map(String::as_str)) {
            hash.update(text);
            hash.update([0]);
        }
    }
    let selection = hex(&hash.finalize());
    let open = state.run.as_ref().filter(|run| run.selection == selection);
    let start = open.and_then(|run| humantime::parse_rfc3339(&run.started).ok());
    let start = start.filter(|start| now.duration_since(*start).is_ok_and(|age| age < MAX_RUN));
    let start = start.unwrap_or(now);
    (OpenRun { started: humantime::format_rfc3339_seconds(start).to_string(), selection }, start)
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
