"""Header rows: which rows of a table they are, and the columns that they make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from normalize.tables.grid import Cell, Line, Mapping, identity, lines_of
from normalize.tables.marks import is_number, readings
from normalize.tables.roles import claim, header_key
from phuluc.model import RawTable

LOOK = 14  # rows from the top among which a header is looked for: a sheet's letterhead, titles, levels, column numbers
_NEAR = 3  # rows below the titles in which two known labels make a header; further down it takes the number's as well
MAX_LEVELS = 4
_OPENING = 4  # lines of a later page among which a header of another table is looked for
LABEL_LIMIT = 120  # characters: a longer text is no header, whatever its words
_LONG_LABEL = 300  # beside a label that heads the row numbers one may say all this (QĐ 2093/QĐ-BYT, p. 43: 191)
_FIGURES = 3  # texts under a label that must be figures, all of them, for its row to be a header
_SPLIT_SHARE = 0.5  # of the body's rows that must divide what one header cell spans, for two columns to be made of it

FIGURE = re.compile(r"[\d.,]+%?")
_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"[-–+*•]")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # columns of words may be lettered before those of figures are counted
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-Za-z])\s*\)?(\s*=.*)?")
MARK_LABEL = re.compile(
    r"(?:(?:năm|n)\s*)?(?:19|20)\d\d|quý\s*(?:[ivx]+|\d)(?:\s*[/-]?\s*(?:năm\s*)?(?:19|20)\d\d)?"
    r"|(?:tháng|t)\s*\d{1,2}(?:\s*[/-]\s*(?:19|20)\d\d)?|[1-9]|1[0-2]|i{1,3}|iv",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the top of a table says of it.

    `levels` are the header rows' texts and the column numbers', folded and without blanks, for knowing them again;
    `taken` is how many leading rows are titles, header and column numbers. `mapping` leads from the grid's columns to
    the table's; `edges` are these columns' horizontal positions in points (grid lines where the format has none).
    `nested`: no label stands below parts of two others, so that every column has one label on each level.
    """

    titles: tuple[str, ...]
    labels: tuple[str, ...]
    levels: tuple[str, ...]
    taken: int
    mapping: Mapping
    edges: tuple[float, ...]
    nested: bool = True

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return len(self.labels)


def find_layout(table: RawTable) -> Layout:
    """The header of a table's first page and the columns under it; without a header, the grid's own columns."""
    lines = lines_of(table.rows[:LOOK], identity(table.width), table.width, table)
    first, stop = header_rows(lines)
    numbered = stop
    while stop > first and numbered < len(lines) and is_column_numbers(lines[numbered]):
        numbered += 1
    header = lines[first:stop]
    groups = _columns(header, table) if header else [(column, column) for column in range(table.width)]
    mapping = [(index, index) for index, (left, right) in enumerate(groups) for _ in range(left, right + 1)]
    grid_edges = table.edges or tuple(float(x) for x in range(table.width + 1))
    return Layout(
        titles=tuple(line.text(column) for line in lines[:first] for column in line.filled()),
        labels=tuple(_label(header, left, right) for left, right in groups),
        levels=tuple(level_key(line) for line in lines[first:numbered]),
        taken=numbered,
        mapping=mapping,
        edges=(grid_edges[0], *(grid_edges[right + 1] for _, right in groups)),
        nested=not any(_is_astride(cell, upper) for upper, lower in pairwise(header) for cell in lower.own_cells()),
    )


def _is_astride(cell: Cell, upper: Line) -> bool:
    """Whether a label stands below a part of one label and below another."""
    above = {id(there): there for there in upper.cells[cell.first : cell.last + 1] if there is not None and there.text}
    parts = any(there.first < cell.first or there.last > cell.last for there in above.values())
    return bool(cell.text) and len(above) > 1 and parts


def level_key(line: Line) -> str:
    """A header row's text for comparing with other rows: folded, signs and blanks gone."""
    return "|".join(header_key(cell.text).replace(" ", "") for cell in line.own_cells() if cell.text)


def is_column_numbers(line: Line) -> bool:
    """Whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2", "1 2 3 4=2+3"."""
    texts = [cell.text for cell in line.own_cells() if cell.text.strip()]
    if len(texts) < 3 or len(texts) < len(line.cells) - 2:  # "1 2 3" under "Tháng" are months
        return False
    found = [_COLUMN_NUMBER.fullmatch(text.strip()) for text in texts]
    names = [match[1] for match in found if match]
    digits = [int(name) for name in names if name.isdigit()]
    letters = [name.upper() for name in names if not name.isdigit()]
    return (
        len(names) == len(texts)
        and len(digits) >= 2
        and (len(letters) <= 2 or "".join(letters) in _ALPHABET)
        and digits == list(range(digits[0], digits[0] + len(digits)))
        and digits[0] in (0, 1, 2)
    )


def header_rows(lines: Sequence[Line]) -> tuple[int, int]:
    """The header's first row and the row after its last; equal where there is none.

    Tried in turn: rows that are marked as header, header words, the row of column numbers below, bold print, and a
    row of labels over a column of numbers that begins below it, or over a column of figures.
    """
    start = _after_titles(lines)
    for find in (_by_words, _by_mark, _by_column_numbers, _by_first_number, _by_bold, _by_figures):
        found = find(lines, start)
        if found is not None:
            return found
    return 0, 0


def opens_with_header(lines: Sequence[Line]) -> bool:
    """Whether a later page's lines begin with a header, told by words or marks: a cut row may have its shape."""
    start = _after_titles(lines[:_OPENING])
    return any(find(lines[:_OPENING], start) is not None for find in (_by_words, _by_mark, _by_column_numbers))


def _after_titles(lines: Sequence[Line]) -> int:
    """Titles stand in rows of their own above the header, merged across."""
    start = 0
    while start < len(lines) - 1 and len(lines[start].filled()) <= 1 and len(lines[start].cells) > 1:
        if is_number(lines[start].text(0)):
            break
        start += 1
    return start


def _by_words(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    for row in range(start, len(lines)):
        if speaks_header(lines[row]) and (row < start + _NEAR or names_number(lines[row])):
            first = start if row < start + _NEAR and all(_may_be_level(line) for line in lines[start:row]) else row
            return first, _levels_end(lines, row)
        if is_number(lines[row].text(0)):
            return None
    return None


def names_number(line: Line) -> bool:
    """Whether one of a row's labels heads the column of row numbers."""
    found = (claim(cell.text) for cell in line.own_cells() if cell.text and len(cell.text) <= LABEL_LIMIT)
    return any(item is not None and item.role == "number" and not item.counted for item in found)


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    return len(text) <= LABEL_LIMIT and claim(text) is not None


def speaks_header(line: Line) -> bool:
    """Whether a row is told as header by its words: two labels known, and these the greater part of the row."""
    texts = [cell.text for cell in line.own_cells() if cell.text]
    if texts and _BULLET.fullmatch(texts[0]):
        return False  # a row that is counted with dashes ("Quảng bá sản phẩm")
    long = [text for text in texts if len(text) > LABEL_LIMIT]
    if long:
        return len(long) == 1 < len(texts) - 2 and len(long[0]) <= _LONG_LABEL and names_number(line)
    known = sum(_says(text) for text in texts)
    return (known >= 2 and known * 5 >= len(texts) * 2) or (len(texts) >= 2 and names_number(line))


def _may_be_level(line: Line) -> bool:
    return bool(line.filled()) and all(len(cell.text) <= LABEL_LIMIT for cell in line.own_cells())


def _levels_end(lines: Sequence[Line], row: int) -> int:
    """The row after the header's last level, given its first."""
    end = row + 1
    while end < min(len(lines), row + MAX_LEVELS) and _is_lower_level(lines, row, end):
        end += 1
    return end


def _is_lower_level(lines: Sequence[Line], first: int, row: int) -> bool:
    """Whether a row goes on with the header: it divides what stands above, and nothing else begins in it."""
    line, above = lines[row], lines[row - 1]
    if line.header and lines[first].header and not is_column_numbers(line):
        return True
    texts = [cell.text for cell in line.own_cells() if cell.text]
    if not texts or is_column_numbers(line) or any(len(text) > LABEL_LIMIT for text in texts):
        return False
    if line.own_text(0) and is_number(line.own_text(0)):
        return False
    if any(cell is not None and cell.text and cell.first not in line.own for cell in line.cells):
        return True  # cells of the row above reach down: what they leave open is divided
    divided = [column for column in line.filled() if not above.text(column) or _wide(above.cells[column])]
    return (
        bool(divided)
        and 2 <= len(texts) < len(line.cells)
        and all(_says(text) or MARK_LABEL.fullmatch(text) for text in texts)
    )


def _wide(cell: Cell | None) -> bool:
    return cell is not None and cell.last > cell.first


def _by_mark(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    marked = 0
    while marked < len(lines) and lines[marked].header and not is_column_numbers(lines[marked]):
        marked += 1
    if marked <= start or marked > start + MAX_LEVELS:
        return None
    return start, _levels_end(lines, marked - 1)


def _by_column_numbers(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    for row in range(start + 1, min(start + MAX_LEVELS + 1, len(lines))):
        if is_column_numbers(lines[row]) and all(_may_be_level(line) for line in lines[start:row]):
            return start, row
    return None


def _by_first_number(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    """A row of labels with a column of numbers below that begins at the beginning."""
    if start + 1 >= len(lines) or not _all_labels(lines[start]):
        return None
    end = _levels_end(lines, start)
    if end >= len(lines):
        return None
    for column in range(min(3, len(lines[start].cells))):
        if any(mark.first for mark in readings(lines[end].text(column).strip(" .)("))):
            return (start, end) if lines[start].text(column) else None
    return None


def _by_bold(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    if start + 1 >= len(lines) or not _all_labels(lines[start]):
        return None
    bold = all(cell.bold for cell in lines[start].own_cells() if cell.text)
    plain = any(cell.text and not cell.bold for cell in lines[start + 1].own_cells())
    return (start, _levels_end(lines, start)) if bold and plain else None


def _by_figures(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    """A row of labels, none with a figure in it, over a column where all else is figures."""
    head = lines[start] if start < len(lines) else None
    if head is None or not _all_labels(head) or any(_DIGIT.search(cell.text) for cell in head.own_cells()):
        return None
    for column in head.filled():
        below = [text for line in lines[start + 1 :] if (text := line.own_text(column).strip())]
        if len(below) >= _FIGURES and all(FIGURE.fullmatch(text) for text in below):
            return start, start + 1
    return None


def _all_labels(line: Line) -> bool:
    """A header names every column, and a name is short and no number."""
    texts = [cell.text for cell in line.own_cells()]
    missing = sum(not text for text in texts)
    return (
        len(texts) > 1
        and missing <= len(texts) // 4
        and all(len(text) <= LABEL_LIMIT for text in texts)
        and not is_number(line.text(0))
    )


def _columns(header: Sequence[Line], table: RawTable) -> list[tuple[int, int]]:
    """The grid columns of each column of the table: what the lowest header cells span, unless the body divides it."""
    groups: list[tuple[int, int]] = []
    keys = [tuple(id(line.cells[column]) for line in header) for column in range(table.width)]
    named = [any(line.text(column) for line in header) for column in range(table.width)]
    divided = _divided(table, len(header))
    for column in range(table.width):
        if groups and keys[column] == keys[column - 1] and named[column] and column not in divided:
            groups[-1] = (groups[-1][0], column)
        else:
            groups.append((column, column))
    return groups


def _divided(table: RawTable, skip: int) -> set[int]:
    """Grid columns at which most of the body's rows have texts on both sides."""
    body = table.rows[skip:]
    counts: dict[int, int] = {}
    for row in body:
        ends = {cell.col + cell.col_span for cell in row.cells if cell.text}
        for cell in row.cells:
            if cell.text and cell.col in ends:
                counts[cell.col] = counts.get(cell.col, 0) + 1
    return {column for column, count in counts.items() if count > _SPLIT_SHARE * len(body)}


def _label(header: Sequence[Line], left: int, right: int) -> str:
    """The column's label, its levels from the top joined with " / "."""
    parts: list[str] = []
    for level, line in enumerate(header):
        column = next((c for c in range(left, right + 1) if line.text(c)), left)
        text = " ".join(line.text(column).split())
        if not text and level + 1 < len(header) and any(below.own_text(left) for below in header[level + 1 :]):
            text = _parent(header, level, left)
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return " / ".join(parts)


def _parent(header: Sequence[Line], level: int, column: int) -> str:
    """The label to the left that spans this column, in a format without spans (text)."""
    for left in range(column - 1, -1, -1):
        text = header[level].text(left)
        if text:
            divided = any(below.own_text(left) for below in header[level + 1 :])
            return " ".join(text.split()) if divided else ""
    return ""
