//! Prints how long each step of a check of 5,000 lines takes:
//! `cargo run --release --package inventory --example step_times`.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "an error ends the measurement")]

#[path = "../tests/fixture_index/mod.rs"]
mod fixture_index;

use std::fmt::Write;
use std::time::{Duration, Instant};

use fixture_index::{INDEX, MATCHER};
use inventory::{Check, Input, Matcher};

fn main() {
    let start = Instant::now();
    let matcher = Matcher::new(&INDEX);
    println!("matcher: {:?}", start.elapsed());
    let mut csv = "Date,Vendor,Amount\n".to_owned();
    let mut env = String::new();
    let mut json = "{\"dependencies\": {\n".to_owned();
    for number in 0..5000 {
        writeln!(csv, "2026-01-01,Unknown vendor {number} of many,{number}").expect("a line");
        writeln!(env, "SOME_VARIABLE_{number}=https://host{number}.example.com/path").expect("a line");
        writeln!(json, "\"package-{number}\": \"^1.0.0\",").expect("a line");
    }
    json.push_str("\"zod\": \"1\"}}");
    for (name, text) in [("a.csv", csv), (".env", env), ("package.json", json)] {
        let mut check = Check::new(vec![Input::new(Some(name.to_owned()), text)]);
        let (mut longest, mut all) = (Duration::ZERO, Duration::ZERO);
        loop {
            let start = Instant::now();
            let is_unfinished = check.step(&MATCHER, 250);
            longest = longest.max(start.elapsed());
            all += start.elapsed();
            if !is_unfinished {
                break;
            }
        }
        let start = Instant::now();
        let report = check.finish();
        println!(
            "{name}: {all:?}, longest step {longest:?}, end {:?}, {} ignored",
            start.elapsed(),
            report.ignored.len()
        );
        drop(matcher.did_you_mean("x"));
    }
}
