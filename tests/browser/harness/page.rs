//! One tab on one site: what a visitor can see and do there.

use std::cell::RefCell;
use std::thread;

use serde_json::{Value, json};

use super::browser::Browser;
use super::element::Element;
use super::poll;
use super::server::Site;
use super::wire::{Refusal, Wire};

/// Runs before a page's own scripts: tells when the app has started. What comes after the Wasm's arrival, the
/// first effects included, are microtasks; a timer comes after those.
const TELL_WHEN_STARTED: &str = "
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const instantiate = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const instance = await instantiate.apply(WebAssembly, given);
            setTimeout(() => { window.appHasStarted = true; });
            return instance;
        };
    }";

/// Runs before a page's own scripts: a browser that keeps no site, so that what a test breaks is what its pages get.
const KEEPS_NOTHING: &str = "delete Navigator.prototype.serviceWorker;";

/// A tab. When it goes, it checks that its pages logged nothing but what was expected and asked no other host
/// for anything.
pub struct Page {
    browser: Option<Browser>,
    site: Site,
    expected: RefCell<Vec<&'static str>>,
    /// Other hosts that the site is set up to ask.
    hosts: RefCell<Vec<String>>,
    /// Whether its browser keeps the site for visits without a connection.
    keeps: bool,
}

impl Page {
    /// An empty tab, wide enough for all columns, of a browser that keeps the site or does not.
    pub fn blank(site: &Site, keeps: bool) -> Self {
        let browser = Browser::take();
        browser.open_tab();
        let page = Self {
            browser: Some(browser),
            site: site.clone(),
            expected: RefCell::default(),
            hosts: RefCell::default(),
            keeps,
        };
        page.prepare();
        page
    }

    fn prepare(&self) {
        self.before_scripts(TELL_WHEN_STARTED);
        if !self.keeps {
            self.before_scripts(KEEPS_NOTHING);
        }
        self.resize(1280, 900);
    }

    /// Does something in another tab of the same browser, and closes it.
    pub fn in_another_tab<T>(&self, action: impl FnOnce(&Self) -> T) -> T {
        let browser = self.browser.as_ref().expect("a tab that is open");
        let here = browser.tab();
        browser.open_tab();
        self.prepare();
        let done = action(self);
        browser.close_tab(&here).unwrap_or_else(|refusal| self.fail(&refusal));
        done
    }

    // Before a page is opened.

    /// Gives the window that size in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Runs a script in every page from now on, before the page's own.
    pub fn before_scripts(&self, script: &str) {
        // In a block of its own, so that names of two scripts do not meet.
        let script = format!("{{ {script} }}");
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// Switches JavaScript off, as far as pages are concerned.
    pub fn without_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// Takes the network away, or gives it back.
    pub fn go_offline(&self, is_offline: bool) {
        let conditions =
            json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.enable", &json!({}));
        self.devtools("Network.emulateNetworkConditions", &conditions);
    }

    /// Expects the console to say something with these words in it.
    pub fn expect_in_console(&self, words: &'static str) {
        self.expected.borrow_mut().push(words);
    }

    /// Expects that another origin is asked, which the settings name.
    pub fn expect_host(&self, origin: &str) {
        self.hosts.borrow_mut().push(format!("{origin}/"));
    }

    // Where it is.

    /// Goes to a path of the site, and waits until the app has started there.
    pub fn open(&self, path: &str) {
        self.go(path);
        self.wait_for_app();
    }

    /// Goes to a path of the site.
    pub fn go(&self, path: &str) {
        self.session()
            .post("/url", &json!({ "url": self.site.url(path) }))
            .unwrap_or_else(|refusal| self.fail(&refusal));
    }

    /// Waits until the app has started.
    pub fn wait_for_app(&self) {
        self.wait("the app starts", || {
            self.look("return window.appHasStarted === true") == Some(json!(true))
        });
    }

    /// Loads the page anew, and waits until the app has started.
    pub fn reload(&self) {
        self.session().post("/refresh", &json!({})).unwrap_or_else(|refusal| self.fail(&refusal));
        self.wait_for_app();
    }

    /// Goes back in the history.
    pub fn back(&self) {
        self.session().post("/back", &json!({})).unwrap_or_else(|refusal| self.fail(&refusal));
    }

    /// Goes forward in the history.
    pub fn forward(&self) {
        self.session().post("/forward", &json!({})).unwrap_or_else(|refusal| self.fail(&refusal));
    }

    /// The address, without the host and the path that the site lies under.
    pub fn address(&self) -> String {
        let address = text(self.run("return location.pathname + location.search + location.hash"));
        let inner = address.strip_prefix(self.site.under()).map(ToOwned::to_owned);
        inner.unwrap_or_else(|| format!("outside: {address}"))
    }

    /// Waits for an address.
    pub fn arrives_at(&self, address: &str) {
        self.wait(&format!("the address is {address}"), || self.address() == address);
    }

    /// The title.
    pub fn title(&self) -> String {
        text(self.run("return document.title"))
    }

    // What is on it.

    /// The words that can be seen.
    pub fn text(&self) -> String {
        text(self.run("return document.body.innerText"))
    }

    /// The words of the main part that can be seen.
    pub fn main_text(&self) -> String {
        text(self.run("return document.querySelector('main').innerText"))
    }

    /// Waits until these words can be seen.
    pub fn sees(&self, words: &str) {
        self.wait(&format!("“{words}” can be seen"), || {
            self.look_at_text().is_some_and(|text| text.contains(words))
        });
    }

    /// Waits until these words can no longer be seen.
    pub fn sees_no(&self, words: &str) {
        self.wait(&format!("“{words}” cannot be seen"), || {
            self.look_at_text().is_some_and(|text| !text.contains(words))
        });
    }

    /// Waits for the one element of that role and accessible name.
    pub fn find(&self, role: &str, name: &str) -> Element<'_> {
        self.find_where(role, name, |found| found == name)
    }

    /// Waits for the one element of that role whose accessible name fits.
    pub fn find_where(&self, role: &str, what: &str, fits: impl Fn(&str) -> bool) -> Element<'_> {
        let found = poll(|| {
            let mut all = self.try_all(role).unwrap_or_default();
            let names: Vec<String> = all.iter().map(|element| element.name.clone()).collect();
            all.retain(|element| fits(&element.name));
            match (all.pop(), all.is_empty()) {
                (Some(only), true) => Ok(only),
                _ => Err(names),
            }
        });
        found.unwrap_or_else(|names| self.fail(format!("there is not one {role} “{what}” among {names:?}")))
    }

    /// The part of the page that is labelled so. It is found by its label, since the whole accessibility tree of a
    /// long page takes a while.
    pub fn part(&self, label: &str) -> Element<'_> {
        let selector = json!({ "using": "css selector", "value": format!("main [aria-label=\"{label}\"]") });
        let found = poll(|| self.session().post("/element", &selector));
        Element::of(self, reference(&found.unwrap_or_else(|refusal| self.fail(&refusal))))
    }

    /// Waits for the page of that main heading, and returns the heading.
    pub fn is_page(&self, heading: &str) -> Element<'_> {
        let found = poll(|| {
            let mut all = self.try_all("heading").unwrap_or_default();
            all.retain(|element| element.state("level") == Some(&json!(1)));
            match (all.pop(), all.is_empty()) {
                (Some(only), true) if only.name == heading => Ok(only),
                (last, _) => Err(last.map(|heading| heading.name)),
            }
        });
        found.unwrap_or_else(|last| self.fail(format!("the main heading is {last:?}, not “{heading}”")))
    }

    /// Waits until there is no element of that role and accessible name.
    pub fn lacks(&self, role: &str, name: &str) {
        self.wait(&format!("there is no {role} “{name}”"), || {
            self.try_all(role).is_ok_and(|all| all.iter().all(|element| element.name != name))
        });
    }

    /// Every element of that role now, hidden ones aside.
    pub fn all(&self, role: &str) -> Vec<Element<'_>> {
        self.try_all(role).unwrap_or_else(|refusal| self.fail(&refusal))
    }

    /// The accessible names of every element of that role now.
    pub fn names(&self, role: &str) -> Vec<String> {
        self.all(role).into_iter().map(|element| element.name).collect()
    }

    /// The element with the focus.
    pub fn focused(&self) -> Element<'_> {
        let focused = self.session().get("/element/active").unwrap_or_else(|refusal| self.fail(&refusal));
        Element::of(self, reference(&focused))
    }

    /// Waits until the focus is on the element of that role and name.
    pub fn has_focus_on(&self, role: &str, name: &str) {
        let mut at = String::new();
        let arrived = poll(|| {
            let focused = self.focused();
            at = format!("{} “{}”", focused.role(), focused.name);
            if focused.role() == role && focused.name == name { Ok(()) } else { Err(()) }
        });
        if arrived.is_err() {
            self.fail(format!("the focus is on {at}, not on {role} “{name}”"));
        }
    }

    // What a test looks at behind the page.

    /// Runs a script in the page.
    pub fn run(&self, script: &str) -> Value {
        self.run_with(script, &[])
    }

    /// Runs a script in the page with arguments.
    pub fn run_with(&self, script: &str, arguments: &[Value]) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.session().post("/execute/sync", &body).unwrap_or_else(|refusal| self.fail(&refusal))
    }

    /// Runs a script in the page until it calls its argument, and returns what it calls it with.
    pub fn run_to_its_end(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.session().post("/execute/async", &body).unwrap_or_else(|refusal| self.fail(&refusal))
    }

    /// Waits until the page has painted what it shows now.
    pub fn wait_for_paint(&self) {
        self.run_to_its_end(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))",
        );
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.session().devtools(command, parameters).unwrap_or_else(|refusal| self.fail(&refusal))
    }

    /// Waits until something holds.
    pub fn wait(&self, what: &str, mut holds: impl FnMut() -> bool) {
        if poll(|| if holds() { Ok(()) } else { Err(()) }).is_err() {
            self.fail(format!("it never holds that {what}"));
        }
    }

    /// Waits until two values are equal; says which they were if they never are.
    pub fn wait_for<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        expected: &T,
        mut look: impl FnMut() -> T,
    ) {
        let seen = poll(|| {
            let seen = look();
            if seen == *expected { Ok(()) } else { Err(seen) }
        });
        if let Err(seen) = seen {
            self.fail(format!("{what}: expected {expected:?}, saw {seen:?}"));
        }
    }

    /// The script's answer, if the page can answer now.
    fn look(&self, script: &str) -> Option<Value> {
        self.session().post("/execute/sync", &json!({ "script": script, "args": [] })).ok()
    }

    fn look_at_text(&self) -> Option<String> {
        self.look("return document.body.innerText")?.as_str().map(ToOwned::to_owned)
    }

    fn try_all(&self, role: &str) -> Result<Vec<Element<'_>>, Refusal> {
        Element::all_of_page(self, role)
    }

    pub(super) fn session(&self) -> &Wire {
        self.browser.as_ref().expect("a tab that is open").session()
    }

    /// Fails the test, and tells where the page is and what it shows.
    pub fn fail(&self, what: impl std::fmt::Display) -> ! {
        let seen = self.look("return location.href + '\\n' + document.body.innerText");
        let seen: String =
            seen.as_ref().and_then(Value::as_str).unwrap_or_default().chars().take(1500).collect();
        let console = self.console().join("\n");
        panic!("{what}\n--- console\n{console}\n--- page\n{seen}");
    }

    fn console(&self) -> Vec<String> {
        self.browser.as_ref().map(Browser::console).unwrap_or_default()
    }

    /// Where the pages went that are not on this site.
    fn strangers(&self) -> Vec<String> {
        let asked = self.browser.as_ref().map(Browser::asked).unwrap_or_default().into_iter();
        let own = format!("{}{}/", self.site.origin(), self.site.under());
        let is_inner =
            |url: &str| ["about:", "blob:", "chrome:", "data:"].iter().any(|scheme| url.starts_with(scheme));
        let hosts = self.hosts.borrow();
        let is_expected = |url: &str| url.starts_with(&own) || hosts.iter().any(|host| url.starts_with(host));
        asked.filter(|url| !is_expected(url) && !is_inner(url)).collect()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let (mut console, mut strangers) = (Vec::new(), Vec::new());
        if !thread::panicking() {
            console = self.console();
            let expected = self.expected.borrow();
            console.retain(|line| !expected.iter().any(|words| line.contains(words)));
            strangers = self.strangers();
        }
        let Some(browser) = self.browser.take() else { return };
        if thread::panicking() {
            browser.end();
            return;
        }
        browser.leave().unwrap_or_else(|refusal| panic!("the tab does not close: {refusal}"));
        assert!(console.is_empty(), "the console is not quiet: {console:#?}");
        assert!(strangers.is_empty(), "other hosts were asked: {strangers:#?}");
    }
}

/// The reference in WebDriver's answer.
pub(super) fn reference(answer: &Value) -> String {
    let reference = answer.as_object().and_then(|fields| fields.values().next()).cloned();
    text(reference.expect("an element"))
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => panic!("{other} is no text"),
    }
}
