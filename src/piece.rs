//! A piece of a page with its type erased. Leptos compiles every kind of view anew for everything that can be done
//! with it; its own erased view keeps all of that, such as hydration that waits for lazy code. A piece can be built,
//! hydrated and put in the place of another, which is all that this app does: docs/size.md has the figures.

use leptos::attr::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

/// A piece of a page. Another can take its place.
pub struct Piece(Box<dyn View>);

/// What is on the page of a piece.
pub struct Shown(Box<dyn Mountable>);

/// Makes a piece of a view.
pub trait IntoPiece {
    /// The view as a piece.
    fn into_piece(self) -> Piece;
}

impl<T: RenderHtml + 'static> IntoPiece for T {
    fn into_piece(self) -> Piece {
        Piece(Box::new(self))
    }
}

trait View: Send {
    fn build(self: Box<Self>) -> Shown;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Shown;
    /// The browser never writes HTML.
    #[cfg(not(target_arch = "wasm32"))]
    fn write(self: Box<Self>, html: &mut String, position: &mut Position);
}

impl<T: RenderHtml + 'static> View for T {
    fn build(self: Box<Self>) -> Shown {
        Shown(Box::new(Render::build(*self)))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Shown {
        Shown(Box::new(RenderHtml::hydrate::<true>(*self, cursor, position)))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(self: Box<Self>, html: &mut String, position: &mut Position) {
        self.to_html_with_buf(html, position, true, false, Vec::new());
    }
}

impl Render for Piece {
    type State = Shown;

    fn build(self) -> Shown {
        self.0.build()
    }

    fn rebuild(self, shown: &mut Shown) {
        let mut next = self.0.build();
        shown.insert_before_this(&mut next);
        shown.unmount();
        *shown = next;
    }
}

no_attrs!(Piece);

impl RenderHtml for Piece {
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
        self.0.write(html, position);
    }

    #[cfg(target_arch = "wasm32")]
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Shown {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for Shown {
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
