"""Numbers and dates of a spreadsheet as a person sees them."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.number_format import Value, shown

CASES = tomllib.loads((Path(__file__).parent / "cases/number_format/wild.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['format']} {case['shown']}")
def test_cells(case: dict[str, Any]) -> None:
    """This test ensures that a value in its format comes as it is seen."""
    value = case["value"] if "value" in case else datetime.fromisoformat(case["date"])
    assert shown(value, case["format"]).strip() == case["shown"]


def test_times_and_nothing() -> None:
    """This test ensures that times, spans of time and empty cells have their texts too."""
    assert (shown(time(8, 5), "General"), shown(time(8, 5), "h:mm")) == ("08:05", "8:05")
    assert (shown(timedelta(hours=30, minutes=5), "[h]:mm"), shown(None, "0")) == ("30:05", "")
    assert shown(date(2025, 1, 2), "dd.mm.yyyy") == "02.01.2025"


@pytest.mark.parametrize("number_format", ["General", "0", "#,##0.00", "0%", "0,,", "0,,%"])
def test_numbers_beyond_all_spreadsheets(number_format: str) -> None:
    """This test ensures that numbers that no spreadsheet can hold come as they are, and large ones are shown."""
    for value in (float("inf"), float("-inf"), float("nan"), 10**400, -(10**400)):
        assert shown(value, number_format) == str(value)
    for large in (1e305, 10**305, -1e305):
        assert "inf" not in shown(large, number_format)


def test_formats_longer_than_excel_allows() -> None:
    """This test ensures that a format over 255 characters is none."""
    assert shown(1.5, "0.00" + ";" * 300) == "1,5"
    assert shown(1.5, '0.00"' + "a" * 249 + '"') == "1,50" + "a" * 249


def test_outline_numbers_keep_their_point() -> None:
    """This test ensures that 1.1 in a column of numbers is not a fraction."""
    assert shown(1.1, "General", decimal=".") == "1.1"


@given(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(), st.datetimes(), st.text()),
    st.text('0#?,.%;@"\\_*-[]$dmyhsAP/: Qế', max_size=20),
)
def test_any_format_gives_a_text(value: Value, number_format: str) -> None:
    """This test ensures that no format, however broken, makes a cell fail."""
    assert isinstance(shown(value, number_format), str)
