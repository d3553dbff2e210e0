//! Exports: the JSON has the form of its schema, and every enum in the schema is complete.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod fixture_index;

use std::collections::BTreeSet;

use catalog::{BaaClass, Confidence, Date, Fact, PhiClass, RequestRoute, Slug, Tone};
use fixture_index::{INDEX, MATCHER};
use inventory::{Action, Check, EvidenceKind, IgnoredReason, Input, Report, StackFile, StackIndex, to_csv};
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../public/stack-report.schema.json")).expect("a schema")
}

fn inputs() -> Vec<Input> {
    [
        (".env", "ZOOM_KEY=1\nAZURE_CLIENT_ID=2\nA_URL=http://localhost\nX_Y=1\nnonsense\n"),
        ("package.json", "{\"dependencies\": {\"stripe\": \"1\", \"react\": \"18\"}"),
        ("list.txt", "Slack\nTwillio\nTwilio\nTwilio\nhttps://fonts.gstatic.com/x\n"),
        ("yarn.lock", "x"),
        ("z.zone", "@ 300 IN TXT \"docusign=1\"\n@ 300 IN MX 1 aspmx.l.google.com.\n"),
    ]
    .map(|(name, text)| Input::new(Some(name.to_owned()), text))
    .to_vec()
}

#[test]
fn the_json_export_has_the_form_of_its_schema() {
    let validator = jsonschema::validator_for(&schema()).expect("a valid schema");
    for inputs in [inputs(), Vec::new()] {
        let names: Vec<Option<String>> = inputs.iter().map(|input| input.name.clone()).collect();
        let names: Vec<Option<&str>> = names.iter().map(Option::as_deref).collect();
        let report = Check::run(inputs, &MATCHER);
        let json = serde_json::to_value(report.export(&INDEX, &names)).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn the_schema_lists_every_key() {
    let schema = schema();
    let keys = |path: &str| -> BTreeSet<String> {
        let list = schema.pointer(path).and_then(Value::as_array).expect("an enum");
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    fn expected<'a>(keys: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
        keys.map(str::to_owned).collect()
    }
    let found = "/$defs/found/properties";
    assert_eq!(
        keys("/$defs/matches/items/properties/kind/enum"),
        expected(EvidenceKind::ALL.iter().map(|kind| kind.key()))
    );
    assert_eq!(
        keys("/properties/ignored/items/properties/reason/enum"),
        expected(IgnoredReason::ALL.iter().map(|reason| reason.key()))
    );
    assert_eq!(
        keys(&format!("{found}/baa/allOf/1/properties/class/enum")),
        expected(BaaClass::ALL.iter().map(|class| class.key()))
    );
    assert_eq!(
        keys(&format!("{found}/phi/allOf/1/properties/class/enum")),
        expected(PhiClass::ALL.iter().map(|class| class.key()))
    );
    assert_eq!(
        keys(&format!("{found}/confidence/enum")),
        expected(Confidence::ALL.iter().map(|confidence| confidence.key()))
    );
    assert_eq!(
        keys(&format!("{found}/route/enum")),
        expected(RequestRoute::ALL.iter().map(|route| route.key()))
    );
    assert_eq!(
        keys(&format!("{found}/action/enum")),
        expected(Action::ALL.iter().map(|action| action.key()))
    );
    assert_eq!(
        keys("/$defs/verdict/properties/tone/enum"),
        expected(Tone::ALL.iter().map(|tone| tone.key()))
    );
}

#[test]
fn the_csv_export_has_a_row_for_each_vendor_and_unknown_name() {
    let report = Check::run(inputs(), &MATCHER);
    let csv = to_csv(&report, &INDEX, &[]);
    let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 1 + report.found.len() + report.one_of.len() + report.unknown.len());
    assert!(rows[0].starts_with("Vendor,Slug,BAA,Evidence,PHI,"), "{}", rows[0]);
    assert!(rows[1].starts_with("Zoom,zoom,"), "{}", rows[1]);
}

#[test]
fn the_index_survives_a_round_trip() {
    let date = Date::parse("2026-11-28").expect("a date");
    let json = |index: StackIndex| serde_json::to_string(&StackFile::new(date, index)).expect("JSON");
    let published = json(INDEX.clone());
    let read = StackIndex::parse(&published).expect("an index");
    assert!(read.vendors == INDEX.vendors && read.shared.len() == INDEX.shared.len());
    assert_eq!(json(read), published);
    let slug = |text: &str| Slug::parse(text).expect("a slug");
    let index = StackIndex { renamed: vec![(slug("meetings"), slug("zoom"))], ..INDEX.clone() };
    let read = StackIndex::parse(&json(index.clone())).expect("an index");
    assert_eq!(read.renamed, index.renamed);
    // A link keeps its vendors after a rename.
    let (report, unknown) = Report::from_link_fragment("#v=meetings,zoom,gone", &read).expect("vendors");
    assert_eq!(report.found.iter().map(|found| found.slug.as_str()).collect::<Vec<_>>(), ["zoom"]);
    assert_eq!(unknown, ["gone"]);
}

#[test]
fn facts_that_only_third_parties_state_are_exported_as_reported() {
    let mut index = INDEX.clone();
    let zoom = index.vendors.iter_mut().find(|vendor| vendor.slug.as_str() == "zoom").expect("a vendor");
    zoom.confidence = Confidence::High;
    zoom.price = Some("$10".to_owned());
    zoom.reported = vec![Fact::Price];
    let report = Check::run(vec![Input::new(None, "Zoom\n")], &MATCHER);
    assert!(to_csv(&report, &index, &[]).contains(",Reported: $10,"), "{}", to_csv(&report, &index, &[]));
    let json: Value = serde_json::from_str(&report.export(&index, &[]).to_json()).expect("JSON");
    let qualifiers = &json["found"][0]["qualifiers"];
    assert_eq!((&qualifiers["price"], &qualifiers["plans"]), (&json!("Reported"), &Value::Null));
}

#[test]
fn the_totals_count_each_vendor_once() {
    let report = Check::run(inputs(), &MATCHER);
    assert_eq!(report.totals(&INDEX).all(), report.found.len());
}
