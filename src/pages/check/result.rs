//! The result of a check: problems, exports, the vendors by what to do, what points at one of several vendors, unknown
//! names, and what was ignored. The visitor can correct it.

use catalog::comparison::{Comparison, ComparisonState, verdict_qualifier};
use catalog::text_folding::folded;
use catalog::{Fact, RequestRoute, Slug};
use inventory::{
    Action, Correction, Found, Match, OneOf, Problem, StackIndex, StackVendor, Unknown, VendorNames,
    sorted_by_name, to_csv,
};
use js_sys::Reflect;
use leptos::prelude::window;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, Element, HtmlInputElement};

use super::inputs::{display_name, index_in};
use super::{CheckPage, CheckResult, State};
use crate::components::badges::verdict_badges;
use crate::components::register_link;
use crate::data::fetch::LoadState;
use crate::data::page_data::Tools;
use crate::navigation::routes::Route;
use crate::runtime::dom;
use crate::runtime::save_file::save_file;

/// How many entries of a list are shown.
const MAX_LISTED: usize = 200;
/// How many matches of a vendor are listed at once; the others are in a collapsed list.
const MAX_MATCHES: usize = 4;

/// The `id` of each part.
pub(super) const PROBLEMS: &str = "check-problems";
pub(super) const EXPORTS: &str = "check-exports";
pub(super) const VENDORS: &str = "check-vendors";
pub(super) const ONE_OF: &str = "check-one-of";
pub(super) const UNKNOWN: &str = "check-unknown";
pub(super) const IGNORED: &str = "check-ignored";

/// The data that every part of the result is rendered from.
pub(super) struct View<'a> {
    tools: &'a Tools,
    index: &'a StackIndex,
    result: &'a CheckResult,
    has_corrections: bool,
}

impl<'a> View<'a> {
    /// The view of a state; `None` if it has no result.
    fn new(state: &'a State) -> Option<Self> {
        match (&state.index, &state.result) {
            (LoadState::Ready(loaded), Some(result)) => Some(Self {
                tools: &state.tools,
                index: &loaded.index,
                result,
                has_corrections: !state.corrections.is_empty(),
            }),
            _ => None,
        }
    }
}

/// A part of the result, which is empty without one.
pub(super) fn part(state: &State, render: fn(&View) -> Markup) -> Markup {
    View::new(state).map_or_else(Markup::default, |view| render(&view))
}

impl CheckPage {
    pub(super) fn handle_result_events(&self) {
        self.on("click", "[data-remove-match]", |page, _, button| {
            let (Some(slug), Some(text)) = (slug_in(button), button.get_attribute("data-remove-match"))
            else {
                return;
            };
            let message = [&text, " was removed."].concat();
            page.correct(button, message, Correction::Remove { slug, text });
        });
        self.on("click", "[data-choose]", |page, _, button| {
            let slugs = index_in(button, "data-choose").and_then(|index| page.slugs_of_one_of(index));
            if let (Some(slug), Some(slugs)) = (slug_in(button), slugs) {
                page.correct(button, page.added(&slug), Correction::Choose { slugs, slug });
            }
        });
        self.on("click", "[data-choose-none]", |page, _, button| {
            let slugs = index_in(button, "data-choose-none").and_then(|index| page.slugs_of_one_of(index));
            if let Some(slugs) = slugs {
                page.correct(
                    button,
                    "None of these vendors was added.".to_owned(),
                    Correction::ChooseNone { slugs },
                );
            }
        });
        self.on("click", "[data-assign]", |page, _, button| {
            if let (Some(slug), Some(name)) = (slug_in(button), button.get_attribute("data-assign")) {
                page.correct(button, page.added(&slug), Correction::Assign { name, slug });
            }
        });
        self.on("submit", "[data-assign-form]", |page, event, form| {
            event.prevent_default();
            let field = form.query_selector("input").ok().flatten();
            let vendor = field.map(|field| field.unchecked_ref::<HtmlInputElement>().value());
            let vendor = vendor.unwrap_or_default();
            match (page.slug_of(&vendor), form.get_attribute("data-assign-form")) {
                (Some(slug), Some(name)) => {
                    page.correct(form, page.added(&slug), Correction::Assign { name, slug });
                }
                _ => page.show_message(["No vendor in the directory is named “", &vendor, "”."].concat()),
            }
        });
        self.on("change", "[data-select]", |page, _, checkbox| {
            let Some(slug) = slug_in(checkbox) else { return };
            let is_selected = checkbox.unchecked_ref::<HtmlInputElement>().checked();
            page.0.update(|state| {
                if let Some(result) = &mut state.result {
                    result.compared.retain(|other| *other != slug);
                    if is_selected {
                        result.compared.push(slug);
                    }
                }
            });
        });
        self.on("click", "#undo-correction", |page, _, _| {
            page.change_inputs(true, |state| drop(state.corrections.pop()));
        });
        self.on("click", register_link::SELECTOR, |_, _, link| register_link::hand_over(link));
        // A browser that does not keep the page in memory shows at least its vendors again on Back.
        self.on("click", "main section a[href]", |page, _, _| {
            let fragment = View::new(&page.0.state()).map(|view| view.result.report.link_fragment());
            fragment.iter().for_each(|fragment| dom::replace_fragment(fragment));
        });
        self.on("click", "#copy-link", |page, _, _| page.copy_link());
        self.on("click", "#print-result", |_, _, _| {
            // If the browser refuses, its own command prints the page too.
            let _ = window().print();
        });
        self.on("click", "#save-csv", |page, _, _| {
            page.save("stack.csv", "text/csv", |view| to_csv(&view.result.report, view.index, &view.names()));
        });
        self.on("click", "#save-json", |page, _, _| {
            page.save("stack.json", "application/json", |view| {
                view.result.report.export(view.index, &view.names()).to_json()
            });
        });
    }
}

fn slug_in(control: &Element) -> Option<Slug> {
    Slug::parse(&control.get_attribute("data-slug")?).ok()
}

impl CheckPage {
    /// The vendor with this name or alias.
    fn slug_of(&self, name: &str) -> Option<Slug> {
        let state = self.0.state();
        VendorNames::new(View::new(&state)?.index).slug(name).cloned()
    }

    /// The vendors of which one is in use.
    fn slugs_of_one_of(&self, index: usize) -> Option<Vec<Slug>> {
        let state = self.0.state();
        Some(View::new(&state)?.result.report.one_of.get(index)?.slugs.clone())
    }

    /// The sentence that a vendor was added by hand.
    fn added(&self, slug: &Slug) -> String {
        let state = self.0.state();
        let vendor = View::new(&state).and_then(|view| view.index.vendor(slug));
        [vendor.map_or(slug.as_str(), |vendor| &vendor.name), " was added."].concat()
    }

    /// Copies a link to the vendors of the result. If the browser refuses, the link is shown.
    fn copy_link(&self) {
        let origin = window().location().origin().unwrap_or_default();
        let link = match View::new(&self.0.state()) {
            Some(view) => {
                [&origin, &view.url(&Route::Check), view.result.report.link_fragment().as_str()].concat()
            }
            None => return,
        };
        let show_link = ["Copy this link: ", &link].concat();
        // Missing on pages that were not loaded over https.
        let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).unwrap_or_default();
        if clipboard.is_undefined() {
            return self.show_message(show_link);
        }
        let copied = clipboard.unchecked_into::<Clipboard>().write_text(&link);
        let page = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let message = match JsFuture::from(copied).await {
                Ok(_) => "The link was copied. It contains the vendors, and nothing else from your files."
                    .to_owned(),
                Err(_) => show_link,
            };
            if !dom::is_off() {
                page.show_message(message);
            }
        });
    }

    /// Saves the result as a file, without a request.
    fn save(&self, name: &str, media_type: &str, content: fn(&View) -> String) {
        let content = View::new(&self.0.state()).map(|view| content(&view));
        if content.is_some_and(|content| save_file(name, media_type, &content).is_err()) {
            self.show_message("Your browser refused to save the file.".to_owned());
        }
    }
}

pub(super) fn problems(view: &View) -> Markup {
    let problems = &view.result.report.problems;
    let unknown_names = view.result.unknown_in_link.as_deref().unwrap_or_default();
    html! {
        @if view.result.unknown_in_link.is_some() {
            p class="notice" {
                "This result comes from a link, which contains only its vendors. Add your own files to check your stack."
            }
        }
        @if !unknown_names.is_empty() {
            p class="problem" { "Not in the directory: " bdi { (unknown_names.join(", ")) } "." }
        }
        @if !problems.is_empty() {
            ul class="problem" aria-label="Problems" {
                @for Problem { input, line, message } in problems.iter().take(MAX_LISTED) {
                    li { (view.place(*input, line.filter(|_| !message.starts_with("Line ")))) ": " (message) }
                }
            }
            (unlisted(problems.len()))
        }
    }
}

pub(super) fn exports(view: &View) -> Markup {
    let CheckResult { report, compared, .. } = view.result;
    html! {
        div class="stack-actions no-print" {
            @match compared.len() {
                _ if report.found.is_empty() => {}
                0 => p { "Select up to " (Comparison::MAX) " vendors to compare them." }
                1..=Comparison::MAX => a class="button" href=(view.comparison_url(compared)) {
                    "Compare " @if compared.len() == 1 { "1 vendor" } @else { "these " (compared.len()) " vendors" }
                },
                _ => p { "Up to " (Comparison::MAX) " vendors can be compared. " (compared.len()) " are selected." }
            }
            button type="button" id="save-csv" { "Save as CSV" }
            button type="button" id="save-json" { "Save as JSON" }
            @if !report.found.is_empty() {
                a href=(view.url(&Route::Register)) data-add-to-register=(view.slugs()) { "Add all to my register" }
                button type="button" id="copy-link" { "Copy link" }
            }
            button type="button" id="print-result" { "Print" }
            @if view.has_corrections { button type="button" id="undo-correction" { "Undo the last correction" } }
        }
    }
}

pub(super) fn vendors(view: &View) -> Markup {
    let found = view.result.report.found.iter();
    let found = found.filter_map(|found| Some((found, view.index.vendor(&found.slug)?)));
    let found: Vec<(&Found, &StackVendor)> =
        sorted_by_name(found.collect(), |(_, vendor)| folded(&vendor.name));
    html! {
        @for action in Action::ALL {
            @let group: Vec<_> = found.iter().filter(|(_, vendor)| vendor.action() == *action).collect();
            @if !group.is_empty() {
                h3 { (action.label()) " (" (group.len()) ")" }
                ul class="stack-vendors" {
                    @for (found, vendor) in group { li { (view.vendor(found, vendor)) } }
                }
            }
        }
    }
}

pub(super) fn one_of(view: &View) -> Markup {
    let one_of = &view.result.report.one_of;
    html! {
        @if !one_of.is_empty() {
            h3 { "One of several products (" (one_of.len()) ")" }
            p { "These names and domains belong to several products, so they are not counted. Choose the one that you use, or none." }
            ul class="stack-names" {
                @for (index, OneOf { slugs, matches }) in one_of.iter().enumerate() {
                    li {
                        @for found in matches.iter().take(MAX_LISTED) { (view.found_as(found)) " " }
                        div class="stack-actions" {
                            @for vendor in slugs.iter().filter_map(|slug| view.index.vendor(slug)) {
                                button type="button" data-choose=(index) data-slug=(vendor.slug) { "It is " (vendor.name) }
                            }
                            button type="button" data-choose-none=(index) { "None of these" }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn unknown(view: &View) -> Markup {
    let unknown = &view.result.report.unknown;
    let form = &view.tools.propose_vendor;
    html! {
        @if !unknown.is_empty() {
            h3 { "Unknown names (" (unknown.len()) ")" }
            p {
                "No vendor in the directory has these names, so there is no verdict: ask each of them whether it signs a BAA. If one is another name of a vendor, assign it. "
                @if let Some(form) = form {
                    "To propose a vendor, copy its name and "
                    a href=(form) target="_blank" rel="noopener noreferrer" { "open the form" }
                    ", which is empty: nothing from your files is sent."
                }
            }
            datalist id="vendor-names" { @for vendor in &view.index.vendors { option value=(vendor.name) {} } }
            ul class="stack-names" {
                @for name in unknown.iter().take(MAX_LISTED) { li { (view.unknown(name)) } }
            }
            (unlisted(unknown.len()))
        }
    }
}

pub(super) fn ignored(view: &View) -> Markup {
    let ignored = &view.result.report.ignored;
    html! {
        @if !ignored.is_empty() {
            // If no vendor was recognized, the reason is here.
            details class="stack-ignored" open[view.result.report.found.is_empty()] {
                summary { "Ignored (" (ignored.len()) ")" }
                ul {
                    @for one in ignored.iter().take(MAX_LISTED) {
                        li {
                            @if !one.text.is_empty() { bdi class="matched-text" { (one.text) } " " }
                            "(" (view.place(one.input, Some(one.line))) "): " (one.reason.label())
                        }
                    }
                }
                (unlisted(ignored.len()))
            }
        }
    }
}

/// The sentence about a list that is too long.
fn unlisted(number: usize) -> Markup {
    html! {
        @if number > MAX_LISTED {
            p { "The first " (MAX_LISTED) " of " (number) " are listed. Save the result as JSON to see all." }
        }
    }
}

impl View<'_> {
    fn url(&self, route: &Route) -> String {
        route.url(&self.tools.base).unwrap_or_default()
    }

    /// The names of the inputs.
    fn names(&self) -> Vec<Option<&str>> {
        self.result.names.iter().map(Option::as_deref).collect()
    }

    /// The slugs of the vendors, separated by commas.
    fn slugs(&self) -> String {
        let slugs: Vec<&str> = self.result.report.found.iter().map(|found| found.slug.as_str()).collect();
        slugs.join(",")
    }

    /// The URL of the comparison of these vendors, which no request contains.
    fn comparison_url(&self, slugs: &[Slug]) -> String {
        let mut comparison = Comparison::default();
        for slug in slugs {
            comparison.add(slug);
        }
        [self.url(&Route::Compare), ComparisonState { comparison, is_private: true }.to_url_suffix()].concat()
    }

    /// A place in an input: "package.json, line 12".
    fn place(&self, input: usize, line: Option<usize>) -> Markup {
        let name = display_name(self.result.names.iter().map(Option::as_deref), input);
        html! { bdi { (name) } @if let Some(line) = line { ", line " (line) } }
    }

    /// A match, its kind and its place.
    fn found_as(&self, Match { input, line, text, kind, count }: &Match) -> Markup {
        html! {
            bdi class="matched-text" { (text) } " (" (kind.label()) ", " (self.place(*input, Some(*line)))
            @if *count > 1 { ", " (count) " places" }
            ")"
        }
    }

    fn vendor(&self, found: &Found, vendor: &StackVendor) -> Markup {
        let is_compared = self.result.rendered_as_compared.contains(&vendor.slug);
        let (first, others) = found.matches.split_at(found.matches.len().min(MAX_MATCHES));
        html! {
            h4 { a href=(self.url(&Route::Vendor(vendor.slug.clone()))) { (vendor.name) } }
            (verdict_badges(vendor))
            dl class="stack-facts" {
                (fact("Evidence for the BAA", None, &[vendor.confidence.evidence()]))
                (fact("Plans with a BAA", vendor.qualifier(Fact::Plans), &vendor.plans))
                (fact("Plans without a BAA", vendor.qualifier(Fact::Plans), &vendor.excluded_plans))
                (fact("Price", vendor.qualifier(Fact::Price), vendor.price.as_slice()))
                (fact("Not covered", vendor.qualifier(Fact::Scope), &vendor.excluded))
                (fact("How to get the BAA", verdict_qualifier(vendor.baa_class(), vendor.confidence), vendor.route.map(RequestRoute::label).as_slice()))
            }
            @if !first.is_empty() {
                ul class="stack-matches" {
                    @for found in first { (self.removable(vendor, found)) }
                }
            }
            @if !others.is_empty() {
                details {
                    summary { (others.len()) " more" }
                    ul class="stack-matches" {
                        @for found in others.iter().take(MAX_LISTED) { (self.removable(vendor, found)) }
                    }
                }
            }
            label class="select-vendor no-print" {
                input type="checkbox" data-select data-slug=(vendor.slug) checked[is_compared]
                    aria-label=(["Select for comparison: ", &vendor.name].concat());
                "Select for comparison"
            }
        }
    }

    /// A match with a button that removes it.
    fn removable(&self, vendor: &StackVendor, found: &Match) -> Markup {
        html! {
            li {
                span { "Found as " (self.found_as(found)) }
                button type="button" class="no-print" data-remove-match=(found.text) data-slug=(vendor.slug)
                    aria-label=(["Remove ", &found.text, " from ", &vendor.name].concat()) { "Remove" }
            }
        }
    }

    fn unknown(&self, Unknown { name, input, line, count, did_you_mean }: &Unknown) -> Markup {
        let near = did_you_mean.iter().filter_map(|slug| self.index.vendor(slug));
        html! {
            div { bdi class="matched-text" { (name) } " (" (self.place(*input, Some(*line)))
                @if *count > 1 { ", " (count) " places" }
                ")" }
            div class="stack-actions no-print" {
                @for vendor in near {
                    button type="button" data-assign=(name) data-slug=(vendor.slug) {
                        "Did you mean " (vendor.name) "?"
                    }
                }
                details {
                    summary { "Assign" span class="visually-hidden" { " " (name) } }
                    form data-assign-form=(name) method="dialog" {
                        label {
                            "Vendor "
                            input list="vendor-names" autocomplete="off" aria-label=(["Vendor for ", name].concat());
                        }
                        button type="submit" { "Assign" }
                    }
                }
            }
        }
    }
}

/// A fact of a vendor with its qualifier, if it is less firm than the vendor's own statement; nothing without a value.
fn fact(label: &str, qualifier: Option<&str>, values: &[impl AsRef<str>]) -> Markup {
    html! {
        @if !values.is_empty() {
            div { dt { (label) @if let Some(qualifier) = qualifier { " (" (qualifier) ")" } } @for value in values { dd { (value.as_ref()) } } }
        }
    }
}
