//! JSON by the browser's own parser. With serde_json in its place the Wasm is larger; docs/size.md has the figures.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// Deserializes a value from JSON.
///
/// # Errors
/// When the text is not JSON, or has another schema.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, serde_wasm_bindgen::Error> {
    from_value(parse(text)?)
}

/// Parses JSON of any schema.
///
/// # Errors
/// When the text is not JSON.
pub fn parse(text: &str) -> Result<JsValue, serde_wasm_bindgen::Error> {
    Ok(js_sys::JSON::parse(text)?)
}

/// Deserializes a value from parsed JSON.
///
/// # Errors
/// When the JSON has another schema.
pub fn from_value<T: DeserializeOwned>(value: JsValue) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(value)
}

/// Serializes a value to JSON.
///
/// # Errors
/// When JSON cannot represent the value.
pub fn to_string<T: Serialize>(value: &T) -> Result<String, serde_wasm_bindgen::Error> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    Ok(js_sys::JSON::stringify(&value)?.into())
}
