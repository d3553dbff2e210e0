//! The entry point of the Wasm of the stack check.

fn main() {
    if cfg!(target_arch = "wasm32") {
        countersign::start_tools();
    } else {
        println!("This program runs in browsers. To build and serve the site, run `make serve`.");
    }
}
