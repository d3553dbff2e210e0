//! Share images: what other places show beside a link to a page, as PNG. Each is drawn from an SVG of its words.

mod badge;
mod lettering;
mod png;

use std::sync::Arc;

use ::png::Compression;
use anyhow::{Context, Result, ensure};
use directory::{Field, Record, Tone};
use maud::{Markup, html};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use lettering::{Lettering, Weight};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;

/// The most that an image may weigh, in bytes: some messengers show no larger one.
const AT_MOST: usize = 40_000;

/// What an image depends on beside its words and their places.
pub(crate) const RECIPE: &str = "share image, resvg 0.49, notosans 0.1";

const MARGIN: f32 = 72.0;

// Colours of three digits: the image keeps sixteen steps of each. The dark ones have a contrast of 7 to 1 on the
// light one of their tone.
const PAPER: &str = "#fff";
const INK: &str = "#122";
const INK_SOFT: &str = "#455";
const ACCENT: &str = "#055";

/// The dark and the light colour of a tone.
fn colours(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Green => ("#053", "#dfe"),
        Tone::Amber => ("#530", "#fec"),
        Tone::Red => ("#811", "#fdd"),
        Tone::Gray => ("#345", "#eef"),
    }
}

/// Draws share images; it holds the fonts.
pub(crate) struct Studio {
    lettering: Lettering,
    options: usvg::Options<'static>,
}

impl Studio {
    /// Reads the fonts.
    ///
    /// # Errors
    /// When a font cannot be read.
    pub(crate) fn new() -> Result<Self> {
        let mut fonts = usvg::fontdb::Database::new();
        fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
        fonts.load_font_data(notosans::BOLD_TTF.to_vec());
        let options = usvg::Options { fontdb: Arc::new(fonts), ..Default::default() };
        Ok(Self { lettering: Lettering::new()?, options })
    }

    /// The image of a vendor, as SVG: the question, the answer and the three statuses in words, and how far to trust
    /// them.
    pub(crate) fn vendor(&self, site: &str, record: &Record) -> String {
        let verdict = record.verdict();
        let (tone, _) = colours(verdict.baa_class().tone());
        let heading = format!("Is {} HIPAA compliant?", record.name);
        let question = "Will it sign a HIPAA BAA? ";
        let answer_at = MARGIN + self.lettering.width(question, 36.0, Weight::Regular);
        let badges = [Field::Baa, Field::Phi, Field::Soc2].map(|field| {
            let (_, label, tone) = verdict.shown(field);
            (tone, label)
        });
        let known = format!(
            "Last verified {} · confidence: {}",
            record.last_verified.in_words(),
            record.confidence.label()
        );
        self.sheet(
            site,
            &heading,
            &html! {
                text x=(MARGIN) y="432" font-size="36" fill=(INK) { (question) }
                text x=(answer_at) y="432" font-size="36" font-weight="700" fill=(tone) { (verdict.baa_class().first_words()) }
                (self.badges(&badges))
                (line(574.0, 26.0, INK_SOFT, &known))
            },
        )
    }

    /// The image of the site itself, as SVG.
    pub(crate) fn site(&self, site: &str, vendors: usize) -> String {
        let count = format!("{vendors} software vendors, each answer with its date and its sources");
        self.sheet(
            site,
            "Which software vendors sign a HIPAA BAA?",
            &html! {
                (line(440.0, 38.0, INK, "On which plan, for which data, and who says so"))
                (line(574.0, 28.0, INK_SOFT, &count))
            },
        )
    }

    /// Draws an SVG.
    ///
    /// # Errors
    /// When it cannot be drawn, or weighs too much.
    pub(crate) fn draw(&self, svg: &str) -> Result<Vec<u8>> {
        let tree = usvg::Tree::from_str(svg, &self.options).context("cannot read the share image's SVG")?;
        let mut pixels = Pixmap::new(WIDTH, HEIGHT).context("no room for the share image")?;
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        let mut image = self::png::encoded(&pixels, Compression::Balanced)?;
        if image.len() >= AT_MOST {
            // Three times as slow, and 5% smaller: for names that fill all lines.
            image = self::png::encoded(&pixels, Compression::High)?;
        }
        ensure!(image.len() < AT_MOST, "the share image weighs {} bytes, past {AT_MOST}", image.len());
        Ok(image)
    }

    /// Draws the site's icon, as a square of that many pixels a side.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub(crate) fn draw_icon(&self, svg: &str, side: u32) -> Result<Vec<u8>> {
        let tree = usvg::Tree::from_str(svg, &self.options).context("cannot read the icon's SVG")?;
        let mut pixels = Pixmap::new(side, side).context("no room for the icon")?;
        let scale = side as f32 / tree.size().width();
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        self::png::encoded(&pixels, Compression::High)
    }

    fn sheet(&self, site: &str, heading: &str, rest: &Markup) -> String {
        let room = WIDTH as f32 - 2.0 * MARGIN;
        let (size, lines) = self.lettering.fitted(heading, room);
        let site = self.lettering.cut(site, 34.0, Weight::Bold, room * 0.6);
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(HEIGHT) font-family="Noto Sans" {
                rect width=(WIDTH) height=(HEIGHT) fill=(PAPER) {}
                rect width=(WIDTH) height="16" fill=(ACCENT) {}
                text x=(MARGIN) y="104" font-size="34" font-weight="700" fill=(ACCENT) { (site) }
                @for (number, line) in (1_u8..).zip(&lines) {
                    text x=(MARGIN) y=(130.0 + f32::from(number) * size * 1.2) font-size=(size) font-weight="700" fill=(INK) {
                        (line)
                    }
                }
                (rest)
            }
        };
        svg.into_string()
    }

    /// The badges in one row, smaller if their words are long.
    fn badges(&self, badges: &[(Tone, &str)]) -> Markup {
        const SIZE: f32 = 28.0;
        const PADDING: f32 = 24.0;
        const GAP: f32 = 16.0;
        let width = |label: &str| self.lettering.width(label, SIZE, Weight::Bold) + 2.0 * PADDING;
        let whole: f32 = badges.iter().map(|(_, label)| width(label) + GAP).sum::<f32>() - GAP;
        let scale = ((WIDTH as f32 - 2.0 * MARGIN) / whole).min(1.0);
        let mut end = MARGIN;
        html! {
            @for (tone, label) in badges {
                @let (dark, light) = colours(*tone);
                @let start = end;
                @let width = width(label) * scale;
                @let () = end += width + GAP * scale;
                rect x=(start) y="462" width=(width) height="56" rx="10" fill=(light) {}
                text x=(start + PADDING * scale) y=(490.0 + 10.0 * scale) font-size=(SIZE * scale) font-weight="700" fill=(dark) {
                    (label)
                }
            }
        }
    }
}

fn line(y: f32, size: f32, colour: &str, words: &str) -> Markup {
    html! { text x=(MARGIN) y=(y) font-size=(size) fill=(colour) { (words) } }
}

#[cfg(test)]
mod tests;
