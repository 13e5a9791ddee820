//! How a word sounds in Bogotá, for what people write by ear: "serradura", "pantallaso", "gardar herror".

/// The word as it sounds: b and v, s and z and soft c, ll and y are one; h is mute; n before p and b is m.
pub(super) fn sound(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let soft = matches!(next, 'e' | 'i');
        let heard = match letter {
            'c' if next == 'h' => {
                letters.next();
                'x'
            }
            'h' => continue,
            'v' => 'b',
            'z' => 's',
            'c' if soft => 's',
            'c' => 'k',
            'q' => {
                if next == 'u' {
                    letters.next();
                }
                'k'
            }
            'g' if soft => 'j',
            'g' if next == 'u' => {
                letters.next();
                'g'
            }
            'l' if next == 'l' => {
                letters.next();
                'y'
            }
            'n' if matches!(next, 'p' | 'b' | 'v') => 'm',
            other => other,
        };
        if !out.ends_with(heard) {
            out.push(heard);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike_is_alike() {
        for (wrong, right) in [
            ("serradura", "cerradura"),
            ("pantallaso", "pantallazo"),
            ("conputador", "computador"),
            ("conpartida", "compartida"),
            ("herror", "error"),
            ("escrivio", "escribio"),
            ("avrir", "abrir"),
            ("gardar", "guardar"),
            ("keda", "queda"),
        ] {
            assert_eq!(sound(wrong), sound(right), "{wrong}");
        }
        for (one, other) in [("clave", "clase"), ("chat", "cat"), ("red", "pared")] {
            assert_ne!(sound(one), sound(other), "{one}");
        }
    }
}
