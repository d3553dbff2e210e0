//! Hosts in the values of environment variables, so that nothing else of a value remains.

use catalog::hosts::{authority_host, domain_of_email, host_name, without_port};

/// What the value of an environment variable says about the host that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValueHost {
    /// A host on the internet.
    Public(String),
    /// A host of the own machine or network.
    Local,
    /// The value names no host.
    None,
}

/// Schemes of URLs that name an account in place of a host: `cloudinary://key:secret@account`
/// (<https://cloudinary.com/documentation/how_to_integrate_cloudinary>).
const ACCOUNT_SCHEMES: [&str; 1] = ["cloudinary://"];

/// Whether a host belongs to the own machine or network. A name without a dot is a container or a local server.
fn is_local(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_private_address = || {
        let mut octets = host.split('.').map(str::parse::<u8>);
        match (octets.next(), octets.next(), octets.next(), octets.next(), octets.next()) {
            (Some(Ok(first)), Some(Ok(second)), Some(Ok(_)), Some(Ok(_)), None) => {
                matches!((first, second), (0 | 10 | 127, _) | (192, 168) | (172, 16..=31))
            }
            _ => false,
        }
    };
    let is_local_name = [".local", ".localhost", ".internal", ".localdomain", ".svc", ".test"]
        .iter()
        .any(|suffix| host.ends_with(suffix));
    host == "localhost" || host == "::1" || host == "::" || is_local_name || is_private_address()
}

/// What a value says about the host that it names. Only the host is looked at; the rest is discarded here.
pub(crate) fn host_of_value(value: &str) -> ValueHost {
    let value = value.trim().trim_matches(['"', '\'', '`']);
    if ACCOUNT_SCHEMES.iter().any(|scheme| value.starts_with(scheme)) {
        return ValueHost::None;
    }
    // "jdbc:postgresql://host" has its scheme at the end.
    if let Some(host) = authority_host(value) {
        let is_container = !host.is_empty() && !host.contains(['.', ':', '$', '{', '<']);
        return match host_name(host) {
            _ if is_local(host) || is_container => ValueHost::Local,
            Some(host) => ValueHost::Public(host),
            None => ValueHost::None,
        };
    }
    let bare = without_port(value);
    if is_local(bare) {
        return ValueHost::Local;
    }
    // A key may have dots, so a bare host is accepted in lower case only, as hosts are written.
    let is_lower = !value.bytes().any(|b| b.is_ascii_uppercase());
    let host = if is_lower { domain_of_email(value).or_else(|| host_name(value)) } else { None };
    host.map_or(ValueHost::None, ValueHost::Public)
}

#[cfg(test)]
mod tests {
    use super::{ValueHost, host_of_value};

    #[test]
    fn a_value_is_a_public_host_a_local_host_or_neither() {
        let public = |host: &str| ValueHost::Public(host.to_owned());
        for (value, expected) in [
            ("https://key@o1.ingest.sentry.io/42", public("o1.ingest.sentry.io")),
            ("\"smtp.sendgrid.net\"", public("smtp.sendgrid.net")),
            ("smtp.sendgrid.net:587", public("smtp.sendgrid.net")),
            ("jdbc:postgresql://db.example.com/x", public("db.example.com")),
            ("postgres://user:a/b@db.example.com/x", public("db.example.com")),
            ("redis://localhost:6379", ValueHost::Local),
            ("redis://redis:6379/0", ValueHost::Local),
            ("http://127.0.0.1:3000", ValueHost::Local),
            ("http://[::1]:3000", ValueHost::Local),
            ("http://api.corp.internal", ValueHost::Local),
            ("localhost", ValueHost::Local),
            ("eyJhbGciOi.eyJzdWIi.SflKxw", ValueHost::None),
            ("sk_live_51abc", ValueHost::None),
            ("cloudinary://key:secret@account", ValueHost::None),
            ("", ValueHost::None),
        ] {
            assert_eq!(host_of_value(value), expected, "{value}");
        }
    }
}
