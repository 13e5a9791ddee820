//! Who writes, as people say it.

use super::super::address::Address;
use super::*;

fn mail(name: Option<&str>, text: &str, signature: &str) -> Mail {
    Mail {
        from: Some(Contact {
            address: Address::parse("clara.rojas@scj.test").unwrap(),
            name: name.map(str::to_owned),
        }),
        new_text: text.to_owned(),
        signature: signature.to_owned(),
        ..Mail::default()
    }
}

fn both(mail: &Mail, asked: &[Field]) -> (String, String) {
    let told = told(mail, asked, &Departments::default());
    (told.name.unwrap_or_default(), told.department.unwrap_or_default())
}

#[test]
fn finds_the_person_in_a_first_mail() {
    let table = [
        (
            Some("Clara Rojas"),
            "No imprime.\nDependencia: Dirección Financiera",
            "",
            "Clara Rojas",
            "Dirección Financiera",
        ),
        (
            Some("clara"),
            "no imprime",
            "Cordialmente,\nClara Inés Rojas\nProfesional Universitario\nOficina Asesora de Planeación\nTel. 3779595 ext. 1234",
            "Clara Inés Rojas",
            "Oficina Asesora de Planeación",
        ),
        (
            None,
            "Buenos días, soy Pedro Páez de la Subsecretaría de Seguridad, el pc no prende.",
            "",
            "Pedro Páez",
            "Subsecretaría de Seguridad",
        ),
        (
            None,
            "Trabajo en la Casa de Justicia de Bosa y no hay internet",
            "",
            "",
            "Casa de Justicia de Bosa y no hay internet",
        ),
        (Some("ROJAS GÓMEZ, CLARA"), "x", "", "CLARA ROJAS GÓMEZ", ""),
        (Some("Recepción Piso 3"), "x", "", "", ""),
        (Some("Clara Rojas"), "la impresora de la Oficina de Prensa no sirve", "", "Clara Rojas", ""),
        (
            Some("Clara Rojas"),
            "x",
            "Clara Rojas\nSecretaría Distrital de Seguridad, Convivencia y Justicia\nDirección: Calle 26 # 57-83\nDirección Jurídica y Contractual",
            "Clara Rojas",
            "Dirección Jurídica y Contractual",
        ),
        (
            None,
            "NOMBRE: Luis Felipe Ortiz\nÁREA: Talento Humano\nel monitor está dañado",
            "",
            "Luis Felipe Ortiz",
            "Talento Humano",
        ),
    ];
    for (display, text, signature, name, department) in table {
        let (found_name, found_department) = both(&mail(display, text, signature), &[]);
        assert_eq!(found_name, name, "{text:?}");
        if !text.starts_with("Trabajo") {
            assert_eq!(found_department, department, "{text:?}");
        } else {
            assert!(found_department.starts_with("Casa de Justicia de Bosa"), "{found_department:?}");
        }
    }
}

#[test]
fn understands_answers_in_any_form() {
    use Field::{Department, Description, Name};
    let table: [(&str, &[Field], &str, &str); 12] = [
        ("clara rojas, dirección financiera", &[Name, Department], "Clara Rojas", "dirección financiera"),
        ("clara rojas gómez", &[Name], "Clara Rojas Gómez", ""),
        ("no prende nada", &[Name, Department], "", ""),
        ("Clara Rojas, Dirección Financiera", &[Name, Department], "Clara Rojas", "Dirección Financiera"),
        ("1. Clara Rojas\n2. Financiera", &[Name, Department], "Clara Rojas", "Financiera"),
        ("Clara Rojas\nTalento humano\n", &[Name, Department], "Clara Rojas", ""),
        ("Buenos días\nDirección Financiera\nGracias", &[Department], "", "Dirección Financiera"),
        ("talento humano", &[Department], "", "talento humano"),
        ("Buenos días,\nes la Oficina de Control Interno.", &[Department], "", "Oficina de Control Interno"),
        ("La dependencia es Gestión Humana", &[Department], "", "Gestión Humana"),
        ("1) no prende el computador desde ayer", &[Description], "", ""),
        ("Dependencia: Despacho", &[Department, Description], "", "Despacho"),
    ];
    for (text, asked, name, department) in table {
        assert_eq!(both(&mail(None, text, ""), asked), (name.to_owned(), department.to_owned()), "{text:?}");
    }
}

#[test]
fn understands_tables_lists_and_signatures() {
    use Field::{AssetTag, Department, Name, Site};
    let name_item = "1. Su nombre completo, por ejemplo: Ana María Pérez Gómez.";
    let department_item = "2. La dependencia en la que trabaja, por ejemplo: Dirección Financiera.";
    let both_asked: &[Field] = &[Name, Department];
    let table: [(&str, &[Field], &str, &str, &str); 21] = [
        ("Nombre\tClara Rojas\nDependencia\tFinanciera", &[], "Clara Rojas", "Financiera", ""),
        ("| Nombre: | Clara Rojas |\n| Dependencia: | Financiera |", &[], "Clara Rojas", "Financiera", ""),
        (
            "Nombre | Dependencia\nClara Rojas | Talento Humano",
            both_asked,
            "Clara Rojas",
            "Talento Humano",
            "",
        ),
        (
            "Nombre\tPlaca\nClara Rojas\t45231",
            &[Name, AssetTag],
            "Clara Rojas",
            "",
            "Nombre\tPlaca\nClara Rojas\t45231",
        ),
        (
            "1. Clara Rojas 2. Financiera 3. 45231",
            &[Name, Department, AssetTag],
            "Clara Rojas",
            "Financiera",
            "1. Clara Rojas 2. Financiera 3. 45231",
        ),
        ("1. Clara Rojas 2. Financiera", both_asked, "Clara Rojas", "Financiera", ""),
        ("1. Nombre: Clara Rojas 2. Área: Financiera", both_asked, "Clara Rojas", "Financiera", ""),
        (
            "No prende\nAtte. Clara Rojas / Dirección Financiera",
            &[],
            "Clara Rojas",
            "Dirección Financiera",
            "No prende\nAtte. Clara Rojas / Dirección Financiera",
        ),
        (
            "No prende\nAtte.\nClara Rojas\nOficina de Control Interno",
            &[],
            "Clara Rojas",
            "Oficina de Control Interno",
            "No prende\nAtte.\nClara Rojas\nOficina de Control Interno",
        ),
        ("Oficina: 301", &[], "", "", "Oficina: 301"),
        (
            "Casa de Justicia de Bosa",
            &[Department, Site],
            "",
            "Casa de Justicia de Bosa",
            "Casa de Justicia de Bosa",
        ),
        (
            &format!("{name_item} Clara Rojas\n{department_item} Jurídica"),
            both_asked,
            "Clara Rojas",
            "Jurídica",
            "",
        ),
        (
            &format!("{name_item}\nClara Rojas\n{department_item}\nOficina Jurídica"),
            both_asked,
            "Clara Rojas",
            "Oficina Jurídica",
            "",
        ),
        (&format!("{name_item}\n{department_item}"), both_asked, "", "", ""),
        (
            "Dependencia: Talento Humano | Piso: 3",
            &[],
            "",
            "Talento Humano",
            "Dependencia: Talento Humano | Piso: 3",
        ),
        ("Nombre: Clara Rojas, Dependencia: Financiera", &[], "Clara Rojas", "Financiera", ""),
        (
            "Nombre: Clara Rojas Dependencia: Financiera Placa: 45231",
            &[],
            "Clara Rojas",
            "Financiera",
            "Nombre: Clara Rojas Dependencia: Financiera Placa: 45231",
        ),
        ("Sede | Piso\nBosa | 2", &[Site], "", "", "Sede | Piso\nBosa | 2"),
        (
            "Se dañó la luz del pasillo. Dependencia: Despacho. Muchas gracias",
            &[],
            "",
            "Despacho",
            "Se dañó la luz del pasillo. Dependencia: Despacho. Muchas gracias",
        ),
        (
            "No abre la carpeta; nombre: Clara Rojas, dependencia: Jurídica",
            &[],
            "Clara Rojas",
            "Jurídica",
            "No abre la carpeta; nombre: Clara Rojas, dependencia: Jurídica",
        ),
        ("Sale un error en el área: acceso negado", &[], "", "", "Sale un error en el área: acceso negado"),
    ];
    for (text, asked, name, department, rest) in table {
        let told = told(&mail(None, text, ""), asked, &Departments::default());
        let found = (told.name.unwrap_or_default(), told.department.unwrap_or_default(), told.rest);
        assert_eq!(found, (name.to_owned(), department.to_owned(), rest.to_owned()), "{text:?}");
    }
}

#[test]
fn what_is_not_about_the_person_stays() {
    let told = told(
        &mail(None, "Dependencia: Despacho\nNo prende el pc", ""),
        &[Field::Department, Field::Description],
        &Departments::default(),
    );
    assert_eq!(told.rest, "No prende el pc");
}
