//! Rendering and hydration. This code is deliberately not idiomatic Leptos: with Leptos's own building blocks the app
//! exceeds its budgets of bytes and main-thread time. docs/size.md has the measured figures.
//!
//! What differs from an idiomatic app, and what each difference saves:
//!
//! - `static_html`: only what reacts is a Leptos view. Everything else is an HTML string that hydration skips. This
//!   saves 96.7 kB of compressed Wasm. Boxed closures with one type for all reactive parts, together with two smaller
//!   changes, save another 22.1 kB.
//! - `erased_view`: `ErasedView` replaces Leptos's `AnyView`, and saves 23.4 kB.
//! - `hydration`: the first page hydrates in several short tasks, and only inside `main`. Together with reading the
//!   vendor list in chunks, this cut the longest task on a processor slowed down four times from 479 to 173 ms
//!   (docs/benchmarks.md).
//! - `navigation::location`: the router's location is used without the router's components, which saves 11.9 kB.
//! - boot.js defines three globals that Leptos's streaming server code would otherwise write into each page.
//!
//! This code relies on traits and types of Leptos that are public but not documented as stable (`RenderHtml`,
//! `Mountable`, `Cursor`, `BrowserUrl`), so Cargo.toml pins the exact versions. Each Leptos upgrade must prove again:
//!
//! | what must hold | test |
//! | --- | --- |
//! | hydration finds every node that native rendering wrote, and changes no text | `browser::hydration::hydration_changes_no_text_of_any_page` |
//! | hydration leaves `inner_html` alone, so nothing moves | `browser::layout::the_home_page_has_no_layout_shift` and the other tests of layout shift, `browser::hydration::the_list_of_vendors_does_not_change_the_first_results` |
//! | input that arrives between two hydration tasks is kept | `browser::hydration::text_typed_before_the_app_starts_is_searched_for`, `browser::hydration::an_option_clicked_before_the_app_starts_is_applied_or_disabled` |
//! | an `ErasedView` replaces another and unmounts it | `browser::navigation::pages_change_without_a_reload_and_each_has_its_title`, `browser::navigation::the_home_page_has_its_cards_after_another_page` |
//! | a page reached by navigation equals the page as published | `browser::navigation::a_page_reached_by_a_click_has_the_text_of_the_opened_page` |
//! | the router completes back and forward, and modified clicks stay with the browser | `browser::scroll_restoration::back_restores_results_and_scroll_position`, `browser::navigation::the_url_changes_with_a_click_after_back_and_forward`, `browser::location::the_browser_handles_clicks_for_another_tab_and_to_other_documents` |
//! | the prerendered page stays usable if the app does not start | `browser::broken_app` |
//! | the size stays within its budget | `make build` |

pub mod dom;
pub mod erased_view;
pub mod hydration;
pub mod static_html;
