//! The demo's story: who writes what, when. Invented people.

/// When it begins.
pub(super) const BEGINS: &str = "2026-11-20T08:05:00-05:00";

/// One step of the story: some mails, one round.
pub(super) struct Scene {
    pub name: &'static str,
    pub title: &'static str,
    /// When, if the clock moves.
    pub at: Option<&'static str>,
    pub mails: &'static [Sample],
}

/// A sample mail.
pub(super) struct Sample {
    pub id: &'static str,
    pub from: &'static str,
    pub subject: &'static str,
    /// The letter it answers: scene, and kind.
    pub answers: Option<(&'static str, &'static str)>,
    pub headers: &'static [&'static str],
    pub body: Body,
}

pub(super) enum Body {
    Plain(&'static str),
    Html(&'static str),
    WithFile {
        text: &'static str,
        name: &'static str,
        media_type: &'static str,
        base64: &'static str,
    },
    /// Everything after the first header lines, as it is.
    Raw(&'static str),
}

const ANA: &str = "=?utf-8?q?Ana_Mar=C3=ADa_P=C3=A9rez?= <ana@scj.test>";
const BRUNO: &str = "=?utf-8?q?Bruno_D=C3=ADaz?= <bruno@scj.test>";
const CLARA: &str = "clara@scj.test";

/// A one-pixel image.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const fn plain(id: &'static str, from: &'static str, subject: &'static str, text: &'static str) -> Sample {
    Sample { id, from, subject, answers: None, headers: &[], body: Body::Plain(text) }
}

const fn answer(
    id: &'static str,
    from: &'static str,
    to: (&'static str, &'static str),
    text: &'static str,
) -> Sample {
    Sample { id, from, subject: "", answers: Some(to), headers: &[], body: Body::Plain(text) }
}

pub(super) const SCENES: &[Scene] = &[
    Scene {
        name: "complete",
        title: "Ana writes all that is needed: a case, with its number",
        at: None,
        mails: &[plain(
            "ana-1",
            ANA,
            "La impresora del piso 3 no imprime",
            "Buenos días:\n\nLa impresora del piso 3 no imprime desde ayer; en la pantalla dice «atasco de papel».\n\nGracias,\n\n-- \nAna María Pérez\nDirección Financiera",
        )],
    },
    Scene {
        name: "incomplete",
        title: "Clara is not in the directory and says little: asked for all that is missing, in one mail",
        at: Some("2026-11-20T08:20:00-05:00"),
        mails: &[plain("clara-1", CLARA, "computador", "buenas no me prende el computador desde el lunes")],
    },
    Scene {
        name: "absence",
        title: "Ana's absence notice answers our letter: recorded, never answered",
        at: Some("2026-11-20T08:21:00-05:00"),
        mails: &[Sample {
            id: "ana-ooo",
            from: ANA,
            subject: "",
            answers: Some(("complete", "acknowledgement")),
            headers: &["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"],
            body: Body::Plain("Estaré en reunión hasta el mediodía."),
        }],
    },
    Scene {
        name: "attachment",
        title: "Bruno sends a picture of the error: the specialists get it with the case",
        at: Some("2026-11-20T09:10:00-05:00"),
        mails: &[Sample {
            id: "bruno-1",
            from: BRUNO,
            subject: "Error en SIDIVIC",
            answers: None,
            headers: &["Cc: Ana <ana@scj.test>"],
            body: Body::WithFile {
                text: "Buenos días, al guardar un registro en SIDIVIC sale el error de la imagen. Mi usuario es bdiaz.",
                name: "error.png",
                media_type: "image/png",
                base64: PIXEL,
            },
        }],
    },
    Scene {
        name: "completed",
        title: "Clara just replies: merged, judged again, registered",
        at: Some("2026-11-20T09:40:00-05:00"),
        mails: &[answer(
            "clara-2",
            CLARA,
            ("incomplete", "missing-information"),
            "Hola, soy Clara Rojas, de la Oficina Asesora de Planeación. La placa es 45231 y estoy en Bosa, piso 2. Gracias",
        )],
    },
    Scene {
        name: "follow-up",
        title: "Ana adds something by replying: it goes to whoever has the case",
        at: Some("2026-11-20T10:15:00-05:00"),
        mails: &[answer("ana-2", ANA, ("complete", "acknowledgement"), "Ahora tampoco escanea.")],
    },
    Scene {
        name: "stranger",
        title: "A stranger guesses a number: asked, and told nothing",
        at: Some("2026-11-20T10:30:00-05:00"),
        mails: &[plain("ext-1", "Pedro <pedro@example.org>", "SCJ-2026-000001", "¿Qué dice ese caso?")],
    },
    Scene {
        name: "question",
        title: "Ana asks without a number: her own open cases are offered",
        at: Some("2026-11-20T11:00:00-05:00"),
        mails: &[plain("ana-3", ANA, "consulta", "Buenas, ¿cómo va mi caso?")],
    },
    Scene {
        name: "chosen",
        title: "One reply settles it",
        at: Some("2026-11-20T11:05:00-05:00"),
        mails: &[answer("ana-4", ANA, ("question", "ask-number"), "El 1, por favor")],
    },
    Scene {
        name: "solved",
        title: "Laura, an agent, solves Ana's case by answering its mail: solution and survey go out",
        at: Some("2026-11-20T11:10:00-05:00"),
        mails: &[answer(
            "laura-1",
            "Laura Agente <agente1@scj.test>",
            ("complete", "assignment"),
            "#solucion\nSe retiró el papel atascado y se limpió el rodillo. La impresora quedó probada.",
        )],
    },
    Scene {
        name: "form",
        title: "Bruno asks for a new user: registered, and the form goes to him",
        at: Some("2026-11-20T11:12:00-05:00"),
        mails: &[plain(
            "bruno-4",
            BRUNO,
            "Usuario nuevo",
            "Buenos días, solicito la creación de usuario de Orfeo para la nueva contratista.",
        )],
    },
    Scene {
        name: "leased",
        title: "A lamp in a leased building: the area is written to, and the case waits for it",
        at: Some("2026-11-20T11:15:00-05:00"),
        mails: &[plain(
            "ana-5",
            ANA,
            "Luminaria",
            "Se fundió una luminaria del pasillo en el nivel central, piso 4.",
        )],
    },
    Scene {
        name: "machines",
        title: "A newsletter and a machine: recorded, never answered",
        at: Some("2026-11-20T11:20:00-05:00"),
        mails: &[
            Sample {
                id: "lista-1",
                from: "Boletin <noticias@example.org>",
                subject: "Boletin semanal",
                answers: None,
                headers: &["List-Unsubscribe: <mailto:baja@example.org>", "Precedence: bulk"],
                body: Body::Plain("Las noticias de la semana."),
            },
            plain("maq-1", "no-reply@example.org", "Su factura", "No responda este mensaje."),
        ],
    },
    Scene {
        name: "twice",
        title: "The same mail comes twice, and once more broken off: one case each, no more",
        at: Some("2026-11-20T11:40:00-05:00"),
        mails: &[
            plain(
                "bruno-2",
                BRUNO,
                "Monitor",
                "El monitor de mi puesto, placa 45999, parpadea todo el tiempo.",
            ),
            plain(
                "bruno-2",
                BRUNO,
                "Monitor",
                "El monitor de mi puesto, placa 45999, parpadea todo el tiempo.",
            ),
            Sample {
                id: "bruno-3",
                from: BRUNO,
                subject: "Sin internet",
                answers: None,
                headers: &[],
                body: Body::Raw(
                    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"roto\"\n\n--roto\nContent-Type: text/plain; charset=utf-8\n\nNo hay internet en la Casa de Justicia de Bosa desde las 11.\n--roto\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAA",
                ),
            },
        ],
    },
    Scene {
        name: "outlook",
        title: "An HTML mail from Outlook: only what was newly written counts",
        at: Some("2026-11-20T14:00:00-05:00"),
        mails: &[Sample {
            id: "diego-1",
            from: "Diego Torres <diego@scj.test>",
            subject: "Instalar Adobe",
            answers: None,
            headers: &[],
            body: Body::Html(
                "<html><body><div>Buenas tardes, solicito instalar Adobe Reader en mi equipo, placa 45231.</div><div id=\"Signature\"><p>Cordialmente,</p><p>Diego Torres<br>Contratista<br>Dirección de Bienes</p></div><div id=\"divRplyFwdMsg\"><b>De:</b> Otro<br><b>Enviado:</b> lunes<br><b>Para:</b> Diego<br><b>Asunto:</b> vpn</div><div>texto viejo sobre la vpn</div></body></html>",
            ),
        }],
    },
    Scene {
        name: "forged",
        title: "Somebody writes as an agent, without proof: nothing is done",
        at: Some("2026-11-20T15:00:00-05:00"),
        mails: &[plain(
            "falso-1",
            "Laura Agente <agente1@scj.test>",
            "SCJ-2026-000001",
            "Ya quedó solucionado.",
        )],
    },
    Scene {
        name: "unreadable",
        title: "A mail without a sender: set apart, whole, and the operator is told",
        at: Some("2026-11-20T15:30:00-05:00"),
        mails: &[plain("nadie-1", "(nadie)", "?", "Este correo no dice de quién es.")],
    },
    Scene {
        name: "silent",
        title: "Erika's mail says nothing, and she never answers ...",
        at: Some("2026-11-20T16:00:00-05:00"),
        mails: &[plain(
            "erika-1",
            "erika@scj.test",
            "ayuda",
            "Buenas tardes, necesito ayuda urgente por favor",
        )],
    },
    Scene {
        name: "closed",
        title: "Nobody answered Ana's survey for three business days: closed as satisfactory",
        at: Some("2026-11-25T19:00:00-05:00"),
        mails: &[],
    },
    Scene {
        name: "reminded",
        title: "... reminded the day before ...",
        at: Some("2026-11-26T07:00:00-05:00"),
        mails: &[],
    },
    Scene {
        name: "expired",
        title: "... and ended after five business days, by the Colombian calendar",
        at: Some("2026-11-27T19:00:00-05:00"),
        mails: &[],
    },
];
