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
    pattern(
        r"(?x)\b(?:no|porque|ya\ que|pero|que|cuando|pues|because|but|since|solicit[oa]|necesito|error|ayer|hoy|lunes|martes|miercoles|jueves
        |viernes|sabado|domingo|yesterday|today|reporte|informe|evidencia)\b|\?|\d[/:]\d",
    )
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
        |^\W*(?:este|this)\ (?:correo|mensaje|email|e-mail|message)(?:\ electronico)?\ (?:proviene|se\ origino|(?:fue|ha\ sido)\ enviado\ (?:desde|por|de)
        |procede|originated|came|was\ sent)\ .{0,40}(?:extern|outside|fuera\ de)
        |^\W*no\ suele\ recibir\ correos?\ (?:electronicos?\ )?de\ \S+@
        |^\W*you\ don'?t\ often\ get\ email\ from\ \S+@",
    )
});

static BANNER_GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:haga clic|hacer clic|enlaces?|vinculos?|archivos? adjuntos?|adjuntos|remitente|contenido (?:es )?seguro|reconozca|organizacion|entidad|click|links?|attachments?|sender|organization|content is safe|por que (?:es )?esto es? ?importante|learn why)\b",
    )
});

/// What a banner tells one to mind.
static MINDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:no\ (?:haga|haz|hagas|hacer|abra|abras|abrir|responda|ingrese|descargue|entregue|comparta|suministre)
        |a\ menos\ que|(?:si\ )?(?:usted\ )?no\ (?:reconoce|conoce)|reconozca|tenga\ (?:cuidado|precaucion)|por\ que\ (?:es\ )?esto
        |(?:do\ not|don'?t)\ (?:click|open|reply)|unless|exercise|be\ careful|use\ caution|learn\ why)\b",
    )
});

/// The mail's origin, and no more.
static ORIGIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:correo|mensaje|e-?mail|message)\b.{0,60}\b(?:extern[oa]s?|external|(?:outside|fuera)(?:\ de|\ of)?)
        (?:\ (?:de|a|of|la|su|nuestra|the|our|your|sender|organizacion|entidad|institucion|organization)){0,6}\W*$",
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
    // A banner says what to mind in a mail; who writes "Atención: los usuarios externos no entran" does not.
    let whole =
        joined(lines.iter().skip(first).take(5).take_while(|line| !line.trim().is_empty()).copied(), 900);
    let of_mail = folded.contains("suele recibir")
        || folded.contains("often get")
        || (MINDS.is_match(&whole) && BANNER_GOES_ON.is_match(&whole))
        || ORIGIN.is_match(&folded);
    if !of_mail {
        return 0;
    }
    // What follows on the next line is of the banner where a sentence is wrapped, or tells what to mind.
    let mut open = is_open(lines.get(first).copied().unwrap_or_default());
    let mut end = first + 1;
    for line in lines.iter().skip(end).take(4) {
        let folded = fold(line);
        let minds = MINDS.is_match(&folded) && !PERSON.is_match(&folded);
        if line.trim().is_empty() || !BANNER_GOES_ON.is_match(&folded) || !(open || minds) {
            break;
        }
        open = is_open(line);
        end += 1;
    }
    end
}

/// The line ends within a sentence.
fn is_open(line: &str) -> bool {
    line.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',')
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
        r"(?x)ambiente|ambiental|(?:si|que)\ (?:no\ )?(?:es|sea)\ (?:\w+\ )?necesari|(?:ahorr|cuid|desperdici|consum|us)\w*\ .{0,20}\bpapel\b
        |arbol|planeta|naturaleza|environment|\bpiense\b.{0,30}\bimprimir|\bimprimir\b.{0,60}\bpiense\b|think\ before",
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

static THIS_MAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:correo|mensaje|comunicacion|e-?mail|message|communication|transmission|anexos)\b")
});

/// How many of [`LAWYERS`] only lawyers use.
const SURE: usize = 6;

static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:no\ puedo|me\ aparece|me\ sale|me\ llega|no\ me|solicito|necesito|quisiera|ayud[ae]n?(?:me|rme|nos)?|cordial\ saludo|buen(?:os|as)\ (?:dias|tardes)
        |no\ (?:se\ |nos\ |les\ )?(?:abren?|funcionan?|sirven?|cargan?|llegan?|llego|llegaron|dejan?|imprimen?|prenden?|encienden?)|llegaron|danad[oa]s?
        |favor\ (?:revisar|validar|ayud\w+)|recuperar(?:l[oa]s?)?)\b",
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
            let mut from = above_blank(lines, from);
            // And so does the line that keeps it apart from the text.
            if let Some(rule) = from.checked_sub(1).filter(|&rule| lines.get(rule).is_some_and(is_rule)) {
                from = above_blank(lines, rule);
            }
            marked.get_mut(from..end).unwrap_or_default().fill(true);
        }
        at = end.max(at) + 1;
    }
    marked
}

/// The first of the blank lines that end right before `at`.
fn above_blank(lines: &[&str], at: usize) -> usize {
    let above = lines.get(..at).unwrap_or_default().iter().rev();
    at - above.take_while(|line| line.trim().is_empty()).count()
}

/// A drawn line.
fn is_rule(line: &&str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.bytes().all(|b| b"_-=*".contains(&b))
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
        // A person, too, may tell of confidential data that were deleted by mistake.
        let of_mail = certain >= 2 || THIS_MAIL.is_match(&text);
        let enough = if sure { certain >= 1 } else { certain >= 1 && all >= 3 && of_mail };
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
