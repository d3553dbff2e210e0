//! The `site` command.

mod cli;
mod commands;
mod terminal;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    terminal::init_logging(cli.verbose);
    match commands::run(&cli.command) {
        Ok(code) => code,
        Err(error) => {
            // A failure to print the error cannot be reported anywhere.
            let _ = writeln!(io::stderr(), "site: {error:#}");
            ExitCode::FAILURE
        }
    }
}
