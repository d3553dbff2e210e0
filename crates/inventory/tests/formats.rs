//! Formats: each parser on a realistic input, with the lines on which it finds vendors.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod fixture_index;

use fixture_index::MATCHER;
use inventory::{Check, Correction, EvidenceKind, Format, IgnoredReason, Input, Report, recognize};

fn check(file: &str, text: &str) -> Report {
    let name = (file != "paste").then(|| file.to_owned());
    Check::run(vec![Input::new(name, text)], &MATCHER)
}

/// Each vendor with the line, the text and the kind of its first match.
fn places(report: &Report) -> Vec<(&str, usize, &str, EvidenceKind)> {
    let place = |found: &'_ inventory::Found| {
        let first = found.matches.first().expect("a match").clone();
        (first.line, first.text, first.kind)
    };
    report
        .found
        .iter()
        .map(|found| {
            let (line, _, kind) = place(found);
            (found.slug.as_str(), line, found.matches[0].text.as_str(), kind)
        })
        .collect()
}

#[test]
fn the_file_name_decides_about_the_format_and_else_the_content() {
    for (file, text, format) in [
        ("app/package.json", "", Format::PackageJson),
        ("requirements-dev.txt", "", Format::Requirements),
        (".env.local", "", Format::Env),
        ("docker-compose.prod.yaml", "", Format::Compose),
        ("infra\\main.tf", "", Format::Terraform),
        ("pnpm-lock.yaml", "", Format::LockFile),
        ("export.tsv", "", Format::Csv),
        ("notes.txt", "Zoom\nSlack", Format::Names),
        ("paste", "A_B=1\nC_D=2", Format::Env),
        ("paste", "{\"dependencies\": {}}", Format::PackageJson),
        ("paste", "{\"require\": {\"php\": \"8\"}}", Format::ComposerJson),
        ("paste", "[{\"label\": \"Zoom\"}]", Format::AppsJson),
        ("paste", "[dependencies]\nserde = \"1\"", Format::CargoToml),
        ("paste", "[project]\nname = \"x\"", Format::Pyproject),
        ("paste", "module x\n\ngo 1.22\n", Format::GoMod),
        ("paste", "services:\n  web:\n    image: x", Format::Compose),
        ("paste", "'':\n  type: TXT\n  value: x", Format::OctoDns),
        ("paste", "<table><tr><td>Zoom</td></tr></table>", Format::Html),
        ("paste", "content-security-policy: default-src 'self'", Format::Csp),
        ("paste", "Vendor;Cost\nZoom;1", Format::Csv),
        ("paste", "Name\tCost\nZoom\t1", Format::Csv),
        ("paste", "boto3==1.0\nstripe>=2", Format::Requirements),
        ("paste", "FROM node:20\nRUN npm ci", Format::Dockerfile),
        ("paste", "Zoom\nA_B=1\nstripe==1", Format::Mixed),
        ("paste", "", Format::Names),
    ] {
        assert_eq!(recognize((file != "paste").then_some(file), text), format, "{file} {text}");
    }
}

#[test]
fn a_format_that_is_corrected_by_hand_is_used() {
    let mut input = Input::new(Some("vendors.csv".to_owned()), "Zoom\nSlack");
    input.format = Format::Names;
    assert_eq!(Check::run(vec![input], &MATCHER).found.len(), 2);
}

#[test]
fn an_environment_variable_shows_its_name_and_the_declared_domain_only() {
    let report = check(".env", "A=1\nDATABASE_URL=postgres://u:p@db.xyz.supabase.co/x\nTWILIO_TOKEN=abc\n");
    assert_eq!(
        places(&report),
        [
            ("supabase", 2, "DATABASE_URL (supabase.co)", EvidenceKind::Env),
            ("twilio", 3, "TWILIO_TOKEN", EvidenceKind::Env),
        ]
    );
}

#[test]
fn a_local_host_is_evidence_against_a_variable() {
    let report = check(".env", "SENTRY_DSN=http://k@localhost/1");
    assert_eq!(report.found, []);
    assert_eq!(report.ignored[0].reason, IgnoredReason::LocalHost);
    assert_eq!(report.ignored[0].text, "SENTRY_DSN");
}

#[test]
fn manifests_give_the_line_of_each_package() {
    let json = "{\n  \"dependencies\": {\n    \"react\": \"18\",\n    \"stripe\": \"^1\"\n  },\n  \"devDependencies\": {\n    \"@sentry/node\": \"8\"\n  }\n}";
    assert_eq!(
        places(&check("package.json", json)),
        [("stripe", 4, "stripe", EvidenceKind::Npm), ("sentry", 7, "@sentry/node", EvidenceKind::Npm),]
    );
    let toml = "[package]\nname = \"x\"\n\n[dependencies]\nserde = \"1\"\nsentry = \"0.34\"\n\n[target.'cfg(unix)'.dependencies]\nasync-stripe = \"1\"\n";
    assert_eq!(
        places(&check("Cargo.toml", toml)),
        [("sentry", 6, "sentry", EvidenceKind::Cargo), ("stripe", 9, "async-stripe", EvidenceKind::Cargo),]
    );
    let python = "[project]\ndependencies = [\n  \"httpx\",\n  \"Twilio>=9\",\n]\n";
    assert_eq!(places(&check("pyproject.toml", python)), [("twilio", 4, "Twilio", EvidenceKind::Pypi)]);
}

#[test]
fn indirect_dependencies_are_ignored() {
    let report = check("go.mod", "module x\nrequire github.com/stripe/stripe-go/v76 v76.0.0 // indirect\n");
    assert_eq!(report.found, []);
    assert_eq!(report.ignored[0].reason, IgnoredReason::Indirect);
    let report =
        check("requirements.txt", "stripe==1\n    # via billing\ntwilio==9\n    # via -r requirements.in\n");
    assert_eq!(places(&report), [("twilio", 3, "twilio", EvidenceKind::Pypi)]);
    let report = check("yarn.lock", "stripe@^1:\n  version 1\n");
    assert_eq!((report.found.len(), report.ignored[0].reason), (0, IgnoredReason::LockFile));
}

#[test]
fn a_csv_row_with_a_quoted_line_break_is_one_row() {
    let report = check("v.csv", "Notes,Vendor\n\"a\nb\",Zoom\nc,Slack\n");
    assert_eq!(
        places(&report),
        [("zoom", 2, "Zoom", EvidenceKind::Name), ("slack", 4, "Slack", EvidenceKind::Name)]
    );
}

#[test]
fn the_same_cell_is_one_match_with_its_number() {
    let report = check("v.csv", "Vendor,Cost\nZoom,1\nSlack,2\nZoom,3\n");
    let zoom = &report.found[0];
    assert_eq!(
        (zoom.slug.as_str(), zoom.matches.len(), zoom.matches[0].line, zoom.matches[0].count),
        ("zoom", 1, 2, 2)
    );
}

#[test]
fn a_near_miss_is_offered_and_not_counted() {
    let report = check("paste", "Twillio\nReppling\nZooom\n");
    assert_eq!(report.found, []);
    let offers: Vec<(&str, Vec<&str>)> = report
        .unknown
        .iter()
        .map(|unknown| {
            (unknown.name.as_str(), unknown.did_you_mean.iter().map(|slug| slug.as_str()).collect())
        })
        .collect();
    assert_eq!(offers, [("Twillio", vec!["twilio"]), ("Reppling", vec!["rippling"]), ("Zooom", vec![])]);
}

#[test]
fn a_name_with_a_plan_or_a_city_is_offered_and_not_counted() {
    let report =
        check("v.csv", "Vendor,Cost\nMicrosoft 365 Business Premium,1\nZOOM.US SAN JOSE CA,2\nBox of 12,3\n");
    assert_eq!(report.found, []);
    let offers: Vec<Vec<&str>> = report
        .unknown
        .iter()
        .map(|unknown| unknown.did_you_mean.iter().map(|slug| slug.as_str()).collect())
        .collect();
    assert_eq!(offers, [vec!["microsoft-365"], vec!["zoom"], vec![]]);
}

#[test]
fn a_mail_server_as_dig_prints_it_is_a_record_in_any_text() {
    for text in ["1 aspmx.l.google.com.\n", "10 aspmx.l.google.com.\nNotes: Slack\nA_B=1\n"] {
        let report = check("paste", text);
        assert_eq!(places(&report)[0], ("google-workspace", 1, "aspmx.l.google.com", EvidenceKind::DnsMx));
    }
}

#[test]
fn an_account_in_place_of_a_host_is_no_local_host() {
    let report = check(".env", "CLOUDINARY_URL=cloudinary://key:secret@account\n");
    assert!(
        report.ignored.iter().all(|ignored| ignored.reason != IgnoredReason::LocalHost),
        "{:?}",
        report.ignored
    );
}

#[test]
fn shared_hosts_and_companies_are_never_counted() {
    let report = check("paste", "https://fonts.googleapis.com/css\nhttps://www.zoho.com/mail\nMicrosoft\n");
    assert_eq!(report.found, []);
    assert_eq!(report.ignored[0].reason, IgnoredReason::SharedHost);
    assert_eq!(report.one_of.len(), 2);
    assert!(report.one_of.iter().all(|one_of| one_of.slugs.is_sorted()));
}

#[test]
fn a_verification_token_is_not_shown() {
    let report =
        check("z.zone", "@ 300 IN TXT \"docusign=0123-secret\"\n@ 300 IN TXT \"other=0123-secret\"\n");
    assert_eq!(places(&report), [("docusign", 1, "docusign=", EvidenceKind::DnsTxt)]);
    assert_eq!(report.ignored[0].text, "");
}

#[test]
fn a_removed_match_is_ignored_and_an_unknown_name_can_be_assigned() {
    let report = check("paste", "Zoom\nOur video tool\n");
    let zoom = report.found[0].slug.clone();
    let correct = |report: &Report, correction| report.clone().corrected(&correction);
    let removed = correct(&report, Correction::Remove { slug: zoom.clone(), text: "Zoom".to_owned() });
    assert_eq!(removed.found, []);
    assert_eq!(
        (removed.ignored[0].text.as_str(), removed.ignored[0].reason),
        ("Zoom", IgnoredReason::Removed)
    );
    let assign = |name: &str| Correction::Assign { name: name.to_owned(), slug: zoom.clone() };
    let assigned = correct(&report, assign("Our video tool"));
    assert_eq!((assigned.unknown.len(), assigned.found[0].matches.len()), (0, 2));
    assert_eq!(correct(&report, assign("Other")), report);
    let other = Correction::Remove { slug: zoom.clone(), text: "Other".to_owned() };
    assert_eq!(correct(&report, other), report);
    let companies = check("paste", "Microsoft\n");
    let slugs = companies.one_of[0].slugs.clone();
    let choice = slugs[0].clone();
    let chosen = correct(&companies, Correction::Choose { slugs: slugs.clone(), slug: choice.clone() });
    assert_eq!((chosen.one_of.len(), chosen.found[0].slug.clone()), (0, choice));
    let none = correct(&companies, Correction::ChooseNone { slugs });
    assert_eq!((none.one_of.len(), none.found.len()), (0, 0));
    assert_eq!(
        (none.ignored[0].text.as_str(), none.ignored[0].reason),
        ("Microsoft", IgnoredReason::Removed)
    );
}
