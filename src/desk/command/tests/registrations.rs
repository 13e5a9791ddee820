//! `#registrar`.

use pretty_assertions::assert_eq;

use super::*;

fn registration(
    name: Option<&str>,
    department: Option<&str>,
    channel: Channel,
    description: &str,
) -> Registration {
    Registration {
        requester: Contact {
            address: Address::parse("ana@scj.test").unwrap(),
            name: name.map(str::to_owned),
        },
        department: department.map(str::to_owned),
        channel,
        title: "No imprime".to_owned(),
        description: description.to_owned(),
    }
}

#[test]
fn registers() {
    let full = || {
        registration(Some("Ana María Pérez"), Some("Dirección Financiera"), Channel::Phone, "La del piso 3.")
    };
    let short = |channel| registration(None, None, channel, "La del piso 3.");
    let table = [
        (
            "#registrar\nusuario: ana@scj.test\nnombre: Ana María Pérez\ndependencia: Dirección Financiera\ncanal: telefono\nasunto: No imprime\n\nLa del piso 3.",
            full(),
        ),
        (
            "#Registrar:\r\n\r\nASUNTO: No imprime\r\nCanal = Teléfono.\r\nÁrea: Dirección Financiera\r\nNombre : Ana María Pérez\r\nUsuario: <Ana@SCJ.test>\r\nLa del piso 3.\r\n",
            Registration { channel: Channel::Phone, ..full() },
        ),
        (
            "#registrar\n- usuario: Ana María Pérez <ana@scj.test>\n- dependencia: Dirección Financiera\n- canal: llamada\n- asunto: No imprime\n- descripción: La del piso 3.",
            full(),
        ),
        (
            "#registrar\n#usuario: ana@scj.test <mailto:ana@scj.test>\n#canal: Teams\n#asunto: No imprime\nLa del piso 3.",
            short(Channel::Teams),
        ),
        (
            "#registrar usuario: ana@scj.test\ncanal: microsoft teams\nasunto: No imprime\nnombre:\ndescripcion:\nLa del piso 3.",
            short(Channel::Teams),
        ),
        (
            "#registrar\nusuario: ana@scj.test\ncanal: teams\nasunto: No imprime\nLa del piso 3.\nnombre: el de la impresora\n#3 de la sala",
            registration(
                None,
                None,
                Channel::Teams,
                "La del piso 3.\nnombre: el de la impresora\n#3 de la sala",
            ),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(good(text), (vec![Command::Register(Box::new(expected))], String::new()), "{text}");
    }
}

#[test]
fn refuses() {
    let table: [(&str, &[(usize, &str)]); 12] = [
        (
            "#registrar",
            &[
                (1, "Falta el correo de quien hizo la solicitud."),
                (1, "Falta el canal."),
                (1, "Falta el asunto."),
                (1, "Falta la descripción"),
            ],
        ),
        (
            "#registrar\nusuario: Ana Pérez\ncanal: correo\nasunto: x\nno imprime",
            &[
                (2, "«Ana Pérez» no es una dirección de correo."),
                (3, "«correo» no es un canal para registrar."),
            ],
        ),
        (
            "#registrar\nusuario: a@scj.test, b@scj.test\ncanal: teams\nasunto: x\nno imprime",
            &[(2, "Hay más de una dirección de correo.")],
        ),
        (
            "#registrar\nusuario: soporte.tecnico@scj.test\ncanal: teams\nasunto: x\nno imprime",
            &[(2, "Ése es el correo de la Mesa")],
        ),
        (
            "#registrar\nusuario: ana@scj.test\nusuario: bruno@scj.test\ncanal: teams\nasunto: x\nno imprime",
            &[(3, "«usuario:» ya está en la línea 2; déjelo una sola vez.")],
        ),
        (
            "#registrar\nusuario: ana@scj.test\nextensión: 1234\ncanal: teams\nasunto: x\nno imprime",
            &[
                (4, "«canal:» va arriba, antes de la descripción."),
                (5, "«asunto:» va arriba, antes de la descripción."),
            ],
        ),
        ("#registrar\nusuario: ana@scj.test\ncanal: teams\nasunto: x\n\n", &[(1, "Falta la descripción")]),
        (
            "#registrar\nusuario: ana@scj.test\ncanal: teams\nasunto: x\n#prioridad alta\nno imprime",
            &[(1, "Va solo en el correo, sin otros comandos.")],
        ),
        (
            "#tomar\n#registrar\nusuario: ana@scj.test\ncanal: teams\nasunto: x\nno imprime",
            &[(2, "Va solo en el correo, sin otros comandos.")],
        ),
        (
            "#registrar\nusuario: ana@scj.test\ncanal: teams\nasunto: x\nno imprime\n#tomar",
            &[(6, "Los comandos van arriba del texto")],
        ),
        (
            "#registrar\nusuario: ana@scj.test\ncanal: teams\nasunto: x\ndescripción: #solucion\nno imprime",
            &[(5, "Un comando no puede ir entre los datos.")],
        ),
        (
            "#registrar la impresora\nusuario: ana@scj.test\ncanal: teams\nasunto: x\nno imprime",
            &[(1, "Los datos van en las líneas siguientes.")],
        ),
    ];
    for (text, expected) in table {
        let faults = bad(text);
        let told: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
        assert_eq!(told.len(), expected.len(), "{text}: {told:#?}");
        for ((line, what), (expected_line, begin)) in told.iter().zip(expected) {
            assert_eq!(line, expected_line, "{text}");
            assert!(what.starts_with(begin), "{text}: {what}");
        }
    }
}
