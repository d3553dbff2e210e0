//! The browser's entry: takes the data that the page was rendered with, and hydrates the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    countersign::hydrate();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This is the app for browsers. `make serve` builds the site and serves it.");
}
