//! Comparing phrases with the text of a page: differences that a reader does not see do not count.

use catalog::rules::is_hidden;
use unicode_normalization::UnicodeNormalization;

/// The most characters of a sentence that are shown or stored.
const MAX_SENTENCE: usize = 240;

/// The visible text of a page, in which a line break ends a block such as a paragraph or a table cell.
#[derive(Clone, Debug)]
pub struct PageText {
    text: String,
    folded: String,
}

impl PageText {
    /// Folds a text once, for any number of phrases.
    pub fn new(text: String) -> Self {
        let folded = fold(&text);
        Self { text, folded }
    }

    /// Whether the page contains a phrase.
    pub fn contains(&self, phrase: &str) -> bool {
        contains(&self.folded, &fold(phrase))
    }

    /// The number of words.
    pub fn word_count(&self) -> usize {
        self.folded.split(' ').filter(|word| word.contains(char::is_alphanumeric)).count()
    }

    /// The sentence that contains a phrase, if the page contains it. If the phrase spans sentences, it is the phrase itself.
    pub fn sentence_with(&self, phrase: &str) -> Option<String> {
        let folded = fold(phrase);
        let is_found = contains(&self.folded, &folded);
        is_found.then(|| {
            let sentence = self.sentences().find(|sentence| contains(&fold(sentence), &folded));
            shorten(sentence.unwrap_or(phrase))
        })
    }

    /// The sentence that shares the most words with a phrase; `None` if none shares half of them.
    pub fn nearest_sentence(&self, phrase: &str) -> Option<String> {
        let phrase = fold(phrase);
        let words: Vec<&str> = words(&phrase).collect();
        let shared = |sentence: &str| {
            let folded = fold(sentence);
            let of_sentence: Vec<&str> = self::words(&folded).collect();
            words.iter().filter(|word| of_sentence.iter().any(|other| is_same_word(word, other))).count()
        };
        let ranked = self.sentences().map(|sentence| (shared(sentence), sentence));
        // The first of equals, as on the page.
        let best = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.filter(|(shared, _)| *shared > 0 && shared * 2 >= words.len())
            .map(|(_, sentence)| shorten(sentence))
    }

    fn sentences(&self) -> impl Iterator<Item = &str> {
        let in_block = |block| SentenceEnds { rest: block };
        self.text.lines().flat_map(in_block).map(str::trim).filter(|sentence| !sentence.is_empty())
    }
}

/// The sentences of a block: each ends with a mark and white space.
struct SentenceEnds<'a> {
    rest: &'a str,
}

impl<'a> Iterator for SentenceEnds<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let mut previous = ' ';
        let end = self.rest.char_indices().find(|&(_, character)| {
            let is_end = character.is_whitespace() && matches!(previous, '.' | '!' | '?');
            previous = character;
            is_end
        });
        let (sentence, rest) = self.rest.split_at(end.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest.trim_start();
        Some(sentence)
    }
}

/// Whether a folded text contains a folded phrase. A number in it is a whole number: "SOC 200" does not contain "SOC 2".
fn contains(text: &str, phrase: &str) -> bool {
    let is_digit = |character: Option<char>| character.is_some_and(char::is_numeric);
    let (starts, ends) = (is_digit(phrase.chars().next()), is_digit(phrase.chars().next_back()));
    text.match_indices(phrase).any(|(at, _)| {
        let before = starts && is_digit(text[..at].chars().next_back());
        let after = ends && is_digit(text[at + phrase.len()..].chars().next());
        !before && !after
    })
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether two words are the same, or one is a form of the other: "agreement" and "agreements".
fn is_same_word(one: &str, other: &str) -> bool {
    let is_form = one.starts_with(other) || other.starts_with(one);
    one == other || (is_form && one.chars().count().min(other.chars().count()) >= 4)
}

fn shorten(sentence: &str) -> String {
    // Nothing in it can move the cursor of a terminal, or change the direction of text.
    let visible: String =
        sentence.chars().filter(|character| character.is_whitespace() || !is_hidden(*character)).collect();
    let mut short = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = short.char_indices().nth(MAX_SENTENCE) {
        short.truncate(at);
        short.push('…');
    }
    short
}

/// A text without what a reader does not see: compatibility forms (ligatures, full-width letters), case, kinds of
/// quotation marks, dashes, and white space, and invisible characters such as soft hyphens.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_after_space = true;
    let plain = text.chars().filter(|character| !is_invisible(*character)).map(simplify);
    for character in plain.nfkc().flat_map(char::to_lowercase).nfkc() {
        match character {
            _ if is_invisible(character) => {}
            _ if character.is_whitespace() || character.is_control() => {
                if !is_after_space {
                    folded.push(' ');
                }
                is_after_space = true;
                continue;
            }
            other => folded.push(other),
        }
        is_after_space = false;
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The plain form of a quotation mark or a dash, before the compatibility forms, which differ.
fn simplify(character: char) -> char {
    match character {
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | 'ʼ' | '‹' | '›' | '❛' | '❜' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '❝' | '❞' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    }
}

/// Soft hyphens, zero-width characters, direction marks, and variation selectors.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{PageText, fold};

    fn page(text: &str) -> PageText {
        PageText::new(text.to_owned())
    }

    #[test]
    fn what_a_reader_does_not_see_does_not_count() {
        for text in [
            "We sign a Business\u{a0}Associate\n  Agreement.",
            "We sign a busi\u{ad}ness Associate\u{200b} Agreement.",
            "We sign a ＢＵＳＩＮＥＳＳ associate agreement.",
        ] {
            assert!(page(text).contains("Business Associate Agreement"), "{text}");
        }
        assert_eq!(fold("the “customer’s” e‑mail — ﬁle"), "the \"customer's\" e-mail - file");
        assert_eq!(fold("customer´s 5″"), "customer's 5\"");
        assert!(page("A SOC 2 report.").contains("soc 2") && !page("SOC 200").contains("SOC 2"));
        assert!(!page("We sign no agreement.").contains("Business Associate Agreement"));
    }

    #[test]
    fn the_nearest_sentence_shares_the_most_words() {
        let page =
            page("Security matters. A BAA is available on the Pro plan.\nOur BAA costs extra!\nContact us.");
        let nearest = |phrase: &str| page.nearest_sentence(phrase);
        assert_eq!(
            nearest("BAA is available on the Enterprise plan").as_deref(),
            Some("A BAA is available on the Pro plan.")
        );
        assert_eq!(nearest("covered components").as_deref(), None);
        assert_eq!(page.sentence_with("baa costs").as_deref(), Some("Our BAA costs extra!"));
        assert_eq!(page.sentence_with("matters. A BAA is").as_deref(), Some("matters. A BAA is"));
        assert_eq!(page.sentence_with("HITRUST"), None);
    }

    #[test]
    fn a_long_sentence_is_shortened() {
        let long = ["BAA"; 200].join(" ");
        let sentence = page(&long).nearest_sentence("BAA").expect("a sentence");
        let hostile = page("BAA \u{1b}]0;x\u{7}\u{202e}now").nearest_sentence("BAA");
        assert_eq!(hostile.as_deref(), Some("BAA ]0;xnow"));
        assert!(sentence.ends_with('…') && sentence.chars().count() == 241, "{sentence}");
    }
}
