//! `/llms.txt`: what the site is and where its words are, for assistants (<https://llmstxt.org>).

use std::fmt::Write;

use anyhow::Result;
use countersign::Site;
use directory::{Category, Field, Listing, of_category};

/// The guide: every vendor with its verdict and the address of its page as Markdown, by category.
///
/// # Errors
/// When the text cannot be put together.
pub fn guide(site: &Site, listings: &[Listing]) -> Result<String> {
    let mut text = format!(
        "# {}\n\n> Which software vendors sign a HIPAA Business Associate Agreement (BAA), on which plan, and for which \
         data, with the pages that say so. Published {}.\n\nEach answer is cited public information with its date and \
         its confidence, not legal or compliance advice. “Not stated” means that no public statement was found: it is \
         not a yes. “Reportedly” means that third parties, or an older or indirect page of the vendor, say so. Without a signed BAA, PHI is not \
         permitted. Records are under CC BY 4.0.\n",
        one_line(&site.name),
        site.published.in_words(),
    );
    write!(
        text,
        "\n## All of it\n\n- [Every vendor as JSON]({}): described by [a schema]({})\n- [Every vendor as CSV]({})\n- [The API]({})\n",
        site.whole("vendors.json"),
        site.whole("vendors.schema.json"),
        site.whole("vendors.csv"),
        site.whole("api/"),
    )?;
    for &category in Category::ALL {
        let vendors = of_category(listings, category);
        if vendors.is_empty() {
            continue;
        }
        write!(text, "\n## {}\n\n", category.label())?;
        for vendor in vendors {
            let address = site.whole(&format!("vendors/{}.md", vendor.slug));
            writeln!(
                text,
                "- [{}]({address}): {}, {}, {} (confidence: {}, last verified {})",
                one_line(&vendor.name),
                vendor.verdict().label(Field::Baa),
                vendor.verdict().label(Field::Phi),
                vendor.verdict().label(Field::Soc2),
                vendor.confidence.label(),
                vendor.last_verified,
            )?;
        }
    }
    Ok(text)
}

/// A name as plain words of one line: nothing in it is Markdown.
fn one_line(name: &str) -> String {
    let mut words = String::new();
    for letter in name.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if letter.is_ascii_punctuation()
            && !matches!(letter, '.' | ',' | '&' | '\'' | '(' | ')' | '/' | ':' | '+')
        {
            words.push('\\');
        }
        words.push(letter);
    }
    words.replace('&', "&amp;").replace('<', "&lt;")
}
