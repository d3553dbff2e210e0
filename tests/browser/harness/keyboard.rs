//! Keyboard input to a tab.

use serde_json::{Value, json};

use super::engine::Engine;
use super::page::Page;

/// Keys without a printable character, in WebDriver's encoding: https://www.w3.org/TR/webdriver2/#keyboard-actions.
pub struct Keys;

impl Keys {
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const END: char = '\u{e010}';
    pub const BACKSPACE: char = '\u{e003}';
    pub const SHIFT: char = '\u{e008}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const SPACE: char = ' ';
    pub const UP: char = '\u{e013}';
    pub const DOWN: char = '\u{e015}';
}

impl Page {
    /// Presses one key after the other, wherever the focus is.
    pub fn press(&self, keys: impl Into<String>) {
        let keys = keys.into();
        let actions = |key: char| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() })).to_vec()
        };
        match Engine::current() {
            Engine::Chromium | Engine::Firefox => {
                self.perform_key_actions(keys.chars().flat_map(actions).collect());
            }
            // A long text would take longer than the time limit of a command.
            Engine::WebKit => keys.chars().for_each(|key| self.perform_key_actions(actions(key))),
        }
    }

    /// Presses a key together with a modifier key.
    pub fn press_with_modifier(&self, modifier: char, key: char) {
        let action = |kind: &str, key: char| json!({ "type": kind, "value": key.to_string() });
        self.perform_key_actions(vec![
            action("keyDown", modifier),
            action("keyDown", key),
            action("keyUp", key),
            action("keyUp", modifier),
        ]);
    }

    fn perform_key_actions(&self, actions: Vec<Value>) {
        let sources = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.session().post("/actions", &sources).unwrap_or_else(|error| self.fail(&error));
    }
}
