//! Offline use: after one visit the whole directory works without a connection, from one build, with its date. Whatever
//! happens to the service worker, the site works with a connection as it would without a worker.

use std::fs;

use catalog::{BaaFilter, Category, Record};
use serde_json::{Value, json};

use crate::deploys::{NEW_DATE, OLD_DATE, answer_in_new_build, new_records, old_records, old_site};
use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Deployment, Fault, Page, TestSite};
use crate::page_kinds::one_path_per_kind;
use crate::search_results::{
    card_names, search_for, wait_for_all_vendors, wait_for_count, wait_for_first_card,
};

/// Waits until the browser has stored the build that `site` publishes now, and the worker of that build is active.
///
/// The script reads only the state of the browser. A request for a file would pass through the worker of the previous
/// build, and a worker that gets requests does not become idle and end. The script does not read `active.state`:
/// an open page in WebKit can miss that the worker became `activated`, and then keeps the old value. Browsers themselves
/// hold the requests of a page until its worker is activated.
pub fn wait_for_offline_copy(page: &Page, site: &TestSite) {
    wait_for_build(page, site, "active && !waiting && !installing");
}

/// As [`wait_for_offline_copy`], but the worker may still wait for the one of the previous build.
pub fn wait_for_installed_worker(page: &Page, site: &TestSite) {
    wait_for_build(page, site, "(active || waiting) && !installing");
}

/// Waits until the browser has stored the build that `site` publishes now and its workers meet a condition.
fn wait_for_build(page: &Page, site: &TestSite, condition: &str) {
    let script = format!(
        "const done = arguments[0];
        const read = async () => {{
            const {{ active, waiting, installing }} = await navigator.serviceWorker.getRegistration();
            return {condition} ? caches.keys() : [];
        }};
        read().then(done, () => done([]));"
    );
    let worker = fs::read_to_string(site.folder().join("sw.js")).expect("a worker");
    page.wait_until("the browser has stored the site", || {
        let builds: Vec<String> = serde_json::from_value(page.run_async_script(&script)).expect("names");
        builds.iter().filter(|name| worker.contains(&format!("\"{name}\""))).count() == 1
    });
}

/// A tab whose browser has stored the site on a first visit.
pub fn page_with_offline_copy(site: &TestSite) -> Page {
    let page = site.new_page_with_service_worker();
    // Requests for icons bypass service workers, so they fail when the server is stopped.
    page.allow_console("/icon");
    page.open("/");
    wait_for_offline_copy(&page, site);
    page
}

/// Waits until the worker has recorded that the one open page belongs to the stored build.
pub fn wait_for_recorded_page(page: &Page) {
    page.wait_until("the worker has recorded the page", || recorded_pages(page) == 1);
}

/// The path of every script, Wasm file and style sheet that the page has loaded, sorted.
pub fn loaded_code(page: &Page) -> Vec<String> {
    let mut code: Vec<String> = serde_json::from_value(page.run_script(
        "const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
        // WebKit lists the worker too, which a test may turn off by a 404.
        return [...new Set(names)].filter((name) => /\\.(js|wasm|css)$/.test(name) && !name.endsWith('/sw.js'));",
    ))
    .expect("names");
    code.sort();
    code
}

/// A browser that has stored the old build, and a server that is stopped.
fn offline_page() -> (TestSite, Page) {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.stop();
    (site, page)
}

#[test]
fn the_directory_works_offline_after_one_visit_with_every_deployment() {
    for deployment in Deployment::all() {
        let site = TestSite::start_at(&deployment);
        let page = page_with_offline_copy(&site);
        site.stop();
        let requests = site.requests().len();
        page.open("/");
        page.wait_for_text(texts::SITE_UNREACHABLE);
        wait_for_all_vendors(&page);
        search_for(&page, "gmail");
        wait_for_first_card(&page, "Google Workspace");
        page.find("link", "Google Workspace").click();
        page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
        page.reload();
        page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
        page.find("link", &texts::category_link(Category::Office)).click();
        page.wait_for_heading(&texts::category_heading(Category::Office));
        page.find("link", texts::CHANGES_LINK).click();
        page.wait_for_heading(texts::CHANGES_HEADING);
        page.wait_for_text(texts::SITE_UNREACHABLE);
        page.back();
        page.wait_for_heading(&texts::category_heading(Category::Office));
        page.open("/?baa=available&category=email");
        page.wait_until("the filters are applied", || (1..20).contains(&card_names(&page).len()));
        let label = BaaFilter::PlanGated.label();
        page.find_matching("checkbox", label, |name| name.starts_with(label)).click();
        page.wait_for_location("/?baa=available,plan_gated&category=email");
        assert_eq!(site.requests().len(), requests, "the server got requests");
    }
}

/// The text of the page without the note that it is shown from the offline copy.
fn text_without_offline_note(page: &Page) -> Value {
    page.run_script(
        "const copy = document.body.cloneNode(true);
        copy.querySelectorAll('.offline-notice, script, noscript').forEach((part) => part.remove());
        return copy.textContent.replace(/\\s+/g, ' ');",
    )
}

#[test]
fn every_kind_of_page_has_the_same_text_offline_and_its_date() {
    let site = TestSite::start();
    let page = page_with_offline_copy(&site);
    page.allow_console("404");
    let paths = one_path_per_kind();
    let online: Vec<Value> = paths
        .iter()
        .map(|path| {
            page.open(path);
            // The app adds how long ago a record was verified.
            page.wait_for_app();
            page.wait_for_paint();
            text_without_offline_note(&page)
        })
        .collect();
    site.stop();
    for (path, online) in paths.iter().zip(online) {
        page.open(path);
        page.wait_for_value(&format!("the text of {path}"), &online, || text_without_offline_note(&page));
        page.wait_for_text(texts::SITE_UNREACHABLE);
    }
}

#[test]
fn a_restarted_server_is_requested_again() {
    let (site, page) = offline_page();
    page.open("/vendors/zoom/");
    page.wait_for_text(&texts::as_of(OLD_DATE));
    site.restart();
    page.find("link", texts::TRY_AGAIN_LINK).click();
    page.wait_for_no_text(texts::SITE_UNREACHABLE);
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

#[test]
fn a_server_error_counts_as_unreachable() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.inject_fault("/vendors/zoom/", Fault::Status(503));
    page.open("/vendors/zoom/");
    page.wait_for_text(texts::SITE_UNREACHABLE);
    page.wait_for_text(&texts::as_of(OLD_DATE));
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    site.clear_fault("/vendors/zoom/");
    page.open("/vendors/zoom/");
    page.wait_for_no_text(texts::OFFLINE_COPY);
}

/// A browser that shows the cached page of Zoom from the old build, because the server does not respond.
fn slow_page() -> (TestSite, Page) {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.inject_fault("/vendors/zoom/", Fault::Hold);
    page.open("/vendors/zoom/");
    page.wait_for_text(texts::SITE_SLOW);
    page.wait_for_text(&texts::as_of(OLD_DATE));
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    (site, page)
}

/// The position of the sources of Zoom's page in the window, in pixels from its top.
fn sources_offset(page: &Page) -> i64 {
    let top =
        page.run_script("return Math.round(document.getElementById('sources').getBoundingClientRect().top)");
    top.as_i64().expect("a number of pixels")
}

/// Regression: a slow site was reported as unreachable, and the page never replaced the cached page.
#[test]
fn a_slow_page_replaces_its_copy_at_the_same_scroll_position() {
    let (site, page) = slow_page();
    let top = sources_offset(&page);
    page.run_script("scrollTo(0, 700)");
    page.wait_for_value("the scroll position", &(top - 700), || sources_offset(&page));
    site.clear_fault("/vendors/zoom/");
    page.wait_for_no_text(texts::OFFLINE_COPY);
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_value("the scroll position", &(top - 700), || sources_offset(&page));
    // The late response itself is shown: a second request could take as long.
    assert_eq!(site.request_count("/vendors/zoom/"), 1);
}

#[test]
fn a_slow_page_does_not_replace_a_copy_with_typed_text() {
    let (site, page) = slow_page();
    let field = page.find("textbox", texts::EMAIL_FIELD);
    field.send_keys("someone@clinic.example");
    site.clear_fault("/vendors/zoom/");
    page.wait_for_text(texts::LATEST_VERSION_LOADED);
    assert_eq!(field.value(), "someone@clinic.example");
    page.find("link", texts::SHOW_LATEST_VERSION_LINK).click();
    page.wait_for_no_text(texts::OFFLINE_COPY);
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    assert_eq!(site.request_count("/vendors/zoom/"), 1);
}

#[test]
fn a_slow_page_that_fails_is_reported_as_unreachable() {
    for fault in [Fault::Status(503), Fault::Disconnect] {
        let (site, page) = slow_page();
        page.allow_all_console_messages();
        site.inject_fault("/vendors/zoom/", fault);
        page.wait_for_text(texts::SITE_UNREACHABLE);
        page.find("link", texts::TRY_AGAIN_LINK);
        page.wait_for_heading(&texts::vendor_heading("Zoom"));
    }
}

/// How many pages the worker has recorded.
pub fn recorded_pages(page: &Page) -> usize {
    let count = page.run_async_script(
        "const done = arguments[0];
        const read = async () => {
            const name = (await caches.keys()).find((name) => name.endsWith(' pages'));
            return (await (await caches.open(name)).keys()).length;
        };
        read().then(done, () => done(0));",
    );
    count.as_u64().and_then(|count| usize::try_from(count).ok()).expect("a number")
}

#[test]
fn another_name_of_a_vendor_redirects_to_its_page_offline() {
    let zoom = typed_records_of(&["zoom"]).into_iter().map(|zoom| Record {
        name: "Zoom Workplace".to_owned(),
        aliases: vec!["Acme Meetings".to_owned()],
        ..zoom
    });
    let site = TestSite::publish(OLD_DATE, zoom.collect());
    let page = page_with_offline_copy(&site);
    // No record has the name `nobody`.
    page.allow_console("ERR_FAILED");
    page.allow_console("A ServiceWorker passed a promise");
    site.stop();
    for segment in ["acme-meetings", "zoom-workplace", "Acme-Meetings", "nobody"] {
        page.open(&format!("/vendors/{segment}/"));
        if segment == "nobody" {
            page.wait_for_heading(texts::VENDOR_ERROR_HEADING);
        } else {
            page.wait_for_location("/vendors/zoom/");
            page.wait_for_heading(&texts::vendor_heading("Zoom Workplace"));
        }
    }
}

#[test]
fn requests_of_an_open_page_are_served_from_its_build_when_the_server_stops() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    page.open("/");
    wait_for_count(&page, 2);
    wait_for_recorded_page(&page);
    site.stop();
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

#[test]
fn a_page_shows_its_date_as_soon_as_the_connection_is_lost() {
    let site = old_site();
    let page = site.open("/");
    page.wait_for_no_text(texts::SITE_UNREACHABLE);
    page.set_offline(true);
    page.wait_for_text(texts::SITE_UNREACHABLE);
    page.wait_for_text(&texts::as_of(OLD_DATE));
    page.set_offline(false);
    page.wait_for_no_text(texts::SITE_UNREACHABLE);
}

#[test]
fn a_sign_up_without_a_server_is_reported_and_keeps_the_address() {
    let (site, page) = offline_page();
    page.allow_console("/api/signup");
    page.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone@clinic.example\n");
    page.wait_for_text(texts::SIGN_UP_UNREACHABLE);
    assert_eq!(page.find("textbox", texts::EMAIL_FIELD).value(), "someone@clinic.example");
    site.restart();
    page.find("button", texts::SIGN_UP_BUTTON).click();
    page.wait_for_text(texts::SIGNED_UP);
    assert_eq!(site.sign_ups(), ["someone@clinic.example,zoom"]);
}

#[test]
fn a_vendor_can_be_watched_offline() {
    let (_site, page) = offline_page();
    page.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.open("/changes/");
    page.wait_until("the vendor is watched", || {
        page.find("region", texts::WATCHED_SECTION).find_all("link").iter().any(|link| link.name == "Zoom")
    });
}

/// Asserts that the site works, that no worker is registered and that no cache exists.
fn assert_works_without_offline_copy(page: &Page) {
    page.open("/vendors/zoom/");
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.find("link", &texts::category_link(Category::Video)).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    let stored = "const done = arguments[0];
        Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
            .then(([workers, names]) => done(workers.length + names.length));";
    page.wait_until("nothing is stored", || page.run_async_script(stored) == json!(0));
    page.wait_for_no_text(texts::SITE_UNREACHABLE);
}

#[test]
fn the_site_works_without_a_valid_worker() {
    let html = Fault::Replace("text/html", "<h1>Sign in to the network</h1>".to_owned());
    let throws = Fault::Replace("text/javascript", "throw new Error('no');".to_owned());
    for fault in [Fault::Status(404), Fault::Status(500), html, throws] {
        let site = old_site();
        let page = site.new_page_with_service_worker();
        page.allow_all_console_messages();
        site.inject_fault("/sw.js", fault);
        page.open("/");
        page.wait_until("the worker is requested", || site.request_count("/sw.js") > 0);
        assert_works_without_offline_copy(&page);
    }
}

#[test]
fn a_file_with_another_hash_is_not_stored_and_the_site_works() {
    let site = old_site();
    let page = site.new_page_with_service_worker();
    page.allow_all_console_messages();
    let file = site.offline_data_path();
    site.inject_fault(&file, Fault::Replace("application/json", r#"{"vendors/zoom.json":{}}"#.to_owned()));
    page.open("/");
    page.wait_until("the file is requested again, past the HTTP cache", || site.request_count(&file) >= 2);
    assert_works_without_offline_copy(&page);
    site.clear_fault(&file);
    page.open("/");
    wait_for_offline_copy(&page, &site);
}

#[test]
fn full_storage_stores_nothing_and_the_site_works() {
    let site = old_site();
    let page = site.new_page_with_service_worker();
    page.allow_all_console_messages();
    page.devtools("Storage.overrideQuotaForOrigin", &json!({ "origin": site.origin(), "quotaSize": 1000 }));
    page.open("/");
    page.wait_until("the worker has requested the records", || {
        site.request_count(&site.offline_data_path()) > 0
    });
    assert_works_without_offline_copy(&page);
    page.devtools("Storage.overrideQuotaForOrigin", &json!({ "origin": site.origin() }));
}

#[test]
fn evicted_caches_are_requested_again() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    page.open("/");
    // Firefox reports a request that the worker handles while its page is left.
    wait_for_count(&page, old_records().len());
    page.run_async_script(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(arguments[0])",
    );
    page.open("/vendors/zoom/");
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.find("link", &texts::category_link(Category::Video)).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.wait_for_no_text(texts::SITE_UNREACHABLE);
}

#[test]
fn turning_offline_copies_off_removes_the_worker() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.republish_without_offline_copies(NEW_DATE, new_records());
    page.open("/");
    page.wait_for_text(&texts::published_on(NEW_DATE));
    assert_works_without_offline_copy(&page);
    page.open("/vendors/zoom/");
    page.wait_for_text(&answer_in_new_build());
    assert_eq!(page.run_script("return navigator.serviceWorker.controller"), json!(null));
}

/// Records in `window.isRegistered` whether the page registers a service worker, and registers none.
const RECORD_REGISTRATION: &str = "if (navigator.serviceWorker) navigator.serviceWorker.register = () => {
    window.isRegistered = true;
    return new Promise(() => {});
};";

#[test]
fn nothing_is_stored_for_offline_use_while_the_visitor_saves_data() {
    let site = TestSite::start();
    let open = |connection: &str| {
        let page = site.new_page_with_service_worker();
        page.add_init_script(RECORD_REGISTRATION);
        // The page reads the connection immediately before it registers its worker.
        page.add_init_script(&format!(
            "Object.defineProperty(navigator, 'connection', {{ configurable: true, get() {{
                window.isConnectionRead = true;
                return {connection};
            }} }})"
        ));
        page.open("/");
        page.wait_until("the page reads the connection", || {
            page.run_script("return window.isConnectionRead === true") == json!(true)
        });
        page
    };
    let is_registered = |page: &Page| page.run_script("return window.isRegistered === true") == json!(true);
    for connection in ["{ saveData: true }", "{ effectiveType: '2g' }", "{ effectiveType: 'slow-2g' }"] {
        let page = open(connection);
        assert!(!is_registered(&page), "{connection}");
    }
    for connection in ["{ effectiveType: '4g' }", "undefined"] {
        let page = open(connection);
        page.wait_until("the page registers its worker", || is_registered(&page));
    }
}
