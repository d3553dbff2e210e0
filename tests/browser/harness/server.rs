//! The built site, served as a CDN would on a port of its own, and what can go wrong with any of its files.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use directory::{Record, Renamed};
use futures_util::{StreamExt, stream};
use site::serve::Base;
use site::settings::Settings;
use site::sign_ups::{self, SignUps};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::door::Door;
use super::page::Page;
use super::place::{self, Place};

/// What stands for every path in the faults.
const EVERYWHERE: &str = "*";

/// What is wrong with a file.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The server answers with this status.
    Status(u16),
    /// The file ends half-way, though the transfer looks complete.
    CutShort,
    /// The connection breaks half-way.
    Broken,
    /// Something else is there: its content type and its text.
    Instead(&'static str, String),
    /// No answer comes until the fault is healed.
    Held,
    /// Another answer: its status, its headers and its text.
    Answer(u16, Vec<(&'static str, String)>, String),
}

/// A site on a port of its own. It ends with its last clone.
#[derive(Clone)]
pub struct Site(Arc<Served>);

struct Served {
    origin: String,
    /// The path that every page lies under, without a slash at its end. Tests leave it out.
    under: String,
    folder: PathBuf,
    faults: watch::Sender<HashMap<String, Fault>>,
    /// Whether nothing answers.
    is_gone: Arc<AtomicBool>,
    requests: Mutex<Vec<String>>,
    posts: Mutex<Vec<String>>,
    /// Where sign-ups are kept.
    data: TempDir,
    task: OnceLock<AbortHandle>,
    _published: Option<TempDir>,
}

impl Site {
    /// The site in `dist/`, where the whole run of the tests has it.
    pub fn built() -> Self {
        Self::built_at(Place::of_this_run())
    }

    /// The same there.
    pub fn built_at(place: &Place) -> Self {
        Self::serve(place.built(), None, place, place.base.as_str().trim_end_matches('/'))
    }

    /// The same app with other records, published on that day.
    pub fn published(day: &str, records: Vec<Record>) -> Self {
        let place = Place::of_this_run();
        Self::publish(day, records, place, place.base.as_str().trim_end_matches('/'))
    }

    /// The same app with other records, under a path of that name, which the test does not leave out.
    pub fn published_under(base: &str, day: &str, records: Vec<Record>) -> Self {
        let base = Base::parse(base).expect("a base");
        Self::publish(day, records, &Place { base, ..Place::of_this_run().clone() }, "")
    }

    /// Publishes other records in the place of those that it serves.
    pub fn publishes_again(&self, day: &str, records: Vec<Record>) {
        place::publish(self.folder(), day, records, &Place::of_this_run().base, &place::settings());
    }

    /// The same app at a place with other records, and with vendors that left the directory.
    pub fn published_renamed_at(place: &Place, records: Vec<Record>, renamed: Renamed) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = place::settings();
        place::publish_renamed(folder.path(), "2026-11-24", records, renamed, &place.base, &settings);
        let under = place.base.as_str().trim_end_matches('/');
        Self::serve(folder.path().to_owned(), Some(folder), place, under)
    }

    /// Publishes other records in the place of those that it serves, and vendors that left the directory.
    pub fn publishes_renamed(&self, day: &str, records: Vec<Record>, renamed: Renamed) {
        let base = &Place::of_this_run().base;
        place::publish_renamed(self.folder(), day, records, renamed, base, &place::settings());
    }

    /// Puts a whole new build in the place of the one that it serves, as a deploy does: other records, the app's code
    /// under other names, and no file of the last build.
    pub fn deploys(&self, day: &str, records: Vec<Record>) {
        place::deploy(self.folder(), day, records, &Place::of_this_run().base, &place::settings());
    }

    /// Publishes other records in the place of those that it serves, and asks browsers to keep nothing any more.
    pub fn publishes_without_keeping(&self, day: &str, records: Vec<Record>) {
        let settings = Settings { offline: false, ..place::settings() };
        place::publish(self.folder(), day, records, &Place::of_this_run().base, &settings);
    }

    /// The same app with other records and another form.
    pub fn published_with_form(records: Vec<Record>, sign_up: &serde_json::Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("site.json");
        let settings =
            serde_json::json!({ "name": "Acme", "address": "https://acme.example", "signup": sign_up });
        fs::write(&path, settings.to_string()).expect("the settings");
        let settings = Settings::read(&path).expect("settings");
        let place = Place::of_this_run();
        let under = place.base.as_str().trim_end_matches('/');
        Self::publish_with("2026-11-24", records, place, under, &settings)
    }

    fn publish(day: &str, records: Vec<Record>, place: &Place, under: &str) -> Self {
        Self::publish_with(day, records, place, under, &place::settings())
    }

    fn publish_with(
        day: &str,
        records: Vec<Record>,
        place: &Place,
        under: &str,
        settings: &Settings,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        place::publish(folder.path(), day, records, &place.base, settings);
        Self::serve(folder.path().to_owned(), Some(folder), place, under)
    }

    fn serve(folder: PathBuf, published: Option<TempDir>, place: &Place, under: &str) -> Self {
        // A port that was once taken stays taken, so that no two tests of a browser ever share an origin.
        static TAKEN: Mutex<Vec<TcpListener>> = Mutex::new(Vec::new());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        TAKEN.lock().expect("the ports").push(listener.try_clone().expect("the port"));
        listener.set_nonblocking(true).expect("a listener for tokio");
        let site = place.router(&folder);
        let served = Arc::new(Served {
            origin,
            under: under.to_owned(),
            faults: watch::Sender::default(),
            is_gone: Arc::default(),
            requests: Mutex::default(),
            posts: Mutex::default(),
            data: tempfile::tempdir().expect("a folder"),
            task: OnceLock::new(),
            _published: published,
            folder,
        });
        let sign_ups = SignUps::open(&served.data.path().join("sign-ups.sqlite")).expect("the sign-ups");
        let tries = NonZeroU32::new(1000).expect("a number");
        let app = site
            .merge(sign_ups::router(sign_ups, &served.folder, &place.base, tries))
            .layer(middleware::from_fn_with_state(Arc::downgrade(&served), answer));
        let is_shut = Arc::clone(&served.is_gone);
        let task = runtime().spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(Door { listener, is_shut }, app).await.expect("the server");
        });
        served.task.set(task.abort_handle()).expect("one task");
        Self(served)
    }

    /// Where it is, without a slash at its end.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The path that every page lies under, without a slash at its end. Tests leave it out.
    pub fn under(&self) -> &str {
        &self.0.under
    }

    /// The address of a path of the site.
    pub fn url(&self, path: &str) -> String {
        [self.origin(), self.under(), path].concat()
    }

    /// The folder that it serves.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Breaks the file at that path, until it is healed.
    pub fn breaks(&self, path: &str, fault: Fault) {
        let path = [self.under(), path].concat();
        self.0.faults.send_modify(|faults| drop(faults.insert(path, fault)));
    }

    /// Heals the file at that path.
    pub fn heals(&self, path: &str) {
        let path = [self.under(), path].concat();
        self.0.faults.send_modify(|faults| drop(faults.remove(&path)));
    }

    /// Breaks every file, until all are healed.
    pub fn breaks_all(&self, fault: Fault) {
        self.0.faults.send_modify(|faults| drop(faults.insert(EVERYWHERE.to_owned(), fault)));
    }

    /// Heals every file.
    pub fn heals_all(&self) {
        self.0.faults.send_modify(HashMap::clear);
    }

    /// Stops the server: whoever asks is not answered, and what is under way breaks off.
    pub fn stops(&self) {
        self.0.is_gone.store(true, Ordering::Relaxed);
    }

    /// Starts the server again.
    pub fn starts(&self) {
        self.0.is_gone.store(false, Ordering::Relaxed);
    }

    /// Every request so far: its method, its path and its query.
    pub fn requests(&self) -> Vec<String> {
        self.0.requests.lock().expect("the requests").clone()
    }

    /// The body of every form so far.
    pub fn posts(&self) -> Vec<String> {
        self.0.posts.lock().expect("the forms").clone()
    }

    /// Each address that is signed up, with its vendor.
    pub fn sign_ups(&self) -> Vec<String> {
        let mut list = Vec::new();
        let file = self.0.data.path().join("sign-ups.sqlite");
        sign_ups::export(&file, None, &Renamed::default(), &mut list).expect("the list");
        let list = String::from_utf8(list).expect("text");
        let without_moment = |line: &str| line.rsplit_once(',').map(|(rest, _)| rest.to_owned());
        list.lines().skip(1).filter_map(without_moment).collect()
    }

    /// How many times that path was asked for.
    pub fn times_asked(&self, path: &str) -> usize {
        let asked = format!("GET {path}");
        self.requests().iter().filter(|request| **request == asked).count()
    }

    /// The path of the boot script.
    pub fn boot(&self) -> String {
        self.file(|name| name.starts_with("boot-") && name.ends_with(".js"))
    }

    /// The path of the app's Wasm.
    pub fn wasm(&self) -> String {
        self.file(|name| name.ends_with(".wasm"))
    }

    /// The path of the list of all vendors that the home page asks for.
    pub fn list(&self) -> String {
        self.file(|name| name.starts_with("list-") && name.ends_with(".json"))
    }

    /// The path of the file with all records that browsers keep.
    pub fn records(&self) -> String {
        self.file(|name| name.starts_with("offline-") && name.ends_with(".json"))
    }

    /// The path of each file of code that a page is made of.
    pub fn code(&self) -> Vec<String> {
        let is_code = |name: &&String| {
            [".js", ".wasm", ".css"].iter().any(|kind| name.ends_with(kind)) && *name != "sw.js"
        };
        let mut code: Vec<String> =
            self.files().iter().filter(is_code).map(|name| format!("{}/{name}", self.under())).collect();
        code.sort();
        code
    }

    /// Breaks the list of all vendors under both of its names.
    pub fn breaks_list(&self, fault: Fault) {
        self.breaks(&self.list(), fault.clone());
        self.breaks("/list.json", fault);
    }

    /// Heals the list of all vendors.
    pub fn heals_list(&self) {
        self.heals(&self.list());
        self.heals("/list.json");
    }

    fn file(&self, is_it: impl Fn(&str) -> bool) -> String {
        let file = self.files().into_iter().find(|name| is_it(name));
        format!("/{}", file.expect("a whole site: run `make build` first"))
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("the site");
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
    }

    /// An empty tab for this site.
    pub fn tab(&self) -> Page {
        Page::blank(self, false)
    }

    /// An empty tab for this site, in a browser that keeps it for visits without a connection.
    pub fn keeping_tab(&self) -> Page {
        Page::blank(self, true)
    }

    /// A tab on that path, with the app started.
    pub fn open(&self, path: &str) -> Page {
        let page = self.tab();
        page.open(path);
        page
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"))
}

async fn answer(State(served): State<std::sync::Weak<Served>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Some(served) = served.upgrade() else { return StatusCode::GONE.into_response() };
    if parts.method == Method::POST {
        served.posts.lock().expect("the forms").push(String::from_utf8_lossy(&body).into_owned());
    }
    let request = Request::from_parts(parts, Body::from(body));
    let path = request.uri().path().to_owned();
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    let asked =
        asked.strip_prefix(&served.under).map_or_else(|| format!("outside: {asked}"), ToOwned::to_owned);
    served.requests.lock().expect("the requests").push(format!("{} {asked}", request.method()));
    let mut faults = served.faults.subscribe();
    drop(served);
    // An error says that the site is gone, and with it all that waits.
    let of_path =
        |faults: &HashMap<String, Fault>| faults.get(&path).or_else(|| faults.get(EVERYWHERE)).cloned();
    let free = faults.wait_for(|faults| !matches!(of_path(faults), Some(Fault::Held))).await;
    let Ok(fault) = free.map(|faults| of_path(&faults)) else {
        return StatusCode::GONE.into_response();
    };
    match fault {
        None | Some(Fault::Held) => next.run(request).await,
        Some(Fault::Status(status)) => StatusCode::from_u16(status).expect("a status").into_response(),
        Some(Fault::Instead(kind, text)) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Some(Fault::Answer(status, headers, text)) => {
            let mut answer = text.into_response();
            *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
            for (name, value) in headers {
                answer.headers_mut().insert(name, value.parse().expect("a header"));
            }
            answer
        }
        Some(Fault::CutShort) => halved(next.run(plain(request)).await, false).await,
        Some(Fault::Broken) => halved(next.run(plain(request)).await, true).await,
    }
}

/// The request without what could make the answer shorter: no compression, no "not modified".
fn plain(mut request: Request) -> Request {
    for name in [header::ACCEPT_ENCODING, header::IF_MODIFIED_SINCE, header::IF_NONE_MATCH] {
        request.headers_mut().remove(name);
    }
    request
}

async fn halved(answer: Response, breaks: bool) -> Response {
    let (mut parts, body) = answer.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.expect("a file");
    let half = whole.slice(..whole.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    if !breaks {
        return Response::from_parts(parts, Body::from(half));
    }
    let half = stream::iter([Ok::<Bytes, io::Error>(half)]);
    let broken = stream::once(async {
        // So that the first half is sent, and not dropped together with the second.
        tokio::task::yield_now().await;
        Err(io::ErrorKind::BrokenPipe.into())
    });
    Response::from_parts(parts, Body::from_stream(half.chain(broken)))
}
