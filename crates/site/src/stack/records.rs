//! The vendors that a stack is checked against: a folder of records, or a published site in a folder or at a URL.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use catalog::Date;
use inventory::{StackFile, StackIndex};
use ureq::Agent;
use ureq::http::Uri;
use ureq::http::header::CONTENT_TYPE;

use crate::records::{DataPaths, check_records};

/// The largest index that is read over the network, in bytes.
const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// The time limit of the request, with its redirects.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Where the vendors are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordsSource {
    /// A folder of vendor records, or the folder of a published site.
    Folder(PathBuf),
    /// The URL of the index of a published site.
    Url(String),
}

/// A location that is neither a folder nor the address of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordsSourceError {
    /// Another scheme, or http on another machine.
    #[error("the address of a site begins with https:// (http:// only for this machine)")]
    Scheme,
    /// Not a URL, or one with a user name, a query or a fragment.
    #[error(
        "not the address of a site: write https://, the host and the path, without a user name, a query or a fragment"
    )]
    Url,
}

impl FromStr for RecordsSource {
    type Err = RecordsSourceError;

    fn from_str(location: &str) -> Result<Self, RecordsSourceError> {
        if !location.contains("://") {
            return Ok(Self::Folder(location.into()));
        }
        let url: Uri = location.parse().map_err(|_invalid| RecordsSourceError::Url)?;
        let host = url.host().unwrap_or_default();
        if host.is_empty() || location.contains(['@', '?', '#']) {
            return Err(RecordsSourceError::Url);
        }
        match url.scheme_str() {
            Some("https") => {}
            Some("http") if is_this_machine(host) => {}
            _ => return Err(RecordsSourceError::Scheme),
        }
        Ok(Self::Url(if location.ends_with(".json") {
            location.to_owned()
        } else {
            [location.trim_end_matches('/'), "/", StackFile::NAME].concat()
        }))
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl RecordsSource {
    /// Reads the vendors. Records of a folder are checked as of the day `today`, like `site check` does.
    ///
    /// # Errors
    /// If the source is not available, is not what it should be, or has defects.
    pub fn load(&self, today: Date) -> Result<StackIndex> {
        match self {
            Self::Folder(folder) => load_folder(folder, today),
            Self::Url(url) => parse(&fetch(url)?, url),
        }
    }
}

fn load_folder(folder: &Path, today: Date) -> Result<StackIndex> {
    let published = folder.join(StackFile::NAME);
    if published.is_file() {
        let name = published.display().to_string();
        let text = fs::read_to_string(&published).with_context(|| format!("cannot read {name}"))?;
        return parse(&text, &name);
    }
    let mut paths = DataPaths { vendors: folder.to_owned(), schema: PathBuf::new() };
    paths.schema = paths.sibling("vendor.schema.json");
    let data = check_records(&paths, today)
        .with_context(|| format!("{} is not a folder of vendor records without defects", folder.display()))?;
    Ok(StackIndex::new(&data.records, &data.shared, &data.renamed))
}

fn parse(text: &str, name: &str) -> Result<StackIndex> {
    StackIndex::parse(text).with_context(|| format!("cannot use {name}"))
}

/// Gets a JSON file. A request over https is never redirected to http.
fn fetch(url: &str) -> Result<String> {
    let is_https = url.starts_with("https:");
    let agent: Agent = Agent::config_builder()
        .https_only(is_https)
        .max_redirects(if is_https { 5 } else { 0 })
        .http_status_as_error(false)
        .timeout_global(Some(TIMEOUT))
        .build()
        .into();
    let cannot_get = || format!("cannot get {url}");
    let response = agent.get(url).call().with_context(cannot_get)?;
    let status = response.status();
    ensure!(status.is_success(), "cannot get {url}: the response has status {}", status.as_u16());
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or("unknown").to_ascii_lowercase();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    ensure!(
        media_type == "application/json",
        "cannot use {url}: its content type is {media_type}, not application/json. Is it the address of a Countersign site?"
    );
    let body = response.into_body().into_with_config().limit(MAX_FILE_SIZE);
    body.read_to_string().with_context(cannot_get)
}

#[cfg(test)]
mod tests {
    use super::{RecordsSource, RecordsSourceError};

    #[test]
    fn a_location_is_a_folder_or_the_index_of_a_site() {
        let parse = |location: &str| location.parse::<RecordsSource>();
        let url = |url: &str| Ok(RecordsSource::Url(url.to_owned()));
        assert_eq!(parse("public/vendors"), Ok(RecordsSource::Folder("public/vendors".into())));
        for location in ["https://a.example", "https://a.example/", "https://a.example/stack.json"] {
            assert_eq!(parse(location), url("https://a.example/stack.json"), "{location}");
        }
        assert_eq!(parse("https://a.example/base/"), url("https://a.example/base/stack.json"));
        for host in ["localhost:8080", "127.0.0.1", "127.0.0.2:1", "[::1]:8080"] {
            assert_eq!(parse(&format!("http://{host}")), url(&format!("http://{host}/stack.json")));
        }
        for location in ["http://a.example", "http://localhost.example", "http://10.0.0.1", "ftp://a.example"]
        {
            assert_eq!(parse(location), Err(RecordsSourceError::Scheme), "{location}");
        }
        for location in ["https://", "https://me:secret@a.example", "https://a.example/?x", "https://a b"] {
            assert_eq!(parse(location), Err(RecordsSourceError::Url), "{location}");
        }
    }
}
