//! `site notices`: compares two publications and produces a notice for each changed verdict and each vendor that left the
//! directory. The state of sent notices is stored, so that each notice is produced once, even if the command runs again.

mod notice;
mod notify;
mod published;
mod sent;

use std::collections::BTreeMap;

use catalog::Slug;
use catalog::watch::Watched;

pub use notice::{Notice, Removal, StatusChange};
pub use notify::{RunSummary, SendRate, lock_database, send_queued};
use published::ComparedVendor;
pub use published::PublishedSite;
pub use sent::SentNotices;

use crate::settings::Settings;

/// The notices that were not sent yet, which are added to `sent`: one for each vendor whose verdict differs from the one
/// in its last notice or, without a notice, from the one in `before`; and one for each vendor that is no longer listed.
pub fn new_notices(
    before: &PublishedSite,
    now: &PublishedSite,
    sent: &mut SentNotices,
    settings: &Settings,
    base: &str,
) -> Vec<Notice> {
    let before: BTreeMap<&Slug, Watched> =
        before.vendors.iter().map(|vendor| (&vendor.slug, Watched::from(vendor))).collect();
    let mut notices = Vec::new();
    for vendor in &now.vendors {
        let current = Watched::from(vendor);
        let old_slugs = now.renamed.renames().filter(|(_, new)| **new == vendor.slug).map(|(old, _)| old);
        let last = std::iter::once(&vendor.slug)
            .chain(old_slugs)
            .find_map(|slug| sent.verdict(slug).or_else(|| before.get(slug)).cloned());
        let Some(last) = last else { continue };
        let changes = StatusChange::between(&last, &current, now);
        if changes.is_empty() {
            continue;
        }
        let page = settings.absolute_url(base, &format!("vendors/{}/", vendor.slug));
        notices.push(Notice::of_verdict(vendor, &last, changes, page, &settings.name));
        sent.record_verdict(&current);
    }
    notices.extend(removal_notices(&before, now, sent, settings, base));
    notices
}

/// A notice for each vendor that was listed in `before` or was the subject of a notice, and is not listed now.
fn removal_notices(
    before: &BTreeMap<&Slug, Watched>,
    now: &PublishedSite,
    sent: &mut SentNotices,
    settings: &Settings,
    base: &str,
) -> Vec<Notice> {
    let listed: BTreeMap<&Slug, &ComparedVendor> =
        now.vendors.iter().map(|vendor| (&vendor.slug, vendor)).collect();
    sent.forget_removals(|slug| listed.keys().any(|listed| listed.as_str() == slug));
    let known = sent.verdicts().cloned().chain(before.values().cloned());
    let missing: BTreeMap<Slug, Watched> = known
        .filter(|known| !listed.contains_key(&known.slug) && !sent.has_removal(&known.slug))
        .map(|known| (known.slug.clone(), known))
        .collect();
    let mut notices = Vec::new();
    for (old, Watched { name, .. }) in missing {
        let new = now.renamed.new_slug(&old).and_then(|new| listed.get(new)).copied();
        let date = before.get(&old).and_then(|before| before.date);
        notices.push(Notice::of_removal(&old, &name, new, date, settings, base));
        if let Some(new) = new.filter(|new| sent.verdict(&new.slug).is_none()) {
            // The verdict in notices under the old slug is not reported again under the new one.
            sent.record_verdict(&Watched::from(new));
        }
        sent.record_removal(&old);
    }
    notices
}
