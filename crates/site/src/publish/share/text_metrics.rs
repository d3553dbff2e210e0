//! Text measurement with the fonts of the images: widths, line breaks and truncation.

use anyhow::{Context, Result};
use ttf_parser::Face;

/// The font sizes of a heading, largest first, in pixels.
const HEADING_SIZES: [f32; 3] = [72.0, 60.0, 50.0];

/// The height available for all lines of a heading, in pixels.
const HEADING_HEIGHT: f32 = 217.0;

#[derive(Clone, Copy)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The metrics of both fonts.
pub(super) struct TextMetrics {
    regular: Face<'static>,
    bold: Face<'static>,
}

impl TextMetrics {
    pub(super) fn new() -> Result<Self> {
        let face = |font| Face::parse(font, 0).context("cannot read the font of the share images");
        Ok(Self { regular: face(notosans::REGULAR_TTF)?, bold: face(notosans::BOLD_TTF)? })
    }

    /// The width of a text in pixels.
    pub(super) fn width(&self, text: &str, size: f32, weight: Weight) -> f32 {
        let face = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let advance = |letter| {
            let glyph = face.glyph_index(letter).unwrap_or_default();
            face.glyph_hor_advance(glyph).unwrap_or_else(|| face.units_per_em())
        };
        let units: f32 = text.chars().map(|letter| f32::from(advance(letter))).sum();
        units * size / f32::from(face.units_per_em())
    }

    /// The lines of a heading, and the largest font size in which they fit. If even the smallest is too large, the
    /// heading is truncated.
    pub(super) fn fit_heading(&self, heading: &str, max_width: f32) -> (f32, Vec<String>) {
        let mut smallest = (0.0, Vec::new(), 0);
        for size in HEADING_SIZES {
            let lines = self.break_lines(heading, size, max_width);
            let max_lines = (1..).take_while(|count| *count as f32 * size * 1.2 <= HEADING_HEIGHT).count();
            if lines.len() <= max_lines {
                return (size, lines);
            }
            smallest = (size, lines, max_lines);
        }
        let (size, mut lines, max_lines) = smallest;
        let last = lines.split_off(max_lines.saturating_sub(1)).join(" ");
        lines.push(self.truncate(&last, size, Weight::Bold, max_width));
        (size, lines)
    }

    /// The text, or as many of its letters as fit and an ellipsis.
    pub(super) fn truncate(&self, text: &str, size: f32, weight: Weight, max_width: f32) -> String {
        if self.width(text, size, weight) <= max_width {
            return text.to_owned();
        }
        let mut truncated = String::new();
        for letter in text.chars() {
            truncated.push(letter);
            if self.width(&truncated, size, weight) + self.width("…", size, weight) > max_width {
                truncated.pop();
                break;
            }
        }
        truncated.push('…');
        truncated
    }

    fn break_lines(&self, text: &str, size: f32, max_width: f32) -> Vec<String> {
        let fits = |line: &str| self.width(line, size, Weight::Bold) <= max_width;
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { [&line, " ", word].concat() };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word that is wider than a line continues on the next one.
            for letter in word.chars() {
                line.push(letter);
                if !fits(&line) {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }
}
