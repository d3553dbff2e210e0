//! Where the visitor was in each entry of the history: back and forward lead there again. The browser alone cannot do
//! it, since it scrolls before the page that it goes back to is there, and what had the focus is gone.

use leptos::ev;
use leptos::prelude::*;
use web_sys::ScrollRestoration;

use crate::browser::{self, Focused};

/// Where the visitor was, by entry of the history: two visits to one page are two entries.
#[derive(Clone, Copy)]
pub struct Places(StoredValue<State>);

#[derive(Default)]
struct State {
    places: Vec<(u64, Place)>,
    /// The path of the page that is there.
    page: String,
    /// Back or forward was pressed, and the page is not there yet.
    is_returning: bool,
}

/// Where the visitor was in an entry.
#[derive(Clone, Default)]
struct Place {
    scrolled: f64,
    focused: Focused,
    /// How many results were shown; 0 where that was never changed.
    shown: usize,
}

impl Places {
    /// Remembers from now on, for as long as the visit lasts. Called before the router begins: of two that listen for
    /// the way back, the first is asked first, and what it starts is done before the second hears of it.
    pub fn remember() -> Self {
        let places = Self(StoredValue::new(State::default()));
        if cfg!(target_arch = "wasm32") {
            restore_by(ScrollRestoration::Manual);
            places.0.update_value(|state| state.page = path());
            window_event_listener(ev::popstate, move |_| {
                let path = path();
                places.0.update_value(|state| state.is_returning = state.page != path);
            });
            window_event_listener(ev::scroll, move |_| places.keep(|place| place.scrolled = scrolled()));
            // A click may lead on before the next scroll is heard of.
            window_event_listener(ev::click, move |_| places.leave());
            // A reload, or a way back from another site, is the browser's own.
            window_event_listener(ev::pagehide, |_| restore_by(ScrollRestoration::Auto));
            // A page may come back from the back/forward cache as it was left.
            window_event_listener_untyped("pageshow", |_| restore_by(ScrollRestoration::Manual));
        }
        places
    }

    /// Remembers where the visitor is, who may be about to leave.
    pub fn leave(self) {
        self.keep(|place| {
            place.scrolled = scrolled();
            place.focused = browser::focused();
        });
    }

    /// Leads to where the visitor was, where back or forward led here, and otherwise to the main heading, so that a
    /// screen reader starts there. Called when the page at that path is there; the address bar may not know it yet.
    pub fn arrive(self, page: String) {
        let is_returning = self.0.try_update_value(|state| {
            state.page = page;
            std::mem::take(&mut state.is_returning)
        });
        let place = (is_returning == Some(true)).then(|| self.here());
        let focused = place.as_ref().map(|place| &place.focused);
        if !focused.is_some_and(|(selector, place)| browser::focus(selector, *place)) {
            browser::focus("h1", 0);
        }
        if let Some(place) = place {
            with_all_laid_out(|| window().scroll_to_with_x_and_y(0.0, place.scrolled));
        }
    }

    /// How many results were shown here, where back or forward led here.
    pub fn shown(self) -> Option<usize> {
        self.is_returning().then(|| self.here().shown).filter(|shown| *shown > 0)
    }

    /// Remembers how many results are shown here.
    pub fn keep_shown(self, shown: usize) {
        self.keep(|place| place.shown = shown);
    }

    /// Whether back or forward was pressed, and the page is not there yet.
    pub fn is_returning(self) -> bool {
        self.0.with_value(|state| state.is_returning)
    }

    fn here(self) -> Place {
        let entry = entry();
        let place = |state: &State| {
            state.places.iter().find(|(at, _)| Some(*at) == entry).map(|(_, place)| place.clone())
        };
        self.0.with_value(place).unwrap_or_default()
    }

    fn keep(self, change: impl FnOnce(&mut Place)) {
        // While the page is not there yet, what is shown in its place may be too short for the position.
        if self.is_returning() {
            return;
        }
        let Some(entry) = entry() else { return };
        self.0.update_value(|state| match state.places.iter_mut().find(|(at, _)| *at == entry) {
            Some((_, place)) => change(place),
            None => {
                let mut place = Place::default();
                change(&mut place);
                state.places.push((entry, place));
            }
        });
    }
}

/// Does something while what is out of sight is laid out too (home.css), so that what is above has its height; a frame
/// later the browser knows those heights.
fn with_all_laid_out(action: impl FnOnce()) {
    const MARK: &str = "data-laid-out";
    let page = document().document_element();
    // An element that is there takes an attribute, and lets it go.
    page.iter().for_each(|page| drop(page.set_attribute(MARK, "")));
    action();
    request_animation_frame(move || {
        browser::later(move || page.iter().for_each(|page| drop(page.remove_attribute(MARK))));
    });
}

/// The number of the present entry of the history, which is kept as its state. It is drawn at random, since entries of
/// documents that were left have numbers too.
fn entry() -> Option<u64> {
    let history = window().history().ok()?;
    let number = match history.state().ok()?.as_f64() {
        Some(number) => number,
        None => {
            let number = js_sys::Math::random();
            history.replace_state(&number.into(), "").ok()?;
            number
        }
    };
    Some(number.to_bits())
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

fn restore_by(who: ScrollRestoration) {
    if let Ok(history) = window().history() {
        // A browser that refuses scrolls by itself, as well as it can.
        let _ = history.set_scroll_restoration(who);
    }
}
