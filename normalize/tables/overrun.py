"""A repeated header into which a reader drew the text below it, taken apart by the labels that are known already.

Where no rule divides header and body, the first lines of a page, the end of a row that the page break cut, may stand in
one cell with the label: "Cơ quan chủ trì Môi trường" under "Cơ quan chủ trì" is the label and "Môi trường".
"""

from collections.abc import Sequence
from dataclasses import replace

from normalize.tables.grid import Cell, Line
from normalize.tables.header import Layout
from normalize.tables.roles import header_key


def split_header(layout: Layout, lines: Sequence[Line]) -> tuple[int, list[Line]]:
    """How many leading lines are the whole header in one row (0 or 1), and the lines, its overrun a line of its own.

    Every cell of that row begins with its column's label, all levels of it.
    """
    if not lines or not layout.levels:
        return 0, list(lines)
    parts: list[tuple[Cell, str, str]] = []
    for cell in lines[0].own_cells():
        rest = _after_label(cell.text, layout.labels[cell.first])
        if rest is None:
            return 0, list(lines)
        parts.append((cell, cell.text[: len(cell.text) - len(rest)].rstrip(), rest))
    if not any(rest for _, _, rest in parts):
        return 1, list(lines)
    heads = [replace(cell, text=head) for cell, head, _ in parts]
    rests = [replace(cell, text=rest, head_width=None) for cell, _, rest in parts]
    return 1, [_line(lines[0], heads), _line(lines[0], rests), *lines[1:]]


def _after_label(text: str, label: str) -> str | None:
    """What follows a label at a text's beginning; None where it does not begin with the label."""
    key = header_key(label).replace(" ", "")
    words = text.split()
    read = ""
    for count, word in enumerate(words):
        if read == key:
            return " ".join(words[count:])
        read += header_key(word).replace(" ", "")
    return "" if read == key else None


def _line(line: Line, cells: Sequence[Cell]) -> Line:
    row: list[Cell | None] = [None] * len(line.cells)
    for cell in cells:
        row[cell.first : cell.last + 1] = [cell] * (cell.last - cell.first + 1)
    return replace(line, cells=row, sources=list(line.sources), flags=set(line.flags))
