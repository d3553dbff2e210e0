//! The texts of the interface that tests expect, each in one place: a reworded text is one change here. Texts about a
//! record (labels, answers, steps, meanings of changes) are not here; tests call `catalog` for them. Constants that end
//! in the middle of a sentence are the part of it that tests look for.
#![allow(dead_code, reason = "each test program uses a part of them")]

use catalog::{Category, Date, Publisher};

/// How many results are shown at first, and how many more each time.
pub const RESULTS_AT_A_TIME: usize = 24;

// Headings and titles.

pub const HOME_HEADING: &str = "Which software vendors sign a HIPAA BAA?";
pub const HOME_TITLE: &str = "Who signs a HIPAA BAA? | Countersign";
pub const COMPARE_HEADING: &str = "Compare vendors";
pub const CHECK_HEADING: &str = "Check your stack";
pub const CHANGES_HEADING: &str = "Changes";
pub const CHANGES_TITLE: &str = "Changes | Countersign";
pub const ABOUT_HEADING: &str = "About Countersign";
pub const ABOUT_FIRST_SECTION: &str = "HIPAA, PHI, and BAAs in one minute";
pub const NOT_FOUND_HEADING: &str = "Page not found";
pub const VENDOR_ERROR_HEADING: &str = "We couldn't load this page";
pub const SIGNED_UP_HEADING: &str = "Check your email";
pub const NOT_SIGNED_UP_HEADING: &str = "Not signed up";

pub fn vendor_heading(name: &str) -> String {
    format!("Is {name} HIPAA compliant?")
}

pub fn category_heading(category: Category) -> String {
    format!("{}: who signs a HIPAA BAA?", category.label())
}

// Header, footer and navigation.

pub const SITE_NAME: &str = "Countersign";
pub const MAIN_NAVIGATION: &str = "Main";
pub const SKIP_LINK: &str = "Skip to content";
pub const SEARCH_LINK: &str = "Search";
pub const COMPARE_LINK: &str = "Compare";
pub const CHECK_LINK: &str = "Stack check";
pub const REGISTER_LINK: &str = "Register";
pub const CHANGES_LINK: &str = "Changes";
pub const ABOUT_LINK: &str = "About";
pub const LICENSE_LINK: &str = "CC BY 4.0";
pub const DISCLAIMER: &str = "This page is cited public information, not legal or compliance advice";
pub const BROWSE_BY_CATEGORY: &str = "Browse by category";

// Search, filters and results.

pub const SEARCH_FIELD: &str = "Vendor or category";
pub const RESULTS: &str = "Results";
pub const TABLE_BUTTON: &str = "Table";
pub const FILTERS: &str = "Filters";
pub const CLEAR_FILTERS: &str = "Clear all filters";
pub const SORT_BY: &str = "Sort by";
pub const NO_RESULTS: &str = "No vendors match";
pub const SIMILAR_NAMES: &str = "Similar names:";
pub const OFFER_OF_SIMILAR_NAMES: &str = "No vendors match. Press Enter to see similar names.";
pub const DID_YOU_MEAN: &str = "Did you mean:";
/// The notice of a page whose app cannot be loaded; the results begin with the same sentence if only the list cannot.
pub const SEARCH_UNAVAILABLE: &str = "Search is unavailable right now. You can still open every page";
pub const SEARCH_NEEDS_SCRIPTS: &str = "Search is unavailable right now. It requires JavaScript and a recent browser. You can still open every page";
/// What replaces the number of results if the app stops in the middle of a visit.
pub const SEARCH_STOPPED: &str = "Search has stopped. This list may be incomplete.";
/// What the home page shows in place of the results of a search while the list is missing.
pub const SHOWING_FIRST_VENDORS: &str = "First 24 vendors:";
pub const SEARCH_NEEDS_JAVASCRIPT: &str = "Search and filters require JavaScript";
pub const MISSPELLED_URL: &str = "the URL may be misspelled";

pub fn filters_button(selected: usize) -> String {
    format!("{FILTERS} ({selected})")
}

pub fn vendor_count(number: usize) -> String {
    match number {
        0 => "No vendors".to_owned(),
        1 => "1 vendor".to_owned(),
        number => format!("{number} vendors"),
    }
}

/// The button for up to 100 more cards than are shown.
pub fn show_more_button(hidden: usize) -> String {
    format!("Show {} more", hidden.min(RESULTS_AT_A_TIME))
}

/// The button at the end of the open filters, with the number of results.
pub fn show_results_button(vendors: usize) -> String {
    format!("Show {vendors} {}", if vendors == 1 { "vendor" } else { "vendors" })
}

pub fn is_show_more_button(name: &str) -> bool {
    name.starts_with("Show ") && name.ends_with(" more")
}

pub fn related_name(alias: &str) -> String {
    format!("Related name: {alias}")
}

/// The button that clears the text of a search without results.
pub fn clear_text_button(vendors: usize) -> String {
    format!("Clear the search ({})", vendor_count(vendors))
}

/// The beginning of the button that clears the filters of one facet, up to the number of vendors.
pub fn clear_facet_button(facet: &str) -> String {
    format!("Remove the {facet} filter (")
}

/// The printed line of the search text.
pub fn printed_search(text: &str) -> String {
    format!("Search: {text}")
}

/// The printed line of the filters, each with its name and value.
pub fn printed_filters(filters: &[(&str, &str)]) -> String {
    let filters: Vec<String> = filters.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("Filtered by: {}", filters.join("; "))
}

// Loading and errors.

pub const LOADING: &str = "Loading…";
pub const RETRY: &str = "Retry";
pub const RELOAD_LINK: &str = "Reload the page";
pub const TECHNICAL_DETAILS: &str = "Technical details";

/// Why a file could not be loaded, as the error message states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// What the visitor can do, in the visible sentence.
    pub advice: &'static str,
    /// The reason, in the technical details.
    pub reason: &'static str,
}

const TRY_LATER: &str = "Try again in a few minutes.";

pub const UNREACHABLE: LoadError =
    LoadError { advice: "Check your connection and try again.", reason: "the server could not be reached" };
pub const TIMED_OUT: LoadError = LoadError {
    advice: "The server did not respond within 15 seconds. Try again.",
    reason: "no response within 15 seconds",
};
pub const NOT_FOUND: LoadError = LoadError { advice: TRY_LATER, reason: "not found (status 404)" };
pub const STATUS_500: LoadError = LoadError { advice: TRY_LATER, reason: "the server returned status 500" };
pub const STATUS_503: LoadError = LoadError { advice: TRY_LATER, reason: "the server returned status 503" };
pub const NOT_JSON: LoadError = LoadError { advice: TRY_LATER, reason: "the response is not JSON" };
pub const DAMAGED: LoadError = LoadError { advice: TRY_LATER, reason: "the file is truncated or damaged" };
pub const NEWER_VERSION: LoadError = LoadError {
    advice: "The site has been updated. Reload the page.",
    reason: "the file has a newer version than this page",
};

/// What an error message says could not be loaded.
pub const THE_VENDOR_LIST: &str = "the vendor list";
/// The message of a vendor page without the checks of its sources.
pub const NO_CHECKS: &str = "We couldn't load the checks of the sources.";
pub const THIS_VENDOR: &str = "this vendor";
pub const THE_CHANGES: &str = "the changes";

/// The visible sentence of an error message.
pub fn load_error(what: &str, error: LoadError) -> String {
    format!("We couldn't load {what}. {}", error.advice)
}

/// The technical details of an error message.
pub fn load_error_details(file: &str, error: LoadError) -> String {
    format!("{file}: {}", error.reason)
}

pub const NEWER_RECORD: &str = "This record is newer than this page";

// Vendor pages.

pub const LAST_VERIFIED: &str = "Last verified";
pub const CONFIDENCE: &str = "confidence:";
pub const OUTDATED: &str = "may be out of date";
/// The end of an age: "(3 days ago)".
pub const AGO: &str = " ago)";
/// The age of a record that was verified on the same day.
pub const TODAY: &str = "(today)";
pub const UNDATED: &str = "undated";
pub const EXCLUDED_PLANS: &str = "Plans without a BAA";
pub const NOT_COVERED: &str = "Not covered";
pub const REQUIRED_SETTINGS: &str = "Required settings";
pub const PRICE: &str = "Price";
pub const CHECK_ANOTHER_VENDOR: &str = "Check another vendor";
pub const QUESTIONS_HEADING: &str = "Frequently asked";
pub const NOTIFICATIONS_HEADING: &str = "Get notified";
pub const JSON_LINK: &str = "JSON";
pub const MARKDOWN_LINK: &str = "Markdown";
pub const SOURCES_LINK: &str = " sources";

/// The publisher of a source.
pub fn published_by(publisher: Publisher) -> String {
    format!("Published by {}", publisher.label())
}

pub fn baa_section(name: &str) -> String {
    format!("Will {name} sign a HIPAA BAA?")
}

pub fn alternatives_section(name: &str) -> String {
    format!("Alternatives to {name}")
}

pub fn category_link(category: Category) -> String {
    format!("All vendors in {}", category.label())
}

pub fn feed_link(name: &str) -> String {
    format!("the feed for {name}")
}

pub fn last_verified(date: &str) -> String {
    format!("{LAST_VERIFIED} {}", describe_date(date))
}

/// The same in the middle of a line.
pub fn last_verified_inline(date: &str) -> String {
    format!("last verified {}", describe_date(date))
}

pub fn confidence(label: &str) -> String {
    format!("{CONFIDENCE} {label}")
}

pub fn age(days: i32) -> String {
    format!("({days} days ago)")
}

/// The line of a printed page with its address; the date of publication follows.
pub fn printed_address(url: &str) -> String {
    format!("Printed from {url}, published")
}

/// The promise above the sign-up form.
pub fn tracking_promise(name: &str) -> String {
    format!("We track {name}'s BAA and HIPAA status. One email per change.")
}

// Publication.

pub fn published_on(date: &str) -> String {
    format!("Published {}", describe_date(date))
}

/// A date as pages show it.
pub fn describe_date(date: &str) -> String {
    Date::parse(date).unwrap_or_else(|error| panic!("{error}")).describe()
}

// Watching.

pub const WATCH_BUTTON: &str = "Watch in this browser";
pub const WATCHING: &str = "Watching.";
pub const WATCHED_SECTION: &str = "Watched in this browser";
pub const NOTHING_WATCHED: &str = "You are not watching any vendors in this browser";
pub const LIST_CAN_BE_DELETED: &str = "Safari can delete this list after seven days without a visit";
pub const DOWNLOAD_LIST_LINK: &str = "Download this watch list";
pub const NOT_A_WATCH_LIST: &str = "This file is not a watch list";
/// The beginning of each message about blocked or full storage.
pub const STORAGE_BLOCKED: &str = "Your browser is blocking storage";
pub const SINCE_LAST_VISIT: &str = "Since your last visit";

pub fn watch_button(name: &str) -> String {
    format!("Watch {name}")
}

pub fn renamed(old: &str, new: &str) -> String {
    format!("{old} is now {new}")
}

/// The end of the line on a vendor that left the directory.
pub const REMOVED: &str = "removed from the directory";

pub fn removed(name: &str) -> String {
    format!("{name} was {REMOVED}")
}

// Changes.

pub const ALL_CHANGES: &str = "All changes";
pub const CHANGES_INTRODUCTION: &str = "Every change of a vendor's BAA, PHI, or SOC 2 verdict";
pub const MEANING: &str = "What it means: ";
pub const VENDOR_FILTER: &str = "Vendor";
pub const CATEGORY_FILTER: &str = "Category";
pub const FIELD_FILTER: &str = "Verdict";

pub fn change_count(shown: usize, all: usize) -> String {
    format!("{shown} of {all} changes")
}

/// A change by the labels before and after it.
pub fn change(from: &str, to: &str) -> String {
    format!("from “{from}” to “{to}”")
}

// Offline copies.

/// The end of each notice of an offline copy, up to the date of the copy.
pub const OFFLINE_COPY: &str = "You are viewing data as of ";
pub const SITE_UNREACHABLE: &str = "The site can't be reached. You are viewing data as of ";
pub const SITE_SLOW: &str = "The site is responding slowly. The latest version of this page is still loading. You are viewing data as of ";
pub const LATEST_VERSION_LOADED: &str =
    "The latest version of this page has loaded. You are viewing data as of ";
pub const TRY_AGAIN_LINK: &str = "Try again";
pub const SHOW_LATEST_VERSION_LINK: &str = "Show the latest version";

pub fn as_of(date: &str) -> String {
    format!("as of {}", describe_date(date))
}

// Sign-up by email.

pub const EMAIL_FIELD: &str = "Email address";
pub const SIGN_UP_BUTTON: &str = "Notify me";
pub const BACK_LINK: &str = "Back to the page";
pub const SIGNED_UP: &str = "Sign-up received";
pub const ALREADY_SIGNED_UP: &str = "This email address is already signed up.";
pub const INVALID_ADDRESS: &str = "This is not an email address";
pub const SENDING: &str = "Sending…";
pub const SIGN_UP_UNREACHABLE: &str =
    "We couldn't reach the sign-up service. Check your connection and try again.";
pub const SIGN_UP_TIMED_OUT: &str =
    "The sign-up service did not respond within 15 seconds. You may or may not be signed up. Try again.";
pub const SIGN_UP_DISCONNECTED: &str = "The connection was lost. You may or may not be signed up. Try again.";
pub const SIGN_UP_UNEXPECTED: &str =
    "Unexpected response from the sign-up service. You may or may not be signed up.";
pub const NO_SIGN_UP_FORM: &str = "Email notices are not available on this site.";

pub fn sign_up_failed(reason: &str) -> String {
    format!("Sign-up failed: {reason}")
}

/// The message about a status for which the service gave no reason.
pub fn sign_up_failed_with(status: u16) -> String {
    sign_up_failed(&format!("the service gave no reason (status {status})."))
}

pub fn too_many_attempts(hint: &str) -> String {
    format!("Too many attempts. Try again {hint}.")
}

pub fn sign_up_unavailable(status: u16) -> String {
    format!("Email sign-up is unavailable right now (status {status}). You can follow the feed instead.")
}

pub fn sign_up_host_unreachable(host: &str) -> String {
    format!(
        "{host} could not be reached, or its response could not be read. You may or may not be signed up."
    )
}

/// The offer of the feed if there is no form.
pub fn follow_feed(name: &str) -> String {
    format!("Follow {} in any feed reader", feed_link(name))
}

// Comparison.

pub const COMPARISON: &str = "Comparison";
pub const ADD_VENDOR: &str = "Add a vendor";
pub const ONLY_DIFFERENCES: &str = "Show only the facts in which they differ";
pub const COMPARE_EMPTY: &str = "Choose vendors with “Compare” on their cards or pages";
pub const TOO_MANY_TO_COMPARE: &str = "You can compare up to 5 vendors.";

pub fn compare_button(name: &str) -> String {
    format!("Compare {name}")
}

// The stack check.

pub const STACK_TEXT: &str = "Text to check";
pub const CHECK_BUTTON: &str = "Check";
pub const STACK_RESULT: &str = "Result";
pub const CHECK_UNAVAILABLE: &str = "The check is unavailable right now.";
/// The labels of the buttons that load an example.
pub const STACK_EXAMPLES: [&str; 3] = ["A startup's repository", "A clinic's expenses", "A list of names"];
pub const NOTHING_TO_CHECK: &str = "Paste a text or add a file first.";
pub const SAVE_CSV: &str = "Save as CSV";
pub const SAVE_JSON: &str = "Save as JSON";
pub const COPY_LINK: &str = "Copy link";

/// The link that adds all vendors of the stack to the register.
pub const ADD_ALL_TO_REGISTER: &str = "Add all to my register";

/// The checkbox that selects a vendor of the stack for a comparison.
pub fn select_for_comparison(name: &str) -> String {
    format!("Select for comparison: {name}")
}

/// The field that corrects the format of a text or file.
pub fn format_of(name: &str) -> String {
    format!("Format of {name}")
}

// The register.

pub const REGISTER_ENTRIES: &str = "Entries";
pub const REGISTER_EMPTY: &str = "Three ways to begin your register:";
pub const ADD_ENTRY: &str = "Add a vendor";
pub const SAVE_REGISTER: &str = "Save as a file";
pub const UNSAVED_REGISTER: &str = "You have changes that are not in a file.";

/// The link that adds a vendor to the register.
pub fn add_to_register(name: &str) -> String {
    format!("Add to my register: {name}")
}
