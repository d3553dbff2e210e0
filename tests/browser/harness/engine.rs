//! The browser engines that the tests run in. `BROWSER_ENGINE` selects one for the whole run.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};

/// A browser engine, each with the browser and the WebDriver program that the tests use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink: Chromium and ChromeDriver.
    Chromium,
    /// Gecko: Firefox and geckodriver.
    Firefox,
    /// WebKit: MiniBrowser and WebKitWebDriver of WebKitGTK, which need an X server.
    WebKit,
}

impl Engine {
    /// The engine of this test run.
    pub fn current() -> Self {
        static CURRENT: OnceLock<Engine> = OnceLock::new();
        *CURRENT.get_or_init(|| match env::var("BROWSER_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("BROWSER_ENGINE is {other}, not chromium, firefox or webkit"),
        })
    }

    /// The WebDriver program.
    pub(super) fn driver(self) -> PathBuf {
        match self {
            Self::Chromium => find_program("CHROMEDRIVER", &["chromedriver"]),
            Self::Firefox => find_program("GECKODRIVER", &["geckodriver"]),
            Self::WebKit => find_program("WEBKITDRIVER", &["WebKitWebDriver"]),
        }
    }

    /// The arguments of the WebDriver program besides its port.
    pub(super) fn driver_arguments(self, free_port: impl Fn() -> u16) -> Vec<String> {
        match self {
            // The WebSocket of WebDriver BiDi has a port of its own. System access turns JavaScript off for a tab.
            Self::Firefox => {
                vec![format!("--websocket-port={}", free_port()), "--allow-system-access".to_owned()]
            }
            Self::Chromium | Self::WebKit => Vec::new(),
        }
    }

    /// How long a command may take.
    pub(super) fn time_limit(self) -> Duration {
        match self {
            Self::Chromium | Self::Firefox => Duration::from_secs(60),
            // WebKitWebDriver never responds to a command whose document is replaced meanwhile: `poll` sends it again.
            Self::WebKit => Duration::from_secs(3),
        }
    }

    /// The capabilities of a new session whose browser writes to this folder and has this extension. Only Chromium loads
    /// extensions.
    pub(super) fn capabilities(self, folder: &Path, extension: Option<&Path>) -> Value {
        let capabilities = match self {
            Self::Chromium => chromium(folder, extension),
            Self::Firefox => firefox(),
            Self::WebKit => webkit(),
        };
        json!({ "capabilities": { "alwaysMatch": capabilities } })
    }
}

fn chromium(folder: &Path, extension: Option<&Path>) -> Value {
    let extension = extension.map(|folder| format!("--load-extension={}", folder.display()));
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let mut arguments = vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // The pop-ups of the address bar are pages of the browser itself, which use a second of processor time.
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
        // With smooth scrolling, an element could move away while it is clicked.
        "--force-prefers-reduced-motion",
        // Builds the accessibility tree that a screen reader gets. Without it, the browser omits offscreen content.
        "--force-renderer-accessibility",
        // No host but this machine resolves, so that no test can depend on one.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        &profile,
    ];
    arguments.extend(extension.as_deref());
    json!({
        "browserName": "chrome",
        "pageLoadStrategy": PAGE_LOAD_STRATEGY,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": {
            "binary": find_program("CHROMIUM", &["chromium", "google-chrome"]),
            "args": arguments,
            "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
        },
    })
}

/// The preference of Firefox for the number of pages that its back/forward cache contains.
pub(super) const BACK_FORWARD_CACHE: &str = "browser.sessionhistory.max_total_viewers";

fn firefox() -> Value {
    json!({
        "browserName": "firefox",
        "webSocketUrl": true,
        "pageLoadStrategy": PAGE_LOAD_STRATEGY,
        "moz:firefoxOptions": {
            "binary": find_program("FIREFOX", &["firefox-esr", "firefox"]),
            "args": ["-headless"],
            "prefs": {
                // With smooth scrolling, an element could move away while it is clicked.
                "ui.prefersReducedMotion": 1,
                // Firefox never responds to a command whose document moves to the back/forward cache meanwhile.
                BACK_FORWARD_CACHE: 0,
                // Requests to other hosts go to a port without a program, so that no test can depend on one. Firefox sends
                // requests to this machine without a proxy.
                "network.proxy.type": 1,
                "network.proxy.http": "127.0.0.1",
                "network.proxy.http_port": 9,
                "network.proxy.ssl": "127.0.0.1",
                "network.proxy.ssl_port": 9,
            },
        },
    })
}

fn webkit() -> Value {
    let browser = find_program("MINIBROWSER", &MINIBROWSER);
    json!({
        // Otherwise each command waits for the files that the page requests.
        "pageLoadStrategy": "none",
        "webkitgtk:browserOptions": { "binary": browser, "args": ["--automation"] },
    })
}

/// The strategy of Chromium and Firefox: tests read pages while some of their files are still pending.
const PAGE_LOAD_STRATEGY: &str = "eager";

/// Where Debian installs MiniBrowser, which is not on PATH.
const MINIBROWSER: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
];

/// The program that an environment variable names, or the first of `names` that exists, on PATH or as a path.
fn find_program(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return path.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    // Joining an absolute path replaces the folder.
    let find = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|path| Path::is_file(path));
    names.iter().find_map(find).unwrap_or_else(|| {
        panic!("{} is not installed: run `make test-browsers`, or set {variable}", names.join(" or "))
    })
}
