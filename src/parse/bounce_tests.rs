//! Reports as five makers write them, and what people's forwards of them look like.

use pretty_assertions::assert_eq;

use super::*;
use crate::desk::mail::Automatic;
use crate::parse::{Settings, parse};

fn settings() -> Settings {
    Settings {
        own: vec![Address::parse("soporte@scj.test").unwrap()],
        own_domain: "scj.test".to_owned(),
        ..Settings::default()
    }
}

fn automatic(mail: &str) -> Option<Automatic> {
    let lf = parse(mail.as_bytes(), &settings()).unwrap().mail.automatic;
    let crlf = parse(mail.replace('\n', "\r\n").as_bytes(), &settings()).unwrap().mail.automatic;
    assert_eq!(lf, crlf, "{mail}");
    lf
}

fn bounce(mail: &str) -> Bounce {
    match automatic(mail) {
        Some(Automatic::Bounce(bounce)) => bounce,
        other => panic!("no bounce but {other:?}: {mail}"),
    }
}

fn shown(bounce: &Bounce) -> (Vec<&str>, Vec<&str>, &str, bool) {
    (
        bounce.original.iter().map(MessageId::as_str).collect(),
        bounce.recipients.iter().map(Address::as_str).collect(),
        bounce.status.as_str(),
        bounce.delayed,
    )
}

const POSTFIX: &str = "Return-Path: <>
From: MAILER-DAEMON@mail.scj.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: soporte@scj.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"ABC.1/mail.scj.test\"
Message-Id: <20261120150000.ABC@mail.scj.test>

--ABC.1/mail.scj.test
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.scj.test.

<ana@fuera.test>: host mx.fuera.test[192.0.2.1] said: 550 5.1.1 User unknown

--ABC.1/mail.scj.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.scj.test
X-Postfix-Sender: rfc822; soporte@scj.test
Arrival-Date: Fri, 20 Nov 2026 10:00:00 -0500

Final-Recipient: rfc822; ana@fuera.test
Original-Recipient: rfc822;ana.perez@fuera.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.fuera.test
Diagnostic-Code: smtp; 550 5.1.1 <ana@fuera.test>: Recipient
    address rejected: User unknown

--ABC.1/mail.scj.test
Content-Type: message/rfc822

Message-ID: <carta1@scj.test>
In-Reply-To: <pregunta@fuera.test>
References: <prueba@scj.test>
From: soporte@scj.test
Subject: [SCJ-2026-000001] No imprime

Texto
--ABC.1/mail.scj.test--
";

#[test]
fn postfix() {
    let failed = bounce(POSTFIX);
    assert_eq!(
        shown(&failed),
        (
            vec!["carta1@scj.test", "pregunta@fuera.test", "prueba@scj.test"],
            vec!["ana@fuera.test", "ana.perez@fuera.test"],
            "5.1.1",
            false
        )
    );
    assert_eq!(failed.diagnostic, "550 5.1.1 <ana@fuera.test>: Recipient address rejected: User unknown");
    assert!(failed.is_permanent());

    let delayed = bounce(
        &POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1"),
    );
    assert!(delayed.delayed && !delayed.is_permanent() && delayed.status == "4.4.1");

    for action in ["delivered", "relayed", "expanded (to a list)"] {
        let mail = POSTFIX.replace("Action: failed", &format!("Action: {action}")).replace("5.1.1", "2.0.0");
        assert_eq!(automatic(&mail), Some(Automatic::Receipt), "{action}");
    }

    // Only the header of the original, and base64 where nobody expects it.
    let header_only = POSTFIX.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers");
    assert_eq!(bounce(&header_only).original.len(), 3);
    let mixed = POSTFIX.replace(
        "Final-Recipient: rfc822; ana@fuera.test",
        "Final-Recipient: rfc822; buena@fuera.test\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; ana@fuera.test",
    );
    assert_eq!(bounce(&mixed).recipients.len(), 2);
}

#[test]
fn exchange_online() {
    let failed = bounce(
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@scj.test>
To: <soporte@scj.test>
Subject: No se puede entregar: [SCJ-2026-000001] No imprime
Message-ID: <x1@prod.outlook.com>
In-Reply-To: <carta2@scj.test>
Auto-Submitted: auto-replied
X-MS-Exchange-Message-Is-Ndr:
Content-Type: multipart/report; report-type=delivery-status; boundary=\"bb\"
Return-Path: <>

--bb
Content-Type: multipart/alternative; differences=Content-Type; boundary=\"cc\"

--cc
Content-Type: text/plain; charset=\"utf-8\"
Content-Transfer-Encoding: quoted-printable

No se pudo entregar el mensaje a noexiste@fuera.test.

--cc
Content-Type: text/html; charset=\"utf-8\"

<p>No se pudo entregar</p>
--cc--

--bb
Content-Type: message/delivery-status

Reporting-MTA: dns;AB1PR00.prod.outlook.com
Received-From-MTA: dns;AB2PR00.prod.outlook.com
Arrival-Date: Fri, 20 Nov 2026 15:00:00 +0000

Final-Recipient: rfc822;noexiste@fuera.test
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient noexiste@fuera.test not found
X-Display-Name: noexiste@fuera.test

--bb
Content-Type: message/rfc822

Message-ID: <cambiado@prod.outlook.com>
References: <prueba2@scj.test>
Subject: [SCJ-2026-000001] No imprime
Content-Type: multipart/mixed; boundary=otra

--otra
--bb--
",
    );
    assert_eq!(
        shown(&failed),
        (
            vec!["cambiado@prod.outlook.com", "prueba2@scj.test", "carta2@scj.test"],
            vec!["noexiste@fuera.test"],
            "5.1.10",
            false
        )
    );
}

#[test]
fn exim_gmail_qmail_and_words() {
    let exim = bounce(
        "Return-path: <>
X-Failed-Recipients: ana@fuera.test
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@host.test>
To: soporte@scj.test
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

  ana@fuera.test
    SMTP error from remote mail server after RCPT TO:<ana@fuera.test>:
    host mx.fuera.test [192.0.2.1]: 550 5.7.1 blocked

------ This is a copy of the message, including all the headers. ------

Return-path: <soporte@scj.test>
Message-ID: <carta3@scj.test>
References: <prueba3@scj.test>

Texto
",
    );
    assert_eq!(
        shown(&exim),
        (vec!["carta3@scj.test", "prueba3@scj.test"], vec!["ana@fuera.test"], "5.7.1", false)
    );
    assert_eq!(exim.diagnostic, "host mx.fuera.test [192.0.2.1]: 550 5.7.1 blocked");

    let qmail = bounce(
        "Return-Path: <>
From: MAILER-DAEMON@viejo.test
To: soporte@scj.test
Subject: failure notice

Hi. This is the qmail-send program at viejo.test.
I'm afraid I wasn't able to deliver your message to the following addresses.

<eva@viejo.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <soporte@scj.test>
Message-Id: <carta4@scj.test>
Subject: x

Texto para otra@persona.test
",
    );
    assert_eq!(shown(&qmail), (vec!["carta4@scj.test"], vec!["eva@viejo.test"], "5.1.1", false));

    let gmail = bounce(
        "Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: soporte@scj.test
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Delay)
References: <carta5@scj.test>
In-Reply-To: <carta5@scj.test>
X-Failed-Recipients: lenta@fuera.test
Content-Type: multipart/report; boundary=gg; report-type=delivery-status

--gg
Content-Type: text/plain

Delivery incomplete. There was a temporary problem.
--gg
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com

Final-Recipient: rfc822; lenta@fuera.test
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; The recipient server did not accept our requests to connect.
--gg--
",
    );
    assert_eq!(shown(&gmail), (vec!["carta5@scj.test"], vec!["lenta@fuera.test"], "4.4.1", true));

    let words = bounce(
        "Return-Path: <>
From: Administrador del sistema <postmaster@interno.test>
To: soporte@scj.test
Subject: No se puede entregar: su mensaje
Content-Type: text/html

<p>No se pudo entregar a <b>luis@interno.test</b> (#4.2.2 buz&oacute;n lleno).</p>
<p>Id: &lt;0123456789abcdef0123456789abcdef@scj.test&gt;</p>
",
    );
    assert_eq!(
        shown(&words),
        (vec!["0123456789abcdef0123456789abcdef@scj.test"], vec!["luis@interno.test"], "4.2.2", false)
    );
    assert!(!words.is_permanent());

    let late = bounce(
        "Return-Path: <>
From: postmaster@interno.test
To: soporte@scj.test
Subject: Entrega retrasada: su mensaje

El mensaje para luis@interno.test no se ha entregado. No es necesario que vuelva a enviar el mensaje.
",
    );
    assert!(late.delayed && late.recipients[0].as_str() == "luis@interno.test");
}

#[test]
fn people_forward_reports() {
    let forwarded = POSTFIX
        .replace("Return-Path: <>\n", "")
        .replace("Auto-Submitted: auto-replied\n", "")
        .replace("MAILER-DAEMON@mail.scj.test (Mail Delivery System)", "Ana <ana@scj.test>")
        .replace("Undelivered Mail Returned to Sender", "RV: Undelivered Mail Returned to Sender")
        .replace("multipart/report; report-type=delivery-status", "multipart/mixed");
    assert_eq!(automatic(&forwarded), None);
}

#[test]
fn codes() {
    for (line, code) in [
        ("550 5.1.1 no", Some("5.1.1")),
        ("(#4.2.2)", Some("4.2.2")),
        ("5.1.10.", Some("5.1.10")),
        ("192.0.2.1", None),
        ("5.1", None),
        ("5.1.1.1", None),
        ("3.1.1", None),
        ("5.1234.1", None),
        ("", None),
    ] {
        assert_eq!(code_of(line), code, "{line}");
    }
}

#[test]
fn hostile_reports_are_bounded() {
    let many = "Final-Recipient: rfc822; a@x.test\nAction: failed\n\n".repeat(50_000);
    let mail = format!(
        "Return-Path: <>\nFrom: mailer-daemon@x.test\nContent-Type: message/delivery-status\n\n{many}"
    );
    assert_eq!(bounce(&mail).recipients.len(), 1);
    let words = format!(
        "Return-Path: <>\nFrom: mailer-daemon@x.test\nSubject: failure notice\n\n{}",
        "a@b ".repeat(500_000)
    );
    assert_eq!(bounce(&words).recipients.len(), 0);
}
