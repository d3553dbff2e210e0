//! Rendering. This code is deliberately not idiomatic Leptos: pages are HTML strings, not Leptos views, and the app takes
//! over a prerendered page without hydration.
//!
//! Leptos's hydration finds the nodes of a page by their position. A browser extension, a page translation or an
//! optimizer that adds or removes one node makes it bind to the wrong elements, and an effect then overwrites what they
//! say. Here everything is found by `id` or by a selector:
//!
//! - `reactive_html`: a part that changes is the content of an element with an `id`, and is not written until it changes.
//! - `events`: event delegation on the window.
//! - `mount`: the app starts in several short tasks.
//! - `store`: the state of a page whose program runs without Leptos.
//! - `navigation::location`: the router's location is used without the router's components, which saves 11.9 kB of Wasm with brotli.
//!
//! Leptos provides the signals, memos, effects, contexts and owners of the app, and its router the location. HTML strings
//! also weigh less than views (docs/size.md). Cargo.toml pins the exact versions, because `BrowserUrl` is public but not
//! documented as stable. Each Leptos upgrade must prove again:
//!
//! | what must hold | test |
//! | --- | --- |
//! | the start of the app changes no text | `browser::app_start::the_start_changes_no_text_of_any_page` |
//! | the start of the app causes no layout shift | `browser::layout::the_home_page_has_no_layout_shift` and the other tests of layout shift, `browser::app_start::the_list_of_vendors_does_not_change_the_first_results` |
//! | input that arrives before the start or between two of its tasks is kept | `browser::app_start::text_typed_before_the_app_starts_is_searched_for`, `browser::app_start::an_option_clicked_before_the_app_starts_is_applied_or_disabled` |
//! | a page replaces another, whose effects are disposed of | `browser::navigation::pages_change_without_a_reload_and_each_has_its_title`, `browser::navigation::the_home_page_has_its_cards_after_another_page` |
//! | a page reached by navigation equals the page as published | `browser::navigation::a_page_reached_by_a_click_has_the_text_of_the_opened_page` |
//! | the router handles back and forward, and modified clicks stay with the browser | `browser::scroll_restoration::back_restores_results_and_scroll_position`, `browser::navigation::the_url_changes_with_a_click_after_back_and_forward`, `browser::location::the_browser_handles_clicks_for_another_tab_and_to_other_documents` |
//! | a page that something else altered keeps its answers and its search | `browser::altered_pages` |
//! | the prerendered page stays usable if the app does not start, or stops | `browser::broken_app` |
//! | the size stays within its budget | `make build` |

pub mod dom;
pub mod events;
pub mod mount;
pub mod reactive_html;
pub mod save_file;
pub mod store;
