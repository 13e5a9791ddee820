//! How sure the best category is.

/// With so much for it alone a category is nearly two thirds sure.
const ENOUGH: f64 = 3.0;
/// What is left of the score when two categories are level.
const LEVEL: f64 = 0.25;
/// What is left of it when several matters are said to follow, and another one is in the running.
pub(super) const SEVERAL: f64 = 0.5;
/// From this part of the best on another one is in the running.
const RUNNING: f32 = 0.35;

/// From 0 to 1: more for more evidence, more for more distance to the runner-up.
pub(super) fn score(best: f32, second: f32, several: bool) -> f64 {
    let (best, second) = (f64::from(best.max(0.0)), f64::from(second.max(0.0)));
    if best <= 0.0 {
        return 0.0;
    }
    let strength = 1.0 - (-best / ENOUGH).exp();
    let share = (second / best).min(1.0);
    let distance = LEVEL + (1.0 - LEVEL) * (1.0 - share);
    let score = strength * distance;
    if several && is_running(best as f32, second as f32) { score * SEVERAL } else { score }
}

/// Whether so much says that another category may be meant too.
pub(super) fn is_running(best: f32, second: f32) -> bool {
    best > 0.0 && second > RUNNING * best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn its_ends() {
        assert_eq!(score(0.0, 0.0, false), 0.0);
        assert_eq!(score(-3.0, 0.0, false), 0.0);
        assert!(score(100.0, 0.0, false) > 0.99);
        assert!(score(5.0, 5.0, false) < 0.25);
        assert!(score(5.0, 2.5, true) < score(5.0, 2.5, false));
    }

    proptest! {
        #[test]
        fn it_is_monotone(best in 0.0f32..40.0, more in 0.0f32..10.0, share in 0.0f32..1.0) {
            let second = best * share;
            let here = score(best, second, false);
            prop_assert!((0.0..=1.0).contains(&here));
            prop_assert!(score(best + more, second, false) >= here);
            prop_assert!(score(best, (second - more).max(0.0), false) >= here);
        }
    }
}
