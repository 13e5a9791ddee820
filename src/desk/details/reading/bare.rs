//! Answers that nothing announces: they can only be meant for what was asked.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::super::facts::Field;
use super::super::labels::By;
use super::super::line::{Line, Pattern, has};
use super::super::number::{self, Hit};
use super::super::rest::{is_filler, parts};
use super::super::{site, username};
use super::Reading;
use crate::desk::fold::pattern;

/// How many lines are looked at for answers that nothing announces.
pub(super) const BARE_LINES: usize = 40;
/// How long such a line may be, in bytes.
pub(super) const BARE_LENGTH: usize = 160;
/// What a place's name begins with.
static LIKE_A_PLACE: Pattern = LazyLock::new(|| {
    pattern(r"\b(?:sede|casa|uri|upj|cai|cti|estacion|comisaria|edificio|centro|calle|carrera|cra|piso|local|alcaldia|punto|supercade|cade|carcel|comando|localidad|barrio|unidad|torre)\b").ok()
});

/// What was found, and in which line.
type Placed = (usize, Hit);

impl Reading<'_> {
    /// Values that nothing announces, but that were asked for.
    pub(super) fn read_bare(&mut self) {
        let short: Vec<usize> = self.short_lines();
        let (need_tag, need_extension) = (
            self.asks(&Field::AssetTag) && !self.has(&Field::AssetTag),
            self.asks(&Field::Extension) && !self.has(&Field::Extension),
        );
        let tags: Vec<(usize, Hit)> = self.hits(&short, need_tag, number::bare_tags);
        let extensions: Vec<(usize, Hit)> =
            self.hits(&short, need_extension, |line| number::bare_extensions(line, &(0..line.masked.len())));
        let (tag, extension) = self.told_apart(tags, extensions);
        if let Some((at, hit)) = tag {
            self.keep(&Field::AssetTag, at, hit);
        }
        if let Some((at, hit)) = extension {
            self.keep(&Field::Extension, at, hit);
        }
        if self.asks(&Field::Username) && !self.has(&Field::Username) {
            let mut names: Vec<(bool, usize, Hit)> = Vec::new();
            for at in short {
                let Some(line) = self.lines.get(at) else { continue };
                for part in parts(line).into_iter().filter(|part| !line.is_taken(part)) {
                    if let Some(hit) = username::bare(line, &part, &self.writer, &self.ordinary) {
                        let small = hit.value.starts_with(char::is_lowercase);
                        names.push((small, at, hit));
                    }
                }
            }
            let chosen = names.iter().find(|(small, ..)| *small).or(names.first()).cloned();
            if let Some((_, at, hit)) = chosen {
                self.keep(&Field::Username, at, hit);
            }
        }
    }

    fn short_lines(&self) -> Vec<usize> {
        let short = |(_, line): &(usize, &Line<'_>)| !line.is_blank() && line.flat.len() <= BARE_LENGTH;
        self.lines.iter().enumerate().filter(short).take(BARE_LINES).map(|(at, _)| at).collect()
    }

    fn hits(&self, lines: &[usize], needed: bool, find: impl Fn(&Line<'_>) -> Vec<Hit>) -> Vec<(usize, Hit)> {
        if !needed {
            return Vec::new();
        }
        let of =
            |&at: &usize| self.lines.get(at).map(|line| find(line).into_iter().map(move |hit| (at, hit)));
        lines.iter().filter_map(of).flatten().take(20).collect()
    }

    /// Which number is the plate and which the extension, where both may be meant: by their length, else by the order
    /// in which they were asked for.
    fn told_apart(
        &self,
        mut tags: Vec<Placed>,
        mut extensions: Vec<Placed>,
    ) -> (Option<Placed>, Option<Placed>) {
        let overlap = |a: &(usize, Hit), b: &(usize, Hit)| {
            a.0 == b.0 && a.1.range.start < b.1.range.end && b.1.range.start < a.1.range.end
        };
        if tags.is_empty() || extensions.is_empty() {
            return (self.best(tags), self.best(extensions));
        }
        let sure_tag = tags.iter().position(|tag| !extensions.iter().any(|other| overlap(tag, other)));
        let sure_extension =
            extensions.iter().position(|extension| !tags.iter().any(|other| overlap(extension, other)));
        match (sure_tag, sure_extension) {
            (Some(tag), Some(extension)) => {
                (Some(tags.swap_remove(tag)), Some(extensions.swap_remove(extension)))
            }
            (Some(tag), None) => (Some(tags.swap_remove(tag)), self.best(extensions)),
            (None, Some(extension)) => (self.best(tags), Some(extensions.swap_remove(extension))),
            (None, None) => {
                let place = |field| self.asked.iter().position(|asked| *asked == field);
                let tag_first = place(Field::AssetTag) < place(Field::Extension);
                let alone = tags.len() == 1;
                let is_long = tags.first().is_some_and(|(_, hit)| hit.value.len() >= 5);
                if alone {
                    return if is_long { (self.best(tags), None) } else { (None, self.best(extensions)) };
                }
                let by_order = |first: (usize, Hit), others: Vec<(usize, Hit)>| {
                    let second = others.into_iter().find(|other| !overlap(&first, other));
                    (Some(first), second)
                };
                if tag_first {
                    by_order(tags.swap_remove(0), extensions)
                } else {
                    let (extension, tag) = by_order(extensions.swap_remove(0), tags);
                    (tag, extension)
                }
            }
        }
    }

    /// The one on a line that says nothing else, else the first.
    fn best(&self, mut hits: Vec<(usize, Hit)>) -> Option<(usize, Hit)> {
        let alone = hits.iter().position(|(at, hit)| {
            self.lines.get(*at).is_some_and(|line| {
                let mut line = line.clone();
                line.take(hit.range.clone());
                is_filler(&line.residue())
            })
        });
        if hits.is_empty() { None } else { Some(hits.swap_remove(alone.unwrap_or(0))) }
    }

    /// What is left of a short answer is the one thing that was asked for and not found.
    pub(super) fn read_leftover(&mut self) {
        let open: Vec<Field> = self
            .asked
            .iter()
            .filter(|field| {
                !matches!(field, Field::Name | Field::Department | Field::Form) && !self.has(field)
            })
            .cloned()
            .collect();
        let [field] = open.as_slice() else { return };
        if !matches!(field, Field::Site | Field::Other(_)) {
            return;
        }
        let people = self.asked.iter().any(|field| matches!(field, Field::Name | Field::Department));
        let mut left: Vec<(usize, Range<usize>)> = Vec::new();
        for at in self.short_lines() {
            let Some(line) = self.lines.get(at) else { continue };
            // A place is written with commas: it is taken apart only where something else stands in the line.
            let whole = || std::iter::once(0..line.flat.len()).collect();
            let other_data = line.taken.iter().any(|taken| {
                !self.floors.get(at).is_some_and(|parts| parts.iter().any(|part| part.range == *taken))
            });
            let pieces = if other_data { parts(line) } else { whole() };
            for piece in pieces {
                let is_floor = self.is_only_floor(at, &piece);
                let free = !other_data || !line.is_taken(&piece);
                let says = line.masked.get(piece.clone()).is_some_and(|text| !is_filler(text));
                if free && says && !is_floor {
                    left.push((at, piece));
                }
            }
        }
        if *field == Field::Site && left.len() > 1 {
            left.retain(|(at, piece)| {
                self.lines.get(*at).is_some_and(|line| {
                    line.flat.get(piece.clone()).is_some_and(|text| has(&LIKE_A_PLACE, text))
                })
            });
        }
        let [(at, piece)] = left.as_slice() else { return };
        let Some(line) = self.lines.get(*at) else { return };
        let text = line.written(piece);
        if *field == Field::Site {
            let folded = line.masked.get(piece.clone()).unwrap_or("");
            let brief = text.split_whitespace().count() <= 6 && !people;
            let likely = has(&LIKE_A_PLACE, folded) || brief;
            if let Some(place) = site::place(text).filter(|_| likely && !folded.contains('\u{1a}')) {
                self.place = Some(place);
                let range = piece.clone();
                if let Some(line) = self.lines.get_mut(*at) {
                    line.take(range);
                }
            }
        } else if !people && let Some(value) = self.added_value(field, text, By::Number) {
            let hit = Hit { value, range: piece.clone() };
            self.keep(&field.clone(), *at, hit);
        }
    }
}
