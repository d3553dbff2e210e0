//! The badge: a vendor's verdict, its date and its confidence as a small SVG for embedding in other sites.

use catalog::Record;
use maud::html;

use super::text_metrics::Weight;
use super::{ACCENT, INK_SOFT, ImageRenderer, PAPER, colors};

const SIZE: f32 = 12.0;
const PADDING: f32 = 8.0;

impl ImageRenderer {
    /// The badge as SVG. Each text is stretched to its width in Noto Sans, whichever font a browser uses.
    pub(crate) fn badge(&self, record: &Record) -> String {
        let class = record.verdict().baa_class();
        let (dark, light) = colors(class.tone());
        let evidence =
            format!("{}, confidence: {}", record.last_verified.describe(), record.confidence.label());
        let segments = [
            ("HIPAA", Weight::Bold, ACCENT, PAPER),
            (class.label(), Weight::Bold, light, dark),
            (&evidence, Weight::Regular, PAPER, INK_SOFT),
        ];
        let width = |text: &str, weight| self.metrics.width(text, SIZE, weight).ceil();
        let total: f32 = segments.iter().map(|(text, weight, ..)| width(text, *weight) + 2.0 * PADDING).sum();
        let description = format!("{}: {}. Last verified {evidence}.", record.name, class.label());
        let mut start = 0.0;
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(total) height="24" role="img" aria-label=(description)
                font-family="Noto Sans, Verdana, sans-serif" font-size=(SIZE) {
                title { (description) }
                @for (text, weight, background, foreground) in segments {
                    @let length = width(text, weight);
                    @let left = start;
                    @let () = start += length + 2.0 * PADDING;
                    rect x=(left) width=(length + 2.0 * PADDING) height="24" fill=(background) {}
                    text x=(left + PADDING) y="16.5" fill=(foreground) textLength=(length)
                        font-weight=(match weight { Weight::Regular => "400", Weight::Bold => "700" }) { (text) }
                }
                rect x="0.5" y="0.5" width=(total - 1.0) height="23" fill="none" stroke=(dark) {}
            }
        };
        svg.into_string()
    }
}
