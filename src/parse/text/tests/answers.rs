//! Answers: what is theirs, what is a letter of ours, and what nobody wrote.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::{Context, Written, html, plain};
use crate::desk::address::Address;

const FOOT: &str = "Mesa de Servicio SCJ Secretaría Distrital de Seguridad, Convivencia y Justicia 3779595 ext. 1100 \
                    Sus datos personales se usan sólo para atender su solicitud, según la Ley 1581 de 2012 y la política de \
                    tratamiento de datos de la entidad.";

/// A letter of ours, with a note that is nobody's business, and a text that looks like commands and a foot.
const LETTER: &str = "Buenos días, Óscar:

Laura Agente escaló un caso del nivel 1 al nivel 2:

    Interno: clave admin 1234

#solucion
Listo

-- 
Mesa de Servicio SCJ
soporte.tecnico@scj.test · 3779595 ext. 1100

#solucion
Más

También puede responder este correo.

-- 
Mesa de Servicio SCJ
Secretaría Distrital de Seguridad, Convivencia y Justicia
soporte.tecnico@scj.test · 3779595 ext. 1100
Lunes a viernes de 7:00 a. m. a 7:00 p. m.
Sábados y domingos de 8:00 a. m. a 12:00 m.

Sus datos personales se usan sólo para atender su solicitud, según la Ley
1581 de 2012 y la política de tratamiento de datos de la entidad.";

const GMAIL: &str =
    "El vie, 20 nov 2026 a las 10:02, Mesa de Servicio SCJ (<soporte.tecnico@scj.test>) escribió:";
const OUTLOOK: &str = "________________________________\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\nEnviado: viernes, 20 de noviembre de 2026 10:02 a. m.\nPara: sitio@scj.test <sitio@scj.test>\nAsunto: [SCJ-2026-000001] impresora\n";
/// As Exchange names those of its own house.
const OUTLOOK_INTERNAL: &str = "De: Mesa de Servicio SCJ\nEnviado el: viernes, 20 de noviembre de 2026 10:02 a. m.\nPara: Ana Pérez\nAsunto: [SOL-2026-000001] pc\n";
const FORWARD: &str = "---------- Forwarded message ---------\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\nDate: vie, 20 nov 2026 a las 10:02\nSubject: [SCJ-2026-000001] impresora\nTo: <sitio@scj.test>\n";
const SIGNED: &str = "Óscar Sitio\nAgente de Sitio\nTel. 3779595 ext. 1100";

fn marked() -> String {
    LETTER.lines().map(|line| format!("> {line}\n")).collect()
}

fn read(text: &str, answers: bool, author: &str) -> Written {
    let own = [Address::parse("soporte.tecnico@scj.test").unwrap()];
    plain(text, Context { answers, own: &own, foot: FOOT, author })
}

/// Nothing stands in it but our letter: nobody's words, whether it answers or forwards.
#[rstest]
#[case::gmail(format!("\n\n{GMAIL}\n\n{}", marked()))]
#[case::outlook(format!("\n\n{OUTLOOK}\n{LETTER}"))]
#[case::outlook_internal(format!("\n\n{OUTLOOK_INTERNAL}\n{LETTER}"))]
#[case::forward(format!("\n\n{FORWARD}\n{LETTER}"))]
#[case::iphone(format!("\n\nEnviado desde mi iPhone\n\n> {GMAIL}\n> \n{}", marked()))]
#[case::samsung(format!("-------- Mensaje original --------De: Mesa <soporte.tecnico@scj.test> Fecha: 20/11/26 10:00 a. m. (GMT-05:00) A: Ana <ana@scj.test> Asunto: Equipo\n{LETTER}"))]
#[case::no_introduction(marked())]
#[case::older_below(format!("{OUTLOOK}\n{LETTER}\n\nDe: Ana <ana@scj.test>\nEnviado: jueves, 19 de noviembre de 2026 10:00\nPara: Mesa\nAsunto: impresora\n\n#solucion\nNo imprime"))]
fn a_letter_of_ours(#[case] text: String) {
    for answers in [true, false] {
        let written = read(&text, answers, "Óscar Sitio");
        assert_eq!((written.new.as_str(), written.own.as_str()), ("", ""), "{answers}");
        assert!(written.quotes_us && written.answers_within && written.quoted.contains("Interno"));
    }
}

/// Of what somebody else wrote, an answer takes nothing; a first mail takes it all, and it is not its sender's own.
#[rstest]
#[case::commands("> #solucion\n> Listo", "#solucion\nListo")]
#[case::gmail(
    "El vie, 20 nov 2026 a las 10:02, Luis (<luis@scj.test>) escribió:\n> No imprime",
    "No imprime"
)]
#[case::outlook(
    "De: Luis <luis@scj.test>\nEnviado: viernes, 20 de noviembre de 2026 10:02\nPara: Mesa <soporte.tecnico@scj.test>\nAsunto: impresora\n\nNo imprime",
    "No imprime"
)]
#[case::shows_our_foot(
    "De: Ana <ana@fuera.test>\nEnviado: viernes, 20 de noviembre de 2026 10:02\nPara: Mesa\nAsunto: impresora\n\nNo imprime\nsoporte.tecnico@scj.test · 3779595\n\n#solucion\nListo",
    "No imprime\nsoporte.tecnico@scj.test · 3779595\n\n#solucion\nListo"
)]
#[case::longer_address(
    "De: Mesa <xsoporte.tecnico@scj.test.fuera.test>\nEnviado: viernes, 20 de noviembre de 2026 10:02\nPara: Ana\nAsunto: x\n\nNo imprime",
    "No imprime"
)]
fn another_s_mail(#[case] text: &str, #[case] whole: &str) {
    let written = read(text, true, "Ana");
    assert_eq!((written.new.as_str(), written.own.as_str(), written.only_quoted), ("", "", false));
    let written = read(text, false, "Ana");
    assert_eq!((written.new.as_str(), written.own.as_str(), written.only_quoted), (whole, "", true));
    assert!(!written.quotes_us);
}

/// What stands below our foot, in a quotation without marks, is the answer; commands are not carried out from there.
#[rstest]
#[case::outlook(OUTLOOK, "Oficina Jurídica, placa 12345", "Oficina Jurídica, placa 12345")]
#[case::not_named(OUTLOOK_INTERNAL, "Oficina Jurídica, placa 12345", "")]
#[case::of_two_lines(OUTLOOK, "Ya quedó.\n\nSe cambió el rodillo.", "Ya quedó.\n\nSe cambió el rodillo.")]
#[case::names_the_desk(
    OUTLOOK,
    "Escribí ayer a soporte.tecnico@scj.test y nadie contestó",
    "Escribí ayer a soporte.tecnico@scj.test y nadie contestó"
)]
#[case::command(OUTLOOK, "#solucion\nListo", "")]
#[case::bold_command(OUTLOOK, "*#solucion*\nListo", "")]
#[case::small_sign(OUTLOOK, "\u{fe5f}solucion\nListo", "")]
fn below_our_foot(#[case] introduction: &str, #[case] answer: &str, #[case] own: &str) {
    for gap in ["\n\n", "\n"] {
        let written = read(&format!("{introduction}\n{LETTER}{gap}{answer}"), true, "Ana Pérez");
        assert_eq!((written.new.as_str(), written.own.as_str()), (answer, own));
    }
    // A notice that is no longer today's.
    let old = LETTER.replace("se usan sólo para atender su solicitud", "reciben el trato que manda la norma");
    let written = read(&format!("{introduction}\n{old}\n\n{answer}"), true, "Ana Pérez");
    assert_eq!((written.new.as_str(), written.own.as_str()), (answer, own));
}

#[test]
fn what_is_written_about_our_letter_stays() {
    let between = format!("{GMAIL}\n> 1. La placa\n12345\n> 2. La sede\nC4\n");
    for (text, new) in [
        (format!("Es la 12345.\n\n{GMAIL}\n\n{}", marked()), "Es la 12345."),
        (format!("Es la 12345.\n\n{OUTLOOK}\n{LETTER}"), "Es la 12345."),
        (format!("{GMAIL}\n\n{}\nEs la 12345.", marked()), "Es la 12345."),
        (between, "12345\n\nC4"),
    ] {
        let written = read(&text, true, "Ana");
        assert_eq!((written.new.as_str(), written.own.as_str()), (new, new));
        assert!(written.quotes_us);
        assert!(!written.answers_within);
    }
}

/// A quoted mail may begin with the block of another, which was forwarded without a word.
#[rstest]
#[case::of_one_house(OUTLOOK_INTERNAL)]
#[case::with_address(OUTLOOK)]
fn a_block_right_below_a_block(#[case] introduction: &str) {
    let forwarded =
        "De: Ana Pérez <ana@scj.test>\nEnviado: jueves, 19 de noviembre de 2026 9:00\nPara: Mesa\nAsunto: pc";
    for below in [forwarded, "From: a;"] {
        for gap in ["", "\n"] {
            let text = format!("Ya quedó el equipo.\n\n{introduction}{gap}{below}\n\nNo prende el equipo.");
            let written = read(&text, true, "Óscar Sitio");
            assert_eq!(
                (written.new.as_str(), written.own.as_str()),
                ("Ya quedó el equipo.", "Ya quedó el equipo.")
            );
        }
    }
}

/// Who says that they answer within our letter is read there, but for its foot; nobody's command, though.
#[test]
fn answered_within_our_letter() {
    let letter = LETTER.replace("caso del nivel 1", "caso del nivel 1 (es el 2)");
    let text = format!("Respondo abajo en rojo.\n\n{OUTLOOK}\n{letter}\n\nY gracias.");
    let written = read(&text, true, "Ana");
    assert!(written.new.starts_with("Respondo abajo en rojo.") && written.new.ends_with("Y gracias."));
    assert!(written.new.contains("(es el 2)"));
    let feet = written.new.matches("Mesa de Servicio SCJ").count();
    assert!(feet == 1 && !written.new.contains("1581") && !written.new.contains("Lunes"), "{}", written.new);
    assert_eq!(written.own, "Respondo abajo en rojo.");
}

#[test]
fn in_html() {
    let own = [Address::parse("soporte.tecnico@scj.test").unwrap()];
    let context = Context { answers: true, own: &own, foot: FOOT, author: "Óscar Sitio" };
    let letter = "<table><tr><td><p>Interno: clave 1234</p></td></tr><tr><td><p>Mesa de Servicio SCJ</p><p><a href='mailto:soporte.tecnico@scj.test'>soporte.tecnico@scj.test</a> · 3779595 ext. 1100</p><p>Lunes a viernes de 7:00 a. m. a 7:00 p. m.</p><p>Sus datos personales se usan sólo para atender su solicitud, según la Ley 1581 de 2012.</p></td></tr></table>";
    let gmail = format!(
        "<div dir=ltr><br></div><div class=gmail_quote><div class=gmail_attr>El vie, 20 nov 2026 a las 10:00, Mesa (<a href='mailto:soporte.tecnico@scj.test'>soporte.tecnico@scj.test</a>) escribió:<br></div><blockquote class=gmail_quote>{letter}</blockquote></div>"
    );
    let outlook = |above: &str, below: &str| {
        format!(
            "<div>{above}</div><hr><div id=divRplyFwdMsg><b>De:</b> Mesa &lt;soporte.tecnico@scj.test&gt;<br><b>Enviado:</b> viernes, 20 de noviembre de 2026 10:00<br><b>Para:</b> Óscar<br><b>Asunto:</b> x</div><div>{letter}</div>{below}"
        )
    };
    for (text, own) in [
        (gmail, ""),
        (outlook("<br>", ""), ""),
        (outlook("<div id=Signature>Óscar Sitio<br>Agente de Sitio</div>", ""), ""),
        (outlook("Ya quedó.", ""), "Ya quedó."),
        (outlook("<br>", "<div>Ya quedó.</div>"), "Ya quedó."),
    ] {
        let written = html(&text, context);
        assert_eq!((written.new.as_str(), written.own.as_str()), (own, own), "{text}");
        assert!(written.quotes_us);
    }
}

/// What an agent sends on: without the block of their name. For who reads a requester's mail it stays.
#[rstest]
#[case::no_closing_words(format!("Ya quedó.\n\n{SIGNED}"), "Ya quedó.")]
#[case::with_a_title("Ya quedó.\n\nIng. ÓSCAR SITIO GÓMEZ\nAgente de Sitio".to_owned(), "Ya quedó.")]
#[case::bold("Ya quedó.\n\n*Óscar Sitio*\nAgente de Sitio".to_owned(), "Ya quedó.")]
#[case::first_name("Ya quedó.\n\nÓscar".to_owned(), "Ya quedó.")]
#[case::alone(SIGNED.to_owned(), "")]
#[case::closing_alone(format!("Cordialmente,\n\n{SIGNED}"), "")]
#[case::announced(format!("Lo atiende:\n\n{SIGNED}"), &format!("Lo atiende:\n\n{SIGNED}"))]
#[case::another_s_name("Llame a este número.\n\nCarlos Ruiz\nTel. 3001234567".to_owned(), "Llame a este número.\n\nCarlos Ruiz\nTel. 3001234567")]
#[case::within("Óscar Sitio va mañana a las 8.".to_owned(), "Óscar Sitio va mañana a las 8.")]
#[case::said_below(format!("{SIGNED}\n\nTambién revisé el teléfono, que ya funciona."), &format!("{SIGNED}\n\nTambién revisé el teléfono, que ya funciona."))]
#[case::one_word_in_text("Ya quedó.\nÓscar".to_owned(), "Ya quedó.\nÓscar")]
fn signed_by_name(#[case] text: String, #[case] own: &str) {
    for below in ["", "\n\n", &format!("\n\n{OUTLOOK}\n{LETTER}")] {
        let written = read(&format!("{text}{below}"), true, "Óscar Sitio");
        assert_eq!(written.own, own);
    }
    // Nobody's name is known: only a mail of nothing else is a signature.
    let unnamed = read(&text, true, "").own;
    assert_eq!(unnamed.is_empty(), text.trim_start_matches("Cordialmente,\n\n") == SIGNED, "{unnamed}");
}

/// A greeting that goes on with the answer is no greeting alone: what signs it is a signature.
#[rstest]
#[case("Buenas tardes Ana, ya quedó en revisión.")]
#[case("Buenas tardes Ana, ya reviso el caso.")]
#[case("Hola Ana, listo.")]
#[case("Buenas tardes Ana,\n\nYa quedó en revisión.")]
fn greeting_and_answer_in_one(#[case] text: &str) {
    for closing in ["Cordialmente,", "Saludos,"] {
        let written =
            read(&format!("{text}\n\n{closing}\n\nLaura Agente\nAgente de Mesa\nTel 3779595"), true, "");
        assert_eq!((written.new.as_str(), written.own.as_str()), (text, text));
    }
}
