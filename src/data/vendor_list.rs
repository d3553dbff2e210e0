//! The list of all vendors in the browser, and the search engine over it. The first page that needs it loads it.

use std::sync::Arc;

use catalog::Listing;
use leptos::prelude::*;
use search::{Engine, IndexBuilder};

use crate::data::fetch::{self, CachePolicy, LoadError, LoadState};
use crate::navigation::routes;
use crate::runtime::dom::next_task;

/// How many bytes of the list are parsed per task: about 170 vendors, which a slow phone parses without a noticeable
/// pause. The browser can paint between two tasks, so more of them delay the search.
const CHUNK_BYTES: usize = 64 << 10;

/// The list of all vendors, indexed for search.
#[derive(Clone, Copy)]
pub struct VendorList {
    /// `None` until a page requests the list.
    state: RwSignal<Option<LoadState<IndexedList>>>,
    /// The URL of the file that the page names, until it is requested; a retry loads the latest file. The name contains a
    /// hash of the content, so that browsers can cache the file for a long time; the next build no longer contains it.
    hashed_url: StoredValue<Option<String>>,
    /// The URL of the latest build's file, whose name never changes.
    latest_url: StoredValue<String>,
}

/// The list of one file, indexed.
#[derive(Clone)]
struct IndexedList {
    engine: Arc<Engine>,
    /// Whether the list is the version that this page was built from.
    is_page_version: bool,
}

impl VendorList {
    /// A list that is not requested yet, with the name of its file if the page knows it.
    pub fn new(hashed_file: Option<&str>) -> Self {
        Self {
            state: RwSignal::new(None),
            hashed_url: StoredValue::new(hashed_file.map(routes::url)),
            latest_url: StoredValue::new(routes::url("list.json")),
        }
    }

    /// Loads the list, unless it is loaded or loading.
    pub fn request(self) {
        let cache = self.state.with_untracked(|state| match state {
            Some(LoadState::Pending | LoadState::Ready(_)) => None,
            Some(LoadState::Failed(_)) => Some(CachePolicy::Reload),
            None => Some(CachePolicy::Default),
        });
        let Some(cache) = cache else { return };
        self.state.set(Some(LoadState::Pending));
        match self.hashed_url.try_update_value(Option::take).flatten() {
            Some(file) => self.load(file, cache, true),
            None => self.load(self.latest_url.get_value(), cache, false),
        }
    }

    fn load(self, url: String, cache: CachePolicy, is_page_version: bool) {
        let source = url.clone();
        let deliver = move |text: Result<String, LoadError>| match text {
            Ok(text) => {
                let parser =
                    ListParser { url: source, is_page_version, text, offset: 0, vendors: Vec::new() };
                next_task(move || self.parse(parser));
            }
            Err(error) => self.fail(error, is_page_version),
        };
        fetch::load(url, cache, Box::new(deliver));
    }

    /// Loads the latest file if the hashed file failed for any reason but a timeout; after a timeout the visitor decides
    /// whether to wait again.
    fn fail(self, error: LoadError, is_page_version: bool) {
        if is_page_version && !error.is_timeout() {
            self.load(self.latest_url.get_value(), CachePolicy::Reload, false);
        } else {
            self.state.set(Some(LoadState::Failed(error)));
        }
    }

    /// Parses the list, one chunk per task.
    fn parse(self, mut parser: ListParser) {
        match parser.step() {
            Ok(true) => {
                next_task(move || self.build(IndexBuilder::new(parser.vendors), parser.is_page_version))
            }
            Ok(false) => next_task(move || self.parse(parser)),
            Err(error) => self.fail(error, parser.is_page_version),
        }
    }

    /// Builds the search index, one step per task.
    fn build(self, mut builder: IndexBuilder, is_page_version: bool) {
        match builder.step() {
            Some(engine) => {
                let list = IndexedList { engine: Arc::new(engine), is_page_version };
                next_task(move || self.state.set(Some(LoadState::Ready(list))));
            }
            None => next_task(move || self.build(builder, is_page_version)),
        }
    }

    /// The search engine, once the list is loaded.
    pub fn engine(self) -> Option<Arc<Engine>> {
        self.state.with(|state| match state {
            Some(LoadState::Ready(list)) => Some(Arc::clone(&list.engine)),
            Some(LoadState::Pending | LoadState::Failed(_)) | None => None,
        })
    }

    /// Whether the list is the one that the page was rendered from.
    pub fn matches_page(self) -> bool {
        self.state
            .with_untracked(|state| matches!(state, Some(LoadState::Ready(list)) if list.is_page_version))
    }

    /// Why the list could not be loaded.
    pub fn error(self) -> Option<LoadError> {
        self.state.with(|state| match state {
            Some(LoadState::Failed(error)) => Some(error.clone()),
            Some(LoadState::Pending | LoadState::Ready(_)) | None => None,
        })
    }
}

/// A parser that reads the list in chunks.
struct ListParser {
    /// The URL of the list, for error messages.
    url: String,
    is_page_version: bool,
    text: String,
    /// How many bytes of the vendors' lines are parsed.
    offset: usize,
    vendors: Vec<Listing>,
}

impl ListParser {
    /// Parses the next chunk; returns whether it was the last. The published list has one vendor per line and is parsed
    /// in chunks of lines; a list with another layout is parsed in one piece.
    fn step(&mut self) -> Result<bool, LoadError> {
        let lines = self
            .text
            .split_once("[\n")
            .and_then(|(opening, lines)| Some((opening, lines.strip_suffix("\n]}\n")?)));
        let Some((opening, lines)) = lines else {
            self.vendors = self.parse_list(&self.text)?;
            return Ok(true);
        };
        if self.offset == 0 {
            // Parsing an empty list with this opening checks the version.
            self.parse_list(&[opening, "[]}"].concat())?;
        }
        let remaining = lines.get(self.offset..).unwrap_or_default();
        let min_end = remaining.floor_char_boundary(CHUNK_BYTES);
        let end = remaining.get(min_end..).and_then(|text| text.find(",\n")).map(|end| min_end + end);
        let chunk = remaining.get(..end.unwrap_or(remaining.len())).unwrap_or_default();
        let vendors: Vec<Listing> = fetch::parse_unversioned(&self.url, &["[", chunk, "]"].concat())?;
        self.vendors.extend(vendors);
        self.offset += chunk.len() + ",\n".len();
        Ok(end.is_none())
    }

    fn parse_list(&self, text: &str) -> Result<Vec<Listing>, LoadError> {
        fetch::parse_versioned(&self.url, text, "vendors")
    }
}
