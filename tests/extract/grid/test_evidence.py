"""These tests ensure that a row is less sure where the print runs through its borders, and sure where it does not."""

import numpy as np
import pytest

from extract.grid.build import Shape, build
from extract.grid.evidence import row_confidence
from extract.grid.owners import ink_of
from extract.page import Glyphs

Word = tuple[str, float, float, float]
SIZE = 10.0
EDGES = np.array([0.0, 100.0, 200.0])
LINES = np.array([0.0, 50.0, 100.0])


def glyphs(*words: Word) -> Glyphs:
    """Words as (text, x, baseline, size), letters half a size broad and touching."""
    text = [letter for word, *_ in words for letter in word]
    x0 = np.array([x + size / 2 * at for word, x, _, size in words for at in range(len(word))])
    base = np.array([y for word, _, y, _ in words for _ in word])
    size = np.array([size for word, _, _, size in words for _ in word])
    font = np.zeros(len(text), np.int32)
    return Glyphs(text, x0, base - 0.8 * size, x0 + size / 2, base + 0.2 * size, base, size, font)


def confidence(*words: Word, merged: bool = False) -> list[float]:
    page = glyphs(*words)
    down = np.ones((3, 2), bool)
    down[1, 0] = not merged
    return row_confidence(page, build(Shape(EDGES, LINES, np.ones((3, 2), bool), down), ink_of(page)))


FIRST = ("Rasoat", 5.0, 20.0, SIZE)
SECOND = ("SoYte", 105.0, 70.0, SIZE)


def test_text_inside_its_cells_is_sure() -> None:
    assert confidence(FIRST, ("SoYte", 105.0, 20.0, SIZE), SECOND) == [1.0, 1.0]


@pytest.mark.parametrize(
    "words",
    [
        (("vanban", 69.5, 20.0, SIZE), ("hanh", 102.0, 20.0, SIZE)),  # one text, parted by a border
        (FIRST, ("xa", 70.0, 20.0, SIZE)),  # a hole in a cell's line
        (FIRST, ("DAKYSO", 5.5, 24.0, SIZE)),  # a stamp over it
        (FIRST, ("DAKYSO", 5.0, 40.0, 0.6 * SIZE)),  # small print below it
    ],
    ids=["through", "hole", "over", "size"],
)
def test_print_that_belies_the_cells_weakens_its_own_row_alone(
    words: tuple[tuple[str, float, float, float], ...],
) -> None:
    first, second = confidence(*words, SECOND)
    assert first < 1.0 and second == 1.0


def test_a_white_where_other_rows_have_a_border_weakens_a_merged_cell() -> None:
    apart = (("Rasoatvanban", 5.0, 20.0, SIZE), ("SoYte", 108.0, 20.0, SIZE), SECOND)
    assert confidence(*apart, merged=True)[0] < 1.0
    assert confidence(("Rasoatvanbancuacactinh", 5.0, 20.0, SIZE), SECOND, merged=True) == [1.0, 1.0]


def test_a_table_without_text_is_sure_of_nothing_wrong() -> None:
    assert confidence() == [1.0, 1.0]


def test_a_grid_of_one_cell_on_a_page_with_more() -> None:
    """This test ensures that glyphs outside the table ask for no cell's row, however few cells there are."""
    page = glyphs(FIRST, ("ngoai", 400.0, 400.0, SIZE))
    shape = Shape(EDGES[[0, 1]], LINES[[0, 1]], np.ones((2, 1), bool), np.ones((1, 2), bool))
    assert row_confidence(page, build(shape, ink_of(page))) == [1.0]
