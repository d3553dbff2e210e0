//! WebDriver on the wire: one JSON call a command, https://www.w3.org/TR/webdriver2/#endpoints.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

/// What a command cannot do, in the driver's words.
#[derive(Debug)]
pub struct Refusal {
    /// The command.
    pub command: String,
    /// What kind of error it is, such as `stale element reference`.
    pub error: String,
    /// The error in words.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.command, self.error, self.message)
    }
}

/// A place that takes commands: the driver itself, or a session of it.
#[derive(Clone, Debug)]
pub struct Wire {
    agent: Agent,
    address: String,
}

impl Wire {
    /// Speaks to the driver there.
    pub fn new(address: &str) -> Self {
        // No answer is worse than an error, but starting a browser may take long on a busy machine.
        let agent = Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        Self { agent, address: address.to_owned() }
    }

    /// The same driver, one path further.
    pub fn at(&self, path: &str) -> Self {
        Self { agent: self.agent.clone(), address: format!("{}{path}", self.address) }
    }

    /// Asks.
    pub fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.read(path, self.agent.get(self.url(path)).call())
    }

    /// Tells.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Refusal> {
        let request = self.agent.post(self.url(path)).content_type("application/json");
        self.read(path, request.send(body.to_string()))
    }

    /// Ends.
    pub fn delete(&self, path: &str) -> Result<Value, Refusal> {
        self.read(path, self.agent.delete(self.url(path)).call())
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, Refusal> {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("/goog/cdp/execute", &body)
            .map_err(|refusal| Refusal { command: command.to_owned(), ..refusal })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn read(
        &self,
        path: &str,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, Refusal> {
        let mut answer =
            answer.unwrap_or_else(|error| panic!("chromedriver does not answer {path}: {error}"));
        let is_refused = !answer.status().is_success();
        let text = answer.body_mut().with_config().limit(u64::MAX).read_to_string();
        let mut body: Value = serde_json::from_str(&text.expect("an answer of chromedriver")).expect("JSON");
        let value = body["value"].take();
        if is_refused {
            let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            return Err(Refusal { command: path.to_owned(), error: word("error"), message: word("message") });
        }
        Ok(value)
    }
}
