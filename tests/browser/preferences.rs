//! What a visitor's system asks for is respected: no motion where none is wanted, and forced colours lose nothing.

use serde_json::json;

use crate::access::prefer;
use crate::harness::{Page, Site};
use crate::kinds::{one_of_each, tab_for};

fn open(site: &Site, path: &str) -> Page {
    let page = tab_for(site, path);
    page.open(path);
    page
}

/// Nothing moves for anyone, so that it takes no rule for those who want no motion.
#[test]
fn nothing_moves() {
    let moving = "
        const isMoving = (style) => style.scrollBehavior === 'smooth'
            || [style.transitionDuration, style.animationDuration].some((time) => /[1-9]/.test(time));
        const elements = [...document.querySelectorAll('*')];
        return elements.filter((element) =>
            ['', '::before', '::after'].some((part) => isMoving(getComputedStyle(element, part))),
        ).map((element) => element.outerHTML.slice(0, 100));";
    let site = Site::built();
    for path in one_of_each() {
        let page = open(&site, &path);
        for wish in ["reduce", "no-preference"] {
            prefer(&page, "prefers-reduced-motion", wish);
            assert_eq!(page.run(moving), json!([]), "{path}, {wish}");
        }
    }
}

/// What only a background tells is lost where the system chooses the colours.
#[test]
fn forced_colours_show_what_is_pressed() {
    let look = "const { color, backgroundColor, borderColor } = getComputedStyle(arguments[0]);
        return [color, backgroundColor, borderColor];";
    let site = Site::built();
    let page = open(&site, "/vendors/zoom/");
    prefer(&page, "forced-colors", "active");
    let watch = || page.find("button", "Watch in this browser");
    let before = watch().run(look);
    watch().click();
    page.sees("Watching.");
    let after = watch().run(look);
    assert_ne!(before[1], after[1], "the ground of a pressed button");
    assert_ne!(after[0], after[1], "its words on that ground");
}

#[test]
fn forced_colours_keep_every_icon_and_every_edge() {
    let lost = "
        const lost = [];
        for (const badge of document.querySelectorAll('.badge')) {
            const style = getComputedStyle(badge);
            const icon = getComputedStyle(badge.querySelector('svg'));
            if (style.borderTopStyle === 'none' || icon.fill === style.backgroundColor) lost.push(badge.outerHTML);
        }
        return lost;";
    let site = Site::built();
    for path in one_of_each() {
        let page = open(&site, &path);
        prefer(&page, "forced-colors", "active");
        assert_eq!(page.run(lost), json!([]), "{path}");
    }
}
