//! A WebDriver BiDi client: JSON commands and events over a WebSocket, https://www.w3.org/TR/webdriver-bidi/. Firefox does
//! with it what ChromeDriver does with DevTools.

use std::net::TcpStream;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::protocol::Role;
use tungstenite::{Message, WebSocket};

/// How long a response may take.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The parameters of events, with the name of their kind, in the order in which they arrived.
type Events = Arc<Mutex<Vec<(String, Value)>>>;

/// A connection to one browser.
pub struct BidiClient {
    /// The end that sends commands.
    commands: WebSocket<TcpStream>,
    /// The responses that a thread has received.
    responses: Receiver<Result<Value, String>>,
    /// The events that the thread has received.
    events: Events,
    last_id: u64,
}

impl BidiClient {
    /// Connects to the URL of a session, and subscribes to console messages and requests.
    pub fn connect(url: &str) -> Self {
        let address = url.trim_start_matches("ws://").split('/').next().expect("an address");
        let stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{url}: {error}"));
        stream.set_read_timeout(Some(TIME_LIMIT)).expect("a time limit");
        let for_commands = stream.try_clone().expect("a second handle of the connection");
        let (socket, _) = tungstenite::client(url, stream).unwrap_or_else(|error| panic!("{url}: {error}"));
        socket.get_ref().set_read_timeout(None).expect("no time limit");
        let commands = WebSocket::from_raw_socket(for_commands, Role::Client, None);
        let (sender, responses) = mpsc::channel();
        let events = Events::default();
        let received = Arc::clone(&events);
        // A thread reads messages at once. Otherwise Firefox keeps them, and after thousands of them it responds late.
        thread::spawn(move || receive(socket, &sender, &received));
        let mut client = Self { commands, responses, events, last_id: 0 };
        let events = json!({ "events": ["log.entryAdded", "network.beforeRequestSent"] });
        client.send("session.subscribe", &events).unwrap_or_else(|error| panic!("{error}"));
        client
    }

    /// Sends a command and returns its result.
    pub fn send(&mut self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.last_id += 1;
        let command = json!({ "id": self.last_id, "method": method, "params": parameters });
        self.commands
            .send(Message::text(command.to_string()))
            .map_err(|error| format!("{method}: {error}"))?;
        loop {
            let response = self.responses.recv_timeout(TIME_LIMIT).map_err(|error| error.to_string());
            let mut response = response.flatten().map_err(|error| format!("{method}: {error}"))?;
            if response["id"] == json!(self.last_id) {
                return match response["type"] == "success" {
                    true => Ok(response["result"].take()),
                    false => Err(format!("{method}: {}: {}", response["error"], response["message"])),
                };
            }
        }
    }

    /// The parameters of every event of a kind that the browser has sent since the last call for this kind.
    pub fn take_events(&mut self, method: &str) -> Vec<Value> {
        // What the browser sent before this response has arrived with it.
        self.send("session.status", &json!({})).unwrap_or_else(|error| panic!("{error}"));
        let mut events = self.events.lock().expect("the events");
        events.extract_if(.., |(kind, _)| kind == method).map(|(_, parameters)| parameters).collect()
    }
}

/// Receives messages until the connection ends, and passes on the error that ends it.
fn receive(mut socket: WebSocket<TcpStream>, responses: &Sender<Result<Value, String>>, events: &Events) {
    loop {
        let message = match socket.read() {
            Ok(Message::Text(text)) => serde_json::from_str(&text).map_err(|error| error.to_string()),
            Ok(_) => continue,
            Err(error) => Err(error.to_string()),
        };
        match message {
            Ok(mut event @ Value::Object(_)) if event["type"] == "event" => {
                let kind = event["method"].as_str().unwrap_or_default().to_owned();
                events.lock().expect("the events").push((kind, event["params"].take()));
            }
            response => {
                let is_end = response.is_err();
                if responses.send(response).is_err() || is_end {
                    return;
                }
            }
        }
    }
}
