//! What stands around the text: files, signature, subject; and what comes of it all.

use std::collections::HashSet;

use super::super::super::facts::Field;
use super::super::super::fold::{fold, head};
use super::super::floor::{self, Part};
use super::super::line::{LONGEST, Line};
use super::super::number;
use super::super::rest::rest;
use super::super::site::{self, Mention};
use super::super::{FLOOR, Found, evidence, quoted, username};
use super::bare::{BARE_LENGTH, BARE_LINES};
use super::{Reading, added, catalogue_words};
use crate::config::catalog::FieldSource;

/// How many lines of a signature are read.
const SIGNATURE_LINES: usize = 25;

impl<'a> Reading<'a> {
    /// Pictures, files, and the words of errors.
    pub(super) fn read_evidence(&mut self) {
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
    pub(super) fn read_signature(&mut self) -> Option<String> {
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
                .filter_map(|text| pattern.captures(head(text, LONGEST)))
                .find_map(|found| added(found.iter().flatten().last()?.as_str()));
            if let Some(value) = value {
                self.details.insert(name.clone(), value);
            }
        }
        let lines: Vec<Line<'_>> = lines.into_iter().chain(self.department_lines()).collect();
        let (at, mention) = self.sites.signed(&lines)?;
        let name = self.sites.name(mention.site)?;
        let parts = lines.get(at).map(floor::parts).unwrap_or_default();
        Some(with_floor(name, floor::joined(&parts, mention.range.end)))
    }

    /// The lines that name a dependencia: it may be a site as well. They were read before, and are not in the text.
    fn department_lines(&self) -> Vec<Line<'a>> {
        head(&self.mail.new_text, quoted::LOOKED_AT)
            .lines()
            .filter(|line| line.len() <= BARE_LENGTH && fold(line).contains("dependencia"))
            .take(3)
            .map(|line| Line::new(line, None, &self.rules.numbers))
            .collect()
    }

    /// A first mail's subject. That of an answer is the first mail's own, and was read with it.
    pub(super) fn read_subject(&mut self) {
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

    pub(super) fn conclude(mut self, signed: Option<String>) -> Found {
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
