//! The site behaves the same with every deployment: served by `site serve` and by nginx, at the root and under a base
//! path. Each tab checks in addition that the console stays empty and that no other host is requested.

use std::collections::BTreeSet;
use std::fs;

use catalog::Slug;
use serde_json::{Value, json};

use crate::dist::workspace;
use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Deployment, Page, TestSite};
use crate::hostile_paths::HOSTILE_PATHS;
use crate::page_kinds::{UNKNOWN_PATH, one_path_per_kind, page_for};
use crate::search_results::{search_field, search_for, wait_for_all_vendors, wait_for_first_card};

/// The HTTP status of the current page.
pub fn status(page: &Page) -> u64 {
    let script = "const { responseStatus } = performance.getEntriesByType('navigation')[0];
        if (responseStatus !== undefined) return responseStatus;
        // WebKit does not report the status of the page itself. The request is synchronous because the page may be left.
        const request = new XMLHttpRequest();
        request.open('GET', location.href, false);
        request.send();
        return request.status;";
    let mut status = None;
    // In Firefox, a script returns nothing if its page is replaced meanwhile.
    page.wait_until("the page has a status", || {
        status = page.run_script(script).as_u64();
        status.is_some()
    });
    status.expect("a status")
}

#[test]
fn every_kind_of_page_works_with_every_deployment() {
    for deployment in Deployment::all() {
        let site = TestSite::start_at(&deployment);
        for path in one_path_per_kind() {
            let page = page_for(&site, &path);
            page.open(&path);
            page.wait_for_paint();
            let expected = if path == UNKNOWN_PATH { 404 } else { 200 };
            assert_eq!(status(&page), expected, "{path} at {deployment:?}");
        }
    }
}

#[test]
fn a_visit_works_with_every_deployment() {
    for deployment in Deployment::all() {
        let site = TestSite::start_at(&deployment);
        let page = site.open("/");
        wait_for_all_vendors(&page);
        search_for(&page, "gmail");
        wait_for_first_card(&page, "Google Workspace");
        page.find("link", "Google Workspace").click();
        page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
        page.wait_for_location("/vendors/google-workspace/");
        page.reload();
        search_field(&page).send_keys("zoom\n");
        page.wait_for_location("/?q=zoom");
        page.reload();
        wait_for_first_card(&page, "Zoom");
        page.back();
        page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
        page.find("link", texts::CHANGES_LINK).click();
        page.wait_for_heading(texts::CHANGES_HEADING);
        page.find("link", texts::ABOUT_LINK).click();
        page.wait_for_heading(texts::ABOUT_HEADING);
        let outside = site.requests().into_iter().find(|request| request.contains("outside: "));
        assert_eq!(outside, None, "{deployment:?}: a request outside of the base path");
    }
}

/// Asserts that an old path redirects to the page of Google Workspace.
fn assert_redirects_to_google_workspace(site: &TestSite, old: &str) {
    let page = site.new_page();
    // If the host does not redirect, its page for an unknown path does, in the browser.
    page.allow_console("404");
    page.open(old);
    page.wait_for_location("/vendors/google-workspace/");
    page.wait_for_heading(&texts::vendor_heading("Google Workspace"));
}

#[test]
fn old_paths_redirect_to_the_page_with_every_deployment() {
    for deployment in Deployment::all() {
        let site = TestSite::start_at(&deployment);
        for old in [
            "/vendors/google-workspace",
            "/vendors/gmail/",
            "/vendors/gmail",
            "/Vendors/Google-Workspace/",
            "/vendors/GMAIL",
        ] {
            assert_redirects_to_google_workspace(&site, old);
        }
    }
}

/// As on GitHub Pages.
#[test]
fn old_paths_redirect_to_the_page_without_redirect_rules() {
    let site = TestSite::publish("2026-11-24", typed_records_of(&["google-workspace", "zoom"]));
    for file in ["_headers", "_redirects"] {
        fs::remove_file(site.folder().join(file)).expect("the file");
    }
    for old in ["/vendors/gmail/", "/vendors/gmail", "/vendors/GMAIL/", "/Vendors/google-workspace"] {
        assert_redirects_to_google_workspace(&site, old);
    }
}

/// For names and aliases. Regression: the slug of a name that differs from the slug of its record was not redirected.
#[test]
fn every_redirect_rule_is_applied_in_the_browser_without_redirect_rules() {
    let mut records = typed_records_of(&["zoom", "webex"]);
    for (record, (slug, name, alias)) in records
        .iter_mut()
        .zip([("openai", "OpenAI API", "Zoë's Café"), ("acme-drive", "Acme+ (東京)", "AcmeDrive™ 8x8")])
    {
        record.slug = Slug::parse(slug).expect("a slug");
        record.name = name.to_owned();
        record.aliases = vec![alias.to_owned()];
    }
    let site = TestSite::publish("2026-11-24", records);
    let redirects = site.folder().join("_redirects");
    let rules = fs::read_to_string(&redirects).expect("the redirects");
    fs::remove_file(redirects).expect("the file");
    let page = site.new_page();
    page.allow_console("404");
    let mut followed = BTreeSet::new();
    for line in rules.lines() {
        let mut paths =
            line.split(' ').map(|path| path.strip_prefix(site.base_path()).expect("a path below the base"));
        let (from, to) = (paths.next().expect("a path"), paths.next().expect("a path"));
        page.open(from);
        page.wait_for_location(to);
        // Firefox reports a script that is still loading when the page is left as an error of its hash.
        page.wait_for_app();
        followed.insert(from.trim_end_matches('/'));
    }
    let expected = ["/vendors/acme", "/vendors/acmedrive-8x8", "/vendors/openai-api", "/vendors/zoes-cafe"];
    assert_eq!(followed, BTreeSet::from(expected));
}

/// Regression: a path with two slashes was redirected to the host that it named. Servers redirect, and so does the page
/// for an unknown path in the browser.
#[test]
fn no_hostile_path_redirects_the_browser_to_another_host() {
    let site = TestSite::publish("2026-11-24", typed_records_of(&["zoom"]));
    let page = site.new_page();
    // The console reports the status: 404 for an unknown path, 400 for a path that the host rejects.
    page.allow_console("the server responded with a status of 40");
    // A path with dot segments can leave the base path, and for a response without a page the browser requests an icon.
    page.allow_origin(site.origin());
    let origin = json!(site.origin());
    let wait_for_own_origin = |path: &str| {
        page.wait_for_value(path, &origin, || page.run_script("return location.origin"));
    };
    for path in HOSTILE_PATHS {
        page.navigate(path);
        wait_for_own_origin(path);
        if status(&page) != 400 {
            if path.ends_with("/zoom") {
                page.wait_for_location("/vendors/zoom/");
            }
            page.wait_for_app();
            // Once suggestions appear, the list of vendors has loaded and the page has redirected if it is going to.
            search_field(&page).send_keys("zoom");
            page.find_matching("option", "Zoom", |name| name.starts_with("Zoom "));
        }
        wait_for_own_origin(path);
    }
}

/// The result of the CloudFront function for a request to a site under `base`: the path of the S3 object, or status and
/// location of a redirect.
fn run_cloudfront_function(page: &Page, base: &str, uri: &str, query: &Value) -> Value {
    let function = fs::read_to_string(workspace().join("docs/hosting/cloudfront.js")).expect("a function");
    let for_root = "var BASE = \"/\";";
    assert!(function.contains(for_root));
    let function = function.replace(for_root, &format!("var BASE = \"{base}\";"));
    let script = format!(
        "{function}
        const answer = handler({{ request: {{ uri: arguments[0], querystring: arguments[1] }} }});
        return answer.uri ?? [answer.statusCode, answer.headers.location.value];"
    );
    page.run_script_with(&script, &[json!(uri), query.clone()])
}

#[test]
fn the_cloudfront_function_redirects_only_to_folders_of_the_site() {
    let site = TestSite::publish("2026-11-24", Vec::new());
    let page = site.open("/");
    for base in ["/", "/countersign/"] {
        let request = |path: &str| run_cloudfront_function(&page, base, path, &json!({}));
        let prefix = base.trim_end_matches('/');
        for path in HOSTILE_PATHS {
            for path in [path.to_owned(), [prefix, path].concat()] {
                assert!(request(&path).is_string(), "{path} redirects under {base}: {}", request(&path));
            }
        }
        for folder in ["vendors/zoom", "categories/email", "about"].map(|folder| [base, folder].concat()) {
            assert_eq!(request(&folder), json!([301, format!("{folder}/")]));
            assert_eq!(request(&format!("{folder}/")), json!(format!("{folder}/index.html")));
        }
        for file in ["app-1.js", "vendors/zoom.json", "Vendors/Zoom"].map(|file| [base, file].concat()) {
            assert_eq!(request(&file), json!(file));
        }
        assert_eq!(request(base), json!(format!("{base}index.html")));
    }
    let home = run_cloudfront_function(&page, "/countersign/", "/countersign", &json!({}));
    assert_eq!(home, json!([301, "/countersign/"]));
}

#[test]
fn the_cloudfront_function_keeps_the_query() {
    let site = TestSite::publish("2026-11-24", Vec::new());
    let page = site.open("/");
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
    let query = json!({
        "baa": { "value": "1", "multiValue": [{ "value": "1" }, { "value": "2%20" }] },
        "q": { "value": "" },
    });
    let response = run_cloudfront_function(&page, "/", "/vendors/zoom", &query);
    assert_eq!(response, json!([301, "/vendors/zoom/?baa=1&baa=2%20&q"]));
}
