//! What mail-parser makes of mails after the pass: good ones, broken ones, and those that want to be slow.

use std::time::{Duration, Instant};

use pretty_assertions::assert_eq;

use super::super::parts::{Part, Tree};
use super::*;

fn outline_within(bytes: &[u8], limits: &Limits) -> Result<String, Unreadable> {
    Tree::with(bytes, limits, |tree| {
        let depth = |part: &Part<'_>| {
            let mut depth = 0;
            let mut above = part.parent;
            while let Some(at) = above {
                depth += 1;
                above = tree.parts[at].parent;
            }
            depth
        };
        let show = |part: &Part<'_>| {
            let body = if part.is_multipart() {
                String::new()
            } else {
                String::from_utf8_lossy(&part.decoded()).replace("\r\n", "\n")
            };
            format!("{}{}[{body}]", ">".repeat(depth(part)), part.media_type())
        };
        tree.parts.iter().map(show).collect::<Vec<_>>().join(" ")
    })
}

fn outline(bytes: &[u8]) -> Result<String, Unreadable> {
    outline_within(bytes, &Limits::default())
}

#[test]
fn takes_apart() {
    let mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (mail, expected) in [
        ("A: 1\n\nhola".to_owned(), "text/plain[hola]"),
        ("Content-Type: text\n\nhola".to_owned(), "text/plain[hola]"),
        ("\nhola".to_owned(), "text/plain[hola]"),
        ("Sin cabecera\nhola".to_owned(), "text/plain[Sin cabecera\nhola]"),
        ("A: 1\nno es campo\nhola".to_owned(), "text/plain[no es campo\nhola]"),
        (
            format!("{mixed}pre\n--b\n\nuno\n--b\nContent-Type: text/html\n\n<p>\n--b--\npost"),
            "multipart/mixed[] >text/plain[uno] >text/html[<p>]",
        ),
        (format!("{mixed}--b\n\nuno\n--b \n\ndos"), "multipart/mixed[] >text/plain[uno] >text/plain[dos]"),
        // Cut short: within base64, within a header.
        (
            format!("{mixed}--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\naG9s\nYQ"),
            "multipart/mixed[] >image/png[hola]",
        ),
        (
            format!("{mixed}--b\n\nuno\n--b\nContent-Type: text/html"),
            "multipart/mixed[] >text/plain[uno] >text/html[]",
        ),
        (
            format!("{mixed}--b\nContent-Transfer-Encoding: quoted-printable\n\nBuenos d="),
            "multipart/mixed[] >text/plain[Buenos d]",
        ),
        ("Content-Type: image/png; name=a.png".to_owned(), "image/png[]"),
        // The inner one is never closed.
        (
            format!(
                "{mixed}--b\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\nuno\n--b\nContent-Type: image/png\n\ndos\n--b--"
            ),
            "multipart/mixed[] >multipart/alternative[] >>text/plain[uno] >image/png[dos]",
        ),
        (
            format!(
                "{mixed}--b\nContent-Type: multipart/related; boundary=i\n\n--i\nContent-Type: multipart/alternative; boundary=j\n\n--j\n\nuno\n--b--"
            ),
            "multipart/mixed[] >multipart/related[] >>multipart/alternative[] >>>text/plain[uno]",
        ),
        // The boundary never comes, or only ends.
        ("Content-Type: multipart/mixed; boundary=otro\n\n--b\n\nuno".to_owned(), "text/plain[--b\n\nuno]"),
        ("Content-Type: multipart/mixed\n\nsin partes".to_owned(), "text/plain[sin partes]"),
        (format!("{mixed}antes\n--b--\n"), "text/plain[antes\n]"),
        (
            format!("{mixed}--b\nHola sin cabecera\nsigue\n--b--"),
            "multipart/mixed[] >text/plain[Hola sin cabecera\nsigue]",
        ),
        (
            format!("{mixed}--b\n  Hola sangrado\n\nsigue\n--b--"),
            "multipart/mixed[] >text/plain[  Hola sangrado\n\nsigue]",
        ),
        // mail-parser cuts letters off after a soft line break.
        (
            format!(
                "{mixed}--b\nContent-Transfer-Encoding: quoted-printable\n\na=C3=B1o=\n--b\nContent-Transfer-Encoding: quoted-printable\n\n=\n--b--\n"
            ),
            "multipart/mixed[] >text/plain[año] >text/plain[]",
        ),
        // Attached mails stay whole, with what is broken in them.
        (
            format!(
                "{mixed}--b\nContent-Type: MESSAGE / RFC822; name=x\n\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nuno\n--b\nContent-Type: message/global\n\nSubject: x\n--b--"
            ),
            "multipart/mixed[] >message/rfc822[Content-Type: multipart/mixed; boundary=i\n\n--i\n\nuno] >message/global[Subject: x]",
        ),
        (
            format!(
                "{mixed}--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTogMQoKaG9sYQ==\n--b--"
            ),
            "multipart/mixed[] >message/rfc822[A: 1\n\nhola]",
        ),
        (
            format!(
                "{}--b\n\nSubject: x\n\ny\n--b\nContent-Type: ;\n\nz\n--b\nContent-Type: text/plain\n\nw\n--b--",
                mixed.replace("mixed", "digest")
            ),
            "multipart/digest[] >message/rfc822[Subject: x\n\ny] >message/rfc822[z] >text/plain[w]",
        ),
    ] {
        assert_eq!(outline(mail.as_bytes()).unwrap(), expected, "{mail}");
        let crlf = mail.replace('\n', "\r\n");
        assert_eq!(outline(crlf.as_bytes()).unwrap(), expected, "{mail} (CRLF)");
    }
}

#[test]
fn most_mails_are_not_copied() {
    let good = b"From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhola\n--b--\n";
    assert!(matches!(prepare(good, &Limits::default()).unwrap(), Cow::Borrowed(_)));
}

#[test]
fn files_keep_their_names() {
    for (header, name) in [
        ("Content-Type: application/pdf; name=a.pdf", "a.pdf"),
        ("Content-Type: message/rfc822; name=\"un correo.eml\"", "un correo.eml"),
        ("Content-Type: a/b; name=x\nContent-Disposition: attachment; filename=\"a;b=c\"", "a;b=c"),
        ("Content-Disposition: attachment; filename=mi archivo.pdf", "mi archivo.pdf"),
        ("Content-Disposition: attachment; filename*=UTF-8''A%C3%B1o.pdf; filename=x.pdf", "Año.pdf"),
        ("Content-Disposition: attachment; filename=x.pdf; filename*=UTF-8''A%C3%B1o.pdf", "Año.pdf"),
        ("Content-Disposition: attachment; filename*0*=ISO-8859-1''a%F1; filename*1*=%F1.pdf", "aññ.pdf"),
        (
            "Content-Disposition: attachment; filename=\"=?utf-8?Q?A=C3?=\r\n =?utf-8?Q?=B1o.pdf?=\"",
            "Año.pdf",
        ),
        ("Content-Disposition: attachment; filename=\"sin fin.pdf", "sin fin.pdf"),
    ] {
        let mail = format!("{header}\n\nx");
        let found = Tree::with(mail.as_bytes(), &Limits::default(), |tree| tree.parts[0].file_name());
        assert_eq!(found.unwrap().as_deref(), Some(name), "{header}");
    }
    let latin1 = b"Content-Disposition: attachment; filename=\"A\xf1o.pdf\"\n\nx";
    let found = Tree::with(latin1, &Limits::default(), |tree| tree.parts[0].file_name()).unwrap();
    assert_eq!(found.as_deref(), Some("Año.pdf"));
}

#[test]
fn keeps_to_the_limits() {
    let mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
    let deep: String =
        (0..1_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}x\n\n--b{n}x\n")).collect();
    let twenty: String =
        (0..20).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}x\n\n--b{n}x\n")).collect();
    let nowhere = "--b\nContent-Type: multipart/mixed; boundary=nunca\n\n".repeat(30);
    for (mail, expected) in [
        (format!("{mixed}{}", "--b\n\nx\n".repeat(199)), Ok(200)),
        (format!("{mixed}{}", "--b\n\nx\n".repeat(200)), Err(Unreadable::TooManyParts(200))),
        // In the midst of lines too, where mail-parser finds them.
        (format!("{mixed}--b\n\n{}", "x--b\n\n".repeat(1_000_000)), Err(Unreadable::TooManyParts(200))),
        (deep, Err(Unreadable::TooDeep(20))),
        (format!("{twenty}\nx"), Ok(21)),
        (format!("{mixed}{nowhere}"), Err(Unreadable::TooManyParts(200))),
        ("Content-Type: message/rfc822\n\n".repeat(40_000), Ok(1)),
        (format!("{mixed}--b\n{}", "a:\n".repeat(80_000)), Err(Unreadable::TooManyFields(2000))),
        (format!("{mixed}--b\nA: {}", "a".repeat(300 * 1024)), Err(Unreadable::HeaderTooLarge(256 * 1024))),
        (
            format!("{mixed}--b\nContent-Type: a/b{}\n\nx", ";a*1*=x".repeat(5_000)),
            Err(Unreadable::HeaderTooLarge(16 * 1024)),
        ),
        (format!("Subject: {}\n\nx", "=?aa?q?x".repeat(20_000)), Err(Unreadable::EndlessWords)),
        (format!("Subject: {}\n\nx", "=?utf-8?q?x?= ".repeat(15_000)), Ok(1)),
    ] {
        let begun = Instant::now();
        let found = Tree::with(mail.as_bytes(), &Limits::default(), |tree| tree.parts.len());
        assert_eq!(found, expected, "{}", mail.get(..200).unwrap_or(&mail));
        assert!(begun.elapsed() < Duration::from_secs(10), "{}", mail.get(..200).unwrap_or(&mail));
    }
}

#[test]
fn dashes_take_linear_time() {
    let begun = Instant::now();
    for length in [9_000, 250, 1] {
        let dashes = format!(
            "Content-Type: multipart/mixed; boundary=\"{}x\"\n\n{}",
            "-".repeat(length - 1),
            "-".repeat(4_000_000)
        );
        assert_eq!(outline(dashes.as_bytes()).unwrap().len(), "text/plain[]".len() + 4_000_000);
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
}
