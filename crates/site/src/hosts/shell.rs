//! The HTML shell that Trunk built, prepared for publishing: it gets the Content-Security-Policy, for hosts that send no
//! headers, scripts whose names contain their hashes, and the hash of each script and style sheet, so that browsers run
//! what was built and nothing that a host or a cache substituted.
//!
//! `boot.js` imports the app's JavaScript, and an import cannot have a hash. WebKit does not compare the hash of a module
//! that it preloads. So boot.js first loads the script by an element with the hash that `data-js-integrity` states: the
//! import then takes the module that was loaded. (An import map with hashes would be inline, which the policy refuses:
//! <https://html.spec.whatwg.org/multipage/webappapis.html#import-maps>.) The Wasm has no hash: with one, a browser
//! compiles its first function only after its last byte has arrived.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use maud::html;
use sha2::{Digest, Sha384};

use super::csp;
use crate::publish::LIST;
use crate::publish::assets::shell_files;
use crate::publish::code;
use crate::publish::output::{Output, without_comments};

/// Prepares a shell of a site under `base`, whose scripts and style sheets are in the output's folder. `worker` is the
/// file of the service worker that the boot script registers, if there is one.
///
/// # Errors
/// If a script or style sheet of the shell cannot be read.
pub(crate) fn finalize_shell(
    shell: &str,
    output: &Output,
    base: &str,
    sign_up_origin: Option<&str>,
    worker: Option<&str>,
) -> Result<String> {
    if is_dev_build(shell) {
        return Ok(shell.to_owned());
    }
    let policy = html! { meta http-equiv="Content-Security-Policy" content=(csp::meta(sign_up_origin)); };
    let policy = policy.into_string();
    // The character set must be in the first 1,024 bytes, and the policy before everything that loads.
    let add_policy = element!("meta[charset]", |meta| {
        meta.after(&policy, ContentType::Html);
        Ok(())
    });
    let set_data = element!("script[data-wasm]", |script| {
        if let Some(wasm) = script.get_attribute("data-wasm") {
            let preload = html! { link rel="preload" as="fetch" fetchpriority="low" href=(wasm); };
            script.after(&preload.into_string(), ContentType::Html);
        }
        if let Some(worker) = worker {
            script.set_attribute("data-worker", &[base, worker].concat())?;
        }
        script.set_attribute("data-list", &[base, LIST].concat())?;
        let app = script.get_attribute("data-js").unwrap_or_default();
        if let Some(file) = app.strip_prefix(base) {
            script.set_attribute("data-js-integrity", &integrity(&output.folder().join(file))?)?;
        }
        Ok(())
    });
    let scripts_and_styles = "script[src], link[rel=stylesheet], link[rel=modulepreload]";
    let add_integrity = element!(scripts_and_styles, |element| {
        let url = element.get_attribute("src").or_else(|| element.get_attribute("href"));
        let file = url.as_deref().and_then(|url| url.strip_prefix(base));
        if let Some(file) = file.filter(|_| !element.has_attribute("integrity")) {
            element.set_attribute("integrity", &integrity(&output.folder().join(file))?)?;
        }
        Ok(())
    });
    let element_content_handlers = vec![add_policy, set_data, add_integrity];
    let settings = RewriteStrSettings { element_content_handlers, ..RewriteStrSettings::new() };
    rewrite_str(shell, settings).context("cannot rewrite the HTML shell")
}

/// Whether `trunk serve` built the shell: then it contains an inline script that reloads the page, which the policy would
/// refuse, and is published unchanged.
pub(crate) fn is_dev_build(shell: &str) -> bool {
    let body = shell.split_once("<body>").and_then(|(_, after)| after.split_once("</body>"));
    body.is_some_and(|(body, _)| body.contains("<script"))
}

/// Replaces the scripts and the Wasm of a shell with smaller ones, in the folder and in the shell, unless `trunk serve`
/// built the shell.
///
/// # Errors
/// If the shell or a file cannot be read, or a file cannot be replaced.
pub(crate) fn replace_code(shell: &str, output: &Output, base: &str) -> Result<String> {
    if is_dev_build(shell) {
        return Ok(shell.to_owned());
    }
    let (shared, files) = shell_files(shell, base)?;
    let mut shell = shell.to_owned();
    let mut replace = |built: &str, written: &str| {
        shell = shell.replace(&[base, built].concat(), &[base, written].concat());
        if built == written {
            return Ok(());
        }
        let path = output.folder().join(built);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
    };
    for built in shared.iter().filter(|file| file.ends_with(".js")) {
        let path = output.folder().join(built);
        let script = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        replace(built, &output.write_hashed(built, without_comments(&script).as_bytes())?)?;
    }
    if let [script, wasm] = &files[..] {
        let [new_script, new_wasm] = code::write(output.folder(), [script, wasm], output)?;
        replace(script, &new_script)?;
        replace(wasm, &new_wasm)?;
    }
    Ok(shell)
}

/// The hash of a file for subresource integrity.
pub(crate) fn integrity(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{finalize_shell, replace_code};
    use crate::publish::output::Output;

    const SHELL: &str = "<html><head><meta charset=utf-8><link rel=icon href=/app/icon.svg>\
        <link rel=modulepreload href=/app/app-1.js>\
        <link rel=\"stylesheet\" href=\"/app/main.css\" integrity=\"sha384-x\">\
        <script type=module src=/app/boot.js data-js=/app/app-1.js data-wasm=/app/app-1_bg.wasm></script></head><body></body></html>";

    #[test]
    fn scripts_have_hashes_and_the_policy_precedes_everything_that_loads() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("boot.js"), "// Boots.\nboot()").expect("a file");
        fs::write(folder.path().join("app-1.js"), "/* Runs. */\napp()").expect("a file");
        fs::write(folder.path().join("app-1_bg.wasm"), "\0asm").expect("a file");
        let output = Output::new(folder.path());
        let shell = replace_code(SHELL, &output, "/app/").expect("a shell");
        let html = finalize_shell(&shell, &output, "/app/", Some("https://forms.example"), None);
        let html = html.expect("a shell");
        // The output of `printf 'app()' | openssl dgst -sha384 -binary | base64`.
        let hash = "sha384-+xAwv9rHZ/1A/dRPj7tR6h8FHIrJXWWT8FMhJ3E584FBDvtr5hH3nABMKW0lFZwI";
        let published = |stem: &str| {
            let (_, rest) = html.split_once(&format!("=/app/{stem}-")).expect("a hashed name");
            format!("{stem}-{}", rest.split([' ', '>']).next().expect("a name"))
        };
        let app = published("app");
        let preload = format!("<link rel=modulepreload href=/app/{app} integrity=\"{hash}\">");
        assert!(html.contains(&preload), "{html}");
        assert!(html.contains(&format!("data-js=/app/{app} data-wasm=/app/app-")), "{html}");
        assert!(html.contains(&format!("data-js-integrity=\"{hash}\"")), "{html}");
        assert!(html.contains("integrity=\"sha384-x\">"), "{html}");
        assert_eq!(html.matches(" integrity=").count(), 3, "{html}");
        let (before, after) = html.split_once("http-equiv=\"Content-Security-Policy\"").expect("the policy");
        assert!(!before.contains("<link") && !before.contains("<script"), "{before}");
        assert!(after.contains("form-action 'self' https://forms.example"), "{after}");
        let preload = "<link rel=\"preload\" as=\"fetch\" fetchpriority=\"low\" href=\"/app/app-";
        assert!(after.contains(preload), "{after}");
        for (name, content) in [(published("boot"), "boot()"), (app, "app()")] {
            assert_eq!(fs::read_to_string(folder.path().join(&name)).expect("the script"), content, "{name}");
        }
        assert!(
            ["boot.js", "app-1.js", "app-1_bg.wasm"].iter().all(|name| !folder.path().join(name).exists())
        );
    }

    #[test]
    fn an_error_names_a_missing_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Output::new(folder.path());
        let error = replace_code(SHELL, &output, "/app/").expect_err("no boot.js");
        assert!(error.to_string().contains("boot.js"), "{error}");
        let error = finalize_shell(SHELL, &output, "/app/", None, None).expect_err("no app-1.js");
        assert!(format!("{error:#}").contains("app-1.js"), "{error:#}");
    }

    #[test]
    fn a_shell_of_trunk_serve_is_unchanged() {
        let folder = tempfile::tempdir().expect("a folder");
        let shell = SHELL.replace("<body>", "<body><script>reload()</script>");
        let output = Output::new(folder.path());
        assert_eq!(replace_code(&shell, &output, "/app/").ok().as_ref(), Some(&shell));
        assert_eq!(finalize_shell(&shell, &output, "/app/", None, Some("sw.js")).ok(), Some(shell));
    }
}
