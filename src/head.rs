//! What a page says of itself to browsers, search engines and those that show a link to it: title, description,
//! address, share image and feed. In the HTML when it is prerendered, in the document when the visit
//! goes on, from the same words.

use directory::{Category, Record, answers};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::address::Route;
use crate::page_data::{Page, PageData, Site};

/// What of a document's head belongs to one page, and makes way for that of the next. Structured data makes way for
/// nothing: whoever reads it takes each page as a document of its own.
const ELEMENTS: &str = "title, meta[name=description], meta[name=robots], meta[name='twitter:card'], \
    meta[property], link[rel=canonical], link[rel=alternate], script[type='application/ld+json']";

/// The head of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The title, with the site's name.
    pub title: String,
    /// The page in a sentence or two.
    pub description: String,
    /// What it says to others; `None` where there is no page that they could lead to.
    public: Option<Public>,
}

/// What a page says to those that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Public {
    /// The site's name.
    site: String,
    /// The page's whole address.
    address: String,
    /// The whole address of the image to show beside it.
    image: String,
    /// The page in other forms: the path and the media type of each.
    others: Vec<(String, &'static str)>,
}

const ATOM: &str = "application/atom+xml";

impl Head {
    /// The head of a page, from the data that it is rendered with.
    pub fn of(data: &PageData) -> Self {
        let site = &data.site;
        let mut head = match &data.page {
            Page::Home(_) => Self::home(site),
            Page::Vendor(data) => Self::vendor(site, &data.record),
            Page::Category(data) => Self::category(site, data.category),
            Page::Changes(_) => Self::changes(site),
            Page::About => Self::about(site),
            Page::Api => Self::api(site),
            Page::NotFound => Self::not_found(site),
            Page::Elsewhere => Self::loading(site),
        };
        if site.is_kept {
            // It has no address of its own.
            head.public = None;
        }
        head
    }

    fn new(site: &Site, title: &str, description: String) -> Self {
        Self { title: [title, " | ", &site.name].concat(), description, public: None }
    }

    /// Lets others lead to it: the page at that route, in those other forms, with the site's own image.
    fn at(mut self, site: &Site, route: &Route, others: Vec<(String, &'static str)>) -> Self {
        let address = route.address(&site.base).unwrap_or_default();
        self.public = Some(Public {
            site: site.name.clone(),
            address: [site.address.as_str(), &address].concat(),
            image: site.whole("share.png"),
            others,
        });
        self
    }

    pub(crate) fn home(site: &Site) -> Self {
        let description = format!(
            "Which of {} software vendors sign a HIPAA Business Associate Agreement, on which plan, and for which data, with sources.",
            site.vendors,
        );
        let feed = vec![(site.path("changes.xml"), ATOM)];
        Self::new(site, "Who signs a HIPAA BAA?", description).at(site, &Route::Home, feed)
    }

    pub(crate) fn vendor(site: &Site, record: &Record) -> Self {
        let title = format!("Is {} HIPAA compliant? BAA and PHI", record.name);
        let file = |kind: &str| ["vendors/", record.slug.as_str(), kind].concat();
        let other = |kind: &str| site.path(&file(kind));
        let others = vec![
            (other(".xml"), ATOM),
            (other(".json"), "application/json"),
            (other(".md"), "text/markdown"),
        ];
        let mut head = Self::new(site, &title, answers::description(record)).at(
            site,
            &Route::Vendor(record.slug.clone()),
            others,
        );
        if let Some(public) = &mut head.public {
            public.image = site.whole(&file(".png"));
        }
        head
    }

    pub(crate) fn category(site: &Site, category: Category) -> Self {
        let label = category.label();
        let description =
            format!("Vendors in {label}: who signs a HIPAA BAA, on which plan, and for which data.");
        let file = |kind: &str| site.path(&["categories/", category.key(), kind].concat());
        Self::new(site, &format!("{label}: who signs a HIPAA BAA?"), description).at(
            site,
            &Route::Category(category),
            vec![(file(".xml"), ATOM), (file(".json"), "application/json")],
        )
    }

    pub(crate) fn changes(site: &Site) -> Self {
        let description = "Every change of a vendor's BAA, PHI or SOC 2 verdict, newest first.";
        Self::new(site, "Changes", description.to_owned()).at(
            site,
            &Route::Changes,
            vec![(site.path("changes.xml"), ATOM), (site.path("changes.json"), "application/json")],
        )
    }

    pub(crate) fn about(site: &Site) -> Self {
        let description = "What a Business Associate Agreement is, what each status means, how records are checked, and what this directory cannot tell.";
        Self::new(site, "About: what a BAA is, and what each status means", description.to_owned()).at(
            site,
            &Route::About,
            Vec::new(),
        )
    }

    pub(crate) fn api(site: &Site) -> Self {
        let description = "Every record as JSON, CSV, Markdown, Atom and a badge: plain files that any program may ask for.";
        Self::new(site, "API: the records as files", description.to_owned()).at(site, &Route::Api, Vec::new())
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

    /// The elements of the document's head.
    pub fn elements(&self) -> Markup {
        html! {
            title { (self.title) }
            meta name="description" content=(self.description);
            @match &self.public {
                None => meta name="robots" content="noindex";,
                Some(public) => {
                    link rel="canonical" href=(public.address);
                    @for (address, kind) in &public.others { link rel="alternate" type=(kind) href=(address); }
                    meta property="og:type" content="website";
                    meta property="og:site_name" content=(public.site);
                    meta property="og:title" content=(self.title);
                    meta property="og:description" content=(self.description);
                    meta property="og:url" content=(public.address);
                    meta property="og:image" content=(public.image);
                    meta property="og:image:width" content="1200";
                    meta property="og:image:height" content="630";
                    // What else a card needs, it takes from the properties above.
                    meta name="twitter:card" content="summary_large_image";
                }
            }
        }
    }

    /// Shows it in the browser, in the place of the head of the page before.
    pub(crate) fn show(&self) {
        let Ok(Some(head)) = document().query_selector("head") else { return };
        while let Ok(Some(old)) = head.query_selector(ELEMENTS) {
            old.remove();
        }
        // A head takes elements.
        let _ = head.insert_adjacent_html("beforeend", &self.elements().into_string());
    }
}
