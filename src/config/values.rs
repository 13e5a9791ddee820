//! Values that TOML has no type for: durations, sizes, and lists that the environment gives with commas.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo, Unit};
use serde::de::{self, Deserializer, SeqAccess, Visitor};

/// Reads `60s`, `5m`, `2h 30m`, `30d`.
pub(super) fn duration<'de, D: Deserializer<'de>>(source: D) -> Result<Duration, D::Error> {
    let text = <String as serde::Deserialize>::deserialize(source)?;
    parse_duration(&text).ok_or_else(|| {
        de::Error::custom(format!("\"{text}\" is no duration; write it like 60s, 5m, 2h or 30d"))
    })
}

/// Reads `60s`, `5m`, `2h 30m`, `30d`; `None` for anything else.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let span: Span = text.trim().parse().ok()?;
    let millis = span.total((Unit::Millisecond, SpanRelativeTo::days_are_24_hours())).ok()?;
    (1.0..1e15).contains(&millis).then(|| Duration::from_millis(millis as u64))
}

/// Reads `40MB`, `128KB`, `1GB` or bytes; units are powers of 1024, as mail servers count.
pub(super) fn size<'de, D: Deserializer<'de>>(source: D) -> Result<u64, D::Error> {
    struct Size;
    impl Visitor<'_> for Size {
        type Value = u64;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a size like 40MB")
        }
        fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<u64, E> {
            u64::try_from(bytes).map_err(|_| E::custom(format!("{bytes} is no size")))
        }
        fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<u64, E> {
            Ok(bytes)
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
            parse_size(text).ok_or_else(|| E::custom(format!("\"{text}\" is no size; write it like 40MB")))
        }
    }
    source.deserialize_any(Size)
}

pub(super) fn parse_size(text: &str) -> Option<u64> {
    let upper = text.trim().to_ascii_uppercase();
    let digits = upper.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim();
    let unit = match upper.trim_start_matches(|c: char| c.is_ascii_digit()).trim() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// Reads a list; from the environment it comes as one text with commas.
pub(super) fn list<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<String>, D::Error> {
    struct List;
    impl<'de> Visitor<'de> for List {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of texts")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<String>, E> {
            Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<String>, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = seq.next_element()? {
                items.push(item);
            }
            Ok(items)
        }
    }
    source.deserialize_any(List)
}

/// Reads one word of a few.
///
/// # Errors
/// For any other, with the words that would do.
pub(super) fn one_of<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        format!("must be one of {}, not \"{text}\"", words.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, seconds) in
            [("60s", 60), ("5m", 300), ("2h 30m", 9000), ("30d", 2_592_000), ("1d12h", 129_600)]
        {
            assert_eq!(parse_duration(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for bad in ["", "60", "-5s", "0s", "soon"] {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn sizes() {
        for (text, bytes) in [("40MB", 40 << 20), ("128 KB", 128 << 10), ("7", 7), ("1gib", 1 << 30)] {
            assert_eq!(parse_size(text), Some(bytes), "{text}");
        }
        for bad in ["", "MB", "4 hours", "-1", "99999999999GB"] {
            assert_eq!(parse_size(bad), None, "{bad}");
        }
    }
}
