//! Validation of Atom feeds: against the schema of RFC 4287, against the rules that a schema cannot express, and with the
//! parser of a feed reader.

use catalog::Date;
use relax_ng::{
    Content, DatatypeRegistry, Element, ExpandedName, ResolveError, Schema, SchemaResolver, SchemaSource,
    SchemaSyntax,
};
use roxmltree::{Document, Node};

/// The XML namespace of Atom.
const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

/// A validator with the schema of the RFC.
pub struct AtomValidator {
    schema: Schema,
    types: DatatypeRegistry,
}

/// A resolver for a schema without references.
struct NoReferences;

impl SchemaResolver for NoReferences {
    fn resolve(&self, href: &str, _: &str) -> Result<SchemaSource, ResolveError> {
        Err(ResolveError::new(href))
    }
}

/// An XML element, for the validator.
struct XmlElement<'a>(Node<'a, 'a>);

impl Element for XmlElement<'_> {
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
        let position = self.0.document().text_pos_at(self.0.range().start);
        Some(position.to_string())
    }
}

impl AtomValidator {
    pub fn new() -> Self {
        let source = SchemaSource::new(include_str!("atom.rnc"), "atom.rnc", SchemaSyntax::Compact);
        let schema = Schema::compile(&source, &NoReferences).expect("the schema of RFC 4287");
        Self { schema, types: DatatypeRegistry::new() }
    }

    /// The violations of the schema in a text.
    pub fn violations(&self, text: &str) -> Vec<String> {
        match Document::parse(text) {
            Ok(document) => {
                let found = self.schema.validate(&self.types, &XmlElement(document.root_element()));
                found.expect("known types").iter().map(ToString::to_string).collect()
            }
            Err(error) => vec![error.to_string()],
        }
    }

    /// Asserts that a text is a valid feed: by the schema, by the requirements in the text of RFC 4287 (an author, a link of
    /// each entry, unique identifiers below `origin`), and for a feed reader. Returns the identifier of the feed.
    pub fn assert_valid(&self, name: &str, text: &str, origin: &str) -> String {
        assert_eq!(self.violations(text), Vec::<String>::new(), "{name}");
        let document = Document::parse(text).expect("XML");
        let feed = document.root_element();
        assert_eq!(feed.tag_name().name(), "feed", "{name}");
        assert!(!children_named(feed, "author").is_empty(), "{name} has an author");
        assert_eq!(link_relations(feed), ["self", "alternate"], "{name}");
        let mut ids = std::collections::BTreeSet::new();
        for entry in children_named(feed, "entry") {
            assert_eq!(link_relations(entry), ["alternate"], "{name}");
            assert!(child_text(entry, "updated") <= child_text(feed, "updated"), "{name}");
            assert!(ids.insert(child_text(entry, "id")), "{name}: {}", child_text(entry, "id"));
        }
        for node in document.descendants().filter(|node| !child_text(*node, "id").is_empty()) {
            assert!(child_text(node, "id").starts_with(&format!("{origin}/")), "{name}");
            assert!(!child_text(node, "title").is_empty(), "{name}");
            let updated = child_text(node, "updated");
            let (date, time) = updated.split_at(10);
            assert!(Date::parse(date).is_ok() && time.starts_with("T00:00:00"), "{name}: {updated}");
        }
        let read = feed_rs::parser::parse(text.as_bytes()).expect("a feed reader reads it");
        assert_eq!(read.entries.len(), ids.len(), "{name}");
        read.id
    }
}

fn children_named<'a>(parent: Node<'a, 'a>, name: &'static str) -> Vec<Node<'a, 'a>> {
    parent.children().filter(|child| child.has_tag_name((NAMESPACE, name))).collect()
}

fn child_text(parent: Node<'_, '_>, name: &str) -> String {
    let child = parent.children().find(|child| child.has_tag_name((NAMESPACE, name)));
    child.and_then(|child| child.text()).unwrap_or_default().to_owned()
}

fn link_relations<'a>(parent: Node<'a, 'a>) -> Vec<&'a str> {
    parent
        .children()
        .filter(|child| child.has_tag_name((NAMESPACE, "link")))
        .map(|link| link.attribute("rel").unwrap_or("alternate"))
        .collect()
}
