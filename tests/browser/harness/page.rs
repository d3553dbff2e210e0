//! One browser tab on one site: setup, navigation, scripts and conditions. `content` reads what it shows.

use std::cell::RefCell;
use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use super::browser::Browser;
use super::engine::Engine;
use super::poll;
use super::site::TestSite;
use super::webdriver::WebDriverClient;

/// Whether the app has started: boot.js has loaded it, and the next two tasks of its start (`runtime::mount`) are over.
/// Each timer here is scheduled after the app's own timer, and so runs after it.
const HAS_APP_STARTED: &str = "
    const done = arguments[0];
    const hasWasm = performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'));
    const { classList } = document.documentElement;
    if (!hasWasm || classList.contains('loading') || classList.contains('without-app')) return done(false);
    setTimeout(() => setTimeout(() => done(true)));";

/// A browser's current tab and the document in it. When it is dropped, it checks that its documents logged no unexpected
/// console message and requested nothing outside the site.
pub struct Page {
    browser: Option<Browser>,
    site: TestSite,
    allowed_messages: RefCell<Vec<&'static str>>,
    /// Other origins that pages may request files from.
    allowed_origins: RefCell<Vec<String>>,
    has_service_worker: bool,
}

impl Page {
    /// An empty tab, wide enough for every column of the layout.
    pub fn new(site: &TestSite, has_service_worker: bool) -> Self {
        Self::in_browser(Browser::acquire(has_service_worker), site, has_service_worker)
    }

    /// An empty tab in a browser with an unpacked extension.
    pub fn with_extension(site: &TestSite, folder: &Path) -> Self {
        Self::in_browser(Browser::start_with_extension(folder), site, false)
    }

    fn in_browser(browser: Browser, site: &TestSite, has_service_worker: bool) -> Self {
        browser.open_tab();
        let page = Self {
            browser: Some(browser),
            site: site.clone(),
            allowed_messages: RefCell::default(),
            allowed_origins: RefCell::default(),
            has_service_worker,
        };
        page.prepare(has_service_worker);
        page
    }

    /// Runs an action in a second tab of the same browser, which this `Page` drives meanwhile, and closes that tab.
    pub fn in_another_tab<T>(&self, action: impl FnOnce(&Self) -> T) -> T {
        let browser = self.browser();
        let first_tab = browser.current_tab();
        browser.open_tab();
        self.prepare(self.has_service_worker);
        let result = action(self);
        browser.close_tab(&first_tab).unwrap_or_else(|error| self.fail(&error));
        result
    }

    // Setup.

    /// Allows console messages that contain this text.
    pub fn allow_console(&self, text: &'static str) {
        self.allowed_messages.borrow_mut().push(text);
    }

    /// Allows every console message.
    pub fn allow_all_console_messages(&self) {
        self.allow_console("");
    }

    /// Allows requests to another origin.
    pub fn allow_origin(&self, origin: &str) {
        self.allowed_origins.borrow_mut().push(format!("{origin}/"));
    }

    // Navigation.

    /// Goes to a path of the site and waits until the app has started.
    pub fn open(&self, path: &str) {
        self.navigate(path);
        self.wait_for_app();
    }

    /// Goes to a path of the site.
    pub fn navigate(&self, path: &str) {
        let url = json!({ "url": self.site.url(path) });
        let navigate = || drop(self.session().post("/url", &url).unwrap_or_else(|error| self.fail(&error)));
        match Engine::current() {
            Engine::Chromium | Engine::Firefox => navigate(),
            Engine::WebKit => {
                self.replace_document(navigate);
                if self.site.has_init_scripts() {
                    let have_run = "return window.haveInitScriptsRun === true";
                    self.wait_until("init scripts run", || self.try_script(have_run) == Some(json!(true)));
                }
            }
        }
    }

    /// Waits until the app has started.
    pub fn wait_for_app(&self) {
        self.wait_until("the app has started", || self.has_app_started());
    }

    /// Whether the app has started on this page, which may still be loading.
    pub fn has_app_started(&self) -> bool {
        let body = json!({ "script": HAS_APP_STARTED, "args": [] });
        self.session().post("/execute/async", &body).is_ok_and(|has_started| has_started == json!(true))
    }

    /// Reloads the page and waits until the app has started.
    pub fn reload(&self) {
        self.reload_without_app();
        self.wait_for_app();
    }

    /// Reloads the page and waits until its content is parsed.
    pub fn reload_without_app(&self) {
        // Not by WebDriver's command, with which Firefox ignores its cache and the service worker.
        self.replace_document(|| drop(self.run_script("location.reload()")));
    }

    /// Runs an action that loads another document, and waits until its content is parsed.
    fn replace_document(&self, action: impl FnOnce()) {
        self.run_script("window.isOldDocument = true");
        action();
        let is_new = "return window.isOldDocument === undefined && document.readyState !== 'loading'";
        self.wait_until("the document is parsed", || self.try_script(is_new) == Some(json!(true)));
    }

    /// Goes back in the history.
    pub fn back(&self) {
        self.session().post("/back", &json!({})).unwrap_or_else(|error| self.fail(&error));
    }

    /// Goes forward in the history.
    pub fn forward(&self) {
        self.session().post("/forward", &json!({})).unwrap_or_else(|error| self.fail(&error));
    }

    /// The path, query and fragment of the current URL, relative to the base path, with a leading slash:
    /// `/vendors/zoom/?q=x`.
    pub fn location(&self) -> String {
        self.try_location().unwrap_or_else(|| self.fail("the page has no location"))
    }

    /// As [`Page::location`]; `None` while one document replaces another.
    fn try_location(&self) -> Option<String> {
        let location = self.try_script("return location.pathname + location.search + location.hash")?;
        let location = location.as_str()?;
        let inner = location.strip_prefix(self.site.base_path()).map(ToOwned::to_owned);
        Some(inner.unwrap_or_else(|| format!("outside: {location}")))
    }

    /// Waits until [`Page::location`] is this.
    pub fn wait_for_location(&self, location: &str) {
        self.wait_until(&format!("the location is {location}"), || {
            self.try_location().as_deref() == Some(location)
        });
    }

    /// The document's title.
    pub fn title(&self) -> String {
        text(self.run_script("return document.title"))
    }

    // Scripts and conditions.

    /// Runs a script in the page and returns its result.
    pub fn run_script(&self, script: &str) -> Value {
        self.run_script_with(script, &[])
    }

    /// Runs a script in the page with arguments.
    pub fn run_script_with(&self, script: &str, arguments: &[Value]) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.session().post("/execute/sync", &body).unwrap_or_else(|error| self.fail(&error))
    }

    /// Runs a script in the page until it calls its first argument, and returns the value of that call.
    pub fn run_async_script(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.session().post("/execute/async", &body).unwrap_or_else(|error| self.fail(&error))
    }

    /// Waits until the page has painted its present state.
    pub fn wait_for_paint(&self) {
        self.run_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))",
        );
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        if Engine::current() != Engine::Chromium {
            self.fail(format!("{command}: only Chromium has DevTools commands"));
        }
        self.session().devtools(command, parameters).unwrap_or_else(|error| self.fail(&error))
    }

    /// Sends a WebDriver BiDi command, which only Firefox takes.
    pub(super) fn bidi(&self, method: &str, parameters: Value) -> Value {
        let result = self.browser().send_bidi(method, &parameters);
        result.unwrap_or_else(|error| self.fail(error))
    }

    /// Waits until a condition is true; the description is part of the failure message.
    pub fn wait_until(&self, description: &str, mut condition: impl FnMut() -> bool) {
        if poll(|| if condition() { Ok(()) } else { Err(()) }).is_err() {
            self.fail(format!("timeout: {description}"));
        }
    }

    /// Waits until `read` returns the expected value; a failure names both values.
    pub fn wait_for_value<T: PartialEq + std::fmt::Debug>(
        &self,
        description: &str,
        expected: &T,
        mut read: impl FnMut() -> T,
    ) {
        let last = poll(|| {
            let value = read();
            if value == *expected { Ok(()) } else { Err(value) }
        });
        if let Err(last) = last {
            self.fail(format!("{description}: expected {expected:?}, found {last:?}"));
        }
    }

    /// The script's result; `None` after any error, such as that of a page that is loading.
    pub(super) fn try_script(&self, script: &str) -> Option<Value> {
        self.session().post("/execute/sync", &json!({ "script": script, "args": [] })).ok()
    }

    pub(super) fn session(&self) -> &WebDriverClient {
        self.browser().session()
    }

    pub(super) fn site(&self) -> &TestSite {
        &self.site
    }

    /// The handle of the current tab.
    pub(super) fn tab(&self) -> Value {
        self.browser().current_tab()
    }

    /// Ends the browser with this test, because its state would affect others.
    pub(super) fn end_browser_with_test(&mut self) {
        self.browser.as_mut().expect("a tab that is open").is_reusable = false;
    }

    fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("a tab that is open")
    }

    /// Fails the test with the page's URL, its focus, its visible text and its console messages.
    pub fn fail(&self, what: impl std::fmt::Display) -> ! {
        let script = "const { activeElement, visibilityState, body } = document;
            const focus = `${visibilityState}, focus: ${document.hasFocus()} ${activeElement?.outerHTML.slice(0, 200)}`;
            return [location.href, focus, body.innerText].join('\\n');";
        let content = match self.session().post("/execute/sync", &json!({ "script": script, "args": [] })) {
            Ok(content) => content.as_str().unwrap_or_default().chars().take(1500).collect(),
            // A tab that has crashed, for example.
            Err(error) => error.to_string(),
        };
        let console = self.take_console_messages().join("\n");
        panic!("{what}\n--- console\n{console}\n--- page\n{content}");
    }

    fn take_console_messages(&self) -> Vec<String> {
        self.browser.as_ref().map(Browser::take_console_messages).unwrap_or_default()
    }

    /// The URLs outside the site that pages requested.
    fn take_outside_requests(&self) -> Vec<String> {
        let requested = self.browser.as_ref().map(Browser::take_requested_urls).unwrap_or_default();
        let own = format!("{}{}/", self.site.origin(), self.site.base_path());
        let is_local = |url: &str| {
            ["about:", "blob:", "chrome:", "data:", "resource:"].iter().any(|scheme| url.starts_with(scheme))
        };
        let origins = self.allowed_origins.borrow();
        let is_allowed =
            |url: &str| url.starts_with(&own) || origins.iter().any(|origin| url.starts_with(origin));
        requested.into_iter().filter(|url| !is_allowed(url) && !is_local(url)).collect()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let (mut messages, mut outside_requests) = (Vec::new(), Vec::new());
        if !thread::panicking() {
            messages = self.take_console_messages();
            let allowed = self.allowed_messages.borrow();
            messages.retain(|message| !allowed.iter().any(|text| message.contains(text)));
            outside_requests = self.take_outside_requests();
        }
        let Some(browser) = self.browser.take() else { return };
        if thread::panicking() {
            browser.quit();
            return;
        }
        browser.release().unwrap_or_else(|error| panic!("the tab does not close: {error}"));
        assert!(messages.is_empty(), "unexpected console messages: {messages:#?}");
        assert!(outside_requests.is_empty(), "requests outside the site: {outside_requests:#?}");
    }
}

/// The element reference in WebDriver's response.
pub(super) fn reference(response: &Value) -> String {
    let reference = response.as_object().and_then(|fields| fields.values().next()).cloned();
    text(reference.expect("an element"))
}

pub(super) fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => panic!("{other} is not a string"),
    }
}
