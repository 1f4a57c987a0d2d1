"""Small builders of what readers give, so that a test shows a table as it looks on paper.

In a grid of texts ">" goes on with the cell to the left, "^" with the cell above; "<open" after a text leaves the cell
open at the bottom, "open>" before it at the top.
"""

from collections.abc import Iterable, Sequence

from phuluc.model import RawCell, RawDocument, RawPage, RawRow, RawTable, RawText, SourceFile
from phuluc.source import Box, Source

SOURCE = SourceFile("made.pdf", "0" * 64, "application/pdf")
Grid = Sequence[Sequence[str]]


def table(
    grid: Grid,
    page: int | None = 1,
    edges: Sequence[float] = (),
    header: int = 0,
    bold: int = 0,
    strays: Sequence[str] = (),
) -> RawTable:
    """A table of a page; `header` rows are marked by the format, `bold` rows printed bold."""
    rows = []
    for at, texts in enumerate(grid):
        cells = [_cell(grid, at, column, bold=at < bold) for column, text in enumerate(texts) if text not in (">", "^")]
        box = Box(0, 20.0 * at, 500, 20.0 * at + 20) if page is not None else None
        rows.append(RawRow(tuple(cells), Source(page, box), header=at < header))
    ink = "".join(cell.text for row in rows for cell in row.cells) + "".join(strays)
    return RawTable(tuple(rows), len(grid[0]), ink, Source(page), tuple(edges), tuple(strays))


def _cell(grid: Grid, at: int, column: int, bold: bool) -> RawCell:
    text = grid[at][column]
    across = 1
    while column + across < len(grid[at]) and grid[at][column + across] == ">":
        across += 1
    down = 1
    while at + down < len(grid) and grid[at + down][column] == "^":
        down += 1
    return RawCell(
        column,
        text.removesuffix("<open").removeprefix("open>"),
        row_span=down,
        col_span=across,
        open_top=text.startswith("open>"),
        open_bottom=text.endswith("<open"),
        bold=bold,
    )


def text(*lines: str, page: int | None = 1) -> RawText:
    """Lines outside tables."""
    return RawText(lines, Source(page))


def document(*pages: Iterable[RawTable | RawText], numbered: bool = True) -> RawDocument:
    """A document of these pages' blocks."""
    made = [RawPage(number if numbered else None, tuple(blocks)) for number, blocks in enumerate(pages, 1)]
    return RawDocument(SOURCE, iter(made))
