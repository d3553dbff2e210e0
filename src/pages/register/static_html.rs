//! The page as published.

use inventory::register::EntryField;
use maud::{Markup, html};

use super::{ADD, ENTRIES_HEADING, STATUS, UNSAVED, entries, files, form, printed};
use crate::components::external_link::reference_link;
use crate::components::print_source::print_source;
use crate::data::page_data::Site;
use crate::navigation::routes;

/// The whole page.
pub(super) fn page(site: &Site) -> Markup {
    html! {
        h1 tabindex="-1" { "Business associate register" }
        p class="lead" {
            "Which vendors handle PHI for you, whether a Business Associate Agreement (BAA) is signed, and what is due next. The register stays in your browser and in your own file."
        }
        noscript {
            p class="search-unavailable" {
                "The register requires JavaScript, because it is kept in your browser and not on a server. Without JavaScript you can keep it in a spreadsheet with the columns that are listed below."
            }
        }
        p class="notice no-print" {
            "Browsers delete the data of sites: Safari after seven days without a visit, other browsers when you clear it or when the disk is full. Save the register as a file, and open that file when you need it again."
        }
        div id=(entries::NAMES) {}
        form id="add-entry-form" class="stack-actions needs-script no-print" method="dialog" {
            label for=(ADD) { "Add a vendor" }
            input id=(ADD) list="vendor-names" autocomplete="off";
            button type="submit" { "Add" }
        }
        div class="stack-actions needs-script no-print" {
            button type="button" id="save-register" { "Save as a file" }
            label class="file-field" { "Open or import a file" input id="register-file" type="file" accept=".json,.csv,.tsv,.txt"; }
        }
        // Everything that depends on the visitor's register. Its space is reserved.
        div class="register-parts" {
            div id=(STATUS) class="register-status no-print" role="status" tabindex="-1" {}
            div id=(UNSAVED) class="no-print" {}
            div id=(files::IMPORT) class="no-print" {}
            div id=(form::FORM) class="no-print" {}
            div id=(entries::BEGINNING) { (entries::how_to_begin(&routes::check())) }
            div id=(entries::ATTENTION) {}
            section aria-labelledby=(ENTRIES_HEADING) {
                h2 id=(ENTRIES_HEADING) tabindex="-1" hidden { "Entries" }
                div id=(entries::ENTRIES) {}
                div id=(files::EXPORTS) class="no-print" {}
            }
            div id=(printed::PRINTED) class="print-only" {}
        }
        (print_source(site, "register/"))
        (explanation())
    }
}

fn explanation() -> Markup {
    let columns: Vec<&str> = EntryField::ALL.iter().map(|field| field.label()).collect();
    html! {
        section class="text-page no-print" aria-labelledby="what-hipaa-requires" {
            h2 id="what-hipaa-requires" { "What HIPAA requires" }
            p {
                "A covered entity needs a written contract with each business associate, and a business associate with each of its subcontractors: "
                (reference_link("https://www.ecfr.gov/current/title-45/section-164.308", "45 CFR 164.308(b)")) ", "
                (reference_link("https://www.ecfr.gov/current/title-45/section-164.502", "164.502(e)")) ", and "
                (reference_link("https://www.ecfr.gov/current/title-45/section-164.504", "164.504(e)"))
                ". Who is a business associate is defined in "
                (reference_link("https://www.ecfr.gov/current/title-45/section-160.103", "45 CFR 160.103"))
                "; HHS explains it for "
                (reference_link("https://www.hhs.gov/hipaa/for-professionals/special-topics/health-information-technology/cloud-computing/index.html", "cloud services"))
                ". The rules name no day for a review of the contracts. The yearly review here is good practice, not law."
            }
            h2 { "What the register does not do" }
            ul {
                li { "It does not sign, send, or store contracts. It notes where you keep them." }
                li { "It is not backed up. The file that you save is the only copy outside this browser." }
                li { "It is not legal or compliance advice." }
            }
            h2 { "Files" }
            p {
                "A saved register is JSON, which a " a href=(routes::url("register.schema.json")) { "schema" }
                " describes. If you open a file while your register has entries, the two are merged: no entry is lost, and if two versions of an entry differ, both are kept. CSV files from a spreadsheet are imported after you have checked their columns."
            }
            p {
                "OCR is the Office for Civil Rights of HHS, which audits compliance with HIPAA. Its "
                (reference_link("https://www.hhs.gov/hipaa/for-professionals/compliance-enforcement/audit/batemplate/index.html", "list of business associates"))
                " has 27 columns."
            }
            details {
                summary { "The columns" }
                p { (columns.join(", ")) "." }
            }
        }
    }
}
