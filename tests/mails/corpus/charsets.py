"""Charsets, declared, undeclared and wrongly declared, in bodies and headers."""

from .base import *  # noqa: F403

SAY = "El año pasado la señora Muñoz pidió una extensión telefónica; aún no funciona."


def plain(name, about, part, new=SAY, subject="Extensión telefónica", **expect):
    expect = {"readable": True, "new_text": new, "subject": subject, "automatic": "no", **expect}
    mail(name, about, head(ANA, subject, name + "@scj.test") + part, **expect)


plain("latin1-qp", "iso-8859-1, quoted-printable.", text(SAY + "\n", charset="iso-8859-1"))
plain("latin1-8bit", "iso-8859-1, raw.", text(SAY + "\n", charset="iso-8859-1", how="8bit"))
plain("latin9", "iso-8859-15 with the euro sign.", text("La licencia cuesta 120 € por año.\n", charset="iso-8859-15"),
      new="La licencia cuesta 120 € por año.")
plain("cp1252-declared", "windows-1252 with curly quotes and a dash.",
      text("El mensaje dice “sin conexión” – no sé qué hacer…\n", charset="windows-1252"),
      new="El mensaje dice “sin conexión” – no sé qué hacer…")
plain("cp1252-as-latin1", "Declared iso-8859-1, but with windows-1252's quotes: read as everybody reads it (WHATWG).",
      "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
      + raw("El mensaje dice “sin conexión”.\n", "cp1252"), new="El mensaje dice “sin conexión”.")
plain("cp1252-undeclared", "No Content-Type at all, windows-1252 bytes.", "\n" + raw(SAY + "\n", "cp1252"))
plain("utf8-undeclared", "No charset declared, UTF-8 bytes.", "Content-Type: text/plain\n\n" + SAY + "\n")
plain("utf8-as-ascii", "Declared us-ascii, is UTF-8.",
      "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 8bit\n\n" + SAY + "\n")
plain("cp1252-as-utf8", "Declared UTF-8, is windows-1252: the letters can still be read.",
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + raw(SAY + "\n", "cp1252"))
plain("unknown-charset", "A charset that does not exist, UTF-8 bytes.",
      "Content-Type: text/plain; charset=x-desconocido\nContent-Transfer-Encoding: 8bit\n\n" + SAY + "\n")
plain("quoted-charset", "The charset in quotes, in capitals, with a comment behind it.",
      'Content-Type: text/plain; charset="ISO-8859-1" (Latin 1)\nContent-Transfer-Encoding: QUOTED-PRINTABLE\n\n'
      + qp(SAY + "\n", "latin-1"))
plain("utf16-base64", "UTF-16 with a byte order mark, base64.",
      "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
      + b64(b"\xff\xfe" + SAY.encode("utf-16-le")))
plain("utf8-bom", "UTF-8 with a byte order mark, which is no letter.", text("\ufeff" + SAY + "\n", how="base64"))
plain("emoji", "Letters outside the basic plane, and a decomposed accent kept readable.",
      text("No funciona 😡 la impresora 🖨️\n", how="8bit"), new="No funciona 😡 la impresora 🖨️", subject="Impresora 😡")
plain("html-latin1-meta", "HTML whose meta says iso-8859-1 while the header says UTF-8: the header counts.",
      text('<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body>'
           f"<p>{SAY}</p></body></html>\n", "html"))


def subject(name, about, line, expected, body="Hola\n", **expect):
    if expected is not None:
        expect["subject"] = expected
    mail(name, about,
         f"From: {person(ANA)}\nTo: {DESK}\nSubject: {line}\nDate: {DATE}\nMessage-ID: <{name}@scj.test>\n\n{body}",
         **{"from": "ana@scj.test", "new_text": "Hola", "automatic": "no", **expect})


subject("subject-raw-utf8", "A raw UTF-8 subject, not encoded.", "Contraseña dañada", "Contraseña dañada")
subject("subject-raw-latin1", "A raw windows-1252 subject.", raw("Contraseña “dañada”", "cp1252"), "Contraseña “dañada”")
subject("subject-q-words", "Q encoding with underscores; the blank between two words is none.",
        "=?iso-8859-1?Q?Actualizaci=F3n_de_?=\n =?iso-8859-1?Q?contrase=F1a?=", "Actualización de contraseña")
subject("subject-split-character", "A letter cut in two between two encoded words: senders do it.",
        "=?utf-8?B?" + b64("Contrase".encode() + b"\xc3").strip() + "?=\n =?utf-8?B?" + b64(b"\xb1" + "a nueva".encode()).strip() + "?=",
        "Contraseña nueva")
subject("subject-encoded-crlf", "Line ends within an encoded word: they begin no header.",
        "=?utf-8?Q?Impresora=0D=0ABcc:_victima@example.com?=", None, title="Impresora Bcc: victima@example.com",
        attachments=[])
subject("subject-folded", "A long folded subject is one line.",
        "Solicitud de soporte\n para la sala de juntas\n\tdel piso cuarto",
        None, title="Solicitud de soporte para la sala de juntas del piso cuarto")
subject("subject-number-encoded", "Our tag within an encoded word, with dashes that a program made of hyphens.",
        word("RE: [SCJ–2026–000123] Actualización"), "RE: [SCJ–2026–000123] Actualización",
        numbers=["SCJ-2026-000123"], title="Actualización")
subject("subject-missing-encoding-end", "An encoded word that never ends is shown as it stands.",
        "=?utf-8?Q?Impresora", "=?utf-8?Q?Impresora")
mail("no-subject", "No subject at all.", f"From: ana@scj.test\nTo: {DESK}\nDate: {DATE}\nMessage-ID: <nosub@scj.test>\n\nNo prende el monitor.\n",
     subject="", title="", new_text="No prende el monitor.", automatic="no", numbers=[])
mail("from-raw-latin1", "A raw windows-1252 display name: the address is found all the same.",
     f"From: {raw('Señor Ñáñez', 'cp1252')} <nanez@scj.test>\nTo: {DESK}\nSubject: x\nDate: {DATE}\nMessage-ID: <rawfrom@scj.test>\n\nHola\n",
     **{"from": "nanez@scj.test"}, new_text="Hola", automatic="no")
mail("from-capitals", "An address in capitals, a display name in quotes with a comma.",
     f'From: "PEREZ, ANA (GH)" <ANA@SCJ.TEST>\nTo: {DESK}\nSubject: x\nDate: {DATE}\nMessage-ID: <caps@scj.test>\n\nHola\n',
     **{"from": "ana@scj.test"}, new_text="Hola", automatic="no")
