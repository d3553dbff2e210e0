//! Names: the forms of a cell under which a vendor may be known. The whole cell is compared, never a word of it.

use catalog::text_folding::{folded, folded_words};

/// Legal forms at the end of a name, folded.
const LEGAL_FORMS: [&str; 30] = [
    "inc",
    "incorporated",
    "llc",
    "l l c",
    "ltd",
    "limited",
    "gmbh",
    "corp",
    "corporation",
    "co",
    "company",
    "plc",
    "bv",
    "b v",
    "nv",
    "ab",
    "ag",
    "sa",
    "s a",
    "sas",
    "srl",
    "oy",
    "pty ltd",
    "pty",
    "pbc",
    "lp",
    "llp",
    "pllc",
    "holdings",
    "sarl",
];

/// Whether a text is a legal form, which a comma may separate from a name: "Inc.", "L.L.C."
pub(crate) fn is_legal_form(text: &str) -> bool {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    LEGAL_FORMS.contains(&letters.to_ascii_lowercase().as_str())
}

/// Payment services that a statement names before the merchant: `PAYPAL *DROPBOX`.
const PAYMENT_SERVICES: [&str; 16] = [
    "paypal",
    "pp",
    "paypalinst",
    "sq",
    "sqc",
    "tst",
    "sp",
    "stripe",
    "fs",
    "fsprg",
    "paddle",
    "paddlenet",
    "2co",
    "2cocom",
    "gumroad",
    "intuit",
];

/// The folded names under which a cell may be known, the most specific first.
pub(crate) fn name_keys(cell: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut add = |text: &str| {
        let key = folded(text);
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    add(cell);
    add(&without_legal_forms(cell));
    for text in merchant_names(cell) {
        add(&text);
        add(&without_legal_forms(&text));
    }
    keys
}

/// Names of plans at the end of a name, folded.
const PLANS: [&str; 14] = [
    "free",
    "basic",
    "starter",
    "standard",
    "pro",
    "professional",
    "business",
    "premium",
    "plus",
    "team",
    "essentials",
    "advanced",
    "enterprise",
    "ultimate",
];

/// The folded name without the plan at its end: "Microsoft 365 Business Premium" gives "microsoft365". `None` if there is
/// no plan.
pub(crate) fn without_plan(name: &str) -> Option<String> {
    let words = folded_words(name);
    let mut rest = words.as_str();
    while let Some((before, _)) = rest.rsplit_once(' ').filter(|(_, last)| PLANS.contains(last)) {
        rest = before;
    }
    (rest.len() < words.len()).then(|| folded(rest))
}

/// A name without its legal forms, folded to words.
fn without_legal_forms(text: &str) -> String {
    let mut words = folded_words(text);
    loop {
        let form = LEGAL_FORMS.iter().find_map(|form| words.strip_suffix(form)?.strip_suffix(' '));
        match form.filter(|rest| !rest.is_empty()) {
            Some(rest) => words = rest.to_owned(),
            None => return words,
        }
    }
}

/// The names in a line of a merchant's statement: "ZOOM.US 888-799-9666" gives "ZOOM.US", "DROPBOX*B7KJ2M" gives
/// "DROPBOX", and "PAYPAL *DROPBOX" gives "DROPBOX", but never "PAYPAL".
pub(crate) fn merchant_names(cell: &str) -> Vec<String> {
    let Some((left, right)) = cell.split_once('*') else {
        let name = without_reference(cell);
        return if name == cell.trim() || name.is_empty() { Vec::new() } else { vec![name.to_owned()] };
    };
    let (left, right) = (left.trim(), right.trim().trim_start_matches('*'));
    if PAYMENT_SERVICES.contains(&folded(left).as_str()) {
        // "PAYPAL *" alone is the payment service itself.
        return if right.is_empty() {
            vec![left.to_owned()]
        } else {
            vec![without_reference(right).to_owned()]
        };
    }
    let right = without_reference(right);
    let both = [left, " ", right].concat();
    let first = right.split([' ', '_']).next().unwrap_or_default();
    let is_reference = right.is_empty() || first.bytes().any(|b| b.is_ascii_digit());
    if is_reference { vec![left.to_owned()] } else { vec![both, right.to_owned()] }
}

/// A text without the reference at its end: words without letters, words that begin with `#`, and the state that follows
/// a telephone number.
fn without_reference(text: &str) -> &str {
    let text = text.trim();
    let mut rest = text;
    // The state is only cut off if a number precedes it.
    if let Some((before, state)) = rest.rsplit_once(' ') {
        let is_state = state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase());
        let follows_number = before.rsplit(' ').next().is_some_and(is_reference_word);
        if is_state && follows_number {
            rest = before.trim_end();
        }
    }
    while let Some((before, last)) = rest.rsplit_once(char::is_whitespace) {
        if !is_reference_word(last) {
            break;
        }
        rest = before.trim_end();
    }
    // "Slack#1234"
    match rest.split_once('#') {
        Some((name, _)) if !name.trim().is_empty() => name.trim_end(),
        _ => rest,
    }
}

/// Whether a word has digits or marks, but no letters.
fn is_reference_word(word: &str) -> bool {
    word.starts_with('#') || !word.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{name_keys, without_plan};

    #[test]
    fn the_plan_at_the_end_of_a_name_is_cut_off() {
        for (name, expected) in [
            ("Microsoft 365 Business Premium", Some("microsoft365")),
            ("Zoom Pro", Some("zoom")),
            ("Zoom", None),
            ("Pro", None),
        ] {
            assert_eq!(without_plan(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_legal_form_and_what_a_statement_adds_are_ignored() {
        for (cell, key) in [
            ("Twilio, Inc.", "twilio"),
            ("Acme Health L.L.C.", "acmehealth"),
            ("Zoom Video Communications, Inc.", "zoomvideocommunications"),
            ("ZOOM.US 888-799-9666", "zoomus"),
            ("ZOOM.US 888-799-9666 CA", "zoomus"),
            ("DROPBOX*B7KJ2M", "dropbox"),
            ("PAYPAL *DROPBOX", "dropbox"),
            ("PAYPAL *DROPBOX 4029357733", "dropbox"),
            ("INTUIT *QuickBooks Online", "quickbooksonline"),
            ("Slack #48213", "slack"),
            ("GOOGLE *Workspace", "googleworkspace"),
        ] {
            assert!(name_keys(cell).contains(&key.to_owned()), "{cell}: {:?}", name_keys(cell));
        }
    }

    #[test]
    fn a_word_within_a_longer_text_is_no_name() {
        for (cell, key) in [
            ("Box of 12", "box"),
            ("box of 12 gloves", "box"),
            ("PAYPAL *DROPBOX", "paypal"),
            ("GOOGLE *YouTube", "google"),
            ("Zoom lens", "zoom"),
        ] {
            assert!(!name_keys(cell).contains(&key.to_owned()), "{cell}");
        }
    }
}
