//! The content security policy: what a page may load, run, send to, and stand in. All that is not named is refused.

/// The directives with their values, on a site whose sign-ups go to that other origin, if they go to one.
fn directives(sign_up: Option<&str>) -> Vec<(&'static str, String)> {
    let own = || "'self'".to_owned();
    let own_and_sign_up = || sign_up.map_or_else(own, |origin| format!("'self' {origin}"));
    vec![
        // Whatever has no directive of its own (fonts, frames, media, workers, plug-ins) is not there.
        ("default-src", "'none'".to_owned()),
        // The boot script and the app's JavaScript, both files of the site; and the Wasm, which a browser compiles
        // only where a policy says so: https://www.w3.org/TR/CSP3/#csp-wasm-unsafe-eval. `eval` stays refused.
        ("script-src", "'self' 'wasm-unsafe-eval'".to_owned()),
        // One style sheet. No style attribute and no style element.
        ("style-src", own()),
        // The one worker, which keeps the site for visits without a connection. Without a directive of its own it would
        // be held to that for scripts, which allows what a worker has no need of. It runs under the policy that it is
        // sent with, so that it asks no other host for anything.
        ("worker-src", own()),
        // Icons.
        ("img-src", own()),
        // The JSON files and the Wasm; and where sign-ups are sent to by the app.
        ("connect-src", own_and_sign_up()),
        // Where sign-ups are sent to without the app.
        ("form-action", own_and_sign_up()),
        // The web manifest.
        ("manifest-src", own()),
        // A base element, which this site has none of, would lead every relative address elsewhere.
        ("base-uri", "'none'".to_owned()),
    ]
}

/// Who may show the pages in a frame: nobody, so that no other page can lay something over the sign-up form. Only a
/// header can say so; in a page browsers ignore it, and complain in the console.
const FRAMES: (&str, &str) = ("frame-ancestors", "'none'");

/// The policy as a header has it.
pub(super) fn header(sign_up: Option<&str>) -> String {
    let (name, value) = FRAMES;
    [meta(sign_up), format!("{name} {value}")].join("; ")
}

/// The policy as a page has it, for hosts that take no headers.
pub(super) fn meta(sign_up: Option<&str>) -> String {
    let written = directives(sign_up).into_iter().map(|(name, value)| format!("{name} {value}"));
    written.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{header, meta};

    #[test]
    fn nothing_is_allowed_but_the_sites_own_and_where_sign_ups_go() {
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
    fn a_page_says_no_directive_that_browsers_ignore_there() {
        for ignored in ["frame-ancestors", "report-uri", "sandbox"] {
            assert!(!meta(Some("https://forms.example")).contains(ignored), "{ignored}");
        }
    }
}
