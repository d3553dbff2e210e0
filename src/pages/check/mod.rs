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
mod static_html;

use std::rc::Rc;

use catalog::Slug;
use catalog::comparison::Comparison;
use inventory::{Check, Correction, Input, Report};
use leptos::prelude::window;
use maud::{Markup, html};
use web_sys::{Element, Event};

use crate::components::compare::show_stored_count;
use crate::components::load_status::load_error_html;
#[cfg(not(target_arch = "wasm32"))]
use crate::components::print_source::print_source;
use crate::data::fetch::{CachePolicy, LoadState};
#[cfg(not(target_arch = "wasm32"))]
use crate::data::page_data::Site;
use crate::data::page_data::Tools;
use crate::data::stack_index::{self, LoadedIndex};
use crate::runtime::dom;
use crate::runtime::events::{listen_for, listen_to_window};
use crate::runtime::store::{Part, Store};

/// The `id` of the heading of the result.
const RESULT_HEADING: &str = "result-heading";
/// The heading, as a selector.
const RESULT_HEADING_SELECTOR: &str = "#result-heading";
/// The `id` of the progress bar.
const PROGRESS: &str = "check-progress";
/// The `id` of the live region with messages and totals.
const STATUS: &str = "check-status";
/// How long a task of the check may take before the browser can handle input and paint, in milliseconds.
const TASK_MILLISECONDS: f64 = 12.0;
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
    /// The data that the page was rendered from.
    tools: Tools,
    /// The index with its matcher.
    index: LoadState<Rc<LoadedIndex>>,
    /// The texts and files to check.
    inputs: Rc<Vec<Input>>,
    /// Whether the inputs are those of an example, which the visitor's own inputs replace.
    is_example: bool,
    /// The corrections of the report, which apply to every later report of these inputs.
    corrections: Vec<Correction>,
    /// The result of the last check.
    result: Option<CheckResult>,
    /// Whether a check is in progress.
    is_checking: bool,
    /// The answer to what the visitor did, in a sentence.
    message: String,
    /// The number of checks that were started. A check that is no longer the last one ends.
    started: u32,
    /// Whether the visitor waits for a result, which is then focused.
    is_awaited: bool,
}

impl State {
    /// The next check with its number and its index, once the index is loaded; `None` without inputs.
    fn next_check(&mut self) -> Option<(u32, Check, Rc<LoadedIndex>)> {
        self.started += 1;
        self.is_checking = !self.inputs.is_empty();
        if self.inputs.is_empty() {
            self.corrections.clear();
            // A result that comes from a link has no inputs.
            self.result.take_if(|result| result.unknown_in_link.is_none());
            return None;
        }
        let LoadState::Ready(loaded) = &self.index else { return None };
        Some((self.started, Check::new(Rc::clone(&self.inputs)), Rc::clone(loaded)))
    }

    /// Adds inputs of the visitor or of an example, in place of those of an earlier example.
    fn add(&mut self, inputs: Vec<Input>, is_example: bool) {
        if std::mem::take(&mut self.is_example) {
            self.inputs = Rc::default();
            self.corrections.clear();
        }
        self.is_example = is_example && self.inputs.is_empty();
        Rc::make_mut(&mut self.inputs).extend(inputs);
    }
}

/// The result of a check.
struct CheckResult {
    /// The report, with the corrections of the visitor.
    report: Report,
    /// The names of the inputs that were checked.
    names: Vec<Option<String>>,
    /// If the result comes from a link: the names in the link that no vendor has.
    unknown_in_link: Option<Vec<String>>,
    /// The vendors that are selected for a comparison.
    compared: Vec<Slug>,
    /// The vendors whose checkbox was rendered as selected. A click changes the checkbox, not its HTML, so that the
    /// checkbox keeps the focus.
    rendered_as_compared: Vec<Slug>,
}

impl CheckResult {
    fn new(report: Report, names: Vec<Option<String>>, unknown_in_link: Option<Vec<String>>) -> Self {
        let slugs = report.found.iter().map(|found| found.slug.clone());
        // All vendors, if they fit.
        let compared: Vec<Slug> = slugs.filter(|_| report.found.len() <= Comparison::MAX).collect();
        Self { report, names, unknown_in_link, rendered_as_compared: compared.clone(), compared }
    }
}

/// The page as published.
#[cfg(not(target_arch = "wasm32"))]
pub fn check_page(site: &Site) -> Markup {
    html! {
        (static_html::introduction(site))
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
        (print_source(site, "check/"))
        (static_html::explanation())
    }
}

/// Starts the page.
pub fn start(tools: Tools) {
    let state = State {
        tools,
        index: LoadState::Pending,
        inputs: Rc::default(),
        is_example: false,
        corrections: Vec::new(),
        result: None,
        is_checking: false,
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
        // The button is gone.
        dom::focus_first(inputs::TEXT_SELECTOR);
    });
    let follow_link = page.clone();
    listen_to_window("hashchange", move |_| follow_link.follow_link());
    page.load(CachePolicy::Default);
}

impl CheckPage {
    /// Handles an event on the elements that a selector matches.
    fn on(&self, event: &str, selector: &'static str, handler: fn(&Self, &Event, &Element)) {
        listen_for(self, event, selector, handler);
    }

    /// Loads the index, then checks the inputs or shows the vendors of a link.
    fn load(&self, cache: CachePolicy) {
        let page = self.clone();
        let deliver = move |index| {
            page.change(|state| state.index = index);
            page.follow_link();
        };
        let base = self.0.state().tools.base.clone();
        stack_index::load(&base, cache, Box::new(deliver));
    }

    /// Changes the inputs, and checks them.
    fn change_inputs<T>(&self, is_awaited: bool, change: impl FnOnce(&mut State) -> T) -> T {
        self.change(|state| {
            state.message.clear();
            state.is_awaited = is_awaited;
            change(state)
        })
    }

    /// Changes the state, and starts a check of its inputs.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let (result, check) = self.0.update(|state| (change(state), state.next_check()));
        self.update_heading();
        if let Some((number, check, loaded)) = check {
            self.continue_later(number, check, loaded);
        }
        result
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
            if js_sys::Date::now() - start > TASK_MILLISECONDS {
                let percent = (check.progress() * 100.0) as u32;
                dom::set_attribute(PROGRESS, "value", Some(&percent.to_string()));
                dom::set_hidden(PROGRESS, false);
                return self.continue_later(number, check, loaded);
            }
        }
        let names = check.inputs().iter().map(|input| input.name.clone()).collect();
        let report = self.0.state().corrections.iter().fold(check.finish(), Report::corrected);
        self.show(CheckResult::new(report, names, None));
    }

    /// Shows a result.
    fn show(&self, result: CheckResult) {
        // The fragment of another result would be wrong.
        let has_own_inputs = result.unknown_in_link.is_none();
        if has_own_inputs && window().location().hash().is_ok_and(|hash| !hash.is_empty()) {
            dom::replace_fragment("#");
        }
        let is_awaited = self.0.update(|state| {
            state.result = Some(result);
            state.is_checking = false;
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
        if let Some((report, unknown)) = linked {
            self.show(CheckResult::new(report, Vec::new(), Some(unknown)));
        }
    }

    /// Shows a message, and changes nothing else.
    fn show_message(&self, message: String) {
        self.0.update(|state| state.message = message);
    }

    /// Corrects the report. The item of the control that was used is usually gone then: the focus goes to the item in its
    /// place, or to the heading of the result.
    fn correct(&self, control: &Element, message: String, correction: Correction) {
        let selector = match control.closest("[id^=check-]") {
            Ok(Some(part)) => ["#", &part.id(), " > ul > li"].concat(),
            _ => return,
        };
        let position = dom::elements(&selector).iter().position(|item| item.contains(Some(control)));
        self.0.update(|state| {
            state.message = message;
            if let Some(result) = &mut state.result {
                result.report = std::mem::take(&mut result.report).corrected(&correction);
                let found = &result.report.found;
                result.compared.retain(|slug| found.iter().any(|found| found.slug == *slug));
                result.rendered_as_compared = result.compared.clone();
            }
            state.corrections.push(correction);
        });
        dom::next_task(move || {
            let items = dom::elements(&selector);
            let item = position.and_then(|position| items.get(position).or(items.last()));
            if !item.is_some_and(|item| dom::focus_within(item, "button, summary")) {
                dom::scroll_to_and_focus(RESULT_HEADING_SELECTOR);
            }
        });
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
            (LoadState::Ready(loaded), Some(result)) if !state.is_checking => {
                p class="totals" { (result.report.totals(&loaded.index).sentence()) "." }
                @if result.report.found.is_empty() {
                    p { "This does not mean that your stack has none. See below what was not recognized." }
                }
            }
            _ => @if state.is_checking { p class="pending" { "Checking…" } }
        }
    }
}
