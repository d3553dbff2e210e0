//! Navigation to another URL of the site.

use crate::app::app_context;
use crate::navigation::location::{Location, Navigation};
use crate::navigation::scroll_restoration::ScrollMemory;

/// Returns the function that navigates to a URL of this site. Event handlers need it, because they run outside the
/// reactive owner and so have no contexts.
pub fn use_navigate() -> impl Fn(&str, Navigation) + Clone {
    let location = app_context::<Location>();
    let scroll_memory = app_context::<ScrollMemory>();
    move |url, navigation| {
        if navigation == Navigation::NewPage {
            scroll_memory.save_position();
        }
        location.navigate(url, navigation);
    }
}
