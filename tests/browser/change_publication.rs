//! A change of a verdict reaches every output: the pages, the feeds, the published files, the notices and the browsers
//! that watch the vendor.

use std::fs;
use std::io::Cursor;

use catalog::{BaaClass, Date, Record, Slug};
use serde_json::Value;
use site::notices::{PublishedSite, SentNotices, new_notices};
use site::records::DataPaths;
use site::records::change::{ChangeArgs, ChangeSession};

use crate::expected::texts;
use crate::fixtures::{self, typed_records_of};
use crate::harness::TestSite;
use crate::hostile::data_paths;

const DATE: &str = "2026-11-25";

/// The input to `site change`, one line per prompt.
const INPUT: &str = "baa
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
fn a_change_reaches_every_page_feed_file_notice_and_watching_browser() {
    let mut record = typed_records_of(&["zoom"]).remove(0);
    // The rules allow no eligible PHI without a BAA.
    record.phi.status = catalog::PhiStatus::Conditional;
    let site = TestSite::publish("2026-11-24", vec![record.clone()]);
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("Zoom is watched", || page.find("button", texts::WATCH_BUTTON).is_checked());

    let folder = tempfile::tempdir().expect("a folder");
    let vendors = folder.path().join("vendors");
    fs::create_dir(&vendors).expect("a folder");
    let file = vendors.join("zoom.json");
    fs::write(&file, serde_json::to_string_pretty(&record).expect("JSON")).expect("the record");
    let before = folder.path().join("before.json");
    fs::copy(site.folder().join("vendors.json"), &before).expect("the list");
    let mut prompts = Vec::new();
    ChangeSession {
        paths: &DataPaths { vendors, ..data_paths() },
        today: Date::parse(DATE).expect("a date"),
        input: &mut Cursor::new(INPUT),
        prompts: &mut prompts,
    }
    .record_change(&Slug::parse("zoom").expect("a slug"), &ChangeArgs::default())
    .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&prompts)));
    let text = fs::read_to_string(&file).expect("the record");
    let changed: Record = serde_json::from_str(&text).expect("a record");
    let change = texts::change(record.verdict().baa_class().label(), changed.verdict().baa_class().label());
    let meaning = changed.meaning(&changed.changes[0]);
    site.republish(DATE, vec![changed.clone()]);

    page.open("/vendors/zoom/");
    page.wait_for_text(&format!("{}: changed {change}", texts::SINCE_LAST_VISIT));
    for path in ["/vendors/zoom/", "/changes/"] {
        page.open(path);
        page.wait_for_text(&change);
        page.wait_for_text(&meaning);
    }
    let text = |name: &str| fs::read_to_string(site.folder().join(name)).expect(name);
    for feed in ["changes.xml", "vendors/zoom.xml", "categories/video.xml"] {
        assert!(text(feed).contains(&change) && text(feed).contains(&meaning), "{feed}");
    }
    let list: Value = serde_json::from_str(&text("vendors.json")).expect("JSON");
    assert_eq!(list["vendors"][0]["baa"]["class"], BaaClass::No.key());

    let settings = fixtures::settings();
    let since = PublishedSite::read(before.to_str().expect("a path")).expect("the list before");
    let verdict = changed.verdict();
    let subject = format!("Zoom: {}, {}", verdict.baa_class().label(), verdict.phi_class().label());
    for source in [site.folder().to_str().expect("a path"), &site.url("")] {
        let now = PublishedSite::read_with_changes(source).expect("the site");
        let mut sent = SentNotices::default();
        let first = new_notices(&since, &now, &mut sent, &settings, "/");
        let [notice] = first.as_slice() else { panic!("{} notices", first.len()) };
        assert_eq!(notice.subject, subject);
        assert!(notice.text.contains(&change) && notice.text.contains(&meaning), "{}", notice.text);
        assert!(new_notices(&since, &now, &mut sent, &settings, "/").is_empty(), "a second notice");
    }
}
