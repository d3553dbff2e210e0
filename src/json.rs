//! JSON by the browser's own parser: with serde_json in its place the Wasm is larger, see docs/size.md.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a text.
///
/// # Errors
/// When it is not JSON, or not of that form.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text)?)
}

/// Writes a value.
///
/// # Errors
/// When it cannot be said in JSON.
pub fn write<T: Serialize>(value: &T) -> Result<String, serde_wasm_bindgen::Error> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    Ok(js_sys::JSON::stringify(&value)?.into())
}
