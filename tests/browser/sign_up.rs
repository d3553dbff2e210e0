//! Sign-up by email is not open yet: the form sends nothing and says what works.

use crate::harness::Site;

#[test]
fn a_sign_up_sends_nothing_and_leads_to_what_works() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone@example.com");
    page.find("button", "Notify me").click();
    page.wait("the focus is on what works", || {
        page.focused().text().contains("Sign-up by email is not open yet")
    });
    assert_eq!(page.find("textbox", "Email address").value(), "someone@example.com", "what was typed stays");
    page.press("\u{e004}");
    page.has_focus_on("link", "the feed of Zoom");
    let sent = site
        .requests()
        .into_iter()
        .find(|request| request.contains("someone") || !request.starts_with("GET "));
    assert_eq!(sent, None);
    assert!(!page.address().contains("someone"));
}

#[test]
fn what_is_no_address_is_not_taken() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    page.find("textbox", "Email address").keys("someone\n");
    assert_eq!(page.find("textbox", "Email address").run("return arguments[0].validity.valid"), false);
    assert_eq!(page.find("textbox", "Email address").value(), "someone");
}

#[test]
fn the_feed_is_there() {
    let site = Site::built();
    let page = site.open("/vendors/zoom/");
    let feed = page.find("link", "the feed of Zoom").attribute("href").expect("an address");
    let answer = page.run_with(
        "const feed = new XMLHttpRequest(); feed.open('GET', arguments[0], false); feed.send();
        return [feed.status, feed.responseXML?.documentElement.tagName];",
        &[serde_json::json!(feed)],
    );
    assert_eq!(answer, serde_json::json!([200, "feed"]));
}
