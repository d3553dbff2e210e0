//! Evidence: what a parser takes from an input, without anything private.

use catalog::string_enum;
use serde::Serialize;

string_enum! {
    /// What kind of identifier shows the use of a vendor. The key of each kind of signal is its key in
    /// `ambiguous-signals.json`.
    pub enum EvidenceKind {
        /// A name: a whole cell or a whole line.
        Name = "name", "name";
        /// A host, or the domain of an email address.
        Domain = "domain", "domain";
        /// A package of npm.
        Npm = "packages.npm", "npm package";
        /// A package of PyPI.
        Pypi = "packages.pypi", "Python package";
        /// A gem.
        Rubygems = "packages.rubygems", "Ruby gem";
        /// A Go module.
        Go = "packages.go", "Go module";
        /// A Rust crate.
        Cargo = "packages.cargo", "Rust crate";
        /// A package of Packagist.
        Composer = "packages.composer", "PHP package";
        /// A Terraform provider.
        Terraform = "packages.terraform", "Terraform provider";
        /// A container image.
        Docker = "packages.docker", "container image";
        /// An environment variable.
        Env = "env", "environment variable";
        /// A TXT record, or the name of a record.
        DnsTxt = "dns.txt", "DNS TXT record";
        /// A host in an SPF record.
        DnsSpf = "dns.spf", "SPF record";
        /// A mail exchange.
        DnsMx = "dns.mx", "DNS MX record";
        /// The target of a CNAME or SRV record.
        DnsCname = "dns.cname", "DNS CNAME record";
        /// A name server.
        DnsNs = "dns.ns", "DNS NS record";
        /// A host in a Content-Security-Policy.
        Csp = "csp", "Content-Security-Policy";
    }
}

/// An identifier that a parser found.
///
/// The value of an environment variable, the local part of an email address, and the path, query and user information
/// of a URL are discarded by the parser, so that no evidence contains them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The line, counted from 1.
    pub line: usize,
    /// The kind.
    pub kind: EvidenceKind,
    /// The identifier: a name, a host, a package, the name of a variable, or the beginning of a TXT value.
    pub text: String,
    /// The host in the value of an environment variable, or the name of a DNS record.
    pub host: Option<String>,
    /// Whether the value of an environment variable is a host of the own machine or network, which is evidence against
    /// the use of a vendor.
    pub is_local: bool,
}

string_enum! {
    /// Why a part of an input shows no vendor.
    pub enum IgnoredReason {
        /// The host belongs to a public library, a font service or a sign-in page.
        SharedHost = "shared_host", "A host that indicates no vendor in the directory";
        /// The value of the environment variable is a local host.
        LocalHost = "local_host", "The value is a local host";
        /// No vendor in the directory declares the package.
        UnknownPackage = "unknown_package", "No vendor in the directory declares this package";
        /// No vendor in the directory declares the environment variable.
        UnknownVariable = "unknown_variable", "No vendor in the directory declares this variable";
        /// No vendor in the directory declares the DNS record.
        UnknownDnsRecord = "unknown_dns_record", "No vendor in the directory declares this DNS record";
        /// A package that came along with another one.
        Indirect = "indirect", "Not a direct dependency";
        /// A file that lists packages that came along.
        LockFile = "lock_file", "A lock file lists packages that came along with others. Add the manifest instead";
        /// A text that is too long to be a name.
        Sentence = "sentence", "A sentence, not a name";
        /// A text that may be a password, a key or a number.
        NotAName = "not_a_name", "Not a name";
        /// A match that a person removed.
        Removed = "removed", "Removed by hand";
        /// A line that fits no known format.
        NotRecognized = "not_recognized", "Not recognized";
    }
}

/// A part of an input that shows no vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// The index of the input.
    pub input: usize,
    /// The line, counted from 1.
    pub line: usize,
    /// The part, without anything private; empty if it cannot be shown.
    pub text: String,
    /// Why it shows no vendor.
    pub reason: IgnoredReason,
}

/// Something that is wrong with an input. The rest of the input is checked all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The index of the input.
    pub input: usize,
    /// The line, counted from 1; `None` if the whole input is concerned.
    pub line: Option<usize>,
    /// What is wrong, and what to do, in a sentence.
    pub message: String,
}

/// What the parsers found in a part of one input.
#[derive(Debug, Default)]
pub struct Findings {
    /// The index of the input.
    pub input: usize,
    /// The identifiers, in the order of the input.
    pub evidence: Vec<Evidence>,
    /// The parts that show no vendor, whatever the directory contains.
    pub ignored: Vec<Ignored>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Findings {
    /// Adds an identifier. An empty text is skipped.
    pub(crate) fn add(&mut self, line: usize, kind: EvidenceKind, text: impl Into<String>) {
        self.add_with_host(line, kind, text, None);
    }

    /// Adds an identifier with the name of its DNS record.
    pub(crate) fn add_with_host(
        &mut self,
        line: usize,
        kind: EvidenceKind,
        text: impl Into<String>,
        host: Option<String>,
    ) {
        let text = text.into();
        if !text.is_empty() {
            self.evidence.push(Evidence { line, kind, text, host, is_local: false });
        }
    }

    /// Adds a part that shows no vendor.
    pub(crate) fn ignore(&mut self, line: usize, text: impl Into<String>, reason: IgnoredReason) {
        self.ignored.push(Ignored { input: self.input, line, text: text.into(), reason });
    }

    /// Adds a problem of a line.
    pub(crate) fn report(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem { input: self.input, line: Some(line), message: message.into() });
    }
}
