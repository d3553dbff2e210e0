//! Reading files and folders that the visitor chooses or drops on the page.

use inventory::{DecodeError, Input, MAX_BYTES, is_skipped_folder, is_stack_file_name, sorted_by_name};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use crate::runtime::dom;

/// How many files are read, their largest total size in bytes, and how many files and folders are looked at.
const MAX_FILES: usize = 500;
const MAX_TOTAL_BYTES: f64 = 50.0 * 1024.0 * 1024.0;
const MAX_ENTRIES: usize = 20_000;

/// The function that receives the inputs.
pub(super) type Deliver = Box<dyn FnOnce(Vec<Input>)>;

/// A file with its path.
struct Candidate {
    path: String,
    file: File,
    /// Whether the visitor chose the file itself, and not a folder that contains it.
    is_chosen: bool,
}

/// The files that a visitor chose or dropped.
#[derive(Default)]
struct Selection {
    candidates: Vec<Candidate>,
    /// The inputs that cannot be read.
    unreadable: Vec<Input>,
    /// The name of the last folder.
    folder: Option<String>,
    /// Whether there are more files and folders than are looked at.
    is_incomplete: bool,
}

/// Reads files that were chosen with a field, and passes them on as inputs.
pub(super) fn read_chosen(files: &FileList, deliver: Deliver) {
    let mut selection = Selection::default();
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        let path = path_in_folder(&file);
        if let Some((folder, _)) = path.as_ref().and_then(|path| path.split_once('/')) {
            selection.folder = Some(folder.to_owned());
        }
        let is_chosen = path.is_none();
        let path = path.unwrap_or_else(|| file.name());
        selection.candidates.push(Candidate { path, file, is_chosen });
    }
    wasm_bindgen_futures::spawn_local(async move { deliver_inputs(selection, deliver).await });
}

/// Reads files and folders that were dropped on the page, and passes them on as inputs.
pub(super) fn read_dropped(dropped: &DataTransfer, deliver: Deliver) {
    // Entries can be read only while the event is handled; their content can be read later.
    let items = dropped.items();
    let entries =
        (0..items.length()).filter_map(|index| items.get(index)?.webkit_get_as_entry().ok().flatten());
    let entries: Vec<FileSystemEntry> = entries.collect();
    if !entries.is_empty() {
        wasm_bindgen_futures::spawn_local(async move {
            deliver_inputs(files_in(entries).await, deliver).await;
        });
    } else if let Some(files) = dropped.files() {
        read_chosen(&files, deliver);
    }
}

async fn deliver_inputs(selection: Selection, deliver: Deliver) {
    let inputs = read(selection).await;
    if !dom::is_off() {
        deliver(inputs);
    }
}

/// The path of a file in a chosen folder; `None` for a file that was chosen itself.
fn path_in_folder(file: &File) -> Option<String> {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok()?.as_string()?;
    (!path.is_empty()).then_some(path)
}

/// Whether a file in a folder is checked, by its path, which begins with the folder that the visitor chose.
fn is_checked(path: &str) -> bool {
    let mut segments = path.split('/').skip(1).collect::<Vec<_>>();
    segments.pop().is_some_and(is_stack_file_name) && !segments.into_iter().any(is_skipped_folder)
}

/// Reads the files that are checked, in the order of their paths.
async fn read(selection: Selection) -> Vec<Input> {
    let Selection { mut candidates, unreadable: mut inputs, folder, mut is_incomplete } = selection;
    candidates.retain(|candidate| candidate.is_chosen || is_checked(&candidate.path));
    let candidates = sorted_by_name(candidates, |candidate| candidate.path.clone());
    let mut total = 0.0;
    for (index, Candidate { path, file, .. }) in candidates.into_iter().enumerate() {
        total += file.size();
        if index >= MAX_FILES || total > MAX_TOTAL_BYTES {
            is_incomplete = true;
            break;
        }
        inputs.push(read_file(path, &file).await);
    }
    if is_incomplete {
        let message = "There are too many files to check at once. Add the other files separately.";
        inputs.push(Input::unreadable(folder, message.to_owned()));
    } else if inputs.is_empty() {
        let message = "This folder contains no file to check. Add its files instead.";
        inputs.push(Input::unreadable(folder, message.to_owned()));
    }
    inputs
}

async fn read_file(path: String, file: &File) -> Input {
    // A large file is rejected before it is read.
    if file.size() > MAX_BYTES as f64 {
        return Input::unreadable(Some(path), DecodeError::TooLarge.to_string());
    }
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Input::from_bytes(Some(path), &Uint8Array::new(&buffer).to_vec()),
        Err(_) => unreadable(&path),
    }
}

fn unreadable(path: &str) -> Input {
    Input::unreadable(Some(path.to_owned()), "This file or folder cannot be read.".to_owned())
}

/// The files that are dropped, and those in folders.
async fn files_in(entries: Vec<FileSystemEntry>) -> Selection {
    let (mut selection, mut seen) = (Selection::default(), 0);
    let mut waiting: Vec<(FileSystemEntry, bool)> = entries.into_iter().map(|entry| (entry, true)).collect();
    while let Some((entry, is_chosen)) = waiting.pop() {
        seen += 1;
        if seen > MAX_ENTRIES {
            selection.is_incomplete = true;
            break;
        }
        let path = entry.full_path();
        let path = path.trim_start_matches('/');
        if entry.is_directory() {
            if is_chosen {
                selection.folder = Some(entry.name());
            } else if is_skipped_folder(&entry.name()) {
                continue;
            }
            match entries_of(entry.unchecked_ref()).await {
                Some(entries) => waiting.extend(entries.into_iter().map(|entry| (entry, false))),
                None => selection.unreadable.push(unreadable(path)),
            }
        } else if is_chosen || is_checked(path) {
            let entry: &FileSystemFileEntry = entry.unchecked_ref();
            let file = call(|resolve, reject| {
                entry.file_with_callback_and_callback(resolve, reject);
                Ok(())
            });
            match file.await {
                Some(file) => {
                    let (path, file) = (path.to_owned(), file.unchecked_into());
                    selection.candidates.push(Candidate { path, file, is_chosen });
                }
                None => selection.unreadable.push(unreadable(path)),
            }
        }
    }
    selection
}

/// The entries of a folder; `None` if it cannot be read. The browser returns them in batches; the last one is empty.
async fn entries_of(folder: &FileSystemDirectoryEntry) -> Option<Vec<FileSystemEntry>> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        let batch =
            call(|resolve, reject| reader.read_entries_with_callback_and_callback(resolve, reject)).await?;
        let batch: Array = batch.dyn_into().unwrap_or_default();
        if batch.length() == 0 {
            return Some(entries);
        }
        entries.extend(batch.iter().map(JsCast::unchecked_into));
    }
}

/// Awaits an interface with callbacks; `None` if it fails.
async fn call(start: impl Fn(&Function, &Function) -> Result<(), JsValue>) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if start(&resolve, &reject).is_err() {
            // The promise is settled once.
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(promise).await.ok()
}
