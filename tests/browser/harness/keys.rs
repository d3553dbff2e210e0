//! The keyboard of a tab.

use serde_json::{Value, json};

use super::page::Page;

/// Keys that are not letters, as WebDriver writes them.
pub struct Keys;

impl Keys {
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const SHIFT: char = '\u{e008}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const SPACE: char = ' ';
    pub const UP: char = '\u{e013}';
    pub const DOWN: char = '\u{e015}';
}

impl Page {
    /// Types letters and presses keys, wherever the focus is.
    pub fn press(&self, keys: impl Into<String>) {
        let keys = keys.into();
        let strokes = keys.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|stroke| json!({ "type": stroke, "value": key.to_string() }))
        });
        self.act(strokes.collect());
    }

    /// Presses a key while another is held down.
    pub fn press_with(&self, held: char, key: char) {
        let stroke = |kind: &str, key: char| json!({ "type": kind, "value": key.to_string() });
        self.act(vec![
            stroke("keyDown", held),
            stroke("keyDown", key),
            stroke("keyUp", key),
            stroke("keyUp", held),
        ]);
    }

    fn act(&self, strokes: Vec<Value>) {
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.session().post("/actions", &actions).unwrap_or_else(|refusal| self.fail(&refusal));
    }
}
