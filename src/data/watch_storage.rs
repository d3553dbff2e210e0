//! The watch list in the browser's storage. It never leaves the browser.

use catalog::watch::WatchList;

use crate::data::json;
use crate::runtime::dom::{self, Storage, StorageError};

const KEY: &str = "countersign.watched";

/// Reads the watch list; empty if nothing is stored. Text that is not a watch list is an error, so that nothing
/// overwrites it.
///
/// # Errors
/// When the browser blocks storage, or something else is stored there.
pub fn read() -> Result<WatchList, StorageError> {
    match dom::read_storage(Storage::Local, KEY)? {
        Some(text) => json::from_str(&text).map_err(|_| StorageError),
        None => Ok(WatchList::default()),
    }
}

/// Changes the watch list, stores it and returns it.
///
/// # Errors
/// When the browser blocks storage, the storage is full, or something else is stored there.
pub fn update(change: Box<dyn FnOnce(&mut WatchList) + '_>) -> Result<WatchList, StorageError> {
    // Read again, because another tab may have changed it.
    let mut list = read()?;
    change(&mut list);
    dom::write_storage(Storage::Local, KEY, &json::to_string(&list).map_err(|_| StorageError)?)?;
    Ok(list)
}
