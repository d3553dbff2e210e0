//! The metadata of a page for browsers, search engines and link previews: title, description, canonical URL, share image
//! and feeds. The publisher writes it into the HTML, and the app replaces it when another page is shown.

use catalog::{Category, Record, answers};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::data::page_data::{Page, PageData, Site};
use crate::navigation::routes::Route;

/// The elements of the head that belong to one page, and are removed when another page is shown. Structured data is removed
/// but not added: search engines read each page as a document.
const PAGE_ELEMENTS: &str = "title, meta[name=description], meta[name=robots], meta[name='twitter:card'], \
    meta[property], link[rel=canonical], link[rel=alternate], script[type='application/ld+json']";

const ATOM: &str = "application/atom+xml";

/// The metadata of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The title, which ends with the site's name.
    pub title: String,
    /// The page in one or two sentences.
    pub description: String,
    /// The metadata for links to the page; `None` for a page without a public URL.
    public: Option<PublicMetadata>,
}

/// The metadata that search engines and link previews use.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PublicMetadata {
    site_name: String,
    /// The page's absolute URL.
    url: String,
    /// The absolute URL of the share image.
    image_url: String,
    /// The page's other formats: path and media type.
    alternates: Vec<(String, &'static str)>,
}

impl Head {
    /// The metadata of a page, from the data that it is rendered from.
    pub fn for_page(data: &PageData) -> Self {
        let site = &data.site;
        let mut head = match &data.page {
            Page::Home(_) => Self::home(site),
            Page::Vendor(data) => Self::vendor(site, &data.record),
            Page::Category(data) => Self::category(site, data.category),
            Page::Compare => Self::compare(site, &[]),
            Page::Check => Self::check(site),
            Page::Register => Self::register(site),
            Page::Changes(_) => Self::changes(site),
            Page::About => Self::about(site),
            Page::Api => Self::api(site),
            Page::NotFound => Self::not_found(site),
            Page::OfflineShell => Self::loading(site),
        };
        if site.is_offline_copy {
            // Its file is not the page's public URL.
            head.public = None;
        }
        head
    }

    fn new(site: &Site, title: &str, description: String) -> Self {
        Self { title: [title, " | ", &site.name].concat(), description, public: None }
    }

    /// Adds the public metadata of a route, with its other formats and the site's share image.
    fn with_public(mut self, site: &Site, route: &Route, alternates: Vec<(String, &'static str)>) -> Self {
        let path = route.url(&site.base).unwrap_or_default();
        self.public = Some(PublicMetadata {
            site_name: site.name.clone(),
            url: [site.origin.as_str(), &path].concat(),
            image_url: site.absolute_url("share.png"),
            alternates,
        });
        self
    }

    pub(crate) fn home(site: &Site) -> Self {
        let description = format!(
            "Which of {} software vendors sign a HIPAA Business Associate Agreement (BAA), on which plans, and for which data, with sources.",
            site.vendors,
        );
        let feed = vec![(site.path("changes.xml"), ATOM)];
        Self::new(site, "Who signs a HIPAA BAA?", description).with_public(site, &Route::Home, feed)
    }

    pub(crate) fn vendor(site: &Site, record: &Record) -> Self {
        let title = format!("Is {} HIPAA compliant? BAA and PHI", record.name);
        let file = |extension: &str| ["vendors/", record.slug.as_str(), extension].concat();
        let alternate = |extension: &str| site.path(&file(extension));
        let alternates = vec![
            (alternate(".xml"), ATOM),
            (alternate(".json"), "application/json"),
            (alternate(".md"), "text/markdown"),
        ];
        let mut head = Self::new(site, &title, answers::description(record)).with_public(
            site,
            &Route::Vendor(record.slug.clone()),
            alternates,
        );
        if let Some(public) = &mut head.public {
            public.image_url = site.absolute_url(&file(".png"));
        }
        head
    }

    pub(crate) fn category(site: &Site, category: Category) -> Self {
        let label = category.label();
        let description =
            format!("Vendors in {label}: who signs a HIPAA BAA, on which plans, and for which data.");
        let file = |extension: &str| site.path(&["categories/", category.key(), extension].concat());
        Self::new(site, &format!("{label}: who signs a HIPAA BAA?"), description).with_public(
            site,
            &Route::Category(category),
            vec![(file(".xml"), ATOM), (file(".json"), "application/json")],
        )
    }

    fn check(site: &Site) -> Self {
        let description = "Which vendors in your files sign a HIPAA BAA, and what to do about each. The check runs in your browser, and nothing is uploaded.";
        Self::new(site, "Check your stack: who signs a HIPAA BAA?", description.to_owned()).with_public(
            site,
            &Route::Check,
            Vec::new(),
        )
    }

    fn register(site: &Site) -> Self {
        let description = "Keep your list of business associates and their HIPAA BAAs in your browser and in your own file: status, signatures, reviews, and OCR's list.";
        Self::new(site, "Business associate register for HIPAA", description.to_owned()).with_public(
            site,
            &Route::Register,
            Vec::new(),
        )
    }

    /// The metadata of the comparison of the vendors with these names. Only the title contains them, because the page is
    /// published without vendors.
    pub(crate) fn compare(site: &Site, names: &[String]) -> Self {
        let title = match names {
            [] => "Compare HIPAA BAAs".to_owned(),
            names => [&answers::join_names(names), ": who signs a HIPAA BAA?"].concat(),
        };
        let description = "Compare up to five vendors side by side: who signs a HIPAA BAA, on which plans, at what price, and what the BAA covers.";
        Self::new(site, &title, description.to_owned()).with_public(site, &Route::Compare, Vec::new())
    }

    pub(crate) fn changes(site: &Site) -> Self {
        let description = "Every change of a vendor's BAA, PHI, or SOC 2 verdict, newest first.";
        Self::new(site, "Changes", description.to_owned()).with_public(
            site,
            &Route::Changes,
            vec![(site.path("changes.xml"), ATOM), (site.path("changes.json"), "application/json")],
        )
    }

    pub(crate) fn about(site: &Site) -> Self {
        let description = "What a Business Associate Agreement (BAA) is, what each verdict means, how records are verified, and the limits of this directory.";
        Self::new(site, "About: what a BAA is, and what each verdict means", description.to_owned())
            .with_public(site, &Route::About, Vec::new())
    }

    pub(crate) fn api(site: &Site) -> Self {
        let description =
            "Every record as JSON, CSV, Markdown, an Atom feed, and a badge: static files for any program.";
        Self::new(site, "API: download the data", description.to_owned()).with_public(
            site,
            &Route::Api,
            Vec::new(),
        )
    }

    pub(crate) fn not_found(site: &Site) -> Self {
        Self::new(site, "Page not found", "This page does not exist.".to_owned())
    }

    pub(crate) fn loading(site: &Site) -> Self {
        Self::new(site, "Loading", "This page is loading.".to_owned())
    }

    pub(crate) fn load_failed(site: &Site) -> Self {
        Self::new(site, "We couldn't load this page", "This page could not be loaded.".to_owned())
    }

    /// The elements for the document's head.
    pub fn elements(&self) -> Markup {
        html! {
            title { (self.title) }
            meta name="description" content=(self.description);
            @match &self.public {
                None => meta name="robots" content="noindex";,
                Some(public) => {
                    link rel="canonical" href=(public.url);
                    @for (path, media_type) in &public.alternates { link rel="alternate" type=(media_type) href=(path); }
                    meta property="og:type" content="website";
                    meta property="og:site_name" content=(public.site_name);
                    meta property="og:title" content=(self.title);
                    meta property="og:description" content=(self.description);
                    meta property="og:url" content=(public.url);
                    meta property="og:image" content=(public.image_url);
                    meta property="og:image:width" content="1200";
                    meta property="og:image:height" content="630";
                    // A Twitter card takes its title, description and image from the properties above.
                    meta name="twitter:card" content="summary_large_image";
                }
            }
        }
    }

    /// Replaces the metadata in the browser's document.
    pub(crate) fn apply(&self) {
        let Ok(Some(head)) = document().query_selector("head") else { return };
        while let Ok(Some(old)) = head.query_selector(PAGE_ELEMENTS) {
            old.remove();
        }
        // Cannot fail: the position is valid, and a head accepts these elements.
        let _ = head.insert_adjacent_html("beforeend", &self.elements().into_string());
    }
}
