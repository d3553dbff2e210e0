//! Renders the app to HTML, natively, with the same functions that the browser hydrates it with.

use anyhow::{Result, bail};
use countersign::{App, Head, PAGE_DATA_ID, PageData, Site, structured_data};
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};

/// The HTML that Trunk built, cut where a page goes.
pub struct Shell<'a> {
    before_head_ends: &'a str,
    before_body: &'a str,
    /// What `trunk serve` adds to reload the page on change; empty in a build for publishing.
    end_of_body: &'a str,
    after_body: &'a str,
}

impl<'a> Shell<'a> {
    /// Takes Trunk's HTML.
    ///
    /// # Errors
    /// When it has no head or body, or a page was already written into it.
    pub fn new(html: &'a str) -> Result<Self> {
        let Some((before_head_ends, rest)) = html.split_once("</head>") else {
            bail!("the shell has no </head>")
        };
        let Some((before_body, rest)) = rest.split_once("<body>") else { bail!("the shell has no <body>") };
        let Some((end_of_body, after_body)) = rest.split_once("</body>") else {
            bail!("the shell has no </body>")
        };
        if end_of_body.contains(PAGE_DATA_ID) {
            bail!("the shell holds a page already: it is not what Trunk built");
        }
        // Leptos spawns its reactive work on an executor, even where it renders at once.
        // Only the first call sets it; a later one finds it set.
        let _ = any_spawner::Executor::init_futures_executor();
        Ok(Self { before_head_ends, before_body, end_of_body, after_body })
    }

    /// A page, whole: its words, and the data that the browser hydrates it with.
    ///
    /// # Errors
    /// When the data cannot be written as JSON.
    pub fn render(&self, data: PageData) -> Result<String> {
        let head = html! {
            (Head::of(&data).elements())
            (site_links(&data.site))
            @if let Some(structured) = structured_data(&data) {
                script type="application/ld+json" { (in_script(&structured)) }
            }
        };
        let json = serde_json::to_string(&data)?;
        let json = html! { script type="application/json" id=(PAGE_DATA_ID) { (in_script(&json)) } };
        let owner = Owner::new();
        let body = owner.with(|| view! { <App data/> }.to_html());
        owner.cleanup();
        let parts = [
            self.before_head_ends,
            &head.into_string(),
            "</head>",
            self.before_body,
            "<body>",
            &body,
            &json.into_string(),
            self.end_of_body,
            "</body>",
            self.after_body,
        ];
        Ok(parts.concat())
    }
}

/// JSON as it stands inside a script element, which `<` could end.
fn in_script(json: &str) -> PreEscaped<String> {
    PreEscaped(json.replace('<', "\\u003c"))
}

/// What every page says of the site: its icons, its manifest, and how to search it from the address bar.
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
    use countersign::{Page, PageData, Site};
    use directory::Date;

    use super::Shell;

    fn not_found() -> PageData {
        let published = Date::parse("2026-11-24").expect("a day");
        let site = Site {
            name: "<Site>".to_owned(),
            address: "https://countersign.example".to_owned(),
            base: "/".to_owned(),
            vendors: 0,
            published,
            is_kept: false,
            sign_up: None,
        };
        PageData { site, page: Page::NotFound }
    }

    #[test]
    fn a_page_stands_before_what_trunk_serve_adds() {
        let shell =
            Shell::new("<html><head></head><body><script>reload()</script></body></html>").expect("a shell");
        let html = shell.render(not_found()).expect("a page");
        let (page, rest) = html.split_once("id=\"page-data\"").expect("the page's data");
        assert!(
            page.contains("Nothing is at this address") && rest.contains("<script>reload()</script></body>")
        );
        assert!(html.contains("<title>Page not found | &lt;Site&gt;</title>"), "{html}");
        assert!(!rest.contains("<Site>"), "the data must not open a tag: {rest}");
    }

    #[test]
    fn a_page_is_no_shell() {
        let shell = Shell::new("<html><head></head><body></body></html>").expect("a shell");
        let html = shell.render(not_found()).expect("a page");
        assert!(Shell::new(&html).is_err_and(|error| error.to_string().contains("holds a page already")));
        for broken in ["", "<head></head>", "<head></head><body>"] {
            assert!(Shell::new(broken).is_err(), "{broken}");
        }
    }
}
