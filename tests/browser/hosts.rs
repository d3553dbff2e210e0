//! The site behaves the same at every host: served by `site serve` and by nginx, at the root and under a path. That no
//! page logs anything, breaks its policy, or asks another host, each tab checks when it goes.

use std::collections::BTreeSet;
use std::fs;

use directory::Slug;
use serde_json::{Value, json};

use crate::facts::{vendors, workspace};
use crate::harness::{Page, Place, Site};
use crate::hostile_paths::HOSTILE_PATHS;
use crate::kinds::{NOWHERE, one_of_each, tab_for};
use crate::results::{announces, first_card_is, search_field, search_for};

/// The status of the last answer to each request for a page.
fn status(page: &Page) -> u64 {
    let status = page.run("return performance.getEntriesByType('navigation')[0].responseStatus");
    status.as_u64().expect("a status")
}

#[test]
fn every_kind_of_page_works_at_every_host() {
    for place in Place::all() {
        let site = Site::built_at(&place);
        for path in one_of_each() {
            let page = tab_for(&site, &path);
            page.open(&path);
            page.wait_for_paint();
            let expected = if path == NOWHERE { 404 } else { 200 };
            assert_eq!(status(&page), expected, "{path} at {place:?}");
        }
    }
}

#[test]
fn a_visit_works_at_every_host() {
    for place in Place::all() {
        let site = Site::built_at(&place);
        let page = site.open("/");
        announces(&page, vendors());
        search_for(&page, "gmail");
        first_card_is(&page, "Google Workspace");
        page.find("link", "Google Workspace").click();
        page.is_page("Is Google Workspace HIPAA compliant?");
        page.arrives_at("/vendors/google-workspace/");
        page.reload();
        search_field(&page).keys("zoom\n");
        page.arrives_at("/?q=zoom");
        page.reload();
        first_card_is(&page, "Zoom");
        page.back();
        page.is_page("Is Google Workspace HIPAA compliant?");
        page.find("link", "Changes").click();
        page.is_page("Changes");
        page.find("link", "About").click();
        page.is_page("About Countersign");
        let astray = site.requests().into_iter().find(|request| request.contains("outside: "));
        assert_eq!(astray, None, "{place:?}: every address lies under the path");
    }
}

fn leads_to_google_workspace(site: &Site, old: &str) {
    let page = site.tab();
    // Where the host has no answer, its page for what is not there leads on.
    page.expect_in_console("404");
    page.open(old);
    page.arrives_at("/vendors/google-workspace/");
    page.is_page("Is Google Workspace HIPAA compliant?");
}

#[test]
fn old_addresses_lead_to_the_page_at_every_host() {
    for place in Place::all() {
        let site = Site::built_at(&place);
        for old in [
            "/vendors/google-workspace",
            "/vendors/gmail/",
            "/vendors/gmail",
            "/Vendors/Google-Workspace/",
            "/vendors/GMAIL",
        ] {
            leads_to_google_workspace(&site, old);
        }
    }
}

/// As on GitHub Pages.
#[test]
fn old_addresses_lead_to_the_page_where_the_host_knows_no_redirects() {
    let site = Site::published("2026-11-24", crate::hostile::real_records(&["google-workspace", "zoom"]));
    for file in ["_headers", "_redirects"] {
        fs::remove_file(site.folder().join(file)).expect("the file");
    }
    for old in ["/vendors/gmail/", "/vendors/gmail", "/vendors/GMAIL/", "/Vendors/google-workspace"] {
        leads_to_google_workspace(&site, old);
    }
}

/// Of names and aliases alike.
#[test]
fn every_redirect_that_hosts_are_told_is_followed_where_the_host_knows_none() {
    let mut records = crate::hostile::real_records(&["zoom", "webex"]);
    for (record, (slug, name, alias)) in records
        .iter_mut()
        .zip([("openai", "OpenAI API", "Zoë's Café"), ("acme-drive", "Acme+ (東京)", "AcmeDrive™ 8x8")])
    {
        record.slug = Slug::parse(slug).expect("a slug");
        record.name = name.to_owned();
        record.aliases = vec![alias.to_owned()];
    }
    let site = Site::published("2026-11-24", records);
    let redirects = site.folder().join("_redirects");
    let told = fs::read_to_string(&redirects).expect("the redirects");
    fs::remove_file(redirects).expect("the file");
    let page = site.tab();
    page.expect_in_console("404");
    let mut followed = BTreeSet::new();
    for line in told.lines() {
        let mut words = line.split(' ').map(|path| path.strip_prefix(site.under()).expect("below the base"));
        let (from, to) = (words.next().expect("a path"), words.next().expect("a path"));
        page.open(from);
        page.arrives_at(to);
        followed.insert(from.trim_end_matches('/'));
    }
    let expected = ["/vendors/acme", "/vendors/acmedrive-8x8", "/vendors/openai-api", "/vendors/zoes-cafe"];
    assert_eq!(followed, BTreeSet::from(expected));
}

/// The page for what is not there leads on in the browser, and so do servers.
#[test]
fn no_hostile_path_leads_a_browser_to_another_host() {
    let site = Site::published("2026-11-24", crate::hostile::real_records(&["zoom"]));
    let page = site.tab();
    // The status, of a page that is not there or of a path that the host refuses.
    page.expect_in_console("the server responded with a status of 40");
    // A path with dots may leave the site's own, and an answer without a page has the browser ask for an icon.
    page.expect_host(site.origin());
    for path in HOSTILE_PATHS {
        page.go(path);
        assert_eq!(page.run("return location.origin"), json!(site.origin()), "{path}");
        if status(&page) != 400 {
            page.wait_for_app();
            // By then the list of vendors is here, and the page has led on if it does.
            search_field(&page).keys("zoom");
            page.find_where("link", "Zoom", |name| name.starts_with("Zoom "));
        }
        assert_eq!(page.run("return location.origin"), json!(site.origin()), "{path}");
    }
}

/// What the function for CloudFront makes of a request to a site under `base`: the file that it asks S3 for, or its
/// redirect's status and address.
fn by_cloudfront(page: &Page, base: &str, uri: &str, query: &Value) -> Value {
    let function = fs::read_to_string(workspace().join("docs/hosting/cloudfront.js")).expect("a function");
    let for_root = "var BASE = \"/\";";
    assert!(function.contains(for_root));
    let function = function.replace(for_root, &format!("var BASE = \"{base}\";"));
    let script = format!(
        "{function}
        const answer = handler({{ request: {{ uri: arguments[0], querystring: arguments[1] }} }});
        return answer.uri ?? [answer.statusCode, answer.headers.location.value];"
    );
    page.run_with(&script, &[json!(uri), query.clone()])
}

#[test]
fn the_function_for_cloudfront_redirects_to_folders_of_the_site_alone() {
    let site = Site::published("2026-11-24", Vec::new());
    let page = site.open("/");
    for base in ["/", "/countersign/"] {
        let ask = |path: &str| by_cloudfront(&page, base, path, &json!({}));
        let under = base.trim_end_matches('/');
        for path in HOSTILE_PATHS {
            for path in [path.to_owned(), [under, path].concat()] {
                assert!(ask(&path).is_string(), "{path} redirects under {base}: {}", ask(&path));
            }
        }
        for folder in ["vendors/zoom", "categories/email", "about"].map(|folder| [base, folder].concat()) {
            assert_eq!(ask(&folder), json!([301, format!("{folder}/")]));
            assert_eq!(ask(&format!("{folder}/")), json!(format!("{folder}/index.html")));
        }
        for file in ["app-1.js", "vendors/zoom.json", "Vendors/Zoom"].map(|file| [base, file].concat()) {
            assert_eq!(ask(&file), json!(file));
        }
        assert_eq!(ask(base), json!(format!("{base}index.html")));
    }
    let home = by_cloudfront(&page, "/countersign/", "/countersign", &json!({}));
    assert_eq!(home, json!([301, "/countersign/"]));
}

#[test]
fn the_function_for_cloudfront_keeps_the_whole_query() {
    let site = Site::published("2026-11-24", Vec::new());
    let page = site.open("/");
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
    let query = json!({
        "baa": { "value": "1", "multiValue": [{ "value": "1" }, { "value": "2%20" }] },
        "q": { "value": "" },
    });
    let answer = by_cloudfront(&page, "/", "/vendors/zoom", &query);
    assert_eq!(answer, json!([301, "/vendors/zoom/?baa=1&baa=2%20&q"]));
}

/// Every page of the site, so that none asks for what is not there.
#[test]
fn no_page_makes_a_failing_request() {
    let site = Site::built();
    let mut paths: BTreeSet<String> = one_of_each().into_iter().filter(|path| path != NOWHERE).collect();
    for folder in ["vendors", "categories"] {
        let entries = fs::read_dir(site.folder().join(folder)).expect("the pages");
        let names = entries.map(|entry| entry.expect("an entry").path());
        let names = names
            .filter(|path| path.is_dir())
            .filter_map(|path| path.file_name()?.to_str().map(ToOwned::to_owned));
        paths.extend(names.map(|name| format!("/{folder}/{name}/")));
    }
    assert!(paths.len() > vendors());
    let page = site.tab();
    for path in paths {
        page.open(&path);
        let failed = page.run(
            "return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
                .filter(({ responseStatus }) => responseStatus !== 200).map(({ name }) => name)",
        );
        assert_eq!(failed, json!([]), "{path}");
    }
}
