//! `/compare/`: a few vendors side by side. The URL contains which: in its query if the visitor chose them in the
//! directory, and in its fragment, which no request contains, if they come from the visitor's own files.

use catalog::comparison::{ComparedFact, ComparedValue, Comparison, ComparisonState};
use catalog::{Listing, Query, Record, Slug, redirect_target};
use leptos::prelude::*;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::app::app_context;
use crate::components::badges::badge;
use crate::components::compare::CompareContext;
use crate::components::external_link::evidence_link;
use crate::components::load_status::{list_error, load_error, loading, newer_record};
use crate::components::print_source::print_source;
use crate::components::register_link::register_link_for_all;
use crate::data::fetch::{self, AllRecords, CachePolicy, LoadError, LoadState, RequestHandle};
use crate::data::page_data::Site;
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::location::{Location, Navigation};
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, Route};
use crate::pages::page_shown::on_page_shown;
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{live_region, reactive_html, reactive_parent};

/// The `id` of the field that finds a vendor to add.
const FIELD: &str = "add-vendor";
/// The field, as a selector.
const FIELD_SELECTOR: &str = "#add-vendor";
/// The `id` of the table.
const TABLE: &str = "comparison-table";
/// The class of a table that hides the facts in which all vendors agree.
const DIFFERENCES_ONLY: &str = "differences-only";
/// The maximum number of vendors that are offered while the visitor types.
const MAX_SUGGESTIONS: usize = 6;

/// The page. It is published without vendors; the URL is read once the page is mounted.
pub fn compare() -> Markup {
    let site = app_context::<Site>();
    let list = app_context::<VendorList>();
    let context = app_context::<CompareContext>();
    on_page_shown(Head::compare(&site, &[]));
    on_mount(move || list.request());
    let skipped = follow_url(context, list);
    let records = Records::start(context, list);
    let titled_site = site.clone();
    on_mount(move || {
        let names: Vec<String> =
            chosen_vendors(context, list).into_iter().flatten().map(|vendor| vendor.name).collect();
        document().set_title(&Head::compare(&titled_site, &names).title);
    });
    let shows_differences_only = RwSignal::new(false);
    on_event("change", "#show-differences-only", move |_, field| {
        let is_checked = field.unchecked_ref::<HtmlInputElement>().checked();
        shows_differences_only.set(is_checked);
        dom::set_class(TABLE, DIFFERENCES_ONLY, is_checked);
    });
    // Whether the table was shown. Before, it waits for all records, so that its rows do not move while they arrive.
    let has_table = StoredValue::new(false);
    let comparison = move || {
        let vendors = chosen_vendors(context, list);
        if let Some(vendors) = vendors.filter(|vendors| !vendors.is_empty()) {
            if !has_table.get_value() && !records.are_settled(&vendors) {
                return loading();
            }
            has_table.set_value(true);
            return table(&vendors, records, shows_differences_only.get_untracked());
        }
        // As published: which vendors are chosen is read once the page is mounted.
        if context.0.read().comparison.names().is_empty() {
            html! { p class="needs-script" { "Choose vendors with “Compare” on their cards or pages, or add them here." } }
        } else if list.error().is_some() {
            list_error(list)
        } else {
            loading()
        }
    };
    html! {
        h1 tabindex="-1" { "Compare vendors" }
        p class="lead" {
            "Up to " (Comparison::MAX) " vendors side by side: whether each signs a HIPAA BAA, on which plans and at what price, what the BAA covers, and the sources."
        }
        (add_form(list, context))
        (live_region("comparison-summary", move || summary(context, list, records, &skipped.read())))
        (reactive_parent("comparison", comparison))
        (print_source(&site, "compare/"))
    }
}

/// What a URL names and the page does not compare.
#[derive(Clone, Debug, Default, PartialEq)]
struct Skipped {
    /// The names that no vendor has.
    unknown: Vec<String>,
    /// The vendors that are too many.
    excess: Vec<Listing>,
}

/// Keeps the chosen vendors and the URL equal. A URL that names none gets those that were chosen before. Returns what the
/// last URL with vendors named in vain.
fn follow_url(context: CompareContext, list: VendorList) -> RwSignal<Skipped> {
    let Location { path, search, hash, .. } = app_context::<Location>();
    let base = routes::base_url();
    let navigate = use_navigate();
    let skipped = RwSignal::new(Skipped::default());
    let named =
        Memo::new(move |_| ComparisonState::from_url(&search.read(), &hash.read()).unwrap_or_default());
    let mut last = ComparisonState::default();
    on_mount(move || {
        let named = named.get();
        // On a click on a link, the URL changes before this page is left.
        if Route::parse(&path.read_untracked(), &base) != Route::Compare {
            return;
        }
        let is_new = named != last;
        if is_new && !named.comparison.names().is_empty() {
            // The list says which vendors the names mean.
            let Some(engine) = list.engine() else { return };
            let (comparison, skips) = resolve(&named.comparison, engine.listings());
            skipped.set(skips);
            context.set(ComparisonState { comparison, is_private: named.is_private });
        }
        let chosen = context.0.get();
        let url = chosen.to_url_suffix();
        last = named.clone();
        if url != named.to_url_suffix() {
            last = chosen;
            // Only a choice on this page adds an entry to the history.
            let is_choice = !is_new && !named.comparison.names().is_empty();
            let navigation = if is_choice { Navigation::Push } else { Navigation::Replace };
            navigate(&[routes::compare(), url].concat(), navigation);
        }
    });
    skipped
}

/// The vendors that the names mean, [`Comparison::MAX`] at most, and what is skipped.
fn resolve(names: &Comparison, listings: &[Listing]) -> (Comparison, Skipped) {
    let (mut comparison, mut skipped) = (Comparison::default(), Skipped::default());
    for name in names.names() {
        let redirected = redirect_target(listings, name).map(Slug::as_str);
        let slug = redirected.unwrap_or(name);
        match listings.iter().find(|listing| listing.slug.as_str() == slug) {
            None => skipped.unknown.push(name.clone()),
            Some(listing) if comparison.add(&listing.slug) => {}
            Some(listing) => skipped.excess.push(listing.clone()),
        }
    }
    (comparison, skipped)
}

/// The chosen vendors, once the list is loaded.
fn chosen_vendors(context: CompareContext, list: VendorList) -> Option<Vec<Listing>> {
    let engine = list.engine()?;
    let chosen = context.0.read();
    let find = |name: &String| engine.listings().iter().find(|listing| listing.slug.as_str() == name);
    Some(chosen.comparison.names().iter().filter_map(find).cloned().collect())
}

/// A record, and whether it has a newer schema than this build.
type LoadedRecord = (Record, bool);

/// The records of the vendors that were compared since the page was opened.
#[derive(Clone, Copy)]
struct Records {
    context: CompareContext,
    states: RwSignal<Vec<(Slug, LoadState<LoadedRecord>)>>,
    requests: StoredValue<Vec<RequestHandle>, LocalStorage>,
}

impl Records {
    /// Loads the record of each chosen vendor, once. Leaving the page aborts the requests.
    fn start(context: CompareContext, list: VendorList) -> Self {
        let records =
            Self { context, states: RwSignal::new(Vec::new()), requests: StoredValue::new_local(Vec::new()) };
        on_mount(move || {
            let chosen = chosen_vendors(context, list).into_iter().flatten().map(|vendor| vendor.slug);
            let is_missing = |slug: &Slug| untrack(|| records.state(slug)).is_none();
            records.load(chosen.filter(is_missing).collect(), CachePolicy::Default);
        });
        on_cleanup(move || {
            let requests = records.requests.try_update_value(std::mem::take);
            requests.into_iter().flatten().for_each(RequestHandle::abort);
        });
        records
    }

    /// Loads the records of these vendors. If they come from the visitor's own files, no request may name them: the one
    /// file of all records is loaded, which is the same for every visitor.
    fn load(self, slugs: Vec<Slug>, cache: CachePolicy) {
        slugs.iter().for_each(|slug| self.set_state(slug.clone(), LoadState::Pending));
        if !self.context.0.read_untracked().is_private {
            slugs.into_iter().for_each(|slug| {
                self.request(routes::record(&slug), cache, move |file, text| {
                    self.set(slug, text.and_then(|text| fetch::parse_record(file, &text)));
                });
            });
        } else if !slugs.is_empty() {
            self.request(routes::records(), cache, move |file, text| {
                let records = text.and_then(|text| AllRecords::parse(file, &text));
                for slug in slugs {
                    let record = records.as_ref().map_err(Clone::clone).and_then(|all| all.record(&slug));
                    self.set(slug, record);
                }
            });
        }
    }

    fn request(
        self,
        file: String,
        cache: CachePolicy,
        deliver: impl FnOnce(&str, Result<String, LoadError>) + 'static,
    ) {
        let source = file.clone();
        let request = fetch::load(file, cache, Box::new(move |text| deliver(&source, text)));
        self.requests.update_value(|requests| requests.push(request));
    }

    fn set(self, slug: Slug, record: Result<LoadedRecord, LoadError>) {
        self.set_state(slug, record.map_or_else(LoadState::Failed, LoadState::Ready));
    }

    fn set_state(self, slug: Slug, state: LoadState<LoadedRecord>) {
        self.states.update(|states| {
            states.retain(|(known, _)| *known != slug);
            states.push((slug, state));
        });
    }

    fn state(self, slug: &Slug) -> Option<LoadState<LoadedRecord>> {
        self.states.read().iter().find(|(known, _)| known == slug).map(|(_, state)| state.clone())
    }

    /// Loads the records that could not be loaded again.
    fn retry(self) {
        let failed = self.states.get_untracked().into_iter();
        let failed = failed.filter(|(_, state)| matches!(state, LoadState::Failed(_)));
        self.load(failed.map(|(slug, _)| slug).collect(), CachePolicy::Reload);
        // The button is gone.
        dom::focus_first(FIELD_SELECTOR);
    }

    /// Whether each of these vendors has a record or an error.
    fn are_settled(self, vendors: &[Listing]) -> bool {
        let is_settled = |vendor: &Listing| {
            matches!(self.state(&vendor.slug), Some(LoadState::Ready(_) | LoadState::Failed(_)))
        };
        vendors.iter().all(is_settled)
    }

    /// The records of these vendors that are loaded.
    fn ready(self, vendors: &[Listing]) -> Vec<Record> {
        let ready = |vendor: &Listing| match self.state(&vendor.slug) {
            Some(LoadState::Ready((record, _))) => Some(record),
            Some(LoadState::Pending | LoadState::Failed(_)) | None => None,
        };
        vendors.iter().filter_map(ready).collect()
    }
}

/// The form that finds a vendor and adds it.
fn add_form(list: VendorList, context: CompareContext) -> Markup {
    let text = RwSignal::new(String::new());
    let status = RwSignal::new(String::new());
    // What was typed before the app started raised no event that the app has seen.
    let read_field = move || text.set(dom::input(FIELD).map(|field| field.value()).unwrap_or_default());
    on_mount(read_field);
    on_event("input", FIELD_SELECTOR, move |_, _| {
        status.set(String::new());
        read_field();
    });
    on_event("focusin", FIELD_SELECTOR, move |_, _| list.request());
    let add = move |vendor: &Listing| {
        let chosen = context.0.get_untracked().comparison;
        if chosen.contains(&vendor.slug) {
            status.set([&vendor.name, " is already in the comparison."].concat());
        } else if chosen.names().len() == Comparison::MAX {
            status.set("Remove a vendor to add another one.".to_owned());
        } else {
            dom::input(FIELD).iter().for_each(|field| field.set_value(""));
            text.set(String::new());
            status.set([&vendor.name, " was added."].concat());
            context.update(|comparison| {
                comparison.add(&vendor.slug);
            });
        }
        dom::focus_first(FIELD_SELECTOR);
    };
    on_event("click", "[data-add]", move |_, button| {
        let added = button.get_attribute("data-add");
        untrack(|| found(list, &text.get()))
            .iter()
            .filter(|vendor| Some(vendor.slug.as_str()) == added.as_deref())
            .for_each(add);
    });
    on_event("submit", "#add-vendor-form", move |event, _| {
        event.prevent_default();
        untrack(|| found(list, &text.get())).first().into_iter().for_each(add);
    });
    on_event("click", "[data-remove]", move |_, button| {
        let removed = button.get_attribute("data-remove").and_then(|slug| Slug::parse(&slug).ok());
        let Some(removed) = removed else { return };
        context.update(|comparison| comparison.remove(&removed));
        status.set("The vendor was removed.".to_owned());
        // Once the table is rendered again.
        dom::next_task(|| {
            let selector =
                if dom::elements("[data-remove]").is_empty() { FIELD_SELECTOR } else { "[data-remove]" };
            dom::focus_first(selector);
        });
    });
    let suggestions = move || {
        let text = text.read();
        let chosen = context.0.read();
        html! {
            ul class="suggestions" {
                @for vendor in found(list, &text) {
                    @if chosen.comparison.contains(&vendor.slug) {
                        li { (vendor.name) " is already in the comparison." }
                    } @else {
                        li { button type="button" data-add=(vendor.slug) { "Add " (vendor.name) } }
                    }
                }
            }
        }
    };
    let announcement = move || {
        let text = text.read();
        let number = found(list, &text).len();
        html! {
            @if !status.read().is_empty() { p { (status.read()) } }
            @else if text.trim().is_empty() || list.engine().is_none() {}
            @else if number == 0 { p { "No vendors match." } }
            @else { p class="visually-hidden" { (number) " suggestions" } }
        }
    };
    html! {
        // A form with this method does nothing before the app has started.
        form id="add-vendor-form" class="search-box needs-script" method="dialog" {
            label for=(FIELD) { "Add a vendor" }
            input id=(FIELD) type="search" autocomplete="off" spellcheck="false";
            (reactive_html("add-vendor-suggestions", suggestions))
            (live_region("add-vendor-status", announcement))
        }
        noscript {
            p class="search-unavailable" {
                "Comparing requires JavaScript. Each vendor's page states the same facts; browse all vendors by category below."
            }
        }
    }
}

/// The vendors that match a text; empty for an empty text.
fn found(list: VendorList, text: &str) -> Vec<Listing> {
    let Some(engine) = list.engine().filter(|_| !text.trim().is_empty()) else { return Vec::new() };
    let query = Query::of_text(text);
    let hits = engine.search(&query, MAX_SUGGESTIONS).hits;
    hits.iter().filter_map(|hit| engine.listing(hit.index)).cloned().collect()
}

/// What is compared and what is skipped, in words.
fn summary(context: CompareContext, list: VendorList, records: Records, skipped: &Skipped) -> Markup {
    let vendors = chosen_vendors(context, list).unwrap_or_default();
    let ready = records.ready(&vendors);
    let ready: Vec<&Record> = ready.iter().collect();
    let different = ComparedFact::ALL.iter().filter(|fact| fact.differs(&ready)).count();
    let is_shown = |listing: &&Listing| vendors.contains(listing);
    let excess: Vec<&str> = skipped
        .excess
        .iter()
        .filter(|listing| !is_shown(listing))
        .map(|listing| listing.name.as_str())
        .collect();
    html! {
        @if !skipped.unknown.is_empty() {
            p { "Not in the directory: " (skipped.unknown.join(", ")) "." }
        }
        @if !excess.is_empty() {
            p { "Up to " (Comparison::MAX) " vendors can be compared at a time. Not shown: " (excess.join(", ")) "." }
        }
        @if vendors.len() == 1 {
            p { "Add another vendor to see how they differ." }
        } @else if ready.len() > 1 {
            p { (ready.len()) " vendors. They differ in " (different) " of " (ComparedFact::ALL.len()) " facts." }
        }
    }
}

/// The table, with a column for each vendor.
fn table(vendors: &[Listing], records: Records, shows_differences_only: bool) -> Markup {
    let ready = records.ready(vendors);
    let ready: Vec<&Record> = ready.iter().collect();
    let can_differ = ready.len() > 1;
    let hides_rows = shows_differences_only && can_differ;
    html! {
        @if can_differ {
            label class="differences-only-field needs-script" {
                input id="show-differences-only" type="checkbox" checked[shows_differences_only];
                " Show only the facts in which they differ"
            }
            p class="print-only differences-only-note" { "Facts in which all vendors agree are not shown." }
        }
        div class="table-frame" role="region" aria-label="Comparison" tabindex="0" {
            table id=(TABLE) class=(if hides_rows { "comparison differences-only" } else { "comparison" }) {
                caption class="visually-hidden" { "The facts about each vendor" }
                thead {
                    tr {
                        th scope="col" { "Fact" }
                        @for vendor in vendors { th scope="col" { (vendor_heading(vendor)) } }
                    }
                }
                tbody {
                    @for (index, fact) in ComparedFact::ALL.into_iter().enumerate() {
                        @let differs = fact.differs(&ready);
                        tr class=(if differs { "differs" } else { "agrees" }) {
                            th scope="row" {
                                (fact.label())
                                @if differs { " " span class="difference" { "differs" } }
                            }
                            @for vendor in vendors { (cell(fact, index == 0, &vendor.slug, records)) }
                        }
                    }
                }
            }
        }
        (register_link_for_all(&vendors.iter().map(|vendor| vendor.slug.as_str()).collect::<Vec<_>>()))
    }
}

fn vendor_heading(vendor: &Listing) -> Markup {
    html! {
        a href=(routes::vendor(&vendor.slug)) { (vendor.name) }
        " "
        button type="button" class="needs-script" data-remove=(vendor.slug) aria-label=(["Remove ", &vendor.name].concat()) {
            "Remove"
        }
    }
}

/// The cell of a vendor. While there is no record, the cell of the first row spans all rows.
fn cell(fact: ComparedFact, is_first: bool, slug: &Slug, records: Records) -> Markup {
    html! {
        @match records.state(slug) {
            Some(LoadState::Ready((record, is_newer))) => td {
                @if is_first && is_newer {
                    p { (newer_record()) }
                }
                (value(fact, &record))
            },
            Some(LoadState::Failed(error)) => {
                @if is_first {
                    td rowspan=(ComparedFact::ALL.len()) {
                        (load_error("this vendor", &error, Callback::new(move |()| records.retry())))
                    }
                }
            }
            Some(LoadState::Pending) | None => {
                @if is_first { td rowspan=(ComparedFact::ALL.len()) { (loading()) } }
            }
        }
    }
}

fn value(fact: ComparedFact, record: &Record) -> Markup {
    let ComparedValue { qualifier, is_empty, texts } = fact.value(record);
    html! {
        @if let ComparedFact::Verdict(field) = fact {
            (badge(record.verdict(), field))
            @for text in texts.iter().skip(1) { p { (qualifier_text(qualifier)) (text) } }
        } @else if is_empty {
            span class="not-recorded" { (texts.join("")) }
        } @else {
            (qualifier_text(qualifier))
            @if let [text] = texts.as_slice() { (text) }
            @else { ul { @for text in &texts { li { (text) } } } }
            @if fact == ComparedFact::Sources { (sources(record)) }
        }
    }
}

fn qualifier_text(qualifier: Option<&str>) -> Markup {
    html! { @if let Some(qualifier) = qualifier { span class="qualifier" { (qualifier) ": " } } }
}

fn sources(record: &Record) -> Markup {
    html! {
        @if record.sources.is_empty() {
            p { "No public source found." }
        } @else {
            ul class="compared-sources" {
                @for source in &record.sources {
                    li {
                        (evidence_link(source)) " (" (source.publisher.label()) ", "
                        @if let Some(day) = source.dated { (day.describe()) } @else { "undated" } ")"
                    }
                }
            }
        }
    }
}
