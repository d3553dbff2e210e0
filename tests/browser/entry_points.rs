//! A second Wasm entry point: its pages load it and not the directory, and all other pages load the directory.

use std::fs;

use site::publish::assets::{ENTRY_POINTS, EntryPoint, EntryPoints};

use crate::deploys::old_records;
use crate::expected::texts;
use crate::harness::TestSite;
use crate::offline::{loaded_code, page_with_offline_copy};

/// The rows of the directory and of a program of one line, which is not in the offline copy.
const ROWS: &[EntryPoint] = &[
    ENTRY_POINTS[0],
    EntryPoint { name: "fixture", path_prefixes: &["about/"], budget: 1_000, is_offline: false },
];

/// A Wasm module without content.
const WASM: &[u8] = b"\0asm\x01\0\0\0";

const SCRIPT: &str = "export default async ({ module_or_path }) => {
    await WebAssembly.instantiate(module_or_path);
    document.title = 'The fixture has started';
};";

fn start() -> TestSite {
    let builds = tempfile::tempdir().expect("a folder");
    let folder = builds.path().join("fixture");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("fixture-0123456789abcdef.js"), SCRIPT).expect("the script");
    fs::write(folder.join("fixture-0123456789abcdef_bg.wasm"), WASM).expect("the Wasm");
    let entry_points = EntryPoints { rows: ROWS, builds: builds.path().to_owned() };
    TestSite::publish_with_entry_points(old_records(), entry_points)
}

#[test]
fn each_page_loads_its_entry_point_and_no_other() {
    let site = start();
    let page = site.open("/");
    assert_eq!(loaded_code(&page), site.code_paths());
    page.find("link", texts::ABOUT_LINK).click();
    page.wait_until("the fixture has started", || page.title() == "The fixture has started");
    assert_eq!(loaded_code(&page), site.code_paths_of("fixture"));
    page.open("/vendors/zoom/");
    assert_eq!(loaded_code(&page), site.code_paths());
}

#[test]
fn an_offline_copy_without_an_entry_point_shows_its_pages_with_the_directory() {
    let site = start();
    let page = page_with_offline_copy(&site);
    let fixture: Vec<String> =
        site.code_paths_of("fixture").into_iter().filter(|path| path.contains("/fixture-")).collect();
    assert_eq!(fixture.len(), 2, "{fixture:?}");
    for path in fixture {
        let path = path.trim_start_matches(site.base_path());
        assert_eq!(site.request_count(path), 0, "{path}");
    }
    site.stop();
    page.open("/about/");
    page.wait_for_text(texts::SITE_UNREACHABLE);
    assert_eq!(loaded_code(&page), site.code_paths());
}
