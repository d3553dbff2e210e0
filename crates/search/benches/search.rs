//! `cargo bench --package search`: native benchmarks of the engine over the snapshot of real vendors. `make bench`
//! measures it in a browser, over up to 100,000 vendors and against other search engines.
#![allow(clippy::expect_used, reason = "a benchmark stops at the first error")]

#[path = "../tests/records/mod.rs"]
mod records;

use catalog::Query;
use divan::{Bencher, black_box};
use search::Engine;

fn main() {
    divan::main();
}

#[divan::bench]
fn build(bencher: Bencher) {
    bencher.with_inputs(records::listings).bench_values(Engine::new);
}

#[divan::bench(args = ["", "s", "sla", "salesforce", "mailchmp", "google cloud", "e-signature", "xqzvw"])]
fn key_press(bencher: Bencher, text: &str) {
    let engine = Engine::new(records::listings());
    let query = Query { text: text.to_owned(), ..Query::default() };
    bencher.bench(|| engine.search(black_box(&query), 100));
}

#[divan::bench]
fn nearest_names(bencher: Bencher) {
    let engine = Engine::new(records::listings());
    bencher.bench(|| engine.nearest(black_box("gogle wrkspce"), 3));
}
