"""These tests ensure that confidence tells wrong rows from right ones, on pages that were spoilt."""

from phuluc.model import Row
from tests.corpus.confidence import Judged, auc, spoilt

FLOOR = 0.85  # of the area; README.md has what was measured over all producers


def judged(right: bool, confidence: float) -> Judged:
    return Judged("", "", right, Row("1", "task", ("1",), (), confidence=confidence))


def test_the_area_is_the_chance_that_a_wrong_row_is_the_less_sure_one() -> None:
    rows = [judged(True, 1.0), judged(True, 0.9), judged(True, 0.8), judged(False, 0.5), judged(False, 0.9)]
    assert auc(rows) == ((3 + 1.5) / 6, 3, 2)
    assert auc([judged(True, 1.0)]) == (None, 1, 0)


def test_wrong_rows_score_lower_than_right_ones() -> None:
    area, right, wrong = auc(spoilt(["typst"], ("base", "once", "none")))
    assert area is not None and area >= FLOOR, (area, right, wrong)
    assert wrong > 100
