//! Sets of UIDs as commands bear them: sorted, in ranges, and in several lines where one would grow too long.

/// The octets of a set that keep a command line under the 8,192 that RFC 7162 (section 4) asks clients to heed.
pub(super) const MAX_SET_OCTETS: usize = 7_000;

/// `uids` as sets such as `3:5,9`, each of at most `max_octets`; every UID in exactly one of them.
///
/// A range holds only UIDs that were asked for, so a set never touches another mail. 0 is no UID and is left out.
pub(super) fn sets(uids: impl IntoIterator<Item = u32>, max_octets: usize) -> Vec<String> {
    let mut uids: Vec<u32> = uids.into_iter().filter(|uid| *uid != 0).collect();
    uids.sort_unstable();
    uids.dedup();
    let mut out: Vec<String> = Vec::new();
    for run in uids.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let range = if first == last { first.to_string() } else { format!("{first}:{last}") };
        match out.last_mut() {
            Some(set) if set.len() + 1 + range.len() <= max_octets => {
                set.push(',');
                set.push_str(&range);
            }
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn ranges() {
        let cases: [(&[u32], &[&str]); 6] = [
            (&[], &[]),
            (&[7], &["7"]),
            (&[3, 1, 2], &["1:3"]),
            (&[9, 5, 4, 3, 3], &["3:5,9"]),
            (&[0, 1], &["1"]),
            (&[u32::MAX, u32::MAX - 1], &["4294967294:4294967295"]),
        ];
        for (uids, want) in cases {
            assert_eq!(sets(uids.iter().copied(), MAX_SET_OCTETS), want, "{uids:?}");
        }
    }

    proptest! {
        #[test]
        fn every_uid_once_and_no_line_too_long(
            uids in proptest::collection::vec(1_u32..5_000, 0..600), max in 10_usize..200,
        ) {
            let mut seen = BTreeSet::new();
            for set in sets(uids.iter().copied(), max) {
                prop_assert!(set.len() <= max);
                for part in set.split(',') {
                    let (from, to) = part.split_once(':').unwrap_or((part, part));
                    for uid in from.parse::<u32>().unwrap()..=to.parse::<u32>().unwrap() {
                        prop_assert!(seen.insert(uid));
                    }
                }
            }
            prop_assert_eq!(seen, uids.into_iter().collect::<BTreeSet<_>>());
        }
    }
}
