//! What shows that somebody uses a vendor's product, and what several products share: the rules are in SIGNALS.md of the
//! specification.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{DnsSignals, Packages, Signals, Slug};

/// Domains that several products share, each with these products; none for a domain that shows no vendor, such as a
/// public library of fonts. The file `corporate-domains.json`.
pub type CorporateDomains = BTreeMap<String, Vec<Slug>>;

/// Signals that several products share, by kind and token, each with these products. The file `ambiguous-signals.json`.
pub type AmbiguousSignals = BTreeMap<String, BTreeMap<String, Vec<Slug>>>;

/// What several products share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SharedSignals {
    /// Domains.
    pub corporate_domains: CorporateDomains,
    /// Tokens of every other kind.
    pub ambiguous_signals: AmbiguousSignals,
}

/// One signal of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal<'a> {
    /// The kind, as [`AmbiguousSignals`] names it: `packages.npm`, `env`, `dns.txt`, `csp`.
    pub kind: &'static str,
    /// The place in the list of its kind.
    pub index: usize,
    /// The signal as the record writes it.
    pub token: &'a str,
}

impl Signal<'_> {
    /// The token as tokens are compared: PyPI's names as in PEP 503, environment variables as they are, everything
    /// else without regard to case.
    pub fn key(&self) -> String {
        match self.kind {
            "env" => self.token.to_owned(),
            "packages.pypi" => {
                let words = self.token.split(['-', '_', '.']).filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join("-").to_lowercase()
            }
            _ => self.token.to_lowercase(),
        }
    }
}

impl Signals {
    /// The signals by kind.
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

    /// Every signal, kind by kind.
    pub fn iter(&self) -> impl Iterator<Item = Signal<'_>> {
        self.by_kind().into_iter().flat_map(|(kind, tokens)| {
            tokens.iter().enumerate().map(move |(index, token)| Signal { kind, index, token })
        })
    }
}

/// Whether a host is that domain or lies under it.
pub fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{Signal, is_under};

    #[test]
    fn a_host_is_under_its_domain_and_no_look_alike_is() {
        for (host, domain, is) in [
            ("zoom.us", "zoom.us", true),
            ("us02web.zoom.us", "zoom.us", true),
            ("notzoom.us", "zoom.us", false),
            ("zoom.us.example.com", "zoom.us", false),
            ("us", "zoom.us", false),
        ] {
            assert_eq!(is_under(host, domain), is, "{host} under {domain}");
        }
    }

    #[test]
    fn equal_tokens_have_one_key() {
        let key = |kind, token| Signal { kind, index: 0, token }.key();
        assert_eq!(key("packages.pypi", "Zope.Interface"), key("packages.pypi", "zope--interface"));
        assert_eq!(key("packages.npm", "@Zoom/*"), "@zoom/*");
        assert_ne!(key("env", "ZOOM_KEY"), key("env", "zoom_key"));
    }
}
