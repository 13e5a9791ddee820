//! Answers to what was asked.

use super::*;

const BOSA: &str = "Casa de Justicia de Bosa";
const BOSA_2: &str = "Casa de Justicia de Bosa, piso 2";

#[test]
fn bare_values() {
    hold(&[
        ("45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("Buenas tardes, 45231. Gracias", &[AssetTag], &[("asset_tag", "45231")]),
        ("es el 45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("La placa es 45.231", &[AssetTag], &[("asset_tag", "45231")]),
        ("SCJ-45231", &[AssetTag], &[("asset_tag", "SCJ-45231")]),
        ("#45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("bosa", &[Site], &[("site", BOSA)]),
        ("BOSA", &[Site], &[("site", BOSA)]),
        ("Suba.", &[Site], &[("site", "Casa de Justicia de Suba")]),
        ("cj bosa segundo piso", &[Site], &[("site", BOSA_2)]),
        ("ext 1234", &[Extension], &[("extension", "1234")]),
        ("1234", &[Extension], &[("extension", "1234")]),
        ("la 1234", &[Extension], &[("extension", "1234")]),
        ("Extensión: 1234", &[Extension], &[("extension", "1234")]),
        ("aperez", &[Username], &[("username", "aperez")]),
        ("Aperez", &[Username], &[("username", "Aperez")]),
        ("es aperez", &[Username], &[("username", "aperez")]),
        ("mi usuario es aperez", &[Username], &[("username", "aperez")]),
        ("clara.rojas", &[Username], &[("username", "clara.rojas")]),
        (r"SCJ\aperez", &[Username], &[("username", "aperez")]),
        ("aperez@scj.gov.co", &[Username], &[("username", "aperez@scj.gov.co")]),
        ("Hola\n\naperez\n\nmuchas gracias", &[Username], &[("username", "aperez")]),
        ("45231\nBosa", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA)]),
        ("placa 45231, piso 3", &[AssetTag, Site], &[("asset_tag", "45231"), ("floor", "piso 3")]),
        (
            "es el 45231 y estoy en suba piso 2",
            &[AssetTag, Site],
            &[("asset_tag", "45231"), ("site", "Casa de Justicia de Suba, piso 2")],
        ),
        ("45231, bosa piso 2", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA_2)]),
        ("bosa piso 2, 45231", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA_2)]),
        (
            "aperez, calle 26",
            &[Username, Site],
            &[("username", "aperez"), ("site", "Nivel Central - Calle 26")],
        ),
        ("1234, c4", &[Extension, Site], &[("extension", "1234"), ("site", "C4")]),
        ("C-4 primer piso ext. 2210", &[Extension, Site], &[("extension", "2210"), ("site", "C4, piso 1")]),
        ("45231 1234", &[AssetTag, Extension], &[("asset_tag", "45231"), ("extension", "1234")]),
        ("4523, 1234", &[AssetTag, Extension], &[("asset_tag", "4523"), ("extension", "1234")]),
        ("4523, 1234", &[Extension, AssetTag], &[("extension", "4523"), ("asset_tag", "1234")]),
        ("1234", &[AssetTag, Extension], &[("extension", "1234")]),
        ("45231", &[AssetTag, Extension], &[("asset_tag", "45231")]),
        ("clara rojas, 45231", &[Name, AssetTag], &[("asset_tag", "45231")]),
        ("12345678-01", &[process()], &[("process", "12345678-01")]),
        ("el proceso 12345678-01", &[process()], &[("process", "12345678-01")]),
    ]);
}

#[test]
fn numbered_answers() {
    hold(&[
        ("1. 45231  2. Bosa piso 2", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA_2)]),
        ("1. 45231\n2. Bosa piso 2", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA_2)]),
        ("1) bosa, piso 2\n2) 45231", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA_2)]),
        ("1-45231\n2-Bosa", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA)]),
        ("3. 45231\n4. bosa", &[Name, Department, AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA)]),
        ("2. aperez", &[Name, Username], &[("username", "aperez")]),
        (
            "1. 1234\n2. URI Puente Aranda",
            &[Extension, Site],
            &[("extension", "1234"), ("site", "URI Puente Aranda")],
        ),
        (
            "1. aperez\n2. No se pudo guardar el registro",
            &[Username, Evidence],
            &[("username", "aperez"), ("evidence", "No se pudo guardar el registro")],
        ),
        ("1. Bosa piso 2. Gracias", &[Site, AssetTag], &[("site", BOSA_2)]),
        ("2. 12345678-01", &[AssetTag, process()], &[("process", "12345678-01")]),
    ]);
}

#[test]
fn labels_lists_and_tables() {
    hold(&[
        ("Placa: 45231", &[], &[("asset_tag", "45231")]),
        ("placa No. 45231", &[], &[("asset_tag", "45231")]),
        ("inventario # 45231", &[], &[("asset_tag", "45231")]),
        ("activo fijo 45231", &[], &[("asset_tag", "45231")]),
        ("PLACA DE INVENTARIO: SCJ-45231", &[], &[("asset_tag", "SCJ-45231")]),
        ("Nro. de placa = 45231", &[], &[("asset_tag", "45231")]),
        (
            "Placa: 45231, Sede: Bosa, Ext: 1234",
            &[],
            &[("asset_tag", "45231"), ("site", BOSA), ("extension", "1234")],
        ),
        ("Placa\t45231\nSede\tBosa piso 2", &[], &[("asset_tag", "45231"), ("site", BOSA_2)]),
        ("Placa | 45231\nUsuario de red | aperez", &[], &[("asset_tag", "45231"), ("username", "aperez")]),
        (
            "Nombre\tPlaca\tSede\nClara Rojas\t45231\tSuba",
            &[],
            &[("asset_tag", "45231"), ("site", "Casa de Justicia de Suba")],
        ),
        (
            "Placa | Extensión | Usuario\n45231 | 1234 | aperez",
            &[],
            &[("asset_tag", "45231"), ("extension", "1234"), ("username", "aperez")],
        ),
        ("Placa:\n45231\nSede:\nBosa", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA)]),
        ("Placa\n45231", &[AssetTag, Site], &[("asset_tag", "45231")]),
        (
            "1. Número de placa de inventario del equipo: 45231\n2. Sede y piso en que se encuentra: Bosa, piso 2",
            &[AssetTag, Site],
            &[("asset_tag", "45231"), ("site", BOSA_2)],
        ),
        (
            "1. Número de placa de inventario del equipo\n45231\n2. Sede y piso en que se encuentra\nKennedy, piso 1",
            &[AssetTag, Site],
            &[("asset_tag", "45231"), ("site", "Kennedy, piso 1")],
        ),
        (
            "Usuario de red (el que escribe para ingresar al equipo): aperez",
            &[Username],
            &[("username", "aperez")],
        ),
        (
            "Sede: Casa de Justicia de Kennedy, piso 1",
            &[Site],
            &[("site", "Casa de Justicia de Kennedy, piso 1")],
        ),
        (
            "Ubicación: URI Puente Aranda - placa 45231",
            &[Site, AssetTag],
            &[("site", "URI Puente Aranda"), ("asset_tag", "45231")],
        ),
        ("Sede: Bosa\nPiso: 2", &[Site], &[("site", BOSA_2)]),
        ("Número de proceso judicial: 12345678-01", &[], &[("process", "12345678-01")]),
        (
            "Error: no fue posible conectar al servidor",
            &[],
            &[("evidence", "no fue posible conectar al servidor")],
        ),
    ]);
}

#[test]
fn our_own_items_quoted_back() {
    let item = |field: &Field| super::super::super::ask::item(field, &RULES);
    let quoted = |number: usize, field: &Field| {
        let item = item(field);
        format!("  {number}. {}, por ejemplo: {}.", item.ask, item.example)
    };
    let fields = [AssetTag, Site];
    for (between, after) in [(" ", ""), ("\n", "\n"), (" -> ", "\n"), ("\n\n", "\n\n")] {
        let text = format!(
            "{}{between}78901{after}\n{}{between}Suba, tercer piso",
            quoted(1, &AssetTag),
            quoted(2, &Site)
        );
        let found = find(&text, &fields);
        let expected = expected(&[("asset_tag", "78901"), ("site", "Casa de Justicia de Suba, piso 3")]);
        assert_eq!(shown(&found), expected, "{text}");
        assert_eq!(found.rest, "", "{text}");
    }
    // Nothing filled in; or the lines of the letter broken by the mail program; or the example replaced.
    let empty = format!("{}\n{}", quoted(1, &AssetTag), quoted(2, &Site));
    assert_eq!(shown(&find(&empty, &fields)), BTreeMap::new());
    let wrapped = quoted(1, &AssetTag).replace(", por", ",\n     por").replace("etiqueta", "etiqueta\n   ");
    assert_eq!(
        shown(&find(&format!("{wrapped} 78901"), &fields)),
        expected(&[("asset_tag", "78901")]),
        "{wrapped}"
    );
    let replaced = format!("1. {}, por ejemplo: 78901", item(&AssetTag).ask);
    assert_eq!(shown(&find(&replaced, &fields)), expected(&[("asset_tag", "78901")]));
    let all = [Extension, Username, Evidence];
    let text = all.iter().enumerate().map(|(at, field)| quoted(at + 1, field)).collect::<Vec<_>>().join("\n");
    assert_eq!(shown(&find(&text, &all)), BTreeMap::new(), "{text}");
}

#[test]
fn places_that_the_list_does_not_have() {
    hold(&[
        ("Casa de Justicia de Kennedy, piso 1", &[Site], &[("site", "Casa de Justicia de Kennedy, piso 1")]),
        ("URI Puente Aranda", &[Site], &[("site", "URI Puente Aranda")]),
        (
            "Buenas tardes\nEstoy en la URI de Puente Aranda\nGracias",
            &[Site],
            &[("site", "URI de Puente Aranda")],
        ),
        ("45231, Kennedy", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", "Kennedy")]),
        ("piso 3", &[Site], &[("floor", "piso 3")]),
        ("Oficina 301, torre B", &[Site], &[("floor", "oficina 301, torre B")]),
        ("no sé", &[Site], &[]),
        ("¿cuál sede?", &[Site], &[]),
        ("ya les había enviado la información", &[Site], &[]),
        ("Gracias", &[Site], &[]),
    ]);
}

#[test]
fn what_is_no_answer() {
    hold(&[
        ("Gracias, quedo atenta", &[AssetTag, Site, Extension, Username], &[]),
        ("mi cédula es 1010234567", &[AssetTag], &[]),
        ("CC 52123456", &[AssetTag], &[]),
        ("mi celular es 3101234567", &[AssetTag], &[]),
        ("3101234567", &[AssetTag], &[]),
        ("SCJ-2026-000123", &[AssetTag], &[]),
        ("Re: scj 2026 123", &[AssetTag, Extension], &[]),
        ("2026", &[AssetTag, Extension], &[]),
        ("20/11/2026", &[AssetTag, Extension], &[]),
        ("el 20 de noviembre de 2026", &[AssetTag, Extension], &[]),
        ("ext 1100", &[Extension], &[]),
        ("3779595", &[AssetTag, Extension], &[]),
        ("no tengo la placa", &[AssetTag], &[]),
        ("no tiene placa, ext 1234", &[AssetTag], &[("extension", "1234")]),
        ("no sé cuál es mi usuario", &[Username], &[]),
        ("Listo", &[Username], &[]),
        ("Clara", &[Username], &[]),
        ("ya lo envié", &[Evidence], &[]),
        ("Adjunto imagen", &[Evidence], &[]),
        ("no tengo cómo tomar la foto", &[Evidence], &[]),
    ]);
}

#[test]
fn lines_that_say_more_stay() {
    for (text, asked, rest) in [
        ("45231", &[AssetTag][..], ""),
        ("Placa: 45231\nSede: Bosa piso 2", &[AssetTag, Site], ""),
        ("1. 45231  2. Bosa piso 2", &[AssetTag, Site], ""),
        ("Buenas tardes, la placa es 45231, gracias", &[AssetTag], ""),
        ("Clara Rojas, 45231", &[Name, AssetTag], ""),
        (
            "45231\nAhora además no prende la pantalla",
            &[AssetTag, Description],
            "Ahora además no prende la pantalla",
        ),
        ("La placa es 45231 pero está borrosa", &[AssetTag], "La placa es 45231 pero está borrosa"),
        ("placa 45231 y SCJ-2026-000123", &[AssetTag], "placa 45231 y SCJ-2026-000123"),
        ("No tengo la placa, estoy en Bosa", &[AssetTag, Site], "No tengo la placa, estoy en Bosa"),
        ("no sirve nada", &[AssetTag], "no sirve nada"),
        ("La impresora del piso 3 de Bosa no imprime", &[], "La impresora del piso 3 de Bosa no imprime"),
        (
            "Sale: \"no hay conexión con el servidor\"",
            &[Evidence],
            "Sale: \"no hay conexión con el servidor\"",
        ),
    ] {
        assert_eq!(find(text, asked).rest, rest, "{text:?}");
    }
}

#[test]
fn further_answers_as_people_write_them() {
    hold(&[
        (
            "Buen día, la placa del equipo es la 45231 y me encuentro en la Casa de Justicia de Bosa segundo piso. Quedo atenta.",
            &[AssetTag, Site],
            &[("asset_tag", "45231"), ("site", BOSA_2)],
        ),
        (
            "PLACA 45231 SEDE SUBA PISO 1 EXT 1234",
            &[AssetTag, Site, Extension],
            &[("asset_tag", "45231"), ("site", "Casa de Justicia de Suba, piso 1"), ("extension", "1234")],
        ),
        (
            "placa: 45231 / sede: cdvam / piso: 2",
            &[AssetTag, Site],
            &[("asset_tag", "45231"), ("site", "Cárcel Distrital, piso 2")],
        ),
        (
            "- Placa: 45231\n- Ubicación: Nivel Central piso 14",
            &[AssetTag, Site],
            &[("asset_tag", "45231"), ("site", "Nivel Central - Calle 26, piso 14")],
        ),
        ("* 45231\n* Bosa", &[AssetTag, Site], &[("asset_tag", "45231"), ("site", BOSA)]),
        (
            "a continuación los datos: usuario aperez, equipo 45231",
            &[Username, AssetTag],
            &[("username", "aperez"), ("asset_tag", "45231")],
        ),
        ("Usuario: aperez\nClave: no la recuerdo", &[Username], &[("username", "aperez")]),
        ("mi user es  APEREZ", &[Username], &[("username", "APEREZ")]),
        ("el usuario de red con el que ingreso es crojas", &[Username], &[("username", "crojas")]),
        ("Nombre de usuario: crojas", &[Username], &[("username", "crojas")]),
        (
            "crojas, el equipo es el 45231 y la extensión 1234",
            &[Username, AssetTag, Extension],
            &[("username", "crojas"), ("asset_tag", "45231"), ("extension", "1234")],
        ),
        (
            "Mi extensión es la 1234, estoy en el nivel central",
            &[Extension, Site],
            &[("extension", "1234"), ("site", "Nivel Central - Calle 26")],
        ),
        ("3779595 extensión 2345", &[Extension], &[("extension", "2345")]),
        ("tel 3779595 ext. 2345", &[Extension], &[("extension", "2345")]),
        ("Sede Kennedy, placa 45231", &[Site, AssetTag], &[("site", "Kennedy"), ("asset_tag", "45231")]),
        ("Sede: Comisaría de Familia de Usme", &[Site], &[("site", "Comisaría de Familia de Usme")]),
        ("Cárcel Distrital, pabellón B", &[Site], &[("site", "Cárcel Distrital, pabellón B")]),
        ("Estamos en la carcel distrital modulo 3", &[Site], &[("site", "Cárcel Distrital, modulo 3")]),
        (
            "Placa\tSede\tUsuario\n45231\tBosa\taperez",
            &[AssetTag, Site, Username],
            &[("asset_tag", "45231"), ("site", BOSA), ("username", "aperez")],
        ),
        (
            "La placa es 45231, mi cédula 1010234567 y mi celular 3101234567",
            &[AssetTag],
            &[("asset_tag", "45231")],
        ),
        ("No cuento con placa, es un portátil personal", &[AssetTag], &[]),
        ("El caso es SCJ-2026-000123 y la placa 45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("Ya había dicho: placa 45231!!", &[AssetTag], &[("asset_tag", "45231")]),
        ("45231.", &[AssetTag], &[("asset_tag", "45231")]),
        ("N° 45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("No. 45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("Placa No: 45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("Placa-45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("Placa inv. 45231", &[AssetTag], &[("asset_tag", "45231")]),
        ("Sticker 45231", &[AssetTag], &[("asset_tag", "45231")]),
        (
            "No se ha podido establecer conexión",
            &[Evidence],
            &[("evidence", "No se ha podido establecer conexión")],
        ),
        (
            "el mensaje es: No tiene permisos para esta acción",
            &[Evidence],
            &[("evidence", "No tiene permisos para esta acción")],
        ),
        ("estoy en bosa\nno funciona nada", &[Site], &[("site", BOSA)]),
        ("bosa o suba, no sé", &[Site], &[]),
    ]);
}
