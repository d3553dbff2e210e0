//! HTML: the cells of tables and the items of lists. Nothing is executed; scripts and styles are skipped.

use super::{KnownNames, Parser, names, table::Rows};
use crate::evidence::Findings;

/// Where the scanner is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Text,
    /// Within a tag, with the quotation mark of the attribute value that is open.
    Tag(Option<char>),
    Comment,
}

/// An HTML page.
#[derive(Default)]
pub(super) struct Html {
    state: State,
    tag: String,
    /// The element whose content is skipped.
    skipped: Option<&'static str>,
    text: String,
    text_line: usize,
    row: Option<(usize, Vec<String>)>,
    rows: Rows,
}

/// The longest tag name, with its attributes, that is kept.
const MAX_TAG_LENGTH: usize = 1024;
/// The longest text of a cell.
const MAX_CELL_LENGTH: usize = 2000;

/// Elements whose content is no text.
const SKIPPED: [&str; 5] = ["script", "style", "template", "noscript", "svg"];

impl Html {
    fn end_text(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        let text = std::mem::take(&mut self.text);
        let text = decode_entities(text.split_whitespace().collect::<Vec<_>>().join(" "));
        match &mut self.row {
            Some((_, cells)) => cells.push(text),
            None if text.is_empty() => {}
            None => names::add_line(self.text_line, &text, known, findings),
        }
    }

    fn end_row(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        let row = self.row.take().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
        if let Some((line, cells)) = row {
            self.rows.push(line, cells, known, findings);
        }
    }

    /// Takes a complete tag, without its angle brackets.
    fn end_tag(&mut self, number: usize, known: &dyn KnownNames, findings: &mut Findings) {
        let tag = std::mem::take(&mut self.tag);
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if let Some(skipped) = self.skipped {
            if is_end && name == skipped {
                self.skipped = None;
            }
            return;
        }
        if let Some(skipped) = SKIPPED.iter().find(|skipped| **skipped == name) {
            if !is_end && !tag.ends_with('/') {
                self.skipped = Some(skipped);
            }
            return;
        }
        match (name.as_str(), is_end) {
            ("table" | "thead" | "tbody", _) => {
                self.end_row(known, findings);
                self.text.clear();
                if name == "table" {
                    std::mem::take(&mut self.rows).finish(known, findings);
                }
            }
            ("tr", false) => {
                self.end_row(known, findings);
                self.text.clear();
                self.row = Some((number, Vec::new()));
            }
            ("tr", true) => self.end_row(known, findings),
            ("td" | "th", false) => self.text.clear(),
            ("td" | "th", true) => self.end_text(known, findings),
            (
                "li" | "p" | "div" | "h1" | "h2" | "h3" | "h4" | "dt" | "dd" | "option" | "ul" | "ol" | "br",
                _,
            ) => {
                if self.row.is_some() {
                    self.text.push(' ');
                } else {
                    self.end_text(known, findings);
                }
            }
            _ => {}
        }
    }
}

impl Parser for Html {
    fn line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
        for character in line.chars().chain(['\n']) {
            match (self.state, character) {
                (State::Text, '<') => {
                    self.tag.clear();
                    self.state = State::Tag(None);
                }
                (State::Text, _) if self.skipped.is_some() => {}
                (State::Text, _) => {
                    if self.text.trim().is_empty() {
                        self.text_line = number;
                    }
                    if self.text.len() < MAX_CELL_LENGTH {
                        self.text.push(character);
                    }
                }
                (State::Tag(None), '>') => {
                    self.state = State::Text;
                    self.end_tag(number, known, findings);
                }
                (State::Tag(None), quote @ ('"' | '\'')) if self.skipped.is_none() => {
                    self.state = State::Tag(Some(quote))
                }
                (State::Tag(Some(quote)), _) if character == quote => self.state = State::Tag(None),
                (State::Tag(_), _) => {
                    if self.tag.len() < MAX_TAG_LENGTH {
                        self.tag.push(character);
                    }
                    if self.tag == "!--" {
                        self.tag.clear();
                        self.state = State::Comment;
                    }
                }
                (State::Comment, '>') if self.tag == "--" => self.state = State::Text,
                (State::Comment, '-') => {
                    if self.tag.len() < 2 {
                        self.tag.push('-');
                    }
                }
                (State::Comment, _) => self.tag.clear(),
            }
        }
    }

    fn finish(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        if self.row.is_some() {
            self.end_row(known, findings);
        } else if self.skipped.is_none() && self.state == State::Text {
            self.end_text(known, findings);
        }
        if let Some(skipped) = self.skipped {
            findings.report(
                self.text_line.max(1),
                format!("The element <{skipped}> is not closed. The rest is skipped."),
            );
        }
        std::mem::take(&mut self.rows).finish(known, findings);
    }
}

/// A text with the character references that names have.
fn decode_entities(text: String) -> String {
    if !text.contains('&') {
        return text;
    }
    let named = [
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&rsquo;", "’"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    named.iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}
