//! The encoding of a page.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The number of bytes in which a page declares its encoding.
const PRESCAN: usize = 1024;

/// Decodes a page: by its byte order mark, the header `Content-Type`, its `meta` element, or else as UTF-8 if it is
/// valid, and as Windows-1252 if it is not.
pub fn decode(bytes: &[u8], content_type: &str) -> String {
    let declared = charset(content_type.as_bytes()).or_else(|| {
        // Its declaration could be read, so it is not UTF-16.
        let meta = charset(&bytes[..bytes.len().min(PRESCAN)]);
        meta.map(|meta| if meta == UTF_16LE || meta == UTF_16BE { UTF_8 } else { meta })
    });
    let encoding = declared.unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    });
    encoding.decode(bytes).0.into_owned()
}

/// The encoding behind the first `charset=`.
fn charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let (_, label) = text.split_once("charset")?;
    let label = label.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end =
        label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:+".contains(c))).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_encoding_is_that_of_the_page() {
        let latin_1 = b"<meta charset=iso-8859-1>caf\xe9";
        assert!(decode(latin_1, "text/html").ends_with("café"));
        assert_eq!(decode(b"caf\xe9", "text/html; charset=\"ISO-8859-1\""), "café");
        assert_eq!(decode(b"caf\xe9", "text/html"), "café");
        assert_eq!(decode("café".as_bytes(), "text/html"), "café");
        assert_eq!(decode(b"\xff\xfec\0a\0f\0\xe9\0", "text/html; charset=utf-8"), "café");
        assert_eq!(decode(b"c\0a\0f\0\xe9\0", "text/html;charset=utf-16le"), "café");
        assert_eq!(decode("<meta charset=utf-16>café".as_bytes(), ""), "<meta charset=utf-16>café");
        assert_eq!(decode(b"caf\xe9", "text/html; charset=unknown"), "café");
    }
}
