"""Mails that tempt one to take a person's words for something else, or something else for a person's words."""

from .base import *  # noqa: F403
from .replies import ASK, OURS, REFS

OUTLOOK = (
    "________________________________\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\n"
    "Enviado: viernes, 20 de noviembre de 2026 10:00\nPara: Ana Pérez <ana@scj.test>\n"
    f"Asunto: {OURS}\n\n{ASK}\n"
)
GMAIL = (
    "El vie, 20 nov 2026 a las 10:00, Mesa de Servicio SCJ (<\nsoporte.tecnico@scj.test>) escribió:\n\n"
    f"> {ASK}\n>\n> Mesa de Servicio\n"
)
LEGAL = (
    "AVISO LEGAL: Este mensaje y sus anexos son confidenciales y para uso exclusivo del destinatario. Si lo recibió por "
    "error, elimínelo y notifique al remitente. Está prohibida su divulgación."
)


def hard(name, about, body, subject="Solicitud", more="", **expect):
    """A new mail, as plain text or as the MIME part that is given."""
    part = body if body.startswith("Content-Type") else text(body)
    mail(f"hard-{name}", about, head(ANA, subject, f"hard-{name}@scj.test", more=more) + part, **{"automatic": "no", **expect})


def answer(name, about, body, **expect):
    hard(name, about, body, subject="RE: " + OURS, more=REFS, **expect)


def kept(name, about, body, **expect):
    """Every word of it is the person's."""
    hard(name, about, body, new_text=body.strip("\n"), **expect)


# Short answers.
answer("ok", "One word above the quotation.", f"ok\n\n{GMAIL}", new_text="ok", quoted_contains=[ASK])
answer("si", "One word and a signature.", f"Sí\n\nCordialmente,\n\nAna Pérez\nGestión Humana\n\n{OUTLOOK}", new_text="Sí",
       signature_contains=["Gestión Humana"])
answer("five", "A digit: the answer to a survey.", f"5\n{OUTLOOK}", new_text="5", quoted_contains=[ASK])
answer("five-signed", "A digit, a telephone's line and a quotation.",
       f"5\n\nObtener Outlook para iOS<https://aka.ms/o0ukef>\n{OUTLOOK}", new_text="5")
answer("no-name", "\"No\" and a name below thanks.", f"No\n\nGracias\nAna\n\n{GMAIL}", new_text_contains=["No"],
       quoted_contains=[ASK])

# Answers to what was asked.
answer("labelled", "Answers with their labels, thanks and a name.",
       f"Dependencia: Gestión Humana\nPlaca: 45821\nSede: Elemento\n\nGracias,\n\nAna Pérez\nProfesional\n\n{OUTLOOK}",
       new_text="Dependencia: Gestión Humana\nPlaca: 45821\nSede: Elemento", quoted_contains=[ASK])
answer("numbered-below", "A quoted list of questions, and the numbered answers below it.",
       "El 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:\n> Indíquenos:\n> 1. Dependencia\n> 2. Placa\n> 3. Sede\n\n"
       "1. Gestión Humana\n2. 45821\n3. Elemento\n", new_text="1. Gestión Humana\n2. 45821\n3. Elemento")
answer("numbered-between", "Each answer below its quoted question, the last of them like a name.",
       "El 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:\n> 1. ¿Dependencia?\nGestión Humana\n> 2. ¿Placa?\n45821\n"
       "> 3. ¿Quién usa el equipo?\nAna Pérez\n", new_text="Gestión Humana\n\n45821\n\nAna Pérez")
answer("site-below-thanks", "What stands below the thanks is an answer, no name.",
       f"La placa es 45821.\nGracias\nSede Elemento\n\n{OUTLOOK}", new_text="La placa es 45821.\nGracias\nSede Elemento")
COLOURED = (
    "<div class=WordSection1><p class=MsoNormal>{said}</p><p class=MsoNormal>Ana</p><p class=MsoNormal>&nbsp;</p>"
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>De:</b> '
    "Mesa de Servicio SCJ &lt;soporte.tecnico@scj.test&gt;<br><b>Enviado el:</b> viernes, 20 de noviembre de 2026 10:00 "
    f"a. m.<br><b>Para:</b> Ana P&eacute;rez<br><b>Asunto:</b> {OURS}</p></div></div>"
    "<p class=MsoNormal>¿En qué piso está? <span style='color:red'>En el tercero, costado norte.</span></p>"
    "<p class=MsoNormal>¿Qué placa tiene?</p><p class=MsoNormal><span style='color:red'>La 45821.</span></p></div>"
)
for key, said in [("red", "Buenos días, respondo en rojo."), ("below", "Cordial saludo, ver respuestas a continuación:"),
                  ("lines", "Mis respuestas van en cada punto."), ("look-down", "Buen día, doy respuesta en el correo de abajo.")]:
    answer(f"coloured-{key}", "Answers in colour within the quotation of Outlook, as the first line says.",
           text(html(COLOURED.format(said=said)), "html"),
           new_text_contains=[said, "En el tercero, costado norte.", "La 45821."])

# What is not a person's stands in the middle.
hard("disclaimer-middle", "A disclaimer, and an afterthought below it.",
     f"Solicito acceso a Orfeo.\n\n{LEGAL}\n\nOlvidé decir que es para el piso 4.\n",
     new_text="Solicito acceso a Orfeo.\n\nOlvidé decir que es para el piso 4.", signature_contains=["AVISO LEGAL"])
hard("iphone-middle", "The telephone's line in the middle of the text.",
     "No sirve el escáner del archivo.\n\nEnviado desde mi iPhone\n\nAh, y tampoco la impresora.\n",
     new_text="No sirve el escáner del archivo.\n\nAh, y tampoco la impresora.")
hard("signature-only", "Nothing but a signature, and a file: it is taken as it is.",
     multi("mixed", "b1", text("Cordialmente,\n\nAna Pérez\nGestión Humana\n"), file("formato.pdf", "application/pdf", PDF)),
     new_text="Cordialmente,\n\nAna Pérez\nGestión Humana", attachments=[{"name": "formato.pdf"}])
hard("postscript", "A postscript below signature and disclaimer.",
     f"Solicito un mouse.\n\nCordialmente,\n\nAna Pérez\nGestión Humana\n\nPD: es para el piso 4.\n\n{LEGAL}\n",
     new_text="Solicito un mouse.\n\nPD: es para el piso 4.", signature_contains=["Gestión Humana"])
hard("chain", "Forwarded a third time, each with a short comment: the topmost is new.",
     "Para lo pertinente.\n\nAna Pérez\n\nDe: Bruno Díaz <bruno@scj.test>\nEnviado el: jueves, 19 de noviembre de 2026 17:02\n"
     "Para: Ana Pérez <ana@scj.test>\nAsunto: RV: Sin red\n\nReenvío.\n\nDe: Archivo Central <archivo@scj.test>\n"
     "Enviado el: jueves, 19 de noviembre de 2026 16:20\nPara: Bruno Díaz <bruno@scj.test>\nAsunto: Sin red\n\n"
     "No hay red en el archivo.\n", subject="RV: RV: Sin red", new_text_contains=["Para lo pertinente."],
     new_text_lacks=["Reenvío.", "No hay red"], quoted_contains=["Reenvío.", "No hay red en el archivo."])

# A person's words that look like something else.
kept("whatsapp", "A chat pasted in, its lines with day and time.",
     "Buenos días, pego la conversación:\n\n[19/11/26, 4:20 p. m.] Juan Gómez: no prende el computador\n"
     "[19/11/26, 4:21 p. m.] Ana Pérez: ¿cuál?\n[19/11/26, 4:22 p. m.] Juan Gómez: el de la sala 3\n\nPor favor revisar.\n")
kept("chat-de", "A chat pasted in, its lines with De, Para and Hora.",
     "Esto me escribieron:\n\nDe: Juan Gómez\nHora: 4:20 p. m.\nNo prende el computador.\n\nDe: Sara Ruiz\nHora: 4:25 p. m.\n"
     "Tampoco el mío.\n")
kept("memo", "A memorandum with a time and a subject: all of it is the request.",
     "Buenas tardes, de acuerdo con la citación:\n\nDe: Coordinación administrativa\nPara: Todos los jefes\n"
     "Fecha: 24 de noviembre de 2026, 8:00 a. m.\nAsunto: Reunión en sala 3\n\nFavor instalar el videobeam.\n")
kept("arrows-list", "A list whose points are arrows.", "Necesito para el puesto nuevo:\n> un mouse\n> un teclado\n> una base\n\nGracias.\n")
kept("arrows-steps", "Steps with arrows and a sentence below them.",
     "Hice lo siguiente y sigue igual:\n\n> Reiniciar\n> Cambiar el cable\n\nNo enciende.\n")
kept("list-below-dashes", "A line of two dashes in front of a list.",
     "Equipos para dar de baja:\n--\nLenovo M70\nHP 400 G5\nDell 3080\n")
kept("formal", "A formal letter: addressee, greeting, a request of three words.",
     "Señores\nMesa de Servicio\nCiudad\n\nCordial saludo\n\nCambio de tóner\n\nGracias\n")
kept("formal-doctor", "A formal letter to a person; the request is short.",
     "Doctora\nCLARA ÑUSTES\nDirectora de Tecnologías\nBogotá\n\nReciba un cordial saludo.\n\nVideobeam sala 3\n")
kept("external-users", "A warning about external users: a person's words, not a gateway's.",
     "Atención: los usuarios externos de la entidad no logran entrar al aplicativo.\nDesde ayer pasa lo mismo con los enlaces.\n")
kept("external-mail", "Mail to the outside does not arrive.",
     "Importante: los correos a externos con archivos adjuntos están siendo devueltos.\n\nQuedo pendiente.\n")
kept("external-sent", "A sentence that begins like a gateway's.",
     "Este correo fue enviado a un proveedor externo y los archivos adjuntos no abren.\nFavor validar.\n")
kept("sent-from", "What was sent with Outlook yesterday is an account, no advertisement.",
     "Sigo sin respuesta.\nEnviado desde Outlook ayer a las 4:20 p. m.\nReenviado hoy.\n")
kept("table-plain", "A table of bars and dashes.",
     "| Placa | Sede     | Piso |\n|-------|----------|------|\n| 45821 | Elemento | 3    |\n| 45822 | Elemento | 4    |\n")
kept("confidential-request", "A request about confidential data is no disclaimer.",
     "La información contenida en la carpeta confidencial fue borrada por error y la copia también.\n\nPor favor recuperarla.\n")
kept("rule-between", "A line of underscores between two parts of a request.",
     "Equipo 1: no enciende\n________________________________\nEquipo 2: sin red\n")
hard("table-html", "A table in HTML with a form's fields.",
     text(html("<p>Datos del equipo:</p><table border=1><tr><td>Placa</td><td>45821</td></tr><tr><td>Sede</td><td>Elemento</td>"
               "</tr><tr><td>Falla</td><td>No enciende</td></tr></table><p>Gracias</p>"), "html"),
     new_text_contains=["45821", "Elemento", "No enciende", "Gracias"])
hard("form-bordered", "A form in a box with a line above it, as Word draws it, is no quotation.",
     text(html('<p class=MsoNormal>Solicito equipo:</p><div style="border:none;border-top:solid #000000 1.0pt;padding:1.0pt 0cm '
               '0cm 0cm"><p class=MsoNormal>Nombre: Ana Pérez</p><p class=MsoNormal>Dependencia: Gestión Humana</p></div>'
               "<p class=MsoNormal>Para uso en la sala 3.</p>"), "html"),
     new_text="Solicito equipo:\nNombre: Ana Pérez\nDependencia: Gestión Humana\nPara uso en la sala 3.")
hard("indented-error", "The words of an error, indented with a line beside them, as the quote button of Gmail does.",
     text('<div dir="ltr">Me sale este error:<br><blockquote class="gmail_quote" style="margin:0px 0px 0px '
          '0.8ex;border-left:1px solid rgb(204,204,204)">Error 49: reinicie el equipo</blockquote>¿Qué hago?</div>', "html"),
     new_text="Me sale este error:\nError 49: reinicie el equipo\n¿Qué hago?")
hard("banner", "A gateway's banner above a request.",
     "PRECAUCIÓN: Este correo se originó fuera de la organización. No haga clic en enlaces ni abra archivos adjuntos a menos "
     "que reconozca al remitente.\n\nSolicito acceso a la VPN.\n", new_text="Solicito acceso a la VPN.")
hard("banner-no-blank", "A gateway's banner in a table, and the request right below it, about attachments.",
     text(html("<table><tr><td>PRECAUCIÓN: Este correo proviene de un remitente externo. No abra enlaces ni adjuntos.</td></tr></table>"
               "<div>Los archivos adjuntos del correo de la entidad no abren.</div>"), "html"),
     new_text="Los archivos adjuntos del correo de la entidad no abren.")
hard("banner-wrapped", "A gateway's banner wrapped over three lines.",
     "ATENCIÓN: Este correo electrónico se originó fuera de la\norganización. No haga clic en enlaces ni abra archivos\n"
     "adjuntos a menos que reconozca al remitente.\n\nNo tengo red.\n", new_text="No tengo red.")
kept("before-printing", "What to do before printing is a person's account, no plea for the trees.",
     "Antes de imprimir es necesario apagar y prender la impresora.\n\nFavor revisarla.\n")
kept("please-consider", "\"Por favor considere\" asks for a computer, not for the trees.",
     "Por favor considere cambiar el computador del puesto 12, está muy lento.\n\nEs de 2014.\n")
kept("legal-note", "A note of the legal office is no disclaimer.",
     "Nota legal: la carpeta confidencial no abre desde ayer.\n\nEs urgente.\n")
kept("attachments-broken", "A complaint that begins like a disclaimer.",
     "Este correo y los adjuntos confidenciales llegaron dañados al destinatario.\n\nPor favor validar.\n")
kept("user-wrote", "What a user wrote, told with day and time.",
     "Buenas tardes.\n\nEl 19/11/2026 a las 4:20 p. m., el usuario Juan Gómez escribió:\n«No puedo entrar a Orfeo»\nFavor revisar.\n")
hard("below-signature", "A person writes below the signature that the client has put in.",
     "Buenas tardes\n\n-- \nAna Pérez\nContratista\n\nSolicito acceso a Orfeo porque no me deja entrar.\n",
     new_text="Buenas tardes\n\nSolicito acceso a Orfeo porque no me deja entrar.", signature_contains=["Contratista"])
kept("names", "Names below a request are what was asked for.",
     "Solicito la creación de correos para:\n\nAna Pérez\nJuan Gómez\nSara Ruiz\n\nGracias\n")
hard("printing-plea", "The plea for the trees below a request goes.",
     "No tengo red.\n\nAntes de imprimir este mensaje, asegúrese de que sea necesario. Cuidemos el medio ambiente.\n",
     new_text="No tengo red.")
answer("yes-outlook-english", "\"Sí\" above an Outlook in English.",
       f"Sí, ya quedó.\n\nFrom: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\nSent: Friday, November 20, 2026 10:00 AM\n"
       f"To: Ana\nSubject: {OURS}\n\n{ASK}\n", new_text="Sí, ya quedó.", quoted_contains=[ASK])
answer("dependencia-html", "Labelled answers in paragraphs of their own, then the marked signature and the quotation.",
       text(html('<div class="elementToProof">Dependencia: Gestión Humana</div><div class="elementToProof">Placa: 45821</div>'
                 '<div id="Signature"><p>Ana Pérez</p></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>De:</b> Mesa '
                 f"<br><b>Enviado:</b> viernes, 20 de noviembre de 2026 10:00<br><b>Para:</b> Ana<br><b>Asunto:</b> {OURS}</div>"
                 f"<div>{ASK}</div>"), "html"),
       new_text="Dependencia: Gestión Humana\nPlaca: 45821", signature_contains=["Ana Pérez"], quoted_contains=[ASK])
answer("interleaved-sentence", "Answers between quoted questions, one of them with thanks and a name below.",
       "El 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:\n> ¿En qué piso?\nTercero\n> ¿Sigue fallando?\nNo, ya imprime.\n\n"
       "Gracias,\nAna Pérez\n", new_text="Tercero\n\nNo, ya imprime.")
kept("steps-with-colon", "Steps whose lines end with a colon.",
     "Paso 1:\nAbrir Orfeo\nPaso 2:\nSale este error:\nORA-12154\n\nAtento a su respuesta.\n")
kept("two-requests", "Two requests, a line of dashes between them.",
     "1) Teclado para Ana.\n-----------------\n2) Mouse para Bruno.\n")
kept("closing-then-request", "A request below the closing words.",
     "Buenos días.\n\nQuedo atenta.\n\nOlvidaba: el monitor tampoco prende.\n")
kept("from-to-move", "A move with De, Para, Fecha and an hour.",
     "Traslado de puesto\n\nDe: piso 3\nPara: piso 5\nFecha: 24/11/2026 8:00 a. m.\nAsunto: dos equipos\n\nSe necesita antes del martes.\n")
hard("mixed-languages", "A disclaimer in two languages and a reminder of the trees.",
     "No abre SECOP II.\n\nAna Pérez\n\nCONFIDENCIALIDAD: Este correo contiene información confidencial para uso exclusivo del destinatario."
     "\n\nThis e-mail and its attachments are confidential. If you are not the intended recipient, delete it.\n\n"
     "Please consider the environment before printing this e-mail.\n", new_text_contains=["No abre SECOP II."],
     new_text_lacks=["CONFIDENCIALIDAD", "intended recipient", "environment"])
hard("greeting-banner-signature", "Banner, greeting, request, thanks, name and a telephone's line.",
     "[EXTERNO]\nBuenas,\n\nNo puedo entrar a la VPN\n\nMil gracias\nFelipe Torres\n\nEnviado desde mi iPhone\n",
     new_text="Buenas,\n\nNo puedo entrar a la VPN", signature_contains=["Felipe Torres"])
kept("names-below-thanks", "Thanks in the middle, and below it the people for whom it is.",
     "Crear usuarios de red.\nGracias\nAna Pérez - CC 1012345678 - Contratista\nJuan Gómez - CC 1098765432 - Contratista\n")
kept("placa-list", "Tags below the thanks.", "Revisar los siguientes equipos.\nGracias.\nPC-45821\nPC-45822\n")
kept("software-list", "Programs below the thanks.", "Instalar por favor:\n\nGracias\n\nAutoCAD\nArcGIS\nSPSS\n")
