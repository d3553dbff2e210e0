//! `/vendors/<slug>/`: one vendor, from the verdict down to its sources.

mod parts;

use directory::answers;
use directory::{Listing, Record, Slug};
use leptos::prelude::*;
use maud::html;

use super::{arrive, redirect_by_name};
use crate::address;
use crate::browser::Today;
use crate::components::{pending_page, problem, search_box, sign_up};
use crate::head::Head;
use crate::hydration::afterwards;
use crate::loading::{self, Loaded};
use crate::page_data::{Site, VendorData};
use crate::piece::{IntoPiece, Piece};
use crate::places::Places;
use crate::vendor_list::VendorList;
use crate::words::{live_view, live_words, words};

/// The vendors of the same category that sign, once they are known.
type Alternatives = RwSignal<Loaded<Vec<Listing>>>;

/// The page of a vendor, from its own data or from the vendor's record.
pub fn vendor(slug: &Slug, first: Option<VendorData>) -> Piece {
    if let Some(VendorData { record, alternatives }) = first {
        return article(&record, false, RwSignal::new(Loaded::Ready(alternatives)));
    }
    let record = RwSignal::new(Loaded::Pending);
    let file = address::record(slug);
    let retry = loading::load_while_shown(file.clone(), move |answer| {
        record.set(match answer.and_then(|text| loading::read_record(&file, &text)) {
            Ok(found) => Loaded::Ready(found),
            Err(error) => Loaded::Failed(error),
        });
    });
    let again = Callback::new(move |()| {
        record.set(Loaded::Pending);
        retry.run(());
    });
    let alternatives = find_alternatives(slug.clone(), record);
    let site = expect_context::<Site>();
    // The place to return to is further down than a page without its alternatives is long.
    let waits = expect_context::<Places>().is_returning();
    live_view(move || match record.get() {
        Loaded::Ready(_) if waits && matches!(*alternatives.read(), Loaded::Pending) => words(pending_page()),
        Loaded::Ready((record, is_newer)) => article(&record, is_newer, alternatives),
        Loaded::Pending => {
            Head::loading(&site).show();
            words(pending_page())
        }
        Loaded::Failed(error) => {
            arrive(Head::not_arrived(&site));
            let heading = words(html! { h1 tabindex="-1" { "This vendor's page did not arrive" } });
            vec![heading, problem(&error, again), search_box()].into_piece()
        }
    })
}

/// The vendor's alternatives, once its record and the list of all vendors are here. Without a record, the slug may be
/// of another name.
fn find_alternatives(slug: Slug, record: RwSignal<Loaded<(Record, bool)>>) -> Alternatives {
    let list = expect_context::<VendorList>();
    let alternatives = RwSignal::new(Loaded::Pending);
    afterwards(move || list.ask());
    afterwards(move || {
        let category = match &*record.read() {
            Loaded::Ready((record, _)) => record.category,
            Loaded::Pending => return,
            Loaded::Failed(_) => return redirect_by_name(list, slug.as_str()),
        };
        alternatives.set(match (list.engine(), list.problem()) {
            (Some(engine), _) => {
                let found = answers::alternatives(engine.listings(), category, &slug);
                Loaded::Ready(found.into_iter().cloned().collect())
            }
            (None, Some(error)) => Loaded::Failed(error),
            (None, None) => Loaded::Pending,
        });
    });
    alternatives
}

/// The twelve parts of the page. A record that is newer than this build may say more than the page shows.
fn article(record: &Record, is_newer: bool, alternatives: Alternatives) -> Piece {
    // Every field, so that a new one does not compile before somebody has decided where the page shows it: the other
    // ones are in `parts`, and no page shows schema, aliases, domains and signals.
    let Record {
        schema: _,
        slug,
        name,
        aliases: _,
        category,
        website: _,
        domains: _,
        baa: _,
        phi: _,
        soc2: _,
        certifications: _,
        links: _,
        notes: _,
        last_verified,
        confidence,
        sources: _,
        signals: _,
        changes: _,
    } = record;
    let today = expect_context::<Today>().0;
    let site = expect_context::<Site>();
    arrive(Head::vendor(&site, record));
    let (day, confidence, name, category) = (*last_verified, *confidence, name.clone(), *category);
    let verified = {
        let name = name.clone();
        live_words(move || parts::verified(day, confidence, &name, today.get(), site.published))
    };
    let request = {
        let record = record.clone();
        live_words(move || parts::request(&record, &alternatives.read()))
    };
    let parts = vec![
        words(parts::verdict(record, is_newer)),
        verified,
        sign_up(record),
        request,
        words(parts::questions(record)),
        live_words(move || parts::alternatives(&name, category, &alternatives.read())),
        words(parts::provenance(record)),
        words(html! {
            // For who finds the paper without the site.
            p class="printed" {
                "This page is " (site.whole(&["vendors/", slug.as_str(), "/"].concat())) ", published "
                (site.published.in_words()) "."
            }
            h2 class="check-another" { "Check another vendor" }
        }),
        search_box(),
    ];
    view! { <article class="vendor">{parts}</article> }.into_piece()
}

/// The words of a vendor's page as HTML, without what only serves on a page; every address in it is whole.
#[cfg(not(target_arch = "wasm32"))]
pub fn vendor_words(site: &Site, data: &VendorData) -> String {
    let VendorData { record, alternatives } = data;
    let found = Loaded::Ready(alternatives.clone());
    let owner = Owner::new();
    let words = owner.with(|| {
        provide_context(address::Base(site.whole("")));
        html! {
            (parts::verdict(record, false))
            (parts::verified(record.last_verified, record.confidence, &record.name, None, site.published))
            (parts::request(record, &found))
            (parts::questions(record))
            (parts::alternatives(&record.name, record.category, &found))
            (parts::provenance(record))
        }
    });
    owner.cleanup();
    words.into_string()
}
