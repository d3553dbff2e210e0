//! `/vendors.csv`: every vendor as a row, for spreadsheets.

use anyhow::{Context, Result};
use directory::Record;

use crate::settings::Settings;

const COLUMNS: [&str; 17] = [
    "slug",
    "name",
    "aliases",
    "category",
    "website",
    "baa",
    "baa_plans",
    "baa_summary",
    "baa_url",
    "phi",
    "phi_summary",
    "soc2",
    "certifications",
    "last_verified",
    "confidence",
    "sources",
    "page",
];

/// The table. Several values of one cell are joined by "; ".
///
/// # Errors
/// When the table cannot be written.
pub fn table(settings: &Settings, base: &str, records: &[Record]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for record in records {
        let sources: Vec<&str> = record.sources.iter().map(|source| source.url.as_str()).collect();
        let page = settings.address(base, &format!("vendors/{}/", record.slug));
        let last_verified = record.last_verified.to_string();
        let row: [&str; 17] = [
            record.slug.as_str(),
            &record.name,
            &record.aliases.join("; "),
            record.category.key(),
            record.website.as_str(),
            record.baa.status.key(),
            &record.baa.plans.join("; "),
            &record.baa.summary,
            record.baa.url.as_ref().map_or("", |url| url.as_str()),
            record.phi.status.key(),
            &record.phi.summary,
            record.soc2.status.key(),
            &record.certifications.join("; "),
            &last_verified,
            record.confidence.key(),
            &sources.join(" "),
            &page,
        ];
        writer.write_record(row.map(plain))?;
    }
    let bytes = writer.into_inner().context("cannot end the table of vendors")?;
    String::from_utf8(bytes).context("the table of vendors is not text")
}

/// A cell that no spreadsheet takes for a formula, <https://owasp.org/www-community/attacks/CSV_Injection>.
fn plain(cell: &str) -> String {
    let mark = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    [mark, cell].concat()
}

#[cfg(test)]
mod tests {
    use super::plain;

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
            assert_eq!(plain(cell), written);
        }
    }
}
