//! Archived copies of sources in the Wayback Machine of the Internet Archive.

use catalog::{Date, HttpsUrl};
use url::Url;

use super::fetch::{Fetched, Validators};
use super::run::Verifier;

const ARCHIVE: &str = "https://web.archive.org/web/";

impl Verifier {
    /// The archived copy of a page that is nearest to a date. The archive redirects to it.
    ///
    /// # Errors
    /// If the archive does not answer, with the reason.
    pub fn archived_copy(&self, page: &HttpsUrl, date: Date) -> Result<Option<HttpsUrl>, String> {
        let day = date.to_string().replace('-', "");
        let question =
            Url::parse(&format!("{ARCHIVE}{day}/{}", page.as_str())).map_err(|error| error.to_string())?;
        match self.request(&question, &Validators::default()).map_err(|result| result.reason)? {
            Fetched::Redirect(copy) => {
                Ok(HttpsUrl::parse(copy.as_str()).ok().filter(|copy| is_copy_of(copy, page)))
            }
            Fetched::Status(status, _) if status.as_u16() != 404 => {
                Err(format!("status {}", status.as_u16()))
            }
            Fetched::NotConnected(reason) | Fetched::Failed(reason) => Err(reason),
            // Without a redirect there is no copy.
            Fetched::Status(..) | Fetched::Page(_) | Fetched::NotModified => Ok(None),
        }
    }
}

/// Whether an address of the archive is that of a copy of this page, such as
/// `https://web.archive.org/web/20261124101500/https://acme.example/hipaa`.
fn is_copy_of(copy: &HttpsUrl, page: &HttpsUrl) -> bool {
    let Some((time, of)) = copy.as_str().strip_prefix(ARCHIVE).and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let address = |url: &str| {
        let url = url.split('#').next().unwrap_or_default();
        let url = url.trim_start_matches("https://").trim_start_matches("http://");
        let url = url.replacen(":80/", "/", 1).replacen(":443/", "/", 1);
        url.trim_start_matches("www.").trim_end_matches('/').to_ascii_lowercase()
    };
    time.len() == 14
        && time.bytes().all(|byte| byte.is_ascii_digit())
        && address(of) == address(page.as_str())
}
