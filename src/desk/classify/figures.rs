//! Cross-validation: how well matters are told apart by words alone, and with what was learned.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::learned::{Example, train};
use super::{Classifier, Words};

/// How well matters were told apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measure {
    /// Part of the examples in their category, from 0 to 1; those left to a person are not.
    pub accuracy: f64,
    /// The mean of all categories' F1, from 0 to 1.
    pub macro_f1: f64,
    /// Part of the examples with a kind that have theirs, from 0 to 1.
    pub kinds: f64,
    /// Part of the examples left to a person, from 0 to 1.
    pub abstained: f64,
    /// By category: how many of its examples were found, of how many.
    pub recall: BTreeMap<String, (usize, usize)>,
}

/// Both figures, over the same examples.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// How many examples.
    pub examples: usize,
    /// By the words of catalogue and vocabulary alone.
    pub alone: Measure,
    /// With a model that was trained on the other folds.
    pub with_model: Measure,
}

/// Measures `classifier` on `examples`, alone and with models trained on all folds but the one that is measured. The
/// examples are dealt to the folds in turn, category by category. Fewer than two folds are two.
pub fn cross_validate(examples: &[Example], folds: usize, classifier: &Classifier) -> Figures {
    let folds = folds.max(2);
    let mut sorted: Vec<&Example> = examples.iter().collect();
    sorted.sort_by(|one, other| {
        (&one.category, &one.subject, &one.text).cmp(&(&other.category, &other.subject, &other.text))
    });
    let alone = classifier.with_model(None);
    let mut counts = [Counts::default(), Counts::default()];
    for fold in 0..folds {
        let is_here = |place: &usize| place % folds == fold;
        let others: Vec<Example> = (0..sorted.len())
            .filter(|place| !is_here(place))
            .filter_map(|place| sorted.get(place).map(|example| (*example).clone()))
            .collect();
        let taught = classifier.with_model(Some(Arc::new(train(&others))));
        for example in (0..sorted.len()).filter(is_here).filter_map(|place| sorted.get(place)) {
            for (counts, classifier) in counts.iter_mut().zip([&alone, &taught]) {
                counts.add(example, classifier);
            }
        }
    }
    let [alone, with_model] = counts.map(Counts::measure);
    Figures { examples: examples.len(), alone, with_model }
}

#[derive(Default)]
struct Counts {
    all: usize,
    right: usize,
    abstained: usize,
    with_kind: usize,
    kinds: usize,
    /// By category: found, labelled, said.
    by_category: BTreeMap<String, (usize, usize, usize)>,
}

impl Counts {
    fn add(&mut self, example: &Example, classifier: &Classifier) {
        let words = Words { subject: &example.subject, text: &example.text, forwarded: "" };
        let told = classifier.classify(words);
        self.all += 1;
        let is_right = told.category.as_ref() == Some(&example.category);
        self.right += usize::from(is_right);
        self.abstained += usize::from(told.category.is_none());
        if let Some(kind) = &example.kind {
            self.with_kind += 1;
            self.kinds += usize::from(told.kind.is_some_and(|told| told.as_str() == kind));
        }
        let labelled = self.by_category.entry(example.category.clone()).or_default();
        labelled.0 += usize::from(is_right);
        labelled.1 += 1;
        if let Some(category) = told.category {
            self.by_category.entry(category).or_default().2 += 1;
        }
    }

    fn measure(self) -> Measure {
        let part = |of: usize, all: usize| if all == 0 { 0.0 } else { of as f64 / all as f64 };
        let labelled = self.by_category.values().filter(|(_, labelled, _)| *labelled > 0);
        let f1: Vec<f64> =
            labelled.map(|(found, labelled, said)| 2.0 * part(*found, labelled + said)).collect();
        Measure {
            accuracy: part(self.right, self.all),
            macro_f1: f1.iter().sum::<f64>() / f1.len().max(1) as f64,
            kinds: part(self.kinds, self.with_kind),
            abstained: part(self.abstained, self.all),
            recall: self
                .by_category
                .into_iter()
                .filter(|(_, (_, labelled, _))| *labelled > 0)
                .map(|(id, (found, labelled, _))| (id, (found, labelled)))
                .collect(),
        }
    }
}
