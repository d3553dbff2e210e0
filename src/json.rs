//! JSON by the browser's own parser: with serde_json in its place the Wasm is larger, see docs/size.md.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// Reads a text.
///
/// # Errors
/// When it is not JSON, or not of that form.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, serde_wasm_bindgen::Error> {
    of(parse(text)?)
}

/// Reads a text of any form.
///
/// # Errors
/// When it is not JSON.
pub fn parse(text: &str) -> Result<JsValue, serde_wasm_bindgen::Error> {
    Ok(js_sys::JSON::parse(text)?)
}

/// Reads a value.
///
/// # Errors
/// When it is not of that form.
pub fn of<T: DeserializeOwned>(value: JsValue) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(value)
}

/// Writes a value.
///
/// # Errors
/// When it cannot be said in JSON.
pub fn write<T: Serialize>(value: &T) -> Result<String, serde_wasm_bindgen::Error> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    Ok(js_sys::JSON::stringify(&value)?.into())
}
