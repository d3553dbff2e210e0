//! Examples of what can be checked, for a first visitor.

use inventory::Input;
#[cfg(not(target_arch = "wasm32"))]
use maud::{Markup, PreEscaped, html};

use crate::runtime::dom;

/// An example: its `id`, its label, and its files. The Wasm does not contain it.
#[cfg(not(target_arch = "wasm32"))]
struct Example {
    id: &'static str,
    label: &'static str,
    files: &'static [(&'static str, &'static str)],
}

#[cfg(not(target_arch = "wasm32"))]
const EXAMPLES: [Example; 3] = [
    Example {
        id: "startup",
        label: "A startup's repository",
        files: &[
            (
                ".env",
                "# Staging\nDATABASE_URL=postgres://localhost/clinic\nTWILIO_AUTH_TOKEN=0123456789abcdef\nSENDGRID_API_KEY=SG.example\nSENTRY_DSN=https://key@o0.ingest.sentry.io/0\nNEXT_PUBLIC_POSTHOG_KEY=phc_example\nSTRIPE_SECRET_KEY=sk_test_example\n",
            ),
            (
                "package.json",
                "{\n  \"name\": \"patient-portal\",\n  \"dependencies\": {\n    \"@auth0/auth0-react\": \"^2.2.4\",\n    \"@datadog/browser-rum\": \"^5.23.0\",\n    \"next\": \"14.2.5\",\n    \"openai\": \"^4.52.0\",\n    \"react\": \"^18.3.1\"\n  }\n}\n",
            ),
        ],
    },
    Example {
        id: "clinic",
        label: "A clinic's expenses",
        files: &[(
            "expenses.csv",
            "Date,Vendor,Amount,Category\n2026-10-01,Zoom,159.90,Software\n2026-10-02,DOCUSIGN INC.,45.00,Software\n2026-10-03,Google Workspace,72.00,Software\n2026-10-05,SimplePractice,99.00,Software\n2026-10-09,Mailchimp,20.00,Marketing\n2026-10-12,RingCentral,120.00,Phone\n2026-10-20,Main Street Office Supply,64.20,Supplies\n",
        )],
    },
    Example {
        id: "list",
        label: "A list of names",
        files: &[("apps.txt", "- Slack\n- Notion\n- Calendly\n- Dropbox\n- Twillio\n- ChatGPT\n")],
    },
];

/// A button for each example, and the contents of their files, which the browser does not render.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn examples() -> Markup {
    html! {
        p class="examples needs-script" {
            "No list at hand? Try an example: "
            @for Example { id, label, files } in EXAMPLES {
                button type="button" data-example=(id) { (label) } " "
                @for (name, text) in files {
                    // Read as written: no browser or translator changes the content of a script.
                    script type="text/plain" data-example-of=(id) data-file=(name) { (PreEscaped(text)) }
                }
            }
        }
    }
}

/// The files of an example on the page.
pub(super) fn read(id: &str) -> Vec<Input> {
    let files = dom::elements(&["[data-example-of=\"", id, "\"]"].concat());
    let inputs = files
        .iter()
        .map(|file| Input::new(file.get_attribute("data-file"), file.text_content().unwrap_or_default()));
    inputs.collect()
}
