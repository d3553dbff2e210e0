//! A record with one field that the program cannot read is read all the same, with a stand-in there,
//! so that a report names what is wrong with its other fields too. Nothing that was mended is published:
//! whatever needs mending is a defect.

use std::sync::LazyLock;

use directory::Record;
use serde_json::{Value, json};
use serde_path_to_error::{Path, Segment};

use super::path::{item, member};

/// A record as far as it could be read.
pub(super) struct Mended {
    /// `None` when nothing helps.
    pub(super) record: Option<Record>,
    /// Each field that has a stand-in for what the file holds, or does not hold.
    pub(super) stand_ins: Vec<String>,
    /// Each field that the program refused, with its reason; a missing one under what should hold it.
    pub(super) refusals: Vec<(String, String)>,
}

/// A stand-in for every field that a record must have, and for what a list may hold.
static STAND_INS: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "schema": 2,
        "slug": "stand-in", "name": "", "aliases": [""], "category": "ai", "website": "https://stand-in.invalid",
        "domains": [""],
        "baa": {
            "status": "unknown", "summary": "", "plans": [""], "excluded_plans": [""], "price": null, "route": null,
            "url": null,
        },
        "phi": { "status": "unknown", "summary": "", "covered": [""], "excluded": [""], "settings": [""] },
        "soc2": { "status": "unknown", "summary": null },
        "certifications": [""],
        "links": { "trust_center": null, "subprocessors": null },
        "notes": null, "last_verified": "1970-01-01", "confidence": "low",
        "sources": [{
            "url": "https://stand-in.invalid", "supports": "", "facts": ["other"], "publisher": "third_party",
            "terms": [""], "dated": null, "archived": null,
        }],
        "signals": { "packages": {}, "env": [""], "dns": {}, "csp": [""] },
        "changes": [{ "date": "1970-01-01", "field": "baa", "from": "unknown", "to": "unknown", "note": "" }],
    })
});

pub(super) fn read(mut value: Value) -> Mended {
    let mut stand_ins = Vec::new();
    let mut refusals = Vec::new();
    let first = match parse(&value) {
        Ok(record) => return Mended { record: Some(record), stand_ins, refusals },
        Err(error) => error,
    };
    refusals.push(refusal(&first));
    fill(&mut value, &STAND_INS, "", &mut stand_ins);
    loop {
        let error = match parse(&value) {
            Ok(record) => return Mended { record: Some(record), stand_ins, refusals },
            Err(error) => error,
        };
        let refusal = refusal(&error);
        stand_ins.push(refusal.0.clone());
        if !refusals.contains(&refusal) {
            refusals.push(refusal);
        }
        // What is refused with its stand-in would be refused for ever.
        if !replace(&mut value, error.path()) {
            return Mended { record: None, stand_ins, refusals };
        }
    }
}

fn refusal(error: &serde_path_to_error::Error<serde_json::Error>) -> (String, String) {
    (dotted(error.path()), error.inner().to_string())
}

fn parse(value: &Value) -> Result<Record, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(value)
}

/// Puts stand-ins where fields are missing, and for what is no object where one must be: a list would
/// be read as the fields in their order.
fn fill(value: &mut Value, stand_in: &Value, path: &str, stand_ins: &mut Vec<String>) {
    match (value, stand_in) {
        (Value::Object(fields), Value::Object(expected)) => {
            for (key, stand_in) in expected {
                let path = member(path, key);
                match fields.get_mut(key) {
                    Some(field) => fill(field, stand_in, &path, stand_ins),
                    None => {
                        fields.insert(key.clone(), neutral(stand_in));
                        stand_ins.push(path);
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(expected)) => {
            for (index, value) in items.iter_mut().enumerate() {
                if let Some(stand_in) = expected.first() {
                    fill(value, stand_in, &item(path, index), stand_ins);
                }
            }
        }
        (other, Value::Object(_)) => {
            *other = neutral(stand_in);
            stand_ins.push(path.to_owned());
        }
        _ => {}
    }
}

/// Puts the stand-in at a path; false when there is none, or it stands there already.
fn replace(value: &mut Value, path: &Path) -> bool {
    let (mut place, mut stand_in) = (Some(value), Some(&*STAND_INS));
    for segment in path.iter() {
        (place, stand_in) = match segment {
            Segment::Map { key } => {
                (place.and_then(|place| place.get_mut(key)), stand_in.and_then(|stand_in| stand_in.get(key)))
            }
            Segment::Seq { index } => {
                (place.and_then(|place| place.get_mut(index)), stand_in.and_then(|stand_in| stand_in.get(0)))
            }
            Segment::Enum { .. } | Segment::Unknown => (None, None),
        };
    }
    match (place, stand_in.map(neutral)) {
        (Some(place), Some(stand_in)) if *place != stand_in => {
            *place = stand_in;
            true
        }
        _ => false,
    }
}

/// A stand-in for a list is a list with nothing in it, however deep it stands.
fn neutral(stand_in: &Value) -> Value {
    match stand_in {
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), neutral(value))).collect(),
        other => other.clone(),
    }
}

fn dotted(path: &Path) -> String {
    path.iter().fold(String::new(), |path, segment| match segment {
        Segment::Map { key } => member(&path, key),
        Segment::Seq { index } => item(&path, *index),
        Segment::Enum { .. } | Segment::Unknown => path,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{STAND_INS, neutral, parse, read};

    #[test]
    fn the_stand_ins_make_a_record() {
        assert!(parse(&neutral(&STAND_INS)).is_ok());
        let record = parse(&STAND_INS).expect("a record");
        assert_eq!(serde_json::to_value(record).expect("JSON"), *STAND_INS, "every field has a stand-in");
    }

    #[test]
    fn what_can_be_read_is_kept_beside_the_stand_ins() {
        let mut value = STAND_INS.clone();
        value["name"] = json!("Acme");
        value["website"] = json!("ftp://acme.example");
        value["baa"]["route"] = json!(7);
        value["sources"][0]["dated"] = json!("yesterday");
        let mended = read(value);
        assert_eq!(mended.stand_ins, ["baa.route", "sources[0].dated", "website"]);
        assert_eq!(mended.record.map(|record| record.name).as_deref(), Some("Acme"));
    }

    #[test]
    fn a_value_of_any_other_kind_is_all_stand_in() {
        for value in
            [json!(null), json!("text"), json!([]), json!([1, 2]), json!({ "baa": [[]], "sources": {} })]
        {
            assert!(read(value.clone()).record.is_some(), "{value}");
        }
    }
}
