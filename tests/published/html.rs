//! The built site's pages, read as a browser reads them.

use std::fs;
use std::path::Path;

use directory::Record;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::facts::{dist, records};

/// A page of the site: where it lies in the folder, and its HTML.
pub struct Page {
    pub file: String,
    html: Html,
}

impl Page {
    pub fn read(file: &str) -> Self {
        let path = dist().join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { file: file.to_owned(), html: Html::parse_document(&text) }
    }

    pub fn all<'a>(&'a self, selector: &str) -> Vec<ElementRef<'a>> {
        self.html.select(&parsed(selector)).collect()
    }

    pub fn only<'a>(&'a self, selector: &str) -> ElementRef<'a> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{} has {} of {selector}", self.file, found.len());
        found[0]
    }

    /// The words of the main part.
    pub fn words(&self) -> String {
        text(self.only("main"))
    }

    pub fn holds(&self, words: &str) {
        let words = squeezed(words);
        assert!(self.words().contains(&words), "{} does not say “{words}”", self.file);
    }
}

pub fn parsed(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

/// The words of an element as a reader sees them: with single spaces.
pub fn text(element: ElementRef<'_>) -> String {
    squeezed(&element.text().collect::<String>())
}

pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every HTML file of the site.
/// Every page that has an address. What a browser keeps has none.
pub fn pages() -> impl Iterator<Item = Page> {
    let mut files = Vec::new();
    collect(&dist(), "", &mut files);
    files.sort();
    files.into_iter().map(|file| Page::read(&file))
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

pub fn vendor_pages() -> impl Iterator<Item = (Page, Value, Record)> {
    records().into_iter().map(|json| {
        let record: Record = serde_json::from_value(json.clone()).expect("a record");
        (Page::read(&format!("vendors/{}/index.html", record.slug)), json, record)
    })
}
