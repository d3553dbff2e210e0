//! The vendors that were renamed or removed, by their old slug: `public/renamed.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Slug;

/// A map from each retired slug to the new slug, or to `None` if the vendor was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Renamed(BTreeMap<Slug, Option<Slug>>);

impl Renamed {
    /// The new slug of a renamed vendor; `None` if the vendor was removed or `old` is not a retired slug.
    pub fn new_slug(&self, old: &Slug) -> Option<&Slug> {
        self.0.get(old)?.as_ref()
    }

    /// The old and the new slug of every renamed vendor.
    pub fn renames(&self) -> impl Iterator<Item = (&Slug, &Slug)> {
        self.iter().filter_map(|(old, new)| Some((old, new?)))
    }

    /// Every retired slug, with the new slug if there is one.
    pub fn iter(&self) -> impl Iterator<Item = (&Slug, Option<&Slug>)> {
        self.0.iter().map(|(old, new)| (old, new.as_ref()))
    }
}

impl FromIterator<(Slug, Option<Slug>)> for Renamed {
    fn from_iter<I: IntoIterator<Item = (Slug, Option<Slug>)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}
