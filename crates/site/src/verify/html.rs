//! The visible text of HTML. It is read token by token, without a tree. Content that a style or an attribute hides counts
//! as well: answers in closed parts of a page are on the page.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// What a page shows without its scripts.
#[derive(Debug, Default)]
pub struct HtmlText {
    /// The title.
    pub title: String,
    /// The visible text; a line break ends a block.
    pub text: String,
    /// Whether the page has scripts, which may show more.
    pub has_scripts: bool,
}

impl HtmlText {
    /// Reads a page.
    pub fn read(html: &str) -> Self {
        let sink = TextSink::default();
        let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(html.into());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let state = tokenizer.sink.0.into_inner();
        Self { title: state.title, text: state.text, has_scripts: state.has_scripts }
    }
}

#[derive(Default)]
struct TextSink(RefCell<State>);

#[derive(Default)]
struct State {
    title: String,
    text: String,
    has_scripts: bool,
    /// The element whose text is not visible and has no tags.
    raw: Option<Raw>,
    /// The number of open `template` elements whose content is not shown.
    templates: usize,
    /// The number of open `svg` and `math` elements, in which a tag can close itself.
    foreign: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Raw {
    Hidden,
    Title,
    Visible,
}

impl TokenSink for TextSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.add(&text),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn add(&mut self, text: &str) {
        match self.raw {
            Some(Raw::Title) => self.title += text,
            Some(Raw::Hidden) => {}
            _ if self.templates > 0 => {}
            _ => self.text += &text.replace(['\n', '\r'], " "),
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let is_start = tag.kind == TagKind::StartTag;
        let name = &*tag.name;
        // The tokenizer reports no other tag within raw text.
        self.raw = None;
        // Browsers show a declarative shadow root.
        let is_shadow_root = tag.attrs.iter().any(|attribute| &*attribute.name.local == "shadowrootmode");
        match name {
            "template" if is_start && !is_shadow_root => self.templates += 1,
            "template" if !is_start => self.templates = self.templates.saturating_sub(1),
            "svg" | "math" if is_start && !tag.self_closing => self.foreign += 1,
            "svg" | "math" if !is_start => self.foreign = self.foreign.saturating_sub(1),
            _ => {}
        }
        if is_block(name) && self.templates == 0 {
            self.text.push('\n');
        }
        let (raw, kind) = match name {
            _ if !is_start || (tag.self_closing && self.foreign > 0) => return TokenSinkResult::Continue,
            "script" => (Raw::Hidden, RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" => (Raw::Hidden, RawKind::Rawtext),
            "title" => (Raw::Title, RawKind::Rcdata),
            "textarea" => (Raw::Visible, RawKind::Rcdata),
            _ => return TokenSinkResult::Continue,
        };
        self.has_scripts |= name == "script";
        self.raw = Some(raw);
        TokenSinkResult::RawData(kind)
    }
}

/// Whether an element is not part of a line of text. A name that is not known, such as that of a custom element, is.
fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    ) && !name.contains('-')
}

#[cfg(test)]
mod tests {
    use super::HtmlText;

    fn text(html: &str) -> String {
        HtmlText::read(html).text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn text_is_what_a_reader_sees() {
        let html = "<!doctype html><title>A &amp; B</title><style>p{}</style><script>let a = '<p>no</p>';</script>
            <template><p>not yet</p></template><p>We sign a <b>B</b><span>A</span>A &mdash; on&nbsp;request.</p>
            <details><summary>More</summary><p hidden>Closed</p></details><textarea>typed</textarea><!-- <p>no</p> -->";
        assert_eq!(text(html), "We sign a BAA — on request. More Closed typed");
        assert_eq!(HtmlText::read(html).title, "A & B");
        assert!(HtmlText::read(html).has_scripts && !HtmlText::read("<p>a</p>").has_scripts);
    }

    #[test]
    fn blocks_are_separated_and_parts_of_a_word_are_not() {
        assert_eq!(HtmlText::read("<td>BAA</td><td>yes</td>").text, "\nBAA\n\nyes\n");
        assert_eq!(text("hyphen<wbr>ation <x-tip>B</x-tip>AA<br>next"), "hyphenation BAA next");
    }

    #[test]
    fn broken_html_is_read_to_the_end() {
        assert_eq!(text("<p>a<b>b</p>c</i><script>x"), "ab c");
        assert_eq!(text("<p>a<script>x</script"), "a");
        assert_eq!(
            text("<p>a<svg><title/><style/></svg>b<template shadowrootmode=open>c</template>"),
            "a b c"
        );
        let deep = "<b class=1><p>".repeat(200_000);
        assert_eq!(text(&[&deep, "end"].concat()), "end");
    }
}
