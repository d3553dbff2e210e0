//! `site new`

use site::records::new::{NewVendor, create_record};

use crate::cli::NewArgs;
use crate::terminal::{print_line, today};

pub fn run(args: &NewArgs) -> anyhow::Result<()> {
    let NewArgs { name, category, slug, vendors } = args;
    let vendor = NewVendor::new(name, slug.clone(), *category)?;
    let path = create_record(vendors, &vendor, today()?)?;
    print_line(&format!(
        "{}\nNext: replace each FILL IN with what {}'s pages state; `site check` lists the remaining ones.",
        path.display(),
        name.trim()
    ))?;
    Ok(())
}
