//! Decoding: turns the bytes of a file into text, or into an error that says what to do instead.

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// Why a file has no text to check. Each message says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The file is larger than [`MAX_BYTES`].
    #[error("This file is larger than 10 MB. Split it, or keep only the column with the vendors.")]
    TooLarge,
    /// The file is a spreadsheet.
    #[error("This file is a spreadsheet. Export it as CSV, and add the CSV file.")]
    Spreadsheet,
    /// The file is an archive.
    #[error("This file is an archive. Extract it, and add the files that it contains.")]
    Archive,
    /// The file is a PDF document or a document of a word processor.
    #[error("This file is a document. Copy the list from it, and paste the text.")]
    Document,
    /// The file has no text.
    #[error("This file is not text. Add a text file, such as a CSV export or a package manifest.")]
    Binary,
}

/// Endings of the names of spreadsheets.
const SPREADSHEETS: [&str; 8] = [".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".xltx", ".gsheet"];
/// Endings of the names of documents.
const DOCUMENTS: [&str; 6] = [".docx", ".doc", ".pdf", ".pages", ".odt", ".rtf"];
/// Endings of the names of archives.
const ARCHIVES: [&str; 7] = [".zip", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz"];

/// The characters of Windows-1252 from 0x80 to 0x9F; all other bytes are the Latin-1 characters of the same number.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file. The encodings are UTF-8, UTF-16 (with a byte order mark, or if every second byte is zero) and, as
/// the last resort, Windows-1252, which contains Latin-1. Line ends become `\n`.
///
/// # Errors
/// If the file is too large, or is no text.
pub fn decode(file_name: Option<&str>, bytes: &[u8]) -> Result<String, DecodeError> {
    let name = file_name.unwrap_or_default().to_ascii_lowercase();
    let has_extension = |extensions: &[&str]| extensions.iter().any(|extension| name.ends_with(extension));
    if has_extension(&SPREADSHEETS) {
        return Err(DecodeError::Spreadsheet);
    }
    if let Some(error) = magic_number(bytes) {
        return Err(if has_extension(&DOCUMENTS) { DecodeError::Document } else { error });
    }
    if has_extension(&DOCUMENTS) {
        return Err(DecodeError::Document);
    }
    if has_extension(&ARCHIVES) {
        return Err(DecodeError::Archive);
    }
    if bytes.len() > MAX_BYTES {
        return Err(DecodeError::TooLarge);
    }
    let text = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        String::from_utf8_lossy(rest).into_owned()
    } else if let Some(text) = utf_16(bytes) {
        text
    } else if bytes.iter().take(8192).any(|byte| is_control(*byte)) || bytes.contains(&0) {
        return Err(DecodeError::Binary);
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        }
    };
    Ok(with_line_feeds(&text))
}

/// A text whose line ends are `\n`.
pub(crate) fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The kind of a file that begins with the magic number of a format that is no text.
fn magic_number(bytes: &[u8]) -> Option<DecodeError> {
    // Zip files, which are spreadsheets too if they contain a workbook.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
        let has = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
        let is_spreadsheet = has(b"xl/")
            || has(b"opendocument.spreadsheet")
            || has(b"Index/Document.iwa")
            || has(b"[Content_Types]");
        return Some(if is_spreadsheet { DecodeError::Spreadsheet } else { DecodeError::Archive });
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(DecodeError::Spreadsheet);
    }
    if starts(b"%PDF-") || starts(b"{\\rtf") {
        return Some(DecodeError::Document);
    }
    let archives: [&[u8]; 5] = [b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ\0"];
    archives.iter().any(|magic| starts(magic)).then_some(DecodeError::Archive)
}

/// Whether a byte is a control character that no text has.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a | 0x1b)
}

/// The text in UTF-16; `None` if the bytes are in another encoding.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let is_little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        // Without a byte order mark: in text with Latin letters, nearly every second byte is zero.
        _ => {
            let sample = bytes.get(..bytes.len().min(512)).unwrap_or_default();
            let zeros =
                |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
            let is_evident =
                |zero: usize, other: usize| sample.len() >= 8 && zero * 5 >= sample.len() * 2 && other == 0;
            let (even, odd) = (zeros(0), zeros(1));
            match (is_evident(odd, even), is_evident(even, odd)) {
                (true, _) => true,
                (_, true) => false,
                _ => return None,
            }
        }
    };
    let (pairs, _) = bytes.as_chunks();
    let units = pairs
        .iter()
        .map(|pair| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) });
    let text: String =
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    (!text.contains('\0')).then_some(text)
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => {
            WINDOWS_1252.get(usize::from(byte) - 0x80).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        _ => char::from(byte),
    }
}
