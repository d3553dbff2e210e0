//! Sign-up by email: it is stored once, every failure has its own message, and the typed address is kept.

use serde_json::{Value, json};

use crate::broken_browser::{CAPTURE_LONG_TIMERS, fire_long_timers};
use crate::expected::texts;
use crate::fixtures::typed_records_of;
use crate::harness::{Fault, Page, TestSite};

const ADDRESS: &str = "someone@clinic.example";
const ACTION: &str = "/api/signup";

/// The page of Zoom with an address in the form.
fn page_with_address(site: &TestSite) -> Page {
    let page = site.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys(ADDRESS);
    page
}

fn submit(page: &Page) {
    page.find("button", texts::SIGN_UP_BUTTON).click();
}

/// Waits for a message, and asserts that the form still has the address.
fn wait_for_message(page: &Page, message: &str) {
    page.wait_for_text(message);
    assert_eq!(page.find("textbox", texts::EMAIL_FIELD).value(), ADDRESS);
}

#[test]
fn a_sign_up_with_the_default_settings_is_stored() {
    let site = TestSite::start();
    let page = page_with_address(&site);
    submit(&page);
    wait_for_message(&page, texts::SIGNED_UP);
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
    assert_eq!(page.location(), "/vendors/zoom/");
    assert_eq!(page.run_script("return document.cookie"), "");
}

#[test]
fn ten_fast_clicks_submit_once() {
    let site = TestSite::start();
    site.inject_fault(ACTION, Fault::Hold);
    let page = page_with_address(&site);
    page.find("button", texts::SIGN_UP_BUTTON)
        .run_script("for (let click = 0; click < 10; click += 1) arguments[0].click()");
    site.clear_fault(ACTION);
    wait_for_message(&page, texts::SIGNED_UP);
    // Ten more clicks after the success.
    page.find("button", texts::SIGN_UP_BUTTON)
        .run_script("for (let click = 0; click < 10; click += 1) arguments[0].click()");
    wait_for_message(&page, texts::SIGNED_UP);
    assert_eq!(site.posts().len(), 1);
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
}

/// What the browser itself says about the address in the field.
pub fn validation_message(page: &Page) -> String {
    let message =
        page.find("textbox", texts::EMAIL_FIELD).run_script("return arguments[0].validationMessage");
    let message = message.as_str().unwrap_or_default().to_owned();
    assert!(!message.is_empty(), "the browser takes the address for valid");
    message
}

#[test]
fn an_invalid_address_is_reported_beside_the_field_and_not_submitted() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys("someone\n");
    page.wait_for_text(&validation_message(&page));
    let field = page.find("textbox", texts::EMAIL_FIELD);
    assert_eq!(field.value(), "someone");
    assert_eq!(field.attribute("aria-invalid").as_deref(), Some("true"));
    page.wait_for_focus("textbox", texts::EMAIL_FIELD);
    assert_eq!(site.posts(), Vec::<String>::new());
    field.send_keys("@clinic.example\n");
    wait_for_message(&page, texts::SIGNED_UP);
    assert_eq!(page.find("textbox", texts::EMAIL_FIELD).attribute("aria-invalid").as_deref(), Some("false"));
}

/// Fills in the honeypot, as a password manager or a program does.
const FILL_HONEYPOT: &str = "document.getElementById('sign-up-leave-empty').value = 'Acme'";

#[test]
fn a_password_manager_that_fills_in_the_honeypot_does_not_stop_a_person() {
    let site = TestSite::start();
    let page = page_with_address(&site);
    page.run_script(FILL_HONEYPOT);
    submit(&page);
    wait_for_message(&page, texts::SIGNED_UP);
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
}

/// Regression: every further attempt was refused as well.
#[test]
fn a_refusal_for_the_honeypot_empties_it() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.allow_console("422");
    // Without any event of a person.
    let send = "document.getElementById('sign-up-email').value = 'someone@clinic.example';
        document.querySelector('.sign-up form').requestSubmit();";
    page.run_script(&format!("{FILL_HONEYPOT}; {send}"));
    page.wait_for_text("A field that must remain empty was filled in");
    assert_eq!(site.sign_ups(), Vec::<String>::new());
    page.run_script(send);
    wait_for_message(&page, texts::SIGNED_UP);
}

#[test]
fn invisible_characters_around_a_pasted_address_are_removed() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD);
    page.run_script(
        "document.getElementById('sign-up-email').value = '\\u200b\\u00a0someone@clinic.example\\ufeff'",
    );
    submit(&page);
    wait_for_message(&page, texts::SIGNED_UP);
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
}

/// Faults of the server, each with the message and the allowed console message.
fn faults() -> Vec<(Fault, String, &'static str)> {
    let respond = |status, headers: &[(&'static str, &str)], body: &str| {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Fault::Respond(status, headers, body.to_owned())
    };
    let json = ("content-type", "application/json");
    vec![
        (
            respond(422, &[json], r#"{"error":"<b>No</b> such address."}"#),
            texts::sign_up_failed("<b>No</b> such address."),
            "422",
        ),
        (respond(500, &[], "oh"), texts::sign_up_failed_with(500), "500"),
        (respond(200, &[json], r#"{"ok":false,"message":"Full."}"#), texts::sign_up_failed("Full."), "none"),
        (
            respond(200, &[json], r#"{"errors":[{"message":"Spam."}]}"#),
            texts::sign_up_failed("Spam."),
            "none",
        ),
        (respond(409, &[json], "{}"), texts::ALREADY_SIGNED_UP.to_owned(), "409"),
        (
            respond(403, &[json], r#"{"error":"This form has already reached its limit"}"#),
            texts::sign_up_failed("This form has already reached its limit"),
            "403",
        ),
        (
            respond(200, &[json], r#"{"ok":false,"message":"It is already closed."}"#),
            texts::sign_up_failed("It is already closed."),
            "none",
        ),
        (respond(429, &[("retry-after", "30")], ""), texts::too_many_attempts("in 30 seconds"), "429"),
        (respond(429, &[("retry-after", "3601")], ""), texts::too_many_attempts("in 61 minutes"), "429"),
        (respond(429, &[], ""), texts::too_many_attempts("later"), "429"),
        (respond(404, &[], "not here"), texts::sign_up_unavailable(404), "404"),
        (respond(405, &[], ""), texts::sign_up_unavailable(405), "405"),
        (
            Fault::Replace("text/html", "<p>Welcome</p>".to_owned()),
            texts::SIGN_UP_UNEXPECTED.to_owned(),
            "none",
        ),
        (Fault::Disconnect, texts::SIGN_UP_DISCONNECTED.to_owned(), "ERR_"),
    ]
}

#[test]
fn every_server_fault_has_its_own_message_and_the_next_attempt_succeeds() {
    let site = TestSite::start();
    for (fault, message, console) in faults() {
        let page = page_with_address(&site);
        page.allow_console(console);
        let description = format!("the next attempt succeeds after {fault:?}");
        site.inject_fault(ACTION, fault);
        submit(&page);
        wait_for_message(&page, &message);
        site.clear_fault(ACTION);
        if message != texts::ALREADY_SIGNED_UP {
            submit(&page);
            page.wait_until(&description, || page.text().contains(texts::SIGNED_UP));
        }
    }
    assert_eq!(site.sign_ups(), [format!("{ADDRESS},zoom")]);
}

#[test]
fn a_missing_connection_is_reported() {
    let site = TestSite::start();
    let page = page_with_address(&site);
    page.allow_console("ERR_INTERNET_DISCONNECTED");
    page.set_offline(true);
    submit(&page);
    wait_for_message(&page, texts::SIGN_UP_UNREACHABLE);
    page.set_offline(false);
    submit(&page);
    wait_for_message(&page, texts::SIGNED_UP);
}

#[test]
fn a_pending_sign_up_is_shown_after_300_ms_and_times_out_after_15_seconds() {
    let site = TestSite::start();
    site.inject_fault(ACTION, Fault::Hold);
    let page = site.new_page();
    page.add_init_script(CAPTURE_LONG_TIMERS);
    page.open("/vendors/zoom/");
    page.find("textbox", texts::EMAIL_FIELD).send_keys(ADDRESS);
    page.run_script("window.longTimers.clear()");
    submit(&page);
    let sending = texts::SENDING;
    let is_visible_after = |milliseconds: u32| {
        page.run_script(&format!(
            "const line = document.getElementById('sign-up-status');
            line.getAnimations().forEach((animation) => {{ animation.pause(); animation.currentTime = {milliseconds}; }});
            return line.textContent === '{sending}' && line.checkVisibility({{ visibilityProperty: true }});"
        )) == json!(true)
    };
    page.wait_until("the request is pending", || is_visible_after(300));
    assert!(!is_visible_after(299), "the message flickers");
    fire_long_timers(&page);
    wait_for_message(&page, texts::SIGN_UP_TIMED_OUT);
}

#[test]
fn a_host_that_refuses_the_connection_is_named() {
    // Bound, so that no other program takes the port, but not listening.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let host = socket.local_addr().expect("its address").to_string();
    let origin = format!("http://{host}");
    let site = site_with_form(&json!({
        "to": format!("{origin}/form"), "answer": "json", "email": "email", "vendor": "vendor"
    }));
    let page = page_with_address(&site);
    page.allow_origin(&origin);
    page.allow_console("ERR_CONNECTION_REFUSED");
    page.allow_console("CORS request did not succeed");
    submit(&page);
    wait_for_message(&page, &texts::sign_up_host_unreachable(&host));
    // The form can be submitted again.
    page.run_script("document.querySelector('.sign-up [role=status]').textContent = ''");
    submit(&page);
    wait_for_message(&page, &texts::sign_up_host_unreachable(&host));
}

#[test]
fn a_host_without_cors_is_named() {
    let service = TestSite::start();
    let site = site_with_form(&json!({
        "to": format!("{}/form", service.origin()), "answer": "json", "email": "email", "vendor": "vendor"
    }));
    // The response has no CORS header.
    let json = vec![("content-type", "application/json".to_owned())];
    service.inject_fault("/form", Fault::Respond(200, json, "{}".to_owned()));
    let page = page_with_address(&site);
    page.allow_origin(service.origin());
    page.allow_console("CORS");
    page.allow_console("ERR_FAILED");
    submit(&page);
    let host = service.origin().trim_start_matches("http://").to_owned();
    wait_for_message(&page, &texts::sign_up_host_unreachable(&host));
    assert_eq!(service.posts().len(), 1);
}

#[test]
fn a_site_without_a_form_offers_the_feed_and_watching() {
    let site = site_with_form(&Value::Null);
    let page = site.open("/vendors/zoom/");
    page.wait_for_text(texts::NO_SIGN_UP_FORM);
    page.wait_for_text(&texts::follow_feed("Zoom"));
    page.wait_until_absent("textbox", texts::EMAIL_FIELD);
    page.find("button", texts::WATCH_BUTTON);
}

#[test]
fn the_feed_link_works() {
    let site = TestSite::start();
    let page = site.open("/vendors/zoom/");
    let feed = page.find("link", &texts::feed_link("Zoom")).attribute("href").expect("an address");
    let result = page.run_script_with(
        "const feed = new XMLHttpRequest(); feed.open('GET', arguments[0], false); feed.send();
        return [feed.status, feed.responseXML?.documentElement.tagName];",
        &[json!(feed)],
    );
    assert_eq!(result, json!([200, "feed"]));
}

/// A site of Zoom with other settings for its sign-up form.
fn site_with_form(form: &Value) -> TestSite {
    TestSite::publish_with_sign_up(typed_records_of(&["zoom"]), form)
}

/// The path of a service, its settings, the expected form data, and its responses: status, body and message.
type Service = (&'static str, Value, &'static str, Vec<(u16, &'static str, String)>);

/// The services of docs/signup.md with the responses that they document.
fn services() -> Vec<Service> {
    vec![
        (
            "/f/abcdefgh",
            json!({ "answer": "json", "email": "email", "vendor": "vendor",
                "fixed": { "_subject": "Sign-up" }, "honeypot": "_gotcha" }),
            "_subject=Sign-up&vendor=zoom&_gotcha=&email=someone%40clinic.example",
            vec![
                (200, r#"{"next":"/thanks","ok":true}"#, texts::SIGNED_UP.to_owned()),
                (
                    422,
                    r#"{"error":"Validation errors","errors":[{"code":"TYPE_EMAIL","field":"email","message":"should be an email"}]}"#,
                    texts::sign_up_failed("should be an email"),
                ),
                (
                    403,
                    r#"{"error":"Form not active","errors":[{"code":"INACTIVE","message":"This form has already reached its limit"}]}"#,
                    texts::sign_up_failed("This form has already reached its limit"),
                ),
            ],
        ),
        (
            "/",
            json!({ "answer": "status", "email": "email", "vendor": "vendor",
                "fixed": { "form-name": "signup" }, "honeypot": "bot-field" }),
            "form-name=signup&vendor=zoom&bot-field=&email=someone%40clinic.example",
            vec![
                (200, "<p>Thank you!</p>", texts::SIGNED_UP.to_owned()),
                (404, "", texts::sign_up_unavailable(404)),
            ],
        ),
        (
            "/api/public/subscription",
            json!({ "answer": "json", "email": "email", "vendor": null,
                "fixed": { "l": "7fbcb72b-cc0a-4a31-a196-bdc847d55ea5" }, "honeypot": "nonce" }),
            "l=7fbcb72b-cc0a-4a31-a196-bdc847d55ea5&nonce=&email=someone%40clinic.example",
            vec![
                (200, r#"{"data":{"has_optin":true}}"#, texts::SIGNED_UP.to_owned()),
                // An address that is already subscribed is a success too.
                (200, r#"{"data":{"has_optin":false}}"#, texts::SIGNED_UP.to_owned()),
                (400, r#"{"message":"Invalid e-mail"}"#, texts::sign_up_failed("Invalid e-mail")),
            ],
        ),
    ]
}

#[test]
fn documented_services_get_their_fields_and_their_responses_are_understood() {
    for (path, mut form, fields, responses) in services() {
        for (status, body, message) in responses {
            let service = TestSite::start();
            form["to"] = json!(service.url(path));
            let kind = if body.starts_with('{') { "application/json" } else { "text/html" };
            let headers =
                vec![("content-type", kind.to_owned()), ("access-control-allow-origin", "*".to_owned())];
            service.inject_fault(path, Fault::Respond(status, headers, body.to_owned()));
            let page = page_with_address(&site_with_form(&form));
            page.allow_origin(service.origin());
            page.allow_console("the server responded with a status of");
            submit(&page);
            wait_for_message(&page, &message);
            assert_eq!(service.posts(), [fields]);
        }
    }
}

/// A site whose sign-up service responds with an HTML page, as Buttondown does, and that service.
fn site_with_service_of_pages(status: u16, heading: &str) -> (TestSite, TestSite) {
    let path = "/api/emails/embed-subscribe/countersign";
    let service = TestSite::start();
    let page_of_service =
        format!("<!doctype html><title>{heading}</title><link rel='icon' href='data:,'><h1>{heading}</h1>");
    let headers = vec![("content-type", "text/html".to_owned())];
    service.inject_fault(path, Fault::Respond(status, headers, page_of_service));
    let site = site_with_form(&json!({
        "to": service.url(path), "answer": "page", "email": "email",
        "vendor": "metadata__vendor", "fixed": { "embed": "1" }
    }));
    (site, service)
}

/// The page of the service can show thanks, a further question, or an error.
#[test]
fn a_service_that_responds_with_a_page_is_navigated_to() {
    for (status, heading) in
        [(200, "Almost there"), (200, "Are you human?"), (400, "That address is not right")]
    {
        let (site, service) = site_with_service_of_pages(status, heading);
        let page = page_with_address(&site);
        page.allow_origin(service.origin());
        page.allow_console("the server responded with a status of 400");
        page.find("button", texts::SIGN_UP_BUTTON)
            .run_script("for (let click = 0; click < 10; click += 1) arguments[0].click()");
        page.wait_for_heading(heading);
        assert_eq!(service.posts(), ["embed=1&metadata__vendor=zoom&email=someone%40clinic.example"]);
    }
}

#[test]
fn the_address_stays_when_the_visitor_comes_back_from_the_page_of_a_service() {
    let heading = "That address is not right";
    let (site, service) = site_with_service_of_pages(400, heading);
    let page = page_with_address(&site);
    page.allow_origin(service.origin());
    page.allow_console("the server responded with a status of 400");
    submit(&page);
    page.wait_for_heading(heading);
    page.back();
    page.wait_for_heading(&texts::vendor_heading("Zoom"));
    page.wait_for_value("the email address", &ADDRESS.to_owned(), || {
        page.find("textbox", texts::EMAIL_FIELD).value()
    });
}
