//! Which clicks the app follows, which are the browser's, and what they leave in the history.

use serde_json::json;

use crate::harness::{Page, Site};

fn entries(page: &Page) -> u64 {
    page.run("return history.length").as_u64().expect("a number")
}

/// Clicks on a link with a key held or another button, goes nowhere, and tells whether the app took the click.
fn takes(page: &Page, link: &str, how: &str) -> bool {
    let taken = page.find("link", link).run(&format!(
        "let taken = null;
        addEventListener('click', (event) => {{ taken = event.defaultPrevented; event.preventDefault(); }}, {{ once: true }});
        arguments[0].dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, {how} }}));
        return taken;"
    ));
    taken.as_bool().expect("the click was heard")
}

#[test]
fn a_click_that_asks_for_another_tab_or_leads_away_is_the_browsers() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    for how in ["ctrlKey: true", "metaKey: true", "shiftKey: true", "altKey: true", "button: 1"] {
        assert!(!takes(&page, "Changes", how), "{how}");
    }
    for link in ["Skip to content", "About", "JSON", "the feed of Zoom", "CC BY 4.0"] {
        assert!(!takes(&page, link, "button: 0"), "{link}");
    }
    assert_eq!(page.address(), "/vendors/zoom/");
    assert!(takes(&page, "Changes", "button: 0"));
    page.is_page("Changes");
}

#[test]
fn a_link_to_a_part_of_the_page_stays_on_the_page() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.run("window.isTheSame = true");
    page.find_where("link", "sources", |name| name.ends_with(" sources")).click();
    page.arrives_at("/vendors/zoom/#sources");
    page.wait("the sources are in view", || {
        page.run("const at = document.getElementById('sources').getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight")
            == json!(true)
    });
    page.back();
    page.arrives_at("/vendors/zoom/");
    page.is_page("Is Zoom HIPAA compliant?");
    assert_eq!(page.run("return window.isTheSame"), json!(true));
}

#[test]
fn the_link_of_the_page_itself_adds_no_entry_and_leads_to_its_top() {
    let site = Site::built();
    let page = site.open("/about/");
    let before = entries(&page);
    page.run("scrollTo(0, 400)");
    page.find("link", "About").run("arguments[0].click()");
    page.wait("the page is at its top", || page.run("return scrollY") == json!(0));
    assert_eq!(entries(&page), before);
    page.find("link", "Changes").click();
    page.is_page("Changes");
    assert_eq!(entries(&page), before + 1);
}
