//! Hidden characters: characters that Unicode properties define as invisible, and the few contexts in which a text
//! needs one of them.

use icu_properties::props::{
    BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
    EmojiPresentation, EnumeratedProperty, GeneralCategory, JoiningType, NoncharacterCodePoint,
    PrependedConcatenationMark,
};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// Requests emoji presentation for the character before it.
const VARIATION_SELECTOR_16: char = '\u{fe0f}';
/// Combines with a digit, `#` or `*` before it to a keycap emoji.
const KEYCAP: char = '\u{20e3}';

/// Whether a character is invisible or can change how its neighbors display, so that two different texts look the same:
/// controls, format characters, and default ignorable code points (Unicode Standard Annex 44: General_Category,
/// Default_Ignorable_Code_Point; the latter contains the Hangul fillers and the variation selectors). Noncharacters are
/// hidden too, because XML cannot represent some of them.
pub fn is_hidden(character: char) -> bool {
    let is_control = match GeneralCategory::for_char(character) {
        GeneralCategory::Control | GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => {
            true
        }
        // Prepended marks are format characters with a visible glyph, which spans the digits after them.
        GeneralCategory::Format => !PrependedConcatenationMark::for_char(character),
        _ => false,
    };
    is_control
        || is_blank(character)
        || DefaultIgnorableCodePoint::for_char(character)
        || NoncharacterCodePoint::for_char(character)
}

/// Whether a character is a blank symbol. Unicode has no property for these: the blank Braille pattern, the Khitan
/// small script filler and the null notehead.
fn is_blank(character: char) -> bool {
    matches!(character, '\u{2800}' | '\u{16fe4}' | '\u{1d159}')
}

/// The first hidden character in a text. Joiners, non-joiners and variation selector 16 are not hidden in a context in
/// which they change what is displayed.
pub fn find_hidden(text: &str) -> Option<char> {
    let characters: Vec<char> = text.chars().collect();
    let has_effect = |index: usize, character: char| {
        let (before, after) = characters.split_at(index);
        let after = after.get(1..).unwrap_or_default();
        match character {
            VARIATION_SELECTOR_16 => selects_emoji_presentation(before, after),
            JOINER => joins_emoji(before, after) || is_after_virama(before),
            NON_JOINER => is_after_virama(before) || separates_joining_letters(before, after),
            _ => false,
        }
    };
    let mut hidden = characters.iter().copied().enumerate().filter(|&(_, character)| is_hidden(character));
    hidden.find(|&(index, character)| !has_effect(index, character)).map(|(_, character)| character)
}

/// Whether variation selector 16 gives a character with default text presentation its emoji presentation, or is part of
/// a keycap sequence: Unicode Technical Standard 51, ED-9a and ED-14c.
fn selects_emoji_presentation(before: &[char], after: &[char]) -> bool {
    match before.last() {
        Some('0'..='9' | '#' | '*') => after.first() == Some(&KEYCAP),
        Some(&base) => is_emoji(base) && !EmojiPresentation::for_char(base),
        None => false,
    }
}

/// Whether a joiner is between two emoji of a ZWJ sequence, each in emoji presentation: Unicode Technical Standard 51,
/// ED-16.
fn joins_emoji(before: &[char], after: &[char]) -> bool {
    let is_end = |&last: &char| last == VARIATION_SELECTOR_16 || EmojiPresentation::for_char(last);
    let is_start = match after {
        [first, ..] if EmojiPresentation::for_char(*first) => true,
        [first, second, ..] => {
            is_emoji(*first) && (*second == VARIATION_SELECTOR_16 || EmojiModifier::for_char(*second))
        }
        _ => false,
    };
    before.last().is_some_and(is_end) && is_start
}

fn is_emoji(character: char) -> bool {
    Emoji::for_char(character) && !character.is_ascii()
}

/// Whether the character before is a virama, after which a joiner or non-joiner selects another form of the consonant
/// in Indic scripts: RFC 5892, appendices A.1 and A.2.
fn is_after_virama(before: &[char]) -> bool {
    let is_virama = |&last: &char| CanonicalCombiningClass::for_char(last) == CanonicalCombiningClass::Virama;
    before.last().is_some_and(is_virama)
}

/// Whether a non-joiner is between two letters that would join without it, as in Arabic script: RFC 5892, appendix A.1.
fn separates_joining_letters(before: &[char], after: &[char]) -> bool {
    let joining = |character: &char| JoiningType::for_char(*character);
    let is_letter = |joining: &JoiningType| *joining != JoiningType::Transparent;
    let left = before.iter().rev().map(joining).find(is_letter);
    let right = after.iter().map(joining).find(is_letter);
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

    /// Every character that Unicode defines as default ignorable, a control, a format character, a direction mark, a
    /// variation selector or a noncharacter.
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

    fn code_point(c: char) -> String {
        format!("U+{:04X}", u32::from(c))
    }

    #[test]
    fn every_character_that_unicode_defines_as_invisible_is_found_in_a_name() {
        let all = invisible();
        assert!(all.len() > 4_000, "{} characters", all.len());
        let is_missed = |&c: &char| {
            let names =
                [format!("{c}Slack"), format!("Sl{c}ack"), format!("Slack{c}"), format!("Slack 2{c}")];
            !is_hidden(c) || names.iter().any(|name| find_hidden(name) != Some(c))
        };
        let missed: Vec<String> = all.into_iter().filter(is_missed).take(20).map(code_point).collect();
        assert_eq!(missed, Vec::<String>::new());
    }

    #[test]
    fn fillers_and_blank_symbols_are_found_in_a_name() {
        for c in ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}', '\u{2800}', '\u{16fe4}', '\u{1d159}'] {
            assert_eq!(find_hidden(&format!("Slack{c}")), Some(c), "{}", code_point(c));
        }
    }

    #[test]
    fn visible_characters_are_not_hidden() {
        let visible = "Zoë's Café & 東京 (8x8) – “Pro+” \u{600}\u{661} ½ ™ é e\u{301} \u{a0}";
        assert_eq!(find_hidden(visible), None);
        let is_visible = |c: &char| c.is_alphanumeric() || c.is_ascii_punctuation() || *c == ' ';
        let hidden: Vec<char> = ('\0'..=char::MAX).filter(|c| is_visible(c) && is_hidden(*c)).collect();
        // The Hangul fillers are letters by category, but invisible.
        assert_eq!(hidden, ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}']);
    }

    #[test]
    fn characters_that_emoji_and_scripts_need_are_not_hidden() {
        for text in [
            "\u{2764}\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
            "\u{1f469}\u{200d}\u{2695}\u{fe0f}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{1f575}\u{1f3fd}\u{200d}\u{2642}\u{fe0f}",
            // Persian "they want", also with a mark between the letters; Hindi half forms; Sinhala "Sri".
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
    fn characters_that_emoji_and_scripts_need_are_hidden_in_other_contexts() {
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
