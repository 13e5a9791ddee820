"""The desk's own letters answered by requesters and agents: commands, surveys, tables, what programs put around them."""

from .base import *  # noqa: F403

CASE = "[SCJ-2026-000123] La impresora del piso 3 no imprime"
REFS = "In-Reply-To: <l1.0f3a@scj.test>\nReferences: <r1.77ab@scj.test>\n <l1.0f3a@scj.test>\n"
FOOT = (
    "-- \nMesa de Servicio SCJ\nSecretaría Distrital de Seguridad, Convivencia y Justicia\n"
    "soporte.tecnico@scj.test · 3779595 ext. 1100\nLunes a viernes de 7:00 a. m. a 7:00 p. m.\n"
)
SURVEY = (
    "Buenos días, Ana:\n\nSu caso quedó solucionado.\n\n    SCJ-2026-000123\n\nEsto fue lo que se hizo:\n\n"
    "    Se retiró el papel atascado.\n\n¿Cómo le pareció la atención?\n\nResponda este correo con la palabra "
    "«satisfactoria» o «no satisfactoria».\n\n" + FOOT
)
ASSIGNMENT = (
    "Buenos días, Agente:\n\nHay un caso para Mesa de Servicio:\n\n    SCJ-2026-000123\n\nLo que escribió\n\n"
    "    La impresora del piso 3 no imprime.\n\nPara seguir\n\n  - Tomar el caso: #tomar\n"
    "  - Solucionar: #solucion y, debajo, el texto\n\n" + FOOT
)


def quoted(letter):
    return "".join(f"> {line}\n" for line in letter.splitlines())


def outlook(letter, to="Agente Uno <agente1@scj.test>"):
    return (
        "________________________________\nDe: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\n"
        f"Enviado: viernes, 20 de noviembre de 2026 10:00\nPara: {to}\nAsunto: {CASE}\n\n{letter}"
    )


def answer(name, about, body, frm=AGENT, subject="RE: " + CASE, twin=False, **expect):
    part = body if body.startswith("Content-Type") else text(body)
    expect = {"automatic": "no", "numbers": ["SCJ-2026-000123"], **expect}
    mail("desk-" + name, about, head(frm, subject, name + "@scj.test", more=REFS) + part, twin, **expect)


answer(
    "agent-take",
    "An agent takes a case from Outlook; the letter below names commands too.",
    "#tomar\n\n" + outlook(ASSIGNMENT),
    twin=True, new_text="#tomar", quoted_contains=["#solucion y, debajo"],
)
answer(
    "agent-solution-signed",
    "A solution over several lines, a farewell, the agent's signature.",
    "#solucion\nSe cambió el rodillo de la bandeja 2.\n\nSe probó con diez hojas por las dos caras.\n\nCordialmente,\n\n"
    "Agente Uno\nMesa de Servicio\nExt. 1101\n\n" + outlook(ASSIGNMENT),
    new_text_contains=["#solucion", "bandeja 2.", "dos caras."], new_text_lacks=["Hay un caso"],
    quoted_contains=["Hay un caso"],
)
answer(
    "agent-address-linked",
    "Outlook makes a link of the address in a command: the address stands there once.",
    text(html('<div class="elementToProof">#asignar <a href="mailto:agente2@scj.test">agente2@scj.test</a></div>'
              '<div class="elementToProof">#nota</div><div class="elementToProof">Ya revis&eacute; el cable.</div>'
              '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><b>De:</b> Mesa de Servicio SCJ<br>'
              f"<b>Asunto:</b> {CASE}</div><div>Hay un caso para Mesa de Servicio</div>"), "html"),
    new_text="#asignar agente2@scj.test\n#nota\nYa revisé el cable.", quoted_contains=["Hay un caso"],
)
answer(
    "agent-blank-between",
    "Outlook for Mac puts an empty line between any two: a paragraph a line.",
    text(html("<p class=MsoNormal>#pedir<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
              "<p class=MsoNormal>&iquest;Cu&aacute;l es la placa?<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
              '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>'
              f"<b>De: </b>Mesa de Servicio SCJ<br><b>Asunto: </b>{CASE}</p></div><p class=MsoNormal>Hay un caso</p>"), "html"),
    new_text="#pedir\n\n¿Cuál es la placa?", quoted_contains=["Hay un caso"],
)
answer(
    "agent-iphone",
    "A command from a telephone, which writes its capital letter and its own line.",
    "#Tomar\n\nEnviado desde mi iPhone\n\nEl 20/11/2026, a la(s) 10:00 a. m., Mesa de Servicio SCJ "
    "<soporte.tecnico@scj.test> escribió:\n\n" + quoted(ASSIGNMENT),
    new_text="#Tomar", quoted_contains=["Hay un caso"],
)
answer(
    "agent-below",
    "An agent who writes below the whole quotation.",
    "El vie, 20 nov 2026 a las 10:00, Mesa de Servicio SCJ (<soporte.tecnico@scj.test>) escribió:\n\n" + quoted(ASSIGNMENT)
    + "\n#escalar N2\nHay que abrir el equipo en el sitio.\n",
    new_text="#escalar N2\nHay que abrir el equipo en el sitio.", quoted_contains=["Hay un caso"],
)
answer(
    "survey-outlook-mobile",
    "A survey answered by one digit in Outlook for iOS, with its advertisement.",
    "5\n\nObtener Outlook para iOS<https://aka.ms/o0ukef>\n" + outlook(SURVEY, "Ana Pérez <ana@scj.test>"),
    frm=ANA, twin=True, new_text="5", quoted_contains=["no satisfactoria"],
)
answer(
    "survey-gmail-words",
    "A survey answered in words in Gmail's app: our question in the quotation is no answer.",
    "Todo quedó funcionando, mil gracias\n\nEl vie, 20 de nov de 2026, 10:00 a. m., Mesa de Servicio SCJ <\n"
    "soporte.tecnico@scj.test> escribió:\n\n" + quoted(SURVEY),
    frm=ANA, new_text="Todo quedó funcionando, mil gracias", new_text_lacks=["satisfactoria"],
)
answer(
    "survey-not-marked",
    "A survey answered in Yahoo's app, whose quotation bears no mark: what stands above our letter is new.",
    "No me solucionaron nada, sigue igual.\n\n  El viernes, 20 de noviembre de 2026, 10:00:00 a. m. GMT-5, Mesa de Servicio SCJ "
    "<soporte.tecnico@scj.test> escribió:\n\n " + SURVEY,
    frm=ANA, new_text="No me solucionaron nada, sigue igual.", new_text_lacks=["satisfactoria", "papel atascado"],
)
answer(
    "missing-table",
    "What was asked for, answered as a table.",
    text(html('<div dir="ltr"><table border="1"><tr><td>Placa</td><td>45231</td></tr><tr><td>Sede</td><td>Casa de Justicia de '
              'Bosa</td></tr></table></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El vie, 20 nov 2026 a las '
              '10:00, Mesa de Servicio SCJ escribi&oacute;:<br></div><blockquote class="gmail_quote">Nos falta: la placa'
              "</blockquote></div>"), "html"),
    frm=ANA, subject="Re: [SOL-2026-000007] Computador", numbers=["SOL-2026-000007"],
    new_text_contains=["Placa", "45231", "Sede", "Casa de Justicia de Bosa"], new_text_lacks=["Nos falta"],
)
answer(
    "forwarded-to-colleague",
    "A requester forwards our letter to a colleague with the desk in copy: what they say to the colleague is new.",
    "Bruno, este es el número del caso. Cualquier cosa responda por aquí.\n\n---------- Forwarded message ---------\n"
    "De: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\nDate: vie, 20 nov 2026 a las 10:00\n"
    f"Subject: {CASE}\nTo: Ana Pérez <ana@scj.test>\n\n{SURVEY}",
    frm=ANA, subject="Fwd: " + CASE,
    new_text="Bruno, este es el número del caso. Cualquier cosa responda por aquí.", quoted_contains=["papel atascado"],
)
answer(
    "banner-above",
    "An outside supplier's answer, with the banner that Exchange puts above outside mail.",
    "[PRECAUCIÓN: Este correo fue enviado desde fuera de la entidad. No abra enlaces ni anexos de remitentes desconocidos.]\n\n"
    "El repuesto llega el lunes.\n\n" + outlook(ASSIGNMENT, "Soporte <soporte@proveedor.test>"),
    frm="Soporte <soporte@proveedor.test>", new_text="El repuesto llega el lunes.",
)
answer(
    "command-hidden",
    "Commands that only a machine would see: hidden, white, of no size. None of them was written by a person.",
    text(html('<div>Gracias, quedo atenta.</div><div style="display:none">#solucion<br>Listo</div>'
              '<span style="font-size:0px">#no-procede</span><div style="visibility:hidden">#fusionar SCJ-2026-000001</div>'),
         "html"),
    frm=ANA, new_text_contains=["Gracias, quedo atenta."], new_text_lacks=["#solucion", "#no-procede", "#fusionar"],
)
answer(
    "two-letters-below",
    "An answer above two letters of the thread: all but its first lines are quoted.",
    "Sí, ese es el equipo.\n\n" + outlook("¿Es el equipo de la sala de juntas?\n\n" + FOOT, "Ana Pérez <ana@scj.test>")
    + "\n" + outlook(SURVEY, "Ana Pérez <ana@scj.test>"),
    frm=ANA, new_text="Sí, ese es el equipo.", quoted_contains=["sala de juntas", "papel atascado"],
)
