//! A file system that is confined to one folder, for serving a site.

use std::future::Future;
use std::io;
use std::path::{self, Component, Path, PathBuf};
use std::pin::Pin;

use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

/// A folder as a backend of [`tower_http::services::ServeDir`]. A link that leads out of the folder is a missing file.
#[derive(Clone)]
pub(super) struct SandboxedDir(pub(super) PathBuf);

impl SandboxedDir {
    async fn resolve(&self, path: PathBuf) -> io::Result<PathBuf> {
        let folder = tokio::fs::canonicalize(&self.0).await?;
        let path = tokio::fs::canonicalize(path).await?;
        if path.starts_with(folder) { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

/// Whether a file, which may not exist yet, is inside a folder after resolving `..` and links in both paths. Missing
/// components are treated as plain folders and files.
///
/// # Errors
/// If the current folder is unknown, or links form a cycle.
pub fn is_inside(file: &Path, folder: &Path) -> io::Result<bool> {
    Ok(resolve_path(file)?.starts_with(resolve_path(folder)?))
}

/// Resolves a path as the system does, whether or not it exists.
fn resolve_path(path: &Path) -> io::Result<PathBuf> {
    /// Linux's limit: more links count as a cycle.
    const MAX_LINKS: usize = 40;
    let mut links = 0;
    let mut resolved = PathBuf::new();
    let mut remaining: Vec<PathBuf> = reversed_components(&path::absolute(path)?);
    while let Some(component) = remaining.pop() {
        match component.components().next() {
            Some(Component::ParentDir) => {
                // The parent of the root is the root.
                let _ = resolved.pop();
            }
            Some(Component::CurDir) | None => {}
            Some(Component::Prefix(_) | Component::RootDir) => resolved = component,
            Some(Component::Normal(name)) => match resolved.join(name).read_link() {
                Ok(_) if links == MAX_LINKS => return Err(io::Error::other("its links form a cycle")),
                Ok(target) => {
                    links += 1;
                    remaining.extend(reversed_components(&target));
                }
                Err(_not_a_link) => resolved.push(name),
            },
        }
    }
    Ok(resolved)
}

fn reversed_components(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|component| PathBuf::from(component.as_os_str())).collect()
}

type BoxFuture<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Backend for SandboxedDir {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = BoxFuture<TokioFile>;
    type MetadataFuture = BoxFuture<std::fs::Metadata>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let sandbox = self.clone();
        Box::pin(async move { TokioBackend.open(sandbox.resolve(path).await?).await })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let sandbox = self.clone();
        Box::pin(async move { TokioBackend.metadata(sandbox.resolve(path).await?).await })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::is_inside;

    #[test]
    fn every_path_into_a_folder_is_recognized() {
        let root = tempfile::tempdir().expect("a folder");
        let path = |name: &str| root.path().join(name);
        for folder in ["dist/below", "data", "distant"] {
            fs::create_dir_all(path(folder)).expect("a folder");
        }
        for (target, link) in [
            (path("dist"), "to-dist"),
            ("../dist".into(), "data/up"),
            ("dist/new.sqlite".into(), "to-a-new-file"),
            ("to-dist/below".into(), "to-a-link"),
            ("round".into(), "round"),
        ] {
            symlink(target, path(link)).expect("a link");
        }
        for (file, expected) in [
            ("dist/s.sqlite", true),
            ("data/../dist/s.sqlite", true),
            ("nowhere/../dist/s.sqlite", true),
            ("nowhere/new/../../dist/new/s.sqlite", true),
            ("to-dist/s.sqlite", true),
            ("data/up/s.sqlite", true),
            ("to-a-new-file", true),
            ("to-a-link/s.sqlite", true),
            // `..` is the parent of the link's target, and not of the link.
            ("to-a-link/../s.sqlite", true),
            ("to-a-link/../../s.sqlite", false),
            ("data/s.sqlite", false),
            ("dist/../data/s.sqlite", false),
            ("distant/s.sqlite", false),
            ("nowhere/s.sqlite", false),
        ] {
            for folder in ["dist", "to-dist", "nowhere/../dist", "dist/"] {
                let found = is_inside(&path(file), &path(folder)).expect("a resolved path");
                assert_eq!(found, expected, "{file} in {folder}");
            }
        }
        assert!(is_inside(&path("round/s.sqlite"), &path("dist")).is_err());
    }
}
