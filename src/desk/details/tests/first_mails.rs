//! What a first mail tells by itself.

use super::super::listed_site;
use super::*;

const BOSA: &str = "Casa de Justicia de Bosa";
const SUBA: &str = "Casa de Justicia de Suba";
const CENTRAL: &str = "Nivel Central - Calle 26";

#[test]
fn plates_and_extensions() {
    hold(&[
        ("El equipo con placa de inventario 45231 no enciende", &[], &[("asset_tag", "45231")]),
        ("no prende el pc placa45231", &[], &[]),
        ("no prende el pc, placa:45231", &[], &[("asset_tag", "45231")]),
        ("no prende el pc (inventario 45.231)", &[], &[("asset_tag", "45231")]),
        (
            "El portátil, con número de placa de inventario del equipo 0045231, está lento",
            &[],
            &[("asset_tag", "0045231")],
        ),
        (
            "los equipos de placas 45231, 45232 y 45233 no encienden",
            &[],
            &[("asset_tag", "45231, 45232, 45233")],
        ),
        ("45231 es la placa del equipo", &[], &[("asset_tag", "45231")]),
        ("la placa es la SCJ45231", &[], &[("asset_tag", "SCJ45231")]),
        ("el serial es MXL1234567 y no tiene placa", &[], &[]),
        ("la placa no la sé. Mi número es 3101234567", &[], &[]),
        ("no veo la placa, mi celular 310 123 4567", &[], &[]),
        ("placa 2026", &[], &[]),
        ("placa SCJ-2026-000123", &[], &[]),
        ("El directorio activo 4523 no responde", &[], &[]),
        ("hace 5000 días", &[], &[]),
        ("El teléfono con extensión 1234 no da tono", &[], &[("extension", "1234")]),
        ("ext.1234 sin tono", &[], &[("extension", "1234")]),
        ("EXTENSION No 12345", &[], &[("extension", "12345")]),
        ("La extensión telefónica es la 1234", &[], &[("extension", "1234")]),
        ("1234 es mi extensión", &[], &[("extension", "1234")]),
        ("llamé a la ext 1100 y no contestan", &[], &[]),
        ("llamé a la ext 1100, mi ext es 1234", &[], &[("extension", "1234")]),
        ("mi línea 1234 no funciona", &[], &[("extension", "1234")]),
        ("línea 123", &[], &[]),
        ("ver anexo 2026", &[], &[]),
        ("extintor 1234", &[], &[]),
    ]);
}

#[test]
fn user_names_and_ordinary_words() {
    hold(&[
        ("mi usuario es aperez", &[], &[("username", "aperez")]),
        ("user: aperez", &[], &[("username", "aperez")]),
        ("usuario aperez", &[], &[("username", "aperez")]),
        ("Se bloqueó el usuario crojas, favor desbloquear", &[], &[("username", "crojas")]),
        ("el usuario crojas no puede ingresar", &[], &[("username", "crojas")]),
        ("usuario de red: ana.perez", &[], &[("username", "ana.perez")]),
        ("Usuario: jgomez12", &[], &[("username", "jgomez12")]),
        (r"ingreso con DOMINIO\aperez y no me deja", &[], &[("username", "aperez")]),
        ("mi usuario de windows es \"aperez\"", &[], &[("username", "aperez")]),
        ("Usuario: aperez@scj.gov.co", &[], &[("username", "aperez@scj.gov.co")]),
        ("mi usuario (aperez) está bloqueado", &[], &[("username", "aperez")]),
        ("creación de usuario nuevo", &[], &[]),
        ("usuario bloqueado", &[], &[]),
        ("tengo el usuario bloqueado desde ayer", &[], &[]),
        ("necesito un usuario de red para el contratista", &[], &[]),
        ("el usuario no puede ingresar", &[], &[]),
        ("el usuario manifiesta que no le abre", &[], &[]),
        ("el usuario reporta falla", &[], &[]),
        ("usuario vpn", &[], &[]),
        ("cambio de contraseña del usuario", &[], &[]),
        ("usuario final", &[], &[]),
        ("mi usuario no funciona", &[], &[]),
        ("el usuario es nuevo", &[], &[]),
        ("usuario y contraseña", &[], &[]),
        ("Usuario: Clara Rojas", &[], &[]),
        ("el usuario Pedro Páez no tiene acceso", &[], &[]),
        (r"no abre \\servidor\carpeta\archivo", &[], &[]),
        ("los usuarios afectados", &[], &[]),
        ("crear usuario para Orfeo", &[], &[]),
    ]);
}

#[test]
fn sites_and_floors() {
    hold(&[
        ("No hay internet en la casa de justicia de bosa", &[], &[("site", BOSA)]),
        (
            "No hay internet en la CASA JUSTICIA SUBA piso 2",
            &[],
            &[("site", "Casa de Justicia de Suba, piso 2")],
        ),
        ("No hay internet en el C4", &[], &[("site", "C4")]),
        ("no sirve la impresora, calle 26 3er piso", &[], &[("site", "Nivel Central - Calle 26, piso 3")]),
        (
            "no sirve la impresora de la cárcel, pabellón 2 Cárcel Distrital",
            &[],
            &[("site", "Cárcel Distrital, pabellón 2")],
        ),
        ("La impresora del tercer piso no imprime", &[], &[("floor", "piso 3")]),
        ("La impresora de la oficina 301 no imprime", &[], &[("floor", "oficina 301")]),
        ("Nivel Central P3, torre B", &[], &[("site", "Nivel Central - Calle 26, piso 3, torre B")]),
        ("sótano 1 del nivel central", &[], &[("site", "Nivel Central - Calle 26, sotano 1")]),
        (
            "la impresora del piso 2 no sirve\nEstoy en Bosa",
            &[],
            &[("site", "Casa de Justicia de Bosa, piso 2")],
        ),
        ("Hablé con Suba y me dijeron que escribiera. Estoy en Bosa", &[], &[("site", BOSA)]),
        ("Me trasladaron de Suba, ahora estoy en la sede Bosa", &[], &[("site", BOSA)]),
        ("no estoy en Suba, estoy en Bosa", &[], &[("site", BOSA)]),
        ("Bosa y Suba", &[], &[]),
        ("equipos de Bosa, Suba", &[], &[]),
        ("necesito que suba la foto al portal", &[], &[]),
        ("para que se suba el archivo", &[], &[]),
        ("favor suba el documento", &[], &[]),
        ("rebosa de papel", &[], &[]),
        ("Sede: URI Puente Aranda", &[], &[("site", "URI Puente Aranda")]),
        ("el sitio: no carga", &[], &[]),
        ("sitio web: portal institucional", &[], &[]),
    ]);
}

#[test]
fn signatures_tell_less() {
    let signature = "Clara Rojas\nCasa de Justicia de Bosa\nCalle 26 # 57-83\nTel. 3779595 Ext. 1234\nclara.rojas@scj.test";
    let with = |from: &str, text: &str, signature: &str| {
        let mut mail = mail(text);
        mail.from.as_mut().unwrap().address = Address::parse(from).unwrap();
        mail.signature = signature.to_owned();
        found(&mail, text, &[], &RULES)
    };
    let found = with("clara.rojas@scj.test", "no hay internet", signature);
    assert_eq!(shown(&found), expected(&[("site", BOSA), ("extension", "1234")]));
    assert!(found.site_is_signed);
    let found = with("clara.rojas@scj.test", "no hay internet en Suba, ext 2345", signature);
    assert_eq!(shown(&found), expected(&[("site", SUBA), ("extension", "2345")]));
    assert!(!found.site_is_signed);
    let found = with("clara.rojas@scj.test", "no hay internet", "Clara\nCalle 26 # 57-83\n3779595 ext. 1100");
    assert_eq!(shown(&found), expected(&[("site", CENTRAL)]));
    // The directory knows that Bruno is at Bosa: everybody's signature bears the head office.
    let found = with("bruno@scj.test", "no hay internet", "Bruno\nCalle 26 # 57-83");
    assert_eq!(shown(&found), expected(&[]));
    let found = with("bruno@scj.test", "no hay internet en Suba", "Bruno\nCalle 26 # 57-83");
    assert_eq!(shown(&found), expected(&[("site", SUBA)]));
}

#[test]
fn subjects_tell_too() {
    let mut mail = mail("no enciende");
    mail.subject = "RE: Equipo placa 45231 Bosa piso 2 ext 1234 - SCJ-2026-000123".to_owned();
    let first = found(&mail, "no enciende", &[], &RULES);
    let all = [("asset_tag", "45231"), ("site", "Casa de Justicia de Bosa, piso 2"), ("extension", "1234")];
    assert_eq!(shown(&first), expected(&all));
    let answer = found(&mail, "no enciende", &[AssetTag], &RULES);
    assert_eq!(shown(&answer), expected(&[]));
}

#[test]
fn values_name_their_site() {
    for (value, name) in [
        (BOSA, Some(BOSA)),
        ("Casa de Justicia de Bosa, piso 2", Some(BOSA)),
        (CENTRAL, Some(CENTRAL)),
        ("nivel central piso 3", Some(CENTRAL)),
        ("suba", Some(SUBA)),
        ("C4, piso 1", Some("C4")),
        ("Casa de Justicia de Kennedy, piso 1", None),
        ("", None),
    ] {
        assert_eq!(listed_site(&RULES, value).map(|site| site.name.as_str()), name, "{value:?}");
    }
}
