//! `/compare/`: up to five vendors side by side. The URL contains which: in its query if the visitor chose them in the
//! directory, and in its fragment, which browsers do not send, if they come from a tool that reads the visitor's files.

use catalog::comparison::{ComparedFact, ComparedValue, Comparison};
use catalog::{Listing, Query, Record, Slug, UrlState, redirect_target};
use leptos::prelude::*;
use maud::{Markup, html};

use crate::components::badges::badge;
use crate::components::compare::CompareContext;
use crate::components::external_link::evidence_link;
use crate::components::load_status::{list_error, load_error, loading};
use crate::data::fetch::{self, CachePolicy, LoadState, RequestHandle};
use crate::data::page_data::Site;
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::location::{Location, Navigation};
use crate::navigation::navigate::use_navigate;
use crate::navigation::routes::{self, with_query};
use crate::pages::page_shown::on_page_shown;
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::{live_region, reactive_parent};

/// The `id` of the field that finds a vendor to add.
const FIELD: &str = "add-vendor";
/// The field, as a selector.
const FIELD_SELECTOR: &str = "#add-vendor";
/// The `id` of the table.
const TABLE: &str = "comparison-table";
/// The `id` of the checkbox that hides the facts in which all vendors agree, and the class of a table that hides them.
const ONLY_DIFFERENCES: &str = "only-differences";
/// The maximum number of vendors that are offered while the visitor types.
const MAX_SUGGESTIONS: usize = 6;

/// The page. It is published without vendors; the URL is read once the page is mounted.
pub fn compare() -> Markup {
    let list = expect_context::<VendorList>();
    let context = expect_context::<CompareContext>();
    on_page_shown(Head::compare(&expect_context::<Site>()));
    on_mount(move || list.request());
    follow_url(context);
    let chosen = Memo::new(move |_| {
        list.engine().map(|engine| ChosenVendors::new(&context.0.read(), engine.listings()))
    });
    let records = Records::start(chosen);
    let shows_only_differences = RwSignal::new(false);
    on_event("change", "#only-differences", move |_, _| {
        shows_only_differences.update(|is_checked| *is_checked = !*is_checked);
        dom::set_class(TABLE, ONLY_DIFFERENCES, shows_only_differences.get_untracked());
    });
    let comparison = move || match &*chosen.read() {
        // As published: which vendors are chosen is read once the page is mounted.
        _ if context.0.read().names().is_empty() => nothing_chosen(),
        None if list.error().is_some() => list_error(list),
        None => loading(),
        Some(chosen) => comparison(chosen, records, shows_only_differences.get_untracked()),
    };
    html! {
        h1 tabindex="-1" { "Compare vendors" }
        p class="lead" {
            "Up to five vendors side by side: whether each signs a HIPAA BAA, on which plans and at what price, what the BAA covers, and the sources."
        }
        (add_form(list, context, chosen))
        (reactive_parent("comparison", comparison))
    }
}

/// Keeps the chosen vendors and the URL equal. A URL that names none gets those that were chosen before.
fn follow_url(context: CompareContext) {
    let Location { search, hash, .. } = expect_context::<Location>();
    let navigate = use_navigate();
    let page = routes::compare();
    let mut last_url = None;
    on_mount(move || {
        let url = (search.get(), hash.get());
        let chosen = context.0.get();
        let fragment = Comparison::parse(url.1.trim_start_matches('#'));
        let is_in_fragment = !url.0.contains("v=") && !fragment.names().is_empty();
        let named = if is_in_fragment { fragment } else { Comparison::parse(&url.0) };
        let is_new_url = last_url.as_ref() != Some(&url);
        last_url = Some(url);
        if is_new_url && !named.names().is_empty() {
            context.set(named);
        } else if named.to_query_string() != chosen.to_query_string() {
            let state = chosen.to_query_string();
            let url = if is_in_fragment { [&page, "#", &state].concat() } else { with_query(&page, &state) };
            let is_empty = named.names().is_empty();
            navigate(&url, if is_empty { Navigation::Replace } else { Navigation::Push });
        }
    });
}

/// The vendors that the visitor has chosen, looked up in the vendor list.
#[derive(Clone, Debug, Default, PartialEq)]
struct ChosenVendors {
    /// The vendors to show, [`Comparison::MAX`] at most.
    vendors: Vec<Listing>,
    /// The names of the vendors that are too many.
    excess: Vec<String>,
    /// The names that no vendor has.
    unknown: Vec<String>,
}

impl ChosenVendors {
    fn new(comparison: &Comparison, listings: &[Listing]) -> Self {
        let mut chosen = Self::default();
        for name in comparison.names() {
            let redirected = redirect_target(listings, name).map(Slug::as_str);
            let slug = redirected.unwrap_or(name);
            match listings.iter().find(|listing| listing.slug.as_str() == slug) {
                None => chosen.unknown.push(name.clone()),
                Some(listing) if chosen.vendors.contains(listing) => {}
                Some(listing) if chosen.vendors.len() == Comparison::MAX => {
                    chosen.excess.push(listing.name.clone());
                }
                Some(listing) => chosen.vendors.push(listing.clone()),
            }
        }
        chosen
    }

    fn comparison(&self) -> Comparison {
        self.vendors.iter().map(|vendor| vendor.slug.clone()).collect()
    }
}

/// The records of the vendors that were compared since the page was opened.
#[derive(Clone, Copy)]
struct Records {
    states: RwSignal<Vec<(Slug, LoadState<Record>)>>,
    requests: StoredValue<Vec<RequestHandle>, LocalStorage>,
}

impl Records {
    /// Loads the record of each chosen vendor, once. Leaving the page aborts the requests.
    fn start(chosen: Memo<Option<ChosenVendors>>) -> Self {
        let records =
            Self { states: RwSignal::new(Vec::new()), requests: StoredValue::new_local(Vec::new()) };
        on_mount(move || {
            let chosen = chosen.read();
            for vendor in chosen.iter().flat_map(|chosen| &chosen.vendors) {
                if untrack(|| records.state(&vendor.slug)).is_none() {
                    records.load(vendor.slug.clone(), CachePolicy::Default);
                }
            }
        });
        on_cleanup(move || {
            let requests = records.requests.try_update_value(std::mem::take);
            requests.into_iter().flatten().for_each(RequestHandle::abort);
        });
        records
    }

    fn load(self, slug: Slug, cache: CachePolicy) {
        self.set(slug.clone(), LoadState::Pending);
        let file = routes::record(&slug);
        let deliver = {
            let file = file.clone();
            move |text: Result<String, _>| {
                let record = text.and_then(|text| fetch::parse_record(&file, &text));
                self.set(slug, record.map_or_else(LoadState::Failed, |(record, _)| LoadState::Ready(record)));
            }
        };
        let request = fetch::load(file, cache, Box::new(deliver));
        self.requests.update_value(|requests| requests.push(request));
    }

    fn set(self, slug: Slug, state: LoadState<Record>) {
        self.states.update(|states| {
            states.retain(|(known, _)| *known != slug);
            states.push((slug, state));
        });
    }

    fn state(self, slug: &Slug) -> Option<LoadState<Record>> {
        self.states.read().iter().find(|(known, _)| known == slug).map(|(_, state)| state.clone())
    }

    /// Loads the records that could not be loaded again.
    fn retry(self) {
        let failed = self.states.get_untracked().into_iter();
        let failed = failed.filter(|(_, state)| matches!(state, LoadState::Failed(_)));
        failed.for_each(|(slug, _)| self.load(slug, CachePolicy::Reload));
    }
}

/// The form that finds a vendor and adds it.
fn add_form(list: VendorList, context: CompareContext, chosen: Memo<Option<ChosenVendors>>) -> Markup {
    let text = RwSignal::new(String::new());
    let status = RwSignal::new(String::new());
    // What was typed before the app started raised no event that the app has seen.
    let read_field = move || text.set(dom::input(FIELD).map(|field| field.value()).unwrap_or_default());
    on_mount(read_field);
    on_event("input", FIELD_SELECTOR, move |_, _| read_field());
    let suggestions = Memo::new(move |_| suggested(list, &text.read(), &chosen.read()));
    let add = move |slug: &Slug| {
        let Some(current) = chosen.get_untracked() else { return };
        let mut comparison = current.comparison();
        if comparison.add(slug) {
            dom::input(FIELD).iter().for_each(|field| field.set_value(""));
            text.set(String::new());
            status.set(String::new());
            context.set(comparison);
        } else {
            status.set("You can compare up to five vendors. Remove one to add another.".to_owned());
        }
        dom::focus_first(FIELD_SELECTOR);
    };
    on_event("click", "[data-add]", move |_, button| {
        button.get_attribute("data-add").and_then(|slug| Slug::parse(&slug).ok()).iter().for_each(add);
    });
    on_event("submit", "#add-vendor-form", move |event, _| {
        event.prevent_default();
        suggestions.get_untracked().first().map(|(slug, _)| slug).into_iter().for_each(add);
    });
    on_event("click", "[data-remove]", move |_, button| {
        let removed = button.get_attribute("data-remove").and_then(|slug| Slug::parse(&slug).ok());
        if let Some((current, slug)) = chosen.get_untracked().zip(removed) {
            let mut comparison = current.comparison();
            comparison.remove(&slug);
            status.set(String::new());
            context.set(comparison);
            dom::focus_first(FIELD_SELECTOR);
        }
    });
    html! {
        form id="add-vendor-form" class="search-box needs-script" {
            label for=(FIELD) { "Add a vendor" }
            input id=(FIELD) type="search" autocomplete="off" spellcheck="false";
            (live_region("add-vendor-suggestions", move || suggestion_list(&text.read(), &suggestions.read())))
            (live_region("add-vendor-status", move || html! { @if !status.read().is_empty() { p { (status.read()) } } }))
        }
        noscript {
            p class="search-unavailable" {
                "Comparing requires JavaScript. Each vendor's page states the same facts; browse all vendors by category below."
            }
        }
    }
}

/// The vendors that match a text and are not in the comparison, with their names.
fn suggested(list: VendorList, text: &str, chosen: &Option<ChosenVendors>) -> Vec<(Slug, String)> {
    let (Some(engine), Some(chosen), false) = (list.engine(), chosen, text.trim().is_empty()) else {
        return Vec::new();
    };
    let query = Query { text: text.to_owned(), ..Query::default() };
    let hits = engine.search(&query, MAX_SUGGESTIONS + Comparison::MAX).hits;
    let vendors = hits.iter().filter_map(|hit| engine.listing(hit.index));
    let others = vendors.filter(|vendor| !chosen.vendors.contains(vendor));
    others.take(MAX_SUGGESTIONS).map(|vendor| (vendor.slug.clone(), vendor.name.clone())).collect()
}

fn suggestion_list(text: &str, suggestions: &[(Slug, String)]) -> Markup {
    html! {
        @if !suggestions.is_empty() {
            ul class="suggestions" {
                @for (slug, name) in suggestions {
                    li { button type="button" data-add=(slug) { "Add " (name) } }
                }
            }
        } @else if !text.trim().is_empty() {
            p { "No vendors match." }
        }
    }
}

fn nothing_chosen() -> Markup {
    html! {
        p class="needs-script" { "Choose vendors with “Compare” on their cards or pages, or add them here." }
    }
}

/// What cannot be compared, and the table.
fn comparison(chosen: &ChosenVendors, records: Records, shows_only_differences: bool) -> Markup {
    let ChosenVendors { vendors, excess, unknown } = chosen;
    let states: Vec<_> = vendors.iter().map(|vendor| records.state(&vendor.slug)).collect();
    let error = states.iter().find_map(|state| match state {
        Some(LoadState::Failed(error)) => Some(error),
        Some(LoadState::Pending | LoadState::Ready(_)) | None => None,
    });
    let is_loading = states.iter().any(|state| matches!(state, None | Some(LoadState::Pending)));
    let ready: Vec<&Record> = states
        .iter()
        .filter_map(|state| match state {
            Some(LoadState::Ready(record)) => Some(record),
            Some(LoadState::Pending | LoadState::Failed(_)) | None => None,
        })
        .collect();
    html! {
        @if !unknown.is_empty() {
            p class="skipped" { "Not in the directory: " (unknown.join(", ")) "." }
        }
        @if !excess.is_empty() {
            p class="skipped" {
                "Up to five vendors can be compared at a time. Not shown: " (excess.join(", ")) "."
            }
        }
        @if let Some(error) = error {
            (load_error("some of these vendors", error, Callback::new(move |()| records.retry())))
        }
        @if vendors.is_empty() {
            (nothing_chosen())
        } @else if is_loading {
            (loading())
        } @else if !ready.is_empty() {
            (table(&ready, shows_only_differences))
        }
    }
}

fn table(records: &[&Record], shows_only_differences: bool) -> Markup {
    let different = ComparedFact::ALL.iter().filter(|fact| fact.differs(records)).count();
    html! {
        @if let [_] = records {
            p { "Add another vendor to see in what they differ." }
        } @else {
            p role="status" {
                (records.len()) " vendors. They differ in " (different) " of " (ComparedFact::ALL.len()) " facts."
            }
            label class="only-differences-field needs-script" {
                input id=(ONLY_DIFFERENCES) type="checkbox" checked[shows_only_differences];
                " Show only the facts in which they differ"
            }
        }
        div class="table-frame" role="region" aria-label="Comparison" tabindex="0" {
            table id=(TABLE) class=(if shows_only_differences { "comparison only-differences" } else { "comparison" }) {
                caption class="visually-hidden" { "The facts about each vendor" }
                thead {
                    tr {
                        th scope="col" { "Fact" }
                        @for record in records { th scope="col" { (vendor_heading(record)) } }
                    }
                }
                tbody {
                    @for fact in ComparedFact::ALL { (row(fact, records)) }
                }
            }
        }
    }
}

fn vendor_heading(record: &Record) -> Markup {
    html! {
        a href=(routes::vendor(&record.slug)) { (record.name) }
        " "
        button type="button" class="needs-script" data-remove=(record.slug) aria-label=(["Remove ", &record.name].concat()) {
            "Remove"
        }
    }
}

fn row(fact: ComparedFact, records: &[&Record]) -> Markup {
    let differs = fact.differs(records);
    html! {
        tr class=(if differs { "differs" } else { "agrees" }) {
            th scope="row" {
                (fact.label())
                @if differs { " " span class="difference" { "differs" } }
            }
            @for record in records { td { (cell(fact, record)) } }
        }
    }
}

fn cell(fact: ComparedFact, record: &Record) -> Markup {
    let ComparedValue { qualifier, texts } = fact.value(record);
    html! {
        @if let ComparedFact::Verdict(field) = fact {
            (badge(record.verdict(), field))
        } @else {
            @if let Some(qualifier) = qualifier { span class="qualifier" { (qualifier) ": " } }
            @match texts.as_slice() {
                [] => span class="not-recorded" { "Not stated" },
                [text] => (text),
                texts => ul { @for text in texts { li { (text) } } },
            }
            @if fact == ComparedFact::Sources { (sources(record)) }
        }
    }
}

fn sources(record: &Record) -> Markup {
    html! {
        ul class="compared-sources" {
            @for source in &record.sources {
                li {
                    (evidence_link(source))
                    @if let Some(day) = source.dated { ", " (day.describe()) }
                }
            }
        }
    }
}
