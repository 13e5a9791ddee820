#!/usr/bin/env python3
"""Makes the blank forms beside it from the [[form]] sections of deploy/catalog.toml.

    python3 templates/forms/make.py

Only the standard library is used. The same input gives the same bytes. An entity that only wants another look or other
fields edits the catalogue and ENTITY, SECTIONS, HINTS below; one that has forms of its own names them in its catalogue
(`file = "..."`) and needs none of this.
"""

import tomllib
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).resolve().parent
CATALOG = HERE.parent.parent / "deploy" / "catalog.toml"

ENTITY = "Secretaría Distrital de Seguridad,\nConvivencia y Justicia"
IN_FORCE = "02/11/2026"
INSTRUCTIONS = (
    "Escriba en las casillas blancas y envíe este archivo como respuesta al correo de la mesa de servicios. "
    "No cambie los nombres de los campos. Las casillas marcadas con asterisco (*) son obligatorias."
)

# The fields of each form, parted under titles; every field of the catalogue stands in one of them.
SECTIONS = {
    "F-GT-285": [
        ("1. Qué se solicita", ["Tipo de solicitud"]),
        (
            "2. Persona que usará la cuenta",
            ["Nombre completo", "Número de documento", "Dependencia", "Cargo o rol", "Fecha de fin del contrato"],
        ),
        ("3. Accesos", ["Sistemas y perfiles"]),
        ("4. Quien autoriza", ["Nombre del superior", "Correo del superior"]),
        ("5. Información adicional", ["Observaciones"]),
    ],
    "F-GT-192": [
        ("1. Qué se solicita", ["Nombre de la solución", "Dependencia"]),
        ("2. Por qué y para qué", ["Necesidad", "Justificación", "Beneficio esperado"]),
        ("3. Alcance", ["Usuarios de la solución", "Sistemas con los que se relaciona"]),
        ("4. Quien la patrocina", ["Nombre del patrocinador", "Correo del patrocinador"]),
        ("5. Información adicional", ["Observaciones"]),
    ],
}

# What stands small under a label, in parentheses, and what is shown when the cell is chosen.
HINTS = {
    "Tipo de solicitud": ("elija de la lista", "Elija Creación, Modificación o Retiro."),
    "Nombre completo": ("nombres y apellidos", "Como en el documento. Ejemplo: Ana María Ruiz Peña"),
    "Número de documento": ("sólo el número", "Ejemplo: 52345678"),
    "Dependencia": ("donde trabaja", "Ejemplo: Dirección Financiera"),
    "Cargo o rol": ("o contratista", "Ejemplo: Profesional universitario"),
    "Fecha de fin del contrato": (
        "dd/mm/aaaa",
        "Día, mes y año. Ejemplo: 31/12/2026. Para el personal de planta escriba: Planta",
    ),
    "Sistemas y perfiles": (
        "uno por renglón",
        "Cada sistema con su perfil. Ejemplo: Orfeo, consulta; correo; carpeta compartida, lectura",
    ),
    "Nombre del superior": ("quien autoriza", "Ejemplo: Carlos Gómez Díaz"),
    "Correo del superior": ("institucional", "Ejemplo: carlos.gomez@entidad.gov.co"),
    "Nombre de la solución": ("corto", "Ejemplo: Agenda de salas en línea"),
    "Necesidad": ("qué hace falta hoy", "Qué no se puede hacer hoy, o qué se hace a mano."),
    "Justificación": ("norma, plan o meta", "Por qué debe hacerse, y por qué ahora."),
    "Beneficio esperado": ("qué mejora", "Qué mejora y cuánto: tiempo, costo, servicio."),
    "Usuarios de la solución": ("quiénes y cuántos", "Ejemplo: 40 funcionarios de las cinco sedes"),
    "Sistemas con los que se relaciona": ("o ninguno", "Ejemplo: Orfeo, directorio de usuarios. Si no hay: Ninguno"),
    "Nombre del patrocinador": ("directivo", "El directivo que respalda la solicitud."),
    "Correo del patrocinador": ("institucional", "Ejemplo: maria.lopez@entidad.gov.co"),
    "Observaciones": ("si las hay", "Lo que convenga saber y no cupo arriba."),
}
LISTS = {"Tipo de solicitud": ["Creación", "Modificación", "Retiro"]}
# Rows of these are taller, in points.
TALL = {
    "Sistemas y perfiles": 84,
    "Necesidad": 72,
    "Justificación": 72,
    "Beneficio esperado": 60,
    "Usuarios de la solución": 44,
    "Sistemas con los que se relaciona": 44,
    "Observaciones": 60,
}

# Cell formats, by their place in <cellXfs>.
PLAIN, OWNER, TITLE, MARK, NOTE, SECTION, LABEL, INPUT = range(8)

STYLES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<fonts count="6">
<font><sz val="11"/><color rgb="FF1F2933"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="11"/><color rgb="FF1F3A5F"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="15"/><color rgb="FF1F3A5F"/><name val="Calibri"/><family val="2"/></font>
<font><sz val="9"/><color rgb="FF52606D"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font>
<font><i/><sz val="10"/><color rgb="FF52606D"/><name val="Calibri"/><family val="2"/></font>
</fonts>
<fills count="4">
<fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF1F3A5F"/><bgColor indexed="64"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFEEF2F7"/><bgColor indexed="64"/></patternFill></fill>
</fills>
<borders count="2">
<border><left/><right/><top/><bottom/><diagonal/></border>
<border><left style="thin"><color rgb="FF9AA5B1"/></left><right style="thin"><color rgb="FF9AA5B1"/></right><top style="thin"><color rgb="FF9AA5B1"/></top><bottom style="thin"><color rgb="FF9AA5B1"/></bottom><diagonal/></border>
</borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="8">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
<xf numFmtId="0" fontId="2" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
<xf numFmtId="0" fontId="3" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="left" vertical="center" indent="1"/></xf>
<xf numFmtId="0" fontId="5" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment horizontal="left" vertical="center" wrapText="1"/></xf>
<xf numFmtId="0" fontId="4" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="left" vertical="center" indent="1"/></xf>
<xf numFmtId="0" fontId="1" fillId="3" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="left" vertical="center" wrapText="1" indent="1"/></xf>
<xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1" applyProtection="1"><alignment horizontal="left" vertical="center" wrapText="1" indent="1"/><protection locked="0"/></xf>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>
"""

TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
"""

RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>
"""

WORKBOOK_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>
"""


class Sheet:
    """Collects rows, strings and merged cells."""

    def __init__(self):
        self.rows, self.strings, self.merged, self.checks = [], [], [], []

    def string(self, xml):
        if xml not in self.strings:
            self.strings.append(xml)
        return self.strings.index(xml)

    def row(self, cells, height):
        """Cells A to D as (text XML or None, format)."""
        number = len(self.rows) + 1
        parts = []
        for column, (text, form) in zip("ABCD", cells):
            if text is None:
                parts.append(f'<c r="{column}{number}" s="{form}"/>')
            else:
                parts.append(f'<c r="{column}{number}" s="{form}" t="s"><v>{self.string(text)}</v></c>')
        self.rows.append(f'<row r="{number}" ht="{height}" customHeight="1">{"".join(parts)}</row>')
        return number


def plain(text):
    return f'<si><t xml:space="preserve">{escape(text)}</t></si>'


def label(name, hint):
    """The label, and below it the hint, small and grey."""
    return (
        '<si><r><rPr><b/><sz val="11"/><color rgb="FF1F3A5F"/><rFont val="Calibri"/><family val="2"/></rPr>'
        f'<t xml:space="preserve">{escape(name)}\n</t></r>'
        '<r><rPr><i/><sz val="9"/><color rgb="FF7B8794"/><rFont val="Calibri"/><family val="2"/></rPr>'
        f'<t xml:space="preserve">({escape(hint)})</t></r></si>'
    )


def check(cell, field, hint):
    """The note that appears when the cell is chosen, and its list."""
    prompt = f'promptTitle={quoteattr(field[:32])} prompt={quoteattr(hint[:255])}'
    shared = f'allowBlank="1" showInputMessage="1" sqref="{cell}" {prompt}'
    if field in LISTS:
        words = escape(",".join(LISTS[field]))
        return (
            f'<dataValidation type="list" errorStyle="warning" showErrorMessage="1" errorTitle="Tipo de solicitud" '
            f'error="Elija un valor de la lista." {shared}><formula1>"{words}"</formula1></dataValidation>'
        )
    return f"<dataValidation {shared}/>"


def workbook(form):
    code, name, version = form["id"], form["name"], form["version"]
    sheet = Sheet()
    sheet.row([(plain(ENTITY), OWNER), (plain(name), TITLE), (None, TITLE), (plain(f"Código: {code}"), MARK)], 21)
    sheet.row([(None, OWNER), (None, TITLE), (None, TITLE), (plain(f"Versión: {version}"), MARK)], 21)
    sheet.row([(None, OWNER), (None, TITLE), (None, TITLE), (plain(f"Vigente desde: {IN_FORCE}"), MARK)], 21)
    sheet.merged += ["A1:A3", "B1:C3"]
    number = sheet.row([(plain(INSTRUCTIONS), NOTE)] + [(None, NOTE)] * 3, 36)
    sheet.merged.append(f"A{number}:D{number}")

    known = {field["label"]: field for field in form["fields"]}
    placed = [field for _, fields in SECTIONS[code] for field in fields]
    if sorted(placed) != sorted(known):
        raise SystemExit(f"{code}: SECTIONS and the catalogue name different fields")
    first = None
    for title, fields in SECTIONS[code]:
        number = sheet.row([(plain(title), SECTION)] + [(None, SECTION)] * 3, 20)
        sheet.merged.append(f"A{number}:D{number}")
        for field in fields:
            mark = "" if known[field].get("optional") else " *"
            short, long = HINTS[field]
            number = sheet.row(
                [(label(field + mark, short), LABEL)] + [(None, INPUT)] * 3, TALL.get(field, 34)
            )
            sheet.merged.append(f"B{number}:D{number}")
            sheet.checks.append(check(f"B{number}", field, long))
            first = first or f"B{number}"
    last = len(sheet.rows)

    merged = "".join(f'<mergeCell ref="{place}"/>' for place in sheet.merged)
    worksheet = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:D{last}"/><sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><selection activeCell="{first}" sqref="{first}"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="32" customWidth="1"/><col min="2" max="3" width="26" customWidth="1"/><col min="4" max="4" width="27" customWidth="1"/></cols><sheetData>{"".join(sheet.rows)}</sheetData><mergeCells count="{len(sheet.merged)}">{merged}</mergeCells><dataValidations count="{len(sheet.checks)}">{"".join(sheet.checks)}</dataValidations><printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="1" orientation="portrait" fitToWidth="1" fitToHeight="1"/><headerFooter><oddFooter>&amp;L{code}, versión {version}&amp;RPágina &amp;P de &amp;N</oddFooter></headerFooter></worksheet>
"""
    strings = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{len(sheet.strings)}">{"".join(sheet.strings)}</sst>
"""
    book = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="14000"/></bookViews><sheets><sheet name="{code}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'{code}'!$A$1:$D${last}</definedName></definedNames></workbook>
"""
    core = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(f"{code} {name}")}</dc:title><dc:language>es-CO</dc:language></cp:coreProperties>
"""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "docProps/core.xml": core,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELS,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": worksheet,
    }


def main():
    for form in tomllib.loads(CATALOG.read_text(encoding="utf-8"))["form"]:
        target = HERE / f"{form['id']}.xlsx"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in workbook(form).items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, text.encode("utf-8"))
        print(target.name, target.stat().st_size)


if __name__ == "__main__":
    main()
