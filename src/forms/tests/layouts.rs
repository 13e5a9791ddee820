//! Where values stand beside their labels.

use super::*;

/// The values of the first fields of F-GT-285 in a sheet of such rows.
fn first(table: &[&[&str]], count: usize) -> Vec<String> {
    let mut values = values("F-GT-285.xlsx", &workbook(&[&rows(table)]), "F-GT-285");
    values.truncate(count);
    values
}

#[test]
fn values_stand_at_the_right_however_far() {
    let table: &[&[&str]] = &[
        &["TIPO DE SOLICITUD:", "", "", "", "", "Retiro"],
        &["1. Nombre Completo (como en la cédula) *", "Ana Ruiz"],
        &["Numero documento", "", "52345678", "Dependencia", "", "Financiera"],
        &["Cargo", "Supervisor"],
        &["Nombre del superior", "Luis Díaz"],
    ];
    assert_eq!(first(table, 5), ["Retiro", "Ana Ruiz", "52345678", "Financiera", "Supervisor"]);
}

#[test]
fn values_stand_below_where_the_right_is_taken() {
    let table: &[&[&str]] = &[
        &["Tipo de solicitud", "Nombre completo", "Número de documento", "Dependencia"],
        &["Creación", "Ana Ruiz", "", "Financiera"],
        &["Cargo o rol", "Asesora"],
    ];
    assert_eq!(first(table, 5), ["Creación", "Ana Ruiz", "", "Financiera", "Asesora"]);
}

#[test]
fn values_stand_in_the_label_s_own_cell() {
    let table: &[&[&str]] =
        &[&["Tipo de solicitud: Creación"], &["Nombre completo: Ana Ruiz"], &["Número de documento:"]];
    assert_eq!(first(table, 3), ["Creación", "Ana Ruiz", ""]);
}

#[test]
fn one_option_of_several_is_marked() {
    let cases: [(&[&str], &str); 9] = [
        (&["Tipo de solicitud", "Creación", "", "Modificación", "X", "Retiro", ""], "Modificación"),
        (&["Tipo de solicitud", "", "Creación", "x", "Modificación", "", "Retiro"], "Modificación"),
        (&["Tipo de solicitud", "X", "Creación", "", "Modificación", "", "Retiro"], "Creación"),
        (&["Tipo de solicitud", "Creación", "", "Modificación", "", "Retiro", "✓"], "Retiro"),
        (&["Tipo de solicitud", "☐ Creación ☒ Modificación ☐ Retiro"], "Modificación"),
        (&["Tipo de solicitud", "Creación (X) Modificación ( ) Retiro ( )"], "Creación"),
        (&["Tipo de solicitud", "[ ] Creación [ ] Modificación [x] Retiro"], "Retiro"),
        (&["Tipo de solicitud", "☐ Creación ☐ Modificación ☐ Retiro"], ""),
        (&["Tipo de solicitud", "Creación"], "Creación"),
    ];
    for (row, expected) in cases {
        assert_eq!(first(&[row, &["Nombre completo", "Ana"]], 2), [expected, "Ana"], "{row:?}");
    }
}

#[test]
fn several_sheets() {
    let lists = rows(&[&["Listas"], &["Dependencia", ""], &["Creación", "Modificación"]]);
    let form = rows(&[
        &["Tipo de solicitud", "Creación"],
        &["Nombre completo", "Ana Ruiz"],
        &["Número de documento", "52345678"],
        &["Dependencia", "Financiera"],
        &["Cargo o rol", "Asesora"],
    ]);
    for sheets in [[lists.as_str(), form.as_str()], [form.as_str(), lists.as_str()]] {
        let values = values("solicitud.xlsx", &workbook(&sheets), "F-GT-285");
        assert_eq!(values[..5], ["Creación", "Ana Ruiz", "52345678", "Financiera", "Asesora"]);
    }
}

#[test]
fn a_value_may_stand_in_a_named_cell() {
    let text = "[[form]]\nid = \"F-1\"\nname = \"Uno\"\nversion = \"1\"\nfields = [{ label = \"Placa\", cell = \"C3\" }, { label = \"Piso\" }]\n";
    let catalog = Catalog::read(text, &Staff::default()).unwrap();
    let bytes = workbook(&[&rows(&[&["F-1"], &["Piso", "4"], &["Placa", "aquí no", "45231"]])]);
    let found = Reader::new(&catalog).read(&[(&attachment("F-1.xlsx", &bytes), &bytes)]);
    assert_eq!(found[0].reading, FormReading::Fields(vec!["45231".to_owned(), "4".to_owned()]));
}

#[test]
fn codes_are_known_however_they_are_written() {
    let reader = Reader::new(&catalog());
    let form = &reader.forms[reader.forms.iter().position(|form| form.id == "F-GT-285").unwrap()];
    for text in ["F-GT-285", "f gt 285", "FGT285", "F_GT_285", "Formato F–GT–285, versión 3", "(F.GT.0285)"]
    {
        assert!(form.is_named_in(text, false), "{text}");
    }
    for text in ["F-GT-2855", "F-GT-28", "SF-GT-285x", "AF-GT-285", "GT-285", "F-GT-1285"] {
        assert!(!form.is_named_in(text, false), "{text}");
    }
    assert!(form.is_named_in("formatoFGT285ana.xlsx", true));
}

proptest::proptest! {
    #[test]
    fn any_labels_are_compared(text in "\\PC{0,200}") {
        let form = Reader::new(&catalog()).forms[0].clone();
        let named = form.named_by(&text);
        proptest::prop_assert!(named.len() <= form.fields.len());
        let _ = form.is_named_in(&text, true);
    }
}
