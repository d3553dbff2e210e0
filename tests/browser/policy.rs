//! The content security policy is enforced by the browser, from the header and from the page alone; and subresource
//! integrity blocks scripts that differ from those that were built.

use crate::expected::texts;
use catalog::Category;
use std::fs;

use serde_json::{Value, json};

use crate::fixtures::typed_records_of;
use crate::harness::{Deployment, Engine, Fault, Page, TestSite};

/// Attempts what injected HTML could do. Returns the directives that blocked it, and what ran all the same. Browsers refuse
/// some ports themselves, and 2 is not one of them.
const ATTACK: &str = r#"
    const done = arguments[0];
    const blocked = new Set();
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => blocked.add(effectiveDirective));
    window.ran = [];
    const add = (name, fields, parent = document.body) =>
        parent.append(Object.assign(document.createElement(name), fields));
    add("script", { textContent: "ran.push('an inline script')" });
    add("script", { src: "data:text/javascript,ran.push('a script from elsewhere')" });
    document.body.insertAdjacentHTML("beforeend",
        "<p style='color: rgb(1, 2, 3)' onclick='ran.push(`an attribute`)'>harm</p>");
    const harm = document.body.lastElementChild;
    harm.click();
    if (getComputedStyle(harm).color === "rgb(1, 2, 3)") ran.push("an inline style");
    add("img", { src: "http://127.0.0.1:2/x.png" });
    add("iframe", { src: "http://127.0.0.1:2/" });
    add("base", { href: "http://127.0.0.1:2/" }, document.head);
    add("form", { action: "http://127.0.0.1:2/", method: "post" });
    // Firefox throws an error for a blocked form.
    try { document.body.lastElementChild.submit(); } catch {}
    fetch("http://127.0.0.1:2/").then(() => ran.push("a request"), () => {});
    const attempts = 8;
    const start = performance.now();
    const report = () => {
        if (blocked.size >= attempts || performance.now() - start > 5000) {
            return done({ blocked: [...blocked].sort(), ran });
        }
        setTimeout(report, 10);
    };
    report();
"#;

/// Asserts that the policy blocks every attempt.
fn assert_policy_is_enforced(page: &Page, description: &str) {
    // The browser logs every violation.
    page.allow_console("Content Security Policy");
    page.allow_console("Content-Security-Policy");
    page.allow_console("net::ERR_BLOCKED_BY_CSP");
    if Engine::current() == Engine::Firefox {
        // Firefox reports the request of the frame, which it blocks.
        page.allow_origin("http://127.0.0.1:2");
    }
    let result = page.run_async_script(ATTACK);
    let expected: Value = json!({
        "blocked": [
            "base-uri", "connect-src", "form-action", "frame-src", "img-src", "script-src-attr", "script-src-elem",
            "style-src-attr",
        ],
        "ran": [],
    });
    assert_eq!(result, expected, "{description}");
}

#[test]
fn the_policy_is_enforced_with_every_deployment() {
    for deployment in Deployment::all() {
        let site = TestSite::start_at(&deployment);
        let page = site.open("/vendors/zoom/");
        let header = page.run_async_script(
            "const done = arguments[0];
            fetch(location.href).then((response) => done(response.headers.get('content-security-policy')));",
        );
        let header = header.as_str().unwrap_or_default().to_owned();
        assert!(header.starts_with("default-src 'none'; "), "{deployment:?}: {header}");
        assert!(header.contains("frame-ancestors 'none'"), "{deployment:?}: {header}");
        assert_policy_is_enforced(&page, &format!("{deployment:?}"));
    }
}

#[test]
fn the_policy_is_enforced_without_a_header() {
    let site = TestSite::publish("2026-11-24", typed_records_of(&["zoom", "slack"]));
    fs::remove_file(site.folder().join("_headers")).expect("the headers");
    let page = site.open("/vendors/zoom/");
    assert_policy_is_enforced(&page, "by the page alone, without a header");
}

/// Opens the home page with a script that differs from the one that was built: it sets `tampered` when it runs.
fn open_with_tampered_script(path_of: fn(&TestSite) -> String) -> (TestSite, Page) {
    let site = TestSite::start();
    let path = path_of(&site);
    let script = fs::read_to_string(site.folder().join(path.trim_start_matches('/'))).expect("the script");
    let tampered = format!("globalThis.tampered = true;\n{script}");
    site.inject_fault(&path, Fault::Replace("text/javascript", tampered));
    let page = site.new_page();
    // The browser logs that the script does not match its hash.
    page.allow_all_console_messages();
    page.navigate("/");
    page.wait_until("the script is requested", || site.request_count(&path) > 0);
    (site, page)
}

fn assert_not_tampered(page: &Page) {
    assert_eq!(page.run_script("return globalThis.tampered === undefined"), json!(true), "the script ran");
}

#[test]
fn a_boot_script_with_another_hash_does_not_run() {
    let (_site, page) = open_with_tampered_script(TestSite::boot_script_path);
    // The load event waits for the boot script, so it has run by then if it runs at all.
    page.wait_until("the page has loaded", || {
        page.run_script("return document.readyState") == json!("complete")
    });
    assert_not_tampered(&page);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
}

/// Regression: the hash was that of the preload, which an optimizer can remove.
#[test]
fn an_app_script_with_another_hash_does_not_run_without_its_preload() {
    let (site, page) = open_with_tampered_script(TestSite::script_path);
    let html = fs::read_to_string(site.folder().join("index.html")).expect("the page");
    let without_preload = html.replace("rel=\"modulepreload\"", "rel=\"none\"");
    assert_ne!(html, without_preload);
    site.inject_fault("/", Fault::Replace("text/html", without_preload));
    page.navigate("/");
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    assert_not_tampered(&page);
}

#[test]
fn an_app_script_with_another_hash_does_not_run() {
    let (_site, page) = open_with_tampered_script(TestSite::script_path);
    // The page says so only once the boot script has failed to import the app's script.
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    assert_not_tampered(&page);
    page.find("link", Category::Video.label()).click();
    page.wait_for_heading(&texts::category_heading(Category::Video));
    page.wait_for_text(texts::SEARCH_UNAVAILABLE);
    assert_not_tampered(&page);
}
