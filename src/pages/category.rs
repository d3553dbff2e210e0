//! `/categories/<slug>/`: the vendors in one category, as a table.

use catalog::answers;
use catalog::{Category, Listing, in_category};
use maud::{Markup, html};

use crate::app::app_context;
use crate::components::compare::compare_button;
use crate::components::load_status::{list_error, loading_page};
use crate::components::vendor_table::{TABLE_CLASS, verdict_cells, verification};
use crate::data::page_data::{CategoryData, Site};
use crate::data::vendor_list::VendorList;
use crate::head::Head;
use crate::navigation::routes;
use crate::pages::page_shown::on_page_shown;
use crate::runtime::mount::on_mount;
use crate::runtime::reactive_html::reactive_parent;

/// The `id` of the element that contains the page.
const CONTENT: &str = "category";

/// The page of a category, from its own data or from the vendor list.
pub fn category(category: Category, initial: Option<CategoryData>) -> Markup {
    if let Some(data) = initial {
        return reactive_parent(CONTENT, move || page(category, &data.vendors.iter().collect::<Vec<_>>()));
    }
    let list = app_context::<VendorList>();
    on_mount(move || list.request());
    let content = move || match list.engine() {
        Some(engine) => page(category, &in_category(engine.listings(), category)),
        None if list.error().is_some() => list_error(list),
        None => loading_page(),
    };
    reactive_parent(CONTENT, content)
}

fn page(category: Category, vendors: &[&Listing]) -> Markup {
    let label = category.label();
    on_page_shown(Head::category(&app_context::<Site>(), category));
    html! {
        h1 tabindex="-1" { (label) ": who signs a HIPAA BAA?" }
        p class="lead" { (answers::category_summary(category, vendors)) }
        div class="table-frame" role="region" aria-label="Vendors" tabindex="0" {
            table class=(TABLE_CLASS) {
                caption class="visually-hidden" { "Vendors in " (label) ", best verdict first" }
                thead {
                    tr {
                        th scope="col" { "Vendor" }
                        th scope="col" { "BAA" }
                        th scope="col" { "PHI" }
                        th scope="col" { "SOC 2" }
                        th scope="col" { "Plans named for a BAA" }
                        th scope="col" { "Last verified" }
                    }
                }
                tbody { @for vendor in vendors { (row(vendor)) } }
            }
        }
    }
}

fn row(vendor: &Listing) -> Markup {
    html! {
        tr {
            th scope="row" { a href=(routes::vendor(&vendor.slug)) { (vendor.name) } }
            (verdict_cells(vendor))
            (plans_cell(vendor))
            td { (verification(vendor)) " " (compare_button(&vendor.slug, &vendor.name)) }
        }
    }
}

fn plans_cell(vendor: &Listing) -> Markup {
    let note = answers::no_plans_note(vendor.verdict().baa_class());
    html! {
        @if !vendor.plans.is_empty() { td class="plans" { (answers::join_names(&vendor.plans)) } }
        @else if let Some(note) = note { td class="no-plans" { (note) } }
        @else { td class="plans" { "–" } }
    }
}
