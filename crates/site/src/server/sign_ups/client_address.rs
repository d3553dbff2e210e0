//! The address of a client, which a reverse proxy passes on in a header.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Mutex;

use axum::http::{HeaderMap, HeaderName, header};
use clap::ValueEnum;
use ipnet::{IpNet, Ipv4Net};

/// The header in which most proxies pass on the address of a client.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How many peers the log names.
const MAX_NAMED_PEERS: usize = 20;

/// The proxies whose header is read. Anyone else could write any address into it.
#[derive(Debug)]
pub struct TrustedProxies {
    networks: Vec<ProxyNetwork>,
    header: ProxyHeader,
    /// The other peers that sent the header, which the log has named.
    named_peers: Mutex<Vec<IpAddr>>,
}

/// The header in which the proxies pass on the address of a client. Only one is read: a proxy that writes one passes on
/// what the client wrote into the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, a list of addresses.
    #[default]
    XForwardedFor,
    /// `Forwarded` of RFC 7239.
    Forwarded,
}

/// The network of one or more proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyNetwork(IpNet);

/// Text that is not the address or the network of a proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is neither an IP address nor a network such as 172.16.0.0/12")]
pub struct ProxyNetworkError(String);

impl FromStr for ProxyNetwork {
    type Err = ProxyNetworkError;

    fn from_str(text: &str) -> Result<Self, ProxyNetworkError> {
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(|network| Self(to_canonical(network))).map_err(|_| ProxyNetworkError(text.to_owned()))
    }
}

/// A network of IPv4 addresses as such, if it is written as IPv6 addresses: `::ffff:172.16.0.0/108`.
fn to_canonical(network: IpNet) -> IpNet {
    let as_ipv4 = || {
        let IpNet::V6(network) = network else { return None };
        Ipv4Net::new(network.addr().to_ipv4_mapped()?, network.prefix_len().checked_sub(96)?).ok()
    };
    as_ipv4().map_or(network, IpNet::V4)
}

impl TrustedProxies {
    /// The proxies of these networks.
    pub fn new(networks: &[ProxyNetwork], header: ProxyHeader) -> Self {
        Self { networks: networks.to_vec(), header, named_peers: Mutex::default() }
    }

    /// The address that identifies a client: that of the peer or, behind trusted proxies, the last one in the header that
    /// is not theirs. An IPv6 address is reduced to the /64 network of one customer.
    pub fn client_address(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        let forwarded = self.header.addresses(headers);
        if !self.is_trusted(peer) {
            if !forwarded.is_empty() && self.is_new(peer) {
                tracing::warn!(
                    "{peer} passes on the addresses of clients, and is not a trusted proxy. If it is your proxy, all its visitors share one limit: add --trusted-proxy {peer}"
                );
            }
            return network_address(peer);
        }
        let mut client = peer;
        for address in forwarded.iter().rev() {
            let Some(address) = address else { break };
            client = *address;
            if !self.is_trusted(client) {
                break;
            }
        }
        network_address(client)
    }

    /// Whether the log has not named a peer yet. It names a few, so that nobody can fill it.
    fn is_new(&self, peer: IpAddr) -> bool {
        let Ok(mut named) = self.named_peers.lock() else { return false };
        let is_new = named.len() < MAX_NAMED_PEERS && !named.contains(&peer);
        if is_new {
            named.push(peer);
        }
        is_new
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|ProxyNetwork(network)| network.contains(&address))
    }
}

impl ProxyHeader {
    /// The addresses in the header, each proxy's after that of its client; `None` for a text that is no address, such as
    /// `unknown`.
    fn addresses(self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let name = match self {
            Self::XForwardedFor => X_FORWARDED_FOR,
            Self::Forwarded => header::FORWARDED,
        };
        let mut addresses = Vec::new();
        for value in headers.get_all(name) {
            // What is not UTF-8 makes one address unreadable, and not the whole line.
            let value = String::from_utf8_lossy(value.as_bytes());
            match self {
                Self::XForwardedFor => addresses.extend(value.split(',').map(parse_node)),
                Self::Forwarded => addresses.extend(split_unquoted(&value, ',').map(parse_element)),
            }
        }
        addresses
    }
}

/// The address of the client in an element of `Forwarded`: `for="[2001:db8::1]:4711";proto=https`.
fn parse_element(element: &str) -> Option<IpAddr> {
    let mut parameters = split_unquoted(element, ';').filter_map(|parameter| parameter.split_once('='));
    let (_, node) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    let node = node.trim();
    match node.strip_prefix('"') {
        Some(quoted) => parse_node(quoted.strip_suffix('"')?),
        None => parse_node(node),
    }
}

/// The parts of a text between separators that are not within quotation marks: a client can write a separator into a
/// quoted value, such as the host that it asks for.
fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |character| {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ => return character == separator && !is_quoted,
        }
        false
    })
}

/// An address, perhaps with a port or in brackets: RFC 7239, section 6.
fn parse_node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let without_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address: Option<IpAddr> = text.parse().ok().or_else(without_brackets).or_else(with_port);
    address.map(|address| address.to_canonical())
}

fn network_address(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{ProxyHeader, ProxyNetwork, TrustedProxies};

    fn client(header: ProxyHeader, peer: &str, values: &[(&'static str, &str)]) -> String {
        let networks = ["127.0.0.0/8", "::1", "::ffff:172.16.0.0/108"];
        let networks = networks.map(|network| network.parse::<ProxyNetwork>().expect("a network"));
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).expect("a header"));
        }
        let peer = Some(peer.parse().expect("an address"));
        TrustedProxies::new(&networks, header).client_address(peer, &headers).to_string()
    }

    fn forwarded(peer: &str, values: &[&str]) -> String {
        let values: Vec<(&str, &str)> = values.iter().map(|value| ("x-forwarded-for", *value)).collect();
        client(ProxyHeader::XForwardedFor, peer, &values)
    }

    #[test]
    fn only_a_trusted_proxy_can_set_the_client_address() {
        assert_eq!(forwarded("203.0.113.7:1", &["198.51.100.1"]), "203.0.113.7");
        for peer in ["127.0.0.1:1", "[::1]:1", "[::ffff:127.0.0.1]:1", "172.17.0.1:1"] {
            assert_eq!(forwarded(peer, &["198.51.100.1"]), "198.51.100.1", "{peer}");
        }
        assert_eq!(forwarded("127.0.0.1:1", &["unknown"]), "127.0.0.1");
        assert_eq!(forwarded("127.0.0.1:1", &[]), "127.0.0.1");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_is_the_client() {
        let made_up = "made.up, 192.0.2.1";
        assert_eq!(forwarded("127.0.0.1:1", &[made_up, "192.0.2.9, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(forwarded("127.0.0.1:1", &[made_up, "198.51.100.1, 172.17.0.5"]), "198.51.100.1");
        assert_eq!(forwarded("127.0.0.1:1", &["unknown, 172.17.0.5"]), "172.17.0.5");
        assert_eq!(forwarded("127.0.0.1:1", &["192.0.2.1", "é, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(forwarded("127.0.0.1:1", &["192.0.2.1", "198.51.100.1, é"]), "127.0.0.1");
    }

    #[test]
    fn an_address_may_have_a_port() {
        for (value, expected) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("[2001:db8:1:2::3]:4711", "2001:db8:1:2::"),
            ("[2001:db8:1:2::3]", "2001:db8:1:2::"),
            ("2001:db8:1:2::3", "2001:db8:1:2::"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(forwarded("127.0.0.1:1", &[value]), expected, "{value}");
        }
    }

    #[test]
    fn the_header_of_rfc_7239_is_read_instead_if_it_is_set() {
        let read = |value: &str| {
            let values = [("forwarded", value), ("x-forwarded-for", "192.0.2.1")];
            client(ProxyHeader::Forwarded, "127.0.0.1:1", &values)
        };
        assert_eq!(read("for=198.51.100.1"), "198.51.100.1");
        assert_eq!(read("for=192.0.2.9, proto=https;For=\"198.51.100.1:80\";by=10.0.0.1"), "198.51.100.1");
        assert_eq!(read("for=\"[2001:db8:1:2::3]:4711\""), "2001:db8:1:2::");
        assert_eq!(read("for=_hidden"), "127.0.0.1");
        // Separators in a value that the client chose.
        assert_eq!(read(r#"for=198.51.100.1;host="x,for=192.0.2.9""#), "198.51.100.1");
        assert_eq!(read(r#"host="x;for=192.0.2.9";for=198.51.100.1"#), "198.51.100.1");
        assert_eq!(read(r#"host="x\",for=192.0.2.9";for=198.51.100.1"#), "198.51.100.1");
        assert_eq!(read(r#"for="192.0.2.9"#), "127.0.0.1");
        let other = [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(client(ProxyHeader::XForwardedFor, "127.0.0.1:1", &other), "198.51.100.1");
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let client = |peer| forwarded(peer, &[]);
        assert_eq!(client("[2001:db8:1:2:3::4]:1"), client("[2001:db8:1:2:ffff::]:1"));
        assert_ne!(client("[2001:db8:1:2::1]:1"), client("[2001:db8:1:3::1]:1"));
    }

    #[test]
    fn text_that_is_no_network_is_refused() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0.1:80"] {
            assert!(text.parse::<ProxyNetwork>().is_err(), "{text}");
        }
    }
}
