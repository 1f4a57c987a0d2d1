"""A plan as a PDF by Typst, in the font that it brings: the same bytes on every machine, without system packages."""

import json

import typst

from tests.corpus.content import MERGED, Annex, Plan
from tests.corpus.layout import MARGIN, Layout, paper_size

STROKES = {
    "grid": "0.6pt",
    "shaded": "0.6pt",
    "dashed": '(thickness: 0.7pt, dash: "dashed")',
    "dotted": '(thickness: 0.9pt, dash: "dotted")',
    "double": "2pt",
    "horizontal": "(x, y) => (top: 0.6pt, bottom: 0.6pt)",
}
FILLS = {
    "tiles": 'rgb("#dde6f0")',
    "shaded": '(x, y) => if calc.even(y) { rgb("#e4e4e4") } else { none }',
    "zebra": '(x, y) => if calc.odd(y) { rgb("#e4e4e4") } else { none }',
}


def pdf(plan: Plan, layout: Layout) -> bytes:
    """Print the plan."""
    text = "".join(
        _page(layout, index)
        + "".join(f"#title({_text(line)})\n" for line in annex.title)
        + "#pagebreak()\n".join(_table(piece, layout) for piece in annex.pieces(layout.restart))
        for index, annex in enumerate(plan.annexes)
    )
    head = (
        f'#set text(font: "Libertinus Serif", size: {layout.size}pt, lang: "vi", hyphenate: false)\n'
        f"#set par(leading: 0.45em, spacing: 0.6em, justify: {str(layout.justify).lower()})\n"
        "#let title(t) = align(center, strong(t))\n#let c(..parts) = parts.pos().map(p => par(p)).join()\n"
    )
    source = layout.spell(head + text)
    return bytes(typst.compile(source.encode(), ignore_system_fonts=True, timestamp=0))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _page(layout: Layout, annex: int) -> str:
    width, height = paper_size(layout, annex)
    number = '"1"' if layout.page_number != "none" else "none"
    where = f", numbering: {number}, number-align: center + {layout.page_number}" if number != "none" else ""
    return f"#set page(width: {width}pt, height: {height}pt, margin: {MARGIN}pt{where})\n"


def _table(annex: Annex, layout: Layout) -> str:
    rules = STROKES.get(layout.rules, "none")
    fill = FILLS.get(layout.rules, "none")
    gutter = "1.5pt" if layout.rules == "tiles" else "0pt"
    inset = "(x: 0pt, y: 1pt)" if layout.tight else "(x: 4pt, y: 3pt)"
    columns = ", ".join(f"{column.width}fr" for column in annex.columns)
    align = "horizon" if layout.middle else "top"
    return (
        f"#table(columns: ({columns}), stroke: {rules}, fill: {fill}, gutter: {gutter}, inset: {inset}, "
        f"align: left + {align},\n{_head(annex, layout)}{_body(annex, layout)})\n"
    )


def _head(annex: Annex, layout: Layout) -> str:
    cells = []
    for level in range(annex.levels):
        for index, column in enumerate(annex.columns):
            if level >= len(column.label):
                continue
            before = annex.columns[index - 1].label[: level + 1] if index else ()
            if before == column.label[: level + 1] and level < len(column.label) - 1:
                continue
            wide = sum(1 for other in annex.columns[index:] if other.label[: level + 1] == column.label[: level + 1])
            tall = annex.levels - level if level == len(column.label) - 1 else 1
            label = f"align(center, par(justify: false, strong({_text(column.label[level])})))"
            cells.append(f"table.cell(colspan: {wide}, rowspan: {tall}, {label}),\n")
    if layout.numbered:
        cells += [f"align(center, {_text(f'({n})')}),\n" for n in range(1, len(annex.columns) + 1)]
    body = "".join(cells)
    return f"table.header(repeat: true,\n{body}),\n" if layout.header == "repeat" else body


def _body(annex: Annex, layout: Layout) -> str:
    cells = []
    for place, row in enumerate(annex.rows):
        for index, text in enumerate(row):
            if text == MERGED:
                continue
            section = len(row) < len(annex.columns)
            wide = len(annex.columns) - index if section and index == len(row) - 1 else 1
            parts = ", ".join(_text(part) for part in text.split("\n") if part)
            body = f"c({parts})" if parts else "[]"
            if section:
                body = f"strong({body})"
            if annex.columns[index].role == "number":
                body = f"align(center, {body})"
            tall = annex.down(place, index)
            cells.append(
                f"table.cell(colspan: {wide}, rowspan: {tall}, breakable: {str(layout.cut).lower()}, {body}),\n"
            )
    return "".join(cells)
