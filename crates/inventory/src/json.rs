//! JSON, read on demand: a value is a slice of the text, so its line is known, and each level is parsed only when it is
//! read. One reader for manifests, app exports and the index weighs less in the Wasm than a parser for each type.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value in a JSON text, which is valid JSON in its whole depth.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(transparent)]
pub struct Json<'a>(#[serde(borrow)] &'a RawValue);

impl<'a> Json<'a> {
    /// The value of a text.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub fn parse(text: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The values of a text that follow one another, such as JSON Lines. After an error there are no more.
    pub(crate) fn parse_all(text: &'a str) -> impl Iterator<Item = serde_json::Result<Self>> {
        serde_json::Deserializer::from_str(text).into_iter()
    }

    /// The object; `None` for any other value.
    pub fn object(self) -> Option<Object<'a>> {
        serde_json::from_str(self.0.get()).ok()
    }

    /// The members of an object, in their order; `None` for any other value.
    pub fn members(self) -> Option<Vec<(String, Self)>> {
        self.object().map(|object| object.0)
    }

    /// A member of an object. To read several, get the [`Json::object`] once.
    pub fn member(self, key: &str) -> Option<Self> {
        self.object()?.get(key)
    }

    /// The items of an array; `None` for any other value.
    pub fn items(self) -> Option<Vec<Self>> {
        serde_json::from_str(self.0.get()).ok()
    }

    /// The text of a string; `None` for any other value.
    pub fn text(self) -> Option<String> {
        serde_json::from_str(self.0.get()).ok()
    }

    /// The texts of an array of strings; `None` for any other value.
    pub fn texts(self) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for item in self.items()? {
            texts.push(item.text()?);
        }
        Some(texts)
    }

    /// The value as written.
    pub fn source(self) -> &'a str {
        self.0.get()
    }
}

/// The members of an object, in their order.
pub struct Object<'a>(pub Vec<(String, Json<'a>)>);

impl<'a> Object<'a> {
    /// The first member with that key.
    pub fn get(&self, key: &str) -> Option<Json<'a>> {
        self.0.iter().find(|(other, _)| other == key).map(|(_, value)| *value)
    }

    /// The text of that member; `None` if it is missing or not a string.
    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The lines of the values of a text.
pub(crate) struct LineNumbers {
    start: usize,
    ends: Vec<usize>,
}

impl LineNumbers {
    pub(crate) fn new(text: &str) -> Self {
        Self { start: text.as_ptr() as usize, ends: text.match_indices('\n').map(|(end, _)| end).collect() }
    }

    /// The line of a value of the text, counted from 1.
    pub(crate) fn of(&self, value: Json) -> usize {
        let offset = (value.source().as_ptr() as usize).wrapping_sub(self.start);
        self.ends.partition_point(|end| *end < offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, LineNumbers};

    #[test]
    fn values_are_read_by_level_and_have_their_lines() {
        let text = "{\n \"a\": [\"x\",\n  \"y\"],\n \"b\": 1\n}";
        let json = Json::parse(text).expect("JSON");
        let items = json.member("a").and_then(Json::items).expect("an array");
        let lines = LineNumbers::new(text);
        assert_eq!(items.iter().map(|item| lines.of(*item)).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(json.member("a").and_then(Json::texts), Some(vec!["x".to_owned(), "y".to_owned()]));
        let one = json.member("b").expect("a member");
        assert_eq!((one.text(), one.items().is_none(), one.source()), (None, true, "1"));
        assert!(json.items().is_none() && Json::parse("{").is_err());
    }
}
