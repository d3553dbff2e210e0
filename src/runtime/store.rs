//! The state of a page that runs without Leptos, and the parts that it is rendered to. Such a page has one state; the
//! reactive graph would be a tenth of its program (docs/size.md).

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use leptos::prelude::document;
use maud::Markup;

/// A part of a page: the content of the element with this `id`, rendered from the state.
pub type Part<S> = (&'static str, fn(&S) -> Markup);

/// The state of a page.
pub struct Store<S: 'static> {
    state: Rc<RefCell<S>>,
    parts: &'static [Part<S>],
    /// The content of each part, once it is rendered.
    rendered: Rc<RefCell<Vec<Option<String>>>>,
}

impl<S> Clone for Store<S> {
    fn clone(&self) -> Self {
        Self { state: Rc::clone(&self.state), parts: self.parts, rendered: Rc::clone(&self.rendered) }
    }
}

impl<S> Store<S> {
    /// A state whose parts are as published until the first update.
    pub fn new(state: S, parts: &'static [Part<S>]) -> Self {
        let rendered = vec![None; parts.len()];
        Self { state: Rc::new(RefCell::new(state)), parts, rendered: Rc::new(RefCell::new(rendered)) }
    }

    /// The state. It must not be kept while it is updated.
    pub fn state(&self) -> Ref<'_, S> {
        self.state.borrow()
    }

    /// Changes the state, and replaces the content of each part that changes.
    pub fn update<T>(&self, change: impl FnOnce(&mut S) -> T) -> T {
        let result = change(&mut self.state.borrow_mut());
        self.render();
        result
    }

    fn render(&self) {
        let mut changed: Vec<(&str, String)> = Vec::new();
        {
            let state = self.state.borrow();
            for ((id, render), rendered) in self.parts.iter().zip(self.rendered.borrow_mut().iter_mut()) {
                let html = render(&state).into_string();
                if rendered.as_ref() != Some(&html) {
                    changed.push((id, html.clone()));
                    *rendered = Some(html);
                }
            }
        }
        // The state is free by now: a focused field that is replaced can raise events, whose handlers use the state.
        for (id, html) in changed {
            // A part that an extension removed has no element.
            if let Some(element) = document().get_element_by_id(id) {
                element.set_inner_html(&html);
            }
        }
    }
}
