//! Hosts: how a host is taken from a URL, an email address or a value, so that nothing else of it remains.

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

/// Endings of file names that are no top-level domains in a list of software.
const FILE_EXTENSIONS: [&str; 20] = [
    "js", "ts", "json", "md", "txt", "csv", "html", "htm", "png", "jpg", "svg", "css", "py", "rb", "yml",
    "yaml", "xml", "pdf", "exe", "lock",
];

/// Schemes of URLs that name an account in place of a host: `cloudinary://key:secret@account`
/// (<https://cloudinary.com/documentation/how_to_integrate_cloudinary>).
const ACCOUNT_SCHEMES: [&str; 1] = ["cloudinary://"];

/// The longest name of a host (RFC 1035).
const MAX_HOST_LENGTH: usize = 253;

/// The host as lower-case text if the text is the name of a host with a top-level domain. A port or a final dot is cut
/// off.
pub(crate) fn host_name(text: &str) -> Option<String> {
    let host = without_port(text).trim_end_matches('.');
    let (_, last) = host.rsplit_once('.')?;
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
    };
    let is_top_level =
        last.len() >= 2 && (last.bytes().all(|b| b.is_ascii_alphabetic()) || last.starts_with("xn--"));
    let is_host = host.len() <= MAX_HOST_LENGTH && is_top_level && host.split('.').all(is_label);
    (is_host && !FILE_EXTENSIONS.contains(&last.to_ascii_lowercase().as_str()))
        .then(|| host.to_ascii_lowercase())
}

/// The host of a URL with a scheme, with a port cut off. It may be an address or a name without a dot.
fn authority_host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_scheme =
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.:".contains(&b));
    if !is_scheme {
        return None;
    }
    let end = rest.find(['/', '?', '#', ' ', '\\', '"', '\'', ',', '<', '>', ')']).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    // A password may contain "@", so the last one ends the user information. It may also contain "/": then the real
    // host is after the last "@" of the whole text, and what looks like the host may be a part of the password.
    if rest.get(end..).is_some_and(|rest| rest.contains('@'))
        && !authority.contains('@')
        && authority.contains(':')
    {
        return rest
            .rsplit('@')
            .next()
            .and_then(|rest| rest.split(['/', '?', '#', ',']).next())
            .map(without_port);
    }
    authority.rsplit('@').next().map(without_port)
}

/// A host without its port. An IPv6 address keeps its colons.
fn without_port(host: &str) -> &str {
    if let Some(address) = host.strip_prefix('[') {
        return address.split(']').next().unwrap_or_default();
    }
    match host.split_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The host of a URL with a scheme; also of one without (`www.zoom.us/pricing`), if it has a path.
pub(crate) fn host_of_url(text: &str) -> Option<String> {
    if let Some(host) = authority_host(text) {
        return host_name(host);
    }
    let text = text.strip_prefix("//").unwrap_or(text);
    let (host, _) = text.split_once(['/', '?'])?;
    host_name(host)
}

/// The domain of an email address.
pub(crate) fn domain_of_email(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\''));
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    if local.is_empty() || local.contains(char::is_whitespace) { None } else { host_name(domain) }
}

/// The host in a text that is a URL, an email address or a bare host.
pub(crate) fn host_in(text: &str) -> Option<String> {
    host_of_url(text).or_else(|| domain_of_email(text)).or_else(|| host_name(text))
}

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
    use super::{ValueHost, domain_of_email, host_in, host_of_value};

    #[test]
    fn only_the_host_of_a_url_or_an_email_address_remains() {
        for (text, host) in [
            ("https://www.Zoom.us/j/123?pwd=secret", Some("www.zoom.us")),
            ("zoom.us/pricing", Some("zoom.us")),
            ("zoom.us", Some("zoom.us")),
            ("ana@clinic.example.com", Some("clinic.example.com")),
            ("mailto:ana@customer.io", Some("customer.io")),
            ("postgres://user:p%40ss@db.abc.supabase.co:5432/postgres", Some("db.abc.supabase.co")),
            ("next.config.js", None),
            ("1.2.3", None),
            ("v1.2", None),
            ("Zoom", None),
            ("@sentry/node", None),
        ] {
            assert_eq!(host_in(text).as_deref(), host, "{text}");
        }
        assert_eq!(domain_of_email("Ana Lee <ana@x.com>"), None);
    }

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
