//! The code that wasm-bindgen generates for an entry point, made smaller: without comments, and with short names.
//!
//! The name of each function that the Wasm imports ends with a hash: `__wbg_append_8df396311184f750`. Compression cannot
//! shorten hashes, so a number of the same length takes the place of each, in the JavaScript and in the Wasm.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::output::{Output, without_comments};

/// The start of the name of an imported function.
const PREFIX: &[u8] = b"__wbg_";

/// The number of hexadecimal digits of the hash at the end of such a name.
const HASH_LENGTH: usize = 16;

/// Writes the JavaScript and the Wasm that Trunk built for an entry point, from a folder into the output, and returns
/// their published names.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn write(folder: &Path, [script, wasm]: [&str; 2], output: &Output) -> Result<[String; 2]> {
    let unreadable = |file: &str| format!("cannot read {}", folder.join(file).display());
    let code = fs::read_to_string(folder.join(script)).with_context(|| unreadable(script))?;
    let module = fs::read(folder.join(wasm)).with_context(|| unreadable(wasm))?;
    let code = without_comments(&code);
    let numbers = numbers(code.as_bytes());
    let code = rename(code.as_bytes(), |name| numbers.get(&split_hash(name)?));
    let module = rename(&module, |name| numbers.get(&split_hash(name)?));
    Ok([output.write_hashed(script, &code)?, output.write_hashed(wasm, &module)?])
}

/// A name of an imported function without its hash, and the hash.
type SplitName<'a> = (&'a [u8], &'a [u8; HASH_LENGTH]);

/// For each name in a script that ends with a hash, the same name with a number. Names that have numbers keep them.
fn numbers(script: &[u8]) -> BTreeMap<SplitName<'_>, Vec<u8>> {
    let mut names = BTreeMap::new();
    rename(script, |name| {
        names.extend(split_hash(name).map(|name| (name, Vec::new())));
        None
    });
    for (number, ((name, _), renamed)) in names.iter_mut().enumerate() {
        *renamed = [name, format!("{number:0HASH_LENGTH$}").as_bytes()].concat();
    }
    names
}

fn split_hash(name: &[u8]) -> Option<SplitName<'_>> {
    let (name, hash) = name.split_last_chunk()?;
    (name.ends_with(b"_") && hash.iter().all(u8::is_ascii_hexdigit)).then_some((name, hash))
}

/// The code with the names of imported functions that `renamed` returns.
fn rename<'a, 'n>(code: &'a [u8], mut renamed: impl FnMut(&'a [u8]) -> Option<&'n Vec<u8>>) -> Vec<u8> {
    let mut result = Vec::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.windows(PREFIX.len()).position(|window| window == PREFIX) {
        let (before, from) = rest.split_at(start);
        let is_end = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'_';
        let (name, after) = from.split_at(from.iter().position(is_end).unwrap_or(from.len()));
        result.extend_from_slice(before);
        result.extend_from_slice(renamed(name).map_or(name, Vec::as_slice));
        rest = after;
    }
    result.extend_from_slice(rest);
    result
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write;
    use crate::publish::output::Output;

    const SCRIPT: &str = "// Generated.\nconst imports = {\n__wbg_now_d3c9b1a5f20e4467: now,\n\
        __wbg_call_f8d1589eb0c65ee2: call,\n__wbg_call_40b008ba32f73991: call,\n__wbg_cast_1: cast };";
    const WASM: &[u8] = b"\0asm\x1a__wbg_call_40b008ba32f73991\0\x1a__wbg_call_f8d1589eb0c65ee2\0\
        __wbg_now_d3c9b1a5f20e4467\0__wbg_other_40b008ba32f73991\0\xff";

    #[test]
    fn numbers_replace_the_hashes_of_names_in_both_files_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("app-1.js"), SCRIPT).expect("the script");
        fs::write(folder.path().join("app-1_bg.wasm"), WASM).expect("the Wasm");
        let published = tempfile::tempdir().expect("a folder");
        let output = Output::new(published.path());
        let files = write(folder.path(), ["app-1.js", "app-1_bg.wasm"], &output).expect("the code");
        let [script, wasm] = files.map(|file| fs::read(published.path().join(file)).expect("a file"));
        assert_eq!(
            String::from_utf8(script).expect("text"),
            "const imports = {\n__wbg_now_0000000000000002: now,\n__wbg_call_0000000000000001: call,\n\
            __wbg_call_0000000000000000: call,\n__wbg_cast_1: cast };"
        );
        assert_eq!(
            wasm,
            b"\0asm\x1a__wbg_call_0000000000000000\0\x1a__wbg_call_0000000000000001\0\
            __wbg_now_0000000000000002\0__wbg_other_40b008ba32f73991\0\xff"
        );
    }

    #[test]
    fn published_code_is_published_unchanged() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("app-1.js"), SCRIPT).expect("the script");
        fs::write(folder.path().join("app-1_bg.wasm"), WASM).expect("the Wasm");
        let published = tempfile::tempdir().expect("a folder");
        let files = write(folder.path(), ["app-1.js", "app-1_bg.wasm"], &Output::new(published.path()));
        let files = files.expect("the code");
        let [script, wasm] = &files;
        let again = write(published.path(), [script, wasm], &Output::new(folder.path())).expect("the code");
        assert_eq!(again, files);
    }
}
