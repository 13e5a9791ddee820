//! What is understood.

use pretty_assertions::assert_eq;

use super::super::super::number::CaseNumber;
use super::*;
use Command::*;

#[test]
fn one_command_as_it_may_be_written() {
    let table: Vec<(&str, Command)> = vec![
        ("#tomar", Take),
        ("#TOMAR", Take),
        ("# tomar", Take),
        ("  #Tomar.  ", Take),
        ("#tomar:", Take),
        ("#tomar!", Take),
        ("\n\n#tomar\n\n", Take),
        ("#\u{200b}to\u{ad}mar", Take),
        ("\u{feff}#tomar", Take),
        ("#\u{a0}tomar\u{a0}", Take),
        ("＃tomar", Take),
        ("##tomar", Take),
        ("*#tomar*", Take),
        ("«#tomar»", Take),
        ("\"#tomar\".", Take),
        ("#tomar\r\n", Take),
        ("#asignar agente2@scj.test", Assign(person("agente2@scj.test"))),
        ("#asignar AGENTE2@SCJ.TEST.", Assign(person("agente2@scj.test"))),
        ("#asignar: <agente2@scj.test>", Assign(person("agente2@scj.test"))),
        ("#asignar a agente2@scj.test", Assign(person("agente2@scj.test"))),
        ("#asignar Laura Agente <agente1@scj.test>", Assign(person("agente1@scj.test"))),
        ("#asignar Laura A. <agente1@scj.test>", Assign(person("agente1@scj.test"))),
        ("#asignar agente1@scj.test (Laura Agente)", Assign(person("agente1@scj.test"))),
        ("#asignar agente1@scj.test<mailto:agente1@scj.test>", Assign(person("agente1@scj.test"))),
        ("#asignar agente1@scj.test <mailto:agente1@scj.test>", Assign(person("agente1@scj.test"))),
        ("#asignar [agente1@scj.test](mailto:agente1@scj.test)", Assign(person("agente1@scj.test"))),
        ("#asignar mailto:agente1@scj.test", Assign(person("agente1@scj.test"))),
        ("#asignar Óscar Sitio", Assign(person("sitio@scj.test"))),
        ("#asignar oscar sitio", Assign(person("sitio@scj.test"))),
        ("#asignar Sitio, Óscar", Assign(person("sitio@scj.test"))),
        ("#asignar a Laura Agente", Assign(person("agente1@scj.test"))),
        ("#asignar mesa-n1", Assign(group("mesa-n1"))),
        ("#asignar Mesa N1", Assign(group("mesa-n1"))),
        ("#asignar Mesa de Servicio", Assign(group("mesa-n1"))),
        ("#asignar a la mesa de servicio", Assign(group("mesa-n1"))),
        ("#asignar al grupo Inventarios", Assign(group("inventarios"))),
        ("#asignar recursos fisicos", Assign(group("recursos-fisicos"))),
        ("#asignar OFFICE 365 Y ANTIVIRUS", Assign(group("office365"))),
        ("#categoria impresion", Category("impresion".into())),
        ("#Categoría: Impresión", Category("impresion".into())),
        ("#CATEGORÍA Impresoras y Escáner.", Category("impresion".into())),
        ("#categoria correo office365", Category("correo-office365".into())),
        ("#categoria Administración de usuarios (creación, cambio, retiro)", Category("usuarios".into())),
        ("#tipo incidente", Kind(CaseKind::Incident)),
        ("#tipo: Requerimiento", Kind(CaseKind::Request)),
        ("#tipo solicitud", Kind(CaseKind::Request)),
        ("#tipo ORIENTACIÓN", Kind(CaseKind::Informative)),
        ("#tipo informativo", Kind(CaseKind::Informative)),
        ("#Prioridad: Alta", Priority(crate::config::catalog::Priority::Alta)),
        ("#prioridad crítica", Priority(crate::config::catalog::Priority::Critica)),
        ("#prioridad = MEDIA", Priority(crate::config::catalog::Priority::Media)),
        ("#prioridad - baja.", Priority(crate::config::catalog::Priority::Baja)),
        ("#prioridad alto", Priority(crate::config::catalog::Priority::Alta)),
        ("#espera", Wait(None)),
        ("#espera proveedor HP", Wait(Some("proveedor HP".into()))),
        ("#espera\nLlega el repuesto el lunes\n", Wait(Some("Llega el repuesto el lunes".into()))),
        ("#espera: repuesto\n\nLlega el lunes", Wait(Some("repuesto\nLlega el lunes".into()))),
        ("#formato F-GT-285", Form("F-GT-285".into())),
        ("#formato FGT285", Form("F-GT-285".into())),
        ("#formato f gt 192", Form("F-GT-192".into())),
        ("#formato 285.", Form("F-GT-285".into())),
        ("#formato: Solicitud Solución Tecnológica", Form("F-GT-192".into())),
        ("#formato formato F–GT–285", Form("F-GT-285".into())),
        ("#locativo propia", Building(Tenure::Owned)),
        ("#locativo PROPIO", Building(Tenure::Owned)),
        ("#locativo arriendo", Building(Tenure::Leased)),
        ("#locativo: en arriendo", Building(Tenure::Leased)),
        ("#locativo sede arrendada", Building(Tenure::Leased)),
        ("#fusionar SCJ-2026-000123", Merge(CaseNumber::ticket(2026, 123).unwrap())),
        ("#fusionar [SCJ-2026-000123]", Merge(CaseNumber::ticket(2026, 123).unwrap())),
        ("#fusionar con el caso scj 2026 123.", Merge(CaseNumber::ticket(2026, 123).unwrap())),
        ("#estado", State),
        ("#cola", Queue),
        ("#ayuda", Help),
        ("#AYÚDA", Help),
        ("#informe", Report(None)),
        ("#informe 2026-11", Report(Some((2026, 11)))),
        ("#informe 11/2026", Report(Some((2026, 11)))),
        ("#informe 2026 9", Report(Some((2026, 9)))),
        ("#informe Noviembre 2026", Report(Some((2026, 11)))),
        ("#informe de noviembre de 2026", Report(Some((2026, 11)))),
        ("#informe: 2026 sept.", Report(Some((2026, 9)))),
    ];
    for (text, expected) in table {
        assert_eq!(good(text), (vec![expected], String::new()), "{text:?}");
    }
}

#[test]
fn commands_with_text() {
    let escalate = |level, to| Escalate { level, to };
    let three = Some(group("infraestructura-n3"));
    let table: Vec<(&str, Vec<Command>, &str)> = vec![
        ("#solucion\nSe cambió el tóner.", vec![Solution], "Se cambió el tóner."),
        ("#SOLUCIÓN\n\nSe cambió.\n\nQuedó probada.\n", vec![Solution], "Se cambió.\n\nQuedó probada."),
        ("#soluci\u{f3}n:\u{a0}Se cambió", vec![Solution], "Se cambió"),
        ("#solucio\u{301}n Se cambió", vec![Solution], "Se cambió"),
        (
            "#solucion Se cambió el tóner\ny quedó probada",
            vec![Solution],
            "Se cambió el tóner\ny quedó probada",
        ),
        ("#Solucion. Se cambió", vec![Solution], "Se cambió"),
        ("*#solucion* Se cambió", vec![Solution], "Se cambió"),
        ("#solucion\n#1 se reinició el equipo", vec![Solution], "#1 se reinició el equipo"),
        ("#solucion\nSe cambió.\n#wifi reiniciado", vec![Solution], "Se cambió.\n#wifi reiniciado"),
        ("#solucion #wifi reiniciado", vec![Solution], "#wifi reiniciado"),
        ("#solucion\n  sangría\n\tasí", vec![Solution], "  sangría\n\tasí"),
        (
            "#informativo\r\nEl manual está en la intranet.\r\nSaludos\r\n",
            vec![Informative],
            "El manual está en la intranet.\r\nSaludos",
        ),
        ("#no-procede\nNo es de la entidad", vec![NotApplicable], "No es de la entidad"),
        ("#no procede: no es de la entidad", vec![NotApplicable], "no es de la entidad"),
        ("#NoProcede no es de la entidad", vec![NotApplicable], "no es de la entidad"),
        ("#no_procede\nx", vec![NotApplicable], "x"),
        ("#no\u{2011}procede\nx", vec![NotApplicable], "x"),
        ("#nota\nLlamé y no contesta", vec![Note], "Llamé y no contesta"),
        ("#nota: ver #solucion anterior", vec![Note], "ver #solucion anterior"),
        ("#pedir\n¿Cuál es la placa?", vec![Ask], "¿Cuál es la placa?"),
        ("#reabrir\nFaltó probar", vec![Reopen], "Faltó probar"),
        ("#procedente\nSe atendió bien", vec![Uphold], "Se atendió bien"),
        ("#avisar\nYa volvió el servicio", vec![Announce], "Ya volvió el servicio"),
        ("#escalar N3\nYa reinicié", vec![escalate(3, None)], "Ya reinicié"),
        ("#escalar n2 Ya reinicié dos veces", vec![escalate(2, None)], "Ya reinicié dos veces"),
        ("#Escalar: Nivel 3 - Ya reinicié", vec![escalate(3, None)], "Ya reinicié"),
        ("#escalar a N3: Ya reinicié el equipo", vec![escalate(3, None)], "Ya reinicié el equipo"),
        ("#escalar 3 infraestructura-n3\nYa", vec![escalate(3, three.clone())], "Ya"),
        ("#escalar N3 a Infraestructura\nYa", vec![escalate(3, three.clone())], "Ya"),
        (
            "#escalar N3 infraestructura-n3: El servidor no responde",
            vec![escalate(3, three.clone())],
            "El servidor no responde",
        ),
        (
            "#escalar N3 Sistemas de información\nError al guardar",
            vec![escalate(3, Some(group("sistemas-n3")))],
            "Error al guardar",
        ),
        ("#escalar N3 Diana Especialista\nx", vec![escalate(3, Some(person("especialista@scj.test")))], "x"),
        (
            "#escalar N3 <especialista@scj.test> El servidor no responde",
            vec![escalate(3, Some(person("especialista@scj.test")))],
            "El servidor no responde",
        ),
        (
            "#escalar N3 El correo de ana@scj.test no llega",
            vec![escalate(3, None)],
            "El correo de ana@scj.test no llega",
        ),
        (
            "#escalar N4 proveedores-n4\nGarantía",
            vec![escalate(4, Some(group("proveedores-n4")))],
            "Garantía",
        ),
        (
            "#formato F-GT-285\nPor favor complete el cargo",
            vec![Form("F-GT-285".into())],
            "Por favor complete el cargo",
        ),
        ("#formato 285: complete el cargo", vec![Form("F-GT-285".into())], "complete el cargo"),
        ("#tomar\n#solucion\nListo el cambio", vec![Take, Solution], "Listo el cambio"),
        (
            "#solucion Listo el cambio\n#tipo incidente\nQuedó probado",
            vec![Solution, Kind(CaseKind::Incident)],
            "Listo el cambio\nQuedó probado",
        ),
        (
            "#tipo orientacion\n#informativo\nEstá en la intranet",
            vec![Kind(CaseKind::Informative), Informative],
            "Está en la intranet",
        ),
        (
            "#tomar\n\n  #categoria vpn\n\n#prioridad alta\n\nVer correo de ayer",
            vec![Take, Category("vpn".into()), Priority(crate::config::catalog::Priority::Alta)],
            "Ver correo de ayer",
        ),
        ("#asignar mesa-n1\nEs de ustedes", vec![Assign(group("mesa-n1"))], "Es de ustedes"),
        (
            "#reabrir\n#asignar agente1@scj.test\n#prioridad alta\nFaltó probar",
            vec![
                Reopen,
                Assign(person("agente1@scj.test")),
                Priority(crate::config::catalog::Priority::Alta),
            ],
            "Faltó probar",
        ),
        ("#estado\n#cola", vec![State, Queue], ""),
    ];
    for (text, commands, rest) in table {
        assert_eq!(good(text), (commands, rest.to_owned()), "{text:?}");
    }
}

#[test]
fn text_alone_is_an_answer() {
    for text in [
        "",
        "\n \n",
        "Buenos días,\n\nya quedó.\n\nSaludos\n",
        "#1 en prioridad es su equipo",
        "# 3 equipos quedaron listos",
        "# Equipos revisados",
        "#",
        "#\n#",
        "#¿cuál?",
        "Quedó listo.\n#wifi es la red nueva",
        "Quedó listo.\n#solucoin",
        "El comando es #tomar",
        "No. #tomar no",
        "- 3 equipos\n- #4 listo",
        "> cita\n\nde acuerdo",
    ] {
        assert_eq!(good(text), (vec![], text.to_owned()), "{text:?}");
    }
}

#[test]
fn tells_where_a_command_stands() {
    let given = read("\n  #tomar. \r\n\r\n# Prioridad:\u{a0}Alta\r\ntexto", &RULES).unwrap();
    let places: Vec<(usize, &str)> =
        given.commands.iter().map(|one| (one.line, one.written.as_str())).collect();
    assert_eq!(places, [(2, "#tomar."), (4, "# Prioridad: Alta")]);
}
