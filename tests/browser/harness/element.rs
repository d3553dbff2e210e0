//! One element of a page as assistive technology exposes it: by role, accessible name and state.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::engine::Engine;
use super::keyboard::Keys;
use super::page::{Page, reference};
use super::poll;
use super::webdriver::WebDriverError;

/// The key of element references in WebDriver's JSON, https://www.w3.org/TR/webdriver2/#elements.
const REFERENCE_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Returns the visible elements of a role below a root, each with its states in the terms of the accessibility tree.
const FIND_BY_ROLE: &str = "
    const [root, role] = arguments;
    const selectors = {
        button: 'button, [role=button]',
        DisclosureTriangle: 'summary',
        cell: 'td',
        checkbox: 'input[type=checkbox]',
        columnheader: 'th[scope=col]',
        combobox: 'select',
        group: 'fieldset, details, [role=group]',
        heading: 'h1, h2, h3, h4, h5, h6',
        link: 'a[href]',
        listitem: 'li',
        mark: 'mark',
        navigation: 'nav',
        region: 'section[aria-label], section[aria-labelledby]',
        row: 'tr',
        rowheader: 'th[scope=row]',
        searchbox: 'input[type=search]',
        table: 'table',
        textbox: 'input:not([type]), input[type=text], input[type=email], textarea',
    };
    const isVisible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden=true]');
    const states = (element) => {
        const { localName, checked, disabled } = element;
        const aria = (name) => element.getAttribute(`aria-${name}`) ?? undefined;
        const level = role === 'heading' ? Number(localName[1]) : undefined;
        const expanded = localName === 'summary' ? element.parentElement.open : aria('expanded') && aria('expanded') === 'true';
        return { checked, disabled, level, expanded, pressed: aria('pressed') };
    };
    const all = root.querySelectorAll(selectors[role] ?? `[role=${role}]`);
    return [...all].filter(isVisible).map((element) => [element, states(element), element.textContent.trim()]);";

/// An element of a page.
pub struct Element<'a> {
    page: &'a Page,
    reference: String,
    /// Its accessible name.
    pub name: String,
    states: HashMap<String, Value>,
}

impl<'a> Element<'a> {
    /// The element of a WebDriver reference. Its states are not read.
    pub(super) fn new(page: &'a Page, reference: String) -> Self {
        let mut element = Self { page, reference, name: String::new(), states: HashMap::new() };
        element.name = element.property("computedlabel");
        element
    }

    /// Every element of a role in the page.
    pub(super) fn find_all_in_page(page: &'a Page, role: &str) -> Result<Vec<Self>, WebDriverError> {
        let root = page.session().post("/element", &json!({ "using": "css selector", "value": "html" }))?;
        Self::find_all_in(page, &reference(&root), role)
    }

    /// Every element of a role below another element.
    fn find_all_in(page: &'a Page, root: &str, role: &str) -> Result<Vec<Self>, WebDriverError> {
        match Engine::current() {
            Engine::Chromium => Self::find_in_tree(page, root, role),
            Engine::Firefox | Engine::WebKit => Self::find_in_document(page, root, role),
        }
    }

    /// Every element of a role in Chromium's accessibility tree. The tree identifies DOM nodes by number, and
    /// ChromeDriver's references end with that number.
    fn find_in_tree(page: &'a Page, root: &str, role: &str) -> Result<Vec<Self>, WebDriverError> {
        if role == "searchbox" {
            // A search field with suggestions is a combobox.
            let mut elements = Self::find_in_tree(page, root, "combobox")?;
            elements.extend(Self::find_role_in_tree(page, root, role)?);
            return Ok(elements);
        }
        Self::find_role_in_tree(page, root, role)
    }

    fn find_role_in_tree(page: &'a Page, root: &str, role: &str) -> Result<Vec<Self>, WebDriverError> {
        let (document, number) = root.rsplit_once('.').expect("a reference of ChromeDriver");
        let number: u64 = number.parse().expect("the number of a node");
        // A query by number crashes the tab if the document has just been replaced; one by object is an error then.
        let object = page.session().devtools("DOM.resolveNode", &json!({ "backendNodeId": number }))?;
        let query = json!({ "objectId": object["object"]["objectId"], "role": role });
        let tree = page.session().devtools("Accessibility.queryAXTree", &query)?;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let elements = nodes.iter().filter(|node| node["ignored"] == json!(false)).map(|node| Self {
            page,
            reference: format!("{document}.{}", node["backendDOMNodeId"]),
            name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
            states: states(node),
        });
        Ok(elements.collect())
    }

    /// Every visible element of a role by the HTML that has this role. WebDriver has no command that finds elements by
    /// role, and asking for the role of each element of a page takes seconds. Names come from the browser.
    fn find_in_document(page: &'a Page, root: &str, role: &str) -> Result<Vec<Self>, WebDriverError> {
        let body = json!({ "script": FIND_BY_ROLE, "args": [{ REFERENCE_KEY: root }, role] });
        let found = page.session().post("/execute/sync", &body)?;
        let element = |found: &Value| {
            let reference = found[0][REFERENCE_KEY].as_str().expect("an element").to_owned();
            let label = page.session().get(&format!("/element/{reference}/computedlabel"))?;
            // A browser has no label for content that it has not painted yet.
            let has_text_name =
                ["link", "button", "heading", "cell", "columnheader", "rowheader", "listitem"]
                    .contains(&role);
            let text = found[2].as_str().filter(|_| has_text_name);
            let name = label.as_str().filter(|label| !label.is_empty()).or(text);
            let states = found[1].as_object().cloned().unwrap_or_default().into_iter().collect();
            Ok(Self { page, reference, name: name.unwrap_or_default().to_owned(), states })
        };
        let Some(found) = found.as_array() else {
            return Err(WebDriverError {
                command: "find by role".to_owned(),
                code: "no result".to_owned(),
                message: "one document replaces another".to_owned(),
            });
        };
        found.iter().map(element).collect()
    }

    /// Every element of a role below this one, without hidden ones.
    pub fn find_all(&self, role: &str) -> Vec<Element<'a>> {
        // An element can be replaced before its name is read.
        let found = poll(|| Self::find_all_in(self.page, &self.reference, role));
        found.unwrap_or_else(|error| self.page.fail(&error))
    }

    /// Its role.
    pub fn role(&self) -> String {
        self.property("computedrole")
    }

    /// One of its states at the time when it was found: `checked`, `pressed`, `expanded`.
    pub fn state(&self, name: &str) -> Option<&Value> {
        self.states.get(name)
    }

    /// Whether it was checked or pressed at the time when it was found.
    pub fn is_checked(&self) -> bool {
        let states = [self.state("checked"), self.state("pressed")];
        states.into_iter().flatten().any(|state| *state == json!("true") || *state == json!(true))
    }

    /// Its visible text.
    pub fn text(&self) -> String {
        if Engine::current() == Engine::WebKit {
            // Content with `content-visibility` has no text before it is painted.
            let may_lack_text = self.run_script(
                "const isSkipped = (element) =>
                    element.checkVisibility() && !element.checkVisibility({ contentVisibilityAuto: true });
                if (![arguments[0], ...arguments[0].querySelectorAll('*')].some(isSkipped)) return false;
                arguments[0].scrollIntoView({ behavior: 'instant', block: 'nearest' });
                return true;",
            );
            if may_lack_text == json!(true) {
                self.page.wait_for_paint();
            }
        }
        self.run_script("return arguments[0].innerText").as_str().unwrap_or_default().trim().to_owned()
    }

    /// The value of a form field.
    pub fn value(&self) -> String {
        self.run_script("return arguments[0].value").as_str().unwrap_or_default().to_owned()
    }

    /// One of its attributes.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.page.run_script_with(
            "return arguments[0].getAttribute(arguments[1])",
            &[self.as_argument(), json!(name)],
        );
        value.as_str().map(ToOwned::to_owned)
    }

    /// Scrolls it into view and clicks it. Content with `content-visibility` gets its layout only when it comes into
    /// view, which can move the element, so the click waits for a paint after scrolling, unless scripts are off.
    pub fn click(&self) {
        let may_move = self.run_script(
            "const before = scrollY;
            arguments[0].scrollIntoView({ behavior: 'instant', block: 'nearest' });
            return scrollY !== before && matchMedia('(scripting: enabled)').matches;",
        );
        if may_move == json!(true) || Engine::current() == Engine::WebKit {
            self.page.wait_for_paint();
        }
        self.command("click", &json!({}));
    }

    /// Focuses it and types text; a line break is the Enter key.
    pub fn send_keys(&self, text: &str) {
        let text = text.replace('\n', &Keys::ENTER.to_string());
        self.command("value", &json!({ "text": text }));
    }

    /// Runs a script with the element as its first argument.
    pub fn run_script(&self, script: &str) -> Value {
        self.page.run_script_with(script, &[self.as_argument()])
    }

    fn as_argument(&self) -> Value {
        json!({ REFERENCE_KEY: self.reference })
    }

    fn command(&self, command: &str, body: &Value) {
        let path = format!("/element/{}/{command}", self.reference);
        self.page
            .session()
            .post(&path, body)
            .unwrap_or_else(|error| self.page.fail(format!("{command} fails on “{}”: {error}", self.name)));
    }

    fn property(&self, property: &str) -> String {
        let path = format!("/element/{}/{property}", self.reference);
        let value = self.page.session().get(&path).unwrap_or_else(|error| self.page.fail(&error));
        value.as_str().unwrap_or_default().to_owned()
    }
}

fn states(node: &Value) -> HashMap<String, Value> {
    let properties = node["properties"].as_array().cloned().unwrap_or_default();
    let state =
        |property: &Value| Some((property["name"].as_str()?.to_owned(), property["value"]["value"].clone()));
    properties.iter().filter_map(state).collect()
}
