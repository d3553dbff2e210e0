//! How the site is deployed: which server serves it, and under which base path. Every test runs the same with each
//! deployment; one test run uses one, which two environment variables select:
//!
//! - `COUNTERSIGN_HOST`: `serve`, which is `site serve` (the default), or `nginx`;
//! - `COUNTERSIGN_BASE`: `/` (the default), or a base path such as `/countersign/`.

use std::env;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::Request;
use site::server::{BasePath, router};

use crate::nginx::{self, Nginx};

/// A server, and the base path that it serves the site under.
#[derive(Clone, Debug)]
pub struct Deployment {
    pub host: Host,
    pub base: BasePath,
}

/// The server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Serve,
    Nginx,
}

impl Deployment {
    /// The deployment of this test run.
    pub fn current() -> &'static Self {
        static CURRENT: OnceLock<Deployment> = OnceLock::new();
        CURRENT.get_or_init(|| {
            let host = match env::var("COUNTERSIGN_HOST").as_deref() {
                Err(_) | Ok("serve") => Host::Serve,
                Ok("nginx") => Host::Nginx,
                Ok(other) => panic!("COUNTERSIGN_HOST is serve or nginx, not {other}"),
            };
            let base = env::var("COUNTERSIGN_BASE").unwrap_or_else(|_| "/".to_owned());
            let base = BasePath::parse(&base).unwrap_or_else(|error| panic!("COUNTERSIGN_BASE: {error}"));
            Self { host, base }
        })
    }

    /// Every server, each with the root and with another base path.
    pub fn all() -> impl Iterator<Item = Self> {
        let bases = ["/", "/countersign/"].map(|base| BasePath::parse(base).expect("a base path"));
        [Host::Serve, Host::Nginx]
            .into_iter()
            .flat_map(move |host| bases.clone().map(|base| Self { host, base }))
    }

    /// The base path without its trailing slash.
    pub fn path_prefix(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// The routes that serve the site in a folder.
    pub(super) fn router(&self, folder: &Path) -> Router {
        match self.host {
            Host::Serve => router(folder, &self.base),
            Host::Nginx => {
                let nginx = Arc::new(Nginx::start(folder, self.base.as_str(), ""));
                Router::new().fallback(move |request: Request| async move {
                    nginx::send(&nginx.socket(), request).await
                })
            }
        }
    }
}
