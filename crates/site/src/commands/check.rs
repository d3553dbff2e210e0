//! `site check`

use std::process::ExitCode;

use site::records::{DataPaths, DefectReport, check_featured, check_records, summary};
use site::settings::Settings;

use crate::terminal::{print_line, today};

/// Checks the records, and the featured vendors in the settings next to them.
pub fn run(paths: &DataPaths) -> anyhow::Result<ExitCode> {
    let settings = paths.sibling("site.json");
    let featured = if settings.exists() { Settings::read(&settings)?.featured } else { Vec::new() };
    let checked = check_records(paths, today()?).and_then(|checked| {
        let records = checked.records.len();
        let defects = check_featured(&settings, &featured, &checked.records);
        if defects.is_empty() { Ok(records) } else { Err(DefectReport::new(records, defects)) }
    });
    match checked {
        Ok(records) => {
            print_line(&summary(records, 0))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(report) => {
            print_line(&report.to_string())?;
            Ok(ExitCode::FAILURE)
        }
    }
}
