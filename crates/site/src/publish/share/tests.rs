use catalog::{BaaStatus, Confidence, PhiStatus, Record, Tone};
use resvg::usvg::{Node, Tree};
use serde_json::json;

use super::{HEIGHT, ImageRenderer, WIDTH};

/// A vendor with the longest status labels.
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

/// The bounding boxes of all texts in an image: left, top, right and bottom.
fn text_boxes(renderer: &ImageRenderer, svg: &str) -> Vec<[f32; 4]> {
    let tree = Tree::from_str(svg, &renderer.options).expect("an SVG");
    let bounding_box = |node: &Node| match node {
        Node::Text(text) => Some(text.flattened().abs_bounding_box()),
        Node::Group(_) | Node::Path(_) | Node::Image(_) => None,
    };
    let boxes = tree.root().children().iter().filter_map(bounding_box);
    boxes.map(|one| [one.left(), one.top(), one.right(), one.bottom()]).collect()
}

#[test]
fn every_name_fits_and_no_two_texts_overlap() {
    let renderer = ImageRenderer::new().expect("the fonts");
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
        let svg = renderer.vendor_image(&name, &record(&name));
        let boxes = text_boxes(&renderer, &svg);
        assert_eq!(boxes.iter().filter(|[left, ..]| *left < 60.0).count(), 0, "{name}");
        for (number, a) in boxes.iter().enumerate() {
            assert!(a[2] <= WIDTH as f32 - 60.0 && a[3] < HEIGHT as f32, "{name}: {a:?}");
            for b in &boxes[number + 1..] {
                let is_apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(is_apart, "{name}: {a:?} and {b:?}");
            }
        }
        renderer.draw(&svg).expect("an image under 40 kB");
    }
}

/// Whether an image has a color of a green badge or of its answer.
fn is_green(svg: &str) -> bool {
    let (dark, light) = super::colors(Tone::Green);
    svg.contains(&format!("\"{dark}\"")) || svg.contains(&format!("\"{light}\""))
}

#[test]
fn image_and_badge_show_answer_labels_date_and_confidence_of_every_verdict() {
    let renderer = ImageRenderer::new().expect("the fonts");
    let mut record = record("Acme");
    for &baa in BaaStatus::ALL {
        for &phi in PhiStatus::ALL {
            for &confidence in Confidence::ALL {
                (record.baa.status, record.phi.status, record.confidence) = (baa, phi, confidence);
                let verdict = record.verdict();
                let class = verdict.baa_class();
                let confidence_text = format!("confidence: {}", confidence.label());
                let image = renderer.vendor_image("Countersign", &record);
                for text in [
                    "Is Acme HIPAA compliant?",
                    class.first_words(),
                    class.label(),
                    verdict.phi_class().label(),
                    verdict.soc2_class().label(),
                    "Last verified Nov 23, 2026",
                    &confidence_text,
                ] {
                    assert!(image.contains(text), "{text}: {image}");
                }
                let badge = renderer.badge(&record);
                assert!(badge.contains(class.label()) && badge.contains(&confidence_text), "{badge}");
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
    let renderer = ImageRenderer::new().expect("the fonts");
    let image = renderer.draw(&renderer.site_image("Countersign", 199)).expect("an image");
    let (header, size) = image.split_at(16);
    assert_eq!(header, b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR");
    assert_eq!(size[..8], [1200_u32.to_be_bytes(), 630_u32.to_be_bytes()].concat());
}
