//! What a page shows: its visible text, and its elements by role and accessible name.

use serde_json::json;

use super::element::Element;
use super::page::{Page, reference, text};
use super::poll;
use super::webdriver::WebDriverError;

impl Page {
    /// The visible text.
    pub fn text(&self) -> String {
        text(self.run_script("return document.body.innerText"))
    }

    /// The visible text of the main element.
    pub fn main_text(&self) -> String {
        text(self.run_script("return document.querySelector('main').innerText"))
    }

    /// Waits until this text is visible.
    pub fn wait_for_text(&self, expected: &str) {
        self.wait_until(&format!("“{expected}” is visible"), || {
            self.try_text().is_some_and(|text| text.contains(expected))
        });
    }

    /// Waits until this text is not visible.
    pub fn wait_for_no_text(&self, unexpected: &str) {
        self.wait_until(&format!("“{unexpected}” is not visible"), || {
            self.try_text().is_some_and(|text| !text.contains(unexpected))
        });
    }

    /// Waits for the only element of this role and accessible name.
    pub fn find(&self, role: &str, name: &str) -> Element<'_> {
        self.find_matching(role, name, |found| found == name)
    }

    /// Waits for the only element of this role whose accessible name matches.
    pub fn find_matching(
        &self,
        role: &str,
        description: &str,
        matches: impl Fn(&str) -> bool,
    ) -> Element<'_> {
        let found = poll(|| {
            let mut all = self.try_find_all(role).unwrap_or_default();
            let names: Vec<String> = all.iter().map(|element| element.name.clone()).collect();
            all.retain(|element| matches(&element.name));
            match (all.pop(), all.is_empty()) {
                (Some(only), true) => Ok(only),
                _ => Err(names),
            }
        });
        found.unwrap_or_else(|names| {
            self.fail(format!("not exactly one {role} “{description}” among {names:?}"))
        })
    }

    /// Waits for the element of `main` with this `aria-label`. CSS finds it faster than a query of the accessibility
    /// tree, which takes long on a long page.
    pub fn find_by_label(&self, label: &str) -> Element<'_> {
        let selector = json!({ "using": "css selector", "value": format!("main [aria-label=\"{label}\"]") });
        let found = poll(|| self.session().post("/element", &selector));
        Element::new(self, reference(&found.unwrap_or_else(|error| self.fail(&error))))
    }

    /// Waits for the field of `main` whose `label` element has this text.
    pub fn find_field(&self, label: &str) -> Element<'_> {
        let path = format!("//main//*[@id=//main//label[normalize-space()=\"{label}\"]/@for]");
        let selector = json!({ "using": "xpath", "value": path });
        let found = poll(|| self.session().post("/element", &selector));
        Element::new(self, reference(&found.unwrap_or_else(|error| self.fail(&error))))
    }

    /// Waits until the only heading of level 1 has this name, and returns it.
    pub fn wait_for_heading(&self, name: &str) -> Element<'_> {
        let found = poll(|| {
            let mut all = self.try_find_all("heading").unwrap_or_default();
            all.retain(|element| element.state("level") == Some(&json!(1)));
            match (all.pop(), all.is_empty()) {
                (Some(only), true) if only.name == name => Ok(only),
                (last, _) => Err(last.map(|heading| heading.name)),
            }
        });
        found.unwrap_or_else(|last| self.fail(format!("the main heading is {last:?}, not “{name}”")))
    }

    /// Waits until no element has this role and accessible name.
    pub fn wait_until_absent(&self, role: &str, name: &str) {
        self.wait_until(&format!("there is no {role} “{name}”"), || {
            self.try_find_all(role).is_ok_and(|all| all.iter().all(|element| element.name != name))
        });
    }

    /// Every element of this role at this moment, without hidden ones.
    pub fn find_all(&self, role: &str) -> Vec<Element<'_>> {
        // An element can be replaced before its name is read.
        poll(|| self.try_find_all(role)).unwrap_or_else(|error| self.fail(&error))
    }

    /// The accessible names of every element of this role at this moment.
    pub fn names_of(&self, role: &str) -> Vec<String> {
        self.find_all(role).into_iter().map(|element| element.name).collect()
    }

    /// The element that has the focus.
    pub fn focused(&self) -> Element<'_> {
        self.try_focused().unwrap_or_else(|error| self.fail(&error))
    }

    /// Waits until the focus is on the element of this role and name.
    pub fn wait_for_focus(&self, role: &str, name: &str) {
        let mut last = String::new();
        let is_focused = poll(|| {
            // WebKitWebDriver responds with an error while the page replaces that element.
            let focused = self.try_focused().map_err(|error| last = error.to_string())?;
            last = format!("{} “{}”", focused.role(), focused.name);
            if focused.role() == role && focused.name == name { Ok(()) } else { Err(()) }
        });
        if is_focused.is_err() {
            self.fail(format!("the focus is on {last}, not on {role} “{name}”"));
        }
    }

    fn try_focused(&self) -> Result<Element<'_>, WebDriverError> {
        let focused = self.session().get("/element/active")?;
        Ok(Element::new(self, reference(&focused)))
    }

    fn try_text(&self) -> Option<String> {
        self.try_script("return document.body.innerText")?.as_str().map(ToOwned::to_owned)
    }

    fn try_find_all(&self, role: &str) -> Result<Vec<Element<'_>>, WebDriverError> {
        Element::find_all_in_page(self, role)
    }
}
