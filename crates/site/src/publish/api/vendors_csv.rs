//! `/vendors.csv`: one row per vendor, for spreadsheets.

use anyhow::{Context, Result};
use catalog::{Baa, Change, Field, Links, Phi, Record, Soc2, Source};

use crate::settings::Settings;

/// The mark by which Excel on Windows recognizes UTF-8; without it, Excel reads the system's code page.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The table in the format of RFC 4180, with a byte order mark. Several values in one cell are separated by "; ".
///
/// # Errors
/// If the table cannot be written.
pub fn vendors_csv(settings: &Settings, base: &str, records: &[Record]) -> Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for (number, record) in records.iter().enumerate() {
        let row = row(settings, base, record);
        if number == 0 {
            writer.write_record(row.iter().map(|(column, _)| column))?;
        }
        writer.write_record(row.iter().map(|(_, cell)| neutralize(cell)))?;
    }
    let bytes = writer.into_inner().context("cannot finish the table of vendors")?;
    String::from_utf8(bytes).context("the table of vendors is not UTF-8")
}

/// A vendor's cells by column: every fact of the record, including all conditions of its verdict. Data for programs
/// (domains, signals) is in the record and in `/signals.json`.
fn row(settings: &Settings, base: &str, record: &Record) -> Vec<(&'static str, String)> {
    let verdict = record.verdict();
    let Record {
        schema: _,
        slug,
        name,
        aliases,
        category,
        website,
        domains: _,
        baa: Baa { status: baa, summary: baa_summary, plans, excluded_plans, price, route, url },
        phi: Phi { status: phi, summary: phi_summary, covered, excluded, settings: required },
        soc2: Soc2 { status: soc2, summary: soc2_summary },
        certifications,
        links: Links { trust_center, subprocessors },
        notes,
        last_verified,
        confidence,
        sources,
        signals: _,
        changes,
    } = record;
    let optional_url =
        |url: &Option<catalog::HttpsUrl>| url.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let sources: Vec<String> = sources.iter().map(source_cell).collect();
    let changes: Vec<String> = changes.iter().map(|change| change_cell(record, change)).collect();
    vec![
        ("slug", slug.to_string()),
        ("name", name.clone()),
        ("aliases", aliases.join("; ")),
        ("category", category.key().to_owned()),
        ("website", website.to_string()),
        ("baa", baa.key().to_owned()),
        ("baa_verdict", verdict.class_label(Field::Baa).to_owned()),
        ("baa_plans", plans.join("; ")),
        ("baa_excluded_plans", excluded_plans.join("; ")),
        ("baa_price", text(price)),
        ("baa_summary", baa_summary.clone()),
        ("baa_route", route.map(|route| route.key().to_owned()).unwrap_or_default()),
        ("baa_url", optional_url(url)),
        ("phi", phi.key().to_owned()),
        ("phi_verdict", verdict.class_label(Field::Phi).to_owned()),
        ("phi_summary", phi_summary.clone()),
        ("phi_covered", covered.join("; ")),
        ("phi_excluded", excluded.join("; ")),
        ("phi_settings", required.join("; ")),
        ("soc2", soc2.key().to_owned()),
        ("soc2_verdict", verdict.class_label(Field::Soc2).to_owned()),
        ("soc2_summary", text(soc2_summary)),
        ("certifications", certifications.join("; ")),
        ("trust_center", optional_url(trust_center)),
        ("subprocessors", optional_url(subprocessors)),
        ("notes", text(notes)),
        ("last_verified", last_verified.to_string()),
        ("confidence", confidence.key().to_owned()),
        ("sources", sources.join("; ")),
        ("changes", changes.join("; ")),
        ("page", settings.absolute_url(base, &format!("vendors/{slug}/"))),
    ]
}

/// A source: its URL, its publisher, the facts that it supports, its date and its archived copy.
fn source_cell(source: &Source) -> String {
    let Source { url, supports: _, facts, publisher, terms: _, dated, archived } = source;
    let facts: Vec<&str> = facts.iter().map(|fact| fact.key()).collect();
    let mut cell = format!("{url} ({}, {}", publisher.key(), facts.join(" "));
    if let Some(dated) = dated {
        cell += &format!(", {dated}");
    }
    if let Some(archived) = archived {
        cell += &format!(", archived {archived}");
    }
    cell + ")"
}

fn change_cell(record: &Record, change: &Change) -> String {
    let Change { date, field, from: _, to: _, note: _ } = change;
    let (from, to) = change.labels(record.verdict());
    format!("{date} {}: {from} to {to}", field.label())
}

/// Neutralizes a cell that a spreadsheet would run as a formula, <https://owasp.org/www-community/attacks/CSV_Injection>.
fn neutralize(cell: &str) -> String {
    let prefix = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    [prefix, cell].concat()
}

#[cfg(test)]
mod tests {
    use super::{BYTE_ORDER_MARK, neutralize, vendors_csv};
    use crate::records::sample;
    use crate::settings::Settings;

    #[test]
    fn spreadsheets_read_the_table_as_utf_8_with_lines_of_rfc_4180() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("site.json");
        std::fs::write(&path, r#"{ "name": "A", "address": "https://a.example", "signup": null }"#)
            .expect("the settings");
        let settings = Settings::read(&path).expect("settings");
        let mut record = sample::records(1, 1).next().expect("a record").expect("a valid record");
        record.name = "Zoë, \"Café\" 東京".to_owned();
        let text = vendors_csv(&settings, "/", &[record]).expect("a table");
        assert!(text.as_bytes().starts_with(&[0xef, 0xbb, 0xbf]));
        assert_eq!(text.matches(BYTE_ORDER_MARK).count(), 1);
        assert_eq!((text.matches("\r\n").count(), text.matches('\n').count()), (2, 2), "{text}");
        assert!(text.ends_with("\r\n") && text.contains("\"Zoë, \"\"Café\"\" 東京\""), "{text}");
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(rows.headers().expect("columns").get(0), Some("slug"));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("=HYPERLINK(\"https://example.com\")", "'=HYPERLINK(\"https://example.com\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("Zoom = calls", "Zoom = calls"),
            ("", ""),
        ] {
            assert_eq!(neutralize(cell), written);
        }
    }
}
