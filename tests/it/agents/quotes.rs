//! What an agent quotes is neither sent on nor carried out: only what they have written is.

use super::{LAURA, case, kinds, to};
use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    an_answer_without_text_sends_nothing,
    files_without_text_go_alone,
    quoted_text_is_no_command,
    the_name_below_the_text_is_taken_off,
);

const OSCAR: &str = "Óscar Sitio <sitio@scj.test>";
const SECRET: &str = "Interno: clave 1234";

/// A case that was escalated to the site agents with something internal.
async fn escalated(desk: &mut TestDesk) -> Letter {
    let letters = case(desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, &format!("#escalar N2\r\n{SECRET}"));
    let letters = desk.step().await;
    let escalation = to(&letters, "escalation", OSCAR).clone();
    assert!(escalation.text.contains(SECRET));
    escalation
}

/// What mail programs put below an answer, of this letter.
fn quotations(letter: &Letter) -> Vec<String> {
    let marked: String = letter.text.lines().map(|line| format!("> {line}\r\n")).collect();
    let gmail =
        "El vie, 20 nov 2026 a las 10:02, Mesa de Servicio SCJ (<soporte.tecnico@scj.test>) escribió:";
    let block = format!(
        "De: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\r\nEnviado: viernes, 20 de noviembre de 2026 10:02 a. m.\r\nPara: \
         sitio@scj.test\r\nAsunto: {}\r\n\r\n{}",
        letter.subject, letter.text
    );
    vec![
        format!("{gmail}\r\n\r\n{marked}"),
        format!("Enviado desde mi iPhone\r\n\r\n> {gmail}\r\n{marked}"),
        format!("________________________________\r\n{block}"),
        format!("-----Mensaje original-----\r\n{block}"),
        marked,
    ]
}

fn thread(letter: &Letter) -> String {
    let ids: Vec<String> = letter.references.iter().map(|id| format!("<{id}>")).collect();
    format!("In-Reply-To: <{}>\r\nReferences: {}\r\n", letter.message_id, ids.join(" "))
}

async fn an_answer_without_text_sends_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    let escalation = escalated(&mut desk).await;
    let signed = "Óscar Sitio\r\nAgente de Sitio\r\nTel. 3779595 ext. 1100\r\n\r\n";
    let html = format!(
        "<div dir=ltr><br></div><div class=gmail_quote><div class=gmail_attr>El vie, 20 nov 2026 a las 10:02, Mesa \
         (<a href='mailto:soporte.tecnico@scj.test'>soporte.tecnico@scj.test</a>) escribió:<br></div><blockquote \
         class=gmail_quote><p>{SECRET}</p><p>#solucion</p></blockquote></div>"
    );
    desk.deliver(&format!(
        "From: {OSCAR}\r\nTo: soporte.tecnico@scj.test\r\nSubject: RE: {}\r\nMessage-ID: <h@x.test>\r\n{}MIME-Version: \
         1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n",
        escalation.subject,
        thread(&escalation)
    ));
    for subject in ["RE", "RV"] {
        for quotation in quotations(&escalation) {
            for above in ["", signed] {
                let subject = format!("{subject}: {}", escalation.subject);
                let text = format!("\r\n{above}{quotation}");
                desk.write_with(OSCAR, &subject, &text, &thread(&escalation));
                // From an address without a name, as some programs write it.
                desk.write_with("sitio@scj.test", &subject, &text, &thread(&escalation));
            }
        }
    }
    let letters = desk.step().await;
    assert_eq!(letters.len(), 41);
    for letter in letters {
        assert_eq!((letter.kind.as_str(), letter.to.as_str()), ("command-error", "sitio@scj.test"));
        assert!(letter.text.contains("Su respuesta no tiene texto"), "{}", letter.text);
    }
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    desk.is_at_rest().await;
}

async fn files_without_text_go_alone(on: On) {
    let mut desk = TestDesk::open(on).await;
    let escalation = escalated(&mut desk).await;
    desk.answer_with_files(OSCAR, &escalation, "", &[("foto.jpg", b"foto")]);
    let letters = desk.step().await;
    let reply = of_kind(&letters, "agent-reply")[0];
    assert_eq!((reply.to.as_str(), reply.attachments.len()), ("ana@scj.test", 1));
    assert!(!reply.text.contains(SECRET) && !reply.text.contains("escaló"), "{}", reply.text);
    desk.is_at_rest().await;
}

async fn quoted_text_is_no_command(on: On) {
    let mut desk = TestDesk::open(on).await;
    let escalation = escalated(&mut desk).await;
    let proven = thread(&escalation);
    let bodies = [
        "> #solucion\r\n> Listo".to_owned(),
        "-----Mensaje original-----\r\nDe: Ana <ana@scj.test>\r\nEnviado: ayer\r\nPara: x\r\nAsunto: y\r\n\r\n#solucion\r\nListo"
            .to_owned(),
        // Below our letter, where its foot could be forged.
        format!("{}\r\n\r\n#solucion\r\nListo", quotations(&escalation)[2]),
        format!("{}\r\n\r\n*#solucion*\r\nListo", quotations(&escalation)[2]),
    ];
    for (subject, body) in
        ["", "RE: ", "RV: "].iter().flat_map(|mark| bodies.iter().map(move |body| (mark, body)))
    {
        desk.write_with(OSCAR, &format!("{subject}{}", escalation.subject), body, &proven);
        assert_eq!(kinds(&desk.step().await), ["command-error sitio"], "{subject}{body}");
    }
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    // Text of theirs stays an answer, wherever they write it.
    desk.write_with(
        OSCAR,
        &format!("RE: {}", escalation.subject),
        &format!("{}\r\n\r\nBuenas tardes, mañana voy con el repuesto.", quotations(&escalation)[2]),
        &proven,
    );
    let letters = desk.step().await;
    let reply = of_kind(&letters, "agent-reply")[0];
    assert!(
        reply.text.contains("mañana voy con el repuesto") && !reply.text.contains(SECRET),
        "{}",
        reply.text
    );
    // And "see below" shows nobody what stands there.
    desk.answer(OSCAR, &escalation, "Le respondo abajo en rojo.");
    let letters = desk.step().await;
    let reply = of_kind(&letters, "agent-reply")[0];
    assert!(reply.text.contains("Le respondo abajo") && !reply.text.contains(SECRET), "{}", reply.text);
    desk.is_at_rest().await;
}

async fn the_name_below_the_text_is_taken_off(on: On) {
    let mut desk = TestDesk::open(on).await;
    let escalation = escalated(&mut desk).await;
    for signature in [
        "Óscar Sitio\r\nAgente de Sitio\r\nTel. 3779595 ext. 1100",
        "Cordialmente,\r\n\r\nÓscar Sitio",
        "Óscar",
    ] {
        let text = format!("Buenas tardes Ana, ya quedó en revisión.\r\n\r\n{signature}");
        desk.answer(OSCAR, &escalation, &text);
        let letters = desk.step().await;
        let reply = of_kind(&letters, "agent-reply")[0];
        assert!(
            reply.text.contains("ya quedó en revisión.") && !reply.text.contains("Óscar"),
            "{}",
            reply.text
        );
        assert!(!reply.text.contains("Cordialmente"), "{}", reply.text);
    }
    desk.is_at_rest().await;
}
