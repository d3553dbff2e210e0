//! The rate limit of sign-up attempts: high enough for a clinic behind one IP address, and too low to fill the database
//! with made-up addresses.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// The number of tracked clients above which those without recent attempts are dropped.
const MAX_TRACKED_CLIENTS: usize = 10_000;

/// A limit on the attempts of each client address.
pub struct RateLimit {
    attempts: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, MonotonicClock>,
    clock: MonotonicClock,
}

impl RateLimit {
    /// A limit of this number of attempts per minute and client.
    pub fn per_minute(attempts: NonZeroU32) -> Self {
        let quota = Quota::per_minute(attempts);
        let attempts = RateLimiter::new(quota, HashMapStateStore::default(), MonotonicClock);
        Self { attempts, clock: MonotonicClock }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// If the client exceeds the limit: the time to wait.
    pub fn check(&self, client: IpAddr) -> Result<(), Duration> {
        if self.attempts.len() > MAX_TRACKED_CLIENTS {
            self.attempts.retain_recent();
        }
        self.attempts.check_key(&client).map_err(|denied| {
            // Rounded up to whole seconds, so that an attempt after the wait succeeds.
            let wait = denied.wait_time_from(self.clock.now());
            Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::num::NonZeroU32;

    use super::RateLimit;

    #[test]
    fn a_client_over_the_limit_does_not_affect_another() {
        let limit = RateLimit::per_minute(NonZeroU32::MIN);
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse::<IpAddr>().expect("an address"));
        assert_eq!(limit.check(one), Ok(()));
        let wait = limit.check(one).expect_err("a second attempt");
        assert!((1..=60).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(limit.check(other), Ok(()));
    }
}
