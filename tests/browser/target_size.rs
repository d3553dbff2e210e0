//! Pointer targets are large enough for a finger: at least 44 by 44 pixels (WCAG 2.5.5). Links within a sentence are
//! exempt there and here, since the line height of the text determines their size.

use serde_json::{Value, json};

use crate::accessibility::render_all_content;
use crate::expected::texts;
use crate::harness::{Page, TestSite};
use crate::page_kinds::{one_path_per_kind, page_for};
use crate::search_results::wait_for_count;

/// Returns every pointer target that is smaller than the first argument. The size is that of the area around the center
/// of the element that activates it or its label: the area of a link can be its whole card.
const SMALL_TARGETS: &str = "
    const minimum = arguments[0];
    const interactive = 'a[href], button, input, select, textarea, summary';
    const hasLetters = (node) => /\\p{L}/u.test(node.textContent);
    const isInSentence = (element) => {
        if (element.tagName !== 'A' || getComputedStyle(element).display !== 'inline') return false;
        let block = element.parentElement;
        while (getComputedStyle(block).display === 'inline') block = block.parentElement;
        const copy = block.cloneNode(true);
        copy.querySelectorAll('a').forEach((link) => link.remove());
        return hasLetters(copy);
    };
    const size = (element) => {
        const parts = [element, ...(element.labels ?? [])];
        element.scrollIntoView({ block: 'center', inline: 'center' });
        const box = element.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const hits = (dx, dy) => {
            const hit = document.elementFromPoint(x + dx, y + dy);
            return hit && parts.some((part) => part.contains(hit));
        };
        const reach = (dx, dy) => {
            let [far, past] = [0, minimum];
            for (let step = 0; step < 8; step += 1) {
                const middle = (far + past) / 2;
                if (hits(dx * middle, dy * middle)) far = middle;
                else past = middle;
            }
            return far;
        };
        return [reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)].map(Math.round);
    };
    const small = [];
    for (const element of document.querySelectorAll(interactive)) {
        const isUsable = element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0;
        if (!isUsable || element.matches('.skip-link') || isInSentence(element)) continue;
        const [width, height] = size(element);
        if (width < minimum || height < minimum) small.push(`${width} by ${height}: ${element.outerHTML.slice(0, 150)}`);
    }
    return small;";

/// The minimum width and height of a target in pixels.
const MINIMUM_SIZE: u32 = 44;

/// The targets in the present state of the page that are too small.
fn small_targets(page: &Page, what: &str) -> Vec<String> {
    render_all_content(page);
    let small = page.run_script_with(SMALL_TARGETS, &[json!(MINIMUM_SIZE)]);
    let small = small.as_array().expect("a list").iter().filter_map(Value::as_str);
    small.map(|element| format!("{what}: {element}")).collect()
}

/// A page in a browser with a touch screen.
fn touch_page(site: &TestSite, width: u32, path: &str) -> Page {
    let page = page_for(site, path);
    page.resize(width, 740);
    page.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": true, "maxTouchPoints": 1 }));
    page.open(path);
    assert_eq!(page.run_script("return matchMedia('(pointer: coarse)').matches"), json!(true));
    page
}

#[test]
fn every_pointer_target_of_every_page_is_large_enough() {
    let site = TestSite::start();
    let mut all = Vec::new();
    for path in one_path_per_kind() {
        for width in [360, 1280] {
            all.extend(small_targets(&touch_page(&site, width, &path), &format!("{path} at {width} pixels")));
        }
    }
    assert!(all.is_empty(), "smaller than {MINIMUM_SIZE} pixels:\n{}", all.join("\n"));
}

#[test]
fn the_targets_of_open_filters_and_of_a_search_without_results_are_large_enough() {
    let site = TestSite::start();
    let page = touch_page(&site, 360, "/?q=qqqqqqqq&baa=available");
    wait_for_count(&page, 0);
    page.find("button", &texts::filters_button(1)).click();
    page.find("button", texts::CLEAR_FILTERS);
    let small = small_targets(&page, "the open filters");
    assert!(small.is_empty(), "smaller than {MINIMUM_SIZE} pixels:\n{}", small.join("\n"));
}
