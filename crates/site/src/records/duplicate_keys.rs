//! Detection of duplicate keys in JSON objects. serde_json silently takes the last of two equal keys and other readers
//! take the first, so a record with two statuses could mean two verdicts.

use std::collections::HashSet;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::path::{item, member};

/// The paths of all object keys that occur more than once in a JSON text.
///
/// # Errors
/// If the text is not JSON.
pub(super) fn duplicate_keys(text: &str) -> Result<Vec<String>, serde_json::Error> {
    let mut found = Vec::new();
    let seed = DuplicateKeys { path: String::new(), found: &mut found };
    seed.deserialize(&mut serde_json::Deserializer::from_str(text))?;
    Ok(found)
}

/// Visits the value at `path` and collects the duplicate keys in it.
struct DuplicateKeys<'a> {
    path: String,
    found: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for DuplicateKeys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for DuplicateKeys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0.. {
            let seed = DuplicateKeys { path: item(&self.path, index), found: &mut *self.found };
            if items.next_element_seed(seed)?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = fields.next_key::<String>()? {
            let path = member(&self.path, &key);
            fields.next_value_seed(DuplicateKeys { path: path.clone(), found: &mut *self.found })?;
            if !keys.insert(key) {
                self.found.push(path);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::duplicate_keys;

    #[test]
    fn each_duplicate_key_is_found_with_its_path() {
        let text = r#"{ "a": 1, "b": [true, { "c": null, "d": 1.5, "c": "x" }], "e": {}, "a": -3 }"#;
        assert_eq!(duplicate_keys(text).expect("JSON"), ["b[1].c", "a"]);
        assert_eq!(duplicate_keys(r#"[{ "a": 1 }, { "a": 1 }]"#).expect("JSON"), Vec::<String>::new());
    }
}
