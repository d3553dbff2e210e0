//! What happens when a page is shown in the course of a visit.

use leptos::prelude::*;

use crate::app::app_context;
use crate::head::Head;
use crate::navigation::location::Location;
use crate::navigation::scroll_restoration::ScrollMemory;
use crate::runtime::mount::{self, on_mount};

/// For every page but the first of a visit, replaces the document's head, and restores the visitor's position or focuses
/// the main heading. A page calls it when it renders its content.
pub fn on_page_shown(head: Head) {
    let is_first_page = mount::is_taking_over();
    let scroll_memory = app_context::<ScrollMemory>();
    let path = app_context::<Location>().path;
    on_mount(move || {
        if !is_first_page {
            head.apply();
            scroll_memory.restore_position(path.get_untracked());
        }
    });
}
