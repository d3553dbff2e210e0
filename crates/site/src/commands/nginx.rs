//! `site nginx`

use site::hosts::NginxConfig;

use crate::cli::NginxArgs;
use crate::terminal::print_line;

pub fn run(args: &NginxArgs) -> anyhow::Result<()> {
    let NginxArgs { dir, base, root, listen, service } = args;
    let config =
        NginxConfig::new(dir, root, base.as_str(), listen)?.with_service(service.as_deref()).to_string();
    print_line(config.trim_end())?;
    Ok(())
}
