//! Stands in for `wasm-streams`, which Leptos's server functions stream their arguments and results with. This app has
//! none, but the real crate exports classes to JavaScript, and what is exported no linker drops: docs/size.md has what
//! that weighs. Here a stream is always empty.

use futures_util::Stream;
use futures_util::stream::{self, Empty};
use wasm_bindgen::{JsCast, JsValue};

/// A stream of JavaScript's, of which nothing is read.
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of JavaScript's.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// No stream: what would give its parts is dropped.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self(JsValue::UNDEFINED.unchecked_into())
    }

    /// The stream of JavaScript's.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Nothing.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        stream::empty()
    }
}
