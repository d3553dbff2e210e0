//! Feeds, held against the schema of RFC 4287 and the rules that a schema cannot say, and read by a feed reader's
//! library.

use directory::Date;
use relax_ng::{
    Content, DatatypeRegistry, Element, ExpandedName, ResolveError, Schema, SchemaResolver, SchemaSource,
    SchemaSyntax,
};
use roxmltree::{Document, Node};

/// The namespace of Atom.
const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The schema of the RFC.
pub struct Atom {
    schema: Schema,
    types: DatatypeRegistry,
}

/// The schema names no other.
struct Alone;

impl SchemaResolver for Alone {
    fn resolve(&self, href: &str, _: &str) -> Result<SchemaSource, ResolveError> {
        Err(ResolveError::new(href))
    }
}

/// An element as the schema sees it.
struct Seen<'a>(Node<'a, 'a>);

impl Element for Seen<'_> {
    type Location = String;

    fn name(&self) -> ExpandedName {
        ExpandedName::new(self.0.tag_name().namespace(), self.0.tag_name().name())
    }

    fn attributes(&self) -> impl Iterator<Item = (ExpandedName, String)> {
        let named = |attribute: roxmltree::Attribute<'_, '_>| {
            (ExpandedName::new(attribute.namespace(), attribute.name()), attribute.value().to_owned())
        };
        self.0.attributes().map(named)
    }

    fn children(&self) -> impl Iterator<Item = Content<Self>> {
        self.0.children().filter_map(|child| match child.text() {
            Some(text) if child.is_text() => Some(Content::Text(text.to_owned())),
            _ => child.is_element().then_some(Content::Element(Self(child))),
        })
    }

    fn location(&self) -> Option<String> {
        let place = self.0.document().text_pos_at(self.0.range().start);
        Some(place.to_string())
    }
}

impl Atom {
    pub fn new() -> Self {
        let source = SchemaSource::new(include_str!("atom.rnc"), "atom.rnc", SchemaSyntax::Compact);
        let schema = Schema::compile(&source, &Alone).expect("the schema of RFC 4287");
        Self { schema, types: DatatypeRegistry::new() }
    }

    /// What is wrong with a text as Atom, by the schema.
    pub fn defects(&self, text: &str) -> Vec<String> {
        match Document::parse(text) {
            Ok(document) => {
                let found = self.schema.validate(&self.types, &Seen(document.root_element()));
                found.expect("known types").iter().map(ToString::to_string).collect()
            }
            Err(error) => vec![error.to_string()],
        }
    }

    /// Fails unless a text is a feed: by the schema, by what RFC 4287 asks for in words (an author, an entry's link,
    /// identifiers of their own), and to a feed reader. Returns the identifier of the feed.
    pub fn takes(&self, name: &str, text: &str) -> String {
        assert_eq!(self.defects(text), Vec::<String>::new(), "{name}");
        let document = Document::parse(text).expect("XML");
        let feed = document.root_element();
        assert_eq!(feed.tag_name().name(), "feed", "{name}");
        assert!(!elements(feed, "author").is_empty(), "{name} has an author");
        assert_eq!(rels(feed), ["self", "alternate"], "{name}");
        let mut ids = std::collections::BTreeSet::new();
        for entry in elements(feed, "entry") {
            assert_eq!(rels(entry), ["alternate"], "{name}");
            assert!(words(entry, "updated") <= words(feed, "updated"), "{name}");
            assert!(ids.insert(words(entry, "id")), "{name}: {}", words(entry, "id"));
        }
        for part in document.descendants().filter(|part| !words(*part, "id").is_empty()) {
            assert!(words(part, "id").starts_with("https://countersign.example/"), "{name}");
            assert!(!words(part, "title").is_empty(), "{name}");
            let moment = words(part, "updated");
            let (day, time) = moment.split_at(10);
            assert!(Date::parse(day).is_ok() && time.starts_with("T00:00:00"), "{name}: {moment}");
        }
        let read = feed_rs::parser::parse(text.as_bytes()).expect("a feed reader reads it");
        assert_eq!(read.entries.len(), ids.len(), "{name}");
        read.id
    }
}

fn elements<'a>(of: Node<'a, 'a>, name: &'static str) -> Vec<Node<'a, 'a>> {
    of.children().filter(|child| child.has_tag_name((ATOM, name))).collect()
}

fn words(of: Node<'_, '_>, name: &str) -> String {
    let child = of.children().find(|child| child.has_tag_name((ATOM, name)));
    child.and_then(|child| child.text()).unwrap_or_default().to_owned()
}

fn rels<'a>(of: Node<'a, 'a>) -> Vec<&'a str> {
    of.children()
        .filter(|child| child.has_tag_name((ATOM, "link")))
        .map(|link| link.attribute("rel").unwrap_or("alternate"))
        .collect()
}
