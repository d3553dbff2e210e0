//! Lists of names: one a line, comma-separated, with bullets or numbers, or as a Markdown table. The cells of all
//! tables are read here too.

use catalog::hosts::{domain_of_email, host_of_url};

use super::{KnownNames, Parser, table::Rows};
use crate::evidence::{EvidenceKind, Findings, IgnoredReason};
use crate::name_matching::is_legal_form;

/// The most characters and words of a name.
const MAX_NAME_LENGTH: usize = 80;
const MAX_NAME_WORDS: usize = 8;

/// A list of names.
#[derive(Default)]
pub(super) struct NameList {
    /// The Markdown table that the previous line belongs to.
    table: Option<Rows>,
    is_code: bool,
}

impl Parser for NameList {
    fn line(&mut self, number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
        let trimmed = line.trim();
        if trimmed.starts_with('|') && trimmed.len() > 1 {
            let cells = trimmed.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
            let is_rule = trimmed.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'));
            if !is_rule {
                self.table.get_or_insert_default().push(number, cells.collect(), known, findings);
            }
            return;
        }
        if let Some(mut table) = self.table.take() {
            table.finish(known, findings);
        }
        if trimmed.starts_with("```") {
            self.is_code = !self.is_code;
            return;
        }
        let is_rule = trimmed.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '#' | ' '));
        // A heading or a comment.
        if is_rule || trimmed.starts_with("# ") || trimmed.starts_with("## ") || trimmed.starts_with("### ") {
            return;
        }
        add_line(number, trimmed, known, findings);
    }

    fn finish(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        if let Some(mut table) = self.table.take() {
            table.finish(known, findings);
        }
    }
}

/// Adds the names in a line: the whole line, or its parts between commas, semicolons, tabs or bars.
pub(super) fn add_line(number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
    let line = without_bullet(line.trim());
    if is_setting(line) {
        return findings.ignore(number, "", IgnoredReason::NotAName);
    }
    if line.contains("://") {
        return add_line_with_url(number, line, known, findings);
    }
    if !line.contains([',', ';', '\t', '|']) || known.is_known(line) {
        return add_item(number, line, known, findings);
    }
    let mut parts: Vec<String> = Vec::new();
    for part in line.split([',', ';', '\t', '|']) {
        match parts.last_mut() {
            Some(previous) if is_legal_form(part) => {
                previous.push(',');
                previous.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    // A sentence has commas too.
    if parts.iter().any(|part| part.split_whitespace().count() > MAX_NAME_WORDS) {
        return findings.ignore(number, "", IgnoredReason::Sentence);
    }
    for part in parts {
        let part = part.trim();
        add_item(number, part.strip_prefix("and ").unwrap_or(part), known, findings);
    }
}

/// Whether a line is a setting whose value must not be shown, although it is not written like an environment variable:
/// `db_password=…`, `client_secret: …`.
fn is_setting(line: &str) -> bool {
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    let end = line.find(|c| !is_key(c)).unwrap_or(line.len());
    let (key, rest) = line.split_at(end);
    let key = key.to_ascii_lowercase();
    let is_secret =
        ["password", "passwd", "secret", "token", "key", "credential"].iter().any(|word| key.contains(word));
    match rest.trim_start().bytes().next() {
        Some(b'=') => !key.is_empty(),
        Some(b':') => is_secret && !rest.contains("://"),
        _ => false,
    }
}

/// Adds the names in a line with URLs. A URL ends at white space; commas and semicolons may be parts of its path.
fn add_line_with_url(number: usize, line: &str, known: &dyn KnownNames, findings: &mut Findings) {
    if line.contains("](") {
        return add_item(number, line, known, findings);
    }
    let mut rest = Vec::new();
    for word in line.split_whitespace() {
        let Some(scheme) = word.find("://") else {
            rest.push(word);
            continue;
        };
        let start = word.get(..scheme).and_then(|before| before.rfind([',', ';', '\t', '|', '(', '<', '"']));
        let (before, url) = word.split_at(start.map_or(0, |start| start + 1));
        rest.push(before);
        if let Some(host) = url_host(url) {
            findings.add(number, EvidenceKind::Domain, host);
        }
    }
    let rest = rest.join(" ");
    if rest.chars().any(char::is_alphanumeric) {
        add_line(number, rest.trim_end_matches([' ', '-', '–', '—', ':', ',', ';', '(']), known, findings);
    }
}

/// Adds an item of a list. A remark after a dash, after a colon or in parentheses is not a part of the name.
fn add_item(number: usize, item: &str, known: &dyn KnownNames, findings: &mut Findings) {
    let item = without_markup(item);
    let mut name = item.as_str();
    if !known.is_known(name) {
        for separator in [" – ", " — ", " - ", ": ", " ("] {
            let is_name = |name: &str| !name.trim().is_empty() && !name.contains('@');
            if let Some((before, remark)) = name.split_once(separator).filter(|(before, _)| is_name(before)) {
                // The remark may have a URL, which is evidence of its own.
                for host in remark.split_whitespace().filter_map(url_host) {
                    findings.add(number, EvidenceKind::Domain, host);
                }
                name = before;
            }
        }
    }
    add_cell(number, &without_markup(name), None, findings);
}

/// A line without its bullet, number or check box.
fn without_bullet(line: &str) -> &str {
    let mut rest = line;
    let bullets: &[char] = &['-', '*', '+', '•', '·', '‣', '–', '—', '>', '☐', '☑', '✓', '✔'];
    // A hyphen without white space after it may begin a name.
    let is_mark = line.starts_with(['•', '·', '‣', '☐', '☑', '✓', '✔']);
    let stripped = rest.strip_prefix(bullets).filter(|rest| is_mark || rest.starts_with([' ', '\t']));
    rest = stripped.map_or(rest, str::trim_start);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits) {
        let numbered = rest.get(digits..).and_then(|text| text.strip_prefix(['.', ')', ':']));
        if let Some(text) = numbered.filter(|text| text.starts_with([' ', '\t'])) {
            rest = text.trim_start();
        }
    }
    for check_box in ["[ ]", "[x]", "[X]"] {
        rest = rest.strip_prefix(check_box).unwrap_or(rest).trim_start();
    }
    rest
}

/// A text without the marks of Markdown: `**[Zoom](https://zoom.us)**` gives `Zoom`.
pub(super) fn without_markup(text: &str) -> String {
    let text = text.trim().trim_matches(['*', '`', '_', '"', '“', '”', '~']).trim();
    let link = text.strip_prefix('[').and_then(|text| text.strip_suffix(')')?.split_once("]("));
    if let Some((label, _)) = link.filter(|(_, url)| !url.contains(' ')) {
        return label.trim_matches(['*', '`', '_']).to_owned();
    }
    let is_plain = !text.contains("**") && !text.contains('`');
    if is_plain { text.to_owned() } else { text.replace("**", "").replace('`', "") }
}

/// Adds a whole cell: a URL or an email address by its host, and any other text as a name. `host` is the host in
/// another column of the same row.
pub(super) fn add_cell(number: usize, cell: &str, host: Option<String>, findings: &mut Findings) {
    let cell = cell.trim().trim_matches(['"', '\'', '“', '”']).trim();
    if cell.is_empty() {
        if let Some(host) = host {
            findings.add(number, EvidenceKind::Domain, host);
        }
        return;
    }
    if let Some(package) = scoped_npm_package(cell) {
        return findings.add(number, EvidenceKind::Npm, package);
    }
    let is_word = !cell.contains(char::is_whitespace);
    let of_word = || if is_word { url_host(cell).or_else(|| domain_of_email(cell)) } else { None };
    if let Some(host) = of_word().or_else(|| domain_of_mailbox(cell)) {
        return findings.add(number, EvidenceKind::Domain, host);
    }
    // URLs and email addresses within a longer text are taken out: their paths and local parts must not be shown.
    let mut words = Vec::new();
    for word in cell.split_whitespace() {
        if let Some(host) = url_host(word) {
            findings.add(number, EvidenceKind::Domain, host);
        } else if !word.contains("://") && !is_email_like(word) {
            words.push(word);
        }
    }
    let name = words.join(" ");
    let name = name.trim_matches([' ', '-', '–', '—', ':', '(', ')', '<', '>', ',', ';']);
    if name.is_empty() {
        return;
    }
    let has_letter = name.chars().any(char::is_alphabetic);
    // A statement joins the merchant and a reference with an asterisk.
    let has_secret = words.iter().flat_map(|word| word.split('*')).any(looks_like_secret);
    if !has_letter || has_secret || is_assignment(name) {
        findings.ignore(number, "", IgnoredReason::NotAName);
    } else if name.chars().count() > MAX_NAME_LENGTH || words.len() > MAX_NAME_WORDS {
        findings.ignore(number, "", IgnoredReason::Sentence);
    } else {
        let kind = EvidenceKind::Name;
        findings.add_with_host(number, kind, name, host);
    }
}

/// The host of a word that is a URL.
fn url_host(word: &str) -> Option<String> {
    let word = word.trim_matches(['(', ')', '<', '>', '[', ']', '"', '\'', ',', ';', '.']);
    host_of_url(word)
}

/// The domain of a mailbox with the name of its owner, which is not shown: `Ana Lee <ana@example.com>`.
fn domain_of_mailbox(text: &str) -> Option<String> {
    let (_, address) = text.strip_suffix('>')?.rsplit_once('<')?;
    domain_of_email(address)
}

/// Whether a word may contain the local part of an email address.
fn is_email_like(word: &str) -> bool {
    word.split_once('@').is_some_and(|(local, _)| !local.is_empty())
}

/// Whether a text is an assignment, whose value must not be shown.
fn is_assignment(text: &str) -> bool {
    text.contains('=')
}

/// A scoped package in a list: `@sentry/node`.
fn scoped_npm_package(text: &str) -> Option<&str> {
    let (scope, name) = text.strip_prefix('@')?.split_once('/')?;
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    (is_part(scope) && is_part(name)).then_some(text)
}

/// Whether a word may be a key, a token or a password: long, with letters and digits or with capitals within.
pub(super) fn looks_like_secret(word: &str) -> bool {
    let length = word.chars().count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    length >= 40 && word.is_ascii() || length >= 16 && digits >= 3 && letters >= 3
}
