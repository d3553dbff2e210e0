//! A view with its type erased. Leptos compiles every type of view again for everything that can be done with it, and
//! its own `AnyView` keeps all of that, such as hydration that waits for lazily loaded code. An [`ErasedView`] can only
//! be rendered to HTML, built, hydrated and replaced, which is all that this app does. docs/size.md has the figures.

use leptos::attr::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

/// A view of any type.
pub struct ErasedView(Box<dyn DynView>);

/// The mounted DOM nodes of an [`ErasedView`].
pub struct MountedView(Box<dyn Mountable>);

/// Conversion of a view into an [`ErasedView`].
pub trait IntoErased {
    /// Erases the view's type.
    fn into_erased(self) -> ErasedView;
}

impl<T: RenderHtml + 'static> IntoErased for T {
    fn into_erased(self) -> ErasedView {
        ErasedView(Box::new(self))
    }
}

/// The part of Leptos's `RenderHtml` that this app uses, as a trait that can be an object.
trait DynView: Send {
    fn build(self: Box<Self>) -> MountedView;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> MountedView;
    /// Native only: the browser never renders to HTML.
    #[cfg(not(target_arch = "wasm32"))]
    fn write_html(self: Box<Self>, html: &mut String, position: &mut Position);
}

impl<T: RenderHtml + 'static> DynView for T {
    fn build(self: Box<Self>) -> MountedView {
        MountedView(Box::new(Render::build(*self)))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> MountedView {
        MountedView(Box::new(RenderHtml::hydrate::<true>(*self, cursor, position)))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_html(self: Box<Self>, html: &mut String, position: &mut Position) {
        self.to_html_with_buf(html, position, true, false, Vec::new());
    }
}

impl Render for ErasedView {
    type State = MountedView;

    fn build(self) -> MountedView {
        self.0.build()
    }

    fn rebuild(self, mounted: &mut MountedView) {
        let mut next = self.0.build();
        mounted.insert_before_this(&mut next);
        mounted.unmount();
        *mounted = next;
    }
}

no_attrs!(ErasedView);

impl RenderHtml for ErasedView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0.write_html(html, position);
    }

    #[cfg(target_arch = "wasm32")]
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> MountedView {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for MountedView {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}
