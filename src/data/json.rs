//! JSON, parsed by the browser and deserialized from its values. The errors carry no message, because a visitor reads
//! which file is damaged, and not where. With serde_json or serde-wasm-bindgen in place of this module the Wasm is larger;
//! docs/size.md has the figures.

use std::fmt::Display;

use js_sys::{Array, JSON, Number, Object, Reflect};
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess,
    Unexpected, Visitor,
};
use serde::{Serialize, forward_to_deserialize_any};
use wasm_bindgen::{JsCast, JsValue};

/// A text is not JSON, or has another schema.
#[derive(Debug, thiserror::Error)]
#[error("the text is not JSON, or has another schema")]
pub struct JsonError;

/// Deserializes a value from JSON.
///
/// # Errors
/// When the text is not JSON, or has another schema.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    from_value(parse(text)?)
}

/// Parses JSON of any schema.
///
/// # Errors
/// When the text is not JSON.
pub fn parse(text: &str) -> Result<JsValue, JsonError> {
    JSON::parse(text).map_err(|_| JsonError)
}

/// Deserializes a value from parsed JSON.
///
/// # Errors
/// When the JSON has another schema.
pub fn from_value<T: DeserializeOwned>(value: JsValue) -> Result<T, JsonError> {
    T::deserialize(JsonValue(value))
}

/// Serializes a value to JSON.
///
/// # Errors
/// When JSON cannot represent the value.
pub fn to_string<T: Serialize>(value: &T) -> Result<String, JsonError> {
    serde_json::to_string(value).map_err(|_| JsonError)
}

/// The default methods would write a message, and need the code that formats every type of value.
impl Error for JsonError {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// A parsed value.
struct JsonValue(JsValue);

impl JsonValue {
    /// The members of an object, in their order.
    fn members(&self) -> Result<impl Iterator<Item = (Self, Self)>, JsonError> {
        if !self.0.is_object() {
            return Err(JsonError);
        }
        let member = |entry: JsValue| {
            let entry: Array = entry.unchecked_into();
            (Self(entry.get(0)), Self(entry.get(1)))
        };
        Ok(Object::entries(self.0.unchecked_ref()).into_iter().map(member))
    }
}

impl IntoDeserializer<'_, JsonError> for JsonValue {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for JsonValue {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if let Some(boolean) = self.0.as_bool() {
            visitor.visit_bool(boolean)
        } else if let Some(number) = self.0.as_f64() {
            if Number::is_safe_integer(&self.0) {
                visitor.visit_i64(number as i64)
            } else {
                visitor.visit_f64(number)
            }
        } else if self.0.is_string() {
            self.deserialize_string(visitor)
        } else if Array::is_array(&self.0) {
            self.deserialize_seq(visitor)
        } else if self.0.is_null() {
            visitor.visit_unit()
        } else {
            self.deserialize_map(visitor)
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_string(self.0.as_string().ok_or(JsonError)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let items: Array = self.0.dyn_into().map_err(|_| JsonError)?;
        visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(JsonValue)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_map(MapDeserializer::new(self.members()?))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        if !self.0.is_object() {
            return Err(JsonError);
        }
        visitor.visit_map(Fields { object: self.0, names: fields.iter(), value: JsValue::UNDEFINED })
    }

    /// A text is a variant without data, and an object a variant with its data: `{"Vendor": …}`.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self.0.as_string() {
            Some(variant) => visitor.visit_enum(variant.into_deserializer()),
            None => visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(self.members()?))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

/// The members of an object that a struct has fields for.
struct Fields {
    object: JsValue,
    names: std::slice::Iter<'static, &'static str>,
    /// The value of the member whose name was read last.
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        for name in self.names.by_ref() {
            self.value = Reflect::get(&self.object, &(*name).into()).map_err(|_| JsonError)?;
            // JSON has no value that is undefined, so the member is missing.
            if !self.value.is_undefined() {
                return seed.deserialize(StrDeserializer::new(name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        seed.deserialize(JsonValue(std::mem::take(&mut self.value)))
    }
}
