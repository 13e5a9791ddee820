"""Machines' mail, and people's mail that only looks like it."""

from .base import *  # noqa: F403

ORIGINAL = (
    f"From: Mesa de Servicio SCJ <{DESK}>\nTo: ana.vieja@example.org\nSubject: {word('[SCJ-2026-000123] Impresora dañada')}\n"
    "Message-ID: <l1.9f8e7d@scj.test>\nReferences: <AM0PR01@scj.test> <p1.55aa@scj.test>\nX-Radica-Ticket: SCJ-2026-000123\n"
)


def report(name, about, frm, subject, words, status, more="", original="message/rfc822", twin=False, kind="delivery-status",
           machine="message/delivery-status", **expect):
    tail = f"Content-Type: {original}\n\n{ORIGINAL}" + ("\nCuerpo del correo.\n" if original == "message/rfc822" else "\n")
    mail(name, about,
         head(frm, subject, name + "@mta.example.org", more="Return-Path: <>\n" + more)
         + multi("report", "B_report_1", text(words, how="8bit"), f"Content-Type: {machine}\n\n{status}", tail,
                 params=f"; report-type={kind}"),
         twin, readable=True, **expect)


report(
    "bounce-exchange",
    "Exchange could not deliver: a report in Spanish, the mail that came back whole.",
    "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@scj.test>",
    "No se puede entregar: [SCJ-2026-000123] Impresora dañada",
    "No se pudo entregar el mensaje a ana.vieja@example.org.\nNo se encontró el destinatario.\n",
    "Reporting-MTA: dns;BN7PR10MB0001.namprd10.prod.outlook.com\nReceived-From-MTA: dns;CH2PR10MB0002\n"
    "Arrival-Date: Fri, 20 Nov 2026 15:00:00 +0000\n\nFinal-Recipient: rfc822;Ana.Vieja@example.org\nAction: failed\n"
    "Status: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address\n"
    " lookup\nX-Display-Name: Ana Vieja\n",
    more="X-MS-Exchange-Message-Is-Ndr:\nAuto-Submitted: auto-replied\n", twin=True,
    automatic="bounce", bounce_recipients=["ana.vieja@example.org"], bounce_status="5.1.10",
)
report(
    "bounce-postfix",
    "Postfix could not deliver to two recipients; only the headers came back.",
    "Mail Delivery System <MAILER-DAEMON@mx.example.org>", "Undelivered Mail Returned to Sender",
    "This is the mail system at host mx.example.org.\n\nI'm sorry to have to inform you that your message could not\n"
    "be delivered to one or more recipients.\n",
    "Reporting-MTA: dns; mx.example.org\nX-Postfix-Queue-ID: 4C0FFEE\nArrival-Date: Fri, 20 Nov 2026 10:00:00 -0500 (-05)\n\n"
    "Final-Recipient: rfc822; ana.vieja@example.org\nOriginal-Recipient: rfc822;ana.vieja@example.org\nAction: failed\n"
    "Status: 5.1.1\nRemote-MTA: dns; mail.example.org\nDiagnostic-Code: smtp; 550 5.1.1 <ana.vieja@example.org>: User unknown\n\n"
    "Final-Recipient: rfc822; luis.viejo@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User\n"
    "    unknown\n",
    more="Auto-Submitted: auto-replied\n", original="text/rfc822-headers",
    automatic="bounce", bounce_recipients=["ana.vieja@example.org", "luis.viejo@example.org"], bounce_status="5.1.1",
)
report(
    "bounce-delayed",
    "Delivery is late and will be tried again: nothing has failed.",
    "Mail Delivery System <MAILER-DAEMON@mx.scj.test>", "Delayed Mail (still being retried)",
    "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n",
    "Reporting-MTA: dns; mx.scj.test\n\nFinal-Recipient: rfc822; ana.vieja@example.org\nAction: delayed\nStatus: 4.4.1\n"
    "Diagnostic-Code: X-Postfix; connect to mail.example.org[192.0.2.7]:25: Connection timed out\n"
    "Will-Retry-Until: Wed, 25 Nov 2026 10:00:00 -0500 (-05)\n",
    original="text/rfc822-headers",
    automatic="bounce", bounce_recipients=["ana.vieja@example.org"], bounce_status="4.4.1",
)
report(
    "bounce-full-mailbox",
    "A mailbox is full: class 5.2.2, address written without its type.",
    "postmaster@example.com", "Delivery Status Notification (Failure)",
    "La casilla del destinatario está llena.\n",
    "Reporting-MTA: dns;mail.example.com\n\nOriginal-Recipient: rfc822;<luis@example.com>\nFinal-Recipient: RFC822;\n"
    " <luis@example.com>\nAction: Failed\nStatus: 5.2.2 (mailbox full)\n",
    automatic="bounce", bounce_recipients=["luis@example.com"], bounce_status="5.2.2",
)
mail(
    "bounce-text",
    "A bounce that is only text (qmail): there is no report to read.",
    "Return-Path: <>\nDate: 20 Nov 2026 15:00:00 -0000\nFrom: MAILER-DAEMON@mail.example.com\n"
    f"To: {DESK}\nSubject: failure notice\nMessage-ID: <qmail1@mail.example.com>\n\n"
    "Hi. This is the qmail-send program at mail.example.com.\nI'm afraid I wasn't able to deliver your message to the "
    "following addresses.\n\n<luis@example.com>:\n550 5.1.1 No such user here\n\n--- Below this line is a copy of the message.\n\n"
    + ORIGINAL + "\nCuerpo\n",
    automatic="bounce", bounce_recipients=["luis@example.com"], bounce_status="5.1.1",
)
mail(
    "bounce-lookalike",
    "A person writes about bounces: that is a request.",
    head(ANA, "No se puede entregar: me sale ese mensaje", "BLIKE@scj.test")
    + text("Cuando escribo a archivo@scj.test me responde «Undelivered Mail Returned to Sender 550 5.1.1». ¿Qué hago?\n"),
    automatic="no", new_text="Cuando escribo a archivo@scj.test me responde «Undelivered Mail Returned to Sender 550 5.1.1». ¿Qué hago?",
)
report(
    "arf-complaint",
    "A complaint by feedback loop (RFC 5965).",
    "complaints@example.com", "FW: Encuesta de satisfacción", "This is an email abuse report.\n",
    "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n", kind="feedback-report", machine="message/feedback-report",
    automatic="machine",
)
report(
    "receipt-thunderbird",
    "A read receipt (RFC 8098).",
    ANA, "Return Receipt (displayed) - [SCJ-2026-000123] Impresora dañada",
    "This is a Return Receipt for the mail that you sent.\n",
    "Reporting-UA: scj.test; Thunderbird\nFinal-Recipient: rfc822;ana@scj.test\nOriginal-Message-ID: <l1.9f8e7d@scj.test>\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n",
    kind="disposition-notification", machine="message/disposition-notification", original="text/rfc822-headers",
    automatic="receipt",
)
mail(
    "receipt-exchange",
    "Exchange's read receipt in Spanish.",
    head(CLARA, "Leído: [SCJ-2026-000123] Impresora dañada", "RCPT1@scj.test", more="Return-Path: <>\n"
         "In-Reply-To: <l1.9f8e7d@scj.test>\nAuto-Submitted: auto-replied\nX-MS-Exchange-Generated-Message-Source: Mailbox Transport\n")
    + multi("report", "_000_RCPT1_",
        text("El mensaje\n\n  Para: Clara\n  Asunto: [SCJ-2026-000123] Impresora dañada\n\nse leyó el viernes, 20 de noviembre de 2026.\n"),
        "Content-Type: message/disposition-notification\n\nFinal-recipient: RFC822; clara@scj.test\n"
        "Disposition: automatic-action/MDN-sent-automatically; displayed\n",
        params="; report-type=disposition-notification"),
    automatic="receipt",
)

SUPPRESS = "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n"
mail(
    "ooo-exchange-es",
    "Exchange's absence notice in Spanish, on a letter of ours.",
    head(ANA, "Respuesta automática: [SCJ-2026-000123] Impresora dañada", "OOO1@scj.test",
         more=SUPPRESS + "X-MS-Exchange-Inbox-Rules-Loop: ana@scj.test\nIn-Reply-To: <l1.9f8e7d@scj.test>\n")
    + text("Me encuentro en vacaciones hasta el 7 de diciembre.\n"),
    twin=True, automatic="out-of-office", numbers=["SCJ-2026-000123"], wants_no_automatic_answer=True,
    thread=["l1.9f8e7d@scj.test"],
)
mail(
    "ooo-exchange-en",
    "Exchange's absence notice in English.",
    head(BRUNO, "Automatic reply: [SCJ-2026-000123] Impresora", "OOO2@scj.test", more=SUPPRESS)
    + text("I am out of the office.\n", how="7bit"),
    automatic="out-of-office",
)
mail(
    "ooo-gmail",
    "Gmail's vacation responder: it also says Precedence: bulk, which makes it no list.",
    head("Diana <diana@example.org>", "Fuera de la oficina Re: [SCJ-2026-000123] Impresora", "OOO3@mail.gmail.com",
         more="Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes\n")
    + text("Estaré fuera hasta el lunes.\n"),
    automatic="out-of-office",
)
mail(
    "ooo-by-hand",
    "Somebody types that they will be away: no machine's header, a person's mail.",
    head(ANA, "Fuera de la oficina: ¿cómo activo el mensaje?", "OOO4@scj.test")
    + text("Salgo a vacaciones y no sé cómo activar la respuesta automática.\n"),
    automatic="no", new_text="Salgo a vacaciones y no sé cómo activar la respuesta automática.",
)


def calendar(method, extra=""):
    return (
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nPRODID:Microsoft Exchange Server 2010\nVERSION:2.0\nBEGIN:VEVENT\n"
        f"ORGANIZER;CN=Mesa:mailto:{DESK}\nUID:040000008200E00074C5B7101A82E008\nDTSTART:20261123T140000Z\n"
        f"DTEND:20261123T150000Z\nSUMMARY:Visita\n{extra}END:VEVENT\nEND:VCALENDAR\n"
    )


mail(
    "calendar-accepted",
    "An invitation was accepted.",
    head(CLARA, "Aceptada: Visita al piso 3", "CAL1@scj.test")
    + multi("alternative", "_000_CAL1_", text("\n"),
            text(calendar("REPLY", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:clara@scj.test\n"), "calendar", how="base64", params="; method=REPLY")),
    automatic="calendar",
)
mail(
    "calendar-invitation",
    "An invitation to the desk: a person wrote it, and somebody must see it.",
    head(BRUNO, "Reunión de seguimiento", "CAL2@scj.test")
    + multi("alternative", "_000_CAL2_", text("Reunión en la sala 3.\n"),
            text(html("<p>Reunión en la sala 3.</p>"), "html"),
            text(calendar("REQUEST"), "calendar", how="base64", params="; method=REQUEST")),
    automatic="no", new_text="Reunión en la sala 3.",
)
mail(
    "calendar-file-attached",
    "A person attaches an .ics and asks for help with it: no calendar mail.",
    head(BRUNO, "No puedo abrir esta cita", "CAL3@scj.test")
    + multi("mixed", "_000_CAL3_", text("El archivo adjunto no abre en Outlook, ayuda por favor.\n"),
            file("cita.ics", "application/octet-stream", calendar("PUBLISH").encode())),
    automatic="no", new_text="El archivo adjunto no abre en Outlook, ayuda por favor.",
    attachments=[{"name": "cita.ics", "inline": False, "size": len(calendar("PUBLISH").encode())}],
)
mail(
    "list-mailman",
    "A mailing list.",
    head("Luis <luis@example.com>", "[seguridad] Boletín 45", "ML1@lists.example.com",
         more="Sender: seguridad-bounces@lists.example.com\nPrecedence: list\nList-Id: Seguridad <seguridad.lists.example.com>\n"
         "List-Unsubscribe: <mailto:seguridad-leave@lists.example.com>\n")
    + text("Boletín de esta semana.\n"),
    automatic="list",
)
mail(
    "newsletter",
    "A newsletter: List-Unsubscribe alone says so.",
    head("Novedades <novedades@example.com>", "¡Ofertas de noviembre!", "NL1@example.com",
         more="List-Unsubscribe: <https://example.com/baja>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n")
    + text(html("<h1>Ofertas</h1><p>Computadores</p>"), "html"),
    automatic="list",
)
mail(
    "noreply",
    "From a noreply address, with nothing else that says machine.",
    head("Sistema de Nómina <no-reply@example.com>", "Su desprendible", "NR1@example.com") + text("Descárguelo en el portal.\n"),
    automatic="machine",
)
mail(
    "monitoring",
    "A monitoring tool, Auto-Submitted.",
    head("Zabbix <zabbix@scj.test>", "PROBLEM: SRV-ARCHIVOS disco lleno", "ZBX1@scj.test",
         more="Auto-Submitted: auto-generated\n") + text("Espacio libre: 2 %\n"),
    automatic="machine", **{"from": "zabbix@scj.test"},
)
mail(
    "null-return-path",
    "An empty envelope sender is a machine's.",
    head("Sistema <sistema@example.com>", "Notificación", "NRP1@example.com", more="Return-Path: <>\n") + text("Proceso terminado.\n"),
    automatic="machine",
)
mail(
    "own-letter-back",
    "A letter of this desk comes back to it (a forwarding rule): our kind header and address.",
    head(f"Mesa de Servicio SCJ <{DESK}>", "[SCJ-2026-000123] Impresora dañada", "l1.9f8e7d@scj.test",
         more="Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: OOF, AutoReply, RN, NRN\nX-Radica-Ticket: SCJ-2026-000123\n"
         "X-Radica-Kind: acknowledgement\n") + text("Su caso quedó registrado.\n"),
    automatic="own", numbers=["SCJ-2026-000123"],
)
mail(
    "suppress-only",
    "X-Auto-Response-Suppress alone: a person's mail that wants no automatic answer.",
    head(ANA, "Monitor", "SUP1@scj.test", more="X-Auto-Response-Suppress: DR, AutoReply\n") + text("El monitor parpadea.\n"),
    automatic="no", wants_no_automatic_answer=True, new_text="El monitor parpadea.",
)
mail(
    "suppress-receipts-only",
    "It only wants no receipts: an automatic answer is welcome.",
    head(ANA, "Monitor", "SUP2@scj.test", more="X-Auto-Response-Suppress: DR, RN, NRN, OOF\n") + text("El monitor parpadea.\n"),
    automatic="no", wants_no_automatic_answer=False,
)
mail(
    "auto-submitted-no",
    "Auto-Submitted: no, with a comment, in capitals: a person.",
    head(ANA, "Monitor", "ASN1@scj.test", more="Auto-Submitted: NO (person)\n") + text("El monitor no prende.\n"),
    automatic="no", new_text="El monitor no prende.",
)
mail(
    "auto-submitted-parameters",
    "Auto-Submitted with parameters (RFC 3834): a machine.",
    head("Robot <robot@example.com>", "Copia de seguridad", "ASP1@example.com",
         more="Auto-Submitted: auto-generated; owner-email=\"luis@example.com\"\n") + text("Terminada.\n"),
    automatic="machine",
)
