//! Watching vendors without a server: the verdict as last seen, and what changed since.

use serde::{Deserialize, Serialize};

use crate::{BaaStatus, Field, PhiStatus, Slug, Soc2Status, Verdict};

/// The vendors that a browser watches, in the order in which they were chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WatchList(Vec<Watched>);

/// A watched vendor, as last seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// The vendor's key.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    baa: BaaStatus,
    phi: PhiStatus,
    soc2: Soc2Status,
}

/// A status that differs from the one last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which of the three.
    pub field: Field,
    /// The label as last seen.
    pub before: &'static str,
    /// The label now.
    pub now: &'static str,
}

impl Watched {
    /// A vendor as it is now.
    pub fn new(slug: Slug, name: String, verdict: Verdict) -> Self {
        Self { slug, name, baa: verdict.baa, phi: verdict.phi, soc2: verdict.soc2 }
    }

    /// The status of a field, by its key.
    pub fn status(&self, field: Field) -> &'static str {
        Verdict { baa: self.baa, phi: self.phi, soc2: self.soc2 }.key(field)
    }

    /// The vendor in a line of text, for an attribute of a button: the key, the three statuses, the name.
    pub fn to_line(&self) -> String {
        let parts = [self.slug.as_str(), self.baa.key(), self.phi.key(), self.soc2.key(), &self.name];
        parts.join(" ")
    }

    /// The vendor of such a line, if it is one.
    pub fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(5, ' ');
        let slug = Slug::parse(parts.next()?).ok()?;
        let verdict = Verdict {
            baa: BaaStatus::from_key(parts.next()?)?,
            phi: PhiStatus::from_key(parts.next()?)?,
            soc2: Soc2Status::from_key(parts.next()?)?,
        };
        Some(Self::new(slug, parts.next()?.to_owned(), verdict))
    }

    /// What differs in `now` from what was last seen.
    pub fn differences(&self, now: Verdict) -> Vec<Difference> {
        [
            (Field::Baa, self.baa.label(), now.baa.label()),
            (Field::Phi, self.phi.label(), now.phi.label()),
            (Field::Soc2, self.soc2.label(), now.soc2.label()),
        ]
        .into_iter()
        .filter(|(_, before, now)| before != now)
        .map(|(field, before, now)| Difference { field, before, now })
        .collect()
    }
}

impl WatchList {
    /// The vendor as last seen, if it is watched.
    pub fn get(&self, slug: &Slug) -> Option<&Watched> {
        self.0.iter().find(|watched| watched.slug == *slug)
    }

    /// Watches a vendor from now on, or remembers how it is now.
    pub fn watch(&mut self, now: Watched) {
        match self.0.iter_mut().find(|watched| watched.slug == now.slug) {
            Some(seen) => *seen = now,
            None => self.0.push(now),
        }
    }

    /// Stops watching a vendor.
    pub fn forget(&mut self, slug: &Slug) {
        self.0.retain(|watched| watched.slug != *slug);
    }

    /// Watches what another list watches as well. Of a vendor on both it keeps what this one saw.
    pub fn add(&mut self, other: Self) {
        for watched in other.0 {
            if self.get(&watched.slug).is_none() {
                self.0.push(watched);
            }
        }
    }

    /// Every watched vendor.
    pub fn vendors(&self) -> &[Watched] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(baa: BaaStatus) -> Verdict {
        Verdict { baa, phi: PhiStatus::Eligible, soc2: Soc2Status::Type2 }
    }

    #[test]
    fn a_watched_vendor_tells_what_changed_since_it_was_seen() {
        let slug = Slug::parse("acme").expect("a slug");
        let mut list = WatchList::default();
        list.watch(Watched::new(slug.clone(), "Acme".to_owned(), verdict(BaaStatus::Available)));
        let stored = serde_json::to_string(&list).expect("JSON");
        let mut list: WatchList = serde_json::from_str(&stored).expect("a watch list");
        let watched = list.get(&slug).expect("watched");
        assert_eq!(watched.differences(verdict(BaaStatus::Available)), []);
        assert_eq!(
            watched.differences(verdict(BaaStatus::NotAvailable)),
            [Difference { field: Field::Baa, before: "Signs a BAA", now: "No BAA" }]
        );
        list.forget(&slug);
        assert_eq!(list.vendors(), []);
    }

    #[test]
    fn a_vendor_reads_back_from_its_line_whatever_its_name() {
        let slug = Slug::parse("acme-1").expect("a slug");
        for name in ["Acme", "Acme & Co. \"Cloud\"", " spaced  out "] {
            let watched = Watched::new(slug.clone(), name.to_owned(), verdict(BaaStatus::PlanGated));
            assert_eq!(Watched::of_line(&watched.to_line()), Some(watched));
        }
        for line in ["", "acme", "acme available eligible", "acme maybe eligible type_2 Acme", "A b c d e"] {
            assert_eq!(Watched::of_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_list_that_is_added_changes_nothing_of_what_was_seen_here() {
        let watched =
            |slug: &str, baa| Watched::new(Slug::parse(slug).expect("a slug"), slug.to_owned(), verdict(baa));
        let mut list = WatchList::default();
        list.watch(watched("acme", BaaStatus::Available));
        let mut other = WatchList::default();
        other.watch(watched("acme", BaaStatus::NotAvailable));
        other.watch(watched("zebra", BaaStatus::Unknown));
        list.add(other);
        let expected = [watched("acme", BaaStatus::Available), watched("zebra", BaaStatus::Unknown)];
        assert_eq!(list.vendors(), expected);
    }
}
