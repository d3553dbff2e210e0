//! The operator's settings: their values, and the error messages for invalid ones.

use countersign::{SignUpForm, SignUpResponse};
use serde_json::{Value, json};
use site::settings::Settings;

use crate::common::{folder, workspace};

fn read(signup: &Value) -> Result<Settings, String> {
    let mail = json!({ "sender": "notices@acme.example", "postal_address": "1 Main Street" });
    let text = json!({ "name": "Acme", "address": "https://acme.example", "signup": signup, "mail": mail })
        .to_string();
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
    (signup.form(base), signup.external_origin().map(ToOwned::to_owned))
}

#[test]
fn a_fresh_clone_has_its_own_sign_up_service() {
    let settings = Settings::read(&workspace().join("public/site.json")).expect("settings");
    let signup = settings.signup.expect("a sign-up");
    assert_eq!(signup.form("/").action, "/api/signup");
    assert_eq!(signup.form("/countersign/").action, "/countersign/api/signup");
    assert_eq!(signup.external_origin(), None);
}

#[test]
fn the_built_in_service_requires_a_sender_and_a_postal_address() {
    let error = |mail: Option<Value>| {
        let mut settings = json!({
            "name": "Acme", "address": "https://acme.example",
            "signup": { "to": "/api/signup", "answer": "json", "email": "email", "vendor": null }
        });
        if let Some(mail) = mail {
            settings["mail"] = mail;
        }
        let folder = folder(&[("site.json", settings.to_string())]);
        let read = Settings::read(&folder.path().join("site.json"));
        read.map_or_else(|error| format!("{error:#}"), |_| String::new())
    };
    assert!(error(None).contains("site.json: mail is missing"), "{}", error(None));
    for (mail, part) in [
        (
            json!({ "sender": "nobody", "postal_address": "1 Main Street" }),
            "mail.sender: 'nobody' is not an email address",
        ),
        (json!({ "sender": "a@b.example" }), "postal_address"),
        (json!({ "sender": "a@b.example", "postal_address": " " }), "mail.postal_address"),
        (
            json!({ "sender": "a@b.example", "postal_address": "1 Main\nBcc: c@d.example" }),
            "mail.postal_address",
        ),
        (json!({ "sender": "a@b.example", "postal_address": "1 Main Street", "from": "x" }), "mail.from"),
    ] {
        let error = error(Some(mail));
        assert!(error.contains("site.json") && error.contains(part), "{part}: {error}");
    }
    assert_eq!(error(Some(json!({ "sender": "a@b.example", "postal_address": "1 Main Street" }))), "");
}

#[test]
fn a_site_without_sign_ups_must_say_null() {
    assert!(read(&Value::Null).expect("settings").signup.is_none());
    let folder = folder(&[("site.json", json!({ "name": "A", "address": "https://a.example" }).to_string())]);
    let error = Settings::read(&folder.path().join("site.json")).expect_err("a defect");
    assert!(format!("{error:#}").contains("signup"), "{error:#}");
}

#[test]
fn a_name_with_hidden_characters_is_rejected() {
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
fn an_address_with_a_path_is_rejected_with_file_and_key() {
    for (address, origin) in [
        ("https://x.example", "https://x.example"),
        ("https://x.example/", "https://x.example"),
        ("https://x.example:8443", "https://x.example:8443"),
        ("https://a.a.example/", "https://a.a.example"),
    ] {
        assert_eq!(with_address(address).expect("settings").origin(), origin);
    }
    for (address, path) in [
        ("https://x.example/path", "'/path'"),
        ("https://x.example/path/", "'/path/'"),
        ("https://x.example//", "'//'"),
        ("https://x.example?q", "'?q'"),
        ("https://x.example/#x", "'/#x'"),
    ] {
        let error = with_address(address).expect_err(address);
        assert!(
            error.contains("site.json: address must be a host without") && error.contains(path),
            "{error}"
        );
        assert!(error.contains("BASE="), "{error}");
    }
}

#[test]
fn an_address_that_nobody_can_own_is_a_placeholder() {
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
fn every_field_of_the_form_is_configurable() {
    let settings = json!({
        "to": "https://forms.example.com:8443/f/abc?x=1", "answer": "status", "email": "EMAIL", "vendor": "tag",
        "fixed": { "list": "a<b>", "embed": "1" }, "honeypot": "_gotcha"
    });
    let (form, origin) = form(&settings, "/countersign/");
    let text = |text: &str| text.to_owned();
    let expected = SignUpForm {
        action: text("https://forms.example.com:8443/f/abc?x=1"),
        response: SignUpResponse::Status,
        email: text("EMAIL"),
        vendor: Some(text("tag")),
        fixed: vec![(text("embed"), text("1")), (text("list"), text("a<b>"))],
        honeypot: Some(text("_gotcha")),
    };
    assert_eq!(form, expected);
    assert_eq!(origin.as_deref(), Some("https://forms.example.com:8443"));
}

#[test]
fn the_origin_of_an_external_service_is_known_for_the_policy() {
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
fn an_invalid_form_address_is_rejected_with_file_and_key() {
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
        assert!(error.contains("site.json is invalid: signup"), "{error}");
        assert!(error.contains("neither a path of the site") && error.contains(to), "{error}");
    }
}

#[test]
fn an_invalid_field_is_rejected_with_file_and_key() {
    for (patch, message) in [
        (("email", json!("")), "is not a field name"),
        (("email", json!("e mail")), "is not a field name"),
        (("vendor", json!("_charset_")), "is not a field name"),
        (("honeypot", json!("email")), "two fields of the form have the name 'email'"),
        (("fixed", json!({ "email": "x" })), "two fields of the form have the name 'email'"),
        (
            ("honeypot", json!("company")),
            "the built-in service requires the honeypot 'leave_empty', and not 'company'",
        ),
        (("answer", json!("xml")), "unknown variant `xml`"),
        (("color", json!("red")), "unknown field `color`"),
    ] {
        let error = read(&signup(&[patch])).expect_err(message);
        assert!(error.contains("site.json is invalid: signup") && error.contains(message), "{error}");
    }
}
