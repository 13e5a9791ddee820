"""Replies and forwards: what is new, what was quoted."""

from .base import *  # noqa: F403

ASK = "Indíquenos por favor el piso y la placa del equipo."
OURS = "[SCJ-2026-000123] Impresora dañada"
REFS = "In-Reply-To: <t1.abc@scj.test>\nReferences: <AM0PR01@scj.test>\n <t0.xyz@scj.test>\n <t1.abc@scj.test>\n"
THREAD = ["t1.abc@scj.test", "t0.xyz@scj.test", "AM0PR01@scj.test"]
NEW = "Es el piso 3, placa 45821."


def reply(name, about, body, new=NEW, subject="RE: " + OURS, frm=ANA, twin=False, **expect):
    """A plain text reply, or one whose MIME part is given."""
    part = body if body.startswith("Content-Type") else text(body)
    if new is not None:
        expect["new_text"] = new
    mail(name, about, head(frm, subject, name + "@scj.test", more=REFS) + part, twin, **{"automatic": "no", **expect})


reply(
    "reply-owa",
    "Outlook on the web: a line of underscores, then De, Enviado, Para, Asunto.",
    f"{NEW}\n________________________________\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\n"
    "Enviado: viernes, 20 de noviembre de 2026 10:00\nPara: Ana Pérez <ana@scj.test>\n"
    f"Asunto: {OURS}\n\n{ASK}\n",
    twin=True, subject="RE: " + OURS, title="Impresora dañada", numbers=["SCJ-2026-000123"], quoted_contains=[ASK],
    thread=THREAD,
)
reply(
    "reply-outlook-desktop",
    "Outlook for Windows, plain text: De, Enviado el, Para, CC, Asunto without any line before them.",
    f"{NEW}\n\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test> \nEnviado el: viernes, 20 de noviembre de 2026 10:00 a. m.\n"
    f"Para: Ana Pérez <ana@scj.test>\nCC: Bruno Díaz <bruno@scj.test>\nAsunto: {OURS}\n\n{ASK}\n",
    quoted_contains=[ASK],
)
reply(
    "reply-outlook-html",
    "Outlook for Windows, HTML only: the quotation begins at a bordered block.",
    text(html(f"<div class=WordSection1><p class=MsoNormal>{NEW}</p><p class=MsoNormal>&nbsp;</p>"
              '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
              "<p class=MsoNormal><b>De:</b> Mesa de Servicio SCJ &lt;soporte.tecnico@scj.test&gt; <br>"
              "<b>Enviado el:</b> viernes, 20 de noviembre de 2026 10:00 a. m.<br><b>Para:</b> Ana P&eacute;rez<br>"
              f"<b>Asunto:</b> {OURS}</p></div></div><p class=MsoNormal>{ASK}</p></div>"), "html"),
    quoted_contains=[ASK], attachments=[],
)
reply(
    "reply-owa-html",
    "Outlook on the web, HTML only: appendonsend and divRplyFwdMsg.",
    text(html(f'<div class="elementToProof">{NEW}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
              '<div id="divRplyFwdMsg" dir="ltr"><font><b>De:</b> Mesa de Servicio SCJ<br><b>Enviado:</b> viernes, 20 de '
              f"noviembre de 2026 10:00<br><b>Para:</b> Ana<br><b>Asunto:</b> {OURS}</font></div><div>{ASK}</div>"), "html"),
    quoted_contains=[ASK],
)
reply(
    "reply-new-outlook",
    "The new Outlook with Gmail-like attribution.",
    f'{NEW}\n\nEl 20/11/2026 10:00, "Mesa de Servicio SCJ" <soporte.tecnico@scj.test> escribió:\n\n{ASK}\n',
    quoted_contains=[ASK],
)
reply(
    "reply-outlook-english",
    "Outlook in English.",
    f"{NEW}\n\nFrom: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\nSent: Friday, November 20, 2026 10:00 AM\n"
    f"To: Ana Pérez <ana@scj.test>\nSubject: {OURS}\n\n{ASK}\n",
    quoted_contains=[ASK],
)
reply(
    "reply-mensaje-original",
    "An old Outlook: -----Mensaje original-----.",
    f"{NEW}\n\n-----Mensaje original-----\nDe: Mesa de Servicio SCJ\nEnviado el: viernes, 20 de noviembre de 2026 10:00\n"
    f"Para: Ana\nAsunto: {OURS}\n\n{ASK}\n",
    quoted_contains=[ASK],
)
reply(
    "reply-gmail",
    "Gmail: the attribution is wrapped over two lines, quotes are marked; HTML with gmail_quote.",
    multi("alternative", "0000000000001234",
        text(f"{NEW}\n\nEl vie, 20 nov 2026 a las 10:00, Mesa de Servicio SCJ (<\nsoporte.tecnico@scj.test>) escribió:\n\n"
             f"> {ASK}\n>\n> Mesa de Servicio\n"),
        text(f'<div dir="ltr">{NEW}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
             'El vie, 20 nov 2026 a las 10:00, Mesa de Servicio SCJ (&lt;<a href="mailto:soporte.tecnico@scj.test">'
             'soporte.tecnico@scj.test</a>&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px">'
             f"{ASK}<br><br>Mesa de Servicio</blockquote></div>\n", "html")),
    twin=True, quoted_contains=[ASK],
)
reply(
    "reply-gmail-three-lines",
    "Gmail with a long name: the attribution takes three lines.",
    f"{NEW}\n\nEl vie, 20 nov 2026 a las 10:00, Mesa de Servicio de la Secretaría\nDistrital de Seguridad, Convivencia y "
    f"Justicia (<\nsoporte.tecnico@scj.test>) escribió:\n\n> {ASK}\n",
    quoted_contains=[ASK],
)
reply(
    "reply-gmail-english",
    "Gmail in English, wrapped.",
    f"{NEW}\n\nOn Fri, Nov 20, 2026 at 10:00 AM Mesa de Servicio SCJ <\nsoporte.tecnico@scj.test> wrote:\n\n> {ASK}\n",
    quoted_contains=[ASK],
)
reply(
    "reply-apple",
    "Apple Mail in Spanish.",
    f"{NEW}\n\n> El 20 nov 2026, a la(s) 10:00 a.m., Mesa de Servicio SCJ <soporte.tecnico@scj.test> escribió:\n> \n> {ASK}\n",
    quoted_contains=[ASK],
)
reply(
    "reply-iphone",
    "An iPhone: its signature stands between the answer and the quotation.",
    f"{NEW}\n\nEnviado desde mi iPhone\n\n> El 20/11/2026, a la(s) 10:00 a.m., Mesa de Servicio SCJ "
    f"<soporte.tecnico@scj.test> escribió:\n> \n> \ufeff{ASK}\n",
    quoted_contains=[ASK], new=NEW,
)
reply(
    "reply-yahoo-html",
    "Yahoo, HTML only, quotation in yahoo_quoted.",
    text(f'<html><body><div class="yahoo-style-wrap"><div dir="ltr">{NEW}</div></div><div id="yahoo_quoted_1" '
         'class="yahoo_quoted"><div><div>El viernes, 20 de noviembre de 2026, 10:00:00 a. m. COT, Mesa de Servicio SCJ '
         f"&lt;soporte.tecnico@scj.test&gt; escribió:</div><div>{ASK}</div></div></div></body></html>", "html"),
    frm="Luis Rojas <luis@example.com>", quoted_contains=[ASK],
)
reply(
    "reply-thunderbird-html",
    "Thunderbird, HTML only: moz-cite-prefix and a cite blockquote.",
    text(f'<html><body><p>{NEW}</p><div class="moz-cite-prefix">El 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:<br>'
         f'</div><blockquote type="cite" cite="mid:t1.abc@scj.test"><p>{ASK}</p></blockquote></body></html>', "html"),
    quoted_contains=[ASK],
)
reply(
    "reply-interleaved",
    "Answers between the quoted questions: every answer stays.",
    "Respondo entre líneas.\n\nEl 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:\n> ¿En qué piso está la impresora?\n"
    "En el tercero, costado norte.\n\n> ¿Qué placa tiene?\nPlaca 45821.\n\n> ¿Desde cuándo falla?\nDesde ayer a las 4 p. m.\n",
    new=None, new_text_contains=["Respondo entre líneas.", "En el tercero, costado norte.", "Placa 45821.",
                                 "Desde ayer a las 4 p. m."],
)
reply(
    "reply-bottom",
    "The answer stands below the quotation.",
    f"El 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:\n> {ASK}\n>\n> Mesa de Servicio\n\n{NEW}\n",
    new=None, new_text_contains=[NEW], new_text_lacks=["escribió:"],
)
reply(
    "reply-levels",
    "Three levels of quotation: only the top is new.",
    "Sigue sin imprimir, ya hice lo que indicaron.\n\nEl vie, 20 nov 2026 a las 11:00, Mesa de Servicio SCJ "
    f"(<soporte.tecnico@scj.test>) escribió:\n\n> Reinicie la cola de impresión.\n>\n>> El vie, 20 nov 2026, Ana escribió:\n"
    f">> {NEW}\n>>\n>>> {ASK}\n",
    new="Sigue sin imprimir, ya hice lo que indicaron.", quoted_contains=["Reinicie la cola de impresión."],
)
reply(
    "reply-outlook-levels",
    "Two Outlook quotations, one in the other.",
    "Ya quedó, muchas gracias.\n________________________________\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\n"
    f"Enviado: viernes, 20 de noviembre de 2026 11:00\nPara: Ana <ana@scj.test>\nAsunto: RE: {OURS}\n\n"
    "Se cambió el tóner.\n\nDe: Ana <ana@scj.test>\nEnviado: viernes, 20 de noviembre de 2026 9:00\n"
    f"Para: Mesa <soporte.tecnico@scj.test>\nAsunto: Impresora dañada\n\nNo imprime.\n",
    new="Ya quedó, muchas gracias.", quoted_contains=["Se cambió el tóner.", "No imprime."],
)
reply(
    "reply-signature",
    "Answer, signature with delimiter, quotation.",
    f"{NEW}\n\n-- \nAna Pérez\nGestión Humana\n\nEl vie, 20 nov 2026 a las 10:00, Mesa de Servicio SCJ "
    f"(<soporte.tecnico@scj.test>) escribió:\n\n> {ASK}\n",
    signature_contains=["Gestión Humana"], quoted_contains=[ASK],
)
reply(
    "reply-nothing-new",
    "An answer of nothing but our letter, quoted: nobody wrote it.",
    f"El vie, 20 nov 2026 a las 10:00, Mesa de Servicio SCJ (<soporte.tecnico@scj.test>) escribió:\n\n> {ASK}\n",
    new="", quoted_contains=[ASK],
)
reply(
    "reply-looks-quoted",
    "A person's own lines that look like a quoted header: they are the request.",
    "Por favor trasladar el equipo placa 45821 así:\n\nDe: sala 3, puesto 12\nPara: sala 5, puesto 2\n\nGracias.\n",
    new="Por favor trasladar el equipo placa 45821 así:\n\nDe: sala 3, puesto 12\nPara: sala 5, puesto 2\n\nGracias.",
)
reply(
    "reply-own-arrows",
    "A path with arrows and lines that begin with a dash are no quotation.",
    "Entré por Inicio > Panel de control > Red y no aparece el adaptador.\n\n- Por cable tampoco.\n- Por wifi sí.\n",
    new="Entré por Inicio > Panel de control > Red y no aparece el adaptador.\n\n- Por cable tampoco.\n- Por wifi sí.",
)
reply(
    "reply-escribio-in-sentence",
    "\"escribió\" within a sentence ends nothing.",
    "El lunes 16, Juan de archivo me escribió: que el escáner daña las hojas.\nNecesito que lo revisen hoy.\n",
    new="El lunes 16, Juan de archivo me escribió: que el escáner daña las hojas.\nNecesito que lo revisen hoy.",
)
reply(
    "reply-number-loose",
    "The number of the case typed by hand, with blanks and without zeros.",
    "¿Cómo va este caso?\n", new="¿Cómo va este caso?", subject="Estado scj 2026 123 por favor",
    title="Estado scj 2026 123 por favor", numbers=["SCJ-2026-000123"],
)
reply(
    "reply-noise-subject",
    "A subject full of prefixes and notes.",
    "Adjunto lo pedido.\n", new="Adjunto lo pedido.",
    subject="[EXTERNO] RE: RV: [SOL-2026-000045] Re[2]: Falta información", title="Falta información",
    numbers=["SOL-2026-000045"],
)
reply(
    "reply-command",
    "An agent completes a case: command, text, then the quoted assignment.",
    "#prioridad alta\n#solucion\nSe cambió el fusor y se imprimió una página de prueba.\n"
    "________________________________\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\nEnviado: viernes, 20 de noviembre "
    f"de 2026 10:00\nPara: Agente Uno <agente1@scj.test>\nAsunto: {OURS}\n\nCaso asignado.\n",
    frm=AGENT, new="#prioridad alta\n#solucion\nSe cambió el fusor y se imprimió una página de prueba.", twin=True,
    **{"from": "agente1@scj.test"},
)
reply(
    "reply-survey-mailto",
    "A survey answered by its link: the body that the link wrote, and the telephone's line.",
    "Satisfactorio\nCalificación: 5\n\nObtener Outlook para Android\n", new="Satisfactorio\nCalificación: 5",
    subject="Encuesta SCJ-2026-000123: satisfactorio", numbers=["SCJ-2026-000123"],
)
reply(
    "reply-flowed-quote",
    "format=flowed with a flowed quotation and a stuffed line.",
    f"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no\nContent-Transfer-Encoding: 8bit\n\n"
    f"El 20/11/26 a las 10:00, Mesa de Servicio SCJ escribió:\n> Indíquenos por favor \n> el piso.\n\nEstá en el \npiso tres.\n",
    new=None, new_text_contains=["Está en el piso tres."],
)

# Forwards.
FORWARDED = "Los equipos del archivo central no encienden después del corte de luz."
mail(
    "forward-outlook",
    "Forwarded from Outlook with a comment: the comment is new, the rest is quoted.",
    head(BRUNO, "RV: Equipos sin luz", "FWD1@scj.test")
    + text("Para su gestión, por favor.\n\nDe: Archivo Central <archivo@scj.test>\nEnviado: jueves, 19 de noviembre de 2026 16:20\n"
           f"Para: Bruno Díaz <bruno@scj.test>\nAsunto: Equipos sin luz\n\n{FORWARDED}\n"),
    title="Equipos sin luz", new_text="Para su gestión, por favor.", quoted_contains=[FORWARDED], automatic="no",
    **{"from": "bruno@scj.test"},
)
mail(
    "forward-no-comment",
    "Forwarded without a word: the forwarded text is the request.",
    head(BRUNO, "RV: Equipos sin luz", "FWD2@scj.test")
    + text("\n\nDe: Archivo Central <archivo@scj.test>\nEnviado: jueves, 19 de noviembre de 2026 16:20\n"
           f"Para: Bruno Díaz <bruno@scj.test>\nAsunto: Equipos sin luz\n\n{FORWARDED}\n"),
    title="Equipos sin luz", new_text_contains=[FORWARDED], automatic="no",
)
mail(
    "forward-gmail",
    "Forwarded from Gmail in Spanish.",
    head("Diana <diana@example.org>", "Fwd: Equipos sin luz", "FWD3@mail.gmail.com")
    + text("Hola, les comparto el reporte.\n\n---------- Forwarded message ---------\nDe: Archivo Central <archivo@scj.test>\n"
           f"Date: jue, 19 nov 2026 a las 16:20\nSubject: Equipos sin luz\nTo: <diana@example.org>\n\n\n{FORWARDED}\n"),
    title="Equipos sin luz", new_text="Hola, les comparto el reporte.", quoted_contains=[FORWARDED], automatic="no",
)
mail(
    "forward-apple",
    "Forwarded from Apple Mail.",
    head(CLARA, "Fwd: Equipos sin luz", "FWD4@scj.test")
    + text("Favor atender.\n\nInicio del mensaje reenviado:\n\n> De: Archivo Central <archivo@scj.test>\n> Asunto: Equipos sin luz\n"
           f"> Fecha: 19 de noviembre de 2026, 4:20:00 p.m. COT\n> Para: Clara <clara@scj.test>\n> \n> {FORWARDED}\n"),
    title="Equipos sin luz", new_text="Favor atender.", quoted_contains=[FORWARDED], automatic="no",
)
mail(
    "forward-rfc822",
    "Forwarded as an attachment: a mail within the mail, with its own picture.",
    head(BRUNO, "RV: Equipos sin luz", "FWD5@scj.test")
    + multi("mixed", "_005_FWD5_",
        text("Adjunto el correo del archivo para su gestión.\n"),
        "Content-Type: message/rfc822\nContent-Disposition: attachment;\n\tcreation-date=\"Thu, 19 Nov 2026 16:20:00 GMT\"\n\n"
        + head("Archivo Central <archivo@scj.test>", "Equipos sin luz", "INNER1@scj.test", to="bruno@scj.test")
        + multi("mixed", "_inner_", text(FORWARDED + "\n"), file("foto.jpg", "image/jpeg", JPEG))),
    new_text_contains=["Adjunto el correo del archivo para su gestión."], message_id="FWD5@scj.test", automatic="no",
    **{"from": "bruno@scj.test"}, subject="RV: Equipos sin luz",
)
