//! The business associate register: from the stack check to a file and back, its exports, and that nothing of it leaves
//! the page.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime};
use inventory::register::{AgreementStatus, CsvTable, Entry, EntryField, Register};
use serde_json::{Value, json};

use crate::accessibility::assert_accessible;
use crate::dist::workspace;
use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::renamed::{renamed, renamed_zoom};

/// The register of a site, whose index is loaded.
fn open_register(site: &TestSite) -> Page {
    let page = site.new_page();
    page.open("/register/");
    wait_for_index(&page);
    page
}

fn wait_for_index(page: &Page) {
    page.wait_for_app();
    let is_loaded = "return document.querySelector('#vendor-names option') !== null";
    page.wait_until("the index is loaded", || page.run_script(is_loaded) == json!(true));
}

fn add(page: &Page, name: &str) {
    page.find_field(texts::ADD_ENTRY).send_keys(name);
    page.find("button", "Add").click();
    page.wait_for_focus("heading", name);
}

/// Sets a field of the form, as a person would.
fn set(page: &Page, field: EntryField, value: &str) {
    page.run_script_with(
        "const field = document.getElementById(`entry-${arguments[0]}`);
        field.value = arguments[1];
        field.dispatchEvent(new Event('change', { bubbles: true }));",
        &[json!(field.key()), json!(value)],
    );
}

fn save_entry(page: &Page) {
    page.find("button", "Save").click();
    page.wait_for_focus("heading", texts::REGISTER_ENTRIES);
}

fn edit(page: &Page, name: &str) {
    page.find("button", &format!("Edit {name}")).click();
    page.wait_for_focus("heading", name);
}

/// Keeps each file that the page saves from now on.
fn keep_saved_files(page: &Page) {
    page.run_script(
        "window.saved = [];
        const create = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return create(blob); };
        window.printed = 0;
        window.print = () => (window.printed += 1);",
    );
}

/// The text of the file that a button saves.
fn saved_by(page: &Page, button: &str) -> String {
    page.run_script("window.saved = []");
    page.find("button", button).click();
    page.wait_until("the file is saved", || page.run_script("return window.saved.length") == json!(1));
    let text = page.run_async_script("const done = arguments[0]; window.saved[0].text().then(done)");
    text.as_str().expect("a text").to_owned()
}

fn open_file(page: &Page, name: &str, content: &[u8]) {
    page.run_script_with(
        "const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(arguments[1]), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], arguments[0]));
        const field = document.querySelector('#register-file');
        field.files = transfer.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));",
        &[json!(name), json!(BASE64_STANDARD.encode(content))],
    );
}

/// The register that the browser stores.
fn stored(page: &Page) -> Register {
    let text = page.run_script("return localStorage.getItem('countersign.register')");
    Register::open(text.as_str().unwrap_or_else(|| page.fail("nothing is stored")))
        .expect("a register")
        .register
}

fn entry<'r>(register: &'r Register, name: &str) -> &'r Entry {
    register.entries.iter().find(|entry| entry.get(EntryField::Name) == name).expect("an entry")
}

#[test]
fn a_stack_becomes_a_register_that_a_file_keeps() {
    let site = TestSite::start();
    let page = site.new_page();
    page.open("/check/");
    page.wait_for_app();
    page.find("textbox", texts::STACK_TEXT).send_keys("zoom\nslack\n");
    page.find("button", texts::CHECK_BUTTON).click();
    page.wait_for_focus("heading", texts::STACK_RESULT);
    page.find("link", texts::ADD_ALL_TO_REGISTER).click();
    page.wait_for_location("/register/");
    wait_for_index(&page);
    page.wait_for_text("Added: Zoom, Slack.");
    page.wait_for_text(texts::UNSAVED_REGISTER);

    edit(&page, "Zoom");
    set(&page, EntryField::Service, "Telehealth visits");
    set(&page, EntryField::HasPhi, "yes");
    set(&page, EntryField::OnBehalf, "yes");
    set(&page, EntryField::OnlyTransmits, "no");
    page.wait_for_text("By your answers, you need a BAA:");
    set(&page, EntryField::Status, "signed");
    set(&page, EntryField::SignedOn, "2026-02-03");
    set(&page, EntryField::Notes, "=HYPERLINK(\"x\")\nsecond line");
    save_entry(&page);
    page.wait_for_text("Zoom was saved. The review is due on Feb 3, 2027.");

    keep_saved_files(&page);
    let file = saved_by(&page, texts::SAVE_REGISTER);
    page.wait_for_no_text(texts::UNSAVED_REGISTER);
    let register = stored(&page);
    assert_eq!(Register::open(&file).expect("a register").register, register);
    let schema = std::fs::read_to_string(workspace().join("public/register.schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    let value: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(value["entries"].as_array().map(Vec::len), Some(2));
    let zoom = entry(&register, "Zoom");
    assert_eq!(
        (zoom.get(EntryField::SignedOn), zoom.status()),
        ("2026-02-03", Some(AgreementStatus::Signed))
    );
    let without_references = |schema: &Value| {
        let mut schema = schema.clone();
        schema["properties"]["entries"]["items"]["properties"]["vendor"] = json!({ "type": "string" });
        schema
    };
    assert!(jsonschema::is_valid(&without_references(&schema), &value), "{value}");

    let csv = CsvTable::parse(&saved_by(&page, texts::SAVE_CSV)).expect("a table");
    let (entries, problems) = csv.entries(&csv.mapping(), &mut || "new".to_owned());
    assert_eq!((entries, problems), (register.entries.clone(), Vec::new()));

    let list = saved_by(&page, "Save the list for an OCR audit");
    let mut reader = csv::ReaderBuilder::new().from_reader(list.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().expect("headers").len(), 27);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    let [row] = rows.as_slice() else { page.fail(format!("{rows:?}")) };
    assert_eq!((&row[0], &row[1]), ("Zoom", "Telehealth visits"));
    assert!(row[26].starts_with("https://"), "{row:?}");

    let calendar: Calendar = saved_by(&page, "Save reviews as a calendar").parse().expect("a calendar");
    let days: Vec<String> = calendar
        .components
        .iter()
        .filter_map(|component| match component {
            CalendarComponent::Event(event) => match event.get_start() {
                Some(DatePerhapsTime::Date(day)) => Some(day.to_string()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(days, ["2027-02-03"]);

    page.find("button", "Print").click();
    page.wait_until("the page is printed", || page.run_script("return window.printed") == json!(1));
    let printed = page.run_script("return document.getElementById('register-printed').textContent");
    let record = std::fs::read(site.folder().join("vendors/zoom.json")).expect("a record");
    let checksum = inventory::sha256(&record);
    let printed = printed.as_str().expect("a text");
    assert!(printed.contains(&checksum) && printed.contains("https://"), "{printed}");

    // The browser deletes everything; the file brings it back.
    page.run_script("localStorage.clear()");
    page.open("/register/");
    wait_for_index(&page);
    page.wait_for_text(texts::REGISTER_EMPTY);
    open_file(&page, "register.json", file.as_bytes());
    page.wait_for_text("Read: 2 entries. New: 2.");
    assert_eq!(stored(&page), register);
    page.wait_for_no_text(texts::UNSAVED_REGISTER);
}

#[test]
fn nothing_of_the_register_leaves_the_page() {
    let site = TestSite::start();
    let page = open_register(&site);
    let requests = site.requests_without_worker();
    add(&page, "Zoom");
    set(&page, EntryField::Notes, "private");
    save_entry(&page);
    add(&page, "Our own vendor");
    set(&page, EntryField::ReviewOn, "2027-03-31");
    save_entry(&page);
    keep_saved_files(&page);
    for button in [
        texts::SAVE_REGISTER,
        texts::SAVE_CSV,
        "Save the list for an OCR audit",
        "Save reviews as a calendar",
    ] {
        saved_by(&page, button);
    }
    page.find("button", "Print").click();
    page.wait_until("the page is printed", || page.run_script("return window.printed") == json!(1));
    let paths: Vec<String> = site.requests_without_worker().into_iter().skip(requests.len()).collect();
    let is_same_for_all = |path: &String| path.contains("/records.json") || path.contains("/checksums.json");
    assert!(!paths.is_empty() && paths.iter().all(is_same_for_all), "{paths:?}");
    assert_eq!(page.location(), "/register/");
}

#[test]
fn vendor_pages_cards_and_the_comparison_add_to_the_register() {
    let site = TestSite::start();
    let page = site.new_page();
    // A page with unsaved changes that no person has touched is left without a question, and Chromium says so.
    page.allow_console("beforeunload");
    let link = texts::add_to_register("Zoom");
    for (path, link, number) in [
        ("/vendors/zoom/", link.as_str(), 1),
        ("/?q=zoom", link.as_str(), 1),
        ("/compare/?v=zoom,slack", texts::ADD_ALL_TO_REGISTER, 2),
    ] {
        page.open(path);
        page.wait_for_app();
        page.find("link", link).click();
        page.wait_for_location("/register/");
        page.find("button", "Edit Zoom");
        page.wait_for_value("the entries", &number, || stored(&page).entries.len());
        assert_eq!(page.run_script("return location.href"), json!(site.url("/register/")));
    }
    page.wait_for_text("Added: Slack. Already in your register: Zoom.");
}

#[test]
fn what_needs_attention_comes_first() {
    let site = TestSite::start();
    // No verdict of a fixture changes in the future.
    let today = "2999-01-01".to_owned();
    let page = open_register(&site);
    add(&page, "Zoom");
    set(&page, EntryField::HasPhi, "yes");
    set(&page, EntryField::Status, "requested");
    set(&page, EntryField::RequestedOn, "2020-01-01");
    save_entry(&page);
    page.wait_for_text("Zoom: PHI without a signed BAA");
    page.wait_for_text("Zoom: Request without an answer");
    let link = page.find_all("link").into_iter().find(|link| link.name == "Write the request");
    let address = link.expect("a link").attribute("href").unwrap_or_default();
    assert!(address.starts_with("mailto:?subject=HIPAA%20Business%20Associate%20Agreement"), "{address}");
    edit(&page, "Zoom");
    set(&page, EntryField::Status, "signed");
    set(&page, EntryField::SignedOn, &today);
    save_entry(&page);
    page.wait_for_text("Nothing needs attention today.");
}

#[test]
fn a_removed_entry_comes_back_by_undo() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    save_entry(&page);
    page.find("button", "Remove Zoom").click();
    page.wait_for_text("Zoom was removed.");
    page.wait_for_text(texts::REGISTER_EMPTY);
    page.wait_for_focus("button", "Undo");
    page.find("button", "Undo").click();
    page.find("button", "Edit Zoom");
    assert_eq!(stored(&page).entries.len(), 1);
}

#[test]
fn two_tabs_do_not_overwrite_each_other() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    save_entry(&page);
    edit(&page, "Zoom");
    set(&page, EntryField::Owner, "Ana");
    page.in_another_tab(|other| {
        other.open("/register/");
        wait_for_index(other);
        edit(other, "Zoom");
        set(other, EntryField::Notes, "from the other tab");
        save_entry(other);
        add(other, "Slack");
        save_entry(other);
        // The title of the entry in the other tab changes with it.
        other.find_field(texts::ADD_ENTRY).send_keys("Zoom");
        other.find("button", "Add").click();
        other.wait_for_text("It has another entry.");
        save_entry(other);
    });
    page.wait_for_text("The register was changed in another tab.");
    // What is typed here is still in the form.
    assert_eq!(page.find_field(EntryField::Owner.label()).value(), "Ana");
    save_entry(&page);
    let register = stored(&page);
    assert_eq!(register.entries.len(), 3);
    let is_edited = |entry: &&Entry| !entry.get(EntryField::Owner).is_empty();
    let zoom = register.entries.iter().find(is_edited).expect("the entry that was edited here");
    assert_eq!((zoom.get(EntryField::Owner), zoom.get(EntryField::Notes)), ("Ana", "from the other tab"));
}

#[test]
fn files_that_differ_keep_both_versions() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    set(&page, EntryField::Notes, "mine");
    save_entry(&page);
    let mut other = stored(&page);
    other.entries[0].set(EntryField::Notes, "theirs");
    open_file(&page, "other.json", other.save().as_bytes());
    page.wait_for_text("There are two versions of Zoom, which differ in: Notes.");
    let notes: Vec<String> =
        stored(&page).entries.iter().map(|entry| entry.get(EntryField::Notes).to_owned()).collect();
    assert!(notes.contains(&"mine".to_owned()) && notes.contains(&"theirs".to_owned()), "{notes:?}");
    let text = page.main_text();
    assert!(text.contains("mine") && text.contains("theirs"), "{text}");
    // Each version has its own name, also under “Needs attention”.
    for version in ["Zoom (1 of 2)", "Zoom (2 of 2)"] {
        page.find("heading", version);
        page.find("button", &format!("Edit {version}: Incomplete"));
        page.find("button", &format!("Remove {version}"));
    }
    page.find("button", "Edit Zoom (2 of 2)").click();
    page.wait_for_focus("heading", "Zoom (2 of 2)");
    save_entry(&page);
    page.wait_for_text("Zoom (2 of 2) was saved.");
    page.find("button", "Remove Zoom (1 of 2)").click();
    page.wait_for_text("Zoom (1 of 2) was removed.");
    page.find("button", "Edit Zoom");
}

#[test]
fn five_thousand_entries_are_opened_edited_and_saved() {
    let site = TestSite::start();
    let page = open_register(&site);
    let entries = (0..5000).map(|number| {
        let mut entry = Entry::new(&format!("entry-{number}"));
        entry.set(EntryField::Name, &format!("Vendor {number}"));
        entry.set(EntryField::HasPhi, "yes");
        entry
    });
    open_file(&page, "many.json", Register::with_entries(entries.collect()).save().as_bytes());
    page.wait_for_text("5000 entries.");
    page.find("button", "List all 5000");
    add(&page, "Zoom");
    save_entry(&page);
    page.wait_for_text("5001 entries.");
    keep_saved_files(&page);
    let saved = Register::open(&saved_by(&page, texts::SAVE_REGISTER)).expect("a register").register;
    assert_eq!((saved.entries.len(), stored(&page)), (5001, saved));
}

#[test]
fn a_table_is_imported_once_its_columns_are_confirmed() {
    let site = TestSite::start();
    let page = open_register(&site);
    open_file(&page, "v.csv", b"Vendor;Signed on;Risk\nZoom;3/31/2026;<b>low</b>\nAcme;2026-02-30;\n");
    page.wait_for_focus("heading", "Import 2 rows");
    assert_eq!(page.find_by_label("Import Signed on as").value(), EntryField::SignedOn.key());
    page.find("button", "Import").click();
    page.wait_for_text("Read: 2 entries. New: 2.");
    page.wait_for_text("Line 3: “Signed on” is “2026-02-30”, which is not a date that exists");
    let register = stored(&page);
    let zoom = entry(&register, "Zoom");
    assert_eq!(zoom.slug().map(|slug| slug.to_string()), Some("zoom".to_owned()));
    assert_eq!(
        (zoom.get(EntryField::SignedOn), zoom.get(EntryField::Notes)),
        ("2026-03-31", "Risk: <b>low</b>")
    );
    // A value that does not fit stays until it is corrected.
    edit(&page, "Acme");
    assert_eq!(page.find_field(EntryField::SignedOn.label()).value(), "2026-02-30");
    save_entry(&page);
    assert_eq!(entry(&stored(&page), "Acme").get(EntryField::SignedOn), "2026-02-30");
}

#[test]
fn a_file_that_is_no_register_is_refused_by_name() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    save_entry(&page);
    let newer = br#"{ "format": "countersign-register", "version": 9, "entries": [] }"#;
    let files: [(&str, &[u8], &str); 4] = [
        ("newer.json", newer, "newer.json: This register has version 9"),
        ("other.json", b"{}", "other.json: This is not a register"),
        ("cut.json", b"{\"format\"", "cut.json: This is not a register"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0", "photo.png: "),
    ];
    for (name, content, message) in files {
        open_file(&page, name, content);
        page.wait_for_text(message);
        assert_eq!(stored(&page).entries.len(), 1);
    }
}

#[test]
fn the_register_works_without_storage_and_without_the_index() {
    let site = TestSite::start();
    site.inject_fault("/stack.json", Fault::Status(503));
    let page = site.new_page();
    page.allow_all_console_messages();
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });",
    );
    page.open("/register/");
    page.wait_for_app();
    page.wait_for_text("We couldn't load the verdicts.");
    page.find_field(texts::ADD_ENTRY).send_keys("Zoom");
    page.find("button", "Add").click();
    page.wait_for_focus("heading", "Zoom");
    set(&page, EntryField::HasPhi, "no");
    save_entry(&page);
    // Nobody knows whether a verdict has changed.
    assert!(!page.main_text().contains("Nothing needs attention"), "{}", page.main_text());
    page.wait_for_text("Your browser does not store this register");
    keep_saved_files(&page);
    let file = saved_by(&page, texts::SAVE_REGISTER);
    assert_eq!(Register::open(&file).expect("a register").register.entries.len(), 1);
    site.clear_all_faults();
    page.find("button", "Retry").click();
    wait_for_index(&page);
}

#[test]
fn leaving_with_unsaved_changes_asks() {
    let site = TestSite::start();
    let page = open_register(&site);
    let asks = "return window.onbeforeunload !== null";
    assert_eq!(page.run_script(asks), json!(false));
    add(&page, "Zoom");
    save_entry(&page);
    assert_eq!(page.run_script(asks), json!(true));
    keep_saved_files(&page);
    saved_by(&page, texts::SAVE_REGISTER);
    page.wait_for_no_text(texts::UNSAVED_REGISTER);
    assert_eq!(page.run_script(asks), json!(false));
}

#[test]
fn a_register_with_entries_and_an_open_form_is_accessible_and_fits_narrow_screens() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    set(&page, EntryField::HasPhi, "yes");
    set(&page, EntryField::Notes, &"a-long-word-without-spaces".repeat(8));
    save_entry(&page);
    edit(&page, "Zoom");
    for width in [320, 360, 1280] {
        page.resize(width, 800);
        let overflow = page.run_script("return document.documentElement.scrollWidth - innerWidth");
        assert!(overflow.as_i64().is_some_and(|overflow| overflow <= 0), "{width}: {overflow}");
    }
    assert_accessible(&page, "an entry and its form");
}

/// A write that the browser refuses must not make the page merge its own older version.
#[test]
fn a_refused_write_makes_no_second_version() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    save_entry(&page);
    page.run_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    );
    for notes in ["one", "two"] {
        edit(&page, "Zoom");
        set(&page, EntryField::Notes, notes);
        save_entry(&page);
        page.wait_for_text("Your browser does not store this register");
    }
    page.find("button", "Remove Zoom").click();
    page.wait_for_text(texts::REGISTER_EMPTY);
    page.find("button", "Undo").click();
    keep_saved_files(&page);
    let register = Register::open(&saved_by(&page, texts::SAVE_REGISTER)).expect("a register").register;
    assert_eq!(register.entries.len(), 1);
    assert_eq!(register.entries[0].get(EntryField::Notes), "two");
}

/// A page that the browser kept in memory hears of no change; it reads the storage before it writes.
#[test]
fn a_change_that_raised_no_event_is_merged() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    set(&page, EntryField::Notes, "before");
    save_entry(&page);
    let mut elsewhere = stored(&page);
    elsewhere.entries[0].set(EntryField::Owner, "Ana");
    page.run_script_with(
        "localStorage.setItem('countersign.register', arguments[0])",
        &[json!(elsewhere.save())],
    );
    edit(&page, "Zoom");
    set(&page, EntryField::Notes, "after");
    save_entry(&page);
    let register = stored(&page);
    assert_eq!(register.entries.len(), 1);
    let zoom = entry(&register, "Zoom");
    assert_eq!((zoom.get(EntryField::Owner), zoom.get(EntryField::Notes)), ("Ana", "after"));
    // What another tab removed stays removed.
    page.run_script_with(
        "localStorage.setItem('countersign.register', arguments[0])",
        &[json!(Register::default().save())],
    );
    add(&page, "Slack");
    save_entry(&page);
    let names: Vec<String> =
        stored(&page).entries.iter().map(|entry| entry.get(EntryField::Name).to_owned()).collect();
    assert_eq!(names, ["Slack"]);
}

#[test]
fn a_stored_text_that_is_no_register_is_kept() {
    let site = TestSite::start();
    let page = open_register(&site);
    let newer = r#"{ "format": "countersign-register", "version": 9, "entries": [] }"#;
    page.run_script_with("localStorage.setItem('countersign.register', arguments[0])", &[json!(newer)]);
    page.reload();
    wait_for_index(&page);
    page.wait_for_text("This register has version 9");
    add(&page, "Zoom");
    save_entry(&page);
    assert_eq!(stored(&page).entries.len(), 1);
    keep_saved_files(&page);
    saved_by(&page, texts::SAVE_REGISTER);
    page.reload();
    wait_for_index(&page);
    keep_saved_files(&page);
    assert_eq!(saved_by(&page, "Save that register as a file"), newer);
    page.find("button", "Discard it").click();
    page.wait_until_absent("button", "Discard it");
    page.reload();
    page.find("button", "Edit Zoom");
    page.wait_until_absent("button", "Discard it");
}

#[test]
fn how_to_begin_is_shown_only_without_entries() {
    let site = TestSite::start();
    let page = open_register(&site);
    page.wait_for_text(texts::REGISTER_EMPTY);
    page.allow_console("beforeunload");
    add(&page, "Zoom");
    save_entry(&page);
    page.wait_for_no_text(texts::REGISTER_EMPTY);
    page.in_another_tab(|other| {
        other.open("/register/");
        wait_for_index(other);
        other.wait_for_no_text(texts::REGISTER_EMPTY);
    });
}

#[test]
fn a_register_that_the_browser_deleted_is_not_taken_for_an_empty_one() {
    let site = TestSite::start();
    let page = open_register(&site);
    page.allow_console("beforeunload");
    add(&page, "Zoom");
    save_entry(&page);
    page.in_another_tab(|other| {
        other.open("/register/");
        wait_for_index(other);
        other.run_script("localStorage.clear()");
        other.open("/register/");
        wait_for_index(other);
        add(other, "Slack");
        save_entry(other);
        keep_saved_files(other);
        saved_by(other, texts::SAVE_REGISTER);
    });
    page.wait_for_text("The register was changed in another tab.");
    page.find("button", "Edit Zoom");
    page.find("button", "Edit Slack");
}

#[test]
fn entries_follow_a_renamed_vendor() {
    let site = TestSite::publish("2026-11-24", typed_records_of(&["slack", "zoom"]));
    let page = open_register(&site);
    page.allow_console("beforeunload");
    add(&page, "Zoom");
    save_entry(&page);
    site.republish_renamed("2026-11-25", vec![renamed_zoom()], renamed(r#"{ "zoom": "zoom-workplace" }"#));
    page.in_another_tab(|other| {
        other.open("/register/");
        wait_for_index(other);
        other.wait_for_text("New name in the directory");
        other.wait_for_text("Workplace");
        add(other, "Workplace");
        other.wait_for_text("It has another entry.");
        other.find("button", "Cancel").click();
        other.find("link", "Zoom").click();
        other.wait_for_location("/vendors/zoom-workplace/");
    });
}

#[test]
fn an_entry_of_another_name_has_another_verdict() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    set(&page, EntryField::Name, "Acme Video");
    save_entry(&page);
    page.find("button", "Edit Acme Video");
    assert_eq!(entry(&stored(&page), "Acme Video").slug(), None);
}

#[test]
fn what_is_typed_in_the_form_is_not_lost() {
    let site = TestSite::start();
    site.inject_fault("/stack.json", Fault::Hold);
    let page = site.new_page();
    page.open("/register/");
    page.wait_for_app();
    add(&page, "Slack");
    save_entry(&page);
    add(&page, "Zoom");
    open_file(&page, "vendors.csv", b"Vendor\nZoom\n");
    page.wait_for_focus("heading", "Import 1 row");
    page.find_field(EntryField::Service.label()).send_keys("Visits");
    site.clear_fault("/stack.json");
    wait_for_index(&page);
    assert_eq!(page.find_field(EntryField::Service.label()).value(), "Visits");
    page.find("button", "Edit Slack").click();
    page.wait_for_text("Save or cancel the changes in the open form first.");
    page.wait_for_focus("heading", "Zoom");
    assert_eq!(page.find_field(EntryField::Service.label()).value(), "Visits");
    page.find("button", "Import").click();
    page.wait_for_text("Read: 1 entry. New: 1.");
    assert_eq!(page.find_field(EntryField::Service.label()).value(), "Visits");
    page.find("button", "Cancel").click();
    page.wait_until_absent("button", "Cancel");
    assert!(stored(&page).entries.iter().all(|entry| entry.get(EntryField::Service).is_empty()));
}

/// Regression: a screen reader read the answer again after each change of another field.
#[test]
fn whether_a_baa_is_needed_is_announced_only_when_it_changes() {
    let site = TestSite::start();
    let page = open_register(&site);
    add(&page, "Zoom");
    set(&page, EntryField::HasPhi, "yes");
    page.run_script(
        "window.announced = [];
        const answer = document.querySelector('#entry-form [role=status]');
        new MutationObserver(() => announced.push(answer.textContent)).observe(answer, { childList: true });",
    );
    set(&page, EntryField::Owner, "Office manager");
    set(&page, EntryField::HasPhi, "no");
    page.wait_for_text("By your answers, you need no BAA as long as");
    let announced = page.run_script("return announced");
    let announced = announced.as_array().expect("what is announced");
    assert_eq!(announced.len(), 1, "{announced:?}");
}

#[test]
fn the_keyboard_alone_is_enough() {
    let site = TestSite::start();
    let page = open_register(&site);
    page.find_field(texts::ADD_ENTRY).run_script("arguments[0].focus()");
    page.press("Our vendor");
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", "Our vendor");
    // The first field after the heading is the name.
    page.press(Keys::TAB);
    page.press(Keys::END);
    page.press(" Inc");
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", texts::REGISTER_ENTRIES);
    page.wait_for_text("was saved.");
    page.find("button", "Remove Our vendor Inc").run_script("arguments[0].focus()");
    page.press(Keys::ENTER);
    page.wait_for_focus("button", "Undo");
    page.press(Keys::ENTER);
    page.find("button", "Edit Our vendor Inc");
}
