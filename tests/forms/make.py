#!/usr/bin/env python3
"""Makes the filled forms beside it, as programs other than ours would: python3 tests/forms/make.py

Only the standard library is used; the same bytes come out each time. All people are invented.
"""

import struct
import zipfile
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent

PERSON = [
    ("Tipo de solicitud", "Creación"),
    ("Nombre completo", "Ana María Ruiz Peña"),
    ("Número de documento", "52.345.678"),
    ("Dependencia", "Dirección Financiera"),
    ("Cargo o rol", "Profesional universitaria"),
    ("Fecha de fin del contrato", "31/12/2026"),
    ("Sistemas y perfiles", "Orfeo, consulta"),
    ("Nombre del superior", "Carlos Gómez Díaz"),
    ("Correo del superior", "carlos.gomez@entidad.gov.co"),
    ("Observaciones", ""),
]
SOLUTION = [
    ("Nombre de la solución", "Agenda de salas"),
    ("Dependencia", "Dirección Administrativa"),
    ("Necesidad", "Las salas se reservan por teléfono."),
    ("Justificación", "Meta 4 del plan de acción."),
    ("Beneficio esperado", "Dos horas menos cada día."),
    ("Usuarios de la solución", "120 funcionarios"),
    ("Sistemas con los que se relaciona", "Ninguno"),
    ("Nombre del patrocinador", "María López"),
    ("Correo del patrocinador", "maria.lopez@entidad.gov.co"),
    ("Observaciones", ""),
]


def packed(name, parts):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))


# Word.

DOCX_TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
DOCX_RELS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'


def docx(name, body, header=None):
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": DOCX_TYPES, "_rels/.rels": DOCX_RELS, "word/document.xml": document}
    if header:
        parts["word/header1.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{header}</w:hdr>'
    packed(name, parts)


def run(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def paragraph(*runs):
    return f'<w:p>{"".join(runs)}</w:p>'


def cell(*paragraphs):
    return f'<w:tc><w:tcPr><w:tcW w:w="2000"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def split(text):
    """As Word cuts runs in the middle of words."""
    return run(text[: len(text) // 2]) + run(text[len(text) // 2 :])


def table(fields):
    rows = "".join(
        f"<w:tr>{cell(paragraph(split(label + ':')))}{cell(paragraph(run(value)))}</w:tr>" for label, value in fields
    )
    return f"<w:tbl>{rows}</w:tbl>"


def control(tag, text, placeholder=False):
    shown = "<w:showingPlcHdr/>" if placeholder else ""
    return f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/>{shown}</w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>'


def legacy(inner, result):
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Texto1"/><w:enabled/>{inner}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def word():
    title = paragraph(run("SOLICITUD ADMINISTRACIÓN DE USUARIOS"))
    code = paragraph(run("Código: F-GT-285"), run(" Versión 3"))
    docx("table.docx", title + table(PERSON), header=code)
    lines = [paragraph(run("Formato F GT 192"))]
    for label, value in SOLUTION:
        if label == "Justificación":
            lines += [paragraph(run("Justificación")), paragraph(run(value)), paragraph(run("Y lo pide la norma."))]
        else:
            lines.append(paragraph(run(f"{label.upper()}: "), run(value)))
    docx("lines.docx", "".join(lines))
    fields = dict(PERSON)
    kinds = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Modificación"/><w:listEntry w:val="Creación"/></w:ddList>'
    cells = {
        "Tipo de solicitud": legacy(kinds, ""),
        "Nombre completo": control("nombre", fields["Nombre completo"]),
        "Número de documento": legacy("<w:textInput/>", fields["Número de documento"]),
        "Dependencia": control("dependencia", "Haga clic aquí para escribir texto.", placeholder=True),
    }
    rows = "".join(
        f"<w:tr>{cell(paragraph(run(label)))}{cell(paragraph(cells.get(label, run(value))))}</w:tr>"
        for label, value in PERSON
    )
    docx("controls.docx", title + code + f"<w:tbl>{rows}</w:tbl>")
    docx("letter.docx", paragraph(run("Cordial saludo. Adjunto el formato F-GT-285 firmado. Dependencia: Financiera.")))


# OpenDocument.


def ods():
    rows = ['<table:table-row><table:table-cell office:value-type="string"><text:p>F-GT-285</text:p></table:table-cell></table:table-row>']
    for label, value in PERSON:
        text = f"<text:p>{escape(value)}</text:p>"
        kind = 'office:value-type="string"'
        if label == "Fecha de fin del contrato":
            kind = 'office:value-type="date" office:date-value="2026-12-31"'
            text = "<text:p>31/12/26</text:p>"
        if label == "Número de documento":
            kind = 'office:value-type="float" office:value="52345678"'
            text = "<text:p>52.345.678,00</text:p>"
        note = "<office:annotation><text:p>Ejemplo: no se lee</text:p></office:annotation>" if label == "Dependencia" else ""
        rows.append(
            f'<table:table-row><table:table-cell office:value-type="string"><text:p>{escape(label)} *</text:p></table:table-cell>'
            f'<table:table-cell table:number-columns-repeated="2"/><table:table-cell {kind}>{note}{text}</table:table-cell></table:table-row>'
        )
    rows.append('<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>')
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Hoja1">{"".join(rows)}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    packed("sheet.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": manifest})


# Excel 97.


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def biff_string(text):
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def workbook(fields):
    """A workbook's stream: globals, then one sheet. The strings are cut in two records within a string."""
    texts = ["Formato F-GT-285"] + [text for pair in fields for text in pair if text]
    strings = struct.pack("<II", len(texts), len(texts)) + b"".join(map(biff_string, texts))
    at = len(struct.pack("<II", 0, 0) + biff_string(texts[0])) + 3 + 10
    # The part that continues begins with the width of its letters.
    sst = record(0x00FC, strings[:at]) + record(0x003C, b"\x01" + strings[at:])
    bof = lambda kind: record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))
    formats = b"".join(record(0x00E0, struct.pack("<HH16x", 0, format)) for format in (0, 14))
    before = bof(5) + formats
    name = "Hoja1"
    size = 4 + 8 + len(name)
    start = len(before) + size + len(sst) + 4
    bound = record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name.encode())
    cells = [record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0))]
    index = 1
    for row, (label, value) in enumerate(fields, start=2):
        cells.append(record(0x00FD, struct.pack("<HHHI", row, 0, 0, index)))
        index += 1
        if not value:
            continue
        if label == "Número de documento":
            cells.append(record(0x0203, struct.pack("<HHHd", row, 1, 0, 52345678.0)))
        elif label == "Fecha de fin del contrato":
            cells.append(record(0x027E, struct.pack("<HHHI", row, 1, 1, (46387 << 2) | 2)))
        elif label == "Dependencia":
            # A formula whose result is text.
            cells.append(record(0x0006, struct.pack("<HHH8sHIH", row, 1, 0, b"\0\0\0\0\0\0\xff\xff", 0, 0, 0)))
            cells.append(record(0x0207, biff_string(value)))
        else:
            cells.append(record(0x00FD, struct.pack("<HHHI", row, 1, 0, index)))
        index += 1
    return before + bound + sst + record(0x000A) + bof(16) + b"".join(cells) + record(0x000A)


def compound(stream, name="Workbook"):
    stream += b"\0" * (-len(stream) % 512)
    stream += b"\0" * max(0, 4096 - len(stream))
    sectors = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + [at + 3 for at in range(sectors - 1)] + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(title, kind, child, start, size):
        letters = (title + "\0").encode("utf-16-le")
        return (
            letters.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(letters), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\0" * 36
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return header + struct.pack("<128I", *fat) + directory.ljust(512, b"\0") + stream


def xls():
    (HERE / "sheet.xls").write_bytes(compound(workbook(PERSON)))
    (HERE / "protected.xlsx").write_bytes(compound(b"secret", "EncryptedPackage"))


# PDF.


def pdf(name, objects, trailer="", packed_from=None):
    """Objects are bytes by their number from 1; those from `packed_from` on go into an object stream."""
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = {}
    kept = objects if packed_from is None else objects[: packed_from - 1]
    for number, body in enumerate(kept, start=1):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    if packed_from is None:
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, len(objects) + 1))
        out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer.encode(), start)
    else:
        inside = objects[packed_from - 1 :]
        index, bodies = [], b""
        for number, body in enumerate(inside, start=packed_from):
            index.append(b"%d %d" % (number, len(bodies)))
            bodies += body + b" "
        head = b" ".join(index) + b" "
        holder = len(objects) + 1
        places[holder] = len(out)
        data = zlib.compress(head + bodies)
        out += b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n" % (
            holder, len(inside), len(head), len(data), data)
        start = len(out)
        rows = struct.pack(">BIH", 0, 0, 65535)
        for number in range(1, len(objects) + 1):
            if number < packed_from:
                rows += struct.pack(">BIH", 1, places[number], 0)
            else:
                rows += struct.pack(">BIH", 2, holder, number - packed_from)
        rows += struct.pack(">BIH", 1, places[holder], 0) + struct.pack(">BIH", 1, start, 0)
        data = zlib.compress(rows)
        out += b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
            holder + 1, holder + 2, len(data), data, start)
    (HERE / name).write_bytes(out)


def stream(data, extra=b""):
    data = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream" % (len(data), extra, data)


def pdf_text(text):
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def shown(lines):
    escaped = [line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines]
    return b"BT /F1 11 Tf 50 750 Td 14 TL\n" + b"\n".join(b"(" + line + b") Tj T*" for line in escaped) + b"\nET"


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdfs():
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R%s>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    title = "F-GT-285 Solicitud Administración de Usuarios"
    labels = [title] + [label for label, _ in PERSON]

    # Fields: one named by its tooltip, others by their names as programs write them; one below another.
    names = {"Dependencia": "txtDependencia", "Cargo o rol": "cargo_o_rol", "Nombre completo": "nombreCompleto"}
    fields = []
    for label, value in PERSON:
        if label == "Tipo de solicitud":
            fields.append(b"<</FT/Btn/Ff 32768/T(grupo1)/TU%s/V/Creaci#C3#B3n/Kids[]>>" % pdf_text(label))
        elif label in names:
            fields.append(b"<</FT/Tx/T(%s)/V%s>>" % (names[label].encode(), pdf_text(value)))
        else:
            fields.append(b"<</FT/Tx/T(f%d)/TU%s/V%s>>" % (len(fields), pdf_text(label), pdf_text(value)))
    first = 7
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + len(fields)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>", pages, page % b"", FONT,
        stream(shown(labels)), b"<</T(formulario)/Kids[%s]>>" % kids, *fields,
    ]
    pdf("fields.pdf", objects)
    pdf("fields-packed.pdf", objects, packed_from=6)
    strange = [b"<</FT/Tx/T(Text%d)/V(algo)>>" % number for number in range(len(fields))]
    pdf("strange.pdf", [*objects[:6], *strange])
    plain = [b"<</Type/Catalog/Pages 2 0 R>>", pages, page % b"", FONT]
    pdf("flat.pdf", plain + [stream(shown([f"{label}: {value}" for label, value in PERSON]))])
    pdf("letter.pdf", plain + [stream(shown(["Cordial saludo.", "Adjunto factura de noviembre."]))])
    pdf("scan.pdf", plain + [stream(b"q 612 0 0 792 0 0 cm /Im0 Do Q")])
    pdf("encrypted.pdf", plain + [stream(shown(labels)), b"<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>" % (b"o" * 32, b"u" * 32)], trailer="/Encrypt 6 0 R/ID[(a)(a)]")
    pdf("xfa.pdf", [b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 6 0 R/Fields[]>>>>", *plain[1:], stream(shown(["Please wait..."])), stream(b"<xdp/>")])


def main():
    word()
    ods()
    xls()
    pdfs()
    for file in sorted(HERE.iterdir()):
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
