//! Where the site is: which server serves it, and under which path. Every test runs the same at each; one run has one,
//! which two variables choose:
//!
//! - `COUNTERSIGN_HOST`: `serve`, which is `site serve` (if not said), or `nginx`;
//! - `COUNTERSIGN_BASE`: `/` (if not said), or a path such as `/countersign/`.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::extract::Request;
use directory::{Date, Record, Renamed};
use serde_json::Value;
use site::check::Checked;
use site::publish::Publication;
use site::serve::{Base, router};
use site::settings::Settings;

use crate::facts::{dist, records, workspace};
use crate::nginx::{self, Nginx};

/// A server, and the path that it serves the site under.
#[derive(Clone, Debug)]
pub struct Place {
    pub host: Host,
    pub base: Base,
}

/// What serves the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Serve,
    Nginx,
}

impl Place {
    /// That of this run.
    pub fn of_this_run() -> &'static Self {
        static PLACE: OnceLock<Place> = OnceLock::new();
        PLACE.get_or_init(|| {
            let host = match env::var("COUNTERSIGN_HOST").as_deref() {
                Err(_) | Ok("serve") => Host::Serve,
                Ok("nginx") => Host::Nginx,
                Ok(other) => panic!("COUNTERSIGN_HOST is serve or nginx, not {other}"),
            };
            let base = env::var("COUNTERSIGN_BASE").unwrap_or_else(|_| "/".to_owned());
            let base = Base::parse(&base).unwrap_or_else(|error| panic!("COUNTERSIGN_BASE: {error}"));
            Self { host, base }
        })
    }

    /// Every server, at the root and under a path.
    pub fn all() -> impl Iterator<Item = Self> {
        let bases = ["/", "/countersign/"].map(|base| Base::parse(base).expect("a base"));
        [Host::Serve, Host::Nginx]
            .into_iter()
            .flat_map(move |host| bases.clone().map(|base| Self { host, base }))
    }

    /// The folder of the built site. One for another path than the root is published once a run.
    pub(super) fn built(&self) -> PathBuf {
        static PUBLISHED: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::new(None);
        if self.base == Base::root() {
            return dist();
        }
        let base = self.base.as_str();
        let mut published = PUBLISHED.lock().expect("the published sites");
        let published = published.get_or_insert_default();
        let folder = published.entry(base.to_owned()).or_insert_with(|| {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(base.replace('/', "_"));
            if folder.exists() {
                fs::remove_dir_all(&folder).expect("the last run's site goes");
            }
            fs::create_dir_all(&folder).expect("a folder");
            let bundle = fs::read_to_string(dist().join("list.json")).expect("the bundle");
            let bundle: Value = serde_json::from_str(&bundle).expect("JSON");
            let records =
                records().into_iter().map(|record| serde_json::from_value(record).expect("a record"));
            publish(
                &folder,
                bundle["date"].as_str().expect("a day"),
                records.collect(),
                &self.base,
                &settings(),
            );
            folder
        });
        folder.clone()
    }

    /// What answers for the site in that folder.
    pub(super) fn router(&self, folder: &Path) -> Router {
        match self.host {
            Host::Serve => router(folder, &self.base),
            Host::Nginx => {
                let nginx = Arc::new(Nginx::start(folder, self.base.as_str(), ""));
                Router::new().fallback(move |request: Request| async move {
                    nginx::ask(&nginx.socket(), request).await
                })
            }
        }
    }
}

/// The settings of the project.
pub(super) fn settings() -> Settings {
    Settings::read(&workspace().join("public/site.json")).expect("the settings")
}

/// Publishes the built app with those records into a folder.
pub(super) fn publish(folder: &Path, day: &str, records: Vec<Record>, base: &Base, settings: &Settings) {
    publish_renamed(folder, day, records, Renamed::default(), base, settings);
}

/// The same, with vendors that left the directory.
pub(super) fn publish_renamed(
    folder: &Path,
    day: &str,
    records: Vec<Record>,
    renamed: Renamed,
    base: &Base,
    settings: &Settings,
) {
    copy_app(&dist(), folder);
    write(folder, shell(base.as_str()), day, (records, renamed), base, settings);
}

/// Publishes in the place of all that is in a folder, with the app's code under other names, as other code has.
pub(super) fn deploy(folder: &Path, day: &str, records: Vec<Record>, base: &Base, settings: &Settings) {
    let mut shell = shell(base.as_str());
    let next = tempfile::tempdir().expect("a folder");
    copy_app(&dist(), next.path());
    for entry in fs::read_dir(next.path()).expect("the app").map(|entry| entry.expect("an entry")) {
        let name = entry.file_name().into_string().expect("a name");
        let Some((stem, hash)) = name.split_once('-') else { continue };
        let (hash, kind) = hash.split_at(hash.find(['_', '.']).expect("the end of the hash"));
        let other = format!("{stem}-{}{kind}", hash.chars().rev().collect::<String>());
        shell = shell.replace(&name, &other);
        fs::rename(entry.path(), next.path().join(other)).expect("another name");
    }
    write(next.path(), shell, day, (records, Renamed::default()), base, settings);
    fs::remove_dir_all(folder).expect("the last build goes");
    fs::rename(next.keep(), folder).expect("the new build takes its place");
}

fn write(
    folder: &Path,
    shell: String,
    day: &str,
    (records, renamed): (Vec<Record>, Renamed),
    base: &Base,
    settings: &Settings,
) {
    let (settings, base) = (settings.clone(), base.as_str().to_owned());
    let today = Date::parse(day).expect("a day");
    let data = Checked { records, renamed, ..Checked::default() };
    let publication = Publication { shell, data, settings, base, today };
    publication.write(folder).expect("the pages");
}

/// The HTML that Trunk built, as it builds it for that base.
fn shell(base: &str) -> String {
    let path = workspace().join("target/shell.html");
    let shell = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `make build` first", path.display()));
    let addresses = ["href=", "src=", "data-js=", "data-wasm="];
    addresses.into_iter().fold(shell, |shell, attribute| {
        shell.replace(&format!("{attribute}/"), &format!("{attribute}{base}"))
    })
}

/// Copies what Trunk built, without any page. The boot script is as it was before it was published.
fn copy_app(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the built site") {
        let path = entry.expect("an entry of the folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let is_code = [".js", ".wasm", ".css"].iter().any(|kind| name.ends_with(kind));
        if is_code && !name.starts_with("boot-") && name != "sw.js" {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
    fs::copy(workspace().join("public/boot.js"), to.join("boot.js")).expect("a copy");
}
