//! The index that the tests check against: what identified the vendors on one day. A new or corrected record changes no
//! test.

use std::sync::LazyLock;

use inventory::{Matcher, StackIndex};

/// The index.
pub static INDEX: LazyLock<StackIndex> =
    LazyLock::new(|| StackIndex::parse(include_str!("../fixtures/index.json")).expect("a valid index"));

/// The matcher of the index.
pub static MATCHER: LazyLock<Matcher> = LazyLock::new(|| Matcher::new(&INDEX));
