//! `site sample`

use std::path::Path;

use site::records::sample;

use crate::cli::SampleArgs;
use crate::terminal::print_line;

pub fn run(args: &SampleArgs) -> anyhow::Result<()> {
    let SampleArgs { vendors, out, bundle, seed } = args;
    let public = Path::new("public");
    match bundle {
        Some(file) => sample::write_bundle(file, public, *vendors, *seed)?,
        None => sample::write_records(out, public, *vendors, *seed)?,
    }
    let path = bundle.as_ref().unwrap_or(out);
    print_line(&format!("generated {vendors} fictitious vendors: {}", path.display()))?;
    Ok(())
}
