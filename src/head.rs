//! A page's title and description: in the HTML when it is prerendered, in the document when the visit goes on.

use directory::{Category, Record, answers};
use leptos::prelude::*;

use crate::page_data::{Page, PageData, Site};

/// What a browser tab, a bookmark and a search engine show of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The title, with the site's name.
    pub title: String,
    /// The page in a sentence or two.
    pub description: String,
}

impl Head {
    /// The head of a page, from the data that it is rendered with.
    pub fn of(data: &PageData) -> Self {
        let site = &data.site;
        match &data.page {
            Page::Home(_) => Self::home(site),
            Page::Vendor(data) => Self::vendor(site, &data.record),
            Page::Category(data) => Self::category(site, data.category),
            Page::Changes(_) => Self::changes(site),
            Page::About => Self::about(site),
            Page::NotFound => Self::not_found(site),
        }
    }

    fn new(site: &Site, title: &str, description: String) -> Self {
        Self { title: [title, " | ", &site.name].concat(), description }
    }

    pub(crate) fn home(site: &Site) -> Self {
        let description = format!(
            "Which of {} software vendors sign a HIPAA Business Associate Agreement, on which plan, and for which data, with sources.",
            site.vendors,
        );
        Self::new(site, "Who signs a HIPAA BAA?", description)
    }

    pub(crate) fn vendor(site: &Site, record: &Record) -> Self {
        let title = format!("Is {} HIPAA compliant? BAA and PHI", record.name);
        Self::new(site, &title, answers::description(record))
    }

    pub(crate) fn category(site: &Site, category: Category) -> Self {
        let label = category.label();
        let description =
            format!("Vendors in {label}: who signs a HIPAA BAA, on which plan, and for which data.");
        Self::new(site, &format!("{label}: who signs a HIPAA BAA?"), description)
    }

    pub(crate) fn changes(site: &Site) -> Self {
        let description = "Every change of a vendor's BAA, PHI or SOC 2 verdict, newest first.";
        Self::new(site, "Changes", description.to_owned())
    }

    pub(crate) fn about(site: &Site) -> Self {
        let description = "What a Business Associate Agreement is, what each status means, how records are checked, and what this directory cannot tell.";
        Self::new(site, "About: what a BAA is, and what each status means", description.to_owned())
    }

    pub(crate) fn not_found(site: &Site) -> Self {
        Self::new(site, "Page not found", "Nothing is at this address.".to_owned())
    }

    pub(crate) fn loading(site: &Site) -> Self {
        Self::new(site, "Loading", "This page is on its way.".to_owned())
    }

    pub(crate) fn not_arrived(site: &Site) -> Self {
        Self::new(site, "This page did not arrive", "The page could not be loaded.".to_owned())
    }

    /// Shows it in the browser.
    pub(crate) fn show(&self) {
        let document = document();
        document.set_title(&self.title);
        if let Ok(Some(meta)) = document.query_selector("meta[name=description]") {
            // An element that is there takes an attribute.
            let _ = meta.set_attribute("content", &self.description);
        }
    }
}
