//! The newly written text, out of plain text and out of HTML; and that nothing quoted is ever an agent's command.

use radica::desk::address::Address;
use radica::desk::command;
use radica::parse::text::{Context, Written, html, html_to_text, plain};

use crate::{DESK, FOOT, RULES, SETTINGS, is_clean, is_out_of, twice};

/// Lines end there.
const ENDS: &[char] = &['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// How Outlook introduces what it quotes without marks.
const OUTLOOK: &str = "De: Mesa de Servicio <soporte.tecnico@scj.test>\nEnviado: viernes, 20 de noviembre de 2026 9:00\nPara: Laura Agente\nAsunto: RE: [SCJ-2026-000123] Impresora";

/// Checks one text; its first byte says what is known of it.
pub fn check(bytes: &[u8]) {
    let Some((flags, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let bit = |bit: u8| flags & (1 << bit) != 0;
    let own: &[Address] = if bit(1) { &SETTINGS.own } else { &[] };
    let context = Context {
        answers: bit(0),
        own,
        foot: if bit(2) { FOOT } else { "" },
        author: if bit(3) { "Laura María Agente" } else { "" },
    };
    match (bit(5), bit(4)) {
        (true, _) => quoted(&text, bit(6)),
        (false, true) => from_html(&text, context),
        (false, false) => from_plain(&text, context),
    }
}

fn from_plain(text: &str, context: Context<'_>) {
    let written = plain(text, context);
    if twice(text.len()) {
        assert_eq!(written, plain(text, context));
    }
    holds(&written, text, context);
    for part in parts(&written) {
        assert!(part.len() <= text.len(), "{} bytes out of {}", part.len(), text.len());
    }
}

fn from_html(text: &str, context: Context<'_>) {
    let written = html(text, context);
    if twice(text.len()) {
        assert_eq!(written, html(text, context));
    }
    let shown = html_to_text(text).unwrap_or_default();
    is_clean("what HTML shows", &shown);
    holds(&written, &shown, context);
    for part in parts(&written) {
        // Marks of lists and cells of tables are what a reader sees, and no bytes of the HTML.
        assert!(part.len() <= text.len() + 64, "{} bytes out of {}", part.len(), text.len());
    }
}

fn parts(written: &Written) -> [&str; 5] {
    [&written.new, &written.own, &written.signature, &written.quoted, &written.within]
}

fn holds(written: &Written, shown: &str, context: Context<'_>) {
    let whole = visible(shown);
    for (what, part) in ["new", "own", "signature", "quoted", "within"].into_iter().zip(parts(written)) {
        is_clean(what, part);
        assert!(!part.contains("\n\n\n"), "{what} has no two blank lines in a row: {part:?}");
        assert_eq!(part.trim_end(), part, "{what}");
        // Signatures found later stand above those found before; all else keeps its order.
        if what != "signature" {
            is_out_of(what, part, &whole);
        }
    }
    if written.only_quoted {
        assert!(!context.answers, "what an answer quotes, nobody wrote");
    }
    if context.own.is_empty() {
        assert!(!written.quotes_us && written.within.is_empty() && !written.answers_within);
    }
}

/// Without blanks and without what is never kept.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// Whoever answers a letter of ours, whatever stands in it, gives no command by it.
fn quoted(letter: &str, above: bool) {
    let above = if above { "Ya quedó instalada la impresora" } else { "" };
    let context = Context { answers: true, own: &SETTINGS.own, foot: FOOT, author: "" };
    let marked: String = letter.split(ENDS).map(|line| format!("> {line}\n")).collect();
    let shown: String = letter
        .split(ENDS)
        .map(|line| {
            let line = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            format!("<div>{line}</div>\n")
        })
        .collect();
    let from = format!("Mesa de Servicio &lt;<a href=\"mailto:{DESK}\">{DESK}</a>&gt;");
    let replies = [
        plain(&format!("{above}\n\nEl vie, 20 nov 2026 a las 9:00, <{DESK}> escribió:\n\n{marked}"), context),
        plain(&format!("{above}\n\n{OUTLOOK}\n\n{letter}\n{FOOT}\n{DESK}\n"), context),
        // What stands below the foot in it may be read as written there, and yet is never a command.
        plain(&format!("{above}\n\n{OUTLOOK}\n\n{letter}"), context),
        html(
            &format!(
                "<div>{above}</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">El vie, 20 nov 2026 a las 9:00, {from} escribió:<br></div><blockquote class=\"gmail_quote\">{shown}</blockquote></div>"
            ),
            context,
        ),
        html(
            &format!(
                "<p>{above}</p><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>De:</b> {from}<br><b>Enviado:</b> viernes, 20 de noviembre de 2026 9:00<br><b>Para:</b> Laura Agente<br><b>Asunto:</b> RE: Impresora</div><div>{shown}</div>"
            ),
            context,
        ),
    ];
    for (at, written) in replies.iter().enumerate() {
        match command::read(&written.own, &RULES) {
            Ok(given) => {
                assert!(given.commands.is_empty(), "reply {at}: {:?} of {written:?}", given.commands)
            }
            Err(faults) => panic!("reply {at}: {faults:?} of {written:?}"),
        }
        if !above.is_empty() {
            assert_eq!(written.own, above, "reply {at}: what was written is taken, and nothing else");
        }
    }
}
