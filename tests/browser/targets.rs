//! Whatever can be pressed is large enough for a finger: 44 pixels each way, as WCAG 2.5.5 asks. As there, a link within
//! a sentence is exempt, since its lines are where the sentence puts them.

use serde_json::{Value, json};

use crate::access::lay_all_out;
use crate::harness::{Page, Site};
use crate::kinds::{one_of_each, tab_for};
use crate::results::announces;

/// Tells of everything that can be pressed and is smaller than the first argument. Its size is what hits it, or its
/// label, around its middle: a link may cover its card.
const SMALL: &str = "
    const least = arguments[0];
    const pressed = 'a[href], button, input, select, textarea, summary';
    const isText = (node) => /\\p{L}/u.test(node.textContent);
    const isInSentence = (element) => {
        if (element.tagName !== 'A' || getComputedStyle(element).display !== 'inline') return false;
        let block = element.parentElement;
        while (getComputedStyle(block).display === 'inline') block = block.parentElement;
        const rest = block.cloneNode(true);
        rest.querySelectorAll('a').forEach((link) => link.remove());
        return isText(rest);
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
            let [far, past] = [0, least];
            for (let look = 0; look < 8; look += 1) {
                const middle = (far + past) / 2;
                if (hits(dx * middle, dy * middle)) far = middle;
                else past = middle;
            }
            return far;
        };
        return [reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)].map(Math.round);
    };
    const small = [];
    for (const element of document.querySelectorAll(pressed)) {
        const isThere = element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0;
        if (!isThere || element.matches('.skip-link') || isInSentence(element)) continue;
        const [width, height] = size(element);
        if (width < least || height < least) small.push(`${width} by ${height}: ${element.outerHTML.slice(0, 150)}`);
    }
    return small;";

/// The least that a finger needs.
const FINGER: u32 = 44;

/// What is too small for a finger on the page as it is now.
fn small(page: &Page, what: &str) -> Vec<String> {
    lay_all_out(page);
    let small = page.run_with(SMALL, &[json!(FINGER)]);
    let small = small.as_array().expect("a list").iter().filter_map(Value::as_str);
    small.map(|element| format!("{what}: {element}")).collect()
}

/// A page that is pressed with a finger.
fn touched(site: &Site, width: u32, path: &str) -> Page {
    let page = tab_for(site, path);
    page.resize(width, 740);
    page.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": true, "maxTouchPoints": 1 }));
    page.open(path);
    assert_eq!(page.run("return matchMedia('(pointer: coarse)').matches"), json!(true));
    page
}

#[test]
fn everything_that_can_be_pressed_is_large_enough_for_a_finger() {
    let site = Site::built();
    let mut all = Vec::new();
    for path in one_of_each() {
        for width in [360, 1280] {
            all.extend(small(&touched(&site, width, &path), &format!("{path} at {width} pixels")));
        }
    }
    assert!(all.is_empty(), "smaller than {FINGER} pixels:\n{}", all.join("\n"));
}

#[test]
fn the_open_filters_and_what_to_drop_are_large_enough_for_a_finger() {
    let site = Site::built();
    let page = touched(&site, 360, "/?q=qqqqqqqq&baa=available");
    announces(&page, 0);
    page.find("button", "Filters (1 chosen)").click();
    page.find("button", "Clear all filters");
    let small = small(&page, "the open filters");
    assert!(small.is_empty(), "smaller than {FINGER} pixels:\n{}", small.join("\n"));
}
