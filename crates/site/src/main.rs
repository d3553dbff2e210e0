//! The `site` command.

mod cli;
mod commands;
mod terminal;
mod timings;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;
use timings::Timings;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let timings = cli.command.measures_time().then(Timings::start);
    terminal::init_logging(cli.verbose, timings.clone());
    let result = commands::run(&cli).and_then(|code| {
        if let Some(timings) = timings {
            terminal::print(&timings.to_string())?;
        }
        Ok(code)
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            terminal::print_error(&error);
            ExitCode::FAILURE
        }
    }
}
