//! The order in which a mail is read for details: what is labelled, what the words announce, what can only be meant
//! as an answer, and then signature and subject.

mod around;
mod bare;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::facts::{Details, Field};
use super::super::fold::{fold, head, words};
use super::super::mail::Mail;
use super::super::rules::Rules;
use super::floor::{self, Part};
use super::labels::{By, Questions, Slot, slots};
use super::line::{LONGEST, Line, Pattern};
use super::number::{self, Hit};
use super::rest::is_filler;
use super::site::{self, Mention, Sites};
use super::username::{self, Writer};
use super::{Found, evidence, quoted};
use crate::config::catalog::FieldSource;
use crate::desk::fold::pattern;

/// How long the value of a field that the catalogue adds may be, in bytes.
const LONGEST_VALUE: usize = 200;
/// What is no part of a place's name: another answer begins.
static ANOTHER: Pattern = LazyLock::new(|| {
    pattern(r"[;|\t]|\s-\s|(?:[,.]\s*|\s+y\s+|\s+)(?:(?:la|el|mi|con|de)\s+)?(?:placa|inventario|activo|ext|extension|usuario|user|serial|gracias|muchas gracias)\b").ok()
});

/// A mail as it is read.
pub(super) struct Reading<'a> {
    mail: &'a Mail,
    asked: &'a [Field],
    rules: &'a Rules,
    sites: Sites<'a>,
    lines: Vec<Line<'a>>,
    unread: &'a str,
    writer: Writer,
    /// The catalogue's words, which are no user names.
    ordinary: HashSet<String>,
    details: Details,
    /// The line, and the site in it that is chosen.
    site: Option<(usize, Mention)>,
    /// A place that the list does not have.
    place: Option<String>,
    floors: Vec<Vec<Part>>,
}

impl<'a> Reading<'a> {
    pub fn new(mail: &'a Mail, text: &'a str, asked: &'a [Field], rules: &'a Rules) -> Self {
        let (lines, unread) = quoted::lines(text, asked, rules);
        let floors = lines.iter().map(floor::parts).collect();
        let contact = mail.from.as_ref();
        let local = contact.map_or_else(String::new, |contact| fold(contact.address.local()));
        let known = contact
            .and_then(|contact| rules.staff.requester(&contact.address))
            .and_then(|entry| entry.name.as_deref());
        let names = [contact.and_then(|contact| contact.name.as_deref()), known, Some(local.as_str())];
        let writer = Writer::new(&local, names.into_iter().flatten().flat_map(words));
        Self {
            mail,
            asked,
            rules,
            sites: Sites::new(rules),
            lines,
            unread,
            writer,
            ordinary: HashSet::new(),
            details: Details::new(),
            site: None,
            place: None,
            floors,
        }
    }

    pub fn finish(mut self) -> Found {
        if self.asks(&Field::Username) || self.lines.iter().any(speaks_of_users) {
            self.ordinary = catalogue_words(self.rules);
        }
        self.read_slots();
        self.read_words();
        self.read_patterns();
        if !self.asked.is_empty() {
            self.read_bare();
            self.read_leftover();
        }
        self.read_evidence();
        let signed = self.read_signature();
        self.read_subject();
        self.conclude(signed)
    }

    fn asks(&self, field: &Field) -> bool {
        self.asked.contains(field)
    }

    /// The catalogue knows the field, or it was asked for.
    fn wants(&self, field: &Field) -> bool {
        self.rules.catalog.fields.contains_key(field.as_str()) || self.asks(field)
    }

    fn has(&self, field: &Field) -> bool {
        match field {
            Field::Site => self.site.is_some() || self.place.is_some(),
            _ => self.details.contains_key(field.as_str()),
        }
    }

    fn lacks(&self, field: &Field) -> bool {
        self.wants(field) && !self.has(field)
    }

    fn keep(&mut self, field: &Field, line: usize, hit: Hit) {
        if let Some(line) = self.lines.get_mut(line) {
            line.take(hit.range);
        }
        self.details.insert(field.as_str().to_owned(), hit.value);
    }

    /// What is labelled or numbered, or stands at an item of our letter.
    fn read_slots(&mut self) {
        let questions = Questions::new(self.rules);
        let (slots, only_labels) = slots(&self.lines, self.asked, &questions);
        for at in only_labels {
            if let Some(line) = self.lines.get_mut(at) {
                line.take(0..line.flat.len());
            }
        }
        let (mut certain, mut by_number): (Vec<Slot>, Vec<Slot>) =
            slots.into_iter().partition(|slot| slot.by != By::Number);
        // What a line says of itself goes before its place in the list.
        by_number.retain(|slot| {
            !certain.iter().any(|other| other.line == slot.line && slot.range.end > other.from)
        });
        certain.append(&mut by_number);
        for slot in certain {
            self.read_slot(&slot);
        }
    }

    fn read_slot(&mut self, slot: &Slot) {
        let Some(line) = self.lines.get(slot.line) else { return };
        if matches!(slot.field, Field::Name | Field::Department | Field::Description | Field::Form) {
            return;
        }
        // The last word on the site counts; of all else, the first.
        if slot.field != Field::Site && !self.lacks(&slot.field) {
            return;
        }
        let text = line.written(&slot.range);
        let hit = match &slot.field {
            Field::AssetTag => number::labelled_tag(line, &slot.range),
            Field::Extension => number::bare_extensions(line, &slot.range)
                .into_iter()
                .next()
                .or_else(|| number::announced_extension(line).filter(|hit| hit.range.end <= slot.range.end)),
            Field::Username => username::labelled(line, &slot.range, &self.writer, &self.ordinary),
            Field::Site => return self.read_site_slot(slot),
            Field::Evidence => evidence::answered(text, true).map(|value| Hit { value, range: 0..0 }),
            field => {
                self.added_value(field, text, slot.by).map(|value| Hit { value, range: slot.range.clone() })
            }
        };
        let Some(mut hit) = hit else { return };
        // An error's words belong to the description as well.
        if slot.field != Field::Evidence {
            hit.range.start = hit.range.start.min(slot.from);
        }
        self.keep(&slot.field.clone(), slot.line, hit);
    }

    fn read_site_slot(&mut self, slot: &Slot) {
        let Some(line) = self.lines.get(slot.line) else { return };
        let mentions: Vec<(usize, Mention)> = self
            .sites
            .mentions(line, true)
            .into_iter()
            .filter(|mention| mention.range.start >= slot.range.start && mention.range.end <= slot.range.end)
            .map(|mention| (slot.line, mention))
            .collect();
        if let Some((at, mention)) = site::decided(&mentions).or(mentions.first()).cloned() {
            let taken = slot.from..mention.range.end;
            self.site = Some((at, mention));
            self.place = None;
            if let Some(line) = self.lines.get_mut(slot.line) {
                line.take(taken);
            }
            return;
        }
        let Some(masked) = line.masked.get(slot.range.clone()) else { return };
        let end = ANOTHER
            .as_ref()
            .and_then(|another| another.find(masked))
            .map_or(masked.len(), |found| found.start());
        let range = slot.range.start..slot.range.start + end;
        if masked.get(..end).is_none_or(|text| text.contains('\u{1a}')) {
            return;
        }
        if slot.by == By::Label
            && !self.asks(&Field::Site)
            && line
                .flat
                .get(slot.from..slot.range.start)
                .is_some_and(|label| label.contains("sitio") || label.contains("lugar"))
        {
            return;
        }
        let only_floor = self.is_only_floor(slot.line, &range);
        if let Some(place) =
            site::place(line.written(&range)).filter(|_| !only_floor && !self.has(&Field::Site))
        {
            self.place = Some(place);
            if let Some(line) = self.lines.get_mut(slot.line) {
                line.take(slot.from..range.end);
            }
        } else if only_floor && let Some(line) = self.lines.get_mut(slot.line) {
            line.take(slot.from..range.end);
        }
    }

    /// Nothing but floors and offices stands in a range.
    fn is_only_floor(&self, at: usize, range: &Range<usize>) -> bool {
        let (Some(line), Some(parts)) = (self.lines.get(at), self.floors.get(at)) else { return false };
        let inside: Vec<&Part> = parts
            .iter()
            .filter(|part| part.range.start >= range.start && part.range.end <= range.end)
            .collect();
        if inside.is_empty() {
            return false;
        }
        let mut left = String::new();
        let mut from = range.start;
        for part in inside {
            left.push_str(line.masked.get(from..part.range.start).unwrap_or(""));
            left.push(' ');
            from = part.range.end;
        }
        left.push_str(line.masked.get(from..range.end).unwrap_or(""));
        is_filler(&left)
    }

    /// What the words of each line announce.
    fn read_words(&mut self) {
        let mut mentions: Vec<(usize, Mention)> = Vec::new();
        let answers_site = self.asks(&Field::Site);
        for at in 0..self.lines.len() {
            if let Some(parts) = self.floors.get(at)
                && let Some(line) = self.lines.get_mut(at)
            {
                line.taken.extend(parts.iter().map(|part| part.range.clone()));
            }
            let Some(line) = self.lines.get(at) else { continue };
            let wants_number = |field: &Field| line.has_digits && self.lacks(field);
            let tag = wants_number(&Field::AssetTag).then(|| number::announced_tag(line)).flatten();
            let extension =
                wants_number(&Field::Extension).then(|| number::announced_extension(line)).flatten();
            let user = (speaks_of_users(line) && self.lacks(&Field::Username))
                .then(|| username::announced(line, &self.writer, &self.ordinary))
                .flatten();
            let answers = answers_site && line.flat.len() <= bare::BARE_LENGTH;
            let named = self.sites.mentions(line, answers);
            let is_free = |hit: &Hit| !line.is_taken(&hit.range);
            let hits = [
                (Field::AssetTag, tag.filter(is_free)),
                (Field::Extension, extension),
                (Field::Username, user),
            ];
            for (field, hit) in hits {
                if let Some(hit) = hit {
                    self.keep(&field, at, hit);
                }
            }
            if let Some(line) = self.lines.get_mut(at) {
                line.taken.extend(named.iter().map(|mention| mention.range.clone()));
            }
            mentions.extend(named.into_iter().map(|mention| (at, mention)));
        }
        if !self.has(&Field::Site) {
            self.site = site::decided(&mentions).cloned();
        }
    }

    /// The catalogue's own patterns: for what it adds, and for what is known here as far as the value can be one.
    fn read_patterns(&mut self) {
        for (name, rule) in &self.rules.catalog.fields {
            let FieldSource::Pattern(pattern) = &rule.source else { continue };
            let field = Field::named(name);
            if self.has(&field)
                || matches!(field, Field::Site | Field::Evidence | Field::Form | Field::Username)
            {
                continue;
            }
            for at in 0..self.lines.len() {
                let Some(line) = self.lines.get(at) else { break };
                // A plate and an extension are numbers; the pattern need not look where there is none.
                if matches!(field, Field::AssetTag | Field::Extension) && !line.has_digits {
                    continue;
                }
                let seen = head(line.text, LONGEST);
                let Some(found) = pattern.captures(seen) else { continue };
                let (Some(whole), Some(value)) = (found.get(0), found.iter().flatten().last()) else {
                    continue;
                };
                let range = line.folded(value.range());
                let all_digits = value.as_str().bytes().all(|b| b.is_ascii_digit());
                let known = match field {
                    Field::AssetTag if all_digits => {
                        number::bare_tags(line).into_iter().find(|hit| hit.range == range)
                    }
                    Field::Extension if all_digits => {
                        let before = line.folded(whole.start()..value.start());
                        number::extension_there(line, &range, line.flat.get(before).unwrap_or(""))
                    }
                    // A number of something else is none of these, whatever a pattern says.
                    Field::AssetTag | Field::Extension if line.is_masked(&range) => None,
                    _ => added(value.as_str()).map(|value| Hit { value, range }),
                };
                if let Some(hit) = known {
                    self.keep(&field, at, hit);
                    break;
                }
            }
        }
    }

    /// The value of a field that the catalogue adds, in what stands where it was asked for.
    fn added_value(&self, field: &Field, text: &str, by: By) -> Option<String> {
        let rule = self.rules.catalog.fields.get(field.as_str());
        match rule.map(|rule| &rule.source) {
            Some(FieldSource::Pattern(pattern)) => {
                let seen = head(text, LONGEST);
                let matched = pattern
                    .captures(seen)
                    .and_then(|found| found.iter().flatten().last().map(|value| value.as_str().to_owned()));
                // Its pattern may need words that an answer to the question does not repeat.
                matched.as_deref().and_then(added).or_else(|| added(text))
            }
            Some(FieldSource::Sites) => {
                let line = Line::new(text, None, &self.rules.numbers);
                let mentions = self.sites.mentions(&line, true);
                mentions
                    .first()
                    .and_then(|mention| self.sites.name(mention.site))
                    .map(str::to_owned)
                    .or_else(|| site::place(text))
            }
            Some(FieldSource::Evidence) => evidence::answered(text, by != By::Number),
            Some(FieldSource::Form) => None,
            None => added(text),
        }
    }
}

/// A value of a field that the catalogue adds: what was written, in one line, if it is one.
fn added(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|c: char| " :;,.\t|".contains(c)).trim();
    let folded = fold(head(text, LONGEST_VALUE));
    let none = ["no se", "no tengo", "no aplica", "n/a", "ninguno", "ninguna", "pendiente"]
        .iter()
        .any(|word| folded.starts_with(word));
    let good = text.chars().any(char::is_alphanumeric)
        && text.len() <= LONGEST_VALUE
        && !none
        && !is_filler(&folded)
        || text.bytes().any(|b| b.is_ascii_digit()) && text.len() <= LONGEST_VALUE;
    good.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The single words of the catalogue: "usuario vpn" names no user.
/// A user name may stand in it.
fn speaks_of_users(line: &Line<'_>) -> bool {
    ["usuario", "user", "login", "logon", "usr", "cuenta", "\\"].iter().any(|word| line.flat.contains(word))
}

fn catalogue_words(rules: &Rules) -> HashSet<String> {
    let keywords = rules
        .catalog
        .categories
        .iter()
        .flat_map(|category| category.keywords.iter().chain(&category.strong).chain(&category.weak));
    let sites = rules.staff.sites.iter().flat_map(|site| std::iter::once(&site.name).chain(&site.aliases));
    keywords.chain(sites).flat_map(|phrase| words(phrase)).collect()
}
