//! The Content-Security-Policy: which resources a page may load, run and send data to, and who may frame it. Everything
//! that is not listed is refused.

/// The directives and their values. `sign_up_origin` is the other origin that receives sign-ups, if there is one.
fn directives(sign_up_origin: Option<&str>) -> Vec<(&'static str, String)> {
    let own = || "'self'".to_owned();
    let own_and_sign_up = || sign_up_origin.map_or_else(own, |origin| format!("'self' {origin}"));
    vec![
        // Resources without a directive of their own (fonts, frames, media, plug-ins) do not exist on this site.
        ("default-src", "'none'".to_owned()),
        // The boot script and the app's JavaScript, both files of the site, and the Wasm, which browsers only compile if
        // a policy allows it: https://www.w3.org/TR/CSP3/#csp-wasm-unsafe-eval. `eval` remains refused.
        ("script-src", "'self' 'wasm-unsafe-eval'".to_owned()),
        // One style sheet, no style attributes and no style elements.
        ("style-src", own()),
        // The service worker of the offline copy. Without this directive, script-src would apply to it, which allows
        // Wasm, and a worker needs none. It runs under the policy that it is served with, so it contacts no other host.
        ("worker-src", own()),
        // Icons.
        ("img-src", own()),
        // The JSON files, the Wasm, and sign-ups sent by the app.
        ("connect-src", own_and_sign_up()),
        // Sign-ups sent without the app.
        ("form-action", own_and_sign_up()),
        // The web manifest.
        ("manifest-src", own()),
        // An injected base element would redirect every relative URL. This site uses none.
        ("base-uri", "'none'".to_owned()),
    ]
}

/// Nobody may frame the pages, so that no other page can cover the sign-up form. Only a header can set this directive; in
/// a page, browsers ignore it and log an error.
const FRAME_ANCESTORS: (&str, &str) = ("frame-ancestors", "'none'");

/// The policy for a response header.
pub(super) fn header(sign_up_origin: Option<&str>) -> String {
    let (name, value) = FRAME_ANCESTORS;
    [meta(sign_up_origin), format!("{name} {value}")].join("; ")
}

/// The policy for a meta element, for hosts that send no headers.
pub(super) fn meta(sign_up_origin: Option<&str>) -> String {
    let directives = directives(sign_up_origin).into_iter().map(|(name, value)| format!("{name} {value}"));
    directives.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{header, meta};

    #[test]
    fn only_the_site_and_the_sign_up_service_are_allowed() {
        assert_eq!(
            header(None),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; img-src 'self'; \
             connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        let with_sign_up = header(Some("https://forms.example"));
        for allowed in
            ["; connect-src 'self' https://forms.example;", "; form-action 'self' https://forms.example;"]
        {
            assert!(with_sign_up.contains(allowed), "{with_sign_up}");
        }
        assert_eq!(with_sign_up.matches("forms.example").count(), 2);
    }

    #[test]
    fn a_page_has_no_directive_that_browsers_ignore_in_pages() {
        for ignored in ["frame-ancestors", "report-uri", "sandbox"] {
            assert!(!meta(Some("https://forms.example")).contains(ignored), "{ignored}");
        }
    }
}
