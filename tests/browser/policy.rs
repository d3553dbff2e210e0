//! The content security policy holds in the browser, by the header and by the page alone; and no script or style sheet
//! runs that is not what was built.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Fault, Page, Place, Site};

/// Tries what a text that got into a page as HTML could try, and tells what was refused and whether anything ran.
const TRY: &str = r#"
    const done = arguments[0];
    const refused = new Set();
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => refused.add(effectiveDirective));
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
    add("img", { src: "http://127.0.0.1:9/x.png" });
    add("iframe", { src: "http://127.0.0.1:9/" });
    add("base", { href: "http://127.0.0.1:9/" }, document.head);
    add("form", { action: "http://127.0.0.1:9/", method: "post" });
    document.body.lastElementChild.submit();
    fetch("http://127.0.0.1:9/").then(() => ran.push("a request"), () => {});
    const wanted = 8;
    const start = performance.now();
    const look = () => {
        if (refused.size >= wanted || performance.now() - start > 5000) {
            return done({ refused: [...refused].sort(), ran });
        }
        setTimeout(look, 10);
    };
    look();
"#;

fn holds(page: &Page, how: &str) {
    // The browser says each time what it refused.
    page.expect_in_console("Content Security Policy");
    page.expect_in_console("net::ERR_BLOCKED_BY_CSP");
    let tried = page.run_to_its_end(TRY);
    let expected: Value = json!({
        "refused": [
            "base-uri", "connect-src", "form-action", "frame-src", "img-src", "script-src-attr", "script-src-elem",
            "style-src-attr",
        ],
        "ran": [],
    });
    assert_eq!(tried, expected, "{how}");
}

#[test]
fn the_policy_holds_at_every_host() {
    for place in Place::all() {
        let site = Site::built_at(&place);
        let page = site.open("/vendors/zoom/");
        let header = page.run_to_its_end(
            "const done = arguments[0];
            fetch(location.href).then((answer) => done(answer.headers.get('content-security-policy')));",
        );
        let header = header.as_str().unwrap_or_default().to_owned();
        assert!(header.starts_with("default-src 'none'; "), "{place:?}: {header}");
        assert!(header.contains("frame-ancestors 'none'"), "{place:?}: {header}");
        holds(&page, &format!("{place:?}"));
    }
}

#[test]
fn the_policy_holds_where_the_host_takes_no_headers() {
    let site = Site::published("2026-11-24", crate::hostile::real_records(&["zoom", "slack"]));
    fs::remove_file(site.folder().join("_headers")).expect("the headers");
    let page = site.open("/vendors/zoom/");
    holds(&page, "by the page alone");
}

/// The app never starts, and the page says so.
fn is_not_run(file: &str, kind: &'static str) {
    let site = Site::built();
    let whole = fs::read_to_string(site.folder().join(file.trim_start_matches('/'))).expect("the file");
    site.breaks(file, Fault::Instead(kind, format!("globalThis.tampered = true;\n{whole}")));
    let page = site.tab();
    page.expect_in_console("");
    page.go("/");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.wait("the file has come", || site.times_asked(file) > 0);
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    page.wait("the file is left alone", || {
        page.run("return document.readyState === 'complete' && globalThis.tampered === undefined")
            == json!(true)
    });
}

#[test]
fn a_boot_script_that_is_not_what_was_built_is_not_run() {
    is_not_run(&Site::built().boot(), "text/javascript");
}

#[test]
fn an_app_that_is_not_what_was_built_is_not_run() {
    let script = Site::built().wasm().replace("_bg.wasm", ".js");
    is_not_run(&script, "text/javascript");
    let site = Site::built();
    let whole = fs::read_to_string(site.folder().join(script.trim_start_matches('/'))).expect("the script");
    site.breaks(&script, Fault::Instead("text/javascript", format!("globalThis.tampered = true;\n{whole}")));
    let page = site.tab();
    page.expect_in_console("");
    page.go("/");
    // However often it is asked for.
    page.sees("Search is off");
    assert_eq!(page.run("return globalThis.tampered === undefined"), json!(true));
}
