//! `site nginx`

use site::hosts::NginxConfig;

use crate::cli::NginxArgs;
use crate::terminal::print_line;

pub fn run(args: &NginxArgs) -> anyhow::Result<()> {
    let NginxArgs { dir, base, root, listen } = args;
    let config = NginxConfig::new(dir, root, base.as_str(), listen)?.to_string();
    print_line(config.trim_end())?;
    Ok(())
}
