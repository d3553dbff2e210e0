//! The notice: a message to the people who signed up for a vendor.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use catalog::watch::Watched;
use catalog::{Date, Field, Slug};
use maud::html;
use serde::Serialize;

use super::PublishedSite;
use super::published::ComparedVendor;
use crate::mail::NoticeContent;
use crate::settings::Settings;
use crate::subscriptions::NewNotice;

/// A message about a change of one vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The identifier of the notice, by which other tools can send each one once.
    pub id: String,
    /// The vendor's slug, as in the list of sign-ups.
    pub vendor: Slug,
    /// The subject of the message.
    pub subject: String,
    /// The message as plain text.
    pub text: String,
    /// The message as HTML.
    pub html: String,
    /// The URL of the vendor page.
    pub page: String,
    /// The statuses that changed.
    pub changes: Vec<StatusChange>,
    /// The removal, if the vendor left the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<Removal>,
}

/// The removal of a vendor from the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// The new slug, if the vendor was renamed.
    pub to: Option<Slug>,
}

/// A status that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusChange {
    /// The field of the status.
    pub field: Field,
    /// The label before.
    pub from: &'static str,
    /// The label now.
    pub to: &'static str,
    /// The date of the change, if the record's history contains it.
    pub date: Option<Date>,
    /// The statement of the vendor, from the history.
    pub note: Option<String>,
    /// The consequence for people who rely on the vendor, from the history.
    pub meaning: Option<String>,
    /// The URL of the first source that supports the status now, if the site publishes its records.
    pub source: Option<String>,
}

impl Notice {
    /// A notice about a changed verdict. `before` is the verdict in the last notice or publication.
    pub(super) fn of_verdict(
        vendor: &ComparedVendor,
        before: &Watched,
        changes: Vec<StatusChange>,
        page: String,
        site: &str,
    ) -> Self {
        let name = &vendor.name;
        let labels: Vec<&str> = changes.iter().map(|change| change.to).collect();
        let introduction = format!("{site} has changed its verdict on {name}.");
        let verified = format!(
            "Last verified {}, confidence: {}.",
            vendor.last_verified.describe(),
            vendor.confidence.label()
        );
        let advice = format!("Confirm with {name} before you store PHI.");
        let mut lines = vec![introduction.clone(), String::new()];
        lines.extend(changes.iter().map(|change| match &change.source {
            Some(source) => format!("{} Source: {source}", change.describe()),
            None => change.describe(),
        }));
        lines.push(String::new());
        lines.push(format!("{verified} Details and sources: {page}"));
        lines.push(advice.clone());
        let html = html! {
            p { (introduction) }
            ul {
                @for change in &changes {
                    li {
                        (change.describe())
                        @if let Some(source) = &change.source { " " a href=(source) { "Source" } }
                    }
                }
            }
            p { (verified) " " a href=(page) { "Details and sources" } }
            p { (advice) }
        };
        Self {
            id: verdict_id(before, &Watched::from(vendor), vendor.last_verified),
            vendor: vendor.slug.clone(),
            subject: format!("{name}: {}", labels.join(", ")),
            text: lines.join("\n"),
            html: html.into_string(),
            page,
            changes,
            gone: None,
        }
    }

    /// A notice that a vendor was renamed or removed. `date` is that of its last published record.
    pub(super) fn of_removal(
        old: &Slug,
        name: &str,
        new: Option<&ComparedVendor>,
        date: Option<Date>,
        settings: &Settings,
        base: &str,
    ) -> Self {
        let site = &settings.name;
        let (subject, statement, link, page) = match new {
            Some(new) => (
                format!("{name} is now {}", new.name),
                format!(
                    "{site} now lists {name} as {}. Notifications continue under the new name.",
                    new.name
                ),
                format!("{}: details and sources", new.name),
                settings.absolute_url(base, &format!("vendors/{}/", new.slug)),
            ),
            None => (
                format!("{name} was removed from {site}"),
                format!("{site} no longer lists {name} and no longer reports changes to its verdict."),
                format!("All vendors on {site}"),
                settings.absolute_url(base, ""),
            ),
        };
        let advice = format!("Confirm with {} before you store PHI.", new.map_or(name, |new| &new.name));
        let html = html! {
            p { (statement) }
            p { a href=(page) { (link) } }
            p { (advice) }
        };
        let change = new.map_or("removed".to_owned(), |new| format!("renamed_{}", new.slug));
        let date = date.map(|date| format!("_{date}")).unwrap_or_default();
        Self {
            id: format!("{old}_{change}{date}"),
            vendor: old.clone(),
            subject,
            text: [statement, String::new(), format!("{link}: {page}"), advice].join("\n"),
            html: html.into_string(),
            page,
            changes: Vec::new(),
            gone: Some(Removal { to: new.map(|new| new.slug.clone()) }),
        }
    }

    /// The notice in the form that the database of subscriptions stores.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn for_queue(&self) -> serde_json::Result<NewNotice> {
        let Self { id, vendor, subject, text, html, .. } = self;
        let content = NoticeContent {
            id: id.clone(),
            subject: subject.clone(),
            text: text.clone(),
            html: html.clone(),
        };
        Ok(NewNotice {
            id: id.clone(),
            vendor: vendor.clone(),
            is_removal: self.gone.is_some(),
            content: serde_json::to_string(&content)?,
        })
    }

    /// Writes the notice as `<vendor>.txt`, `<vendor>.html` and `<vendor>.json` into a folder.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let json = serde_json::to_string_pretty(self)?;
        let text = format!("Subject: {}\n\n{}", self.subject, self.text);
        for (extension, content) in [("txt", &text), ("html", &self.html), ("json", &json)] {
            let path: PathBuf = folder.join(format!("{}.{extension}", self.vendor));
            fs::write(&path, format!("{content}\n"))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

/// The identifier of a verdict's change, with both verdicts and the date:
/// `acme_available-eligible-type_2_…_2026-11-25`.
fn verdict_id(before: &Watched, now: &Watched, date: Date) -> String {
    let keys = |vendor: &Watched| {
        let verdict = vendor.verdict(now);
        Field::ALL.iter().map(|field| verdict.class(*field).0).collect::<Vec<_>>().join("-")
    };
    [now.slug.as_str(), &keys(before), &keys(now), &date.to_string()].join("_")
}

impl StatusChange {
    /// The statuses that differ between two verdicts, with the history and the source of each in a publication.
    pub(super) fn between(before: &Watched, now: &Watched, site: &PublishedSite) -> Vec<Self> {
        let newest = |field: Field| {
            let mut changes =
                site.changes.iter().filter(|one| one.slug == now.slug && one.change.field == field);
            // A history that does not lead to the current verdict does not explain it.
            changes.next().filter(|newest| newest.change.to == now.verdict(now).status_key(field))
        };
        let differences = before.differences(now);
        let sources = if differences.is_empty() { Vec::new() } else { site.sources(&now.slug) };
        let changes = differences.into_iter().map(|difference| {
            let newest = newest(difference.field);
            Self {
                field: difference.field,
                from: difference.before,
                to: difference.now,
                date: newest.map(|one| one.change.date),
                note: newest.map(|one| one.change.note.clone()),
                meaning: newest.map(|one| one.meaning.clone()),
                source: sources
                    .iter()
                    .find(|source| source.supports(difference.field.fact()))
                    .map(|source| source.url.to_string()),
            }
        });
        changes.collect()
    }

    fn describe(&self) -> String {
        let mut text = format!("{}: from “{}” to “{}”", self.field.label(), self.from, self.to);
        if let Some(date) = self.date {
            text += &format!(", {}", date.describe());
        }
        text.push('.');
        for sentence in [&self.note, &self.meaning].into_iter().flatten().filter(|text| !text.is_empty()) {
            text.push(' ');
            text += sentence;
        }
        text
    }
}
