//! No output is stronger than the evidence of its record: every output of every record against the tables of the design.

use std::fs;

use catalog::{BaaClass, BaaStatus, Confidence, PhiStatus, Record, answers};
use scraper::ElementRef;
use serde_json::Value;

use crate::dist::{dist, records};
use crate::expected::verdicts::{self, Badge};
use crate::html::{HtmlPage, normalize_spaces, selector_of, text};

fn read(file: &str) -> String {
    fs::read_to_string(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn json(file: &str) -> Value {
    serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn slug(record: &Value) -> &str {
    verdicts::text_at(record, "/slug")
}

/// The label of a badge on a page, and the tone of its CSS class.
fn label_and_tone(badge: ElementRef<'_>) -> (String, &'static str) {
    let class = badge.attr("class").expect("the class of a badge");
    let tone = match class {
        "badge yes" => "green",
        "badge depends" => "amber",
        "badge no" => "red",
        "badge not-stated" => "gray",
        class => panic!("no tone of class {class}"),
    };
    (text(badge), tone)
}

fn expected_labels(expected: &[Badge]) -> Vec<(String, &'static str)> {
    expected.iter().map(|badge| (badge.label.to_owned(), badge.tone)).collect()
}

/// Whether a vendor counts as signing: its class is one of the first six.
fn counts_as_signing(record: &Value) -> bool {
    BaaClass::ALL[..6].contains(&verdicts::baa_class(record))
}

/// The records with weak evidence.
fn records_of_low_confidence() -> Vec<Value> {
    let found: Vec<Value> = records().into_iter().filter(|record| record["confidence"] == "low").collect();
    assert!(!found.is_empty(), "no record of low confidence");
    found
}

#[test]
fn every_vendor_page_has_the_badges_and_the_first_words_of_its_class() {
    for record in records() {
        let page = HtmlPage::read(&format!("vendors/{}/index.html", slug(&record)));
        let badges: Vec<_> = page.all("main .vendor-header .badge").into_iter().map(label_and_tone).collect();
        assert_eq!(badges, expected_labels(&verdicts::badges(&record)), "{}", page.file);
        let first_words = verdicts::baa_class(&record).first_words();
        let answer = page.all("section[aria-labelledby=baa] .answer strong").into_iter().map(text).next();
        assert_eq!(answer.as_deref(), Some(&*format!("{first_words}.")), "{}", page.file);
        let description = page.only("meta[name=description]").attr("content").expect("a description");
        assert!(description.starts_with(&format!("{first_words}. ")), "{}: {description}", page.file);
    }
}

#[test]
fn no_page_says_yes_on_weak_evidence() {
    for record in records_of_low_confidence() {
        let page = HtmlPage::read(&format!("vendors/{}/index.html", slug(&record)));
        let own = [".vendor-header", "section[aria-labelledby=baa]", "section[aria-labelledby=phi]"];
        for part in own {
            let part = page.only(&format!("main {part}"));
            let answer: String = part.select(&selector_of(".answer, .badge")).map(text).collect();
            let (yes, label) = (BaaClass::Yes.first_words(), BaaClass::Yes.label());
            assert!(!answer.contains(yes) && !answer.contains(label), "{}: {answer}", page.file);
        }
        let green = page.all("main .vendor-header .badge.yes").into_iter().map(text);
        let green: Vec<String> = green.filter(|label| !label.starts_with("SOC 2")).collect();
        assert_eq!(green, Vec::<String>::new(), "{}", page.file);
        let confirmed = answers::questions(&confirmed(&record));
        for (question, confirmed) in page.all(".questions h3").into_iter().zip(&confirmed) {
            let answer = question.next_siblings().find_map(ElementRef::wrap).map(text).expect("an answer");
            let is_about_soc2 = text(question).contains("SOC 2");
            let is_yes = answer.starts_with(BaaClass::Yes.first_words())
                || answer.starts_with(opening(&confirmed.answer));
            assert!(is_about_soc2 || !is_yes, "{}: {answer}", page.file);
        }
    }
}

/// The same record with a BAA and eligible PHI that the vendor confirms.
fn confirmed(record: &Value) -> Record {
    let mut record: Record = serde_json::from_value(record.clone()).expect("a record");
    record.confidence = Confidence::High;
    record.baa.status = BaaStatus::Available;
    record.phi.status = PhiStatus::Eligible;
    record
}

/// The words before the first period of an answer, which decide it.
fn opening(answer: &str) -> &str {
    answer.split_once('.').map_or(answer, |(opening, _)| opening)
}

#[test]
fn every_listing_of_a_vendor_has_the_badges_of_its_class() {
    let records = records();
    let find = |path: &str| {
        let slug = path.trim_start_matches("/vendors/").trim_end_matches('/');
        records.iter().find(|record| record["slug"] == slug).unwrap_or_else(|| panic!("no record of {path}"))
    };
    let pages = crate::html::pages();
    let mut listed = 0;
    for page in pages {
        for list in [".results > li", ".vendors tbody tr", ".alternative-list > li"] {
            for entry in page.all(list) {
                let link =
                    entry.select(&selector_of("a[href^='/vendors/']")).next().expect("a link to a vendor");
                let record = find(link.attr("href").expect("a path"));
                let badges: Vec<_> = entry.select(&selector_of(".badge")).map(label_and_tone).collect();
                let expected = verdicts::badges(record);
                // Alternatives have no badge for SOC 2.
                let expected = &expected[..badges.len().max(2)];
                assert_eq!(badges, expected_labels(expected), "{} in {list} of {}", slug(record), page.file);
                listed += 1;
            }
        }
    }
    assert!(listed > records.len(), "every vendor is at least in the table of its category");
}

#[test]
fn alternatives_count_as_signing_and_allow_phi() {
    let records = records();
    for record in &records {
        let page = HtmlPage::read(&format!("vendors/{}/index.html", slug(record)));
        for link in page.all(".alternative-list > li > a") {
            let path = link.attr("href").expect("a path");
            let other = records
                .iter()
                .find(|other| path == format!("/vendors/{}/", slug(other)))
                .unwrap_or_else(|| panic!("no record of {path}"));
            let allows_phi = ["eligible", "conditional"].contains(&verdicts::text_at(other, "/phi/status"));
            assert!(counts_as_signing(other) && allows_phi, "{} offers {}", page.file, slug(other));
        }
    }
}

#[test]
fn every_category_counts_vendors_that_sign_and_that_reportedly_sign() {
    for page in crate::html::pages().filter(|page| page.file.starts_with("categories/")) {
        let category = page.file.trim_start_matches("categories/").trim_end_matches("/index.html").to_owned();
        let records = records().into_iter().filter(|record| record["category"] == *category);
        let classes: Vec<BaaClass> =
            records.filter(counts_as_signing).map(|record| verdicts::baa_class(&record)).collect();
        let reported = classes.iter().filter(|class| class.is_reported_signing()).count();
        let confirmed = classes.len() - reported;
        let lead = text(page.only("main .lead"));
        assert!(lead.starts_with(&format!("{confirmed} of ")), "{}: {lead}", page.file);
        let more = if confirmed == 0 { "" } else { " more" };
        let has_reported = lead.contains(&format!("; {reported}{more} reportedly "));
        assert_eq!(has_reported, reported > 0, "{}: {lead}", page.file);
    }
}

#[test]
fn the_json_files_give_status_class_label_and_tone() {
    let records = records();
    let vendors = json("vendors.json");
    let listed = vendors["vendors"].as_array().expect("the vendors");
    assert_eq!(listed.len(), records.len());
    let categories = fs::read_dir(dist().join("categories")).expect("the categories");
    let categories = categories.map(|entry| entry.expect("an entry").path());
    let files = categories.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    let in_categories: Vec<Value> = files
        .flat_map(|path| {
            let file: Value =
                serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
            file["vendors"].as_array().expect("vendors").clone()
        })
        .collect();
    assert_eq!(in_categories.len(), records.len());
    for vendor in listed.iter().chain(&in_categories) {
        let record = records.iter().find(|record| record["slug"] == vendor["slug"]).expect("a record");
        assert_eq!(vendor["baa"]["class"], verdicts::baa_class(record).key());
        for (field, expected) in ["baa", "phi", "soc2"].into_iter().zip(verdicts::badges(record)) {
            assert_eq!(vendor[field]["status"], record[field]["status"], "{field} of {}", slug(record));
            assert_eq!(vendor[field]["label"], expected.label, "{field} of {}", slug(record));
            assert_eq!(vendor[field]["tone"], expected.tone, "{field} of {}", slug(record));
        }
    }
}

#[test]
fn csv_llms_txt_and_markdown_have_the_labels() {
    let text = read("vendors.csv");
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().expect("columns").clone();
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let guide = read("llms.txt");
    for record in records() {
        let labels = verdicts::badges(&record).map(|badge| badge.label);
        let row = rows.iter().find(|row| row.get(0) == Some(slug(&record))).expect("a row");
        let cell = |name: &str| {
            row.get(columns.iter().position(|column| column == name).expect("a column")).expect("a cell")
        };
        assert_eq!(["baa_verdict", "phi_verdict", "soc2_verdict"].map(cell), labels, "{}", slug(&record));
        let link = format!("/vendors/{}.md): ", slug(&record));
        let line = guide.lines().find(|line| line.contains(&link)).expect("a line of the guide");
        assert!(line.contains(&labels.join(", ")), "{line}");
        let markdown = normalize_spaces(&read(&format!("vendors/{}.md", slug(&record))));
        for label in labels {
            assert!(markdown.contains(label), "{} in the Markdown of {}", label, slug(&record));
        }
        let first_words = verdicts::baa_class(&record).first_words();
        assert!(markdown.contains(&format!("**{first_words}.**")), "{first_words}: {markdown}");
    }
}

#[test]
fn every_feed_starts_with_the_first_words_of_its_vendor() {
    for record in records().iter().filter(|record| record["changes"].as_array().is_some_and(Vec::is_empty)) {
        let file = format!("vendors/{}.xml", slug(record));
        let feed = feed_rs::parser::parse(read(&file).as_bytes()).expect("a feed");
        let [entry] = feed.entries.as_slice() else { panic!("{file}: {} entries", feed.entries.len()) };
        let summary = entry.summary.as_ref().expect("a summary");
        let first_words = format!("{}. ", verdicts::baa_class(record).first_words());
        assert!(summary.content.starts_with(&first_words), "{file}: {}", summary.content);
    }
}

/// The palette of a PNG: every color of the image.
fn palette(file: &str) -> Vec<[u8; 3]> {
    let bytes = fs::read(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let at = bytes.windows(4).position(|four| four == b"PLTE").expect("a palette");
    let length = u32::from_be_bytes(bytes[at - 4..at].try_into().expect("four bytes")) as usize;
    bytes[at + 4..at + 4 + length].as_chunks::<3>().0.to_vec()
}

/// The light color of a tone in share images, and in SVG badges.
fn light_color(tone: &str) -> ([u8; 3], &'static str) {
    match tone {
        "green" => ([0xdd, 0xff, 0xee], "#dfe"),
        "amber" => ([0xff, 0xee, 0xcc], "#fec"),
        "red" => ([0xff, 0xdd, 0xdd], "#fdd"),
        "gray" => ([0xee, 0xee, 0xff], "#eef"),
        other => panic!("unknown tone {other}"),
    }
}

#[test]
fn every_share_image_and_badge_has_the_colors_of_its_tones_and_no_other() {
    for record in records() {
        let badges = verdicts::badges(&record);
        let colors = palette(&format!("vendors/{}.png", slug(&record)));
        let badge = read(&format!("vendors/{}.svg", slug(&record)));
        assert!(badge.contains(badges[0].label), "{badge}");
        for tone in ["green", "amber", "red", "gray"] {
            let (color, name) = light_color(tone);
            let is_expected = badges.iter().any(|badge| badge.tone == tone);
            assert_eq!(colors.contains(&color), is_expected, "{tone} in the image of {}", slug(&record));
            assert_eq!(badge.contains(name), badges[0].tone == tone, "{tone} in {badge}");
        }
    }
}
