//! Totals: how many vendors have which verdict.

use catalog::BaaClass;

/// The number of vendors of each verdict class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    counts: [usize; BaaClass::ALL.len()],
}

impl Totals {
    /// The totals of these classes.
    pub fn new(classes: impl IntoIterator<Item = BaaClass>) -> Self {
        let mut totals = Self::default();
        for class in classes {
            if let Some(count) = totals.counts.get_mut(class as usize) {
                *count += 1;
            }
        }
        totals
    }

    /// The number of vendors of a class.
    pub fn count(&self, class: BaaClass) -> usize {
        self.counts.get(class as usize).copied().unwrap_or(0)
    }

    /// The number of all vendors.
    pub fn all(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The totals in a sentence without a final period: "14 vendors: 6 sign (2 reportedly), 3 on some plans, 1
    /// unconfirmed, 2 do not, 2 not stated".
    pub fn sentence(&self) -> String {
        let all = match self.all() {
            0 => return "No vendors recognized".to_owned(),
            1 => "1 vendor".to_owned(),
            all => format!("{all} vendors"),
        };
        let count = |class| self.count(class);
        let reported = |class| qualified(count(class), "reportedly");
        let group = |confirmed, reported_class, one: &str, many: &str| {
            let total = count(confirmed) + count(reported_class);
            let words = if total == 1 { one } else { many };
            (total > 0).then(|| {
                [&total.to_string(), " ", words, &in_parentheses(&[reported(reported_class)])].concat()
            })
        };
        let single = |class, words: &str| (count(class) > 0).then(|| format!("{} {words}", count(class)));
        let no = count(BaaClass::No) + count(BaaClass::ReportedNo) + count(BaaClass::Unlikely);
        let no = (no > 0).then(|| {
            let words = if no == 1 { "does not" } else { "do not" };
            let qualified =
                [reported(BaaClass::ReportedNo), qualified(count(BaaClass::Unlikely), "probably")];
            [&no.to_string(), " ", words, &in_parentheses(&qualified)].concat()
        });
        let groups = [
            group(BaaClass::Yes, BaaClass::ReportedYes, "signs", "sign"),
            group(BaaClass::SomePlans, BaaClass::ReportedSomePlans, "on some plans", "on some plans"),
            group(BaaClass::OnRequest, BaaClass::ReportedOnRequest, "on request", "on request"),
            single(BaaClass::Unconfirmed, "unconfirmed"),
            no,
            single(BaaClass::NotStated, "not stated"),
        ];
        [all, groups.into_iter().flatten().collect::<Vec<_>>().join(", ")].join(": ")
    }
}

/// "2 reportedly"; `None` for 0.
fn qualified(count: usize, word: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} {word}"))
}

fn in_parentheses(parts: &[Option<String>]) -> String {
    let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { String::new() } else { [" (", &parts.join(", "), ")"].concat() }
}

#[cfg(test)]
mod tests {
    use catalog::BaaClass::{self, *};

    use super::Totals;

    #[test]
    fn the_sentence_counts_the_vendors_by_verdict() {
        let many = |class: BaaClass, count: usize| std::iter::repeat_n(class, count);
        let classes = many(Yes, 4).chain(many(ReportedYes, 2)).chain(many(SomePlans, 3)).chain([Unconfirmed]);
        let totals = Totals::new(classes.chain(many(No, 2)).chain(many(NotStated, 2)));
        let expected =
            "14 vendors: 6 sign (2 reportedly), 3 on some plans, 1 unconfirmed, 2 do not, 2 not stated";
        assert_eq!(totals.sentence(), expected);
        assert_eq!(Totals::new([]).sentence(), "No vendors recognized");
        assert_eq!(Totals::new([Yes]).sentence(), "1 vendor: 1 signs");
        let no = Totals::new([ReportedNo, Unlikely, No]);
        assert_eq!(no.sentence(), "3 vendors: 3 do not (1 reportedly, 1 probably)");
        let all = Totals::new(BaaClass::ALL.iter().copied());
        assert_eq!(all.all(), BaaClass::ALL.len());
        assert!(all.sentence().contains("2 on request (1 reportedly)"), "{}", all.sentence());
    }
}
