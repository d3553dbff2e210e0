//! The published index, read a few vendors at a time, so that no task of a page is long.

use catalog::{BaaStatus, Confidence, Date, Fact, PhiStatus, RequestRoute, Signals, Slug};

use crate::evidence::EvidenceKind;
use crate::json::Json;
use crate::matcher::Matcher;
use crate::stack_index::{SharedSignal, StackFile, StackFileError, StackIndex, StackVendor};

/// Reads a published index, and builds its matcher.
pub struct IndexReader {
    /// The JSON of each vendor that is not read yet.
    vendors: std::vec::IntoIter<String>,
    index: StackIndex,
    matcher: Matcher,
}

impl IndexReader {
    /// Reads everything but the vendors of a published file.
    ///
    /// # Errors
    /// If the text is not JSON, or has another form or version.
    pub fn new(json: &str) -> Result<Self, StackFileError> {
        let file = Json::parse(json).map_err(StackFileError::Json)?;
        let file = file.object().ok_or(StackFileError::Value("version"))?;
        let member = |key: &'static str| file.get(key).ok_or(StackFileError::Value(key));
        let version = member("version")?.source().parse().map_err(|_| StackFileError::Value("version"))?;
        if version != StackFile::VERSION {
            // The form of another version is another one.
            return Err(StackFileError::Version(version));
        }
        let vendors = member("vendors")?.items().ok_or(StackFileError::Value("vendors"))?;
        let vendors: Vec<String> = vendors.into_iter().map(|vendor| vendor.source().to_owned()).collect();
        let mut index = StackIndex::default();
        add_shared(&mut index, EvidenceKind::Domain, member("corporate_domains")?)
            .ok_or(StackFileError::Value("corporate_domains"))?;
        for (kind, tokens) in member("ambiguous_signals")?.members().unwrap_or_default() {
            if let Some(kind) = EvidenceKind::from_key(&kind) {
                add_shared(&mut index, kind, tokens).ok_or(StackFileError::Value("ambiguous_signals"))?;
            }
        }
        // A site that was published by an earlier version has none.
        if let Some(json) = file.get("renamed") {
            add_renamed(&mut index, json).ok_or(StackFileError::Value("renamed"))?;
        }
        Ok(Self { vendors: vendors.into_iter(), index, matcher: Matcher::default() })
    }

    /// Reads up to that many vendors; false if all are read.
    ///
    /// # Errors
    /// If a vendor has another form, or another place than in the order of slugs.
    pub fn step(&mut self, max_vendors: usize) -> Result<bool, StackFileError> {
        for json in self.vendors.by_ref().take(max_vendors) {
            let vendor = Json::parse(&json).map_err(StackFileError::Json)?;
            let vendor = StackVendor::from_json(vendor).ok_or(StackFileError::Value("vendors"))?;
            // `StackIndex::vendor` finds vendors by their order.
            if self.index.vendors.last().is_some_and(|last| last.slug >= vendor.slug) {
                return Err(StackFileError::Value("vendors"));
            }
            self.matcher.add_vendor(&vendor);
            self.index.vendors.push(vendor);
        }
        Ok(self.vendors.len() > 0)
    }

    /// The index of the vendors that were read, with its matcher.
    pub fn finish(mut self) -> (StackIndex, Matcher) {
        self.matcher.add_shared(&self.index);
        (self.index, self.matcher)
    }
}

impl StackIndex {
    /// Reads a published file at once.
    ///
    /// # Errors
    /// If the text is not JSON, or has another form or version.
    pub fn parse(json: &str) -> Result<Self, StackFileError> {
        let mut reader = IndexReader::new(json)?;
        while reader.step(usize::MAX)? {}
        Ok(reader.finish().0)
    }
}

/// Adds the signals of an object, whose members are a token with the slugs of its products; `None` if it has another
/// form.
fn add_shared(index: &mut StackIndex, kind: EvidenceKind, json: Json) -> Option<()> {
    for (token, json) in json.members()? {
        let mut slugs = Vec::new();
        for slug in json.texts()? {
            slugs.push(Slug::parse(&slug).ok()?);
        }
        index.shared.push(SharedSignal { kind, token, slugs });
    }
    Some(())
}

/// Adds the renames of an object, whose members are an old slug with the new one; `None` if it has another form.
fn add_renamed(index: &mut StackIndex, json: Json) -> Option<()> {
    for (old, new) in json.members()? {
        index.renamed.push((Slug::parse(&old).ok()?, Slug::parse(&new.text()?).ok()?));
    }
    Some(())
}

impl StackVendor {
    /// The vendor in the published index. A list or text that is missing is empty, and a key that this build does not know
    /// is the weakest one.
    fn from_json(json: Json) -> Option<Self> {
        let vendor = json.object()?;
        let text = |key: &str| vendor.text(key);
        let texts = |key: &str| vendor.get(key).map_or(Some(Vec::new()), Json::texts);
        // The path of a kind: `packages.npm`.
        let tokens = |kind: &str| {
            let signals = vendor.get("signals");
            kind.split('.').fold(signals, |json, key| json?.member(key)).and_then(Json::texts)
        };
        Some(Self {
            changed: text("changed").and_then(|date| Date::parse(&date).ok()),
            reported: texts("reported")?.iter().filter_map(|key| Fact::from_key(key)).collect(),
            slug: Slug::parse(&text("slug")?).ok()?,
            name: text("name")?,
            aliases: texts("aliases")?,
            domains: texts("domains")?,
            signals: Signals::from_kinds(|kind| tokens(kind).unwrap_or_default()),
            baa: BaaStatus::parse_key(&text("baa")?)?,
            confidence: Confidence::parse_key(&text("confidence")?)?,
            phi: PhiStatus::parse_key(&text("phi")?)?,
            plans: texts("plans")?,
            excluded_plans: texts("excluded_plans")?,
            price: text("price"),
            excluded: texts("excluded")?,
            route: text("route").and_then(|key| RequestRoute::from_key(&key)),
        })
    }
}

#[cfg(test)]
mod tests {
    use catalog::Date;

    use crate::stack_index::{StackFile, StackFileError, StackIndex};

    #[test]
    fn a_file_of_another_version_is_rejected_by_its_version() {
        let file = StackFile::new(Date::parse("2026-11-28").expect("a date"), StackIndex::default());
        let json = serde_json::to_string(&file).expect("JSON");
        assert_eq!(StackIndex::parse(&json).expect("an index"), StackIndex::default());
        for json in
            [json.replace("\"version\":1", "\"version\":2"), "{\"version\":2,\"vendors\":{}}".to_owned()]
        {
            assert!(matches!(StackIndex::parse(&json), Err(StackFileError::Version(2))), "{json}");
        }
        for json in ["", "<!doctype html>"] {
            assert!(matches!(StackIndex::parse(json), Err(StackFileError::Json(_))), "{json}");
        }
        for json in ["{}", "[]", "{\"version\":1}", &json.replace("\"vendors\":[", "\"vendors\":[1")] {
            assert!(matches!(StackIndex::parse(json), Err(StackFileError::Value(_))), "{json}");
        }
    }
}
