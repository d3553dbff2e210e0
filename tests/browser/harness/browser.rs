//! The pool of browsers. Starting one takes most of a second, so a test that passes leaves its browser to the next.
//! Tests share no state, since each has a tab and an origin of its own.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::bidi::BidiClient;
use super::driver::Driver;
use super::engine::Engine;
use super::webdriver::{WebDriverClient, WebDriverError};

/// A browser that one test uses.
pub struct Browser {
    session: WebDriverClient,
    /// The tab that stays open between tests, since closing the last tab ends the browser.
    first_tab: String,
    /// The connection that only Firefox has.
    bidi: Option<RefCell<BidiClient>>,
    engine: Engine,
    /// Whether another test may use it later.
    pub(super) is_reusable: bool,
    _driver: Driver,
}

static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

impl Browser {
    /// Takes an idle browser from the pool, or starts one.
    pub fn acquire(has_service_worker: bool) -> Self {
        // Once WebKit has had service workers and has none, a page that is opened then does not find its own worker. A
        // test without service workers leaves a browser like that, since the registration of its worker fails.
        if has_service_worker && Engine::current() == Engine::WebKit {
            return Self { is_reusable: false, ..Self::start(None) };
        }
        let idle = IDLE.lock().expect("the idle browsers").pop();
        idle.unwrap_or_else(|| Self::start(None))
    }

    /// Starts a browser with an unpacked extension, which no other test gets.
    pub fn start_with_extension(folder: &Path) -> Self {
        Self { is_reusable: false, ..Self::start(Some(folder)) }
    }

    fn start(extension: Option<&Path>) -> Self {
        let engine = Engine::current();
        let driver = Driver::start(engine);
        let started = driver.client.post("/session", &engine.capabilities(&driver.folder, extension));
        let started = started.unwrap_or_else(|error| panic!("no browser: {error}"));
        let id = started["sessionId"].as_str().expect("the ID of a session");
        let session = driver.client.subpath(&format!("/session/{id}"));
        let url = started["capabilities"]["webSocketUrl"].as_str();
        let bidi = url.map(|url| RefCell::new(BidiClient::connect(url)));
        let first_tab = session.get("/window").expect("the first tab");
        let first_tab = first_tab.as_str().expect("a window handle").to_owned();
        Self { session, first_tab, bidi, engine, is_reusable: true, _driver: driver }
    }

    /// The client of its WebDriver session.
    pub fn session(&self) -> &WebDriverClient {
        &self.session
    }

    /// Opens a tab and switches to it.
    pub fn open_tab(&self) {
        // MiniBrowser opens tabs in the background, and a hidden page is not painted.
        let kind = if self.engine == Engine::WebKit { "window" } else { "tab" };
        let opened = self.session.post("/window/new", &json!({ "type": kind })).expect("a tab");
        self.switch_to(&opened["handle"]).expect("the new tab");
    }

    /// The handle of the current tab.
    pub fn current_tab(&self) -> Value {
        self.session.get("/window").expect("a tab")
    }

    /// Closes the current tab and switches to another.
    pub fn close_tab(&self, other: &Value) -> Result<(), WebDriverError> {
        self.session.delete("/window")?;
        self.switch_to(other).map(drop)
    }

    /// Closes the current tab and returns the browser to the pool.
    pub fn release(self) -> Result<(), WebDriverError> {
        if !self.is_reusable {
            self.quit();
            return Ok(());
        }
        self.close_tab(&json!(self.first_tab))?;
        // What the tab logged since the last read does not belong to the next test.
        self.take_console_messages();
        self.take_requested_urls();
        IDLE.lock().expect("the idle browsers").push(self);
        Ok(())
    }

    /// Ends the browser: the state that a failed test left in it is unknown.
    pub fn quit(self) {
        // Dropping the driver ends a browser that does not end here.
        let _ = self.session.delete("");
    }

    /// The console messages of its pages since the last call. WebKitWebDriver reports none.
    pub fn take_console_messages(&self) -> Vec<String> {
        let message = |level: &Value, text: &Value| Some(format!("{} {}", level.as_str()?, text.as_str()?));
        match (self.engine, &self.bidi) {
            (Engine::Chromium, _) => {
                let entries = self.take_log("browser");
                entries.iter().filter_map(|entry| message(&entry["level"], &entry["message"])).collect()
            }
            (_, Some(bidi)) => {
                let entries = bidi.borrow_mut().take_events("log.entryAdded");
                entries.iter().filter_map(|entry| message(&entry["level"], &entry["text"])).collect()
            }
            (_, None) => Vec::new(),
        }
    }

    /// The URLs that its pages requested since the last call, without those that the content security policy blocked.
    /// WebKitWebDriver reports none.
    pub fn take_requested_urls(&self) -> Vec<String> {
        let urls = |requests: &[&Value]| -> Vec<String> {
            let url = |request: &&Value| request["request"]["url"].as_str().map(ToOwned::to_owned);
            requests.iter().filter_map(url).collect()
        };
        match (self.engine, &self.bidi) {
            (Engine::Chromium, _) => {
                let events: Vec<Value> =
                    self.take_log("performance").iter().filter_map(devtools_event).collect();
                let with_method =
                    |method: &'static str| events.iter().filter(move |event| event["method"] == method);
                let blocked: Vec<&Value> = with_method("Network.loadingFailed")
                    .filter(|event| event["params"]["blockedReason"] == "csp")
                    .map(|event| &event["params"]["requestId"])
                    .collect();
                let sent = with_method("Network.requestWillBeSent").map(|event| &event["params"]);
                urls(&sent.filter(|request| !blocked.contains(&&request["requestId"])).collect::<Vec<_>>())
            }
            (_, Some(bidi)) => {
                let sent = bidi.borrow_mut().take_events("network.beforeRequestSent");
                urls(&sent.iter().collect::<Vec<_>>())
            }
            (_, None) => Vec::new(),
        }
    }

    /// Sends a WebDriver BiDi command.
    pub fn send_bidi(&self, method: &str, parameters: &Value) -> Result<Value, String> {
        let bidi = self.bidi.as_ref().ok_or_else(|| format!("{method}: the driver has no WebDriver BiDi"))?;
        bidi.borrow_mut().send(method, parameters)
    }

    /// ChromeDriver's log entries since the last call: of kind `browser` from pages, of kind `performance` from DevTools.
    fn take_log(&self, kind: &str) -> Vec<Value> {
        let entries = self.session.post("/se/log", &json!({ "type": kind })).expect("the log");
        entries.as_array().cloned().unwrap_or_default()
    }

    fn switch_to(&self, handle: &Value) -> Result<Value, WebDriverError> {
        self.session.post("/window", &json!({ "handle": handle }))
    }
}

/// The DevTools event in an entry of ChromeDriver's performance log.
fn devtools_event(entry: &Value) -> Option<Value> {
    let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    Some(event["message"].clone())
}
