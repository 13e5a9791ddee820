//! The reader of people's files, as tables.

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;

fn sheet(text: &str) -> Sheet {
    read(text.as_bytes()).unwrap()
}

/// Addresses with name and site.
fn people(sheet: &Sheet) -> Vec<String> {
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    sheet
        .people
        .iter()
        .map(|(address, known)| format!("{address}|{}|{}", word(&known.name), word(&known.site)))
        .collect()
}

#[test]
fn reads_people_whatever_the_form() {
    for text in [
        "ana@scj.test,Ana Pérez,GH,Norte\n",
        "ana@scj.test;Ana Pérez;GH;Norte",
        "\r\n\r\nANA@scj.test\tAna  Pérez \tGH\tNorte\r\n\r\n",
        "sep=;\r\ncorreo;nombre;sede\r\nana@scj.test;\"Ana\nPérez\";Norte\r\n",
        "Sede,Nombre,Correo,Cargo\n Norte , Ana Pérez ,<Ana@SCJ.test>,jefe\n,,,\n",
        "Nombre,Correo,Sede\rAna Pérez,mailto:ana@scj.test,Norte\r",
        "\u{feff}correo,nombre,sede\nana@scj.test,Ana\u{a0}Pérez,Norte,,,\n",
    ] {
        let sheet = sheet(text);
        assert_eq!(people(&sheet), ["ana@scj.test|Ana Pérez|Norte"], "{text}");
        assert_eq!((sheet.skipped, sheet.skipped_count), (Vec::new(), 0), "{text}");
    }
}

#[test]
fn a_bad_row_is_named_and_skipped() {
    let long = format!("eva@scj.test,{},GH,Norte", "x".repeat(201));
    let split = format!("eva@scj.test,\"{}\",GH,Norte", "\n".repeat(25));
    for (row, why) in [
        ("eva,Eva,GH,Norte", "line 3: \"eva\" is no mail address"),
        (",Eva,GH,Norte", "line 3: no address"),
        ("eva@scj.test,Eva", "line 3: 2 columns where 4 are needed"),
        ("eva@scj.test", "line 3: 1 column where 4 are needed"),
        ("eva@scj.test,Ruiz, Eva,GH,Norte", "line 3: 5 columns where there are 4; is a cell not quoted?"),
        ("ANA@scj.test,Ana,GH,Norte", "line 3: ana@scj.test stands in line 2 already"),
        ("eva@scj.test,E\u{fffd}a,GH,Norte", "line 3: a character cannot be read"),
        ("e va@scj.test,\u{1b}[2J,GH,Norte", "line 3: \"e va@scj.test\" is no mail address"),
        (&long, "line 3: a cell is longer than 200 characters"),
        (&split, "lines 3 to 28: one row goes on for all these lines; is a quotation mark missing?"),
        ("\n\neva,\"E\nv\na\",GH,Norte", "lines 5 to 7: \"eva\" is no mail address"),
    ] {
        for end in ["\n", "\r\n"] {
            let text = format!(
                "correo,nombre,dependencia,sede\nana@scj.test,Ana,GH,Norte\n{row}\nluz@scj.test,Luz,GH,Sur\n"
            );
            let sheet = sheet(&text.replace('\n', end));
            assert_eq!(sheet.skipped, [why], "{row}");
            assert_eq!(sheet.skipped_count, 1);
            assert_eq!(people(&sheet), ["ana@scj.test|Ana|Norte", "luz@scj.test|Luz|Sur"], "{row}");
        }
    }
}

#[test]
fn without_a_header_most_rows_say_how_wide_the_file_is() {
    let sheet = sheet("x@scj.test,X\nana@scj.test,Ana,GH,Norte,1\neva@scj.test,Eva,GH,Sur,2\n");
    assert!(!sheet.named);
    assert_eq!(people(&sheet), ["ana@scj.test|Ana|Norte", "eva@scj.test|Eva|Sur"]);
    assert_eq!(sheet.skipped, ["line 1: 2 columns where 4 are needed"]);
}

#[test]
fn says_what_it_took_the_file_for() {
    let bytes = b"correo;nombre;cargo;sede;cargo\nana@scj.test;Ana Mu\xf1oz;jefa;Norte;\n";
    let sheet = read(bytes).unwrap();
    assert_eq!((sheet.encoding, sheet.separator, sheet.named), ("windows-1252", "semicolons", true));
    assert_eq!(sheet.ignored, ["cargo", "cargo"]);
    assert_eq!(people(&sheet), ["ana@scj.test|Ana Muñoz|Norte"]);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    for (text, part) in [
        ("nombre,sede\nAna,Norte\n", "correo"),
        ("PK\u{3}\u{4}\0\0", "save it as CSV"),
        ("ana@scj.test,Ana\neva@scj.test,\"Eva\nluz@scj.test,Luz\n", "line 2"),
        ("a@scj.test,Ana\r\n\r\nb@scj.test,\"E\r\nc@scj.test,Luz\r\n", "line 3"),
    ] {
        assert!(read(text.as_bytes()).unwrap_err().contains(part), "{text}");
    }
    // The last line alone is at fault, and harms no other.
    let last = sheet("ana@scj.test,Ana\neva@scj.test,Eva 5\" x");
    assert_eq!(people(&last), ["ana@scj.test|Ana|", "eva@scj.test|Eva 5\" x|"]);
    for nothing in ["", "\n\n", "correo,nombre\n", ";;;\n"] {
        let sheet = sheet(nothing);
        assert_eq!((sheet.people.len(), sheet.skipped_count), (0, 0), "{nothing:?}");
    }
}

#[test]
fn a_flood_of_bad_rows_is_counted() {
    let sheet = sheet(&"a,b\n".repeat(MOST_NAMED + 5));
    assert_eq!((sheet.skipped.len(), sheet.skipped_count), (MOST_NAMED, MOST_NAMED + 5));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    #[test]
    fn every_row_is_a_person_or_is_named(
        rows in prop::collection::vec("[a-d]@scj\\.test|x|", 0..30),
        end in prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n"]),
    ) {
        let text: String = rows.iter().map(|cell| format!("{cell};\"N{end}m\";d{end}")).collect();
        let sheet = sheet(&text);
        prop_assert_eq!(sheet.people.len() + sheet.skipped_count, rows.len());
        // The line that is named holds the row.
        let breaks = if end == "\n\n" { 4 } else { 2 };
        for said in &sheet.skipped {
            let first: usize = said.split([' ', ':']).nth(1).unwrap().parse().unwrap();
            prop_assert_eq!((first - 1) % breaks, 0, "{}", said);
        }
    }
}
