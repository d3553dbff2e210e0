//! How often one place may try: enough for a clinic behind one address, too little to fill the file with made-up ones.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::HeaderMap;
use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// How many places are remembered before those that have not tried lately are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts tries.
pub struct Limit {
    tries: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, MonotonicClock>,
    clock: MonotonicClock,
}

impl Limit {
    /// That many tries a minute from one place.
    pub fn a_minute(tries: NonZeroU32) -> Self {
        let tries = RateLimiter::new(Quota::per_minute(tries), HashMapStateStore::default(), MonotonicClock);
        Self { tries, clock: MonotonicClock }
    }

    /// Counts a try.
    ///
    /// # Errors
    /// When there were too many: how long to wait.
    pub fn count(&self, place: IpAddr) -> Result<(), Duration> {
        if self.tries.len() > REMEMBERED {
            self.tries.retain_recent();
        }
        self.tries.check_key(&place).map_err(|denied| {
            // Rounded up, so that a try after that many seconds is taken.
            let wait = denied.wait_time_from(self.clock.now());
            Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

/// Where a request comes from. Of a reverse proxy on this machine it is what the proxy added last to
/// `X-Forwarded-For`; nobody else is believed that header. An IPv6 network of one customer is one place.
pub fn place(peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
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

    use super::{Limit, place};

    fn place_of(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("a header"));
        }
        place(Some(peer.parse().expect("an address")), &headers).to_string()
    }

    #[test]
    fn only_a_proxy_on_this_machine_says_who_asks() {
        assert_eq!(place_of("203.0.113.7:1", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(place_of("127.0.0.1:1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(
            place_of("127.0.0.1:1", &["made.up, 192.0.2.1", "192.0.2.9, 198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(place_of("127.0.0.1:1", &["unknown"]), "127.0.0.1");
        assert_eq!(place_of("[::1]:1", &["::ffff:198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn an_ipv6_network_is_one_place() {
        assert_eq!(place_of("[2001:db8:1:2:3::4]:1", &[]), place_of("[2001:db8:1:2:ffff::]:1", &[]));
        assert_ne!(place_of("[2001:db8:1:2::1]:1", &[]), place_of("[2001:db8:1:3::1]:1", &[]));
    }

    #[test]
    fn one_place_that_tries_too_often_does_not_stop_another() {
        let limit = Limit::a_minute(NonZeroU32::MIN);
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse::<IpAddr>().expect("an address"));
        assert_eq!(limit.count(one), Ok(()));
        let wait = limit.count(one).expect_err("a second try");
        assert!((1..=60).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(limit.count(other), Ok(()));
    }
}
