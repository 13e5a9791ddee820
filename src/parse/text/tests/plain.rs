//! Plain texts with quotes: replies, forwards, answers between the lines.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::from_plain;

/// What each client puts below an answer; none of it is new.
#[rstest]
#[case::outlook_classic(
    "\r\nDe: Mesa de Servicio <soporte@scj.gov.co>\r\nEnviado el: jueves, 20 de agosto de 2026 10:00 a. m.\r\nPara: Ana Pérez <ana@scj.gov.co>\r\nAsunto: [SOL-2026-000045] Falta información\r\n\r\nIndique la dependencia.\r\n"
)]
#[case::outlook_bold(
    "*De:* Mesa <soporte@scj.gov.co>\n*Enviado el:* jueves, 20 de agosto de 2026 10:00\n*Para:* Ana Pérez\n*CC:* Luis Gómez\n*Asunto:* Equipo\n\nIndique la placa."
)]
#[case::outlook_blank_lines(
    "De: Mesa <soporte@scj.gov.co>\n\nEnviado el: jueves, 20 de agosto de 2026 10:00\n\nPara: Ana\n\nAsunto: Equipo\n\nIndique la placa."
)]
#[case::outlook_wrapped_recipients(
    "De: Mesa <soporte@scj.gov.co>\nEnviado: jueves, 20 de agosto de 2026 10:00\nPara: Ana Pérez <ana@scj.gov.co>; Luis\nGómez <luis@scj.gov.co>; Pedro\nDíaz <pedro@scj.gov.co>\nCC: Sara\nAsunto: Equipo\n\nIndique la placa."
)]
#[case::outlook_original(
    "-----Mensaje original-----\nDe: Mesa\nEnviado el: jueves, 20 de agosto de 2026\nPara: Ana\nAsunto: Equipo\n\nIndique la placa."
)]
#[case::outlook_english(
    "From: Mesa <soporte@scj.gov.co>\nSent: Thursday, August 20, 2026 10:00 AM\nTo: Ana\nSubject: Equipo\n\nPlease tell us the tag."
)]
#[case::owa(
    "________________________________\nDe: Mesa <soporte@scj.gov.co>\nEnviado: jueves, 20 de agosto de 2026 10:00\nPara: Ana\nAsunto: Equipo\n\nIndique la placa."
)]
#[case::outlook_new(
    "El 28/10/2026 12:46, \"Mesa de Servicio\" <soporte@scj.gov.co> escribió:\n\nIndique la placa."
)]
#[case::outlook_mac(
    "El 20/8/26, 10:00 a. m., \"Mesa\" <soporte@scj.gov.co> escribió:\n\n    Indique la placa."
)]
#[case::gmail(
    "El jue, 20 ago 2026 a las 21:30, Mesa (<soporte@scj.gov.co>) escribió:\n\n> Indique la placa.\n>\n> Mesa"
)]
#[case::gmail_wrapped(
    "El jue, 20 ago 2026 a las 21:30, Mesa de Servicio de la Secretaría\n(<soporte.tecnico@scj.gov.co>)\nescribió:\n\n> Indique la placa."
)]
#[case::gmail_mobile(
    "El jue., 20 de ago. de 2026, 9:30 p. m., Mesa <soporte@scj.gov.co>\nescribió:\n\n> Indique la placa."
)]
#[case::gmail_english(
    "On Thu, Aug 20, 2026 at 9:30 PM Mesa <soporte@scj.gov.co> wrote:\n\n> Please tell us the tag."
)]
#[case::gmail_old("2026-08-20 21:30 GMT-05:00 Mesa <soporte@scj.gov.co>:\n\n> Indique la placa.")]
#[case::apple("El 3 jun 2026, a la(s) 10:00, Mesa <soporte@scj.gov.co> escribió:\n\n> Indique la placa.")]
#[case::apple_no_address("El 3 jun 2026, a las 10:00 a. m., Mesa de Servicio escribió:\n\nIndique la placa.")]
#[case::iphone(
    "> El 3/06/2026, a la(s) 10:00 a. m., Mesa <soporte@scj.gov.co> escribió:\n> \n> Indique la placa."
)]
#[case::thunderbird("El 20/08/26 a las 10:00, Mesa escribió:\n> Indique la placa.\n>> Más viejo")]
#[case::yahoo(
    "    En jueves, 20 de agosto de 2026, 10:00:12 a. m. GMT-5, Mesa <soporte@scj.gov.co> escribió:\n\n Indique la placa."
)]
#[case::samsung(
    "-------- Mensaje original --------De: Mesa <soporte@scj.gov.co> Fecha: 20/8/26 10:00 a. m. (GMT-05:00) A: Ana <ana@scj.gov.co> Asunto: Equipo\nIndique la placa."
)]
#[case::samsung_lines(
    "-------- Mensaje original --------\nDe: Mesa <soporte@scj.gov.co>\nFecha: 20/8/26 10:00 a. m. (GMT-05:00)\nA: Ana <ana@scj.gov.co>\nAsunto: Equipo\n\nIndique la placa."
)]
#[case::address_then_verb(
    "Mesa <soporte@scj.gov.co> escribió el jue., 20 de ago. de 2026:\n\n> Indique la placa."
)]
#[case::ms_reader(
    "Obtener Outlook para Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: Mesa <soporte@scj.gov.co>\nSent: Thursday, August 20, 2026 10:00:00 AM\nTo: Ana\nSubject: Equipo\n\nIndique la placa."
)]
fn quote_below(#[case] quote: &str) {
    let answer = "Buenos días.\n\nLa placa del equipo es 12345\nEl equipo está en el piso 3";
    let written = from_plain(&format!("{answer}\n\n{quote}"));
    assert_eq!(written.new, answer);
    assert!(!written.quoted.is_empty());
    // And without a blank line between.
    let written = from_plain(&format!("{answer}\n{}", quote.trim_start()));
    assert_eq!(written.new, answer);
}

/// New text that looks like something else, or stands where one does not expect it: `new` is the second.
#[rstest]
#[case::move_request(
    "Traslado de equipo\nDe: piso 3\nPara: piso 5\nFecha: 20 de agosto de 2026\nResponsable: Ana",
    "Traslado de equipo\nDe: piso 3\nPara: piso 5\nFecha: 20 de agosto de 2026\nResponsable: Ana"
)]
#[case::memorandum(
    "Remito el memorando:\n\nPARA: Director\nDE: Jefe\nASUNTO: Traslado\nFECHA: 20 de agosto de 2026\n\nSe traslada el equipo.",
    "Remito el memorando:\n\nPARA: Director\nDE: Jefe\nASUNTO: Traslado\nFECHA: 20 de agosto de 2026\n\nSe traslada el equipo."
)]
#[case::list_then_header(
    "Asunto: no imprime\nNombre: Ana Pérez\n\nDe: Mesa <m@scj.gov.co>\nEnviado: jueves, 20 de agosto de 2026 10:00\nPara: Ana\nAsunto: Equipo\n\nIndique",
    "Asunto: no imprime\nNombre: Ana Pérez"
)]
#[case::told(
    "El 20 de agosto de 2026 a las 10:00, juan@otro.com me escribió:\n\"su clave vence\"\n¿Es verdadero?",
    "El 20 de agosto de 2026 a las 10:00, juan@otro.com me escribió:\n\"su clave vence\"\n¿Es verdadero?"
)]
#[case::told_without_time(
    "El 20 de agosto Juan escribió:\nque no tiene correo",
    "El 20 de agosto Juan escribió:\nque no tiene correo"
)]
#[case::line_above_attribution(
    "El equipo quedó en el piso 3\nEl jue, 20 ago 2026 a las 10:00, X <x@y.co> escribió:\n> ¿Dónde?",
    "El equipo quedó en el piso 3"
)]
#[case::underscores("Falla 1\n____________________\nFalla 2", "Falla 1\n____________________\nFalla 2")]
#[case::interleaved(
    "Respondo:\n\nEl jue, 20 ago 2026 a las 10:00, X <x@y.co> escribió:\n> 1. La dependencia\nDirección Financiera\n> 2. La placa\n12345\n",
    "Respondo:\n\nDirección Financiera\n\n12345"
)]
#[case::below_quote(
    "El 20/08/26 a las 10:00, Mesa escribió:\n> Indique la placa.\n\nEs la 12345.\n\n-- \nAna Pérez",
    "Es la 12345."
)]
#[case::numbered(
    "1. La dependencia en la que trabaja: Dirección Financiera\n2. Número de placa: 12345",
    "1. La dependencia en la que trabaja: Dirección Financiera\n2. Número de placa: 12345"
)]
#[case::answers_in_quote(
    "El jue, 20 ago 2026 a las 10:00, X <x@y.co> escribió:\n> 1. La dependencia: Dirección Financiera\n> 2. La placa: 12345",
    "1. La dependencia: Dirección Financiera\n2. La placa: 12345"
)]
#[case::answers_in_red(
    "Buenos días, respondo abajo en rojo.\n\nDe: Mesa <m@scj.gov.co>\nEnviado: jueves, 20 de agosto de 2026 10:00\nPara: Ana\nAsunto: Equipo\n\n1. La placa 12345",
    "Buenos días, respondo abajo en rojo.\n\n1. La placa 12345"
)]
#[case::forward_alone(
    "-------- Mensaje reenviado --------\nAsunto: Impresora\nFecha: Thu, 20 Aug 2026 10:00:00 -0500\nDe: Luis <luis@scj.gov.co>\nPara: ana@scj.gov.co\n\nNo imprime.",
    "No imprime."
)]
#[case::forward_with_line(
    "Para su gestión.\n\n---------- Forwarded message ---------\nDe: Luis <luis@scj.gov.co>\nDate: jue, 20 ago 2026 a las 10:00\nSubject: Impresora\nTo: <ana@scj.gov.co>\n\nNo imprime.",
    "Para su gestión."
)]
#[case::forward_apple(
    "Inicio del mensaje reenviado:\n\n> De: Luis <luis@scj.gov.co>\n> Fecha: 20 de agosto de 2026, 10:00:00 a. m. COT\n> Para: ana@scj.gov.co\n> Asunto: Impresora\n> \n> No imprime.",
    "No imprime."
)]
#[case::banner(
    "PRECAUCIÓN: Este correo proviene de un remitente externo. No haga clic en\nenlaces ni abra archivos adjuntos si no reconoce al remitente.\n\nNo tengo acceso a Orfeo.",
    "No tengo acceso a Orfeo."
)]
#[case::banner_tag("[EXTERNO]\nHola, no me sirve la impresora", "Hola, no me sirve la impresora")]
#[case::banner_in_line(
    "[EXTERNO] Hola, no me sirve la impresora",
    "[EXTERNO] Hola, no me sirve la impresora"
)]
#[case::banner_english(
    "CAUTION: This email originated from outside of the organization. Do not click links.\n\nI cannot log in.",
    "I cannot log in."
)]
#[case::banner_rare_sender(
    "No suele recibir correo electrónico de luis@otro.com. Por qué es esto importante<https://aka.ms/x>\n\nNo puedo entrar.",
    "No puedo entrar."
)]
#[case::no_banner("Aviso: el monitor externo no enciende", "Aviso: el monitor externo no enciende")]
#[case::invisible("No\u{a0}puedo\u{200b} im\u{ad}primir", "No puedo imprimir")]
#[case::nothing("", "")]
#[case::blanks("\r\n \u{a0}\r\n", "")]
#[case::mac_line_ends("uno\rdos", "uno\ndos")]
fn new_text(#[case] mail: &str, #[case] new: &str) {
    assert_eq!(from_plain(mail).new, new);
}

#[test]
fn forward_is_quoted_with_its_header() {
    let mail = "Para su gestión.\n\nDe: Luis <luis@scj.gov.co>\nEnviado: jueves, 20 de agosto de 2026 10:00\nPara: Ana\nAsunto: Impresora\n\nNo imprime.";
    let written = from_plain(mail);
    assert_eq!(written.new, "Para su gestión.");
    assert_eq!(
        written.quoted,
        "De: Luis <luis@scj.gov.co>\nEnviado: jueves, 20 de agosto de 2026 10:00\nPara: Ana\nAsunto: Impresora\n\nNo imprime."
    );
}
