//! Where a person's text ends and the signature begins.
//!
//! A signature is what follows `-- `, or what follows closing words ("Cordialmente,") as long as each line of it looks
//! like a name, a position, a department, an address. A postscript below it is text again.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{fold, pattern};

/// How many lines a signature may have.
const MOST_LINES: usize = 15;

/// How many lines may follow `-- `.
const MOST_AFTER_DELIMITER: usize = 25;

/// How often, at most, what is left is looked through again for a further signature.
const ROUNDS: usize = 6;

/// Words that end a letter and say nothing else.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?:(?:muy\ )?(?:cordialmente|atentamente|respetuosamente|atte|att|at\.te)|(?:un\ |con\ un\ |reciba\ un\ )?(?:muy\ )?cordial(?:es)?\ saludos?
        |(?:muchos\ |un\ |mil\ )?(?:saludos?)(?:\ cordial(?:es)?)?|(?:un\ )?(?:fuerte\ )?abrazo|feliz\ (?:dia|tarde|noche|semana|fin\ de\ semana|resto\ de\ dia)
        |(?:que\ tengan?\ )?(?:un\ )?(?:muy\ )?(?:buen|excelente|feliz|lindo)\ (?:dia|tarde|fin\ de\ semana|resto\ de\ dia)
        |(?:best|kind|warm|kindest|with\ best|many)(?:\ (?:regards|wishes))|regards|sincerely|yours(?:\ (?:truly|sincerely|faithfully))?|best|cheers
        |qued(?:o|amos)\ (?:muy\ )?atent[oa]s?(?:\(a\)|/a)?(?:\ (?:a|de|para)\ .{1,60})?)$",
    )
});

/// Thanks: words that end a letter only if a name follows.
static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?:(?:muchas\ |mil\ |muchisimas\ |de\ antemano,?\ )?gracias(?:\ (?:de\ antemano|por\ (?:su|tu|la|el)\ .{1,50}|y\ (?:feliz|buen|quedo|saludos).{0,40}))?
        |(?:many\ )?thanks(?:\ (?:in\ advance|a\ lot|and\ regards))?|thank\ you(?:\ .{1,40})?
        |(?:le\ |les\ )?agradezco\ (?:su|la|de\ antemano|la\ atencion).{0,60}|agradeciendo\ .{1,60})$",
    )
});

/// The same, and a name in the same line.
static CLOSING_AND_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:cordialmente|atentamente|atte?|saludos|cordial saludo|best regards|kind regards|regards)\s*[,.:;]\s*(\p{Lu}[\p{L}.'-]*(?:\s+(?:(?:de|del|la|las|los|y)\s+)*\p{Lu}[\p{L}.'-]*){0,5})\W*$",
    )
});

static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:muy )?(?:buen(?:os|as|a)?\b|hola\b|estimad|apreciad|respetad|senor(?:es|a)?\b|doctor|dra?\.|ingenier|cordial(?:es)? saludo|saludos?\b|reciba|un cordial saludo|hi\b|hello\b|dear\b|good (?:morning|afternoon)|equipo\b|compañer)",
    )
});

/// Words that a greeting with a name has not, and a sentence behind it has: "Buenas tardes Ana, ya quedó".
static BEYOND_GREETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ya|se|les?|lo|su|fue|esta|estan|qued(?:o|a|aron)|list[oa]|hech[oa]|solucionad[oa]|resuelt[oa])\b",
    )
});

/// How a formal letter names whom it is addressed to.
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:senor(?:es|a|as)?|doctor(?:es|a|as)?|dra?\.?|ingenier[oa]s?)\b"));

/// How many lines may follow a title before the greeting, blank ones too.
const MOST_ADDRESSEE: usize = 12;

static POSTSCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\W{0,3}(?:p\.?\s?d\.?|p\.?\s?s\.?|posdata|postdata|post data)\s*[:.,-]|^\W{0,3}nota\s*:")
});

/// A labelled answer: what a person was asked for.
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^\W*(?:\d+\W+)?(?:la\ |el\ |mi\ |su\ )?(?:nombres?|nombre\ (?:completo|y\ apellidos?)|dependencia|placa|usuario|serial|equipo|descripcion|falla|problema|motivo
        |asunto|solicitud|respuesta|sistema|aplicativo|cedula|tipo)(?:\s.{0,40})?\s*:",
    )
});

/// A place: an answer too, unless it goes on with an address.
static PLACE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:\d+\W+)?(?:la |mi )?(?:sede|ubicacion|lugar)(?:\s.{0,40})?\s*:"));

/// Where something stands: an answer, where a name is looked for.
static WHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:la |el |en (?:la |el )?)?(?:sede|piso|puesto|sala|bodega|archivo|torre|cubiculo)\b")
});

/// Words by which a short line is a person's text, not of a signature.
static SAYS_SOMETHING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:solicit(?:o|amos|e)|necesit(?:o|amos|a)|requier(?:o|e)|requerimos|favor|quier(?:o|e)|quisiera|tengo|tenemos|tiene|pued[eo]n?|podria[ns]?|podemos
        |adjunt[oa]s?|envio|informo|confirmo|revis[ae]r?|esper[oa]|urgente|falla|error|danad[oa]|dano|problema|instal(?:ar|en|acion)|funciona|sirve|abre|carga|prende
        |enciende|imprime|imprimir|impresora|computador|portatil|monitor|pantalla|teclado|mouse|escaner|placa|serial|ticket|caso|contrasena|clave|wifi
        |porque|tambien|ademas|pero|cuando|desde\ (?:ayer|hoy|el|la)|manana|ayer|hoy|es\ para|
        please|need|cannot|can't|doesn't|does\ not|don't|works?|working|help|printer|password|also|because)\b
        |\b(?:no|me|nos|se|les?)\s+(?:ha|han|he|hay|es|esta|estan|deja|llega|puede|pude|veo|va|dan?|sale|aparece|pide|permite|conecta|toma|tiene)\b
        |\bescal|\b(?:scj|sol|prb)[-\s.]+\d",
    )
});

/// What addresses and telephone numbers have, by which a long line may be of a signature all the same.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)@|www\.|https?:|\b(?:calle|carrera|cra|cl|cll|kr|kra|av|avenida|ac|ak|diagonal|transversal|piso|torre|edificio|oficina|bogota|colombia|tel|telefonos?
        |pbx|ext|extension|conmutador|cel|celular|movil|linea|codigo\ postal|phone|mobile|street|floor)\b.{0,40}\d|\d{3}[\s-]?\d{3,4}",
    )
});

/// A text without its signature, and the signature; both as indices into the lines given.
#[derive(Debug, Default)]
pub(super) struct Parted {
    /// Lines of the text.
    pub text: Vec<usize>,
    /// Lines of the signature.
    pub signature: Vec<usize>,
}

/// Parts the lines of one stretch of text. `follows_text`: a person's text stands before this stretch.
pub(super) fn part(lines: &[&str], follows_text: bool) -> Parted {
    // A postscript, and what follows it, is looked at by itself.
    let near_end =
        lines.iter().enumerate().rev().filter(|(_, line)| !line.trim().is_empty()).take(MOST_LINES);
    let postscript = near_end.filter(|(_, line)| POSTSCRIPT.is_match(&fold(line))).map(|(at, _)| at).last();
    let Some(split) = postscript.or_else(|| said_below(lines)).filter(|&at| at > 0) else {
        return part_letter(lines, 0, follows_text);
    };
    let (letter, rest) = lines.split_at_checked(split).unwrap_or((lines, &[]));
    let mut parted = part_letter(letter, 0, follows_text);
    let below = part_letter(rest, split, true);
    parted.text.extend(below.text);
    parted.signature.extend(below.signature);
    parted
}

/// Where a person goes on below the signature that a client has put in: a paragraph that says something.
fn said_below(lines: &[&str]) -> Option<usize> {
    let delimiter = lines.iter().position(|line| *line == "-- ")?;
    let below = lines.get(delimiter..)?.windows(2).take(MOST_AFTER_DELIMITER).enumerate();
    let mut begins = below.filter_map(|(at, pair)| match pair {
        [before, line] if before.trim().is_empty() && !line.trim().is_empty() => {
            Some((delimiter + at + 1, *line))
        }
        _ => None,
    });
    let says = |line: &str| {
        let folded = fold(line);
        line.split_whitespace().count() >= 3 && is_said(&folded) && !CONTACT.is_match(&folded)
    };
    begins.find(|(_, line)| says(line)).map(|(at, _)| at)
}

fn part_letter(lines: &[&str], offset: usize, follows_text: bool) -> Parted {
    let mut end = lines.len();
    for _ in 0..ROUNDS {
        let letter = lines.get(..end).unwrap_or_default();
        let start = closing(letter, follows_text).or_else(|| delimiter(letter));
        match start {
            Some(start) => end = start,
            None => break,
        }
    }
    Parted {
        text: (offset..offset + end).collect(),
        signature: (offset + end..offset + lines.len()).collect(),
    }
}

/// Where what follows `-- ` begins, the delimiter included.
fn delimiter(lines: &[&str]) -> Option<usize> {
    let mut followers = 0;
    let mut prose = false;
    for (at, line) in lines.iter().enumerate().rev() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if matches!(trimmed, "--" | "\u{2014}") {
            // Without its blank it may as well divide two parts of a text.
            let sure = *line == "-- ";
            let above = lines.get(..at)?.iter().any(|line| !line.trim().is_empty());
            return (sure || (above && !prose && !is_announced(lines, at))).then_some(at);
        }
        followers += 1;
        prose = prose || !belongs_to_signature(trimmed);
        if followers > MOST_AFTER_DELIMITER {
            return None;
        }
    }
    None
}

/// Where the closing words stand after which all is signature: the first of them, where several follow one another.
fn closing(lines: &[&str], follows_text: bool) -> Option<usize> {
    let opening = if follows_text { 0 } else { opening_lines(lines) };
    let mut found = None;
    let mut followers = 0;
    // The line below the one that is looked at.
    let mut next: Option<&str> = None;
    for (at, line) in lines.iter().enumerate().skip(opening).rev() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        let below_is_closing = found.is_some() && followers == 0;
        if is_closing(trimmed, next, below_is_closing) && (follows_text || at > opening) {
            found = Some(at);
            followers = 0;
        } else {
            followers += 1;
            if followers > MOST_LINES || !belongs_to_signature(trimmed) {
                break;
            }
        }
        next = Some(trimmed);
    }
    found.filter(|&at| !is_announced(lines, at))
}

/// What stands at `at`, and below it, is what a colon above it announces: a list, however much it looks like names.
fn is_announced(lines: &[&str], at: usize) -> bool {
    let above = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
    above.is_some_and(|line| line.trim_end().ends_with(':'))
}

fn is_closing(line: &str, next: Option<&str>, below_is_closing: bool) -> bool {
    if line.len() > 120 {
        return false;
    }
    if CLOSING_AND_NAME.is_match(line) {
        return true;
    }
    let folded = fold(line);
    let words = folded.trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != ')');
    if CLOSING.is_match(words) {
        return next.is_none_or(|next| below_is_closing || is_name(next, false));
    }
    THANKS.is_match(words) && next.is_some_and(|next| below_is_closing || is_name(next, true))
}

/// Closing words alone, which say nothing by themselves.
pub(super) fn is_bare_closing(line: &str) -> bool {
    line.len() <= 120
        && CLOSING.is_match(fold(line).trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != ')'))
}

/// How somebody is reached.
pub(super) fn is_contact(line: &str) -> bool {
    CONTACT.is_match(&fold(line))
}

/// How many lines at the beginning are greeting and blank; in a formal letter, name and office of the addressee too.
fn opening_lines(lines: &[&str]) -> usize {
    let greeting_end = |from: usize| {
        let rest = lines.iter().skip(from).map(|line| line.trim());
        rest.take_while(|line| line.is_empty() || is_greeting(line)).count() + from
    };
    let end = greeting_end(0);
    let titled = lines.iter().take(end).any(|line| TITLE.is_match(&fold(line)));
    if !titled {
        return end;
    }
    for (at, line) in lines.iter().enumerate().skip(end).take(MOST_ADDRESSEE) {
        let line = line.trim();
        if is_greeting(line) {
            return greeting_end(at);
        }
        let of_addressee =
            line.is_empty() || (line.starts_with(char::is_uppercase) && belongs_to_signature(line));
        if !of_addressee {
            break;
        }
    }
    end
}

/// "Buenos días, ingeniera Ana", and nothing more.
fn is_greeting(line: &str) -> bool {
    line.len() <= 90
        && line.split_whitespace().count() <= 9
        && GREETING.is_match(&fold(line))
        && !SAYS_SOMETHING.is_match(&fold(line))
        && !BEYOND_GREETING.is_match(&fold(line))
}

/// It may be a person's name: `capital`: each word of it must begin with a capital letter.
pub(super) fn is_name(line: &str, capital: bool) -> bool {
    let line = line.trim_matches(|c: char| c == '*' || c == '_' || c.is_whitespace());
    let particle =
        |word: &str| matches!(word, "de" | "del" | "la" | "las" | "los" | "y" | "da" | "von" | "e");
    let words: Vec<&str> = line.split_whitespace().take(9).collect();
    let letters = line.chars().all(|c| c.is_alphabetic() || " .,-'’()|/".contains(c) || c.is_whitespace());
    let first_upper = line.chars().next().is_some_and(char::is_uppercase);
    let capitals =
        words.iter().all(|word| particle(word) || word.chars().next().is_some_and(|c| !c.is_lowercase()));
    (1..=7).contains(&words.len())
        && line.len() <= 80
        && letters
        && (!capital || (first_upper && capitals))
        && !matches!(
            fold(line).trim_matches(|c: char| !c.is_alphanumeric()),
            "si" | "no" | "ok" | "listo" | "importante" | "yes"
        )
        && !WHERE.is_match(&fold(line))
        && belongs_to_signature(line)
}

/// The line could be a name, a position, a department, an address, a number, a motto in quotation marks.
pub(super) fn belongs_to_signature(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    let folded = fold(line);
    let text = folded.trim_matches(|c: char| c == '*' || c == '_' || c.is_whitespace());
    let item = text.starts_with("- ") || text.starts_with("• ") || {
        let after_number = text.trim_start_matches(|c: char| c.is_ascii_digit());
        after_number.len() < text.len() && (after_number.starts_with(". ") || after_number.starts_with(") "))
    };
    if item || text.contains('?') || text.contains('¿') || is_said(text) {
        return false;
    }
    let motto = text.starts_with('"') && text.ends_with(['"', '.']);
    let words = text.split_whitespace().count();
    let sentence = words > 9 || (words >= 6 && text.ends_with('.'));
    !sentence || motto || CONTACT.is_match(text)
}

/// A person says something here, or answers.
fn is_said(folded: &str) -> bool {
    let place = || PLACE.is_match(folded) && !CONTACT.is_match(folded);
    ANSWER.is_match(folded) || SAYS_SOMETHING.is_match(folded) || place()
}

/// A person has written into the signature: some clients let them.
pub(super) fn is_written_into<'a>(mut signature: impl Iterator<Item = &'a str>) -> bool {
    signature.any(|line| line.len() <= 300 && is_said(&fold(line)))
}

/// There is nothing but a greeting.
pub(super) fn is_only_greeting(text: &str) -> bool {
    text.len() <= 200 && text.lines().all(|line| line.trim().is_empty() || is_greeting(line.trim()))
}
