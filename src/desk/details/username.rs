//! The name by which somebody logs on: told from the ordinary words that stand beside "usuario".

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::description::says_nothing;
use super::line::{Line, Pattern, all};
use super::number::Hit;
use crate::desk::fold::pattern;

/// `DOMINIO\aperez`.
static IN_DOMAIN: Pattern = LazyLock::new(|| {
    pattern(r"(?:^|[^a-z0-9\\:/._-])[a-z][a-z0-9.-]{1,30}\\{1,2}([a-z][a-z0-9._-]{2,40})").ok()
});

/// "mi usuario de red es", "user:".
static CUE: Pattern = LazyLock::new(|| {
    pattern(
        r#"\b(usuario|user|username|user name|login|usr|logon)\b(?:\s+(?:mio|institucional|asignado|corporativo))?(?:\s+(?:de|del|en|para)\s+(?:(?:la|el|mi)\s+)?(?:red|windows|dominio|equipo|computador|pc|sistema|acceso|ingreso|ingresar|correo|office|office 365|directorio activo|aplicativo|orfeo|sidivic|siscrim|vpn)(?:\s+(?:institucional|al equipo))?)?(?:\s+con\s+(?:el|la)\s+(?:que|cual)\s+\w+(?:\s+al?\s+\w+)?)?\s*(\(\s*|:\s*|=\s*|-\s+|\bes\s*:?\s+(?:el\s+|la\s+)?|\t\s*|\|\s*|\s)\s*["'“«‘]?"#,
    )
    .ok()
});

/// A user name at the beginning of a text.
static NAME: Pattern =
    LazyLock::new(|| pattern(r"^[a-z][a-z0-9._-]{2,40}(?:@[a-z0-9][a-z0-9.-]{2,60})?").ok());

/// Words that stand beside "usuario" and are no name of one.
static ORDINARY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "nuevo nueva nuevos final finales interno externo externa bloqueado bloqueada desbloqueado inactivo inactiva activo \
     activa antiguo actual anterior administrador admin generico compartido correcto incorrecto errado asignado invitado \
     local remoto temporal principal solicitante afectado responsable registrado autorizado habilitado deshabilitado \
     creado existente valido invalido vencido caducado expirado suspendido desconocido mismo misma siguiente otro otra \
     vpn orfeo sidivic siscrim office outlook teams windows correo red dominio sistema sistemas equipo computador \
     aplicativo aplicacion plataforma portal intranet contratista funcionario funcionaria planta institucional personal \
     clave contrasena password contrasenas claves acceso permisos permiso perfil cuenta cuentas usuario usuarios nombre \
     reporta indica informa manifiesta solicita requiere presenta necesita tiene tienen puede pueden debe quiere desea \
     intenta ingresa ingreso ingresar accede acceder pertenece cuenta trabaja aparece sale sigue queda quedo permanece \
     esta estaba estan este esa ese eso fue era sera seria hace genera recibe envia comenta dice menciona refiere \
     expresa pide radica carga entra entrar abre abrir usa utiliza maneja figura registra llama labora perdio olvido \
     cambio bloqueo elimino borro creo salio volvio quiso pudo tuvo hizo dijo ingreso intento reporto informo indico \
     crear creacion inactivar inactivacion retiro retirar eliminar eliminacion cambiar desbloquear desbloqueo bloquear \
     activar activacion restablecer modificar actualizar asignar habilitar renovar administracion gestion \
     para por con sin que como cuando donde cual desde hasta segun sobre ante entre aunque tambien ademas siempre \
     nunca ahora ayer manana hoy tampoco solo solamente todavia aun luego despues antes durante mediante \
     del los las una uno unos unas sus mis nos les pero porque pues \
     red. piso sede placa extension serial bosa suba kennedy central bogota distrital seguridad justicia \
     urgente gracias favor buenos buenas dias tardes noches saludos cordial hola listo claro vale correcto perfecto \
     enviado adjunto anexo imagen pantallazo captura error mensaje texto ninguno ninguna nada todos todas ambos \
     impresora impresoras internet pantalla teclado mouse monitor portatil wifi telefono \
     doctor doctora ingeniero ingeniera senor senora jefe jefa director directora coordinador coordinadora secretaria \
     falla fallo ayuda soporte servicio caso ticket nota dato datos informacion numero codigo"
        .split_whitespace()
        .collect()
});

/// Words that may follow a user name within a sentence.
const MAY_FOLLOW: [&str; 26] = [
    "esta",
    "no",
    "se",
    "y",
    "me",
    "quedo",
    "aparece",
    "sigue",
    "para",
    "en",
    "con",
    "por",
    "del",
    "de",
    "ya",
    "gracias",
    "que",
    "sede",
    "placa",
    "piso",
    "ext",
    "extension",
    "desde",
    "pero",
    "porque",
    "tiene",
];

/// What is known of who writes: a word that is of their own name or address may be their user name.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer {
    local: String,
    words: HashSet<String>,
}

impl Writer {
    /// By the local part of the address and the name, folded.
    pub fn new(local: &str, names: impl Iterator<Item = String>) -> Self {
        Self { local: local.to_owned(), words: names.filter(|word| word.len() > 3).collect() }
    }

    /// "aperez" of Ana Pérez, ana.perez@: not her name itself.
    fn owns(&self, name: &str) -> bool {
        (name == self.local && name.len() > 3)
            || self.words.iter().any(|word| {
                name.len() > word.len() && (name.ends_with(word.as_str()) || name.starts_with(word.as_str()))
            })
    }

    /// "Clara": her name, no name of a user.
    fn is_name(&self, word: &str) -> bool {
        word != self.local && self.words.contains(word)
    }
}

/// How sure the words around are that a user name comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sure {
    /// A colon, "es": a value comes.
    Announced,
    /// Only "usuario" stands in front: the next word may be any.
    Beside,
}

/// The user name that the words announce.
pub(super) fn announced(line: &Line<'_>, writer: &Writer, also_ordinary: &HashSet<String>) -> Option<Hit> {
    if !["us", "log", "\\"].iter().any(|part| line.flat.contains(part)) {
        return None;
    }
    let in_domain = all(&IN_DOMAIN, &line.flat).find_map(|found| {
        let name = found.get(1)?;
        let after = line.flat.get(name.end()..).unwrap_or("");
        let end = name.start() + name.as_str().trim_end_matches(['.', '-']).len();
        let begin = found.get(0)?.start();
        // A folder's path has more of them.
        (!after.starts_with('\\'))
            .then(|| Hit { value: line.written(&(name.start()..end)).to_owned(), range: begin..end })
    });
    in_domain.or_else(|| {
        all(&CUE, &line.flat).find_map(|found| {
            let whole = found.get(0)?;
            let sure = if found.get(2)?.as_str().trim().is_empty() && !found.get(2)?.as_str().contains('\t') {
                Sure::Beside
            } else {
                Sure::Announced
            };
            let mut hit = at(line, whole.end()..line.flat.len(), sure, writer, also_ordinary)?;
            hit.range.start = whole.start();
            Some(hit)
        })
    })
}

/// The user name in what stands after its label.
pub(super) fn labelled(
    line: &Line<'_>,
    within: &Range<usize>,
    writer: &Writer,
    also_ordinary: &HashSet<String>,
) -> Option<Hit> {
    if let Some(hit) = announced(line, writer, also_ordinary)
        .filter(|hit| hit.range.end > within.start && hit.range.end <= within.end)
    {
        return Some(hit);
    }
    let text = line.flat.get(within.clone())?;
    let lead = ["es ", "el ", "mi usuario es ", "usuario ", "mi usuario "]
        .iter()
        .find(|lead| text.trim_start().starts_with(*lead))
        .map_or(0, |lead| lead.len());
    let skipped = text.len() - text.trim_start().len() + lead;
    let quotes = text.get(skipped..)?;
    let bare = quotes.trim_start_matches([' ', '"', '\'', '“', '«', '‘', '*', '(']);
    let start = within.start + skipped + (quotes.len() - bare.len());
    at(line, start..within.end, Sure::Announced, writer, also_ordinary)
}

/// A single word that may be one, though nothing says so: it was asked for.
pub(super) fn bare(
    line: &Line<'_>,
    within: &Range<usize>,
    writer: &Writer,
    also_ordinary: &HashSet<String>,
) -> Option<Hit> {
    let hit = labelled(line, within, writer, also_ordinary)?;
    let after = line.flat.get(hit.range.end..within.end)?;
    let rest = after.trim_matches(|c: char| !c.is_alphanumeric());
    (rest.is_empty() || rest == "gracias" || rest == "muchas gracias").then_some(hit)
}

/// The user name that stands at a place, if one does.
fn at(
    line: &Line<'_>,
    place: Range<usize>,
    sure: Sure,
    writer: &Writer,
    also_ordinary: &HashSet<String>,
) -> Option<Hit> {
    let text = line.flat.get(place.clone())?;
    let found = NAME.as_ref()?.find(text)?.as_str().trim_end_matches(['.', '-', '_']);
    if found.len() < 3 {
        return None;
    }
    let range = place.start..place.start + found.len();
    let after = text.get(found.len()..).unwrap_or("");
    // "Usuario: Clara Rojas", "usuario DOMINIO\x", "usuario/clave".
    if after.starts_with(|c: char| c.is_alphanumeric() || "\\/_(".contains(c)) {
        return None;
    }
    let written = line.written(&range);
    let has_marks = found.contains(['.', '_', '-', '@']) || found.chars().any(|c| c.is_ascii_digit());
    let word = found.split('@').next().unwrap_or(found);
    if is_ordinary(word, also_ordinary)
        || writer.is_name(found)
        || (found.contains(".."))
        || found.contains("www.")
    {
        return None;
    }
    let next_text = after.trim_start_matches([' ', '\t']);
    let next: String = next_text.chars().take_while(|c| c.is_alphanumeric()).collect();
    let ends = after.is_empty()
        || after.starts_with(['.', ',', ';', ')', '"', '\'', '”', '»', '’', '|', '\t', '!', '?', ':', '*'])
        || next.is_empty();
    let name_follows = !ends && {
        let start = range.end + (after.len() - next_text.len());
        let shown = line.written(&(start..start + next.len()));
        written.starts_with(char::is_uppercase)
            && shown.starts_with(char::is_uppercase)
            && !MAY_FOLLOW.contains(&next.as_str())
    };
    if name_follows {
        return None;
    }
    let likely = has_marks || writer.owns(found);
    let fits = match sure {
        Sure::Announced => likely || ends || MAY_FOLLOW.contains(&next.as_str()),
        Sure::Beside => likely || (!is_inflected(found) && (ends || MAY_FOLLOW.contains(&next.as_str()))),
    };
    fits.then(|| Hit { value: written.to_owned(), range })
}

/// A word of the language, or of the catalogue.
fn is_ordinary(word: &str, also_ordinary: &HashSet<String>) -> bool {
    ORDINARY.contains(word) || also_ordinary.contains(word) || says_nothing(word)
}

/// It ends as participles, infinitives, adverbs do: after a mere "usuario" rather the language's word than a name.
fn is_inflected(word: &str) -> bool {
    [
        "ado", "ada", "ido", "ida", "ados", "idos", "cion", "ciones", "mente", "ando", "iendo", "aron",
        "ieron", "aba", "ible", "able", "ivo", "iva", "ario", "aria",
    ]
    .iter()
    .any(|ending| word.ends_with(ending))
}
