//! Every page of the real records in `dist/`, in the browser: none requests a file that does not exist. Each tab checks
//! in addition that the console stays empty and that no other host is requested.

use std::collections::BTreeSet;
use std::fs;

use catalog::Category;
use serde_json::json;

use crate::dist::records;
use crate::harness::TestSite;

#[test]
fn no_page_makes_a_failing_request() {
    let site = TestSite::start_dist();
    let mut paths: BTreeSet<String> =
        ["/", "/compare/", "/check/", "/register/", "/changes/", "/about/", "/api/"]
            .map(ToOwned::to_owned)
            .into();
    for folder in ["vendors", "categories"] {
        let entries = fs::read_dir(site.folder().join(folder)).expect("the pages");
        let names = entries.map(|entry| entry.expect("an entry").path());
        let names = names
            .filter(|path| path.is_dir())
            .filter_map(|path| path.file_name()?.to_str().map(ToOwned::to_owned));
        paths.extend(names.map(|name| format!("/{folder}/{name}/")));
    }
    assert_eq!(paths.len(), 7 + records().len() + Category::ALL.len());
    let page = site.new_page();
    for path in paths {
        page.open(&path);
        let failed = page.run_script(
            "return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
                .filter(({ responseStatus }) => responseStatus !== 200).map(({ name }) => name)",
        );
        assert_eq!(failed, json!([]), "{path}");
    }
}
