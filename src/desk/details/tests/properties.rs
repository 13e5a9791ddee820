//! What holds whatever comes in.

use proptest::prelude::*;

use super::super::super::fold::fold;
use super::*;

fn fields() -> impl Strategy<Value = Vec<Field>> {
    let all = vec![Name, Department, Description, Site, AssetTag, Extension, Username, Evidence, process()];
    prop::sample::subsequence(all, 0..6).prop_shuffle()
}

/// Pieces of real answers in any order, so that what they say together is strange.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "placa",
        "Placa:",
        "45231",
        "45.231",
        "SCJ-2026-000123",
        "scj 2026 45",
        "SCJ-45231",
        "ext",
        "Extensión",
        "1234",
        "1100",
        "usuario",
        "usuario de red:",
        "aperez",
        "DOMINIO\\aperez",
        "a@b.co",
        "Bosa",
        "casa de justicia",
        "Suba",
        "piso 2",
        "3er piso",
        "p3",
        "torre B",
        "c-4",
        "calle 26",
        "#",
        "57-83",
        "1.",
        "2.",
        "3)",
        "\n",
        "\t",
        " | ",
        ", ",
        "y",
        "es",
        "en",
        "error",
        "\"no abre\"",
        "«",
        "0x80070005",
        "me sale el error",
        "cédula 1010234567",
        "20/11/2026",
        "2026",
        "Sede:",
        "Número de placa de inventario del equipo",
        "por ejemplo:",
        "proceso 12345678-01",
        "ñ",
        "É",
        "e\u{301}",
        "Sede y piso en que se encuentra",
        "İ",
        "ﬁ",
        "３",
        ":",
        "=",
        "\r",
        "\u{1a}",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec!["", " ", " "])), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, blank)| format!("{piece}{blank}")).collect())
}

/// Letters and digits only, folded.
fn bare(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn holds(text: &str, asked: &[Field]) {
    let found = find(text, asked);
    let whole = bare(text);
    for (name, value) in &found.details {
        assert!(!value.trim().is_empty(), "{name} of {text:?}");
        match name.as_str() {
            "asset_tag" => {
                for tag in value.split(", ") {
                    assert!(whole.contains(&bare(tag)), "{tag:?} of {text:?}");
                    assert!(RULES.numbers.find(tag).is_empty(), "{tag:?} of {text:?}");
                    let digits = tag.chars().filter(char::is_ascii_digit).count();
                    assert!((4..=10).contains(&digits), "{tag:?} of {text:?}");
                }
            }
            "extension" => {
                assert!(
                    (3..=5).contains(&value.len()) && value != "1100" && whole.contains(value.as_str()),
                    "{text:?}"
                );
            }
            "floor" => assert!(value.chars().any(char::is_alphanumeric)),
            _ => assert!(whole.contains(&bare(value)), "{name} {value:?} of {text:?}"),
        }
    }
    if let Some(site) = &found.site {
        let listed = RULES.staff.sites.iter().any(|listed| site.starts_with(&listed.name));
        let first = site.split(", ").next().unwrap_or("");
        assert!(listed || whole.contains(&bare(first)), "{site:?} of {text:?}");
    }
    // Nothing is made up, and nothing is kept twice.
    for line in found.rest.lines() {
        assert!(text.contains(line.trim()), "{line:?} of {text:?}");
    }
}

proptest! {
    #[test]
    fn values_come_from_the_text(text in pieces(), asked in fields()) {
        holds(&text, &asked);
    }

    #[test]
    fn anything_can_come(text in "(?s).{0,300}", signature in "(?s).{0,120}", subject in ".{0,80}", asked in fields()) {
        let mut mail = mail(&text);
        mail.signature = signature;
        mail.subject = subject;
        let found = found(&mail, &text, &asked, &RULES);
        prop_assert!(found.rest.len() <= text.len());
        holds(&text, &asked);
    }

    #[test]
    fn a_case_number_is_no_plate(year in 2000..2100, number in 1_u32..1_000_000_000, before in "(placa |Placa: |1\\. |inventario No\\. |)") {
        let text = format!("{before}SCJ-{year}-{number:06}");
        let found = find(&text, &[AssetTag, Extension]);
        prop_assert_eq!(found.details.get("asset_tag"), None);
        prop_assert_eq!(found.details.get("extension"), None);
    }

    #[test]
    fn a_labelled_plate_is_found(plate in 10_000_u32..1_000_000, label in "(Placa: |placa |PLACA No\\. |inventario # |Activo fijo: |Número de placa: )") {
        let found = find(&format!("{label}{plate}"), &[]);
        prop_assert_eq!(found.details.get("asset_tag"), Some(&plate.to_string()));
        prop_assert_eq!(found.rest, "");
    }
}

#[test]
fn hostile_texts_take_no_time() {
    let start = std::time::Instant::now();
    for piece in [
        "placa ",
        "1. 1. ",
        "usuario ",
        "Bosa ",
        "\"a b ",
        "piso 3 ",
        "Placa: ",
        "45231,",
        "\t",
        "|a",
        "Placa\n",
        "a\u{301}",
        "1 ",
        "sede y piso ",
    ] {
        let one_line = piece.repeat(1_000_000 / piece.len());
        let many_lines = format!("{piece}\n").repeat(200_000 / piece.len());
        for text in [one_line, many_lines] {
            let found = find(&text, &[AssetTag, Site, Extension, Username, Evidence, process()]);
            assert!(found.rest.len() <= text.len());
        }
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
