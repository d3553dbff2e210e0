//! The files of a site, and none outside its folder.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;

use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

/// The files within a folder: a link that leads out of it leads nowhere.
#[derive(Clone)]
pub(super) struct Within(pub(super) PathBuf);

impl Within {
    async fn real(&self, path: PathBuf) -> io::Result<PathBuf> {
        let folder = tokio::fs::canonicalize(&self.0).await?;
        let path = tokio::fs::canonicalize(path).await?;
        if path.starts_with(folder) { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

type Answer<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Backend for Within {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = Answer<TokioFile>;
    type MetadataFuture = Answer<std::fs::Metadata>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let within = self.clone();
        Box::pin(async move { TokioBackend.open(within.real(path).await?).await })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let within = self.clone();
        Box::pin(async move { TokioBackend.metadata(within.real(path).await?).await })
    }
}
