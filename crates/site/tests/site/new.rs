//! `site new`: the draft of a record, which `site check` rejects until it is filled in.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{folder, valid_record, workspace};
use serde_json::Value;

fn site(arguments: &[&str], vendors: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.args(arguments).arg("--vendors").arg(vendors).output().expect("the site command")
}

fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_draft_contains_the_name_and_no_other_facts() {
    let folder = folder(&[]);
    let output = site(&["new", "Zoë's Café", "--category", "forms"], folder.path());
    assert!(output.status.success(), "{output:?}");
    let path = folder.path().join("zoes-cafe.json");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with(&format!("{}\n", path.display())));

    let text = fs::read_to_string(&path).expect("the record");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(record["slug"], "zoes-cafe");
    assert_eq!(record["name"], "Zoë's Café");
    assert_eq!(record["category"], "forms");
    for field in ["baa", "phi", "soc2"] {
        assert_eq!(record[field]["status"], "unknown");
    }
    assert!(text.starts_with("{\n  \"schema\": 2,\n  \"slug\"") && text.ends_with("}\n"), "{text}");
}

/// The fields in the report of `site check` on a folder of records.
fn fields_with_defects(vendors: &Path) -> Vec<String> {
    let schema = workspace().join("public/vendor.schema.json");
    let output = site(&["check", "--schema", &schema.to_string_lossy()], vendors);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| line.split(": ").nth(1)).map(str::to_owned).collect()
}

#[test]
fn a_draft_has_a_defect_in_each_field_to_fill_in_and_no_other() {
    let folder = folder(&[]);
    assert!(site(&["new", "Acme"], folder.path()).status.success());
    // Fields of a fixed format, without which the draft does not parse.
    let expected = ["category", "sources[0].facts[0]", "sources[0].publisher", "sources[0].url", "website"];
    assert_eq!(fields_with_defects(folder.path()), expected);

    let path = folder.path().join("acme.json");
    let mut draft: Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("the draft")).expect("JSON");
    for (pointer, value) in [
        ("/category", "cloud"),
        ("/sources/0/facts/0", "other"),
        ("/sources/0/publisher", "vendor"),
        ("/sources/0/url", "https://acme.example/baa"),
        ("/website", "https://acme.example"),
    ] {
        *draft.pointer_mut(pointer).expect("a field") = value.into();
    }
    draft["domains"] = serde_json::json!(["acme.example"]);
    fs::write(&path, draft.to_string()).expect("the draft");
    let expected = ["baa.summary", "phi.summary", "soc2.summary", "sources[0].supports"];
    assert_eq!(fields_with_defects(folder.path()), expected);
}

#[test]
fn a_name_that_the_directory_has_is_rejected() {
    let folder = folder(&[("acme.json", valid_record().to_string()), ("broken.json", "{".to_owned())]);
    let text = error(&site(&["new", "road runner"], folder.path()));
    assert!(text.contains("acme.json has it as 'Roadrunner'"), "{text}");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 2);
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let folder = folder(&[("acme.json", "{".to_owned())]);
    let text = error(&site(&["new", "Acme"], folder.path()));
    assert!(text.contains("acme.json already exists"), "{text}");
    assert_eq!(fs::read_to_string(folder.path().join("acme.json")).expect("the file"), "{");
}

#[test]
fn a_name_without_latin_letters_needs_a_slug() {
    let folder = folder(&[]);
    assert!(error(&site(&["new", "東京"], folder.path())).contains("--slug"));
    assert!(site(&["new", "東京", "--slug", "tokyo"], folder.path()).status.success());
    assert!(folder.path().join("tokyo.json").is_file());
}

#[test]
fn an_invisible_name_and_a_missing_folder_are_rejected() {
    let folder = folder(&[]);
    for name in ["", "  ", "Ac\u{202e}me", "Acme\u{2800}", &"a".repeat(61)] {
        assert!(error(&site(&["new", name], folder.path())).contains("a name must have"), "{name}");
    }
    let missing = folder.path().join("missing");
    assert!(error(&site(&["new", "Acme"], &missing)).contains("missing"));
}
