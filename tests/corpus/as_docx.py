"""A plan as a Word file: read as it is, or turned to PDF, ODT, DOC and RTF by LibreOffice."""

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.corpus.content import MERGED, Annex, Plan
from tests.corpus.layout import MARGIN, Layout, paper_size

WORD_TALLEST = 1584.0  # points: Word's and LibreOffice's limit for a page's side is 22 inches
BORDERS = {"dashed": "dashed", "dotted": "dotted", "double": "double"} | dict.fromkeys(
    ("grid", "shaded", "horizontal"), "single"
)
SHADES = {"tiles": ("DDE6F0", "DDE6F0"), "zebra": ("FFFFFF", "E4E4E4"), "shaded": ("E4E4E4", "FFFFFF")}


def document(plan: Plan, layout: Layout) -> bytes:
    """The whole file."""
    out = docx.Document()
    style = out.styles["Normal"]
    style.font.name, style.font.size = layout.font, Pt(layout.size)
    style.paragraph_format.space_after = Pt(2)
    style.paragraph_format.widow_control = False
    _page(out.sections[0], layout, 0)
    if layout.letterhead:
        _letterhead(out, plan)
    for index, annex in enumerate(plan.annexes):
        if index:
            _page(out.add_section(WD_SECTION.NEW_PAGE), layout, index)
        for line in annex.title:
            _write(out.add_paragraph(), line, layout, bold=True, centred=True)
        for place, piece in enumerate(annex.pieces(layout.restart)):
            if place:
                out.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            _table(out, piece, layout, paper_size(layout, index)[0] - 2 * MARGIN)
    if layout.letterhead:
        _signature(out)
    stream = io.BytesIO()
    out.save(stream)
    return stream.getvalue()


def _page(section: Any, layout: Layout, annex: int) -> None:
    width, height = paper_size(layout, annex)
    section.page_width, section.page_height = Pt(width), Pt(min(height, WORD_TALLEST))
    section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(MARGIN)
    if annex or layout.page_number == "none":
        return
    where = section.header if layout.page_number == "top" else section.footer
    paragraph = where.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)


def _letterhead(out: Any, plan: Plan) -> None:
    table = out.add_table(rows=2, cols=2)
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    for cell, text in zip(table.rows[0].cells, (plan.issuer, motto), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, (f"Số: {plan.number}", plan.date), strict=True):
        cell.text = text


def _signature(out: Any) -> None:
    table = out.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    table.rows[0].cells[1].text = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nNguyễn Văn A"


def _table(out: Any, annex: Annex, layout: Layout, room: float) -> None:
    table = out.add_table(rows=0, cols=len(annex.columns))
    table.autofit = False
    _borders(table, layout)
    _head(table, annex, layout)
    first = len(table.rows)
    for row in annex.rows:
        cells = table.add_row().cells
        if len(row) < len(cells):
            cells[len(row) - 1].merge(cells[-1])
        for index, text in enumerate(row):
            if text != MERGED:
                centred = annex.columns[index].role == "number"
                _fill(cells[index], text, layout, bold=len(row) < len(annex.columns), centred=centred)
    _widths(table, annex, layout, room)
    for place, row in enumerate(annex.rows):
        for index in range(len(row)):
            down = annex.down(place, index)
            if down > 1:
                table.cell(first + place, index).merge(table.cell(first + place + down - 1, index))
    for row in table.rows[0 if layout.cut else first :]:
        if not layout.cut:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _widths(table: Any, annex: Annex, layout: Layout, room: float) -> None:
    points = [column.width / 100 * room for column in annex.columns]
    for column, wide in zip(table.columns, points, strict=True):
        column.width = Pt(wide)
    for place, row in enumerate(table.rows):
        col = 0
        for element in row._tr.tc_lst:
            span = element.grid_span
            element.width = Pt(sum(points[col : col + span]))
            col += span
        if layout.rules in SHADES:
            for element in row._tr.tc_lst:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), SHADES[layout.rules][place % 2])
                element.get_or_add_tcPr().append(shade)


def _head(table: Any, annex: Annex, layout: Layout) -> None:
    rows = [table.add_row() for _ in range(annex.levels)]
    for index, column in enumerate(annex.columns):
        for level, text in enumerate(column.label):
            shared = index and annex.columns[index - 1].label[: level + 1] == column.label[: level + 1]
            if shared and level < len(column.label) - 1:
                rows[level].cells[index - 1].merge(rows[level].cells[index])
            else:
                _fill(rows[level].cells[index], text, layout, bold=True, centred=True)
        if len(column.label) < annex.levels:
            rows[len(column.label) - 1].cells[index].merge(rows[-1].cells[index])
    if layout.numbered:
        rows.append(table.add_row())
        for index, cell in enumerate(rows[-1].cells):
            _fill(cell, f"({index + 1})", layout, centred=True)
    if layout.header == "repeat":
        for row in rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _borders(table: Any, layout: Layout) -> None:
    kind = BORDERS.get(layout.rules)
    white = layout.rules == "tiles"
    box = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        upright = side in ("left", "right", "insideV")
        edge = OxmlElement(f"w:{side}")
        none = kind is None or (layout.rules == "horizontal" and upright)
        edge.set(qn("w:val"), "single" if white else "nil" if none else str(kind))
        edge.set(qn("w:sz"), "12" if white else "4")
        edge.set(qn("w:color"), "FFFFFF" if white else "000000")
        box.append(edge)
    table._tbl.tblPr.append(box)
    if layout.tight:
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            edge = OxmlElement(f"w:{side}")
            edge.set(qn("w:w"), "0")
            edge.set(qn("w:type"), "dxa")
            margins.append(edge)
        table._tbl.tblPr.append(margins)


def _fill(cell: Any, text: str, layout: Layout, bold: bool = False, centred: bool = False) -> None:
    if layout.middle:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, part in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _write(paragraph, part, layout, bold, centred)


def _write(paragraph: Any, text: str, layout: Layout, bold: bool = False, centred: bool = False) -> None:
    run = paragraph.add_run(layout.spell(text))
    run.bold = bold
    if centred or layout.justify:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
