"""Files: attached, inline, badly named, wrapped, encrypted."""

import struct

from .base import *  # noqa: F403


def files(name, about, *parts, words="Adjunto lo solicitado.", frm=ANA, **expect):
    mail(name, about,
         head(frm, "Archivos", name + "@scj.test") + multi("mixed", "=_mixta_1", text(words + "\n"), *parts),
         **{"readable": True, "new_text": words, "automatic": "no", **expect})


files(
    "attach-form", "A filled form and a PDF.",
    file("F-GT-285 Administración.xlsx", XLSX_TYPE, b"PK\x03\x04" + b"\0" * 40,
         name_header="filename*=UTF-8''F-GT-285%20Administraci%C3%B3n.xlsx"),
    file("soporte.pdf", 'application/pdf; name="soporte.pdf"', PDF),
    attachments=[{"name": "F-GT-285 Administración.xlsx", "media_type": XLSX_TYPE, "inline": False, "size": 44},
                 {"name": "soporte.pdf", "media_type": "application/pdf", "inline": False, "size": len(PDF)}],
)
files(
    "attach-name-continued", "A name in pieces (RFC 2231), Latin-1.",
    file("", "application/pdf", PDF,
         name_header="filename*0*=iso-8859-1'es'Solicitud%20de%20creaci%F3n%20de;\n filename*1*=%20contrase%F1a%20y%20usuario;\n filename*2=.pdf"),
    attachments=[{"name": "Solicitud de creación de contraseña y usuario.pdf", "media_type": "application/pdf", "size": len(PDF)}],
)
files(
    "attach-name-encoded-word", "A name as an encoded word within quotes, against the rules and everywhere.",
    file("", "application/pdf", PDF, name_header='filename="=?utf-8?B?' + b64("Acción.pdf").strip() + '?="'),
    attachments=[{"name": "Acción.pdf", "media_type": "application/pdf", "size": len(PDF)}],
)
files(
    "attach-name-raw", "A raw UTF-8 name.",
    file("Señalización.pdf", "application/pdf", PDF),
    attachments=[{"name": "Señalización.pdf", "media_type": "application/pdf"}],
)
files(
    "attach-name-type-only", "The name stands only in Content-Type.",
    f"Content-Type: application/pdf; name=\"acta.pdf\"\nContent-Transfer-Encoding: base64\n\n{b64(PDF)}",
    attachments=[{"name": "acta.pdf", "media_type": "application/pdf", "size": len(PDF)}],
)
files(
    "attach-name-dots", "Names that would leave the folder: the file stays, the way does not.",
    file("../../etc/passwd", "application/octet-stream", b"uno"),
    file("..\\\\..\\\\Windows\\\\win.ini", "application/octet-stream", b"dos!"),
    file("..", "application/octet-stream", b"tres!"),
    attachments=[{"media_type": "application/octet-stream", "size": 3}, {"media_type": "application/octet-stream", "size": 4},
                 {"media_type": "application/octet-stream", "size": 5}],
)
files(
    "attach-name-rtlo", "A name that is turned around to hide .exe.",
    file("factura\u202efdp.exe", "application/octet-stream", b"MZ" + b"\0" * 10),
    attachments=[{"name": "facturafdp.exe", "size": 12}],
)
files(
    "attach-name-control", "A name with a NUL, a line end and a very long tail.",
    file("", "application/pdf", PDF, name_header="filename*=utf-8''a%00b%0D%0Ac" + "x" * 600 + ".pdf"),
    attachments=[{"media_type": "application/pdf", "size": len(PDF)}],
)
files(
    "attach-no-name", "Attachments without any name still get one.",
    f"Content-Type: image/png\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{b64(PNG)}",
    f"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n{b64(b'datos')}",
    attachments=[{"media_type": "image/png", "inline": False, "size": len(PNG)},
                 {"media_type": "application/octet-stream", "size": 5}],
)
files(
    "attach-same-name", "Two files of one name: both are kept.",
    file("foto.jpg", "image/jpeg", JPEG), file("foto.jpg", "image/jpeg", JPEG + b"2"),
    attachments=[{"media_type": "image/jpeg", "size": len(JPEG)}, {"media_type": "image/jpeg", "size": len(JPEG) + 1}],
)
files(
    "attach-text-file", "A text file is a file, not what the person wrote.",
    file("registro.txt", "text/plain; charset=utf-8", "Línea del registro\n".encode()),
    attachments=[{"name": "registro.txt", "media_type": "text/plain", "inline": False, "size": 20}],
    new_text_lacks=["registro"],
)
files(
    "attach-empty", "An empty file, as telephones send them.",
    file("vacio.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b""),
    attachments=[{"name": "vacio.docx", "size": 0}],
)
files(
    "attach-uppercase-type", "A media type in capitals with odd blanks.",
    f'Content-Type: IMAGE/PNG ; NAME = "captura.png"\nContent-Disposition: ATTACHMENT ; FILENAME = "captura.png"\n'
    f"Content-Transfer-Encoding: Base64\n\n{b64(PNG)}",
    attachments=[{"media_type": "image/png", "size": len(PNG)}],
)

mail(
    "inline-screenshot",
    "HTML only with a pasted screenshot, and a PDF attached.",
    head(CLARA, "Error en Orfeo", "INL1@scj.test")
    + multi("mixed", "m1", multi("related", "r1",
        text(html('<p>Me sale este error al radicar:</p><p><img src="cid:captura@scj.test"></p><p>Adjunto el oficio.</p>'), "html"),
        file("captura.png", "image/png", PNG, "inline", "captura@scj.test")),
        file("oficio.pdf", "application/pdf", PDF)),
    new_text_contains=["Me sale este error al radicar:", "Adjunto el oficio."], new_text_lacks=["cid:captura"],
    attachments=[{"name": "captura.png", "media_type": "image/png", "inline": True, "size": len(PNG)},
                 {"name": "oficio.pdf", "media_type": "application/pdf", "inline": False, "size": len(PDF)}],
    automatic="no",
)
mail(
    "image-only",
    "Nothing but a picture: the mail is the picture.",
    head(ANA, "Ayuda", "IMG1@scj.test") + file("foto.png", 'image/png; name="foto.png"', PNG, "inline"),
    new_text="", attachments=[{"name": "foto.png", "media_type": "image/png", "size": len(PNG)}],
    remarks_contain=["imagen"], automatic="no",
)
mail(
    "image-only-html",
    "HTML that holds only a picture.",
    head(ANA, "Ayuda por favor", "IMG2@scj.test")
    + multi("related", "r2", text(html('<div dir="ltr"><img src="cid:ii_1"></div>'), "html"),
            file("image.png", "image/png", PNG, "inline", "ii_1")),
    new_text="", attachments=[{"name": "image.png", "media_type": "image/png", "inline": True}],
    remarks_contain=["imagen"], automatic="no",
)
mail(
    "data-uri-image",
    "A picture within the HTML as a data: address: its letters are no text.",
    head(BRUNO, "Captura", "DATA1@scj.test")
    + text(html(f'<p>Sale esto:</p><img src="data:image/png;base64,{b64(PNG).replace(chr(10), "")}">'), "html"),
    new_text_contains=["Sale esto:"], new_text_lacks=["iVBORw0KGgo"], automatic="no",
)


def tnef():
    """winmail.dat with one file in it ([MS-OXTNEF] 2.1)."""
    def attribute(level, number, data):
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
        + attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
        + attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
        + attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        + attribute(2, 0x00018010, b"informe.pdf\0")
        + attribute(2, 0x0006800F, PDF)
    )


mail(
    "winmail",
    "Outlook's winmail.dat (TNEF) with a PDF in it: the text beside it is what was written.",
    head(BRUNO, "Informe", "TNEF1@scj.test", more="X-MS-TNEF-Correlator: <TNEF1@scj.test>\n")
    + multi("mixed", "_000_TNEF1_", text("Adjunto el informe de la falla.\n"),
            file("winmail.dat", 'application/ms-tnef; name="winmail.dat"', tnef())),
    readable=True, new_text="Adjunto el informe de la falla.", automatic="no",
)
mail(
    "smime-encrypted",
    "Encrypted with S/MIME: a case that says so.",
    head(CLARA, "Reservado", "SMIME1@scj.test")
    + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\n name=smime.p7m\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment; filename=smime.p7m\n\n" + b64(bytes.fromhex("3080060960864801") + bytes(range(64))),
    readable=True, new_text="", attachments=[{"name": "smime.p7m", "media_type": "application/pkcs7-mime", "size": 72}],
    remarks_contain=["cifrad"], automatic="no", **{"from": "clara@scj.test"},
)
mail(
    "rpmsg-encrypted",
    "Protected by Microsoft (message.rpmsg): the text beside it is a machine's.",
    head(CLARA, "Reservado", "RPMSG1@scj.test")
    + multi("mixed", "_000_RPMSG1_",
        text("Clara Ñustes (clara@scj.test) le envió un mensaje protegido.\n"),
        file("message.rpmsg", 'application/x-microsoft-rpmsg-message; name="message.rpmsg"', b"\x76\xe8\x04\x60" + bytes(32))),
    readable=True, attachments=[{"name": "message.rpmsg", "media_type": "application/x-microsoft-rpmsg-message", "size": 36}],
    remarks_contain=["cifrad"], automatic="no",
)
mail(
    "pgp-encrypted",
    "Encrypted with PGP/MIME (RFC 3156).",
    head("Luis <luis@example.com>", "...", "PGP1@example.com")
    + multi("encrypted", "pgp1", "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            "Content-Type: application/octet-stream; name=\"encrypted.asc\"\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----",
            params="; protocol=\"application/pgp-encrypted\""),
    readable=True, remarks_contain=["cifrad"], automatic="no",
)
mail(
    "smime-signed",
    "Signed with S/MIME: read like any other.",
    head(BRUNO, "Firma digital", "SIGN1@scj.test")
    + multi("signed", "sig1", text("El token de firma no es reconocido.\n"),
            file("smime.p7s", "application/pkcs7-signature; name=smime.p7s", bytes(range(50))),
            params='; protocol="application/pkcs7-signature"; micalg=sha-256'),
    new_text="El token de firma no es reconocido.", automatic="no",
)
