//! Sign-up by email: it arrives once, every failure has its own sentence, and what was typed stays.

use directory::Record;
use serde_json::{Value, json};

use crate::broken_browser::{KEEP_LONG_TIMERS, long_timers_run_out};
use crate::facts::records;
use crate::harness::{Fault, Page, Site};

const ADDRESS: &str = "someone@clinic.example";
const ACTION: &str = "/api/signup";
const SIGNED_UP: &str = "You are signed up";

fn zoom(site: &Site) -> Page {
    let page = site.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys(ADDRESS);
    page
}

fn send(page: &Page) {
    page.find("button", "Notify me").click();
}

/// What is said, and that the address is still there.
fn says(page: &Page, words: &str) {
    page.sees(words);
    assert_eq!(page.find("textbox", "Email address").value(), ADDRESS);
}

#[test]
fn a_sign_up_on_a_fresh_clone_arrives() {
    let site = Site::built();
    let page = zoom(&site);
    send(&page);
    says(&page, SIGNED_UP);
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
    assert_eq!(page.address(), "/vendors/zoom/");
    assert_eq!(page.run("return document.cookie"), "");
}

#[test]
fn ten_fast_clicks_send_once() {
    let site = Site::built();
    site.breaks(ACTION, Fault::Held);
    let page = zoom(&site);
    page.find("button", "Notify me").run("for (let click = 0; click < 10; click += 1) arguments[0].click()");
    site.heals(ACTION);
    says(&page, SIGNED_UP);
    // And ten more, once it is taken.
    page.find("button", "Notify me").run("for (let click = 0; click < 10; click += 1) arguments[0].click()");
    says(&page, SIGNED_UP);
    assert_eq!(site.posts().len(), 1);
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
}

#[test]
fn what_is_no_address_is_said_beside_the_field_and_not_sent() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone\n");
    page.sees("'@'");
    let field = page.find("textbox", "Email address");
    assert_eq!(field.value(), "someone");
    assert_eq!(field.attribute("aria-invalid").as_deref(), Some("true"));
    page.has_focus_on("textbox", "Email address");
    assert_eq!(site.posts(), Vec::<String>::new());
    field.keys("@clinic.example\n");
    says(&page, SIGNED_UP);
    assert_eq!(page.find("textbox", "Email address").attribute("aria-invalid").as_deref(), Some("false"));
}

/// What the server does, what the visitor reads, and what the console may say.
fn faults() -> Vec<(Fault, &'static str, &'static str)> {
    let answer = |status, headers: &[(&'static str, &str)], text: &str| {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Fault::Answer(status, headers, text.to_owned())
    };
    let json = ("content-type", "application/json");
    vec![
        (
            answer(422, &[json], r#"{"error":"<b>No</b> such address."}"#),
            "The sign-up was refused: <b>No</b> such address.",
            "422",
        ),
        (answer(500, &[], "oh"), "The sign-up was refused: status 500, without a reason.", "500"),
        (answer(200, &[json], r#"{"ok":false,"message":"Full."}"#), "The sign-up was refused: Full.", "none"),
        (
            answer(200, &[json], r#"{"errors":[{"message":"Spam."}]}"#),
            "The sign-up was refused: Spam.",
            "none",
        ),
        (answer(409, &[json], "{}"), "This address is signed up already.", "409"),
        (
            answer(403, &[json], r#"{"error":"This form has already reached its limit"}"#),
            "The sign-up was refused: This form has already reached its limit",
            "403",
        ),
        (
            answer(200, &[json], r#"{"ok":false,"message":"It is already closed."}"#),
            "The sign-up was refused: It is already closed.",
            "none",
        ),
        (answer(429, &[("retry-after", "30")], ""), "Too many tries. Try again in 30 seconds.", "429"),
        (answer(429, &[("retry-after", "3601")], ""), "Too many tries. Try again in 61 minutes.", "429"),
        (answer(429, &[], ""), "Too many tries. Try again later.", "429"),
        (answer(404, &[], "not here"), "This site has no sign-up at the moment (status 404).", "404"),
        (answer(405, &[], ""), "This site has no sign-up at the moment (status 405).", "405"),
        (
            Fault::Instead("text/html", "<p>Welcome</p>".to_owned()),
            "The answer is not one of a sign-up.",
            "none",
        ),
        (Fault::Broken, "The answer broke off.", "ERR_"),
    ]
}

#[test]
fn every_fault_of_the_server_has_its_own_sentence_and_the_next_try_works() {
    let site = Site::built();
    for (fault, words, console) in faults() {
        let page = zoom(&site);
        page.expect_in_console(console);
        let what = format!("{fault:?}");
        site.breaks(ACTION, fault);
        send(&page);
        says(&page, words);
        site.heals(ACTION);
        if words != "This address is signed up already." {
            send(&page);
            page.wait(&format!("the next try works after {what}"), || page.text().contains(SIGNED_UP));
        }
    }
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
}

#[test]
fn without_a_connection_the_visitor_is_told_so() {
    let site = Site::built();
    let page = zoom(&site);
    page.expect_in_console("ERR_INTERNET_DISCONNECTED");
    page.go_offline(true);
    send(&page);
    says(&page, "The sign-up cannot be reached. Check your connection");
    page.go_offline(false);
    send(&page);
    says(&page, SIGNED_UP);
}

#[test]
fn what_hangs_is_said_to_be_sent_after_300_ms_and_given_up_after_15_seconds() {
    let site = Site::built();
    site.breaks(ACTION, Fault::Held);
    let page = site.tab();
    page.before_scripts(KEEP_LONG_TIMERS);
    page.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys(ADDRESS);
    page.run("window.longTimers.length = 0");
    send(&page);
    let is_shown_after = |milliseconds: u32| {
        page.run(&format!(
            "const line = document.getElementById('sign-up-said');
            line.getAnimations().forEach((animation) => {{ animation.pause(); animation.currentTime = {milliseconds}; }});
            return line.textContent === 'Sending…' && line.checkVisibility({{ visibilityProperty: true }});"
        )) == json!(true)
    };
    page.wait("it is on its way", || is_shown_after(300));
    assert!(!is_shown_after(299), "nothing flickers");
    long_timers_run_out(&page);
    says(&page, "No answer came within 15 seconds.");
}

#[test]
fn another_host_that_refuses_the_connection_is_named() {
    // Taken, so that nothing else listens there, and nothing listens.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let host = socket.local_addr().expect("its address").to_string();
    let origin = format!("http://{host}");
    let site = with_form(&json!({
        "to": format!("{origin}/form"), "answer": "json", "email": "email", "vendor": "vendor"
    }));
    let page = zoom(&site);
    page.expect_host(&origin);
    page.expect_in_console("ERR_CONNECTION_REFUSED");
    send(&page);
    says(&page, &format!("{host} cannot be reached, or does not let this page see its answer."));
    // And once more, as nothing was taken.
    page.run("document.querySelector('.sign-up [role=status]').textContent = ''");
    send(&page);
    says(&page, &format!("{host} cannot be reached, or does not let this page see its answer."));
}

#[test]
fn another_host_that_does_not_let_its_answer_be_read_is_named() {
    let service = Site::built();
    let site = with_form(&json!({
        "to": format!("{}/form", service.origin()), "answer": "json", "email": "email", "vendor": "vendor"
    }));
    // It answers, but without CORS.
    let json = vec![("content-type", "application/json".to_owned())];
    service.breaks("/form", Fault::Answer(200, json, "{}".to_owned()));
    let page = zoom(&site);
    page.expect_host(service.origin());
    page.expect_in_console("CORS");
    page.expect_in_console("ERR_FAILED");
    send(&page);
    let host = service.origin().trim_start_matches("http://");
    says(&page, &format!("{host} cannot be reached, or does not let this page see its answer."));
    assert_eq!(service.posts().len(), 1);
}

#[test]
fn without_a_form_the_feed_and_the_watch_are_there() {
    let site = with_form(&Value::Null);
    let page = site.open("/vendors/zoom/");
    page.sees("This site sends no email.");
    page.sees("Follow the feed of Zoom in any feed reader");
    page.lacks("textbox", "Email address");
    page.find("button", "Watch in this browser");
}

#[test]
fn the_feed_is_there() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    let feed = page.find("link", "the feed of Zoom").attribute("href").expect("an address");
    let answer = page.run_with(
        "const feed = new XMLHttpRequest(); feed.open('GET', arguments[0], false); feed.send();
        return [feed.status, feed.responseXML?.documentElement.tagName];",
        &[json!(feed)],
    );
    assert_eq!(answer, json!([200, "feed"]));
}

fn with_form(form: &Value) -> Site {
    let records = records().into_iter().filter(|record| record["slug"] == "zoom");
    let records: Vec<Record> =
        records.map(|record| serde_json::from_value(record).expect("a record")).collect();
    Site::published_with_form(records, form)
}

/// A service's name, its settings, its path, and its answers: status, body and what the visitor reads.
type Service = (&'static str, Value, &'static str, Vec<(u16, &'static str, &'static str)>);

/// The settings of docs/signup.md, and for each service an answer that it documents and what the visitor reads.
fn services() -> Vec<Service> {
    vec![
        (
            "/f/abcdefgh",
            json!({ "answer": "json", "email": "email", "vendor": "vendor",
                "fixed": { "_subject": "Sign-up" }, "honeypot": "_gotcha" }),
            "_subject=Sign-up&vendor=zoom&_gotcha=&email=someone%40clinic.example",
            vec![
                (200, r#"{"next":"/thanks","ok":true}"#, SIGNED_UP),
                (
                    422,
                    r#"{"error":"Validation errors","errors":[{"code":"TYPE_EMAIL","field":"email","message":"should be an email"}]}"#,
                    "The sign-up was refused: should be an email",
                ),
                (
                    403,
                    r#"{"error":"Form not active","errors":[{"code":"INACTIVE","message":"This form has already reached its limit"}]}"#,
                    "The sign-up was refused: This form has already reached its limit",
                ),
            ],
        ),
        (
            "/",
            json!({ "answer": "status", "email": "email", "vendor": "vendor",
                "fixed": { "form-name": "signup" }, "honeypot": "bot-field" }),
            "form-name=signup&vendor=zoom&bot-field=&email=someone%40clinic.example",
            vec![(200, "<p>Thank you!</p>", SIGNED_UP), (404, "", "This site has no sign-up at the moment")],
        ),
        (
            "/api/public/subscription",
            json!({ "answer": "json", "email": "email", "vendor": null,
                "fixed": { "l": "7fbcb72b-cc0a-4a31-a196-bdc847d55ea5" }, "honeypot": "nonce" }),
            "l=7fbcb72b-cc0a-4a31-a196-bdc847d55ea5&nonce=&email=someone%40clinic.example",
            vec![
                (200, r#"{"data":{"has_optin":true}}"#, SIGNED_UP),
                // An address that it knows is a success as well.
                (200, r#"{"data":{"has_optin":false}}"#, SIGNED_UP),
                (400, r#"{"message":"Invalid e-mail"}"#, "The sign-up was refused: Invalid e-mail"),
            ],
        ),
    ]
}

#[test]
fn the_services_that_operators_use_get_their_fields_and_their_answers_are_understood() {
    for (path, mut form, fields, answers) in services() {
        for (status, text, words) in answers {
            let service = Site::built();
            form["to"] = json!(service.url(path));
            let kind = if text.starts_with('{') { "application/json" } else { "text/html" };
            let headers =
                vec![("content-type", kind.to_owned()), ("access-control-allow-origin", "*".to_owned())];
            service.breaks(path, Fault::Answer(status, headers, text.to_owned()));
            let page = zoom(&with_form(&form));
            page.expect_host(service.origin());
            page.expect_in_console("the server responded with a status of");
            send(&page);
            says(&page, words);
            assert_eq!(service.posts(), [fields]);
        }
    }
}

/// Buttondown answers with a page for people: it thanks, asks for more, or says what is wrong.
#[test]
fn a_service_that_answers_with_a_page_is_led_to_whatever_the_page_says() {
    let path = "/api/emails/embed-subscribe/countersign";
    for (status, heading) in
        [(200, "Almost there"), (200, "Are you human?"), (400, "That address is not right")]
    {
        let service = Site::built();
        let page_of_service = format!(
            "<!doctype html><title>{heading}</title><link rel='icon' href='data:,'><h1>{heading}</h1>"
        );
        let headers = vec![("content-type", "text/html".to_owned())];
        service.breaks(path, Fault::Answer(status, headers, page_of_service));
        let site = with_form(&json!({
            "to": service.url(path), "answer": "page", "email": "email",
            "vendor": "metadata__vendor", "fixed": { "embed": "1" }
        }));
        let page = zoom(&site);
        page.expect_host(service.origin());
        page.expect_in_console("the server responded with a status of 400");
        page.find("button", "Notify me")
            .run("for (let click = 0; click < 10; click += 1) arguments[0].click()");
        page.is_page(heading);
        assert_eq!(service.posts(), ["embed=1&metadata__vendor=zoom&email=someone%40clinic.example"]);
        page.back();
        page.is_page("Is Zoom HIPAA compliant?");
        page.wait_for("the address", &ADDRESS.to_owned(), || page.find("textbox", "Email address").value());
    }
}
