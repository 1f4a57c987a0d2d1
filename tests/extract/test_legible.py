"""These tests ensure that letters which cannot be the printed ones are doubted, and good ones are not."""

import pytest

from extract.legible import legible
from tests.corpus.content import PLANS, load


@pytest.mark.parametrize(
    "text",
    ["7uyӝn truyền", "S\ufffd Y tế", "Sở 7ài chính", "Công tr ình", "Kiểm tr a công tác", "Tr ạm Y tế", "phàp luật"],
)
def test_letters_put_for_others_and_torn_words_are_doubted(text: str) -> None:
    assert legible(text) < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "",
        "điểm c khoản 2 Điều 5",
        "dài 120 m và rộng 5 km",
        "nồng độ PM2.5 dưới 50 µg/m3",
        "01lớp/năm, 5G, 24/7",
        "Procurement of Road Safety Books for Children (0‐6 years)",
        "KẾ HOẠCH SỐ 12/KH-UBND",
    ],
)
def test_units_points_of_articles_and_other_languages_are_not(text: str) -> None:
    assert legible(text) == 1.0


def test_of_the_corpus_hardly_a_cell_is_doubted() -> None:
    cells = {cell for name in PLANS for annex in load(name).annexes for row in annex.rows for cell in row}
    doubted = {cell for cell in cells if legible(cell) < 0.95}
    assert len(doubted) <= 0.002 * len(cells), doubted
