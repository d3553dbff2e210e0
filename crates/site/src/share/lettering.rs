//! How wide words are, and how they are broken into lines.

use anyhow::{Context, Result};
use ttf_parser::Face;

/// The sizes of a heading, the largest that fits first, in pixels.
const SIZES: [f32; 3] = [72.0, 60.0, 50.0];

/// The height of all lines of a heading together, in pixels.
const HEIGHT: f32 = 217.0;

#[derive(Clone, Copy)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The measures of the fonts.
pub(super) struct Lettering {
    regular: Face<'static>,
    bold: Face<'static>,
}

impl Lettering {
    pub(super) fn new() -> Result<Self> {
        let face = |font| Face::parse(font, 0).context("cannot read the font of the share images");
        Ok(Self { regular: face(notosans::REGULAR_TTF)?, bold: face(notosans::BOLD_TTF)? })
    }

    /// The width of words in pixels.
    pub(super) fn width(&self, words: &str, size: f32, weight: Weight) -> f32 {
        let face = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let advance = |letter| {
            let glyph = face.glyph_index(letter).unwrap_or_default();
            face.glyph_hor_advance(glyph).unwrap_or_else(|| face.units_per_em())
        };
        let units: f32 = words.chars().map(|letter| f32::from(advance(letter))).sum();
        units * size / f32::from(face.units_per_em())
    }

    /// A heading in the largest size in which it fits, and its lines. Where none is small enough, its end is cut.
    pub(super) fn fitted(&self, heading: &str, room: f32) -> (f32, Vec<String>) {
        let mut smallest = (0.0, Vec::new(), 0);
        for size in SIZES {
            let lines = self.lines(heading, size, room);
            let most = (1..).take_while(|count| *count as f32 * size * 1.2 <= HEIGHT).count();
            if lines.len() <= most {
                return (size, lines);
            }
            smallest = (size, lines, most);
        }
        let (size, mut lines, most) = smallest;
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(self.cut(&rest, size, Weight::Bold, room));
        (size, lines)
    }

    /// The words, or as many letters of them as fit and an ellipsis.
    pub(super) fn cut(&self, words: &str, size: f32, weight: Weight, room: f32) -> String {
        if self.width(words, size, weight) <= room {
            return words.to_owned();
        }
        let mut kept = String::new();
        for letter in words.chars() {
            kept.push(letter);
            if self.width(&kept, size, weight) + self.width("…", size, weight) > room {
                kept.pop();
                break;
            }
        }
        kept.push('…');
        kept
    }

    fn lines(&self, words: &str, size: f32, room: f32) -> Vec<String> {
        let fits = |line: &str| self.width(line, size, Weight::Bold) <= room;
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in words.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { [&line, " ", word].concat() };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word that is wider than a line goes on in the next.
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
