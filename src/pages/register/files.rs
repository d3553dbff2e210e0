//! Opening, saving, importing and exporting files.

use inventory::register::{Column, CsvTable, Entry, EntryField, Register, to_calendar, to_csv};
use inventory::{VendorNames, decode};
use js_sys::Uint8Array;
use maud::{Markup, html};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, File, HtmlInputElement};

use super::{RegisterPage, STATUS_SELECTOR, State, counted};
use crate::runtime::dom;
use crate::runtime::save_file::save_file;

/// The `id` of the part with the columns of a table.
pub(super) const IMPORT: &str = "register-import";
/// The `id` of the part with the exports.
pub(super) const EXPORTS: &str = "register-exports";
/// The `id` of the field for a file.
const FILE: &str = "register-file";
/// The heading of the columns, as a selector.
const IMPORT_HEADING_SELECTOR: &str = "#import-heading";
/// How many rows of a table are shown before it is imported.
const PREVIEW_ROWS: usize = 3;

impl RegisterPage {
    pub(super) fn handle_file_events(&self) {
        self.on("change", "#register-file", |page, _, _| page.open_chosen());
        self.on("click", "#save-register", |page, _, _| {
            if page.has_open_changes() {
                return;
            }
            let content = page.0.state().register.save();
            if page.save("business-associates.json", "application/json", content) {
                page.update(|state| {
                    state.set_saved();
                    state.message = "Your browser is saving the register as a file.".to_owned();
                });
            }
        });
        self.on("click", "#export-csv", |page, _, _| {
            let content = to_csv(&page.0.state().register);
            page.save("business-associates.csv", "text/csv", content);
        });
        self.on("click", "#export-calendar", |page, _, _| {
            let calendar = to_calendar(&page.0.state().register, &dom::now_in_utc());
            match calendar {
                Some(calendar) => drop(page.save("baa-reviews.ics", "text/calendar", calendar)),
                None => page.show_problem("No entry has a review date. Add one first.".to_owned()),
            }
        });
        self.on("click", "#save-unreadable", |page, _, _| {
            let text = page.0.state().unreadable.clone().unwrap_or_default();
            page.save("stored-register.txt", "text/plain", text);
        });
        self.on("click", "#discard-unreadable", |page, _, _| {
            page.update(State::discard_unreadable);
            page.focus_entries();
        });
        self.on("change", "[data-column]", |page, _, select| page.map_column(select));
        self.on("click", "#import-table", |page, _, _| {
            page.update(State::import_table);
            page.focus_result();
        });
        self.on("click", "#cancel-import", |page, _, _| {
            page.update(|state| state.import = None);
            dom::focus_first("#register-file");
        });
    }

    fn open_chosen(&self) {
        let Some(field) = dom::input(FILE) else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            let page = self.clone();
            wasm_bindgen_futures::spawn_local(async move { page.open(&file).await });
        }
        // So that the same file can be chosen again.
        field.set_value("");
    }

    async fn open(&self, file: &File) {
        let name = file.name();
        let text = match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => {
                decode(Some(&name), &Uint8Array::new(&buffer).to_vec()).map_err(|error| error.to_string())
            }
            Err(_) => Err("This file cannot be read.".to_owned()),
        };
        if dom::is_off() || self.has_open_changes() {
            return;
        }
        self.update(|state| {
            state.message = String::new();
            state.before = None;
            state.problems.clear();
            if let Err(error) = text.and_then(|text| state.open(&text)) {
                state.problems = vec![[&name, ": ", &error].concat()];
            }
        });
        self.focus_result();
    }

    /// Focuses what a file has led to: problems, the columns of a table, or the entries.
    fn focus_result(&self) {
        let selector = match &*self.0.state() {
            State { problems, .. } if !problems.is_empty() => Some(STATUS_SELECTOR),
            State { import: Some(_), .. } => Some(IMPORT_HEADING_SELECTOR),
            _ => None,
        };
        match selector {
            Some(selector) => dom::scroll_to_and_focus(selector),
            None => self.focus_entries(),
        }
    }

    /// Saves a file, without a request; returns whether the browser accepted it.
    pub(super) fn save(&self, name: &str, media_type: &str, content: String) -> bool {
        let is_saved = save_file(name, media_type, &content).is_ok();
        if !is_saved {
            self.show_problem("Your browser refused to save the file.".to_owned());
        }
        is_saved
    }

    fn map_column(&self, select: &Element) {
        let index = select.get_attribute("data-column").unwrap_or_default();
        let column = match select.unchecked_ref::<HtmlInputElement>().value().as_str() {
            "skip" => Column::Skip,
            "id" => Column::Id,
            key => EntryField::from_key(key).map_or(Column::AddToNotes, Column::Field),
        };
        self.update(|state| {
            if let (Ok(index), Some((_, mapping))) = (index.parse::<usize>(), &mut state.import) {
                mapping.get_mut(index).into_iter().for_each(|old| *old = column);
            }
        });
        // The field was replaced.
        dom::focus_first(&["[data-column=\"", &index, "\"]"].concat());
    }
}

impl State {
    /// Opens a register, or shows the columns of a table.
    fn open(&mut self, text: &str) -> Result<(), String> {
        if !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            let table = CsvTable::parse(text).map_err(|error| error.to_string())?;
            let mapping = table.mapping();
            self.import = Some((table, mapping));
            return Ok(());
        }
        let opened = Register::open(text).map_err(|error| error.to_string())?;
        let in_file = inventory::sha256(opened.register.save().as_bytes());
        self.problems = opened.problems;
        self.merge_file(opened.register);
        if self.current == in_file {
            self.set_saved();
        }
        Ok(())
    }

    /// Adds the rows of the table.
    fn import_table(&mut self) {
        let Some((table, mapping)) = self.import.take() else { return };
        let (mut entries, problems) = table.entries(&mapping, &mut dom::random_id);
        // A table that is imported again adds nothing.
        let is_known = |entry: &Entry| self.register.entries.iter().any(|other| other.has_values_of(entry));
        if let Some(index) = self.index() {
            let names = VendorNames::new(index);
            entries.iter_mut().for_each(|entry| entry.link(index, &names));
        }
        let rows = entries.len();
        entries.retain(|entry| !is_known(entry));
        let known = rows - entries.len();
        self.problems = problems;
        self.merge_file(Register::with_entries(entries));
        if known > 0 {
            self.message += &[" Already in your register: ", &known.to_string(), "."].concat();
        }
    }
}

/// The exports, once there is something to export.
pub(super) fn exports(state: &State) -> Markup {
    html! {
        @if !state.register.entries.is_empty() {
            div class="stack-actions" {
                button type="button" id="export-ocr-list" { "Save the list for an OCR audit" }
                button type="button" id="export-csv" { "Save as CSV" }
                button type="button" id="export-calendar" { "Save reviews as a calendar" }
                button type="button" id="print-register" { "Print" }
            }
        }
    }
}

/// The columns of a table, each with the field that it is imported to.
pub(super) fn import(state: &State) -> Markup {
    let Some((table, mapping)) = &state.import else { return Markup::default() };
    html! {
        h2 id="import-heading" tabindex="-1" { "Import " (counted(table.rows.len(), "row", "rows")) }
        p { "Choose what each column contains. Nothing is imported before you confirm." }
        div class="table-frame" role="region" aria-label="Columns" tabindex="0" {
            table {
                thead {
                    tr { th scope="col" { "Column" } th scope="col" { "Import as" } th scope="col" { "First rows" } }
                }
                tbody {
                    @for (index, (header, column)) in table.headers.iter().zip(mapping).enumerate() {
                        tr {
                            th scope="row" { (header) }
                            td { (column_field(index, header, *column)) }
                            td {
                                @for (_, cells) in table.rows.iter().take(PREVIEW_ROWS) {
                                    p { (cells.get(index).map_or("", String::as_str)) }
                                }
                            }
                        }
                    }
                }
            }
        }
        div class="stack-actions" {
            button type="button" id="import-table" { "Import" }
            button type="button" id="cancel-import" { "Cancel" }
        }
    }
}

fn column_field(index: usize, header: &str, column: Column) -> Markup {
    html! {
        select data-column=(index) aria-label=(["Import ", header, " as"].concat()) {
            option value="" selected[column == Column::AddToNotes] { "Add to the notes" }
            option value="skip" selected[column == Column::Skip] { "Do not import" }
            option value="id" selected[column == Column::Id] { "Register ID" }
            @for field in EntryField::ALL {
                option value=(field.key()) selected[column == Column::Field(*field)] { (field.label()) }
            }
        }
    }
}
