//! The site as nginx serves it: a configuration made from the rules and the vendors of the built site.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::{HeaderName, header};
use directory::{Bundle, Category, Slug};

use super::headers::{Rule, Rules};
use super::lines::ToldError;
use super::path::Pattern;
use super::redirects;
use crate::renamed::{self, RenamedError};

/// A configuration of nginx, to be included between the braces of its `http`.
pub struct Nginx<'a> {
    rules: Rules,
    /// Where each path leads when no file is there, in lower case and without slashes at its end.
    pages: BTreeMap<String, String>,
    base: &'a str,
    root: &'a Path,
    listen: &'a str,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum NginxError {
    /// The rules of the site.
    #[error(transparent)]
    Rules(#[from] ToldError),
    /// The list of vendors cannot be read.
    #[error("cannot read {path}: {source}; build the site first (make build)")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The vendors that left the directory.
    #[error(transparent)]
    Renamed(#[from] RenamedError),
    /// The list of vendors is none.
    #[error("{path} is not a bundle: {source}")]
    Bundle {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl<'a> Nginx<'a> {
    /// The configuration of the site that is built in `dist`. `root` is the folder on the server that `/` stands for:
    /// the site's own, or for a site under a path the one in which that path is found. `listen` is an address and a
    /// port, or a port.
    ///
    /// # Errors
    /// When the site has no rules or no list of vendors that can be read.
    pub fn new(dist: &Path, root: &'a Path, base: &'a str, listen: &'a str) -> Result<Self, NginxError> {
        let path = dist.join("list.json");
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(source) => return Err(NginxError::Io { path, source }),
        };
        let bundle: Bundle =
            serde_json::from_slice(&text).map_err(|source| NginxError::Bundle { path, source })?;
        let own = bundle.vendors.iter().map(|listing| (&listing.slug, &listing.slug));
        let renamed = renamed::of_site(dist)?;
        // A path's slashes at its end make no difference here.
        let old = redirects::old_addresses(&bundle.vendors, &renamed, base).into_iter();
        let old = old.filter(|(from, _)| !from.ends_with('/'));
        let vendor =
            |(from, to): (&Slug, &Slug)| (format!("{base}vendors/{from}"), format!("{base}vendors/{to}/"));
        let same = |page: String| {
            let page = format!("{base}{page}");
            (page.trim_end_matches('/').to_owned(), page)
        };
        let categories = Category::ALL.iter().map(|category| format!("categories/{}/", category.key()));
        let others = other_pages(dist).map_err(|source| NginxError::Io { path: dist.to_owned(), source })?;
        let vendors = own.map(vendor).chain(old);
        let home = (base != "/").then(String::new);
        let pages = vendors.chain(categories.chain(others).chain(home).map(same)).collect();
        Ok(Self { rules: Rules::read(dist)?, pages, base, root, listen })
    }

    /// For each header, the paths that it is sent with and its value there.
    fn headers(&self) -> BTreeMap<&str, Vec<(&Pattern, &str)>> {
        let mut headers: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for Rule { path, headers: of_rule } in self.rules.iter() {
            for (name, value) in of_rule.iter().filter(|(name, _)| *name != header::CONTENT_TYPE) {
                headers.entry(name.as_str()).or_default().push((path, value.to_str().unwrap_or_default()));
            }
        }
        headers
    }

    fn types(&self) -> impl Iterator<Item = (&Pattern, &str)> {
        let is_type = |(name, _): &&(HeaderName, _)| *name == header::CONTENT_TYPE;
        self.rules.iter().flat_map(move |rule| {
            let kinds = rule.headers.iter().filter(is_type);
            kinds.map(|(_, value)| (&rule.path, value.to_str().unwrap_or_default()))
        })
    }

    fn write_maps(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "# The maps below name every page; the usual limits hold a few hundred.\n\
             map_hash_max_size 1048576;\nmap_hash_bucket_size 256;\n\n\
             # The path as it was asked for: that of a folder, and not that of the page in it.\n\
             map $request_uri $countersign_path { ~^(?<countersign_asked>[^?]*) $countersign_asked; }\n\
             map $uri $countersign_key { ~^(?<countersign_end>.*?)/*$ $countersign_end; }\n\n\
             # Every redirect: those of other names, upper case, doubled and missing slashes. nginx takes no notice\n\
             # of case here. None is made from the path that was asked for.\n\
             map $countersign_key $countersign_page {\n  default \"\";\n",
        )?;
        for (from, to) in &self.pages {
            writeln!(f, "  {from} {to};")?;
        }
        f.write_str("}\n")?;
        for (name, values) in self.headers() {
            writeln!(f, "\nmap $countersign_path {} {{\n  default \"\";", variable(name))?;
            for (path, value) in values {
                writeln!(f, "  {} \"{value}\";", matched(path))?;
            }
            f.write_str("}\n")?;
        }
        Ok(())
    }

    fn write_server(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base, root, listen, .. } = self;
        write!(
            f,
            "\nserver {{\n  listen {listen};\n  root \"{}\";\n  charset utf-8;\n  absolute_redirect off;\n  \
             server_tokens off;\n\n  \
             # The compressed files beside the others. For brotli: load_module of Debian's\n  \
             # libnginx-mod-http-brotli-static, and `brotli_static on;`.\n  gzip_static on;\n  gzip_vary on;\n\n",
            root.display()
        )?;
        for name in self.headers().into_keys() {
            writeln!(f, "  add_header {name} {} always;", variable(name))?;
        }
        write!(
            f,
            "\n  # A folder without a page is refused; for who asks, nothing is there.\n  \
             error_page 403 404 =404 {base}404.html;\n  location = {base}404.html {{ internal; }}\n  \
             location ~ /_(headers|redirects)$ {{ return 404; }}\n  \
             location ~ /$ {{ try_files ${{uri}}index.html @elsewhere; }}\n  \
             location / {{ try_files $uri @elsewhere; }}\n  \
             location @elsewhere {{\n    if ($countersign_page) {{ return 301 $countersign_page$is_args$args; }}\n    \
             return 404;\n  }}\n"
        )?;
        for (path, kind) in self.types() {
            writeln!(
                f,
                "  location {} {{ types {{}} default_type \"{kind}\"; try_files $uri @elsewhere; }}",
                located(path)
            )?;
        }
        f.write_str("}\n")
    }
}

impl fmt::Display for Nginx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_maps(f)?;
        self.write_server(f)
    }
}

/// The paths of the pages that are not of a vendor or a category: `about/`.
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

/// The variable that holds a header's value: nginx sends no header whose value is empty.
fn variable(name: &str) -> String {
    format!("$countersign_{}", name.replace('-', "_"))
}

/// The paths of a pattern, as a map of nginx has them.
fn matched(path: &Pattern) -> String {
    match path.parts() {
        (whole, None) => whole.to_owned(),
        (start, Some(end)) => format!("\"~^{}.*{}$\"", escaped(start), escaped(end)),
    }
}

/// The paths of a pattern, as a location of nginx has them.
fn located(path: &Pattern) -> String {
    match path.parts() {
        (whole, None) => format!("= {whole}"),
        (start, Some(end)) => format!("~ \"^{}.*{}$\"", escaped(start), escaped(end)),
    }
}

fn escaped(text: &str) -> String {
    let letters = text.chars().flat_map(|c| {
        let is_special = !c.is_ascii_alphanumeric() && !matches!(c, '/' | '-' | '_');
        is_special.then_some('\\').into_iter().chain([c])
    });
    letters.collect()
}
