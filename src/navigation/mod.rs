//! Routes and URLs, the current location, navigation, and scroll restoration.

pub mod location;
pub mod navigate;
pub mod routes;
pub mod scroll_restoration;
