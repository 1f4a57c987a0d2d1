"""A plan as a PDF by ReportLab's platypus; needs Tinos and Liberation Serif as system fonts."""

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Table

from tests.corpus.content import Annex, Plan
from tests.corpus.layout import MARGIN, Layout, paper_size

FONTS = {
    "Tinos": Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"),
    "Liberation Serif": Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),
    "Liberation Sans": Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"),
}
DASHES = {"dashed": (3, 2), "dotted": (0.6, 1.5)}
PALE, GREY = colors.HexColor("#dde6f0"), colors.HexColor("#e4e4e4")


def pdf(plan: Plan, layout: Layout, font: Path | None = None, encode: Any = None) -> bytes:
    """Print the plan; `font` and `encode` stand in for the layout's font and its Unicode text (old 8-bit fonts)."""
    rl_config.invariant = 1  # no clock, no random ids in the file
    name = font.stem if font else layout.font
    pdfmetrics.registerFont(TTFont(name, str(font or FONTS[layout.font])))
    lines = TA_JUSTIFY if layout.justify else TA_LEFT
    style = ParagraphStyle("cell", fontName=name, fontSize=layout.size, leading=layout.size * 1.2, alignment=lines)
    style.splitLongWords = 0  # no word is torn where its column is too narrow for it
    stream = io.BytesIO()
    out = BaseDocTemplate(stream, pagesize=paper_size(layout, 0), title=plan.number)
    out.addPageTemplates([_template(layout, index, name) for index in range(len(plan.annexes))])
    story: list[Any] = []
    for index, annex in enumerate(plan.annexes):
        if index:
            story += [NextPageTemplate(f"a{index}"), PageBreak()]
        titles = [line.capitalize() if encode else line for line in annex.title]  # old fonts lack most capitals
        story += [_paragraph(line, style, layout, encode, centred=True) for line in titles]
        for place, piece in enumerate(annex.pieces(layout.restart)):
            story += [PageBreak()] if place else []
            story.append(_table(piece, layout, style, encode, paper_size(layout, index)[0] - 2 * MARGIN - 12))
    out.build(story)
    return stream.getvalue()


def _template(layout: Layout, index: int, font: str) -> PageTemplate:
    width, height = paper_size(layout, index)

    def number(canvas: Any, out: Any) -> None:
        if layout.page_number != "none":
            canvas.setFont(font, 11)
            y = height - MARGIN / 2 if layout.page_number == "top" else MARGIN / 2
            canvas.drawCentredString(width / 2, y, str(out.page))

    frame = Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN)
    return PageTemplate(f"a{index}", [frame], onPage=number, pagesize=(width, height))


def _paragraph(text: str, style: ParagraphStyle, layout: Layout, encode: Any, centred: bool = False) -> Paragraph:
    text = layout.spell(text)
    look = ParagraphStyle("centred", style, alignment=TA_CENTER) if centred else style
    return Paragraph(escape(encode(text) if encode else text), look)


def _table(annex: Annex, layout: Layout, style: ParagraphStyle, encode: Any, room: float) -> Table:
    head, looks = _head(annex, layout, style, encode)
    rows: list[list[Any]] = list(head)
    for row in annex.rows:
        here = len(rows)
        cells: list[Any] = []
        for index, text in enumerate(row):
            centred = annex.columns[index].role == "number"
            parts = [_paragraph(part, style, layout, encode, centred) for part in text.split("\n") if part]
            cells.append(parts or "")
        if len(row) < len(annex.columns):
            looks.append(("SPAN", (len(row) - 1, here), (-1, here)))
            cells += [""] * (len(annex.columns) - len(row))
        rows.append(cells)
    looks += _rules(layout, len(head))
    looks += [("VALIGN", (0, 0), (-1, -1), "MIDDLE" if layout.middle else "TOP")]
    if layout.tight:
        looks += [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")]
    return Table(
        rows,
        colWidths=[column.width / 100 * room for column in annex.columns],
        repeatRows=len(head) if layout.header == "repeat" else 0,
        splitByRow=1,
        # Platypus loses the rule under a repeated header of two levels where it cuts a row below it.
        splitInRow=1 if layout.cut and annex.levels == 1 else 0,
        style=looks,
    )


def _head(annex: Annex, layout: Layout, style: ParagraphStyle, encode: Any) -> tuple[list[list[Any]], list[Any]]:
    rows: list[list[Any]] = [[""] * len(annex.columns) for _ in range(annex.levels)]
    looks: list[Any] = []
    for index, column in enumerate(annex.columns):
        for level, text in enumerate(column.label):
            before = annex.columns[index - 1].label[: level + 1] if index else ()
            if before == column.label[: level + 1] and level < len(column.label) - 1:
                continue
            rows[level][index] = _paragraph(text, style, layout, encode, centred=True)
            same = sum(1 for other in annex.columns[index:] if other.label[: level + 1] == column.label[: level + 1])
            bottom = annex.levels - 1 if level == len(column.label) - 1 else level
            if same > 1 or bottom > level:
                looks.append(("SPAN", (index, level), (index + same - 1, bottom)))
    if layout.numbered:
        numbers = [f"({n})" for n in range(1, len(annex.columns) + 1)]
        rows.append([_paragraph(text, style, layout, encode, centred=True) for text in numbers])
    return rows, looks


def _rules(layout: Layout, heads: int) -> list[Any]:
    whole = ((0, 0), (-1, -1))
    grid = ("GRID", *whole, 0.5, colors.black)
    looks: dict[str, list[Any]] = {
        "none": [],
        "zebra": [("ROWBACKGROUNDS", *whole, [colors.white, GREY])],
        "shaded": [
            ("BACKGROUND", (0, 0), (-1, heads - 1), GREY),
            ("ROWBACKGROUNDS", (0, heads), (-1, -1), [colors.white, GREY]),
            grid,
        ],
        "tiles": [("BACKGROUND", *whole, PALE), ("GRID", *whole, 1.5, colors.white)],
        "horizontal": [(f"LINE{side}", *whole, 0.5, colors.black) for side in ("ABOVE", "BELOW")],
        "double": [(*grid, None, None, None, 2, 1.5)],
    }
    return looks.get(layout.rules, [(*grid, None, DASHES.get(layout.rules))])
