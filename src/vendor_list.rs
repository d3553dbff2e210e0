//! The list of all vendors in the browser: asked for once, by the first page that needs it.

use std::sync::Arc;

use directory::Listing;
use directory::search::{Building, Engine};
use leptos::prelude::*;

use crate::address;
use crate::browser::later;
use crate::loading::{self, From, LoadError, Loaded};

/// How many bytes of the list are read in one piece: those of some fifty vendors, which a slow phone reads without a
/// pause that anybody notices.
const PIECE: usize = 16 << 10;

/// The list of all vendors, ready to be searched.
#[derive(Clone, Copy)]
pub struct VendorList {
    state: RwSignal<Option<Loaded<Found>>>,
    /// The file that the page names, until it was asked for. Its name changes with its content, so that a browser
    /// keeps it for long; a publication after the page's has it no more.
    named: StoredValue<Option<String>>,
    /// The file of whatever was published last.
    latest: StoredValue<String>,
}

/// What was found in a file.
#[derive(Clone)]
struct Found {
    engine: Arc<Engine>,
    /// Whether it is the file that the page names.
    is_named: bool,
}

/// A list that is being read.
struct Reading {
    file: String,
    is_named: bool,
    text: String,
    /// How far the vendors of the text are read.
    at: usize,
    vendors: Vec<Listing>,
}

impl VendorList {
    /// A list that nobody has asked for yet, and the name of its file where the page knows it.
    pub fn new(named: Option<&str>) -> Self {
        Self {
            state: RwSignal::new(None),
            named: StoredValue::new(named.map(address::address)),
            latest: StoredValue::new(address::address("list.json")),
        }
    }

    /// Asks for the list, unless it is here or on its way.
    pub fn ask(self) {
        let from = self.state.with_untracked(|state| match state {
            Some(Loaded::Pending | Loaded::Ready(_)) => None,
            Some(Loaded::Failed(_)) => Some(From::Server),
            None => Some(From::Cache),
        });
        let Some(from) = from else { return };
        self.state.set(Some(Loaded::Pending));
        match self.named.try_update_value(Option::take).flatten() {
            Some(named) => self.load(named, from, true),
            None => self.load(self.latest.get_value(), from, false),
        }
    }

    /// Asks for one of the files.
    fn load(self, file: String, from: From, is_named: bool) {
        let url = file.clone();
        let deliver = move |answer: Result<String, LoadError>| match answer {
            Ok(text) => {
                let reading = Reading { file, is_named, text, at: 0, vendors: Vec::new() };
                later(move || self.read(reading));
            }
            Err(error) => self.fail(error, is_named),
        };
        loading::load(url, from, Box::new(deliver));
    }

    /// Where the named file does not give a list, whatever the reason, the latest takes its place; after a file that
    /// never came the visitor is told first.
    fn fail(self, error: LoadError, is_named: bool) {
        if is_named && !error.is_late() {
            self.load(self.latest.get_value(), From::Server, false);
        } else {
            self.state.set(Some(Loaded::Failed(error)));
        }
    }

    /// Reads the list, and lets the browser paint and hear of what is typed between two pieces of the work.
    fn read(self, mut reading: Reading) {
        match reading.go_on() {
            Ok(true) => later(move || self.build(Building::new(reading.vendors), reading.is_named)),
            Ok(false) => later(move || self.read(reading)),
            Err(error) => self.fail(error, reading.is_named),
        }
    }

    /// Builds the engine, in pieces too.
    fn build(self, mut building: Building, is_named: bool) {
        match building.go_on() {
            Some(engine) => {
                let found = Found { engine: Arc::new(engine), is_named };
                later(move || self.state.set(Some(Loaded::Ready(found))));
            }
            None => later(move || self.build(building, is_named)),
        }
    }

    /// The engine, once the list is here.
    pub fn engine(self) -> Option<Arc<Engine>> {
        self.state.with(|state| match state {
            Some(Loaded::Ready(found)) => Some(Arc::clone(&found.engine)),
            Some(Loaded::Pending | Loaded::Failed(_)) | None => None,
        })
    }

    /// Whether the list is the one that the page was published with.
    pub fn is_as_published(self) -> bool {
        self.state.with_untracked(|state| matches!(state, Some(Loaded::Ready(found)) if found.is_named))
    }

    /// Why the list did not arrive.
    pub fn problem(self) -> Option<LoadError> {
        self.state.with(|state| match state {
            Some(Loaded::Failed(error)) => Some(error.clone()),
            Some(Loaded::Pending | Loaded::Ready(_)) | None => None,
        })
    }
}

impl Reading {
    /// Reads the next piece, and tells whether it was the last. A list with one vendor a line, as it is published, is
    /// read line by line, any other in one piece.
    fn go_on(&mut self) -> Result<bool, LoadError> {
        let lines = self
            .text
            .split_once("[\n")
            .and_then(|(opening, lines)| Some((opening, lines.strip_suffix("\n]}\n")?)));
        let Some((opening, lines)) = lines else {
            self.vendors = self.whole(&self.text)?;
            return Ok(true);
        };
        if self.at == 0 {
            self.whole(&[opening, "[]}"].concat())?;
        }
        let rest = lines.get(self.at..).unwrap_or_default();
        let from = rest.floor_char_boundary(PIECE);
        let end = rest.get(from..).and_then(|rest| rest.find(",\n")).map(|end| from + end);
        let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.vendors.extend(loading::read::<Vec<Listing>>(&self.file, &["[", piece, "]"].concat())?);
        self.at += piece.len() + ",\n".len();
        Ok(end.is_none())
    }

    fn whole(&self, text: &str) -> Result<Vec<Listing>, LoadError> {
        loading::read_versioned(&self.file, text, "vendors")
    }
}
