//! The HTML that Trunk built, made ready to be published: with the policy in it, for hosts that take no headers; with
//! the boot script under a name that changes with its content; and with the hash of each script and style sheet, so
//! that a browser runs what was built and nothing that a host or a cache made of it.
//!
//! `boot.js` imports the app's JavaScript, and an import takes no hash. But a module that was preloaded is not asked
//! for again, and a preload takes one: the hash on the preload is what the import is held to, once the preload is known to
//! have held, which boot.js waits for: what a preload refused, an import asks for again. (The other way, an import
//! map with hashes, is inline, which the policy refuses: <https://html.spec.whatwg.org/multipage/webappapis.html#import-maps>.)
//! The Wasm has none: with one, a browser compiles its first function only once its last byte has come.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::html;
use sha2::{Digest, Sha384};

use super::policy;
use crate::output::{Output, hashed_name, without_comments};

/// The boot script, as Trunk copies it.
const BOOT: &str = "boot.js";

/// The shell of the pages of a site under `base`, whose files so far lie in the output's folder. Its boot script is told
/// of the `worker` that keeps the site for visits without a connection, if there is one.
///
/// # Errors
/// When a script or style sheet that it names cannot be read, or the boot script cannot be given its name.
pub(crate) fn finished(
    shell: &str,
    output: &Output,
    base: &str,
    sign_up: Option<&str>,
    worker: Option<&str>,
) -> Result<String> {
    if is_served_by_trunk(shell) {
        return Ok(shell.to_owned());
    }
    let shell = with_boot_named(shell, output, base)?;
    let mut finished = String::with_capacity(shell.len() * 2);
    for (index, part) in shell.split('<').enumerate() {
        if index > 0 {
            finished.push('<');
        }
        match part.split_once('>') {
            Some((tag, rest)) => {
                finished.push_str(tag);
                if let (Some(worker), Some(_)) = (worker, attribute(tag, "data-wasm")) {
                    finished.push_str(&format!(" data-worker=\"{base}{worker}\""));
                }
                if let Some(file) = checked_file(tag, base) {
                    let hash = integrity(&output.folder().join(file))?;
                    finished.push_str(&format!(" integrity=\"{hash}\""));
                }
                finished.push('>');
                if is_charset(tag) {
                    let policy = policy::meta(sign_up);
                    let meta = html! { meta http-equiv="Content-Security-Policy" content=(policy); };
                    finished.push_str(&meta.into_string());
                }
                finished.push_str(rest);
            }
            None => finished.push_str(part),
        }
    }
    Ok(finished)
}

/// `trunk serve` adds an inline script that reloads the page on change, and reads no headers: there everything stays
/// as Trunk made it.
pub(crate) fn is_served_by_trunk(shell: &str) -> bool {
    let body = shell.split_once("<body>").and_then(|(_, rest)| rest.split_once("</body>"));
    body.is_some_and(|(body, _)| body.contains("<script"))
}

/// Moves the boot script to its name and names it so in the shell.
fn with_boot_named(shell: &str, output: &Output, base: &str) -> Result<String> {
    let plain = format!("{base}{BOOT}");
    if !shell.contains(&plain) {
        return Ok(shell.to_owned());
    }
    let path = output.folder().join(BOOT);
    let script = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let script = without_comments(&script);
    let name = hashed_name("boot", &script, "js");
    output.write(&name, &script)?;
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    Ok(shell.replace(&plain, &format!("{base}{name}")))
}

/// The policy comes after it: the character set stands in the first 1,024 bytes, and before everything that loads.
fn is_charset(tag: &str) -> bool {
    tag.starts_with("meta ") && attribute(tag, "charset").is_some()
}

/// The file of the site that a tag loads and that browsers hold against a hash, where it has none yet.
fn checked_file<'a>(tag: &'a str, base: &str) -> Option<&'a str> {
    let address = match tag.split_whitespace().next()? {
        "script" => attribute(tag, "src")?,
        "link" => matches!(attribute(tag, "rel")?, "stylesheet" | "modulepreload")
            .then(|| attribute(tag, "href"))??,
        _ => return None,
    };
    address.strip_prefix(base).filter(|_| attribute(tag, "integrity").is_none())
}

/// The value of an attribute, with quotes around it or, as Trunk's minifier leaves it, without.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}="))?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split_whitespace().next(),
    }
}

/// The hash of a file, as browsers check it.
pub(crate) fn integrity(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::finished;
    use crate::output::Output;

    const SHELL: &str = "<html><head><meta charset=utf-8><link rel=icon href=/app/icon.svg>\
        <link rel=modulepreload href=/app/app-1.js>\
        <link rel=\"stylesheet\" href=\"/app/main.css\" integrity=\"sha384-x\">\
        <script type=module src=/app/boot.js data-js=/app/app-1.js data-wasm=/app/app.wasm></script></head><body></body></html>";

    #[test]
    fn scripts_carry_their_hashes_and_the_policy_stands_before_all_that_loads() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("boot.js"), "boot()").expect("a file");
        fs::write(folder.path().join("app-1.js"), "app()").expect("a file");
        let html = finished(SHELL, &Output::new(folder.path()), "/app/", Some("https://forms.example"), None)
            .expect("a shell");
        // As `printf 'app()' | openssl dgst -sha384 -binary | base64` prints it.
        let hash = "sha384-+xAwv9rHZ/1A/dRPj7tR6h8FHIrJXWWT8FMhJ3E584FBDvtr5hH3nABMKW0lFZwI";
        let preload = format!("<link rel=modulepreload href=/app/app-1.js integrity=\"{hash}\">");
        assert!(html.contains(&preload), "{html}");
        assert!(html.contains("integrity=\"sha384-x\">"), "{html}");
        assert_eq!(html.matches("integrity").count(), 3, "{html}");
        let (before, after) = html.split_once("http-equiv=\"Content-Security-Policy\"").expect("the policy");
        assert!(!before.contains("<link") && !before.contains("<script"), "{before}");
        assert!(after.contains("form-action 'self' https://forms.example"), "{after}");
        let (_, boot) = html.split_once("src=/app/boot-").expect("a name with its hash");
        let boot = format!("boot-{}", boot.split_whitespace().next().expect("a name"));
        assert_eq!(fs::read_to_string(folder.path().join(boot)).expect("the script"), "boot()");
        assert!(!folder.path().join("boot.js").exists());
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let error =
            finished(SHELL, &Output::new(folder.path()), "/app/", None, None).expect_err("no boot.js");
        assert!(error.to_string().contains("boot.js"), "{error}");
    }

    #[test]
    fn what_trunk_serves_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let shell = SHELL.replace("<body>", "<body><script>reload()</script>");
        assert_eq!(
            finished(&shell, &Output::new(folder.path()), "/app/", None, Some("sw.js")).ok(),
            Some(shell)
        );
    }
}
