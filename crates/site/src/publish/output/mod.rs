//! The folder that a site is published into. Every file of a publication is written here, next to its compressed forms.

pub(crate) mod cache;
pub(crate) mod compression;

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use serde::Serialize;

pub use cache::{BuildCache, CacheError};
pub use compression::Quality;

use compression::Compressed;

/// The file extensions of the compressed forms: brotli and gzip.
const COMPRESSED_EXTENSIONS: [&str; 2] = [".br", ".gz"];

/// A folder that receives the files of one publication, from any number of threads.
pub struct Output<'a> {
    folder: &'a Path,
    cache: Option<&'a BuildCache>,
    /// The compression quality of pages and JSON files, except for those that every visit can load.
    quality: Quality,
    names: Mutex<HashSet<String>>,
}

impl<'a> Output<'a> {
    /// An output without compression into `folder`, which is created with the first file.
    pub fn new(folder: &'a Path) -> Self {
        Self { folder, cache: None, quality: Quality::BEST, names: Mutex::default() }
    }

    /// An output that writes a `.br` and a `.gz` file next to every file that compresses well, and takes earlier
    /// results from `cache`. Files that every visit can load get the best quality, other pages and JSON files get
    /// `quality`, and files that no page loads, such as feeds, a fast one.
    pub fn compressing(folder: &'a Path, cache: &'a BuildCache, quality: Quality) -> Self {
        Self { cache: Some(cache), quality, ..Self::new(folder) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder
    }

    /// Writes a text file. `name` is its path in the site, without a leading slash.
    ///
    /// # Errors
    /// If the file cannot be written, or was written before; the message names it.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        self.write_bytes(name, text.as_bytes())
    }

    /// Writes a file under the [`hashed_name`] of its content, and returns that name. `name` is the file's name without a
    /// hash, or with the one that Trunk gave it.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn write_hashed(&self, name: &str, content: &[u8]) -> Result<String> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let stem = stem.rsplit_once('-').map_or(stem, |(stem, _)| stem);
        let name = hashed_name(stem, content, extension);
        self.write_bytes(&name, content)?;
        Ok(name)
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    /// As [`Output::write`], and if the value cannot be serialized.
    pub fn write_json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(value).with_context(|| format!("cannot write {name} as JSON"))?;
        self.write(name, &text)
    }

    /// Writes a binary file, such as an image.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.reserve_name(name)?;
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        write_file(&path, bytes)?;
        if self.is_top_level(&path) { Ok(()) } else { self.compress(&path, bytes) }
    }

    /// Whether a file is directly in the folder. These files are few and large, so they are compressed at the end, all at
    /// once: [`Output::compress_top_level_files`].
    fn is_top_level(&self, path: &Path) -> bool {
        path.parent() == Some(self.folder)
    }

    /// Writes a file that is slow to generate. `generate` is called only if the cache has no result of the same `recipe`
    /// and `input`. The recipe identifies the code that generates a file, and its version. An output without a cache
    /// omits the file.
    ///
    /// # Errors
    /// As [`Output::write`], and if the file cannot be generated.
    pub fn write_cached(
        &self,
        name: &str,
        recipe: &str,
        input: &str,
        generate: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<()> {
        let Some(cache) = self.cache else { return Ok(()) };
        let key = cache::key(recipe, input.as_bytes());
        let content = match cache.get(&key, |content| Some(content.to_owned())) {
            Some(content) => content,
            None => {
                let content = tracing::info_span!("draw an image").in_scope(generate);
                let content = content.with_context(|| format!("cannot generate {name}"))?;
                cache.insert(&key, &content)?;
                content
            }
        };
        self.write_bytes(name, &content)
    }

    /// Writes a set of files with `write`, or links those of an earlier publication by this same program with the same
    /// `recipe` and `input`. The recipe identifies the code that generates the files, and its version and settings; both
    /// together must cover everything that the files depend on.
    ///
    /// # Errors
    /// As `write`, and if a file was written before.
    pub fn write_cached_set(
        &self,
        recipe: &str,
        input: &str,
        write: impl FnOnce(&Self) -> Result<()>,
    ) -> Result<()> {
        let Some((cache, program)) = self.cache.and_then(|cache| Some((cache, cache.program()?))) else {
            return write(self);
        };
        let key = &cache::key(&[program, &self.quality.recipe(), recipe].join("\n"), input.as_bytes());
        let names = match cache.link_set(key, self.folder) {
            Some(names) => names,
            None => {
                let set = Self { names: Mutex::default(), ..*self };
                write(&set)?;
                let names = set.names.into_inner().unwrap_or_else(PoisonError::into_inner);
                let [brotli, gzip] = COMPRESSED_EXTENSIONS;
                let with_forms =
                    |name: String| ["", brotli, gzip].map(|extension| [&name, extension].concat());
                let files = names.iter().cloned().flat_map(with_forms);
                let files = files.filter(|name| self.folder.join(name).is_file()).collect();
                cache.insert_set(key, self.folder, files);
                names.into_iter().collect()
            }
        };
        let is_compressed =
            |name: &str| COMPRESSED_EXTENSIONS.iter().any(|extension| name.ends_with(extension));
        names.iter().filter(|name| !is_compressed(name)).try_for_each(|name| self.reserve_name(name))
    }

    /// Reserves a name, which only one file of the site can have.
    fn reserve_name(&self, name: &str) -> Result<()> {
        let is_new = self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        ensure!(is_new, "two files of the site have the name {name}");
        Ok(())
    }

    /// Compresses the files directly in the folder, including those that Trunk wrote.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn compress_top_level_files(&self) -> Result<()> {
        if self.cache.is_none() {
            return Ok(());
        }
        let names = self.files()?;
        let paths = names.iter().map(|name| self.folder.join(name));
        let unreadable = |path: &Path| format!("cannot read {}", path.display());
        let mut files = Vec::new();
        for path in paths.filter(|path| self.is_top_level(path)) {
            let bytes = fs::metadata(&path).with_context(|| unreadable(&path))?.len();
            files.push((bytes, path));
        }
        // The largest take longest, so they are first.
        files.sort_unstable_by(|one, other| other.cmp(one));
        // Files of the same size can be equal, as the two names of the vendor list: the second then comes from the cache.
        files.chunk_by(|(one, _), (other, _)| one == other).par_bridge().try_for_each(|same_size| {
            same_size.iter().try_for_each(|(_, path)| {
                let content = fs::read(path).with_context(|| unreadable(path))?;
                self.compress(path, &content)
            })
        })
    }

    /// The names of all files in the folder, including those that Trunk wrote, without compressed forms.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn files(&self) -> Result<BTreeSet<String>> {
        let others = self.others()?;
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(names.iter().cloned().chain(others).collect())
    }

    /// The names of the files in the folder that were not written here.
    fn others(&self) -> Result<Vec<String>> {
        let unreadable = || format!("cannot read {}", self.folder.display());
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut others = Vec::new();
        for entry in fs::read_dir(self.folder).with_context(unreadable)? {
            let entry = entry.with_context(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_compressed = COMPRESSED_EXTENSIONS.iter().any(|extension| {
                name.strip_suffix(extension).is_some_and(|original| self.folder.join(original).is_file())
            });
            if entry.path().is_file() && !names.contains(&name) && !is_compressed {
                others.push(name);
            }
        }
        Ok(others)
    }

    fn compress(&self, path: &Path, content: &[u8]) -> Result<()> {
        let Some(cache) = self.cache else { return Ok(()) };
        if !compression::is_compressible(path, content) {
            return Ok(());
        }
        let quality = if self.is_top_level(path) && compression::is_of_every_visit(path) {
            Quality::BEST
        } else if compression::is_page_resource(path) {
            self.quality
        } else {
            self.quality.min(Quality::FAST)
        };
        let key = cache::key(&quality.recipe(), content);
        let compressed = match cache.get(&key, Compressed::from_bytes) {
            Some(compressed) => compressed,
            None => {
                tracing::debug!(path = %path.display(), "compress");
                let compressed = Compressed::new(content, quality)
                    .with_context(|| format!("cannot compress {}", path.display()))?;
                cache.insert(&key, &compressed.to_bytes())?;
                compressed
            }
        };
        let [brotli, gzip] = COMPRESSED_EXTENSIONS;
        write_file(&with_added_extension(path, brotli), &compressed.brotli)?;
        write_file(&with_added_extension(path, gzip), &compressed.gzip)
    }
}

/// Removes the lines of comments; comments after code stay. They are for readers of the source and not for browsers.
pub fn without_comments(script: &str) -> String {
    let mut is_in_block = false;
    let is_code = |line: &&str| {
        let line = line.trim_start();
        let is_block = is_in_block || line.starts_with("/*");
        is_in_block = is_block && !line.contains("*/");
        !is_block && !line.starts_with("//")
    };
    script.lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

/// A file name that contains the hash of the file's content: `list-0123456789abcdef.json`. The file under such a name
/// never changes, and browsers may cache it for a year.
pub fn hashed_name(stem: &str, content: impl AsRef<[u8]>, extension: &str) -> String {
    let hash = cache::key(extension, content.as_ref());
    format!("{stem}-{}.{extension}", hash.get(..16).unwrap_or(&hash))
}

/// Whether a file has a name of [`hashed_name`].
pub(crate) fn has_hashed_name(file: &str) -> bool {
    let hash = file.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('-')).map(|(_, hash)| hash);
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Appends an extension: `app.js` becomes `app.js.br`.
fn with_added_extension(path: &Path, extension: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(extension);
    path.into()
}

/// Writes a new file. An existing file is replaced and never written to, because the file may be hard-linked from the
/// cache or another publication.
fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let _span = tracing::info_span!("write a file").entered();
    let created = match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path).and_then(|()| File::create_new(path))
        }
        created => created,
    };
    created
        .and_then(|mut file| file.write_all(bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{Output, without_comments};

    #[test]
    fn no_file_replaces_another_of_the_same_publication() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Output::new(folder.path());
        output.write("vendors/zoom.json", "1").expect("a file");
        let error = output.write("vendors/zoom.json", "2").expect_err("a second file of that name");
        assert!(error.to_string().contains("vendors/zoom.json"), "{error}");
        let text = std::fs::read_to_string(folder.path().join("vendors/zoom.json")).expect("the file");
        assert_eq!(text, "1");
    }

    #[test]
    fn the_comments_of_a_script_are_removed_and_its_code_stays() {
        let script = "// One line.\n/** Several\n * lines. */\nlet a = 1; // after code\n  /* one line */\nlet b = 'x//y';";
        assert_eq!(without_comments(script), "let a = 1; // after code\nlet b = 'x//y';");
    }

    #[test]
    fn an_error_names_the_file_that_cannot_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Output::new(folder.path());
        output.write("vendors", "a file instead of a folder").expect("a file");
        let error = output.write("vendors/zoom.json", "1").expect_err("no folder");
        assert!(error.to_string().contains(&format!("{}", folder.path().join("vendors").display())));
    }
}
