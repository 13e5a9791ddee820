//! Who signs with nothing before it: the last lines of a text, with a dependencia among them.

use super::department;

/// How long such a line is, and how many there are.
const LONGEST_LINE: usize = 80;
const MOST_LINES: usize = 5;

/// The last paragraph of a text, when it is a signature: short lines, one of which is a dependencia, below something
/// that was written.
pub(super) fn closing(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let lines = lines.get(..end).unwrap_or_default();
    let Some(blank) = lines.iter().rposition(|line| line.is_empty()) else { return Vec::new() };
    let (above, block) = lines.split_at(blank);
    let block = block.get(1..).unwrap_or_default();
    let is_short = block.len() <= MOST_LINES && block.iter().all(|line| line.len() <= LONGEST_LINE);
    let has_department = block.iter().any(|line| department(line).is_some());
    let is_all = above.iter().all(|line| line.is_empty());
    if is_short && has_department && !is_all { block.to_vec() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_who_signs_at_the_end() {
        let text = "La puerta está dañada.\n\nClara Rojas\nOficina Jurídica\n";
        assert_eq!(closing(text), ["Clara Rojas", "Oficina Jurídica"]);
        for text in [
            "Clara Rojas\nOficina Jurídica",
            "Hola\n\nNo imprime la impresora",
            "Hola\n\nEn la Oficina Jurídica no hay internet desde ayer a las ocho y nadie puede trabajar en sus equipos",
        ] {
            assert_eq!(closing(text), Vec::<&str>::new(), "{text:?}");
        }
    }
}
