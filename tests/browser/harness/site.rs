//! A site on a web server of its own: where its files are, what was requested, and which faults are injected.

use std::collections::HashMap;
use std::fs;
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::http::{Method, Uri};
use axum::middleware;
use catalog::{Record, Renamed};
use serde_json::{Value, json};
use site::publish::assets::EntryPoints;
use site::server::BasePath;
use site::server::sign_ups::{self, ProxyHeader, TrustedProxies};
use site::settings::Settings;
use site::subscriptions::{self, Writer};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::deployment::Deployment;
use super::faults::{self, EVERY_PATH, Fault};
use super::listener::StoppableListener;
use super::page::Page;
use super::publishing::{Content, fixture_site, manifest};
use crate::dist::dist;

/// A site on a port of its own. Its server ends with its last clone.
#[derive(Clone)]
pub struct TestSite(Arc<Server>);

/// The server of a [`TestSite`].
pub(super) struct Server {
    origin: String,
    /// The base path without its trailing slash. Paths in tests do not have it.
    base_path: String,
    folder: PathBuf,
    faults: watch::Sender<HashMap<String, Fault>>,
    is_stopped: Arc<AtomicBool>,
    /// Scripts that run before the boot script.
    init_scripts: Mutex<String>,
    requests: Mutex<Vec<String>>,
    posts: Mutex<Vec<String>>,
    /// The folder of the sign-up database.
    data: TempDir,
    task: OnceLock<AbortHandle>,
    _published: Option<TempDir>,
}

// Starting a site.
impl TestSite {
    /// The site of the fixture records, in the deployment of this test run.
    pub fn start() -> Self {
        Self::start_at(Deployment::current())
    }

    /// The site of the fixture records in another deployment.
    pub fn start_at(deployment: &Deployment) -> Self {
        Self::serve(fixture_site(&deployment.base), None, deployment, deployment.path_prefix())
    }

    /// The site of the real records: `dist/`, which is built for the root.
    pub fn start_dist() -> Self {
        let base = BasePath::parse("/").expect("a base path");
        let deployment = Deployment { base, ..Deployment::current().clone() };
        Self::serve(dist(), None, &deployment, "")
    }

    /// A site of these records, published on that date.
    pub fn publish(date: &str, records: Vec<Record>) -> Self {
        let deployment = Deployment::current();
        let content = Content::new(date, records);
        Self::publish_content(content, deployment, deployment.path_prefix())
    }

    /// A site of these records under a base path that is part of every path in the test.
    pub fn publish_under(base: &str, date: &str, records: Vec<Record>) -> Self {
        let base = BasePath::parse(base).expect("a base path");
        let deployment = Deployment { base, ..Deployment::current().clone() };
        Self::publish_content(Content::new(date, records), &deployment, "")
    }

    /// A site of these records with vendors that left the directory.
    pub fn publish_renamed_at(deployment: &Deployment, records: Vec<Record>, renamed: Renamed) -> Self {
        let content = Content { renamed, ..Content::new("2026-11-24", records) };
        Self::publish_content(content, deployment, deployment.path_prefix())
    }

    /// A site of these records with other Wasm entry points.
    pub fn publish_with_entry_points(records: Vec<Record>, entry_points: EntryPoints) -> Self {
        let deployment = Deployment::current();
        let content = Content { entry_points, ..Content::new("2026-11-24", records) };
        Self::publish_content(content, deployment, deployment.path_prefix())
    }

    /// A site of these records with other settings for its sign-up form.
    pub fn publish_with_sign_up(records: Vec<Record>, sign_up: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("site.json");
        let mail = json!({ "sender": "notices@acme.example", "postal_address": "1 Main Street" });
        let settings =
            json!({ "name": "Acme", "address": "https://acme.example", "signup": sign_up, "mail": mail });
        fs::write(&path, settings.to_string()).expect("the settings");
        let settings = Settings::read(&path).expect("the settings");
        let deployment = Deployment::current();
        let content = Content { settings, ..Content::new("2026-11-24", records) };
        Self::publish_content(content, deployment, deployment.path_prefix())
    }

    fn publish_content(content: Content, deployment: &Deployment, base_path: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        content.publish(folder.path(), &deployment.base);
        Self::serve(folder.path().to_owned(), Some(folder), deployment, base_path)
    }

    fn serve(folder: PathBuf, published: Option<TempDir>, deployment: &Deployment, base_path: &str) -> Self {
        // Keeps every port for the whole test run, so that no two tests in one browser share an origin.
        static USED_PORTS: Mutex<Vec<TcpListener>> = Mutex::new(Vec::new());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        USED_PORTS.lock().expect("the ports").push(listener.try_clone().expect("the port"));
        listener.set_nonblocking(true).expect("a listener for tokio");
        let routes = deployment.router(&folder);
        let server = Arc::new(Server {
            origin,
            base_path: base_path.to_owned(),
            faults: watch::Sender::default(),
            is_stopped: Arc::default(),
            init_scripts: Mutex::default(),
            requests: Mutex::default(),
            posts: Mutex::default(),
            data: tempfile::tempdir().expect("a folder"),
            task: OnceLock::new(),
            _published: published,
            folder,
        });
        let store = Writer::open(&server.sign_up_database(), None).expect("the sign-ups");
        let attempts = NonZeroU32::new(1000).expect("a number");
        let proxies = TrustedProxies::new(&[], ProxyHeader::default());
        let sign_ups = sign_ups::router(store, &server.folder, &deployment.base, attempts, proxies);
        let app = routes
            .merge(sign_ups)
            .layer(middleware::from_fn_with_state(Arc::downgrade(&server), faults::apply));
        let is_stopped = Arc::clone(&server.is_stopped);
        let task = runtime().spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(StoppableListener { listener, is_stopped }, app).await.expect("the server");
        });
        server.task.set(task.abort_handle()).expect("one task");
        Self(server)
    }
}

// Publishing again.
impl TestSite {
    /// Publishes other records over those that it serves.
    pub fn republish(&self, date: &str, records: Vec<Record>) {
        Content::new(date, records).publish(self.folder(), &Deployment::current().base);
    }

    /// Publishes other records over those that it serves, with vendors that left the directory.
    pub fn republish_renamed(&self, date: &str, records: Vec<Record>, renamed: Renamed) {
        let content = Content { renamed, ..Content::new(date, records) };
        content.publish(self.folder(), &Deployment::current().base);
    }

    /// Publishes other records over those that it serves, with offline copies turned off.
    pub fn republish_without_offline_copies(&self, date: &str, records: Vec<Record>) {
        let mut content = Content::new(date, records);
        content.settings.offline = false;
        content.publish(self.folder(), &Deployment::current().base);
    }

    /// Replaces the site that it serves with a new build, as a deploy does: other records, other names for the app's
    /// code, and no file of the last build.
    pub fn deploy(&self, date: &str, records: Vec<Record>) {
        Content::new(date, records).replace(self.folder(), &Deployment::current().base);
    }
}

// Faults.
impl TestSite {
    /// Applies a fault to a path until it is cleared.
    pub fn inject_fault(&self, path: &str, fault: Fault) {
        let path = [self.base_path(), path].concat();
        self.0.faults.send_modify(|faults| drop(faults.insert(path, fault)));
    }

    /// Clears the fault of a path.
    pub fn clear_fault(&self, path: &str) {
        let path = [self.base_path(), path].concat();
        self.0.faults.send_modify(|faults| drop(faults.remove(&path)));
    }

    /// Applies a fault to every path until all faults are cleared.
    pub fn inject_fault_everywhere(&self, fault: Fault) {
        self.0.faults.send_modify(|faults| drop(faults.insert(EVERY_PATH.to_owned(), fault)));
    }

    /// Clears every fault.
    pub fn clear_all_faults(&self) {
        self.0.faults.send_modify(HashMap::clear);
    }

    /// Applies a fault to the list of all vendors, under both of its names.
    pub fn inject_list_fault(&self, fault: Fault) {
        self.inject_fault(&self.list_path(), fault.clone());
        self.inject_fault("/list.json", fault);
    }

    /// Clears the faults of the list of all vendors.
    pub fn clear_list_fault(&self) {
        self.clear_fault(&self.list_path());
        self.clear_fault("/list.json");
    }

    /// Puts a script before the boot script of every page, for a browser whose driver has no init scripts.
    pub(super) fn add_init_script(&self, script: &str) {
        let mut scripts = self.0.init_scripts.lock().expect("the scripts");
        *scripts += &format!("{{ {script} }}\nwindow.haveInitScriptsRun = true;\n");
    }

    pub(super) fn has_init_scripts(&self) -> bool {
        !self.0.init_scripts().is_empty()
    }

    /// Stops the server: it resets every connection.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Restarts the server.
    pub fn restart(&self) {
        self.0.is_stopped.store(false, Ordering::Relaxed);
    }
}

// Addresses, files and requests.
impl TestSite {
    /// Its origin: scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The base path without its trailing slash. Paths in tests do not have it.
    pub fn base_path(&self) -> &str {
        &self.0.base_path
    }

    /// The absolute URL of a path.
    pub fn url(&self, path: &str) -> String {
        [self.origin(), self.base_path(), path].concat()
    }

    /// The folder that it serves.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Every request so far: its method, path and query.
    pub fn requests(&self) -> Vec<String> {
        self.0.requests.lock().expect("the requests").clone()
    }

    /// Every request so far, without those for the service worker: WebKit requests it a second after the start, also for a
    /// page that is to have none.
    pub fn requests_without_worker(&self) -> Vec<String> {
        self.requests().into_iter().filter(|request| request != "GET /sw.js").collect()
    }

    /// How many GET requests there were for a path.
    pub fn request_count(&self, path: &str) -> usize {
        let expected = format!("GET {path}");
        self.requests().iter().filter(|request| **request == expected).count()
    }

    /// The body of every POST request so far.
    pub fn posts(&self) -> Vec<String> {
        self.0.posts.lock().expect("the forms").clone()
    }

    /// The path of the database of sign-ups.
    pub fn sign_up_database(&self) -> PathBuf {
        self.0.sign_up_database()
    }

    /// Every stored sign-up: its address and its vendor.
    pub fn sign_ups(&self) -> Vec<String> {
        let mut csv = Vec::new();
        subscriptions::export(&self.0.sign_up_database(), None, &Renamed::default(), &mut csv)
            .expect("the list");
        let csv = String::from_utf8(csv).expect("text");
        csv.lines().skip(1).map(|line| line.split(',').take(2).collect::<Vec<_>>().join(",")).collect()
    }

    /// The path of the boot script.
    pub fn boot_script_path(&self) -> String {
        self.file_path(|name| name.starts_with("boot-") && name.ends_with(".js"))
    }

    /// The path of the app's Wasm.
    pub fn wasm_path(&self) -> String {
        let manifest = manifest(self.folder());
        let wasm = manifest.main_files().find(|name| name.ends_with(".wasm"));
        format!("/{}", wasm.expect("the Wasm"))
    }

    /// The path of the app's script, which loads the Wasm.
    pub fn script_path(&self) -> String {
        let manifest = manifest(self.folder());
        let script = manifest.main_files().find(|name| name.ends_with(".js"));
        format!("/{}", script.expect("the script"))
    }

    /// The path of the list of all vendors that the home page names.
    pub fn list_path(&self) -> String {
        self.file_path(|name| name.starts_with("list-") && name.ends_with(".json"))
    }

    /// The path of the records that browsers store for offline use.
    pub fn offline_data_path(&self) -> String {
        self.file_path(|name| name.starts_with("offline-") && name.ends_with(".json"))
    }

    /// The path of every script, Wasm file and style sheet of a page of the directory, sorted.
    pub fn code_paths(&self) -> Vec<String> {
        self.code_paths_of("directory")
    }

    /// The path of every script, Wasm file and style sheet of a page of an entry point, sorted.
    pub fn code_paths_of(&self, entry_point: &str) -> Vec<String> {
        let manifest = manifest(self.folder());
        let files = manifest.files(|one| one.name == entry_point);
        let mut paths: Vec<String> = files.map(|name| format!("{}/{name}", self.base_path())).collect();
        paths.sort();
        paths
    }

    fn file_path(&self, matches: impl Fn(&str) -> bool) -> String {
        let file = self.files().into_iter().find(|name| matches(name));
        format!("/{}", file.expect("a complete site: run `make build` first"))
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("the site");
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
    }
}

// Tabs.
impl TestSite {
    /// An empty tab for this site, in a browser without service workers.
    pub fn new_page(&self) -> Page {
        Page::new(self, false)
    }

    /// An empty tab for this site, in a browser that stores the site for offline use.
    pub fn new_page_with_service_worker(&self) -> Page {
        Page::new(self, true)
    }

    /// An empty tab for this site, in a browser with an unpacked extension.
    pub fn new_page_with_extension(&self, folder: &Path) -> Page {
        Page::with_extension(self, folder)
    }

    /// A tab on a path, with the app started.
    pub fn open(&self, path: &str) -> Page {
        let page = self.new_page();
        page.open(path);
        page
    }
}

impl Server {
    pub(super) fn faults(&self) -> watch::Receiver<HashMap<String, Fault>> {
        self.faults.subscribe()
    }

    pub(super) fn init_scripts(&self) -> String {
        self.init_scripts.lock().expect("the scripts").clone()
    }

    pub(super) fn record_post(&self, body: String) {
        self.posts.lock().expect("the forms").push(body);
    }

    pub(super) fn record_request(&self, method: &Method, uri: &Uri) {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let target = target
            .strip_prefix(&self.base_path)
            .map_or_else(|| format!("outside: {target}"), ToOwned::to_owned);
        self.requests.lock().expect("the requests").push(format!("{method} {target}"));
    }

    fn sign_up_database(&self) -> PathBuf {
        self.data.path().join("sign-ups.sqlite")
    }
}

impl Drop for Server {
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
