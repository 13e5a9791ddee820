//! What must hold for any text.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::chars::clean_lines;
use super::super::label::unquoted;
use super::super::{from_html, from_plain, html_to_text};

/// Lines as mails have them, to be put together at random.
const LINES: [&str; 33] = [
    "",
    "",
    "Buenos días",
    "Cordial saludo,",
    "No puedo imprimir desde ayer.",
    "Placa: 12345",
    "Dependencia: Dirección Financiera",
    "1. La placa es 12345",
    "Gracias,",
    "Cordialmente,",
    "Ana Pérez",
    "Dirección Financiera",
    "Tel. 3779595 Ext. 1234",
    "-- ",
    "--",
    "____________________________",
    "P.D.: también falla el teléfono.",
    "Enviado desde mi iPhone",
    "Obtener Outlook para Android<https://aka.ms/x>",
    "Este mensaje y sus anexos son confidenciales y de uso exclusivo del destinatario.",
    "Antes de imprimir piense en el medio ambiente.",
    "[EXTERNO]",
    "PRECAUCIÓN: Este correo proviene de un remitente externo. No abra enlaces.",
    "[cid:image001.png@01DC]",
    "De: Luis <luis@scj.gov.co>",
    "Enviado: jueves, 20 de agosto de 2026 10:00",
    "Para: Ana",
    "Asunto: Equipo",
    "> citado",
    "El jue, 20 ago 2026 a las 10:00, X",
    "(<x@y.co>) escribió:",
    "-----Mensaje original-----",
    "Atentamente, Ana Pérez",
];

/// How many of [`LINES`], from the first, belong to no quote.
const QUOTE_FREE: usize = 24;

fn mail(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(of), 0..40).prop_map(|lines| lines.join("\n"))
}

/// Lines that are surely a person's.
fn persons_text() -> impl Strategy<Value = Vec<String>> {
    let line =
        "(El|La|No|Solicito|También) [a-z]{3,9} [a-z]{3,9} no (funciona|abre|imprime)( [a-z0-9]{1,9}){0,12}";
    prop::collection::vec(line, 1..12)
}

fn is_subsequence(part: &str, whole: &[String]) -> bool {
    let mut lines = whole.iter();
    part.lines().filter(|line| !line.is_empty()).all(|line| lines.any(|candidate| candidate == line))
}

/// Every line of `new` is one of `text`, in its order; as it stands, or with its quotation marks taken off.
fn is_of(new: &str, text: &str) -> bool {
    let lines = clean_lines(text);
    let bare: Vec<String> = lines.iter().map(|line| unquoted(line).trim_end().to_owned()).collect();
    is_subsequence(new, &lines) || is_subsequence(new, &bare)
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_taken(text in "\\PC*|[\\s\\S]{0,400}") {
        prop_assert!(from_plain(&text).new.len() <= text.len());
        prop_assert!(is_of(&from_html(&text).new, &html_to_text(&text).unwrap_or_default()));
    }

    #[test]
    fn nothing_is_read_that_a_reader_would_not_see(pieces in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "</", "<p>", "</p>", "<td>", "<table>", "</table>", "<tr>", "<li>", "<ol>", "</ol>", "<blockquote type=cite>",
        "</blockquote>", "<div id=Signature>", "</div>", "<br>", "<!--", "-->", "<style>", "</style>", "<pre>", "\n", " ", "&", "&nbsp;",
        "&#0;", "&#xD800;", "\"", "'", "=", "/", "<p style='display:none'>", "ñ", "No imprime", "<div style='border:none;border-top:solid'>",
    ]), 0..60)) {
        let html = pieces.concat();
        let written = from_html(&html);
        let seen = html_to_text(&html).unwrap_or_default();
        prop_assert!(is_of(&written.new, &seen), "{:?} of {:?}", written.new, seen);
    }

    #[test]
    fn new_is_a_subsequence(text in mail(&LINES)) {
        let written = from_plain(&text);
        prop_assert!(is_of(&written.new, &text), "{:?}", written);
    }

    #[test]
    fn new_is_all_new(text in mail(&LINES[..QUOTE_FREE])) {
        let once = from_plain(&text).new;
        prop_assert_eq!(&from_plain(&once).new, &once);
    }

    #[test]
    fn nothing_above_a_quote_is_lost(lines in persons_text(), quote in prop::sample::select(vec![
        "De: Mesa <m@scj.gov.co>\nEnviado el: jueves, 20 de agosto de 2026 10:00 a. m.\nPara: Ana\nAsunto: Equipo\n\nIndique la placa.",
        "El jue, 20 ago 2026 a las 10:00, X\n(<x@y.co>)\nescribió:\n\n> Indique la placa.",
        "-----Mensaje original-----\nDe: Mesa\nEnviado: ayer\nPara: Ana\nAsunto: Equipo\n\nIndique la placa.",
        "________________________________\nFrom: Mesa <m@scj.gov.co>\nSent: Thursday, August 20, 2026 10:00 AM\nTo: Ana\nSubject: Equipo\n\nTell us.",
    ]), gap in prop::sample::select(vec!["\n", "\n\n", "\r\n\r\n\r\n"])) {
        let text = lines.join("\n");
        let written = from_plain(&format!("{text}{gap}{quote}"));
        prop_assert_eq!(written.new, text);
        prop_assert_eq!(written.signature, "");
    }

    #[test]
    fn what_is_written_stays(lines in persons_text()) {
        let text = lines.join("\n");
        prop_assert_eq!(from_plain(&text).new, text.clone());
        let html = lines.iter().map(|line| format!("<div>{line}</div>")).collect::<String>();
        prop_assert_eq!(from_html(&html).new, text);
    }
}
