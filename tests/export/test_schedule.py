"""Which quarters a period fills, and what a recurrence rule says in Vietnamese."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from export.recurrence import quarters, words
from export.schedule import Horizon, horizon, marks
from phuluc.model import Document, Meta, Output, Period, Span
from tests.export import build

SHOWN = Horizon(2021, 2025)


def span(start: date | None, end: date | None) -> Period:
    return Period("x", "span", start, end, (Span(start, end),))


@pytest.mark.parametrize(
    ("rrule", "said"),
    [
        ("FREQ=YEARLY", "Hằng năm"),
        ("FREQ=YEARLY;BYMONTH=5", "Tháng 5 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=1,2,3", "Quý I hằng năm"),
        ("FREQ=YEARLY;BYMONTH=3,9", "Tháng 3, 9 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15", "Ngày 15/12 hằng năm"),
        ("FREQ=YEARLY;INTERVAL=2", "2 năm một lần"),
        ("FREQ=MONTHLY", "Hằng tháng"),
        ("FREQ=MONTHLY;BYMONTHDAY=20", "Ngày 20 hằng tháng"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Ngày cuối hằng tháng"),
        ("FREQ=MONTHLY;INTERVAL=3", "Hằng quý"),
        ("FREQ=MONTHLY;INTERVAL=6", "6 tháng một lần"),
        ("FREQ=WEEKLY", "Hằng tuần"),
        ("FREQ=DAILY", "Hằng ngày"),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO", "RRULE:FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=YEARLY;INTERVAL=x", "FREQ=YEARLY;INTERVAL=x"),
        ("", ""),
        (None, ""),
    ],
)
def test_recurrence_in_words(rrule: str | None, said: str) -> None:
    assert words(rrule) == said


@pytest.mark.parametrize(
    ("rrule", "falls"),
    [
        ("FREQ=YEARLY", ((0, 1, 2, 3), 1, False)),
        ("FREQ=YEARLY;BYMONTH=5", ((1,), 1, True)),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15", ((1, 3), 1, True)),
        ("FREQ=YEARLY;INTERVAL=2", ((0, 1, 2, 3), 2, False)),
        ("FREQ=MONTHLY;INTERVAL=6", ((1, 3), 1, True)),
        ("FREQ=MONTHLY;INTERVAL=3", ((0, 1, 2, 3), 1, False)),
        ("FREQ=WEEKLY", ((0, 1, 2, 3), 1, False)),
        ("not a rule", ((0, 1, 2, 3), 1, False)),
    ],
)
def test_quarters_of_a_rule(rrule: str, falls: tuple[tuple[int, ...], int, bool]) -> None:
    assert quarters(rrule) == falls


def test_a_span_fills_its_quarters() -> None:
    assert marks(span(date(2021, 3, 1), date(2021, 6, 30)), SHOWN) == {0: "on", 1: "on"}
    assert marks(span(date(2020, 3, 1), date(2030, 6, 30)), SHOWN) == dict.fromkeys(range(20), "on")
    assert marks(span(date(2030, 1, 1), date(2031, 1, 1)), SHOWN) == {}


def test_open_sides() -> None:
    assert marks(span(None, date(2021, 8, 1)), SHOWN) == {0: "open", 1: "open", 2: "due"}
    assert marks(span(date(2025, 5, 1), None), SHOWN) == {17: "on", 18: "open", 19: "open"}


def test_two_spans() -> None:
    first, third = Span(date(2022, 1, 1), date(2022, 3, 31)), Span(date(2022, 7, 1), date(2022, 9, 30))
    period = Period("Quý I, III/2022", "span", first.start, third.end, (first, third))
    assert marks(period, SHOWN) == {4: "on", 6: "on"}


def test_recurring_tasks_are_marked_in_each_of_their_periods() -> None:
    assert marks(Period("", "recurring", rrule="FREQ=YEARLY"), SHOWN) == dict.fromkeys(range(20), "again")
    may = marks(Period("", "recurring", rrule="FREQ=YEARLY;BYMONTH=5"), SHOWN)
    assert may == dict.fromkeys((1, 5, 9, 13, 17), "again-named")
    second = Period("", "recurring", date(2022, 1, 1), date(2025, 12, 31), rrule="FREQ=YEARLY;INTERVAL=2")
    assert set(marks(second, SHOWN)) == {4, 5, 6, 7, 12, 13, 14, 15}
    bounded = Period("", "recurring", date(2022, 1, 1), date(2023, 12, 31), rrule="FREQ=YEARLY;BYMONTH=1")
    assert set(marks(bounded, SHOWN)) == {4, 8}


def test_ongoing_events_and_what_is_not_understood() -> None:
    assert marks(Period("Thường xuyên", "ongoing"), SHOWN) == dict.fromkeys(range(20), "ongoing")
    for kind in ("event", "unknown", "empty"):
        assert marks(Period("x", kind), SHOWN) == {}


@pytest.mark.parametrize(
    ("periods", "own", "plan", "expected"),
    [
        ([build.years("", 2021, 2022), build.years("", 2025, 2025)], None, None, (2021, 2025)),
        ([], None, Span(date(2021, 1, 1), date(2025, 12, 31)), (2021, 2025)),
        ([span(None, date(2026, 6, 30))], date(2025, 12, 1), None, (2025, 2026)),
        ([build.years("", 2026, 2026)], date(2025, 12, 1), None, (2026, 2026)),
        ([build.YEARLY], None, None, None),
        ([build.YEARLY], date(2024, 5, 1), None, (2024, 2024)),
        ([build.years("", 1975, 2021), build.years("", 2045, 2050)], date(2021, 3, 3), None, (2021, 2032)),
        ([build.years("", 1975, 2050)], date(2021, 3, 3), Span(date(2030, 1, 1), None), (2030, 2041)),
        ([build.years("", 1000, 9999)], None, None, (1000, 1011)),
    ],
)
def test_the_years_shown(
    periods: list[Period], own: date | None, plan: Span | None, expected: tuple[int, int] | None
) -> None:
    rows = tuple(build.task(str(number), period=period) for number, period in enumerate(periods))
    shown = horizon(build.document(rows, meta=Meta(date=own, horizon=plan)))
    assert (None if shown is None else (shown.first, shown.last)) == expected


def test_an_outputs_period_widens_the_years_shown() -> None:
    rows = (build.task(period=build.YEARLY, outputs=(Output("x", build.years("", 2023, 2027)),)),)
    assert horizon(replace(build.document(rows), meta=Meta())) == Horizon(2023, 2027)


@given(build.documents())
@build.any_document
def test_marks_stay_within_a_bounded_width(document: Document) -> None:
    shown = horizon(document)
    if shown is None:
        return
    assert 1 <= len(shown.years) <= 12
    for task in document.tasks:
        assert all(0 <= quarter < shown.quarters for quarter in marks(task.period, shown))
