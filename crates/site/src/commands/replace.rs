//! `site replace`

use std::path::Path;

use site::publish::replace::replace;

use crate::terminal::print_line;

pub fn run(new: &Path, current: &Path) -> anyhow::Result<()> {
    replace(new, current)?;
    print_line(&format!("{} is the new site", current.display()))?;
    Ok(())
}
