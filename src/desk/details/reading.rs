//! The order in which a mail is read for details: what is labelled, what the words announce, what can only be meant
//! as an answer, and then signature and subject.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::facts::{Details, Field};
use super::super::fold::{fold, head, words};
use super::super::mail::Mail;
use super::super::rules::Rules;
use super::floor::{self, Part};
use super::labels::{By, Questions, Slot, slots};
use super::line::{Line, Pattern, has};
use super::number::{self, Hit};
use super::rest::{is_filler, parts, rest};
use super::site::{self, Mention, Sites};
use super::username::{self, Writer};
use super::{FLOOR, Found, evidence, quoted};
use crate::config::catalog::FieldSource;

/// How many lines are looked at for answers that nothing announces.
const BARE_LINES: usize = 40;
/// How long such a line may be, in bytes.
const BARE_LENGTH: usize = 160;
/// How long the value of a field that the catalogue adds may be, in bytes.
const LONGEST_VALUE: usize = 200;
/// How many lines of a signature are read.
const SIGNATURE_LINES: usize = 25;

/// What is no part of a place's name: another answer begins.
static ANOTHER: Pattern = LazyLock::new(|| {
    Regex::new(r"[;|\t]|\s-\s|(?:[,.]\s*|\s+y\s+|\s+)(?:(?:la|el|mi|con|de)\s+)?(?:placa|inventario|activo|ext|extension|usuario|user|serial|gracias|muchas gracias)\b").ok()
});

/// What a place's name begins with.
static LIKE_A_PLACE: Pattern = LazyLock::new(|| {
    Regex::new(r"\b(?:sede|casa|uri|upj|cai|cti|estacion|comisaria|edificio|centro|calle|carrera|cra|piso|local|alcaldia|punto|supercade|cade|carcel|comando|localidad|barrio|unidad|torre)\b").ok()
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
        let speaks_of_users = |line: &Line<'_>| {
            ["usuario", "user", "login", "logon", "usr", "cuenta", "\\"]
                .iter()
                .any(|word| line.flat.contains(word))
        };
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
        let slots = slots(&self.lines, self.asked, &questions);
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
            let tag = self.lacks(&Field::AssetTag).then(|| number::announced_tag(line)).flatten();
            let extension =
                self.lacks(&Field::Extension).then(|| number::announced_extension(line)).flatten();
            let user = self
                .lacks(&Field::Username)
                .then(|| username::announced(line, &self.writer, &self.ordinary))
                .flatten();
            let answers = answers_site && line.flat.len() <= BARE_LENGTH;
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
                let seen = head(line.text, super::line::LONGEST);
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

    /// Values that nothing announces, but that were asked for.
    fn read_bare(&mut self) {
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
        mut tags: Vec<(usize, Hit)>,
        mut extensions: Vec<(usize, Hit)>,
    ) -> (Option<(usize, Hit)>, Option<(usize, Hit)>) {
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
    fn read_leftover(&mut self) {
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
            let whole = || vec![0..line.flat.len()];
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

    /// The value of a field that the catalogue adds, in what stands where it was asked for.
    fn added_value(&self, field: &Field, text: &str, by: By) -> Option<String> {
        let rule = self.rules.catalog.fields.get(field.as_str());
        match rule.map(|rule| &rule.source) {
            Some(FieldSource::Pattern(pattern)) => {
                let seen = head(text, super::line::LONGEST);
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

    /// Pictures, files, and the words of errors.
    fn read_evidence(&mut self) {
        let fields: Vec<String> = self
            .rules
            .catalog
            .fields
            .iter()
            .filter(|(_, rule)| matches!(rule.source, FieldSource::Evidence))
            .map(|(name, _)| name.clone())
            .chain(self.asks(&Field::Evidence).then(|| Field::Evidence.as_str().to_owned()))
            .collect();
        if fields.is_empty() {
            return;
        }
        let shown = evidence::attached(self.mail).or_else(|| {
            let mut before = "";
            self.lines.iter().take(400).find_map(|line| {
                let found = evidence::quoted(line, before);
                before = &line.flat;
                found
            })
        });
        for name in fields {
            let answered = || {
                let asked = self.asks(&Field::named(&name));
                let line = |line: &Line<'_>| {
                    let free = line.taken.is_empty() || line.item.is_some();
                    (asked && free && !line.is_blank() && line.flat.len() <= BARE_LENGTH)
                        .then(|| evidence::answered(line.text, false))
                        .flatten()
                };
                self.lines.iter().take(BARE_LINES).find_map(line)
            };
            // A picture says more than the words that a person took from it.
            let picture = shown.clone().filter(|shown| shown.contains("adjunt"));
            let value = picture
                .or_else(|| self.details.get(&name).cloned())
                .or_else(|| shown.clone())
                .or_else(answered);
            if let Some(value) = value {
                self.details.insert(name, value);
            }
        }
    }

    /// Extension, and the site if nothing better is known: what a signature may tell. The site's name, floor included.
    fn read_signature(&mut self) -> Option<String> {
        let lines: Vec<Line<'_>> = head(&self.mail.signature, quoted::LOOKED_AT)
            .lines()
            .take(SIGNATURE_LINES)
            .map(|line| Line::new(line, None, &self.rules.numbers))
            .collect();
        if self.lacks(&Field::Extension)
            && let Some(hit) = lines.iter().find_map(number::announced_extension)
        {
            self.details.insert(Field::Extension.as_str().to_owned(), hit.value);
        }
        for (name, rule) in &self.rules.catalog.fields {
            let field = Field::named(name);
            let FieldSource::Pattern(pattern) = &rule.source else { continue };
            if !matches!(field, Field::Other(_)) || self.has(&field) {
                continue;
            }
            let texts = std::iter::once(self.mail.subject.as_str()).chain(lines.iter().map(|line| line.text));
            let value = texts
                .filter_map(|text| pattern.captures(head(text, super::line::LONGEST)))
                .find_map(|found| added(found.iter().flatten().last()?.as_str()));
            if let Some(value) = value {
                self.details.insert(name.clone(), value);
            }
        }
        let (at, _, mention) = self.sites.signed(&lines)?;
        let name = self.sites.name(mention.site)?;
        let parts = lines.get(at).map(floor::parts).unwrap_or_default();
        Some(with_floor(name, floor::joined(&parts, mention.range.end)))
    }

    /// A first mail's subject. That of an answer is the first mail's own, and was read with it.
    fn read_subject(&mut self) {
        if !self.asked.is_empty() {
            return;
        }
        let line = Line::new(&self.mail.subject, None, &self.rules.numbers);
        if self.lacks(&Field::AssetTag)
            && let Some(hit) = number::announced_tag(&line)
        {
            self.details.insert(Field::AssetTag.as_str().to_owned(), hit.value);
        }
        if self.lacks(&Field::Extension)
            && let Some(hit) = number::announced_extension(&line)
        {
            self.details.insert(Field::Extension.as_str().to_owned(), hit.value);
        }
        if self.lacks(&Field::Username)
            && ["usuario", "user"].iter().any(|word| line.flat.contains(word))
            && let Some(hit) = username::announced(&line, &self.writer, &self.ordinary_or_catalogue())
        {
            self.details.insert(Field::Username.as_str().to_owned(), hit.value);
        }
        if !self.has(&Field::Site) {
            let mentions: Vec<(usize, Mention)> =
                self.sites.mentions(&line, false).into_iter().map(|mention| (usize::MAX, mention)).collect();
            self.site = site::decided(&mentions).cloned();
        }
        self.floors.push(floor::parts(&line));
    }

    fn ordinary_or_catalogue(&self) -> HashSet<String> {
        if self.ordinary.is_empty() { catalogue_words(self.rules) } else { self.ordinary.clone() }
    }

    fn conclude(mut self, signed: Option<String>) -> Found {
        let text_site = self.site.take();
        let near = text_site.as_ref().map_or(0, |(_, mention)| mention.range.end);
        let beside = text_site
            .as_ref()
            .and_then(|(at, _)| self.floors.get(*at))
            .and_then(|parts| floor::joined(parts, near));
        let anywhere = || {
            let all: Vec<Part> = self.floors.iter().flatten().cloned().collect();
            let mut floors: Vec<&str> =
                all.iter().filter(|part| part.kind() == "piso").map(|part| part.value.as_str()).collect();
            floors.sort_unstable();
            floors.dedup();
            (floors.len() <= 1).then(|| floor::joined(&all, 0)).flatten()
        };
        let mut site_is_signed = false;
        let site = if let Some((_, mention)) = &text_site {
            self.sites.name(mention.site).map(|name| with_floor(name, beside.or_else(anywhere)))
        } else if let Some(place) = &self.place {
            let says_floor = fold(place).contains("piso");
            Some(with_floor(place, if says_floor { None } else { anywhere() }))
        } else if let Some(signed) = signed {
            let known = self.mail.sender().and_then(|address| self.rules.staff.requester(address));
            if known.is_some_and(|entry| entry.site.is_some()) {
                None
            } else {
                site_is_signed = true;
                let has_floor = signed.contains(", ");
                Some(with_floor(&signed, if has_floor { None } else { anywhere() }))
            }
        } else {
            None
        };
        if site.is_none()
            && let Some(floor) = anywhere()
        {
            self.details.insert(FLOOR.to_owned(), floor);
        }
        let rest = rest(&self.lines, self.unread, self.asked);
        Found { site, site_is_signed, details: self.details, rest }
    }
}

/// "Casa de Justicia de Bosa, piso 2".
fn with_floor(name: &str, floor: Option<String>) -> String {
    floor.map_or_else(|| name.to_owned(), |floor| format!("{name}, {floor}"))
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
fn catalogue_words(rules: &Rules) -> HashSet<String> {
    let keywords = rules
        .catalog
        .categories
        .iter()
        .flat_map(|category| category.keywords.iter().chain(&category.strong).chain(&category.weak));
    let sites = rules.staff.sites.iter().flat_map(|site| std::iter::once(&site.name).chain(&site.aliases));
    keywords.chain(sites).flat_map(|phrase| words(phrase)).collect()
}
