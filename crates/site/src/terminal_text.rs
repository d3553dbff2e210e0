//! Text of files, made safe for a terminal.

use std::fmt;

use catalog::rules::is_hidden;

/// Text of a file that is safe to print to a terminal: truncated, on one line and with every hidden character escaped, so
/// that no file can move the cursor or color the output.
pub(crate) struct TerminalText<'a> {
    pub(crate) text: &'a str,
    pub(crate) max_chars: usize,
}

impl fmt::Display for TerminalText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.text.chars().take(self.max_chars) {
            if is_hidden(character) {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        match self.text.chars().count().checked_sub(self.max_chars) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "… ({more} more characters)"),
        }
    }
}
