//! What staff is told of a case: in a few lines, what happened, and what they will most likely do next.

use jiff::Timestamp;

use crate::config::staff::Group;
use crate::desk::address::{Address, Contact};
use crate::desk::facts::{Happened, TicketStatus, TicketView};
use crate::desk::letter::{CaseSummary, HistoryLine, NextStep, Requester};
use crate::desk::rules::Rules;

/// A case in a few lines.
pub(in crate::desk) fn summary(ticket: &TicketView, rules: &Rules) -> CaseSummary {
    let group = rules.group(&ticket.group);
    let is_open = ticket.status == TicketStatus::Open;
    CaseSummary {
        number: ticket.number.clone(),
        title: ticket.title.clone(),
        status: ticket.status.as_str().to_owned(),
        case_kind: ticket.kind.map(|kind| kind.as_str().to_owned()),
        category: ticket
            .category
            .as_deref()
            .and_then(|id| rules.catalog.category(id))
            .map(|category| category.name.clone()),
        priority: ticket.priority.as_str().to_owned(),
        group: format!("{} (N{})", group.name, ticket.level),
        holder: ticket
            .assignee
            .as_ref()
            .map(|address| rules.staff_name(address).unwrap_or_else(|| address.to_string())),
        requester: Requester {
            email: ticket.requester.address.clone(),
            name: ticket.requester.name.clone(),
            department: ticket.department.clone(),
        },
        site: ticket.site.clone(),
        created_at: ticket.created_at,
        first_reply_due: (is_open && ticket.first_reply_at.is_none()).then_some(ticket.first_reply_due),
        resolution_due: is_open.then_some(ticket.resolution_due),
    }
}

/// The five most likely next commands.
pub(in crate::desk) fn next_steps(ticket: &TicketView, rules: &Rules) -> Vec<NextStep> {
    if ticket.status.is_over() || ticket.status == TicketStatus::Resolved {
        return vec![step("Ver el caso", "#estado")];
    }
    let mut steps = steps(ticket.assignee.is_some(), ticket.level, ticket.category.is_some(), rules);
    if rules.is_monitoring(&ticket.requester.address) {
        steps.retain(|step| step.command.trim() != "#pedir");
    }
    steps
}

fn step(label: &str, command: &str) -> NextStep {
    NextStep { label: label.to_owned(), command: command.to_owned() }
}

fn steps(held: bool, level: u8, categorised: bool, rules: &Rules) -> Vec<NextStep> {
    let mut steps = Vec::new();
    // What a supplier sees to waits for them: taking it would end the wait.
    if !held && level < 4 {
        steps.push(step("Tomar el caso", "#tomar"));
    }
    steps.push(step("Solucionar", "#solucion\n"));
    steps.push(step("Pedir algo al usuario", "#pedir\n"));
    if let Some(level) = (level.saturating_add(1)..=4)
        .find(|level| rules.staff.groups.iter().any(|group| group.level == *level))
    {
        steps.push(step(&format!("Escalar a N{level}"), &format!("#escalar N{level}\n")));
    }
    if !categorised {
        steps.push(step("Categorizar", "#categoria "));
    }
    steps.push(step("Agregar una nota interna", "#nota\n"));
    steps.truncate(5);
    steps
}

/// The same for a case that is about to be registered and that nobody holds.
pub(in crate::desk) fn first_steps(group: &Group, categorised: bool, rules: &Rules) -> Vec<NextStep> {
    steps(false, group.level, categorised, rules)
}

/// What happened to a case, as staff reads it.
pub fn history(happened: &[Happened], requester: &Contact, rules: &Rules) -> Vec<HistoryLine> {
    happened
        .iter()
        .map(|event| HistoryLine {
            at: event.at,
            who: who(&event.actor, requester, rules),
            what: what(&event.what).to_owned(),
            text: event.text.clone(),
        })
        .collect()
}

/// One more thing that happens just now.
pub(super) fn now(at: Timestamp, who: String, what: &str, text: &str) -> HistoryLine {
    HistoryLine { at, who, what: what.to_owned(), text: text.to_owned() }
}

fn who(actor: &str, requester: &Contact, rules: &Rules) -> String {
    if actor == "radica" {
        return "La Mesa".to_owned();
    }
    let name = Address::parse(actor).ok().and_then(|address| {
        let is_requester = requester.address == address;
        rules.staff_name(&address).or_else(|| requester.name.clone().filter(|_| is_requester))
    });
    name.unwrap_or_else(|| actor.to_owned())
}

/// An event in Spanish.
fn what(kind: &str) -> &'static str {
    match kind {
        "received" => "escribió",
        "registered" => "registró el caso",
        "categorised" => "catalogó el caso",
        "assigned" => "entregó el caso",
        "taken" => "tomó el caso",
        "given-back" => "devolvió el caso al grupo",
        "field-set" => "cambió un dato",
        "follow-up" => "agregó información",
        "information-requested" => "pidió datos",
        "information-received" => "respondió con datos",
        "form-requested" => "pidió el formato",
        "reminded" => "recordó lo que falta",
        "status-told" => "informó el estado",
        "agent-reply" => "respondió al usuario",
        "asked" => "pidió algo al usuario",
        "note" => "dejó una nota interna",
        "waiting" => "puso el caso en espera",
        "resumed" => "siguió con el caso",
        "escalated" => "escaló el caso",
        "resolved" => "documentó la solución",
        "not-applicable" => "declaró que no procede",
        "merged" => "unió el caso con otro",
        "area-asked" => "escribió al área",
        "area-receipt" => "recibió acuse del área",
        "area-answer" => "respondió (área)",
        "reopened" => "reabrió el caso",
        "closed" => "cerró el caso",
        "survey-answer" => "respondió la encuesta",
        "survey-unclear" => "respondió la encuesta, sin que se entienda",
        "survey-comment" => "comentó después de la encuesta",
        "review-asked" => "pidió revisar el caso",
        "upheld" => "explicó por qué la atención fue correcta",
        "unproven" => "recibió un correo que no se pudo comprobar",
        "command-refused" => "escribió un comando que no se aplicó",
        "sla-warning" => "avisó que el tiempo se acaba",
        "sla-breach" => "avisó que el tiempo se venció",
        "not-delivered" => "supo que un correo no llegó",
        "alert-repeated" => "repitió la alerta",
        "recovered" => "avisó que la falla terminó",
        _ => "registró",
    }
}
