//! The entry point of the second Wasm: the pages that work with the visitor's own files.

fn main() {
    if cfg!(target_arch = "wasm32") {
        countersign::start_tools();
    } else {
        println!("This program runs in browsers. To build and serve the site, run `make serve`.");
    }
}
