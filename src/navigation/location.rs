//! The current location. Leptos's router handles clicks on links, back and forward, and the session history. `pages`
//! maps a path to a page, so the router's components are not needed: docs/size.md has what they weigh.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider, State, Url};

use crate::navigation::routes::{base_url, with_query};
use crate::runtime::dom;
use crate::runtime::events::on_event;
use crate::runtime::mount::on_mount;

/// How long after the last key press the text is written into the URL. Browsers allow about a hundred changes of the
/// URL in 30 seconds, and then refuse.
pub const URL_UPDATE_DELAY: Duration = Duration::from_millis(250);

/// How a navigation changes the page and the session history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Navigation {
    /// Another page, shown from its top.
    NewPage,
    /// The same page, as a new history entry.
    Push,
    /// The same page, in place of the current history entry.
    Replace,
}

/// The current location. During native rendering it is empty, because the first render does not depend on it.
#[derive(Clone, Copy)]
pub struct Location {
    /// The path.
    pub path: Memo<String>,
    /// The query string, without its question mark.
    pub search: Memo<String>,
    /// The fragment, with its `#`; empty if the URL has no fragment.
    pub hash: Memo<String>,
    router: StoredValue<Option<BrowserUrl>>,
}

impl Location {
    /// Starts the router in the browser, and follows its location.
    pub fn start() -> Self {
        let router = if cfg!(target_arch = "wasm32") { BrowserUrl::new().ok() } else { None };
        let component = |read: fn(&Url) -> &str| {
            let url = router.as_ref().map(|router| router.as_url().clone());
            Memo::new(move |_| url.as_ref().map_or_else(String::new, |url| read(&url.read()).to_owned()))
        };
        let location = Self {
            path: component(Url::path),
            search: component(Url::search),
            hash: component(Url::hash),
            router: StoredValue::new(router.clone()),
        };
        if let Some(router) = router {
            router.init(Some(base_url().trim_end_matches('/').to_owned().into()));
            location.complete_navigations(router);
        }
        location
    }

    /// Navigates to another URL of the site.
    pub fn navigate(self, url: &str, navigation: Navigation) {
        let Some((router, parsed)) = self.router.get_value().zip(BrowserUrl::parse(url).ok()) else {
            return;
        };
        let replace = navigation == Navigation::Replace;
        router.as_url().set(parsed);
        router.complete_navigation(&LocationChange {
            value: url.to_owned(),
            replace,
            scroll: navigation == Navigation::NewPage,
            // A replaced entry keeps its state, by which `scroll_restoration` identifies it.
            state: State::new(
                window().history().and_then(|history| history.state()).ok().filter(|_| replace),
            ),
        });
    }

    /// Tells the router after each change of the location that the page is shown: until then it does not update the
    /// address bar. After back and forward it takes the URL of some links for the current one and does not update the
    /// address bar at all, so that this does.
    fn complete_navigations(self, router: BrowserUrl) {
        on_mount(move || {
            self.url();
            router.ready_to_complete();
        });
        // In the next task the router has done its own update.
        let update = move || dom::push_url(&untrack(|| self.url()));
        on_event("click", "a", move |_, _| dom::next_task(update));
    }

    fn url(self) -> String {
        with_query(&self.path.read(), &self.search.read())
    }
}
