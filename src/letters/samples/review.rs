//! What is said about a survey's answer, and of what the coordinator decides.

use super::{ANA, MORNING, STRANGER, Sample, at, files, sample, steps, summary};
use crate::desk::letter::{
    AnswerSummary, CaseSummary, CompletedAgain, Content, CoordinatorAnswer, Feedback, HistoryLine, NextStep,
    Reopened, ReviewReminder, SurveyThanks, SurveyUnclear, UnsatisfactoryReview,
};

const LAURA: (&str, &str) = ("Laura Gómez", "agente1@scj.gov.co");
const JULIAN: (&str, &str) = ("Julián Coordinador", "coordinador@scj.gov.co");
const NUMBER: Option<&str> = Some("SCJ-2026-000123");
const FEEDBACK: &str = "Antes de cerrar hay que llamar al usuario y probar con él.\n\nCambie el rodillo, imprima \
                        una página de prueba y deje constancia de que quedó conforme.";

pub fn all() -> Vec<Sample> {
    let title = || Some("La impresora del piso 3 no imprime".to_owned());
    let unclear =
        |title| Some(Content::SurveyUnclear(SurveyUnclear { title, until: at("2026-12-07T19:00") }));
    let thanks = |title, satisfied, says_more| {
        Some(Content::SurveyThanks(SurveyThanks { title, satisfied, says_more }))
    };
    let reopened = |title, resolution_due: Option<&str>| {
        Some(Content::Reopened(Reopened {
            title,
            attended_by: "Laura Gómez".to_owned(),
            awaits_form: resolution_due.is_none(),
            resolution_due: resolution_due.map(at),
        }))
    };
    let answer = CoordinatorAnswer {
        title: title(),
        text: "La impresora es de un contrato de arriendo y sólo el proveedor puede abrirla.\n\nLaura lo llamó el \
               mismo día y el repuesto llegó a los dos días, dentro del plazo del contrato."
            .to_owned(),
        attachments: Vec::new(),
    };
    let made = [
        ("survey-unclear", ANA, unclear(title())),
        ("survey-unclear-no-echo", STRANGER, unclear(None)),
        ("survey-thanks", ANA, thanks(title(), true, false)),
        ("survey-thanks-more", ANA, thanks(title(), true, true)),
        ("survey-thanks-unsatisfied", ANA, thanks(title(), false, false)),
        ("survey-thanks-no-echo", STRANGER, thanks(None, false, false)),
        ("reopened", ANA, reopened(title(), Some("2026-12-03T14:00"))),
        ("reopened-form", STRANGER, reopened(None, None)),
        ("coordinator-answer", ANA, Some(Content::CoordinatorAnswer(answer.clone()))),
        (
            "coordinator-answer-files",
            STRANGER,
            Some(Content::CoordinatorAnswer(CoordinatorAnswer {
                title: None,
                attachments: files(),
                ..answer
            })),
        ),
        ("unsatisfactory-review", JULIAN, review(false)),
        ("unsatisfactory-review-again", JULIAN, review(true)),
        ("review-reminder", JULIAN, reminder()),
        ("feedback", LAURA, feedback(true)),
        ("feedback-other-holder", LAURA, feedback(false)),
        ("completed-again", JULIAN, completed_again(Some("Laura Gómez"))),
        ("completed-again-area", JULIAN, completed_again(None)),
    ];
    made.into_iter().filter_map(|(name, to, content)| sample(name, to, MORNING, NUMBER, content?)).collect()
}

fn case(status: &str) -> Option<CaseSummary> {
    let is_open = status == "open";
    let due = summary()?.resolution_due.filter(|_| is_open);
    Some(CaseSummary { status: status.to_owned(), resolution_due: due, ..summary()? })
}

fn answer() -> AnswerSummary {
    AnswerSummary {
        rating: Some(2),
        comment: Some(
            "El agente fue amable, pero la impresora volvió a atascarse esa misma tarde.".to_owned(),
        ),
        at: at("2026-12-02T09:40"),
    }
}

fn decisions() -> Vec<NextStep> {
    [
        ("Reabrir el caso", "#reabrir\n"),
        ("La atención fue correcta", "#procedente\n"),
        ("Ver el caso", "#estado"),
    ]
    .map(|(label, command)| NextStep { label: label.to_owned(), command: command.to_owned() })
    .into()
}

fn happened() -> Vec<HistoryLine> {
    [
        ("2026-12-01T10:00", "Ana María Pérez", "escribió", "La impresora del piso 3 no imprime, se atasca."),
        ("2026-12-01T10:00", "La Mesa", "registró el caso", ""),
        ("2026-12-01T10:25", "Laura Gómez", "tomó el caso", ""),
        ("2026-12-01T11:10", "Laura Gómez", "respondió al usuario", "Voy para allá antes del mediodía."),
        ("2026-12-01T15:30", "Laura Gómez", "documentó la solución", "Se retiró el papel atascado."),
        (
            "2026-12-02T09:40",
            "Ana María Pérez",
            "respondió la encuesta",
            "No satisfactoria, 2 de 5.\n\nEl agente fue amable, pero la impresora volvió a atascarse esa misma tarde.",
        ),
    ]
    .map(|(when, who, what, text)| HistoryLine {
        at: at(when),
        who: who.to_owned(),
        what: what.to_owned(),
        text: text.to_owned(),
    })
    .into()
}

fn review(again: bool) -> Option<Content> {
    let times = [
        ("Primera respuesta", "1 h 10 min, a tiempo"),
        ("Solución", "5 h 30 min, a tiempo"),
        ("Mesa de Servicio (N1), sin tomar", "25 min"),
        ("Laura Gómez, Mesa de Servicio (N1)", "5 h 5 min"),
    ];
    Some(Content::UnsatisfactoryReview(UnsatisfactoryReview {
        case: case("resolved")?,
        answer: if again { AnswerSummary { rating: None, comment: None, ..answer() } } else { answer() },
        reopened: u32::from(again),
        completed_by: (!again).then(|| "Laura Gómez".to_owned()),
        times: times.map(|(what, long)| (what.to_owned(), long.to_owned())).into(),
        text: "La impresora del piso 3 no imprime, se atasca.".to_owned(),
        history: happened(),
        attachments: if again { files() } else { Vec::new() },
        next: decisions(),
    }))
}

fn reminder() -> Option<Content> {
    Some(Content::ReviewReminder(ReviewReminder {
        case: case("resolved")?,
        answer: AnswerSummary { at: at("2026-11-27T09:40"), ..answer() },
        next: decisions(),
    }))
}

fn feedback(is_holder: bool) -> Option<Content> {
    Some(Content::Feedback(Feedback {
        case: case("open")?,
        by: "Julián Coordinador".to_owned(),
        text: FEEDBACK.to_owned(),
        answer: answer(),
        is_holder,
        history: if is_holder { happened() } else { Vec::new() },
        attachments: Vec::new(),
        next: if is_holder { steps(&["solucion", "pedir", "escalar"]) } else { Vec::new() },
    }))
}

fn completed_again(by: Option<&str>) -> Option<Content> {
    Some(Content::CompletedAgain(CompletedAgain {
        case: case("resolved")?,
        by: by.map(str::to_owned),
        solution: "Se cambió el rodillo y se imprimió una página de prueba con la usuaria.".to_owned(),
        until: at("2026-12-07T19:00"),
    }))
}
