//! Evidence: pictures, files, the words of errors.

use super::super::super::mail::{Attachment, FormReading, FoundForm};
use super::*;

fn file(name: &str, media_type: &str, size: u64, inline: bool) -> Attachment {
    Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size,
        sha256: String::new(),
        inline,
    }
}

#[test]
fn files_show_an_error_and_logos_do_not() {
    for (file, expected) in [
        (file("foto.jpg", "image/jpeg", 3_000, false), Some("imagen adjunta: foto.jpg")),
        (
            file("Captura de pantalla.png", "image/png", 80_000, true),
            Some("imagen adjunta: Captura de pantalla.png"),
        ),
        (file("image001.png", "image/png", 60_000, true), Some("imagen adjunta: image001.png")),
        (file("image001.png", "image/png", 12_000, true), None),
        (file("image001.png", "image/png", 12_000, false), None),
        (file("x.png", "image/png", 4_999, true), None),
        (file("logo-scj.png", "image/png", 15_000, true), None),
        (file("error.pdf", "application/pdf", 100, false), Some("archivo adjunto: error.pdf")),
        (file("error.LOG", "application/octet-stream", 100, false), Some("archivo adjunto: error.LOG")),
        (file("falla.docx", "application/x", 100, false), Some("archivo adjunto: falla.docx")),
        (file("falla.mp4", "video/mp4", 100, false), Some("video adjunto: falla.mp4")),
        (file("foto.HEIC", "application/octet-stream", 100, false), Some("archivo adjunto: foto.HEIC")),
        (file("base.xlsx", "application/x", 100, false), None),
    ] {
        let mut mail = mail("");
        mail.attachments = vec![file.clone()];
        let found = found(&mail, "", &[Evidence], &RULES);
        assert_eq!(found.details.get("evidence").map(String::as_str), expected, "{file:?}");
    }
}

#[test]
fn a_form_is_no_evidence_and_a_picture_goes_before_words() {
    let mut mail = mail("");
    mail.attachments = vec![file("F-GT-285.pdf", "application/pdf", 100, false)];
    mail.forms = vec![FoundForm {
        id: Some("F-GT-285".to_owned()),
        file: "F-GT-285.pdf".to_owned(),
        reading: FormReading::Fields(Vec::new()),
    }];
    assert_eq!(found(&mail, "", &[Evidence], &RULES).details.get("evidence"), None);
    mail.attachments.push(file("foto.png", "image/png", 90_000, true));
    let found = found(&mail, "sale \"no hay conexión\"", &[Evidence], &RULES);
    assert_eq!(found.details.get("evidence").map(String::as_str), Some("imagen adjunta: foto.png"));
}

#[test]
fn the_words_of_an_error() {
    hold(&[
        (
            "Orfeo dice \"no se pudo guardar el registro\"",
            &[],
            &[("evidence", "no se pudo guardar el registro")],
        ),
        ("Me sale el mensaje «Acceso denegado»", &[], &[("evidence", "Acceso denegado")]),
        (
            "aparece “Sesión expirada, ingrese de nuevo” al entrar",
            &[],
            &[("evidence", "Sesión expirada, ingrese de nuevo")],
        ),
        (
            "Sale este mensaje:\n\"La operación no es válida\"",
            &[],
            &[("evidence", "La operación no es válida")],
        ),
        ("Error 0x80070005", &[], &[("evidence", "Error 0x80070005")]),
        ("Al guardar sale HTTP 500", &[], &[("evidence", "Al guardar sale HTTP 500")]),
        (
            "ORA-00942: table or view does not exist",
            &[],
            &[("evidence", "ORA-00942: table or view does not exist")],
        ),
        ("Muestra error 404", &[], &[("evidence", "Muestra error 404")]),
        (
            "el navegador muestra ERR_CONNECTION_TIMED_OUT",
            &[],
            &[("evidence", "el navegador muestra ERR_CONNECTION_TIMED_OUT")],
        ),
        ("me sale el error no se encontró el servidor", &[], &[("evidence", "no se encontró el servidor")]),
        (
            "Me sale un error: la contraseña ha expirado. Gracias",
            &[],
            &[("evidence", "la contraseña ha expirado")],
        ),
        ("me sale un error cuando intento guardar el documento", &[], &[]),
        ("me sale error en orfeo", &[], &[]),
        ("Tengo un error en el sistema", &[], &[]),
        ("la \"Casa de Justicia\" tiene goteras", &[], &[]),
        ("el documento \"acta final\" no abre", &[], &[]),
        (
            "No es posible conectar con el servidor",
            &[Evidence],
            &[("evidence", "No es posible conectar con el servidor")],
        ),
        ("Acceso denegado", &[Evidence], &[("evidence", "Acceso denegado")]),
    ]);
}
