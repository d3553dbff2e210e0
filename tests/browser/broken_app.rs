//! Without the app the prerendered page stays: its words, its links, and a quiet line that says that search is off.

use std::fs;

use crate::harness::{Fault, Page, Site};
use crate::results::cards;

/// The page is what the server sent, and says that search is off.
fn stays_without_search(page: &Page) {
    page.sees("Search is off");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    assert_eq!(cards(page).len(), 100);
    assert!(page.all("alert").is_empty(), "the line is quiet");
    let lines = page.text().matches("Search is off").count();
    assert_eq!(lines, 1, "the line is there once");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.sees("Search is off");
    page.back();
    page.back();
    page.is_page("Which software vendors sign a HIPAA BAA?");
}

fn open_broken(path: &str, fault: Fault) -> (Site, Page) {
    let site = Site::built();
    site.breaks(path, fault);
    let page = site.tab();
    // What broke is told to whoever looks into the console, and to nobody else.
    page.expect_in_console("");
    page.go("/");
    (site, page)
}

#[test]
fn the_page_stays_when_the_wasm_is_blocked() {
    let wasm = Site::built().wasm();
    let (_site, page) = open_broken(&wasm, Fault::Status(403));
    stays_without_search(&page);
}

#[test]
fn the_page_stays_when_the_wasm_is_cut_short() {
    let wasm = Site::built().wasm();
    let (_site, page) = open_broken(&wasm, Fault::Broken);
    stays_without_search(&page);
}

#[test]
fn the_page_stays_when_the_wasm_does_not_compile() {
    let wasm = Site::built().wasm();
    let (_site, page) = open_broken(&wasm, Fault::Instead("application/wasm", "\0asm garbage".to_owned()));
    stays_without_search(&page);
}

#[test]
fn the_page_stays_when_the_wasm_stops_at_its_start() {
    // A module whose only function is its start, and whose only instruction is `unreachable`.
    let stops = "\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x08\x01\0\x0a\x05\x01\x03\0\0\x0b";
    let wasm = Site::built().wasm();
    let (_site, page) = open_broken(&wasm, Fault::Instead("application/wasm", stops.to_owned()));
    stays_without_search(&page);
}

#[test]
fn the_page_stays_when_its_data_cannot_be_read() {
    let html = fs::read_to_string(Site::built().folder().join("index.html")).expect("the home page");
    let (before, data) = html.split_once("{\"site\":").expect("the page's data");
    let (_, after) = data.split_once("</script>").expect("the end of the page's data");
    let broken = format!("{before}{{\"site\":</script>{after}");
    let (_site, page) = open_broken("/", Fault::Instead("text/html; charset=utf-8", broken));
    page.sees("Search is off");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    assert_eq!(cards(&page).len(), 100);
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
}

#[test]
fn the_page_stays_when_a_login_page_comes_in_place_of_the_wasm() {
    let wasm = Site::built().wasm();
    let (_site, page) =
        open_broken(&wasm, Fault::Instead("text/html", "<h1>Sign in to the network</h1>".to_owned()));
    stays_without_search(&page);
}

#[test]
fn the_page_stays_when_the_browser_has_no_wasm() {
    let site = Site::built();
    let page = site.tab();
    page.expect_in_console("");
    page.before_scripts("delete window.WebAssembly;");
    page.go("/");
    stays_without_search(&page);
}

#[test]
fn the_page_stays_when_the_script_is_blocked() {
    let script = Site::built().wasm().replace("_bg.wasm", ".js");
    let (_site, page) = open_broken(&script, Fault::Status(403));
    stays_without_search(&page);
}

#[test]
fn the_words_stay_when_nothing_runs_at_all() {
    let boot = Site::built().boot();
    let (_site, page) = open_broken(&boot, Fault::Status(404));
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
}

#[test]
fn a_page_without_the_app_can_be_read_and_followed_while_the_app_is_on_its_way() {
    let site = Site::built();
    site.breaks(&site.wasm(), Fault::Held);
    let page = site.tab();
    page.go("/");
    page.is_page("Which software vendors sign a HIPAA BAA?");
    page.sees_no("Search is off");
    page.find("link", "Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
}
