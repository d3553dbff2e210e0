//! Hosts: how a host is taken from a URL or an email address, so that nothing else of it remains.

/// Endings of file names that are no top-level domains in a list of software.
const FILE_EXTENSIONS: [&str; 20] = [
    "js", "ts", "json", "md", "txt", "csv", "html", "htm", "png", "jpg", "svg", "css", "py", "rb", "yml",
    "yaml", "xml", "pdf", "exe", "lock",
];

/// Characters around an address in a text.
const DELIMITERS: [char; 12] = ['<', '>', '(', ')', ',', ';', '"', '\'', '“', '”', '‘', '’'];

/// The longest name of a host (RFC 1035).
const MAX_HOST_LENGTH: usize = 253;

/// The host as lower-case text if the text is the name of a host with a top-level domain. A port or a final dot is cut
/// off.
pub fn host_name(text: &str) -> Option<String> {
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
pub fn authority_host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_scheme =
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.:".contains(&b));
    is_scheme.then(|| host_of_authority(rest))
}

/// The host in the part of a URL that follows its scheme, without user information and port.
fn host_of_authority(rest: &str) -> &str {
    let end = rest.find(['/', '?', '#', ' ', '\\', '"', '\'', ',', '<', '>', ')']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or_default();
    // A password may contain "@", so the last one ends the user information. It may also contain "/": then the real
    // host is after the last "@" of the whole text, and what looks like the host may be a part of the password. Digits
    // after the colon are a port.
    let has_password = !authority.contains('@') && without_port(authority).contains(':');
    let host = if has_password && path.contains('@') {
        path.rsplit('@').next().and_then(|host| host.split(['/', '?', '#', ',']).next())
    } else {
        authority.rsplit('@').next()
    };
    host.map_or("", without_port)
}

/// A host without its port. An IPv6 address keeps its colons.
pub fn without_port(host: &str) -> &str {
    if let Some(address) = host.strip_prefix('[') {
        return address.split(']').next().unwrap_or_default();
    }
    match host.split_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The host of a URL with a scheme; also of one without (`www.zoom.us/pricing`), if it has a path.
pub fn host_of_url(text: &str) -> Option<String> {
    if let Some(host) = authority_host(text) {
        return host_name(host);
    }
    let text = text.strip_prefix("//").unwrap_or(text);
    let (host, _) = text.split_once(['/', '?', '#'])?;
    host_name(host)
}

/// The domain of an email address.
pub fn domain_of_email(text: &str) -> Option<String> {
    let text = text.trim_matches(DELIMITERS);
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    if local.is_empty() || local.contains(char::is_whitespace) { None } else { host_name(domain) }
}

/// The host in a text that is a URL, an email address or a bare host.
pub fn host_in(text: &str) -> Option<String> {
    let text = text.trim_matches(DELIMITERS);
    host_of_url(text).or_else(|| domain_of_email(text)).or_else(|| host_name(text))
}

/// A text without the private parts of addresses: only the host remains of each URL, each email address, and each host with
/// a path.
pub fn without_private_parts(text: &str) -> String {
    if text.split_whitespace().all(|word| public_part(word) == word) {
        return text.to_owned();
    }
    let parts: Vec<&str> = text.split_whitespace().map(public_part).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Characters that end a host, or the local part of an email address before it.
const HOST_ENDS: [char; 7] = ['/', '?', '#', '\\', '@', '＠', ':'];

/// The host of a word that is an address, even an incomplete or invalid one. Any other word is returned unchanged.
fn public_part(word: &str) -> &str {
    // Without quotation marks, brackets and invisible characters around it.
    let address = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[');
    let address =
        address.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ']' && !HOST_ENDS.contains(&c));
    let (before, after) = address.split_once(HOST_ENDS).unwrap_or((address, ""));
    let has_port = || {
        after.starts_with(|c: char| c.is_ascii_digit()) && !before.starts_with(|c: char| c.is_ascii_digit())
    };
    let host = match address.split_once("://").or_else(|| address.split_once("%3A%2F%2F")) {
        Some((_, rest)) => host_of_authority(rest),
        None => match address.rsplit_once(['@', '＠']).or_else(|| address.rsplit_once("%40")) {
            Some((_, domain)) => domain,
            // A host, possibly after a label such as "see:".
            None if before.len() < address.len()
                && (before.contains('.') || before == "localhost" || has_port()) =>
            {
                before
            }
            None if after.contains('.') && after.contains(['/', '?', '#', '\\']) => after,
            None => return word,
        },
    };
    // Another part may be encoded.
    let ends = |c: char| HOST_ENDS.contains(&c) || c == '%';
    host.trim_start_matches(ends).split(ends).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{domain_of_email, host_in, without_private_parts};
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
    fn only_the_hosts_of_addresses_remain_in_a_text() {
        for (text, expected) in [
            ("https://www.zoom.us/j/1?pwd=secret#x", "www.zoom.us"),
            ("is https://zoom.us/pricing  safe?", "is zoom.us safe?"),
            ("(https://zoom.us/pricing)", "zoom.us"),
            ("zoom.us/pricing", "zoom.us"),
            ("zoom.us#secret", "zoom.us"),
            ("//zoom.us/secret", "zoom.us"),
            ("“https://zoom.us/secret”", "zoom.us"),
            ("ana.lee@clinic.example", "clinic.example"),
            ("Ana <ana@zoom.us>, mailto:lee@zoom.us", "Ana zoom.us zoom.us"),
            ("ana@zo", "zo"),
            ("ana@", ""),
            ("https://ana:secret@localhost:3000/secret", "localhost"),
            ("ana:secret@zoom.us/secret", "zoom.us"),
            ("https://", ""),
            ("https://müller.example/secret", "müller.example"),
            ("müller.example/secret", "müller.example"),
            ("https://host.example:443/@ana.lee", "host.example"),
            ("https://evil.example:443/@zoom.us", "evil.example"),
            ("https://ana:secret", "ana"),
            ("https%3A%2F%2Fzoom.us%2Fsecret", "zoom.us"),
            ("htps:/zoom.us/secret", "zoom.us"),
            ("100% safe", "100% safe"),
            ("10.0.0.5/chart?mrn=12345", "10.0.0.5"),
            ("localhost:3000/patients/7", "localhost"),
            ("intranet:8080/patients/7", "intranet"),
            ("clinic.md/patients/jane", "clinic.md"),
            ("see:zoom.us/secret", "zoom.us"),
            ("`zoom.us/secret`", "zoom.us"),
            ("„zoom.us/secret“", "zoom.us"),
            ("zoom.us\\secret", "zoom.us"),
            ("ana%40zoom.us", "zoom.us"),
            ("ana＠zoom.us", "zoom.us"),
            ("\u{200b}zoom.us/secret\u{200b}", "zoom.us"),
            // Not addresses.
            ("24/7", "24/7"),
            ("HIPAA: yes", "HIPAA: yes"),
            ("9:30", "9:30"),
            ("C#", "C#"),
            ("  zoom  ", "  zoom  "),
            ("zoom.us", "zoom.us"),
            ("24/7 answering", "24/7 answering"),
            ("and/or", "and/or"),
            ("@sentry/node", "@sentry/node"),
            ("a://", ""),
        ] {
            assert_eq!(without_private_parts(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_private_is_left_after_one_reading(text in "([a-z:/@?#.<>\"' ]|\\PC){0,40}") {
            let once = without_private_parts(&text);
            prop_assert_eq!(&without_private_parts(&once), &once, "{}", text);
            prop_assert!(!once.split_whitespace().any(|word| word.contains("://")), "{}", once);
        }

        #[test]
        fn a_path_and_a_local_part_never_remain(
            host in "[a-z]{1,9}\\.(com|us|io)", secret in "[0-9]{4,9}", other in "[a-z]{0,5}"
        ) {
            for text in [
                format!("https://{host}/{secret}"),
                format!("{host}/{secret}"),
                format!("{host}?{secret}"),
                format!("{host}#{secret}"),
                format!("{secret}@{host}"),
                format!("<https://{secret}:{secret}@{host}/{secret}>"),
                format!("https://{host}:443/@{secret}"),
                format!("„{host}:8080/{secret}“"),
                format!("x:{host}\\{secret}"),
            ] {
                let found = without_private_parts(&format!("{other} {text}"));
                let expected = format!("{other} {host}");
                prop_assert_eq!(found.trim(), expected.trim(), "{}", text);
            }
        }
    }
}
