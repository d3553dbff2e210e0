//! Reading files and folders that the visitor chooses or drops on the page.

use inventory::{DecodeError, Input, MAX_BYTES, is_skipped_folder, is_stack_file_name, sorted_by_name};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use crate::runtime::dom;

/// How many files are read, and how many files and folders are looked at.
const MAX_FILES: usize = 500;
const MAX_ENTRIES: usize = 20_000;

/// What receives the inputs.
pub(super) type Deliver = Box<dyn FnOnce(Vec<Input>)>;

/// A file with its path.
struct Candidate {
    path: String,
    file: File,
    /// Whether the visitor chose the file itself, and not a folder that contains it.
    is_chosen: bool,
}

/// Reads files that were chosen with a field, and passes them on as inputs.
pub(super) fn read_chosen(files: &FileList, is_folder: bool, deliver: Deliver) {
    let files = (0..files.length()).filter_map(|index| files.get(index));
    let candidates = files.map(|file| {
        let path = if is_folder { relative_path(&file) } else { file.name() };
        Candidate { path, file, is_chosen: !is_folder }
    });
    let candidates: Vec<Candidate> = candidates.collect();
    wasm_bindgen_futures::spawn_local(async move {
        let inputs = read(candidates, false).await;
        if !dom::is_off() {
            deliver(inputs);
        }
    });
}

/// Reads what was dropped on the page: files, folders, or a text.
pub(super) fn read_dropped(dropped: &DataTransfer, deliver: Deliver) {
    // Entries can be read only while the event is handled; their content can be read later.
    let items = dropped.items();
    let entries =
        (0..items.length()).filter_map(|index| items.get(index)?.webkit_get_as_entry().ok().flatten());
    let entries: Vec<FileSystemEntry> = entries.collect();
    let text = dropped.get_data("text").unwrap_or_default();
    if !entries.is_empty() {
        wasm_bindgen_futures::spawn_local(async move {
            let (candidates, is_incomplete) = files_in(entries).await;
            let inputs = read(candidates, is_incomplete).await;
            if !dom::is_off() {
                deliver(inputs);
            }
        });
    } else if !text.trim().is_empty() {
        deliver(vec![Input::from_bytes(None, text.as_bytes())]);
    }
}

/// The path of a file in a chosen folder.
fn relative_path(file: &File) -> String {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

/// Whether a file in a folder is checked, by its path, which begins with the folder that the visitor chose.
fn is_checked(path: &str) -> bool {
    let mut segments = path.split('/').skip(1).collect::<Vec<_>>();
    segments.pop().is_some_and(is_stack_file_name) && !segments.into_iter().any(is_skipped_folder)
}

/// Reads the files that are checked, in the order of their paths.
async fn read(mut candidates: Vec<Candidate>, is_incomplete: bool) -> Vec<Input> {
    let folder = candidates.iter().find(|candidate| !candidate.is_chosen);
    let folder = folder.and_then(|candidate| candidate.path.split('/').next()).map(str::to_owned);
    candidates.retain(|candidate| candidate.is_chosen || is_checked(&candidate.path));
    let is_incomplete = is_incomplete || candidates.len() > MAX_FILES;
    let candidates = sorted_by_name(candidates, |candidate| candidate.path.clone());
    let mut inputs = Vec::new();
    for Candidate { path, file, is_chosen } in candidates.into_iter().take(MAX_FILES) {
        let input = read_file(path, &file).await;
        // A file that nobody chose need not be text.
        if is_chosen || input.error.is_none() {
            inputs.push(input);
        }
    }
    if is_incomplete {
        let message = format!("Only the first {MAX_FILES} files are checked. Add a smaller folder.");
        inputs.push(Input::unreadable(folder, message));
    } else if inputs.is_empty() {
        let message = "This folder contains no file to check. Add its files instead.".to_owned();
        inputs.push(Input::unreadable(folder, message));
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
        Err(_) => Input::unreadable(Some(path), "This file cannot be read.".to_owned()),
    }
}

/// The files that are dropped, and those in folders; true if there are too many to look at.
async fn files_in(entries: Vec<FileSystemEntry>) -> (Vec<Candidate>, bool) {
    let (mut candidates, mut seen) = (Vec::new(), 0);
    let mut waiting: Vec<(FileSystemEntry, bool)> = entries.into_iter().map(|entry| (entry, true)).collect();
    while let Some((entry, is_chosen)) = waiting.pop() {
        seen += 1;
        if seen > MAX_ENTRIES {
            return (candidates, true);
        }
        let path = entry.full_path();
        let path = path.trim_start_matches('/');
        if entry.is_directory() {
            if is_chosen || !is_skipped_folder(&entry.name()) {
                let entries = entries_of(entry.unchecked_ref()).await;
                waiting.extend(entries.into_iter().map(|entry| (entry, false)));
            }
        } else if is_chosen || is_checked(path) {
            let entry: &FileSystemFileEntry = entry.unchecked_ref();
            let file = call(|resolve, reject| {
                entry.file_with_callback_and_callback(resolve, reject);
                Ok(())
            });
            if let Some(file) = file.await {
                candidates.push(Candidate { path: path.to_owned(), file: file.unchecked_into(), is_chosen });
            }
        }
    }
    (candidates, false)
}

/// The entries of a folder. The browser returns them in batches; the last one is empty.
async fn entries_of(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        let batch =
            call(|resolve, reject| reader.read_entries_with_callback_and_callback(resolve, reject)).await;
        let batch: Array = batch.unwrap_or_default().dyn_into().unwrap_or_default();
        if batch.length() == 0 {
            return entries;
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
