//! The search engine as a Wasm module of its own, compiled as the app is, for the comparison with other search engines.
//! It makes the calls that the home page makes: it parses the list with the browser's JSON parser, builds the engine with
//! `Engine::new`, and calls `Engine::search` for the first 100 results.
#![allow(missing_docs, reason = "wasm-bindgen generates functions without documentation")]

#[cfg(not(feature = "without-search"))]
use catalog::Query;
use catalog::{Bundle, Listing};
use wasm_bindgen::prelude::wasm_bindgen;

/// The vendors, then the engine that is built over them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Search {
    listings: Vec<Listing>,
    #[cfg(not(feature = "without-search"))]
    engine: search::Engine,
}

#[wasm_bindgen]
impl Search {
    /// Parses the list of vendors; empty if the list cannot be parsed.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Self {
        let bundle = js_sys::JSON::parse(text)
            .ok()
            .and_then(|value| serde_wasm_bindgen::from_value::<Bundle>(value).ok());
        Self { listings: bundle.map(|bundle| bundle.vendors).unwrap_or_default(), ..Self::default() }
    }

    /// The number of vendors that the engine is not built over yet.
    pub fn len(&self) -> usize {
        self.listings.len()
    }

    /// Whether there are no such vendors.
    pub fn is_empty(&self) -> bool {
        self.listings.is_empty()
    }
}

#[cfg(not(feature = "without-search"))]
#[wasm_bindgen]
impl Search {
    /// Builds the engine.
    pub fn build(&mut self) {
        self.engine = search::Engine::new(std::mem::take(&mut self.listings));
    }

    /// The indexes of the first 100 results of a text.
    pub fn find(&self, text: String) -> Vec<u32> {
        let results = self.engine.search(&Query { text, ..Query::default() }, 100);
        results.hits.iter().map(|hit| hit.index as u32).collect()
    }
}
