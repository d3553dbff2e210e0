//! `site change`

use std::io;

use catalog::Slug;
use site::records::DataPaths;
use site::records::change::{ChangeArgs, ChangeSession};

use crate::terminal::{print_line, today};

pub fn run(slug: &Slug, answers: &ChangeArgs, paths: &DataPaths) -> anyhow::Result<()> {
    let mut session =
        ChangeSession { paths, today: today()?, input: &mut io::stdin().lock(), prompts: &mut io::stderr() };
    let (path, record) = session.record_change(slug, answers)?;
    let change = record.changes.first();
    let change =
        change.map(|change| [change.field.label(), " ", &change.describe(record.verdict())].concat());
    print_line(&format!("{}: {}", path.display(), change.unwrap_or_default()))?;
    Ok(())
}
