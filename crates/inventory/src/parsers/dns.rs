//! DNS records: the output of dig and nslookup, and zone files.

use catalog::hosts::host_name;

use super::{KnownNames, Parser};
use crate::evidence::{EvidenceKind, Findings, IgnoredReason};

/// The types of records.
const TYPES: [&str; 20] = [
    "A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA", "SRV", "CAA", "PTR", "SPF", "ALIAS", "ANAME", "DS",
    "DNSKEY", "RRSIG", "TLSA", "HTTPS", "SVCB", "NSEC",
];

/// A record: the name of its owner, its type and its data.
struct Record<'a> {
    owner: &'a str,
    kind: &'a str,
    data: &'a str,
}

/// The record in a line: `name 300 IN TXT "…"`; the name, the time to live and the class may be missing.
fn record(line: &str) -> Option<Record<'_>> {
    if is_short_mx(line) {
        return Some(Record { owner: "", kind: "MX", data: line.trim() });
    }
    let mut rest = line;
    let mut owner = "";
    for position in 0..4 {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = rest.get(..end)?;
        let after = rest.get(end..)?;
        let is_number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        if TYPES.contains(&word)
            && (position > 0 || line.starts_with([' ', '\t']))
            && !after.trim().is_empty()
        {
            return Some(Record { owner, kind: word, data: after.trim() });
        }
        match position {
            0 if !is_number && !matches!(word, "IN" | "CH") => owner = word,
            _ if is_number || matches!(word, "IN" | "CH" | "in") || is_duration(word) => {}
            _ => return None,
        }
        rest = after;
    }
    None
}

/// Whether a line is a mail server as `dig +short` prints it: `10 mail.example.com.`
fn is_short_mx(line: &str) -> bool {
    let Some((preference, host)) = line.trim().split_once(' ') else { return false };
    let is_preference = preference.len() <= 5 && preference.bytes().all(|b| b.is_ascii_digit());
    is_preference && host.ends_with('.') && host_name(host).is_some()
}

/// Whether a word is a time to live with a unit: `1h`.
fn is_duration(word: &str) -> bool {
    word.strip_suffix(['s', 'm', 'h', 'd', 'w', 'H', 'M', 'D'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a line is a record whose data fits its type.
pub(super) fn is_record(line: &str) -> bool {
    record(line.trim_end()).is_some_and(|record| {
        let is_owner = record.owner.is_empty()
            || record.owner == "@"
            || record.owner.contains(['.', '_', '*'])
            || line.contains(" IN ")
            || line.contains("\tIN\t");
        let first = record.data.split_whitespace().next().unwrap_or_default();
        let fits = match record.kind {
            "TXT" | "SPF" => record.data.starts_with('"') || record.data.contains('='),
            "MX" | "SRV" => first.bytes().all(|b| b.is_ascii_digit()),
            _ => record.data.contains(['.', ':']) || record.kind == "SOA",
        };
        is_owner && fits
    })
}

/// Adds a record.
pub(super) fn add_record(number: usize, owner: &str, kind: &str, data: &str, findings: &mut Findings) {
    let owner = owner.trim_end_matches('.').to_ascii_lowercase();
    let owner = (!owner.is_empty() && owner != "@").then_some(owner);
    let last = |data: &str| data.split_whitespace().last().and_then(host_name);
    match kind {
        "TXT" | "SPF" => add_text(number, owner, &text_value(data), findings),
        "MX" => add_host(number, EvidenceKind::DnsMx, last(data), owner, findings),
        "CNAME" | "SRV" | "ALIAS" | "ANAME" | "HTTPS" | "SVCB" => {
            let host = if matches!(kind, "HTTPS" | "SVCB") {
                data.split_whitespace().nth(1).and_then(host_name)
            } else {
                last(data)
            };
            add_host(number, EvidenceKind::DnsCname, host, owner, findings);
        }
        "NS" => add_host(number, EvidenceKind::DnsNs, last(data), None, findings),
        _ => findings.ignore(number, kind, IgnoredReason::UnknownDnsRecord),
    }
}

fn add_host(
    number: usize,
    kind: EvidenceKind,
    host: Option<String>,
    owner: Option<String>,
    findings: &mut Findings,
) {
    match host {
        Some(host) => findings.add_with_host(number, kind, host, owner),
        None => findings.ignore(number, "", IgnoredReason::UnknownDnsRecord),
    }
}

/// The value of a TXT record, whose parts are quoted.
fn text_value(data: &str) -> String {
    let data = data.trim();
    let Some(rest) = data.strip_prefix('"') else { return data.to_owned() };
    let mut value = String::new();
    let mut is_quoted = true;
    let mut is_escaped = false;
    for character in rest.chars() {
        match character {
            '\\' if is_quoted && !is_escaped => is_escaped = true,
            '"' if !is_escaped => is_quoted = !is_quoted,
            _ => {
                if is_quoted {
                    value.push(character);
                }
                is_escaped = false;
            }
        }
    }
    value
}

/// The longest beginning of a TXT value that is kept: longer than every token.
const MAX_TOKEN_LENGTH: usize = 48;

/// Adds a TXT value: the hosts of an SPF policy, or the beginning of any other value.
fn add_text(number: usize, owner: Option<String>, value: &str, findings: &mut Findings) {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    if !lower.starts_with("v=spf1") {
        // In a verification token, the part after the first "=" or ":" is secret.
        let end = value.find(['=', ':']).map_or(value.len(), |at| at + 1);
        let start: String = value.get(..end).unwrap_or_default().chars().take(MAX_TOKEN_LENGTH).collect();
        return findings.add_with_host(number, EvidenceKind::DnsTxt, start, owner);
    }
    for term in lower.split_whitespace().skip(1) {
        let term = term.trim_start_matches(['+', '-', '~', '?']);
        if let Some(host) = term.strip_prefix("include:").or_else(|| term.strip_prefix("redirect=")) {
            add_host(number, EvidenceKind::DnsSpf, host_name(host), None, findings);
        }
    }
}

/// DNS records.
#[derive(Default)]
pub(super) struct DnsRecords {
    /// The owner of the previous record, which a record without one continues.
    owner: String,
    /// A record in parentheses, which goes on over several lines.
    open: Option<(usize, String)>,
}

impl Parser for DnsRecords {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let line = without_comment(line).trim_end();
        if let Some((start, mut text)) = self.open.take() {
            text.push(' ');
            text.push_str(line.trim());
            if line.contains(')') || text.len() > 4096 {
                self.read(start, &text.replace(['(', ')'], " "), findings);
            } else {
                self.open = Some((start, text));
            }
            return;
        }
        if line.trim().is_empty() || line.starts_with('$') {
            return;
        }
        let is_open = line.split('"').step_by(2).any(|part| part.contains('(') && !part.contains(')'));
        if is_open && record(&line.replace('(', " ( ")).is_some() {
            self.open = Some((number, line.to_owned()));
            return;
        }
        self.read(number, line, findings);
    }

    fn finish(&mut self, _known: &dyn KnownNames, findings: &mut Findings) {
        if let Some((start, text)) = self.open.take() {
            findings.report(start, format!("Line {start}: a parenthesis is not closed."));
            self.read(start, &text.replace(['(', ')'], " "), findings);
        }
    }
}

impl DnsRecords {
    fn read(&mut self, number: usize, line: &str, findings: &mut Findings) {
        if let Some(Record { owner, kind, data }) = record(line) {
            if !owner.is_empty() {
                self.owner = owner.to_owned();
            }
            let owner = self.owner.clone();
            return add_record(number, &owner, kind, data, findings);
        }
        let trimmed = line.trim();
        // The output of nslookup.
        for (words, kind) in [
            ("text =", "TXT"),
            ("mail exchanger =", "MX"),
            ("canonical name =", "CNAME"),
            ("nameserver =", "NS"),
        ] {
            if let Some((owner, data)) = trimmed.split_once(words) {
                return add_record(number, owner.trim(), kind, data, findings);
            }
        }
        // The output of `dig +short`.
        let mut words = trimmed.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some(first), _, _) if first.starts_with('"') => add_record(number, "", "TXT", trimmed, findings),
            (Some(preference), Some(host), None) if preference.bytes().all(|b| b.is_ascii_digit()) => {
                add_record(number, "", "MX", host, findings);
            }
            (Some(host), None, None) if host_name(host).is_some() => {
                add_record(number, "", "CNAME", host, findings)
            }
            _ => findings.ignore(number, "", IgnoredReason::NotRecognized),
        }
    }
}

/// A line without its comment. A semicolon in quotes is a part of the value.
fn without_comment(line: &str) -> &str {
    let mut is_quoted = false;
    for (index, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b';' if !is_quoted => return line.get(..index).unwrap_or_default(),
            _ => {}
        }
    }
    line
}
