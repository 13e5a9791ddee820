//! Forged agents, in every way we know of: refused, kept, never passed on.

use super::{ANA, LAURA, MATEO, TRUSTING, case, kinds, to};
use crate::support::desk::{DESK, Letter, On, TestDesk};

on_both!(forged_agents_do_nothing, a_proof_of_somebody_who_left_is_none,);

async fn forged_agents_do_nothing(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    let letters = case(&mut desk).await;
    let laura = to(&letters, "assignment", LAURA).clone();
    let acknowledgement = to(&letters, "acknowledgement", "ana@scj.test").clone();
    // Another case, whose letter proves nothing about the first.
    desk.write("Bruno Díaz <bruno@scj.test>", "Impresora", "La impresora no imprime");
    let others = desk.step().await;
    let other = to(&others, "assignment", LAURA).clone();
    let thread = |letter: &Letter| {
        let ids: Vec<String> = letter.references.iter().map(|id| format!("<{id}>")).collect();
        format!(
            "In-Reply-To: <{}>\r\nReferences: {} <{}>\r\n",
            letter.message_id,
            ids.join(" "),
            letter.message_id
        )
    };
    let command = "#solucion\r\nCaso cerrado por el agente";
    let results = |text: &str| format!("Authentication-Results: {text}\r\n");
    let forged: Vec<(&str, String, String, String)> = vec![
        ("From alone", LAURA.into(), String::new(), command.into()),
        ("a look-alike domain", "Laura Agente <agente1@scj-test.co>".into(), thread(&laura), command.into()),
        ("the display name", "\"agente1@scj.test\" <x@example.org>".into(), String::new(), command.into()),
        (
            "a server that nobody trusts",
            LAURA.into(),
            results("mx.example.org; dmarc=pass header.from=scj.test"),
            command.into(),
        ),
        (
            "a lower header",
            LAURA.into(),
            results("mx.scj.test; dmarc=fail header.from=scj.test")
                + &results("mx.scj.test; dmarc=pass header.from=scj.test"),
            command.into(),
        ),
        (
            "a pass in a comment",
            LAURA.into(),
            results("mx.scj.test; dmarc=none (dmarc=pass) header.from=scj.test"),
            command.into(),
        ),
        (
            "a pass folded into another method",
            LAURA.into(),
            results("mx.scj.test; spf=pass\r\n smtp.mailfrom=\"x dmarc=pass\""),
            command.into(),
        ),
        (
            "of another domain",
            LAURA.into(),
            results("mx.scj.test; dmarc=pass header.from=example.org"),
            command.into(),
        ),
        ("proof of another case", LAURA.into(), thread(&other), command.into()),
        ("proof of another person", MATEO.into(), thread(&laura), command.into()),
        ("the requester's own letter", LAURA.into(), thread(&acknowledgement), command.into()),
        (
            "two From lines",
            format!("{LAURA}\r\nFrom: x@example.org"),
            results("mx.scj.test; dmarc=pass header.from=scj.test"),
            command.into(),
        ),
        (
            "Sender and Reply-To",
            "x@example.org".into(),
            format!("Sender: {LAURA}\r\nReply-To: {LAURA}\r\n"),
            command.into(),
        ),
        (
            "an encoded word",
            "=?utf-8?q?agente1=40scj.test?= <x@example.org>".into(),
            String::new(),
            command.into(),
        ),
        (
            "a guessed reference",
            LAURA.into(),
            "References: <ref.aaaaaaaaaaaaaaaaaaaaaaaaaa@scj.test>\r\n".into(),
            format!("{command}\r\n\r\nCódigo: ref.aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ),
        (
            "a trusted server says it is forged",
            LAURA.into(),
            thread(&laura) + &results("mx.scj.test; dmarc=fail header.from=scj.test"),
            command.into(),
        ),
    ];
    let mut count = 0;
    for (what, from, headers, text) in forged {
        desk.write_with(&from, "RE: [SCJ-2026-000001] Impresora", &text, &headers);
        let letters = desk.step().await;
        let ticket = desk.ticket("SCJ-2026-000001").await;
        assert_eq!((ticket.status.as_str(), ticket.assignee), ("open", None), "{what}");
        assert!(
            letters
                .iter()
                .all(|letter| letter.to != "ana@scj.test"
                    && !letter.text.contains("Caso cerrado por el agente")),
            "{what}: {:?}",
            kinds(&letters)
        );
        count += 1;
    }
    assert!(count >= 15);
    // Commands that are quoted, forwarded, hidden, or in HTML only a machine sees.
    let proven = thread(&laura);
    desk.write_with(
        LAURA,
        "RE: [SCJ-2026-000001] Impresora",
        "#nota\r\nReviso\r\n\r\n> #solucion\r\n> Listo",
        &proven,
    );
    desk.step().await;
    let html = "<html><body><p>#nota</p><p>Sigo en eso</p><div style=\"display:none\">#solucion</div><blockquote type=\"cite\"><p>#solucion</p></blockquote></body></html>";
    desk.deliver(&format!(
        "From: {LAURA}\r\nTo: {DESK}\r\nSubject: RE: [SCJ-2026-000001]\r\nMessage-ID: <h@x.test>\r\n{proven}MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    ));
    desk.step().await;
    desk.write_with(
        ANA,
        "RV: [SCJ-2026-000001] Impresora",
        "#solucion\r\nListo\r\n\r\n-----Mensaje original-----\r\nDe: Laura Agente <agente1@scj.test>\r\n\r\n#solucion",
        "",
    );
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    let history = desk.history("SCJ-2026-000001").await;
    assert!(history.contains(&"unproven".to_owned()) && !history.contains(&"resolved".to_owned()));
    desk.is_at_rest().await;
}

async fn a_proof_of_somebody_who_left_is_none(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let laura = to(&letters, "assignment", LAURA).clone();
    let file = desk.folder.path().join("staff.toml");
    let staff = std::fs::read_to_string(&file).unwrap();
    let (before, after) = staff.split_once("[[person]]\nemail = \"agente1@scj.test\"").unwrap();
    let (_, after) = after.split_once("[[person]]").unwrap();
    std::fs::write(&file, format!("{before}[[person]]{after}")).unwrap();
    desk.app.reload().await.unwrap();
    desk.answer(LAURA, &laura, "#solucion\r\nYa");
    let letters = desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    assert!(letters.iter().all(|letter| letter.to != "ana@scj.test"), "{:?}", kinds(&letters));
}
