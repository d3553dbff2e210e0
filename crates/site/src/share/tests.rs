use std::fs;
use std::path::Path;

use directory::{BaaStatus, Record};
use resvg::usvg::{Node, Tree};

use super::{HEIGHT, Studio, WIDTH};

fn record(name: &str) -> Record {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/vendors/zoom.json");
    let mut record: Record =
        serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("a record");
    name.clone_into(&mut record.name);
    record
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

#[test]
fn it_says_the_answer_the_statuses_the_day_and_the_confidence() {
    let studio = Studio::new().expect("the fonts");
    let mut record = record("Zoom");
    record.baa.status = BaaStatus::NotAvailable;
    let svg = studio.vendor("Countersign", &record);
    let day = record.last_verified.in_words();
    let confidence = format!("confidence: {}", record.confidence.label());
    for words in [
        "Is Zoom HIPAA compliant?",
        ">No<",
        "No BAA",
        record.phi.status.label(),
        record.soc2.status.label(),
        &day,
        &confidence,
    ] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
    assert!(!svg.contains("Yes"), "{svg}");
}

#[test]
fn an_image_is_a_png_of_1200_by_630() {
    let studio = Studio::new().expect("the fonts");
    let image = studio.draw(&studio.site("Countersign", 199)).expect("an image");
    let (head, rest) = image.split_at(16);
    assert_eq!(head, b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR");
    assert_eq!(rest[..8], [1200_u32.to_be_bytes(), 630_u32.to_be_bytes()].concat());
}
