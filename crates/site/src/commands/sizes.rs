//! `site sizes`

use std::path::Path;

use site::publish::sizes;

use crate::terminal::print_line;

pub fn run(dir: &Path) -> anyhow::Result<()> {
    let measurements = sizes::measure(dir)?;
    print_line(sizes::Table(&measurements).to_string().trim_end())?;
    let over = measurements.iter().filter(|one| one.is_over_budget()).map(|one| one.name.as_str());
    let over: Vec<&str> = over.collect();
    anyhow::ensure!(over.is_empty(), "over budget: {}", over.join("; "));
    Ok(())
}
