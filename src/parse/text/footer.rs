//! What no person wrote: banners of external mail, footers of telephones, disclaimers, the names of pictures.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::chars::{fold, pattern};
use super::label::joined;

static SENT_FROM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:enviad[oa]|sent) (?:desde|con|de|from|using|via|by)\s+(.+)$"));

static DEVICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:iphone|ipad|ipod|apple\ watch|android|samsung|galaxy|huawei|honor|xiaomi|redmi|motorola|moto|nokia|lg
        |oppo|vivo|realme|zte|pixel|blackberry|htc|sony|windows\ phone|telefono|celular|movil|smartphone|dispositivo|tablet
        |tableta|outlook|correo\ para\ windows|mail\ for\ windows|correo\ de\ windows|yahoo|gmail|aqua\ mail|bluemail|spark
        |proton|phone|mobile|device)\b",
    )
});

/// A footer says no more than the device; a person says what is the matter with it.
static SAYS_MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:no|porque|ya que|pero|que|cuando|pues|because|but|since|solicit[oa]|necesito|error)\b|\?")
});

/// The link behind a product's name.
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"<[^>]*>?|\([^)]*\)?|[\[\]]"));

static GET_PROGRAM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?:obtener|obtenga|obten|descargar|descargue|get|download)\s+[\[<(]?(?:el\ )?
        (?:outlook|bluemail|yahoo\ mail|spark|proton\ ?mail|aqua\ mail)\s+(?:para|for)\s+(?:ios|android|windows|mac)\b.{0,100}$
        |^yahoo\ mail:\ busca,
        |^(?:libre\ de\ virus|virus-free)\b.{0,60}$",
    )
});

static IMAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\[(?:cid:[^\]]{1,120}
        |(?:image|imagen|inline\ image|imagen\ integrada|imagen\ en\ linea)\s*\d*:?[^\]]{0,60}
        |[^\]]{1,160}\.(?:png|jpe?g|gif|bmp|emz|wmz|svg)
        |[^\]]{1,160}descripci[oó]n\ generada\ autom[aá]ticamente[^\]]{0,60})\]\s*(?:<[^>]{0,180}>)?$",
    )
});

/// The line stands for a picture.
pub(super) fn is_image(text: &str) -> bool {
    text.starts_with('[') && IMAGE.is_match(text)
}

/// The line is a mail program's own advertisement; `folded` in whole.
pub(super) fn is_of_a_program(folded: &str) -> bool {
    let folded = folded.trim_matches(|c: char| "*_.[]() ".contains(c));
    if let Some(device) = SENT_FROM.captures(folded).and_then(|found| found.get(1)) {
        let words = LINK.replace_all(device.as_str(), " ").split_whitespace().collect::<Vec<_>>().join(" ");
        return words.split(' ').count() <= 8 && DEVICE.is_match(&words) && !SAYS_MORE.is_match(&words);
    }
    GET_PROGRAM.is_match(folded)
}

static BANNER_TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\[(<*]*\s*(?:correo |mail |email |remitente |mensaje )?extern[oa]l?(?: sender| email| mail)?\s*[\])>*]+$|^correo externo\W*$",
    )
});

static BANNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^\W*(?:extern[oa]l?\W+)?(?:precaucion|atencion|advertencia|cuidado|alerta|aviso|caution|warning|attention|importante|external\ email)\b
        .{0,200}?\b(?:extern[oa]s?|external|outside|fuera\ de\ (?:la|su|nuestra)\ (?:organizacion|entidad|institucion)|desconocido)\b
        |^\W*(?:este|this)\ (?:correo|mensaje|email|e-mail|message)(?:\ electronico)?\ (?:proviene|se\ origino|fue\ enviado|ha\ sido\ enviado|procede|originated|came|was\ sent)
        \ .{0,40}(?:extern|outside|fuera\ de)
        |^\W*no\ suele\ recibir\ correos?\ (?:electronicos?\ )?de\ \S+@
        |^\W*you\ don'?t\ often\ get\ email\ from\ \S+@",
    )
});

static BANNER_GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:haga clic|hacer clic|enlaces?|vinculos?|archivos? adjuntos?|adjuntos|remitente|contenido (?:es )?seguro|reconozca|organizacion|entidad|click|links?|attachments?|sender|organization|content is safe|por que (?:es )?esto es? ?importante|learn why)\b",
    )
});

/// How many lines at the beginning are a server's banner, blank lines before it included.
pub(super) fn banner_lines(lines: &[&str]) -> usize {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else { return 0 };
    let folded = lines.get(first).map(|line| fold(line)).unwrap_or_default();
    if BANNER_TAG.is_match(&folded) {
        return first + 1;
    }
    // It may be wrapped in the middle of the words that tell it.
    let opening =
        joined(lines.iter().skip(first).take(2).take_while(|line| !line.trim().is_empty()).copied(), 400);
    let begins = BANNER.is_match(&folded) || (BANNER.is_match(&opening) && BANNER_GOES_ON.is_match(&opening));
    if !begins {
        return 0;
    }
    // A banner says what to mind; who writes "Aviso: el monitor externo no enciende" does not.
    let whole =
        joined(lines.iter().skip(first).take(5).take_while(|line| !line.trim().is_empty()).copied(), 900);
    let of_mail =
        folded.contains("suele recibir") || folded.contains("often get") || BANNER_GOES_ON.is_match(&whole);
    if !of_mail {
        return 0;
    }
    let more = lines
        .iter()
        .skip(first + 1)
        .take(4)
        .take_while(|line| !line.trim().is_empty() && BANNER_GOES_ON.is_match(&fold(line)))
        .count();
    first + 1 + more
}

/// Beginnings that hardly anything but a disclaimer has.
static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?x)^[*_"\[(\s-]*(?:este\ (?:mensaje|correo(?:\ electronico)?|e-?mail)\ y\ (?:sus|los)\ (?:anexos|adjuntos|archivos)
        |(?:aviso|advertencia|nota)\ (?:legal|de\ confidencialidad|de\ privacidad)|clausula\ de\ confidencialidad|confidencialidad\s*[:.-]
        |confidencialidad$|disclaimer|legal\ notice|confidentiality(?:\ notice)?|confidential\ notice
        |this\ (?:e-?mail|message)(?:,)?\ (?:and|including)\ any\ (?:attachments?|files?)|this\ (?:e-?mail|message)\ and\ its\ attachments)"#,
    )
});

/// Beginnings that a person's sentence may have too.
static PERHAPS_DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?x)^[*_"\[(\s-]*(?:(?:este|el\ presente)\ (?:mensaje|correo|e-?mail|documento)|la\ informacion\ (?:contenida|aqui|transmitida|incluida|de\ este)
        |el\ contenido\ de\ este|esta\ comunicacion|la\ presente\ comunicacion|si\ (?:usted\ )?(?:no\ es|ha\ recibido|recibe|recibio)
        |this\ (?:e-?mail|message|communication|transmission)|the\ (?:information|contents?)|if\ you\ (?:are\ not|have\ received)
        |de\ conformidad\ con\ la\ ley|en\ cumplimiento\ de\ la\ ley|proteccion\ de\ datos|tratamiento\ de\ datos|las\ opiniones|cualquier\ uso)"#,
    )
});

/// "Antes de imprimir, piense en el medio ambiente".
static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?x)^[*_"\[(\s\W]*(?:antes\ de\ imprimir|evite\ imprimir|no\ imprima|por\ favor,?\ (?:piense|considere|evite\ imprimir|no\ imprima)|piense\ (?:en\ el|antes)
        |considere\ (?:el\ medio|su\ responsabilidad)|please\ consider\ the|before\ printing|think\ before|cuidemos\ el|el\ medio\ ambiente)"#,
    )
});

static ENVIRONMENT_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"ambiente|ambiental|necesari|\bpapel\b|arbol|planeta|naturaleza|environment|\bpiense|considere|asegurese",
    )
});

/// Words of lawyers; the first ones are hardly used by anybody else.
static LAWYERS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    RegexSet::new([
        r"confidencial|confidential",
        r"privilegiad|privileged",
        r"uso exclusivo|exclusivamente|intended (?:only|solely|recipient)|addressee",
        r"prohibid|prohibited|unauthori[sz]ed|no autorizad",
        r"divulga|disclos|difusion|distribucion",
        r"datos personales|ley 1581|habeas data",
        r"responsab|liab",
        r"destinatari|dirigid[oa]|recipient",
        r"elimin|borr|destru|delete|destroy",
        r"por error|in error",
        r"notifi|informar? (?:de )?inmediat|notify",
        r"\bcopia|reproduc|copying",
        r"reservad|legal",
        r"virus",
    ])
    .ok()
});

/// How many of [`LAWYERS`] only lawyers use.
const SURE: usize = 6;

static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:no puedo|me aparece|me sale|me llega|no me|solicito|necesito|quisiera|ayud[ae]n?(?:me|rme|nos)?|cordial saludo|buen(?:os|as) (?:dias|tardes))\b",
    )
});

/// What is read of a paragraph, in bytes.
const PARAGRAPH: usize = 3_000;

/// Marks, among the lines of a text, those of disclaimers and of what follows them in the same vein.
pub(super) fn disclaimers(lines: &[&str]) -> Vec<bool> {
    let mut marked = vec![false; lines.len()];
    let mut at = 0;
    let mut legal_before = false;
    while at < lines.len() {
        let end = paragraph_end(lines, at);
        let paragraph = lines.get(at..end).unwrap_or_default();
        let from = legal_start(lines, at, end).or_else(|| (legal_before && goes_on(paragraph)).then_some(at));
        if !paragraph.is_empty() {
            legal_before = from.is_some();
        }
        if let Some(from) = from {
            // The blank lines above go with it.
            let blank =
                lines.get(..from).unwrap_or_default().iter().rev().take_while(|line| line.trim().is_empty());
            for mark in marked.get_mut(from - blank.count()..end).into_iter().flatten() {
                *mark = true;
            }
        }
        at = end.max(at) + 1;
    }
    marked
}

fn paragraph_end(lines: &[&str], from: usize) -> usize {
    lines
        .iter()
        .skip(from)
        .position(|line| line.trim().is_empty())
        .map_or(lines.len(), |length| from + length)
}

/// Where, in the paragraph, a disclaimer begins.
fn legal_start(lines: &[&str], start: usize, end: usize) -> Option<usize> {
    let mut looks = 0;
    for at in start..end {
        let line = fold(lines.get(at)?);
        let environment = ENVIRONMENT.is_match(&line);
        let sure = DISCLAIMER.is_match(&line);
        if !environment && !sure && !PERHAPS_DISCLAIMER.is_match(&line) {
            continue;
        }
        // A bare heading is judged by what comes below it.
        let heading = sure && at + 1 == end;
        let until = if heading { paragraph_end(lines, (end + 1).min(lines.len())) } else { end };
        let text = joined(lines.get(at..until)?.iter().copied(), PARAGRAPH);
        let (certain, all) = lawyers_words(&text);
        let enough = if sure { certain >= 1 && all >= 1 } else { certain >= 1 && all >= 3 };
        let green = environment && ENVIRONMENT_WORDS.is_match(&text) && text.len() < 500;
        if (enough || green) && !PERSON.is_match(&text) {
            return Some(at);
        }
        looks += 1;
        if looks == 3 {
            return None;
        }
    }
    None
}

/// A paragraph below a disclaimer that is of its kind: its translation, its second half, an address on the web.
fn goes_on(paragraph: &[&str]) -> bool {
    let text = joined(paragraph.iter().copied(), PARAGRAPH);
    let (certain, all) = lawyers_words(&text);
    let contact = text.split_whitespace().count() <= 6 && (text.contains("www.") || text.contains("http"));
    !PERSON.is_match(&text)
        && ((certain >= 1 && all >= 2) || (contact && !text.contains('?') && !text.contains(" no ")))
}

/// How many of the lawyers' words it has: those that only they use, and all.
fn lawyers_words(text: &str) -> (usize, usize) {
    let Some(set) = LAWYERS.as_ref() else { return (0, 0) };
    let found = set.matches(text);
    (found.iter().filter(|&word| word < SURE).count(), found.iter().count())
}
