//! Search and filters: which vendors a query asks for, in which order, and how many each option would
//! give. Built once from the listings, asked on each key press.
//!
//! A text is compared as a whole without what separates its words, so that "customer io" and
//! "customerio" are one, and, where it has several words, also word by word: each must match something
//! of the vendor. Better kinds of match come first, always (`matching` has the order); equal ones are
//! told apart by verdict, then name.
//!
//! What is typed is compared with the words of all vendors and not with the vendors (`vocabulary`); each vendor
//! keeps its best match (`ranking`); filters and counts are sets of vendors (`facets`).

mod build;
mod distance;
mod facets;
mod fold;
mod help;
mod marks;
mod matching;
mod order;
mod ranking;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use build::Building;
pub use facets::{Choice, Chosen, Facet, FacetCounts};
pub use help::Remedy;
pub use marks::{Mark, marks};

use crate::{Listing, Query, Sort};
use facets::Sets;
use matching::Typed;
use order::{First, Places};
use ranking::{Group, NOT_FOUND};
use vocabulary::Vocabulary;

/// A text as search compares it: its letters and digits in lower case, without marks and without what separates
/// them.
pub fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold::read(text, |letter, _, _| folded.push(letter));
    folded
}

/// The same with one space between words, as names are put in order: the words of one before those of a longer one.
pub fn folded_words(text: &str) -> String {
    let mut folded = String::new();
    fold::read(text, |letter, _, starts_word| {
        if starts_word && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(letter);
    });
    folded
}

/// The vendors, with everything that can be worked out before a query comes.
#[derive(Debug, Default)]
pub struct Engine {
    listings: Vec<Listing>,
    /// What finds a vendor or a group.
    vocabulary: Vocabulary,
    groups: Vec<Group>,
    places: Places,
    sets: Sets,
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// The first of the vendors, in the order that the query asks for.
    pub hits: Vec<Hit>,
    /// How many vendors there are.
    pub total: usize,
    /// What each option would give.
    pub counts: FacetCounts,
}

/// A vendor that a query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in [`Engine::listings`].
    pub index: usize,
    /// Why it is there, where neither its name, nor its category, nor its SOC 2 status says so.
    pub matched: Option<Matched>,
}

/// What the text matched where it did not match the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matched {
    /// The alias at that place in [`Listing::aliases`].
    Alias(usize),
    /// The certification at that place in [`Listing::certifications`].
    Certification(usize),
}

impl Matched {
    /// The alias or the certification.
    pub fn text(self, listing: &Listing) -> &str {
        let text = match self {
            Self::Alias(place) => listing.aliases.get(place),
            Self::Certification(place) => listing.certifications.get(place),
        };
        text.map_or("", String::as_str)
    }
}

impl Engine {
    /// The vendors.
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// One vendor, by its place.
    pub fn listing(&self, index: usize) -> Option<&Listing> {
        self.listings.get(index)
    }

    /// What a query finds, and the first `most` of it. A text without a letter or a digit finds all, one of more
    /// than 128 letters nothing; more than 16 different words are only looked for as they stand together. Featured
    /// vendors come first while nothing is asked.
    pub fn search(&self, query: &Query, most: usize) -> Results {
        let terms = match Typed::new(&query.text) {
            Typed::Nothing => None,
            Typed::TooMuch => return Results::default(),
            Typed::Sought(sought) => Some(self.compare(*sought)),
        };
        let orders = terms.as_ref().map(|terms| terms.orders());
        let mut found = self.found(orders);
        let counts = self.sets.filter(query, &mut found);
        let places = self.places.of(query.sort);
        let mut first = First::new(most);
        let is_asked = *query != Query::default();
        for index in members(&found) {
            let order = match orders.filter(|_| query.sort == Sort::Best) {
                Some(orders) => orders.get(index).copied().unwrap_or(0),
                None if is_asked => 0,
                // What is not featured (0) comes after the last.
                None => self.listing(index).map_or(0, |listing| listing.featured.wrapping_sub(1)),
            };
            let key = u64::from(order) << 32 | at(places, index);
            first.add(key, index as u32);
        }
        let hit = |index: usize| {
            let proof =
                terms.as_ref().zip(self.listing(index)).map(|(terms, listing)| terms.proof(index, listing));
            Hit { index, matched: proof.flatten() }
        };
        let total = found.iter().map(|bits| bits.count_ones() as usize).sum();
        Results { hits: first.numbers().map(hit).collect(), total, counts }
    }

    /// The set of the vendors that a text finds: one bit a vendor.
    fn found(&self, orders: Option<&[u32]>) -> Vec<u64> {
        let set = |first: usize| {
            let vendors = self.listings.len().saturating_sub(first).min(64);
            let all = u64::MAX >> (64 - vendors.max(1));
            let Some(orders) = orders else { return all };
            let orders = orders.iter().skip(first).take(vendors);
            orders.rev().fold(0, |set, order| set << 1 | u64::from(*order != NOT_FOUND))
        };
        (0..self.listings.len()).step_by(64).map(set).collect()
    }
}

/// The members of a set, in order.
fn members(set: &[u64]) -> impl Iterator<Item = usize> {
    set.iter().enumerate().flat_map(|(at, bits)| {
        let mut rest = *bits;
        std::iter::from_fn(move || {
            let place = rest.trailing_zeros() as usize;
            // Takes the lowest out.
            rest &= rest.checked_sub(1)?;
            Some(at * 64 + place)
        })
    })
}

fn at(places: &[u32], index: usize) -> u64 {
    places.get(index).copied().unwrap_or(u32::MAX).into()
}
