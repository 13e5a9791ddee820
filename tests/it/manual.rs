//! The examples of the agents' and the coordinator's page, sent as the mails they are: each does what it says.

use std::path::Path;

use crate::support::desk::{Letter, On, TestDesk, kinds, of_kind, to};

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";
const JULIAN: &str = "Julián Coordinador <coordinador@scj.test>";

/// The mails of a page, with the addresses of the tests' desk.
fn examples(page: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    let page = std::fs::read_to_string(page).unwrap();
    let examples: Vec<String> = page
        .split("```mail\n")
        .skip(1)
        .map(|rest| {
            rest.split_once("```").unwrap().0.replace("@scj.gov.co", "@scj.test").replace('\n', "\r\n")
        })
        .collect();
    assert!(examples.len() > 5);
    examples
}

/// A desk with two cases of Ana's, and the mail by which Laura got the first one.
async fn desk() -> (TestDesk, Letter) {
    let mut desk = TestDesk::with(On::Sqlite, "[rules]\nproblem_threshold = 3\ndigest = false\n").await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.write(ANA, "Impresora otra vez", "La impresora del piso 3 sigue sin imprimir nada");
    desk.step().await;
    (desk, assignment)
}

/// Sends an example as an answer; the letters that follow, none of them an error.
async fn sent(desk: &mut TestDesk, from: &str, answers: &Letter, example: &str) -> Vec<Letter> {
    desk.answer(from, answers, example);
    let letters = desk.step().await;
    let errors = of_kind(&letters, "command-error");
    assert!(errors.is_empty(), "{example}\n{}", errors[0].text);
    letters
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agents_examples_do_what_they_say() {
    for example in examples("agentes.md") {
        let (mut desk, assignment) = desk().await;
        let letters = sent(&mut desk, LAURA, &assignment, &example).await;
        let command = example.split_whitespace().next().unwrap();
        let ticket = desk.ticket("SCJ-2026-000001").await;
        let (kind, status) = match command {
            "#tomar" if example.contains("#pedir") => ("agent-reply", "waiting_requester"),
            "#asignar" => ("assignment", "open"),
            "#escalar" if example.contains("N4") => ("escalation", "waiting_third_party"),
            "#escalar" => ("escalation", "open"),
            "#pedir" => ("agent-reply", "waiting_requester"),
            "#formato" => ("form-needed", "waiting_requester"),
            "#espera" => ("command-result", "waiting_third_party"),
            "#solucion" | "#informativo" => ("survey", "resolved"),
            "#no-procede" => ("not-applicable", "not_applicable"),
            "#fusionar" => ("merged-note", "merged"),
            "#locativo" => ("assignment", "open"),
            "#registrar" => ("acknowledgement", "open"),
            command if command.starts_with('#') => ("command-result", "open"),
            _ => ("agent-reply", "open"),
        };
        assert!(!of_kind(&letters, kind).is_empty(), "{example}: {:?}", kinds(&letters));
        assert_eq!(ticket.status.as_str(), status, "{example}");
        if kind != "agent-reply" || command.starts_with('#') {
            assert!(!of_kind(&letters, "command-result").is_empty(), "{example}: {:?}", kinds(&letters));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinators_examples_do_what_they_say() {
    for example in examples("coordinador.md") {
        let (mut desk, assignment) = desk().await;
        let command = example.split_whitespace().next().unwrap();
        let (answers, kind) = match command {
            "#reabrir" | "#procedente" | "#informe" => {
                let letters = sent(&mut desk, LAURA, &assignment, "#solucion\r\nQuedó lista.").await;
                let survey = to(&letters, "survey", ANA).clone();
                let letters = sent(&mut desk, ANA, &survey, "no satisfactoria").await;
                let kind = match command {
                    "#reabrir" => "reopened",
                    "#procedente" => "coordinator-answer",
                    _ => "monthly-report",
                };
                (to(&letters, "unsatisfactory-review", JULIAN).clone(), kind)
            }
            _ => {
                desk.write(ANA, "Impresora del pasillo", "La impresora del pasillo no imprime");
                let letters = desk.step().await;
                let kind = if command == "#avisar" { "agent-reply" } else { "command-result" };
                (to(&letters, "problem", JULIAN).clone(), kind)
            }
        };
        let letters = sent(&mut desk, JULIAN, &answers, &example).await;
        assert!(!of_kind(&letters, kind).is_empty(), "{example}: {:?}", kinds(&letters));
    }
}
