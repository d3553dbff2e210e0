//! A publication that is killed or finds no room: the last good site stays, what is half-made is taken for no site, and
//! the next publication is whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::common::workspace;
use crate::publish::{files, site};

const SHELL: &str = "<!doctype html><html><head></head><body></body></html>";

/// Made-up records, a last good site, and room for the next ones.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        let made = Command::new(env!("CARGO_BIN_EXE_site"))
            .args(["sample", "--vendors", "3", "--out", &desk.text("vendors")])
            .current_dir(workspace())
            .status();
        assert!(made.expect("the site command").success());
        fs::create_dir(desk.path("dist")).expect("a folder");
        fs::write(desk.path("dist/index.html"), "the last good site").expect("a file");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a path").to_owned()
    }

    /// What publishes into a new folder of that name, as Trunk does.
    fn publication(&self, out: &str, store: &str) -> Vec<String> {
        fs::create_dir(self.path(out)).expect("a folder");
        fs::write(self.path(out).join("index.html"), SHELL).expect("a shell");
        let root = workspace();
        let project = |name: &str| root.join(name).to_str().expect("a path").to_owned();
        let (schema, settings) = (project("public/vendor.schema.json"), project("public/site.json"));
        let arguments = [
            ("--out", self.text(out)),
            ("--vendors", self.text("vendors")),
            ("--store", self.text(store)),
            ("--schema", schema),
            ("--settings", settings),
            ("--quality", "1".to_owned()),
        ];
        let arguments = arguments.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
        [env!("CARGO_BIN_EXE_site"), "publish"].map(ToOwned::to_owned).into_iter().chain(arguments).collect()
    }

    /// The half-made site is refused, the last good one stays, and the next publication is the same as one that
    /// nothing came before.
    fn recovers(&self, half: &str, store: &str) {
        let refused = site(&["replace", "--new", &self.text(half), "--place", &self.text("dist")]);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(said.contains(half) && said.contains("no whole new site"), "{said}");
        let last = fs::read_to_string(self.path("dist/index.html")).expect("the last site");
        assert_eq!(last, "the last good site");
        for (out, store) in [("next", store), ("first", "another store")] {
            let publication = self.publication(out, store);
            let ran = Command::new(&publication[0]).args(&publication[1..]).output().expect("the command");
            assert!(ran.status.success(), "{ran:?}");
        }
        assert!(files(&self.path("next")) == files(&self.path("first")), "both are the same");
        let replaced = site(&["replace", "--new", &self.text("next"), "--place", &self.text("dist")]);
        assert!(replaced.status.success(), "{replaced:?}");
    }
}

fn has_a_page(vendors: &Path) -> bool {
    fs::read_dir(vendors)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| entry.path().join("index.html").is_file())
}

#[test]
fn kill_9_leaves_the_last_good_site_and_the_next_publication_is_whole() {
    let desk = Desk::new();
    let publication = desk.publication("half", "store");
    let mut running = Command::new(&publication[0])
        .args(&publication[1..])
        .stdout(Stdio::null())
        .spawn()
        .expect("the site command");
    while !has_a_page(&desk.path("half/vendors")) {
        assert_eq!(running.try_wait().expect("its state"), None, "it ended before it was killed");
        thread::sleep(Duration::from_millis(1));
    }
    running.kill().expect("kill -9");
    assert!(!running.wait().expect("its end").success());
    desk.recovers("half", "store");
}

/// A limit on the size of a file stops a write as a full disk does, with another number.
#[test]
fn a_full_disk_is_named_with_the_file_and_the_next_publication_is_whole() {
    let desk = Desk::new();
    let publication = desk.publication("half", "store");
    let ran = Command::new("sh")
        .args(["-c", r#"trap '' XFSZ; ulimit -f 16; exec "$0" "$@""#])
        .args(&publication)
        .output()
        .expect("a shell");
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(
        said.contains("File too large") && said.contains(desk.0.path().to_str().expect("a path")),
        "{said}"
    );
    desk.recovers("half", "store");
}

#[test]
fn a_report_that_finds_no_room_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let ran = Command::new(env!("CARGO_BIN_EXE_site"))
        .arg("check")
        .current_dir(workspace())
        .stdout(full)
        .output()
        .expect("the site command");
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("No space left on device"), "{ran:?}");
}
