"""Formats that flow (DOCX, HTML, text, sheets): their paragraphs and tables to the blocks of one RawPage.

Each reader builds FlowTables, where a cell holds paragraphs and tables in order. What is a frame around the real
table and what is a table of data is decided here, once for all of them.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import regex

from extract.legacy import symbols_for
from phuluc.issues import Issue
from phuluc.model import RawCell, RawDocument, RawPage, RawRow, RawTable, RawText, SourceFile
from phuluc.settings import over_limit
from phuluc.source import Source

_BREAKS = regex.compile(r"\r\n?|[\v\f\u0085\u2028\u2029]")
_PICTURES = regex.compile("[\uf020-\uf0ff]")
_BLANKS = regex.compile(r"[^\S\n]+")
# Soft hyphens, zero-width and direction marks, control characters: none of them is printed.
_UNPRINTED = regex.compile(r"[\p{Cf}\p{Cc}--[\n\t]]", flags=regex.V1)

# A real table has at least two rows and the three columns without which no plan is told: number, task, who.
_REAL_ROWS, _REAL_COLS = 2, 3
_BROKEN_LETTER = 0.5  # confidence of a cell with a letter whose bytes mean nothing: it is surely not as printed


def tidy(text: str) -> str:
    r"""Text as a reader sees it: NFC, blanks as one space, no unprinted characters, no blank lines or line ends.

    Bullets that were pasted without their font, as private-use codes, become the bullets that they were.

    >>> tidy("Bộ\u00a0Tư  ph\u00adáp\r\n \r\n- Sở ")
    'Bộ Tư pháp\n- Sở'
    """
    if text.isascii() and text.isalnum():
        return text
    if _PICTURES.search(text):
        text = text.translate(_picture_letters())
    text = printed(unicodedata.normalize("NFC", text))
    lines = (line.strip() for line in _BLANKS.sub(" ", text).split("\n"))
    return "\n".join(line for line in lines if line)


def printed(text: str) -> str:
    r"""Text without the characters that no printer prints, every end of a line as "\n"; blanks stay as they are.

    >>> printed("Bộ\u202e  Tư\x00\r\n")
    'Bộ  Tư\n'
    """
    return _UNPRINTED.sub("", _BREAKS.sub("\n", text))


@cache
def _picture_letters() -> dict[int, str]:
    """Private-use codes to what they show in Word's two fonts of bullets; Symbol's own dash and bullet come first."""
    return {
        code: letter
        for font in ("Wingdings", "Symbol")
        for code, letter in (symbols_for(font) or {}).items()
        if chr(code) >= "\uf000"
    }


STT_LABEL = regex.compile(r"(?:s(?:ố)?\s*)?tt\.?", regex.IGNORECASE)  # of the column of row numbers


@dataclass(frozen=True, slots=True)
class FlowCell:
    r"""A cell at grid column `col`; `content` is its paragraphs (with "\n" where broken) and tables, in order."""

    col: int
    content: tuple["FlowBlock", ...]
    row_span: int = 1
    col_span: int = 1
    bold: bool = False
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FlowRow:
    """The cells that begin in this row; `place` names it in the format's own terms where "row 5" would not do."""

    cells: tuple[FlowCell, ...]
    header: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A table of the format; `ink` is all its printed text, taken by a walk that knows nothing of cells."""

    rows: tuple[FlowRow, ...]
    width: int
    ink: str
    place: str | None = None
    confidence: float = 1.0


FlowBlock: TypeAlias = str | FlowTable


@dataclass(slots=True)
class _Counter:
    """What was given out so far: tables for their names, cells for the limit."""

    cell_limit: int
    tables: int = 0
    cells: int = 0

    def add_cells(self, count: int) -> None:
        self.cells += count
        if self.cells > self.cell_limit:
            raise over_limit("cells", f"over the limit of {self.cell_limit:,} cells")


def document(
    source: SourceFile, blocks: Iterable[FlowBlock], cell_limit: int, issues: Iterable[Issue] = ()
) -> RawDocument:
    """The whole of a format without pages, as one RawPage that is made when it is asked for.

    Raises (while its page is walked):
        LimitExceeded: more than `cell_limit` cells.
    """

    def pages() -> Iterator[RawPage]:
        counter = _Counter(cell_limit)
        made = tuple(_group(_unframed(blocks), counter))
        yield RawPage(None, made, issues=tuple(issues))

    return RawDocument(source, pages())


def is_frame(table: FlowTable) -> bool:
    """Whether the table only lays out others: most of its text stands in cells that hold a real table.

    A plan set inside a one-cell frame, or in a web page's column, is such; a plan with a small table in one of its
    cells is not.
    """
    framed = total = 0
    for row in table.rows:
        for cell in row.cells:
            weight = sum(_weight(block) for block in cell.content)
            total += weight
            if any(_is_real(block) for block in cell.content):
                framed += weight
    return 2 * framed > total


def _is_real(block: FlowBlock) -> bool:
    if isinstance(block, str):
        return False
    return (len(block.rows) >= _REAL_ROWS and block.width >= _REAL_COLS) or any(
        _is_real(inner) for row in block.rows for cell in row.cells for inner in cell.content
    )


def _weight(block: FlowBlock) -> int:
    return len(block) if isinstance(block, str) else len(block.ink)


def _unframed(blocks: Iterable[FlowBlock]) -> Iterator[FlowBlock]:
    """The blocks with frames taken apart into what they hold, in reading order."""
    for block in blocks:
        if isinstance(block, str) or not is_frame(block):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from _unframed(cell.content)


def _group(blocks: Iterable[FlowBlock], counter: _Counter) -> Iterator[RawTable | RawText]:
    """Paragraphs gathered to runs of text; tables made and named in the order of the document."""
    lines: list[str] = []
    first = number = 0
    for block in blocks:
        if isinstance(block, str):
            number += 1
            if text := tidy(block):
                first = first or number
                lines.extend(text.split("\n"))
            continue
        if lines:
            yield RawText(tuple(lines), Source(place=f"paragraph {first}"))
            lines, first = [], 0
        if block.rows:
            counter.tables += 1
            yield _raw_table(block, block.place or f"table {counter.tables}", counter)
    if lines:
        yield RawText(tuple(lines), Source(place=f"paragraph {first}"))


def _raw_table(table: FlowTable, place: str, counter: _Counter) -> RawTable:
    counter.add_cells(sum(len(row.cells) for row in table.rows))
    rows = tuple(
        RawRow(
            tuple(_raw_cell(cell) for cell in row.cells),
            Source(place=f"{place}, {row.place or f'row {index}'}"),
            row.header,
        )
        for index, row in enumerate(table.rows, 1)
    )
    return RawTable(
        rows, table.width, tidy(table.ink), Source(place=place), method="markup", confidence=table.confidence
    )


def _raw_cell(cell: FlowCell) -> RawCell:
    text = tidy(cell_text(cell))
    return RawCell(
        cell.col,
        text,
        cell.row_span,
        cell.col_span,
        bold=cell.bold,
        confidence=_BROKEN_LETTER if "\ufffd" in text else 1.0,
        flags=cell.flags,
    )


def cell_text(cell: FlowCell) -> str:
    """The cell's paragraphs, each a line; a table inside it comes as its rows, one a line."""
    return "\n".join(block if isinstance(block, str) else _nested_text(block) for block in cell.content)


def _nested_text(table: FlowTable) -> str:
    return "\n".join(" ".join(filter(None, (cell_text(cell) for cell in row.cells))) for row in table.rows)
