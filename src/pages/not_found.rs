//! The 404 page: a search box, and the vendors whose names are most similar to the end of the path.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::app::app_context;
use crate::components::search_box::search_box;
use crate::data::page_data::Site;
use crate::data::redirects::{redirect_by_former_slug, redirect_by_name};
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::location::Location;
use crate::navigation::routes::{self, Route};
use crate::pages::page_shown::on_page_shown;
use crate::runtime::dom;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::live_region;

/// The maximum number of similar names.
const MAX_SIMILAR: usize = 5;

/// The page.
pub fn not_found() -> Markup {
    let list = app_context::<VendorList>();
    let path = app_context::<Location>().path;
    let base = routes::base_url();
    let last_segment = RwSignal::new(String::new());
    on_mount(move || {
        let path = path.get();
        if let Some(url) = Route::parse(&path, &base).url(&base).filter(|url| *url != path) {
            // The path names a page in another form, such as in upper case, which a static host does not know.
            dom::replace_location(&url);
            return;
        }
        let segment = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let segment = segment.trim_end_matches(".html");
        last_segment.set(segment.to_owned());
        list.request();
        redirect_by_former_slug(segment.to_owned());
    });
    on_mount(move || redirect_by_name(list, &last_segment.read()));
    on_page_shown(Head::not_found(&app_context::<Site>()));
    html! {
        h1 tabindex="-1" { "Page not found" }
        p { "The page may have moved, or the URL may be misspelled. Search for the vendor:" }
        (search_box())
        (live_region("similar-names", move || similar_names(list, &last_segment.read())))
    }
}

fn similar_names(list: VendorList, segment: &str) -> Markup {
    html! {
        @if let Some(engine) = list.engine() {
            @let similar = engine.nearest(segment, MAX_SIMILAR);
            @if !similar.is_empty() {
                p { "Did you mean:" }
                ul class="nearest" {
                    @for vendor in similar.into_iter().filter_map(|index| engine.listing(index)) {
                        li { a href=(routes::vendor(&vendor.slug)) { (vendor.name) } }
                    }
                }
            }
        }
    }
}
