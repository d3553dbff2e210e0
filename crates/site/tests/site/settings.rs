//! The operator's settings: what the sign-up form is made of, and what a mistake in it says.

use countersign::{SignUpAnswer, SignUpForm};
use serde_json::{Value, json};
use site::settings::Settings;

use crate::common::{folder, workspace};

fn read(signup: &Value) -> Result<Settings, String> {
    let text = json!({ "name": "Acme", "address": "https://acme.example", "signup": signup }).to_string();
    let folder = folder(&[("site.json", text)]);
    Settings::read(&folder.path().join("site.json")).map_err(|error| format!("{error:#}"))
}

fn signup(patches: &[(&str, Value)]) -> Value {
    let mut settings = json!({ "to": "/api/signup", "answer": "json", "email": "email", "vendor": null });
    for (key, value) in patches {
        settings[*key] = value.clone();
    }
    settings
}

fn form(settings: &Value, base: &str) -> (SignUpForm, Option<String>) {
    let signup = read(settings).expect("settings").signup.expect("a sign-up");
    (signup.form(base), signup.other_origin().map(ToOwned::to_owned))
}

#[test]
fn a_fresh_clone_signs_up_at_its_own_server() {
    let settings = Settings::read(&workspace().join("public/site.json")).expect("settings");
    let signup = settings.signup.expect("a sign-up");
    assert_eq!(signup.form("/").action, "/api/signup");
    assert_eq!(signup.form("/countersign/").action, "/countersign/api/signup");
    assert_eq!(signup.other_origin(), None);
}

#[test]
fn a_site_without_sign_up_says_null_and_no_less() {
    assert!(read(&Value::Null).expect("settings").signup.is_none());
    let folder = folder(&[("site.json", json!({ "name": "A", "address": "https://a.example" }).to_string())]);
    let error = Settings::read(&folder.path().join("site.json")).expect_err("a defect");
    assert!(format!("{error:#}").contains("signup"), "{error:#}");
}

#[test]
fn a_name_that_a_feed_or_a_page_could_not_show_is_refused() {
    for name in ["", "  ", "Ac\u{1}me", "Acme\u{ffff}", "Ac\u{202e}me", "Acme\u{ffa0}", "Acme\u{200d}"] {
        let text = json!({ "name": name, "address": "https://a.example", "signup": null }).to_string();
        let folder = folder(&[("site.json", text)]);
        let error = Settings::read(&folder.path().join("site.json")).expect_err(name);
        assert!(format!("{error:#}").contains("name"), "{name:?}: {error:#}");
    }
}

fn with_address(address: &str) -> Result<Settings, String> {
    let text = json!({ "name": "Acme", "address": address, "signup": null }).to_string();
    let folder = folder(&[("site.json", text)]);
    Settings::read(&folder.path().join("site.json")).map_err(|error| format!("{error:#}"))
}

#[test]
fn an_address_with_more_than_a_host_is_refused_with_file_and_key() {
    for (address, origin) in [
        ("https://x.example", "https://x.example"),
        ("https://x.example/", "https://x.example"),
        ("https://x.example:8443", "https://x.example:8443"),
        ("https://a.a.example/", "https://a.a.example"),
    ] {
        assert_eq!(with_address(address).expect("settings").origin(), origin);
    }
    for (address, more) in [
        ("https://x.example/path", "'/path'"),
        ("https://x.example/path/", "'/path/'"),
        ("https://x.example//", "'//'"),
        ("https://x.example?q", "'?q'"),
        ("https://x.example/#x", "'/#x'"),
    ] {
        let error = with_address(address).expect_err(address);
        assert!(error.contains("site.json: address has more than a host") && error.contains(more), "{error}");
        assert!(error.contains("BASE="), "{error}");
    }
}

#[test]
fn a_placeholder_is_an_address_that_nobody_can_own() {
    for (address, is_placeholder) in [
        ("https://countersign.example", true),
        ("https://countersign.EXAMPLE:8443/", true),
        ("https://example.com", true),
        ("https://www.example.org", true),
        ("https://localhost", true),
        ("https://site.test", true),
        ("https://countersign.invalid", true),
        ("https://countersign.dev", false),
        ("https://myexample.com", false),
        ("https://contest", false),
        ("https://example.github.io", false),
    ] {
        let settings = with_address(address).expect("settings");
        assert_eq!(settings.has_placeholder_address(), is_placeholder, "{address}");
    }
}

#[test]
fn every_field_of_the_form_is_the_operators() {
    let settings = json!({
        "to": "https://forms.example.com:8443/f/abc?x=1", "answer": "status", "email": "EMAIL", "vendor": "tag",
        "fixed": { "list": "a<b>", "embed": "1" }, "honeypot": "_gotcha"
    });
    let (form, origin) = form(&settings, "/countersign/");
    let text = |text: &str| text.to_owned();
    let expected = SignUpForm {
        action: text("https://forms.example.com:8443/f/abc?x=1"),
        answer: SignUpAnswer::Status,
        email: text("EMAIL"),
        vendor: Some(text("tag")),
        fixed: vec![(text("embed"), text("1")), (text("list"), text("a<b>"))],
        honeypot: Some(text("_gotcha")),
    };
    assert_eq!(form, expected);
    assert_eq!(origin.as_deref(), Some("https://forms.example.com:8443"));
}

#[test]
fn the_origin_of_another_host_is_told_for_the_policy() {
    for (to, expected) in [
        ("https://forms.example", Some("https://forms.example")),
        ("https://forms.example/", Some("https://forms.example")),
        ("https://forms.example?x", Some("https://forms.example")),
        ("http://127.0.0.1:9000/subscription/form", Some("http://127.0.0.1:9000")),
        ("http://localhost/form", Some("http://localhost")),
        ("/", None),
    ] {
        let (form, origin) = form(&signup(&[("to", json!(to))]), "/");
        assert_eq!((form.action.as_str(), origin.as_deref()), (to, expected));
    }
}

#[test]
fn what_a_form_cannot_post_to_is_refused_with_file_and_key() {
    for to in [
        "",
        "api/signup",
        "//evil.example/",
        "/../api",
        "/a/./b",
        "/a b",
        "/a\"onload=x",
        "/a#b",
        "http://forms.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost:port/",
        "http://localhost@evil.example/",
        "javascript:alert(1)",
        "https://user@forms.example/",
    ] {
        let error = read(&signup(&[("to", json!(to))])).expect_err(to);
        assert!(error.contains("site.json is not right: signup"), "{error}");
        assert!(error.contains("neither a path of the site") && error.contains(to), "{error}");
    }
}

#[test]
fn a_mistake_in_a_field_is_refused_with_file_and_key() {
    for (patch, says) in [
        (("email", json!("")), "is not the name of a field"),
        (("email", json!("e mail")), "is not the name of a field"),
        (("vendor", json!("_charset_")), "is not the name of a field"),
        (("honeypot", json!("email")), "two fields of the form are called 'email'"),
        (("fixed", json!({ "email": "x" })), "two fields of the form are called 'email'"),
        (("answer", json!("xml")), "unknown variant `xml`"),
        (("colour", json!("red")), "unknown field `colour`"),
    ] {
        let error = read(&signup(&[patch])).expect_err(says);
        assert!(error.contains("site.json is not right: signup") && error.contains(says), "{error}");
    }
}
