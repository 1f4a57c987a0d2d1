"""These tests ensure that outputs and measures are read as a person reads them."""

import re
import time
import tomllib
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.counted import explain_measures
from normalize.measure import parse_measures
from normalize.output import parse_outputs
from normalize.text import ink
from phuluc.model import Measure, Output

SECONDS = 5  # of processor time: ten times what it takes; what grows by the square takes far more
CASES = Path(__file__).parent / "cases/output"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)["case"]
    return [pytest.param(case, id=case["text"]) for case in cases]


def measure_view(measure: Measure) -> dict[str, Any]:
    view: dict[str, Any] = {"min": measure.min, "max": measure.max, "unit": measure.unit, "per": list(measure.per)}
    view |= {"approximate": measure.approximate, "of": measure.of}
    return {name: value for name, value in view.items() if value not in (None, [], False)}


def output_view(output: Output) -> dict[str, Any]:
    measures = [measure_view(each) for each in output.measures]
    view: dict[str, Any] = {"text": output.text, "measure": measures[0] if measures else None, "further": measures[1:]}
    if output.period is not None:
        days = {"start": output.period.start, "end": output.period.end}
        view["period"] = {name: day for name, day in days.items() if day is not None}
    return {name: value for name, value in view.items() if value not in (None, [])}


@pytest.mark.parametrize("case", load("wild"))
def test_wild(case: dict[str, Any]) -> None:
    assert [output_view(output) for output in parse_outputs(case["text"])] == case["outputs"]


@pytest.mark.parametrize("case", load("negative"))
def test_numbers_that_measure_nothing_stay_words(case: dict[str, Any]) -> None:
    assert [output_view(output) for output in parse_outputs(case["text"])] == [{"text": case["text"]}]


@pytest.mark.parametrize("case", load("wild"))
def test_composed_and_decomposed_letters_mean_the_same(case: dict[str, Any]) -> None:
    assert parse_outputs(unicodedata.normalize("NFD", case["text"])) == parse_outputs(case["text"])


PIECES = [
    "\n",
    *(
        "10-15 cuộc/năm /tỉnh % 100% số xã ; - + 1. Năm 2021: khoảng tối thiểu trở lên 1.000 0,5 triệu (hai) lớp có"
    ).split(),
]


CELLS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
LIST_MARK = re.compile(r"(?m)(?:^|(?<=[;\s]))(?:\d{1,2}|[a-zđ])[.)]\s+")


@given(CELLS)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_sound_outputs(text: str) -> None:
    for output in parse_outputs(text):
        assert output.text.strip() == output.text != ""
        for measure in output.measures:
            assert measure.unit
            assert measure.min is not None or measure.max is not None
            assert measure.min is None or measure.max is None or measure.min <= measure.max


@given(CELLS)
@settings(max_examples=400, deadline=None)
def test_no_letter_of_a_cell_is_lost(text: str) -> None:
    """What is left out is a list's marks, a lead-in that became a period, and the letters and numbers of list marks."""
    read = "".join(
        ink(output.text) + (ink(output.period.text) if output.period else "") for output in parse_outputs(text)
    )
    printed = ink(LIST_MARK.sub("", unicodedata.normalize("NFC", text)))
    assert set(filter(str.isalpha, printed)) <= set(filter(str.isalpha, read))


@given(CELLS)
@settings(max_examples=400, deadline=None)
def test_an_output_read_again_is_itself(text: str) -> None:
    for output in parse_outputs(text):
        again = parse_outputs(output.text)
        if all(each.period is None for each in again):  # "Năm 2021: Năm 2022: ..." has one lead-in more
            read = "".join(ink(each.text) for each in again)
            assert _letters(read) in (_letters(ink(output.text)), _letters(ink(LIST_MARK.sub("", output.text))))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


@pytest.mark.parametrize("piece", ["10-15 cuộc/", "1 ", "- ", "; ", "100% a ", "năm 2021: ", "(", "một năm ", "a, "])
def test_long_texts_are_read_in_reasonable_time(piece: str) -> None:
    begin = time.process_time()
    parse_outputs(piece * (100_000 // len(piece)))
    parse_measures(piece * (20_000 // len(piece)))
    assert time.process_time() - begin < SECONDS


@pytest.mark.parametrize("number", ["9" * 4_900, "9" * 16, "1" + ".000" * 6])
def test_a_number_that_no_plan_promises_is_no_measure(number: str) -> None:
    assert parse_measures(f"{number} hội nghị") == ()


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("Tối thiểu 01 lớp/năm", "Tối thiểu 01 lớp/năm", "unit lớp, at_least tối thiểu, per năm"),
        ("Trên dưới 10 cuộc", "Trên dưới 10 cuộc", "unit cuộc, approximate trên dưới"),
        ("Tối thiểu 10-15 cuộc/năm", "Tối thiểu 10-15 cuộc/năm", "unit cuộc, per năm"),
        ("10-15 cuộc trên địa bàn/năm", "10-15 cuộc trên địa bàn/năm", "unit cuộc, per năm"),
        ("Từ 10 lớp trở lên", "Từ 10 lớp trở lên", "unit lớp, or_more trở lên"),
        ("≥ 80% số hộ", "≥ 80% số hộ", "unit %, at_least ≥"),
        ("Mỗi tuần có tối thiểu 02 lượt", "tối thiểu 02 lượt", "unit lượt, at_least tối thiểu, per tuần"),
        ("05 chuyến xe buýt/ngày", "05 chuyến xe buýt/ngày", "unit chuyến, per ngày"),
    ],
)
def test_a_measure_tells_what_its_parts_came_from(text: str, words: str, parts: str) -> None:
    (counted,) = explain_measures(text)
    assert counted.words == words
    assert ", ".join(f"{part.part} {part.word}" for part in counted.parts) == parts
    assert all(part.seen for part in counted.parts)


def test_a_unit_of_no_row_is_told_by_the_rate_behind_it() -> None:
    (counted,) = explain_measures("02 mẻ cá/năm")
    (unit, per) = counted.parts
    assert (unit.word, unit.seen, per.word) == ("mẻ cá", "", "năm")


@given(CELLS)
@settings(deadline=None)
def test_any_measure_has_an_explanation(text: str) -> None:
    counted = explain_measures(text)
    assert tuple(each.measure for each in counted) == parse_measures(text)
    assert all(each.words and each.parts[0].part == "unit" for each in counted)
