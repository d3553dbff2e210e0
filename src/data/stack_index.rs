//! The index of the stack check in the browser. It is one file, the same for every visitor, and is loaded when the page
//! opens, so that no request depends on what a visitor checks.

use std::rc::Rc;

use inventory::{Matcher, StackFile, StackIndex};

use crate::data::fetch::{self, CachePolicy, LoadError, LoadState};
use crate::runtime::dom::next_task;

/// The index with its matcher.
pub struct LoadedIndex {
    /// The vendors.
    pub index: StackIndex,
    /// The matcher, which finds vendors in evidence.
    pub matcher: Matcher,
}

/// Loads the index of the site at a base URL, and passes it or the error to `deliver`.
pub fn load(base: &str, cache: CachePolicy, deliver: Box<dyn FnOnce(LoadState<Rc<LoadedIndex>>)>) {
    let url = [base, StackFile::NAME].concat();
    let source = url.clone();
    let read = move |text: Result<String, LoadError>| {
        match text.and_then(|text| fetch::parse_stack_file(&source, &text)) {
            // In a task of its own, so that a slow phone can handle input before it.
            Ok(index) => next_task(move || {
                let matcher = Matcher::new(&index);
                deliver(LoadState::Ready(Rc::new(LoadedIndex { index, matcher })));
            }),
            Err(error) => deliver(LoadState::Failed(error)),
        }
    };
    fetch::load(url, cache, Box::new(read));
}
