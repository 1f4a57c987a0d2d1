"""These tests ensure that numbers become the outline that a person sees in them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.tables.outline import Entry, outline

CASES = tomllib.loads((Path(__file__).parent / "cases/outline/wild.toml").read_text(encoding="utf-8"))["case"]
KINDS = {"section": "s", "group": "g", "task": "t"}


def entries_of(case: dict[str, Any]) -> list[Entry]:
    return [
        Entry(
            number,
            bare=not {"x", "s"} & set(marks),
            merged="m" in marks,
            inherited="i" in marks,
            bold="b" in marks,
            sums="s" in marks,
        )
        for number, marks in zip(case["numbers"], case["marks"], strict=True)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_numbers_make_the_outline(case: dict[str, Any]) -> None:
    places = outline(entries_of(case))
    assert [place.key for place in places] == case["keys"]
    assert " ".join(KINDS[place.kind] for place in places) == case["kinds"]
    assert [row for row, place in enumerate(places) if place.gap] == case.get("gaps", [])
    assert [row for row, place in enumerate(places) if place.missing] == case.get("missing", [])


NUMBERS = st.sampled_from(
    ["", "I", "II", "V", "A", "C", "1", "2", "5", "1.1", "1.2", "2.1", "a", "đ", "i", "2B", "x-y", "*1"]
)
ENTRIES = st.builds(Entry, NUMBERS, *[st.booleans()] * 6)


@given(st.lists(ENTRIES, max_size=40))
def test_keys_are_unique_and_parents_stand_above(entries: list[Entry]) -> None:
    places = outline(entries)
    assert len({place.key for place in places}) == len(entries)
    for row, place in enumerate(places):
        assert place.parent is None or place.parent < row
        assert place.section is None or (place.section < row and places[place.section].kind == "section")
        assert place.path


@given(st.integers(1, 6), st.lists(st.integers(1, 9), min_size=6, max_size=6))
def test_a_clean_outline_has_no_gap(sections: int, sizes: list[int]) -> None:
    romans = ["I", "II", "III", "IV", "V", "VI"]
    entries = []
    for section in range(sections):
        entries.append(Entry(romans[section], bare=True))
        entries += [Entry(str(number)) for number in range(1, sizes[section] + 1)]
    places = outline(entries)
    assert not any(place.gap or place.missing for place in places)
    assert [place.key for place in places if place.kind == "section"] == romans[:sections]


@pytest.mark.parametrize("number", ["đề án " * 100, "1" + ".1" * 500])
def test_a_long_text_in_place_of_a_number_makes_no_long_id(number: str) -> None:
    places = outline([Entry("1"), Entry(number), Entry("2")])
    assert [place.key for place in places] == ["1", "*1", "2"]
