//! `site publish`

use std::fs;
use std::process::ExitCode;

use anyhow::Context;
use site::publish::Publication;
use site::publish::assets::{ENTRY_POINTS, EntryPoints};
use site::publish::output::{BuildCache, Output, Quality};
use site::records::check_records;
use site::settings::Settings;
use site::verify::VerifyState;

use super::placeholder_warning;
use crate::cli::{Profile, PublishArgs};
use crate::terminal::{print_line, progress_bar, today, warn};

pub fn run(args: &PublishArgs) -> anyhow::Result<ExitCode> {
    let today = today()?;
    let data = match tracing::info_span!("check the records").in_scope(|| check_records(&args.paths, today)) {
        Ok(data) => data,
        Err(report) => {
            print_line(&report.to_string())?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let path = args.shell.clone().unwrap_or_else(|| args.out.join("index.html"));
    let shell = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let settings = Settings::read(&args.settings)?;
    let placeholder = placeholder_warning(&settings, &args.settings);
    if let Some(warning) = placeholder.as_ref().filter(|_| args.require_address) {
        anyhow::bail!("{warning}");
    }
    let entry_points = EntryPoints { rows: &ENTRY_POINTS, builds: args.entry_points.clone() };
    let checks = VerifyState::read(&args.state)?;
    let base = args.base.to_string();
    let publication = Publication { shell, entry_points, data, checks, settings, base, today };
    match args.profile {
        Profile::Debug => {
            publication.write(&args.out)?;
            let vendors = publication.data.records.len();
            print_line(&format!("published {vendors} vendors, uncompressed"))?;
        }
        Profile::Release => {
            publish_compressed(args, &publication)?;
            if let Some(warning) = placeholder {
                warn(&warning);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn publish_compressed(args: &PublishArgs, publication: &Publication) -> anyhow::Result<()> {
    let vendors = publication.data.records.len();
    let cache = BuildCache::new(&args.cache);
    let quality = args.quality.unwrap_or(Quality::for_vendors(vendors));
    let output = Output::compressing(&args.out, &cache, quality);
    let shell = publication.write_to(&output, &progress_bar("vendors")?)?;
    cache.evict_unused()?;
    print_line(&format!(
        "published {vendors} vendors; generated {} files, the others are cached",
        cache.misses()
    ))?;
    if let Some(saved) = &args.save_shell {
        fs::write(saved, shell).with_context(|| format!("cannot write {}", saved.display()))?;
    }
    Ok(())
}
