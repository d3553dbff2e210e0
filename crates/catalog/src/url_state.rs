//! State that lives in a page's URL: one trait for every such state, and one set of rules for reading and writing
//! query strings in the `application/x-www-form-urlencoded` format of the WHATWG URL standard.

use form_urlencoded::byte_serialize;

/// State that a page reads from and writes to the query string of its URL.
///
/// Every implementation follows the same rules:
///
/// - Reading accepts a leading `?`; writing never produces one.
/// - If a key that takes one value is repeated, its first occurrence counts, as in `URLSearchParams.get`. If a key
///   that takes a set of values is repeated, the sets merge.
/// - An empty value means the same as a missing key, and is not written.
/// - Unknown keys and values are ignored, so that parsing never fails.
/// - Parsing what was written returns an equal state.
pub trait UrlState: Sized {
    /// Reads the state from a query string, with or without its leading `?`.
    fn parse(query_string: &str) -> Self;

    /// The state as a query string without a leading `?`; empty for the default state.
    fn to_query_string(&self) -> String;
}

/// The decoded key-value pairs of a query string, in order.
pub(crate) fn pairs(query_string: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query_string.strip_prefix('?').unwrap_or(query_string).as_bytes())
}

/// The value of a key's first occurrence in a query string; empty if the key is missing.
pub(crate) fn first_value(query_string: &str, key: &str) -> String {
    let pair = pairs(query_string).find(|(name, _)| name == key);
    pair.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The names that the values of a key list, separated by commas, in lower case and each once. At most `max` names are
/// read, and 80 characters of each, so that a long URL costs no time.
pub fn listed_names(query_string: &str, key: &str, max: usize) -> Vec<String> {
    const MAX_CHARACTERS: usize = 80;
    let mut names: Vec<String> = Vec::new();
    for (_, value) in pairs(query_string).filter(|(name, _)| name == key) {
        for name in value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let name: String = name.chars().take(MAX_CHARACTERS).collect();
            let name = name.to_ascii_lowercase();
            if names.len() < max && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// A query string that is being written.
#[derive(Debug, Default)]
pub(crate) struct QueryStringWriter(String);

impl QueryStringWriter {
    /// Appends a key with its percent-encoded value, unless the value is empty.
    pub fn append(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.append_key(key);
            self.0.extend(byte_serialize(value.as_bytes()));
        }
    }

    /// Appends a key with a comma-separated list of values, unless the list is empty. The values are keys of options,
    /// which contain no character that needs encoding.
    pub fn append_list(&mut self, key: &str, values: &[&str]) {
        if !values.is_empty() {
            self.append_key(key);
            self.0.push_str(&values.join(","));
        }
    }

    /// The query string.
    pub fn finish(self) -> String {
        self.0
    }

    fn append_key(&mut self, key: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(key);
        self.0.push('=');
    }
}

#[cfg(test)]
mod tests {
    use super::{QueryStringWriter, first_value, pairs};

    #[test]
    fn a_leading_question_mark_is_accepted_once() {
        assert_eq!(first_value("?q=a", "q"), "a");
        assert_eq!(first_value("q=a", "q"), "a");
        assert_eq!(first_value("??q=a", "q"), "");
        assert_eq!(first_value("??q=a", "?q"), "a");
    }

    #[test]
    fn the_first_occurrence_of_a_key_counts() {
        assert_eq!(first_value("x=1&q=a&q=b", "q"), "a");
        assert_eq!(first_value("q=&q=b", "q"), "");
        assert_eq!(first_value("x=1", "q"), "");
        assert_eq!(pairs("?q=a&q=b&x").count(), 3);
    }

    #[test]
    fn empty_values_are_not_written_and_the_others_are_encoded() {
        let mut writer = QueryStringWriter::default();
        writer.append("a", "");
        writer.append_list("b", &[]);
        writer.append("c", "r&d +1");
        writer.append_list("d", &["one", "two"]);
        assert_eq!(writer.finish(), "c=r%26d+%2B1&d=one,two");
    }
}
