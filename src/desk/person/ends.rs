//! Where a name ends within a sentence.

use super::{DEPARTMENT, PARTICLES};
use crate::desk::fold::fold;

/// The name in "Pedro Páez de la Subsecretaría de Seguridad".
pub(super) fn until_department(phrase: &str) -> String {
    let begins_one = |word: &str| DEPARTMENT.as_ref().is_some_and(|regex| regex.is_match(&fold(word)));
    let mut words: Vec<&str> = phrase.split_whitespace().take_while(|word| !begins_one(word)).collect();
    while words.last().is_some_and(|word| PARTICLES.contains(&word.to_lowercase().as_str())) {
        words.pop();
    }
    words.join(" ")
}

/// Where a dependencia's name ends within a sentence.
pub(super) fn until_where(phrase: &str) -> String {
    let mut words = Vec::new();
    for word in phrase.split_whitespace() {
        if ["y", "no", "que", "para", "porque", "pero", "necesito", "solicito", "requiero", "quiero", "tengo"]
            .contains(&fold(word).as_str())
            && words.len() > 1
            && (fold(word) != "y")
        {
            break;
        }
        words.push(word);
        if words.len() == 10 {
            break;
        }
    }
    words.join(" ")
}
