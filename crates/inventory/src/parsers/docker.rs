//! Dockerfiles and Compose files: images and environment variables.

use super::{KnownNames, Parser, env};
use crate::evidence::EvidenceKind;
use crate::evidence::Findings;

/// An image without its tag and digest, in lower case; `None` if the text is no image. Images of Docker Hub are written
/// without the host.
fn image_name(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['"', '\'']);
    let text = text.split('@').next().unwrap_or_default();
    let start_of_name = text.rfind('/').map_or(0, |at| at + 1);
    let tag = text.get(start_of_name..).and_then(|name| name.find(':')).map(|at| at + start_of_name);
    let name = text.get(..tag.unwrap_or(text.len()))?.to_ascii_lowercase();
    let name = ["docker.io/", "index.docker.io/", "registry-1.docker.io/", "library/"]
        .iter()
        .fold(name.as_str(), |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let is_image = !name.is_empty()
        && name != "scratch"
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b));
    is_image.then(|| name.to_owned())
}

/// The image in a line: `FROM node:20`, `image: datadog/agent:7`.
pub(super) fn image(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("FROM ").or_else(|| line.strip_prefix("from ")) {
        // A sentence may begin with "From", so there is nothing after the image but the name of the stage.
        let mut words = rest.split_whitespace().filter(|word| !word.starts_with("--"));
        let image = words.next()?;
        let is_end = words.next().is_none_or(|word| word.eq_ignore_ascii_case("as"));
        return if is_end { image_name(image) } else { None };
    }
    let line = line.strip_prefix("- ").unwrap_or(line);
    let image = line.strip_prefix("image:")?.trim();
    if image.contains(' ') && !image.contains(" #") { None } else { image_name(image.split(" #").next()?) }
}

/// A Dockerfile.
#[derive(Default)]
pub(super) struct Dockerfile {
    /// The names of the build stages, which are no images.
    stages: Vec<String>,
}

impl Parser for Dockerfile {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let trimmed = line.trim();
        let instruction = trimmed.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match instruction.as_str() {
            "FROM" => {
                let rest = trimmed.get(4..).unwrap_or_default();
                let words: Vec<&str> =
                    rest.split_whitespace().filter(|word| !word.starts_with("--")).collect();
                let image = words.first().and_then(|word| image_name(word));
                if let Some(image) = image.filter(|image| !self.stages.contains(image)) {
                    findings.add(number, EvidenceKind::Docker, image);
                }
                if let Some(stage) = words.get(2) {
                    self.stages.push(stage.to_ascii_lowercase());
                }
            }
            "COPY" => {
                let from = trimmed.split_whitespace().find_map(|word| word.strip_prefix("--from="));
                let image = from.filter(|from| from.contains(['/', ':'])).and_then(image_name);
                if let Some(image) = image {
                    findings.add(number, EvidenceKind::Docker, image);
                }
            }
            "ENV" | "ARG" => {
                let rest = trimmed.get(4..).unwrap_or_default();
                // `ENV NAME value` has no equal sign; `ARG NAME` has no value.
                let (name, value) = rest.split_once(['=', ' ']).unwrap_or((rest, ""));
                if env::is_variable_name(name) {
                    env::add_variable(number, &env::Variable { name, value }, findings);
                }
            }
            _ => {}
        }
    }
}

/// A Compose file, read by its indentation.
#[derive(Default)]
pub(super) struct Compose {
    /// The indentation of the key `environment` that is open.
    environment: Option<usize>,
}

impl Parser for Compose {
    fn line(&mut self, number: usize, line: &str, _known: &dyn KnownNames, findings: &mut Findings) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return;
        }
        let indentation = line.len() - line.trim_start().len();
        if let Some(open) = self.environment {
            if indentation > open || indentation == open && trimmed.starts_with("- ") {
                let name = trimmed.trim_start_matches("- ").trim_matches(['"', '\'']);
                match env::variable(trimmed) {
                    Some(variable) => env::add_variable(number, &variable, findings),
                    None if env::is_variable_name(name) => findings.add(number, EvidenceKind::Env, name),
                    None => {}
                }
                return;
            }
            self.environment = None;
        }
        if trimmed == "environment:"
            || trimmed.starts_with("environment: #")
            || trimmed.starts_with("environment: &")
        {
            self.environment = Some(indentation);
        } else if let Some(image) = image(trimmed) {
            findings.add(number, EvidenceKind::Docker, image);
        }
    }
}
