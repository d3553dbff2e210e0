//! The commands: each reads its arguments, calls the library and prints the result.

mod change;
mod check;
mod mail;
mod new;
mod nginx;
mod notices;
mod notify;
mod publish;
mod replace;
mod sample;
mod serve;
mod signups;
mod sizes;
mod stack;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use site::settings::Settings;

use crate::cli::{Cli, Command};

/// Runs the command of a command line.
pub fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    match &cli.command {
        Command::Check { paths } => return check::run(paths),
        Command::Publish(args) => return publish::run(args),
        Command::Stack(args) => return Ok(stack::run(args, cli.verbose)),
        Command::Change { slug, answers, paths } => change::run(slug, answers, paths)?,
        Command::New(args) => new::run(args)?,
        Command::Sample(args) => sample::run(args)?,
        Command::Serve(args) => serve::run(args)?,
        Command::Notices(args) => notices::run(args)?,
        Command::Notify(args) => notify::run(args)?,
        Command::Signups(command) => signups::run(command)?,
        Command::Verify(args) => verify::run(args)?,
        Command::Stale { days, paths } => verify::stale(*days, paths)?,
        Command::Reverified { slug, state, paths } => verify::reverified(slug, state, paths)?,
        Command::PageText => site::verify::text::run_process()?,
        Command::Nginx(args) => nginx::run(args)?,
        Command::Replace { new, current } => replace::run(new, current)?,
        Command::Sizes { dir } => sizes::run(dir)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A warning about settings whose address is the placeholder of a fresh clone.
fn placeholder_warning(settings: &Settings, path: &Path) -> Option<String> {
    settings.has_placeholder_address().then(|| {
        let address = &settings.address;
        let path = path.display();
        format!("{path}: address is a placeholder, {address}: set it to the site's own address before launch")
    })
}
