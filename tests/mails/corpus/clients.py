"""New requests, as the usual mail programs write them."""

from .base import *  # noqa: F403

O365 = """Received: from BN7PR10MB0001.namprd10.prod.outlook.com
 (2603:10b6:406:1::10) by CH2PR10MB0002.namprd10.prod.outlook.com with HTTPS;
 Fri, 20 Nov 2026 15:00:02 +0000
"""

BODY = """Buenos días,

Solicito su colaboración: la impresora del tercer piso no imprime desde ayer y muestra el mensaje «Error 49».

Placa del equipo: 45821
Sede: Elemento
"""

mail(
    "outlook-desktop",
    "Outlook for Windows: text and HTML in a related part with the logo of the signature.",
    head(ANA, "Impresora dañada en el piso 3", "AM0PR01@scj.test",
         more=O365 + "Thread-Topic: Impresora\nThread-Index: AdwX0mYw1o2n3Q==\n")
    + 'X-Mailer: Microsoft Outlook 16.0\nContent-Language: es-CO\n'
    + multi("related", "_004_AM0PR01_",
        multi("alternative", "_000_AM0PR01_",
            text(BODY + "\n[cid:image001.png@01DC0000.00000000]\n"),
            text(html(
                "<div class=WordSection1>"
                + "".join(f"<p class=MsoNormal>{line or '<o:p>&nbsp;</o:p>'}</p>" for line in BODY.split("\n"))
                + '<p class=MsoNormal><img width=120 src="cid:image001.png@01DC0000.00000000"></p></div>',
                "<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt} --></style>"), "html")),
        file("image001.png", 'image/png; name="image001.png"', PNG, "inline", "image001.png@01DC0000.00000000"),
        params=';\n\ttype="multipart/alternative"'),
    twin=True,
    readable=True,
    **{"from": "ana@scj.test"},
    subject="Impresora dañada en el piso 3",
    title="Impresora dañada en el piso 3",
    new_text_contains=["la impresora del tercer piso no imprime desde ayer y muestra el mensaje «Error 49».",
                       "Placa del equipo: 45821", "Sede: Elemento"],
    new_text_lacks=["MsoNormal", "margin:0cm"],
    attachments=[{"name": "image001.png", "media_type": "image/png", "inline": True, "size": len(PNG)}],
    automatic="no",
    wants_no_automatic_answer=False,
    message_id="AM0PR01@scj.test",
    thread=[],
    numbers=[],
    verdict="none",
)

mail(
    "outlook-new",
    "The new Outlook: base64 HTML with its own classes, a signature in its marked block.",
    head(BRUNO, "Acceso a carpeta compartida", "NEWOUT1@scj.test", more=O365)
    + multi("alternative", "_000_NEWOUT1_",
        text("Cordial saludo,\n\nRequiero acceso de lectura a la carpeta compartida \\\\srv-archivos\\Juridica.\n\n"
             "Bruno Díaz\nOficina Jurídica\n", how="base64"),
        text(html(
            '<div class="elementToProof" style="font-family: Aptos; font-size: 12pt">Cordial saludo,</div>'
            '<div class="elementToProof"><br></div><div class="elementToProof">Requiero acceso de lectura a la '
            'carpeta compartida \\\\srv-archivos\\Juridica.</div><div class="elementToProof"><br></div>'
            '<div id="Signature"><div>Bruno Díaz</div><div>Oficina Jurídica</div></div>'), "html", how="base64")),
    **{"from": "bruno@scj.test"},
    subject="Acceso a carpeta compartida",
    new_text_contains=["Requiero acceso de lectura a la carpeta compartida \\\\srv-archivos\\Juridica."],
    attachments=[],
    automatic="no",
)

mail(
    "outlook-html-signature",
    "HTML only, with Outlook's marked signature: it is no part of what was asked.",
    head(CLARA, "Sin correo en el celular", "OWASIG@scj.test")
    + text(html('<div>No me llega el correo al celular desde el lunes.</div><div><br></div>'
                '<div id="Signature"><p>Clara Ñustes</p><p>Subsecretaría de Seguridad</p>'
                '<p>Carrera 8 # 10-65, Bogotá</p></div>'), "html"),
    new_text="No me llega el correo al celular desde el lunes.",
    signature_contains=["Subsecretaría de Seguridad"],
    attachments=[],
    automatic="no",
)

mail(
    "outlook-ios",
    "Outlook for iOS in Spanish: the advertisement at the end is nobody's words.",
    head(ANA, "VPN", "IOS1@scj.test")
    + multi("alternative", "_000_IOS1_",
        text("Buenas tardes, la VPN no conecta desde mi casa. Usuario: ana.perez\n\n"
             "Obtener Outlook para iOS<https://aka.ms/o0ukef>\n"),
        text(html('<div dir="ltr">Buenas tardes, la VPN no conecta desde mi casa. Usuario: ana.perez</div><br>'
                  '<div class="ms-outlook-mobile-signature">Obtener <a href="https://aka.ms/o0ukef">Outlook para '
                  "iOS</a></div>"), "html")),
    new_text="Buenas tardes, la VPN no conecta desde mi casa. Usuario: ana.perez",
    automatic="no",
)

mail(
    "outlook-android-english",
    "Outlook for Android in English.",
    head(BRUNO, "Teams", "AND1@scj.test")
    + text("Teams se cierra solo al compartir pantalla.\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>\n", how="8bit"),
    new_text="Teams se cierra solo al compartir pantalla.",
    automatic="no",
)

mail(
    "gmail-web",
    "Gmail in the browser: text and HTML, signature with its delimiter.",
    head("Diana Contratista <diana@example.org>", "Solicitud de usuario nuevo", "CAGmail1@mail.gmail.com",
         more="Received: by mail-yw1-f170.google.com with SMTP id 00721157ae682; Fri, 20 Nov 2026 07:00:00 -0800 (PST)\n")
    + multi("alternative", "000000000000abcdef0612345678",
        text("Buenos días\n\nSolicito la creación de un usuario de red para el contratista Pedro Gómez, cédula 1012345678.\n\n"
             "-- \nDiana Ruiz\nContratista\n", params="", how="quoted-printable"),
        text('<div dir="ltr"><div>Buenos días</div><div><br></div><div>Solicito la creación de un usuario de red para el '
             'contratista Pedro Gómez, cédula 1012345678.</div><div><br></div><span class="gmail_signature_prefix">-- '
             '</span><br><div dir="ltr" class="gmail_signature"><div>Diana Ruiz</div><div>Contratista</div></div></div>\n',
             "html")),
    twin=True,
    **{"from": "diana@example.org"},
    new_text="Buenos días\n\nSolicito la creación de un usuario de red para el contratista Pedro Gómez, cédula 1012345678.",
    signature_contains=["Diana Ruiz"],
    attachments=[],
    automatic="no",
    message_id="CAGmail1@mail.gmail.com",
)

mail(
    "gmail-app",
    "The Gmail app: a single short line, no greeting, no accents.",
    head("Pedro <pedro@example.com>", "internet", "CAapp@mail.gmail.com")
    + multi("alternative", "000000000000fe",
        text("no hay internet en la casa de justicia de bosa desde las 8 am\n", how="7bit"),
        text('<div dir="auto">no hay internet en la casa de justicia de bosa desde las 8 am</div>\n', "html", how="7bit")),
    new_text="no hay internet en la casa de justicia de bosa desde las 8 am",
    automatic="no",
)

mail(
    "apple-mail",
    "Apple Mail on a Mac: plain text, quoted-printable, header names in its own spelling.",
    f"From: {person(CLARA)}\nContent-Type: text/plain;\n\tcharset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    "Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))\nSubject: =?utf-8?Q?Micr=C3=B3fono?=\n"
    "Message-Id: <6F1B2C3D-0001@scj.test>\nDate: Fri, 20 Nov 2026 10:05:00 -0500\n"
    f"To: {DESK}\nX-Mailer: Apple Mail (2.3826.200.121)\n\n"
    + qp("El micrófono de la sala de juntas no se escucha en Teams.\n\nGracias,\nClara\n"),
    **{"from": "clara@scj.test"},
    subject="Micrófono",
    new_text_contains=["El micrófono de la sala de juntas no se escucha en Teams."],
    automatic="no",
    message_id="6F1B2C3D-0001@scj.test",
)

mail(
    "iphone-photo",
    "An iPhone: text, a photograph, text again; both texts were written by the person.",
    head(ANA, "Pantalla azul", "IPH1@scj.test", more="X-Mailer: iPhone Mail (22G100)\n")
    + multi("mixed", "Apple-Mail-1",
        text("Sale esta pantalla al prender el equipo:\n", params=""),
        file("IMG_2231.jpeg", "image/jpeg; name=IMG_2231.jpeg", JPEG, "inline"),
        text("Ya lo reinicié dos veces.\n\nEnviado desde mi iPhone\n")),
    new_text_contains=["Sale esta pantalla al prender el equipo:", "Ya lo reinicié dos veces."],
    new_text_lacks=["iPhone"],
    attachments=[{"name": "IMG_2231.jpeg", "media_type": "image/jpeg", "size": len(JPEG)}],
    automatic="no",
)

mail(
    "thunderbird-flowed",
    "Thunderbird, format=flowed: lines that end with a blank are one paragraph (RFC 3676).",
    head(BRUNO, "Disco lleno", "TB1@scj.test", more="User-Agent: Mozilla Thunderbird\n")
    + "Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\n"
    "El disco C del equipo 30122 está lleno y no deja guardar los \n"
    "informes de la subsecretaría; ya borré la papelera.\n\n"
    "Quedo pendiente.\n",
    new_text="El disco C del equipo 30122 está lleno y no deja guardar los informes de la subsecretaría; "
    "ya borré la papelera.\n\nQuedo pendiente.",
    automatic="no",
)

mail(
    "yahoo-web",
    "Yahoo in the browser: base64 text and HTML.",
    head("Luis Rojas <luis@example.com>", "Certificado laboral en línea", "1234567.89@mail.yahoo.com",
         more="X-Mailer: WebService/1.1 YMailNovation\n")
    + multi("alternative", "----=_Part_1_2.3",
        text("Buen día, el portal de certificados no abre: «ERR_CONNECTION_TIMED_OUT».\n", how="base64"),
        text('<div class="ydp1yahoo-style-wrap"><div dir="ltr">Buen día, el portal de certificados no abre: '
             "«ERR_CONNECTION_TIMED_OUT».</div></div>\n", "html", how="base64")),
    new_text="Buen día, el portal de certificados no abre: «ERR_CONNECTION_TIMED_OUT».",
    automatic="no",
)

mail(
    "samsung-email",
    "The mail program of Samsung telephones.",
    head(CLARA, "Clave de red", "SAMS1@scj.test")
    + multi("alternative", "--_com.samsung.android.email_1",
        text("Se me bloqueo la clave de red, usuario cnustes\n\n\n\nEnviado desde mi Galaxy\n", how="base64"),
        text('<html><body dir="auto"><p dir="auto">Se me bloqueo la clave de red, usuario cnustes</p><br><br>'
             '<div id="composer_signature" dir="auto"><div style="font-size:12px">Enviado desde mi Galaxy</div></div>'
             "</body></html>\n", "html", how="base64")),
    new_text="Se me bloqueo la clave de red, usuario cnustes",
    automatic="no",
)

mail(
    "windows-mail",
    "Windows Mail: its line at the end goes.",
    head(ANA, "Teclado", "WIN1@scj.test")
    + text("El teclado no escribe la ñ ni las tildes.\n\nEnviado desde Correo para Windows\n\n"),
    new_text="El teclado no escribe la ñ ni las tildes.",
    automatic="no",
)

mail(
    "typos-no-accents",
    "A hurried public servant: no accents, misspellings, everything in one paragraph.",
    head(BRUNO, "URGENTE!!! no sirve orfeo", "TYPO1@scj.test")
    + text("buenos dias sñores mesa de servisio, no e podido ingresar a orfeo dice usuario o contrasena "
           "incorecta y nesecito radicar un oficio hoy, por fabor su colaboracion es urjente, soy de la "
           "direccion de gestion humana ext 1234\n", how="8bit"),
    title="URGENTE!!! no sirve orfeo",
    new_text="buenos dias sñores mesa de servisio, no e podido ingresar a orfeo dice usuario o contrasena "
    "incorecta y nesecito radicar un oficio hoy, por fabor su colaboracion es urjente, soy de la "
    "direccion de gestion humana ext 1234",
    automatic="no",
)

mail(
    "long-signature-disclaimer",
    "A long signature behind its delimiter, then two disclaimers.",
    head(ANA, "Proyector", "DISC1@scj.test")
    + text("El proyector del auditorio no enciende. Lo necesitamos a las 2 p. m.\n\n-- \nAna Pérez\n"
           "Profesional Especializado 222-24\nDirección de Gestión Humana\nSecretaría Distrital de Seguridad\n"
           "Av. Calle 26 # 57-83\nTel. 377 9595 ext. 1234\n\n"
           "Este mensaje y sus anexos son confidenciales y de uso exclusivo de su destinatario. Si usted lo recibió por "
           "error, por favor bórrelo.\n\nAntes de imprimir este correo piense en el medio ambiente.\n"),
    new_text="El proyector del auditorio no enciende. Lo necesitamos a las 2 p. m.",
    signature_contains=["Profesional Especializado 222-24"],
    automatic="no",
)

mail(
    "disclaimer-only",
    "No signature delimiter, a disclaimer behind a line.",
    head("Marta <marta@example.org>", "Consulta radicado", "DISC2@example.org")
    + text("¿En qué estado está la solicitud de la semana pasada?\n\n________________________________\n"
           "Este mensaje y sus anexos contienen información confidencial. Si no es el destinatario, elimínelo.\n"),
    new_text="¿En qué estado está la solicitud de la semana pasada?",
    automatic="no",
)

mail(
    "external-banner",
    "A gateway's banner over a mail from outside, and its note in the subject.",
    head("Proveedor TI <soporte@example.com>", "[EXTERNO] Visita técnica servidor", "BAN1@example.com")
    + text("PRECAUCIÓN: Este correo electrónico se originó fuera de la organización. No haga clic en enlaces ni abra "
           "archivos adjuntos a menos que reconozca al remitente.\n\n"
           "Buenos días, la visita para cambiar el disco del servidor queda para el martes a las 9:00.\n"),
    subject="[EXTERNO] Visita técnica servidor",
    title="Visita técnica servidor",
    new_text="Buenos días, la visita para cambiar el disco del servidor queda para el martes a las 9:00.",
    automatic="no",
)

mail(
    "subject-only",
    "All is said in the subject; the body is blank.",
    head(CLARA, "Por favor cambiar el tóner de la impresora 40111, gracias", "SUBJ1@scj.test") + text("\n \n\n"),
    subject="Por favor cambiar el tóner de la impresora 40111, gracias",
    new_text="",
    attachments=[],
    automatic="no",
)

mail(
    "list-of-items",
    "HTML with a list and a table: every item stays.",
    head(ANA, "Equipos para dar de baja", "LIST1@scj.test")
    + text(html("<p>Solicito retirar:</p><ul><li>Monitor placa 11223</li><li>CPU placa 11224</li></ul>"
                "<table><tr><td>Piso</td><td>Cuatro</td></tr></table><p>&iquest;Cu&aacute;ndo pasan? &nbsp;Gracias &amp; saludos</p>"),
           "html"),
    new_text_contains=["Solicito retirar:", "Monitor placa 11223", "CPU placa 11224", "Piso", "Cuatro", "¿Cuándo pasan?",
                       "Gracias & saludos"],
    new_text_lacks=["<li>", "&amp;"],
    automatic="no",
)
