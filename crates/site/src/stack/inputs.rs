//! The inputs of a stack check: files, the files in folders, and standard input.

use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use inventory::{Input, is_skipped_folder, is_stack_file_name};

use super::read_limited;
use crate::terminal_text::TerminalText;

/// The inputs to check.
#[derive(Default)]
pub(super) struct StackInputs {
    pub(super) inputs: Vec<Input>,
    /// Files of folders that are too large or no text, each with the reason.
    pub(super) skipped: Vec<String>,
}

impl StackInputs {
    /// Reads the inputs in the order of their paths; `-` is standard input.
    pub(super) fn read(paths: &[PathBuf], stdin: &mut dyn Read) -> Self {
        let mut inputs = Self::default();
        for path in paths {
            if path.as_os_str() == "-" {
                inputs.add(None, read_limited(&mut *stdin));
            } else if path.is_dir() {
                inputs.add_folder(path);
            } else {
                inputs.add(Some(path.display().to_string()), read_file(path));
            }
        }
        inputs
    }

    /// Adds an input that a person named. It must be text.
    fn add(&mut self, name: Option<String>, bytes: io::Result<Vec<u8>>) {
        self.inputs.push(match bytes {
            Ok(bytes) => Input::from_bytes(name, &bytes),
            Err(error) => Input::unreadable(name, format!("This file cannot be read: {error}")),
        });
    }

    /// Adds a file or folder that cannot be read.
    fn add_unreadable(&mut self, path: &Path, message: String) {
        self.inputs.push(Input::unreadable(Some(path.display().to_string()), message));
    }

    /// Adds the files in a folder whose names show that they are part of a stack. A folder without any is a problem: a
    /// wrong path must not pass as a stack without vendors.
    fn add_folder(&mut self, folder: &Path) {
        let before = self.inputs.len();
        self.search(folder);
        if self.inputs.len() == before {
            let message = "This folder contains no file to check. Name the files instead.".to_owned();
            self.add_unreadable(folder, message);
        }
    }

    /// Links are not followed: they could lead out of the folder, or in circles.
    fn search(&mut self, folder: &Path) {
        let entries = match sorted_entries(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("This folder cannot be read: {error}");
                return self.add_unreadable(folder, message);
            }
        };
        for entry in entries {
            let (name, path) = (entry.file_name(), entry.path());
            let name = name.to_string_lossy();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && is_skipped_folder(&name) => {
                    tracing::debug!(folder = %path.display(), "skip");
                }
                Ok(kind) if kind.is_dir() => self.search(&path),
                Ok(kind) if kind.is_file() && is_stack_file_name(&name) => self.add_found(&path),
                Ok(_) => {}
                Err(error) => {
                    let message = format!("This file cannot be read: {error}");
                    self.add_unreadable(&path, message);
                }
            }
        }
    }

    /// Adds a file of a folder. One that is too large or no text is skipped, because nobody named it.
    fn add_found(&mut self, path: &Path) {
        let name = path.display().to_string();
        let input = match read_file(path) {
            Ok(bytes) => Input::from_bytes(Some(name.clone()), &bytes),
            Err(error) => return self.add(Some(name), Err(error)),
        };
        match &input.error {
            None => self.inputs.push(input),
            Some(error) => {
                let name = TerminalText { text: &name, max_chars: 160 };
                self.skipped.push(format!("{name} is skipped. {error}"));
            }
        }
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read_limited(File::open(path)?)
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<DirEntry>>>()?;
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}
