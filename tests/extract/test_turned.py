"""Tables printed on their side."""

from dataclasses import replace

import numpy as np
import pytest

from extract.page import Book, Page
from extract.pdf.reader import walk
from extract.turned import turns_of, upright
from phuluc.model import RawPage, RawTable
from tests.extract.grid.sheet import Sheet

EDGES, LINES = [50.0, 100, 300, 500], [60.0, 90, 150, 210]
TEXTS = (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Rà soát", "Sở Y tế"), ("2", "Ban hành", "Sở Nội vụ"))


def plain() -> Page:
    sheet = Sheet(width=842, height=595).lattice(EDGES, LINES)
    for top, texts in zip(LINES, TEXTS, strict=False):
        sheet.row(EDGES, top, *texts)
    return sheet.page()


def askew(turns: int) -> Page:
    """The page with all its print turned anticlockwise, and no word of it."""
    page = upright(plain(), 4 - turns)
    return replace(page, glyphs=replace(page.glyphs, turn=np.full(len(page.glyphs.text), turns, np.int32)))


def read(page: Page) -> RawPage:
    [(_, raw)] = walk(Book(1, None, iter([page])))
    return raw


def only_table(raw: RawPage) -> RawTable:
    [table] = [block for block in raw.blocks if isinstance(block, RawTable)]
    return table


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_is_read_as_one_who_turns_the_sheet(turns: int) -> None:
    page = askew(turns)
    raw = read(page)
    table = only_table(raw)
    assert turns_of(page) == turns
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(texts) for texts in TEXTS]
    assert (raw.width, raw.height) == (page.width, page.height)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_places_are_those_on_the_page_as_it_lies(turns: int) -> None:
    """Each cell's box holds the glyphs of its text and no other, and so do its row's and its table's."""
    page = askew(turns)
    table, glyphs = only_table(read(page)), page.glyphs
    x, y = (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2
    for row in table.rows:
        for cell in row.cells:
            assert cell.box is not None
            assert row.source.box is not None
            assert row.source.box.union(cell.box) == row.source.box
            inside = (x > cell.box.x0) & (x < cell.box.x1) & (y > cell.box.top) & (y < cell.box.bottom)
            held = sorted(glyphs.text[i] for i in np.flatnonzero(inside).tolist())
            assert held == sorted(cell.text.replace(" ", ""))


def test_labels_on_their_side_turn_no_page() -> None:
    page = plain()
    turn = np.zeros(len(page.glyphs.text), np.int32)
    turn[:3] = 1
    assert turns_of(replace(page, glyphs=replace(page.glyphs, turn=turn))) == 0
