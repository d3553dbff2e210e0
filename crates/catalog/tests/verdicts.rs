//! The specification of the classes: the label, tone, first words and rank of every combination of status and evidence.

use catalog::{BaaClass, BaaStatus, Confidence, PhiClass, PhiStatus, Publisher, Soc2Class, Soc2Status, Tone};

/// A class: its key, status and confidences, first words, label and tone.
type Class = (&'static str, BaaStatus, &'static [Confidence], &'static str, &'static str, Tone);

/// The verdict classes, in rank order.
const CLASSES: [Class; 11] = {
    use BaaStatus::{Available, NotAvailable, OnRequest, PlanGated, Unknown};
    use Confidence::{High, Low, Medium};
    [
        ("yes", Available, &[High], "Yes", "Signs a BAA", Tone::Green),
        ("some_plans", PlanGated, &[High], "On some plans", "BAA on some plans", Tone::Amber),
        ("on_request", OnRequest, &[High], "Case by case", "BAA on request", Tone::Amber),
        ("reported_yes", Available, &[Medium], "Reportedly yes", "Reportedly signs a BAA", Tone::Amber),
        (
            "reported_some_plans",
            PlanGated,
            &[Medium],
            "Reportedly, on some plans",
            "BAA reported on some plans",
            Tone::Amber,
        ),
        (
            "reported_on_request",
            OnRequest,
            &[Medium],
            "Reportedly, case by case",
            "BAA reported on request",
            Tone::Amber,
        ),
        // The test adds the other two statuses of this class.
        ("unconfirmed", Available, &[Low], "Unconfirmed", "BAA unconfirmed", Tone::Gray),
        ("not_stated", Unknown, &[High, Medium, Low], "Not stated", "BAA not stated", Tone::Gray),
        ("unlikely", NotAvailable, &[Low], "Probably not", "BAA unlikely", Tone::Red),
        ("reported_no", NotAvailable, &[Medium], "Reportedly no", "Reportedly no BAA", Tone::Red),
        ("no", NotAvailable, &[High], "No", "No BAA", Tone::Red),
    ]
};

#[test]
fn every_verdict_class_is_as_specified() {
    assert_eq!(BaaClass::ALL.len(), CLASSES.len());
    let mut pairs = 0;
    for (rank, (key, status, levels, first_words, label, tone)) in CLASSES.into_iter().enumerate() {
        let statuses = match key {
            "unconfirmed" => vec![BaaStatus::Available, BaaStatus::PlanGated, BaaStatus::OnRequest],
            _ => vec![status],
        };
        for (status, level) in
            statuses.into_iter().flat_map(|status| levels.iter().map(move |level| (status, level)))
        {
            let class = BaaClass::new(status, *level);
            assert_eq!((class.key(), class as usize), (key, rank));
            assert_eq!((class.first_words(), class.label(), class.tone()), (first_words, label, tone));
            assert_eq!(class.counts_as_signing(), rank < 6, "{key}");
            pairs += 1;
        }
    }
    assert_eq!(
        pairs,
        BaaStatus::ALL.len() * Confidence::ALL.len(),
        "every status is combined with every confidence"
    );
}

#[test]
fn every_phi_class_is_as_specified() {
    // The columns are the BAA confirmed, reported, unconfirmed or not stated, and no BAA.
    let table = [
        (
            PhiStatus::Eligible,
            [
                ("PHI allowed", Tone::Green),
                ("PHI reportedly allowed", Tone::Amber),
                ("PHI unconfirmed", Tone::Gray),
                ("No PHI", Tone::Red),
            ],
        ),
        (
            PhiStatus::Conditional,
            [
                ("PHI with conditions", Tone::Amber),
                ("PHI reportedly with conditions", Tone::Amber),
                ("PHI unconfirmed", Tone::Gray),
                ("No PHI", Tone::Red),
            ],
        ),
        (
            PhiStatus::NotEligible,
            [
                ("No PHI", Tone::Red),
                ("Reportedly no PHI", Tone::Red),
                ("PHI probably not permitted", Tone::Red),
                ("No PHI", Tone::Red),
            ],
        ),
        (
            PhiStatus::Unknown,
            [
                ("PHI not stated", Tone::Gray),
                ("PHI not stated", Tone::Gray),
                ("PHI not stated", Tone::Gray),
                ("No PHI", Tone::Red),
            ],
        ),
    ];
    assert_eq!(table.len(), PhiStatus::ALL.len());
    for (status, columns) in table {
        for &baa in BaaClass::ALL {
            let column = match baa.key() {
                "yes" | "some_plans" | "on_request" => columns[0],
                "reported_yes" | "reported_some_plans" | "reported_on_request" => columns[1],
                "unconfirmed" | "not_stated" => columns[2],
                _ => columns[3],
            };
            let class = PhiClass::new(baa, status);
            assert_eq!((class.label(), class.tone()), column, "{} beside {}", status.key(), baa.key());
        }
    }
}

#[test]
fn every_soc_2_class_depends_on_the_publisher_of_its_own_sources() {
    for (status, stated, reported) in [
        (Soc2Status::Type2, ("SOC 2 Type II", Tone::Green), "SOC 2 Type II reported"),
        (Soc2Status::Type1, ("SOC 2 Type I", Tone::Amber), "SOC 2 Type I reported"),
        (Soc2Status::Reported, ("SOC 2, type not stated", Tone::Amber), "SOC 2 reported, type not stated"),
    ] {
        let class = Soc2Class::new(status, Publisher::Vendor);
        assert_eq!((class.label(), class.tone()), stated);
        let class = Soc2Class::new(status, Publisher::ThirdParty);
        assert_eq!((class.label(), class.tone()), (reported, Tone::Amber));
    }
    for &publisher in Publisher::ALL {
        let class = Soc2Class::new(Soc2Status::None, publisher);
        assert_eq!((class.label(), class.tone()), ("No SOC 2", Tone::Red));
        let class = Soc2Class::new(Soc2Status::Unknown, publisher);
        assert_eq!((class.label(), class.tone()), ("SOC 2 not stated", Tone::Gray));
    }
}
