//! Which phrases stand in a text, longest first, without those that noise covers or negation takes out.

use super::negation;
use super::phrases::{Phrases, Role, What};
use super::tokens::{Before, Read, Token};

/// How far apart the two halves of a pair may stand, in words that carry something.
const WINDOW: usize = 7;

/// Longest phrase looked for, in such words.
const LONGEST: usize = 8;

/// A phrase that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hit {
    /// What it says.
    pub what: What,
    /// How much.
    pub weight: f32,
    /// The phrase, or the first half of a pair.
    pub label: u32,
    /// The second half of a pair.
    pub second: Option<u32>,
    /// From which word to which it stands.
    pub at: (usize, usize),
    /// The same of the second half of a pair.
    pub second_at: Option<(usize, usize)>,
    /// How its first word stands.
    pub place: Standing,
    /// Negation takes it out.
    pub negated: bool,
    /// It is said not to be meant, here or elsewhere: "no es la impresora".
    pub denied: bool,
}

/// How a phrase stands to what is before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// By itself.
    #[default]
    Free,
    /// Behind "de".
    Of,
    /// Behind "en".
    At,
    /// It says where: a place, behind "en" or "de".
    Where,
}

impl Standing {
    /// Whether it says where something is.
    fn is_where(self) -> bool {
        matches!(self, Self::At | Self::Where)
    }
}

/// A phrase from `start` up to and with `end`.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    node: u32,
    roles: [bool; 5],
}

/// All that stands in a text.
pub(super) fn look(read: &Read, phrases: &Phrases, negation: &negation::Words) -> Vec<Hit> {
    let Read { tokens, is_noise, questions } = read;
    let spans = spans(tokens, phrases);
    let kept = Kept::of(&spans, is_noise);
    let mut negated = vec![false; tokens.len()];
    let mut denied = vec![false; tokens.len()];
    for span in kept.context() {
        for target in phrases.targets(span.node) {
            match target.what {
                What::Denial => negation::deny(tokens, span.end, &mut denied),
                What::Fine => negation::all_well(tokens, span.start, span.end, negation, &mut negated),
                _ => {}
            }
        }
    }
    for (negated, denied) in negated.iter_mut().zip(&denied) {
        *negated |= denied;
    }
    let mut hits = Vec::new();
    for (span, role) in kept.spans {
        for target in phrases.targets(span.node).iter().filter(|target| target.what.role() == role) {
            hits.push(Hit {
                what: target.what,
                weight: target.weight,
                label: target.label,
                second: None,
                at: (span.start, span.end),
                second_at: None,
                place: standing(tokens, span.start, phrases),
                negated: is_within(&negated, span.start, span.end),
                denied: is_within(&denied, span.start, span.end),
            });
        }
    }
    for at in questions {
        hits.extend(phrases.questions().iter().map(|target| Hit {
            what: target.what,
            weight: target.weight,
            label: target.label,
            second: None,
            at: (*at, *at),
            second_at: None,
            place: Standing::Free,
            negated: false,
            denied: false,
        }));
    }
    pairs(tokens, &sides(&spans, is_noise), phrases, &negated, &mut hits);
    hits
}

impl Span {
    fn has(&self, role: Role) -> bool {
        self.roles.get(role as usize).copied().unwrap_or(false)
    }
}

fn spans(tokens: &[Token], phrases: &Phrases) -> Vec<Span> {
    let mut spans = Vec::with_capacity(tokens.len());
    for (start, token) in tokens.iter().enumerate() {
        let mut node = phrases.root(token.id);
        let following = tokens.iter().skip(start + 1).take(LONGEST - 1);
        let mut following = following.take_while(|next| next.sentence == token.sentence);
        let mut end = start;
        while let Some(here) = node {
            let mut roles = [false; 5];
            for target in phrases.targets(here) {
                if let Some(role) = roles.get_mut(target.what.role() as usize) {
                    *role = true;
                }
            }
            if roles.contains(&true) {
                spans.push(Span { start, end, node: here, roles });
            }
            let Some(next) = following.next() else { break };
            node = phrases.step(here, next.id);
            end += 1;
        }
    }
    spans
}

/// The phrases that no longer one of the same role covers. What gives context is covered by any longer one.
struct Kept {
    spans: Vec<(Span, Role)>,
}

impl Kept {
    fn of(spans: &[Span], is_noise: &[bool]) -> Self {
        let mut kept = Vec::with_capacity(spans.len());
        // How far the phrases that began before reach, by role, counted to the word behind them.
        let mut reach = [0usize; 4];
        for group in spans.chunk_by(|one, other| one.start == other.start) {
            let before = reach;
            let any_before = before.iter().copied().max().unwrap_or(0);
            let longest = group.iter().rev().find(|span| !is_only_side(span)).map_or(0, |span| span.end);
            for (place, role) in
                [Role::Topic, Role::Kind, Role::Against, Role::Context].into_iter().enumerate()
            {
                let Some(span) = group.iter().rev().find(|span| span.has(role)) else { continue };
                let covered = if role == Role::Context {
                    any_before > span.end || longest > span.end
                } else {
                    before.get(place).is_some_and(|reach| *reach > span.end)
                };
                if let Some(reach) = reach.get_mut(place) {
                    *reach = (*reach).max(span.end + 1);
                }
                if !covered && !is_all(is_noise, span.start, span.end) {
                    kept.push((*span, role));
                }
            }
        }
        Self { spans: kept }
    }

    fn context(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter().filter(|(_, role)| *role == Role::Context).map(|(span, _)| span)
    }
}

fn is_only_side(span: &Span) -> bool {
    !(span.has(Role::Topic) || span.has(Role::Against) || span.has(Role::Kind) || span.has(Role::Context))
}

fn is_within(marks: &[bool], start: usize, end: usize) -> bool {
    marks.get(start..=end).is_some_and(|marks| marks.contains(&true))
}

fn is_all(marks: &[bool], start: usize, end: usize) -> bool {
    marks.get(start..=end).is_some_and(|marks| !marks.contains(&false))
}

/// The halves of pairs. A word within a longer phrase of a topic belongs to that: "clave de red" is no half about the
/// network.
fn sides(spans: &[Span], is_noise: &[bool]) -> Vec<Span> {
    let mut sides = Vec::new();
    let mut reach = 0;
    for group in spans.chunk_by(|one, other| one.start == other.start) {
        let longest = group.iter().rev().find(|span| span.has(Role::Topic)).map_or(0, |span| span.end + 1);
        sides.extend(group.iter().filter(|span| {
            let is_covered = reach > span.end || longest > span.end + 1;
            span.has(Role::Side) && !is_covered && !is_all(is_noise, span.start, span.end)
        }));
        reach = reach.max(longest);
    }
    sides
}

fn standing(tokens: &[Token], start: usize, phrases: &Phrases) -> Standing {
    match tokens.get(start).map(|token| (token.before, token.id)) {
        Some((Before::At | Before::Of, id)) if phrases.is_place(id) => Standing::Where,
        Some((Before::At, _)) => Standing::At,
        Some((Before::Of, _)) => Standing::Of,
        _ => Standing::Free,
    }
}

/// Where half of a pair was last seen.
#[derive(Clone, Copy)]
struct Seen {
    start: usize,
    end: usize,
    label: u32,
    place: Standing,
}

fn pairs(tokens: &[Token], sides: &[Span], phrases: &Phrases, negated: &[bool], hits: &mut Vec<Hit>) {
    let mut seen: Vec<[Option<Seen>; 2]> = vec![[None; 2]; phrases.pairs().len()];
    let mut said = vec![false; phrases.pairs().len()];
    for span in sides {
        let out = is_within(negated, span.start, span.end);
        for target in phrases.targets(span.node) {
            let What::Side { pair, second } = target.what else { continue };
            let index = pair as usize;
            let (Some(halves), Some(pair)) = (seen.get_mut(index), phrases.pairs().get(index)) else {
                continue;
            };
            if out {
                continue;
            }
            let place = standing(tokens, span.start, phrases);
            let here = Seen { start: span.start, end: span.end, label: target.label, place };
            let [one, two] = halves;
            let (mine, other) = if second { (two, one) } else { (one, two) };
            *mine = Some(here);
            let Some(other) = *other else { continue };
            let sentence = |seen: Seen| tokens.get(seen.start).map(|token| token.sentence);
            let apart = here.start > other.end && here.start - other.end <= WINDOW;
            if !apart || sentence(here) != sentence(other) {
                continue;
            }
            // Once a text: what is said twice says no more.
            if said.get(index).copied().unwrap_or(true) {
                continue;
            }
            if let Some(said) = said.get_mut(index) {
                *said = true;
            }
            let (first, last) = if second { (other, here) } else { (here, other) };
            hits.push(Hit {
                what: pair.what,
                weight: pair.weight * near(here.start - other.end),
                label: first.label,
                second: Some(last.label),
                at: (other.start, other.end),
                second_at: Some((here.start, here.end)),
                place: if first.place.is_where() { first.place } else { last.place },
                negated: false,
                denied: false,
            });
        }
    }
}

/// What the halves of a pair say together, by how many words apart they stand.
fn near(apart: usize) -> f32 {
    match apart {
        0..=3 => 1.0,
        4 | 5 => 0.75,
        _ => 0.5,
    }
}
