"""What the mails of the corpus are made of: headers, parts, encodings, small files."""

import base64
import quopri

MAILS = []

DESK = "soporte.tecnico@scj.test"
ANA = "Ana Pérez <ana@scj.test>"
BRUNO = "Bruno Díaz <bruno@scj.test>"
CLARA = "Clara Ñustes <clara@scj.test>"
AGENT = "Agente Uno <agente1@scj.test>"
DATE = "Fri, 20 Nov 2026 10:00:00 -0500"


def mail(name, about, raw, twin=False, **expect):
    """Adds a mail. `raw` is bytes as they stand, or text with "\\n" line ends, raw bytes as surrogates.
    `twin` writes a second file with CRLF line ends, of which the same is expected."""
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape")
    MAILS.append((name, data, {"about": about, **expect}))
    if twin:
        crlf = data.replace(b"\n", b"\r\n")
        MAILS.append((name + "-crlf", crlf, {"about": about + " (CRLF line ends)", **expect}))


def raw(text, charset):
    """Text in a charset as raw bytes within a text mail."""
    return text.encode(charset).decode("ascii", "surrogateescape")


def word(text, charset="utf-8", kind="B"):
    """RFC 2047 encoded words, folded; plain ASCII stays."""
    if text.isascii():
        return text
    words, chunk = [], ""
    for c in text:
        if len((chunk + c).encode(charset)) > (39 if kind == "B" else 18):
            words.append(chunk)
            chunk = ""
        chunk += c
    words.append(chunk)
    out = []
    for chunk in words:
        data = chunk.encode(charset)
        if kind == "B":
            body = base64.b64encode(data).decode()
        else:
            body = "".join(chr(b) if chr(b).isalnum() and b < 128 else "_" if b == 32 else f"={b:02X}" for b in data)
        out.append(f"=?{charset}?{kind}?{body}?=")
    return "\n ".join(out)


def person(text):
    """A mailbox with its display name encoded."""
    name, at, address = text.partition(" <")
    return f"{word(name)} <{address}" if at else text


def head(frm, subject, mid, more="", to=DESK, date=DATE):
    """The usual headers, without Content-Type; `more` are whole lines on top of them."""
    return (
        f"{more}From: {person(frm)}\nTo: {person(to)}\nSubject: {word(subject)}\nDate: {date}\n"
        f"Message-ID: <{mid}>\nMIME-Version: 1.0\n"
    )


def qp(text, charset="utf-8"):
    return quopri.encodestring(text.encode(charset)).decode("ascii")


def b64(data, charset="utf-8"):
    if isinstance(data, str):
        data = data.encode(charset)
    return base64.encodebytes(data).decode("ascii")


def text(body, kind="plain", charset="utf-8", how="quoted-printable", params=""):
    """A text part with its headers."""
    if how == "quoted-printable":
        body = qp(body, charset)
    elif how == "base64":
        body = b64(body, charset)
    elif charset.lower() != "utf-8":
        body = raw(body, charset)
    return f"Content-Type: text/{kind}; charset={charset}{params}\nContent-Transfer-Encoding: {how}\n\n{body}"


def multi(subtype, boundary, *parts, params="", end=True):
    """A multipart with its Content-Type."""
    body = "".join(f"--{boundary}\n{part.rstrip(chr(10))}\n" for part in parts)
    close = f"--{boundary}--\n" if end else ""
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"{params}\n\n{body}{close}'


def file(name, media, data, disposition="attachment", cid=None, name_header=None):
    """A part that is a file, in base64."""
    shown = name_header or f'filename="{name}"'
    cid = f"Content-ID: <{cid}>\n" if cid else ""
    return (
        f"Content-Type: {media}\n{cid}Content-Disposition: {disposition}; {shown}\n"
        f"Content-Transfer-Encoding: base64\n\n{b64(data)}"
    )


def html(body, style=""):
    return f'<html><head><meta charset="utf-8">{style}</head><body>{body}</body></html>\n'


# A picture of one dot, and the beginnings that make a file look like what it is.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043000302020302020303030304030304") + b"\0" * 60 + b"\xff\xd9"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
