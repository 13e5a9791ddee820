//! [8] What a category asks for: item by item, in any form, once; and learned, so that nobody is asked twice.

use radica::desk::address::Address;

use super::{ANA, CLARA};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    what_the_category_asks_for_is_asked_in_one_mail_and_only_the_rest_again,
    nobody_is_asked_twice,
    a_screenshot_is_evidence,
    what_never_comes_is_named_to_the_agent,
    a_question_is_not_asked_for_plates,
    a_dependencia_is_told_by_its_short_name,
    a_logo_is_no_screenshot,
);

async fn what_the_category_asks_for_is_asked_in_one_mail_and_only_the_rest_again(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Computador", "Buenos días, el computador no enciende desde ayer");
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1);
    let asked = &letters[0];
    assert_eq!(asked.kind, "missing-information");
    for words in ["nombre completo", "dependencia", "placa", "Sede"] {
        assert!(asked.text.to_lowercase().contains(&words.to_lowercase()), "{words}: {}", asked.text);
    }
    desk.answer(CLARA, asked, "Clara Rojas, de la Oficina Asesora de Planeación. Placa 45231");
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    let text = letters[0].text.to_lowercase();
    assert!(
        text.contains("sede") && !text.contains("placa de inventario") && !text.contains("dependencia en la"),
        "{text}"
    );
    desk.answer(CLARA, &letters[0], "estoy en bosa piso 2");
    let letters = desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.category.as_deref(), Some("equipo-computo"));
    assert_eq!(ticket.site.as_deref(), Some("Casa de Justicia de Bosa, piso 2"));
    assert!(ticket.details.contains("\"asset_tag\":\"45231\""), "{}", ticket.details);
    assert_eq!(ticket.requester_name.as_deref(), Some("Clara Rojas"));
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(
        assignment.text.contains("45231") && assignment.text.contains("Bosa, piso 2"),
        "{}",
        assignment.text
    );
    assert!(assignment.text.contains("el computador no enciende desde ayer"));
    desk.is_at_rest().await;
}

async fn nobody_is_asked_twice(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Impresora", "La impresora tiene atasco de papel");
    let asked = desk.step().await;
    desk.answer(
        CLARA,
        &asked[0],
        "Nombre: Clara Rojas\r\nDependencia: Oficina Jurídica\r\nSede: Casa de Justicia de Suba, piso 1",
    );
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "{letters:?}");
    desk.write(CLARA, "Impresora", "Otra vez la impresora no imprime nada");
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "missing-information").len(), 0, "{letters:?}");
    let ticket = desk.ticket("SCJ-2026-000002").await;
    assert_eq!(ticket.requester_name.as_deref(), Some("Clara Rojas"));
    assert_eq!(ticket.requester_department.as_deref(), Some("Oficina Jurídica"));
    assert!(ticket.site.unwrap().starts_with("Casa de Justicia de Suba"));
    // Somebody else who only writes her address in From teaches nothing: what is learned comes from proven mail.
    let mut tx = desk.app.db.read().await.unwrap();
    let known =
        radica::store::person::known(&mut tx, &Address::parse("clara@scj.test").unwrap()).await.unwrap();
    assert_eq!(known.department.as_deref(), Some("Oficina Jurídica"));
    let nobody =
        radica::store::person::known(&mut tx, &Address::parse("eva@scj.test").unwrap()).await.unwrap();
    assert_eq!(nobody, radica::desk::facts::Known::default());
}

async fn a_screenshot_is_evidence(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Orfeo", "El aplicativo Orfeo no carga, me saca. Mi usuario es aperez");
    let asked = desk.step().await;
    assert_eq!(asked[0].kind, "missing-information", "{asked:?}");
    assert!(asked[0].text.contains("texto exacto del error"), "{}", asked[0].text);
    desk.answer_with_files(ANA, &asked[0], "", &[("pantallazo.png", &[0x89; 30_000])]);
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "{letters:?}");
    let assignment = of_kind(&letters, "assignment")[0];
    assert_eq!(assignment.attachments[0].0, "pantallazo.png");
    assert!(assignment.text.contains("aperez"), "{}", assignment.text);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.group_id, "sistemas-n3");
}

async fn what_never_comes_is_named_to_the_agent(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Computador", "El computador no enciende");
    let first = desk.step().await;
    desk.answer(ANA, &first[0], "es urgente por favor");
    let second = desk.step().await;
    assert_eq!(second[0].kind, "missing-information");
    desk.answer(ANA, &second[0], "no sé dónde está eso");
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.to_lowercase().contains("placa"), "{}", assignment.text);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
}

async fn a_question_is_not_asked_for_plates(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        ANA,
        "Consulta",
        "Buenas tardes, quisiera saber cómo hago para compartir un archivo con un compañero",
    );
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "{letters:?}");
    assert_eq!(desk.ticket("SCJ-2026-000001").await.kind.as_deref(), Some("informative"));
}

async fn a_dependencia_is_told_by_its_short_name(on: On) {
    for (words, department) in [
        ("trabajo en financiera", "Dirección Financiera"),
        ("soy de talento humano", "Talento humano"),
        ("del área de contratos", "Área de contratos"),
    ] {
        let mut desk = TestDesk::open(on).await;
        desk.write(CLARA, "Impresora", "La impresora del piso 3 no imprime, en el nivel central");
        let asked = desk.step().await;
        assert!(asked[0].text.contains("nombre completo") && asked[0].text.contains("dependencia"));
        desk.answer(CLARA, &asked[0], &format!("clara rojas, {words}"));
        desk.step().await;
        let ticket = desk.ticket("SCJ-2026-000001").await;
        assert_eq!(ticket.requester_department.as_deref(), Some(department), "{words}");
        assert_eq!(ticket.requester_name.as_deref(), Some("Clara Rojas"), "{words}");
    }
}

/// An HTML mail with two pictures: one pasted above the signature, where `pasted` says so, and the signature's logo.
fn with_pictures(letter: &crate::support::desk::Letter, pasted: bool) -> String {
    let ids: Vec<String> = letter.references.iter().map(|id| format!("<{id}>")).collect();
    let picture = |name: &str, size: usize| {
        format!(
            "--r\r\nContent-Type: image/png; name=\"{name}\"\r\nContent-ID: <{name}@01DB>\r\nContent-Disposition: inline; \
             filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            data_encoding::BASE64_MIME.encode(&vec![0x89; size])
        )
    };
    let (tag, screen) = match pasted {
        true => ("<p><img src=\"cid:image002.png@01DB\"></p>", picture("image002.png", 45_000)),
        false => ("", String::new()),
    };
    format!(
        "From: {ANA}\r\nTo: soporte.tecnico@scj.test\r\nSubject: RE: {}\r\nMessage-ID: <logo{pasted}@cliente.test>\r\n\
         In-Reply-To: <{}>\r\nReferences: {}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<p>Adjunto lo que sale</p>{tag}<p>Cordialmente,</p><p>Ana María Pérez<br>\
         Dirección Financiera<br><img src=\"cid:image001.png@01DB\"></p>\r\n{}{screen}--r--\r\n",
        letter.subject,
        letter.message_id,
        ids.join(" "),
        picture("image001.png", 24_000),
    )
}

async fn a_logo_is_no_screenshot(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Orfeo", "El aplicativo Orfeo no carga, me saca. Mi usuario es aperez");
    let asked = desk.step().await;
    desk.deliver(&with_pictures(&asked[0], false));
    let letters = desk.step().await;
    assert_eq!(letters[0].kind, "missing-information", "{letters:?}");
    desk.deliver(&with_pictures(&letters[0], true));
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    let names: Vec<&str> = assignment.attachments.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["image002.png"]);
    desk.is_at_rest().await;
}
