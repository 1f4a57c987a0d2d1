"""These tests ensure that what no row of a plan says is a doubt, and what many say is none."""

from dataclasses import replace

import pytest

from normalize.document import normalize
from phuluc.model import Method, Row
from phuluc.settings import Settings
from tests.normalize import build

HEAD = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"]
ROWS = [[str(n), f"Rà soát văn bản lần thứ {n}", "Sở Tư pháp", "Năm 2025"] for n in range(1, 8)]


def rows(*changed: tuple[int, int, str]) -> tuple[Row, ...]:
    grid = [list(row) for row in ROWS]
    for row, column, text in changed:
        grid[row][column] = text
    (table,) = normalize(build.document([build.table([HEAD, *grid], edges=(0, 40, 200, 350, 500))]), Settings()).tables
    return table.rows


def test_a_right_row_is_sure_in_all_its_parts() -> None:
    assert {row.confidence for row in rows()} == {1.0}


@pytest.mark.parametrize(
    ("column", "text", "part"),
    [
        (0, "3\n4", "grid"),
        (0, "3 3.1", "grid"),
        (0, "II 3", "grid"),
        (2, "", "grid"),
    ],
)
def test_a_cell_that_no_such_row_has_weakens_the_row(column: int, text: str, part: str) -> None:
    found = rows((2, column, text))
    assert getattr(found[2].trust, part) < 1.0
    assert getattr(found[5].trust, part) == 1.0


def test_labels_of_the_header_among_the_values_weaken_the_roles() -> None:
    found = rows((3, 2, "Cơ quan chủ trì"), (3, 3, "Thời gian hoàn"))
    assert [row.trust.roles < 1.0 for row in found] == [at == 3 for at in range(7)]


def test_a_sentence_that_goes_on_in_the_next_row_weakens_both() -> None:
    found = rows((3, 2, "Trường Chính"), (4, 2, "trị tỉnh"))
    assert [row.trust.grid < 1.0 for row in found] == [at in (3, 4) for at in range(7)]
    more = rows((3, 2, "Trường Chính"), (4, 2, "trị tỉnh"), (3, 1, "Rà soát văn"), (4, 1, "bản quy phạm"))
    assert more[4].trust.grid < found[4].trust.grid


@pytest.mark.parametrize("text", ["- các sở, ngành", "Các sở, ngành", "a) sở Y tế"])
def test_a_list_in_the_next_row_is_no_sentence_that_goes_on(text: str) -> None:
    assert rows((4, 2, text))[3].trust.grid == 1.0


@pytest.mark.parametrize("mark", ["x", "xx", "v"])
def test_a_mark_below_a_mark_is_no_sentence_that_goes_on(mark: str) -> None:
    head = ["STT", "Nhiệm vụ", "Chủ trì", "Quý I/2026", "Quý II/2026"]
    grid = [head, *([str(n), "Rà soát", "Sở Y tế", mark, "" if n == 2 else mark] for n in range(1, 6))]
    (table,) = normalize(build.document([build.table(grid)]), Settings()).tables
    assert {row.trust.grid for row in table.rows} == {1.0}


def test_a_number_that_its_column_wraps_is_one() -> None:
    grid = [HEAD, *([f"1.\n{n}", *row[1:]] for n, row in enumerate(ROWS, start=1))]
    (table,) = normalize(build.document([build.table(grid, edges=(0, 40, 200, 350, 500))]), Settings()).tables
    assert {row.trust.grid for row in table.rows} == {1.0}


def test_an_entry_of_a_list_of_names_may_begin_in_small_letters() -> None:
    """As d28's chemicals do: "46. | Anilin hydroclorit | ...", "47. | o-Anisidin | ..."."""
    names = ["Anilin hydroclorit", "o-Anisidin", "p-Anisidin", "Axit axetic", "n-Butanol", "Butyl axetat"]
    grid = [["STT", "Tên hóa chất", "Tên gọi khác"], *([f"{n}.", name, name] for n, name in enumerate(names, start=46))]
    (table,) = normalize(build.document([build.table(grid, edges=(0, 40, 200, 350))]), Settings()).tables
    assert {row.trust.grid for row in table.rows} == {1.0}


@pytest.mark.parametrize(("method", "share"), [("gutters", 0.0), ("rules", 1.0)])
def test_where_only_texts_tell_columns_one_that_texts_run_over_is_in_doubt(method: Method, share: float) -> None:
    """As Chromium prints ten narrow columns without rules between them; in ruled tables such a cell is merged."""
    grid = [HEAD, *([row[0], row[1], f"{row[2]} {row[3]}", ">"] for row in ROWS)]
    told = replace(build.table(grid, edges=(0, 40, 200, 350, 500)), method=method)
    (table,) = normalize(build.document([told]), Settings()).tables
    assert sum(row.confidence > 0.8 for row in table.rows) == share * len(ROWS)
