//! `/vendors/<slug>/`: one vendor, from the verdict to its sources.

mod sections;

use catalog::answers;
use catalog::{Listing, Record, Slug, SourceCheck};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::app::app_context;
use crate::components::load_status::{load_error, loading_page};
use crate::components::search_box::search_box;
use crate::components::sign_up::sign_up;
use crate::data::fetch::{self, LoadState};
use crate::data::page_data::{Site, VendorData};
use crate::data::redirects::redirect_by_name;
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::routes;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::pages::page_shown::on_page_shown;
use crate::runtime::dom::Today;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{reactive_html, reactive_parent};

/// The `id` of the element that contains the page. The published page has it too: browsers restore a scroll position by
/// the path of an element.
const CONTENT: &str = "vendor";

/// The vendors in the same category that sign a BAA.
type Alternatives = RwSignal<LoadState<Vec<Listing>>>;

/// What the checks of the record's sources showed.
type Checks = RwSignal<LoadState<Vec<SourceCheck>>>;

/// The page of a vendor, from its own data or from the vendor's record.
pub fn vendor(slug: &Slug, initial: Option<VendorData>) -> Markup {
    if let Some(VendorData { record, alternatives, checks }) = initial {
        let alternatives = RwSignal::new(LoadState::Ready(alternatives));
        let checks = RwSignal::new(LoadState::Ready(checks));
        return reactive_parent(CONTENT, move || article(&record, false, alternatives, checks));
    }
    let record = RwSignal::new(LoadState::Pending);
    let file = routes::record(slug);
    let load = fetch::load_for_page(file.clone(), move |text| {
        record.set(match text.and_then(|text| fetch::parse_record(&file, &text)) {
            Ok(parsed) => LoadState::Ready(parsed),
            Err(error) => LoadState::Failed(error),
        });
    });
    let (checks, load_checks) = load_checks(slug.clone());
    let retry = Callback::new(move |()| {
        record.set(LoadState::Pending);
        load.run(());
        load_checks.run(());
    });
    let alternatives = load_alternatives(slug.clone(), record);
    let site = app_context::<Site>();
    // Without all of its parts the page may be too short for the scroll position to restore.
    let waits_for_parts = app_context::<ScrollMemory>().is_restoring_page();
    let is_pending = move || {
        matches!(*alternatives.read(), LoadState::Pending) || matches!(*checks.read(), LoadState::Pending)
    };
    reactive_parent(CONTENT, move || match record.get() {
        LoadState::Ready(_) if waits_for_parts && is_pending() => loading_page(),
        LoadState::Ready((record, is_newer)) => article(&record, is_newer, alternatives, checks),
        LoadState::Pending => {
            Head::loading(&site).apply();
            loading_page()
        }
        LoadState::Failed(error) => {
            on_page_shown(Head::load_failed(&site));
            html! {
                h1 tabindex="-1" { "We couldn't load this page" }
                (load_error("this vendor", &error, retry))
                (search_box())
            }
        }
    })
}

/// The checks of the vendor's sources, once they are loaded, and the callback that loads them again.
fn load_checks(slug: Slug) -> (Checks, Callback<()>) {
    let checks = RwSignal::new(LoadState::Pending);
    let file = routes::url("verification.json");
    let retry = fetch::load_for_page(file.clone(), move |text| {
        let parsed = text.and_then(|text| fetch::parse_source_checks(&file, &text, &slug));
        checks.set(parsed.map_or_else(LoadState::Failed, LoadState::Ready));
    });
    (checks, retry)
}

/// The vendor's alternatives, once its record and the vendor list are loaded. If there is no record, the slug may be a
/// vendor's alias, and this redirects to that vendor.
fn load_alternatives(slug: Slug, record: RwSignal<LoadState<(Record, bool)>>) -> Alternatives {
    let list = app_context::<VendorList>();
    let alternatives = RwSignal::new(LoadState::Pending);
    on_mount(move || list.request());
    on_mount(move || {
        let category = match &*record.read() {
            LoadState::Ready((record, _)) => record.category,
            LoadState::Pending => return,
            LoadState::Failed(_) => return redirect_by_name(list, slug.as_str()),
        };
        alternatives.set(match (list.engine(), list.error()) {
            (Some(engine), _) => {
                let alternatives = answers::alternatives(engine.listings(), category, &slug);
                LoadState::Ready(alternatives.into_iter().cloned().collect())
            }
            (None, Some(error)) => LoadState::Failed(error),
            (None, None) => LoadState::Pending,
        });
    });
    alternatives
}

/// The page's content. A record that is newer than this build may state more than the page shows.
fn article(record: &Record, is_newer: bool, alternatives: Alternatives, checks: Checks) -> Markup {
    // Lists every field, so that a new field does not compile until somebody decides where the page shows it. Fields that
    // are ignored here are used in `sections`; no page shows the schema, aliases, domains and signals.
    let Record {
        schema: _,
        slug,
        name,
        aliases: _,
        category,
        website: _,
        domains: _,
        baa: _,
        phi: _,
        soc2: _,
        certifications: _,
        links: _,
        notes: _,
        last_verified,
        confidence,
        sources: _,
        signals: _,
        changes: _,
    } = record;
    let today = app_context::<Today>().0;
    let site = app_context::<Site>();
    on_page_shown(Head::vendor(&site, record));
    let (last_verified, confidence, name, category) = (*last_verified, *confidence, name.clone(), *category);
    let page_url = site.absolute_url(&["vendors/", slug.as_str(), "/"].concat());
    let verification = {
        let name = name.clone();
        reactive_html("verification", move || {
            sections::verification(last_verified, confidence, &name, today.get(), site.published)
        })
    };
    let request = {
        let record = record.clone();
        reactive_html("request-steps", move || sections::request(&record, &alternatives.read()))
    };
    let alternatives = reactive_html("alternative-vendors", move || {
        sections::alternatives(&name, category, &alternatives.read())
    });
    let sources = {
        let record = record.clone();
        reactive_html("checked-sources", move || sections::sources(&record.sources, &checks.read()))
    };
    html! {
        article class="vendor" {
            (sections::header(record, is_newer))
            (sections::summary(record))
            (sections::verdict(record))
            (verification)
            (sign_up(record))
            (request)
            (sections::request_email(record))
            (sections::questions(record))
            (alternatives)
            (sections::history(record))
            (sources)
            (sections::other_forms(record))
            p class="print-only" { "Printed from " (page_url) ", published " (site.published.describe()) "." }
            h2 class="check-another" { "Check another vendor" }
            (search_box())
        }
    }
}

/// The text of a vendor's page as HTML for the Markdown file, without what only works on a page; every URL in it is
/// absolute.
#[cfg(not(target_arch = "wasm32"))]
pub fn vendor_html(site: &Site, data: &VendorData) -> String {
    let VendorData { record, alternatives, checks } = data;
    let alternatives = LoadState::Ready(alternatives.clone());
    let checks = LoadState::Ready(checks.clone());
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(routes::BaseUrl(site.absolute_url("")));
        html! {
            (sections::header(record, false))
            (sections::verdict(record))
            (sections::verification(record.last_verified, record.confidence, &record.name, None, site.published))
            (sections::request(record, &alternatives))
            (sections::questions(record))
            (sections::alternatives(&record.name, record.category, &alternatives))
            (sections::history(record))
            (sections::sources(&record.sources, &checks))
            (sections::other_forms(record))
        }
    });
    owner.cleanup();
    html.into_string()
}
