//! The small HTML pages of the service, for browsers without JavaScript and for the links in emails.

use std::fs;
use std::path::Path;

use maud::{DOCTYPE, Markup, html};

use crate::server::BasePath;

/// A page with the style sheet of the site.
pub struct ServicePage<'a> {
    /// The folder of the site.
    pub site: &'a Path,
    /// The base path of the site.
    pub base: &'a BasePath,
    /// The heading, which is also the title.
    pub heading: &'a str,
    /// The content below the heading.
    pub body: Markup,
}

impl ServicePage<'_> {
    /// The page's HTML.
    pub fn html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    link rel="icon" href="data:,";
                    @if let Some(style) = self.style_sheet() { link rel="stylesheet" href=(style); }
                    title { (self.heading) }
                }
                body {
                    main {
                        h1 { (self.heading) }
                        (self.body)
                    }
                }
            }
        };
        page.into_string()
    }

    /// The path of the site's style sheet, whose name changes with each build.
    fn style_sheet(&self) -> Option<String> {
        let names =
            fs::read_dir(self.site).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let name = names.into_iter().find(|name| name.ends_with(".css"))?;
        Some([self.base.as_str(), &name].concat())
    }
}
