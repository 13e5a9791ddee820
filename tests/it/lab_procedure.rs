//! PD-GT-1 once from end to end, by the built program on real servers: from a vague first mail to the month's report.

use std::cell::Cell;

use serde_json::Value;

use crate::lab_journeys::database;
use crate::requester::forms::{COMPLETE, WANTED, filled};
use crate::support::desk::{Letter, On, mail_with_files};
use crate::support::lab::DESK;
use crate::support::lab_config::Ways;
use crate::support::program::{LabDesk, answer, mail};
use crate::surveys::buttons;

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const BRUNO: &str = "Bruno Díaz <bruno@scj.test>";
const CLARA: &str = "Clara Rojas <clara@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";
const OSCAR: &str = "Óscar Sitio <sitio@scj.test>";
const DIANA: &str = "Diana Especialista <especialista@scj.test>";
const JULIAN: &str = "Julián Coordinador <coordinador@scj.test>";
const FIRST: &str = "SCJ-2026-000001";

/// A desk on a lab, and how many mails were written to it.
struct Procedure {
    desk: LabDesk,
    written: Cell<usize>,
}

impl Procedure {
    fn id(&self) -> String {
        self.written.set(self.written.get() + 1);
        format!("m{}@cliente.test", self.written.get())
    }

    fn send(&self, from: &str, mail: &str) {
        let address = from.split_once('<').unwrap().1.trim_end_matches('>');
        self.desk.lab.send(mail, address, DESK);
        self.desk.round();
    }

    fn write(&self, from: &str, subject: &str, text: &str) {
        self.send(from, &mail(from, &self.id(), subject, text, ""));
    }

    fn answer(&self, from: &str, letter: &Letter, text: &str) {
        self.send(from, &answer(from, &self.id(), letter, text));
    }

    /// The newest letter of a kind that a user has, of so many.
    fn letter(&self, user: &str, kind: &str, count: usize) -> Letter {
        let mut letters = self.desk.letters(user, kind, count);
        if count > 1 {
            letters.sort_by_key(|letter| self.queued(&letter.message_id));
        }
        letters.remove(count - 1)
    }

    /// The row of a letter in the outbox.
    fn queued(&self, message_id: &str) -> Option<i64> {
        let rows = self.desk.list("outbox");
        rows.iter().find(|row| row["message_id"] == message_id).and_then(|row| row["id"].as_i64())
    }

    fn case(&self, number: &str) -> Value {
        let said = self.desk.run(&["ticket", "show", number, "--json"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        serde_json::from_str(&said.out).unwrap()
    }
}

#[test]
fn the_whole_procedure() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, &database(On::Sqlite));
    let day = Procedure { desk, written: Cell::new(0) };
    until_it_is_solved(&day);
    until_she_is_satisfied(&day);
    with_a_form(&day);
    what_is_none_of_the_desks(&day);
    the_month(&day);
}

/// [1] to [8], [13] to [20]: asked, registered, taken, escalated over two levels, solved.
fn until_it_is_solved(day: &Procedure) {
    day.write(ANA, "Ayuda", "No me prende el computador");
    let asked = day.letter("ana", "missing-information", 1);
    assert_eq!(asked.subject, "[SOL-2026-000001] Ayuda");
    day.answer(ANA, &asked, "Placa 45231, Casa de Justicia de Bosa\r\nDependencia: Despacho");
    let acknowledgement = day.letter("ana", "acknowledgement", 1);
    assert_eq!(acknowledgement.ticket.as_deref(), Some(FIRST));
    let assignment = day.letter("agente1", "assignment", 1);
    assert!(assignment.text.contains("45231"), "{}", assignment.text);
    day.answer(LAURA, &assignment, "#tomar");
    day.letter("agente2", "taken-notice", 1);
    day.answer(LAURA, &assignment, "Señora Ana: ¿ve alguna luz encendida en el equipo?");
    let question = day.letter("ana", "agent-reply", 1);
    day.answer(ANA, &question, "Ninguna luz");
    assert!(day.letter("agente1", "follow-up-notice", 1).text.contains("Ninguna luz"));
    day.write(ANA, &format!("[{FIRST}] ¿cómo va?"), "¿Cómo va mi caso?");
    assert!(day.letter("ana", "status", 1).text.contains("Laura Agente"));
    day.answer(LAURA, &assignment, "#escalar N2\r\nNo enciende con otro cable; hay que abrirlo en el sitio.");
    let on_site = day.letter("sitio", "escalation", 1);
    assert!(
        on_site.text.contains("hay que abrirlo") && on_site.text.contains("Ninguna luz"),
        "{}",
        on_site.text
    );
    day.answer(OSCAR, &on_site, "#escalar N3\r\nLa fuente está bien; falla la tarjeta.");
    let special = day.letter("especialista", "escalation", 1);
    assert!(special.text.contains("falla la tarjeta"), "{}", special.text);
    day.answer(DIANA, &special, "#solucion\r\nSe reinstaló la memoria; el equipo enciende.");
    assert_eq!(day.case(FIRST)["status"], "resolved");
}

/// [7], [21] to [25]: not satisfied by a button, reviewed, reopened, solved again, satisfied in her own words.
fn until_she_is_satisfied(day: &Procedure) {
    let survey = day.letter("ana", "survey", 1);
    assert!(survey.text.contains("Se reinstaló la memoria"), "{}", survey.text);
    let (subject, body) = buttons(&survey)[1].clone();
    assert!(subject.ends_with("no satisfactoria"), "{subject}");
    day.write(ANA, &subject, &body);
    day.letter("ana", "survey-thanks", 1);
    let review = day.letter("coordinador", "unsatisfactory-review", 1);
    for told in ["No me prende el computador", "Ninguna luz", "falla la tarjeta", "Se reinstaló la memoria"]
    {
        assert!(review.text.contains(told), "{told}: {}", review.text);
    }
    day.answer(JULIAN, &review, "#reabrir\r\nHay que cambiar la memoria por una nueva.");
    day.letter("ana", "reopened", 1);
    let feedback = day.letter("especialista", "feedback", 1);
    day.answer(DIANA, &feedback, "#solucion\r\nSe cambió la memoria por una nueva.");
    day.letter("coordinador", "follow-up-notice", 1);
    let again = day.letter("ana", "survey", 2);
    day.answer(ANA, &again, "Ahora sí, todo quedó perfecto. Muchas gracias");
    day.letter("ana", "survey-thanks", 2);
    let case = day.case(FIRST);
    assert_eq!((&case["status"], &case["reopened"]), (&"closed".into(), &1.into()));
}

/// [15], [16]: a request whose form is asked for, comes, and goes to the specialists; its survey closes on silence.
fn with_a_form(day: &Procedure) {
    day.write(BRUNO, "Usuario nuevo", WANTED);
    let needed = day.letter("bruno", "form-needed", 1);
    let form = filled(&needed.attachments[0].1, &COMPLETE);
    let references: String = needed.references.iter().map(|id| format!("<{id}> ")).collect();
    let thread = format!("In-Reply-To: <{0}>\r\nReferences: {references}<{0}>\r\n", needed.message_id);
    let subject = format!("RE: {}", needed.subject);
    let files: [(&str, &[u8]); 1] = [("F-GT-285.xlsx", &form)];
    let id = day.id();
    day.send(BRUNO, &mail_with_files(BRUNO, &id, &subject, "Va el formato", &thread, &files, 0));
    let assignment = day.letter("especialista", "assignment", 1);
    assert!(assignment.attachments.iter().any(|(name, _)| name == "F-GT-285.xlsx"));
    day.answer(DIANA, &assignment, "#solucion\r\nSe creó el usuario.");
    // Friday 20 November: three business days end on Wednesday.
    day.desk.at("2026-11-25T18:50:00-05:00");
    day.desk.round();
    assert_eq!(day.case("SCJ-2026-000002")["status"], "resolved");
    day.desk.at("2026-11-25T19:00:01-05:00");
    day.desk.round();
    assert_eq!(day.case("SCJ-2026-000002")["status"], "closed");
}

/// [9], [12]: turned away with a reason; a leased building, which the area mends and documents.
fn what_is_none_of_the_desks(day: &Procedure) {
    day.desk.at("2026-11-26T09:00:00-05:00");
    day.write(CLARA, "Vacaciones", "Buenos días, ¿me pueden decir cuántos días de vacaciones me quedan?");
    day.letter("clara", "out-of-scope", 1);
    day.write(
        CLARA,
        "Luz del pasillo",
        "Se dañó la luz del pasillo en el Nivel Central.\r\n\r\nDependencia: Despacho",
    );
    let request = day.letter("direccion.tecnica", "area-request", 1);
    day.answer("Dirección Técnica <direccion.tecnica@scj.test>", &request, "Se cambió la lámpara.");
    let survey = day.letter("clara", "survey", 1);
    day.answer(CLARA, &survey, "5/5");
    assert_eq!(day.case("SCJ-2026-000003")["status"], "closed");
}

/// [26]: on the first business day of December, once; its figures are those of what happened.
fn the_month(day: &Procedure) {
    day.desk.at("2026-12-01T07:00:00-05:00");
    day.desk.round();
    day.desk.round();
    let report = day.letter("coordinador", "monthly-report", 1);
    for name in ["report.json", ".xlsx"] {
        assert!(report.attachments.iter().any(|(file, _)| file.ends_with(name)), "{name}");
    }
    assert!(report.raw.contains("image/png"), "its charts");
    let (_, json) = report.attachments.iter().find(|(name, _)| name == "report.json").unwrap();
    let figures: Value = serde_json::from_slice(json).unwrap();
    let cases = day.desk.list("ticket");
    assert_eq!((&figures["month"], &figures["total"]), (&"2026-11".into(), &cases.len().into()));
    assert_eq!((cases.len(), &figures["backlog"]), (3, &0.into()));
    let surveys = &figures["surveys"];
    for (what, count) in
        [("sent", 4), ("answered", 3), ("satisfactory", 3), ("unsatisfactory", 1), ("by_default", 1)]
    {
        assert_eq!(surveys[what], count, "{what}: {surveys}");
    }
    let parts = &figures["figures"];
    for (what, count) in [("reopened", 1), ("missing_information", 1), ("out_of_scope", 1)] {
        assert_eq!(parts[what], count, "{what}: {parts}");
    }
    // The same by the command, into a folder.
    let said = day.desk.run(&["report", "--month", "2026-11", "--out", "informe"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let written: Value =
        serde_json::from_slice(&std::fs::read(day.desk.path("informe").join("report.json")).unwrap())
            .unwrap();
    assert_eq!((&written["total"], &written["surveys"]), (&figures["total"], &figures["surveys"]));
    // Nothing is left anywhere, nobody was written to twice.
    assert_eq!((day.desk.filed("INBOX"), day.desk.filed("Cuarentena")), (0, 0));
    for user in ["ana", "bruno", "clara", "agente1", "agente2", "sitio", "especialista", "coordinador"] {
        assert!(day.desk.ids(user).values().all(|count| *count == 1), "{user}");
    }
}
