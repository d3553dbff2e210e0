//! Publishes records around the app that `make build` has compiled: the code in `dist/` and its HTML shell. Files are not compressed and images are not drawn, so that publishing the fixture records takes about a
//! second, once per test run.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use catalog::{Date, Record, Renamed};
use site::publish::Publication;
use site::publish::assets::{self, AssetManifest, EntryPoints};
use site::records::CheckedRecords;
use site::server::BasePath;
use site::settings::Settings;
use site::verify::VerifyState;

use crate::dist::{dist, workspace};
use crate::fixtures;

use super::engine::Engine;

/// The folder of the site of all fixture records, published today under a base path. The first test that needs it
/// publishes it. Each engine has its own, so that the suites of two engines can run at the same time.
pub(super) fn fixture_site(base: &BasePath) -> PathBuf {
    static PUBLISHED: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::new(None);
    let mut published = PUBLISHED.lock().expect("the published sites");
    let published = published.get_or_insert_default();
    let folder = published.entry(base.as_str().to_owned()).or_insert_with(|| {
        let engine = Engine::current();
        let name = format!("fixture-site-{engine:?}{}", base.as_str().replace('/', "_"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the site of the last run is removable");
        }
        fs::create_dir_all(&folder).expect("a folder");
        let content = Content::new(&today(), fixtures::typed_records());
        content.publish(&folder, base);
        folder
    });
    folder.clone()
}

/// What a site is published from.
pub(super) struct Content {
    /// The date of publication.
    pub date: String,
    pub records: Vec<Record>,
    /// The vendors that left the directory.
    pub renamed: Renamed,
    /// The checks of the records' sources.
    pub checks: VerifyState,
    pub settings: Settings,
    pub entry_points: EntryPoints,
}

impl Content {
    /// Records with the settings of the fixture site.
    pub fn new(date: &str, records: Vec<Record>) -> Self {
        Self {
            date: date.to_owned(),
            records,
            renamed: Renamed::default(),
            checks: fixtures::checks(),
            settings: fixtures::settings(),
            entry_points: EntryPoints::default(),
        }
    }

    /// Publishes into a folder, over the site that is in it.
    pub fn publish(self, folder: &Path, base: &BasePath) {
        copy_app(folder);
        self.write(folder, shell(base), base);
    }

    /// Replaces the site in a folder, the app's code included. The code gets other file names, as a build of other
    /// sources has: scripts and Wasm by their content, since publishing names them.
    pub fn replace(self, folder: &Path, base: &BasePath) {
        let mut shell = shell(base);
        let next = tempfile::tempdir().expect("a folder");
        copy_app(next.path());
        for entry in fs::read_dir(next.path()).expect("the app").map(|entry| entry.expect("an entry")) {
            let name = entry.file_name().into_string().expect("a file name");
            let Some((stem, hash)) = name.split_once('-') else { continue };
            let (hash, kind) = hash.split_at(hash.find(['_', '.']).expect("the end of the hash"));
            let other = format!("{stem}-{}{kind}", hash.chars().rev().collect::<String>());
            shell = shell.replace(&name, &other);
            let other = next.path().join(other);
            fs::rename(entry.path(), &other).expect("another name");
            // An empty statement, and a custom section without a name.
            let addition: &[u8] = match kind {
                ".js" => b"\n;",
                ".wasm" => b"\0\x01\0",
                _ => continue,
            };
            fs::OpenOptions::new()
                .append(true)
                .open(other)
                .and_then(|mut file| file.write_all(addition))
                .expect("other code");
        }
        self.write(next.path(), shell, base);
        fs::remove_dir_all(folder).expect("the last build is removable");
        fs::rename(next.keep(), folder).expect("the new build replaces it");
    }

    fn write(self, folder: &Path, shell: String, base: &BasePath) {
        let data =
            CheckedRecords { records: self.records, renamed: self.renamed, ..CheckedRecords::default() };
        let today = Date::parse(&self.date).expect("a date");
        let Self { checks, settings, entry_points, .. } = self;
        let base = base.as_str().to_owned();
        let publication = Publication { shell, entry_points, data, checks, settings, base, today };
        publication.write(folder).expect("a site");
    }
}

/// Today in UTC. The fixture site is published today, so that its pages and the browser agree on whether a record is
/// outdated.
fn today() -> String {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    let days = i32::try_from(elapsed.as_secs() / 86_400).expect("a number of days");
    Date::from_unix_days(days).expect("a date").to_string()
}

/// The HTML shell of the built site, with the addresses that it would have for a base path.
fn shell(base: &BasePath) -> String {
    let path = workspace().join("target/shell.html");
    let shell = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `make build` first", path.display()));
    let addresses = ["href=\"", "src=\"", "data-js=\"", "data-wasm=\""];
    addresses.into_iter().fold(shell, |shell, attribute| {
        shell.replace(&format!("{attribute}/"), &format!("{attribute}{}", base.as_str()))
    })
}

/// The code of the site in a folder.
pub(super) fn manifest(folder: &Path) -> AssetManifest {
    let path = folder.join(assets::FILE);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `make build` first", path.display()));
    serde_json::from_str(&text).expect("an asset manifest")
}

/// Copies the code of the directory, without any page.
fn copy_app(to: &Path) {
    let manifest = manifest(&dist());
    for name in manifest.shared.iter().map(String::as_str).chain(manifest.main_files()) {
        fs::copy(dist().join(name), to.join(name)).expect("a copy");
    }
}
