"""These tests ensure that a text layer that lies is told from one that is good."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.notice import judge
from extract.page import Glyphs, Page, Rules
from extract.syllable import is_syllable
from phuluc.model import RawPage, RawText
from phuluc.source import Source

FOLDER = Path(__file__).parent / "cases/notice"
CASES = [case for path in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["cases"]]
WIDTH, HEIGHT = 595.0, 842.0


def page(picture: float) -> Page:
    images = ((0.0, 0.0, WIDTH, HEIGHT * picture),) if picture else ()
    empty = Rules(*(np.zeros(0) for _ in range(4)))
    return Page(1, WIDTH, HEIGHT, Glyphs.none(), empty, empty, images)


def laid(text: str) -> RawPage:
    return RawPage(1, (RawText(tuple(text.splitlines()), Source(1)),), WIDTH, HEIGHT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["from"])
def test_layers_seen_are_judged_as_a_person_does(case: dict[str, Any]) -> None:
    assert judge(page(case["picture"]), laid(case["text"])).verdict == case["verdict"]


@given(st.text(max_size=300), st.floats(0, 1))
def test_judging_never_raises(text: str, picture: float) -> None:
    judge(page(picture), laid(text))


@given(st.text(alphabet="0123456789.,/-% ", min_size=1, max_size=200))
def test_figures_alone_are_no_junk(text: str) -> None:
    assert judge(page(0), laid(text)).verdict in ("good", "empty")


@pytest.mark.parametrize("word", "nghiệp Quyết khuỷu giếng gì thuở uyển ưởng quốc xoèn ngoằn".split())
def test_syllables_that_are(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "djnh ngh BHXH tr củạạ hoàt chinhr bcd fax".split())
def test_syllables_that_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_a_layer_with_some_impossible_words_is_good_and_in_doubt() -> None:
    good = "xây dựng kế hoạch tuyên truyền chính sách pháp luật về bảo hiểm xã hội hằng năm trên địa bàn " * 4
    assert judge(page(0), laid(good)).doubt == ""
    found = judge(page(0), laid(good + "nhißm vā căa tỉnh"))
    assert (found.verdict, found.doubt) == ("good", "3 of 84 words, as nhißm, vā, căa")


def test_foreign_words_and_names_of_communes_put_no_layer_in_doubt() -> None:
    text = "các xã Kon Plông, Ayun Pa, Đắk Tô, Chư Prông, Mường Khương tự công bố product name and number of the items "
    assert judge(page(0), laid(text * 5)).doubt == ""
