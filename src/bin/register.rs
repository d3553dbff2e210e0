//! The entry point of the Wasm of the business associate register.

fn main() {
    if cfg!(target_arch = "wasm32") {
        countersign::start_register();
    } else {
        println!("This program runs in browsers. To build and serve the site, run `make serve`.");
    }
}
