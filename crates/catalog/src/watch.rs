//! The watch list of a browser: for each watched vendor the verdict as last seen, and the differences since then.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    BaaStatus, Confidence, Date, Field, Listing, PhiStatus, Publisher, Record, Slug, Soc2Status, Verdict,
};

/// The vendors that a browser watches, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WatchList(Vec<Watched>);

/// A watched vendor as last seen. A field is `None` if the list was stored before that field existed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// The vendor's slug.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// Whether the vendor signs a BAA.
    pub baa: BaaStatus,
    /// Whether PHI may be stored in the product.
    pub phi: PhiStatus,
    /// Whether the vendor has a SOC 2 report, and of which type.
    pub soc2: Soc2Status,
    /// The strength of the evidence for the BAA status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The publisher of the best source for the SOC 2 status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soc2_evidence: Option<Publisher>,
    /// The day on which the record was last verified. If it is `None`, every record is newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// A field whose label differs from the label last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: Field,
    /// The label last seen.
    pub before: &'static str,
    /// The label now.
    pub now: &'static str,
}

impl Watched {
    fn new(slug: &Slug, name: &str, verdict: Verdict, date: Date) -> Self {
        let Verdict { baa, confidence, phi, soc2, soc2_evidence } = verdict;
        Self {
            slug: slug.clone(),
            name: name.to_owned(),
            baa,
            phi,
            soc2,
            confidence: Some(confidence),
            soc2_evidence: Some(soc2_evidence),
            date: Some(date),
        }
    }

    /// The verdict as last seen. Evidence that was not stored is taken from `now`, or is the weakest if `now` has none.
    pub fn verdict(&self, now: &Self) -> Verdict {
        Verdict {
            baa: self.baa,
            confidence: self.confidence.or(now.confidence).unwrap_or(Confidence::Low),
            phi: self.phi,
            soc2: self.soc2,
            soc2_evidence: self.soc2_evidence.or(now.soc2_evidence).unwrap_or_default(),
        }
    }

    /// The differences between the verdict last seen and `now`, or none if `now` is from an older record, as on a
    /// cached page from an older build.
    pub fn newer_differences(&self, now: &Self) -> Vec<Difference> {
        if now.date < self.date { Vec::new() } else { self.differences(now) }
    }

    /// The differences between the verdict last seen and `now`, even if `now` is from an older record: a record that
    /// was reverted is a change of what is published.
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let (seen, now) = (self.verdict(now), now.verdict(self));
        let difference = |&field: &Field| {
            let (before, now) = (seen.class_label(field), now.class_label(field));
            (before != now).then_some(Difference { field, before, now })
        };
        Field::ALL.iter().filter_map(difference).collect()
    }
}

/// One line of text for a button's attribute: slug, verdict, date and name, separated by spaces.
impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        let fields = [
            self.slug.as_str(),
            self.baa.key(),
            self.phi.key(),
            self.soc2.key(),
            self.confidence.map_or("", Confidence::key),
            self.soc2_evidence.map_or("", Publisher::key),
            &date,
            &self.name,
        ];
        f.write_str(&fields.join(" "))
    }
}

/// An error for text that is not the line of a watched vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the line of a watched vendor")]
pub struct ParseWatchedError;

impl FromStr for Watched {
    type Err = ParseWatchedError;

    fn from_str(line: &str) -> Result<Self, ParseWatchedError> {
        let parse = || {
            let mut fields = line.splitn(8, ' ');
            Some(Self {
                slug: Slug::parse(fields.next()?).ok()?,
                baa: BaaStatus::from_key(fields.next()?)?,
                phi: PhiStatus::from_key(fields.next()?)?,
                soc2: Soc2Status::from_key(fields.next()?)?,
                confidence: Some(Confidence::from_key(fields.next()?)?),
                soc2_evidence: Some(Publisher::from_key(fields.next()?)?),
                date: Some(Date::parse(fields.next()?).ok()?),
                name: fields.next()?.to_owned(),
            })
        };
        parse().ok_or(ParseWatchedError)
    }
}

impl From<&Listing> for Watched {
    fn from(listing: &Listing) -> Self {
        Self::new(&listing.slug, &listing.name, listing.verdict(), listing.last_verified)
    }
}

impl From<&Record> for Watched {
    fn from(record: &Record) -> Self {
        // In a published record, no change is newer than `last_verified`: `Rule::NewerThanVerified`.
        Self::new(&record.slug, &record.name, record.verdict(), record.last_verified)
    }
}

impl WatchList {
    /// The vendor as last seen, if it is watched.
    pub fn get(&self, slug: &Slug) -> Option<&Watched> {
        self.0.iter().find(|watched| watched.slug == *slug)
    }

    /// Adds a vendor, or updates it to `now`, unless a newer record of it was seen.
    pub fn watch(&mut self, now: Watched) {
        match self.0.iter_mut().find(|watched| watched.slug == now.slug) {
            Some(seen) if now.date < seen.date => {}
            Some(seen) => *seen = now,
            None => self.0.push(now),
        }
    }

    /// Removes a vendor.
    pub fn remove(&mut self, slug: &Slug) {
        self.0.retain(|watched| watched.slug != *slug);
    }

    /// Adds the vendors of another list. A vendor that is on both lists keeps the entry of this one.
    pub fn merge(&mut self, other: Self) {
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

    fn watched(slug: &str, baa: BaaStatus, date: &str) -> Watched {
        let verdict = Verdict {
            baa,
            confidence: Confidence::High,
            phi: PhiStatus::NotEligible,
            soc2: Soc2Status::Type2,
            soc2_evidence: Publisher::Vendor,
        };
        let date = Date::parse(date).expect("a date");
        Watched::new(&Slug::parse(slug).expect("a slug"), slug, verdict, date)
    }

    fn baa(before: &'static str, now: &'static str) -> [Difference; 1] {
        [Difference { field: Field::Baa, before, now }]
    }

    #[test]
    fn a_watched_vendor_has_the_differences_since_it_was_last_seen() {
        let seen = watched("acme", BaaStatus::Available, "2026-11-24");
        let slug = seen.slug.clone();
        let mut list = WatchList::default();
        list.watch(seen.clone());
        let stored = serde_json::to_string(&list).expect("JSON");
        let mut list: WatchList = serde_json::from_str(&stored).expect("a watch list");
        let stored = list.get(&slug).expect("watched");
        assert_eq!(stored.newer_differences(&seen), []);
        for date in ["2026-11-24", "2026-11-25"] {
            let now = watched("acme", BaaStatus::NotAvailable, date);
            assert_eq!(stored.newer_differences(&now), baa("Signs a BAA", "No BAA"));
        }
        list.remove(&slug);
        assert_eq!(list.vendors(), []);
    }

    #[test]
    fn weaker_evidence_is_a_difference_and_weak_evidence_is_not_a_yes() {
        let seen = watched("acme", BaaStatus::Available, "2026-11-24");
        let mut now = watched("acme", BaaStatus::Available, "2026-11-25");
        now.confidence = Some(Confidence::Low);
        now.phi = PhiStatus::Unknown;
        let labels: Vec<_> = seen.differences(&now).into_iter().map(|one| (one.before, one.now)).collect();
        assert_eq!(labels, [("Signs a BAA", "BAA unconfirmed"), ("No PHI", "PHI not stated")]);
    }

    #[test]
    fn a_record_older_than_the_one_last_seen_has_no_newer_differences_and_is_not_stored() {
        let seen = watched("acme", BaaStatus::NotAvailable, "2026-11-25");
        let older = watched("acme", BaaStatus::Available, "2026-11-24");
        assert_eq!(seen.newer_differences(&older), []);
        assert_eq!(seen.differences(&older), baa("No BAA", "Signs a BAA"), "a reverted record");
        let mut list = WatchList::default();
        list.watch(seen.clone());
        list.watch(older);
        assert_eq!(list.vendors(), std::slice::from_ref(&seen));
        let newer = watched("acme", BaaStatus::Available, "2026-11-26");
        list.watch(newer.clone());
        assert_eq!(list.vendors(), [newer]);
    }

    #[test]
    fn a_list_without_dates_and_evidence_deserializes_and_every_record_is_newer() {
        let stored = r#"[
            {"slug":"acme","name":"Acme","baa":"available","phi":"not_eligible","soc2":"type_2"},
            {"slug":"zebra","name":"Zebra","baa":"unknown","phi":"eligible","soc2":"type_2"}
        ]"#;
        let mut list: WatchList = serde_json::from_str(stored).expect("a watch list");
        let names: Vec<&str> = list.vendors().iter().map(|watched| watched.name.as_str()).collect();
        assert_eq!(names, ["Acme", "Zebra"]);
        let mut same = watched("acme", BaaStatus::Available, "2020-01-01");
        same.confidence = Some(Confidence::Medium);
        same.soc2_evidence = Some(Publisher::ThirdParty);
        let seen = list.get(&same.slug).expect("watched");
        assert_eq!(seen.differences(&same), [], "evidence that was not stored is not a difference");
        let now = watched("acme", BaaStatus::NotAvailable, "2020-01-01");
        assert_eq!(seen.differences(&now), baa("Signs a BAA", "No BAA"));
        list.watch(now.clone());
        assert_eq!(list.get(&now.slug), Some(&now));
        let again = serde_json::to_string(&list).expect("JSON");
        assert_eq!(serde_json::from_str::<WatchList>(&again).expect("a watch list"), list);
    }

    #[test]
    fn a_watched_vendor_with_any_name_parses_from_its_line() {
        for name in ["Acme", "Acme & Co. \"Cloud\"", " spaced  out "] {
            let mut watched = watched("acme-1", BaaStatus::PlanGated, "2026-11-24");
            name.clone_into(&mut watched.name);
            assert_eq!(watched.to_string().parse::<Watched>(), Ok(watched));
        }
        for line in [
            "",
            "acme",
            "acme available eligible type_2 high vendor 2026-11-24",
            "acme maybe eligible type_2 high vendor 2026-11-24 Acme",
            "acme available eligible type_2 high vendor yesterday Acme",
            "A b c d e f g h",
        ] {
            assert_eq!(line.parse::<Watched>(), Err(ParseWatchedError), "{line}");
        }
    }

    #[test]
    fn merging_a_list_keeps_the_existing_entries() {
        let date = "2026-11-24";
        let mut list = WatchList::default();
        list.watch(watched("acme", BaaStatus::Available, date));
        let mut other = WatchList::default();
        other.watch(watched("acme", BaaStatus::NotAvailable, date));
        other.watch(watched("zebra", BaaStatus::Unknown, date));
        list.merge(other);
        let expected =
            [watched("acme", BaaStatus::Available, date), watched("zebra", BaaStatus::Unknown, date)];
        assert_eq!(list.vendors(), expected);
    }
}
