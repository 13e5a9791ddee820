//! [26] The monthly report: on its day, once, also after days off; its figures against those of the cases themselves.

use std::collections::BTreeMap;

use radica::clock::bogota;
use radica::desk::statistics::Month;
use radica::store::ticket::TicketRow;
use serde_json::Value;

use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    two_months_are_reported_and_add_up,
    january_s_report_waits_for_the_first_business_day,
    what_was_missed_goes_out_late_and_in_order,
    a_desk_reports_nothing_of_before_its_first_mail,
    the_coordinator_asks_for_a_month_by_mail,
);

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const BRUNO: &str = "Bruno Díaz <bruno@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";
const JULIAN: &str = "Julián Coordinador <coordinador@scj.test>";
const PROVEN: &str = "Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test\r\n";
const QUIET: &str = "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n[rules]\ndigest = false\n";

impl TestDesk {
    /// A proven mail of the staff about a case, and what came of it.
    async fn staff(&mut self, from: &str, subject: &str, text: &str) -> Vec<Letter> {
        self.write_with(from, subject, text, PROVEN);
        self.step().await
    }

    async fn cases(&self) -> Vec<TicketRow> {
        let mut tx = self.app.db.read().await.unwrap();
        radica::store::ticket::list(&mut tx, None, None).await.unwrap()
    }

    /// The figures of a month as they are now.
    async fn figures(&self, month: &str) -> Value {
        let month = Month::parse(month).unwrap();
        let mut tx = self.app.db.read().await.unwrap();
        let now = self.app.clock.now();
        let (statistics, cases) =
            radica::store::report::of(&mut tx, month, &self.app.rules(), now, true).await.unwrap().unwrap();
        let made = radica::report::make(statistics, &cases).unwrap();
        let (_, bytes) = made.files.iter().find(|(file, _)| file.name == "report.json").unwrap();
        serde_json::from_slice(bytes).unwrap()
    }
}

/// The figures that a letter brings.
fn attached(letter: &Letter) -> Value {
    let (_, bytes) = letter.attachments.iter().find(|(name, _)| name == "report.json").unwrap();
    serde_json::from_slice(bytes).unwrap()
}

fn reports(letters: &[Letter]) -> Vec<&Letter> {
    of_kind(letters, "monthly-report")
}

/// The month of an instant, in Bogota.
fn month(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap();
    at.to_zoned_datetime(bogota()).strftime("%Y-%m").to_string()
}

/// How many cases there are of each kind of something.
fn counts<'r>(rows: &[&'r TicketRow], of: impl Fn(&'r TicketRow) -> String) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(of(row)).or_default() += 1;
    }
    counts
}

fn told(value: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(value.clone()).unwrap()
}

async fn two_months_are_reported_and_add_up(on: On) {
    let mut desk = TestDesk::with(on, QUIET).await;
    // October: one case is solved in it, one goes on into November.
    desk.at("2026-10-20T09:00:00-05:00");
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.write(BRUNO, "Internet", "No hay internet en la Casa de Justicia de Bosa");
    desk.step().await;
    desk.at("2026-10-20T10:30:00-05:00");
    desk.staff(LAURA, "[SCJ-2026-000001]", "#solucion\r\nSe retiró el papel atascado.").await;
    desk.at("2026-11-03T06:59:59-05:00");
    assert!(reports(&desk.step().await).is_empty(), "Monday the second is a holiday");
    desk.at("2026-11-03T07:00:00-05:00");
    let letters = desk.step().await;
    let october = reports(&letters);
    let mut to: Vec<&str> = october.iter().map(|letter| letter.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["coordinador@scj.test", "direccion.tecnica@scj.test"]);
    assert_eq!(october[0].subject, "Informe de octubre de 2026");
    let figures = attached(october[0]);
    assert_eq!(
        (&figures["total"], &figures["backlog"], &figures["completed"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert!(figures["month_before"].is_null(), "the desk was not in service in September");
    assert!(reports(&desk.step().await).is_empty(), "once");

    // November.
    desk.at("2026-11-04T08:00:00-05:00");
    desk.write(ANA, "Correo", "Outlook no me deja abrir el correo");
    desk.write("Nadie <nadie@scj.test>", "Computador", "No me prende el computador");
    desk.deliver(
        "From: MAILER <robot@otro.test>\r\nTo: soporte.tecnico@scj.test\r\nSubject: Fuera de la oficina\r\nMessage-ID: \
         <auto@otro.test>\r\nAuto-Submitted: auto-replied\r\n\r\nEstoy de vacaciones\r\n",
    );
    desk.step().await;
    desk.write(ANA, "[SCJ-2026-000003]", "¿Cómo va mi caso?");
    desk.step().await;
    desk.at("2026-11-05T08:00:00-05:00");
    desk.staff(LAURA, "[SCJ-2026-000002]", "#espera Llega el repuesto el lunes").await;
    desk.at("2026-11-09T08:00:00-05:00");
    desk.staff(LAURA, "[SCJ-2026-000002]", "#solucion\r\nSe cambió el cable.").await;
    desk.at("2026-11-10T08:00:00-05:00");
    let registered = "#registrar\r\nusuario: bruno@scj.test\r\nnombre: Bruno Díaz\r\ndependencia: Subsecretaría de Acceso a \
                      la Justicia\r\ncanal: telefono\r\nasunto: Teléfono sin tono\r\n\r\nEl teléfono de la oficina no da tono";
    desk.staff(LAURA, "Llamada", registered).await;
    desk.write(ANA, "Escáner", "La impresora del piso 3 no escanea");
    desk.step().await;
    desk.at("2026-11-30T23:30:00-05:00");
    desk.staff(JULIAN, "[SCJ-2026-000005]", "#no-procede\r\nEse equipo no es de la entidad.").await;

    desk.at("2026-12-01T06:59:59-05:00");
    assert!(reports(&desk.step().await).is_empty());
    desk.at("2026-12-01T07:00:00-05:00");
    let letters = desk.step().await;
    let november = reports(&letters);
    assert_eq!(november.len(), 2);
    let figures = attached(november[0]);

    // The same, counted from the cases as `ticket list` shows them.
    let cases = desk.cases().await;
    let created: Vec<&TicketRow> = cases.iter().filter(|row| month(row.created_at) == "2026-11").collect();
    assert_eq!(figures["total"], created.len() as u64);
    assert_eq!(
        told(&figures["by_category"]),
        counts(&created, |row| row.category.clone().unwrap_or("none".into()))
    );
    assert_eq!(told(&figures["by_channel"]), counts(&created, |row| row.channel.clone()));
    assert_eq!(told(&figures["by_level"]), counts(&created, |row| row.level.to_string()));
    assert_eq!(told(&figures["by_group"]), counts(&created, |row| row.group_id.clone()));
    let mut kinds = counts(&created, |row| row.kind.clone().unwrap_or("none".into()));
    *kinds.entry("informative".into()).or_default() += 1; // the question how the case stands (ruling 7)
    assert_eq!(told(&figures["by_kind"]), kinds);
    let open = cases.iter().filter(|row| row.resolved_at.is_none() && row.closed_at.is_none()).count();
    assert_eq!(figures["backlog"], open as u64);
    let completed: Vec<&TicketRow> =
        cases.iter().filter(|row| row.resolved_at.is_some_and(|at| month(at) == "2026-11")).collect();
    assert_eq!(figures["completed"], completed.len() as u64);
    assert_eq!(told(&figures["by_agent"]), BTreeMap::from([("agente1@scj.test".to_owned(), 1)]));
    let in_time = completed.iter().filter(|row| row.resolved_at.unwrap() <= row.resolution_due).count();
    assert_eq!(figures["figures"]["solution"]["met"], in_time as u64);
    let day = |name: &str| -> u64 {
        figures["days"].as_array().unwrap().iter().map(|day| day[name].as_u64().unwrap()).sum()
    };
    assert_eq!((day("created"), day("completed")), (created.len() as u64, completed.len() as u64));
    // And from the mails and letters.
    let taken = desk.taken().await;
    let of = |outcome: &str| taken.iter().filter(|(other, _)| other == outcome).count() as u64;
    assert_eq!(figures["figures"]["automatic"], of("automatic") + of("bounce"));
    assert_eq!(figures["figures"]["missing_information"], of("new_request"));
    assert_eq!((&figures["status_questions"], &figures["surveys"]["sent"]), (&1.into(), &1.into()));
    let part = &figures["figures"];
    let n = |name: &str| part[name].as_u64().unwrap();
    assert_eq!((n("open_before"), n("not_applicable")), (1, 1));
    assert_eq!(
        n("open"),
        n("open_before") + n("created") + n("returned") - n("completed") - n("not_applicable") - n("merged")
    );
    assert_eq!(figures["month_before"]["created"], 2);

    // What is attached and shown: pictures by their names, a workbook, the cases; nobody's address among them.
    let letter = november[0];
    let names: Vec<&str> = letter.attachments.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["informe-2026-11.xlsx", "casos-2026-11.csv", "casos-por-dia.png", "abiertos-por-edad.png"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert_eq!(letter.html.matches("src=\"cid:").count(), 3);
    assert!(letter.raw.contains("multipart/related"));
    let (_, csv) = letter.attachments.iter().find(|(name, _)| name == "casos-2026-11.csv").unwrap();
    let csv = String::from_utf8(csv.clone()).unwrap();
    assert_eq!(csv.lines().count() as u64, 1 + n("open_before") + n("created"), "{csv}");
    assert!(!csv.contains('@') && !csv.contains("Ana") && !csv.contains("no escanea"), "{csv}");

    // October says today what it said in November, but for surveys that have been closed since.
    let mut then = attached(october[0]);
    let mut now = desk.figures("2026-10").await;
    for figures in [&mut then, &mut now] {
        figures["surveys"].take();
        figures["figures"]["surveys"].take();
        figures["figures"]["surveys_pending"].take();
    }
    assert_eq!(then, now);
    if matches!(on, On::Postgres) {
        let mut other = desk.beside(QUIET).await;
        other.at("2026-12-01T07:00:05-05:00");
        assert!(reports(&other.step().await).is_empty(), "another instance sends no second one");
    }
}

async fn january_s_report_waits_for_the_first_business_day(on: On) {
    let mut desk = TestDesk::with(on, QUIET).await;
    desk.at("2026-12-20T10:00:00-05:00");
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await;
    // New Year, Saturday, Sunday.
    for day in ["2027-01-01T10:00:00-05:00", "2027-01-02T10:00:00-05:00", "2027-01-04T06:59:59-05:00"] {
        desk.at(day);
        assert!(reports(&desk.step().await).is_empty(), "{day}");
    }
    desk.at("2027-01-04T07:00:00-05:00");
    let letters = desk.step().await;
    assert_eq!(reports(&letters).len(), 2);
    assert_eq!(reports(&letters)[0].subject, "Informe de diciembre de 2026");
    desk.is_at_rest().await;
}

async fn what_was_missed_goes_out_late_and_in_order(on: On) {
    let mut desk = TestDesk::with(on, QUIET).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await;
    // The daemon was off from November on.
    desk.at("2027-02-10T22:00:00-05:00");
    let subjects = |letters: &[Letter]| -> Vec<String> {
        let mut subjects: Vec<String> = reports(letters)
            .into_iter()
            .filter(|letter| letter.to == "coordinador@scj.test")
            .map(|letter| letter.subject.clone())
            .collect();
        subjects.sort();
        subjects
    };
    let letters = desk.step().await;
    assert_eq!(
        subjects(&letters),
        [
            "Informe de diciembre de 2026 (con retraso)",
            "Informe de enero de 2027",
            "Informe de noviembre de 2026 (con retraso)"
        ]
    );
    let late = reports(&letters).into_iter().find(|letter| letter.subject.contains("noviembre")).unwrap();
    assert!(late.text.contains("sale con retraso"), "{}", late.text);
    assert_eq!(attached(late)["backlog"], 1);
    desk.at("2027-02-28T22:00:00-05:00");
    assert!(reports(&desk.step().await).is_empty());
    desk.at("2027-03-11T00:00:00-05:00");
    assert_eq!(subjects(&desk.step().await), ["Informe de febrero de 2027 (con retraso)"]);
}

async fn a_desk_reports_nothing_of_before_its_first_mail(on: On) {
    let mut desk = TestDesk::with(on, QUIET).await;
    desk.at("2026-12-01T08:00:00-05:00");
    assert!(desk.step().await.is_empty());
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    assert!(reports(&desk.step().await).is_empty());
    desk.at("2026-12-02T08:00:00-05:00");
    assert!(reports(&desk.step().await).is_empty());
    desk.at("2027-01-04T08:00:00-05:00");
    assert_eq!(reports(&desk.step().await).len(), 2);
}

async fn the_coordinator_asks_for_a_month_by_mail(on: On) {
    let mut desk = TestDesk::with(on, QUIET).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await;
    let letters = desk.staff(JULIAN, "informe", "#informe 2026-11").await;
    let letter = reports(&letters)[0];
    assert_eq!(letters.len(), 1, "it is the answer itself");
    assert_eq!(letter.subject, "Informe de noviembre de 2026, hasta ahora");
    assert!(
        letter.text.contains("En lo que va de noviembre de 2026 la Mesa ha recibido 1 caso"),
        "{}",
        letter.text
    );
    assert!(letter.in_reply_to.is_some() && letter.raw.contains("auto-replied"));
    assert_eq!(attached(letter)["total"], 1);
    // The month before, where none is named; an answer to the report is proven by it.
    let letter = letter.clone();
    desk.answer(JULIAN, &letter, "#informe");
    let letters = desk.step().await;
    assert_eq!(reports(&letters)[0].subject, "Informe de octubre de 2026");
    assert!(
        reports(&letters)[0].text.contains("no entró ni se solucionó ningún caso"),
        "{}",
        reports(&letters)[0].text
    );
    // Beside other commands, and about a case.
    let letters = desk.staff(JULIAN, "[SCJ-2026-000001]", "#estado\r\n#informe 2026-11").await;
    let mut kinds: Vec<&str> = letters.iter().map(|letter| letter.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["command-result", "monthly-report"]);
    // Not a month to come, and not to an agent.
    for (from, text, what) in [
        (JULIAN, "#informe 2026-12", "Diciembre de 2026 todavía no comienza."),
        (LAURA, "#informe", "El informe del mes lo recibe la coordinación."),
        (LAURA, "#cola\r\n#informe 2026-11", "El informe del mes lo recibe la coordinación."),
    ] {
        let letters = desk.staff(from, "informe", text).await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].kind, "command-error", "{text}");
        assert!(letters[0].text.contains(what), "{}", letters[0].text);
    }
}
