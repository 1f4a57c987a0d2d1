"""A page and its tables as blocks from top to bottom: where digital pages and scans meet again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from sys import intern

import numpy as np
from numpy.typing import NDArray

from extract.cells import CellText, cells_text
from extract.grid.evidence import row_confidence
from extract.grid.record import NO_CELL, OUTSIDE, Grid
from extract.legible import legible
from extract.median import distinct
from extract.outside import outside_text
from extract.page import Page
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawCell, RawPage, RawRow, RawTable, RawText
from phuluc.source import Box, Source

UNREAD = 0.3  # the most that a cell is sure in which ink is left that no reading made a word of


def lay_out(page: Page, grids: tuple[Grid, ...]) -> RawPage:
    """A page and its tables as blocks from top to bottom."""
    issues = page.issues
    if not page.glyphs.text and not issues:
        issues = (Issue(IssueKind.NO_TEXT_LAYER, Source(page.number), "it holds no letters"),)
    blocks: list[tuple[float, RawTable | RawText]] = [(grid.area[1], _table(page, grid)) for grid in grids]
    blocks += _texts(page, grids)
    blocks.sort(key=lambda block: block[0])
    return RawPage(page.number, tuple(block for _, block in blocks), page.width, page.height, issues)


def _texts(page: Page, grids: tuple[Grid, ...]) -> list[tuple[float, RawText]]:
    """The runs of text above, between and below the tables, each with its top."""
    glyphs = page.glyphs
    outside = np.ones(len(glyphs.text), np.bool_)
    for grid in grids:
        outside &= grid.owner == OUTSIDE
    index = np.flatnonzero(outside)
    # A glyph's run is told by the tables that lie wholly above its middle.
    middle = (glyphs.top[index] + glyphs.bottom[index]) / 2
    run = np.zeros(len(index), np.int64)
    for grid in grids:
        run += middle > (grid.area[1] + grid.area[3]) / 2
    return [_text(page, index[run == number]) for number in distinct(run).tolist()]


def _text(page: Page, index: NDArray[np.intp]) -> tuple[float, RawText]:
    lines, box = outside_text(page.glyphs, index)
    return box[1], RawText(lines, Source(page.number, Box(*box)))


def _table(page: Page, grid: Grid) -> RawTable:
    glyphs = page.glyphs
    source = Source(page.number, Box(*grid.area))
    inside = np.flatnonzero(grid.owner != OUTSIDE)
    stray = np.flatnonzero(grid.owner == NO_CELL)
    return RawTable(
        _rows(grid, cells_text(glyphs, grid), page),
        grid.shape[1],
        "".join(map(glyphs.text.__getitem__, inside.tolist())),
        source,
        tuple(grid.edges.tolist()),
        outside_text(glyphs, stray)[0] if len(stray) else (),
        "ocr" if page.method == "ocr" else grid.method,
        grid.confidence,
    )


def _rows(grid: Grid, texts: list[CellText], page: Page) -> tuple[RawRow, ...]:
    """The grid's cells, each in the row that it begins in; a row's box is that of its cells of one row."""
    rows: list[list[RawCell]] = [[] for _ in range(grid.shape[0])]
    plain = frozenset({"ocr"}) if page.method == "ocr" else frozenset()
    for row, col, row_span, col_span, x0, top, x1, bottom, open_top, open_bottom, said in zip(
        grid.row.tolist(),
        grid.col.tolist(),
        grid.row_span.tolist(),
        grid.col_span.tolist(),
        grid.x0.tolist(),
        grid.top.tolist(),
        grid.x1.tolist(),
        grid.bottom.tolist(),
        grid.open_top.tolist(),
        grid.open_bottom.tolist(),
        texts,
        strict=True,
    ):
        rows[row].append(
            RawCell(
                col,
                intern(said.text),  # agencies and periods come again row by row; a long plan holds each once
                row_span,
                col_span,
                Box(x0, top, x1, bottom),
                open_top,
                open_bottom,
                said.tail_room,
                said.head_width,
                said.bold,
                said.confidence * legible(said.text),
                plain | {"legacy-encoding"} if said.legacy else plain,
            )
        )
    _change(rows, page.cut_off, _cut_short)
    _change(rows, page.unread, _doubted)
    x0, _, x1, _ = grid.area
    lines = grid.lines.tolist()
    sure = row_confidence(page.glyphs, grid)
    return tuple(
        RawRow(tuple(cells), Source(page.number, Box(x0, lines[i], x1, lines[i + 1])), confidence=sure[i])
        for i, cells in enumerate(rows)
    )


def _change(rows: list[list[RawCell]], places: Sequence[tuple[float, float]], to: Callable[[RawCell], RawCell]) -> None:
    """Change, in place, each cell that holds one of the places (x, y)."""
    for x, y in places:
        for cells in rows:
            for at, cell in enumerate(cells):
                if cell.box and cell.box.x0 <= x <= cell.box.x1 and cell.box.top <= y <= cell.box.bottom:
                    cells[at] = to(cell)


def _cut_short(cell: RawCell) -> RawCell:
    """Its text goes on beyond what is printed."""
    return replace(cell, flags=cell.flags | {"cut-short"})


def _doubted(cell: RawCell) -> RawCell:
    """Ink in it was not read."""
    return replace(cell, confidence=min(cell.confidence, UNREAD))
