//! Construction of an [`Engine`] in steps, so that a page with many vendors can paint between them.

use catalog::facets::FacetValue;
use catalog::sort::sort_indexes;
use catalog::{Category, Listing, Soc2Status};

use super::Engine;
use super::facet_counts::FacetBitsets;
use super::ranking::{MatchField, SOC2_REPORT, SharedText};
use super::sort_order::SortRanks;
use super::suffix_index::{Suffix, SuffixIndex};

/// The number of letters that a step reads or sorts: about those of 2,000 vendors.
const STEP_BUDGET: usize = 200_000;

/// An engine under construction.
#[derive(Debug)]
pub struct IndexBuilder {
    listings: Vec<Listing>,
    shared_texts: SharedTexts,
    suffix_index: SuffixIndex,
    /// The index of the next listing to add.
    next_listing: usize,
}

impl Engine {
    /// Builds an engine over listings in any order. [`super::Hit::index`] refers to this order.
    pub fn new(listings: Vec<Listing>) -> Self {
        let mut builder = IndexBuilder::new(listings);
        loop {
            if let Some(engine) = builder.step() {
                return engine;
            }
        }
    }
}

impl IndexBuilder {
    /// Starts the construction of an engine; see [`Engine::new`].
    pub fn new(listings: Vec<Listing>) -> Self {
        let shared_texts = SharedTexts::new(listings.len() as u32);
        Self { listings, shared_texts, suffix_index: SuffixIndex::default(), next_listing: 0 }
    }

    /// Performs the next step, and returns the engine after the last one. A few hundred vendors take a single step.
    pub fn step(&mut self) -> Option<Engine> {
        let initial_len = self.suffix_index.len();
        while let Some(listing) = self.listings.get(self.next_listing) {
            let vendor = self.next_listing as u32;
            self.suffix_index.add(&listing.name, vendor, 0);
            for (name_index, alias) in (1..).zip(&listing.aliases) {
                self.suffix_index.add(alias, vendor, name_index);
            }
            self.shared_texts.add_vendor(vendor, listing);
            self.next_listing += 1;
            if self.suffix_index.len() - initial_len > STEP_BUDGET {
                return None;
            }
        }
        self.shared_texts.index_once(&mut self.suffix_index);
        while self.suffix_index.sort_step() {
            if self.suffix_index.len() > STEP_BUDGET {
                return None;
            }
        }
        let listings = std::mem::take(&mut self.listings);
        let suffix_index = std::mem::take(&mut self.suffix_index);
        let sort_ranks = SortRanks::new(&listings, vendors_by_name(&suffix_index, &listings));
        let facet_bitsets = FacetBitsets::new(&listings);
        let shared_texts = std::mem::take(&mut self.shared_texts.texts);
        Some(Engine { listings, suffix_index, shared_texts, sort_ranks, facet_bitsets })
    }
}

/// The vendors sorted by name, and those with equal names by slug. The suffix index has sorted the names already.
fn vendors_by_name(suffix_index: &SuffixIndex, listings: &[Listing]) -> Vec<u32> {
    let is_name = |suffix: &&Suffix| {
        suffix.is_whole_text && suffix.name_index == 0 && (suffix.doc_id as usize) < listings.len()
    };
    let names: Vec<&Suffix> = suffix_index.suffixes().iter().filter(is_name).collect();
    let mut vendors: Vec<u32> = Vec::with_capacity(names.len());
    for equal_names in names.chunk_by(|one, next| suffix_index.text(one) == suffix_index.text(next)) {
        let start = vendors.len();
        vendors.extend(equal_names.iter().map(|suffix| suffix.doc_id));
        if equal_names.len() > 1 {
            let slug = |vendor: u32| listings.get(vendor as usize).map(|listing| &listing.slug);
            sort_indexes(vendors.get_mut(start..).unwrap_or_default(), &|one, other| {
                slug(one).cmp(&slug(other))
            });
        }
    }
    vendors
}

/// The shared texts under construction. Their document ids follow those of the vendors: first the categories, then the
/// certifications and SOC 2 reports.
#[derive(Debug)]
struct SharedTexts {
    first_doc_id: u32,
    texts: Vec<SharedText>,
    /// Each distinct certification and report, sorted by length and then by bytes, with its index in `texts`.
    certifications: Vec<(String, usize)>,
    is_indexed: bool,
}

impl SharedTexts {
    fn new(first_doc_id: u32) -> Self {
        let category = |_: &Category| SharedText { field: MatchField::Category, postings: Vec::new() };
        Self {
            first_doc_id,
            texts: Category::ALL.iter().map(category).collect(),
            certifications: Vec::new(),
            is_indexed: false,
        }
    }

    /// Adds a vendor to the posting lists of its category, its certifications and its SOC 2 report.
    fn add_vendor(&mut self, vendor: u32, listing: &Listing) {
        if listing.category != Category::Unknown {
            self.add_posting(listing.category.index(), vendor, 0);
        }
        for (text_index, certification) in (0..SOC2_REPORT).zip(&listing.certifications) {
            let text = self.certification(certification);
            self.add_posting(text, vendor, text_index);
        }
        let report = match listing.soc2 {
            Soc2Status::Type2 | Soc2Status::Type1 => listing.soc2.label(),
            Soc2Status::Reported => "SOC 2",
            Soc2Status::None | Soc2Status::Unknown => return,
        };
        let text = self.certification(report);
        self.add_posting(text, vendor, SOC2_REPORT);
    }

    fn add_posting(&mut self, text: usize, vendor: u32, text_index: u16) {
        if let Some(text) = self.texts.get_mut(text) {
            text.postings.push((vendor, text_index));
        }
    }

    /// The index of a certification or report, which is added if it is new.
    fn certification(&mut self, name: &str) -> usize {
        let order = |other: &str| other.len().cmp(&name.len()).then_with(|| other.cmp(name));
        match self.certifications.binary_search_by(|(other, _)| order(other)) {
            Ok(at) => self.certifications.get(at).map_or(0, |(_, text)| *text),
            Err(at) => {
                self.certifications.insert(at, (name.to_owned(), self.texts.len()));
                self.texts.push(SharedText { field: MatchField::Certification, postings: Vec::new() });
                self.texts.len() - 1
            }
        }
    }

    /// Adds the shared texts to the index, at the first call only.
    fn index_once(&mut self, suffix_index: &mut SuffixIndex) {
        if std::mem::replace(&mut self.is_indexed, true) {
            return;
        }
        for (doc_id, category) in (self.first_doc_id..).zip(Category::ALL) {
            suffix_index.add(category.label(), doc_id, 0);
            suffix_index.add(category.key(), doc_id, 0);
            category.synonyms().for_each(|synonym| suffix_index.add(synonym, doc_id, 0));
        }
        for (name, text) in &self.certifications {
            suffix_index.add(name, self.first_doc_id + *text as u32, 0);
        }
    }
}
