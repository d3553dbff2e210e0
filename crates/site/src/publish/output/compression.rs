//! Compression of published files with brotli and gzip, as a CDN sends them.

use std::io::{self, Write};
use std::path::Path;

use flate2::write::GzEncoder;

use crate::publish::LIST;

/// File types that compress well: text and code. Images and fonts are compressed already.
const COMPRESSIBLE_TYPES: [&str; 11] =
    ["css", "csv", "html", "js", "json", "md", "svg", "txt", "wasm", "webmanifest", "xml"];

/// The smallest size that is compressed, in bytes. A file that fits in one packet does not arrive sooner when it is
/// smaller.
const MIN_SIZE: usize = 512;

/// A brotli quality from 0 to 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quality(u8);

impl Quality {
    /// The smallest files.
    pub const BEST: Self = Self(11);
    /// Files that are an eighth larger, in a fortieth of the time.
    pub(super) const FAST: Self = Self(5);

    /// The default quality of a site with this number of vendors, for pages and JSON files that not every visit can load.
    /// Above 5,000 vendors the best quality takes minutes.
    pub fn for_vendors(vendors: usize) -> Self {
        if vendors > 5_000 { Self::FAST } else { Self::BEST }
    }

    /// Parses a number from 0 to 11.
    ///
    /// # Errors
    /// If the text is anything else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| *number <= 11);
        number.map(Self).ok_or_else(|| format!("'{text}' is not a number from 0 to 11"))
    }

    fn gzip(self) -> flate2::Compression {
        if self == Self::FAST { flate2::Compression::default() } else { flate2::Compression::best() }
    }

    /// Everything except the content that determines the compressed bytes; part of the cache key.
    pub(super) fn recipe(self) -> String {
        format!("brotli 9, quality {}, window of the file; flate2 1, level {}", self.0, self.gzip().level())
    }
}

/// The two compressed forms of a file's content.
pub(super) struct Compressed {
    pub(super) brotli: Vec<u8>,
    pub(super) gzip: Vec<u8>,
}

impl Compressed {
    /// Compresses content. At the best quality this takes about one millisecond per kilobyte.
    pub(super) fn new(content: &[u8], quality: Quality) -> io::Result<Self> {
        let gzip = tracing::info_span!("compress with gzip").in_scope(|| {
            let mut gzip = GzEncoder::new(Vec::new(), quality.gzip());
            gzip.write_all(content)?;
            gzip.finish()
        })?;
        let brotli = tracing::info_span!("compress with brotli").in_scope(|| brotli(content, quality))?;
        Ok(Self { brotli, gzip })
    }

    /// Both forms as one cache entry.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let length = u64::try_from(self.brotli.len()).unwrap_or(u64::MAX).to_le_bytes();
        [&length, self.brotli.as_slice(), self.gzip.as_slice()].concat()
    }

    /// Reads a cache entry written by [`Compressed::to_bytes`]; `None` if the bytes are something else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, forms) = bytes.split_first_chunk()?;
        let (brotli, gzip) = forms.split_at_checked(u64::from_le_bytes(*length).try_into().ok()?)?;
        Some(Self { brotli: brotli.to_owned(), gzip: gzip.to_owned() })
    }
}

/// Whether a file is compressed, by its name and size.
pub(super) fn is_compressible(name: &Path, content: &[u8]) -> bool {
    content.len() > MIN_SIZE && has_type(&COMPRESSIBLE_TYPES, name)
}

/// Whether every visit can load such a file at the top level of the site: a page, code, styles, or the list of all
/// vendors under one of its two names. In a large site, the other JSON files are large too.
pub(super) fn is_of_every_visit(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    has_type(&["css", "html", "js", "wasm"], path) || name == LIST || name.starts_with("list-")
}

/// Whether browsers request files of this type to show a page.
pub(super) fn is_page_resource(name: &Path) -> bool {
    has_type(&["css", "html", "js", "json", "wasm"], name)
}

fn has_type(types: &[&str], name: &Path) -> bool {
    name.extension().and_then(|extension| extension.to_str()).is_some_and(|one| types.contains(&one))
}

/// Compresses content with brotli.
pub(crate) fn brotli(mut content: &[u8], quality: Quality) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: quality.0.into(),
        lgwin: window_bits(content.len()),
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// The smallest brotli window that contains this number of bytes, as a power of two. A larger window gains nothing and
/// costs memory that is cleared for each file.
fn window_bits(bytes: usize) -> i32 {
    // The usable window is 16 bytes smaller than the power of two.
    let bits = usize::BITS - (bytes + 15).leading_zeros();
    // Below 17 bits the encoder uses tables that take longer to clear.
    bits.clamp(17, 22).cast_signed()
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::path::Path;

    use super::{Compressed, Quality, is_compressible};

    #[test]
    fn both_forms_decompress_to_the_content_after_a_round_trip_through_the_cache() {
        let content = "Can you put patient data in it? ".repeat(100);
        let compressed = Compressed::new(content.as_bytes(), Quality::BEST).expect("compressed");
        let cached = Compressed::from_bytes(&compressed.to_bytes()).expect("both forms");
        let mut gzip = String::new();
        flate2::read::GzDecoder::new(cached.gzip.as_slice()).read_to_string(&mut gzip).expect("gzip");
        let mut brotli = Vec::new();
        brotli::BrotliDecompress(&mut cached.brotli.as_slice(), &mut brotli).expect("brotli");
        assert_eq!((gzip.as_bytes(), brotli.as_slice()), (content.as_bytes(), content.as_bytes()));
    }

    #[test]
    fn a_truncated_cache_entry_is_rejected() {
        let bytes = Compressed::new(b"text", Quality::BEST).expect("compressed").to_bytes();
        assert!(Compressed::from_bytes(&bytes[..9]).is_none() && Compressed::from_bytes(&[]).is_none());
    }

    #[test]
    fn the_best_quality_compresses_at_least_as_well_as_the_quality_of_large_sites() {
        let content = include_bytes!("../../../../../public/vendor.schema.json");
        let size = |quality| Compressed::new(content, quality).expect("compressed").brotli.len();
        let (best, fast) = (size(Quality::for_vendors(1)), size(Quality::for_vendors(usize::MAX)));
        assert!(best < fast && fast < content.len(), "{best} and {fast} of {} bytes", content.len());
        assert!(Quality::parse("12").is_err() && Quality::parse("best").is_err());
    }

    #[test]
    fn text_and_code_are_compressed_and_images_are_not() {
        let is_compressed = |name: &str| is_compressible(Path::new(name), &vec![0; 100_000]);
        assert!(is_compressed("vendors/zoom/index.html") && is_compressed("app_bg.wasm"));
        assert!(!is_compressed("vendors/zoom.png") && !is_compressed("CNAME"));
    }
}
