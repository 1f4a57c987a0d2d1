"""These tests ensure that the scorer is honest: that it sees what is wrong, and only that."""

from dataclasses import replace

from tests.corpus.content import PLANS, TruthRow, expected, load
from tests.corpus.score import Got, Score, align, cell_right, score_rows

ROWS = expected(load("cchc").annexes[0])


def as_read(rows: tuple[TruthRow, ...]) -> list[Got]:
    return [Got(row.cells, row.number, row.kind) for row in rows]


def test_the_truth_itself_is_wholly_right() -> None:
    score = score_rows(ROWS, as_read(ROWS), warned=False)
    assert score.right == score.outline_right == score.rows == len(ROWS)
    assert score.cells_right == score.cells
    assert score.lists_right == score.lists > 0
    assert (score.silent, score.extra) == (0, 0)


def test_a_lost_row_costs_one_row_and_not_those_after_it() -> None:
    score = score_rows(ROWS, as_read(ROWS[:3] + ROWS[4:]), warned=False)
    assert (score.right, score.silent, score.extra) == (len(ROWS) - 1, 1, 0)


def test_a_row_too_many_is_seen() -> None:
    got = as_read(ROWS)
    score = score_rows(ROWS, [*got[:5], Got(("", "không có trong bản in", "", "", "", "")), *got[5:]], warned=False)
    assert (score.right, score.silent, score.extra) == (len(ROWS), 1, 1)


def test_one_letter_makes_a_row_wrong_and_a_flag_makes_it_known() -> None:
    got = as_read(ROWS)
    cells = (*got[1].cells[:1], got[1].cells[1].replace("a", "à", 1), *got[1].cells[2:])
    silent = [got[0], replace(got[1], cells=cells), *got[2:]]
    assert score_rows(ROWS, silent, warned=False).silent == 1
    flagged = [got[0], replace(got[1], cells=cells, doubted=True), *got[2:]]
    assert score_rows(ROWS, flagged, warned=False) == replace(score_rows(ROWS, silent, False), silent=0, flagged=1)


def test_a_blank_between_words_counts_and_a_line_break_is_scored_apart() -> None:
    assert not cell_right("đồng/người/khóa", "đồng/ người/khóa", loose=False)
    assert cell_right("- Sở Y tế;\n- Sở Nội vụ", "- Sở Y tế; - Sở Nội vụ", loose=False)
    truth = (TruthRow("1", "task", ("1", "- Sở Y tế;\n- Sở Nội vụ")),)
    score = score_rows(truth, [Got(("1", "- Sở Y tế; - Sở Nội vụ"), "1", "task")], warned=False)
    assert score == Score(rows=1, right=1, cells=2, cells_right=2, lists=1, outline_right=1)


def test_rows_out_of_order_are_not_both_right() -> None:
    assert None in align(ROWS, as_read((ROWS[1], ROWS[0], *ROWS[2:])))


def test_a_plan_repeats_what_is_merged_down() -> None:
    rows = expected(load("suckhoe").annexes[0])
    assert rows[1].cells[:2] == ("1", "Truyền thông thay đổi hành vi")
    assert rows[1].loose == {0}
    assert {name: sum(len(expected(annex)) for annex in load(name).annexes) for name in PLANS} == {
        "cchc": 16,
        "cds": 15,
        "pccc": 15,
        "moitruong": 12,
        "giaoduc": 13,
        "suckhoe": 11,
        "phuluc3": 17,
        "vanban": 30,
        "yte": 11,
        "tuphap": 14,
    }
