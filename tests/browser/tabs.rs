//! Two tabs of one browser: neither undoes what the other did.

use crate::harness::{Page, Site};

const WATCH: &str = "Watch in this browser";

fn watch(page: &Page) {
    page.find("button", WATCH).click();
    page.wait("it is watched", || page.find("button", WATCH).is_on());
}

#[test]
fn what_one_tab_watches_the_other_shows_and_keeps() {
    let site = Site::built();
    let page = site.open("/vendors/slack/");
    page.in_another_tab(|other| {
        other.open("/vendors/zoom/");
        watch(other);
    });
    // Its page was there before Zoom was watched.
    watch(&page);
    page.open("/changes/");
    let names = || -> Vec<String> {
        let watched = page.find("region", "Watched in this browser");
        watched.all("link").into_iter().map(|link| link.name).collect()
    };
    page.wait("both are watched", || {
        ["Slack", "Zoom"].iter().all(|name| names().iter().any(|one| one == name))
    });
    page.open("/vendors/zoom/");
    page.wait("it is watched here too", || page.find("button", WATCH).is_on());
}

#[test]
fn a_button_follows_what_another_tab_does_on_a_page_and_on_a_card() {
    let site = Site::built();
    for (path, button) in [("/vendors/zoom/", WATCH), ("/", "Watch Zoom")] {
        let page = site.open(path);
        assert!(!page.find("button", button).is_on());
        page.in_another_tab(|other| {
            other.open("/vendors/zoom/");
            watch(other);
        });
        page.wait("the button says so", || page.find("button", button).is_on());
        page.in_another_tab(|other| {
            other.open("/");
            other.find("button", "Watch Zoom").click();
            other.wait("it is watched no more", || !other.find("button", "Watch Zoom").is_on());
        });
        page.wait("the button says so", || !page.find("button", button).is_on());
    }
}

#[test]
fn a_sign_up_in_two_tabs_is_one_sign_up() {
    let site = Site::built();
    let sign_up = |page: &Page| {
        page.open("/vendors/zoom/");
        page.find("textbox", "Email address").keys("someone@clinic.example\n");
        page.sees("You are signed up");
    };
    let page = site.tab();
    sign_up(&page);
    page.in_another_tab(sign_up);
    assert_eq!(site.posts().len(), 2);
    assert_eq!(site.sign_ups(), ["someone@clinic.example,zoom"]);
}
