//! The texts and files to check: adding, correcting the format, removing.

use std::rc::Rc;

use inventory::{Format, Input};
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, Element, Event, HtmlInputElement};

use super::{CheckPage, RESULT_HEADING_SELECTOR, examples, files};
use crate::runtime::dom;
use crate::runtime::events::listen_to_window;

/// The `id` of the field for a text.
const TEXT: &str = "stack-text";
/// The field, as a selector.
pub(super) const TEXT_SELECTOR: &str = "#stack-text";
/// The `id` of the field for files.
const FILES: &str = "stack-files";
/// The `id` of the field for a folder.
const FOLDER: &str = "stack-folder";
/// The `id` of the list of texts and files.
pub(super) const LIST: &str = "stack-inputs";
/// The form, as a selector.
const FORM_SELECTOR: &str = "#stack-form";
/// The `id` of the form, on which files can be dropped.
const FORM: &str = "stack-form";
/// The class of the form while files are dragged.
const DRAGGED_OVER: &str = "dragged-over";

impl CheckPage {
    pub(super) fn handle_input_events(&self) {
        self.on("submit", FORM_SELECTOR, |page, event, _| {
            event.prevent_default();
            page.add_text();
        });
        self.on("change", "#stack-files", |page, _, _| page.add_chosen_files(FILES));
        self.on("change", "#stack-folder", |page, _, _| page.add_chosen_files(FOLDER));
        self.on("click", "[data-example]", |page, _, button| {
            let example = button.get_attribute("data-example").unwrap_or_default();
            page.change_inputs(true, |state| state.add(examples::read(&example), true));
        });
        self.on("change", "[data-format]", |page, _, select| {
            let format = Format::from_key(&select.unchecked_ref::<HtmlInputElement>().value());
            if let (Some(index), Some(format)) = (index_in(select, "data-format"), format) {
                page.change_inputs(false, |state| {
                    let inputs = Rc::make_mut(&mut state.inputs);
                    inputs.get_mut(index).into_iter().for_each(|input| input.format = format);
                });
                // The field was replaced.
                dom::focus_first(&["[data-format=\"", &index.to_string(), "\"]"].concat());
            }
        });
        self.on("click", "[data-edit]", |page, _, button| page.edit(button));
        self.on("click", "[data-remove-input]", |page, _, button| {
            if let Some((name, _)) = page.take(index_in(button, "data-remove-input")) {
                page.show_message([&name, " was removed."].concat());
                dom::next_task(|| dom::focus_first(TEXT_SELECTOR));
            }
        });
        // Only files: the browser handles texts and links that are dragged.
        listen_to_window("dragover", |event| {
            if dragged_files(event).is_some() {
                // Otherwise the browser shows the dropped file in place of the page.
                event.prevent_default();
                dom::set_class(FORM, DRAGGED_OVER, true);
            }
        });
        listen_to_window("dragleave", |_| dom::set_class(FORM, DRAGGED_OVER, false));
        let page = self.clone();
        listen_to_window("drop", move |event| {
            dom::set_class(FORM, DRAGGED_OVER, false);
            if let Some(dropped) = dragged_files(event) {
                event.prevent_default();
                let page = page.clone();
                files::read_dropped(&dropped, Box::new(move |inputs| page.add(inputs)));
            }
        });
    }
}

/// The dragged data, if it contains files.
fn dragged_files(event: &Event) -> Option<DataTransfer> {
    let dragged = event.unchecked_ref::<DragEvent>().data_transfer()?;
    dragged.types().includes(&"Files".into(), 0).then_some(dragged)
}

/// The index in an attribute of a control.
pub(super) fn index_in(control: &Element, attribute: &str) -> Option<usize> {
    control.get_attribute(attribute)?.parse().ok()
}

impl CheckPage {
    /// Adds the text in the field; shows the result if the field is empty.
    fn add_text(&self) {
        let Some(field) = dom::input(TEXT) else { return };
        let text = field.value();
        if !text.trim().is_empty() {
            let input = Input::from_text(&text);
            if let Some(error) = input.error {
                // The text stays in the field.
                return self.show_message(error);
            }
            field.set_value("");
            self.add(vec![input]);
        } else if self.0.state().inputs.is_empty() {
            self.show_message("Paste a text or add a file first.".to_owned());
            dom::focus_first(TEXT_SELECTOR);
        } else {
            dom::scroll_to_and_focus(RESULT_HEADING_SELECTOR);
        }
    }

    fn add_chosen_files(&self, field: &str) {
        let Some(field) = dom::input(field) else { return };
        if let Some(chosen) = field.files() {
            let page = self.clone();
            files::read_chosen(&chosen, Box::new(move |inputs| page.add(inputs)));
        }
        // So that the same files can be chosen again.
        field.set_value("");
    }

    /// Adds inputs, and focuses the result once it is there.
    fn add(&self, added: Vec<Input>) {
        self.change_inputs(true, |state| state.add(added, false));
    }

    /// Removes an input; returns its name too.
    fn take(&self, index: Option<usize>) -> Option<(String, Input)> {
        let index = index.filter(|index| *index < self.0.state().inputs.len())?;
        Some(self.change_inputs(false, |state| {
            let name = name(&state.inputs, index);
            let input = Rc::make_mut(&mut state.inputs).remove(index);
            state.is_example &= !state.inputs.is_empty();
            (name, input)
        }))
    }

    /// Moves a pasted text back into the field.
    fn edit(&self, button: &Element) {
        let (Some((_, input)), Some(field)) = (self.take(index_in(button, "data-edit")), dom::input(TEXT))
        else {
            return;
        };
        let unchecked = field.value();
        let separator = if unchecked.is_empty() { "" } else { "\n" };
        field.set_value(&[&input.text, separator, &unchecked].concat());
        dom::focus_first(TEXT_SELECTOR);
    }
}

/// The name of an input, which is numbered if several texts were pasted.
fn name(inputs: &[Input], index: usize) -> String {
    display_name(inputs.iter().map(|input| input.name.as_deref()), index)
}

/// The name that is shown for an input of which these are the names.
pub(super) fn display_name<'a>(names: impl Iterator<Item = Option<&'a str>> + Clone, index: usize) -> String {
    match names.clone().nth(index) {
        Some(Some(name)) => name.to_owned(),
        None => String::new(),
        Some(None) => {
            let number = names.clone().take(index + 1).filter(Option::is_none).count();
            let is_only = names.filter(Option::is_none).count() == 1;
            if is_only { "Pasted text".to_owned() } else { ["Pasted text ", &number.to_string()].concat() }
        }
    }
}

/// The form that adds texts and files, and the examples.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn form() -> Markup {
    html! {
        // A form with this method does nothing before the app has started.
        form id=(FORM) class="stack-form needs-script" method="dialog" {
            label for=(TEXT) { "Text to check" }
            textarea id=(TEXT) rows="6" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-describedby="stack-privacy" {}
            div class="stack-actions" {
                button type="submit" { "Check" }
                label class="file-field" { "Add files" input id=(FILES) type="file" multiple; }
                label class="file-field" { "Add a folder" input id=(FOLDER) type="file" webkitdirectory multiple; }
            }
            p id="stack-privacy" {
                "You can also drop files and folders anywhere on this page. Nothing leaves this browser: your texts and files are not uploaded, stored, or logged."
            }
        }
        (examples::examples())
    }
}

/// The inputs, with their formats.
pub(super) fn list(inputs: &[Input]) -> Markup {
    html! {
        @if !inputs.is_empty() {
            h2 { "Your texts and files" }
            ul class="stack-inputs" {
                @for (index, input) in inputs.iter().enumerate() { li { (item(&name(inputs, index), index, input)) } }
            }
        }
    }
}

fn item(name: &str, index: usize, input: &Input) -> Markup {
    html! {
        bdi class="name" { (name) }
        @if let Some(error) = &input.error {
            span class="input-error" { (error) }
        } @else {
            select data-format=(index) aria-label=(["Format of ", name].concat()) {
                @for format in Format::ALL {
                    option value=(format.key()) selected[*format == input.format] { (format.label()) }
                }
            }
        }
        @if input.name.is_none() && input.error.is_none() {
            button type="button" data-edit=(index) aria-label=(["Edit ", name].concat()) { "Edit" }
        }
        button type="button" data-remove-input=(index) aria-label=(["Remove ", name].concat()) { "Remove" }
    }
}
