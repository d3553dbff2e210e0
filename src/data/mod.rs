//! The data that pages are rendered from, and everything that is fetched, sent or stored: the page's own data, the
//! vendor list, redirects, sign-ups and the watch list.

pub mod fetch;
pub mod json;
pub mod page_data;
pub mod redirects;
pub mod sign_up_response;
pub mod stack_index;
pub mod vendor_list;
pub mod watch_storage;
