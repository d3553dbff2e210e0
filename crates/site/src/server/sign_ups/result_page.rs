//! The HTML page that answers a sign-up from a browser without JavaScript.

use std::fs;
use std::path::Path;

use maud::{DOCTYPE, html};

use super::PATH;
use super::request::SignUpRequest;
use crate::server::BasePath;

/// The page's data.
pub struct ResultPage<'a> {
    /// The folder of the site, whose style sheet the page uses.
    pub site: &'a Path,
    /// The base path of the site.
    pub base: &'a BasePath,
    /// The request.
    pub request: &'a SignUpRequest,
    /// Whether the sign-up was rejected. Then the page shows the form again, with the entered address.
    pub is_rejected: bool,
}

impl ResultPage<'_> {
    /// The page's HTML with that message.
    pub fn html(&self, message: &str) -> String {
        let base = self.base.as_str();
        let back = match self.request.vendor() {
            Some(vendor) => format!("{base}vendors/{vendor}/"),
            None => base.to_owned(),
        };
        let heading = if self.is_rejected { "Not signed up" } else { "Signed up" };
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
                    title { (heading) }
                }
                body {
                    main {
                        h1 { (heading) }
                        p role="status" { (message) }
                        @if self.is_rejected && !self.request.vendor.is_empty() { (self.form()) }
                        p { a href=(back) { "Back to the page" } }
                    }
                }
            }
        };
        page.into_string()
    }

    fn form(&self) -> maud::Markup {
        html! {
            form class="sign-up" method="post" action={ (self.base.as_str()) (PATH) } {
                input type="hidden" name="vendor" value=(self.request.vendor);
                label for="sign-up-email" { "Email address" }
                div class="field" {
                    input id="sign-up-email" name="email" type="email" autocomplete="email" required value=(self.request.email);
                    button type="submit" { "Notify me" }
                }
            }
        }
    }

    /// The path of the site's style sheet, whose name changes with each build.
    fn style_sheet(&self) -> Option<String> {
        let names =
            fs::read_dir(self.site).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let name = names.into_iter().find(|name| name.ends_with(".css"))?;
        Some([self.base.as_str(), &name].concat())
    }
}
