//! The index of the stack check in the browser. It is one file, the same for every visitor, and is loaded when the page
//! opens, so that no request depends on what a visitor checks.

use std::rc::Rc;

use inventory::{IndexReader, Matcher, StackFile, StackFileError, StackIndex};

use crate::data::fetch::{self, CachePolicy, LoadError, LoadState};
use crate::runtime::dom::next_task;

/// How many vendors are read in one task, so that a slow phone can handle input between two.
const VENDORS_PER_TASK: usize = 60;

/// The index with its matcher.
pub struct LoadedIndex {
    /// The vendors.
    pub index: StackIndex,
    /// The matcher, which finds vendors in evidence.
    pub matcher: Matcher,
}

/// Receives the index, or the error.
type Deliver = Box<dyn FnOnce(LoadState<Rc<LoadedIndex>>)>;

/// Loads the index of the site at a base URL, and passes it or the error to `deliver`.
pub fn load(base: &str, cache: CachePolicy, deliver: Deliver) {
    let url = [base, StackFile::NAME].concat();
    let file = url.clone();
    let read = move |text: Result<String, LoadError>| match text {
        Ok(text) => match IndexReader::new(&text) {
            Ok(reader) => continue_later(reader, file, deliver),
            Err(error) => deliver(LoadState::Failed(load_error(&file, &error))),
        },
        Err(error) => deliver(LoadState::Failed(error)),
    };
    fetch::load(url, cache, Box::new(read));
}

/// Reads the next vendors in a task of their own.
fn continue_later(mut reader: IndexReader, file: String, deliver: Deliver) {
    next_task(move || match reader.step(VENDORS_PER_TASK) {
        Ok(true) => continue_later(reader, file, deliver),
        Ok(false) => {
            let (index, matcher) = reader.finish();
            deliver(LoadState::Ready(Rc::new(LoadedIndex { index, matcher })));
        }
        Err(error) => deliver(LoadState::Failed(load_error(&file, &error))),
    });
}

fn load_error(file: &str, error: &StackFileError) -> LoadError {
    match error {
        StackFileError::Version(_) => LoadError::newer_version(file),
        StackFileError::Json(_) | StackFileError::Value(_) => LoadError::damaged(file),
    }
}
