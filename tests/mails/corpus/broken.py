"""Mails that break the rules; what can be read is read, nothing falls over."""

from .base import *  # noqa: F403

SAY = "El equipo no enciende desde ayer."
HEAD = f"From: Ana <ana@scj.test>\nTo: {DESK}\nSubject: Equipo\nDate: {DATE}\nMessage-ID: "


def broken(name, about, raw_mail, readable=True, **expect):
    mail(name, about, raw_mail, readable=readable, **expect)


def whole(name, about, rest, **expect):
    broken(name, about, f"{HEAD}<{name}@scj.test>\nMIME-Version: 1.0\n{rest}", **{"from": "ana@scj.test", **expect})


whole("truncated-multipart", "Cut off in the middle of an attachment.",
      multi("mixed", "b1", text(SAY + "\n"), file("largo.pdf", "application/pdf", PDF * 20))[:-900], new_text=SAY)
whole("no-final-boundary", "The final boundary is missing.",
      multi("mixed", "b1", text(SAY + "\n"), file("a.pdf", "application/pdf", PDF), end=False), new_text=SAY,
      attachments=[{"name": "a.pdf", "size": len(PDF)}])
whole("boundary-never-opened", "A multipart whose boundary never comes: the body is what was written.",
      f'Content-Type: multipart/mixed; boundary="nunca"\n\n{SAY}\n', new_text_contains=[SAY])
whole("multipart-no-boundary", "A multipart that names no boundary.",
      f"Content-Type: multipart/alternative\n\n{SAY}\n", new_text_contains=[SAY])
whole("empty-multipart", "A multipart of no parts.",
      'Content-Type: multipart/mixed; boundary="b1"\n\n--b1--\n', new_text="", attachments=[])
whole("preamble-epilogue", "Text before the first and behind the last boundary is no part of the mail.",
      'Content-Type: multipart/mixed; boundary="b1"\n\nThis is a multi-part message in MIME format.\n'
      f"--b1\nContent-Type: text/plain\n\n{SAY}\n--b1--\nEpilogo\n", new_text=SAY)
whole("boundary-prefix", "One boundary begins like the other.",
      'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: multipart/alternative; boundary="bb"\n\n'
      f"--bb\nContent-Type: text/plain\n\n{SAY}\n--bb--\n--b--\n", new_text=SAY)
whole("broken-base64", "Base64 with rubbish in it, and without its padding.",
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
      + b64(SAY + "\n")[:12] + "!*\n" + b64(SAY + "\n")[12:].rstrip("=\n") + "\n", new_text_contains=["El equipo"])
whole("broken-qp", "Quoted-printable with escapes that are none.",
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
      "El 50=% de los equipos no enciende =ZZ, se=C3=B1ores.\n=", new_text_contains=["de los equipos no enciende", "señores."])
whole("unknown-encoding", "A transfer encoding that nobody knows: the text as it stands.",
      f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: x-rara\n\n{SAY}\n", new_text=SAY)
whole("broken-html", "HTML whose elements are never closed or opened.",
      text(f"<html><body><div><p>{SAY}<b>Urgente<table><tr><td>Piso 3</div></p></span></body>", "html"),
      new_text_contains=[SAY, "Urgente", "Piso 3"])
whole("html-script-style", "Script, style, comments and hidden blocks are not what a person reads.",
      text(f"<html><head><title>Titulo</title><style>p {{ color: red }}</style></head><body><script>alert('hola')</script>"
           f"<!-- comentario --><p>{SAY}</p></body></html>", "html"),
      new_text_contains=[SAY], new_text_lacks=["alert", "color: red", "comentario"])
whole("html-only-text-empty", "The text part is blank, the HTML holds the words.",
      multi("alternative", "b1", text("\n"), text(html(f"<p>{SAY}</p>"), "html")), new_text=SAY)
whole("html-as-plain", "HTML that calls itself plain text: shown as it stands.",
      "Content-Type: text/plain\n\nUse <b> y 3 < 4 en la plantilla.\n", new_text="Use <b> y 3 < 4 en la plantilla.")
whole("long-line", "One line of 300,000 characters.",
      "Content-Type: text/plain\n\n" + "no enciende " * 25_000 + "\n", new_text_contains=["no enciende no enciende"])
whole("nul-bytes", "NUL bytes within text and headers.",
      "X-Raro: a\0b\nContent-Type: text/plain\n\nEl equipo\0 no enciende.\n", new_text_contains=["no enciende."],
      new_text_lacks=["\u0000"])
whole("control-characters", "Escape sequences for terminals: no letters.",
      "Content-Type: text/plain\n\nEl equipo \x1b[31mno enciende\x1b[0m.\x07\n", new_text_contains=["no enciende"],
      new_text_lacks=["\u001b", "\u0007"])

nested = text(SAY + "\n", how="8bit")
for depth in range(12):
    nested = multi("mixed", f"nivel{depth}", nested)
whole("nested-twelve", "Twelve multiparts, one in the other: clumsy, but to be read.", nested, new_text=SAY)
deep = "".join(f'Content-Type: multipart/mixed; boundary="d{n}"\n\n--d{n}\n' for n in range(3000))
mail("nested-bomb", "Three thousand multiparts, one in the other: it must end, whatever is made of it.",
     f"{HEAD}<bomb@scj.test>\nMIME-Version: 1.0\n{deep}Content-Type: text/plain\n\n{SAY}\n")
inner = f"From: x@example.com\nSubject: fin\n\n{SAY}\n"
for n in range(200):
    inner = f"From: x@example.com\nSubject: {n}\nContent-Type: message/rfc822\n\n{inner}"
mail("rfc822-bomb", "Two hundred forwarded mails, one in the other: it must end.", inner)
mail("many-parts", "Five thousand tiny parts: it must end.",
     f"{HEAD}<parts@scj.test>\nMIME-Version: 1.0\n" + multi("mixed", "p", text(SAY + "\n"), *["Content-Type: text/plain\n\nx"] * 5000))
mail("header-bomb", "Five thousand headers of no use: over the limits, it must end.",
     f"{HEAD}<headers@scj.test>\nMIME-Version: 1.0\n" + "".join(f"X-Relleno-{n}: {'x' * 40}\n" for n in range(5000))
     + f"Content-Type: text/plain\n\n{SAY}\n")
whole("many-recipients", "Two thousand addresses in Cc.",
      "Cc: " + ",\n ".join(f"persona{n}@example.org" for n in range(2000)) + f"\nContent-Type: text/plain\n\n{SAY}\n", new_text=SAY)
whole("many-references", "Eight hundred references.",
      "References: " + "\n ".join(f"<{n}@scj.test>" for n in range(800)) + f"\nContent-Type: text/plain\n\n{SAY}\n", new_text=SAY)
whole("bad-references", "References with words, doubles and brackets that are never closed.",
      "In-Reply-To: Your message of Friday <uno@scj.test>\nReferences: <dos@scj.test> <uno@scj.test>\n <dos@scj.test>"
      f"\nContent-Type: text/plain\n\n{SAY}\n", new_text=SAY, thread=["uno@scj.test", "dos@scj.test"])

broken("no-message-id", "No Message-ID.", f"From: ana@scj.test\nTo: {DESK}\nSubject: Equipo\nDate: {DATE}\n\n{SAY}\n",
       message_id="", new_text=SAY, automatic="no")
broken("no-date", "No Date.", f"From: ana@scj.test\nTo: {DESK}\nSubject: Equipo\nMessage-ID: <nd@scj.test>\n\n{SAY}\n",
       message_id="nd@scj.test", new_text=SAY)
broken("bad-date", "A date that cannot be.",
       f"From: ana@scj.test\nSubject: Equipo\nDate: 31 de febrero, ayer 25:61\nMessage-ID: <bd@scj.test>\n\n{SAY}\n", new_text=SAY)
broken("no-from", "No From: nobody to answer, so it is set apart for a person to look at.",
       f"To: {DESK}\nSubject: Equipo\nDate: {DATE}\nMessage-ID: <nf@scj.test>\n\n{SAY}\n", readable=False)
broken("bad-from", "A From without any address: set apart, too.",
       f"From: Ana de Gestión Humana\nTo: {DESK}\nSubject: Equipo\nDate: {DATE}\nMessage-ID: <bf@scj.test>\n\n{SAY}\n",
       readable=False)
broken("two-from", "Two From fields: nobody can be believed.",
       f"From: coordinador@scj.test\nFrom: otro@example.com\nTo: {DESK}\nSubject: Equipo\nDate: {DATE}\nMessage-ID: <2f@scj.test>\n\n{SAY}\n",
       new_text=SAY, verdict="fail")
broken("two-authors", "Two authors in one From: nobody can be believed.",
       "Authentication-Results: scj.test; dmarc=pass header.from=scj.test\n"
       f"From: coordinador@scj.test, otro@example.com\nTo: {DESK}\nSubject: Equipo\nDate: {DATE}\nMessage-ID: <2a@scj.test>\n\n{SAY}\n",
       new_text=SAY, verdict="fail")
broken("from-group", "A From with a name that looks like an address: the address in brackets counts.",
       f'From: "coordinador@scj.test" <otro@example.com>\nTo: {DESK}\nSubject: Equipo\nDate: {DATE}\nMessage-ID: <fg@scj.test>\n\n{SAY}\n',
       new_text=SAY, **{"from": "otro@example.com"})
broken("mbox-line", "An mbox line before the headers.",
       f"From ana@scj.test Fri Nov 20 10:00:00 2026\n{HEAD}<mbox@scj.test>\n\n{SAY}\n", new_text_contains=[SAY])
broken("no-body", "Headers only, not even the blank line.", f"{HEAD}<nb@scj.test>\n", new_text="", **{"from": "ana@scj.test"}, subject="Equipo")
broken("header-without-colon", "A line among the headers that is none.",
       f"From: ana@scj.test\nesto no es un encabezado\nSubject: Equipo\nMessage-ID: <hc@scj.test>\n\n{SAY}\n",
       new_text_contains=[SAY], **{"from": "ana@scj.test"})
broken("bare-cr", "Line ends that are only CR within the body.",
       f"{HEAD}<cr@scj.test>\n\nUno\rDos\n", new_text_contains=["Uno", "Dos"])
broken("mixed-line-ends", "CRLF in the headers, LF in the body.",
       (HEAD + "<mix@scj.test>\n").replace("\n", "\r\n") + f"\r\n{SAY}\nGracias.\n", new_text=SAY + "\nGracias.")
broken("smuggled-header", "A display name with a line end in it makes no Bcc.",
       f"From: =?utf-8?Q?Ana=0D=0ABcc:_x@example.com?= <ana@scj.test>\nTo: {DESK}\nSubject: Equipo\nMessage-ID: <sm@scj.test>\n\n{SAY}\n",
       new_text=SAY, **{"from": "ana@scj.test"})
broken("rubbish", "Bytes that are no mail.", bytes((n * 73 + n // 7) % 256 for n in range(4096)), readable=False)
broken("empty", "An empty file.", b"", readable=False)
