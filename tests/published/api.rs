//! The static API: every file matches its schema, and contains what the records contain.

use std::collections::BTreeSet;
use std::fs;

use catalog::{Bundle, Category, answers};
use jsonschema::{Registry, RegistryBuilder, Validator};
use pulldown_cmark::{Event, Parser};
use serde_json::Value;

use crate::dist::{dist, records, settings, typed_records};
use crate::expected::texts;
use crate::html::{HtmlPage, normalize_spaces, selector_of, text, vendor_pages};

fn read(file: &str) -> String {
    fs::read_to_string(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn json(file: &str) -> Value {
    serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The validator of a published schema, which can refer to the others.
fn schema(name: &str) -> Validator {
    const SCHEMAS: [&str; 12] = [
        "vendor.schema.json",
        "vendors.schema.json",
        "category.schema.json",
        "changes.schema.json",
        "signals.schema.json",
        "stack.schema.json",
        "stack-report.schema.json",
        "records.schema.json",
        "checksums.schema.json",
        "verification.schema.json",
        "register.schema.json",
        "renamed.schema.json",
    ];
    let origin = settings().origin().to_owned();
    let url = |name: &str| format!("{origin}/{name}");
    let resources = SCHEMAS.map(|name| (url(name), json(name)));
    let registry = Registry::new().extend(resources).and_then(RegistryBuilder::prepare).expect("schemas");
    let root = serde_json::json!({ "$ref": url(name) });
    let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
    options.build(&root).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn assert_valid(validator: &Validator, file: &str, value: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new(), "{file}");
}

#[test]
fn every_json_file_matches_its_schema() {
    assert_valid(&schema("vendors.schema.json"), "vendors.json", &json("vendors.json"));
    assert_valid(&schema("changes.schema.json"), "changes.json", &json("changes.json"));
    assert_valid(&schema("signals.schema.json"), "signals.json", &json("signals.json"));
    assert_valid(&schema("stack.schema.json"), "stack.json", &json("stack.json"));
    assert_valid(&schema("records.schema.json"), "records.json", &json("records.json"));
    assert_valid(&schema("checksums.schema.json"), "checksums.json", &json("checksums.json"));
    assert_valid(&schema("verification.schema.json"), "verification.json", &json("verification.json"));
    assert_valid(&schema("renamed.schema.json"), "renamed.json", &json("renamed.json"));
    let category_schema = schema("category.schema.json");
    let vendor_schema = schema("vendor.schema.json");
    for category in Category::ALL {
        let file = format!("categories/{}.json", category.key());
        assert_valid(&category_schema, &file, &json(&file));
    }
    for record in records() {
        let file = format!("vendors/{}.json", record["slug"].as_str().expect("a slug"));
        assert_valid(&vendor_schema, &file, &json(&file));
    }
}

#[test]
fn a_schema_rejects_invalid_files() {
    let validator = schema("vendors.schema.json");
    let assert_invalid = |change: &dyn Fn(&mut Value)| {
        let mut list = json("vendors.json");
        change(&mut list);
        assert!(!validator.is_valid(&list));
    };
    assert_invalid(&|list| list["vendors"][0]["baa"] = "yes".into());
    assert_invalid(&|list| list["vendors"][0]["more"] = 1.into());
    assert_invalid(&|list| list["version"] = (Bundle::VERSION + 1).into());
    assert_invalid(&|list| drop(list["vendors"][0].as_object_mut().expect("a vendor").remove("confidence")));
}

#[test]
fn a_category_file_lists_the_vendors_of_its_page() {
    for category in Category::ALL {
        let file = json(&format!("categories/{}.json", category.key()));
        let page = HtmlPage::read(&format!("categories/{}/index.html", category.key()));
        let rows: Vec<String> = page.all("tbody th").into_iter().map(text).collect();
        let listed: Vec<String> = file["vendors"]
            .as_array()
            .expect("vendors")
            .iter()
            .map(|vendor| normalize_spaces(vendor["name"].as_str().expect("a name")))
            .collect();
        assert_eq!(listed, rows, "{}", page.file);
        assert_eq!(file["label"], category.label());
    }
}

#[test]
fn the_csv_file_has_a_row_for_every_record_with_its_values() {
    let text = read("vendors.csv");
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().expect("columns").clone();
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let records = typed_records();
    assert_eq!(rows.len(), records.len());
    for record in &records {
        let row = rows.iter().find(|row| row.get(0) == Some(record.slug.as_str())).expect("a row");
        let cell = |column: &str| {
            let index = columns.iter().position(|name| name == column);
            row.get(index.unwrap_or_else(|| panic!("no column {column}"))).expect("a cell").to_owned()
        };
        for (column, expected) in [
            ("name", record.name.clone()),
            ("category", record.category.key().to_owned()),
            ("baa", record.baa.status.key().to_owned()),
            ("baa_plans", record.baa.plans.join("; ")),
            ("baa_excluded_plans", record.baa.excluded_plans.join("; ")),
            ("baa_price", record.baa.price.clone().unwrap_or_default()),
            ("baa_summary", record.baa.summary.clone()),
            ("baa_route", record.baa.route.map_or_else(String::new, |route| route.key().to_owned())),
            ("phi_covered", record.phi.covered.join("; ")),
            ("phi_excluded", record.phi.excluded.join("; ")),
            ("phi_settings", record.phi.settings.join("; ")),
            ("soc2_summary", record.soc2.summary.clone().unwrap_or_default()),
            ("notes", record.notes.clone().unwrap_or_default()),
            ("phi", record.phi.status.key().to_owned()),
            ("phi_summary", record.phi.summary.clone()),
            ("soc2", record.soc2.status.key().to_owned()),
            ("last_verified", record.last_verified.to_string()),
            ("confidence", record.confidence.key().to_owned()),
        ] {
            assert_eq!(cell(column), expected, "{column} of {}", record.slug);
        }
        assert!(cell("page").ends_with(&format!("/vendors/{}/", record.slug)));
    }
}

/// The rendered text of Markdown, without white space.
fn markdown_text(markdown: &str) -> String {
    let mut rendered = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => rendered.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML in Markdown: {html}"),
            _ => rendered.push(' '),
        }
    }
    normalize_spaces(&rendered).replace(' ', "")
}

#[test]
fn the_markdown_of_a_vendor_contains_the_content_of_its_page_and_its_sources() {
    for (page, record) in vendor_pages() {
        let file = format!("vendors/{}.md", record.slug);
        let markdown = read(&file);
        let rendered = markdown_text(&markdown);
        let assert_contains = |text: &str| {
            let text = normalize_spaces(text).replace(' ', "");
            assert!(rendered.contains(&text), "{file} does not contain “{text}”");
        };
        assert_contains(&text(page.only("h1")));
        assert_contains(&answers::baa_answer(&record).text());
        assert_contains(&answers::phi_answer(&record).text());
        assert_contains(&answers::soc2_answer(&record).text());
        assert_contains(&record.baa.summary);
        assert_contains(&texts::last_verified(&record.last_verified.to_string()));
        assert_contains(&texts::confidence(record.confidence.label()));
        for step in answers::request_section(&record).steps {
            assert_contains(&step.text);
        }
        for entry in answers::questions(&record) {
            assert_contains(&entry.question);
            assert_contains(&entry.answer);
        }
        for source in &record.sources {
            assert_contains(&source.supports);
            assert!(markdown.contains(&source.evidence_url()), "{file} lacks {}", source.url);
        }
        assert!(!markdown.contains("](/"), "{file} has a relative URL");
    }
}

#[test]
fn llms_txt_links_to_every_vendor_with_its_verdict() {
    let guide = read("llms.txt");
    let settings = settings();
    assert!(guide.starts_with(&format!("# {}\n\n> ", settings.name)), "{guide}");
    for record in typed_records() {
        let url = format!("({}/vendors/{}.md): ", settings.origin(), record.slug);
        let line = guide.lines().find(|line| line.contains(&url)).unwrap_or_else(|| panic!("no {url}"));
        assert!(line.contains(&format!("({}, ", texts::confidence(record.confidence.label()))), "{line}");
    }
}

#[test]
fn a_badge_shows_the_verdict_its_date_and_its_confidence() {
    for (_, record) in vendor_pages() {
        let badge = read(&format!("vendors/{}.svg", record.slug));
        let svg = scraper::Html::parse_fragment(&badge);
        let title = svg.select(&selector_of("svg > title")).next().map(text).expect("a title");
        let name = normalize_spaces(&record.name);
        let date = record.last_verified.describe();
        let expected = format!(
            "{name}: {}. {}, {}.",
            record.verdict().baa_class().label(),
            texts::last_verified(&record.last_verified.to_string()),
            texts::confidence(record.confidence.label())
        );
        assert_eq!(title, expected);
        let drawn: Vec<String> = svg.select(&selector_of("text")).map(text).collect();
        assert_eq!(drawn[0], "HIPAA");
        assert_eq!(drawn[1], record.verdict().baa_class().label());
        assert!(drawn[2].contains(&date) && drawn[2].contains(record.confidence.label()), "{drawn:?}");
        assert!(!badge.contains("<script") && !badge.contains("style="), "{badge}");
    }
}

#[test]
fn the_api_page_links_to_a_file_of_every_kind() {
    let page = HtmlPage::read("api/index.html");
    let linked: BTreeSet<&str> =
        page.all("main dt a").into_iter().filter_map(|link| link.attr("href")).collect();
    for file in [
        "/vendors.json",
        "/vendors.csv",
        "/changes.json",
        "/stack.json",
        "/renamed.json",
        "/changes.xml",
        "/llms.txt",
    ] {
        assert!(linked.contains(file), "{file}");
    }
    // The examples name a vendor that exists.
    let origin = settings().origin().to_owned();
    for (before, extension) in [("curl ", "json"), ("<img src=\"", "svg")] {
        let text = page.main_text();
        let (_, example) = text
            .split_once(&format!("{before}{origin}/vendors/"))
            .unwrap_or_else(|| panic!("no example with {before}"));
        let (slug, _) = example.split_once(&format!(".{extension}")).expect("a file of a vendor");
        assert!(records().iter().any(|record| record["slug"] == slug), "{slug} is no vendor");
    }
}
