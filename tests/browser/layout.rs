//! Nothing jumps, and nothing makes a page wider than the window.

use serde_json::json;

use crate::harness::{Fault, Page, Site};
use crate::kinds::{one_of_each, tab_for};

const WATCH_SHIFTS: &str = "
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) {
            const moved = shift.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 100));
            window.shifts.push(`${shift.value}: ${moved.join(' | ')}`);
        }
    }).observe({ type: 'layout-shift', buffered: true });";

fn nothing_shifts(width: u32, path: &str) {
    let site = Site::built();
    site.breaks(&site.wasm(), Fault::Held);
    let page = site.tab();
    page.resize(width, 740);
    page.before_scripts(WATCH_SHIFTS);
    page.go(path);
    page.wait_for_paint();
    site.heals(&site.wasm());
    page.wait_for_app();
    if path == "/" || path.starts_with("/?") {
        let has_arrived = "return performance.getEntriesByType('resource').some(({ name, responseEnd }) => /list-[0-9a-f]{16}[.]json$/.test(name) && responseEnd > 0)";
        page.wait("the list is there", || page.run(has_arrived) == json!(true));
    }
    page.wait_for_paint();
    page.wait_for_paint();
    assert_eq!(page.run("return window.shifts"), json!([]), "{path} at {width} pixels");
}

#[test]
fn nothing_shifts_on_the_home_page() {
    nothing_shifts(360, "/");
    nothing_shifts(1280, "/");
}

#[test]
fn nothing_shifts_on_a_vendor_page() {
    nothing_shifts(360, "/vendors/zoom/");
    nothing_shifts(1280, "/vendors/zoom/");
}

#[test]
fn nothing_shifts_on_a_category_page() {
    nothing_shifts(360, "/categories/video/");
    nothing_shifts(1280, "/categories/video/");
}

#[test]
fn nothing_shifts_on_the_about_page() {
    nothing_shifts(360, "/about/");
    nothing_shifts(1280, "/about/");
}

#[test]
fn nothing_shifts_on_a_link_to_results() {
    for width in [360, 1280] {
        for link in ["/?q=zoom", "/?baa=available", "/?q=slack&baa=not_available"] {
            nothing_shifts(width, link);
        }
    }
}

/// Fails if the page can be scrolled sideways.
pub fn fits(page: &Page, what: &str) {
    let too_wide = page.run(
        "const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return null;
        const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
        return `${root.scrollWidth} > ${root.clientWidth}: ${wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 150)).join(' | ')}`;",
    );
    assert_eq!(too_wide, json!(null), "{what} is wider than the window");
}

/// Windows: the smallest phone, which is also one of 1280 by 1024 pixels at 400% zoom (WCAG 1.4.10), and larger ones.
const WINDOWS: [(u32, u32); 4] = [(320, 256), (320, 640), (360, 640), (768, 640)];

#[test]
fn no_page_is_wider_than_the_window() {
    let site = Site::built();
    for path in one_of_each() {
        let page = tab_for(&site, &path);
        page.open(&path);
        for (width, height) in WINDOWS {
            page.resize(width, height);
            fits(&page, &format!("{path} in {width} by {height} pixels"));
        }
    }
}

#[test]
fn no_state_of_the_home_page_is_wider_than_the_smallest_phone() {
    let site = Site::built();
    let page = site.tab();
    page.resize(320, 256);
    page.open("/?q=google&baa=available,plan_gated,on_request,not_available,unknown&sort=name");
    page.find_where("button", "Filters", |name| name.starts_with("Filters")).click();
    page.find("button", "Clear all filters");
    fits(&page, "the open filters");
    page.open(
        "/?q=wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww&baa=not_available&category=crm",
    );
    page.sees("Nothing matches all of this");
    fits(&page, "a search without a result");
}

#[test]
fn words_stay_readable_at_twice_their_size() {
    let site = Site::built();
    for path in ["/", "/vendors/zoom/", "/categories/video/", "/about/"] {
        let page = site.tab();
        // 200% zoom of a window of 1280 pixels leaves 640, and of one of 640 leaves 320.
        page.resize(640, 450);
        page.before_scripts("addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; });");
        page.open(path);
        fits(&page, &format!("{path} with letters of twice the size"));
    }
}

#[test]
fn a_category_is_a_table_on_a_phone_too_and_nothing_of_it_is_out_of_sight() {
    let site = Site::built();
    let page = site.tab();
    let roles = |page: &Page| ["columnheader", "rowheader", "cell"].map(|role| page.all(role).len());
    page.open("/categories/cloud/");
    let wide = roles(&page);
    assert_eq!(wide[0], 6);
    for width in [320, 360, 768, 1024, 1280] {
        page.resize(width, 800);
        assert_eq!(roles(&page), wide, "at {width}");
        let hidden = page.run(
            "const frame = document.querySelector('.table-frame'); return frame.scrollWidth - frame.clientWidth",
        );
        assert_eq!(hidden, json!(0), "at {width}");
    }
}
