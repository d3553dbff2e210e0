//! `site nginx`: an nginx configuration for the published site, made from its header rules and its list of vendors.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::{HeaderName, header};
use catalog::{Bundle, Category, Slug};

use super::headers::{HeaderRule, HeaderRules};
use super::line_parser::HostConfigError;
use super::path_pattern::PathPattern;
use super::redirects;
use crate::publish::LIST;
use crate::records::renamed::{self, RenamedError};

const TEMPLATE: &str = include_str!("nginx.conf.template");

/// An nginx configuration, to be included in the `http` block.
pub struct NginxConfig<'a> {
    rules: HeaderRules,
    /// The redirect target of each path without a file. Keys are in lower case and have no slashes at the end.
    pages: BTreeMap<String, String>,
    base: &'a str,
    root: &'a Path,
    listen: &'a str,
    service: Option<&'a str>,
}

/// A site without a configuration.
#[derive(Debug, thiserror::Error)]
pub enum NginxError {
    /// The header rules are invalid.
    #[error(transparent)]
    HeaderRules(#[from] HostConfigError),
    /// The list of vendors cannot be read.
    #[error("cannot read {path}: {source}; build the site first (make build)")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The list of renamed vendors is invalid.
    #[error(transparent)]
    Renamed(#[from] RenamedError),
    /// The list of vendors has other contents.
    #[error("{path} is not a bundle: {source}")]
    Bundle {
        /// The file.
        path: PathBuf,
        /// The parser's error.
        source: serde_json::Error,
    },
}

impl<'a> NginxConfig<'a> {
    /// The configuration of the site in `dist`. `root` is the folder on the server that corresponds to `/`: the site's
    /// own folder or, for a site under a base path, the folder that contains that path. `listen` is a port, or an
    /// address and a port.
    ///
    /// # Errors
    /// If the header rules or the list of vendors cannot be read.
    pub fn new(dist: &Path, root: &'a Path, base: &'a str, listen: &'a str) -> Result<Self, NginxError> {
        let path = dist.join(LIST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(source) => return Err(NginxError::Io { path, source }),
        };
        let bundle: Bundle =
            serde_json::from_slice(&text).map_err(|source| NginxError::Bundle { path, source })?;
        let renamed = renamed::read_published(dist)?;
        let old = redirects::old_paths(&bundle.vendors, &renamed, base).into_iter();
        // The map's keys have no slashes at the end.
        let old = old.filter(|(from, _)| !from.ends_with('/'));
        let vendor_page = |slug: &Slug| (format!("{base}vendors/{slug}"), format!("{base}vendors/{slug}/"));
        let vendors = bundle.vendors.iter().map(|listing| vendor_page(&listing.slug));
        let page = |path: String| {
            let path = format!("{base}{path}");
            (path.trim_end_matches('/').to_owned(), path)
        };
        let categories = Category::ALL.iter().map(|category| format!("categories/{}/", category.key()));
        let others = other_pages(dist).map_err(|source| NginxError::Io { path: dist.to_owned(), source })?;
        let home = (base != "/").then(String::new);
        let pages = vendors.chain(old).chain(categories.chain(others).chain(home).map(page)).collect();
        Ok(Self { rules: HeaderRules::read(dist)?, pages, base, root, listen, service: None })
    }

    /// The same, with the sign-up service (`site serve`) at an address and a port.
    pub fn with_service(self, service: Option<&'a str>) -> Self {
        Self { service, ..self }
    }

    /// The location that passes requests on to the service. It sends its own headers: an `add_header` in a location
    /// replaces those of the server. The client address is not one that a client has sent.
    fn service_location(&self) -> String {
        let Some(service) = self.service else { return String::new() };
        let path = escape_regex(&format!("{}api/", self.base));
        format!(
            "  location ~ \"^{path}.\" {{\n    proxy_pass http://{service};\n    \
             proxy_set_header Host $host;\n    proxy_set_header X-Forwarded-For $remote_addr;\n    \
             client_max_body_size 4k;\n    add_header x-none \"\";\n  }}\n"
        )
    }

    /// The value of each header by path pattern, without content types.
    fn headers(&self) -> BTreeMap<&str, Vec<(&PathPattern, &str)>> {
        let mut headers: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for HeaderRule { path, headers: values } in self.rules.iter() {
            for (name, value) in values.iter().filter(|(name, _)| *name != header::CONTENT_TYPE) {
                headers.entry(name.as_str()).or_default().push((path, value.to_str().unwrap_or_default()));
            }
        }
        headers
    }

    /// A map from the requested path to the value of each header.
    fn header_maps(&self) -> String {
        let map = |(name, values): (&str, Vec<(&PathPattern, &str)>)| {
            let values = values.iter().map(|(path, value)| format!("  {} \"{value}\";\n", map_key(path)));
            let values: String = values.collect();
            format!("\nmap $countersign_path {} {{\n  default \"\";\n{values}}}\n", variable(name))
        };
        self.headers().into_iter().map(map).collect()
    }

    /// A location for each content type that nginx does not send by itself.
    fn typed_locations(&self) -> String {
        let is_type = |(name, _): &&(HeaderName, _)| *name == header::CONTENT_TYPE;
        let types = self.rules.iter().flat_map(|rule| {
            let types = rule.headers.iter().filter(is_type);
            types.map(|(_, value)| (&rule.path, value.to_str().unwrap_or_default()))
        });
        let location = |(path, value): (&PathPattern, &str)| {
            let path = location_key(path);
            format!(
                "  location {path} {{ types {{}} default_type \"{value}\"; try_files $uri @redirect; }}\n"
            )
        };
        types.map(location).collect()
    }
}

impl fmt::Display for NginxConfig<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages: String = self.pages.iter().map(|(from, to)| format!("  {from} {to};\n")).collect();
        let add_header = |name: &str| format!("  add_header {name} {} always;\n", variable(name));
        let add_headers: String = self.headers().into_keys().map(add_header).collect();
        let config = TEMPLATE
            .replace("%PAGES%", &pages)
            .replace("%HEADER_MAPS%", &self.header_maps())
            .replace("%ADD_HEADERS%", &add_headers)
            .replace("%SERVICE%", &self.service_location())
            .replace("%TYPED_LOCATIONS%", &self.typed_locations())
            .replace("%BASE%", self.base)
            .replace("%LISTEN%", self.listen)
            .replace("%ROOT%", &self.root.display().to_string());
        f.write_str(&config)
    }
}

/// The paths of the pages that are not of a vendor or a category, such as `about/`.
fn other_pages(dist: &Path) -> std::io::Result<Vec<String>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        if entry.path().join("index.html").is_file() {
            pages.push(format!("{}/", entry.file_name().to_string_lossy()));
        }
    }
    Ok(pages)
}

/// The variable of a header's value. nginx sends no header whose value is empty.
fn variable(name: &str) -> String {
    format!("$countersign_{}", name.replace('-', "_"))
}

/// A pattern as the key of an nginx map.
fn map_key(path: &PathPattern) -> String {
    match path.split() {
        (exact, None) => exact.to_owned(),
        (start, Some(end)) => format!("\"~^{}.*{}$\"", escape_regex(start), escape_regex(end)),
    }
}

/// A pattern as the path of an nginx location.
fn location_key(path: &PathPattern) -> String {
    match path.split() {
        (exact, None) => format!("= {exact}"),
        (start, Some(end)) => format!("~ \"^{}.*{}$\"", escape_regex(start), escape_regex(end)),
    }
}

fn escape_regex(text: &str) -> String {
    let letters = text.chars().flat_map(|c| {
        let is_special = !c.is_ascii_alphanumeric() && !matches!(c, '/' | '-' | '_');
        is_special.then_some('\\').into_iter().chain([c])
    });
    letters.collect()
}
