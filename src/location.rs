//! Where the visitor is, and the ways on: a link of the site, a step that the app takes, back and forward. Leptos's
//! router does that, and matches and waits for much that this app has not: docs/size.md has what it weighs.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use crate::address::{Step, base};

/// Where the visitor is. Natively that is nowhere: what is rendered first does not depend on it.
#[derive(Clone, Copy)]
pub struct Location {
    /// The path.
    pub path: RwSignal<String>,
    /// The query string, without its question mark.
    pub search: RwSignal<String>,
}

/// Links that the app follows by itself, but for those that lead away from it.
const LINKS: &str = "a[href]:not([target], [download], [rel~=external])";

impl Location {
    /// Follows the browser from now on.
    pub fn follow() -> Self {
        let here = Self { path: RwSignal::default(), search: RwSignal::default() };
        if cfg!(target_arch = "wasm32") {
            here.read();
            let base = base();
            window_event_listener(ev::popstate, move |_| here.read());
            window_event_listener(ev::click, move |event| here.click(&event, &base));
        }
        here
    }

    /// Leads to another address of the site.
    pub fn lead(self, address: &str, step: Step) {
        let Ok(history) = window().history() else { return };
        let written = if step == Step::Replace || address == present() {
            history.replace_state_with_url(&JsValue::NULL, "", Some(address))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(address))
        };
        if step == Step::Page {
            if written.is_err() {
                // Browsers take few changes of the address in a short time. Then the page is loaded.
                let _ = window().location().assign(address);
                return;
            }
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        self.read();
    }

    fn read(self) {
        let location = window().location();
        let search = location.search().unwrap_or_default();
        let search = search.strip_prefix('?').unwrap_or_default().to_owned();
        for (signal, now) in [(self.path, location.pathname().unwrap_or_default()), (self.search, search)] {
            if *signal.read_untracked() != now {
                signal.set(now);
            }
        }
    }

    /// Follows a link of the site, unless the visitor or the link asks the browser to.
    fn click(self, event: &MouseEvent, base: &str) {
        let asks_browser = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || asks_browser {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest(LINKS).ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let address = [link.pathname(), link.search()].concat();
        let is_own = window().location().origin().is_ok_and(|origin| origin == link.origin());
        let is_part_of_page = !link.hash().is_empty() && address == present();
        if is_own && address.starts_with(base) && !is_part_of_page {
            event.prevent_default();
            self.lead(&[address, link.hash()].concat(), Step::Page);
        }
    }
}

/// The address of this page, without what is marked in it.
fn present() -> String {
    let location = window().location();
    [location.pathname(), location.search()].map(Result::unwrap_or_default).concat()
}
