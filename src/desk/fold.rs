//! Text as it is compared: lower case, without accents, blanks folded.

use regex::{Regex, RegexSet};
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Folds case and accents: "Dirección" and "DIRECCION" are the same word. The letter ñ becomes n.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            // What Spanish mail is full of.
            'á' | 'Á' => folded.push('a'),
            'é' | 'É' => folded.push('e'),
            'í' | 'Í' => folded.push('i'),
            'ó' | 'Ó' => folded.push('o'),
            'ú' | 'Ú' | 'ü' | 'Ü' => folded.push('u'),
            'ñ' | 'Ñ' => folded.push('n'),
            c => decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            }),
        }
    }
    folded
}

/// The words of a text, folded: runs of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The first `most` bytes of a text, cut at a character.
pub fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// A pattern for folded text. Its words, digits, blanks and boundaries are those of ASCII: folded words are ASCII, and
/// with them the fast matcher works, which gives up at Unicode's.
pub fn pattern(text: &str) -> Result<Regex, regex::Error> {
    Regex::new(&ascii(text))
}

/// The same, for many patterns.
pub fn patterns<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<RegexSet, regex::Error> {
    RegexSet::new(texts.into_iter().map(|text| ascii(text.as_ref())))
}

fn ascii(text: &str) -> String {
    [
        (r"\b", r"(?-u:\b)"),
        (r"\d", "[0-9]"),
        (r"\w", "[0-9a-z_]"),
        (r"\W", "[^0-9a-z_]"),
        (r"\s", r"[\x20\t\n]"),
        (r"\S", r"[^\x20\t\n]"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (unicode, ascii)| text.replace(unicode, ascii))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        assert_eq!(fold("DIRECCIÓN de Señales"), "direccion de senales");
        assert_eq!(words("¿Cómo va mi caso?"), ["como", "va", "mi", "caso"]);
        assert_eq!(head("año", 2), "a");
    }

    proptest::proptest! {
        #[test]
        fn folds_as_the_standard_decomposes(text in "\\PC*|[A-zÀ-ÿ\u{300}-\u{36f}가-힣ﬀ-ﬆ]*") {
            use unicode_normalization::UnicodeNormalization as _;
            let plain: String =
                text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
            proptest::prop_assert_eq!(fold(&text), plain);
        }
    }
}
