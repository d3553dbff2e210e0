//! What a host's `robots.txt` allows (RFC 9309).

use std::time::Duration;

use texting_robots::Robot;

/// The name in the groups of `robots.txt`, and the beginning of the header `User-Agent`.
pub const USER_AGENT: &str = "CountersignVerify";

/// The longest delay between requests that a host can ask for.
const MAX_DELAY: Duration = Duration::from_secs(60);

/// The rules of one host; without a file, everything is allowed.
#[derive(Default)]
pub struct Robots(Option<Robot>);

impl Robots {
    /// The rules of a file.
    ///
    /// # Errors
    /// If a rule cannot be used.
    pub fn parse(file: &[u8]) -> Result<Self, String> {
        Robot::new(USER_AGENT, file).map(|robot| Self(Some(robot))).map_err(|error| error.to_string())
    }

    /// Whether a URL may be requested.
    pub fn allows(&self, url: &str) -> bool {
        self.0.as_ref().is_none_or(|robot| robot.allowed(url))
    }

    /// The delay between requests that the host asks for.
    pub fn delay(&self) -> Duration {
        let seconds = self.0.as_ref().and_then(|robot| robot.delay).unwrap_or_default();
        Duration::try_from_secs_f32(seconds).unwrap_or_default().min(MAX_DELAY)
    }
}
