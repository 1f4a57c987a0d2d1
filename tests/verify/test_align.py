"""These tests ensure that rows of two readings are paired by what they say, in order, and that none is paired twice."""

from hypothesis import given
from hypothesis import strategies as st

from phuluc.verify import align as aligning
from phuluc.verify.align import align

TEXTS = st.lists(st.text("abcd", max_size=4), max_size=9)


@given(TEXTS, TEXTS)
def test_every_row_stands_in_one_pair_and_pairs_keep_both_orders(first: list[str], second: list[str]) -> None:
    pairs = align(first, second)
    assert [i for i, _ in pairs if i is not None] == list(range(len(first)))
    assert [j for _, j in pairs if j is not None] == list(range(len(second)))


@given(TEXTS)
def test_a_reading_is_aligned_with_itself_row_by_row(rows: list[str]) -> None:
    assert align(rows, rows) == [(i, i) for i in range(len(rows))]


@given(TEXTS, st.integers(0, 9))
def test_a_lost_row_costs_no_other_row_its_pair(rows: list[str], at: int) -> None:
    rows = [f"{place} {text}" for place, text in enumerate(rows)]
    lost = [row for place, row in enumerate(rows) if place != at]
    assert sum(i is not None and j is not None for i, j in align(rows, lost)) == len(lost)


def test_rows_that_say_nearly_the_same_are_one_row_read_twice() -> None:
    first = ["1 Rà soát văn bản", "2 Tập huấn cán bộ", "3 Báo cáo kết quả"]
    second = ["1 Rà soát văn bản", "2 Tập huấn can bo", "Ghi chú", "3 Báo cáo kêt quả"]
    assert align(first, second) == [(0, 0), (1, 1), (None, 2), (2, 3)]


def test_readings_too_unlike_to_weigh_are_not_paired(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(aligning, "MOST_PAIRS", 3)
    assert align(["ab", "ac"], ["ad", "ae"]) == [(0, None), (1, None), (None, 0), (None, 1)]
