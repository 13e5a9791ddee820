//! What staff get back on a mail with commands.

use super::{MORNING, Sample, at, sample, steps, summary};
use crate::desk::letter::{CaseSummary, CommandError, CommandFault, CommandResult, Content, HistoryLine};

const LAURA: (&str, &str) = ("Laura Gómez", "agente1@scj.gov.co");
const NUMBER: Option<&str> = Some("SCJ-2026-000123");

pub fn all() -> Vec<Sample> {
    let fault = |line, written: &str, what: &str, right: Option<&str>| CommandFault {
        line,
        written: written.to_owned(),
        what: what.to_owned(),
        right: right.map(str::to_owned),
    };
    let faults = vec![
        fault(
            Some(1),
            "#prioridad urgente",
            "«urgente» no es una prioridad.",
            Some("#prioridad critica | alta | media | baja"),
        ),
        fault(Some(2), "#solusion", "No hay un comando «#solusion».", Some("¿quiso decir #solucion?")),
    ];
    let whole = vec![fault(None, "", "Con «#solucion» hace falta el texto de la solución, debajo.", None)];
    let error = |faults| Some(Content::CommandError(CommandError { faults, problem: None }));
    [
        ("command-result", NUMBER, done()),
        ("command-result-state", NUMBER, state()),
        ("command-result-queue", None, queue(false)),
        ("command-result-queue-empty", None, queue(true)),
        ("command-result-help", None, help()),
        ("command-error", NUMBER, error(faults)),
        ("command-error-whole", None, error(whole)),
        ("command-error-unproven", None, error(vec![])),
    ]
    .into_iter()
    .filter_map(|(name, number, content)| sample(name, LAURA, MORNING, number, content?))
    .collect()
}

fn nothing() -> CommandResult {
    CommandResult {
        title: None,
        problem: None,
        done: vec![],
        notes: vec![],
        case: None,
        history: vec![],
        queue: None,
        help: vec![],
        next: vec![],
    }
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.map(|(first, second)| (first.to_owned(), second.to_owned())).into()
}

fn done() -> Option<Content> {
    Some(Content::CommandResult(CommandResult {
        title: Some("La impresora del piso 3 no imprime".to_owned()),
        done: pairs([
            ("#tomar", "Usted tiene el caso desde ahora."),
            (
                "#Prioridad  ALTA",
                "La prioridad pasó de media a alta. Los plazos se cuentan de nuevo desde que se registró.",
            ),
        ]),
        notes: vec!["El texto que sigue a los comandos quedó como nota interna.".to_owned()],
        case: Some(CaseSummary { priority: "alta".to_owned(), ..summary()? }),
        next: steps(&["solucion", "pedir", "espera"]),
        ..nothing()
    }))
}

fn state() -> Option<Content> {
    Some(Content::CommandResult(CommandResult {
        title: Some("La impresora del piso 3 no imprime".to_owned()),
        case: Some(CaseSummary {
            status: "waiting_requester".to_owned(),
            resolution_due: None,
            ..summary()?
        }),
        history: history(),
        next: steps(&["tomar", "solucion"]),
        ..nothing()
    }))
}

/// All that happened to a case.
pub fn history() -> Vec<HistoryLine> {
    [
        ("2026-12-01T10:00", "radica", "registró el caso", ""),
        ("2026-12-01T10:40", "Laura Gómez", "tomó el caso", ""),
        (
            "2026-12-01T16:10",
            "Laura Gómez",
            "respondió al usuario",
            "Revisé la impresora: el rodillo de la bandeja 2 está gastado.\n\nPedí el repuesto y mañana a primera \
             hora paso a cambiarlo.",
        ),
        ("2026-12-01T16:15", "Laura Gómez", "agregó una nota", "El repuesto es el RM2-5452, no el que dice la ficha."),
        ("2026-12-02T08:30", "Ana María Pérez", "escribió", "Ahora también sale una luz roja."),
    ]
    .map(|(when, who, what, text)| HistoryLine {
        at: at(when),
        who: who.to_owned(),
        what: what.to_owned(),
        text: text.to_owned(),
    })
    .into()
}

fn queue(empty: bool) -> Option<Content> {
    let cases = vec![
        CaseSummary {
            number: "SCJ-2026-000119".to_owned(),
            title: "Teléfono sin tono".to_owned(),
            first_reply_due: Some(at("2026-12-01T18:00")),
            ..summary()?
        },
        summary()?,
        CaseSummary {
            number: "SCJ-2026-000098".to_owned(),
            title:
                "Solicitud de acceso a la carpeta compartida de la Dirección Financiera para dos contratistas"
                    .to_owned(),
            status: "waiting_requester".to_owned(),
            resolution_due: None,
            ..summary()?
        },
    ];
    let queue = Some(if empty { vec![] } else { cases });
    Some(Content::CommandResult(CommandResult { queue, ..nothing() }))
}

fn help() -> Option<Content> {
    let help = pairs([
        ("#tomar", "Usted se encarga del caso."),
        ("#asignar CORREO o GRUPO", "Le da el caso a otra persona o a un grupo."),
        ("#categoria ID", "Cambia la categoría."),
        ("#tipo incidente | requerimiento | orientacion", "Cambia el tipo."),
        ("#prioridad critica | alta | media | baja", "Cambia la prioridad."),
        ("#escalar N2 | N3 | N4 [CORREO o GRUPO]", "Escala el caso; el texto dice por qué."),
        ("#nota", "El texto queda como nota interna."),
        ("#pedir", "El texto le pide algo a quien lo solicitó; el caso espera su respuesta."),
        ("#espera [MOTIVO]", "El caso espera a un tercero; el plazo se detiene."),
        ("#formato F-GT-285", "Envía el formato en blanco con la orientación."),
        ("#solucion", "El texto es la solución; el caso queda solucionado."),
        ("#informativo", "Como #solucion, pero como orientación."),
        ("#no-procede", "El texto es la razón; el caso termina."),
        ("#locativo propia | arriendo", "Lo envía a Recursos Físicos o a la Dirección Técnica."),
        ("#fusionar NUMERO", "Este caso es el mismo que aquel."),
        ("#registrar", "Registra una solicitud que llegó por teléfono o por Teams."),
        ("#estado", "Responde con el caso y todo lo que ha pasado."),
        ("#cola", "Responde con sus casos abiertos."),
        ("#ayuda", "Responde con esta lista."),
    ]);
    Some(Content::CommandResult(CommandResult { help, ..nothing() }))
}
