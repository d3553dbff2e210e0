//! Routes and URLs. In the app, this is the only file that builds the URL of a page or file, and the only one that
//! parses a path.

use catalog::{Category, Slug};
use leptos::prelude::*;

/// The start of every URL on the site, which ends with a slash: the site's base path (`/`, `/countersign/`), or an
/// absolute URL in texts that leave the site, such as feeds.
#[derive(Clone, Debug)]
pub struct BaseUrl(pub String);

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Search, filters, results.
    Home,
    /// One vendor. The slug is valid, but a vendor with it need not exist.
    Vendor(Slug),
    /// One category.
    Category(Category),
    /// A few vendors side by side.
    Compare,
    /// The vendors in a stack.
    Check,
    /// The business associate register.
    Register,
    /// Every change of a status.
    Changes,
    /// What each status means.
    About,
    /// The data as files.
    Api,
    /// No page of the site.
    NotFound,
}

impl Route {
    /// The route's URL, which starts with `base`; `None` for [`Route::NotFound`].
    pub fn url(&self, base: &str) -> Option<String> {
        let path = match self {
            Self::Home => String::new(),
            Self::Vendor(slug) => ["vendors/", slug.as_str(), "/"].concat(),
            Self::Category(category) => ["categories/", category.key(), "/"].concat(),
            Self::Compare => "compare/".to_owned(),
            Self::Check => "check/".to_owned(),
            Self::Register => "register/".to_owned(),
            Self::Changes => "changes/".to_owned(),
            Self::About => "about/".to_owned(),
            Self::Api => "api/".to_owned(),
            Self::NotFound => return None,
        };
        Some([base, &path].concat())
    }

    /// Parses a path under a base path. Case, doubled slashes and a missing slash at the end make no difference.
    pub fn parse(path: &str, base: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let base = base.trim_end_matches('/').to_ascii_lowercase();
        let Some(path) = path.strip_prefix(&base) else { return Self::NotFound };
        let mut segments = path.split('/');
        // The base path ends at a segment boundary: /countersignvendors/ is not below /countersign/.
        if segments.next() != Some("") {
            return Self::NotFound;
        }
        let mut segments = segments.filter(|segment| !segment.is_empty());
        match (segments.next(), segments.next(), segments.next()) {
            (None | Some("index.html"), None, None) => Self::Home,
            (Some("vendors"), Some(slug), None) => Slug::parse(slug).map_or(Self::NotFound, Self::Vendor),
            (Some("categories"), Some(key), None) => {
                Category::from_key(key).map_or(Self::NotFound, Self::Category)
            }
            (Some("compare"), None, None) => Self::Compare,
            (Some("check"), None, None) => Self::Check,
            (Some("register"), None, None) => Self::Register,
            (Some("changes"), None, None) => Self::Changes,
            (Some("about"), None, None) => Self::About,
            (Some("api"), None, None) => Self::Api,
            _ => Self::NotFound,
        }
    }
}

/// A path with a query string, which is given without its question mark.
pub fn with_query(path: &str, query: &str) -> String {
    let separator = if query.is_empty() { "" } else { "?" };
    [path, separator, query].concat()
}

/// The start of every URL on the site; see [`BaseUrl`].
pub fn base_url() -> String {
    use_context::<BaseUrl>().map_or_else(|| "/".to_owned(), |base| base.0)
}

/// The URL of a path on this site, which is given without a slash at its start.
pub fn url(path: &str) -> String {
    [&base_url(), path].concat()
}

/// The URL of a vendor's page.
pub fn vendor(slug: &Slug) -> String {
    page(&Route::Vendor(slug.clone()))
}

/// The URL of the page that compares vendors.
pub fn compare() -> String {
    page(&Route::Compare)
}

/// The URL of the page that checks a stack. Only the publisher links to it.
#[cfg(not(target_arch = "wasm32"))]
pub fn check() -> String {
    page(&Route::Check)
}

/// The URL of the register.
pub fn register() -> String {
    page(&Route::Register)
}

/// The URL of a category's page.
pub fn category(category: Category) -> String {
    page(&Route::Category(category))
}

fn page(route: &Route) -> String {
    route.url(&base_url()).unwrap_or_else(base_url)
}

/// The URL of a vendor's record.
pub fn record(slug: &Slug) -> String {
    vendor_file(slug, ".json")
}

/// The URL of the file of all records.
pub fn records() -> String {
    url("records.json")
}

/// The URL of a vendor's feed.
pub fn feed(slug: &Slug) -> String {
    vendor_file(slug, ".xml")
}

/// The URL of a vendor's page as Markdown.
pub fn markdown(slug: &Slug) -> String {
    vendor_file(slug, ".md")
}

/// The URL of a vendor's badge.
pub fn badge(slug: &Slug) -> String {
    vendor_file(slug, ".svg")
}

fn vendor_file(slug: &Slug, extension: &str) -> String {
    url(&["vendors/", slug.as_str(), extension].concat())
}

#[cfg(test)]
mod tests {
    use catalog::{Category, Slug};

    use super::Route;

    #[test]
    fn a_path_is_parsed_whatever_its_case_and_slashes() {
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
            assert_eq!(Route::parse(path, base), route, "{path} under {base}");
        }
    }

    #[test]
    fn the_url_of_a_route_parses_to_the_same_route() {
        for base in ["/", "/countersign/"] {
            for path in [
                "",
                "vendors/zoom/",
                "categories/email/",
                "compare/",
                "check/",
                "register/",
                "changes/",
                "about/",
                "api/",
            ] {
                let url = [base, path].concat();
                assert_eq!(Route::parse(&url, base).url(base), Some(url));
            }
        }
        assert_eq!(Route::NotFound.url("/"), None);
    }

    #[test]
    fn any_other_path_is_not_found() {
        for path in [
            "/vendors/",
            "/vendors/a b/",
            "/vendors/zoom/x/",
            "/categories/none/",
            "/abou",
            "/vendors/%20/",
            "/é",
        ] {
            assert_eq!(Route::parse(path, "/"), Route::NotFound, "{path}");
        }
        for path in ["/vendors/zoom/", "/countersignvendors/zoom/", "/countersign.example/", "countersign/"] {
            assert_eq!(Route::parse(path, "/countersign/"), Route::NotFound, "{path} under /countersign/");
        }
    }
}
