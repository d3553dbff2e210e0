//! Which letters of a name to mark, so that one sees why it was found.

use super::fold::{Folded, Text, fold};
use super::matching::{Needle, Sought, Typed};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark<'a> {
    /// The piece.
    pub text: &'a str,
    /// Whether it is what was asked for.
    pub is_match: bool,
}

/// Letters of a folded text, from one place to another.
type Span = (usize, usize);

/// Cuts a text into pieces, marked and not; put together again they are the text. Marked is what was
/// typed where a word starts with it, else where it stands within a word, else what was meant by it.
pub fn marks<'a>(text: &'a str, query_text: &str) -> Vec<Mark<'a>> {
    let mut is_marked = vec![false; text.len()];
    if let Typed::Sought(sought) = Typed::new(query_text) {
        let mut sources = Vec::new();
        let folded = Text::read(text, &mut |at| sources.push(at));
        for (start, end) in spans(&sought, &folded) {
            let last = end.saturating_sub(1);
            if let (Some(first), Some(last)) = (sources.get(start), sources.get(last)) {
                let bytes = is_marked.get_mut(*first..end_of_letter(text, *last));
                bytes.unwrap_or_default().fill(true);
            }
        }
    }
    pieces(text, &is_marked)
}

/// Where a letter ends, with the accents that follow it.
fn end_of_letter(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let next = rest.char_indices().skip(1).find(|(_, character)| fold(*character) != Folded::Nothing);
    next.map_or(text.len(), |(offset, _)| at + offset)
}

fn pieces<'a>(text: &'a str, is_marked: &[bool]) -> Vec<Mark<'a>> {
    let mut start = 0;
    let mut pieces = Vec::new();
    for part in is_marked.chunk_by(|one, next| one == next) {
        let end = start + part.len();
        pieces.push(Mark {
            text: text.get(start..end).unwrap_or_default(),
            is_match: part.first().is_some_and(|is_marked| *is_marked),
        });
        start = end;
    }
    pieces
}

fn spans(sought: &Sought, text: &Text) -> Vec<Span> {
    let whole = literal(&sought.whole, text);
    if !whole.is_empty() {
        return whole;
    }
    let mut by_words = Vec::new();
    let mut has_all = !sought.words.is_empty();
    for word in &sought.words {
        let literal = literal(word, text);
        if literal.is_empty() {
            let meant = meant(word, text);
            has_all &= meant.is_some();
            by_words.extend(meant);
        } else {
            by_words.extend(literal);
        }
    }
    if has_all { by_words } else { meant(&sought.whole, text).map_or(by_words, |span| vec![span]) }
}

/// Where words start with it, else where it stands within words.
fn literal(needle: &Needle, text: &Text) -> Vec<Span> {
    let length = needle.letters.len();
    let starts = text.starts.iter().copied().filter(|start| needle.starts_at(text, *start));
    let spans: Vec<Span> = starts.map(|start| (start, start + length)).collect();
    if !spans.is_empty() {
        return spans;
    }
    let within = text.words().filter_map(|(start, end)| {
        let start = start + needle.within(text.part(start, end))?;
        Some((start, start + length))
    });
    within.collect()
}

/// The words that were meant by it.
fn meant(needle: &Needle, text: &Text) -> Option<Span> {
    let meant = needle.meant(text)?;
    let end = (meant.end..=text.letters.len()).find(|place| text.is_word_end(*place))?;
    Some((meant.start, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::marks;

    /// The text with its marked pieces in brackets.
    fn marked(text: &str, query_text: &str) -> String {
        let pieces = marks(text, query_text);
        let written = pieces.iter().map(|piece| match piece.is_match {
            true => format!("[{}]", piece.text),
            false => piece.text.to_owned(),
        });
        written.collect()
    }

    #[test]
    fn marks_the_letters_that_were_typed() {
        for (text, query_text, expected) in [
            ("Mailchimp", "mail", "[Mail]chimp"),
            ("Mailchimp", "CHIMP", "Mail[chimp]"),
            ("Google Cloud", "cl", "Google [Cl]oud"),
            ("Google Cloud", "google cloud", "[Google Cloud]"),
            ("Google Cloud", "cloud google", "[Google] [Cloud]"),
            ("Customer.io", "customerio", "[Customer.io]"),
            ("Customer.io", "customer i", "[Customer.i]o"),
            ("Dropbox", "drop box", "[Dropbox]"),
            ("Box by Dropbox", "box", "[Box] by Dropbox"),
            ("Mailchimp", "sla", "Mailchimp"),
            ("ISO 27001", "27001", "ISO [27001]"),
            ("ISO 27001", "7001", "ISO 27001"),
            ("Mailchimp", "", "Mailchimp"),
            ("Mailchimp", "...", "Mailchimp"),
            ("", "mail", ""),
            ("...", "mail", "..."),
        ] {
            assert_eq!(marked(text, query_text), expected, "{query_text} in {text}");
        }
    }

    #[test]
    fn marks_whole_letters_whatever_their_accents() {
        assert_eq!(marked("Café Zoë", "cafe"), "[Café] Zoë");
        assert_eq!(marked("Cafe\u{301} Zoe\u{308}", "café"), "[Cafe\u{301}] Zoe\u{308}");
        assert_eq!(marked("Großstadt", "gros"), "[Groß]stadt");
        assert_eq!(marked("Ægir", "a"), "[Æ]gir");
        assert_eq!(marked("zoe", "Zoë"), "[zoe]");
    }

    #[test]
    fn marks_the_words_that_were_meant_by_a_typing_error() {
        assert_eq!(marked("Mailchimp", "mialchimp"), "[Mailchimp]");
        assert_eq!(marked("Mailchimp", "mialch"), "[Mailchimp]");
        assert_eq!(marked("Better Stack", "stakc"), "Better [Stack]");
        assert_eq!(marked("Help Scout", "helpscuot"), "[Help Scout]");
        assert_eq!(marked("Dropbox Sign", "dorpbox sign"), "[Dropbox] [Sign]");
        assert_eq!(marked("Mailchimp", "mail chmp"), "[Mailchimp]");
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text_and_change_from_one_to_the_next(
            text in "(?s).*|[a-cé.\u{301} ß]{0,12}",
            query_text in "(?s).*|[a-c ]{0,6}",
        ) {
            let pieces = marks(&text, &query_text);
            prop_assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), text.as_str());
            prop_assert!(pieces.windows(2).all(|pair| pair[0].is_match != pair[1].is_match));
            prop_assert!(pieces.iter().all(|piece| !piece.text.is_empty()));
        }
    }
}
