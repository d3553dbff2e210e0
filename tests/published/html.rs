//! The pages of the built site, parsed as HTML.

use std::fs;
use std::path::Path;

use catalog::Record;
use scraper::{ElementRef, Html, Selector};

use crate::dist::{dist, typed_records};

/// A page of the site.
pub struct HtmlPage {
    /// Its path in the folder of the site.
    pub file: String,
    html: Html,
}

impl HtmlPage {
    /// Reads the page of a file.
    pub fn read(file: &str) -> Self {
        let path = dist().join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { file: file.to_owned(), html: Html::parse_document(&text) }
    }

    /// Every element that matches a CSS selector.
    pub fn all<'a>(&'a self, selector: &str) -> Vec<ElementRef<'a>> {
        self.html.select(&selector_of(selector)).collect()
    }

    /// The only element that matches a CSS selector.
    pub fn only<'a>(&'a self, selector: &str) -> ElementRef<'a> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{} has {} of {selector}", self.file, found.len());
        found[0]
    }

    /// The text of the main element.
    pub fn main_text(&self) -> String {
        text(self.only("main"))
    }

    /// Asserts that the main element contains a text.
    pub fn assert_contains(&self, text: &str) {
        let text = normalize_spaces(text);
        assert!(self.main_text().contains(&text), "{} does not contain “{text}”", self.file);
    }
}

/// A CSS selector.
pub fn selector_of(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

/// The text of an element with single spaces, as a browser renders it.
pub fn text(element: ElementRef<'_>) -> String {
    normalize_spaces(&element.text().collect::<String>())
}

/// A text with single spaces in place of all white space.
pub fn normalize_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every page that has a URL. The pages that browsers store for offline use have none.
pub fn pages() -> impl Iterator<Item = HtmlPage> {
    let mut files = Vec::new();
    collect(&dist(), "", &mut files);
    files.sort();
    files.into_iter().map(|file| HtmlPage::read(&file))
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the site") {
        let path = entry.expect("an entry of the folder").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if name.ends_with(".html") && !name.starts_with("offline-") {
            files.push(name);
        }
    }
}

/// Every vendor page with its record.
pub fn vendor_pages() -> impl Iterator<Item = (HtmlPage, Record)> {
    typed_records()
        .into_iter()
        .map(|record| (HtmlPage::read(&format!("vendors/{}/index.html", record.slug)), record))
}
