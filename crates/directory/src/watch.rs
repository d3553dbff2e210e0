//! Watching vendors without a server: the verdict as last seen, and what changed since.

use serde::{Deserialize, Serialize};

use crate::{
    BaaStatus, Confidence, Date, Field, Listing, PhiStatus, Publisher, Record, Slug, Soc2Status, Verdict,
};

/// The vendors that a browser watches, in the order in which they were chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WatchList(Vec<Watched>);

/// A watched vendor, as last seen. What a list has not stored, because it is older than that field, is `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// The vendor's key.
    pub slug: Slug,
    /// The vendor's name.
    pub name: String,
    /// Whether the vendor signs a BAA.
    pub baa: BaaStatus,
    /// Whether PHI may be stored.
    pub phi: PhiStatus,
    /// What it says of a SOC 2 report.
    pub soc2: Soc2Status,
    /// How good the evidence for the BAA answer was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Who said what was said of SOC 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soc2_evidence: Option<Publisher>,
    /// The date of the record that said so. Without one, every record is newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
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

    /// The verdict; what was not stored is as in `now`, and weak if that has it neither.
    pub fn verdict(&self, now: &Self) -> Verdict {
        Verdict {
            baa: self.baa,
            confidence: self.confidence.or(now.confidence).unwrap_or(Confidence::Low),
            phi: self.phi,
            soc2: self.soc2,
            soc2_evidence: self.soc2_evidence.or(now.soc2_evidence).unwrap_or_default(),
        }
    }

    /// The vendor in a line of text, for an attribute of a button: the key, the verdict, the date, the name.
    pub fn to_line(&self) -> String {
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        let parts = [
            self.slug.as_str(),
            self.baa.key(),
            self.phi.key(),
            self.soc2.key(),
            self.confidence.map_or("", Confidence::key),
            self.soc2_evidence.map_or("", Publisher::key),
            &date,
            &self.name,
        ];
        parts.join(" ")
    }

    /// The vendor of such a line, if it is one.
    pub fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(8, ' ');
        Some(Self {
            slug: Slug::parse(parts.next()?).ok()?,
            baa: BaaStatus::from_key(parts.next()?)?,
            phi: PhiStatus::from_key(parts.next()?)?,
            soc2: Soc2Status::from_key(parts.next()?)?,
            confidence: Some(Confidence::from_key(parts.next()?)?),
            soc2_evidence: Some(Publisher::from_key(parts.next()?)?),
            date: Some(Date::parse(parts.next()?).ok()?),
            name: parts.next()?.to_owned(),
        })
    }

    /// What may be said differently `now` from what was last seen, unless `now` is of an older record: a page of an
    /// older build says what was true before.
    pub fn newer_differences(&self, now: &Self) -> Vec<Difference> {
        if now.date < self.date { Vec::new() } else { self.differences(now) }
    }

    /// What may be said differently `now`, of whichever record that is: what is published counts, also where a record
    /// was put back.
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let (seen, now) = (self.verdict(now), now.verdict(self));
        let difference = |&field: &Field| {
            let (before, now) = (seen.label(field), now.label(field));
            (before != now).then_some(Difference { field, before, now })
        };
        Field::ALL.iter().filter_map(difference).collect()
    }
}

impl From<&Listing> for Watched {
    fn from(listing: &Listing) -> Self {
        Self::new(&listing.slug, &listing.name, listing.verdict(), listing.last_verified)
    }
}

impl From<&Record> for Watched {
    fn from(record: &Record) -> Self {
        // No change of a published record is newer: `Rule::NotAfterVerified`.
        Self::new(&record.slug, &record.name, record.verdict(), record.last_verified)
    }
}

impl WatchList {
    /// The vendor as last seen, if it is watched.
    pub fn get(&self, slug: &Slug) -> Option<&Watched> {
        self.0.iter().find(|watched| watched.slug == *slug)
    }

    /// Watches a vendor from now on, or remembers how it is now, unless something newer was seen.
    pub fn watch(&mut self, now: Watched) {
        match self.0.iter_mut().find(|watched| watched.slug == now.slug) {
            Some(seen) if now.date < seen.date => {}
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

    fn watched(slug: &str, baa: BaaStatus, date: &str) -> Watched {
        let verdict = Verdict {
            baa,
            confidence: Confidence::High,
            phi: PhiStatus::NotEligible,
            soc2: Soc2Status::Type2,
            soc2_evidence: Publisher::Vendor,
        };
        let date = Date::parse(date).expect("a day");
        Watched::new(&Slug::parse(slug).expect("a slug"), slug, verdict, date)
    }

    fn baa(before: &'static str, now: &'static str) -> [Difference; 1] {
        [Difference { field: Field::Baa, before, now }]
    }

    #[test]
    fn a_watched_vendor_tells_what_changed_since_it_was_seen() {
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
        list.forget(&slug);
        assert_eq!(list.vendors(), []);
    }

    #[test]
    fn evidence_that_gets_weaker_is_told_and_weak_evidence_is_no_yes() {
        let seen = watched("acme", BaaStatus::Available, "2026-11-24");
        let mut now = watched("acme", BaaStatus::Available, "2026-11-25");
        now.confidence = Some(Confidence::Low);
        now.phi = PhiStatus::Unknown;
        let labels: Vec<_> = seen.differences(&now).into_iter().map(|one| (one.before, one.now)).collect();
        assert_eq!(labels, [("Signs a BAA", "BAA unconfirmed"), ("No PHI", "PHI not stated")]);
    }

    #[test]
    fn a_record_older_than_the_one_last_seen_announces_nothing_and_is_not_stored() {
        let seen = watched("acme", BaaStatus::NotAvailable, "2026-11-25");
        let older = watched("acme", BaaStatus::Available, "2026-11-24");
        assert_eq!(seen.newer_differences(&older), []);
        assert_eq!(seen.differences(&older), baa("No BAA", "Signs a BAA"), "a record that was put back");
        let mut list = WatchList::default();
        list.watch(seen.clone());
        list.watch(older);
        assert_eq!(list.vendors(), std::slice::from_ref(&seen));
        let newer = watched("acme", BaaStatus::Available, "2026-11-26");
        list.watch(newer.clone());
        assert_eq!(list.vendors(), [newer]);
    }

    #[test]
    fn a_list_without_dates_and_evidence_is_read_and_every_record_is_newer() {
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
        assert_eq!(seen.differences(&same), [], "another word for the same status is no change");
        let now = watched("acme", BaaStatus::NotAvailable, "2020-01-01");
        assert_eq!(seen.differences(&now), baa("Signs a BAA", "No BAA"));
        list.watch(now.clone());
        assert_eq!(list.get(&now.slug), Some(&now));
        let again = serde_json::to_string(&list).expect("JSON");
        assert_eq!(serde_json::from_str::<WatchList>(&again).expect("a watch list"), list);
    }

    #[test]
    fn a_vendor_reads_back_from_its_line_whatever_its_name() {
        for name in ["Acme", "Acme & Co. \"Cloud\"", " spaced  out "] {
            let mut watched = watched("acme-1", BaaStatus::PlanGated, "2026-11-24");
            name.clone_into(&mut watched.name);
            assert_eq!(Watched::of_line(&watched.to_line()), Some(watched));
        }
        for line in [
            "",
            "acme",
            "acme available eligible type_2 high vendor 2026-11-24",
            "acme maybe eligible type_2 high vendor 2026-11-24 Acme",
            "acme available eligible type_2 high vendor yesterday Acme",
            "A b c d e f g h",
        ] {
            assert_eq!(Watched::of_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_list_that_is_added_changes_nothing_of_what_was_seen_here() {
        let day = "2026-11-24";
        let mut list = WatchList::default();
        list.watch(watched("acme", BaaStatus::Available, day));
        let mut other = WatchList::default();
        other.watch(watched("acme", BaaStatus::NotAvailable, day));
        other.watch(watched("zebra", BaaStatus::Unknown, day));
        list.add(other);
        let expected =
            [watched("acme", BaaStatus::Available, day), watched("zebra", BaaStatus::Unknown, day)];
        assert_eq!(list.vendors(), expected);
    }
}
