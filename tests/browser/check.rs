//! The stack check: adding texts, files and folders, the result, its corrections and exports, and that nothing of them
//! leaves the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use catalog::comparison::ComparedFact;
use catalog::{BaaClass, PhiClass};
use inventory::{Action, Check, Input, MAX_BYTES, Matcher, Report, StackIndex, decode};
use serde_json::{Value, json};

use crate::dist::workspace;
use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Fault, Keys, Page, TestSite};
use crate::offline::page_with_offline_copy;

/// A site with the page, whose index is loaded.
fn open_check(site: &TestSite) -> Page {
    let page = site.new_page();
    page.open("/check/");
    page.wait_for_app();
    let is_loaded = "return performance.getEntriesByType('resource')
        .some(({ name, responseEnd }) => name.endsWith('/stack.json') && responseEnd > 0)";
    page.wait_until("the index is loaded", || page.run_script(is_loaded) == json!(true));
    page
}

/// Checks a text with the keyboard.
fn check_text(page: &Page, text: &str) {
    page.find("textbox", texts::STACK_TEXT).send_keys(text);
    page.find("button", texts::CHECK_BUTTON).click();
    page.wait_for_focus("heading", texts::STACK_RESULT);
}

/// Adds files with the field for files.
fn add_files(page: &Page, files: &[(&str, &[u8])]) {
    let files: Vec<Value> =
        files.iter().map(|(name, bytes)| json!([name, BASE64_STANDARD.encode(bytes)])).collect();
    page.run_script_with(
        "const transfer = new DataTransfer();
        for (const [name, content] of arguments[0]) {
            const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
            transfer.items.add(new File([bytes], name));
        }
        const field = document.querySelector('#stack-files');
        field.files = transfer.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));",
        &[json!(files)],
    );
}

/// The slugs of the vendors in the result, in its order.
fn found(page: &Page) -> Vec<String> {
    let slugs = page
        .run_script("return [...document.querySelectorAll('[data-select]')].map((box) => box.dataset.slug);");
    serde_json::from_value(slugs).expect("slugs")
}

fn wait_for_found(page: &Page, slugs: &[&str]) {
    let expected: BTreeSet<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    page.wait_for_value("the vendors", &expected, || found(page).into_iter().collect());
}

#[test]
fn each_example_shows_a_result_at_once() {
    let site = TestSite::start();
    for example in texts::STACK_EXAMPLES {
        let page = open_check(&site);
        page.find("button", example).click();
        page.wait_for_focus("heading", texts::STACK_RESULT);
        assert!(found(&page).len() >= 3, "{example}: {:?}", found(&page));
    }
}

#[test]
fn each_vendor_is_shown_with_its_verdict_evidence_plans_and_what_to_do() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(&page, "zoom\nslack\nmailchimp\ngusto\nmailgun\ntypeform\ndocusign\nactivecampaign\n");
    let slugs = ["zoom", "slack", "mailchimp", "gusto", "mailgun", "typeform", "docusign", "activecampaign"];
    wait_for_found(&page, &slugs);
    let text = page.main_text();
    for record in typed_records_of(&slugs) {
        let baa = BaaClass::new(record.baa.status, record.confidence);
        let phi = PhiClass::new(baa, record.phi.status);
        let item = page.run_script_with(
            "return document.querySelector(`[data-select][data-slug=\"${arguments[0]}\"]`).closest('li').innerText",
            &[json!(record.slug.as_str())],
        );
        let item = item.as_str().expect("a text");
        let mut expected = vec![record.name.as_str(), baa.label(), phi.label(), record.confidence.evidence()];
        expected.extend(record.baa.plans.iter().map(String::as_str));
        expected.extend(record.phi.excluded.iter().map(String::as_str));
        for expected in expected {
            assert!(item.contains(expected), "{expected}: {item}");
        }
        if !record.baa.plans.is_empty() {
            let qualifier = ComparedFact::Plans.value(&record).qualifier;
            let label = qualifier.map_or("Plans with a BAA\n".to_owned(), |qualifier| {
                format!("Plans with a BAA ({qualifier})\n")
            });
            assert!(item.contains(&label), "{label}: {item}");
        }
        let heading = Action::new(baa, phi).label();
        assert!(text.contains(&format!("{heading} (")), "{heading}: {text}");
    }
}

#[test]
fn values_email_addresses_and_paths_never_reach_the_page() {
    let site = TestSite::start();
    let page = open_check(&site);
    let secrets = ["s3cr3t-value", "jane.doe", "private-path"];
    check_text(
        &page,
        "ZOOM_API_SECRET=s3cr3t-value\nSLACK_WEBHOOK_URL=https://hooks.slack.com/private-path\njane.doe@mailchimp.com\nUNKNOWN_KEY=s3cr3t-value\n",
    );
    wait_for_found(&page, &["zoom", "slack", "mailchimp"]);
    let html = page.run_script("return document.documentElement.outerHTML");
    for secret in secrets {
        assert!(!html.as_str().expect("HTML").contains(secret), "{secret}");
    }
}

#[test]
fn nothing_that_is_added_leaves_the_page() {
    let site = TestSite::start();
    let page = open_check(&site);
    let requests = site.requests_without_worker();
    check_text(&page, "zoom, slack, Twillio, Acme Widgets");
    add_files(&page, &[("package.json", b"{\"dependencies\": {\"stripe\": \"^1.0.0\"}}")]);
    wait_for_found(&page, &["zoom", "slack", "stripe"]);
    page.find("button", "Did you mean Twilio?").click();
    wait_for_found(&page, &["zoom", "slack", "stripe", "twilio"]);
    page.run_script("window.print = () => {}; navigator.clipboard.writeText = async () => {};");
    for button in [texts::SAVE_CSV, texts::SAVE_JSON, texts::COPY_LINK, "Print"] {
        page.find("button", button).click();
    }
    page.wait_for_text("The link was copied.");
    // A request that the page makes, after which every earlier one has arrived.
    page.run_async_script("const done = arguments[0]; fetch('/robots.txt').then(() => done())");
    let since: Vec<String> = site.requests_without_worker().into_iter().skip(requests.len()).collect();
    assert!(since.len() == 1 && since[0].contains("/robots.txt"), "{since:?}");
    let stored = page
        .run_script("return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])");
    assert_eq!(stored, json!("[{},{},\"\"]"));
    assert_eq!(page.location(), "/check/");
}

#[test]
fn a_match_is_removed_and_an_unknown_name_assigned() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(&page, "zoom\nTwillio\nOur video tool\n");
    wait_for_found(&page, &["zoom"]);
    page.find("button", "Remove zoom from Zoom").click();
    wait_for_found(&page, &[]);
    page.wait_for_text("zoom was removed.");
    page.wait_for_focus("heading", texts::STACK_RESULT);
    page.find("button", "Did you mean Twilio?").click();
    wait_for_found(&page, &["twilio"]);
    page.wait_for_text("Twilio was added.");
    // The focus moves to the next unknown name.
    page.wait_until("the next name is focused", || page.focused().text().contains("Assign"));
    // What is left is assigned by its name.
    page.run_script("document.querySelector('.stack-names summary').click()");
    page.find_by_label("Vendor for Our video tool").send_keys("nobody\n");
    page.wait_for_text("No vendor in the directory is named “nobody”.");
    page.run_script("document.querySelector('.stack-names input').value = ''");
    page.find_by_label("Vendor for Our video tool").send_keys("WEBEX");
    // In WebKit, Enter chooses among the suggestions first.
    page.find("button", "Assign").click();
    wait_for_found(&page, &["twilio", "webex"]);
    // Corrections apply to further inputs, too.
    add_files(&page, &[("names.txt", b"zoom\nslack\nTwillio\n")]);
    wait_for_found(&page, &["slack", "twilio", "webex"]);
}

#[test]
fn several_pasted_texts_are_numbered() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(&page, "zoom\n");
    check_text(&page, "slack\n");
    wait_for_found(&page, &["zoom", "slack"]);
    page.wait_for_text("Pasted text 2, line 1");
    page.find("button", "Remove Pasted text 1").click();
    wait_for_found(&page, &["slack"]);
    page.wait_for_text("Pasted text, line 1");
}

/// An own input replaces an example, and an example does not replace an own input.
#[test]
fn an_example_is_replaced_by_the_visitors_own_inputs() {
    let site = TestSite::start();
    let page = open_check(&site);
    let [first, second, _] = texts::STACK_EXAMPLES;
    page.find("button", first).click();
    page.find("button", "Remove .env");
    page.find("button", second).click();
    page.find("button", "Remove expenses.csv");
    page.wait_until_absent("button", "Remove .env");
    check_text(&page, "webex");
    wait_for_found(&page, &["webex"]);
    page.find("button", first).click();
    page.find("button", "Remove .env");
    assert!(found(&page).contains(&"webex".to_owned()));
}

#[test]
fn a_company_with_several_products_is_not_counted_until_one_is_chosen() {
    let site = TestSite::start();
    let index =
        fs::read_to_string(workspace().join("crates/inventory/tests/fixtures/index.json")).expect("an index");
    site.inject_fault("/stack.json", Fault::Replace("application/json", index));
    let page = open_check(&site);
    check_text(&page, "google.com\nslack\n");
    wait_for_found(&page, &["slack"]);
    page.wait_for_text("One of several products");
    page.find("button", "It is Google Workspace").click();
    wait_for_found(&page, &["slack", "google-workspace"]);
    page.wait_for_no_text("One of several products");
    page.find("button", "Undo the last correction").click();
    wait_for_found(&page, &["slack"]);
    page.wait_for_text("One of several products");
    page.wait_until_absent("button", "Undo the last correction");
    page.find("button", "None of these").click();
    page.wait_for_no_text("One of several products");
    page.wait_for_text("None of these vendors was added.");
    assert_eq!(found(&page), ["slack"]);
    page.find("button", "Undo the last correction").click();
    page.wait_for_text("One of several products");
}

#[test]
fn a_format_is_corrected_and_a_text_edited_and_removed() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(&page, "name\nzoom\nslack\n");
    wait_for_found(&page, &["zoom", "slack"]);
    page.run_script(
        "const select = document.querySelector('[data-format]');
        select.value = 'env';
        select.dispatchEvent(new Event('change', { bubbles: true }));",
    );
    wait_for_found(&page, &[]);
    let format = texts::format_of("Pasted text");
    assert_eq!(page.find_by_label(&format).value(), "env");
    // WebKit gives it the role of a button.
    page.wait_until("the format is focused", || page.focused().name == format);
    page.find("button", "Edit Pasted text").click();
    page.wait_for_focus("textbox", texts::STACK_TEXT);
    assert_eq!(page.find("textbox", texts::STACK_TEXT).value(), "name\nzoom\nslack\n");
    page.wait_until_absent("heading", texts::STACK_RESULT);
    page.find("button", texts::CHECK_BUTTON).click();
    wait_for_found(&page, &["zoom", "slack"]);
    page.find("button", "Remove Pasted text").click();
    page.wait_until_absent("heading", texts::STACK_RESULT);
    page.find("button", texts::CHECK_BUTTON).click();
    page.wait_for_text(texts::NOTHING_TO_CHECK);
}

#[test]
fn the_keyboard_alone_leads_from_a_text_to_the_comparison() {
    let site = TestSite::start();
    let page = open_check(&site);
    let tab_to = |role: &str, name: &str| {
        for _ in 0..40 {
            page.press(Keys::TAB);
            let focused = page.focused();
            if focused.role() == role && focused.name == name {
                return;
            }
        }
        page.fail(format!("Tab does not reach {name}"));
    };
    tab_to("textbox", texts::STACK_TEXT);
    page.press("zoom, slack");
    tab_to("button", texts::CHECK_BUTTON);
    page.press(Keys::ENTER);
    page.wait_for_focus("heading", texts::STACK_RESULT);
    tab_to("link", "Compare these 2 vendors");
    page.press(Keys::ENTER);
    page.wait_for_heading(texts::COMPARE_HEADING);
    page.wait_for_location("/compare/#v=zoom,slack");
    page.wait_for_text("Zoom");
    page.back();
    page.wait_for_heading(texts::CHECK_HEADING);
    wait_for_found(&page, &["zoom", "slack"]);
}

#[test]
fn up_to_five_vendors_are_selected_for_the_comparison() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(&page, "zoom, slack, twilio, stripe, webex, notion");
    page.wait_for_text("Select up to 5 vendors to compare them.");
    for name in ["Webex", "Notion"] {
        let label = texts::select_for_comparison(name);
        page.find("checkbox", &label).send_keys(" ");
        page.wait_until("the vendor is selected", || page.find("checkbox", &label).is_checked());
        page.wait_for_focus("checkbox", &label);
    }
    let link = page.find("link", "Compare these 2 vendors").attribute("href").expect("a URL");
    assert!(link.ends_with("/compare/#v=webex,notion"), "{link}");
    for name in ["Zoom", "Slack", "Twilio", "Stripe"] {
        page.find("checkbox", &texts::select_for_comparison(name)).click();
    }
    page.wait_for_text("Up to 5 vendors can be compared. 6 are selected.");
    page.wait_until_absent("link", "Compare these 6 vendors");
}

#[test]
fn a_link_to_a_result_shows_its_vendors_and_names_the_unknown() {
    let site = TestSite::start();
    let page = site.open("/check/#v=zoom,slack,nobody,%3Cimg%20src=x%20onerror=alert(1)%3E");
    wait_for_found(&page, &["zoom", "slack"]);
    page.wait_for_text("Not in the directory: nobody, <img src=x onerror=alert(1)>.");
    page.run_script("location.hash = '#v=webex'");
    wait_for_found(&page, &["webex"]);
    check_text(&page, "notion");
    wait_for_found(&page, &["notion"]);
    page.run_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
    page.find("button", texts::COPY_LINK).click();
    page.wait_for_text("The link was copied.");
    assert_eq!(page.run_script("return window.copied"), json!(site.url("/check/#v=notion")));
    // Pages that were not loaded over https have no clipboard.
    page.run_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    page.find("button", texts::COPY_LINK).click();
    page.wait_for_text(&format!("Copy this link: {}", site.url("/check/#v=notion")));
}

#[test]
fn the_result_is_saved_as_csv_and_json() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(&page, "zoom\nAcme Widgets\n");
    page.run_script(
        "window.saved = [];
        const create = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return create(blob); };",
    );
    page.find("button", texts::SAVE_CSV).click();
    page.find("button", texts::SAVE_JSON).click();
    let saved = page.run_async_script(
        "const done = arguments[0]; Promise.all(window.saved.map((blob) => blob.text())).then(done)",
    );
    let [csv, report] = [0, 1].map(|index| saved[index].as_str().expect("a text").to_owned());
    assert!(csv.contains("Zoom,zoom,") && csv.contains("Acme Widgets,,Unknown name"), "{csv}");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["found"][0]["slug"], "zoom");
    assert_eq!(report["unknown"][0]["name"], "Acme Widgets");
    let schema = fs::read_to_string(workspace().join("public/stack-report.schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    assert!(jsonschema::is_valid(&schema, &report), "{report}");
}

#[test]
fn a_file_that_is_no_text_is_named_and_the_others_are_checked() {
    let site = TestSite::start();
    let page = open_check(&site);
    let large = vec![b'a'; MAX_BYTES + 1];
    let files: [(&str, &[u8]); 6] = [
        ("apps.xlsx", b"PK\x03\x04xl/workbook.xml"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0"),
        ("<img src=x onerror=alert(1)>.pdf", b"%PDF-1.7"),
        ("large.txt", &large),
        ("utf-16.csv", b"\xff\xfeN\0a\0m\0e\0\n\0z\0o\0o\0m\0\n\0"),
        ("latin-1.csv", b"Vendor,City\nSlack,Z\xfcrich\n"),
    ];
    add_files(&page, &files);
    wait_for_found(&page, &["zoom", "slack"]);
    let text = page.main_text();
    for (name, bytes) in &files[..4] {
        let error = decode(Some(name), bytes).expect_err("no text").to_string();
        assert!(text.contains(name) && text.contains(&error), "{name}: {text}");
    }
}

/// A folder, as a person drops it: its manifests are checked, and files of other projects in it are not.
#[test]
fn a_dropped_folder_is_searched_for_manifests() {
    let site = TestSite::start();
    let page = open_check(&site);
    let project = tempfile::tempdir().expect("a folder");
    let write = |path: &str, content: &str| {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    };
    write("web/package.json", "{\"dependencies\": {\"stripe\": \"^1.0.0\"}}");
    write("web/node_modules/x/package.json", "{\"dependencies\": {\"twilio\": \"^1.0.0\"}}");
    write("web/.env", "ZOOM_ACCOUNT_ID=1\n");
    write("web/index.html", "<ul><li>Mailchimp</li></ul>");
    write("api/requirements.txt", "slack-sdk==3.1\n");
    drop_on_page(&page, project.path());
    wait_for_found(&page, &["slack", "stripe", "zoom"]);
    let text = page.main_text();
    assert!(text.contains("web/package.json, line 1"), "{text}");

    let empty = tempfile::tempdir().expect("a folder");
    drop_on_page(&page, empty.path());
    page.wait_for_text("This folder contains no file to check.");
    let name = empty.path().file_name().and_then(|name| name.to_str()).expect("a name");
    page.find("button", &format!("Remove {name}"));
}

fn drop_on_page(page: &Page, path: &Path) {
    for kind in ["dragEnter", "dragOver", "drop"] {
        let data = json!({ "items": [], "files": [path.to_str().expect("a path")], "dragOperationsMask": 1 });
        page.devtools("Input.dispatchDragEvent", &json!({ "type": kind, "x": 300, "y": 300, "data": data }));
    }
}

#[test]
fn names_in_any_script_and_markup_are_text() {
    let site = TestSite::start();
    let page = open_check(&site);
    check_text(
        &page,
        "zoom\n<b onmouseover=alert(1)>Acme</b>\nשלום בע״מ\n\u{202e}kcals\n=HYPERLINK(\"https://example.com\")\n",
    );
    wait_for_found(&page, &["zoom"]);
    assert_eq!(page.run_script("return document.querySelectorAll('main [onmouseover]').length"), json!(0));
    page.wait_for_text("שלום בע״מ");
}

#[test]
fn an_index_that_cannot_be_loaded_is_reported_and_requested_again() {
    let site = TestSite::start();
    site.inject_fault("/stack.json", Fault::Status(503));
    let page = site.new_page();
    page.allow_console("503");
    page.open("/check/");
    page.find("textbox", texts::STACK_TEXT).send_keys("zoom");
    page.find("button", texts::CHECK_BUTTON).click();
    page.wait_for_text("We couldn't load the vendors.");
    site.clear_fault("/stack.json");
    page.find("button", "Retry").click();
    wait_for_found(&page, &["zoom"]);
}

#[test]
fn the_check_works_offline() {
    let site = TestSite::start();
    let page = page_with_offline_copy(&site);
    site.stop();
    page.open("/check/");
    page.wait_for_text(texts::SITE_UNREACHABLE);
    page.wait_for_app();
    check_text(&page, "zoom");
    wait_for_found(&page, &["zoom"]);
}

#[test]
fn the_page_works_under_a_base_path() {
    let site = TestSite::publish_under("/countersign/", "2026-11-28", typed_records_of(&["slack", "zoom"]));
    let page = site.open("/countersign/check/");
    check_text(&page, "zoom, slack");
    wait_for_found(&page, &["zoom", "slack"]);
    page.find("link", "Compare these 2 vendors").click();
    page.wait_for_location("/countersign/compare/#v=zoom,slack");
}

#[test]
fn without_the_app_the_page_says_that_the_check_is_unavailable() {
    let site = TestSite::start();
    let page = site.new_page();
    page.allow_all_console_messages();
    for path in site.code_paths_of("tools").iter().filter(|path| path.ends_with(".wasm")) {
        site.inject_fault(path, Fault::Status(404));
    }
    page.navigate("/check/");
    page.wait_for_text(texts::CHECK_UNAVAILABLE);
}

/// The labelled set of `crates/inventory/tests/stacks` gives the same result in the page as natively.
#[test]
fn the_labelled_set_gives_the_same_result_as_natively() {
    let site = TestSite::start();
    let folder = workspace().join("crates/inventory/tests");
    let index = fs::read_to_string(folder.join("fixtures/index.json")).expect("an index");
    site.inject_fault("/stack.json", Fault::Replace("application/json", index.clone()));
    let matcher = Matcher::new(&StackIndex::parse(&index).expect("an index"));
    let page = open_check(&site);
    let mut labels: Vec<_> = fs::read_dir(folder.join("stacks"))
        .expect("the set")
        .map(|entry| entry.expect("a file").path())
        .collect();
    labels.retain(|path| path.extension().is_some_and(|extension| extension == "expect"));
    assert!(labels.len() >= 60, "{}", labels.len());
    for path in labels {
        let label = fs::read_to_string(&path).expect("labels");
        let name =
            label.lines().find_map(|line| line.strip_prefix("file:")).unwrap_or("paste").trim().to_owned();
        let name = (name != "paste").then_some(name);
        let bytes = fs::read(path.with_extension("input")).expect("an input");
        let report = Check::run(vec![Input::from_bytes(name.clone(), &bytes)], &matcher);
        match &name {
            Some(name) => add_files(&page, &[(name, &bytes)]),
            None => {
                page.run_script_with(
                    "document.querySelector('#stack-text').value = arguments[0];
                    document.querySelector('#stack-form').requestSubmit();",
                    &[json!(String::from_utf8_lossy(&bytes))],
                );
            }
        }
        page.find("heading", texts::STACK_RESULT);
        let expected: BTreeSet<String> = report.found.iter().map(|found| found.slug.to_string()).collect();
        assert_eq!(found(&page).into_iter().collect::<BTreeSet<_>>(), expected, "{}", path.display());
        assert_counts(&page, &report);
        page.run_script("document.querySelector('[data-remove-input]').click()");
        page.wait_until_absent("heading", texts::STACK_RESULT);
    }
}

/// Asserts that the page shows as many unknown names and ignored parts as a report has.
fn assert_counts(page: &Page, report: &Report) {
    let text = page.main_text();
    for (heading, number) in [
        ("One of several products", report.one_of.len()),
        ("Unknown names", report.unknown.len()),
        ("Ignored", report.ignored.len()),
    ] {
        let shown = text.contains(&format!("{heading} ({number})"));
        let is_absent = !text.contains(&format!("{heading} ("));
        assert!(if number == 0 { is_absent } else { shown }, "{heading}, {number}: {text}");
    }
}
