//! `site notices`

use site::notices::{PublishedSite, SentNotices, new_notices};
use site::settings::Settings;

use super::placeholder_warning;
use crate::cli::NoticesArgs;
use crate::terminal::{try_print_line, warn};

pub fn run(args: &NoticesArgs) -> anyhow::Result<()> {
    let comparison = &args.comparison;
    let settings = Settings::read(&comparison.settings)?;
    if let Some(warning) = placeholder_warning(&settings, &comparison.settings) {
        warn(&warning);
    }
    let before = PublishedSite::read(&args.since)?;
    let now = PublishedSite::read_with_changes(&comparison.now)?;
    let mut sent = SentNotices::read(&args.sent_notices)?;
    for notice in new_notices(&before, &now, &mut sent, &settings, comparison.base.as_str()) {
        match &args.out {
            Some(folder) => notice.write(folder)?,
            None if try_print_line(&serde_json::to_string(&notice)?)? => {}
            None => return Ok(()),
        }
    }
    // Last, so that a notice that was not written or read is produced again next time.
    sent.write(&args.sent_notices)?;
    Ok(())
}
