//! Signals, and the signals that several products share. A signal here is an identifier (a package, an environment
//! variable, a DNS record or a host in a Content-Security-Policy) that shows that somebody uses a vendor. It has nothing
//! to do with reactive signals. A bare word never matches; only declared signals do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Slug;

/// The contents of `corporate-domains.json`: the domains that several products share, each with the slugs of these
/// products. The list is empty for a domain that indicates no vendor, such as a public font library.
pub type CorporateDomains = BTreeMap<String, Vec<Slug>>;

/// The contents of `ambiguous-signals.json`: by kind and token, the signals that several products share, each with the
/// slugs of these products.
pub type AmbiguousSignals = BTreeMap<String, BTreeMap<String, Vec<Slug>>>;

/// The domains and signals that several products share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SharedSignals {
    /// The shared domains.
    pub corporate_domains: CorporateDomains,
    /// The shared signals of every other kind.
    pub ambiguous_signals: AmbiguousSignals,
}

/// Technical traces that indicate use of a vendor's hosted service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// Package names by ecosystem.
    pub packages: Packages,
    /// Environment variables: a full name, or a prefix that ends in `_`.
    pub env: Vec<String>,
    /// DNS records by type.
    pub dns: DnsSignals,
    /// Hosts in a Content-Security-Policy; `*.` matches subdomains.
    pub csp: Vec<String>,
}

/// Package names by ecosystem. A name that ends in `*` is a prefix.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Packages {
    /// JavaScript: npm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub npm: Vec<String>,
    /// Python: PyPI.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pypi: Vec<String>,
    /// Ruby: RubyGems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rubygems: Vec<String>,
    /// Go: module paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub go: Vec<String>,
    /// Rust: crates.io.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cargo: Vec<String>,
    /// PHP: Packagist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub composer: Vec<String>,
    /// Terraform providers: `namespace/type`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terraform: Vec<String>,
    /// Container images, without a tag.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docker: Vec<String>,
}

/// DNS records by type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DnsSignals {
    /// The prefix of a TXT value or of a record name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub txt: Vec<String>,
    /// The host of an SPF include or redirect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spf: Vec<String>,
    /// The host of a mail exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mx: Vec<String>,
    /// The target of a CNAME.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname: Vec<String>,
}

/// One signal of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal<'a> {
    /// The kind, which is the key in [`AmbiguousSignals`]: `packages.npm`, `env`, `dns.txt`, `csp`.
    pub kind: &'static str,
    /// The index in the list of its kind.
    pub index: usize,
    /// The signal as written in the record.
    pub token: &'a str,
}

impl Signal<'_> {
    /// The normalized token for comparisons: PyPI names are normalized as in PEP 503, environment variables are case
    /// sensitive, and all other tokens are lower-cased.
    pub fn key(&self) -> String {
        match self.kind {
            "env" => self.token.to_owned(),
            "packages.pypi" => {
                let words = self.token.split(['-', '_', '.']).filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
            }
            _ => self.token.to_ascii_lowercase(),
        }
    }
}

impl Signals {
    /// The signals whose tokens of each kind the function returns.
    pub fn from_kinds(mut tokens: impl FnMut(&'static str) -> Vec<String>) -> Self {
        Self {
            packages: Packages {
                npm: tokens("packages.npm"),
                pypi: tokens("packages.pypi"),
                rubygems: tokens("packages.rubygems"),
                go: tokens("packages.go"),
                cargo: tokens("packages.cargo"),
                composer: tokens("packages.composer"),
                terraform: tokens("packages.terraform"),
                docker: tokens("packages.docker"),
            },
            env: tokens("env"),
            dns: DnsSignals {
                txt: tokens("dns.txt"),
                spf: tokens("dns.spf"),
                mx: tokens("dns.mx"),
                cname: tokens("dns.cname"),
            },
            csp: tokens("csp"),
        }
    }

    /// The tokens of each kind, including the kinds without tokens.
    pub fn by_kind(&self) -> [(&'static str, &[String]); 14] {
        let Self { packages, env, dns, csp } = self;
        let Packages { npm, pypi, rubygems, go, cargo, composer, terraform, docker } = packages;
        let DnsSignals { txt, spf, mx, cname } = dns;
        [
            ("packages.npm", npm),
            ("packages.pypi", pypi),
            ("packages.rubygems", rubygems),
            ("packages.go", go),
            ("packages.cargo", cargo),
            ("packages.composer", composer),
            ("packages.terraform", terraform),
            ("packages.docker", docker),
            ("env", env),
            ("dns.txt", txt),
            ("dns.spf", spf),
            ("dns.mx", mx),
            ("dns.cname", cname),
            ("csp", csp),
        ]
    }

    /// Every signal, grouped by kind.
    pub fn iter(&self) -> impl Iterator<Item = Signal<'_>> {
        self.by_kind().into_iter().flat_map(|(kind, tokens)| {
            tokens.iter().enumerate().map(move |(index, token)| Signal { kind, index, token })
        })
    }
}

/// Whether a host is the domain itself or one of its subdomains.
pub fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{Signal, is_under};

    #[test]
    fn a_host_is_under_its_domain_but_a_look_alike_is_not() {
        for (host, domain, expected) in [
            ("zoom.us", "zoom.us", true),
            ("us02web.zoom.us", "zoom.us", true),
            ("notzoom.us", "zoom.us", false),
            ("zoom.us.example.com", "zoom.us", false),
            ("us", "zoom.us", false),
        ] {
            assert_eq!(is_under(host, domain), expected, "{host} under {domain}");
        }
    }

    #[test]
    fn equivalent_tokens_have_the_same_key() {
        let key = |kind, token| Signal { kind, index: 0, token }.key();
        assert_eq!(key("packages.pypi", "Zope.Interface"), key("packages.pypi", "zope--interface"));
        assert_eq!(key("packages.npm", "@Zoom/*"), "@zoom/*");
        assert_ne!(key("env", "ZOOM_KEY"), key("env", "zoom_key"));
    }
}
