//! What the signals of a text say together.
//!
//! How the matter stands outweighs everything: whoever writes that it is not solved is not satisfied, however kind the
//! people were and whatever praise stands beside it, meant or not. Judgement comes second, time and toil third, thanks
//! last. What is doubtful, asked for or about something else makes a text unclear, never its opposite.

use super::clauses::Link;
use super::reading::Verdict;
use super::signals::{Kind, Signal};

/// What the words of a text say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Weighed {
    pub verdict: Verdict,
    /// They say so clearly enough to contradict a button or a rating.
    pub is_strong: bool,
    /// The words that decided.
    pub why: Vec<String>,
}

/// The most words that are given as reasons.
const MOST_REASONS: usize = 6;

struct Signals<'a>(&'a [Signal]);

impl Signals<'_> {
    fn of(&self, kind: Kind) -> impl Iterator<Item = &Signal> {
        self.0.iter().filter(move |signal| signal.kind == kind)
    }

    /// What a question says bad is bad; what it says good is only asked.
    fn has(&self, kind: Kind) -> bool {
        let is_good = matches!(kind, Kind::Works | Kind::Praise | Kind::Courtesy | Kind::Mild);
        self.of(kind).any(|signal| !(is_good && signal.is_asked))
    }

    fn why(&self, kinds: &[Kind]) -> Vec<String> {
        let said = self.0.iter().filter(|signal| kinds.contains(&signal.kind));
        said.map(|signal| format!("{}: \"{}\"", signal.kind.name(), signal.words))
            .take(MOST_REASONS)
            .collect()
    }

    /// A "no" stands beside what is good, and nobody knows what it denies. A lone "no" that opens the text only answers
    /// ("No, todo bien").
    fn denies(&self) -> bool {
        self.of(Kind::Denial).any(|signal| signal.clause > 0 || signal.words != "no")
    }

    /// How the matter stands in the end: what is said last, where a text says both. It works again only where a word
    /// says so ("ya", "al final") or a "pero" turns to it.
    fn state(&self) -> State {
        let mut state = State::Unsaid;
        let mut recovers = false;
        for signal in self.0 {
            match signal.kind {
                Kind::Recovery => recovers = true,
                Kind::Broken => state = State::Broken,
                Kind::Works if signal.is_asked => {}
                Kind::Works if state == State::Broken && signal.link == Link::Although => {}
                Kind::Works if state == State::Broken && !recovers && signal.link != Link::But => {
                    state = State::Both;
                }
                Kind::Works if state != State::Both => state = State::Works,
                _ => {}
            }
        }
        state
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unsaid,
    Works,
    Broken,
    /// Broken, then working, and no word that tells which is now.
    Both,
}

/// Weighs what was said. `is_question` tells whether anything is asked.
pub(super) fn weigh(signals: &[Signal], is_question: bool) -> Weighed {
    use Kind::{
        Blame, Broken, Complaint, Courtesy, Denial, Doubt, Irony, Lukewarm, Mild, Other, Praise, Request,
        Waiting, Works,
    };
    let said = Signals(signals);
    let state = said.state();
    let verdict = |verdict, is_strong, kinds: &[Kind]| Weighed { verdict, is_strong, why: said.why(kinds) };
    let unsatisfactory = |kinds: &[Kind]| verdict(Verdict::Unsatisfactory, true, kinds);
    let unclear = |kinds: &[Kind]| verdict(Verdict::Unclear, false, kinds);
    let (praise, mild) = (said.has(Praise), said.has(Mild));
    let good = praise || said.has(Courtesy) || state == State::Works;

    if state == State::Broken {
        // Praise and a failure that is another matter's: a person must see it.
        if said.has(Other) && praise { unclear(&[Praise, Broken, Other]) } else { unsatisfactory(&[Broken]) }
    } else if state == State::Both {
        unclear(&[Broken, Works])
    } else if said.has(Blame) {
        let is_mixed = praise || state == State::Works;
        if is_mixed { unclear(&[Blame, Praise, Works]) } else { unsatisfactory(&[Blame]) }
    } else if said.has(Irony) || said.has(Lukewarm) || said.has(Doubt) {
        unclear(&[Irony, Lukewarm, Doubt])
    } else if is_question || said.has(Request) || (said.has(Waiting) && !good) {
        unclear(&[Request, Other, Waiting])
    } else if said.has(Complaint) {
        let is_soft = said.has(Kind::Soft);
        match (good, complaint_is_minor(&said)) {
            (true, true) => verdict(Verdict::Satisfactory, true, &[Praise, Courtesy, Works, Complaint]),
            (false, _) if !mild && !is_soft => verdict(Verdict::Unsatisfactory, false, &[Complaint]),
            _ => unclear(&[Praise, Works, Mild, Complaint]),
        }
    } else if said.denies() {
        unclear(&[Denial, Praise, Courtesy, Works, Mild])
    } else if good {
        // Kind people alone contradict no button and no rating.
        let is_strong = praise || state == State::Works;
        verdict(Verdict::Satisfactory, is_strong, &[Praise, Courtesy, Works])
    } else if mild && !said.has(Other) && !said.has(Denial) {
        verdict(Verdict::Satisfactory, false, &[Mild])
    } else {
        unclear(&[Waiting, Other])
    }
}

/// Each complaint stands behind "aunque" or a "un poco", or before a "pero" that turns to the good.
fn complaint_is_minor(said: &Signals<'_>) -> bool {
    let turns_good_at = said
        .0
        .iter()
        .filter(|signal| matches!(signal.kind, Kind::Works | Kind::Praise) && signal.link == Link::But)
        .map(|signal| signal.clause)
        .max();
    said.of(Kind::Complaint).all(|complaint| {
        let is_soft = said.of(Kind::Soft).any(|soft| soft.clause == complaint.clause);
        is_soft || complaint.link == Link::Although || turns_good_at.is_some_and(|at| complaint.clause < at)
    })
}
