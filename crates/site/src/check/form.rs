//! The form of a record: `vendor.schema.json`, compiled once.

use std::fs;
use std::path::Path;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

use super::defect::{Defect, FileRule, Rule};
use super::path::{item, member};

pub(super) struct Form(Validator);

/// Where a value departs from the form.
pub(super) struct Departure {
    pub(super) defect: Defect,
    /// Whether the schema asks for it only under a condition (`if … then`).
    pub(super) is_conditional: bool,
    /// Whether the value is none that the field can ever have.
    pub(super) is_unlisted: bool,
    /// Whether it says nothing of whether the program reads the value: of how long it is, or how many there are.
    pub(super) is_of_size: bool,
}

impl Form {
    pub(super) fn read(path: &Path) -> Result<Self, Defect> {
        let text =
            fs::read_to_string(path).map_err(|error| Defect::of_file(path, FileRule::Readable, error))?;
        Self::of(path, &text)
    }

    /// The form that a schema in this text gives; what is wrong with it is said of the file `path`.
    pub(super) fn of(path: &Path, text: &str) -> Result<Self, Defect> {
        let schema: Value =
            serde_json::from_str(text).map_err(|error| Defect::of_file(path, FileRule::Json, error))?;
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator =
            options.build(&schema).map_err(|error| Defect::of_file(path, FileRule::SchemaCompiles, error))?;
        Ok(Self(validator))
    }

    /// Every departure of the value in the file `path`.
    pub(super) fn departures(&self, path: &Path, value: &Value) -> Vec<Departure> {
        self.0.iter_errors(value).flat_map(|error| departures(path, &error)).collect()
    }
}

/// Unexpected fields come as one error; a report names each of them, and a missing one, by its name.
fn departures(path: &Path, error: &ValidationError<'_>) -> Vec<Departure> {
    let place = field(error.instance_path());
    let instance = error.instance();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let value = |key: &String| instance.get(key).map(Value::to_string).unwrap_or_default();
            unexpected.iter().map(|key| departure(path, &member(&place, key), value(key), error)).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            vec![departure(path, &member(&place, key), "nothing".to_owned(), error)]
        }
        _ => vec![departure(path, &place, instance.to_string(), error)],
    }
}

fn departure(path: &Path, field: &str, found: String, error: &ValidationError<'_>) -> Departure {
    let rule = Rule::Schema { keyword: error.kind().keyword().to_owned(), fault: fault(error) };
    let is_conditional = error.schema_path().as_str().contains("/then/");
    let is_unlisted = !is_conditional && matches!(error.kind(), ValidationErrorKind::Enum { .. });
    let is_of_size = is_of_size(error.kind());
    Departure { defect: Defect::in_file(path, field, rule, found), is_conditional, is_unlisted, is_of_size }
}

fn is_of_size(kind: &ValidationErrorKind) -> bool {
    match kind {
        ValidationErrorKind::MaxLength { .. }
        | ValidationErrorKind::MinLength { .. }
        | ValidationErrorKind::MaxItems { .. }
        | ValidationErrorKind::MinItems { .. }
        | ValidationErrorKind::UniqueItems => true,
        // A value or null: of what the value must be, nothing but its size is wrong.
        ValidationErrorKind::AnyOf { context } => {
            context.iter().any(|errors| errors.iter().all(|error| is_of_size(error.kind())))
        }
        _ => false,
    }
}

fn fault(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. } => "the schema has no such field".to_owned(),
        ValidationErrorKind::AnyOf { context } => {
            let faults: Vec<String> = context.iter().flatten().map(fault).collect();
            faults.join(", and ")
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> =
                options.as_array().into_iter().flatten().map(Value::to_string).collect();
            format!("value is none of {}", options.join(", "))
        }
        _ => error.masked().to_string(),
    }
}

fn field(location: &Location) -> String {
    location.segments().fold(String::new(), |path, segment| match segment {
        LocationSegment::Property(key) => member(&path, &key),
        LocationSegment::Index(index) => item(&path, index),
    })
}
