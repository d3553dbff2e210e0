//! Compression of the files that gain from it, as a CDN sends them.

use std::io::{self, Write};
use std::path::Path;

use flate2::write::GzEncoder;

/// Text in files of these kinds gains from compression, and so does code. Images and fonts are compressed already.
const KINDS: [&str; 11] =
    ["css", "csv", "html", "js", "json", "md", "svg", "txt", "wasm", "webmanifest", "xml"];

/// A file that fits one packet does not arrive sooner when it is smaller.
const AT_LEAST: usize = 512;

/// How hard brotli tries, from 0 to 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality(u8);

impl Quality {
    /// The smallest files.
    pub const BEST: Self = Self(11);
    /// Files an eighth larger in a fortieth of the time.
    const FAST: Self = Self(5);

    /// What all but the files of every visit are compressed with, in a site of so many vendors: past 5,000 the best takes
    /// minutes.
    pub fn for_vendors(vendors: usize) -> Self {
        if vendors > 5_000 { Self::FAST } else { Self::BEST }
    }

    /// A quality by its number.
    ///
    /// # Errors
    /// When the text is no number from 0 to 11.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| *number <= 11);
        number.map(Self).ok_or_else(|| format!("'{text}' is not a number from 0 to 11"))
    }

    fn gzip(self) -> flate2::Compression {
        if self == Self::FAST { flate2::Compression::default() } else { flate2::Compression::best() }
    }

    /// What the bytes depend on beside the content: another recipe makes other bytes.
    pub(super) fn recipe(self) -> String {
        format!("brotli 9, quality {}, window of the file; flate2 1, level {}", self.0, self.gzip().level())
    }
}

/// A file's content, compressed in both ways.
pub(super) struct Compressed {
    pub(super) brotli: Vec<u8>,
    pub(super) gzip: Vec<u8>,
}

impl Compressed {
    /// Compresses; takes about a millisecond a kilobyte at the best quality.
    pub(super) fn of(content: &[u8], quality: Quality) -> io::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), quality.gzip());
        gzip.write_all(content)?;
        Ok(Self { brotli: brotli(content, quality)?, gzip: gzip.finish()? })
    }

    /// Both in one, to be kept.
    pub(super) fn joined(&self) -> Vec<u8> {
        let length = u64::try_from(self.brotli.len()).unwrap_or(u64::MAX).to_le_bytes();
        [&length, self.brotli.as_slice(), self.gzip.as_slice()].concat()
    }

    /// Reads what [`Compressed::joined`] made; `None` where that is not what the bytes are.
    pub(super) fn parted(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (brotli, gzip) = rest.split_at_checked(u64::from_le_bytes(*length).try_into().ok()?)?;
        Some(Self { brotli: brotli.to_owned(), gzip: gzip.to_owned() })
    }
}

/// Whether a file of that name and content is worth compressing.
pub(super) fn is_worth_it(name: &Path, content: &[u8]) -> bool {
    content.len() > AT_LEAST && is_of(&KINDS, name)
}

/// Whether browsers ask for a file of that name to show a page.
pub(super) fn is_for_browsers(name: &Path) -> bool {
    is_of(&["css", "html", "js", "json", "wasm"], name)
}

fn is_of(kinds: &[&str], name: &Path) -> bool {
    name.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| kinds.contains(&kind))
}

/// The content compressed with brotli.
pub(crate) fn brotli(mut content: &[u8], quality: Quality) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: quality.0.into(),
        lgwin: window(content.len()),
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// The smallest window that holds so many bytes, as the power of two that brotli takes: a larger one costs memory, which
/// is cleared for each file, and gains nothing.
fn window(bytes: usize) -> i32 {
    // A window holds 16 bytes less than its power of two.
    let bits = usize::BITS - (bytes + 15).leading_zeros();
    // For a smaller one the encoder takes tables that take longer to clear.
    bits.clamp(17, 22).cast_signed()
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::path::Path;

    use super::{Compressed, Quality, is_worth_it};

    #[test]
    fn both_forms_give_the_content_back_and_survive_being_kept() {
        let content = "May I put patient data into this tool? ".repeat(100);
        let made = Compressed::of(content.as_bytes(), Quality::BEST).expect("compressed");
        let kept = Compressed::parted(&made.joined()).expect("both");
        let mut gzip = String::new();
        flate2::read::GzDecoder::new(kept.gzip.as_slice()).read_to_string(&mut gzip).expect("gzip");
        let mut brotli = Vec::new();
        brotli::BrotliDecompress(&mut kept.brotli.as_slice(), &mut brotli).expect("brotli");
        assert_eq!((gzip.as_bytes(), brotli.as_slice()), (content.as_bytes(), content.as_bytes()));
    }

    #[test]
    fn what_was_cut_short_is_not_taken() {
        let joined = Compressed::of(b"text", Quality::BEST).expect("compressed").joined();
        assert!(Compressed::parted(&joined[..9]).is_none() && Compressed::parted(&[]).is_none());
    }

    #[test]
    fn all_but_a_very_large_site_has_the_best_quality() {
        assert_eq!(Quality::for_vendors(5_000), Quality::BEST);
        assert_ne!(Quality::for_vendors(5_001), Quality::BEST);
        assert_eq!(Quality::parse("11"), Ok(Quality::BEST));
        assert!(Quality::parse("12").is_err() && Quality::parse("best").is_err());
    }

    #[test]
    fn text_past_512_bytes_is_worth_it_and_an_image_is_not() {
        let worth = |name: &str, size: usize| is_worth_it(Path::new(name), &vec![0; size]);
        assert!(worth("vendors/zoom/index.html", 513) && worth("app_bg.wasm", 513));
        assert!(!worth("vendors/zoom/index.html", 512));
        assert!(!worth("vendors/zoom.png", 513) && !worth("CNAME", 513));
    }
}
