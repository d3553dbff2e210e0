//! The search engine alone, compiled as the app is, for the race against other search engines. It makes the calls
//! that the page makes: the list by the browser's JSON parser, `Engine::new`, `Engine::search` for the first 100.
#![allow(missing_docs, reason = "wasm-bindgen writes functions of its own")]

#[cfg(not(feature = "without-search"))]
use directory::Query;
use directory::{Bundle, Listing};
use wasm_bindgen::prelude::wasm_bindgen;

/// The vendors, then the engine.
#[wasm_bindgen]
#[derive(Default)]
pub struct Search {
    listings: Vec<Listing>,
    #[cfg(not(feature = "without-search"))]
    engine: directory::search::Engine,
}

#[wasm_bindgen]
impl Search {
    /// Reads the list of vendors; none where it cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Self {
        let bundle = js_sys::JSON::parse(text)
            .ok()
            .and_then(|value| serde_wasm_bindgen::from_value::<Bundle>(value).ok());
        Self { listings: bundle.map(|bundle| bundle.vendors).unwrap_or_default(), ..Self::default() }
    }

    /// How many vendors there are to build from.
    pub fn len(&self) -> usize {
        self.listings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.listings.is_empty()
    }
}

#[cfg(not(feature = "without-search"))]
#[wasm_bindgen]
impl Search {
    /// Builds the engine.
    pub fn build(&mut self) {
        self.engine = directory::search::Engine::new(std::mem::take(&mut self.listings));
    }

    /// The places of the first 100 vendors that a text finds.
    pub fn find(&self, text: String) -> Vec<u32> {
        let results = self.engine.search(&Query { text, ..Query::default() }, 100);
        results.hits.iter().map(|hit| hit.index as u32).collect()
    }
}
