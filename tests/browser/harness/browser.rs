//! Browsers. Starting one takes most of a second, so a test that ends well leaves its browser to the next;
//! they share nothing, since each has a tab and an origin of its own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::driver::Driver;
use super::wire::{Refusal, Wire};

/// A browser that nobody else uses.
pub struct Browser {
    session: Wire,
    /// The tab that stays open between tests, since the last one that closes ends the browser.
    first_tab: String,
}

static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

impl Browser {
    /// An idle browser, or a new one.
    pub fn take() -> Self {
        let idle = IDLE.lock().expect("the idle browsers").pop();
        idle.unwrap_or_else(Self::start)
    }

    fn start() -> Self {
        let driver = Driver::get();
        let wire = Wire::new(&driver.address);
        let started = wire.post("/session", &capabilities(driver));
        let started = started.unwrap_or_else(|refusal| panic!("no browser: {refusal}"));
        let id = started["sessionId"].as_str().expect("a session's id");
        let session = wire.at(&format!("/session/{id}"));
        let first_tab = text(session.get("/window").expect("the first tab"));
        Self { session, first_tab }
    }

    /// Where its commands go.
    pub fn session(&self) -> &Wire {
        &self.session
    }

    /// Opens a tab and turns to it.
    pub fn open_tab(&self) {
        let opened = self.session.post("/window/new", &json!({ "type": "tab" })).expect("a tab");
        self.turn_to(&opened["handle"]).expect("the new tab");
    }

    /// The tab that it is turned to.
    pub fn tab(&self) -> Value {
        self.session.get("/window").expect("a tab")
    }

    /// Closes the tab and turns to another.
    pub fn close_tab(&self, other: &Value) -> Result<(), Refusal> {
        self.session.delete("/window")?;
        self.turn_to(other).map(drop)
    }

    /// Closes the tab and leaves the browser to the next test.
    pub fn leave(self) -> Result<(), Refusal> {
        self.close_tab(&json!(self.first_tab))?;
        // What the tab still did when nobody looked any more is not the next one's.
        for kind in ["browser", "performance"] {
            self.logged(kind);
        }
        IDLE.lock().expect("the idle browsers").push(self);
        Ok(())
    }

    /// Ends the browser: what a failed test left in it is unknown.
    pub fn end(self) {
        // The watch of the driver ends what does not end here.
        let _ = self.session.delete("");
    }

    /// What pages logged since the last time.
    pub fn console(&self) -> Vec<String> {
        let words =
            |entry: &Value| Some(format!("{} {}", entry["level"].as_str()?, entry["message"].as_str()?));
        self.logged("browser").iter().filter_map(words).collect()
    }

    /// What pages asked for since the last time. What the policy refused went nowhere.
    pub fn asked(&self) -> Vec<String> {
        let event = |entry: &Value| -> Option<Value> {
            let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            Some(event["message"].clone())
        };
        let events: Vec<Value> = self.logged("performance").iter().filter_map(event).collect();
        let of = |method: &'static str| events.iter().filter(move |event| event["method"] == method);
        let refused: Vec<&Value> = of("Network.loadingFailed")
            .filter(|event| event["params"]["blockedReason"] == "csp")
            .map(|event| &event["params"]["requestId"])
            .collect();
        of("Network.requestWillBeSent")
            .filter(|event| !refused.contains(&&event["params"]["requestId"]))
            .filter_map(|event| event["params"]["request"]["url"].as_str().map(ToOwned::to_owned))
            .collect()
    }

    /// What was logged since the last time: of kind `browser` by pages, of kind `performance` by DevTools.
    fn logged(&self, kind: &str) -> Vec<Value> {
        let entries = self.session.post("/se/log", &json!({ "type": kind })).expect("the log");
        entries.as_array().cloned().unwrap_or_default()
    }

    fn turn_to(&self, handle: &Value) -> Result<Value, Refusal> {
        self.session.post("/window", &json!({ "handle": handle }))
    }
}

fn text(value: Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn capabilities(driver: &Driver) -> Value {
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let profile = driver.folder.join(format!("profile-{number}"));
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // The address bar's pop-ups are pages of the browser's own, which take a second of the processor.
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
        // A page that still scrolls smoothly moves away under the click.
        "--force-prefers-reduced-motion",
        // The accessibility tree as a screen reader gets it. Without one the browser leaves out what is out of sight.
        "--force-renderer-accessibility",
        // Nothing past this machine has an address, so that no test can depend on it.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        &format!("--user-data-dir={}", profile.display()),
    ];
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        // A page may be looked at while a part of it is held back.
        "pageLoadStrategy": "eager",
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": {
            "binary": driver.browser,
            "args": arguments,
            "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
        },
    } } })
}
