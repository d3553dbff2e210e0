//! Which addresses get requests: those of the public Internet.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// The special-purpose networks of IPv4 that are not reachable from the Internet, and multicast: the IANA registry of
/// RFC 6890.
const SPECIAL_V4: [&str; 15] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// The global unicast addresses of IPv6. Those that contain an address of IPv4 (such as `::ffff:10.0.0.1`) are not among
/// them, except for Teredo and 6to4.
const GLOBAL_V6: &str = "2000::/3";

/// The special-purpose networks within the global addresses of IPv6.
const SPECIAL_V6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/// The addresses of hosts, if they are public. A connection goes to the address that was checked, so that a name cannot
/// lead elsewhere in between.
#[derive(Debug, Default)]
pub struct PublicResolver {
    /// Hosts with an address of their own, without a request to DNS.
    pub hosts: HashMap<String, SocketAddr>,
    /// Networks that may get requests although they are not public.
    pub allowed: Vec<IpNet>,
    dns: DefaultResolver,
}

impl PublicResolver {
    /// A resolver with some hosts of its own, and networks that may get requests although they are not public.
    pub fn new(hosts: HashMap<String, SocketAddr>, allowed: Vec<IpNet>) -> Self {
        Self { hosts, allowed, dns: DefaultResolver::default() }
    }

    fn is_allowed(&self, address: IpAddr) -> bool {
        is_public(address) || self.allowed.iter().any(|network| network.contains(&address))
    }
}

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default();
        let found = match self.hosts.get(host) {
            Some(address) => vec![*address],
            None => self.dns.resolve(uri, config, timeout)?.to_vec(),
        };
        let mut addresses = self.empty();
        for address in found.iter().filter(|address| self.is_allowed(address.ip())) {
            addresses.push(*address);
        }
        if addresses.is_empty() {
            return Err(io::Error::other(NotPublic(host.to_owned())).into());
        }
        Ok(addresses)
    }
}

/// A host without a public address.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no public address")]
pub struct NotPublic(String);

fn is_public(address: IpAddr) -> bool {
    let is_in = |network: &str| network.parse::<IpNet>().is_ok_and(|network| network.contains(&address));
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.into_iter().any(is_in),
        IpAddr::V6(_) => is_in(GLOBAL_V6) && !SPECIAL_V6.into_iter().any(is_in),
    }
}

#[cfg(test)]
mod tests {
    use ipnet::IpNet;

    use super::{GLOBAL_V6, SPECIAL_V4, SPECIAL_V6, is_public};

    #[test]
    fn only_public_addresses_are_public() {
        for network in SPECIAL_V4.into_iter().chain(SPECIAL_V6).chain([GLOBAL_V6]) {
            assert!(network.parse::<IpNet>().is_ok(), "{network}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111"] {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().expect("an address")), "{address}");
        }
    }
}
