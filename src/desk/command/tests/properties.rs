//! What holds whatever is written.

use proptest::prelude::*;

use super::super::line::{Start, beginning, start};
use super::*;

/// Lines that are likely to go wrong.
fn line() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "#",
        "# ",
        "##",
        "＃",
        "tomar",
        "SOLUCIÓN",
        "no procede",
        "nota",
        "espera",
        "registrar",
        "escalar N3",
        "asignar ",
        "agente1@scj.test",
        "<",
        ">",
        "Laura Agente",
        "mesa-n1",
        "prioridad alta",
        "formato 285",
        ": ",
        ". ",
        "- ",
        "* ",
        "\u{200b}",
        "\u{a0}",
        "usuario: ",
        "canal: teams",
        "asunto: x",
        "descripción: ",
        "texto",
        "1",
        "ñ",
        "\t",
        "informe 2026-11",
        "fusionar SCJ-2026-1",
        "»",
        "«",
        "\u{301}",
        "pedir",
        "cola",
    ]);
    prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

fn mail() -> impl Strategy<Value = String> {
    let end = prop::sample::select(vec!["\n", "\r\n", "\n\n", "\u{2028}", "\r"]);
    prop::collection::vec((line(), end), 0..8)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

/// A text that may go to the requester: no line of it is a command, however it is marked.
fn holds_no_command(text: &str) -> bool {
    super::super::line::Lines::of(text)
        .all(|line| !matches!(start(&beginning(line.text)), Start::Known(..) | Start::Marked(_)))
}

fn check(text: &str) -> Result<(), TestCaseError> {
    match read(text, &RULES) {
        Ok(given) => {
            prop_assert!(holds_no_command(&given.text), "{:?}", given.text);
            for one in &given.commands {
                prop_assert!(one.line >= 1 && one.written.contains(['#', '＃']));
                match &one.value {
                    Command::Wait(reason) => prop_assert!(holds_no_command(reason.as_deref().unwrap_or(""))),
                    Command::Register(sheet) => {
                        prop_assert!(holds_no_command(&sheet.description));
                        prop_assert!(!sheet.title.contains(['\n', '\r']));
                        prop_assert_eq!(given.commands.len(), 1);
                    }
                    _ => {}
                }
            }
            if given.commands.is_empty() {
                prop_assert_eq!(given.text, text);
            }
        }
        Err(faults) => {
            prop_assert!(!faults.is_empty() && faults.len() <= MOST_FAULTS);
            prop_assert!(faults.is_sorted_by_key(|fault| fault.line));
            for fault in faults {
                prop_assert!(fault.line >= 1 && !fault.what.is_empty());
                prop_assert!(!fault.sentence().contains(['\n', '\r']));
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn likely_mails_never_fail(text in mail()) {
        check(&text)?;
    }

    #[test]
    fn any_mail_never_fails(text in any::<String>()) {
        check(&text)?;
        check(&format!("#solucion {text}"))?;
        check(&format!("#{text}"))?;
    }

    #[test]
    fn any_argument_never_fails(word in prop::sample::select(vec![
        "tomar", "asignar", "categoria", "tipo", "prioridad", "escalar", "escalar N3", "nota", "espera", "formato",
        "locativo", "fusionar", "informe", "registrar", "no-procede",
    ]), argument in "\\PC{0,60}", text in "\\PC{0,60}") {
        check(&format!("#{word} {argument}\n{text}"))?;
    }

    #[test]
    fn text_without_the_sign_stays(text in "[^#\u{ff03}\u{fe5f}]{0,300}") {
        let given = read(&text, &RULES).unwrap();
        prop_assert!(given.commands.is_empty());
        prop_assert_eq!(given.text, text);
    }

    #[test]
    fn a_solution_keeps_its_text(text in "[a-zñáé.,;: \n]{0,200}[a-z]") {
        let given = read(&format!("#solucion\n{text}"), &RULES).unwrap();
        let kept = text.lines().skip_while(|line| line.trim().is_empty()).collect::<Vec<_>>().join("\n");
        prop_assert_eq!(given.text, kept);
    }
}
