//! The verdict of a vendor as a small image, to embed elsewhere: what is asked, the answer, and how old and how sure it
//! is.

use directory::Record;
use maud::html;

use super::{ACCENT, INK_SOFT, PAPER, Studio, Weight, colours};

const SIZE: f32 = 12.0;
const PADDING: f32 = 8.0;

impl Studio {
    /// The badge, as SVG. Letters are as wide as Noto Sans has them, whatever font a browser takes.
    pub(crate) fn badge(&self, record: &Record) -> String {
        let class = record.verdict().baa_class();
        let (tone, light) = colours(class.tone());
        let known = format!("{}, confidence: {}", record.last_verified.in_words(), record.confidence.label());
        let parts = [
            ("HIPAA", Weight::Bold, ACCENT, PAPER),
            (class.label(), Weight::Bold, light, tone),
            (&known, Weight::Regular, PAPER, INK_SOFT),
        ];
        let width = |words: &str, weight| self.lettering.width(words, SIZE, weight).ceil();
        let whole: f32 = parts.iter().map(|(words, weight, ..)| width(words, *weight) + 2.0 * PADDING).sum();
        let spoken = format!("{}: {}. Last verified {known}.", record.name, class.label());
        let mut start = 0.0;
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(whole) height="24" role="img" aria-label=(spoken)
                font-family="Noto Sans, Verdana, sans-serif" font-size=(SIZE) {
                title { (spoken) }
                @for (words, weight, paper, ink) in parts {
                    @let length = width(words, weight);
                    @let left = start;
                    @let () = start += length + 2.0 * PADDING;
                    rect x=(left) width=(length + 2.0 * PADDING) height="24" fill=(paper) {}
                    text x=(left + PADDING) y="16.5" fill=(ink) textLength=(length)
                        font-weight=(match weight { Weight::Regular => "400", Weight::Bold => "700" }) { (words) }
                }
                rect x="0.5" y="0.5" width=(whole - 1.0) height="23" fill="none" stroke=(tone) {}
            }
        };
        svg.into_string()
    }
}
