//! A WebDriver client: one JSON request per command, https://www.w3.org/TR/webdriver2/#endpoints.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

/// The commands that can take long: starting a browser on a busy machine, and scripts that wait.
const LONG_COMMANDS: [&str; 2] = ["/session", "/execute/async"];

/// How long these may take.
const LONG_TIME_LIMIT: Duration = Duration::from_secs(60);

/// A command that the driver could not carry out.
#[derive(Debug)]
pub struct WebDriverError {
    /// The command.
    pub command: String,
    /// The error code, such as `stale element reference`.
    pub code: String,
    /// The driver's message.
    pub message: String,
}

impl fmt::Display for WebDriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.command, self.code, self.message)
    }
}

/// An endpoint that takes commands: the driver itself, or one of its sessions.
#[derive(Clone, Debug)]
pub struct WebDriverClient {
    agent: Agent,
    endpoint: String,
}

impl WebDriverClient {
    /// A client of the driver at that address, with the time limit of every command but [`LONG_COMMANDS`].
    pub fn new(endpoint: &str, time_limit: Duration) -> Self {
        let agent = Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .timeout_global(Some(time_limit))
            .build()
            .new_agent();
        Self { agent, endpoint: endpoint.to_owned() }
    }

    /// Whether the driver takes commands.
    pub fn is_ready(&self) -> bool {
        self.agent.get(self.url("/status")).call().is_ok()
    }

    /// A client of the same driver at a path below this endpoint.
    pub fn subpath(&self, path: &str) -> Self {
        Self { agent: self.agent.clone(), endpoint: format!("{}{path}", self.endpoint) }
    }

    /// Sends a GET command.
    pub fn get(&self, path: &str) -> Result<Value, WebDriverError> {
        self.read_response(path, self.agent.get(self.url(path)).call())
    }

    /// Sends a POST command.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, WebDriverError> {
        let mut request = self.agent.post(self.url(path)).content_type("application/json");
        if LONG_COMMANDS.iter().any(|command| self.url(path).ends_with(command)) {
            request = request.config().timeout_global(Some(LONG_TIME_LIMIT)).build();
        }
        self.read_response(path, request.send(body.to_string()))
    }

    /// Sends a DELETE command.
    pub fn delete(&self, path: &str) -> Result<Value, WebDriverError> {
        self.read_response(path, self.agent.delete(self.url(path)).call())
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, WebDriverError> {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("/goog/cdp/execute", &body)
            .map_err(|error| WebDriverError { command: command.to_owned(), ..error })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }

    fn read_response(
        &self,
        path: &str,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, WebDriverError> {
        let mut response = response.map_err(|error| WebDriverError {
            command: path.to_owned(),
            code: "no response".to_owned(),
            message: error.to_string(),
        })?;
        let is_error = !response.status().is_success();
        let text = response.body_mut().with_config().limit(u64::MAX).read_to_string();
        let mut body: Value = serde_json::from_str(&text.expect("a response of the driver")).expect("JSON");
        let value = body["value"].take();
        if is_error {
            let field = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            return Err(WebDriverError {
                command: path.to_owned(),
                code: field("error"),
                message: field("message"),
            });
        }
        Ok(value)
    }
}
