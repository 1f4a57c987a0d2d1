"""These tests ensure that only texts that break off are flagged as cut short."""

import tomllib
from pathlib import Path

import pytest

from normalize.flags import is_cut_short, ordered

CASES = tomllib.loads((Path(__file__).parent / "cases/cut_short/wild.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["cut"])
def test_a_text_that_breaks_off_is_cut_short(text: str) -> None:
    assert is_cut_short(text)


@pytest.mark.parametrize("text", CASES["whole"])
def test_a_whole_text_is_not(text: str) -> None:
    assert not is_cut_short(text)


def test_a_comma_after_a_list_of_names_is_habit() -> None:
    assert not is_cut_short("Sở Y tế, Sở Nội vụ,", listed=True)


def test_flags_come_once_and_in_the_order_of_the_contract() -> None:
    assert ordered(["ocr", "stitched", "ocr", "x"]) == ("stitched", "ocr", "x")
