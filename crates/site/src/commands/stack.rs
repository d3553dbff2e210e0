//! `site stack`

use std::io;
use std::process::ExitCode;

use site::stack::CheckedStack;

use crate::cli::{StackArgs, StackFormat};
use crate::terminal::{print, print_error, print_message, today, warn};

/// The exit status if the input could not be checked completely. The grammar of the command line uses it for wrong
/// arguments too.
const BAD_INPUT: u8 = 2;

/// Checks a stack. Every error is one of the input, and has its exit status.
pub fn run(args: &StackArgs, is_verbose: bool) -> ExitCode {
    check(args, is_verbose).unwrap_or_else(|error| {
        print_error(&error);
        ExitCode::from(BAD_INPUT)
    })
}

fn check(args: &StackArgs, is_verbose: bool) -> anyhow::Result<ExitCode> {
    let StackArgs { files, format, fail_on, records } = args;
    let stack = CheckedStack::new(records.load(today()?)?, files, &mut io::stdin().lock());
    for skipped in &stack.skipped {
        warn(skipped);
    }
    match format {
        StackFormat::Table => print(&stack.to_table(is_verbose))?,
        StackFormat::Json => print(&stack.to_json())?,
        StackFormat::Csv => print(&stack.to_csv())?,
    }
    let (violations, problems) = (stack.violations(fail_on), stack.problems());
    for message in violations.iter().chain(&problems) {
        print_message(message);
    }
    // An incomplete check must not pass as one that found all vendors, so problems take precedence.
    Ok(match (problems.is_empty(), violations.is_empty()) {
        (false, _) => ExitCode::from(BAD_INPUT),
        (true, false) => ExitCode::FAILURE,
        (true, true) => ExitCode::SUCCESS,
    })
}
