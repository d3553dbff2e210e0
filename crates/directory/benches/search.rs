//! `cargo bench --package directory`: the search over the researched records, natively. `make bench` measures it in a
//! browser, over many more vendors and against others.
#![allow(clippy::expect_used, reason = "a benchmark stops at what it did not expect")]

#[path = "../tests/records/mod.rs"]
mod records;

use directory::Query;
use directory::search::Engine;
use divan::{Bencher, black_box};

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
