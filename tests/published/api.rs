//! The static API: each file has the form that its schema says, and says what the record says.

use std::collections::BTreeSet;
use std::fs;

use directory::{Category, Record, answers};
use jsonschema::{Registry, RegistryBuilder, Validator};
use pulldown_cmark::{Event, Parser};
use serde_json::Value;

use crate::facts::{dist, records};
use crate::html::{Page, squeezed, text, vendor_pages};

fn read(file: &str) -> String {
    fs::read_to_string(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn json(file: &str) -> Value {
    serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The published schema of that name, which may name the others.
fn schema(name: &str) -> Validator {
    const SCHEMAS: [&str; 6] = [
        "vendor.schema.json",
        "vendors.schema.json",
        "category.schema.json",
        "changes.schema.json",
        "signals.schema.json",
        "renamed.schema.json",
    ];
    let address = |name: &str| format!("https://countersign.example/{name}");
    let resources = SCHEMAS.map(|name| (address(name), json(name)));
    let registry = Registry::new().extend(resources).and_then(RegistryBuilder::prepare).expect("schemas");
    let root = serde_json::json!({ "$ref": address(name) });
    let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
    options.build(&root).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn has_form(validator: &Validator, file: &str, value: &Value) {
    let defects: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(defects, Vec::<String>::new(), "{file}");
}

#[test]
fn every_json_file_has_the_form_of_its_schema() {
    has_form(&schema("vendors.schema.json"), "vendors.json", &json("vendors.json"));
    has_form(&schema("changes.schema.json"), "changes.json", &json("changes.json"));
    has_form(&schema("signals.schema.json"), "signals.json", &json("signals.json"));
    has_form(&schema("renamed.schema.json"), "renamed.json", &json("renamed.json"));
    let (category, vendor) = (schema("category.schema.json"), schema("vendor.schema.json"));
    for one in Category::ALL {
        let file = format!("categories/{}.json", one.key());
        has_form(&category, &file, &json(&file));
    }
    for record in records() {
        let file = format!("vendors/{}.json", record["slug"].as_str().expect("a slug"));
        has_form(&vendor, &file, &json(&file));
    }
}

#[test]
fn a_schema_refuses_what_a_file_must_not_hold() {
    let validator = schema("vendors.schema.json");
    let refuses = |change: &dyn Fn(&mut Value)| {
        let mut list = json("vendors.json");
        change(&mut list);
        assert!(!validator.is_valid(&list));
    };
    refuses(&|list| list["vendors"][0]["baa"] = "yes".into());
    refuses(&|list| list["vendors"][0]["more"] = 1.into());
    refuses(&|list| list["version"] = 3.into());
    refuses(&|list| drop(list["vendors"][0].as_object_mut().expect("a vendor").remove("confidence")));
}

#[test]
fn a_category_file_lists_the_vendors_of_its_page() {
    for category in Category::ALL {
        let file = json(&format!("categories/{}.json", category.key()));
        let page = Page::read(&format!("categories/{}/index.html", category.key()));
        let shown: Vec<String> = page.all("tbody th").into_iter().map(text).collect();
        let listed: Vec<String> = file["vendors"]
            .as_array()
            .expect("vendors")
            .iter()
            .map(|vendor| squeezed(vendor["name"].as_str().expect("a name")))
            .collect();
        assert_eq!(listed, shown);
        assert_eq!(file["label"], category.label());
    }
}

#[test]
fn the_table_has_a_row_for_every_record_and_says_what_it_says() {
    let text = read("vendors.csv");
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().expect("columns").clone();
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let records = records();
    assert_eq!(rows.len(), records.len());
    for record in &records {
        let record: Record = serde_json::from_value(record.clone()).expect("a record");
        let row = rows.iter().find(|row| row.get(0) == Some(record.slug.as_str())).expect("a row");
        let cell = |column: &str| {
            let place = columns.iter().position(|one| one == column);
            row.get(place.unwrap_or_else(|| panic!("no column {column}"))).expect("a cell").to_owned()
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

/// The words of a Markdown text as a reader sees them.
fn words_of_markdown(markdown: &str) -> String {
    let mut words = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML in Markdown: {html}"),
            _ => words.push(' '),
        }
    }
    squeezed(&words).replace(' ', "")
}

#[test]
fn a_vendor_s_markdown_says_what_its_page_says_with_its_sources() {
    for (page, _, record) in vendor_pages() {
        let file = format!("vendors/{}.md", record.slug);
        let markdown = read(&file);
        let words = words_of_markdown(&markdown);
        let holds = |text: &str| {
            assert!(words.contains(&squeezed(text).replace(' ', "")), "{file} does not say “{text}”");
        };
        holds(&text(page.only("h1")));
        holds(&answers::baa_answer(&record).text());
        holds(&answers::phi_answer(&record).text());
        holds(&answers::soc2_answer(&record).text());
        holds(&record.baa.summary);
        holds(&format!("Last verified {}", record.last_verified.in_words()));
        holds(&format!("confidence: {}", record.confidence.label()));
        for step in answers::request(&record).steps {
            holds(&step.text);
        }
        for entry in answers::questions(&record) {
            holds(&entry.question);
            holds(&entry.answer);
        }
        for source in &record.sources {
            holds(&source.supports);
            assert!(markdown.contains(&source.evidence_url()), "{file} lacks {}", source.url);
        }
        assert!(!markdown.contains("](/"), "{file} has an address that is not whole");
    }
}

#[test]
fn the_guide_for_assistants_leads_to_every_vendor_with_its_verdict() {
    let guide = read("llms.txt");
    assert!(guide.starts_with("# Countersign\n\n> "), "{guide}");
    for record in records() {
        let record: Record = serde_json::from_value(record).expect("a record");
        let address = format!("(https://countersign.example/vendors/{}.md): ", record.slug);
        let line =
            guide.lines().find(|line| line.contains(&address)).unwrap_or_else(|| panic!("no {address}"));
        assert!(line.contains(&format!("(confidence: {}, ", record.confidence.label())), "{line}");
    }
}

#[test]
fn a_badge_says_the_verdict_its_day_and_how_sure_it_is() {
    for (_, _, record) in vendor_pages() {
        let badge = read(&format!("vendors/{}.svg", record.slug));
        let svg = scraper::Html::parse_fragment(&badge);
        let title = svg.select(&crate::html::parsed("svg > title")).next().map(text).expect("a title");
        let name = squeezed(&record.name);
        let day = record.last_verified.in_words();
        let expected = format!(
            "{name}: {}. Last verified {day}, confidence: {}.",
            record.verdict().baa_class().label(),
            record.confidence.label()
        );
        assert_eq!(title, expected);
        let drawn: Vec<String> = svg.select(&crate::html::parsed("text")).map(text).collect();
        assert_eq!(drawn[0], "HIPAA");
        assert_eq!(drawn[1], record.verdict().baa_class().label());
        assert!(drawn[2].contains(&day) && drawn[2].contains(record.confidence.label()), "{drawn:?}");
        assert!(!badge.contains("<script") && !badge.contains("style="), "{badge}");
    }
}

#[test]
fn the_page_of_the_api_leads_to_a_file_of_every_kind() {
    let page = Page::read("api/index.html");
    let linked: BTreeSet<&str> =
        page.all("main dt a").into_iter().filter_map(|link| link.attr("href")).collect();
    for file in
        ["/vendors.json", "/vendors.csv", "/changes.json", "/renamed.json", "/changes.xml", "/llms.txt"]
    {
        assert!(linked.contains(file), "{file}");
    }
    page.holds("curl https://countersign.example/vendors/zoom.json");
    page.holds("<img src=\"https://countersign.example/vendors/zoom.svg\"");
}
