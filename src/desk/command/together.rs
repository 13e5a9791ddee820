//! Commands that contradict each other.

use super::table::Word;
use super::{Command, Fault};
use crate::config::catalog::CaseKind;

/// A command of a mail, right or wrong.
pub(super) struct Stated {
    pub word: Word,
    pub line: usize,
    pub written: String,
    /// `None` where its argument is wrong.
    pub command: Option<Command>,
}

/// Pairs that say two things at once.
const CONTRADICTORY: [(Word, Word); 10] = [
    (Word::Take, Word::Assign),
    (Word::Assign, Word::Escalate),
    (Word::Assign, Word::Building),
    (Word::Escalate, Word::Building),
    (Word::Merge, Word::Solution),
    (Word::Merge, Word::Informative),
    (Word::Merge, Word::NotApplicable),
    (Word::Merge, Word::Escalate),
    (Word::Merge, Word::Assign),
    (Word::Merge, Word::Building),
];

/// The commands, each there at most once, that contradict another; each is told where the later one stands.
pub(super) fn contradictions(stated: &[Stated]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let find = |word: Word| stated.iter().find(|one| one.word == word);
    let mut tell = |one: &Stated, other: &Stated| {
        let (first, second) = if one.line <= other.line { (one, other) } else { (other, one) };
        faults.push(Fault {
            line: second.line,
            written: second.written.clone(),
            what: format!(
                "Contradice a {} (línea {}): deje sólo uno de los dos.",
                first.word.name(),
                first.line
            ),
            right: None,
        });
    };
    for (one, other) in CONTRADICTORY {
        if let Some((one, other)) = find(one).zip(find(other)) {
            tell(one, other);
        }
    }
    if let Some((informative, kind)) = find(Word::Informative).zip(find(Word::Kind))
        && kind.command.as_ref().is_some_and(|command| *command != Command::Kind(CaseKind::Informative))
    {
        tell(informative, kind);
    }
    faults
}
