//! A WebDriver BiDi client: JSON commands and events over a WebSocket, https://www.w3.org/TR/webdriver-bidi/. Firefox does
//! with it what ChromeDriver does with DevTools.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// A connection to one browser.
pub struct BidiClient {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    /// Events that arrived before the response to a command.
    events: Vec<Value>,
}

impl BidiClient {
    /// Connects to the URL of a session, and subscribes to console messages and requests.
    pub fn connect(url: &str) -> Self {
        let address = url.trim_start_matches("ws://").split('/').next().expect("an address");
        let stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{url}: {error}"));
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        let (socket, _) = tungstenite::client(url, stream).unwrap_or_else(|error| panic!("{url}: {error}"));
        let mut client = Self { socket, last_id: 0, events: Vec::new() };
        let events = json!({ "events": ["log.entryAdded", "network.beforeRequestSent"] });
        client.send("session.subscribe", &events).unwrap_or_else(|error| panic!("{error}"));
        client
    }

    /// Sends a command and returns its result.
    pub fn send(&mut self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.last_id += 1;
        let command = json!({ "id": self.last_id, "method": method, "params": parameters });
        self.socket.send(Message::text(command.to_string())).map_err(|error| format!("{method}: {error}"))?;
        loop {
            let message = self.socket.read().map_err(|error| format!("{method}: {error}"))?;
            let Message::Text(text) = message else { continue };
            let mut message: Value =
                serde_json::from_str(&text).map_err(|error| format!("{method}: {error}"))?;
            if message["type"] == "event" {
                self.events.push(message);
            } else if message["id"] == json!(self.last_id) {
                return match message["type"] == "success" {
                    true => Ok(message["result"].take()),
                    false => Err(format!("{method}: {}: {}", message["error"], message["message"])),
                };
            }
        }
    }

    /// The parameters of every event of a kind that the browser has sent since the last call for this kind.
    pub fn take_events(&mut self, method: &str) -> Vec<Value> {
        // What the browser sent before this response has arrived with it.
        self.send("session.status", &json!({})).unwrap_or_else(|error| panic!("{error}"));
        let (taken, rest): (Vec<Value>, Vec<Value>) =
            self.events.drain(..).partition(|event| event["method"] == method);
        self.events = rest;
        taken.into_iter().map(|mut event| event["params"].take()).collect()
    }
}
