//! Components that several pages use, each in a file of its own.

pub mod badges;
pub mod card;
pub mod change_line;
pub mod compare;
pub mod external_link;
pub mod load_status;
pub mod print_source;
pub mod register_link;
pub mod search_box;
pub mod sign_up;
pub mod vendor_table;
pub mod watch;
pub mod watched_vendors;
