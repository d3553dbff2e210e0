//! How an [`Engine`] is built: in pieces, so that a page with many vendors can paint in between.

use super::Engine;
use super::facets::{Choice, Sets};
use super::order::{Places, sort};
use super::ranking::{Group, REPORT, Source};
use super::vocabulary::{Entry, Vocabulary};
use crate::{Category, Listing, Soc2Status};

/// How many letters are read, or sorted, in one piece: those of some two thousand vendors.
const PIECE: usize = 200_000;

/// An engine that is being built.
#[derive(Debug)]
pub struct Building {
    listings: Vec<Listing>,
    groups: Groups,
    vocabulary: Vocabulary,
    /// How many of the vendors were taken.
    taken: usize,
}

impl Engine {
    /// Takes the vendors in any order; places in the results are places in this order.
    pub fn new(listings: Vec<Listing>) -> Self {
        let mut building = Building::new(listings);
        loop {
            if let Some(engine) = building.go_on() {
                return engine;
            }
        }
    }
}

impl Building {
    /// Begins with the vendors; see [`Engine::new`].
    pub fn new(listings: Vec<Listing>) -> Self {
        let groups = Groups::new(listings.len() as u32);
        Self { listings, groups, vocabulary: Vocabulary::default(), taken: 0 }
    }

    /// Does the next piece of the work, and returns the engine after the last; a few hundred vendors are one piece.
    pub fn go_on(&mut self) -> Option<Engine> {
        let before = self.vocabulary.len();
        while let Some(listing) = self.listings.get(self.taken) {
            let number = self.taken as u32;
            self.vocabulary.add(&listing.name, number, 0);
            for (place, alias) in (1..).zip(&listing.aliases) {
                self.vocabulary.add(alias, number, place);
            }
            self.groups.add(number, listing);
            self.taken += 1;
            if self.vocabulary.len() - before > PIECE {
                return None;
            }
        }
        self.groups.name(&mut self.vocabulary);
        while self.vocabulary.sort() {
            if self.vocabulary.len() > PIECE {
                return None;
            }
        }
        let listings = std::mem::take(&mut self.listings);
        let vocabulary = std::mem::take(&mut self.vocabulary);
        let places = Places::new(&listings, by_name(&vocabulary, &listings));
        let sets = Sets::new(&listings);
        let groups = std::mem::take(&mut self.groups.groups);
        Some(Engine { listings, vocabulary, groups, places, sets })
    }
}

/// The numbers of the vendors by name, and of those with the same name by slug.
fn by_name(vocabulary: &Vocabulary, listings: &[Listing]) -> Vec<u32> {
    let is_name =
        |entry: &&Entry| entry.is_whole && entry.number == 0 && (entry.owner as usize) < listings.len();
    let names: Vec<&Entry> = vocabulary.entries().iter().filter(is_name).collect();
    let mut numbers: Vec<u32> = Vec::with_capacity(names.len());
    for namesakes in names.chunk_by(|one, next| vocabulary.text(one) == vocabulary.text(next)) {
        let first = numbers.len();
        numbers.extend(namesakes.iter().map(|entry| entry.owner));
        if namesakes.len() > 1 {
            let slug = |number: u32| listings.get(number as usize).map(|listing| &listing.slug);
            sort(numbers.get_mut(first..).unwrap_or_default(), &|one, other| slug(one).cmp(&slug(other)));
        }
    }
    numbers
}

/// The groups, each an owner of texts after the vendors.
#[derive(Debug)]
struct Groups {
    first: u32,
    groups: Vec<Group>,
    /// The words of each certification and report so far, sorted by length and then by letters, with the number of its
    /// group.
    known: Vec<(String, usize)>,
    has_names: bool,
}

impl Groups {
    fn new(first: u32) -> Self {
        let category = |_: &Category| Group { source: Source::Category, members: Vec::new() };
        Self {
            first,
            groups: Category::ALL.iter().map(category).collect(),
            known: Vec::new(),
            has_names: false,
        }
    }

    /// Puts a vendor into its groups.
    fn add(&mut self, vendor: u32, listing: &Listing) {
        if listing.category != Category::Unknown {
            self.put(listing.category.place(), vendor, 0);
        }
        for (place, certification) in (0..REPORT).zip(&listing.certifications) {
            let group = self.of(certification);
            self.put(group, vendor, place);
        }
        let report = match listing.soc2 {
            Soc2Status::Type2 | Soc2Status::Type1 => listing.soc2.label(),
            Soc2Status::Reported => "SOC 2",
            Soc2Status::None | Soc2Status::Unknown => return,
        };
        let group = self.of(report);
        self.put(group, vendor, REPORT);
    }

    fn put(&mut self, group: usize, vendor: u32, number: u16) {
        if let Some(group) = self.groups.get_mut(group) {
            group.members.push((vendor, number));
        }
    }

    /// The group of a certification or report.
    fn of(&mut self, words: &str) -> usize {
        let order = |known: &str| known.len().cmp(&words.len()).then_with(|| known.cmp(words));
        match self.known.binary_search_by(|(known, _)| order(known)) {
            Ok(at) => self.known.get(at).map_or(0, |(_, group)| *group),
            Err(at) => {
                self.known.insert(at, (words.to_owned(), self.groups.len()));
                self.groups.push(Group { source: Source::Certification, members: Vec::new() });
                self.groups.len() - 1
            }
        }
    }

    /// Adds the texts of the groups, once.
    fn name(&mut self, vocabulary: &mut Vocabulary) {
        if std::mem::replace(&mut self.has_names, true) {
            return;
        }
        for (owner, category) in (self.first..).zip(Category::ALL) {
            vocabulary.add(category.label(), owner, 0);
            vocabulary.add(category.key(), owner, 0);
        }
        for (words, group) in &self.known {
            vocabulary.add(words, self.first + *group as u32, 0);
        }
    }
}
