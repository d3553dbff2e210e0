//! Parsers of the answers to `site change`. An error completes the sentence "'…' is not …".

use catalog::{Confidence, Date, Fact, Field, HttpsUrl, Publisher, RequestRoute};

use crate::records::new::join_keys;

pub(super) fn text(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("a text".to_owned()) } else { Ok(text.to_owned()) }
}

pub(super) fn text_or_none(answer: &str) -> Result<Option<String>, String> {
    match answer {
        "" => Err("a text, or none".to_owned()),
        "none" => Ok(None),
        text => Ok(Some(text.to_owned())),
    }
}

/// Texts separated by semicolons.
pub(super) fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned).collect()
}

pub(super) fn list_or_none(answer: &str) -> Result<Vec<String>, String> {
    match answer {
        "" => Err("a list, or none".to_owned()),
        "none" => Ok(Vec::new()),
        texts => Ok(list(texts)),
    }
}

pub(super) fn field(text: &str) -> Result<Field, String> {
    Field::from_key(text).ok_or_else(|| "one of baa, phi, soc2".to_owned())
}

/// The keys of a field's statuses without the present one.
pub(super) fn new_statuses(field: Field, from: &str) -> Vec<&'static str> {
    field.statuses().into_iter().filter(|key| *key != from).collect()
}

pub(super) fn new_status(field: Field, from: &str, text: &str) -> Result<String, String> {
    let keys = new_statuses(field, from);
    if keys.contains(&text) { Ok(text.to_owned()) } else { Err(format!("one of {}", keys.join(", "))) }
}

pub(super) fn request_route(text: &str) -> Result<Option<RequestRoute>, String> {
    match text {
        "none" => Ok(None),
        key => RequestRoute::from_key(key)
            .map(Some)
            .ok_or_else(|| "one of automatic, self_serve, by_request, sales, none".to_owned()),
    }
}

pub(super) fn confidence(text: &str) -> Result<Confidence, String> {
    Confidence::from_key(text).ok_or_else(|| "one of high, medium, low".to_owned())
}

/// The facts that the source of a change supports, which must include the changed one.
pub(super) fn facts(changed: Fact, text: &str) -> Result<Vec<Fact>, String> {
    let facts: Option<Vec<Fact>> = text.split(',').map(|key| Fact::from_key(key.trim())).collect();
    let facts = facts.ok_or_else(|| format!("a list of {}", join_keys(Fact::ALL, Fact::key)))?;
    if facts.contains(&changed) {
        Ok(facts)
    } else {
        Err(format!("a list that includes {}, which changed", changed.key()))
    }
}

pub(super) fn publisher(text: &str) -> Result<Publisher, String> {
    Publisher::from_key(text).ok_or_else(|| "one of vendor, third_party".to_owned())
}

pub(super) fn url(text: &str) -> Result<HttpsUrl, String> {
    HttpsUrl::parse(text).map_err(|_| "a plain https:// URL".to_owned())
}

pub(super) fn url_or_none(text: &str) -> Result<Option<HttpsUrl>, String> {
    if text == "none" { Ok(None) } else { url(text).map(Some) }
}

pub(super) fn date_or_none(text: &str) -> Result<Option<Date>, String> {
    match text {
        "none" => Ok(None),
        date => Date::parse(date).map(Some).map_err(|_| "a date in the form YYYY-MM-DD, or none".to_owned()),
    }
}
