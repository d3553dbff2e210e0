//! The JSON Schema of a record has the same fields and the same closed lists as the program's types.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use catalog::{
    BaaStatus, Category, Confidence, Fact, Field, PhiStatus, Publisher, Record, RequestRoute, SCHEMA,
    Soc2Status,
};
use serde_json::{Value, json};

use crate::common::{patched, workspace};

fn schema() -> Value {
    let text = fs::read_to_string(workspace().join("public/vendor.schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

/// A record with a value in every field, as the program serializes it.
fn full_record() -> Value {
    let some =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), json!(["x"]))).collect::<Value>();
    let record = patched(&[
        (
            "/signals/packages",
            some(&["npm", "pypi", "rubygems", "go", "cargo", "composer", "terraform", "docker"]),
        ),
        ("/signals/dns", some(&["txt", "spf", "mx", "cname"])),
    ]);
    let record: Record = serde_json::from_value(record).expect("a record");
    serde_json::to_value(record).expect("JSON")
}

/// The schema of a value that is not null.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').expect("a reference within the schema");
        return resolved(root, root.pointer(pointer).expect("a definition"));
    }
    let some = schema["anyOf"].as_array().into_iter().flatten().find(|one| one["type"] != "null");
    some.map_or(schema, |one| resolved(root, one))
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Compares the fields below a path, and collects the keys of each closed list by its path.
fn compare(
    root: &Value,
    schema: &Value,
    value: &Value,
    path: &str,
    lists: &mut BTreeMap<String, BTreeSet<String>>,
) {
    let schema = resolved(root, schema);
    if let Some(options) = schema["enum"].as_array() {
        let options = options.iter().filter_map(Value::as_str).map(str::to_owned);
        lists.insert(path.to_owned(), options.collect());
    }
    if schema["properties"].is_object() {
        assert_eq!(keys(value), keys(&schema["properties"]), "the fields of {path}");
        for (key, schema) in schema["properties"].as_object().expect("fields") {
            compare(root, schema, &value[key], &format!("{path}/{key}"), lists);
        }
    }
    if schema["items"].is_object() {
        let first = value.get(0).unwrap_or_else(|| panic!("nothing in {path}"));
        compare(root, &schema["items"], first, &format!("{path}/0"), lists);
    }
}

#[test]
fn the_schema_has_the_fields_and_closed_lists_of_the_program() {
    let schema = schema();
    let mut lists = BTreeMap::new();
    compare(&schema, &schema, &full_record(), "", &mut lists);
    fn of<T: Copy>(all: &[T], key: fn(T) -> &'static str) -> BTreeSet<String> {
        all.iter().map(|one| key(*one).to_owned()).collect()
    }
    let expected = [
        ("/baa/route", of(RequestRoute::ALL, RequestRoute::key)),
        ("/baa/status", of(BaaStatus::ALL, BaaStatus::key)),
        ("/category", of(Category::ALL, Category::key)),
        ("/changes/0/field", of(Field::ALL, Field::key)),
        ("/confidence", of(Confidence::ALL, Confidence::key)),
        ("/phi/status", of(PhiStatus::ALL, PhiStatus::key)),
        ("/soc2/status", of(Soc2Status::ALL, Soc2Status::key)),
        ("/sources/0/facts/0", of(Fact::ALL, Fact::key)),
        ("/sources/0/publisher", of(Publisher::ALL, Publisher::key)),
    ];
    let expected: BTreeMap<String, BTreeSet<String>> =
        expected.into_iter().map(|(path, keys)| (path.to_owned(), keys)).collect();
    assert_eq!(lists, expected);
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
}

#[test]
fn every_real_record_survives_a_round_trip() {
    let folder = workspace().join("public/vendors");
    for entry in fs::read_dir(folder).expect("the records") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a record");
        let record: Record = serde_json::from_str(&text).expect("a record");
        let original: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(serde_json::to_value(&record).expect("JSON"), original, "{}", path.display());
    }
}
