//! Vendors that left the directory, by the slug that they had: `public/renamed.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Slug;

/// For each slug that a vendor had and has no more, its new slug, or `None` if the vendor was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Renamed(BTreeMap<Slug, Option<Slug>>);

impl Renamed {
    /// The new slug of a vendor that was renamed.
    pub fn new_slug(&self, old: &Slug) -> Option<&Slug> {
        self.0.get(old)?.as_ref()
    }

    /// Every vendor that was renamed: its old slug and its new one.
    pub fn moves(&self) -> impl Iterator<Item = (&Slug, &Slug)> {
        self.iter().filter_map(|(old, new)| Some((old, new?)))
    }

    /// Every old slug, with the new one if there is one.
    pub fn iter(&self) -> impl Iterator<Item = (&Slug, Option<&Slug>)> {
        self.0.iter().map(|(old, new)| (old, new.as_ref()))
    }
}

impl FromIterator<(Slug, Option<Slug>)> for Renamed {
    fn from_iter<I: IntoIterator<Item = (Slug, Option<Slug>)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}
