//! Text folding, which removes case, accents and punctuation: "Café", "CAFE" and "cafe" fold to the same letters, and
//! "Customer.io" folds to the words "customer" and "io". The table here is small because the Unicode tables of the
//! standard library would add more bytes to the Wasm than the whole search engine.

/// The result of folding one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folded {
    /// One letter or digit, or two letters ("ß" folds to "ss").
    Letters(char, Option<char>),
    /// A separator, which ends a word.
    Separator,
    /// Nothing: a combining accent on the previous letter, or an invisible character.
    Ignored,
}

/// The base letters of U+00C0 to U+017F, in order. A capital is a key of [`digraph`]; a space is a separator.
const LATIN: &[u8; 192] = b"\
    aaaaaaAceeeeiiiidnooooo ouuuuyTS\
    aaaaaaAceeeeiiiidnooooo ouuuuyTy\
    aaaaaaccccccccddddeeeeeeeeeegggg\
    gggghhhhiiiiiiiiiiIIjjkkklllllll\
    lllnnnnnnnnnooooooOOrrrrrrssssss\
    ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The two letters that a capital in [`LATIN`] folds to.
fn digraph(capital: u8) -> (char, char) {
    match capital {
        b'A' => ('a', 'e'),
        b'I' => ('i', 'j'),
        b'O' => ('o', 'e'),
        b'T' => ('t', 'h'),
        _ => ('s', 's'),
    }
}

/// Whether a character is a soft hyphen, a zero-width character, a direction mark, a variation selector or the byte order
/// mark.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}')
}

/// Folds one character.
fn fold(character: char) -> Folded {
    match character {
        'a'..='z' | '0'..='9' => Folded::Letters(character, None),
        'A'..='Z' => Folded::Letters(character.to_ascii_lowercase(), None),
        _ if is_invisible(character) => Folded::Ignored,
        // Combining accents.
        '\u{300}'..='\u{36f}' => Folded::Ignored,
        // White space, punctuation, symbols ("Slack™"), control characters, replacement characters and emoji.
        '\0'..='\u{bf}'
        | '\u{2000}'..='\u{2bff}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fff0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1faff}' => Folded::Separator,
        '\u{c0}'..='\u{17f}' => latin(character),
        // Greek and Cyrillic capitals. Other scripts are folded to themselves.
        '\u{391}'..='\u{3a9}' | '\u{410}'..='\u{42f}' => offset_by(character, 0x20),
        '\u{400}'..='\u{40f}' => offset_by(character, 0x50),
        // Full-width forms, which East Asian input methods produce for Latin letters.
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32((character as u32).wrapping_sub(0xfee0)).map_or(Folded::Separator, fold)
        }
        _ => Folded::Letters(character, None),
    }
}

fn latin(character: char) -> Folded {
    let index = (character as usize).wrapping_sub(0xc0);
    match LATIN.get(index).copied().unwrap_or(b' ') {
        b' ' => Folded::Separator,
        capital @ b'A'..=b'Z' => {
            let (first, second) = digraph(capital);
            Folded::Letters(first, Some(second))
        }
        letter => Folded::Letters(letter.into(), None),
    }
}

fn offset_by(character: char, offset: u32) -> Folded {
    Folded::Letters(char::from_u32((character as u32).wrapping_add(offset)).unwrap_or(character), None)
}

/// Whether folding removes a character without ending the word: a combining accent or an invisible character.
pub fn is_ignored(character: char) -> bool {
    fold(character) == Folded::Ignored
}

/// Calls `visit` with every folded letter and digit of a text, in order: the letter, the byte offset of the character
/// that it comes from, and whether it is the first letter of a word.
pub fn for_each_letter(text: &str, mut visit: impl FnMut(char, usize, bool)) {
    let mut is_within_word = false;
    for (offset, character) in text.char_indices() {
        match fold(character) {
            Folded::Letters(first, second) => {
                visit(first, offset, !is_within_word);
                if let Some(second) = second {
                    visit(second, offset, false);
                }
                is_within_word = true;
            }
            Folded::Separator => is_within_word = false,
            Folded::Ignored => {}
        }
    }
}

/// A text without the white space and the invisible characters at both ends, which come along when it is copied.
pub fn trim_invisible(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || is_invisible(character))
}

/// The folded letters and digits of a text, without separators.
pub fn folded(text: &str) -> String {
    let mut folded = String::new();
    for_each_letter(text, |letter, _, _| folded.push(letter));
    folded
}

/// The folded letters and digits of a text, with one space between words. Names are sorted by this text, so that
/// "Box" comes before "Box Sign" and "Box Sign" before "Boxer".
pub fn folded_words(text: &str) -> String {
    let mut folded = String::new();
    for_each_letter(text, |letter, _, starts_word| {
        if starts_word && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(letter);
    });
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{folded_words as folded, trim_invisible};

    #[test]
    fn invisible_characters_are_removed_at_both_ends_only() {
        for text in
            ["a@b.example", " \u{a0}a@b.example\r\n", "\u{200b}\u{feff}a@b.example\u{2060}\u{202c}\u{3000}"]
        {
            assert_eq!(trim_invisible(text), "a@b.example", "{text:?}");
        }
        assert_eq!(trim_invisible("a \u{200b}b"), "a \u{200b}b");
        assert_eq!(trim_invisible(" \u{ad}"), "");
        // An accent is visible.
        assert_eq!(trim_invisible("cafe\u{301} "), "cafe\u{301}");
    }

    #[test]
    fn case_accents_and_their_encoding_do_not_matter() {
        for text in ["Café", "CAFÉ", "cafe\u{301}", "ＣＡＦＥ", "ca\u{ad}fe", "\u{202e}cafe\u{200d}"] {
            assert_eq!(folded(text), "cafe", "{text:?}");
        }
        for (text, expected) in [
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("Þór Œuvre Ĳssel", "thor oeuvre ijssel"),
            ("Łódź Ğı İstanbul", "lodz gi istanbul"),
            ("Ñandú Çelik Ý ÿ ſ", "nandu celik y y s"),
            ("ЯНДЕКС Ёлка", "яндекс ёлка"),
            ("ΑΘΗΝΑ", "αθηνα"),
            ("株式会社", "株式会社"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }

    #[test]
    fn every_letter_of_the_latin_table_folds_to_its_base_letter() {
        for (letters, base) in [
            ("ÀÁÂÃÄÅàáâãäåĀāĂăĄą", 'a'),
            ("ÇçĆćĈĉĊċČč", 'c'),
            ("ÐðĎďĐđ", 'd'),
            ("ÈÉÊËèéêëĒēĔĕĖėĘęĚě", 'e'),
            ("ĜĝĞğĠġĢģ", 'g'),
            ("ĤĥĦħ", 'h'),
            ("ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", 'i'),
            ("Ĵĵ", 'j'),
            ("Ķķĸ", 'k'),
            ("ĹĺĻļĽľĿŀŁł", 'l'),
            ("ÑñŃńŅņŇňŉŊŋ", 'n'),
            ("ÒÓÔÕÖØòóôõöøŌōŎŏŐő", 'o'),
            ("ŔŕŖŗŘř", 'r'),
            ("ŚśŜŝŞşŠšſ", 's'),
            ("ŢţŤťŦŧ", 't'),
            ("ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų", 'u'),
            ("Ŵŵ", 'w'),
            ("ÝýÿŶŷŸ", 'y'),
            ("ŹźŻżŽž", 'z'),
        ] {
            for letter in letters.chars() {
                assert_eq!(folded(&letter.to_string()), base.to_string(), "{letter}");
            }
        }
        let digraphs: String = folded("Ææ Ĳĳ Œœ Þþ ß");
        assert_eq!(digraphs, "aeae ijij oeoe thth ss");
    }

    #[test]
    fn all_separators_are_equal() {
        for text in [
            "customer io",
            "Customer.io",
            "customer-io",
            " customer\u{a0}\t(io)",
            "customer'io",
            "customer™ io🔥",
        ] {
            assert_eq!(folded(text), "customer io", "{text:?}");
        }
        for text in ["", "   ", "...", "\0", "\u{fffd}", "×÷", "🔥", "\u{301}", "\u{202e}"] {
            assert_eq!(folded(text), "", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text: String) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
