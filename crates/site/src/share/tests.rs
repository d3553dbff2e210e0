use directory::{BaaStatus, Confidence, PhiStatus, Record, Tone};
use resvg::usvg::{Node, Tree};
use serde_json::json;

use super::{HEIGHT, Studio, WIDTH};

/// A vendor with the longest labels that there are.
fn record(name: &str) -> Record {
    serde_json::from_value(json!({
        "slug": "acme", "name": name, "category": "cloud", "website": "https://acme.example",
        "baa": { "status": "plan_gated", "summary": "S.", "plans": ["Gold"], "route": null, "url": null },
        "phi": { "status": "conditional", "summary": "S." },
        "soc2": { "status": "reported" },
        "certifications": [], "links": { "trust_center": null, "subprocessors": null },
        "last_verified": "2026-11-23", "confidence": "medium", "sources": [],
    }))
    .expect("a record")
}

/// The places of all texts of an image: left, top, right and bottom.
fn texts(studio: &Studio, svg: &str) -> Vec<[f32; 4]> {
    let tree = Tree::from_str(svg, &studio.options).expect("an SVG");
    let inked = |node: &Node| match node {
        Node::Text(text) => Some(text.flattened().abs_bounding_box()),
        Node::Group(_) | Node::Path(_) | Node::Image(_) => None,
    };
    let boxes = tree.root().children().iter().filter_map(inked);
    boxes.map(|place| [place.left(), place.top(), place.right(), place.bottom()]).collect()
}

#[test]
fn every_name_fits_and_no_two_texts_meet() {
    let studio = Studio::new().expect("the fonts");
    let names = [
        "Q".to_owned(),
        "Microsoft Azure OpenAI Service for Government and Healthcare".to_owned(),
        "W".repeat(500),
        "long words everywhere ".repeat(50),
        "</text><script>alert(1)</script>&amp;<!--".to_owned(),
        "Ünïcødé & Söhne, Ελλάδα, Россия".to_owned(),
        "\u{202e}backwards 🙂 日本".to_owned(),
    ];
    for name in names {
        let svg = studio.vendor(&name, &record(&name));
        let places = texts(&studio, &svg);
        assert_eq!(places.iter().filter(|[left, ..]| *left < 60.0).count(), 0, "{name}");
        for (number, a) in places.iter().enumerate() {
            assert!(a[2] <= WIDTH as f32 - 60.0 && a[3] < HEIGHT as f32, "{name}: {a:?}");
            for b in &places[number + 1..] {
                let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(apart, "{name}: {a:?} and {b:?}");
            }
        }
        studio.draw(&svg).expect("an image under 40 kB");
    }
}

/// The colors of a green badge and of its answer.
fn is_green(svg: &str) -> bool {
    let (dark, light) = super::colours(Tone::Green);
    svg.contains(&format!("\"{dark}\"")) || svg.contains(&format!("\"{light}\""))
}

#[test]
fn image_and_badge_say_the_answer_the_labels_the_day_and_the_confidence_of_every_verdict() {
    let studio = Studio::new().expect("the fonts");
    let mut record = record("Acme");
    for &baa in BaaStatus::ALL {
        for &phi in PhiStatus::ALL {
            for &confidence in Confidence::ALL {
                (record.baa.status, record.phi.status, record.confidence) = (baa, phi, confidence);
                let verdict = record.verdict();
                let class = verdict.baa_class();
                let confidence_words = format!("confidence: {}", confidence.label());
                let image = studio.vendor("Countersign", &record);
                for words in [
                    "Is Acme HIPAA compliant?",
                    class.first_words(),
                    class.label(),
                    verdict.phi_class().label(),
                    verdict.soc2_class().label(),
                    "Last verified 23 November 2026",
                    &confidence_words,
                ] {
                    assert!(
                        image.contains(&format!(">{words}")) || image.contains(words),
                        "{words}: {image}"
                    );
                }
                let badge = studio.badge(&record);
                assert!(badge.contains(class.label()) && badge.contains(&confidence_words), "{badge}");
                let tones = [class.tone(), verdict.phi_class().tone()];
                assert_eq!(is_green(&image), tones.contains(&Tone::Green), "{verdict:?}: {image}");
                assert_eq!(is_green(&badge), class.tone() == Tone::Green, "{verdict:?}: {badge}");
                if confidence == Confidence::Low {
                    for svg in [&image, &badge] {
                        assert!(
                            !svg.contains("Yes") && !svg.contains("Signs a BAA") && !is_green(svg),
                            "{svg}"
                        );
                    }
                }
            }
        }
    }
}
#[test]
fn an_image_is_a_png_of_1200_by_630() {
    let studio = Studio::new().expect("the fonts");
    let image = studio.draw(&studio.site("Countersign", 199)).expect("an image");
    let (head, rest) = image.split_at(16);
    assert_eq!(head, b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR");
    assert_eq!(rest[..8], [1200_u32.to_be_bytes(), 630_u32.to_be_bytes()].concat());
}
