//! Slugs of names: the one that a new record gets, and the vendor that a slug of another name leads to. Hosts are told
//! these redirects, and the app follows them where a host knows none.

#[cfg(not(target_arch = "wasm32"))]
use crate::rules::fold;
use crate::search::folded;
use crate::{Listing, Slug};

/// The words of a name in lower-case Latin letters and digits, joined by hyphens: `Zoë's Café.io`
/// gives `zoes-cafe-io`.
#[cfg(not(target_arch = "wasm32"))]
pub fn slugify(name: &str) -> Option<Slug> {
    let name = name.replace(['\'', '\u{2019}'], "");
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold);
    let latin = words.map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let latin: Vec<String> = latin.filter(|word| !word.is_empty()).collect();
    Slug::parse(&latin.join("-")).ok()
}

/// The vendor that `/vendors/<segment>/` redirects to: the only one with a name or alias of that slug, without regard
/// to case, accents and hyphens. None where a vendor has the segment as its own slug.
pub fn redirect_target<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
    segment: &str,
) -> Option<&'a Slug> {
    let segment_letters = folded(segment);
    if segment_letters.is_empty() {
        return None;
    }
    // A slug has only the Latin letters and digits of its name.
    let is_same = |name: &String| folded(name).bytes().filter(u8::is_ascii).eq(segment_letters.bytes());
    let mut target = None;
    for Listing { slug, name, aliases, .. } in listings {
        let is_named_so = is_same(name) || aliases.iter().any(is_same);
        if slug.as_str() == segment || (is_named_so && target.replace(slug).is_some()) {
            return None;
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{redirect_target, slugify};
    use crate::{Listing, Record, Slug};

    fn listing(slug: &str, name: &str, aliases: &[&str]) -> Listing {
        let text = include_str!("../../../public/vendors/zoom.json");
        let record: Record = serde_json::from_str(text).expect("a record");
        Listing {
            slug: Slug::parse(slug).expect("a slug"),
            name: name.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            ..Listing::from(&record)
        }
    }

    #[test]
    fn a_slug_is_made_of_the_words_of_the_name() {
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
    fn a_slug_of_a_name_redirects_to_the_only_vendor_with_that_name() {
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
            // A vendor's own, whatever else is called so.
            ("openai", None),
            ("one-drive", None),
            ("zoom", None),
            // Two vendors have the name, or none has.
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
