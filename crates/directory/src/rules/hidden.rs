//! Characters that nobody sees, by Unicode's own properties, and the few places where a text needs one of them.

use icu_properties::props::{
    BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
    EmojiPresentation, EnumeratedProperty, GeneralCategory, JoiningType, NoncharacterCodePoint,
    PrependedConcatenationMark,
};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// Variation selector 16: the character before it is an emoji.
const EMOJI_STYLE: char = '\u{fe0f}';
/// Makes an emoji of a digit, `#` or `*`.
const KEYCAP: char = '\u{20e3}';

/// Whether a character has no shape of its own, so that two texts which differ by it look the same, or can change
/// what its neighbors seem to say: controls, marks of format and direction, and what is ignored where it has no effect
/// (Unicode Standard Annex 44: General_Category, Default_Ignorable_Code_Point; the latter has the fillers of Hangul and
/// the variation selectors). What Unicode calls no character belongs to them too: XML cannot say some of it.
pub fn is_hidden(character: char) -> bool {
    let is_control = match GeneralCategory::for_char(character) {
        GeneralCategory::Control | GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => {
            true
        }
        // The signs that span the digits after them have a shape.
        GeneralCategory::Format => !PrependedConcatenationMark::for_char(character),
        _ => false,
    };
    is_control
        || is_blank(character)
        || DefaultIgnorableCodePoint::for_char(character)
        || NoncharacterCodePoint::for_char(character)
}

/// Pictures without ink, for which Unicode has no property: an empty cell of Braille, a filler of Khitan script, a
/// note of music without its head.
fn is_blank(character: char) -> bool {
    matches!(character, '\u{2800}' | '\u{16fe4}' | '\u{1d159}')
}

/// The first character of a text that nobody sees. Joiners, non-joiners and the selector of emoji are seen by what they
/// do in their places, and count everywhere else.
pub fn find_hidden(text: &str) -> Option<char> {
    let characters: Vec<char> = text.chars().collect();
    let is_in_place = |index: usize, character: char| {
        let (before, rest) = characters.split_at(index);
        let after = rest.get(1..).unwrap_or_default();
        match character {
            EMOJI_STYLE => is_emoji_style(before, after),
            JOINER => joins_emoji(before, after) || is_after_virama(before),
            NON_JOINER => is_after_virama(before) || parts_letters(before, after),
            _ => false,
        }
    };
    let mut hidden = characters.iter().copied().enumerate().filter(|&(_, character)| is_hidden(character));
    hidden.find(|&(index, character)| !is_in_place(index, character)).map(|(_, character)| character)
}

/// The selector makes a picture of a character that is text without it, or is part of a keycap: Unicode Technical
/// Standard 51, ED-9a and ED-14c.
fn is_emoji_style(before: &[char], after: &[char]) -> bool {
    match before.last() {
        Some('0'..='9' | '#' | '*') => after.first() == Some(&KEYCAP),
        Some(&base) => is_emoji(base) && !EmojiPresentation::for_char(base),
        None => false,
    }
}

/// Between two emoji, each with what makes a picture of it: Unicode Technical Standard 51, ED-16.
fn joins_emoji(before: &[char], after: &[char]) -> bool {
    let is_end = |&last: &char| last == EMOJI_STYLE || EmojiPresentation::for_char(last);
    let is_start = match after {
        [first, ..] if EmojiPresentation::for_char(*first) => true,
        [first, second, ..] => {
            is_emoji(*first) && (*second == EMOJI_STYLE || EmojiModifier::for_char(*second))
        }
        _ => false,
    };
    before.last().is_some_and(is_end) && is_start
}

fn is_emoji(character: char) -> bool {
    Emoji::for_char(character) && !character.is_ascii()
}

/// Scripts of India write a consonant in another form there: RFC 5892, appendices A.1 and A.2.
fn is_after_virama(before: &[char]) -> bool {
    let is_virama = |&last: &char| CanonicalCombiningClass::for_char(last) == CanonicalCombiningClass::Virama;
    before.last().is_some_and(is_virama)
}

/// Between two letters that are joined without it, as Arabic letters are: RFC 5892, appendix A.1.
fn parts_letters(before: &[char], after: &[char]) -> bool {
    let joining = |character: &char| JoiningType::for_char(*character);
    let letter = |joining: &JoiningType| *joining != JoiningType::Transparent;
    let left = before.iter().rev().map(joining).find(letter);
    let right = after.iter().map(joining).find(letter);
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

#[cfg(test)]
mod tests {
    use icu_properties::props::{
        BidiControl, BinaryProperty, DefaultIgnorableCodePoint, EnumeratedProperty, GeneralCategory,
        JoinControl, NoncharacterCodePoint, PrependedConcatenationMark, VariationSelector,
    };

    use super::{find_hidden, is_hidden};

    /// Every character that Unicode itself calls ignorable, a control, a mark of format or direction, a selector or no
    /// character.
    fn invisible() -> Vec<char> {
        let is_invisible = |&c: &char| {
            let is_control = matches!(
                GeneralCategory::for_char(c),
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::LineSeparator
                    | GeneralCategory::ParagraphSeparator
            );
            is_control && !PrependedConcatenationMark::for_char(c)
                || DefaultIgnorableCodePoint::for_char(c)
                || BidiControl::for_char(c)
                || JoinControl::for_char(c)
                || VariationSelector::for_char(c)
                || NoncharacterCodePoint::for_char(c)
        };
        ('\0'..=char::MAX).filter(is_invisible).collect()
    }

    fn named(c: char) -> String {
        format!("U+{:04X}", u32::from(c))
    }

    #[test]
    fn no_character_that_unicode_calls_invisible_passes_in_a_name() {
        let all = invisible();
        assert!(all.len() > 4_000, "{} were tried", all.len());
        let passes = |&c: &char| {
            let names =
                [format!("{c}Slack"), format!("Sl{c}ack"), format!("Slack{c}"), format!("Slack 2{c}")];
            !is_hidden(c) || names.iter().any(|name| find_hidden(name) != Some(c))
        };
        let passed: Vec<String> = all.into_iter().filter(passes).take(20).map(named).collect();
        assert_eq!(passed, Vec::<String>::new());
    }

    #[test]
    fn fillers_and_pictures_without_ink_do_not_pass_in_a_name() {
        for c in ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}', '\u{2800}', '\u{16fe4}', '\u{1d159}'] {
            assert_eq!(find_hidden(&format!("Slack{c}")), Some(c), "{}", named(c));
        }
    }

    #[test]
    fn what_has_a_shape_passes() {
        let shown = "Zoë's Café & 東京 (8x8) – “Pro+” \u{600}\u{661} ½ ™ é e\u{301} \u{a0}";
        assert_eq!(find_hidden(shown), None);
        let is_shown = |c: &char| c.is_alphanumeric() || c.is_ascii_punctuation() || *c == ' ';
        let hidden: Vec<char> = ('\0'..=char::MAX).filter(|c| is_shown(c) && is_hidden(*c)).collect();
        // Letters by their category, with nothing to be seen of them.
        assert_eq!(hidden, ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}']);
    }

    #[test]
    fn emoji_and_scripts_keep_what_they_need() {
        for text in [
            "\u{2764}\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
            "\u{1f469}\u{200d}\u{2695}\u{fe0f}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{1f575}\u{1f3fd}\u{200d}\u{2642}\u{fe0f}",
            // Persian "they want", with a mark between the letters too; Hindi half forms; Sinhala "Sri".
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{646}\u{62f}",
            "\u{645}\u{6cc}\u{650}\u{200c}\u{62e}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{915}\u{94d}\u{200c}\u{937}",
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}",
        ] {
            assert_eq!(find_hidden(text), None, "{}", text.escape_unicode());
        }
    }

    #[test]
    fn what_emoji_and_scripts_need_does_not_pass_where_it_does_nothing() {
        for text in [
            "1\u{fe0f}",
            "Slack\u{fe0f}",
            "\u{1f600}\u{fe0f}",
            "\u{2764}\u{fe0f}\u{fe0f}",
            "\u{1f469}\u{200d}",
            "\u{200d}\u{1f469}",
            "\u{1f469}\u{200d}\u{200d}\u{1f4bb}",
            "\u{1f469}\u{200d}Slack",
            "Slack\u{200d}\u{1f469}",
            "\u{a9}\u{200d}\u{ae}",
            "\u{627}\u{200c}\u{628}",
            "\u{628}\u{200c}",
            "\u{628}\u{200c}Slack",
            "\u{915}\u{200d}\u{937}",
        ] {
            assert!(find_hidden(text).is_some(), "{}", text.escape_unicode());
        }
    }
}
