//! What is refused, and what is said about it.

use pretty_assertions::assert_eq;

use super::*;

/// Line, what is wrong (its beginning), and the right form.
type Expected = (usize, &'static str, Option<&'static str>);

#[test]
fn one_fault() {
    let table: Vec<(&str, Expected)> = vec![
        ("#solucon\nSe cambió", (1, "«#solucon» no es un comando.", Some("¿Quiso decir #solucion?"))),
        ("#Solucoin Se cambió", (1, "«#Solucoin» no es un comando.", Some("¿Quiso decir #solucion?"))),
        ("\n\n#tmar", (3, "«#tmar» no es un comando.", Some("¿Quiso decir #tomar?"))),
        ("#resuelto\nx", (1, "«#resuelto» no es un comando.", Some("¿Quiso decir #solucion?"))),
        ("#urgente", (1, "«#urgente» no es un comando.", Some("¿Quiso decir #prioridad critica?"))),
        ("#s\u{43e}lucion\nx", (1, "«#s\u{43e}lucion» no es un comando.", Some("¿Quiso decir #solucion?"))),
        ("#wifi no sirve", (1, "«#wifi» no es un comando. Si es parte del texto, quítele el signo #.", None)),
        ("#solucion-parcial\nx", (1, "«#solucion-parcial» no es un comando.", None)),
        ("#tomar\n#priorida alta", (2, "«#priorida» no es un comando.", Some("¿Quiso decir #prioridad?"))),
        (
            "Buenos días,\n#solucion\nSe cambió",
            (2, "Los comandos van arriba del texto, y el texto empieza en la línea 1.", None),
        ),
        (
            "#nota\nLlamé.\n\n# prioridad alta",
            (4, "Los comandos van arriba del texto, y el texto empieza en la línea 2.", None),
        ),
        ("x\n\u{200b}#\u{200b}to\u{ad}mar", (2, "Los comandos van arriba del texto", None)),
        ("- #tomar", (1, "El comando debe ser lo primero de la línea", Some("#tomar"))),
        ("> #tomar", (1, "El comando debe ser lo primero de la línea", Some("#tomar"))),
        (
            "Listo\n> #solucion",
            (2, "En el texto no puede ir un comando", Some("#solucion en la primera línea")),
        ),
        (
            "#tomar el caso",
            (1, "No lleva nada más en la línea; el texto va en las líneas siguientes.", Some("#tomar")),
        ),
        ("#cola por favor", (1, "No lleva nada más en la línea", Some("#cola"))),
        ("#tomar #prioridad alta", (1, "Cada comando va en su propia línea.", None)),
        ("#prioridad alta #tomar", (1, "Cada comando va en su propia línea.", None)),
        ("#asignar mesa-n1 #nota x", (1, "Cada comando va en su propia línea.", None)),
        ("#nota #prioridad alta\nx", (1, "Cada comando va en su propia línea.", None)),
        ("#escalar N3 #nota\nx", (1, "Cada comando va en su propia línea.", None)),
        (
            "#nota #solucoin Se cambió el tóner",
            (1, "«#solucoin» no es un comando.", Some("¿Quiso decir #solucion?")),
        ),
        ("#escalar N3 #ntoa\nx", (1, "«#ntoa» no es un comando.", Some("¿Quiso decir #nota?"))),
        ("#nota - #tomar\nx", (1, "Cada comando va en su propia línea.", None)),
        (
            "#prioridad alta\n#prioridad baja",
            (2, "#prioridad ya está en la línea 1; déjelo una sola vez.", None),
        ),
        ("#tomar\n#tomar", (2, "#tomar ya está en la línea 1", None)),
        (
            "#nota\n#solucion\nx",
            (2, "Este comando lleva texto, y #nota (línea 1) también: use uno solo por correo.", None),
        ),
        ("#formato 285\n#pedir\nx", (2, "Este comando lleva texto, y #formato (línea 1) también", None)),
        ("#tomar\n#asignar mesa-n1", (2, "Contradice a #tomar (línea 1): deje sólo uno de los dos.", None)),
        ("#escalar N3\n#asignar sistemas-n3\nx", (2, "Contradice a #escalar (línea 1)", None)),
        ("#tipo incidente\n#informativo\nx", (2, "Contradice a #tipo (línea 1)", None)),
        ("#fusionar SCJ-2026-1\n#solucion\nx", (2, "Contradice a #fusionar (línea 1)", None)),
        ("#solucion", (1, "Falta la solución: escriba debajo del comando qué se hizo.", None)),
        ("#solucion\n...", (1, "Falta la solución", None)),
        ("#informativo\n", (1, "Falta la orientación", None)),
        ("#no-procede.", (1, "Falta el motivo", None)),
        ("#escalar N3", (1, "Falta la documentación", None)),
        ("#escalar N3 infraestructura-n3", (1, "Falta la documentación", None)),
        ("#reabrir\n#prioridad alta", (1, "Falta la retroalimentación", None)),
        ("#procedente", (1, "Falta la explicación", None)),
        ("#nota", (1, "Falta la nota", None)),
        ("#pedir", (1, "Falta la pregunta", None)),
        ("#avisar", (1, "Falta el aviso", None)),
        ("#prioridad", (1, "Falta la prioridad.", Some("#prioridad critica|alta|media|baja"))),
        (
            "#prioridad urgente",
            (1, "«urgente» no es una prioridad.", Some("#prioridad critica|alta|media|baja")),
        ),
        (
            "#prioridad alta, por favor",
            (1, "«alta, por favor» no es una prioridad.", Some("#prioridad critica|alta|media|baja")),
        ),
        ("#tipo", (1, "Falta el tipo.", Some("#tipo incidente|requerimiento|orientacion"))),
        (
            "#tipo falla",
            (1, "«falla» no es un tipo de caso.", Some("#tipo incidente|requerimiento|orientacion")),
        ),
        (
            "#categoria impresora",
            (1, "No hay una categoría «impresora».", Some("¿Quiso decir #categoria impresion?")),
        ),
        (
            "#categoria wifi",
            (1, "No hay una categoría «wifi».", Some("¿Quiso decir #categoria conectividad?")),
        ),
        (
            "#categoria telefonai",
            (1, "No hay una categoría «telefonai».", Some("¿Quiso decir #categoria telefonia?")),
        ),
        (
            "#locativo",
            (1, "Falta decir si la sede es propia o en arriendo.", Some("#locativo propia|arriendo")),
        ),
        ("#locativo Bosa", (1, "«Bosa» no es «propia» ni «arriendo».", Some("#locativo propia|arriendo"))),
        ("#asignar", (1, "Falta a quién se le asigna el caso.", Some("#asignar correo o grupo"))),
        ("#asignar a mí", (1, "Para quedarse con el caso hay otro comando.", Some("¿Quiso decir #tomar?"))),
        (
            "#asignar agente3@otra.test",
            (1, "«agente3@otra.test» no está en la lista de personal.", Some("#asignar correo o grupo")),
        ),
        (
            "#asignar sitoi@scj.test",
            (
                1,
                "«sitoi@scj.test» no está en la lista de personal.",
                Some("¿Quiso decir #asignar sitio@scj.test?"),
            ),
        ),
        (
            "#asignar agente@@scj",
            (1, "«agente@@scj» no es una dirección de correo.", Some("#asignar correo o grupo")),
        ),
        (
            "#asignar agente1@scj.test, agente2@scj.test",
            (1, "Hay más de una dirección de correo en la línea.", Some("#asignar correo o grupo")),
        ),
        (
            "#asignar Diana",
            (
                1,
                "No hay una persona ni un grupo «Diana».",
                Some("¿Quiso decir #asignar especialista@scj.test?"),
            ),
        ),
        (
            "#asignar infraestructra",
            (
                1,
                "No hay una persona ni un grupo «infraestructra».",
                Some("¿Quiso decir #asignar infraestructura-n3?"),
            ),
        ),
        (
            "#asignar Ana Gil",
            (
                1,
                "Hay más de una persona con ese nombre; escriba su dirección de correo.",
                Some("#asignar correo"),
            ),
        ),
        (
            "#asignar mesa-n1 es de ustedes",
            (1, "Sólo lleva una persona o un grupo", Some("#asignar correo o grupo")),
        ),
        (
            "#asignar Perico Pérez",
            (1, "No hay una persona ni un grupo «Perico Pérez».", Some("#asignar correo o grupo")),
        ),
        ("#escalar\nx", (1, "Falta el nivel al que se escala.", Some("#escalar N2|N3|N4 [correo o grupo]"))),
        (
            "#escalar N1\nx",
            (1, "Se escala a los niveles N2, N3 o N4.", Some("#escalar N2|N3|N4 [correo o grupo]")),
        ),
        (
            "#escalar infraestructura-n3\nx",
            (1, "Falta el nivel al que se escala.", Some("#escalar N2|N3|N4 [correo o grupo]")),
        ),
        (
            "#escalar N3 infraestructra\nx",
            (
                1,
                "No hay una persona ni un grupo «infraestructra».",
                Some("¿Quiso decir #escalar N3 infraestructura-n3?"),
            ),
        ),
        (
            "#escalar N3 sistemas de infomacion\nx",
            (1, "No hay una persona ni un grupo", Some("¿Quiso decir #escalar N3 sistemas-n3?")),
        ),
        (
            "#escalar N3 agentes-sitio\nx",
            (1, "El grupo Agentes de sitio es de nivel 2, no de nivel 3.", Some("#escalar N2 agentes-sitio")),
        ),
        (
            "#escalar N2 mesa-n1\nx",
            (
                1,
                "El grupo Mesa de Servicio es de nivel 1, no de nivel 2.",
                Some("#escalar N2|N3|N4 [correo o grupo]"),
            ),
        ),
        (
            "#escalar N3 soporte@hp.test\nx",
            (1, "«soporte@hp.test» no está en la lista de personal.", Some("#escalar N3 correo o grupo")),
        ),
        ("#formato", (1, "Falta el código del formato.", Some("#formato F-GT-285|F-GT-192"))),
        ("#formato F-GT-999", (1, "No hay un formato «F-GT-999».", Some("#formato F-GT-285|F-GT-192"))),
        ("#fusionar", (1, "Falta el número del otro caso.", Some("#fusionar SCJ-2026-000123"))),
        (
            "#fusionar 123",
            (1, "«123» no es el número completo de un caso.", Some("#fusionar SCJ-2026-000123")),
        ),
        (
            "#fusionar SCJ-2026-1 y SCJ-2026-2",
            (1, "«SCJ-2026-1 y SCJ-2026-2» no es el número completo", Some("#fusionar SCJ-2026-000123")),
        ),
        (
            "#fusionar PRB-2026-1",
            (
                1,
                "«PRB-2026-1» es el número de un problema, no de un caso.",
                Some("#fusionar SCJ-2026-000123"),
            ),
        ),
        (
            "#fusionar SOL-2026-1",
            (
                1,
                "«SOL-2026-1» es el número de una solicitud sin radicar, no de un caso.",
                Some("#fusionar SCJ-2026-000123"),
            ),
        ),
        (
            "#informe noviembre",
            (1, "Falta el año del mes.", Some("#informe AAAA-MM, por ejemplo #informe 2026-11")),
        ),
        (
            "#informe 2026-13",
            (1, "«2026-13» no es un mes.", Some("#informe AAAA-MM, por ejemplo #informe 2026-11")),
        ),
        (
            "#informe 2026",
            (1, "«2026» no es un mes.", Some("#informe AAAA-MM, por ejemplo #informe 2026-11")),
        ),
        (
            "#informe 2026-11-20",
            (1, "«2026-11-20» no es un mes.", Some("#informe AAAA-MM, por ejemplo #informe 2026-11")),
        ),
    ];
    for (text, (line, what, right)) in table {
        let faults = bad(text);
        assert_eq!(faults.len(), 1, "{text:?}: {faults:#?}");
        assert_eq!(faults[0].line, line, "{text:?}");
        assert!(faults[0].what.starts_with(what), "{text:?}: {}", faults[0].what);
        assert_eq!(faults[0].right.as_deref(), right, "{text:?}");
        let written = super::super::line::clean(text.lines().nth(line - 1).unwrap());
        assert_eq!(faults[0].written, written, "{text:?}");
    }
}

#[test]
fn all_faults_are_told_by_line() {
    let text = "#tomr\n#prioridad urgente\n#categoria x\n#prioridad alta\n#nota\n#solucion\n\nListo\n#cola\n";
    let told: Vec<String> = bad(text).iter().map(Fault::sentence).collect();
    assert_eq!(told.len(), 6, "{told:#?}");
    assert_eq!(told[0], "Línea 1, «#tomr»: «#tomr» no es un comando. ¿Quiso decir #tomar?");
    assert_eq!(
        told[1],
        "Línea 2, «#prioridad urgente»: «urgente» no es una prioridad. Se escribe así: #prioridad critica|alta|media|baja"
    );
    assert!(told[2].starts_with(
        "Línea 3, «#categoria x»: No hay una categoría «x». Se escribe así: #categoria correo-office365|"
    ));
    assert_eq!(told[3], "Línea 4, «#prioridad alta»: #prioridad ya está en la línea 2; déjelo una sola vez.");
    assert!(told[4].starts_with("Línea 6, «#solucion»: Este comando lleva texto, y #nota (línea 5)"));
    assert_eq!(
        told[5],
        "Línea 9, «#cola»: Los comandos van arriba del texto, y el texto empieza en la línea 8."
    );
}

#[test]
fn too_much_is_refused_and_told_briefly() {
    let many = "#tomar\n".repeat(100_000);
    assert_eq!(bad(&many).len(), MOST_FAULTS);
    let far = format!("{}#tomar", "\n".repeat(DEEPEST_COMMAND + 1));
    assert_eq!(
        bad(&far)[0].what,
        "Hay demasiados comandos, o están muy abajo; repártalos en varios correos."
    );
    let below = format!("hola\n{}", "#tomar\n".repeat(100_000));
    assert_eq!(bad(&below).len(), MOST_FAULTS);
    let sheet = format!("#registrar\n{}", "usuario: x\n".repeat(100_000));
    assert!(bad(&sheet).len() <= MOST_FAULTS);
    let long = format!("#{}", "a".repeat(1_000_000));
    assert!(bad(&long)[0].sentence().len() < 600);
    let solution = format!("#solucion {}\n{}", "así ".repeat(100_000), "y así\n".repeat(100_000));
    assert_eq!(good(&solution).0, [Command::Solution]);
    for word in ["asignar", "escalar N3", "formato", "categoria", "fusionar", "informe", "tipo", "locativo"] {
        for piece in ["a ", "a@b ", "<a@b.test>", "Laura ", "2", "nivel ", "[["] {
            let hostile = format!("#{word} {}\nx", piece.repeat(20_000));
            assert!(read(&hostile, &RULES).is_err() || word.starts_with("escalar"), "{word} {piece}");
        }
    }
}
