//! Where the visitor is, and the ways on. Leptos's router follows links, back and forward, and keeps the history; which
//! page an address means is decided in `pages`, so that its components are not needed: docs/size.md has what they weigh.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider, State, Url};

use crate::address::{Step, base, with_query};
use crate::browser;
use crate::hydration::afterwards;

/// How long nobody types before the text is written into the address. Browsers allow about a hundred changes of it in
/// half a minute, and then refuse.
pub const PAUSE: Duration = Duration::from_millis(250);

/// Where the visitor is. Natively that is nowhere: what is rendered first does not depend on it.
#[derive(Clone, Copy)]
pub struct Location {
    /// The path.
    pub path: Memo<String>,
    /// The query string, without its question mark.
    pub search: Memo<String>,
    router: StoredValue<Option<BrowserUrl>>,
}

impl Location {
    /// Follows the browser from now on.
    pub fn follow() -> Self {
        let router = if cfg!(target_arch = "wasm32") { BrowserUrl::new().ok() } else { None };
        let part = |of: fn(&Url) -> &str| {
            let url = router.as_ref().map(|router| router.as_url().clone());
            Memo::new(move |_| url.as_ref().map_or_else(String::new, |url| of(&url.read()).to_owned()))
        };
        let here = Self {
            path: part(Url::path),
            search: part(Url::search),
            router: StoredValue::new(router.clone()),
        };
        if let Some(router) = router {
            router.init(Some(base().trim_end_matches('/').to_owned().into()));
            here.keep_address(router);
        }
        here
    }

    /// Leads to another address of the site.
    pub fn lead(self, address: &str, step: Step) {
        let Some((router, url)) = self.router.get_value().zip(BrowserUrl::parse(address).ok()) else {
            return;
        };
        let replace = step == Step::Replace;
        router.as_url().set(url);
        router.complete_navigation(&LocationChange {
            value: address.to_owned(),
            replace,
            scroll: step == Step::Page,
            // With another address it is still the same entry, which `places` knows by its state.
            state: State::new(
                window().history().and_then(|history| history.state()).ok().filter(|_| replace),
            ),
        });
    }

    /// The router waits with the address until the page for it is there. After back and forward it takes some addresses
    /// for the present one and leaves the address bar as it is; then it is written here.
    fn keep_address(self, router: BrowserUrl) {
        afterwards(move || {
            let led_to = self.address();
            router.ready_to_complete();
            // By then the router has written what it writes.
            browser::later(move || {
                if untrack(|| self.address()) == led_to {
                    browser::write_address(&led_to);
                }
            });
        });
    }

    fn address(self) -> String {
        with_query(&self.path.read(), &self.search.read())
    }
}
