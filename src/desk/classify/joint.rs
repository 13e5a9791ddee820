//! The words' say and the examples' joined: which category is best, and how sure that is.

use super::index::{Index, Kinds};
use super::likeness::{Likeness, Opinion};
use super::score;

/// What one unit of the words' weight adds to the logarithm of how likely a category is. Found by cross-validation
/// over the examples and the labelled development mails: a strong word (5) makes its category nearly three times as
/// likely.
const WORDS: f32 = 0.2;
/// What is added for no category at all: a person's look costs less than a case in wrong hands.
const NONE: f32 = 1.4;
/// Below this another category is in the running, whatever the words say.
const SURE: f64 = 0.7;
/// From here on `explain` says that a text is like those of no category.
const SOMEWHAT: f32 = 0.1;

/// All that speaks for the categories.
pub(super) struct Evidence<'a> {
    pub index: &'a Index,
    /// The words' say, by topic.
    pub sums: &'a [f32],
    /// The examples', where there are any.
    pub opinion: Option<&'a (&'a Likeness, Opinion)>,
    /// Whether several matters are said to follow.
    pub several: bool,
}

/// What it comes to.
pub(super) struct Decision {
    /// The best category's place among the topics.
    pub best: usize,
    pub kinds: Kinds,
    /// The next one's place, where anything speaks for it.
    pub second: Option<usize>,
    /// How sure the best is, from 0 to 1.
    pub score: f64,
    /// What the examples had to say, in English.
    pub why: Vec<String>,
    /// Which words made it like the examples, in Spanish.
    pub because: Option<String>,
}

impl Evidence<'_> {
    /// The best category but those that are denied; `None` when nothing speaks for any.
    pub fn decide(&self, is_denied: impl Fn(usize) -> bool) -> Option<Decision> {
        match self.opinion {
            Some((likeness, opinion)) => self.jointly(likeness, opinion, is_denied),
            None => self.by_words(),
        }
    }

    fn by_words(&self) -> Option<Decision> {
        let ((best, kinds, sum), second) = self.ranked(|place, _| self.sum(place), |sum| sum > 0.0)?;
        let score = score::score(sum, second.map_or(0.0, |second| second.1), self.several);
        let second = second.map(|second| second.0);
        Some(Decision { best, kinds, second, score, why: Vec::new(), because: None })
    }

    fn jointly(
        &self,
        likeness: &Likeness,
        opinion: &Opinion,
        is_denied: impl Fn(usize) -> bool,
    ) -> Option<Decision> {
        let speaks = |place: usize, id: &str| {
            let alike = likeness.of_category(opinion, id);
            if is_denied(place) { f32::MIN } else { WORDS * self.sum(place) + alike }
        };
        let ((best, kinds, sum), second) = self.ranked(speaks, |sum| sum > f32::MIN)?;
        let none = opinion.none() + NONE;
        let topics = self.index.topics.iter().enumerate().filter(|(_, topic)| topic.category.is_some());
        let all: f32 = topics.map(|(place, topic)| (speaks(place, &topic.id) - sum).exp()).sum();
        let mut score = 1.0 / f64::from(all + (none - sum).exp());
        let running = second.is_some_and(|second| score::is_running(self.sum(best), self.sum(second.0)));
        if self.several && (running || score < SURE) {
            score *= score::SEVERAL;
        }
        let id = self.index.topics.get(best).map_or("", |topic| topic.id.as_str());
        let words: Vec<String> = likeness.named(opinion, id).iter().map(|word| format!("«{word}»")).collect();
        let likely = likeness.of_category(opinion, id).exp();
        let by = if words.is_empty() { String::new() } else { format!(", by {}", words.join(", ")) };
        let mut why = vec![format!("learned from the examples: {id} ({likely:.2}){by}")];
        let none = opinion.none().exp();
        if none >= SOMEWHAT {
            why.push(format!("the examples take it for one of no category ({none:.2})"));
        }
        let because = (!words.is_empty()).then(|| format!("se parece a otros casos: {}", words.join(", ")));
        Some(Decision { best, kinds, second: second.map(|second| second.0), score, why, because })
    }

    fn sum(&self, place: usize) -> f32 {
        self.sums.get(place).copied().unwrap_or(0.0)
    }

    /// The two categories for which most speaks, with how much.
    fn ranked(
        &self,
        speaks: impl Fn(usize, &str) -> f32,
        counts: impl Fn(f32) -> bool,
    ) -> Option<(Best, Option<Second>)> {
        let mut best: Option<Best> = None;
        let mut second: Option<Second> = None;
        for (place, topic) in self.index.topics.iter().enumerate() {
            let Some(kinds) = topic.category else { continue };
            let sum = speaks(place, &topic.id);
            if !counts(sum) {
                continue;
            }
            if best.is_none_or(|best| sum > best.2) {
                second = best.map(|best| (best.0, best.2));
                best = Some((place, kinds, sum));
            } else if second.is_none_or(|second| sum > second.1) {
                second = Some((place, sum));
            }
        }
        best.map(|best| (best, second))
    }
}

/// A category's place, what its cases are, and how much speaks for it.
type Best = (usize, Kinds, f32);
/// A category's place, and how much speaks for it.
type Second = (usize, f32);
