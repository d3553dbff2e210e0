//! A change of a verdict, from the researcher's command to everyone who is to hear of it.

use std::fs;
use std::io::Cursor;

use directory::{Date, Record, Slug};
use serde_json::Value;
use site::change::{Answers, Desk};
use site::check::DataFiles;
use site::notices::{Published, Told, notices};
use site::settings::Settings;

use crate::facts::{records, workspace};
use crate::harness::Site;
use crate::hostile::data_files;

const DAY: &str = "2026-11-25";
const CHANGED: &str = "from “BAA on some plans” to “No BAA”";
const MEANS: &str = "Confirm in writing that your signed BAA remains in effect.";

/// What the researcher answers, line by line.
const ANSWERS: &str = "baa
not_available
Made up for a test: Zoom signs no BAA.
high
Made up for a test.
https://zoom.example/terms
Made up for a test
baa
vendor
none
none
";

#[test]
fn a_change_reaches_the_page_the_changes_three_feeds_the_bundle_a_notice_and_who_watches() {
    let zoom = records().into_iter().find(|record| record["slug"] == "zoom").expect("a record");
    let mut record: Record = serde_json::from_value(zoom).expect("a record");
    // PHI is not allowed where no BAA is signed.
    record.phi.status = directory::PhiStatus::Conditional;
    let site = Site::published("2026-11-24", vec![record.clone()]);
    let page = site.open("/vendors/zoom/");
    page.find("button", "Watch in this browser").click();
    page.wait("it is watched", || page.find("button", "Watch in this browser").is_on());

    let desk = tempfile::tempdir().expect("a folder");
    let vendors = desk.path().join("vendors");
    fs::create_dir(&vendors).expect("a folder");
    let file = vendors.join("zoom.json");
    fs::write(&file, serde_json::to_string_pretty(&record).expect("JSON")).expect("the record");
    let before = desk.path().join("before.json");
    fs::copy(site.folder().join("vendors.json"), &before).expect("the bundle");
    let mut questions = Vec::new();
    Desk {
        files: &DataFiles { vendors, ..data_files() },
        today: Date::parse(DAY).expect("a day"),
        input: &mut Cursor::new(ANSWERS),
        questions: &mut questions,
    }
    .change(&Slug::parse("zoom").expect("a slug"), &Answers::default())
    .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&questions)));
    let changed = fs::read_to_string(&file).expect("the record");
    site.publishes_again(DAY, vec![serde_json::from_str(&changed).expect("a record")]);

    page.open("/vendors/zoom/");
    page.sees("Since your last visit: changed from “BAA on some plans” to “No BAA”");
    for words in [CHANGED, MEANS] {
        page.sees(words);
    }
    page.open("/changes/");
    for words in [CHANGED, MEANS] {
        page.sees(words);
    }
    let text = |name: &str| fs::read_to_string(site.folder().join(name)).expect(name);
    for feed in ["changes.xml", "vendors/zoom.xml", "categories/video.xml"] {
        assert!(text(feed).contains(CHANGED) && text(feed).contains(MEANS), "{feed}");
    }
    let bundle: Value = serde_json::from_str(&text("vendors.json")).expect("JSON");
    assert_eq!(bundle["vendors"][0]["baa"]["class"], "no");

    let settings = Settings::read(&workspace().join("public/site.json")).expect("the settings");
    let since = Published::read(before.to_str().expect("a path")).expect("the bundle before");
    for place in [site.folder().to_str().expect("a path"), &site.url("")] {
        let now = Published::read_with_changes(place).expect("the site");
        let mut told = Told::default();
        let first = notices(&since, &now, &mut told, &settings, "/");
        let [notice] = first.as_slice() else { panic!("{} notes", first.len()) };
        assert_eq!(notice.subject, "Zoom: No BAA, No PHI");
        assert!(notice.text.contains(CHANGED) && notice.text.contains(MEANS), "{}", notice.text);
        assert!(notices(&since, &now, &mut told, &settings, "/").is_empty(), "the same note once");
    }
}
