//! After one visit the directory works without a connection: whole, of one build, with its date. Whatever becomes of
//! the worker that keeps it, with a connection the site is as it would be without.

use std::fs;

use directory::{Date, Record};
use serde_json::{Value, json};

use crate::deploys::new_records;
use crate::facts::vendors;
use crate::harness::{Fault, Page, Place, Site};
use crate::hostile::real_records;
use crate::kinds::one_of_each;
use crate::results::{announces, cards, first_card_is, search_for};

const UNREACHABLE: &str = "The site cannot be reached. This is the directory as of ";
const SLOW: &str = "The site is slow: the current page is still loading. This is the directory as of ";
const ARRIVED: &str = "The current page has loaded. This is the directory as of ";
const OLD: &str = "2026-11-24";
const OLD_IN_WORDS: &str = "as of 24 November 2026";
const NEW: &str = "2026-11-25";
const NEW_IN_WORDS: &str = "as of 25 November 2026";

/// Waits until the browser has kept what `site` publishes now.
///
/// The page is asked for nothing but what the browser knows: a request for a file would pass through the worker of the
/// last build, which goes when it has nothing to do.
fn keeps(page: &Page, site: &Site) {
    let worker = fs::read_to_string(site.folder().join("sw.js")).expect("a worker");
    page.wait("the browser keeps the site", || {
        let builds = page.run_to_its_end(
            "const done = arguments[0];
            const look = async () => {
                const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
                const isSettled = active?.state === 'activated' && !waiting && !installing;
                return isSettled ? caches.keys() : [];
            };
            look().then(done, () => done([]));",
        );
        let builds: Vec<String> = serde_json::from_value(builds).expect("names");
        builds.iter().filter(|name| worker.contains(&format!("\"{name}\""))).count() == 1
    });
}

/// A tab whose browser has kept the site on a first visit.
fn kept(site: &Site) -> Page {
    let page = site.keeping_tab();
    // Browsers ask for icons past every worker.
    page.expect_in_console("/icon");
    page.open("/");
    keeps(&page, site);
    page
}

/// Waits until the worker knows that the one open page is of the build that is kept.
fn is_known_to_be_of_the_build(page: &Page) {
    page.wait("it is known which build the page is of", || pages_on_the_list(page) == 1);
}

/// The code that a page is made of.
fn code_of(page: &Page) -> Vec<String> {
    let mut code: Vec<String> = serde_json::from_value(page.run(
        "const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
        return [...new Set(names)].filter((name) => /\\.(js|wasm|css)$/.test(name));",
    ))
    .expect("names");
    code.sort();
    code
}

fn old_site() -> Site {
    Site::published(OLD, real_records(&["zoom", "webex"]))
}

/// A browser that kept the old site, and a server that stopped.
fn kept_and_stopped() -> (Site, Page) {
    let site = old_site();
    let page = kept(&site);
    site.stops();
    (site, page)
}

#[test]
fn after_one_visit_the_directory_works_without_a_server_at_every_host() {
    for place in Place::all() {
        let site = Site::built_at(&place);
        let page = kept(&site);
        site.stops();
        let requests = site.requests().len();
        page.open("/");
        page.sees(UNREACHABLE);
        announces(&page, vendors());
        search_for(&page, "gmail");
        first_card_is(&page, "Google Workspace");
        page.find("link", "Google Workspace").click();
        page.is_page("Is Google Workspace HIPAA compliant?");
        page.reload();
        page.is_page("Is Google Workspace HIPAA compliant?");
        page.find("link", "All vendors in Office and documents").click();
        page.is_page("Office and documents: who signs a HIPAA BAA?");
        page.find("link", "Changes").click();
        page.is_page("Changes");
        page.sees(UNREACHABLE);
        page.back();
        page.is_page("Office and documents: who signs a HIPAA BAA?");
        page.open("/?baa=available&category=email");
        page.wait("the filters hold", || (1..20).contains(&cards(&page).len()));
        page.find_where("checkbox", "BAA on some plans", |name| name.starts_with("BAA on some plans"))
            .click();
        page.arrives_at("/?baa=available,plan_gated&category=email");
        assert_eq!(site.requests().len(), requests, "nothing was asked for");
    }
}

/// The words of the page, but for the note that says since when it is.
fn words_but_for_the_note(page: &Page) -> Value {
    page.run(
        "const copy = document.body.cloneNode(true);
        copy.querySelectorAll('.as-of, script, noscript').forEach((part) => part.remove());
        return copy.textContent.replace(/\\s+/g, ' ');",
    )
}

#[test]
fn every_kind_of_page_says_the_same_as_with_a_connection_and_since_when() {
    let site = Site::built();
    let page = kept(&site);
    page.expect_in_console("404");
    let paths = one_of_each();
    let online: Vec<Value> = paths
        .iter()
        .map(|path| {
            page.open(path);
            page.wait_for_paint();
            words_but_for_the_note(&page)
        })
        .collect();
    site.stops();
    for (path, online) in paths.iter().zip(online) {
        page.open(path);
        page.wait_for(&format!("the words of {path}"), &online, || words_but_for_the_note(&page));
        page.sees(UNREACHABLE);
    }
}

#[test]
fn a_server_that_comes_back_is_asked_again() {
    let (site, page) = kept_and_stopped();
    page.open("/vendors/zoom/");
    page.sees(OLD_IN_WORDS);
    site.starts();
    page.find("link", "Try again").click();
    page.sees_no(UNREACHABLE);
    page.is_page("Is Zoom HIPAA compliant?");
}

#[test]
fn an_error_of_the_server_counts_as_unreachable() {
    let site = old_site();
    let page = kept(&site);
    site.breaks("/vendors/zoom/", Fault::Status(503));
    page.open("/vendors/zoom/");
    page.sees(UNREACHABLE);
    page.sees(OLD_IN_WORDS);
    page.is_page("Is Zoom HIPAA compliant?");
    site.heals("/vendors/zoom/");
    page.open("/vendors/zoom/");
    page.sees_no("This is the directory as of");
}

/// A browser that kept the old site and shows a copy of Zoom's page, which the server holds back.
fn slow() -> (Site, Page) {
    let site = old_site();
    let page = kept(&site);
    site.breaks("/vendors/zoom/", Fault::Held);
    page.open("/vendors/zoom/");
    page.sees(SLOW);
    page.sees(OLD_IN_WORDS);
    page.is_page("Is Zoom HIPAA compliant?");
    (site, page)
}

/// How far down in the window the sources of Zoom's page are.
fn sources_at(page: &Page) -> i64 {
    let top = page.run("return Math.round(document.getElementById('sources').getBoundingClientRect().top)");
    top.as_i64().expect("a number of pixels")
}

#[test]
fn a_slow_page_takes_the_place_of_its_copy_once_it_comes_where_the_visitor_was() {
    let (site, page) = slow();
    let top = sources_at(&page);
    page.run("scrollTo(0, 700)");
    page.wait_for("the place", &(top - 700), || sources_at(&page));
    site.heals("/vendors/zoom/");
    page.sees_no("This is the directory as of");
    page.is_page("Is Zoom HIPAA compliant?");
    page.wait_for("the place", &(top - 700), || sources_at(&page));
    // What came late is what is shown: to ask again could take as long.
    assert_eq!(site.times_asked("/vendors/zoom/"), 1);
}

#[test]
fn a_slow_page_of_a_new_build_takes_the_place_of_the_copy_of_the_last() {
    let site = old_site();
    let page = kept(&site);
    site.deploys(NEW, new_records());
    site.breaks("/vendors/zoom/", Fault::Held);
    page.open("/vendors/zoom/");
    page.sees(SLOW);
    page.sees(OLD_IN_WORDS);
    page.sees("On some plans. Zoom signs a BAA");
    site.heals("/vendors/zoom/");
    page.sees("No. Zoom does not sign a BAA");
    page.sees_no("This is the directory as of");
    page.wait_for_app();
    assert_eq!(code_of(&page), site.code());
}

#[test]
fn a_slow_page_that_comes_waits_for_who_typed_something() {
    let (site, page) = slow();
    let field = page.find("textbox", "Email address");
    field.keys("someone@clinic.example");
    site.heals("/vendors/zoom/");
    page.sees(ARRIVED);
    assert_eq!(field.value(), "someone@clinic.example");
    page.find("link", "Show the current page").click();
    page.sees_no("This is the directory as of");
    page.is_page("Is Zoom HIPAA compliant?");
    assert_eq!(site.times_asked("/vendors/zoom/"), 1);
}

#[test]
fn a_slow_page_that_never_comes_is_called_unreachable() {
    for fault in [Fault::Status(503), Fault::Broken] {
        let (site, page) = slow();
        page.expect_in_console("");
        site.breaks("/vendors/zoom/", fault);
        page.sees(UNREACHABLE);
        page.find("link", "Try again");
        page.is_page("Is Zoom HIPAA compliant?");
    }
}

#[test]
fn a_new_build_is_shown_on_the_next_visit_and_kept_for_the_one_after_it() {
    let site = old_site();
    let page = kept(&site);
    site.deploys(NEW, new_records());
    page.open("/vendors/zoom/");
    page.sees("No. Zoom does not sign a BAA");
    page.sees("Published 25 November 2026");
    assert_eq!(code_of(&page), site.code());
    keeps(&page, &site);
    site.stops();
    page.open("/vendors/zoom/");
    page.sees(NEW_IN_WORDS);
    page.sees("No. Zoom does not sign a BAA");
    assert_eq!(code_of(&page), site.code());
    page.open("/");
    announces(&page, 2);
    let builds = page.run_to_its_end("caches.keys().then(arguments[0])");
    let builds = builds.as_array().expect("names").len();
    assert_eq!(builds, 2, "the new build and the list of pages");
}

#[test]
fn a_new_page_never_shows_what_was_kept_of_the_last_build() {
    let site = old_site();
    let page = kept(&site);
    page.expect_in_console("ERR_");
    let old_code = site.code();
    site.deploys(NEW, new_records());
    // The new build cannot be kept.
    site.breaks("/sw.js", Fault::Status(503));
    page.open("/");
    page.sees("Published 25 November 2026");
    announces(&page, 2);
    site.stops();
    page.find("link", "Zoom").click();
    page.sees("/vendors/zoom.json cannot be reached");
    // Another page is wholly of the old one, and says so.
    page.open("/vendors/zoom/");
    page.sees(OLD_IN_WORDS);
    page.sees("On some plans. Zoom signs a BAA");
    assert_eq!(code_of(&page), old_code);
}

#[test]
fn an_open_page_stays_of_one_build_while_the_next_is_deployed_and_kept() {
    let site = old_site();
    let page = kept(&site);
    page.open("/");
    is_known_to_be_of_the_build(&page);
    site.deploys(NEW, new_records());
    page.in_another_tab(|other| {
        other.open("/");
        keeps(other, &site);
    });
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
    page.sees("On some plans. Zoom signs a BAA");
    page.sees("Published 24 November 2026");
    page.reload();
    page.sees("Published 25 November 2026");
    page.sees("No. Zoom does not sign a BAA");
}

/// How many pages the worker has on its list.
fn pages_on_the_list(page: &Page) -> usize {
    let count = page.run_to_its_end(
        "const done = arguments[0];
        const look = async () => {
            const name = (await caches.keys()).find((name) => name.endsWith(' pages'));
            return (await (await caches.open(name)).keys()).length;
        };
        look().then(done, () => done(0));",
    );
    count.as_u64().and_then(|count| usize::try_from(count).ok()).expect("a number")
}

#[test]
fn the_list_of_pages_forgets_those_that_are_gone_but_for_the_newest_and_no_open_page() {
    const NEWEST: usize = 32;
    let site = old_site();
    let page = kept(&site);
    page.open("/");
    announces(&page, 2);
    is_known_to_be_of_the_build(&page);
    // As many visits leave them behind.
    page.run_to_its_end(
        "const done = arguments[0];
        const fill = async () => {
            const name = (await caches.keys()).find((name) => name.endsWith(' pages'));
            const pages = await caches.open(name);
            for (let gone = 0; gone < 100; gone += 1) {
                await pages.put(`${name.slice(0, -' pages'.length)}?id=gone-${gone}`, new Response('a build'));
            }
        };
        fill().then(done);",
    );
    assert_eq!(pages_on_the_list(&page), 101);
    page.in_another_tab(|other| {
        for _ in 0..2 {
            other.open("/");
            other.wait_for("the newest and the open page stay", &(NEWEST + 1), || pages_on_the_list(other));
        }
    });
    site.stops();
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
}

#[test]
fn a_copy_of_an_older_build_announces_no_change_of_what_is_watched_and_stores_none() {
    let site = old_site();
    let page = kept(&site);
    page.expect_in_console("ERR_");
    page.expect_in_console("503");
    let mut records = new_records();
    records.iter_mut().for_each(|record| record.last_verified = Date::parse(NEW).expect("a day"));
    site.deploys(NEW, records);
    // The new build cannot be kept.
    site.breaks("/sw.js", Fault::Status(503));
    page.open("/vendors/zoom/");
    page.sees("No. Zoom does not sign a BAA");
    page.find("button", "Watch in this browser").click();
    let is_watched = || page.find("button", "Watch in this browser").is_on();
    page.wait("it is watched", is_watched);
    for _ in 0..2 {
        site.stops();
        page.open("/vendors/zoom/");
        page.sees(OLD_IN_WORDS);
        page.sees("On some plans. Zoom signs a BAA");
        page.wait("it is watched", is_watched);
        page.wait_for_paint();
        page.sees_no("Since your last visit");
        site.starts();
        page.open("/vendors/zoom/");
        page.sees("No. Zoom does not sign a BAA");
        page.wait("it is watched", is_watched);
        page.wait_for_paint();
        page.sees_no("Since your last visit");
    }
}

#[test]
fn another_name_of_a_vendor_leads_to_its_page_without_a_server() {
    let zoom = real_records(&["zoom"]).into_iter().map(|zoom| Record {
        name: "Zoom Workplace".to_owned(),
        aliases: vec!["Acme Meetings".to_owned()],
        ..zoom
    });
    let site = Site::published(OLD, zoom.collect());
    let page = kept(&site);
    // No record has such a name.
    page.expect_in_console("ERR_FAILED");
    site.stops();
    for segment in ["acme-meetings", "zoom-workplace", "Acme-Meetings", "nobody"] {
        page.open(&format!("/vendors/{segment}/"));
        if segment == "nobody" {
            page.is_page("This vendor's page did not arrive");
        } else {
            page.arrives_at("/vendors/zoom/");
            page.is_page("Is Zoom Workplace HIPAA compliant?");
        }
    }
}

#[test]
fn what_an_open_page_asks_for_comes_from_its_build_when_the_server_stops() {
    let site = old_site();
    let page = kept(&site);
    page.open("/");
    announces(&page, 2);
    is_known_to_be_of_the_build(&page);
    site.stops();
    page.find("link", "Zoom").click();
    page.is_page("Is Zoom HIPAA compliant?");
}

#[test]
fn a_page_says_since_when_it_is_as_soon_as_the_connection_goes() {
    let site = old_site();
    let page = site.open("/");
    page.sees_no(UNREACHABLE);
    page.go_offline(true);
    page.sees(UNREACHABLE);
    page.sees(OLD_IN_WORDS);
    page.go_offline(false);
    page.sees_no(UNREACHABLE);
}

#[test]
fn a_sign_up_without_a_server_says_that_it_cannot_be_reached_and_keeps_the_address() {
    let (site, page) = kept_and_stopped();
    page.expect_in_console("/api/signup");
    page.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone@clinic.example\n");
    page.sees("The sign-up cannot be reached. Check your connection");
    assert_eq!(page.find("textbox", "Email address").value(), "someone@clinic.example");
    site.starts();
    page.find("button", "Notify me").click();
    page.sees("You are signed up");
    assert_eq!(site.sign_ups(), ["someone@clinic.example,zoom"]);
}

#[test]
fn a_vendor_is_watched_without_a_server() {
    let (_site, page) = kept_and_stopped();
    page.open("/vendors/zoom/");
    page.find("button", "Watch in this browser").click();
    page.open("/changes/");
    page.wait("it is watched", || {
        page.find("region", "Watched in this browser").all("link").iter().any(|link| link.name == "Zoom")
    });
}

/// The site works, and nothing of it is kept.
fn works_and_keeps_nothing(page: &Page) {
    page.open("/vendors/zoom/");
    page.is_page("Is Zoom HIPAA compliant?");
    page.find("link", "All vendors in Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    let left = "const done = arguments[0];
        Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
            .then(([workers, names]) => done(workers.length + names.length));";
    page.wait("nothing is kept", || page.run_to_its_end(left) == json!(0));
    page.sees_no(UNREACHABLE);
}

#[test]
fn the_site_works_where_the_worker_is_missing_or_something_else() {
    let html = Fault::Instead("text/html", "<h1>Sign in to the network</h1>".to_owned());
    let throws = Fault::Instead("text/javascript", "throw new Error('no');".to_owned());
    for fault in [Fault::Status(404), Fault::Status(500), html, throws] {
        let site = old_site();
        site.breaks("/sw.js", fault);
        let page = site.keeping_tab();
        page.expect_in_console("");
        page.open("/");
        page.wait("the worker is asked for", || site.times_asked("/sw.js") > 0);
        works_and_keeps_nothing(&page);
    }
}

#[test]
fn a_file_that_is_not_what_was_built_is_not_kept_and_the_site_works() {
    let site = old_site();
    let page = site.keeping_tab();
    page.expect_in_console("");
    let file = site.records();
    site.breaks(&file, Fault::Instead("application/json", r#"{"vendors/zoom.json":{}}"#.to_owned()));
    page.open("/");
    page.wait("it is asked for past the browser's copy too", || site.times_asked(&file) >= 2);
    works_and_keeps_nothing(&page);
    site.heals(&file);
    page.open("/");
    keeps(&page, &site);
}

#[test]
fn a_full_storage_keeps_nothing_and_the_site_works() {
    let site = old_site();
    let page = site.keeping_tab();
    page.expect_in_console("");
    page.devtools("Storage.overrideQuotaForOrigin", &json!({ "origin": site.origin(), "quotaSize": 1000 }));
    page.open("/");
    page.wait("the worker has tried", || site.times_asked(&site.records()) > 0);
    works_and_keeps_nothing(&page);
    page.devtools("Storage.overrideQuotaForOrigin", &json!({ "origin": site.origin() }));
}

#[test]
fn what_the_browser_threw_away_is_asked_for_again() {
    let site = old_site();
    let page = kept(&site);
    page.open("/");
    page.run_to_its_end(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(arguments[0])",
    );
    page.open("/vendors/zoom/");
    page.is_page("Is Zoom HIPAA compliant?");
    page.find("link", "All vendors in Video meetings").click();
    page.is_page("Video meetings: who signs a HIPAA BAA?");
    page.sees_no(UNREACHABLE);
}

#[test]
fn an_operator_who_wants_nothing_kept_gets_rid_of_the_worker() {
    let site = old_site();
    let page = kept(&site);
    site.publishes_without_keeping(NEW, new_records());
    page.open("/");
    page.sees("Published 25 November 2026");
    works_and_keeps_nothing(&page);
    page.open("/vendors/zoom/");
    page.sees("No. Zoom does not sign a BAA");
    assert_eq!(page.run("return navigator.serviceWorker.controller"), json!(null));
}
