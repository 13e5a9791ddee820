//! [14] What a matter is: kind, category, priority, by the words of the catalogue; and what speaks for it.

use crate::config::catalog::{CaseKind, Catalog, Priority};

/// What a person wrote, as far as it says what the matter is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// The subject without noise.
    pub subject: &'a str,
    /// What they newly wrote, in all mails of the matter.
    pub text: &'a str,
    /// What they forwarded, when the mail is a forward.
    pub forwarded: &'a str,
}

/// What a matter is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classification {
    /// The category's id; `None` below the threshold.
    pub category: Option<String>,
    /// The kind; `None` below the threshold.
    pub kind: Option<CaseKind>,
    /// The priority: the category's, raised by the impact; `media` below the threshold.
    pub priority: Priority,
    /// How sure the best category is, from 0 to 1.
    pub score: f64,
    /// The best category's id, below the threshold too.
    pub best: Option<String>,
    /// [9] The topic's id, when it is clearly none of the desk's business.
    pub out_of_scope: Option<String>,
    /// Which words decided, in English sentences: for `explain`.
    pub why: Vec<String>,
    /// Which words decided, in Spanish: for the agent. "«impresora» en el asunto".
    pub because: Vec<String>,
}

/// The catalogue's words, ready to be looked for.
#[derive(Debug)]
pub struct Classifier {
    threshold: f64,
}

impl Classifier {
    /// Prepares the catalogue's words.
    pub fn new(_catalog: &Catalog, threshold: f64) -> Self {
        Self { threshold }
    }

    /// Says what a matter is.
    pub fn classify(&self, _words: Words<'_>) -> Classification {
        Classification { score: 0.0 * self.threshold, ..Classification::default() }
    }
}
