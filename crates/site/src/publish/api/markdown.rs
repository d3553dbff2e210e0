//! `/vendors/<slug>.md`: the text of a vendor page as Markdown, for AI assistants.

use anyhow::{Context, Result};
use countersign::{Site, VendorData, vendor_html};
use htmd::HtmlToMarkdown;

/// The text of a vendor page as Markdown, with absolute URLs.
///
/// # Errors
/// If the page's HTML cannot be converted.
pub fn vendor_as_markdown(site: &Site, data: &VendorData) -> Result<String> {
    let converter = HtmlToMarkdown::builder().skip_tags(vec!["svg", "button"]).build();
    let html = vendor_html(site, data);
    let text = converter.convert(&html).with_context(|| format!("{} as Markdown", data.record.slug))?;
    Ok(format!("{text}\n\nThis page: {}\n", site.absolute_url(&format!("vendors/{}/", data.record.slug))))
}
