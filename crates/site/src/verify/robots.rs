//! What a host's `robots.txt` allows (RFC 9309).

use std::time::Duration;

use texting_robots::Robot;

/// The name in the groups of `robots.txt`, and the beginning of the header `User-Agent`.
pub const USER_AGENT: &str = "CountersignVerify";

/// The longest delay between requests that a host can ask for.
const MAX_DELAY: Duration = Duration::from_secs(60);

/// The rules of one host.
pub enum Robots {
    /// Everything is allowed.
    All,
    /// Nothing is allowed, since the file cannot be read at the moment.
    None,
    /// What the file says.
    Rules(Box<Robot>),
}

impl Robots {
    /// The rules of a file. One that cannot be used allows nothing.
    pub fn parse(file: &[u8]) -> Self {
        Robot::new(USER_AGENT, file).map_or(Self::None, |robot| Self::Rules(Box::new(robot)))
    }

    /// Whether a URL may be requested.
    pub fn allows(&self, url: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Rules(robot) => robot.allowed(url),
        }
    }

    /// The delay between requests that the host asks for.
    pub fn delay(&self) -> Option<Duration> {
        let Self::Rules(robot) = self else { return None };
        let seconds = robot.delay.filter(|seconds| *seconds > 0.0)?;
        Duration::try_from_secs_f32(seconds).ok().map(|delay| delay.min(MAX_DELAY))
    }
}
