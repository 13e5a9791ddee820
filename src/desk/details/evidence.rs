//! What shows an error: a picture or another file, or its words as they stand on the screen.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::fold::{fold, head};
use super::super::mail::{Attachment, Mail};
use super::line::{Line, Pattern, all, has};
use super::rest::is_filler;
use crate::desk::fold::pattern;

/// An inline picture below this is a logo or an icon, in bytes.
const SMALLEST_INLINE: u64 = 5_000;
/// A picture that the mail program has named is a logo below this, in bytes.
const SMALLEST_NAMED_BY_PROGRAM: u64 = 20_000;
/// How long a quoted error may be, in bytes.
const LONGEST_TEXT: usize = 200;

/// Names that Outlook gives to the pictures of signatures, and screenshots pasted.
static BY_PROGRAM: Pattern = LazyLock::new(|| {
    pattern(r"^(?:image\d{1,4}|outlook-[a-z0-9]+|logo.*|firma.*|signature.*|icon.*|facebook.*|twitter.*|instagram.*|youtube.*)\.(?:png|jpe?g|gif|bmp|emz|wmz)$").ok()
});

/// Words around which an error is quoted.
static TALKS_OF_ERROR: Pattern = LazyLock::new(|| {
    pattern(r"\b(?:error(?:es)?|mensajes?|dice|diciendo|dicen|aparec\w+|sale|saliendo|salio|arroja\w*|muestra\w*|genera\w*|alerta|aviso|advertencia|indica\w*|leyenda|notificacion|pantalla)\b").ok()
});

/// Text in quotation marks.
static QUOTED: Pattern = LazyLock::new(|| {
    pattern(r#""([^"]{3,200})"|“([^”“]{3,200})”|«([^»«]{3,200})»|‘([^’‘]{3,200})’|''([^']{3,200})''|„([^“”]{3,200})[“”]"#).ok()
});

/// The code of an error.
static CODE: Pattern = LazyLock::new(|| {
    pattern(
        r"(?x)
        \b0x[0-9a-f]{4,8}\b | \bora-\d{4,5}\b | \bhttp(?:\s+error|\s+status)?\s*[45]\d\d\b | \bsql\s?state\b\W{0,3}\w{5}
        | \berr_[a-z_]{4,} | \bdns_probe_[a-z_]+ | \b(?:[a-z]{3,}_){2,}[a-z]{3,}\b | \bkb\d{6,8}\b
        | \b(?:error|err|codigo\s+de\s+error|codigo|excepcion|exception|evento)\b[\s:\#°º-]*(?:(?:no|nro|numero|code|codigo|de|http|server|servidor|interno|runtime|en\s+tiempo\s+de\s+ejecucion)\b[\s.:\#°º-]*){0,3}(?:[a-z]{1,5}-?)?\d{2,7}\b
        ",
    )
    .ok()
});

/// "me sale el error ..." and what it says.
static SAYS: Pattern = LazyLock::new(|| {
    pattern(
        r"\b(?:sale|salio|saliendo|aparece|aparecio|arroja|arrojo|muestra|mostro|genera|genero|da|dio|presenta|indica|dice|saca|bota|boto)\s+(?:que\s+)?(?:(?:el|un|este|como|siguiente|la|una|esta)\s+){0,3}(?:error|mensaje|aviso|alerta|advertencia|leyenda)(?:\s+(?:de\s+error|del\s+sistema|en\s+pantalla|siguiente))?(?:\s+(?:que\s+dice|dice|diciendo|indicando|donde\s+dice|de\s+que|que))?\s*[:,.;-]*\s*(.*)$|\b(?:dice|aparece|sale|muestra|arroja|error|mensaje)(?:\s+(?:lo\s+siguiente|esto|asi))?\s*:\s*(.*)$",
    )
    .ok()
});

/// After "un error": not what it says but when it comes.
static NOT_ITS_WORDS: Pattern = LazyLock::new(|| {
    pattern(r"^(?:cuando|al|a|en|y|pero|desde|cada|si|para|por|cual|como|de\s+nuevo|adjunto|anexo|ver|favor|que\s+(?:adjunto|anexo|envio|muestro|no\s+(?:me|nos)?)|mientras|ayer|hoy|tambien|extrano|raro|constantemente|todo|siempre)\b").ok()
});

/// Words of errors, in the language of screens.
static SCREEN: Pattern = LazyLock::new(|| {
    pattern(r"\b(?:error|no se (?:puede|pudo|encuentra|encontro|ha podido|reconoce)|imposible|denegad[oa]|no autorizad[oa]|sin permisos|incorrect[oa]s?|invalid[oa]s?|expirad[oa]|vencid[oa]|no disponible|fallo|fallid[oa]|excepcion|exception|failed|failure|denied|not found|unable|cannot|timeout|time out|tiempo de espera|no responde|conexion|conectar|intente(?:lo)? (?:de nuevo|mas tarde|nuevamente)|contacte|comuniquese con|bloquead[oa]|no existe|ya existe|refused|forbidden|unauthorized)\b").ok()
});

/// What a person says instead of an error's words.
static EXCUSE: Pattern = LazyLock::new(|| {
    pattern(r"^(?:no (?:tengo|se (?:como|cual|que|donde|si)\b|se$|puedo|hay|aplica|cuento|me (?:sale|aparece) (?:nada|ningun))|ya (?:lo|la|se)|adjunt|anex|envi|ver |n/a|ninguno|ningun|gracias|buen|hola|cordial|quedo|en el adjunto|la (?:imagen|foto|captura)|el pantallazo|sin error)").ok()
});

/// A file among the attachments that shows something, as Spanish words.
pub(super) fn attached(mail: &Mail) -> Option<String> {
    let is_form =
        |file: &Attachment| mail.forms.iter().any(|form| form.id.is_some() && form.file == file.name);
    let files = || mail.attachments.iter().filter(|file| !is_form(file));
    let picture = files().find(|file| file.media_type.starts_with("image/") && !is_decoration(file));
    if let Some(file) = picture {
        return Some(format!("imagen adjunta: {}", file.name));
    }
    files().find_map(|file| {
        let name = fold(&file.name);
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let kind = file.media_type.as_str();
        if kind.starts_with("image/") {
            return None;
        }
        let word = if kind.starts_with("video/") || ends(&[".mp4", ".mov", ".avi", ".mkv", ".webm"]) {
            "video adjunto"
        } else if kind == "application/pdf"
            || ends(&[".pdf", ".log", ".txt", ".docx", ".doc", ".rtf", ".odt", ".xps", ".evtx"])
            || ends(&[".png", ".jpg", ".jpeg", ".gif", ".bmp", ".heic", ".tif", ".tiff", ".webp"])
        {
            "archivo adjunto"
        } else {
            return None;
        };
        Some(format!("{word}: {}", file.name))
    })
}

/// A logo, an icon, a line of a signature.
fn is_decoration(file: &Attachment) -> bool {
    (file.inline && file.size < SMALLEST_INLINE)
        || (has(&BY_PROGRAM, &fold(&file.name)) && file.size < SMALLEST_NAMED_BY_PROGRAM)
}

/// The words of an error that a line bears; `before` is the line above it.
pub(super) fn quoted(line: &Line<'_>, before: &str) -> Option<String> {
    let by_quotes = all(&QUOTED, &line.flat).find_map(|found| {
        let inner = found.iter().skip(1).flatten().next()?;
        let near = |range: Range<usize>| {
            let mut start = range.start;
            while !line.flat.is_char_boundary(start) {
                start += 1;
            }
            let mut end = range.end.min(line.flat.len());
            while !line.flat.is_char_boundary(end) {
                end -= 1;
            }
            line.flat.get(start..end.max(start)).is_some_and(|text| has(&TALKS_OF_ERROR, text))
        };
        let whole = found.get(0)?.range();
        let talked_of = near(whole.start.saturating_sub(80)..whole.start)
            || near(whole.end..whole.end + 40)
            || (line.flat.get(..whole.start).is_some_and(|text| text.trim().is_empty())
                && has(&TALKS_OF_ERROR, before))
            || has(&SCREEN, inner.as_str());
        (talked_of && inner.as_str().split_whitespace().count() >= 2)
            .then(|| short(line.written(&inner.range())))
    });
    let by_code = || {
        let found = CODE.as_ref()?.find(&line.flat)?;
        // The sentence in which it stands.
        let start = line.flat.get(..found.start())?.rfind([';', '\t']).map_or(0, |at| at + 1);
        let start = line.flat.get(start..found.start())?.rfind(". ").map_or(start, |at| start + at + 2);
        let far = found.start() - start > 80;
        let start = if far { found.start() } else { start };
        let end = sentence_end(&line.flat, found.end());
        Some(short(line.written(&(start..end))))
    };
    let by_words = || {
        all(&SAYS, &line.flat).find_map(|found| {
            let said = found.get(1).or_else(|| found.get(2))?;
            let end = sentence_end(&line.flat, said.start());
            let text = line.flat.get(said.start()..end)?;
            let enough = text.split_whitespace().count() >= 3;
            (enough && !has(&NOT_ITS_WORDS, text)).then(|| short(line.written(&(said.start()..end))))
        })
    };
    by_quotes.or_else(by_code).or_else(by_words).filter(|text| !text.is_empty())
}

/// Words that answer the question for an error: `sure` where a label or number says that they do.
pub(super) fn answered(words: &str, sure: bool) -> Option<String> {
    let mut words = words.trim();
    while let Some((said, thanks)) = words.rsplit_once(". ")
        && is_filler(&fold(head(thanks, LONGEST_TEXT)))
    {
        words = said.trim();
    }
    let words = words.trim_matches(|c: char| "\"“”«»'‘’*".contains(c) || c.is_whitespace());
    let folded = fold(head(words, LONGEST_TEXT));
    let count = folded.split_whitespace().count();
    let good = count >= 2 && !has(&EXCUSE, &folded) && (sure || has(&SCREEN, &folded) || has(&CODE, &folded));
    good.then(|| short(words))
}

fn sentence_end(flat: &str, from: usize) -> usize {
    let rest = flat.get(from..).unwrap_or("");
    let end = [". ", "; ", "\t"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    from + end
}

fn short(text: &str) -> String {
    head(text.trim(), LONGEST_TEXT).trim_end_matches(['.', ',', ';']).trim().to_owned()
}
