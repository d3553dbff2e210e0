//! Offline copies and deploys: every page comes from one build, the stored one or the new one, and the worker records which.

use catalog::Date;

use crate::deploys::{NEW_DATE, OLD_DATE, answer_in_new_build, answer_in_old_build, new_records, old_site};
use crate::expected::texts;
use crate::harness::Fault;
use crate::load_errors::assert_load_error;
use crate::offline::{
    loaded_code, page_with_offline_copy, recorded_pages, wait_for_installed_worker, wait_for_offline_copy,
    wait_for_recorded_page,
};
use crate::search_results::wait_for_count;

#[test]
fn a_slow_page_of_a_new_build_replaces_the_copy_of_the_old_one() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.deploy(NEW_DATE, new_records());
    site.inject_fault("/vendors/zoom/", Fault::Hold);
    page.open("/vendors/zoom/");
    page.wait_for_text(texts::SITE_SLOW);
    page.wait_for_text(&texts::as_of(OLD_DATE));
    page.wait_for_text(&answer_in_old_build());
    site.clear_fault("/vendors/zoom/");
    page.wait_for_text(&answer_in_new_build());
    page.wait_for_no_text(texts::OFFLINE_COPY);
    page.wait_for_app();
    assert_eq!(loaded_code(&page), site.code_paths());
}

#[test]
fn a_new_build_is_shown_and_stored_on_the_next_visit() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.deploy(NEW_DATE, new_records());
    page.open("/vendors/zoom/");
    page.wait_for_text(&answer_in_new_build());
    page.wait_for_text(&texts::published_on(NEW_DATE));
    assert_eq!(loaded_code(&page), site.code_paths());
    wait_for_offline_copy(&page, &site);
    site.stop();
    page.open("/vendors/zoom/");
    page.wait_for_text(&texts::as_of(NEW_DATE));
    page.wait_for_text(&answer_in_new_build());
    assert_eq!(loaded_code(&page), site.code_paths());
    page.open("/");
    wait_for_count(&page, 2);
    let builds = page.run_async_script("caches.keys().then(arguments[0])");
    let builds = builds.as_array().expect("names").len();
    assert_eq!(builds, 2, "the caches of the new build and of the recorded pages");
}

#[test]
fn a_new_page_never_shows_stored_data_of_the_old_build() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    page.allow_console("ERR_");
    page.allow_console("A ServiceWorker passed a promise");
    let old_code = site.code_paths();
    site.deploy(NEW_DATE, new_records());
    // The browser cannot store the new build.
    site.inject_fault("/sw.js", Fault::Status(503));
    page.open("/");
    page.wait_for_text(&texts::published_on(NEW_DATE));
    wait_for_count(&page, 2);
    site.stop();
    page.find("link", "Zoom").click();
    assert_load_error(&page, texts::THIS_VENDOR, "/vendors/zoom.json", &[texts::UNREACHABLE]);
    // Another page comes as a whole from the old build, and says so.
    page.open("/vendors/zoom/");
    page.wait_for_text(&texts::as_of(OLD_DATE));
    page.wait_for_text(&answer_in_old_build());
    assert_eq!(loaded_code(&page), old_code);
}

#[test]
fn an_open_page_keeps_its_build_while_a_new_one_is_deployed_and_stored() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    page.open("/");
    wait_for_recorded_page(&page);
    site.deploy(NEW_DATE, new_records());
    page.in_another_tab(|other| {
        other.open("/");
        wait_for_offline_copy(other, &site);
    });
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_text(&answer_in_old_build());
    page.wait_for_text(&texts::published_on(OLD_DATE));
    page.reload();
    page.wait_for_text(&texts::published_on(NEW_DATE));
    page.wait_for_text(&answer_in_new_build());
}

/// Regression: WebKit broke off a response of the previous build's worker when the next one took over.
#[test]
fn a_response_in_progress_is_completed_while_a_new_build_is_stored() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    site.deploy(NEW_DATE, new_records());
    site.inject_fault("/vendors/zoom.json", Fault::Pause);
    page.open("/");
    wait_for_count(&page, 2);
    page.find("link", "Zoom").click();
    page.wait_until("the record is requested", || site.request_count("/vendors/zoom.json") > 0);
    wait_for_installed_worker(&page, &site);
    site.clear_fault("/vendors/zoom.json");
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_text(&answer_in_new_build());
    wait_for_offline_copy(&page, &site);
}

/// Regression: the record of pages grew with every visit.
#[test]
fn the_worker_forgets_closed_pages_but_the_newest_and_no_open_page() {
    /// The number of closed pages that the worker keeps in its record.
    const KEPT: usize = 32;
    let site = old_site();
    let page = page_with_offline_copy(&site);
    page.open("/");
    wait_for_count(&page, 2);
    wait_for_recorded_page(&page);
    // Records of 100 pages that have been closed.
    page.run_async_script(
        "const done = arguments[0];
        const fill = async () => {
            const name = (await caches.keys()).find((name) => name.endsWith(' pages'));
            const pages = await caches.open(name);
            for (let closed = 0; closed < 100; closed += 1) {
                await pages.put(`${name.slice(0, -' pages'.length)}?id=closed-${closed}`, new Response('a build'));
            }
        };
        fill().then(done);",
    );
    assert_eq!(recorded_pages(&page), 101);
    page.in_another_tab(|other| {
        for _ in 0..2 {
            other.open("/");
            other
                .wait_for_value("the newest and the open page remain", &(KEPT + 1), || recorded_pages(other));
        }
    });
    site.stop();
    page.find("link", "Zoom").click();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
}

/// Regression: an older copy reported the change backwards, and stored the older verdict.
#[test]
fn an_older_offline_copy_reports_and_stores_no_change_of_a_watched_vendor() {
    let site = old_site();
    let page = page_with_offline_copy(&site);
    page.allow_console("ERR_");
    page.allow_console("A ServiceWorker passed a promise");
    page.allow_console("503");
    let mut records = new_records();
    records.iter_mut().for_each(|record| record.last_verified = Date::parse(NEW_DATE).expect("a date"));
    site.deploy(NEW_DATE, records);
    // The browser cannot store the new build.
    site.inject_fault("/sw.js", Fault::Status(503));
    page.open("/vendors/zoom/");
    page.wait_for_text(&answer_in_new_build());
    page.find("button", texts::WATCH_BUTTON).click();
    let is_watched = || page.find("button", texts::WATCH_BUTTON).is_checked();
    page.wait_until("the vendor is watched", is_watched);
    for _ in 0..2 {
        site.stop();
        page.open("/vendors/zoom/");
        page.wait_for_text(&texts::as_of(OLD_DATE));
        page.wait_for_text(&answer_in_old_build());
        page.wait_until("the vendor is watched", is_watched);
        page.wait_for_paint();
        page.wait_for_no_text(texts::SINCE_LAST_VISIT);
        site.restart();
        page.open("/vendors/zoom/");
        page.wait_for_text(&answer_in_new_build());
        page.wait_until("the vendor is watched", is_watched);
        page.wait_for_paint();
        page.wait_for_no_text(texts::SINCE_LAST_VISIT);
    }
}
