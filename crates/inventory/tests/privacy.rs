//! Privacy: no parser lets a value of an environment variable, the path, query or user information of a URL, or the
//! local part of an email address reach the report, and none panics.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod fixture_index;

use fixture_index::{INDEX, MATCHER};
use inventory::{Check, Format, Input, recognize, to_csv};
use proptest::prelude::*;

/// Everything that a report shows.
fn shown(input: Input) -> String {
    let report = Check::run(vec![input], &MATCHER);
    let json = serde_json::to_string(&report.export(&INDEX, &[None])).expect("JSON");
    [json, to_csv(&report, &INDEX, &[])].concat()
}

/// Text that looks like a part of a real input.
fn realistic() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "Zoom",
        "TWILIO_TOKEN=",
        "\"stripe\": \"^1\"",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\n",
        "\n",
        "\n",
        " ",
        ",",
        ";",
        "\t",
        "|",
        "https://zoom.us/x",
        "ana@zoom.us",
        "<td>",
        "</td>",
        "<script>",
        "<!--",
        "-->",
        "[dependencies]",
        "gem 'x'",
        "IN TXT \"v=spf1 include:",
        "(",
        ")",
        "MX 10 ",
        "script-src ",
        "FROM ",
        "require (",
        "# ",
        "- ",
        "1. ",
        ":",
        "=",
        "\u{feff}",
        "é",
        "💥",
        "\u{202e}",
        "*",
        "-----BEGIN KEY-----",
        "environment:\n  - ",
        "'':\n  - type: TXT\n    value: ",
        "\r",
        "\\",
        "://",
        "@",
        ".",
        "Vendor,Cost\n",
    ]);
    prop::collection::vec(prop_oneof![token.prop_map(str::to_owned), "\\PC{0,8}"], 0..60)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_parser_panics(text in prop_oneof![any::<String>(), realistic()], size in 1usize..50) {
        for format in Format::ALL {
            let mut check = Check::new(vec![Input { format: *format, ..Input::new(None, text.clone()) }]);
            while check.step(&MATCHER, size) {}
            let report = check.finish();
            let lines = text.lines().count().max(1);
            for found in report.found.iter().flat_map(|found| &found.matches) {
                prop_assert!(found.line >= 1 && found.line <= lines, "{} {} of {}", format.key(), found.line, lines);
            }
        }
        let _ = recognize(None, &text);
        let _ = inventory::decode(None, text.as_bytes());
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>) {
        if let Ok(text) = inventory::decode(None, &bytes) {
            prop_assert!(!text.contains('\r'));
        }
    }

    #[test]
    fn no_secret_reaches_the_report(
        secret in "q[a-z0-9]{6,10}[A-Z][A-Za-z0-9]{0,20}",
        mark in prop::sample::select(vec!["", "/", ",", ";", "@", ":", " ", "#", "=", "|"]),
        format in prop::option::of(prop::sample::select(Format::ALL)),
    ) {
        let inner = ["x", mark, &secret].concat();
        let lines = [
            format!("TWILIO_AUTH_TOKEN={inner}"),
            format!("export UNKNOWN_THING=\"{inner}\""),
            format!("      - API_KEY={inner}"),
            format!("DATABASE_URL=postgres://user:{inner}@db.abc.supabase.co:5432/{secret}"),
            format!("SENTRY_DSN=https://{secret}@o1.ingest.sentry.io/{inner}?x={secret}"),
        ];
        for text in lines.iter().cloned().chain([lines.join("\n")]) {
            let format = match format {
                Some(format) if matches!(format, Format::Env | Format::Mixed | Format::Compose) => format,
                _ => recognize(None, &text),
            };
            let shown = shown(Input { format, ..Input::new(None, text.clone()) });
            prop_assert!(!shown.contains(&secret), "{} in {}: {}", secret, format.key(), shown);
        }
        for text in [format!("db_password={inner}"), format!("client_secret: {inner}"), format!("- api.key = {inner}")] {
            let shown = shown(Input::new(None, text.clone()));
            prop_assert!(!shown.contains(&secret), "{}: {}", text, shown);
        }
        // White space ends a URL.
        let inner = inner.replace(' ', "");
        for text in [
            format!("https://zoom.us/{inner}?pwd={secret}"),
            format!("https://{secret}:{secret}@zoom.us/"),
            format!("Zoom https://acme.zendesk.com/{secret}?a={inner}"),
            format!("{secret}@gusto.com"),
            format!("Billing <{secret}@stripe.com>"),
            format!("Ask {secret}@gusto.com about Gusto"),
            format!("Vendor,Website,Contact\nZoom,https://zoom.us/{secret},{secret}@zoom.us\n"),
            format!("Content-Security-Policy: connect-src https://js.stripe.com/{secret}?{secret}"),
            format!("[{{\"label\": \"Zoom\", \"homepage\": \"https://zoom.us/{secret}\", \"owner\": \"{secret}\"}}]"),
            format!("@ 300 IN TXT \"docusign={secret}\"\n@ 300 IN TXT \"unknown={secret}\""),
            format!("requests @ https://user:{secret}@pypi.example.com/{secret}\nstripe==1"),
        ] {
            let shown = shown(Input::new(None, text.clone()));
            prop_assert!(!shown.contains(&secret), "{}: {}", text, shown);
        }
    }

    #[test]
    fn no_exported_cell_begins_a_formula(name in "[=+@\\-\t \u{a0}＝]{1,3}[A-Za-z(]{1,12}") {
        let input = Input { format: Format::Csv, ..Input::new(None, format!("Vendor;Cost\n\"{name}\";1\n")) };
        let csv = to_csv(&Check::run(vec![input], &MATCHER), &INDEX, &[]);
        for row in csv.trim_start_matches('\u{feff}').lines() {
            let cell = row.trim_start_matches(['"', ' ', '\u{a0}']);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '＝']), "{}", row);
        }
    }
}
