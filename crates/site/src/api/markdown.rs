//! `/vendors/<slug>.md`: a vendor's page as Markdown, in the words of the page, for people who ask an assistant.

use anyhow::{Context, Result};
use countersign::{Site, VendorData, vendor_words};
use htmd::HtmlToMarkdown;

/// The words of a vendor's page as Markdown. Every address in it is whole.
///
/// # Errors
/// When the page's HTML cannot be read.
pub fn vendor_as_markdown(site: &Site, data: &VendorData) -> Result<String> {
    let converter = HtmlToMarkdown::builder().skip_tags(vec!["svg"]).build();
    let html = vendor_words(site, data);
    let words = converter.convert(&html).with_context(|| format!("{} as Markdown", data.record.slug))?;
    Ok(format!("{words}\n\nThe page: {}\n", site.whole(&format!("vendors/{}/", data.record.slug))))
}
