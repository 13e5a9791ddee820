//! Machines' mails, and the mails of people that look like them.

use pretty_assertions::assert_eq;

use super::*;
use crate::parse::{Settings, parse};

fn kind(mail: &str) -> String {
    let settings = Settings { own: vec![Address::parse("soporte@scj.test").unwrap()], ..Settings::default() };
    match parse(mail.as_bytes(), &settings).unwrap().mail.automatic {
        None => "person".to_owned(),
        Some(Automatic::Bounce(_)) => "bounce".to_owned(),
        Some(Automatic::OutOfOffice) => "absence".to_owned(),
        Some(Automatic::Receipt) => "receipt".to_owned(),
        Some(Automatic::List) => "list".to_owned(),
        Some(Automatic::Calendar) => "calendar".to_owned(),
        Some(Automatic::OwnMail) => "own".to_owned(),
        Some(Automatic::Machine(why)) => format!("machine {why}"),
    }
}

#[test]
fn by_header() {
    const FROM: &str = "From: Ana <ana@scj.test>\n";
    for (header, expected) in [
        // Machines.
        ("Auto-Submitted: auto-generated", "machine Auto-Submitted: auto-generated"),
        ("Auto-Submitted: auto-replied", "machine Auto-Submitted: auto-replied"),
        ("Auto-Submitted: (x) auto-notified; a=b", "machine Auto-Submitted: auto-notified"),
        ("Auto-Submitted: no\nAuto-Submitted: auto-replied", "machine Auto-Submitted: auto-replied"),
        ("Auto-Submitted: auto-replied (vacation)", "absence"),
        ("Return-Path: <>", "machine Return-Path: <>"),
        ("Return-Path: < >", "machine Return-Path: <>"),
        ("Precedence: bulk", "list"),
        ("Precedence: Junk", "list"),
        ("Precedence: list", "list"),
        ("Precedence: auto_reply", "absence"),
        ("List-Id: <l.x.test>", "list"),
        ("list-unsubscribe: <mailto:x@x.test>", "list"),
        ("X-MS-Exchange-Inbox-Rules-Loop: ana@scj.test", "machine X-MS-Exchange-Inbox-Rules-Loop"),
        (
            "X-MS-Exchange-Generated-Message-Source: Antispam",
            "machine X-MS-Exchange-Generated-Message-Source",
        ),
        ("X-Autoreply: yes", "machine X-Autoreply"),
        (
            "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes\nSubject: Estoy de viaje Re: x",
            "absence",
        ),
        ("X-Radica-Kind: survey", "own"),
        ("Auto-Submitted: auto-replied\nSubject: Respuesta automática: No imprime", "absence"),
        ("X-Auto-Response-Suppress: All\nSubject: =?utf-8?Q?Respuesta_autom=C3=A1tica:_x?=", "absence"),
        ("Auto-Submitted: auto-generated\nSubject: Fuera de la oficina hasta el lunes", "absence"),
        ("Auto-Submitted: auto-generated\nSubject: Automatic reply: x", "absence"),
        ("Return-Path: <>\nSubject: Out of office", "absence"),
        ("X-Auto-Response-Suppress: All\nSubject: Leído: encuesta", "receipt"),
        ("Return-Path: <>\nSubject: No leído: encuesta", "receipt"),
        ("Return-Path: <>\nSubject: Read: survey", "receipt"),
        ("Return-Path: <>\nSubject: No se puede entregar: x", "bounce"),
        ("Return-Path: <>\nSubject: Entrega retrasada: x", "bounce"),
        ("Auto-Submitted: auto-generated\nSubject: Aceptada: reunión", "calendar"),
        ("Auto-Submitted: auto-generated\nSubject: Declined: meeting", "calendar"),
        ("X-Auto-Response-Suppress: All\nSubject: Recuperar: informe", "machine recall"),
        ("X-Auto-Response-Suppress: All\nSubject: Recall: report", "machine recall"),
        ("X-Failed-Recipients: x@y.test", "bounce"),
        // People.
        ("Subject: No imprime", "person"),
        ("Auto-Submitted: no", "person"),
        ("Auto-Submitted: No (sent by a person)", "person"),
        ("Auto-Submitted: ", "person"),
        ("Return-Path: <ana@scj.test>", "person"),
        ("Precedence: first-class", "person"),
        ("Precedence: urgent", "person"),
        ("X-Auto-Response-Suppress: All", "person"),
        ("X-Auto-Response-Suppress: DR, OOF\nSubject: Ausencia de permisos en la carpeta", "person"),
        ("X-Auto-Response-Suppress: DR, OOF\nSubject: Cancelado: el pedido de ayer", "person"),
        ("Subject: Leído: el correo que no llega", "person"),
        ("Subject: Respuesta automática: ¿cómo la configuro?", "person"),
        ("Subject: Fuera de la oficina no puedo entrar a la VPN", "person"),
        ("Subject: No se puede entregar: me sale este error", "person"),
        ("Subject: Undeliverable: what is this?", "person"),
        ("Subject: Aceptada: la solicitud", "person"),
        ("Subject: Recuperar: archivos borrados", "person"),
        ("X-Auto-Response-Suppress: All\nSubject: RE: Respuesta automática: x", "person"),
        ("Disposition-Notification-To: ana@scj.test", "person"),
        ("X-Priority: 1\nImportance: high", "person"),
        ("X-Autoreply: no", "person"),
        ("Listado: List-Id", "person"),
        ("Content-Type: text/plain\nX-Mailer: Microsoft Outlook 16.0", "person"),
    ] {
        assert_eq!(kind(&format!("{FROM}{header}\n\nHola\n")), expected, "{header}");
    }
}

#[test]
fn by_sender() {
    for (from, expected) in [
        ("soporte@scj.test", "own"),
        ("Otra persona <SOPORTE@scj.test>", "own"),
        ("noreply@x.test", "machine From: noreply@"),
        ("no-reply@x.test", "machine From: no-reply@"),
        ("sap_no.reply@x.test", "machine From: sap_no.reply@"),
        ("donotreply@x.test", "machine From: donotreply@"),
        ("do-not-reply@x.test", "machine From: do-not-reply@"),
        ("noresponder@x.test", "machine From: noresponder@"),
        ("no_responder+1@x.test", "machine From: no_responder+1@"),
        ("MAILER-DAEMON@x.test", "machine From: mailer-daemon@"),
        ("postmaster@x.test", "machine From: postmaster@"),
        ("bounce-123@x.test", "machine From: bounce-123@"),
        ("bounces+a=b@x.test", "machine From: bounces+a=b@"),
        ("ana@x.test", "person"),
        ("leonor.esponda@x.test", "person"),
        ("bouncer@x.test", "person"),
        ("no@x.test", "person"),
        ("reply@x.test", "person"),
        ("nore.ply@x.test", "person"),
        ("\"No Reply\" <ana@x.test>", "person"),
        ("daemon.lopez@x.test", "person"),
    ] {
        assert_eq!(kind(&format!("From: {from}\nSubject: x\n\nHola\n")), expected, "{from}");
    }
}

#[test]
fn by_structure() {
    let mail = |content: &str, parts: &[&str]| {
        let parts: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
        format!("From: ana@x.test\nSubject: x\nContent-Type: {content}; boundary=b\n\n{parts}--b--\n")
    };
    let text = "Content-Type: text/plain\n\nHola";
    let calendar = |method: &str| {
        format!("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR")
    };
    let attached =
        calendar("REPLY").replace("\n\nBEGIN", "\nContent-Disposition: attachment; filename=a.ics\n\nBEGIN");
    let status = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; z@y.test\nAction: failed\nStatus: 5.0.0";
    for (mail, expected) in [
        (mail("multipart/report; report-type=delivery-status", &[text, status]), "bounce"),
        (mail("multipart/report", &[text, status]), "bounce"),
        (mail("multipart/mixed", &[text, status]), "person"),
        (
            mail(
                "multipart/report; report-type=disposition-notification",
                &[text, "Content-Type: message/disposition-notification\n\nDisposition: x"],
            ),
            "receipt",
        ),
        (
            mail(
                "multipart/report",
                &[text, "Content-Type: message/disposition-notification\n\nDisposition: x"],
            ),
            "receipt",
        ),
        (
            mail(
                "multipart/report; report-type=feedback-report",
                &[text, "Content-Type: message/feedback-report\n\nx"],
            ),
            "machine multipart/report feedback-report",
        ),
        (mail("multipart/alternative", &[text, &calendar("REPLY")]), "calendar"),
        (mail("multipart/alternative", &[text, &calendar("CANCEL")]), "calendar"),
        (
            mail("multipart/alternative", &[text, "Content-Type: text/calendar; method=COUNTER\n\nx"]),
            "calendar",
        ),
        (mail("multipart/alternative", &[text, &calendar("REQUEST")]), "person"),
        (mail("multipart/mixed", &[text, &attached]), "person"),
        (mail("multipart/mixed", &[text, &calendar("REPLY")]), "person"),
        (
            mail("multipart/mixed", &[text, &calendar("REPLY")])
                .replace("Subject: x", "Subject: Aceptada: x"),
            "calendar",
        ),
        (
            mail(
                "multipart/mixed",
                &[text, "Content-Type: message/rfc822\n\nAuto-Submitted: auto-replied\n\nx"],
            ),
            "person",
        ),
        (
            mail("multipart/mixed", &[text, "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx"]),
            "person",
        ),
        ("From: a@x.test\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nx".to_owned(), "person"),
        ("From: a@x.test\nContent-Type: text/calendar; method=REPLY\n\nx".to_owned(), "calendar"),
        // The most telling class wins.
        (
            mail("multipart/report; report-type=delivery-status", &[text, status])
                .replace("From:", "List-Id: l\nAuto-Submitted: auto-replied\nFrom:"),
            "bounce",
        ),
    ] {
        assert_eq!(kind(&mail), expected, "{mail}");
    }
}

#[test]
fn who_wants_no_answer() {
    for (value, expected) in [
        ("All", true),
        ("all", true),
        ("DR, AutoReply", true),
        ("OOF,AutoReply,RN", true),
        ("DR, OOF, RN, NRN", false),
        ("", false),
        ("None", false),
    ] {
        let mail = format!("From: a@x.test\nX-Auto-Response-Suppress: {value}\n\nx");
        let parsed = parse(mail.as_bytes(), &Settings::default()).unwrap().mail;
        assert_eq!((parsed.wants_no_automatic_answer, parsed.automatic), (expected, None), "{value}");
    }
}
