//! Slugs: the stable keys of vendors, the slug for a new name, and the vendor that an unknown slug redirects to.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Listing;
#[cfg(not(target_arch = "wasm32"))]
use crate::rules::name_key;
use crate::text_folding::folded;

/// A vendor's stable key: words of lower-case ASCII letters and digits, joined by single hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// An error for text that is not a slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a slug: lower-case letters and digits, in words joined by single hyphens")]
pub struct SlugError(String);

impl Slug {
    /// Parses a slug from a record or a URL.
    ///
    /// # Errors
    /// If the text has another form.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if text.split('-').all(is_word) { Ok(Self(text.to_owned())) } else { Err(SlugError(text.to_owned())) }
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The slug for a name: its words in lower-case ASCII letters and digits, joined by hyphens. `Zoë's Café.io` gives
/// `zoes-cafe-io`. `None` if the name has no Latin letter or digit.
#[cfg(not(target_arch = "wasm32"))]
pub fn slugify(name: &str) -> Option<Slug> {
    let name = name.replace(['\'', '\u{2019}'], "");
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(name_key);
    let ascii = words.map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let ascii: Vec<String> = ascii.filter(|word| !word.is_empty()).collect();
    Slug::parse(&ascii.join("-")).ok()
}

/// The vendor that `/vendors/<segment>/` redirects to: the only vendor with a name or alias of that slug, ignoring
/// case, accents and hyphens. `None` if a vendor has the segment as its own slug.
///
/// The publisher writes these redirects for hosts; the app follows them on hosts without redirects.
pub fn redirect_target<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    segment: &str,
) -> Option<&'a Slug> {
    let folded_segment = folded(segment);
    if folded_segment.is_empty() {
        return None;
    }
    // `slugify` drops every letter that is not ASCII.
    let is_same = |name: &String| folded(name).bytes().filter(u8::is_ascii).eq(folded_segment.bytes());
    let mut target = None;
    for Listing { slug, name, aliases, .. } in listings {
        let has_name = is_same(name) || aliases.iter().any(is_same);
        if slug.as_str() == segment || (has_name && target.replace(slug).is_some()) {
            return None;
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{redirect_target, slugify};
    use crate::{BaaStatus, Category, Confidence, Date, Listing, PhiStatus, Publisher, Slug, Soc2Status};

    fn listing(slug: &str, name: &str, aliases: &[&str]) -> Listing {
        Listing {
            slug: Slug::parse(slug).expect("a slug"),
            name: name.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            domains: Vec::new(),
            category: Category::Cloud,
            baa: BaaStatus::Unknown,
            phi: PhiStatus::Unknown,
            soc2: Soc2Status::Unknown,
            soc2_evidence: Publisher::ThirdParty,
            plans: Vec::new(),
            certifications: Vec::new(),
            last_verified: Date::parse("2026-11-23").expect("a date"),
            confidence: Confidence::Low,
            featured: 0,
        }
    }

    #[test]
    fn a_slug_consists_of_the_words_of_the_name() {
        for (name, slug) in [
            ("monday.com", "monday-com"),
            ("Zoë's Café.io", "zoes-cafe-io"),
            ("  Acme -- Health+ ", "acme-health"),
            ("8x8", "8x8"),
        ] {
            assert_eq!(slugify(name).map(|slug| slug.to_string()).as_deref(), Some(slug));
        }
        assert_eq!(slugify("東京"), None);
    }

    #[test]
    fn the_slug_of_a_name_redirects_to_the_only_vendor_with_that_name() {
        let listings = [
            listing("openai", "OpenAI API", &["ChatGPT", "Drive", "東京 Maps", "O'Brien's Café"]),
            listing("one-drive", "OneDrive", &["Drive", "東京", "Zoom"]),
            listing("zoom", "Zoom Workplace", &[]),
        ];
        for (segment, target) in [
            ("openai-api", Some("openai")),
            ("OpenAI-API", Some("openai")),
            ("open-ai-api", Some("openai")),
            ("chatgpt", Some("openai")),
            ("maps", Some("openai")),
            ("obriens-cafe", Some("openai")),
            ("onedrive", Some("one-drive")),
            ("zoom-workplace", Some("zoom")),
            // A vendor's own slug, even if another vendor has that name.
            ("openai", None),
            ("one-drive", None),
            ("zoom", None),
            // Two vendors have the name, or no vendor has it.
            ("drive", None),
            ("api", None),
            ("nobody", None),
            ("", None),
            ("--", None),
            ("大阪maps", None),
        ] {
            assert_eq!(redirect_target(&listings, segment).map(Slug::as_str), target, "{segment}");
        }
    }

    proptest! {
        #[test]
        fn the_slug_of_any_name_redirects_to_the_vendor_with_that_name(name: String, alias: String) {
            let listings = [listing("own-slug-of-acme", &name, &[&alias]), listing("zoom", "Zoom", &[])];
            for slug in [name, alias].iter().filter_map(|name| slugify(name)) {
                prop_assume!(slug.as_str() != "zoom");
                prop_assert_eq!(redirect_target(&listings, slug.as_str()), Some(&listings[0].slug), "{}", slug);
            }
        }
    }
}
