//! The rate limit of sign-up attempts: high enough for a clinic behind one IP address, and too low to fill the database
//! with made-up addresses.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::HeaderMap;
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

/// The address that identifies a client. Behind a reverse proxy on this machine it is the last address in
/// `X-Forwarded-For`, which the proxy added; that header is ignored from any other peer. An IPv6 address is reduced to
/// the /64 network of one customer.
pub fn client_address(peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
    let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
    let forwarded = || {
        let last = headers.get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let address = if peer.is_loopback() { forwarded().unwrap_or(peer) } else { peer };
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::num::NonZeroU32;

    use axum::http::HeaderMap;

    use super::{RateLimit, client_address};

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("a header"));
        }
        client_address(Some(peer.parse().expect("an address")), &headers).to_string()
    }

    #[test]
    fn only_a_proxy_on_this_machine_can_set_the_client_address() {
        assert_eq!(address("203.0.113.7:1", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(address("127.0.0.1:1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(
            address("127.0.0.1:1", &["made.up, 192.0.2.1", "192.0.2.9, 198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(address("127.0.0.1:1", &["unknown"]), "127.0.0.1");
        assert_eq!(address("[::1]:1", &["::ffff:198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        assert_eq!(address("[2001:db8:1:2:3::4]:1", &[]), address("[2001:db8:1:2:ffff::]:1", &[]));
        assert_ne!(address("[2001:db8:1:2::1]:1", &[]), address("[2001:db8:1:3::1]:1", &[]));
    }

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
