//! The page that a browser without JavaScript gets: what came of the sign-up, and where to go on.

use std::fs;
use std::path::Path;

use maud::{DOCTYPE, html};

use super::request::Fields;
use crate::serve::Base;

/// What the page is made from.
pub struct Page<'a> {
    /// The built site, whose style it takes.
    pub site: &'a Path,
    /// Where the site begins.
    pub base: &'a Base,
    /// What was sent.
    pub fields: &'a Fields,
    /// Whether it was not taken: then the form stands there again, with what was typed.
    pub is_refused: bool,
}

impl Page<'_> {
    /// The page with that sentence.
    pub fn html(&self, sentence: &str) -> String {
        let base = self.base.as_str();
        let back = match self.fields.vendor() {
            Some(vendor) => format!("{base}vendors/{vendor}/"),
            None => base.to_owned(),
        };
        let heading = if self.is_refused { "Not signed up" } else { "Signed up" };
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    link rel="icon" href="data:,";
                    @if let Some(style) = self.style() { link rel="stylesheet" href=(style); }
                    title { (heading) }
                }
                body {
                    main {
                        h1 { (heading) }
                        p role="status" { (sentence) }
                        @if self.is_refused && !self.fields.vendor.is_empty() { (self.again()) }
                        p { a href=(back) { "Back to the page" } }
                    }
                }
            }
        };
        page.into_string()
    }

    fn again(&self) -> maud::Markup {
        html! {
            form class="sign-up" method="post" action={ (self.base.as_str()) "api/signup" } {
                input type="hidden" name="vendor" value=(self.fields.vendor);
                label for="sign-up-email" { "Email address" }
                div class="field" {
                    input id="sign-up-email" name="email" type="email" autocomplete="email" required value=(self.fields.email);
                    button type="submit" { "Notify me" }
                }
            }
        }
    }

    /// The address of the site's style sheet, whose name changes with each build.
    fn style(&self) -> Option<String> {
        let names =
            fs::read_dir(self.site).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let name = names.into_iter().find(|name| name.ends_with(".css"))?;
        Some([self.base.as_str(), &name].concat())
    }
}
