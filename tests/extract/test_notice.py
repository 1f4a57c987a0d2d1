"""These tests ensure that a text layer that lies is told from one that is good."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.notice import doubted, judge
from extract.page import Glyphs, Page, Rules
from extract.syllable import is_syllable
from phuluc.model import RawCell, RawPage, RawRow, RawTable, RawText
from phuluc.source import Source

FOLDER = Path(__file__).parent / "cases/notice"
CASES = [case for path in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["cases"]]
WIDTH, HEIGHT = 595.0, 842.0


def page(picture: float, text: str = "") -> Page:
    """A page whose text lies on its picture where that takes most of it, else below."""
    letters = [letter for letter in text if not letter.isspace()]
    x = np.linspace(50.0, 500.0, len(letters))
    y = np.full(len(letters), HEIGHT * (picture / 2 if picture >= 0.5 else 0.95))
    glyphs = Glyphs(letters, x, y - 10, x + 6, y, y, y * 0 + 12, np.zeros(len(letters), np.int32))
    images = ((0.0, 0.0, WIDTH, HEIGHT * picture),) if picture else ()
    empty = Rules(*(np.zeros(0) for _ in range(4)))
    return Page(1, WIDTH, HEIGHT, glyphs, empty, empty, images)


def laid(text: str) -> RawPage:
    return RawPage(1, (RawText(tuple(text.splitlines()), Source(1)),), WIDTH, HEIGHT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["from"])
def test_layers_seen_are_judged_as_a_person_does(case: dict[str, Any]) -> None:
    assert judge(page(case["picture"], case["text"]), laid(case["text"])).verdict == case["verdict"]


@given(st.text(max_size=300), st.floats(0, 1))
def test_judging_never_raises(text: str, picture: float) -> None:
    judge(page(picture, text), laid(text))


@given(st.text(alphabet="0123456789.,/-% ", min_size=1, max_size=200))
def test_figures_alone_are_no_junk(text: str) -> None:
    assert judge(page(0), laid(text)).verdict in ("good", "empty")


@pytest.mark.parametrize("word", "nghiệp Quyết khuỷu giếng gì thuở uyển ưởng quốc xoèn ngoằn".split())
def test_syllables_that_are(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "djnh ngh BHXH tr củạạ hoàt chinhr bcd fax".split())
def test_syllables_that_are_not(word: str) -> None:
    assert not is_syllable(word)


PROSE = "xây dựng kế hoạch tuyên truyền chính sách pháp luật về bảo hiểm xã hội hằng năm trên địa bàn " * 4


def test_a_layer_with_some_impossible_words_is_good_and_in_doubt() -> None:
    assert judge(page(0), laid(PROSE)).doubt == ""
    found = judge(page(0), laid(PROSE + "nhißm vā căa tỉnh"))
    assert (found.verdict, found.doubt) == ("good", "3 of 84 words, as nhißm, vā, căa")


def test_many_words_with_letters_that_no_vietnamese_has_are_a_broken_map() -> None:
    broken = PROSE + "nhißm vÿ cāa tßnh, bißn phÿc, đãnh kā vß thÿc hißn hÿp lißu huyßn " * 2
    assert judge(page(0), laid(broken)).verdict == "junk"
    few = PROSE * 6 + "nhißm vÿ cāa tßnh, bißn phÿc, đãnh kā vß thÿc hißn hÿp lißu huyßn "
    assert judge(page(0), laid(few)).verdict == "good"


@pytest.mark.parametrize("unit", ["m²", "km²", "m³", "µg", "µm"])
def test_units_are_no_letters_that_no_vietnamese_has(unit: str) -> None:
    found = judge(page(0), laid(PROSE + f"rộng 200 {unit} và " * 12))
    assert (found.verdict, found.suspect) == ("good", False)


def test_no_cell_is_sure_on_a_page_whose_layer_puts_letters_for_others() -> None:
    """ "Quyết đánh" for "Quyết định" is Vietnamese as well: only its neighbours tell."""
    source = Source(1)
    table = RawTable((RawRow((RawCell(0, "Quyết đánh"), RawCell(1, "")), source),), 2, "Quyếtđánh", source)
    for more, sure in (("nhißm vā cāa tỉnh", 0.7), ("nghiềng ngoẻng ngoèng hoạtđộng", 1.0), ("", 1.0)):
        raw = RawPage(1, (*laid(PROSE + more).blocks, table), WIDTH, HEIGHT)
        *_, found = doubted(raw, judge(page(0), raw)).blocks
        assert isinstance(found, RawTable)
        assert [cell.confidence for cell in found.rows[0].cells] == [sure, 1.0]


def test_foreign_words_and_names_of_communes_put_no_layer_in_doubt() -> None:
    text = "các xã Kon Plông, Ayun Pa, Đắk Tô, Chư Prông, Mường Khương tự công bố product name and number of the items "
    assert judge(page(0), laid(text * 5)).doubt == ""


@pytest.mark.parametrize("share", [0.25, 0.5, 0.7])
def test_a_page_half_text_and_half_picture_is_read_in_both_ways(share: float) -> None:
    half = page(0.0, PROSE)
    assert judge(half, laid(PROSE)).verdict == "good"
    pictured = replace(half, images=((0.0, 0.0, WIDTH, HEIGHT * share),))
    assert judge(pictured, laid(PROSE)).verdict == "partial"
