//! Highlighting: the parts of a text that a query matches, for display. The folded text is matched, and the matched
//! letters are mapped back to byte ranges of the original text.

use catalog::text_folding::is_ignored;

use super::letters::FoldedText;
use super::matching::{ParsedQuery, Term, Terms};

/// A fragment of a text that is either highlighted or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// The text of the fragment; never empty.
    pub text: &'a str,
    /// Whether the query matches the fragment.
    pub is_match: bool,
}

/// A range of letters in a folded text: the start and the end.
type Span = (usize, usize);

/// Splits a text into fragments that a query matches and fragments that it does not match, in turn. Concatenated, they
/// are the text. For each term, the prefixes of words are highlighted; if there are none, the infixes of words; if there
/// are none, the words that match with typing errors.
pub fn highlight<'a>(text: &'a str, query_text: &str) -> Vec<Fragment<'a>> {
    let mut is_match = vec![false; text.len()];
    if let ParsedQuery::Terms(terms) = ParsedQuery::new(query_text) {
        let mut offsets = Vec::new();
        let folded = FoldedText::with_offsets(text, &mut |offset| offsets.push(offset));
        for (start, end) in spans(&terms, &folded) {
            let last = end.saturating_sub(1);
            if let (Some(first), Some(last)) = (offsets.get(start), offsets.get(last)) {
                let bytes = is_match.get_mut(*first..end_of_letter(text, *last));
                bytes.unwrap_or_default().fill(true);
            }
        }
    }
    fragments(text, &is_match)
}

/// The end of the letter at a byte offset, with the combining accents that follow it.
fn end_of_letter(text: &str, offset: usize) -> usize {
    let tail = text.get(offset..).unwrap_or_default();
    let next = tail.char_indices().skip(1).find(|(_, character)| !is_ignored(*character));
    next.map_or(text.len(), |(length, _)| offset + length)
}

fn fragments<'a>(text: &'a str, is_match: &[bool]) -> Vec<Fragment<'a>> {
    let mut start = 0;
    let mut fragments = Vec::new();
    for run in is_match.chunk_by(|one, next| one == next) {
        let end = start + run.len();
        fragments.push(Fragment {
            text: text.get(start..end).unwrap_or_default(),
            is_match: run.first().is_some_and(|is_match| *is_match),
        });
        start = end;
    }
    fragments
}

fn spans(terms: &Terms, text: &FoldedText) -> Vec<Span> {
    let joined_spans = literal_spans(&terms.joined, text);
    if !joined_spans.is_empty() {
        return joined_spans;
    }
    let mut word_spans = Vec::new();
    let mut has_all_words = !terms.words.is_empty();
    for word in &terms.words {
        let literal_spans = literal_spans(word, text);
        if literal_spans.is_empty() {
            let fuzzy_span = fuzzy_span(word, text);
            has_all_words &= fuzzy_span.is_some();
            word_spans.extend(fuzzy_span);
        } else {
            word_spans.extend(literal_spans);
        }
    }
    if has_all_words {
        word_spans
    } else {
        fuzzy_span(&terms.joined, text).map_or(word_spans, |span| vec![span])
    }
}

/// The spans at which words start with the term; if there are none, the spans at which words contain it.
fn literal_spans(term: &Term, text: &FoldedText) -> Vec<Span> {
    let length = term.letters.len();
    let starts = text.word_starts.iter().copied().filter(|start| term.is_at(text, *start));
    let prefixes: Vec<Span> = starts.map(|start| (start, start + length)).collect();
    if !prefixes.is_empty() {
        return prefixes;
    }
    let infixes = text.words().filter_map(|(start, end)| {
        let start = start + term.position_in_word(text.slice(start, end))?;
        Some((start, start + length))
    });
    infixes.collect()
}

/// The span of the words that match the term with typing errors.
fn fuzzy_span(term: &Term, text: &FoldedText) -> Option<Span> {
    let fuzzy_match = term.fuzzy_match(text)?;
    let end = (fuzzy_match.end..=text.letters.len()).find(|position| text.is_word_end(*position))?;
    Some((fuzzy_match.start, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::highlight;

    /// The text with its highlighted fragments in brackets.
    fn bracketed(text: &str, query_text: &str) -> String {
        let fragments = highlight(text, query_text);
        let written = fragments.iter().map(|fragment| match fragment.is_match {
            true => format!("[{}]", fragment.text),
            false => fragment.text.to_owned(),
        });
        written.collect()
    }

    #[test]
    fn literal_matches_are_highlighted() {
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
            assert_eq!(bracketed(text, query_text), expected, "{query_text} in {text}");
        }
    }

    #[test]
    fn a_letter_is_highlighted_with_its_accents() {
        assert_eq!(bracketed("Café Zoë", "cafe"), "[Café] Zoë");
        assert_eq!(bracketed("Cafe\u{301} Zoe\u{308}", "café"), "[Cafe\u{301}] Zoe\u{308}");
        assert_eq!(bracketed("Großstadt", "gros"), "[Groß]stadt");
        assert_eq!(bracketed("Ægir", "a"), "[Æ]gir");
        assert_eq!(bracketed("zoe", "Zoë"), "[zoe]");
    }

    #[test]
    fn words_that_match_with_a_typing_error_are_highlighted() {
        assert_eq!(bracketed("Mailchimp", "mialchimp"), "[Mailchimp]");
        assert_eq!(bracketed("Mailchimp", "mialch"), "[Mailchimp]");
        assert_eq!(bracketed("Better Stack", "stakc"), "Better [Stack]");
        assert_eq!(bracketed("Help Scout", "helpscuot"), "[Help Scout]");
        assert_eq!(bracketed("Dropbox Sign", "dorpbox sign"), "[Dropbox] [Sign]");
        assert_eq!(bracketed("Mailchimp", "mail chmp"), "[Mailchimp]");
    }

    proptest! {
        #[test]
        fn fragments_concatenate_to_the_text_and_alternate(
            text in "(?s).*|[a-cé.\u{301} ß]{0,12}",
            query_text in "(?s).*|[a-c ]{0,6}",
        ) {
            let fragments = highlight(&text, &query_text);
            let concatenated = fragments.iter().map(|fragment| fragment.text).collect::<String>();
            prop_assert_eq!(concatenated, text.as_str());
            prop_assert!(fragments.windows(2).all(|pair| pair[0].is_match != pair[1].is_match));
            prop_assert!(fragments.iter().all(|fragment| !fragment.text.is_empty()));
        }
    }
}
