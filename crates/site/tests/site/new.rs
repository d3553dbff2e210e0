//! `site new` starts a record that says what to fill in and is refused until it is filled in.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{folder, good_record, workspace};
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
fn a_new_record_names_its_vendor_and_nothing_that_is_not_known() {
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

#[test]
fn a_new_record_is_refused_at_each_place_to_fill_in_and_nowhere_else() {
    let folder = folder(&[]);
    assert!(site(&["new", "Acme"], folder.path()).status.success());
    let schema = workspace().join("public/vendor.schema.json");
    let output = site(&["check", "--schema", &schema.to_string_lossy()], folder.path());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let fields: Vec<&str> = text.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(
        fields,
        [
            "baa.summary",
            "category",
            "phi.summary",
            "soc2.summary",
            "sources[0].facts[0]",
            "sources[0].publisher",
            "sources[0].supports",
            "sources[0].url",
            "website"
        ],
        "{text}"
    );
}

#[test]
fn a_name_that_the_directory_has_is_refused() {
    let folder = folder(&[("acme.json", good_record().to_string()), ("broken.json", "{".to_owned())]);
    let text = error(&site(&["new", "road runner"], folder.path()));
    assert!(text.contains("acme.json has it as 'Roadrunner'"), "{text}");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 2);
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let folder = folder(&[("acme.json", "{".to_owned())]);
    let text = error(&site(&["new", "Acme"], folder.path()));
    assert!(text.contains("acme.json is there already"), "{text}");
    assert_eq!(fs::read_to_string(folder.path().join("acme.json")).expect("the file"), "{");
}

#[test]
fn a_name_that_gives_no_slug_needs_one() {
    let folder = folder(&[]);
    assert!(error(&site(&["new", "東京"], folder.path())).contains("--slug"));
    assert!(site(&["new", "東京", "--slug", "tokyo"], folder.path()).status.success());
    assert!(folder.path().join("tokyo.json").is_file());
}

#[test]
fn a_name_that_cannot_be_shown_and_a_folder_that_is_not_there_are_refused() {
    let folder = folder(&[]);
    for name in ["", "  ", "Ac\u{202e}me", "Acme\u{2800}", &"a".repeat(61)] {
        assert!(error(&site(&["new", name], folder.path())).contains("a name has"), "{name}");
    }
    let missing = folder.path().join("missing");
    assert!(error(&site(&["new", "Acme"], &missing)).contains("missing"));
}
