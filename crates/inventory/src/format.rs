//! Formats: what an input is, recognized from its file name and its content.

use catalog::string_enum;
use catalog::text_folding::folded;

use crate::parsers::{LineKind, line_kind, table};

string_enum! {
    /// The format of an input. A person can correct it by hand.
    pub enum Format {
        /// A list of names: one a line, comma-separated, with bullets or numbers, or a Markdown table.
        Names = "names", "List of names";
        /// An HTML page with a table or a list.
        Html = "html", "HTML table or list";
        /// Comma-separated values with any delimiter, such as an export of an accounting program or identity provider.
        Csv = "csv", "CSV or TSV";
        /// Environment variables.
        Env = "env", "Environment variables";
        /// npm's package.json.
        PackageJson = "package_json", "package.json";
        /// pip's requirements.txt.
        Requirements = "requirements", "requirements.txt";
        /// Python's pyproject.toml.
        Pyproject = "pyproject", "pyproject.toml";
        /// Bundler's Gemfile.
        Gemfile = "gemfile", "Gemfile";
        /// Bundler's Gemfile.lock.
        GemfileLock = "gemfile_lock", "Gemfile.lock";
        /// Go's go.mod.
        GoMod = "go_mod", "go.mod";
        /// Cargo.toml.
        CargoToml = "cargo_toml", "Cargo.toml";
        /// Composer's composer.json.
        ComposerJson = "composer_json", "composer.json";
        /// Terraform configuration.
        Terraform = "terraform", "Terraform";
        /// A Dockerfile.
        Dockerfile = "dockerfile", "Dockerfile";
        /// A Compose file.
        Compose = "compose", "Compose file";
        /// Apps of Okta, Entra or Google as JSON.
        AppsJson = "apps_json", "App export (JSON)";
        /// DNS records: the output of dig, or a zone file.
        Dns = "dns", "DNS records";
        /// An octoDNS zone.
        OctoDns = "octodns", "octoDNS zone";
        /// A Content-Security-Policy.
        Csp = "csp", "Content-Security-Policy";
        /// A lock file, which is not checked.
        LockFile = "lock_file", "Lock file";
        /// Several kinds of lines. Each line is recognized by itself.
        Mixed = "mixed", "Mixed text";
    }
}

/// How many lines with content decide about the format.
const SAMPLE_LINES: usize = 200;

/// Folders that are not searched: version control, installed dependencies and build output. Their manifests belong to
/// other projects.
const SKIPPED_FOLDERS: [&str; 9] =
    [".git", ".terraform", ".venv", "bower_components", "dist", "node_modules", "target", "vendor", "venv"];

/// The format of an input. The file name decides if it is known; otherwise the content decides.
pub fn recognize(file_name: Option<&str>, text: &str) -> Format {
    let file_name = file_name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    by_file_name(&file_name.to_ascii_lowercase(), text).unwrap_or_else(|| by_content(text))
}

/// Whether a file of a folder is checked: its name alone shows that it is part of a stack. Lock files and HTML files,
/// which are mostly the pages of a product, are only checked if a person names them.
pub fn is_stack_file_name(file_name: &str) -> bool {
    let format = by_file_name(&file_name.to_ascii_lowercase(), "");
    !matches!(format, None | Some(Format::LockFile | Format::Html | Format::Csp))
}

/// Whether a folder within a folder is skipped: its files belong to other projects.
pub fn is_skipped_folder(folder_name: &str) -> bool {
    SKIPPED_FOLDERS.contains(&folder_name)
}

fn by_file_name(name: &str, text: &str) -> Option<Format> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = match name {
        "package.json" => Format::PackageJson,
        "composer.json" => Format::ComposerJson,
        "pyproject.toml" | "pipfile" => Format::Pyproject,
        "gemfile" | "gems.rb" => Format::Gemfile,
        "gemfile.lock" | "gems.locked" => Format::GemfileLock,
        "go.mod" => Format::GoMod,
        "cargo.toml" => Format::CargoToml,
        "package-lock.json"
        | "npm-shrinkwrap.json"
        | "yarn.lock"
        | "pnpm-lock.yaml"
        | "bun.lock"
        | "poetry.lock"
        | "pipfile.lock"
        | "uv.lock"
        | "cargo.lock"
        | "composer.lock"
        | "go.sum"
        | ".terraform.lock.hcl" => Format::LockFile,
        _ if name.starts_with("requirements") && matches!(extension, "txt" | "in") => Format::Requirements,
        _ if name.starts_with("dockerfile")
            || name.starts_with("containerfile")
            || extension == "dockerfile" =>
        {
            Format::Dockerfile
        }
        _ if matches!(extension, "yml" | "yaml") && name.contains("compose") => Format::Compose,
        _ if name.starts_with(".env") || matches!(extension, "env" | "envrc") => Format::Env,
        _ => match extension {
            "csv" | "tsv" | "tab" => Format::Csv,
            "tf" | "hcl" => Format::Terraform,
            "zone" | "db" | "bind" => Format::Dns,
            "gemspec" => Format::Gemfile,
            "html" | "htm" => html_or_policy(text),
            _ => return None,
        },
    };
    Some(format)
}

fn html_or_policy(text: &str) -> Format {
    let has_table = ["<table", "<li", "<td"].iter().any(|tag| contains_ignoring_case(text, tag));
    if !has_table && contains_ignoring_case(text, "content-security-policy") {
        Format::Csp
    } else {
        Format::Html
    }
}

/// Whether the first 64 kB of a text contain a lower-case ASCII text.
fn contains_ignoring_case(text: &str, part: &str) -> bool {
    let bytes = text.as_bytes();
    let start = bytes.get(..bytes.len().min(65_536)).unwrap_or_default();
    start.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

fn by_content(text: &str) -> Format {
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let lines: Vec<&str> =
        trimmed.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES).collect();
    let has_line = |test: &dyn Fn(&str) -> bool| lines.iter().any(|line| test(line.trim()));
    let starts = |prefix: &'static str| has_line(&move |line: &str| line.starts_with(prefix));
    if let Some(format) = json(trimmed) {
        return format;
    }
    let markup =
        ["<table", "<ul", "<ol", "<!doctype html", "<html", "<meta", "<tr", "<li", "<div", "<script"];
    if trimmed.starts_with('<') && markup.iter().any(|tag| contains_ignoring_case(trimmed, tag)) {
        return html_or_policy(trimmed);
    }
    if has_line(&|line| matches!(line, "[dependencies]" | "[dev-dependencies]" | "[workspace.dependencies]"))
    {
        return Format::CargoToml;
    }
    if has_line(&|line| {
        line.starts_with("[tool.") || matches!(line, "[project]" | "[packages]" | "[build-system]")
    }) {
        return Format::Pyproject;
    }
    if starts("PLATFORMS") && starts("DEPENDENCIES")
        || has_line(&|line| line == "GEM") && starts("DEPENDENCIES")
    {
        return Format::GemfileLock;
    }
    if starts("module ") && (starts("require ") || starts("go 1")) {
        return Format::GoMod;
    }
    if has_line(&|line| {
        ["terraform {", "required_providers {", "resource \"", "provider \"", "module \""]
            .iter()
            .any(|prefix| line.starts_with(prefix))
    }) {
        return Format::Terraform;
    }
    if starts("services:") && (starts("image:") || starts("build:") || starts("environment:")) {
        return Format::Compose;
    }
    if starts("- type: ") && !starts("- name:")
        || starts("type: ") && (starts("value: ") || starts("values:"))
    {
        return Format::OctoDns;
    }
    let policies = lines.iter().filter(|line| line_kind(line) == LineKind::Csp).count();
    let has_header = has_line(&|line| {
        folded(line.split(':').next().unwrap_or_default()).starts_with("contentsecuritypolicy")
    });
    if has_header || policies * 2 > lines.len() {
        return Format::Csp;
    }
    if table::delimiter(&lines).is_some() {
        return Format::Csv;
    }
    by_line_kinds(&lines)
}

/// The format of JSON, from the keys near its beginning.
fn json(text: &str) -> Option<Format> {
    let is_object = text.starts_with('{');
    if !is_object
        && !(text.starts_with('[')
            && text.trim_start_matches(['[', ' ', '\n', '\r', '\t']).starts_with(['{', '"']))
    {
        return None;
    }
    let has = |key: &str| contains_ignoring_case(text, key);
    Some(if is_object && has("\"lockfileversion\"") {
        Format::LockFile
    } else if is_object
        && (has("\"dependencies\"") || has("\"devdependencies\"") || has("\"peerdependencies\""))
    {
        Format::PackageJson
    } else if is_object && (has("\"require\"") || has("\"require-dev\"")) {
        Format::ComposerJson
    } else {
        Format::AppsJson
    })
}

/// The format of a text whose lines are nearly all of one kind; otherwise [`Format::Mixed`].
fn by_line_kinds(lines: &[&str]) -> Format {
    let kinds: Vec<LineKind> =
        lines.iter().map(|line| line_kind(line)).filter(|kind| *kind != LineKind::Blank).collect();
    let share = |kind: LineKind| kinds.iter().filter(|other| **other == kind).count() * 10 >= kinds.len() * 9;
    if kinds.is_empty() || kinds.iter().all(|kind| *kind == LineKind::Name) {
        return Format::Names;
    }
    for (kind, format) in [
        (LineKind::Env, Format::Env),
        (LineKind::Dns, Format::Dns),
        (LineKind::Requirement, Format::Requirements),
        (LineKind::Csp, Format::Csp),
    ] {
        if share(kind) {
            return format;
        }
    }
    let count = |kind: LineKind| kinds.iter().filter(|other| **other == kind).count();
    if count(LineKind::Gem) >= 2 && count(LineKind::Env) == 0 {
        return Format::Gemfile;
    }
    let is_dockerfile =
        lines.iter().any(|line| line.trim_start().starts_with("RUN ") || line.starts_with("WORKDIR "));
    if count(LineKind::Image) >= 1 && is_dockerfile {
        return Format::Dockerfile;
    }
    Format::Mixed
}

#[cfg(test)]
mod tests {
    use super::is_stack_file_name;

    #[test]
    fn the_name_of_a_file_in_a_folder_shows_whether_it_is_checked() {
        for name in
            [".env", ".env.local", "package.json", "Gemfile", "go.mod", "main.tf", "apps.CSV", "Cargo.toml"]
        {
            assert!(is_stack_file_name(name), "{name}");
        }
        for name in
            ["index.html", "yarn.lock", "Cargo.lock", "README.md", "main.rs", "tsconfig.json", "logo.png", ""]
        {
            assert!(!is_stack_file_name(name), "{name}");
        }
    }
}
