//! The name by which a person is greeted, guessed from the display name of a mail or the directory.
//!
//! Colombian full names are one or two given names and two surnames, written in either order, often in capitals.
//! Where the guess would be a bold one, the shorter form is taken: "Buenos días, Ana:" offends nobody.

/// The given name or names: "Ana María Pérez" → "Ana María", "PÉREZ GÓMEZ, ANA" → "Ana". `None` when the text names
/// no person: empty, an address, an office.
pub fn given_name(full: &str) -> Option<String> {
    let full: String = full.chars().take(120).filter(|c| !c.is_control() && !"\"“”«»".contains(*c)).collect();
    // "Ana Pérez (SCJ)", "Ana Pérez | Financiera", "Ana Pérez - Contratista".
    let plain = full.split(['(', '[', '|', '/']).next().unwrap_or_default();
    let plain = plain.split(" - ").next().unwrap_or_default();
    if plain.contains('@') || plain.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let (words, surnames_first) = match plain.split_once(',') {
        Some((_, after)) => (words(after), true),
        None => (words(plain), false),
    };
    if words.first().is_some_and(|first| OFFICES.contains(&fold(first).as_str())) {
        return None;
    }
    let taken = if surnames_first { with_particles(&words, 2) } else { guess(&words) };
    let name = taken.iter().map(|word| in_case(word)).collect::<Vec<_>>().join(" ");
    let good = (2..=40).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphabetic() || " '’-.".contains(c) || is_mark(c));
    good.then_some(name)
}

/// Which of the words, in reading order, are the given names.
fn guess<'a>(words: &'a [&'a str]) -> &'a [&'a str] {
    let known = |index: usize| words.get(index).is_some_and(|word| GIVEN.contains(&fold(word).as_str()));
    match words.len() {
        0..=2 => words.get(..1).unwrap_or(words),
        3 if !known(0) && known(1) && known(2) => words.get(1..).unwrap_or(words),
        3 if known(1) => words.get(..2).unwrap_or(words),
        3 => with_particles(words, 1),
        // "Pérez Gómez Ana María": the surnames come first.
        4 if !known(0) && !known(1) && known(2) => words.get(2..).unwrap_or(words),
        _ => with_particles(words, 2),
    }
}

/// The first `count` words, and "del Pilar" or "de los Ángeles" with them.
fn with_particles<'a>(words: &'a [&'a str], count: usize) -> &'a [&'a str] {
    let second = words.get(1).map(|word| fold(word));
    if second.as_deref().is_some_and(|word| PARTICLES.contains(&word)) {
        let behind = words.iter().skip(1).position(|word| !PARTICLES.contains(&fold(word).as_str()));
        return match behind.and_then(|at| words.get(at.saturating_add(1)).map(|word| (at, word))) {
            Some((at, word)) if DEVOTIONS.contains(&fold(word).as_str()) => {
                words.get(..at.saturating_add(2)).unwrap_or(words)
            }
            _ => words.get(..1).unwrap_or(words),
        };
    }
    words.get(..count.min(words.len())).unwrap_or(words)
}

fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.first().is_some_and(|first| TITLES.contains(&fold(first.trim_end_matches('.')).as_str())) {
        words.remove(0);
    }
    words
}

/// Words wholly in capitals or wholly in small letters get one capital; others stay as their bearer writes them.
fn in_case(word: &str) -> String {
    let lower = word.to_lowercase();
    if PARTICLES.contains(&lower.as_str()) {
        return lower;
    }
    if word != lower && word != word.to_uppercase() {
        return word.to_owned();
    }
    let mut name = String::with_capacity(word.len());
    let mut start = true;
    for c in lower.chars() {
        if start {
            name.extend(c.to_uppercase())
        } else {
            name.push(c)
        }
        start = c == '-' || c == '\'';
    }
    name
}

/// Small letters without accents, for comparing only.
fn fold(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.nfd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).collect()
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

const PARTICLES: [&str; 6] = ["de", "del", "la", "las", "los", "y"];
const TITLES: [&str; 12] =
    ["dr", "dra", "ing", "sr", "sra", "srta", "arq", "abg", "lic", "doctor", "doctora", "don"];
const DEVOTIONS: [&str; 14] = [
    "pilar", "carmen", "rosario", "socorro", "mar", "angeles", "jesus", "dios", "lourdes", "mercedes",
    "fatima", "transito", "consuelo", "cielo",
];
/// What offices and role mailboxes begin with: nobody is called Dirección.
const OFFICES: [&str; 38] = [
    "administracion",
    "administrador",
    "almacen",
    "archivo",
    "area",
    "atencion",
    "carcel",
    "casa",
    "centro",
    "comite",
    "contratacion",
    "coordinacion",
    "coordinador",
    "correspondencia",
    "despacho",
    "direccion",
    "equipo",
    "gestion",
    "grupo",
    "informacion",
    "mesa",
    "notificaciones",
    "oficina",
    "operador",
    "oficial",
    "planeacion",
    "radicacion",
    "recepcion",
    "recursos",
    "secretaria",
    "servicio",
    "sistemas",
    "soporte",
    "subdireccion",
    "subsecretaria",
    "talento",
    "unidad",
    "ventanilla",
];
/// Common given names, first and second, folded: they tell "Ana María Pérez" from "Ana Pérez Gómez".
const GIVEN: [&str; 130] = [
    "adriana",
    "alberto",
    "alejandra",
    "alejandro",
    "alexander",
    "alfonso",
    "alfredo",
    "alvaro",
    "amparo",
    "ana",
    "andrea",
    "andres",
    "angel",
    "angela",
    "angelica",
    "antonio",
    "armando",
    "arturo",
    "augusto",
    "beatriz",
    "bruno",
    "camila",
    "camilo",
    "carlos",
    "carolina",
    "catalina",
    "cecilia",
    "cesar",
    "clara",
    "claudia",
    "constanza",
    "cristian",
    "cristina",
    "daniel",
    "daniela",
    "david",
    "diana",
    "diego",
    "eduardo",
    "elena",
    "elizabeth",
    "enrique",
    "ernesto",
    "esperanza",
    "esteban",
    "eugenia",
    "fabian",
    "felipe",
    "fernanda",
    "fernando",
    "francisco",
    "gabriel",
    "gabriela",
    "german",
    "gloria",
    "guillermo",
    "gustavo",
    "helena",
    "hernan",
    "hernando",
    "hugo",
    "humberto",
    "ignacio",
    "ines",
    "isabel",
    "ivan",
    "jaime",
    "javier",
    "jennifer",
    "jesus",
    "jhon",
    "johana",
    "john",
    "jorge",
    "jose",
    "juan",
    "juana",
    "juliana",
    "julian",
    "julio",
    "karen",
    "laura",
    "leonardo",
    "lorena",
    "lucia",
    "luis",
    "luisa",
    "luz",
    "manuel",
    "marcela",
    "margarita",
    "maria",
    "mariana",
    "mario",
    "martha",
    "mateo",
    "mauricio",
    "mercedes",
    "miguel",
    "milena",
    "monica",
    "nancy",
    "natalia",
    "nelson",
    "nicolas",
    "olga",
    "orlando",
    "oscar",
    "pablo",
    "paola",
    "patricia",
    "paula",
    "pedro",
    "pilar",
    "rafael",
    "ramon",
    "raul",
    "ricardo",
    "roberto",
    "rocio",
    "rodrigo",
    "rosa",
    "sandra",
    "santiago",
    "sebastian",
    "sergio",
    "sofia",
    "stella",
    "tatiana",
    "victor",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_given_names() {
        for (full, name) in [
            ("Ana", "Ana"),
            ("Ana Pérez", "Ana"),
            ("Ana María Pérez", "Ana María"),
            ("Ana Pérez Gómez", "Ana"),
            ("Bruno Díaz", "Bruno"),
            ("Yulieth Andrea Ruiz Peña", "Yulieth Andrea"),
            ("Ana María Pérez Gómez", "Ana María"),
            ("PÉREZ GÓMEZ ANA MARÍA", "Ana María"),
            ("ANA MARÍA PÉREZ GÓMEZ", "Ana María"),
            ("PEREZ ANA MARIA", "Ana Maria"),
            ("Pérez Gómez, Ana María", "Ana María"),
            ("PÉREZ GÓMEZ, ANA", "Ana"),
            ("ana pérez", "Ana"),
            ("María del Pilar Ortiz", "María del Pilar"),
            ("MARÍA DE LOS ÁNGELES RUIZ", "María de los Ángeles"),
            ("Ana de la Torre", "Ana"),
            ("Dra. Sofía Rojas", "Sofía"),
            ("\"Ana Pérez\" (SCJ)", "Ana"),
            ("Óscar Sitio", "Óscar"),
            ("McKenzie Ruiz", "McKenzie"),
            ("Jose\u{301} Luis Ruiz", "Jose\u{301} Luis"),
        ] {
            assert_eq!(given_name(full).as_deref(), Some(name), "{full}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_from_it_is_a_short_plain_name(full in "\\PC{0,150}") {
            if let Some(name) = given_name(&full) {
                proptest::prop_assert!(name.chars().count() <= 40);
                let plain = !name.contains(['<', '>', '{', '@', '\n', ',', ':']);
                proptest::prop_assert!(plain);
            }
        }
    }

    #[test]
    fn leaves_out_what_is_no_person() {
        for full in [
            "",
            " ",
            ",",
            "ana@scj.test",
            "Dirección Financiera",
            "Mesa de Servicio",
            "Usuario 45231",
            "X",
            "{{ desk }}",
            "<script>",
            &"A".repeat(300),
        ] {
            assert_eq!(given_name(full), None, "{full}");
        }
    }
}
