//! Matching: which vendor a piece of evidence shows. The order is: an exact signal, then a signal that several products
//! share, then the longest prefix or suffix.

use std::collections::BTreeMap;

use catalog::Slug;
use catalog::hosts::{host_in, host_name};
use catalog::signals::Signal;
use catalog::text_folding::folded;

use crate::evidence::{Evidence, EvidenceKind};
use crate::name_matching::{merchant_names, name_keys, without_plan};
use crate::near_misses::NearMisses;
use crate::parsers::KnownNames;
use crate::stack_index::{SharedSignal, StackIndex, StackVendor};

/// Prefixes that web frameworks demand of variables for the browser, longer ones before their own prefixes.
const FRAMEWORK_PREFIXES: [&str; 8] =
    ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "NUXT_", "PUBLIC_", "GATSBY_"];

/// Registries of public images: their hosts say nothing about the image's user.
const PUBLIC_REGISTRIES: [&str; 7] = [
    "mcr.microsoft.com",
    "public.ecr.aws",
    "quay.io",
    "ghcr.io",
    "gcr.io",
    "registry.k8s.io",
    "registry.gitlab.com",
];

/// What a piece of evidence shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// One vendor, by the text that may be shown.
    Vendor {
        /// The vendor.
        slug: Slug,
        /// The kind of the signal that matches.
        kind: EvidenceKind,
        /// What matches, without anything private.
        text: String,
    },
    /// One of several vendors. It is never counted, even if there is only one.
    OneOf {
        /// The vendors, ordered by slug.
        slugs: Vec<Slug>,
        /// The kind of the signal that matches.
        kind: EvidenceKind,
        /// What matches, without anything private.
        text: String,
    },
    /// A host that shows no vendor, such as a public library.
    SharedHost,
    /// No vendor.
    Unknown,
}

/// The owners of a signal: indexes of vendors, or the slugs of an ambiguous signal.
#[derive(Debug, Default)]
struct Owners {
    /// Vendors that declare the signal.
    declared: Vec<usize>,
    /// The products of an ambiguous signal.
    ambiguous: Vec<Slug>,
}

/// Keys with the positions of what they stand for. All lookups use this one type: each further type of map would add a
/// kilobyte to the Wasm.
type Positions = BTreeMap<String, usize>;

/// Who owns a domain.
#[derive(Debug)]
enum DomainOwner {
    Vendor(usize),
    Corporate(Vec<Slug>),
}

/// Finds vendors in evidence. It is built once from the index.
#[derive(Debug, Default)]
pub struct Matcher {
    slugs: Vec<Slug>,
    /// The vendor of each folded name.
    names: Positions,
    /// Folded names of companies with several products, from their domains, with the position of the domain's owner.
    companies: Positions,
    domains: Positions,
    domain_owners: Vec<DomainOwner>,
    /// Signals by [`signal_key`].
    signals: Positions,
    signal_owners: Vec<Owners>,
    near_misses: NearMisses,
}

/// The key of a whole token, or of a prefix or suffix, of one kind.
fn signal_key(kind: EvidenceKind, is_partial: bool, token: &str) -> String {
    [kind.key(), if is_partial { "*" } else { "=" }, token].concat()
}

/// The key of a declared token. Tokens are lower-cased, except for environment variables.
fn declared_key(kind: EvidenceKind, token: &str) -> String {
    let key = normalized(kind, token);
    let (token, is_partial) = match kind {
        EvidenceKind::Env => (key.as_str(), key.ends_with('_')),
        EvidenceKind::DnsTxt
        | EvidenceKind::Go
        | EvidenceKind::DnsSpf
        | EvidenceKind::DnsMx
        | EvidenceKind::DnsCname => (key.as_str(), true),
        EvidenceKind::Csp => key.strip_prefix("*.").map_or((key.as_str(), false), |suffix| (suffix, true)),
        _ => key.strip_suffix('*').map_or((key.as_str(), false), |prefix| (prefix, true)),
    };
    signal_key(kind, is_partial, token)
}

fn normalized(kind: EvidenceKind, token: &str) -> String {
    Signal { kind: kind.key(), index: 0, token }.key()
}

impl Matcher {
    /// The matcher of an index.
    pub fn new(index: &StackIndex) -> Self {
        let mut matcher = Self::default();
        index.vendors.iter().for_each(|vendor| matcher.add_vendor(vendor));
        matcher.add_shared(index);
        matcher
    }

    /// Adds the next vendor of the index.
    pub(crate) fn add_vendor(&mut self, vendor: &StackVendor) {
        let position = self.slugs.len();
        self.slugs.push(vendor.slug.clone());
        for name in std::iter::once(&vendor.name).chain(&vendor.aliases) {
            self.names.entry(folded(name)).or_insert(position);
            self.near_misses.add(name, position);
        }
        for domain in &vendor.domains {
            self.add_domain(domain, DomainOwner::Vendor(position));
        }
        for signal in vendor.signals.iter() {
            let kind = EvidenceKind::from_key(signal.kind);
            if let Some(owners) = kind.and_then(|kind| self.owners_mut(kind, signal.token)) {
                owners.declared.push(position);
            }
        }
    }

    /// Adds what several vendors share, once all vendors are added.
    pub(crate) fn add_shared(&mut self, index: &StackIndex) {
        for SharedSignal { kind, token, slugs } in &index.shared {
            if *kind == EvidenceKind::Domain {
                self.add_domain(token, DomainOwner::Corporate(sorted(slugs.clone())));
            } else if let Some(owners) = self.owners_mut(*kind, token) {
                owners.ambiguous.extend(slugs.iter().cloned());
            }
        }
        self.add_companies(index);
    }

    fn add_domain(&mut self, domain: &str, owner: DomainOwner) {
        self.domains.insert(domain.to_ascii_lowercase(), self.domain_owners.len());
        self.domain_owners.push(owner);
    }

    /// The owners of a declared signal, which are added if they are missing.
    fn owners_mut(&mut self, kind: EvidenceKind, token: &str) -> Option<&mut Owners> {
        let key = declared_key(kind, token);
        let next = self.signal_owners.len();
        let position = *self.signals.entry(key).or_insert(next);
        if position == next {
            self.signal_owners.push(Owners::default());
        }
        self.signal_owners.get_mut(position)
    }

    /// The owners of a whole token, or of a prefix or suffix.
    fn owners(&self, kind: EvidenceKind, is_partial: bool, token: &str) -> Option<&Owners> {
        self.signal_owners.get(*self.signals.get(&signal_key(kind, is_partial, token))?)
    }

    /// The owners of the longest prefix of a text, if the rest of the text passes the test.
    fn longest_prefix<'t>(
        &self,
        kind: EvidenceKind,
        text: &'t str,
        is_rest: fn(&str) -> bool,
    ) -> Option<(&'t str, &Owners)> {
        (1..=text.len()).rev().filter(|end| text.is_char_boundary(*end)).find_map(|end| {
            let (prefix, rest) = text.split_at(end);
            if is_rest(rest) { Some((prefix, self.owners(kind, true, prefix)?)) } else { None }
        })
    }

    /// The owners of the longest suffix that is the host or a domain above it.
    fn longest_suffix<'t>(&self, kind: EvidenceKind, host: &'t str) -> Option<(&'t str, &Owners)> {
        let mut rest = host;
        loop {
            if let Some(owners) = self.owners(kind, true, rest) {
                return Some((rest, owners));
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Adds the names of companies with several products: `zoho.com` gives "Zoho".
    fn add_companies(&mut self, index: &StackIndex) {
        let domains = index.shared.iter().filter(|shared| shared.kind == EvidenceKind::Domain);
        for SharedSignal { token: domain, slugs, .. } in domains {
            let Some(name) = domain.strip_suffix(".com").filter(|name| !name.contains('.')) else { continue };
            let key = folded(name);
            // No two vendors have the same name or alias.
            let vendor = self.names.get(&key).and_then(|vendor| index.vendors.get(*vendor));
            let is_own_name = vendor.is_some_and(|vendor| folded(&vendor.name) == key);
            let Some(owner) = self.domains.get(domain).filter(|_| slugs.len() >= 2 && !is_own_name) else {
                continue;
            };
            // The company's name may be an alias of its best-known product, for the search. It is no evidence of that
            // product.
            self.names.remove(&key);
            self.companies.insert(key, *owner);
        }
    }

    /// What a piece of evidence shows. The variable and the host in its value may show two vendors.
    pub fn outcomes(&self, evidence: &Evidence) -> Vec<Outcome> {
        let Evidence { kind, text, host, is_local, line: _ } = evidence;
        let outcome = match kind {
            EvidenceKind::Name => self.name(text, host.as_deref()),
            EvidenceKind::Domain | EvidenceKind::DnsNs => self.domain(*kind, text, text),
            EvidenceKind::Env => return self.variable(text, host.as_deref(), *is_local),
            EvidenceKind::Csp | EvidenceKind::DnsSpf | EvidenceKind::DnsMx | EvidenceKind::DnsCname => {
                self.host_signal(*kind, text, host.as_deref())
            }
            EvidenceKind::DnsTxt => self.txt(text, host.as_deref()),
            EvidenceKind::Terraform if !text.contains('/') => self.terraform_type(text),
            EvidenceKind::Docker => match self.package(*kind, text) {
                Outcome::Unknown => self.registry(text),
                outcome => outcome,
            },
            _ => self.package(*kind, text),
        };
        vec![outcome]
    }

    /// The vendors that a name may mean if it has a typing error, or if a plan or a merchant's city is a part of it.
    pub fn did_you_mean(&self, name: &str) -> Vec<Slug> {
        let by_plan = without_plan(name).and_then(|name| self.names.get(&name).copied());
        // "ZOOM.US SAN JOSE CA"
        let by_domain = || {
            let host = host_name(name.split_whitespace().next()?)?;
            match self.longest_domain(&host) {
                Some((_, DomainOwner::Vendor(vendor))) => Some(*vendor),
                Some((_, DomainOwner::Corporate(_))) | None => None,
            }
        };
        if let Some(slug) = by_plan.or_else(by_domain).and_then(|vendor| self.slugs.get(vendor)) {
            return vec![slug.clone()];
        }
        let mut texts = merchant_names(name);
        // Of a domain, its name without the top-level domain.
        texts.extend(host_name(name).and_then(|host| {
            let labels: Vec<&str> = host.split('.').collect();
            labels.iter().rev().nth(1).map(|label| (*label).to_owned())
        }));
        texts.push(name.to_owned());
        let nearest =
            texts.iter().map(|text| self.near_misses.nearest(text)).find(|nearest| !nearest.is_empty());
        nearest.unwrap_or_default().into_iter().filter_map(|vendor| self.slugs.get(vendor).cloned()).collect()
    }

    /// Whether the directory has a vendor with that slug.
    pub fn has_vendor(&self, slug: &Slug) -> bool {
        self.slugs.contains(slug)
    }

    fn vendor(&self, vendor: usize, kind: EvidenceKind, text: &str) -> Outcome {
        match self.slugs.get(vendor) {
            Some(slug) => Outcome::Vendor { slug: slug.clone(), kind, text: text.to_owned() },
            None => Outcome::Unknown,
        }
    }

    /// The outcome of the owners of a signal. A signal that several vendors declare shows one of them.
    fn owned(&self, owners: &Owners, kind: EvidenceKind, text: &str) -> Outcome {
        if let Some((first, others)) = owners.declared.split_first()
            && owners.ambiguous.is_empty()
            && others.iter().all(|other| other == first)
        {
            return self.vendor(*first, kind, text);
        }
        let declared = owners.declared.iter().filter_map(|vendor| self.slugs.get(*vendor).cloned());
        let slugs = sorted(declared.chain(owners.ambiguous.iter().cloned()).collect());
        if slugs.is_empty() {
            Outcome::Unknown
        } else {
            Outcome::OneOf { slugs, kind, text: text.to_owned() }
        }
    }

    fn name(&self, text: &str, host: Option<&str>) -> Outcome {
        let keys = name_keys(text);
        if let Some(vendor) = keys.iter().find_map(|key| self.names.get(key)) {
            return self.vendor(*vendor, EvidenceKind::Name, text);
        }
        // The whole cell may be a domain: "customer.io", "ZOOM.US 888-799-9666".
        let domains =
            std::iter::once(text.to_owned()).chain(merchant_names(text)).filter_map(|text| host_name(&text));
        for domain in domains {
            match self.domain(EvidenceKind::Domain, &domain, text) {
                Outcome::Unknown => {}
                outcome => return outcome,
            }
        }
        if let Some(owner) = keys.iter().find_map(|key| self.domain_owners.get(*self.companies.get(key)?)) {
            return self.domain_owner(owner, EvidenceKind::Name, text);
        }
        // The host in another column of the row is shown with the name.
        match host.map(|host| self.domain(EvidenceKind::Domain, host, text)) {
            Some(Outcome::SharedHost) | None => Outcome::Unknown,
            Some(outcome) => outcome,
        }
    }

    /// The longest entry of a host's domains, with its owner.
    fn longest_domain<'h>(&self, host: &'h str) -> Option<(&'h str, &DomainOwner)> {
        let mut rest = host;
        loop {
            if let Some(owner) = self.domains.get(rest).and_then(|position| self.domain_owners.get(*position))
            {
                return Some((rest, owner));
            }
            rest = rest.split_once('.')?.1;
        }
    }

    fn domain_owner(&self, owner: &DomainOwner, kind: EvidenceKind, text: &str) -> Outcome {
        match owner {
            DomainOwner::Vendor(vendor) => self.vendor(*vendor, kind, text),
            DomainOwner::Corporate(slugs) if slugs.is_empty() => Outcome::SharedHost,
            DomainOwner::Corporate(slugs) => {
                Outcome::OneOf { slugs: slugs.clone(), kind, text: text.to_owned() }
            }
        }
    }

    fn domain(&self, kind: EvidenceKind, host: &str, text: &str) -> Outcome {
        let host = host.to_ascii_lowercase();
        self.longest_domain(&host).map_or(Outcome::Unknown, |(_, owner)| self.domain_owner(owner, kind, text))
    }

    fn variable(&self, name: &str, host: Option<&str>, is_local: bool) -> Vec<Outcome> {
        if is_local {
            return vec![Outcome::SharedHost];
        }
        let stripped = FRAMEWORK_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
        let whole = self.owners(EvidenceKind::Env, false, stripped);
        let by_name = whole
            .or_else(|| self.longest_prefix(EvidenceKind::Env, stripped, |_| true).map(|(_, owners)| owners));
        let by_name = by_name.map_or(Outcome::Unknown, |owners| self.owned(owners, EvidenceKind::Env, name));
        let by_host = host.and_then(|host| self.longest_domain(host)).map(|(domain, owner)| {
            // Only the declared domain is shown, not the host, which may name an account.
            self.domain_owner(owner, EvidenceKind::Env, &format!("{name} ({domain})"))
        });
        match (by_name, by_host) {
            (Outcome::Vendor { slug, .. }, Some(host @ Outcome::Vendor { .. })) => {
                let is_same = matches!(&host, Outcome::Vendor { slug: other, .. } if *other == slug);
                let by_name = Outcome::Vendor { slug, kind: EvidenceKind::Env, text: name.to_owned() };
                if is_same { vec![host] } else { vec![by_name, host] }
            }
            // The host of a vendor decides between the vendors of a shared variable.
            (Outcome::Unknown | Outcome::OneOf { .. }, Some(host @ Outcome::Vendor { .. })) => vec![host],
            (Outcome::Unknown, Some(host @ Outcome::OneOf { .. })) => vec![host],
            (by_name, _) => vec![by_name],
        }
    }

    fn package(&self, kind: EvidenceKind, text: &str) -> Outcome {
        let key = normalized(kind, text);
        let partial = if kind == EvidenceKind::Go {
            self.longest_prefix(kind, &key, |rest| rest.is_empty() || rest.starts_with('/'))
        } else {
            self.longest_prefix(kind, &key, |_| true)
        };
        let owners = self.owners(kind, false, &key).or(partial.map(|(_, owners)| owners));
        owners.map_or(Outcome::Unknown, |owners| self.owned(owners, kind, text))
    }

    /// The vendor of a provider without its source. It counts only if one vendor declares a provider of that type.
    fn terraform_type(&self, name: &str) -> Outcome {
        let kind = EvidenceKind::Terraform;
        if let Some(owners) = self.owners(kind, false, &["hashicorp/", name].concat()) {
            return self.owned(owners, kind, name);
        }
        let mut all = Owners::default();
        let start = signal_key(kind, false, "");
        for (key, position) in &self.signals {
            let source = key.strip_prefix(&start).and_then(|source| source.split_once('/'));
            if let Some(owners) =
                self.signal_owners.get(*position).filter(|_| source.is_some_and(|(_, of)| of == name))
            {
                all.declared.extend(&owners.declared);
                all.ambiguous.extend(owners.ambiguous.iter().cloned());
            }
        }
        self.owned(&all, kind, name)
    }

    /// The vendor of the private registry of an image.
    fn registry(&self, image: &str) -> Outcome {
        let Some((registry, _)) = image.split_once('/') else { return Outcome::Unknown };
        match host_name(registry) {
            Some(host) if !PUBLIC_REGISTRIES.contains(&host.as_str()) => {
                // The host names an account, so the declared domain is shown.
                let owner = self.longest_domain(&host);
                owner.map_or(Outcome::Unknown, |(domain, owner)| {
                    self.domain_owner(owner, EvidenceKind::Docker, domain)
                })
            }
            _ => Outcome::Unknown,
        }
    }

    /// The vendor of a host in a policy or DNS record. `name` is the name of the record.
    fn host_signal(&self, kind: EvidenceKind, host: &str, name: Option<&str>) -> Outcome {
        if let Some(owners) = self.owners(kind, false, host) {
            return self.owned(owners, kind, host);
        }
        // The verification records of some vendors are CNAME records: the name shows the vendor.
        let by_name = || match name {
            Some(name)
                if kind == EvidenceKind::DnsCname
                    && (name.starts_with('_') || name.contains("._domainkey")) =>
            {
                self.txt("", Some(name))
            }
            _ => Outcome::Unknown,
        };
        let suffix = self.longest_suffix(kind, host);
        let domain = self.longest_domain(host);
        match (suffix, domain) {
            // A longer shared domain is more specific than the signal.
            (Some((suffix, _)), Some((domain, owner @ DomainOwner::Corporate(_))))
                if domain.len() > suffix.len() =>
            {
                self.domain_owner(owner, kind, host)
            }
            (Some((_, owners)), _) => self.owned(owners, kind, host),
            (None, Some((_, owner))) => self.domain_owner(owner, kind, host),
            (None, None) => by_name(),
        }
    }

    /// The vendor of the beginning of a TXT value, or of the name of a record.
    fn txt(&self, value: &str, name: Option<&str>) -> Outcome {
        let found = [value, name.unwrap_or_default()].into_iter().find_map(|text| {
            let text = text.to_ascii_lowercase();
            self.longest_prefix(EvidenceKind::DnsTxt, &text, |_| true)
                .map(|(token, owners)| (token.to_owned(), owners))
        });
        // The rest of the value is the secret part of a token, so the declared token is shown.
        found.map_or(Outcome::Unknown, |(token, owners)| self.owned(owners, EvidenceKind::DnsTxt, &token))
    }
}

impl KnownNames for Matcher {
    fn is_known(&self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || text.len() > 200 {
            return false;
        }
        name_keys(text).iter().any(|key| self.names.contains_key(key) || self.companies.contains_key(key))
            || !text.contains(char::is_whitespace)
                && host_in(text).is_some_and(|host| self.longest_domain(&host).is_some())
    }
}

/// The slugs in order, each once. The lists are short.
fn sorted(slugs: Vec<Slug>) -> Vec<Slug> {
    let mut sorted: Vec<Slug> = Vec::new();
    for slug in slugs {
        if let Err(position) = sorted.binary_search(&slug) {
            sorted.insert(position, slug);
        }
    }
    sorted
}
