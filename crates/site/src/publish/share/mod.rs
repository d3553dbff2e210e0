//! Images of verdicts: the share images that other sites show next to a link, as PNG, and the badges, as SVG. Each share
//! image is drawn from an SVG.

mod badge;
mod png;
mod text_metrics;

use std::sync::Arc;

use ::png::Compression;
use anyhow::{Context, Result, ensure};
use catalog::{Field, Record, Tone};
use maud::{Markup, html};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use text_metrics::{TextMetrics, Weight};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;

/// The largest size of an image in bytes: some messengers show no larger one.
const MAX_SIZE: usize = 40_000;

/// Everything except the SVG that determines the bytes of an image; part of the cache key.
pub(crate) const RECIPE: &str = "share image, resvg 0.49, notosans 0.1";

const MARGIN: f32 = 72.0;

// Colors of three digits, because images are reduced to sixteen levels per channel. The dark color of each tone has a
// contrast of 7:1 on the light one.
const PAPER: &str = "#fff";
const INK: &str = "#122";
const INK_SOFT: &str = "#455";
const ACCENT: &str = "#055";

/// The dark and the light color of a tone.
fn colors(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Green => ("#053", "#dfe"),
        Tone::Amber => ("#530", "#fec"),
        Tone::Red => ("#811", "#fdd"),
        Tone::Gray => ("#345", "#eef"),
    }
}

/// A renderer of images, with its fonts.
pub(crate) struct ImageRenderer {
    metrics: TextMetrics,
    options: usvg::Options<'static>,
}

impl ImageRenderer {
    /// Loads the fonts.
    ///
    /// # Errors
    /// If a font cannot be read.
    pub(crate) fn new() -> Result<Self> {
        let mut fonts = usvg::fontdb::Database::new();
        fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
        fonts.load_font_data(notosans::BOLD_TTF.to_vec());
        let options = usvg::Options { fontdb: Arc::new(fonts), ..Default::default() };
        Ok(Self { metrics: TextMetrics::new()?, options })
    }

    /// A vendor's share image as SVG: the question, the answer, the three status labels, the date and the confidence.
    pub(crate) fn vendor_image(&self, site: &str, record: &Record) -> String {
        let verdict = record.verdict();
        let (dark, _) = colors(verdict.baa_class().tone());
        let heading = format!("Is {} HIPAA compliant?", record.name);
        let question = "Will it sign a HIPAA BAA? ";
        let answer = verdict.baa_class().first_words();
        let answer_x = MARGIN + self.metrics.width(question, 36.0, Weight::Regular);
        let badges = [Field::Baa, Field::Phi, Field::Soc2].map(|field| {
            let (_, label, tone) = verdict.class(field);
            (tone, label)
        });
        let evidence = format!(
            "Last verified {} · confidence: {}",
            record.last_verified.describe(),
            record.confidence.label()
        );
        self.layout(
            site,
            &heading,
            &html! {
                text x=(MARGIN) y="432" font-size="36" fill=(INK) { (question) }
                text x=(answer_x) y="432" font-size="36" font-weight="700" fill=(dark) { (answer) }
                (self.badge_row(&badges))
                (text_line(574.0, 26.0, INK_SOFT, &evidence))
            },
        )
    }

    /// The site's own share image as SVG.
    pub(crate) fn site_image(&self, site: &str, vendors: usize) -> String {
        let count = format!("{vendors} software vendors, each answer with its date and sources");
        self.layout(
            site,
            "Which software vendors sign a HIPAA BAA?",
            &html! {
                (text_line(440.0, 38.0, INK, "On which plan, for which data, and who states it"))
                (text_line(574.0, 28.0, INK_SOFT, &count))
            },
        )
    }

    /// Draws an SVG as a PNG.
    ///
    /// # Errors
    /// If it cannot be drawn, or is too large.
    pub(crate) fn draw(&self, svg: &str) -> Result<Vec<u8>> {
        let tree = usvg::Tree::from_str(svg, &self.options).context("cannot read the share image's SVG")?;
        let mut pixels = Pixmap::new(WIDTH, HEIGHT).context("no memory for the share image")?;
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        let mut image = png::encode(&pixels, Compression::Balanced)?;
        if image.len() >= MAX_SIZE {
            // Three times slower and 5% smaller: for names that fill all lines.
            image = png::encode(&pixels, Compression::High)?;
        }
        ensure!(image.len() < MAX_SIZE, "the share image has {} bytes, more than {MAX_SIZE}", image.len());
        Ok(image)
    }

    /// Draws the site's icon as a square PNG; `side` is in pixels.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub(crate) fn draw_icon(&self, svg: &str, side: u32) -> Result<Vec<u8>> {
        let tree = usvg::Tree::from_str(svg, &self.options).context("cannot read the icon's SVG")?;
        let mut pixels = Pixmap::new(side, side).context("no memory for the icon")?;
        let scale = side as f32 / tree.size().width();
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        png::encode(&pixels, Compression::High)
    }

    /// The layout that all share images have in common: the site's name, a heading and the given content.
    fn layout(&self, site: &str, heading: &str, content: &Markup) -> String {
        let max_width = WIDTH as f32 - 2.0 * MARGIN;
        let (size, lines) = self.metrics.fit_heading(heading, max_width);
        let site = self.metrics.truncate(site, 34.0, Weight::Bold, max_width * 0.6);
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
                (content)
            }
        };
        svg.into_string()
    }

    /// The status labels in one row, scaled down if they are wide.
    fn badge_row(&self, badges: &[(Tone, &str)]) -> Markup {
        const SIZE: f32 = 28.0;
        const PADDING: f32 = 24.0;
        const GAP: f32 = 16.0;
        let width = |label: &str| self.metrics.width(label, SIZE, Weight::Bold) + 2.0 * PADDING;
        let total: f32 = badges.iter().map(|(_, label)| width(label) + GAP).sum::<f32>() - GAP;
        let scale = ((WIDTH as f32 - 2.0 * MARGIN) / total).min(1.0);
        let mut end = MARGIN;
        html! {
            @for (tone, label) in badges {
                @let (dark, light) = colors(*tone);
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

fn text_line(y: f32, size: f32, color: &str, text: &str) -> Markup {
    html! { text x=(MARGIN) y=(y) font-size=(size) fill=(color) { (text) } }
}

#[cfg(test)]
mod tests;
