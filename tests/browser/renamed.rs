//! Renamed and removed vendors: the watch list reports them, and the old URLs redirect.

use catalog::{Record, Renamed};

use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Deployment, TestSite};

/// The renamed and removed vendors in JSON.
pub fn renamed(entries: &str) -> Renamed {
    serde_json::from_str(entries).expect("old and new slugs")
}

/// The record of Zoom with another slug and another name.
pub fn renamed_zoom() -> Record {
    let mut zoom = typed_records_of(&["zoom"]).remove(0);
    zoom.slug = catalog::Slug::parse("zoom-workplace").expect("a slug");
    zoom.name = "Workplace".to_owned();
    zoom.aliases = Vec::new();
    zoom
}

#[test]
fn the_watch_list_reports_renamed_and_removed_vendors() {
    let site = TestSite::publish("2026-11-24", typed_records_of(&["box", "slack", "zoom"]));
    let page = site.open("/");
    for name in ["Box", "Slack", "Zoom"] {
        let button = texts::watch_button(name);
        page.find("button", &button).click();
        page.wait_until("the vendor is watched", || page.find("button", &button).is_checked());
    }
    page.open("/changes/");
    page.find("link", "Zoom");
    assert_eq!(site.request_count("/renamed.json"), 0, "the file is requested although no vendor is missing");

    let mut now = typed_records_of(&["slack"]);
    now.push(renamed_zoom());
    site.republish_renamed("2026-11-25", now, renamed(r#"{ "box": null, "zoom": "zoom-workplace" }"#));
    page.open("/changes/");
    page.wait_for_text(&texts::renamed("Zoom", "Workplace"));
    page.wait_for_text(&texts::removed("Box"));
    page.find("link", "Slack");
    page.wait_until_absent("link", "Zoom");
    page.wait_until_absent("link", "Box");
    assert_eq!(site.request_count("/renamed.json"), 1);
    page.find("link", "Workplace").click();
    page.wait_for_heading(&texts::vendor_heading("Workplace"));
    page.wait_for_location("/vendors/zoom-workplace/");

    page.open("/changes/");
    // Nothing replaces the buttons once every name is known.
    page.wait_for_text(&texts::removed("Box"));
    page.find("button", &texts::watch_button("Box")).click();
    page.wait_until("the vendor is not watched", || {
        !page.find("button", &texts::watch_button("Box")).is_checked()
    });
    page.wait_for_text(&texts::renamed("Zoom", "Workplace"));
}

#[test]
fn the_watch_list_keeps_a_missing_vendor_without_an_explanation() {
    let site = TestSite::publish("2026-11-24", typed_records_of(&["slack", "zoom"]));
    let page = site.open("/vendors/zoom/");
    page.find("button", texts::WATCH_BUTTON).click();
    page.wait_until("the vendor is watched", || page.find("button", texts::WATCH_BUTTON).is_checked());
    site.republish_renamed("2026-11-25", typed_records_of(&["slack"]), Renamed::default());
    page.open("/changes/");
    page.find("link", "Zoom");
    page.wait_until("the file is requested", || site.request_count("/renamed.json") == 1);
    page.wait_for_no_text(texts::REMOVED);
}

#[test]
fn the_old_path_of_a_renamed_vendor_redirects_with_every_deployment() {
    for deployment in Deployment::all() {
        let entries = renamed(r#"{ "zoom": "zoom-workplace", "box": null }"#);
        let site = TestSite::publish_renamed_at(&deployment, vec![renamed_zoom()], entries);
        for old in ["/vendors/zoom/", "/vendors/zoom"] {
            let page = site.open(old);
            page.wait_for_location("/vendors/zoom-workplace/");
            page.wait_for_heading(&texts::vendor_heading("Workplace"));
        }
        for (old, new) in [
            ("/vendors/zoom.xml", "/vendors/zoom-workplace.xml"),
            ("/vendors/zoom.json", "/vendors/zoom-workplace.json"),
        ] {
            let page = site.open("/about/");
            let target = page
                .run_script(&format!("return fetch('{}').then((response) => response.url)", site.url(old)));
            assert_eq!(target, site.url(new), "{deployment:?}");
        }
        let page = site.new_page();
        page.allow_console("404");
        page.open("/vendors/box/");
        page.wait_for_heading(texts::NOT_FOUND_HEADING);
    }
}

/// As on GitHub Pages.
#[test]
fn the_old_path_of_a_renamed_vendor_redirects_without_redirect_rules() {
    let entries = renamed(r#"{ "zoom": "zoom-workplace" }"#);
    let site = TestSite::publish_renamed_at(Deployment::current(), vec![renamed_zoom()], entries);
    for file in ["_headers", "_redirects"] {
        std::fs::remove_file(site.folder().join(file)).expect("the file");
    }
    for old in ["/vendors/zoom/", "/vendors/Zoom"] {
        let page = site.new_page();
        page.allow_console("404");
        page.open(old);
        page.wait_for_location("/vendors/zoom-workplace/");
        page.wait_for_heading(&texts::vendor_heading("Workplace"));
    }
}
