//! One element of a page, as assistive technology sees it: by role, name and state.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::page::{Page, reference};
use super::wire::Refusal;

/// The key that WebDriver gives references to elements.
const REFERENCE_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of a page.
pub struct Element<'a> {
    page: &'a Page,
    reference: String,
    /// Its accessible name.
    pub name: String,
    states: HashMap<String, Value>,
}

impl<'a> Element<'a> {
    /// The element of that reference.
    pub(super) fn of(page: &'a Page, reference: String) -> Self {
        let mut element = Self { page, reference, name: String::new(), states: HashMap::new() };
        element.name = element.property("computedlabel");
        element
    }

    /// Every element of that role in the whole page.
    pub(super) fn all_of_page(page: &'a Page, role: &str) -> Result<Vec<Self>, Refusal> {
        let root = page.session().post("/element", &json!({ "using": "css selector", "value": "html" }))?;
        Self::all_within(page, &reference(&root), role)
    }

    /// Every element of that role within another. The accessibility tree names DOM nodes by number, and
    /// chromedriver's references end in that number.
    fn all_within(page: &'a Page, root: &str, role: &str) -> Result<Vec<Self>, Refusal> {
        let (document, number) = root.rsplit_once('.').expect("a reference of chromedriver");
        let number: u64 = number.parse().expect("a node's number");
        let asked = json!({ "backendNodeId": number, "role": role });
        let tree = page.session().devtools("Accessibility.queryAXTree", &asked)?;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let elements = nodes.iter().filter(|node| node["ignored"] == json!(false)).map(|node| Self {
            page,
            reference: format!("{document}.{}", node["backendDOMNodeId"]),
            name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
            states: states(node),
        });
        Ok(elements.collect())
    }

    /// Every element of that role within this one, hidden ones aside.
    pub fn all(&self, role: &str) -> Vec<Element<'a>> {
        Self::all_within(self.page, &self.reference, role).unwrap_or_else(|refusal| self.page.fail(&refusal))
    }

    /// Its role.
    pub fn role(&self) -> String {
        self.property("computedrole")
    }

    /// A state of it when it was found: `checked`, `pressed`, `expanded`.
    pub fn state(&self, name: &str) -> Option<&Value> {
        self.states.get(name)
    }

    /// Whether it is checked or pressed.
    pub fn is_on(&self) -> bool {
        let states = [self.state("checked"), self.state("pressed")];
        states.into_iter().flatten().any(|state| *state == json!("true") || *state == json!(true))
    }

    /// The words in it that can be seen.
    pub fn text(&self) -> String {
        self.run("return arguments[0].innerText").as_str().unwrap_or_default().trim().to_owned()
    }

    /// What is typed into it.
    pub fn value(&self) -> String {
        self.run("return arguments[0].value").as_str().unwrap_or_default().to_owned()
    }

    /// An attribute of it.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self
            .page
            .run_with("return arguments[0].getAttribute(arguments[1])", &[self.as_argument(), json!(name)]);
        value.as_str().map(ToOwned::to_owned)
    }

    /// Clicks it where a visitor would, who scrolls to it first and sees it: what comes into view is laid out only then
    /// and may move it, but for where no scripts run.
    pub fn click(&self) {
        let may_move = self.run(
            "const before = scrollY;
            arguments[0].scrollIntoView({ behavior: 'instant', block: 'nearest' });
            return scrollY !== before && matchMedia('(scripting: enabled)').matches;",
        );
        if may_move == json!(true) {
            self.page.wait_for_paint();
        }
        self.command("click", &json!({}));
    }

    /// Focuses it and types.
    pub fn keys(&self, text: &str) {
        self.command("value", &json!({ "text": text }));
    }

    /// Runs a script with the element as its first argument.
    pub fn run(&self, script: &str) -> Value {
        self.page.run_with(script, &[self.as_argument()])
    }

    fn as_argument(&self) -> Value {
        json!({ REFERENCE_KEY: self.reference })
    }

    fn command(&self, command: &str, body: &Value) {
        let path = format!("/element/{}/{command}", self.reference);
        self.page.session().post(&path, body).unwrap_or_else(|refusal| {
            self.page.fail(format!("“{}” takes no {command}: {refusal}", self.name))
        });
    }

    fn property(&self, property: &str) -> String {
        let path = format!("/element/{}/{property}", self.reference);
        let value = self.page.session().get(&path).unwrap_or_else(|refusal| self.page.fail(&refusal));
        value.as_str().unwrap_or_default().to_owned()
    }
}

fn states(node: &Value) -> HashMap<String, Value> {
    let properties = node["properties"].as_array().cloned().unwrap_or_default();
    let state =
        |property: &Value| Some((property["name"].as_str()?.to_owned(), property["value"]["value"].clone()));
    properties.iter().filter_map(state).collect()
}
