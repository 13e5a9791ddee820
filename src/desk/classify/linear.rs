//! Multinomial logistic regression over sparse vectors, taught by stochastic gradient descent in a fixed order: the same
//! examples always teach the same.

/// How often all examples are gone through.
const ROUNDS: usize = 4;
/// The step at the beginning; it falls evenly to a tenth.
const STEP: f32 = 5.0;
/// The part of a step for what stands for a label whatever the text says.
const OF_THE_BIAS: f32 = 0.1;
/// Errors below this teach nothing: most labels are out of question for most texts, and cost nothing then.
const SMALL: f32 = 0.01;

/// A place in the vector, and what stands there.
pub(super) type Entry = (u32, f32);

/// What tells labels apart.
#[derive(Debug, Default)]
pub(super) struct Linear {
    labels: usize,
    /// By place in the vector, then by label.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// Learns to tell `labels` labels apart from vectors of `length` places, each with its label's number.
    pub fn train(vectors: &[(&[Entry], usize)], length: usize, labels: usize) -> Self {
        let mut linear = Self { labels, weights: vec![0.0; length * labels], bias: vec![0.0; labels] };
        let mut order: Vec<usize> = (0..vectors.len()).collect();
        let mut dice = Dice(1);
        let steps = (ROUNDS * vectors.len()).max(1) as f32;
        let mut taken = 0.0f32;
        for _ in 0..ROUNDS {
            for place in (1..order.len()).rev() {
                order.swap(place, dice.below(place + 1));
            }
            for (vector, label) in order.iter().filter_map(|place| vectors.get(*place)) {
                taken += 1.0;
                linear.step(vector, *label, STEP * (1.0 - 0.9 * taken / steps));
            }
        }
        linear
    }

    fn step(&mut self, vector: &[Entry], label: usize, step: f32) {
        let mut likely = self.log_likely(vector);
        for (place, likely) in likely.iter_mut().enumerate() {
            *likely = likely.exp() - if place == label { 1.0 } else { 0.0 };
        }
        let errors: Vec<(usize, f32)> = likely
            .into_iter()
            .enumerate()
            .filter(|(_, error)| error.abs() >= SMALL)
            .map(|(place, error)| (place, step * error))
            .collect();
        for (place, error) in &errors {
            if let Some(bias) = self.bias.get_mut(*place) {
                *bias -= OF_THE_BIAS * error;
            }
        }
        for (place, value) in vector {
            let from = *place as usize * self.labels;
            let Some(row) = self.weights.get_mut(from..from + self.labels) else { continue };
            for (place, error) in &errors {
                if let Some(weight) = row.get_mut(*place) {
                    *weight -= *value * *error;
                }
            }
        }
    }

    /// The logarithm of how likely each label is.
    pub fn log_likely(&self, vector: &[Entry]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for (place, value) in vector {
            let from = *place as usize * self.labels;
            let row = self.weights.get(from..from + self.labels).unwrap_or_default();
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += *value * *weight;
            }
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let all = most + sums.iter().map(|sum| (sum - most).exp()).sum::<f32>().ln();
        sums.iter_mut().for_each(|sum| *sum -= all);
        sums
    }

    /// How much what stands at a place speaks for a label.
    pub fn weight(&self, place: u32, label: usize) -> f32 {
        self.weights.get(place as usize * self.labels + label).copied().unwrap_or(0.0)
    }
}

/// A row of numbers that looks thrown and is always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_apart_what_it_was_taught() {
        let (one, other, both): ([Entry; 1], [Entry; 1], [Entry; 2]) =
            ([(0, 1.0)], [(1, 1.0)], [(0, 0.6), (1, 0.8)]);
        let mut vectors: Vec<(&[Entry], usize)> = Vec::new();
        for _ in 0..20 {
            vectors.extend([(one.as_slice(), 0), (other.as_slice(), 1), (both.as_slice(), 2)]);
        }
        let linear = Linear::train(&vectors, 2, 3);
        for (vector, label) in &vectors {
            let likely = linear.log_likely(vector);
            assert!((likely.iter().map(|one| one.exp()).sum::<f32>() - 1.0).abs() < 1e-4);
            assert!(likely.iter().all(|one| *one <= likely[*label]), "{likely:?} {label}");
        }
        let again = Linear::train(&vectors, 2, 3);
        assert_eq!(again.weights, linear.weights, "the same examples teach the same");
        assert!(linear.weight(0, 0) > 0.0 && linear.weight(7, 0) == 0.0);
    }

    #[test]
    fn nothing_teaches_nothing() {
        let likely = Linear::train(&[], 0, 2).log_likely(&[(3, 1.0)]);
        assert!(likely.iter().all(|one| (one.exp() - 0.5).abs() < 1e-6), "{likely:?}");
    }
}
