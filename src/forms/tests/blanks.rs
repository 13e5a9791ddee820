//! Blanks: found, read, checked.

use super::*;
use crate::config::ConfigError;

#[test]
fn the_shipped_blanks_are_recognised_and_empty() {
    let catalog = catalog();
    for id in ["F-GT-285", "F-GT-192"] {
        let form = catalog.form(id).unwrap();
        let blank = form.blank.as_ref().unwrap();
        assert_eq!(blank.name, format!("{id}.xlsx"));
        assert_eq!(catalog.blank(&blank.sha256).unwrap().name, blank.name);
        for name in [blank.name.as_str(), "adjunto.xlsx"] {
            let values = values(name, &blank.bytes, id);
            assert_eq!(values, vec![String::new(); form.fields.len()], "{name}");
            let faults = crate::desk::forms::faults(form, &values);
            let required = form.fields.iter().filter(|field| !field.optional).count();
            assert_eq!(faults.len(), required);
        }
    }
}

#[test]
fn a_catalogue_without_forms_of_its_own_has_the_shipped_ones() {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let staff = Staff::load(&deploy.join("staff.toml")).unwrap();
    let text = std::fs::read_to_string(deploy.join("catalog.toml")).unwrap();
    let text = text.split("[[form]]").next().unwrap();
    let mut catalog = Catalog::read(text, &staff).unwrap();
    blank::load(&mut catalog, Path::new("."), None).unwrap();
    let ids: Vec<&str> = catalog.forms.iter().map(|form| form.id.as_str()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(catalog.forms.iter().all(|form| form.blank.is_some()));
}

/// Loads a catalogue with one form of the entity's own.
fn load(form: &str, folder: &Path, templates: Option<&Path>) -> Result<Catalog, ConfigError> {
    let mut catalog = Catalog::read(form, &Staff::default()).unwrap();
    blank::load(&mut catalog, folder, templates).map(|()| catalog)
}

const OWN: &str = "[[form]]\nid = \"F-TI-7\"\nname = \"Préstamo\"\nversion = \"1\"\nfile = \"blanks/prestamo.xlsx\"\n\
                   fields = [{ label = \"Elemento\" }, { label = \"Hasta cuándo\", value = \"date\" }]\n";

#[test]
fn an_entity_has_forms_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("blanks")).unwrap();
    // Hints beside the cells are the blank's, and nobody's answers.
    let rows = rows(&[
        &["Préstamo de elementos", "", "F-TI-7"],
        &["Elemento", "", "portátil, videobeam"],
        &["Hasta cuándo", "", "dd/mm/aaaa"],
    ]);
    let blank = workbook(&[&rows]);
    std::fs::write(folder.path().join("blanks/prestamo.xlsx"), &blank).unwrap();
    let catalog = load(OWN, folder.path(), None).unwrap();
    let form = catalog.form("F-TI-7").unwrap();
    assert_eq!(form.blank.as_ref().unwrap().name, "F-TI-7 prestamo.xlsx");
    let reader = Reader::new(&catalog);
    let found = reader.read(&[(&attachment("prestamo.xlsx", &blank), &blank)]);
    assert_eq!(found[0].reading, FormReading::Fields(vec![String::new(), String::new()]));
    let rows = self::rows(&[
        &["Préstamo de elementos", "", "F-TI-7"],
        &["Elemento", "Cámara", "portátil, videobeam"],
        &["Hasta cuándo", "5/12/2026", "dd/mm/aaaa"],
    ]);
    let filled = workbook(&[&rows]);
    let found = reader.read(&[(&attachment("prestamo.xlsx", &filled), &filled)]);
    assert_eq!(found[0].reading, FormReading::Fields(vec!["Cámara".to_owned(), "5/12/2026".to_owned()]));
}

#[test]
fn blanks_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("blanks/prestamo.xlsx");
    std::fs::create_dir(folder.path().join("blanks")).unwrap();
    let told = |expected: &str| {
        let error = load(OWN, folder.path(), None).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("prestamo.xlsx"), "{error}");
    };
    told("cannot read");
    std::fs::write(&file, b"PK\x03\x04 nothing").unwrap();
    told("form F-TI-7: the blank cannot be read");
    std::fs::write(&file, workbook(&[&rows(&[&["F-TI-7"], &["Elemento"]])])).unwrap();
    told("form F-TI-7: the label \"Hasta cuándo\" does not stand in the blank");
    std::fs::write(&file, workbook(&[&rows(&[&["Elemento", "Cámara"], &["Hasta cuándo", "05/12/2026"]])]))
        .unwrap();
    told("form F-TI-7: the field \"Hasta cuándo\" is filled in");
    std::fs::write(&file, vec![0; 3 << 20]).unwrap();
    told("form F-TI-7: the blank has 3145728 bytes");
    let error = load(&OWN.replace("file = \"blanks/prestamo.xlsx\"\n", ""), folder.path(), None).unwrap_err();
    assert!(error.to_string().contains("F-TI-7: there is no blank"), "{error}");
}

#[test]
fn the_templates_folder_overrides_a_shipped_blank() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = catalog();
    let form = shipped.form("F-GT-192").unwrap();
    let labels: Vec<Vec<&str>> = form.fields.iter().map(|field| vec![field.label.as_str()]).collect();
    let labels: Vec<&[&str]> = labels.iter().map(Vec::as_slice).collect();
    let own = workbook(&[&rows(&labels)]);
    std::fs::create_dir(folder.path().join("forms")).unwrap();
    std::fs::write(folder.path().join("forms/F-GT-192.xlsx"), &own).unwrap();
    let mut catalog = shipped.clone();
    blank::load(&mut catalog, Path::new("."), Some(folder.path())).unwrap();
    assert_eq!(catalog.form("F-GT-192").unwrap().blank.as_ref().unwrap().bytes.as_ref(), own);
    let kept = &catalog.form("F-GT-285").unwrap().blank.as_ref().unwrap().sha256;
    assert_eq!(*kept, shipped.form("F-GT-285").unwrap().blank.as_ref().unwrap().sha256);
}
