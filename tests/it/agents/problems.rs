//! Problems: linked, told once, joined by later cases, closed by the coordinator's answer.

use super::{JULIAN, LAURA, PROVEN, TRUSTING, kinds, to};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(a_topic_that_many_report_becomes_a_problem,);

async fn a_topic_that_many_report_becomes_a_problem(on: On) {
    let mut desk =
        TestDesk::with(on, &format!("{TRUSTING}[rules]\nproblem_threshold = 3\ndigest = false\n")).await;
    for n in 1..=2 {
        desk.write(
            &format!("ana{n}@scj.test"),
            "Sin internet",
            "No hay internet en el C4, piso 1\r\nNombre: Ana Rojas\r\nDependencia: Despacho",
        );
    }
    assert!(of_kind(&desk.step().await, "problem").is_empty());
    desk.write(
        "ana3@scj.test",
        "Sin internet",
        "No tenemos internet en el C4, piso 2\r\nNombre: Ana Rojas\r\nDependencia: Despacho",
    );
    let letters = desk.step().await;
    let problem = of_kind(&letters, "problem");
    assert_eq!(problem.len(), 1, "{:?}", kinds(&letters));
    let problem = problem[0].clone();
    assert_eq!(problem.to, "coordinador@scj.test");
    assert!(problem.subject.contains("PRB-2026-000001"), "{}", problem.subject);
    for number in ["SCJ-2026-000001", "SCJ-2026-000002", "SCJ-2026-000003"] {
        assert!(problem.text.contains(number), "{number}: {}", problem.text);
        assert_eq!(desk.ticket(number).await.problem.as_deref(), Some("PRB-2026-000001"));
    }
    // Later ones are linked as they come, and their people told that it is known.
    desk.write(
        "ana4@scj.test",
        "Internet",
        "No hay internet en el C4, piso 3\r\nNombre: Ana Rojas\r\nDependencia: Despacho",
    );
    let letters = desk.step().await;
    assert!(of_kind(&letters, "problem").is_empty(), "told once");
    let acknowledgement = of_kind(&letters, "acknowledgement")[0];
    assert!(acknowledgement.text.contains("varias personas"), "{}", acknowledgement.text);
    assert_eq!(desk.ticket("SCJ-2026-000004").await.problem.as_deref(), Some("PRB-2026-000001"));
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.contains("Hace parte del problema PRB-2026-000001."), "{}", assignment.text);

    // One update to all; an agent may not.
    desk.write_with(LAURA, &format!("RE: {}", problem.subject), "#avisar\r\nYa casi", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["command-error agente1"]);
    desk.answer(JULIAN, &problem, "#avisar\r\nEl proveedor repara la fibra; vuelve a las 3 de la tarde.");
    let letters = desk.step().await;
    let told = of_kind(&letters, "agent-reply");
    assert_eq!(told.len(), 4, "{:?}", kinds(&letters));
    assert_eq!(to(&letters, "agent-reply", "ana4@scj.test").ticket.as_deref(), Some("SCJ-2026-000004"));
    assert!(told.iter().all(|letter| letter.text.contains("repara la fibra")));
    let result = of_kind(&letters, "command-result")[0];
    assert!(result.text.contains("Se avisó en 4 casos."), "{}", result.text);
    assert!(result.subject.starts_with("[PRB-2026-000001]"), "{}", result.subject);
    assert!(desk.ticket("SCJ-2026-000001").await.first_reply_at.is_some(), "the first answer (ruling 16)");
    // What is about no case in particular may be asked in answer to any letter.
    desk.answer(JULIAN, &problem, "#cola");
    assert_eq!(kinds(&desk.step().await), ["command-result coordinador"]);
    desk.answer(JULIAN, &problem, "#informe 2026-11");
    assert_eq!(kinds(&desk.step().await), ["monthly-report coordinador"]);
    desk.answer(JULIAN, &problem, "#solucion\r\nSe reparó la fibra.");
    assert_eq!(kinds(&desk.step().await), ["command-result coordinador"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open", "its cases go on (ruling 13)");
    desk.write(
        "ana5@scj.test",
        "Internet",
        "No hay internet en el C4, piso 3\r\nNombre: Ana Rojas\r\nDependencia: Despacho",
    );
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000005").await.problem, None);
    desk.answer(JULIAN, &problem, "#avisar\r\nYa quedó.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error coordinador"], "it is closed");
    assert!(letters[0].subject.starts_with("[PRB-2026-000001]"), "{}", letters[0].subject);
}
