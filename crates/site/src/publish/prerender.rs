//! Prerendering: renders the app to HTML natively, with the functions that the app runs in the browser.

use anyhow::{Context, Result, bail};
use countersign::{Head, PAGE_DATA_ID, Page, PageData, Site, body, structured_data};
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};

use super::assets::{AssetManifest, EntryPointAssets};

/// The HTML shell of each Wasm entry point.
pub struct Shells<'a> {
    directory: Shell<'a>,
    others: Vec<(&'a EntryPointAssets, Shell<'a>)>,
}

impl<'a> Shells<'a> {
    /// Splits the HTML of each entry point of the manifest, in its order.
    ///
    /// # Errors
    /// As [`Shell::new`].
    pub fn new(manifest: &'a AssetManifest, html: &'a [String]) -> Result<Self> {
        let mut html = html.iter();
        let directory = Shell::new(html.next().context("the directory has no HTML shell")?)?;
        let others = manifest.entry_points.iter().skip(1).zip(html);
        let others = others.map(|(entry_point, html)| Ok((entry_point, Shell::new(html)?)));
        Ok(Self { directory, others: others.collect::<Result<_>>()? })
    }

    /// The shell of the page at a path, relative to the base path.
    pub fn for_page(&self, path: &str) -> &Shell<'a> {
        self.find(|entry_point| entry_point.claims_page(path))
    }

    /// The shell of the offline copy of that page: the directory's if the offline copy lacks the page's entry point.
    pub fn for_offline_page(&self, path: &str) -> &Shell<'a> {
        self.find(|entry_point| entry_point.is_offline && entry_point.claims_page(path))
    }

    fn find(&self, matches: impl Fn(&EntryPointAssets) -> bool) -> &Shell<'a> {
        let found = self.others.iter().find(|(entry_point, _)| matches(entry_point));
        found.map_or(&self.directory, |(_, shell)| shell)
    }
}

/// The HTML that Trunk built, split where the content of a page is inserted.
pub struct Shell<'a> {
    html: &'a str,
    before_head_end: &'a str,
    before_body: &'a str,
    /// The reload script of `trunk serve`; empty in a build for publishing.
    body_end: &'a str,
    after_body: &'a str,
}

impl<'a> Shell<'a> {
    /// Splits Trunk's HTML.
    ///
    /// # Errors
    /// If it has no head or body, or already contains a page.
    pub fn new(html: &'a str) -> Result<Self> {
        let Some((before_head_end, after_head)) = html.split_once("</head>") else {
            bail!("the HTML shell has no </head>")
        };
        let Some((before_body, body)) = after_head.split_once("<body>") else {
            bail!("the HTML shell has no <body>")
        };
        let Some((body_end, after_body)) = body.split_once("</body>") else {
            bail!("the HTML shell has no </body>")
        };
        if body_end.contains(PAGE_DATA_ID) {
            bail!("the HTML shell already contains a page: it is not the file that Trunk built");
        }
        // Leptos spawns reactive tasks on an executor even if it renders synchronously. Only the first call sets the
        // executor; later calls fail because it is set.
        let _ = any_spawner::Executor::init_futures_executor();
        Ok(Self { html, before_head_end, before_body, body_end, after_body })
    }

    /// The HTML, before it is split.
    pub fn html(&self) -> &'a str {
        self.html
    }

    /// A complete page: its HTML, and the data with which the app takes it over.
    ///
    /// # Errors
    /// If the data cannot be serialized.
    pub fn render(&self, data: PageData) -> Result<String> {
        let head = html! {
            (Head::for_page(&data).elements())
            (site_links(&data.site))
            // boot.js requests this file, the list of all vendors.
            @if let Page::Home(home) = &data.page {
                link id="list-file" rel="preload" as="fetch" fetchpriority="low" href={ (data.site.base) (home.list_file) };
            }
            @if let Some(structured) = structured_data(&data) {
                script type="application/ld+json" { (script_content(&structured)) }
            }
        };
        let json = serde_json::to_string(&data)?;
        let json = html! { script type="application/json" id=(PAGE_DATA_ID) { (script_content(&json)) } };
        let body = tracing::info_span!("render a page").in_scope(|| {
            let owner = Owner::new();
            let body = owner.with(|| body(data)).into_string();
            owner.cleanup();
            body
        });
        let parts = [
            self.before_head_end,
            &head.into_string(),
            "</head>",
            self.before_body,
            "<body>",
            &body,
            &json.into_string(),
            self.body_end,
            "</body>",
            self.after_body,
        ];
        Ok(parts.concat())
    }
}

/// JSON for a script element. `<` is escaped because it could end the element.
fn script_content(json: &str) -> PreEscaped<String> {
    PreEscaped(json.replace('<', "\\u003c"))
}

/// The links in the head of every page: icons, web manifest and OpenSearch description.
fn site_links(site: &Site) -> Markup {
    let file = |name: &str| [&site.base, name].concat();
    html! {
        link rel="icon" type="image/svg+xml" sizes="any" href=(file("icon.svg"));
        link rel="icon" type="image/png" sizes="192x192" href=(file("icon-192.png"));
        link rel="apple-touch-icon" href=(file("icon-180.png"));
        link rel="manifest" href=(file("site.webmanifest"));
        link rel="search" type="application/opensearchdescription+xml" title=(site.name) href=(file("opensearch.xml"));
    }
}

#[cfg(test)]
mod tests {
    use catalog::Date;
    use countersign::{Page, PageData, Site};

    use super::Shell;

    fn not_found() -> PageData {
        let published = Date::parse("2026-11-24").expect("a date");
        let site = Site {
            name: "<Site>".to_owned(),
            origin: "https://countersign.example".to_owned(),
            base: "/".to_owned(),
            vendors: 0,
            published,
            is_offline_copy: false,
            propose_vendor: None,
            sign_up: None,
        };
        PageData { site, page: Page::NotFound }
    }

    #[test]
    fn a_page_is_inserted_before_the_reload_script_of_trunk_serve() {
        let shell =
            Shell::new("<html><head></head><body><script>reload()</script></body></html>").expect("a shell");
        let html = shell.render(not_found()).expect("a page");
        let (page, after) = html.split_once("id=\"page-data\"").expect("the page's data");
        assert!(page.contains("<main") && after.contains("<script>reload()</script></body>"), "{html}");
        assert!(html.contains("<title>Page not found | &lt;Site&gt;</title>"), "{html}");
        assert!(!after.contains("<Site>"), "the data must not open a tag: {after}");
    }

    #[test]
    fn html_that_is_not_a_shell_is_rejected() {
        let shell = Shell::new("<html><head></head><body></body></html>").expect("a shell");
        let html = shell.render(not_found()).expect("a page");
        assert!(Shell::new(&html).is_err_and(|error| error.to_string().contains("already contains a page")));
        for broken in ["", "<head></head>", "<head></head><body>"] {
            assert!(Shell::new(broken).is_err(), "{broken}");
        }
    }
}
