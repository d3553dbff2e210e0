//! `/llms.txt`: a guide to the site for AI assistants (<https://llmstxt.org>).

use std::fmt::Write;

use anyhow::Result;
use catalog::{Category, Field, Listing, in_category};
use countersign::Site;

/// The guide: every vendor with its verdict and the URL of its Markdown page, by category.
///
/// # Errors
/// If the text cannot be formatted.
pub fn llms_txt(site: &Site, listings: &[Listing]) -> Result<String> {
    let mut text = format!(
        "# {}\n\n> Which software vendors sign a HIPAA Business Associate Agreement (BAA), on which plan, and for which \
         data, with the pages that state it. Published {}.\n\nEach answer is cited public information with its date and \
         its confidence, not legal or compliance advice. “Not stated” means that no public statement was found: it is \
         not a yes. “Reportedly” means that the source is a third party, or an older or indirect page from the vendor. \
         Without a signed BAA, PHI is not permitted. Records are licensed under CC BY 4.0.\n",
        escape(&site.name),
        site.published.describe(),
    );
    write!(
        text,
        "\n## Complete data\n\n- [Every vendor as JSON]({}): described by a [JSON Schema]({})\n- [Every vendor as CSV]({})\n- [The API]({})\n",
        site.absolute_url("vendors.json"),
        site.absolute_url("vendors.schema.json"),
        site.absolute_url("vendors.csv"),
        site.absolute_url("api/"),
    )?;
    for &category in Category::ALL {
        let vendors = in_category(listings, category);
        if vendors.is_empty() {
            continue;
        }
        write!(text, "\n## {}\n\n", category.label())?;
        for vendor in vendors {
            let url = site.absolute_url(&format!("vendors/{}.md", vendor.slug));
            writeln!(
                text,
                "- [{}]({url}): {}, {}, {} (confidence: {}, last verified {})",
                escape(&vendor.name),
                vendor.verdict().class_label(Field::Baa),
                vendor.verdict().class_label(Field::Phi),
                vendor.verdict().class_label(Field::Soc2),
                vendor.confidence.label(),
                vendor.last_verified,
            )?;
        }
    }
    Ok(text)
}

/// A name on one line, with all Markdown and HTML escaped.
fn escape(name: &str) -> String {
    let mut escaped = String::new();
    for letter in name.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if letter.is_ascii_punctuation()
            && !matches!(letter, '.' | ',' | '&' | '\'' | '(' | ')' | '/' | ':' | '+')
        {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped.replace('&', "&amp;").replace('<', "&lt;")
}
