//! [12], [13] Requests about buildings: who sees to an owned one, who to a leased one, and the answer of that area.

use std::sync::LazyLock;

use jiff::Timestamp;
use regex::Regex;

use super::address::{Address, Contact};
use super::agents;
use super::complete::{Completion, complete};
use super::decision::{About, Change, Decision, Event, NewLetter, Outcome};
use super::details::listed_site;
use super::draft::Draft;
use super::facts::{Case, TicketView, WaitsFor};
use super::fold::{fold, head};
use super::letter::{AreaRequest, Content, Ending, Requester};
use super::mail::Verdict;
use super::matter::Matter;
use super::rules::Rules;
use super::waiting::waits_for;
use crate::config::staff::Tenure;

/// An area outside the desk.
#[derive(Clone, Debug)]
pub(super) struct Area {
    /// Its name: "Dirección Técnica".
    pub name: String,
    /// Its address.
    pub address: Address,
}

/// Whose a building is.
#[derive(Clone, Debug)]
pub(super) enum Building {
    /// [12] The entity's: its own area sees to it.
    Owned,
    /// [13] Leased: this area is written to.
    Leased(Area),
    /// Nobody knows: what the agent is told.
    Unknown(String),
}

/// Whose the building of a site is, by the staff list.
pub(super) fn building(rules: &Rules, site: Option<&str>) -> Building {
    let Some(site) = site else {
        return Building::Unknown(
            "No se sabe de qué sede se trata: decida con #locativo propia o #locativo arriendo.".to_owned(),
        );
    };
    match listed_site(rules, site).map(|site| site.tenure) {
        Some(Tenure::Owned) => Building::Owned,
        Some(Tenure::Leased) => match area(rules) {
            Some(area) => Building::Leased(area),
            None => Building::Unknown(format!(
                "{site} es una sede en arriendo, y no hay un área a la que escribir en la lista del personal."
            )),
        },
        None => Building::Unknown(format!(
            "{site} no está en la lista de sedes: decida con #locativo propia o #locativo arriendo."
        )),
    }
}

/// The area that is written to for leased buildings.
pub(super) fn area(rules: &Rules) -> Option<Area> {
    rules.staff.first_area().map(|(name, address)| Area { name, address })
}

/// [13] The mail to the area about a new case; it waits for the answer.
pub(super) fn write_to_area(matter: &Matter<'_>, draft: &mut Draft, area: &Area) -> Vec<Change> {
    draft.remarks.push(format!(
        "La sede es en arriendo: se escribió a {} ({}). El caso espera su respuesta, que lo completa.",
        area.name, area.address
    ));
    let content = AreaRequest {
        title: draft.title.clone(),
        requester: Requester {
            email: draft.requester.address.clone(),
            name: draft.requester.name.clone(),
            department: draft.department.clone(),
        },
        site: draft.site.clone(),
        text: draft.description.clone(),
        created_at: matter.now,
        attachments: draft.attachments.clone(),
    };
    written(area, content, matter.now)
}

/// [13] The mail to the area about a case that is there: an agent says that its building is leased.
pub(super) fn ask_area(ticket: &TicketView, area: &Area, matter: &Matter<'_>) -> Vec<Change> {
    let content = AreaRequest {
        title: ticket.title.clone(),
        requester: Requester {
            email: ticket.requester.address.clone(),
            name: ticket.requester.name.clone(),
            department: ticket.department.clone(),
        },
        site: ticket.site.clone(),
        text: ticket.description.clone(),
        created_at: ticket.created_at,
        attachments: agents::files_outside(ticket, matter),
    };
    written(area, content, matter.now)
}

fn written(area: &Area, content: AreaRequest, now: Timestamp) -> Vec<Change> {
    vec![
        Change::Event(Event::by_radica(
            "area-asked",
            format!("Se escribió a {} ({}).", area.name, area.address),
            "[13] a leased site",
        )),
        Change::Letter(Box::new(NewLetter {
            to: Contact { address: area.address.clone(), name: Some(area.name.clone()) },
            content: Content::AreaRequest(content),
            in_reply_to: None,
            counted: false,
            not_before: now,
        })),
    ]
}

/// [13] Mail of an outside area about a case it was asked for. `None` for everything else: then it is a requester
/// like any.
pub(super) fn door(matter: &Matter<'_>) -> Option<Decision> {
    let address = &matter.sender.address;
    matter.rules.staff.area(address)?;
    let facts = matter.facts;
    let of_letter =
        facts.proof.as_ref().filter(|letter| letter.for_staff).and_then(|letter| letter.case.as_ref());
    let ticket = facts.named.iter().chain(of_letter).chain(&facts.threaded).find_map(|case| match case {
        Case::Ticket(ticket) => Some(ticket),
        Case::Request(request) => request.ticket.as_deref(),
    })?;
    // What it asks for itself is its own case.
    if ticket.requester.address == *address {
        return None;
    }
    let text = matter.mail.own_words().trim();
    let mut why = vec!["from an outside area, about a case".to_owned()];
    let decision = |outcome, why, changes| {
        Some(Decision { outcome, why, about: About::Ticket(ticket.id), changes, judged: None })
    };
    if !is_proven(matter, ticket) {
        why.push("not proven to be theirs: nothing is done".to_owned());
        let event = Event::by_radica(
            "unproven",
            format!("Llegó un correo a nombre de {address} que no se pudo comprobar; no se aplicó."),
            "rulings 21 and 23",
        );
        return decision(Outcome::Unproven, why, vec![Change::Event(event)]);
    }
    if !waits_for(ticket, WaitsFor::Area) {
        why.push("the case waits for no area: kept with it".to_owned());
        let event = Event::by(address, "note", text, "[13] the area wrote when nothing was awaited");
        return decision(Outcome::AreaAnswer, why, vec![Change::Event(event)]);
    }
    let files = &matter.mail.attachments;
    // A signed act says it all; the picture in a signature says nothing.
    let only_files = text.is_empty() && files.iter().any(|file| !file.inline);
    if is_receipt(text) && !only_files {
        why.push("[13] only a receipt, or nothing: the wait goes on".to_owned());
        let event = Event::by(address, "area-receipt", text, "[13] a receipt, no answer (ruling 12)");
        return decision(Outcome::AreaAnswer, why, vec![Change::Event(event)]);
    }
    why.push("[13] the area's answer completes the case".to_owned());
    let completion = Completion {
        solution: if only_files {
            "La Dirección Técnica respondió con los archivos adjuntos."
        } else {
            answer_text(text)
        },
        ending: Ending::AnsweredByArea,
        actor: None,
        attachments: files.clone(),
    };
    let (done, then) = complete(ticket, completion, matter.rules, matter.now);
    let mut changes = vec![
        Change::UpdateTicket(Box::new(done)),
        Change::Event(Event::by(address, "area-answer", text, "[13] the area's answer")),
    ];
    changes.extend(then);
    decision(Outcome::AreaAnswer, why, changes)
}

/// As staff is proven: a trusted server's word, or the reference of the letter that asked them about this case.
fn is_proven(matter: &Matter<'_>, ticket: &TicketView) -> bool {
    match matter.mail.verdict {
        Verdict::Fail => false,
        _ if matter.mail.authors != 1 => false,
        Verdict::Pass => true,
        Verdict::None => matter.facts.proof.as_ref().is_some_and(|letter| {
            letter.for_staff && matches!(&letter.case, Some(Case::Ticket(case)) if case.id == ticket.id)
        }),
    }
}

/// What the button "Atendido" puts in front is not the area's word.
fn answer_text(text: &str) -> &str {
    let without = text.strip_prefix("Atendido:").map(str::trim);
    match without {
        Some("") => "La Dirección Técnica informa que la solicitud fue atendida.",
        Some(rest) => rest,
        None => text,
    }
}

static RECEIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:recibid[oa]s?|recibimos|acus\w+ (?:de )?recib\w+|en tramite|en proceso|en curso|tramitando|se (?:dara|le dara) tramite|daremos tramite|se remitio|se remite|remitimos|sera (?:atendid|revisad|programad)\w+|se atendera|se revisara|se programara|estamos (?:revisando|gestionando|validando|verificando)|lo revisaremos|quedo (?:radicad|registrad)\w+|tomamos nota|enterad[oa]s?)\b",
    )
    .ok()
});
/// "Se cambió" is done, "el cambio" is not: past tenses count after "se" or "ya", since accents are folded away.
static DONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:se|ya|ya se) (?:le |les )?(?:atend|solucion|repar|arregl|cambi|instal|reemplaz|realiz|ejecut|finaliz|termin|corrigi|corrig|hizo|hici|pint|limpi|complet)\w*|\b(?:atendid|solucionad|resuelt|reparad|arreglad|cambiad|instalad|reemplazad|realizad|ejecutad|finalizad|terminad|corregid)[oa]s?\b|\b(?:ya (?:quedo|esta|estan|funciona)|no procede|no es viable|no es posible|negad[oa]|no corresponde)\b",
    )
    .ok()
});

/// Whether an answer only says that the request was received or is being seen to (ruling 12). When in doubt it is an
/// answer of a person, and completes the case.
fn is_receipt(text: &str) -> bool {
    let flat = fold(head(text, 4_000)).split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.starts_with("en tramite:") {
        return true;
    }
    if flat.starts_with("atendido:") {
        return false;
    }
    let says = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(&flat));
    // "será atendido" speaks of what is to come.
    let to_come = ["sera atendid", "seran atendid", "sea atendid", "por atender"]
        .iter()
        .any(|words| flat.contains(words));
    flat.chars().filter(|c| c.is_alphanumeric()).count() < 3 || says(&RECEIPT) && (to_come || !says(&DONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_receipts_from_answers() {
        for text in [
            "Recibido",
            "Recibido, gracias.",
            "Buenas tardes. En trámite.",
            "En trámite: se programó visita",
            "Cordial saludo, acusamos recibo de su solicitud y será atendida en los próximos días.",
            "Estamos gestionando con el arrendador",
            "",
            "Ok",
        ] {
            assert!(is_receipt(text), "{text:?}");
        }
        for text in [
            "Atendido: se cambió la luminaria",
            "Atendido:",
            "Se cambió el bombillo del pasillo el día de hoy.",
            "Recibido. El arrendador ya realizó la reparación de la gotera.",
            "No es viable, el contrato de arrendamiento no lo cubre.",
            "El vidrio quedó instalado esta mañana.",
        ] {
            assert!(!is_receipt(text), "{text:?}");
        }
        assert_eq!(answer_text("Atendido: se cambió."), "se cambió.");
    }
}
