//! The report of a stack check for people: plain text in at most 80 columns, except for words that are longer.

use std::fmt;

use catalog::{Fact, Slug};
use inventory::{Action, Match, Report, StackIndex, StackVendor};

use super::{describe_problem, place};
use crate::terminal_text::TerminalText;

const COLUMNS: usize = 80;

/// The indentation of the values of a vendor, after their labels.
const VALUE_COLUMN: usize = 15;

/// A report as text. Totals come first, then the vendors by action.
pub(super) struct Table<'a> {
    pub(super) index: &'a StackIndex,
    pub(super) names: &'a [Option<String>],
    pub(super) report: &'a Report,
    pub(super) lists_ignored: bool,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        wrap(f, "", 0, &format!("{}.", self.report.totals(self.index).sentence()))?;
        for action in Action::ALL {
            self.write_action(f, *action)?;
        }
        self.write_one_of(f)?;
        self.write_unknown(f)?;
        self.write_ignored(f)?;
        self.write_problems(f)
    }
}

impl Table<'_> {
    fn write_action(&self, f: &mut fmt::Formatter<'_>, action: Action) -> fmt::Result {
        let found = self.report.found.iter();
        let found = found.filter_map(|found| Some((self.index.vendor(&found.slug)?, &found.matches)));
        let mut is_first = true;
        for (vendor, matches) in found {
            if vendor.action() == action {
                if is_first {
                    writeln!(f, "\n{}", action.label())?;
                }
                is_first = false;
                self.write_vendor(f, vendor, matches)?;
            }
        }
        Ok(())
    }

    fn write_vendor(
        &self,
        f: &mut fmt::Formatter<'_>,
        vendor: &StackVendor,
        matches: &[Match],
    ) -> fmt::Result {
        wrap(f, "  ", 4, &safe(&vendor.name))?;
        let (baa, phi) = (vendor.baa_class(), vendor.phi_class());
        write_value(f, "BAA", &format!("{} ({})", baa.label(), lower_first(vendor.confidence.evidence())))?;
        write_value(f, "PHI", phi.label())?;
        write_value(f, "Plans", &safe(&vendor.qualified(Fact::Plans, &vendor.plans)))?;
        write_value(f, "Not on", &safe(&vendor.qualified(Fact::Plans, &vendor.excluded_plans)))?;
        write_value(f, "Price", &safe(&vendor.qualified(Fact::Price, vendor.price.as_slice())))?;
        write_value(f, "Excluded", &safe(&vendor.qualified(Fact::Scope, &vendor.excluded)))?;
        for (index, found) in matches.iter().enumerate() {
            write_value(f, if index == 0 { "Found" } else { "" }, &self.describe_match(found))?;
        }
        Ok(())
    }

    /// A match: `package.json:12 twilio (npm package)`.
    fn describe_match(&self, found: &Match) -> String {
        let Match { input, line, text, kind, count } = found;
        let place = place(self.names, *input, Some(*line));
        let places = if *count > 1 { format!(", {count} places") } else { String::new() };
        format!("{place} {} ({}{places})", safe(text), kind.label())
    }

    fn write_one_of(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.report.one_of.is_empty() {
            writeln!(f, "\nOne of several vendors (not counted)")?;
        }
        for one_of in &self.report.one_of {
            wrap(f, "  ", 4, &self.list_names(&one_of.slugs))?;
            for (index, found) in one_of.matches.iter().enumerate() {
                write_value(f, if index == 0 { "Found" } else { "" }, &self.describe_match(found))?;
            }
        }
        Ok(())
    }

    fn write_unknown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.report.unknown.is_empty() {
            writeln!(f, "\nUnknown names")?;
        }
        for unknown in &self.report.unknown {
            let place = place(self.names, unknown.input, Some(unknown.line));
            let mut text = format!("{} ({place})", safe(&unknown.name));
            if !unknown.did_you_mean.is_empty() {
                text += &format!(". Did you mean {}?", self.list_names(&unknown.did_you_mean));
            }
            wrap(f, "  ", 4, &text)?;
        }
        Ok(())
    }

    fn write_ignored(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ignored = &self.report.ignored;
        match ignored.len() {
            0 => return Ok(()),
            count if self.lists_ignored => writeln!(f, "\nIgnored: {count}")?,
            count => return writeln!(f, "\nIgnored: {count} (--verbose lists them)"),
        }
        for one in ignored {
            let place = place(self.names, one.input, Some(one.line));
            let text = if one.text.is_empty() { String::new() } else { [" ", &safe(&one.text)].concat() };
            wrap(f, "  ", 4, &format!("{place}{text}: {}", one.reason.label()))?;
        }
        Ok(())
    }

    fn write_problems(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.report.problems.is_empty() {
            writeln!(f, "\nProblems")?;
        }
        for problem in &self.report.problems {
            wrap(f, "  ", 4, &describe_problem(problem, self.names))?;
        }
        Ok(())
    }

    /// Names of vendors: `Google Workspace or Google Cloud`.
    fn list_names(&self, slugs: &[Slug]) -> String {
        let vendors = slugs.iter().filter_map(|slug| self.index.vendor(slug));
        vendors.map(|vendor| safe(&vendor.name)).collect::<Vec<_>>().join(" or ")
    }
}

/// Writes a value after its label; nothing without a value.
fn write_value(f: &mut fmt::Formatter<'_>, label: &str, value: &str) -> fmt::Result {
    if value.is_empty() {
        return Ok(());
    }
    wrap(f, &format!("    {label:0$}", VALUE_COLUMN - 4), VALUE_COLUMN, value)
}

/// Writes a text in lines of at most [`COLUMNS`] characters: the first after `start`, the others after `indent` spaces. A
/// word that is longer keeps its line.
fn wrap(f: &mut fmt::Formatter<'_>, start: &str, indent: usize, text: &str) -> fmt::Result {
    let mut column = start.chars().count();
    let mut is_at_start = true;
    f.write_str(start)?;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !is_at_start && column + 1 + length > COLUMNS {
            write!(f, "\n{:indent$}", "")?;
            column = indent;
        } else if !is_at_start {
            f.write_str(" ")?;
            column += 1;
        }
        f.write_str(word)?;
        column += length;
        is_at_start = false;
    }
    f.write_str("\n")
}

fn safe(text: &str) -> String {
    TerminalText { text, max_chars: 1000 }.to_string()
}

/// A label within a sentence.
fn lower_first(label: &str) -> String {
    let mut characters = label.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    [&first, characters.as_str()].concat()
}
