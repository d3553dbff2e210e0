//! `/check/`: which vendors the visitor's own files and texts show, whether they sign a BAA, and what to do about each.
//! Nothing of them leaves the page: the check runs here, and the only request is for the index of all vendors.
//!
//! The text of the page is in the HTML only, because this Wasm never renders another page. It runs without Leptos:
//! see `runtime::store`.

mod examples;
mod files;
mod inputs;
mod result;
#[cfg(not(target_arch = "wasm32"))]
mod words;

use std::rc::Rc;

use catalog::Slug;
use inventory::{Check, Input, Report};
use leptos::prelude::window;
use maud::{Markup, html};
use web_sys::{Element, Event};

use crate::components::compare::show_stored_count;
use crate::components::load_status::load_error_html;
use crate::data::fetch::{CachePolicy, LoadState};
#[cfg(not(target_arch = "wasm32"))]
use crate::data::page_data::Site;
use crate::data::page_data::Tools;
use crate::data::stack_index::{self, LoadedIndex};
use crate::runtime::dom;
use crate::runtime::events::{listen, listen_to_window};
use crate::runtime::store::{Part, Store};

/// The `id` of the heading of the result.
const RESULT_HEADING: &str = "result-heading";
/// The heading, as a selector.
const RESULT_HEADING_SELECTOR: &str = "#result-heading";
/// The `id` of the progress bar.
const PROGRESS: &str = "check-progress";
/// The `id` of the live region with messages and totals.
const STATUS: &str = "check-status";
/// How long a part of the check may take before the browser can handle input and paint, in milliseconds.
const PART_MILLISECONDS: f64 = 12.0;
/// How many lines are read between two looks at the clock.
const LINES_PER_STEP: usize = 25;

/// The parts of the page that change.
const PARTS: &[Part<State>] = &[
    (inputs::LIST, |state| inputs::list(&state.inputs)),
    (STATUS, status),
    (result::PROBLEMS, |state| result::part(state, result::problems)),
    (result::EXPORTS, |state| result::part(state, result::exports)),
    (result::VENDORS, |state| result::part(state, result::vendors)),
    (result::ONE_OF, |state| result::part(state, result::one_of)),
    (result::UNKNOWN, |state| result::part(state, result::unknown)),
    (result::IGNORED, |state| result::part(state, result::ignored)),
];

/// The page.
#[derive(Clone)]
struct CheckPage(Store<State>);

/// The state of the page.
struct State {
    /// What the page was rendered from.
    tools: Tools,
    /// The index with its matcher.
    index: LoadState<Rc<LoadedIndex>>,
    /// The texts and files of the visitor.
    inputs: Vec<Input>,
    /// The result of the last check, which the visitor can correct.
    result: Option<CheckResult>,
    /// The answer to what the visitor did, in a sentence.
    message: String,
    /// The number of checks that were started. A check that is no longer the last one ends.
    started: u32,
    /// Whether the visitor waits for a result, which is then focused.
    is_awaited: bool,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq)]
struct CheckResult {
    /// The report, with the corrections of the visitor.
    report: Report,
    /// The link to a result that this one comes from; `None` if it comes from the inputs.
    link: Option<LinkedResult>,
    /// The vendors that are selected for a comparison.
    compared: Vec<Slug>,
}

/// What a result that comes from a link is missing.
#[derive(Clone, Debug, PartialEq)]
struct LinkedResult {
    /// Names in the link that no vendor has.
    unknown_names: Vec<String>,
}

impl CheckResult {
    fn new(report: Report, link: Option<LinkedResult>) -> Self {
        let slugs = report.found.iter().map(|found| found.slug.clone());
        // All vendors, if they fit.
        let compared = slugs.filter(|_| report.found.len() <= result::MAX_COMPARED).collect();
        Self { report, link, compared }
    }
}

/// The page as published.
#[cfg(not(target_arch = "wasm32"))]
pub fn check_page(site: &Site) -> Markup {
    html! {
        (words::introduction(site))
        (inputs::form())
        div id=(inputs::LIST) {}
        section aria-labelledby=(RESULT_HEADING) {
            h2 id=(RESULT_HEADING) tabindex="-1" hidden { "Result" }
            progress id=(PROGRESS) max="100" hidden aria-label="Check" {}
            div id=(STATUS) class=(STATUS) role="status" {}
            div id=(result::PROBLEMS) {}
            div id=(result::EXPORTS) {}
            div id=(result::VENDORS) {}
            div id=(result::ONE_OF) {}
            div id=(result::UNKNOWN) {}
            div id=(result::IGNORED) {}
        }
        (words::explanation())
    }
}

/// Starts the page.
pub fn start(tools: Tools) {
    let state = State {
        tools,
        index: LoadState::Pending,
        inputs: Vec::new(),
        result: None,
        message: String::new(),
        started: 0,
        is_awaited: false,
    };
    let page = CheckPage(Store::new(state, PARTS));
    show_stored_count();
    page.handle_input_events();
    page.handle_result_events();
    page.on("click", "#retry-index", |page, _, _| {
        page.0.update(|state| state.index = LoadState::Pending);
        page.load(CachePolicy::Reload);
    });
    let follow_link = page.clone();
    listen_to_window("hashchange", move |_| follow_link.follow_link());
    page.load(CachePolicy::Default);
}

impl CheckPage {
    /// Handles an event on the elements that a selector matches.
    fn on(&self, event: &str, selector: &'static str, handler: fn(&Self, &Event, &Element)) {
        let page = self.clone();
        listen(event, selector, move |event, element| handler(&page, event, element));
    }

    /// Loads the index, and shows what waits for it.
    fn load(&self, cache: CachePolicy) {
        let page = self.clone();
        let deliver = move |index| {
            page.0.update(|state| state.index = index);
            page.follow_link();
            page.check();
        };
        let base = self.0.state().tools.base.clone();
        stack_index::load(&base, cache, Box::new(deliver));
    }

    /// Changes the inputs, and checks them.
    fn change_inputs<T>(&self, is_awaited: bool, change: impl FnOnce(&mut Vec<Input>) -> T) -> T {
        let result = self.0.update(|state| {
            state.message.clear();
            state.is_awaited = is_awaited;
            change(&mut state.inputs)
        });
        self.check();
        result
    }

    /// Starts a check, once the index is loaded.
    fn check(&self) {
        let check = self.0.update(|state| {
            state.started += 1;
            if state.inputs.is_empty() {
                // A result that comes from a link has no inputs.
                state.result.take_if(|result| result.link.is_none());
                return None;
            }
            let LoadState::Ready(loaded) = &state.index else { return None };
            Some((state.started, Check::new(state.inputs.clone()), Rc::clone(loaded)))
        });
        self.update_heading();
        if let Some((number, check, loaded)) = check {
            self.continue_later(number, check, loaded);
        }
    }

    fn continue_later(&self, number: u32, check: Check, loaded: Rc<LoadedIndex>) {
        let page = self.clone();
        dom::next_task(move || page.step(number, check, loaded));
    }

    /// Checks for a moment; goes on in another task until everything is checked.
    fn step(&self, number: u32, mut check: Check, loaded: Rc<LoadedIndex>) {
        if self.0.state().started != number {
            return;
        }
        let start = js_sys::Date::now();
        while check.step(&loaded.matcher, LINES_PER_STEP) {
            if js_sys::Date::now() - start > PART_MILLISECONDS {
                let percent = (check.progress() * 100.0) as u32;
                dom::set_attribute(PROGRESS, "value", Some(&percent.to_string()));
                dom::set_hidden(PROGRESS, false);
                return self.continue_later(number, check, loaded);
            }
        }
        self.show(CheckResult::new(check.finish(), None));
    }

    /// Shows a result.
    fn show(&self, result: CheckResult) {
        let is_awaited = self.0.update(|state| {
            state.result = Some(result);
            std::mem::take(&mut state.is_awaited)
        });
        self.update_heading();
        if is_awaited {
            dom::next_task(|| dom::scroll_to_and_focus(RESULT_HEADING_SELECTOR));
        }
    }

    fn update_heading(&self) {
        dom::set_hidden(PROGRESS, true);
        dom::set_hidden(RESULT_HEADING, self.0.state().result.is_none());
    }

    /// Shows the vendors that a link to a result names, unless the visitor has added something.
    fn follow_link(&self) {
        let fragment = window().location().hash().unwrap_or_default();
        let linked = match &*self.0.state() {
            State { index: LoadState::Ready(loaded), inputs, .. } if inputs.is_empty() => {
                Report::from_link_fragment(&fragment, &loaded.index)
            }
            _ => None,
        };
        if let Some((report, unknown_names)) = linked {
            self.show(CheckResult::new(report, Some(LinkedResult { unknown_names })));
        }
    }

    /// Shows a message, and changes nothing else.
    fn say(&self, message: String) {
        self.0.update(|state| state.message = message);
    }

    /// Changes the report of the result, and focuses its heading, because the control that was used is no longer there.
    fn correct(&self, message: String, change: impl FnOnce(Report) -> Report) {
        self.0.update(|state| {
            state.message = message;
            if let Some(result) = &mut state.result {
                result.report = change(std::mem::take(&mut result.report));
                let found = &result.report.found;
                result.compared.retain(|slug| found.iter().any(|found| found.slug == *slug));
            }
        });
        dom::next_task(|| dom::focus_first(RESULT_HEADING_SELECTOR));
    }
}

/// The message, the error of the index, and the totals.
fn status(state: &State) -> Markup {
    html! {
        @if !state.message.is_empty() { p { (state.message) } }
        @match (&state.index, &state.result) {
            (LoadState::Failed(error), _) => {
                div class="problem" role="alert" {
                    (load_error_html("the vendors", error))
                    button type="button" id="retry-index" { "Retry" }
                }
            }
            (LoadState::Ready(loaded), Some(result)) => {
                p class="totals" { (result.report.totals(&loaded.index).sentence()) "." }
            }
            _ => @if !state.inputs.is_empty() { p class="pending" { "Checking…" } }
        }
    }
}
