//! Parts that more than one page uses.

mod badges;
mod card;
mod out_link;
mod problem;
mod search_box;
mod sign_up;
mod watch;

pub use badges::{badge, badge_of, badges};
pub use card::card;
pub use out_link::{evidence_link, out_link};
pub use problem::{pending, pending_page, problem};
pub use search_box::{list_problem, search_box};
pub use sign_up::sign_up;
pub use watch::{Watching, watch, watch_button, watched_vendors};
