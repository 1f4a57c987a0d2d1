"""These tests ensure that lunar days fall on the solar days of the printed Vietnamese calendar."""

from datetime import date

import pytest

from normalize.periods.lunar import solar, year_of

# Tết as announced, among them 1985 and 2007, when Hanoi and Beijing differ by a month and by a day.
NEW_YEARS = ["1985-01-21", "2007-02-17", "2015-02-19", "2017-01-28", "2020-01-25", "2021-02-12", "2022-02-01"]
NEW_YEARS += ["2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"]


@pytest.mark.parametrize("text", NEW_YEARS)
def test_new_year(text: str) -> None:
    day = date.fromisoformat(text)
    assert solar(1, 1, day.year) == day


@pytest.mark.parametrize(
    ("lunar", "expected"),
    [
        ((10, 3, 2022), "2022-04-10"),  # Giỗ Tổ Hùng Vương
        ((10, 3, 2026), "2026-04-26"),
        ((15, 8, 2020), "2020-10-01"),  # after the leap fourth month
        ((15, 8, 2023), "2023-09-29"),  # after the leap second month
        ((15, 8, 2025), "2025-10-06"),  # after the leap sixth month
        ((23, 12, 2022), "2023-01-14"),
        ((12, 1, 2026), "2026-02-28"),  # issue 4
    ],
)
def test_days_after_leap_months_too(lunar: tuple[int, int, int], expected: str) -> None:
    assert solar(*lunar) == date.fromisoformat(expected)


def test_a_day_that_a_month_has_not() -> None:
    with pytest.raises(ValueError, match="has no day"):
        solar(31, 1, 2026)


def test_names_of_years() -> None:
    assert (year_of("giáp", "tý"), year_of("bính", "ngọ"), year_of("quý", "hợi")) == (1984, 2026, 2043)
    with pytest.raises(ValueError, match="no such year"):
        year_of("giáp", "sửu")
