"""Make the sample files from qd294.txt, the real text: `make samples`.

    qd294.docx              python-docx: Tinos, a repeated header row, rows that may break over pages
    qd294.pdf               LibreOffice, from that DOCX
    qd294-liberation.pdf    the same in Liberation Serif, which lacks the Vietnamese letters: two fonts mix inside
                            words, and the file's order is not the reading order
    qd294-chromium.pdf      Chromium, from an HTML page of the same content

Needs LibreOffice, Chromium and Debian's fonts-croscore and fonts-liberation. Dates and ids inside the files are set
to fixed values, so that making them twice with the same programs gives the same bytes.
"""

import html
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MADE_AT = datetime(2021, 3, 3)  # the decision's own day, in place of the clock's
# Where an author's list goes on to its next item, in a cell that began as a list. Any other " - " belongs to a name
# ("Bộ Lao động - Thương binh và Xã hội").
NEXT_ITEM = re.compile(r"(?<=;) (?=- )| (?=- (?:Năm|Giai đoạn) )")
# Centimetres, in the order of the columns; wide enough that words do not break, narrow enough that rows get tall.
WIDTHS = (1.5, 7.8, 3.6, 4.6, 3.0, 5.2)
CENTRED = (0, 4)
MIN_CUT_ROWS = 3  # rows that a page break must cut in each PDF: what the samples are for


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the paragraphs of each cell, and whether it is a section or printed in italics."""

    cells: tuple[tuple[str, ...], ...]
    section: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The seed's content: three title lines, the header, the rows (the seed repeats its header on each page)."""

    title: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[Line, ...]


def paragraphs(cell: str) -> tuple[str, ...]:
    """The paragraphs of a cell: each item of a "- " list its own.

    >>> paragraphs("- Bộ Lao động - Thương binh và Xã hội; - Các bộ ngành liên quan")
    ('- Bộ Lao động - Thương binh và Xã hội;', '- Các bộ ngành liên quan')
    """
    return tuple(NEXT_ITEM.split(cell)) if cell.startswith("- ") else (cell,)


def read_seed(text: str) -> Plan:
    """Take the seed apart: `**` and `*` mark the title's lines, tabs the cells, `<i>` italics."""
    lines = [line for line in text.splitlines() if line]
    title = tuple(part for part in re.split(r"\*+", lines[0]) if part)
    header = tuple(lines[1].split("\t"))
    rows = []
    for line in lines[1:]:
        cells = tuple(line.split("\t"))
        if cells == header:
            continue
        bare = tuple(re.sub(r"</?i>", "", cell) for cell in cells)
        section = re.fullmatch(r"[IVX]+", bare[0]) is not None
        rows.append(Line(tuple(paragraphs(cell) for cell in bare), section, "<i>" in line))
    return Plan(title, header, tuple(rows))


def make_docx(plan: Plan, font: str) -> bytes:
    """The plan as a Word file: A4 landscape, one table, the page number on top from the second page on."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = "".join(plan.title[:2]), "", ""
    properties.created = properties.modified = MADE_AT
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    _number_pages(page)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(14)
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.widow_control = False  # a row may be cut after any of its lines
    for text, bold, italic in zip(plan.title, (True, True, False), (False, False, True), strict=True):
        _write(document.add_paragraph(), text, bold=bold, italic=italic, centred=True)
    _fill_table(document, plan)
    stream = io.BytesIO()
    document.save(stream)
    return _repack(stream.getvalue())


def _number_pages(page: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    page.different_first_page_header_footer = True
    paragraph = page.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _fill_table(document: Any, plan: Plan) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(plan.header), style="Table Grid")
    table.autofit = False
    head = table.add_row()
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for index, label in enumerate(plan.header):
        _write(head.cells[index].paragraphs[0], label, bold=True, centred=True)
    for line in plan.rows:
        cells = table.add_row().cells
        if line.section:
            cells[1].merge(cells[-1])
        for index, texts in enumerate(line.cells[: 2 if line.section else None]):
            for place, text in enumerate(texts):
                paragraph = cells[index].paragraphs[0] if place == 0 else cells[index].add_paragraph()
                _write(paragraph, text, bold=line.section, italic=line.italic, centred=index in CENTRED)
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = Cm(sum(WIDTHS[1:])) if cell._tc.grid_span > 1 else Cm(width)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)


def _write(paragraph: Any, text: str, bold: bool = False, italic: bool = False, centred: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _repack(data: bytes) -> bytes:
    """The same zip without the clock's time in its entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, MADE_AT.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def make_html(plan: Plan) -> str:
    """The plan as an HTML page to be printed."""

    def cell(index: int, texts: tuple[str, ...], span: str = "") -> str:
        body = "".join(f"<p>{html.escape(text)}</p>" for text in texts if text)
        return f"<td{span}{' class=c' if index in CENTRED else ''}>{body}</td>"

    rows = []
    for line in plan.rows:
        if line.section:
            cells = cell(0, line.cells[0]) + cell(1, line.cells[1], f" colspan={len(plan.header) - 1}")
        else:
            cells = "".join(cell(index, texts) for index, texts in enumerate(line.cells))
        rows.append(f"<tr class='{'s' * line.section}{'i' * line.italic}'>{cells}</tr>")
    style = (
        "@page{size:A4 landscape;margin:2cm} body{font:14pt Tinos;margin:0} h1,h2,h3{font-size:14pt;margin:2pt;"
        "text-align:center} h3{font-weight:normal;font-style:italic} table{border-collapse:collapse;width:100%;"
        "table-layout:fixed;margin-top:8pt} th,td{border:0.75pt solid;padding:2pt 5pt;vertical-align:top} p{margin:0 0 "
        "3pt;orphans:1;widows:1} .c{text-align:center} .s{font-weight:bold} .i{font-style:italic}"
    )
    title = "".join(f"<h{level}>{html.escape(text)}</h{level}>" for level, text in enumerate(plan.title, 1))
    columns = "".join(f"<col style='width:{width}cm'>" for width in WIDTHS)
    head = "".join(f"<th>{html.escape(label)}</th>" for label in plan.header)
    return (
        f"<!DOCTYPE html><html lang=vi><meta charset=utf-8><title>{html.escape(''.join(plan.title[:2]))}</title>"
        f"<style>{style}</style>{title}<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></html>"
    )


def _run(command: list[str | Path]) -> None:
    """Run a producer; its own words are shown only where it fails."""
    if shutil.which(str(command[0])) is None:
        sys.exit(f"samples: {command[0]} is not installed; see the first lines of samples/make.py")
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        sys.exit(f"samples: {command[0]} failed\n{done.stdout}{done.stderr}")


def print_docx(data: bytes, folder: Path) -> bytes:
    """Print a DOCX with LibreOffice, under a profile of its own."""
    source = folder / "page.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    _run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, source])
    return _still((folder / "page.pdf").read_bytes())


def print_html(page: str, folder: Path) -> bytes:
    """Print an HTML page with Chromium."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    profile = f"--user-data-dir={folder / 'chromium'}"
    _run(["chromium", *flags, profile, f"--print-to-pdf={target}", source.as_uri()])
    return _still(target.read_bytes())


def _still(pdf: bytes) -> bytes:
    """The same PDF with fixed dates and ids of the same length, so that no offset moves."""
    fixed = MADE_AT.strftime("D:%Y%m%d%H%M%S").encode()
    pdf = re.sub(rb"(/(?:Creation|Mod)Date ?\()D:\d{14}", rb"\g<1>" + fixed, pdf)
    pdf = re.sub(rb"(/DocChecksum ?/)[0-9A-F]{32}", rb"\g<1>" + b"0" * 32, pdf)
    return re.sub(rb"(/ID ?\[ ?<)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}", rb"\g<1>" + b"0" * 32 + rb"\g<2>" + b"0" * 32, pdf)


def cut_rows(pdf: bytes) -> int:
    """How many page breaks cut a row: every row has a number, so a page that goes on with none goes on with a row."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as document:
        pages = [page.extract_table() for page in document.pages]
    return sum(1 for rows in pages[1:] if rows and len(rows) > 1 and not rows[1][0])


def main() -> None:
    """Make every sample again beside this script."""
    plan = read_seed((HERE / "qd294.txt").read_text(encoding="utf-8"))
    made = {"qd294.docx": make_docx(plan, "Tinos")}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        made["qd294.pdf"] = print_docx(made["qd294.docx"], folder)
        made["qd294-liberation.pdf"] = print_docx(make_docx(plan, "Liberation Serif"), folder)
        made["qd294-chromium.pdf"] = print_html(make_html(plan), folder)
    for name, data in made.items():
        cuts = cut_rows(data) if name.endswith(".pdf") else MIN_CUT_ROWS
        if cuts < MIN_CUT_ROWS:
            sys.exit(
                f"samples: page breaks cut {cuts} rows of {name}, not {MIN_CUT_ROWS}; change WIDTHS or the margins"
            )
        (HERE / name).write_bytes(data)
        print(f"samples/{name}: {len(data):,} bytes" + (f", {cuts} rows cut" if name.endswith(".pdf") else ""))


if __name__ == "__main__":
    main()
