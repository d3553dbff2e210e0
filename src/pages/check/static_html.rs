//! The text of the page that no script changes.

use maud::{Markup, html};

use crate::data::page_data::Site;
use crate::navigation::routes;

/// The heading and the purpose of the page.
pub(super) fn introduction(site: &Site) -> Markup {
    html! {
        h1 tabindex="-1" { "Check your stack" }
        p class="lead" {
            "Paste a list of vendors, an expense export, or configuration files. See which of " (site.vendors) " vendors they show, which of those sign a HIPAA Business Associate Agreement (BAA), and what to do next."
        }
        noscript {
            p class="search-unavailable" {
                "The check requires JavaScript, because it runs in your browser and not on a server. Without JavaScript you can browse all vendors by category below, or run the same check on the command line, as described below."
            }
        }
    }
}

/// The accepted inputs, the rules of the check, and the command line.
pub(super) fn explanation() -> Markup {
    html! {
        section class="text-page no-print" aria-labelledby="what-to-add" {
            h2 id="what-to-add" { "What you can add" }
            p { "Each text or file is recognized by its content. If a format is wrong, choose the right one, and the result changes at once." }
            ul {
                li { "A list of names: one per line, separated by commas, or as a table" }
                li { "CSV or TSV: expenses, card statements, and app exports of Okta, Microsoft Entra ID, and Google Workspace" }
                li { "Package manifests: package.json, requirements.txt, pyproject.toml, Gemfile, go.mod, Cargo.toml, composer.json" }
                li { "Environment variables, Dockerfiles, Compose files, and Terraform configuration" }
                li { "DNS records: the output of dig, a zone file, or an octoDNS zone" }
                li { "A Content-Security-Policy header" }
            }
            h2 { "How it works" }
            p {
                "Only names, domains, packages, variables, and DNS records that a vendor's record declares count as a match. A word within a longer text never does. Names and domains that belong to several products of one company are listed separately and not counted. Values of variables, the names in email addresses, and the paths of URLs are discarded while a file is read."
            }
            p {
                "The check runs in your browser and also offline. The page requests one file with the signals and verdicts of all vendors. That file is the same for every visitor."
            }
            p {
                "The result is cited public information, not legal or compliance advice. "
                a href=(routes::url("about/")) { "What each verdict means" }
                " is on a page of its own. Open the page of a vendor to read its sources, and confirm every answer with the vendor."
            }
            h2 { "In continuous integration" }
            p { "The same check is a command of this open-source project. It fails a build if a vendor does not meet your policy:" }
            pre { code { "site stack --fail-on no,unconfirmed ." } }
            p { "The vendors are also available " a href=(routes::url("api/")) { "as files" } "." }
        }
    }
}
