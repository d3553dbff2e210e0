//! The JSON Schema of a data file, such as `vendor.schema.json`, and the values that violate it.

use std::fs;
use std::path::Path;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

use super::defect::{DefectKind, FileProblem, ReportedDefect};
use super::path::{item, member};

/// A compiled JSON Schema.
pub(super) struct RecordSchema(Validator);

/// A value that violates the schema.
#[derive(Debug)]
pub(super) struct Violation {
    pub(super) defect: ReportedDefect,
    /// Whether the schema requires it only under a condition (`if … then`).
    pub(super) is_conditional: bool,
}

impl RecordSchema {
    /// Reads and compiles a schema file.
    pub(super) fn read(path: &Path) -> Result<Self, ReportedDefect> {
        let text = fs::read_to_string(path)
            .map_err(|error| ReportedDefect::of_file(path, FileProblem::Unreadable, error))?;
        Self::parse(path, &text)
    }

    /// Compiles the text of a schema; an error names `path` as its file.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, ReportedDefect> {
        let schema: Value = serde_json::from_str(text)
            .map_err(|error| ReportedDefect::of_file(path, FileProblem::NotJson, error))?;
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = options
            .build(&schema)
            .map_err(|error| ReportedDefect::of_file(path, FileProblem::InvalidSchema, error))?;
        Ok(Self(validator))
    }

    /// Every violation in the value of the file `path`.
    pub(super) fn violations(&self, path: &Path, value: &Value) -> Vec<Violation> {
        self.0.iter_errors(value).flat_map(|error| violations(path, &error)).collect()
    }
}

/// The violations of one validation error. The validator returns one error for all unexpected fields of an object; a
/// report names each of them, and a missing field, by its own path.
fn violations(path: &Path, error: &ValidationError<'_>) -> Vec<Violation> {
    let parent = field_path(error.instance_path());
    let instance = error.instance();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let value = |key: &String| instance.get(key).map(Value::to_string).unwrap_or_default();
            unexpected.iter().map(|key| violation(path, &member(&parent, key), value(key), error)).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            vec![violation(path, &member(&parent, key), "nothing".to_owned(), error)]
        }
        _ => vec![violation(path, &parent, instance.to_string(), error)],
    }
}

fn violation(path: &Path, field: &str, found: String, error: &ValidationError<'_>) -> Violation {
    let kind = DefectKind::Schema { keyword: error.kind().keyword().to_owned(), message: message(error) };
    let is_conditional = error.schema_path().as_str().contains("/then/");
    Violation { defect: ReportedDefect::new(path, field, kind, found), is_conditional }
}

fn message(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. } => "the schema has no such field".to_owned(),
        ValidationErrorKind::AnyOf { context } => {
            let messages: Vec<String> = context.iter().flatten().map(message).collect();
            messages.join(", and ")
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> =
                options.as_array().into_iter().flatten().map(Value::to_string).collect();
            format!("the value is not one of {}", options.join(", "))
        }
        _ => error.masked().to_string(),
    }
}

fn field_path(location: &Location) -> String {
    location.segments().fold(String::new(), |path, segment| match segment {
        LocationSegment::Property(key) => member(&path, &key),
        LocationSegment::Index(index) => item(&path, index),
    })
}
