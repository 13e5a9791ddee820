//! Plain texts with signatures, footers and disclaimers.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::from_plain;

const TEXT: &str = "Buenos días\n\nNo puedo entrar a Orfeo desde ayer.";

/// What follows the text and goes whole to the signature.
#[rstest]
#[case::cordialmente(
    "Cordialmente,\n\nAna María Pérez\nProfesional Especializado\nDirección Financiera\nTel. 3779595 Ext. 1234\nAv. Calle 26 No. 57-83 Torre 7, Bogotá D.C., Colombia\nwww.scj.gov.co"
)]
#[case::bold("*Atentamente,*\n\n*ANA PÉREZ*\n*Oficina de Control Interno*")]
#[case::greeting_words("Cordial saludo,\n\nAna Pérez\nSubsecretaría de Acceso a la Justicia")]
#[case::saludos("Saludos,\nAna")]
#[case::gracias("Gracias,\n\nAna Pérez\nDirección de Gestión Humana")]
#[case::two_closings("Muchas gracias.\n\nCordialmente,\n\nAna Pérez")]
#[case::quedo_atenta("Quedo atenta a sus comentarios.\n\nAna Pérez\nContratista")]
#[case::english("Best regards,\n\nAna Pérez\nFinance Office")]
#[case::in_one_line("Atentamente, Ana Pérez")]
#[case::att("Att.\n\nana perez\ncontratista")]
#[case::dashes(
    "-- \nAna Pérez\nDirección Financiera\n\"La vida es lo que pasa mientras uno hace otros planes, dice la canción.\""
)]
#[case::bare_dashes("--\nAna Pérez\nDirección Financiera")]
#[case::alone("Cordialmente,")]
#[case::iphone("Enviado desde mi iPhone")]
#[case::android("Obtener Outlook para Android<https://aka.ms/AAb9ysg>")]
#[case::ios_english("Get Outlook for iOS")]
#[case::windows("Enviado desde Correo<https://go.microsoft.com/fwlink/?LinkId=550986> para Windows")]
#[case::samsung("Enviado desde mi dispositivo Samsung Galaxy")]
#[case::sent_from("Sent from my Huawei phone")]
#[case::yahoo("Enviado desde Yahoo Mail para Android")]
#[case::signed_and_footer("Cordialmente,\n\nAna Pérez\n\nEnviado desde mi iPhone")]
#[case::signed_and_legal(
    "Cordialmente,\n\nAna Pérez\nDirección Jurídica\n\nEste mensaje y sus anexos pueden contener información confidencial o privilegiada y es para uso exclusivo de su destinatario. Si lo ha recibido por error, notifíquelo y elimínelo.\n\nAntes de imprimir este correo piense en el medio ambiente."
)]
#[case::legal_alone(
    "AVISO LEGAL: La información de este correo es confidencial y de uso exclusivo del destinatario."
)]
#[case::legal_heading("CONFIDENCIALIDAD\n\nEste mensaje es confidencial y está prohibida su divulgación.")]
#[case::legal_english(
    "This e-mail and any attachments are confidential and intended solely for the addressee."
)]
#[case::evite("Evite imprimir este mensaje si no es estrictamente necesario.")]
fn signed(#[case] signature: &str) {
    let written = from_plain(&format!("{TEXT}\n\n{signature}"));
    assert_eq!(written.new, TEXT);
    assert_eq!(written.signature, signature.trim_end());
    // The same above a quote.
    let quote = "El jue, 20 ago 2026 a las 10:00, X <x@y.co> escribió:\n\n> ¿Qué pasa?";
    let written = from_plain(&format!("{TEXT}\n\n{signature}\n\n{quote}"));
    assert_eq!((written.new.as_str(), written.quoted.as_str()), (TEXT, quote));
}

/// What must stay, whole.
#[rstest]
#[case::greeting_on_top("Cordial saludo,\n\nSolicito acceso a Orfeo.")]
#[case::greeting_and_short("Cordial saludo\nImpresora dañada en el piso 3")]
#[case::two_greetings("Buenos días\nSaludos\nNecesito un teclado")]
#[case::greeting_alone("Cordial saludo")]
#[case::name_alone("Gracias,\nAna Pérez\nDirección Financiera")]
#[case::answers_below_closing(
    "Adjunto los datos.\n\nCordialmente,\nNombre: Ana Pérez\nDependencia: Dirección Financiera\nPlaca: 12345"
)]
#[case::answers("Nombre: Ana Pérez\nDependencia: Dirección Financiera\nPlaca: 12345\nExtensión: 1234")]
#[case::text_below_closing("No tengo red.\n\nGracias\n\nTampoco funciona la impresora del tercer piso.")]
#[case::item_below_closing("Necesito esto:\nGracias,\n- Mouse\n- Teclado")]
#[case::thanks_within("Gracias por la ayuda con el equipo, pero sigue sin funcionar.")]
#[case::divided_by_dashes(
    "No funciona el correo\n--\nTampoco la impresora, por favor revisar los dos casos."
)]
#[case::own_telephone("No puedo entrar.\nEnviado desde mi celular porque no enciende el computador")]
#[case::talks_of_mail("Este correo que envío no llega al destinatario y aparece un error.")]
#[case::talks_of_attachments("Este mensaje y sus anexos llegaron dañados, no puedo abrirlos.")]
#[case::talks_of_printing("No imprime.\n\nAntes de imprimir sale un error en la pantalla.")]
#[case::department_only("Dirección Financiera")]
fn stays(#[case] mail: &str) {
    assert_eq!(from_plain(mail).new, mail);
}

#[rstest]
#[case::postscript(
    "No tengo red.\n\nCordialmente,\n\nAna Pérez\nDirección Financiera\n\nP.D.: también falla el teléfono.",
    "No tengo red.\n\nP.D.: también falla el teléfono.",
    "Cordialmente,\n\nAna Pérez\nDirección Financiera"
)]
#[case::pictures(
    "No imprime.\n\n[cid:image001.png@01DC2F.5A]\n\nSaludos,\n\nAna Pérez\n[cid:logo.png@01]\n[Logo, Texto Descripción generada automáticamente]",
    "No imprime.",
    "Saludos,\n\nAna Pérez"
)]
#[case::only_a_footer("Enviado desde mi iPhone", "", "Enviado desde mi iPhone")]
#[case::only_a_signature("-- \nAna Pérez", "Ana Pérez", "-- \nAna Pérez")]
#[case::footer_then_text(
    "Enviado desde mi iPhone\n\nAcá va la foto del error",
    "Acá va la foto del error",
    "Enviado desde mi iPhone"
)]
fn parted(#[case] mail: &str, #[case] new: &str, #[case] signature: &str) {
    let written = from_plain(mail);
    assert_eq!((written.new.as_str(), written.signature.as_str()), (new, signature));
}
