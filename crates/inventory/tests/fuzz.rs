//! Fuzzing: mutations of the labelled inputs, read by every parser. Run it by hand, with the seconds per format:
//! `FUZZ_SECONDS=600 cargo test --release --package inventory --test fuzz -- --ignored`

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod fixture_index;

use std::time::{Duration, Instant};

use fixture_index::{INDEX, MATCHER};
use inventory::{Check, Format, Input, to_csv};

/// A generator of random numbers (xorshift64*) with a fixed seed, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Texts that parsers treat in a special way.
const TOKENS: [&str; 40] = [
    "\"",
    "'",
    "\n",
    "\r\n",
    "\t",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "</td>",
    "<script",
    "<!--",
    "-->",
    "://",
    "@",
    "=",
    ": ",
    ",",
    ";",
    "|",
    "\\",
    "\u{feff}",
    "\0",
    "é",
    "💥",
    "\u{202e}",
    "-----BEGIN X-----",
    "require (",
    "v=spf1 include:",
    " IN TXT ",
    "image: ",
    "[project]\ndependencies = [\"",
    "\"\"\"",
    "*",
    "#",
    "sep=;",
];

fn mutated(corpus: &[String], random: &mut Random) -> String {
    let mut bytes = corpus[random.below(corpus.len())].clone().into_bytes();
    for _ in 0..1 + random.below(8) {
        let at = random.below(bytes.len() + 1);
        match random.below(5) {
            0 => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].bytes())),
            1 => {
                let end = (at + random.below(30)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 if at < bytes.len() => bytes[at] = random.next() as u8,
            3 => {
                let other = corpus[random.below(corpus.len())].as_bytes();
                let start = random.below(other.len());
                let end = (start + random.below(200)).min(other.len());
                bytes.splice(at..at, other[start..end].iter().copied());
            }
            _ => {
                let end = (at + random.below(60)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part.iter().copied().cycle().take(part.len() * random.below(20)));
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
#[ignore = "runs for FUZZ_SECONDS per format"]
fn no_mutation_makes_a_parser_panic_or_hang() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(5);
    let only = std::env::var("FUZZ_FORMAT").ok();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stacks");
    let files = std::fs::read_dir(folder).expect("the labelled set").map(|file| file.expect("a file").path());
    let mut inputs: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "input")).collect();
    inputs.sort();
    let corpus: Vec<String> =
        inputs.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for format in Format::ALL.iter().filter(|format| only.as_deref().is_none_or(|only| only == format.key()))
    {
        let end = Instant::now() + Duration::from_secs(seconds);
        let mut runs = 0u64;
        let mut slowest = Duration::ZERO;
        while Instant::now() < end {
            let text = mutated(&corpus, &mut random);
            let start = Instant::now();
            let report =
                Check::run(vec![Input { format: *format, ..Input::new(None, text.clone()) }], &MATCHER);
            let _ = to_csv(&report, &INDEX, &[]);
            slowest = slowest.max(start.elapsed());
            assert!(start.elapsed() < Duration::from_secs(5), "{} is slow on {text:?}", format.key());
            runs += 1;
        }
        println!("{}: {runs} inputs, slowest {slowest:?}", format.key());
    }
}
