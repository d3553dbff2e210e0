//! The conditions that a page runs in: the size of its window, scripts before its own, JavaScript, the network. Each
//! engine sets them by another protocol, and what its driver cannot set fails the test with a sentence.

use serde_json::{Value, json};

use super::engine::{BACK_FORWARD_CACHE, Engine};
use super::faults::Fault;
use super::page::Page;

/// An init script of a browser without service workers: a cached response cannot hide an injected fault.
const REMOVE_SERVICE_WORKERS: &str = "delete Navigator.prototype.serviceWorker;";

impl Page {
    /// Sets up a new tab: wide enough for every column of the layout, with or without service workers.
    pub(super) fn prepare(&self, has_service_worker: bool) {
        match Engine::current() {
            Engine::Chromium | Engine::Firefox if has_service_worker => {}
            Engine::Chromium | Engine::Firefox => self.add_init_script(REMOVE_SERVICE_WORKERS),
            // A browser has no service worker if the server has none.
            Engine::WebKit if has_service_worker => self.site().clear_fault("/sw.js"),
            Engine::WebKit => self.site().inject_fault("/sw.js", Fault::Status(404)),
        }
        self.resize(1280, 900);
    }

    /// Sets the size of the window in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        match Engine::current() {
            Engine::Chromium => {
                let size =
                    json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
                self.devtools("Emulation.setDeviceMetricsOverride", &size);
            }
            Engine::Firefox => {
                let viewport = json!({ "width": width, "height": height });
                self.bidi(
                    "browsingContext.setViewport",
                    json!({ "context": self.tab(), "viewport": viewport }),
                );
            }
            Engine::WebKit => {
                let frame = self.run_script("return [outerWidth - innerWidth, outerHeight - innerHeight]");
                let outer = |inner: u32, frame: &Value| i64::from(inner) + frame.as_i64().unwrap_or_default();
                let size = json!({ "width": outer(width, &frame[0]), "height": outer(height, &frame[1]) });
                self.session().post("/window/rect", &size).unwrap_or_else(|error| self.fail(&error));
            }
        }
    }

    /// Runs a script in every page that is opened from now on, before the page's own scripts.
    pub fn add_init_script(&self, script: &str) {
        match Engine::current() {
            // In a block, so that the declarations of two scripts do not collide.
            Engine::Chromium => {
                let source = json!({ "source": format!("{{ {script} }}") });
                self.devtools("Page.addScriptToEvaluateOnNewDocument", &source);
            }
            Engine::Firefox => {
                let function = format!("() => {{ {script} }}");
                self.bidi(
                    "script.addPreloadScript",
                    json!({ "functionDeclaration": function, "contexts": [self.tab()] }),
                );
            }
            Engine::WebKit => self.site().add_init_script(script),
        }
    }

    /// Turns JavaScript off for pages. Scripts of the test still run.
    pub fn disable_javascript(&self) {
        match Engine::current() {
            Engine::Chromium => {
                self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
            }
            Engine::Firefox => self.set_in_firefox("allowJavascript", &json!(false)),
            Engine::WebKit => self.fail("WebKitWebDriver cannot turn JavaScript off"),
        }
    }

    /// Disconnects the network, or reconnects it.
    pub fn set_offline(&self, is_offline: bool) {
        match Engine::current() {
            Engine::Chromium => {
                let conditions = json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
                self.devtools("Network.enable", &json!({}));
                self.devtools("Network.emulateNetworkConditions", &conditions);
            }
            Engine::Firefox => {
                let conditions = if is_offline { json!({ "type": "offline" }) } else { Value::Null };
                self.bidi(
                    "emulation.setNetworkConditions",
                    json!({ "networkConditions": conditions, "contexts": [self.tab()] }),
                );
            }
            Engine::WebKit => self.fail("WebKitWebDriver cannot disconnect the network"),
        }
    }

    /// Emulates a media type, `screen` or `print`, and media features, such as a color scheme that the visitor's system
    /// prefers.
    pub fn emulate_media(&self, media: &str, features: &[(&str, &str)]) {
        match Engine::current() {
            Engine::Chromium => {
                let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
                let features: Vec<Value> = features.iter().map(feature).collect();
                self.devtools("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features }));
            }
            Engine::Firefox => {
                self.set_in_firefox("mediumOverride", &json!(media));
                self.set_in_firefox("prefersColorSchemeOverride", &json!("none"));
                self.set_in_firefox("forcedColorsOverride", &json!("none"));
                for (name, value) in features {
                    match *name {
                        "prefers-color-scheme" => {
                            self.set_in_firefox("prefersColorSchemeOverride", &json!(value));
                        }
                        "forced-colors" => self.set_in_firefox("forcedColorsOverride", &json!(value)),
                        _ => self.fail(format!("Firefox cannot emulate {name}")),
                    }
                }
            }
            Engine::WebKit => self.fail("WebKitWebDriver cannot emulate media"),
        }
    }

    /// Lets Firefox store pages in its back/forward cache, as it does for visitors. That browser ends with this test.
    pub fn enable_back_forward_cache(&mut self) {
        if Engine::current() == Engine::Firefox {
            self.end_browser_with_test();
            self.run_in_firefox(&format!("Services.prefs.clearUserPref('{BACK_FORWARD_CACHE}')"), &[]);
        }
    }

    /// Sets a property of the tab's `BrowsingContext`, as Firefox's own developer tools do.
    fn set_in_firefox(&self, property: &str, value: &Value) {
        let script = "const [property, value] = arguments;
            const { browsingContext } = gBrowser.selectedBrowser;
            if (!(property in browsingContext)) throw new Error(`Firefox has no ${property}`);
            browsingContext[property] = value;";
        self.run_in_firefox(script, &[json!(property), value.clone()]);
    }

    /// Runs a script with the rights of Firefox itself.
    fn run_in_firefox(&self, script: &str, arguments: &[Value]) {
        for (path, body) in [
            ("/moz/context", json!({ "context": "chrome" })),
            ("/execute/sync", json!({ "script": script, "args": arguments })),
            ("/moz/context", json!({ "context": "content" })),
        ] {
            self.session().post(path, &body).unwrap_or_else(|error| self.fail(&error));
        }
    }
}
