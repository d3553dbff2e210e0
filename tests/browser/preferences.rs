//! Preferences of the visitor's system: reduced motion, and forced colors without loss of information.

use crate::expected::texts;
use serde_json::json;

use crate::harness::{Page, TestSite};
use crate::page_kinds::{one_path_per_kind, page_for};

fn open(site: &TestSite, path: &str) -> Page {
    let page = page_for(site, path);
    page.open(path);
    page
}

/// The site has no motion at all, so it needs no rule for `prefers-reduced-motion`.
#[test]
fn no_page_has_motion() {
    let moving = "
        const isMoving = (style) => style.scrollBehavior === 'smooth'
            || [style.transitionDuration, style.animationDuration].some((time) => /[1-9]/.test(time));
        const elements = [...document.querySelectorAll('*')];
        return elements.filter((element) =>
            ['', '::before', '::after'].some((part) => isMoving(getComputedStyle(element, part))),
        ).map((element) => element.outerHTML.slice(0, 100));";
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = open(&site, &path);
        for preference in ["reduce", "no-preference"] {
            page.emulate_media("screen", &[("prefers-reduced-motion", preference)]);
            assert_eq!(page.run_script(moving), json!([]), "{path}, {preference}");
        }
    }
}

/// Forced colors replace backgrounds, so the pressed state must not depend on a background color of the site.
#[test]
fn forced_colors_show_the_pressed_state() {
    let colors = "const { color, backgroundColor, borderColor } = getComputedStyle(arguments[0]);
        return [color, backgroundColor, borderColor];";
    let site = TestSite::start();
    let page = open(&site, "/vendors/zoom/");
    page.emulate_media("screen", &[("forced-colors", "active")]);
    let button = || page.find("button", texts::WATCH_BUTTON);
    let before = button().run_script(colors);
    button().click();
    page.wait_for_text(texts::WATCHING);
    let after = button().run_script(colors);
    assert_ne!(before[1], after[1], "the background of a pressed button");
    assert_ne!(after[0], after[1], "its text and its background");
}

#[test]
fn forced_colors_keep_the_icon_and_border_of_every_badge() {
    let lost = "
        const lost = [];
        for (const badge of document.querySelectorAll('.badge')) {
            const style = getComputedStyle(badge);
            const icon = getComputedStyle(badge.querySelector('svg'));
            if (style.borderTopStyle === 'none' || icon.fill === style.backgroundColor) lost.push(badge.outerHTML);
        }
        return lost;";
    let site = TestSite::start();
    for path in one_path_per_kind() {
        let page = open(&site, &path);
        page.emulate_media("screen", &[("forced-colors", "active")]);
        assert_eq!(page.run_script(lost), json!([]), "{path}");
    }
}
