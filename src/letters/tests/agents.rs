//! The letters of the agents' side: what each must say, what its links do, and how long it may get.

use jiff::SignedDuration;
use mail_parser::MessageParser;
use pretty_assertions::assert_eq;

use super::cases::{links, opened, text, word};
use super::*;
use crate::desk::letter::{CommandFault, HistoryLine, NextStep};

const CODE: &str = "Código: r.00112233445566778899aabbccddeeff";

/// The text of a letter on one line, however it was wrapped.
fn flat(sample: &Sample) -> String {
    word(sample).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_step_is_a_mail_that_proves_itself() {
    let opened: Vec<_> = links(&word(&sample("assignment")).html).iter().map(|link| opened(link)).collect();
    let subject = "Re: [SCJ-2026-000123] La impresora del piso 3 no imprime";
    let with_text = |command: &str| format!("{command}\r\n\r\n\r\n\r\n{CODE}");
    assert_eq!(
        opened,
        [
            format!("#tomar\r\n\r\n{CODE}"),
            with_text("#solucion"),
            with_text("#pedir"),
            with_text("#escalar N2"),
            with_text("#no-procede"),
        ]
        .map(|body| (subject.to_owned(), body))
    );
    // A text that is ready stands below its command.
    let mut sample = sample("follow-up-notice");
    if let Content::FollowUpNotice(content) = &mut sample.content {
        content.next = vec![NextStep {
            label: "Solucionar".to_owned(),
            command: "#solucion\nAna María contó que ya funciona.".to_owned(),
        }];
    }
    let worded = word(&sample);
    let (_, body) = super::cases::opened(&links(&worded.html)[0]);
    assert_eq!(body, format!("#solucion\r\nAna María contó que ya funciona.\r\n\r\n{CODE}"));
    let text = worded.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = "- Solucionar: #solucion y, debajo, «Ana María contó que ya funciona.»";
    assert!(text.contains(said), "{}", worded.text);
}

#[test]
fn every_letter_that_offers_steps_is_one_that_proves() {
    for sample in all() {
        let steps = links(&word(&sample).html).iter().any(|link| opened(link).1.starts_with('#'));
        assert!(!steps || sample.content.is_for_staff(), "{}", sample.name);
    }
}

#[test]
fn every_letter_has_a_name_towards_staff() {
    for sample in all() {
        let kind = sample.content.kind();
        let name = crate::desk::returned::letter_in_spanish(kind, sample.content.is_for_staff());
        assert_ne!(name, "una carta", "{kind}");
    }
}

#[test]
fn an_agents_words_carry_no_mark_of_a_machine() {
    let letters = letters();
    for name in ["agent-reply", "agent-reply-asks", "agent-reply-files"] {
        let sample = sample(name);
        let bytes = bytes(&letters, &sample);
        let mail = MessageParser::default().parse(&bytes).unwrap();
        for header in ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"] {
            assert!(mail.header_raw(header).is_none(), "{name}: {header}");
        }
        assert_eq!(mail.header_raw("X-Radica-Kind").unwrap().trim(), "agent-reply");
        assert_eq!(mail.header_raw("X-Radica-Ticket").unwrap().trim(), "SCJ-2026-000123");
        assert!(mail.header_raw("In-Reply-To").is_some() && mail.header_raw("References").is_some());
        assert_eq!(mail.attachment_count(), if name == "agent-reply-files" { 2 } else { 0 });
    }
}

#[test]
fn a_reply_greets_once_and_is_signed_by_the_desk() {
    let mut sample = sample("agent-reply");
    for (words, greeted) in [
        ("Buenos días, Ana.\nYa quedó.", true),
        ("\n\nBUENAS TARDES\n\nYa quedó.", true),
        ("¡Hola, Ana!\nYa quedó.", true),
        ("Cordial saludo.\nYa quedó.", true),
        ("Estimada Ana María: ya quedó.", true),
        ("Doctora Ana María:\nya quedó.", true),
        ("Buenas noticias: ya quedó.", false),
        ("Ya quedó. Hola.", false),
        ("", false),
    ] {
        if let Content::AgentReply(content) = &mut sample.content {
            content.text = words.to_owned();
        }
        let worded = word(&sample);
        assert_eq!(
            !worded.text.starts_with("Buenos días, Ana María:\n"),
            greeted,
            "{words:?}: {}",
            worded.text
        );
        assert_eq!(!worded.html.contains(">Buenos días, Ana María:</p>"), greeted, "{words:?}");
        assert!(
            worded
                .text
                .contains("\n\nMesa de Servicio SCJ\n\nCaso SCJ-2026-000123. Para contestarnos, responda"),
            "{}",
            worded.text
        );
    }
    assert!(text("agent-reply-asks").contains("queda a la espera de su respuesta"));
    assert!(!text("agent-reply").contains("a la espera"));
    // Its paragraphs and lists are those of the agent.
    assert!(
        word(&super::sample("agent-reply"))
            .text
            .contains("\n\n1. Use la impresora del piso 2.\n2. Si imprime")
    );
}

#[test]
fn what_does_not_fit_is_named_with_how_to_get_it() {
    for (name, ask) in [
        ("agent-reply-files", "video de la falla.mp4 (31,5 MB): no cupo en este correo; pídalo respondiendo"),
        ("survey-files", "video de la falla.mp4 (31,5 MB): no cupo en este correo; pídalo respondiendo"),
        ("assignment", "video de la falla.mp4 (31,5 MB): no cupo en este correo; pídalo a la operación"),
    ] {
        assert!(text(name).contains(ask), "{name}");
    }
}

#[test]
fn a_history_is_told_newest_last_and_only_as_far_as_it_fits() {
    let mut sample = sample("escalation");
    let line = |index: usize, text: String| HistoryLine {
        at: sample.envelope.at - SignedDuration::from_mins(i64::try_from(1_000 - index).unwrap()),
        who: if index.is_multiple_of(2) { "radica" } else { "Laura Gómez" }.to_owned(),
        what: format!("hizo la cosa {index}."),
        text,
    };
    let told = |history: Vec<HistoryLine>, sample: &mut Sample| {
        if let Content::Escalation(content) = &mut sample.content {
            content.history = history;
        }
        let worded = word(sample);
        assert!(worded.html.len() < 60_000, "{}", worded.html.len());
        worded.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let short: Vec<_> = (0..5).map(|index| line(index, "Breve.".to_owned())).collect();
    let many: Vec<_> = (0..500).map(|index| line(index, "Breve.".to_owned())).collect();
    let long: Vec<_> = (0..50).map(|index| line(index, "largo ".repeat(5_000))).collect();
    let text = told(short, &mut sample);
    let places: Vec<_> = (0..5).map(|n| text.find(&format!("hizo la cosa {n} ·")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("Mesa de Servicio SCJ hizo la cosa 0 ·") && !text.contains("radica"), "{text}");
    assert!(!text.contains("Sólo lo más reciente"), "{text}");
    let text = told(many, &mut sample);
    assert!(
        text.contains("cosa 499 ·") && text.contains("cosa 470 ·") && !text.contains("cosa 469 ·"),
        "{text}"
    );
    assert!(text.contains("Sólo lo más reciente"), "{text}");
    let text = told(long, &mut sample);
    assert!(text.contains("cosa 49 ·") && !text.contains("cosa 40 ·") && text.contains("[…]"), "{text}");
}

#[test]
fn a_fault_says_line_words_and_the_right_form() {
    let text = text("command-error");
    for says in [
        "No se hizo nada de lo que pedía su correo sobre el caso SCJ-2026-000123.",
        "Línea 1 #prioridad urgente «urgente» no es una prioridad. Lo correcto: #prioridad critica | alta | media | baja",
        "Línea 2 #solusion No hay un comando «#solusion». ¿Quiso decir #solucion?",
        "envíe el correo de nuevo, completo",
    ] {
        assert!(text.contains(says), "{says:?} in {text}");
    }
    let mut many = sample("command-error");
    if let Content::CommandError(content) = &mut many.content {
        let fault = CommandFault {
            line: Some(3),
            written: "#nada ".repeat(10_000),
            what: "No hay ese comando.".to_owned(),
            right: None,
        };
        content.faults = vec![fault; 400];
    }
    let worded = word(&many);
    assert!(worded.text.contains("Y 375 más."), "{}", worded.text);
    assert!(worded.html.len() < 60_000, "{}", worded.html.len());
}

#[test]
fn a_result_is_a_transcript_and_the_state_now() {
    let text = text("command-result");
    let order = [
        "#tomar Usted tiene el caso desde ahora.",
        "#Prioridad ALTA La prioridad pasó de media a alta.",
        "quedó como nota interna",
        "Así está el caso SCJ-2026-000123",
        "Prioridad: alta",
        "Para seguir",
    ];
    let places: Vec<_> =
        order.iter().map(|says| text.find(says).unwrap_or_else(|| panic!("{says} in {text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    let queue = super::cases::text("command-result-queue");
    assert!(queue.contains("Primera respuesta: venció ayer a las 6:00 p. m."), "{queue}");
    assert!(super::cases::text("command-result-queue-empty").contains("Usted no tiene casos abiertos."));
    for (name, subject) in [
        ("command-result-queue", "Sus casos abiertos"),
        ("command-result-queue-empty", "Sus casos abiertos"),
        ("command-result-help", "Los comandos de la mesa"),
    ] {
        assert_eq!(word(&sample(name)).subject, subject, "{name}");
    }
    // One mail may ask for several things.
    let mut all = sample("command-result");
    let (queue, help) = (sample("command-result-queue"), sample("command-result-help"));
    if let (Content::CommandResult(all), Content::CommandResult(queue), Content::CommandResult(help)) =
        (&mut all.content, queue.content, help.content)
    {
        all.queue = queue.queue.map(|cases| cases.into_iter().cycle().take(100).collect());
        all.help = help.help;
    }
    let text = flat(&all);
    for heading in ["Esto se hizo", "Sus casos abiertos", "Y 75 más.", "Así está el caso", "Los comandos"]
    {
        assert!(text.contains(heading), "{heading}: {text}");
    }
    assert!(word(&all).html.len() < 60_000);
}

#[test]
fn a_time_is_told_as_it_stands_when_the_letter_is_written() {
    for (name, says) in [
        ("sla-warning", "Queda la cuarta parte del tiempo para dar la primera respuesta: SCJ-2026-000123"),
        ("sla-warning-solution", "Queda la cuarta parte del tiempo para solucionar el caso: SCJ-2026-000123"),
        ("sla-breach", "Se venció el tiempo para dar la primera respuesta: SCJ-2026-000123"),
        ("sla-breach-solution", "Se venció el tiempo para solucionar el caso: SCJ-2026-000123"),
    ] {
        assert!(text(name).contains(says), "{name}: {}", text(name));
    }
    let mut late = sample("sla-warning");
    late.envelope.at += SignedDuration::from_hours(3);
    let text = flat(&late);
    assert!(text.contains("Se acabó el tiempo") && text.contains("Venció hoy a las 11:00 a. m."), "{text}");
    assert!(!text.contains("antes de las 11:00"), "{text}");
    let given = super::cases::text("assignment-given");
    assert!(given.contains("Mateo Agente se lo asignó. Lo atiende Mesa de Servicio: SCJ-"), "{given}");
    assert!(given.contains("Primera respuesta: venció ayer a las 10:00 a. m."), "{given}");
}

#[test]
fn a_problem_tells_how_many_and_what_can_be_done() {
    let text = text("problem");
    assert!(text.contains("20 incidentes de «Red, internet y wifi» en 30 días"), "{text}");
    assert!(text.contains("#avisar y, debajo, el texto") && text.contains("#solucion y, debajo,"), "{text}");
    assert!(!text.contains("le llega a quien lo solicitó"), "{text}");
    let many = super::cases::text("problem-many");
    assert!(many.contains("Estos son los más recientes; hay 15 anteriores."), "{many}");
    assert!(many.contains("SCJ-2026-000040") && !many.contains("SCJ-2026-000015"), "{many}");
    assert_eq!(word(&sample("problem")).subject, "[PRB-2026-000001] Problema: Red, internet y wifi");
}

#[test]
fn a_holders_reminder_is_a_reminder_with_words_of_its_own() {
    let letters = letters();
    let bytes = bytes(&letters, &sample("holder-reminder"));
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(mail.header_raw("X-Radica-Kind").unwrap().trim(), "reminder");
    let words = "espera la respuesta de Ana María Pérez desde el miércoles 25 de noviembre:";
    assert!(text("holder-reminder").contains(words));
    assert!(text("holder-reminder-third-party").contains("espera a un tercero desde el miércoles 25"));
}

#[test]
fn a_digest_begins_with_what_is_late_and_stays_short() {
    let mut digest = sample("digest");
    for (overdue, due_today, others, says) in [
        (1, 2, 1, "1 caso vencido, 2 que vencen hoy, 4 abiertos en total y 1 sin tomar."),
        (0, 1, 0, "1 caso que vence hoy, 1 abierto en total y 1 sin tomar."),
        (0, 0, 3, "3 casos abiertos y 1 sin tomar."),
        (0, 0, 0, "1 caso que nadie ha tomado."),
    ] {
        if let Content::Digest(content) = &mut digest.content {
            let case = content.unheld[0].clone();
            content.overdue = vec![case.clone(); overdue];
            content.due_today = vec![case.clone(); due_today];
            content.others = vec![case; others];
        }
        let text = flat(&digest);
        assert!(text.contains(says), "{says}: {text}");
        assert_eq!(text.contains("Ya vencieron"), overdue > 0, "{text}");
    }
    let coordinator = text("digest-coordinator");
    assert!(coordinator.contains("Mesa de Servicio 12 2 1"), "{coordinator}");
    assert!(coordinator.contains("Toda la mesa 23 2 1"), "{coordinator}");
    assert!(coordinator.contains("lo tiene Laura Gómez"), "{coordinator}");
    let many = word(&sample("digest-many"));
    assert_eq!(many.text.matches("Y 48 más.").count(), 4, "{}", many.text);
    assert!(many.html.len() < 60_000, "{}", many.html.len());
}

#[test]
fn a_merged_case_names_only_what_is_the_persons_own() {
    let own = sample("merged-note");
    let (subject, _) = opened(&links(&word(&own).html)[0]);
    assert_eq!(subject, "[SCJ-2026-000098] La impresora del piso 3 no imprime");
    let other = text("merged-note-other");
    assert!(other.contains("se atiende junto con otro caso"), "{other}");
    assert_eq!(other.matches("SCJ-2026").count(), 1, "{other}");
}

#[test]
fn a_failure_that_is_known_is_said_to_be() {
    let known = "Ya sabemos de esta falla: varias personas la reportaron y la estamos atendiendo.";
    assert!(text("acknowledgement-known-problem").contains(known));
    assert!(!text("acknowledgement").contains("Ya sabemos"));
}
