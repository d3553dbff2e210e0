//! A term that is on a page is found, however the page is wrapped, encoded, and escaped; and no page stops the check.

use std::env;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;

use super::check::{CheckResult, SourceState, by_page};
use super::text::{Body, read};

const WORDS: [&str; 12] = [
    "Business",
    "Associate",
    "Agreement",
    "HIPAA",
    "customer’s",
    "e‑mail",
    "Café",
    "naïve",
    "sign",
    "24/7",
    "R&D",
    "<PHI>",
];

fn check(bytes: Vec<u8>, content_type: &str, terms: &[String]) -> CheckResult {
    let content_type = content_type.to_owned();
    let body = Body { bytes, content_type, is_complete: true, ..Body::default() };
    by_page(read(&body), false, terms)
}

/// How one character of a term is written in HTML.
#[derive(Clone, Copy, Debug)]
enum Written {
    Plain,
    Decimal,
    Hexadecimal,
    UpperCase,
    WithSoftHyphen,
    WithZeroWidthSpace,
    InTags,
}

/// How a space of a term is written.
const SPACES: [&str; 8] = [" ", "\n", "\r\n\t ", "&nbsp;", "&#160;", "<br>", " <b></b>", "</td><td>"];

fn written(character: char, how: Written) -> String {
    let escaped = match character {
        '<' => "&lt;".to_owned(),
        '&' => "&amp;".to_owned(),
        other => other.to_string(),
    };
    match how {
        Written::Plain => escaped,
        Written::Decimal => format!("&#{};", u32::from(character)),
        Written::Hexadecimal => format!("&#x{:X};", u32::from(character)),
        Written::UpperCase => character.to_uppercase().map(|upper| written(upper, Written::Plain)).collect(),
        Written::WithSoftHyphen => format!("{escaped}&shy;"),
        Written::WithZeroWidthSpace => format!("\u{200b}{escaped}"),
        Written::InTags => format!("<span class=\"a>b\"><i>{escaped}</i></span>"),
    }
}

fn how() -> impl Strategy<Value = Written> {
    prop_oneof![
        8 => Just(Written::Plain),
        1 => Just(Written::Decimal),
        1 => Just(Written::Hexadecimal),
        1 => Just(Written::UpperCase),
        1 => Just(Written::WithSoftHyphen),
        1 => Just(Written::WithZeroWidthSpace),
        1 => Just(Written::InTags),
    ]
}

/// The bytes of a page in an encoding, with its content type. Characters that the encoding lacks are escaped.
fn encoded(html: &str, encoding: &str) -> (Vec<u8>, String) {
    let content_type = format!("text/html; charset={encoding}");
    match encoding {
        "utf-16le" => (html.encode_utf16().flat_map(u16::to_le_bytes).collect(), content_type),
        "utf-16be" => (html.encode_utf16().flat_map(u16::to_be_bytes).collect(), content_type),
        name => {
            let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).expect("an encoding");
            (encoding.encode(html).0.into_owned(), content_type)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_term_on_a_page_is_found(
        words in vec(select(&WORDS[..]), 1..5),
        hows in vec(how(), 64),
        spaces in vec(select(&SPACES[..]), 4),
        encoding in select(&["utf-8", "utf-16le", "utf-16be", "windows-1252", "shift_jis", "koi8-r"][..]),
        (before, after) in (select(&["", "<p>", "We say: ", "<td>", "(", "<!-- x -->"][..]), select(&["", ".", "</p>", " and more", ")"][..])),
    ) {
        let term = words.join(" ");
        let (mut hows, mut spaces) = (hows.into_iter().cycle(), spaces.into_iter().cycle());
        let wrapped: String = term
            .chars()
            .map(|character| match character {
                ' ' => spaces.next().expect("endless").to_owned(),
                other => written(other, hows.next().expect("endless")),
            })
            .collect();
        let html = format!("<!doctype html><title>x</title>{before}{wrapped}{after}");
        let (body, content_type) = encoded(&html, encoding);
        let verdict = check(body, &content_type, &[term]);
        assert_eq!(verdict.state, SourceState::Found, "{html}");
        let sentence = verdict.terms[0].sentence.as_deref().unwrap_or_default();
        assert!(!sentence.is_empty(), "{html}");
    }

    #[test]
    fn a_term_that_is_not_on_a_page_is_not_found(text in "[a-y <>&;/=\"#!-]{0,200}") {
        let verdict = check(text.clone().into_bytes(), "text/html", &["z".to_owned()]);
        assert_ne!(verdict.state, SourceState::Found, "{text}");
    }

    #[test]
    fn any_bytes_are_read(bytes in vec(any::<u8>(), 0..2000), content_type in "(text/html|text/plain|)(; charset=[a-z0-9-]{0,12})?") {
        check(bytes, &content_type, &["Business Associate Agreement".to_owned()]);
    }
}

/// Pieces that pages consist of, and that break them.
const PIECES: [&str; 30] = [
    "<p>",
    "</p>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "<template>",
    "</template>",
    "&shy;",
    "&#x41;",
    "&#xFFFFFFFF;",
    "&amp",
    "Business Associate",
    " Agreement",
    "\u{ad}",
    "\u{200b}",
    "\0",
    "<![CDATA[",
    "]]>",
    "<textarea>",
    "<plaintext>",
    "<svg><style>",
    "<b a='",
    "'>",
    ". ",
    "\u{301}",
    "\u{fdfa}",
    "\n",
];

/// Reads random pages: `VERIFY_FUZZ_SECONDS=600 cargo test --release -p site --lib -- --ignored fuzz --nocapture`.
#[test]
#[ignore = "runs for VERIFY_FUZZ_SECONDS"]
fn fuzz() {
    let seconds = env::var("VERIFY_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let (start, mut pages, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    let terms =
        ["Business Associate Agreement".to_owned(), "on\u{ad}ly &amp; <b>".to_owned(), "\u{301}".to_owned()];
    while start.elapsed() < Duration::from_secs(seconds) {
        let mut body = Vec::new();
        for _ in 0..fastrand::usize(..400) {
            match fastrand::u8(..10) {
                0 => body.push(fastrand::u8(..)),
                1 => body
                    .extend(PIECES[fastrand::usize(..PIECES.len())].repeat(fastrand::usize(..200)).bytes()),
                _ => body.extend(PIECES[fastrand::usize(..PIECES.len())].bytes()),
            }
        }
        let charset =
            ["", "; charset=utf-16", "; charset=iso-2022-jp", "; charset=gb18030"][fastrand::usize(..4)];
        let (page, size) = (Instant::now(), body.len());
        let verdict = check(body, &format!("text/html{charset}"), &terms);
        for term in verdict.terms {
            assert!(term.sentence.is_none() || term.nearest.is_none());
        }
        slowest = slowest.max(page.elapsed());
        assert!(page.elapsed() < Duration::from_secs(5), "a page of {size} bytes is slow");
        pages += 1;
    }
    println!("{pages} pages in {seconds} s, the slowest in {slowest:?}");
}
