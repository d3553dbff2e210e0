//! No layout shift, and no horizontal scrolling.

use inventory::register::{Entry, EntryField, Register};
use serde_json::json;

use crate::changes::site_with_changes;
use crate::expected::texts;
use crate::harness::{Fault, Page, TestSite};
use crate::page_kinds::{one_path_per_kind, page_for};

/// An init script that records every layout shift with the elements that moved.
const RECORD_SHIFTS: &str = "
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) {
            const moved = shift.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 100));
            window.shifts.push(`${shift.value}: ${moved.join(' | ')}`);
        }
    }).observe({ type: 'layout-shift', buffered: true });";

/// Asserts that a page has no layout shift until the app and the list of vendors have loaded.
fn assert_no_layout_shift(width: u32, path: &str) {
    assert_no_layout_shift_after(width, path, "");
}

/// As [`assert_no_layout_shift`], with an init script.
fn assert_no_layout_shift_after(width: u32, path: &str, init_script: &str) {
    let site = TestSite::start();
    site.inject_fault(&site.wasm_path(), Fault::Hold);
    site.inject_fault("/stack.json", Fault::Hold);
    let page = site.new_page();
    page.resize(width, 740);
    page.add_init_script(RECORD_SHIFTS);
    page.add_init_script(init_script);
    page.navigate(path);
    page.wait_for_paint();
    site.clear_fault(&site.wasm_path());
    page.wait_for_app();
    if path == "/" || path.starts_with("/?") {
        let has_loaded = "return performance.getEntriesByType('resource').some(({ name, responseEnd }) => /list-[0-9a-f]{16}[.]json$/.test(name) && responseEnd > 0)";
        page.wait_until("the list has loaded", || page.run_script(has_loaded) == json!(true));
    }
    if path.starts_with("/compare/?") {
        let has_table = "return document.getElementById('comparison-table') !== null";
        page.wait_until("the vendors are compared", || page.run_script(has_table) == json!(true));
    }
    page.wait_for_paint();
    site.clear_fault("/stack.json");
    if path == "/register/" {
        let has_verdicts = "return document.querySelector('#register-entries .badge svg') !== null";
        page.wait_until("the entries are shown", || page.run_script(has_verdicts) == json!(true));
    }
    page.wait_for_paint();
    page.wait_for_paint();
    assert_eq!(page.run_script("return window.shifts"), json!([]), "{path} at {width} pixels");
}

#[test]
fn the_home_page_has_no_layout_shift() {
    assert_no_layout_shift(360, "/");
    assert_no_layout_shift(1280, "/");
}

/// Regression: the number of chosen vendors broke the header into two lines at the widths of most phones.
#[test]
fn the_number_of_chosen_vendors_causes_no_layout_shift() {
    for width in [320, 360, 384, 390, 393, 404, 412, 1280] {
        // Firefox runs init scripts on its empty start page too, which has no storage.
        let choose = "if (location.host) sessionStorage.setItem('countersign.compare', '?v=zoom,slack')";
        assert_no_layout_shift_after(width, "/vendors/zoom/", choose);
    }
}

#[test]
fn a_vendor_page_has_no_layout_shift() {
    assert_no_layout_shift(360, "/vendors/zoom/");
    assert_no_layout_shift(1280, "/vendors/zoom/");
}

#[test]
fn a_category_page_has_no_layout_shift() {
    assert_no_layout_shift(360, "/categories/video/");
    assert_no_layout_shift(1280, "/categories/video/");
}

#[test]
fn a_comparison_has_no_layout_shift() {
    assert_no_layout_shift(360, "/compare/?v=zoom,slack");
    assert_no_layout_shift(1280, "/compare/?v=zoom,slack");
}

/// Regression: the forms and the text below moved when the entries, the notice and "Needs attention" were shown.
#[test]
fn a_stored_register_causes_no_layout_shift() {
    let entries = ["zoom", "slack", "box"].map(|vendor| {
        let mut entry = Entry::new(vendor);
        entry.set(EntryField::Name, vendor);
        entry.set(EntryField::Vendor, vendor);
        entry.set(EntryField::HasPhi, "yes");
        entry
    });
    for number in [1, 3] {
        let register = Register::with_entries(entries[..number].to_vec()).save();
        let store =
            format!("if (location.host) localStorage.setItem('countersign.register', {});", json!(register));
        for width in [360, 1280] {
            assert_no_layout_shift_after(width, "/register/", &store);
        }
    }
}

/// Regression: the style of matched texts in the stack check applied to the line below a vendor's badges.
#[test]
fn the_evidence_of_a_vendor_page_has_the_font_of_the_page() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    let fonts = "return ['.vendor .evidence', 'main'].map((selector) =>
        getComputedStyle(document.querySelector(selector)).fontFamily)";
    let fonts = page.run_script(fonts);
    assert_eq!(fonts[0], fonts[1]);
}

#[test]
fn the_about_page_has_no_layout_shift() {
    assert_no_layout_shift(360, "/about/");
    assert_no_layout_shift(1280, "/about/");
}

#[test]
fn a_link_to_results_has_no_layout_shift() {
    for width in [360, 1280] {
        for link in ["/?q=zoom", "/?baa=available", "/?q=slack&baa=not_available"] {
            assert_no_layout_shift(width, link);
        }
    }
}

/// Regression: the field to sort by moved if its options arrived in a later part of the HTML.
#[test]
fn a_field_is_as_wide_without_its_options() {
    let site = site_with_changes();
    for path in ["/", "/changes/"] {
        let page = site.open(path);
        let without_options = page.run_script(
            "return [...document.querySelectorAll('main select')].map((field) => {
                const before = field.getBoundingClientRect().width;
                field.replaceChildren();
                return [before, field.getBoundingClientRect().width];
            })",
        );
        let widths = without_options.as_array().expect("fields");
        assert!(!widths.is_empty() && widths.iter().all(|width| width[0] == width[1]), "{path}: {widths:?}");
    }
}

/// Asserts that the page is not wider than the window.
pub fn assert_no_horizontal_scrolling(page: &Page, what: &str) {
    let too_wide = page.run_script(
        "const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return null;
        const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
        return `${root.scrollWidth} > ${root.clientWidth}: ${wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 150)).join(' | ')}`;",
    );
    assert_eq!(too_wide, json!(null), "{what} is wider than the window");
}

/// Window sizes: the smallest phone, which has the size of a window of 1280 by 1024 pixels at 400% zoom (WCAG 1.4.10),
/// and larger ones.
const WINDOW_SIZES: [(u32, u32); 4] = [(320, 256), (320, 640), (360, 640), (768, 640)];

#[test]
fn no_page_scrolls_horizontally() {
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = page_for(&site, &path);
        page.open(&path);
        for (width, height) in WINDOW_SIZES {
            page.resize(width, height);
            assert_no_horizontal_scrolling(&page, &format!("{path} in {width} by {height} pixels"));
        }
    }
}

#[test]
fn no_state_of_the_home_page_scrolls_horizontally_on_the_smallest_phone() {
    let site = TestSite::start();
    let page = site.new_page();
    page.resize(320, 256);
    page.open("/?q=google&baa=available,plan_gated,on_request,not_available,unknown&sort=name");
    page.find_matching("button", texts::FILTERS, |name| name.starts_with(texts::FILTERS)).click();
    page.find("button", texts::CLEAR_FILTERS);
    assert_no_horizontal_scrolling(&page, "the open filters");
    page.open(
        "/?q=wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww&baa=not_available&category=crm",
    );
    page.wait_for_text(texts::NO_RESULTS);
    assert_no_horizontal_scrolling(&page, "a search without results");
}

#[test]
fn the_first_result_and_its_verdict_are_visible_on_a_phone_without_scrolling() {
    let site = TestSite::start();
    let page = site.new_page();
    page.resize(360, 740);
    page.open("/");
    let bottom =
        page.run_script("return document.querySelector('.results .badges').getBoundingClientRect().bottom");
    let height = page.run_script("return innerHeight");
    assert!(bottom.as_f64() < height.as_f64(), "the verdict ends at {bottom} of {height} pixels");
}

#[test]
fn pages_do_not_scroll_horizontally_with_text_of_twice_the_size() {
    let site = TestSite::start();
    let text_size = "return parseFloat(getComputedStyle(document.body).fontSize)";
    for path in ["/", "/vendors/zoom/", "/categories/video/", "/about/"] {
        let page = site.new_page();
        // A window of 1280 pixels at 200% zoom has 640.
        page.resize(640, 450);
        page.open(path);
        let normal = page.run_script(text_size).as_f64().expect("a number of pixels");
        page.run_script("document.documentElement.style.fontSize = '200%'");
        let doubled = page.run_script(text_size).as_f64().expect("a number of pixels");
        assert_eq!(doubled, 2.0 * normal, "{path}: the size of the text");
        assert_no_horizontal_scrolling(&page, &format!("{path} with text of twice the size"));
    }
}

/// Regression: badges without line breaks made the table wider than its frame at 1024 and 1280 pixels.
#[test]
fn a_category_is_a_complete_table_at_every_width() {
    let site = TestSite::start();
    let page = site.new_page();
    let roles = |page: &Page| ["columnheader", "rowheader", "cell"].map(|role| page.find_all(role).len());
    page.open("/categories/cloud/");
    let wide = roles(&page);
    assert_eq!(wide[0], 6);
    for width in [320, 360, 768, 1024, 1280] {
        page.resize(width, 800);
        assert_eq!(roles(&page), wide, "at {width}");
        let hidden = page.run_script(
            "const frame = document.querySelector('.table-frame'); return frame.scrollWidth - frame.clientWidth",
        );
        assert_eq!(hidden, json!(0), "at {width}");
    }
}
