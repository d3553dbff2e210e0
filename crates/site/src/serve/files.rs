//! The files of a site, and none outside its folder.

use std::future::Future;
use std::io;
use std::path::{self, Component, Path, PathBuf};
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

/// Whether a file that is to be written would lie in a folder, once `..` and links on the way to either are followed.
/// What is not there yet is taken for a plain folder or file.
///
/// # Errors
/// When the present folder is not known, or links lead in a circle.
pub fn would_lie_in(file: &Path, folder: &Path) -> io::Result<bool> {
    Ok(resolved(file)?.starts_with(resolved(folder)?))
}

/// The path as the system follows it, whether or not it is there.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    /// As Linux does: more links than that are a circle.
    const MOST_LINKS: usize = 40;
    let mut links = 0;
    let mut real = PathBuf::new();
    let mut rest: Vec<PathBuf> = reversed(&path::absolute(path)?);
    while let Some(part) = rest.pop() {
        match part.components().next() {
            Some(Component::ParentDir) => {
                // Above the root is the root.
                let _ = real.pop();
            }
            Some(Component::CurDir) | None => {}
            Some(Component::Prefix(_) | Component::RootDir) => real = part,
            Some(Component::Normal(name)) => match real.join(name).read_link() {
                Ok(_) if links == MOST_LINKS => return Err(io::Error::other("its links lead in a circle")),
                Ok(target) => {
                    links += 1;
                    rest.extend(reversed(&target));
                }
                Err(_not_a_link) => real.push(name),
            },
        }
    }
    Ok(real)
}

/// The parts of a path, the first one last.
fn reversed(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|part| PathBuf::from(part.as_os_str())).collect()
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::would_lie_in;

    #[test]
    fn no_way_into_a_folder_is_overlooked() {
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
        for (file, is_in) in [
            ("dist/s.sqlite", true),
            ("data/../dist/s.sqlite", true),
            ("nowhere/../dist/s.sqlite", true),
            ("nowhere/new/../../dist/new/s.sqlite", true),
            ("to-dist/s.sqlite", true),
            ("data/up/s.sqlite", true),
            ("to-a-new-file", true),
            ("to-a-link/s.sqlite", true),
            // Above the folder that the link leads to, and not above the link.
            ("to-a-link/../s.sqlite", true),
            ("to-a-link/../../s.sqlite", false),
            ("data/s.sqlite", false),
            ("dist/../data/s.sqlite", false),
            ("distant/s.sqlite", false),
            ("nowhere/s.sqlite", false),
        ] {
            for folder in ["dist", "to-dist", "nowhere/../dist", "dist/"] {
                let found = would_lie_in(&path(file), &path(folder)).expect("an answer");
                assert_eq!(found, is_in, "{file} in {folder}");
            }
        }
        assert!(would_lie_in(&path("round/s.sqlite"), &path("dist")).is_err());
    }
}
