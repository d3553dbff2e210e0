//! A vendor that was renamed or removed: who watches it is told, and its old address leads on.

use directory::{Record, Renamed};

use crate::harness::{Place, Site};
use crate::hostile::real_records;

fn renamed(entries: &str) -> Renamed {
    serde_json::from_str(entries).expect("old and new slugs")
}

/// Zoom under another slug and another name.
fn zoom_as_workplace() -> Record {
    let mut zoom = real_records(&["zoom"]).remove(0);
    zoom.slug = directory::Slug::parse("zoom-workplace").expect("a slug");
    zoom.name = "Workplace".to_owned();
    zoom.aliases = Vec::new();
    zoom
}

#[test]
fn who_watches_a_vendor_hears_that_it_was_renamed_or_removed() {
    let site = Site::published("2026-11-24", real_records(&["box", "slack", "zoom"]));
    let page = site.open("/");
    for name in ["Watch Box", "Watch Slack", "Watch Zoom"] {
        page.find("button", name).click();
        page.wait("it is watched", || page.find("button", name).is_on());
    }
    page.open("/changes/");
    page.find("link", "Zoom");
    assert_eq!(site.times_asked("/renamed.json"), 0, "nobody is missed");

    let mut now = real_records(&["slack"]);
    now.push(zoom_as_workplace());
    site.publishes_renamed("2026-11-25", now, renamed(r#"{ "box": null, "zoom": "zoom-workplace" }"#));
    page.open("/changes/");
    page.sees("Zoom is now Workplace");
    page.sees("Box was removed from the directory");
    page.find("link", "Slack");
    page.lacks("link", "Zoom");
    page.lacks("link", "Box");
    assert_eq!(site.times_asked("/renamed.json"), 1);
    page.find("link", "Workplace").click();
    page.is_page("Is Workplace HIPAA compliant?");
    page.arrives_at("/vendors/zoom-workplace/");

    page.open("/changes/");
    page.find("button", "Watch Box").click();
    page.wait("it is watched no more", || !page.find("button", "Watch Box").is_on());
    page.sees("Zoom is now Workplace");
}

#[test]
fn a_missed_vendor_stays_where_nothing_is_known_of_it() {
    let site = Site::published("2026-11-24", real_records(&["slack", "zoom"]));
    let page = site.open("/vendors/zoom/");
    page.find("button", "Watch in this browser").click();
    page.wait("it is watched", || page.find("button", "Watch in this browser").is_on());
    site.publishes_renamed("2026-11-25", real_records(&["slack"]), Renamed::default());
    page.open("/changes/");
    page.find("link", "Zoom");
    page.wait("the file was asked for", || site.times_asked("/renamed.json") == 1);
    page.sees_no("removed from the directory");
}

#[test]
fn the_old_address_of_a_renamed_vendor_leads_on_at_every_host() {
    for place in Place::all() {
        let entries = renamed(r#"{ "zoom": "zoom-workplace", "box": null }"#);
        let site = Site::published_renamed_at(&place, vec![zoom_as_workplace()], entries);
        for old in ["/vendors/zoom/", "/vendors/zoom"] {
            let page = site.open(old);
            page.arrives_at("/vendors/zoom-workplace/");
            page.is_page("Is Workplace HIPAA compliant?");
        }
        for (old, new) in [
            ("/vendors/zoom.xml", "/vendors/zoom-workplace.xml"),
            ("/vendors/zoom.json", "/vendors/zoom-workplace.json"),
        ] {
            let page = site.open("/about/");
            let arrived =
                page.run(&format!("return fetch('{}').then((answer) => answer.url)", site.url(old)));
            assert_eq!(arrived, site.url(new), "{place:?}");
        }
        let page = site.tab();
        page.expect_in_console("404");
        page.open("/vendors/box/");
        page.is_page("Nothing is at this address");
    }
}

/// As on GitHub Pages.
#[test]
fn the_old_address_of_a_renamed_vendor_leads_on_where_the_host_knows_no_redirects() {
    let entries = renamed(r#"{ "zoom": "zoom-workplace" }"#);
    let site = Site::published_renamed_at(Place::of_this_run(), vec![zoom_as_workplace()], entries);
    for file in ["_headers", "_redirects"] {
        std::fs::remove_file(site.folder().join(file)).expect("the file");
    }
    for old in ["/vendors/zoom/", "/vendors/Zoom"] {
        let page = site.tab();
        page.expect_in_console("404");
        page.open(old);
        page.arrives_at("/vendors/zoom-workplace/");
        page.is_page("Is Workplace HIPAA compliant?");
    }
}
