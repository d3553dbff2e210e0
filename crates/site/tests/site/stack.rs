//! `site stack`: the formats, the exit statuses, the sources of records, bad input, and that nothing private is printed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::Redirect;
use axum::routing::get;
use catalog::{BaaClass, Date};
use inventory::{Check, Input, Matcher, StackFile, StackIndex};
use jsonschema::{Registry, RegistryBuilder, Validator};
use serde_json::{Value, json};
use site::stack::{CheckedStack, RecordsSource};
use tempfile::TempDir;

use crate::common::{folder, no_signals, patched, workspace};

const MANIFEST: &str =
    "{\n  \"dependencies\": {\n    \"@acme/client\": \"1\",\n    \"react\": \"18\"\n  }\n}\n";
const VARIABLES: &str = "ACME_TOKEN=secret-value\nREDIS_URL=redis://localhost\n";

/// A project with two records: Acme signs a BAA on some plans, Zebra does not sign one.
fn project(files: &[(&str, &str)]) -> TempDir {
    let zebra = patched(&[
        ("/slug", json!("zebra")),
        ("/name", json!("Zebra")),
        ("/aliases", json!([])),
        ("/website", json!("https://zebra.example")),
        ("/domains", json!(["zebra.example"])),
        ("/signals", no_signals()),
        ("/baa/status", json!("not_available")),
        ("/baa/summary", json!("Zebra signs no BAA.")),
        ("/baa/plans", json!([])),
        ("/baa/excluded_plans", json!([])),
        ("/baa/price", json!(null)),
        ("/baa/route", json!(null)),
        ("/baa/url", json!(null)),
        ("/phi/status", json!("not_eligible")),
        ("/phi/covered", json!([])),
        ("/phi/excluded", json!([])),
        ("/phi/settings", json!([])),
        ("/changes", json!([])),
    ]);
    let public = |name: &str| fs::read_to_string(workspace().join("public").join(name)).expect("a file");
    let mut all = vec![
        ("public/vendors/acme.json", patched(&[]).to_string()),
        ("public/vendors/zebra.json", zebra.to_string()),
        ("public/vendor.schema.json", public("vendor.schema.json")),
        ("public/corporate-domains.json", json!({ "shared.example": ["acme", "zebra"] }).to_string()),
    ];
    all.extend(files.iter().map(|(name, text)| (*name, (*text).to_owned())));
    folder(&all)
}

/// Runs `site stack` in a folder.
fn stack(folder: &Path, arguments: &[&str], stdin: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_site"));
    command.arg("stack").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the site command");
    let mut input = process.stdin.take().expect("its input");
    match input.write_all(stdin.as_bytes()) {
        // The command stopped before it read its input.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.expect("its input"),
    }
    drop(input);
    process.wait_with_output().expect("its output")
}

fn texts(ran: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (text(&ran.stdout), text(&ran.stderr))
}

/// Runs `site stack`, which must have that exit status, and returns its output and its messages.
fn stack_with_status(folder: &Path, arguments: &[&str], status: i32) -> (String, String) {
    let ran = stack(folder, arguments, "");
    assert_eq!(ran.status.code(), Some(status), "{arguments:?}: {ran:?}");
    texts(&ran)
}

/// The validator of a schema in `public`, which can refer to the others.
fn schema(name: &str) -> Validator {
    const SCHEMAS: [&str; 4] =
        ["vendor.schema.json", "signals.schema.json", "stack.schema.json", "stack-report.schema.json"];
    let url = |name: &str| format!("https://a.example/{name}");
    let resources = SCHEMAS.map(|name| {
        let text = fs::read_to_string(workspace().join("public").join(name)).expect("a schema");
        (url(name), serde_json::from_str::<Value>(&text).expect("a schema"))
    });
    let registry = Registry::new().extend(resources).and_then(RegistryBuilder::prepare).expect("schemas");
    let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
    options.build(&json!({ "$ref": url(name) })).expect("a schema")
}

fn assert_valid(name: &str, value: &Value) {
    let validator = schema(name);
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn the_table_lists_totals_then_vendors_by_action_then_the_rest() {
    let list = "Zebra\nRoadruner\nhttps://shared.example/patients/42\n";
    let project = project(&[("package.json", MANIFEST), (".env", VARIABLES), ("list.txt", list)]);
    let (output, errors) = stack_with_status(project.path(), &["package.json", ".env", "list.txt"], 0);
    assert_eq!(
        output,
        "\
2 vendors: 1 on some plans, 1 does not.

Keep PHI out, or replace
  Zebra
    BAA        No BAA (stated by the vendor)
    PHI        No PHI
    Found      list.txt:1 Zebra (name)

Check your plan, then sign the BAA
  Acme
    BAA        BAA on some plans (stated by the vendor)
    PHI        PHI with conditions
    Plans      Enterprise
    Not on     Free
    Price      $50 a month
    Excluded   Acme Beta
    Found      package.json:3 @acme/client (npm package)
               .env:1 ACME_TOKEN (environment variable)

One of several vendors (not counted)
  Acme or Zebra
    Found      list.txt:3 shared.example (domain)

Unknown names
  Roadruner (list.txt:2). Did you mean Acme?

Ignored: 2 (--verbose lists them)
"
    );
    assert_eq!(errors, "");
    let (output, _) = stack_with_status(project.path(), &["--verbose", "package.json"], 0);
    let ignored = "Ignored: 1\n  package.json:4 react: No vendor in the directory declares this package\n";
    assert!(output.ends_with(ignored), "{output}");
}

#[test]
fn the_table_fits_80_columns_and_shows_no_control_characters() {
    let long = "Acme \u{1b}[31mred and many more words that do not fit on a single line of a terminal at all, whatever the font";
    let project = project(&[("list.csv", &format!("Vendor\n\"{long}\"\nZebra\n")), ("empty.txt", "")]);
    let records = project.path().join("public/vendors/acme.json");
    let plans: Vec<String> = (1..20).map(|number| format!("Plan {number}")).collect();
    fs::write(records, patched(&[("/baa/plans", json!(plans))]).to_string()).expect("a record");
    let (output, _) = stack_with_status(project.path(), &["--verbose", "list.csv", "-"], 0);
    assert!(output.lines().all(|line| line.chars().count() <= 80), "{output}");
    let ran = stack(project.path(), &["-"], "acme.example\n\u{1b}[31mred\n\u{202e}evil\n");
    let (output, _) = texts(&ran);
    assert!(output.contains("Plan 19") && output.contains("standard input:1 acme.example"), "{output}");
    assert!(output.lines().all(|line| line.chars().count() <= 80), "{output}");
    assert!(!output.contains(['\u{1b}', '\u{202e}']), "{output}");
    assert_eq!(stack_with_status(project.path(), &["empty.txt"], 0).0, "No vendors recognized.\n");
}

#[test]
fn the_json_report_has_the_form_of_its_schema_and_names_each_input() {
    let files =
        [("package.json", MANIFEST), ("list.txt", "Zebra\nRoadruner\nshared.example\n"), ("a.xlsx", "PK")];
    let project = project(&files);
    let arguments = ["--format", "json", "package.json", "list.txt", "a.xlsx", "-"];
    let (output, errors) = stack_with_status(project.path(), &arguments, 2);
    let report: Value = serde_json::from_str(&output).expect("JSON");
    assert_valid("stack-report.schema.json", &report);
    assert_eq!(report["inputs"], json!(["package.json", "list.txt", "a.xlsx", null]));
    let slugs: Vec<&str> =
        report["found"].as_array().expect("a list").iter().filter_map(|one| one["slug"].as_str()).collect();
    assert_eq!(slugs, ["acme", "zebra"]);
    assert_eq!(report["found"][0]["baa"]["class"], "some_plans");
    assert_eq!(report["one_of"][0]["slugs"], json!(["acme", "zebra"]));
    assert_eq!(report["unknown"][0]["did_you_mean"], json!(["acme"]));
    assert_eq!(report["problems"][0]["input"], 2);
    assert!(errors.starts_with("site: a.xlsx: This file is a spreadsheet."), "{errors}");
}

#[test]
fn the_csv_report_has_a_row_for_each_vendor() {
    let project = project(&[("package.json", MANIFEST)]);
    let (output, _) = stack_with_status(project.path(), &["--format", "csv", "package.json"], 0);
    let mut table = csv::Reader::from_reader(output.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.iter().map(|row| &row[1]).collect::<Vec<_>>(), ["acme"]);
    assert!(output.ends_with("\r\n"), "{output}");
}

#[test]
fn a_vendor_with_a_named_class_is_exit_status_1_and_named() {
    let project = project(&[("package.json", MANIFEST), ("list.txt", "Zebra\n"), ("a.pdf", "%PDF-")]);
    let all = ["package.json", "list.txt"];
    for (classes, status, expected) in [
        ("no", 1, "site: Zebra: No BAA (--fail-on no)\n"),
        ("unlikely,reported_no", 0, ""),
        (
            "no,some_plans",
            1,
            "site: Acme: BAA on some plans (--fail-on some_plans)\nsite: Zebra: No BAA (--fail-on no)\n",
        ),
    ] {
        for format in ["table", "json", "csv"] {
            let arguments = [&["--fail-on", classes, "--format", format][..], &all].concat();
            let (output, errors) = stack_with_status(project.path(), &arguments, status);
            assert_eq!(errors, expected);
            assert!(!output.is_empty());
        }
    }
    let repeated = [&["--fail-on", "yes", "--fail-on", "no"][..], &all].concat();
    stack_with_status(project.path(), &repeated, 1);
    // An incomplete check has precedence.
    let (_, errors) = stack_with_status(project.path(), &["--fail-on", "no", "list.txt", "a.pdf"], 2);
    assert!(errors.contains("site: Zebra: ") && errors.contains("site: a.pdf: "), "{errors}");
}

#[test]
fn wrong_arguments_are_exit_status_2() {
    let project = project(&[("list.txt", "Zebra\n")]);
    let (_, errors) = stack_with_status(project.path(), &["--fail-on", "no,maybe", "list.txt"], 2);
    for class in BaaClass::ALL {
        assert!(errors.contains(class.key()), "{errors}");
    }
    let (_, errors) = stack_with_status(project.path(), &[], 2);
    assert!(errors.contains("FILE"), "{errors}");
    let (_, errors) = stack_with_status(project.path(), &["--format", "xml", "list.txt"], 2);
    assert!(errors.contains("table") && errors.contains("json") && errors.contains("csv"), "{errors}");
    let (_, errors) = stack_with_status(project.path(), &["--records", "http://a.example/", "list.txt"], 2);
    assert!(errors.contains("https://"), "{errors}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_checked() {
    let project = project(&[
        ("list.txt", "Zebra\n"),
        ("list.xlsx", "PK\u{3}\u{4} xl/workbook.xml"),
        ("renamed.csv", "PK\u{3}\u{4} a zip archive"),
        ("binary.txt", "a\0b\u{1}"),
        ("package.json", "{ \"dependencies\": { \"@acme/client\": "),
        ("empty/README.md", "Acme"),
    ]);
    let large = "a\n".repeat(inventory::MAX_BYTES / 2 + 1);
    fs::write(project.path().join("large.csv"), large).expect("a file");
    for (file, message) in [
        ("list.xlsx", "list.xlsx: This file is a spreadsheet. Export it as CSV"),
        ("renamed.csv", "renamed.csv: This file is an archive."),
        ("binary.txt", "binary.txt: This file is not text."),
        ("large.csv", "large.csv: This file is larger than 10 MB."),
        ("missing.env", "missing.env: This file cannot be read: No such file"),
        ("empty", "empty: This folder contains no file to check."),
        ("package.json", "package.json: Line 2, column 0: this is not valid JSON."),
    ] {
        let (output, errors) = stack_with_status(project.path(), &[file, "list.txt"], 2);
        assert!(errors.starts_with(&format!("site: {message}")), "{errors}");
        assert!(output.contains("  Zebra\n") && output.contains("\nProblems\n"), "{output}");
    }
}

#[test]
fn text_in_other_encodings_is_read() {
    let project = project(&[]);
    let utf_16: Vec<u8> =
        [0xfeff].into_iter().chain("Zebra\r\nAcme\r\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(project.path().join("utf16.txt"), utf_16).expect("a file");
    fs::write(project.path().join("latin1.txt"), b"Zebra\nCaf\xe9 Acme GmbH\n").expect("a file");
    for file in ["utf16.txt", "latin1.txt"] {
        let (output, _) = stack_with_status(project.path(), &[file], 0);
        assert!(output.contains("Zebra"), "{output}");
    }
}

#[test]
fn a_folder_is_searched_for_manifests_without_dependencies_and_build_output() {
    let app = project(&[
        ("app/package.json", MANIFEST),
        ("app/node_modules/x/package.json", "{\"dependencies\": {\"zebra.example\": \"1\"}}"),
        ("app/node_modules/list.csv", "Vendor\nZebra\n"),
        ("app/.git/list.csv", "Vendor\nZebra\n"),
        ("app/target/list.csv", "Vendor\nZebra\n"),
        ("app/dist/list.csv", "Vendor\nZebra\n"),
        ("app/README.md", "Zebra\n"),
        ("app/index.html", "<li>Zebra</li>"),
        ("app/package-lock.json", "{}"),
        ("app/deploy/.env.production", "ACME_KEY=1\n"),
        ("app/deploy/binary.csv", "\0\u{1}"),
    ]);
    let large = "a\n".repeat(inventory::MAX_BYTES / 2 + 1);
    fs::write(app.path().join("app/large.csv"), large).expect("a file");
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", app.path().join("app/circle")).expect("a link");
    let (output, errors) = stack_with_status(app.path(), &["--format", "json", "app"], 0);
    let report: Value = serde_json::from_str(&output).expect("JSON");
    assert_eq!(report["inputs"], json!(["app/deploy/.env.production", "app/package.json"]));
    assert_eq!(report["found"].as_array().map(Vec::len), Some(1));
    let skipped: Vec<&str> = errors.lines().collect();
    assert_eq!(skipped.len(), 2, "{errors}");
    assert!(skipped[0].starts_with("site: warning: app/deploy/binary.csv is skipped. This file is not"));
    assert!(skipped[1].starts_with("site: warning: app/large.csv is skipped. This file is larger"));
}

#[test]
fn no_output_contains_a_value_a_url_path_or_the_local_part_of_an_address() {
    let variables = "ACME_TOKEN=sk_live_PRIVATE1\nDATABASE_URL=postgres://PRIVATE2:PRIVATE3@db.acme.example/PRIVATE4?k=PRIVATE5\nUNKNOWN_KEY='PRIVATE6\n";
    let list = "https://zebra.example/PRIVATE7?patient=PRIVATE8#PRIVATE9\nPRIVATE10@zebra.example\nhttps://other.example/PRIVATE11\n";
    let project = project(&[(".env", variables), ("list.txt", list)]);
    for format in ["table", "json", "csv"] {
        let arguments = ["--verbose", "--fail-on", "no", "--format", format, ".env", "list.txt"];
        let ran = stack(project.path(), &arguments, "");
        let (output, errors) = texts(&ran);
        assert!(output.contains("Acme") && output.contains("Zebra"), "{output}");
        assert!(!output.contains("PRIVATE") && !errors.contains("PRIVATE"), "{output}{errors}");
    }
}

#[test]
fn records_with_defects_are_exit_status_2() {
    let project = project(&[("list.txt", "Zebra\n")]);
    for (records, message) in
        [("nowhere", "nowhere"), ("public", "public is not a folder of vendor records without defects")]
    {
        let (output, errors) = stack_with_status(project.path(), &["--records", records, "list.txt"], 2);
        assert!(errors.contains(message), "{errors}");
        assert_eq!(output, "");
    }
    fs::write(project.path().join("public/vendors/acme.json"), "{").expect("a record");
    let (_, errors) = stack_with_status(project.path(), &["list.txt"], 2);
    assert!(errors.contains("acme.json: (file): not-json"), "{errors}");
}

/// A server that stops when it is dropped.
struct Server {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

fn serve(router: Router) -> Server {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let address = listener.local_addr().expect("an address");
    runtime.spawn(axum::serve(listener, router).into_future());
    Server { address, _runtime: runtime }
}

/// A published index of the project's records.
fn stack_file(project: &Path) -> String {
    let source: RecordsSource =
        project.join("public/vendors").to_str().expect("a path").parse().expect("a folder");
    let today = Date::parse("2026-11-28").expect("a date");
    let index = source.load(today).expect("records");
    serde_json::to_string(&StackFile::new(today, index)).expect("JSON")
}

#[test]
fn the_records_of_a_published_site_give_the_same_report() {
    let project = project(&[("package.json", MANIFEST), ("list.txt", "Zebra\nRoadruner\nshared.example\n")]);
    let file = stack_file(project.path());
    assert_valid("stack.schema.json", &serde_json::from_str(&file).expect("JSON"));
    fs::create_dir(project.path().join("site")).expect("a folder");
    fs::write(project.path().join("site/stack.json"), &file).expect("a file");
    let json = |text: String| move || async move { ([(header::CONTENT_TYPE, "application/json")], text) };
    let server = serve(Router::new().route("/base/stack.json", get(json(file))));
    let files = ["package.json", "list.txt", "--format", "json"];
    let (expected, _) = stack_with_status(project.path(), &files, 0);
    for records in [format!("http://{}/base", server.address), "site".to_owned()] {
        let arguments = [&["--records", &records][..], &files].concat();
        assert_eq!(stack_with_status(project.path(), &arguments, 0).0, expected, "{records}");
    }
}

#[test]
fn an_address_without_an_index_is_named_with_the_reason() {
    let project = project(&[("list.txt", "Zebra\n")]);
    let file = |content_type: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, content_type)], text) })
    };
    let router = Router::new()
        .route("/html/stack.json", file("text/html", "<!doctype html>"))
        .route("/damaged/stack.json", file("application/json", "{\"version\":1,"))
        .route("/other/stack.json", file("application/json", "{\"version\":1,\"vendors\":[]}"))
        .route("/newer/stack.json", file("application/json", "{\"version\":2}"))
        .route("/broken/stack.json", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/moved/stack.json", get(|| async { Redirect::permanent("http://a.example/stack.json") }));
    let server = serve(router);
    for (path, message) in [
        ("html", "its content type is text/html, not application/json"),
        ("damaged", "EOF"),
        ("other", "corporate_domains is missing, or has another form"),
        ("newer", "it has version 2 of the format, and this program reads version 1"),
        ("broken", "status 500"),
        ("missing", "status 404"),
        ("moved", "status 308"),
    ] {
        let url = format!("http://{}/{path}", server.address);
        let (output, errors) = stack_with_status(project.path(), &["--records", &url, "list.txt"], 2);
        assert!(errors.contains(&format!("{url}/stack.json")) && errors.contains(message), "{errors}");
        assert_eq!(output, "");
    }
    let closed = format!("http://{}", server.address);
    drop(server);
    let (_, errors) = stack_with_status(project.path(), &["--records", &closed, "list.txt"], 2);
    assert!(errors.contains(&format!("cannot get {closed}/stack.json")), "{errors}");
}

/// The inputs of the labelled set of the crate `inventory`, each with the name of its file.
fn labelled_inputs() -> Vec<(String, PathBuf)> {
    let files = fs::read_dir(workspace().join("crates/inventory/tests/stacks")).expect("the labelled set");
    let paths = files.map(|file| file.expect("a file").path());
    let labels = paths.filter(|path| path.extension().is_some_and(|extension| extension == "expect"));
    let input = |path: PathBuf| {
        let labels = fs::read_to_string(&path).expect("labels");
        let file = labels.lines().find_map(|line| line.strip_prefix("file:")).unwrap_or("paste").trim();
        (file.to_owned(), path.with_extension("input"))
    };
    labels.map(input).collect()
}

#[test]
fn the_labelled_set_shows_the_same_vendors_as_in_the_crate() {
    let index = workspace().join("crates/inventory/tests/fixtures/index.json");
    let index = StackIndex::parse(&fs::read_to_string(index).expect("an index")).expect("an index");
    let matcher = Matcher::new(&index);
    let inputs = labelled_inputs();
    assert!(inputs.len() >= 60, "{}", inputs.len());
    let folder = tempfile::tempdir().expect("a folder");
    for (name, path) in inputs {
        let bytes = fs::read(&path).expect("an input");
        let is_pasted = name == "paste";
        let text = inventory::decode((!is_pasted).then_some(&*name), &bytes).expect("text");
        let expected = Check::run(vec![Input::new((!is_pasted).then(|| name.clone()), text)], &matcher);
        let file = if is_pasted { PathBuf::from("-") } else { folder.path().join(&name) };
        if !is_pasted {
            fs::write(&file, &bytes).expect("a file");
        }
        let checked = CheckedStack::new(index.clone(), &[file], &mut bytes.as_slice());
        assert_eq!(*checked.report(), expected, "{}", path.display());
    }
}

#[test]
fn every_vendor_of_the_real_records_is_found_by_its_name() {
    let records = workspace().join("public/vendors");
    let source: RecordsSource = records.to_str().expect("a path").parse().expect("a folder");
    let today = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
    let today = i32::try_from(today.as_secs() / 86_400).ok().and_then(Date::from_unix_days).expect("a date");
    let index = source.load(today).expect("records");
    let names: Vec<String> = index.vendors.iter().map(|vendor| vendor.name.clone()).collect();
    let slugs: BTreeSet<String> = index.vendors.iter().map(|vendor| vendor.slug.to_string()).collect();
    let file = serde_json::to_value(StackFile::new(today, index.clone())).expect("JSON");
    assert_valid("stack.schema.json", &file);
    let list = folder(&[("vendors.csv", format!("Vendor\n\"{}\"\n", names.join("\"\n\"")))]);
    let checked = CheckedStack::new(index, &[list.path().join("vendors.csv")], &mut io::empty());
    let report: Value = serde_json::from_str(&checked.to_json()).expect("JSON");
    assert_valid("stack-report.schema.json", &report);
    let (found, one_of) = (&checked.report().found, &checked.report().one_of);
    let named = found.iter().map(|found| &found.slug).chain(one_of.iter().flat_map(|one_of| &one_of.slugs));
    assert_eq!(named.map(ToString::to_string).collect::<BTreeSet<_>>(), slugs);
}
