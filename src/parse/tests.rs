//! Whole mails, good, bad and hostile.

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::desk::mail::Verdict;

fn settings() -> Settings {
    Settings {
        own: vec![Address::parse("soporte@scj.test").unwrap()],
        own_domain: "scj.test".to_owned(),
        trusted_authserv: vec!["mx.scj.test".to_owned()],
        ..Settings::default()
    }
}

const WHOLE: &str = "Return-Path: <ana@scj.test>
Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test
Message-ID: <m1@scj.test>
From: =?utf-8?Q?Ana_P=C3=A9rez?= <Ana@scj.test>
To: Soporte <soporte@scj.test>
Cc: jefe@scj.test
Subject: No enciende la
 =?iso-8859-1?Q?m=E1quina?=
Date: Fri, 20 Nov 2026 10:00:00 -0500
References: <a@scj.test> <b@scj.test>
X-Auto-Response-Suppress: DR
Content-Type: multipart/mixed; boundary=\"m\"

--m
Content-Type: multipart/alternative; boundary=\"a\"

--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

La m=C3=A1quina no enciende.
--a
Content-Type: text/html; charset=utf-8

<p>La máquina no enciende. <img src=\"cid:img1\"></p>
--a--
--m
Content-Type: image/png
Content-ID: <img1>
Content-Transfer-Encoding: base64

aG9sYQ==
--m
Content-Type: application/pdf; name=acta.pdf
Content-Disposition: attachment; filename=acta.pdf

%PDF
--m--
";

#[test]
fn a_whole_mail() {
    for bytes in [WHOLE.to_owned(), WHOLE.replace('\n', "\r\n")] {
        let Parsed { mail, contents } = parse(bytes.as_bytes(), &settings()).unwrap();
        assert_eq!(mail.from.as_ref().unwrap().name.as_deref(), Some("Ana Pérez"));
        assert_eq!(mail.sender().unwrap().as_str(), "ana@scj.test");
        assert_eq!((mail.authors, mail.verdict), (1, Verdict::Pass));
        assert_eq!(mail.subject, "No enciende la máquina");
        assert_eq!(mail.new_text.trim(), "La máquina no enciende.");
        assert_eq!(mail.thread.len(), 2);
        assert_eq!((mail.automatic, mail.wants_no_automatic_answer), (None, false));
        let files: Vec<(&str, bool)> = mail.attachments.iter().map(|a| (a.name.as_str(), a.inline)).collect();
        assert_eq!(files, [("adjunto-1.png", true), ("acta.pdf", false)]);
        assert_eq!(contents, [b"hola".to_vec(), b"%PDF".to_vec()]);
        assert_eq!(mail.fingerprint, fingerprint(WHOLE.as_bytes()));
        assert_eq!(mail.remarks, Vec::<String>::new());
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    let limits = Limits::default();
    let deep: String =
        (0..1_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}x\n\n--b{n}x\n")).collect();
    let parts = format!(
        "From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\n\nx\n".repeat(100_000)
    );
    let to: String = (0..100_000).map(|n| format!("a{n}@x.test,\n ")).collect();
    for (mail, expected) in [
        (String::new(), "The mail has no From address."),
        ("Subject: x\n\nhola".to_owned(), "The mail has no From address."),
        ("From: Ana\n\nhola".to_owned(), "The mail has no From address."),
        (format!("From: a@x.test\n{deep}"), "The mail's parts are nested deeper than 20."),
        (parts, "The mail has more than 200 parts."),
        (
            format!("From: a@x.test\nSubject: {}\n\nx", "a".repeat(5_000_000)),
            "A header of the mail is larger than 262144 bytes.",
        ),
        (
            format!("From: a@x.test\nTo: {to}b@x.test\n\nx"),
            "A header of the mail is larger than 262144 bytes.",
        ),
        ("a:\n".repeat(80_000), "A header of the mail has more than 2000 fields."),
    ] {
        let error = parse(mail.as_bytes(), &settings()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(limits.max_header_bytes, 262_144);
}

#[test]
fn larger_limits_are_kept_to() {
    let settings =
        Settings { limits: Limits { max_header_bytes: 64 * 1024 * 1024, ..Limits::default() }, ..settings() };
    let to: String = (0..100_000).map(|n| format!("a{n}@x.test,\n ")).collect();
    let mail = format!("From: a@x.test\nTo: {to}b@x.test\nSubject: {}\n\nhola", "ñ".repeat(2_500_000));
    let mail = parse(mail.as_bytes(), &settings).unwrap().mail;
    assert_eq!((mail.to.len(), mail.subject.chars().count()), (Mail::MAX_RECIPIENTS, 2_000));
    assert_eq!(mail.new_text.trim(), "hola");
}

#[test]
fn machines_need_no_address() {
    let mail = "Return-Path: <>\nFrom: MAILER-DAEMON\nSubject: failure notice\n\n<eva@x.test>: 5.1.1\n";
    let mail = parse(mail.as_bytes(), &settings()).unwrap().mail;
    assert!(matches!(mail.automatic, Some(crate::desk::mail::Automatic::Bounce(_))) && mail.from.is_none());
}

#[test]
fn nested_mails_are_files() {
    let nested = "Content-Type: message/rfc822\n\n".repeat(40_000);
    let parsed = parse(format!("From: a@x.test\n{nested}").as_bytes(), &settings()).unwrap();
    assert_eq!(parsed.mail.attachments.len(), 1);
    assert_eq!(parsed.mail.attachments[0].name, "adjunto-1.eml");
}

#[test]
fn text_is_never_lost() {
    for (mail, kept) in [
        (
            "From: a@x.test\nSubject: x\nHola, falta la línea en blanco\ny sigue\n",
            "Hola, falta la línea en blanco",
        ),
        ("From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ncortad", "cortad"),
        ("From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\nsin partes", "sin partes"),
        ("From: a@x.test\nContent-Transfer-Encoding: base64\n\nno es base64, señor", "no es base64, señor"),
        ("From: a@x.test\nContent-Type: text/plain; charset=\"\n\nhola", "hola"),
        ("From: a@x.test\nContent-Type: ;;;\n\nhola", "hola"),
    ] {
        let parsed = parse(mail.as_bytes(), &settings()).unwrap();
        assert!(parsed.mail.new_text.contains(kept), "{mail}: {:?}", parsed.mail.new_text);
    }
}

#[test]
fn glances() {
    for (bytes, from, subject, id) in [
        (WHOLE.as_bytes(), "ana@scj.test", "No enciende la máquina", Some("m1@scj.test")),
        (b"From: Ana\nSubject: a\xf1o\n", "Ana", "año", None),
        (b"\xff\xfe\x00", "", "", None),
        (b"", "", "", None),
    ] {
        let glance = header_glance(bytes);
        assert_eq!((glance.from.as_str(), glance.subject.as_str()), (from, subject));
        assert_eq!(glance.message_id.as_ref().map(MessageId::as_str), id);
    }
    let long = format!("From: a@x.test\nSubject: {}", "a".repeat(5_000_000));
    assert_eq!(header_glance(long.as_bytes()).from, "a@x.test");
    assert_eq!(header_glance(long.as_bytes()).subject.chars().count(), 300);
}

#[test]
fn a_panic_becomes_a_sentence() {
    let caught_panic = caught(|| -> () { panic!("index {} out\nof range", 5) });
    assert_eq!(caught_panic, Err("index 5 out of range".to_owned()));
    let text = Unreadable::Failed("index 5 out of range".to_owned()).to_string();
    assert_eq!(text, "The parser failed: index 5 out of range.");
}

/// Whatever comes, it is read or refused, and nothing panics inside.
fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    header_glance(bytes);
    fingerprint(bytes);
    match parse(bytes, &settings()) {
        Ok(Parsed { mail, contents }) => {
            prop_assert_eq!(mail.attachments.len(), contents.len());
            prop_assert!(!mail.subject.contains(char::is_control));
            prop_assert!(!mail.new_text.contains('\0'));
            prop_assert!(contents.iter().map(Vec::len).sum::<usize>() <= bytes.len() * 2);
        }
        Err(error) => prop_assert!(!matches!(error, Unreadable::Failed(_)), "{}", error),
    }
    Ok(())
}

/// What mails are made of: put together at random, it gives the shapes that readers stumble over.
const PIECES: [&str; 34] = [
    "From: a@x.test\n",
    "From: \"Ana\" <a@x.test>, b@x.test\r\n",
    "Return-Path: <>\n",
    "Subject: =?utf-8?Q?a=C3?= =?utf-8?B?sQ==?=\n",
    "Subject: failure notice\n",
    "Authentication-Results: mx.scj.test; dmarc=pass (\n header.from=x.test)\n",
    "Content-Type: multipart/mixed; boundary=b\n",
    "Content-Type: multipart/alternative; boundary=\"c\"\n",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
    "Content-Type: multipart/digest; boundary=b\n",
    "Content-Type: message/rfc822\n",
    "Content-Type: message/delivery-status\n",
    "Content-Type: text/html; charset=utf-16le\n",
    "Content-Type: text/plain; charset=utf-7; format=flowed; delsp=yes\n",
    "Content-Type: text/calendar; method=REPLY\n",
    "Content-Type: application/ms-tnef; name=winmail.dat\n",
    "Content-Type: image/png; name*0*=utf-8''%ff; name*1=x\n",
    "Content-Disposition: attachment; filename=\"..\\\\x\"\n",
    "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n",
    "Content-ID: <i>\n",
    "\n",
    "\r\n",
    "\r",
    " \t",
    "--b\n",
    "--b--\n",
    "--c\r\n",
    "--c--",
    "<img src=\"cid:i\">texto =C3=B1 =\n",
    "eJ8+IgAAAQ==\n",
    "Final-Recipient: rfc822; z@y.test\nAction: failed\nStatus: 5.1.1\n\n",
    "+APE- \u{202e}ñ\u{0} ",
    "> cita \n",
];

proptest! {
    #[test]
    fn random_shapes(order in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let mail: String = order.iter().map(|at| PIECES[*at]).collect();
        survives(mail.as_bytes())?;
        survives(format!("From: a@x.test\n{mail}").as_bytes())?;
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        survives(&bytes)?;
    }

    #[test]
    fn header_like(bytes in "(From|To|Subject|Content-Type|Date|Authentication-Results|Received): [ -~\r\n\t=?;\"<>@]{0,200}\n\n.{0,100}") {
        survives(bytes.as_bytes())?;
        survives(format!("From: a@x.test\n{bytes}").as_bytes())?;
    }

    #[test]
    fn mutated_mails(at in 0_usize..WHOLE.len(), cut in 0_usize..WHOLE.len(), value: u8, again in 0_usize..WHOLE.len()) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        bytes[at] = value;
        survives(&bytes)?;
        let doubled = [&bytes[..again], &bytes[at.min(again)..]].concat();
        survives(&doubled)?;
        bytes.truncate(cut);
        survives(&bytes)?;
    }
}
