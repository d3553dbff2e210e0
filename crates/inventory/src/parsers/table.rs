//! Tables: which column contains the vendors. It is found by its header, or else by its content.

use catalog::hosts::host_in;
use catalog::text_folding::folded;

use super::{KnownNames, names};
use crate::evidence::{Findings, IgnoredReason};

/// Folded headers of columns with vendors, the most specific first.
const VENDOR_HEADERS: [&str; 64] = [
    "vendor",
    "vendorname",
    "vendors",
    "merchant",
    "merchantname",
    "payee",
    "payeename",
    "supplier",
    "suppliername",
    "businessassociate",
    "businessassociatename",
    "subprocessor",
    "subprocessors",
    "displaytext",
    "appdisplayname",
    "applicationname",
    "application",
    "applications",
    "appname",
    "app",
    "apps",
    "label",
    "displayname",
    "software",
    "softwarename",
    "tool",
    "toolname",
    "tools",
    "product",
    "productname",
    "service",
    "servicename",
    "provider",
    "providername",
    "platform",
    "system",
    "systemname",
    "saas",
    "company",
    "companyname",
    "counterparty",
    "counterpartyname",
    "beneficiary",
    "recipient",
    "paidto",
    "organization",
    "organisation",
    "solution",
    "thirdparty",
    "thirdpartyname",
    "name",
    "names",
    "title",
    "publishername",
    "publisher",
    "merchantdescription",
    "transactiondescription",
    "cleaneddescription",
    "originaldescription",
    "description",
    "extendeddetails",
    "details",
    "memo",
    "narrative",
];

/// Folded headers of columns with hosts.
const HOST_HEADERS: [&str; 14] = [
    "website",
    "url",
    "domain",
    "homepage",
    "homepageurl",
    "site",
    "host",
    "hostname",
    "loginurl",
    "link",
    "web",
    "websiteurl",
    "vendorwebsite",
    "vendordomain",
];

/// How many rows may precede the header, and how many are compared to find the column by content.
const ROWS_BEFORE_HEADER: usize = 8;
const SAMPLE_ROWS: usize = 50;

/// The rank of a header among the headers of vendor columns.
fn header_rank(cell: &str) -> Option<usize> {
    let key = folded(cell);
    VENDOR_HEADERS.iter().position(|header| *header == key)
}

/// The delimiter of lines that are a table in CSV; `None` if they are none.
pub(crate) fn delimiter(lines: &[&str]) -> Option<u8> {
    let first = lines.first()?;
    for delimiter in *b"\t;|," {
        let character = char::from(delimiter);
        let cells = |line: &str| {
            line.split(character)
                .map(|cell| cell.trim_matches([' ', '"', '\u{feff}']).to_owned())
                .collect::<Vec<_>>()
        };
        let has_header = lines.iter().take(ROWS_BEFORE_HEADER).any(|line| {
            let header = cells(line);
            header.len() > 1 && header.iter().any(|cell| header_rank(cell).is_some())
        });
        if has_header && !first.trim_start().starts_with('|') {
            return Some(delimiter);
        }
        let columns = count_outside_quotes(first, delimiter);
        let is_regular = columns > 0
            && lines.len() >= 3
            && !first.trim_start().starts_with('|')
            && lines.iter().all(|line| count_outside_quotes(line, delimiter) == columns);
        // A list of names, separated by commas, has no numbers.
        let has_numbers = || {
            let rows = lines.iter().filter(|line| {
                cells(line).iter().any(|cell| {
                    cell.bytes().any(|b| b.is_ascii_digit()) && !cell.bytes().any(|b| b.is_ascii_alphabetic())
                })
            });
            rows.count() * 2 >= lines.len()
        };
        if is_regular && (delimiter != b',' || has_numbers() || first.contains('"')) {
            return Some(delimiter);
        }
    }
    None
}

fn count_outside_quotes(line: &str, delimiter: u8) -> usize {
    let mut is_quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if byte == delimiter && !is_quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// The columns of a table that are read.
#[derive(Debug)]
struct Columns {
    /// The vendor's columns, the best first. If the cell of the first one is empty, the next one is read.
    vendor: Vec<usize>,
    host: Option<usize>,
}

/// The rows of a table. The first ones wait until the columns are known.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    columns: Option<Columns>,
    waiting: Vec<(usize, Vec<String>)>,
}

impl Rows {
    /// Adds a row, which begins in that line.
    pub(crate) fn push(
        &mut self,
        number: usize,
        cells: Vec<String>,
        known: &dyn KnownNames,
        findings: &mut Findings,
    ) {
        if let Some(columns) = &self.columns {
            return read_row(number, &cells, columns, findings);
        }
        let may_be_header = self.waiting.len() < ROWS_BEFORE_HEADER;
        if let Some(columns) = columns_by_header(&cells).filter(|_| may_be_header) {
            // The title of a report.
            for (number, cells) in self.waiting.drain(..) {
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    findings.ignore(number, "", IgnoredReason::NotAName);
                }
            }
            self.columns = Some(columns);
            return;
        }
        self.waiting.push((number, cells));
        if self.waiting.len() >= SAMPLE_ROWS {
            self.choose_by_content(known, findings);
        }
    }

    /// Takes the end of the table.
    pub(crate) fn finish(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        if self.columns.is_none() {
            self.choose_by_content(known, findings);
        }
    }

    fn choose_by_content(&mut self, known: &dyn KnownNames, findings: &mut Findings) {
        let width = self.waiting.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let count = |column: usize, test: &dyn Fn(&str) -> bool| {
            let cells = self.waiting.iter().filter_map(|(_, cells)| cells.get(column));
            cells.filter(|cell| test(cell.trim())).count()
        };
        let scores = (0..width).map(|column| {
            let score = (count(column, &|cell| known.is_known(cell)), count(column, &is_name_like));
            // The first of equal columns wins.
            (score, std::cmp::Reverse(column))
        });
        let Some((_, std::cmp::Reverse(best))) = scores.max() else { return };
        let columns = Columns { vendor: vec![best], host: None };
        for (number, cells) in self.waiting.drain(..) {
            read_row(number, &cells, &columns, findings);
        }
        self.columns = Some(columns);
    }
}

fn columns_by_header(cells: &[String]) -> Option<Columns> {
    // The two best columns.
    let ranks = || cells.iter().enumerate().filter_map(|(index, cell)| Some((header_rank(cell)?, index)));
    let best = ranks().min();
    let second = ranks().filter(|column| Some(*column) != best).min();
    let vendor: Vec<usize> = best.into_iter().chain(second).map(|(_, index)| index).collect();
    let host = cells.iter().position(|cell| HOST_HEADERS.contains(&folded(cell).as_str()));
    let has_vendor = !vendor.is_empty() || host.is_some();
    has_vendor.then_some(Columns { vendor, host })
}

/// Whether a cell looks like a name: a few words, and no number, date, email address or identifier.
fn is_name_like(cell: &str) -> bool {
    let words = cell.split_whitespace().count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    (1..=6).contains(&words)
        && letters >= 2
        && letters >= digits
        && !cell.contains('@')
        && !names::looks_like_secret(cell)
}

/// Hosts of sign-in pages, which say nothing about the app.
const SIGN_IN_HOSTS: [&str; 3] = ["windowsazure.com", "okta.com", "myapps.microsoft.com"];

/// The host in a cell, unless it is the host of an identity provider's sign-in page.
pub(super) fn app_host(cell: &str) -> Option<String> {
    let host = host_in(cell.trim())?;
    (!SIGN_IN_HOSTS.iter().any(|domain| catalog::signals::is_under(&host, domain))).then_some(host)
}

fn read_row(number: usize, cells: &[String], columns: &Columns, findings: &mut Findings) {
    let cell = |index: &usize| cells.get(*index).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let name = columns.vendor.iter().find_map(cell).unwrap_or_default();
    let host = columns.host.as_ref().and_then(cell).and_then(app_host);
    let first_word = name.split_whitespace().next().unwrap_or_default();
    let is_total = ["total", "totals", "subtotal"].contains(&folded(first_word).as_str());
    if is_total {
        findings.ignore(number, "", IgnoredReason::NotAName);
    } else if name.is_empty() && host.is_none() {
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            findings.ignore(number, "", IgnoredReason::NotAName);
        }
    } else {
        names::add_cell(number, &names::without_markup(name), host, findings);
    }
}
