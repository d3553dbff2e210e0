//! A publication that is killed or runs out of disk space: the last complete site remains, the incomplete one is rejected,
//! and the next publication is complete.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::common::workspace;
use crate::publish::{files, site};

const SHELL: &str = "<!doctype html><html><head></head><body></body></html>";

/// A folder with generated records and a last complete site.
struct TestFolder(TempDir);

impl TestFolder {
    fn new() -> Self {
        let test = Self(tempfile::tempdir().expect("a folder"));
        let generated = Command::new(env!("CARGO_BIN_EXE_site"))
            .args(["sample", "--vendors", "3", "--out", &test.text("vendors")])
            .current_dir(workspace())
            .status();
        assert!(generated.expect("the site command").success());
        fs::create_dir(test.path("dist")).expect("a folder");
        fs::write(test.path("dist/index.html"), "the last complete site").expect("a file");
        test
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a path").to_owned()
    }

    /// The command that publishes into a new folder of that name, as Trunk does.
    fn publish_command(&self, out: &str, cache: &str) -> Vec<String> {
        fs::create_dir(self.path(out)).expect("a folder");
        fs::write(self.path(out).join("index.html"), SHELL).expect("a shell");
        let root = workspace();
        let project = |name: &str| root.join(name).to_str().expect("a path").to_owned();
        let (schema, settings) = (project("public/vendor.schema.json"), project("public/site.json"));
        let arguments = [
            ("--out", self.text(out)),
            ("--vendors", self.text("vendors")),
            ("--cache", self.text(cache)),
            ("--schema", schema),
            ("--settings", settings),
            ("--quality", "1".to_owned()),
        ];
        let arguments = arguments.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
        [env!("CARGO_BIN_EXE_site"), "publish"].map(ToOwned::to_owned).into_iter().chain(arguments).collect()
    }

    /// Asserts that the incomplete site is rejected, the last complete one remains, and the next publication is the same
    /// as one without a cache.
    fn assert_recovery(&self, incomplete: &str, cache: &str) {
        let rejected = site(&["replace", "--new", &self.text(incomplete), "--current", &self.text("dist")]);
        assert_eq!(rejected.status.code(), Some(1), "{rejected:?}");
        let error = String::from_utf8_lossy(&rejected.stderr);
        assert!(error.contains(incomplete) && error.contains("not a complete site"), "{error}");
        let last = fs::read_to_string(self.path("dist/index.html")).expect("the last site");
        assert_eq!(last, "the last complete site");
        for (out, cache) in [("next", cache), ("first", "another cache")] {
            let command = self.publish_command(out, cache);
            let ran = Command::new(&command[0]).args(&command[1..]).output().expect("the command");
            assert!(ran.status.success(), "{ran:?}");
        }
        assert!(files(&self.path("next")) == files(&self.path("first")), "the publications differ");
        let replaced = site(&["replace", "--new", &self.text("next"), "--current", &self.text("dist")]);
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
fn after_kill_9_the_last_site_remains_and_the_next_publication_is_complete() {
    let test = TestFolder::new();
    let command = test.publish_command("half", "cache");
    let mut running = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .spawn()
        .expect("the site command");
    while !has_a_page(&test.path("half/vendors")) {
        assert_eq!(running.try_wait().expect("its state"), None, "it exited before it was killed");
        thread::sleep(Duration::from_millis(1));
    }
    running.kill().expect("kill -9");
    assert!(!running.wait().expect("its exit status").success());
    test.assert_recovery("half", "cache");
}

/// Simulates a full disk by a limit on the size of files, which stops a write with another error number.
#[test]
fn a_full_disk_is_reported_with_the_file_and_the_next_publication_is_complete() {
    let test = TestFolder::new();
    let command = test.publish_command("half", "cache");
    let ran = Command::new("sh")
        .args(["-c", r#"trap '' XFSZ; ulimit -f 16; exec "$0" "$@""#])
        .args(&command)
        .output()
        .expect("a shell");
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(
        error.contains("File too large") && error.contains(test.0.path().to_str().expect("a path")),
        "{error}"
    );
    test.assert_recovery("half", "cache");
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
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
