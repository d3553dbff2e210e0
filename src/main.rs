//! The entry point of the Wasm.

#[cfg(target_arch = "wasm32")]
fn main() {
    countersign::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This program runs in browsers. To build and serve the site, run `make serve`.");
}
