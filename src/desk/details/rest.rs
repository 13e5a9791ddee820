//! What a text says beyond the data that were found in it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::facts::Field;
use super::super::person::person_name;
use super::line::Line;

/// Words that say nothing beside a value: what introduces it, courtesy, what our letters ask for.
static FILLER: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a al con de del e el en es esa ese eso esta este esto la las le les lo los me mi mis nos o para por que se si son soy \
     su sus te u un una y ya entonces ser seria estoy estamos encuentro encontramos encuentra ubicado ubicada trabajo \
     trabajamos laboro laboramos desde donde \
     numero nro num n placa placas inventario inventarios activo activos fijo fijos codigo equipo equipos sede piso oficina \
     torre ubicacion lugar sitio extension ext extn anexo telefono telefonica usuario user login red dominio windows \
     corresponde siguiente siguientes dato datos informacion solicitado solicitada solicitados respuesta \
     buen buena buenas buenos dia dias tarde tardes noche noches hola cordial saludo saludos gracias muchas mil favor \
     claro listo ok vale senores senor senora ingeniero ingeniera estimados estimado apreciados quedo atento atenta atentamente \
     cordialmente envio enviar adjunto relaciono remito aqui va van ahi tal como solicita solicitan piden pide \
     dr dra sr sra ing p m feliz bendiciones"
        .split_whitespace()
        .collect()
});

/// Whether a folded text says nothing of its own.
pub(super) fn is_filler(text: &str) -> bool {
    !text.contains('\u{1a}')
        && text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
            FILLER.contains(word) || (word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()))
        })
}

/// The lines that say more than data, and what was not read.
pub(super) fn rest(lines: &[Line<'_>], unread: &str, asked: &[Field]) -> String {
    let names = asked.contains(&Field::Name);
    let kept: Vec<&str> = lines.iter().filter(|line| !is_data(line, names)).map(|line| line.text).collect();
    let mut text = kept.join("\n");
    if !unread.is_empty() {
        text.push('\n');
        text.push_str(unread);
    }
    text.trim().to_owned()
}

/// Nothing but data stands in the line. `names`: the writer's name was asked for too, and is known by now.
fn is_data(line: &Line<'_>, names: bool) -> bool {
    if line.is_cut() || (line.taken.is_empty() && line.item.is_none()) {
        return false;
    }
    if is_filler(&line.residue()) {
        return true;
    }
    if !names {
        return false;
    }
    let mut line = line.clone();
    for part in parts(&line) {
        if !line.is_taken(&part) && person_name(line.written(&part)).is_some() {
            line.take(part);
        }
    }
    is_filler(&line.residue())
}

/// The parts of a line that answers several things: by commas and the like, and by "y".
pub(super) fn parts(line: &Line<'_>) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let text = line.flat.as_str();
    let mut cuts: Vec<(usize, usize)> =
        text.match_indices([',', ';', '|', '\t', '/']).map(|(at, mark)| (at, at + mark.len())).collect();
    for mark in [" y ", " - ", " – ", ". ", ": "] {
        cuts.extend(text.match_indices(mark).map(|(at, mark)| (at, at + mark.len())));
    }
    cuts.sort_unstable();
    for (at, end) in cuts {
        if at >= from {
            parts.push(from..at);
            from = end;
        }
    }
    parts.push(from..text.len());
    parts.retain(|range| text.get(range.clone()).is_some_and(|part| !part.trim().is_empty()));
    parts
}
