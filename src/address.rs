//! The addresses of pages and files, under the path that the site lies under. Every link is made here, and every
//! path is read here.

use directory::{Category, Slug};
use leptos::prelude::*;

use crate::location::Location;
use crate::places::Places;

/// The path that the site lies under, with a slash at both ends.
#[derive(Clone, Debug)]
pub struct Base(pub String);

/// A page of the site, by its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Search, filters, results.
    Home,
    /// One vendor; whether there is one of that key shows when its record is asked for.
    Vendor(Slug),
    /// One category.
    Category(Category),
    /// Every change of a verdict.
    Changes,
    /// What each status means.
    About,
    /// The records as files for programs.
    Api,
    /// No page of the site.
    NotFound,
}

impl Route {
    /// Its address under that base; `None` where it is no page.
    pub fn address(&self, base: &str) -> Option<String> {
        let path = match self {
            Self::Home => String::new(),
            Self::Vendor(slug) => ["vendors/", slug.as_str(), "/"].concat(),
            Self::Category(category) => ["categories/", category.key(), "/"].concat(),
            Self::Changes => "changes/".to_owned(),
            Self::About => "about/".to_owned(),
            Self::Api => "api/".to_owned(),
            Self::NotFound => return None,
        };
        Some([base, &path].concat())
    }

    /// Reads a path; a missing or doubled slash and upper case make no difference.
    pub fn of(path: &str, base: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let base = base.trim_end_matches('/').to_ascii_lowercase();
        let Some(path) = path.strip_prefix(&base) else { return Self::NotFound };
        let mut parts = path.split('/');
        // The base ends where a part ends: under /countersign/ nothing is at /countersignvendors/.
        if parts.next() != Some("") {
            return Self::NotFound;
        }
        let mut parts = parts.filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (None | Some("index.html"), None, None) => Self::Home,
            (Some("vendors"), Some(slug), None) => Slug::parse(slug).map_or(Self::NotFound, Self::Vendor),
            (Some("categories"), Some(key), None) => {
                Category::from_key(key).map_or(Self::NotFound, Self::Category)
            }
            (Some("changes"), None, None) => Self::Changes,
            (Some("about"), None, None) => Self::About,
            (Some("api"), None, None) => Self::Api,
            _ => Self::NotFound,
        }
    }
}

/// How one address of the site leads to another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To another page, from its top.
    Page,
    /// To the same page, as one more entry of the history.
    Add,
    /// To the same page, in the place of the present entry.
    Replace,
}

/// Returns what leads to an address that was made here.
pub fn leading() -> impl Fn(&str, Step) + Clone {
    let location = expect_context::<Location>();
    let places = expect_context::<Places>();
    move |address, step| {
        if step == Step::Page {
            places.leave();
        }
        location.lead(address, step);
    }
}

/// A path with a query string, which is given without its question mark.
pub fn with_query(path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    [path, mark, query].concat()
}

/// The address of `path` (without a leading slash) on this site.
pub fn address(path: &str) -> String {
    [&base(), path].concat()
}

/// The path that the site lies under, with a slash at both ends.
pub fn base() -> String {
    use_context::<Base>().map_or_else(|| "/".to_owned(), |base| base.0)
}

/// The address of a vendor's page.
pub fn vendor(slug: &Slug) -> String {
    page(&Route::Vendor(slug.clone()))
}

fn page(route: &Route) -> String {
    route.address(&base()).unwrap_or_else(base)
}

/// The address of a vendor's record.
pub fn record(slug: &Slug) -> String {
    file(slug, ".json")
}

/// The address of a vendor's feed.
pub fn feed(slug: &Slug) -> String {
    file(slug, ".xml")
}

/// The address of a vendor's page as Markdown.
pub fn markdown(slug: &Slug) -> String {
    file(slug, ".md")
}

/// The address of a vendor's badge.
pub fn badge(slug: &Slug) -> String {
    file(slug, ".svg")
}

fn file(slug: &Slug, kind: &str) -> String {
    address(&["vendors/", slug.as_str(), kind].concat())
}

/// The address of a category's page.
pub fn category(category: Category) -> String {
    page(&Route::Category(category))
}

#[cfg(test)]
mod tests {
    use directory::{Category, Slug};

    use super::Route;

    #[test]
    fn reads_every_kind_of_address_however_it_is_written() {
        let zoom = Route::Vendor(Slug::parse("zoom").expect("a slug"));
        for (path, base, route) in [
            ("/", "/", Route::Home),
            ("/index.html", "/", Route::Home),
            ("/vendors/zoom/", "/", zoom.clone()),
            ("/vendors/zoom", "/", zoom.clone()),
            ("/Vendors//ZOOM/", "/", zoom.clone()),
            ("/countersign/vendors/zoom/", "/countersign/", zoom),
            ("/countersign", "/countersign/", Route::Home),
            ("/categories/email/", "/", Route::Category(Category::Email)),
            ("/changes/", "/", Route::Changes),
            ("/about", "/", Route::About),
        ] {
            assert_eq!(Route::of(path, base), route, "{path} under {base}");
        }
    }

    #[test]
    fn an_address_reads_back_as_its_page() {
        for base in ["/", "/countersign/"] {
            for path in ["", "vendors/zoom/", "categories/email/", "changes/", "about/", "api/"] {
                let address = [base, path].concat();
                assert_eq!(Route::of(&address, base).address(base), Some(address));
            }
        }
        assert_eq!(Route::NotFound.address("/"), None);
    }

    #[test]
    fn everything_else_is_not_found() {
        for path in [
            "/vendors/",
            "/vendors/a b/",
            "/vendors/zoom/x/",
            "/categories/none/",
            "/abou",
            "/vendors/%20/",
            "/é",
        ] {
            assert_eq!(Route::of(path, "/"), Route::NotFound, "{path}");
        }
        for path in ["/vendors/zoom/", "/countersignvendors/zoom/", "/countersign.example/", "countersign/"] {
            assert_eq!(Route::of(path, "/countersign/"), Route::NotFound, "{path} under /countersign/");
        }
    }
}
