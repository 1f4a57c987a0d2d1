"""The calendar: deadlines on their last day, recurrences with a day of their own, and what other programs take."""

import io
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
import vobject
from dateutil.rrule import rrulestr
from hypothesis import given
from icalendar import Calendar

import phuluc
from export.ics_file import write
from export.recurrence import on_days
from phuluc.model import Document, Meta, Output, Period, Span
from tests.export import build

PLAN = Meta(number="1/KH-UBND", date=date(2021, 3, 3), horizon=Span(None, date(2025, 12, 31)))


def written(document: Document) -> bytes:
    stream = io.BytesIO()
    assert write(document, stream) == ()
    return stream.getvalue()


def events(period: Period, meta: Meta = PLAN, **more: Any) -> Any:
    document = build.document((build.task(period=period, **more),), meta=meta)
    return read(written(document)).events


def read(data: bytes) -> Any:
    """The icalendar library's own reading; its types say too little of what an event's values are."""
    return Calendar.from_ical(data)


def recurring(rrule: str, start: date | None = None, end: date | None = None) -> Period:
    return Period("x", "recurring", start, end, rrule=rrule)


def test_a_deadline_is_the_last_day_of_each_span() -> None:
    spans = (Span(date(2021, 1, 1), date(2021, 12, 31)), Span(None, date(2023, 6, 30)), Span(date(2024, 1, 1), None))
    found = events(Period("x", "span", None, None, spans))
    assert [(event.start, event.end) for event in found] == [
        (date(2021, 12, 31), date(2022, 1, 1)),
        (date(2023, 6, 30), date(2023, 7, 1)),
    ]


def test_an_output_with_a_period_of_its_own_has_its_deadline() -> None:
    found = events(build.EMPTY, outputs=(Output("Báo cáo", build.years("Năm 2022", 2022, 2022)),))
    assert [(event.start, event["SUMMARY"]) for event in found] == [(date(2022, 12, 31), "Hạn: Năm 2022: Báo cáo")]


@pytest.mark.parametrize(
    ("rrule", "days"),
    [
        ("FREQ=YEARLY", [(2021, 12, 31), (2022, 12, 31)]),
        ("FREQ=YEARLY;BYMONTH=5", [(2021, 5, 31), (2022, 5, 31)]),
        ("FREQ=YEARLY;BYMONTH=2", [(2022, 2, 28), (2023, 2, 28), (2024, 2, 29)]),
        ("FREQ=YEARLY;BYMONTH=10,11,12", [(2021, 12, 31), (2022, 12, 31)]),
        ("FREQ=YEARLY;BYMONTH=1,2,11,12", [(2022, 2, 28), (2023, 2, 28)]),
        ("FREQ=MONTHLY;INTERVAL=6", [(2021, 6, 30), (2021, 12, 31), (2022, 6, 30)]),
        ("FREQ=MONTHLY;INTERVAL=3", [(2021, 3, 31), (2021, 6, 30)]),
        ("FREQ=MONTHLY", [(2021, 3, 31), (2021, 4, 30)]),
        ("FREQ=MONTHLY;BYMONTHDAY=20", [(2021, 3, 20), (2021, 4, 20)]),
        ("FREQ=WEEKLY;BYDAY=FR", [(2021, 3, 5), (2021, 3, 12)]),
        ("FREQ=WEEKLY", [(2021, 3, 7), (2021, 3, 14)]),
        ("FREQ=YEARLY;INTERVAL=2", [(2021, 12, 31), (2023, 12, 31), (2025, 12, 31)]),
    ],
)
def test_a_recurrence_begins_with_the_document(rrule: str, days: list[tuple[int, int, int]]) -> None:
    """The expected days are read off a calendar: the document is of Wednesday 3 March 2021."""
    (event,) = events(recurring(rrule))
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=_midnight(event.start))
    assert [day.date() for day in islice(rule, len(days))] == [date(*day) for day in days]
    assert event.start == date(*days[0])
    assert event["RRULE"]["UNTIL"] == [date(2025, 12, 31)]


def test_a_recurrence_keeps_to_its_own_bounds() -> None:
    (event,) = events(recurring("FREQ=YEARLY", date(2023, 1, 1), date(2024, 12, 31)))
    assert (event.start, event["RRULE"]["UNTIL"]) == (date(2023, 12, 31), [date(2024, 12, 31)])
    assert events(recurring("FREQ=YEARLY", date(2023, 1, 1), date(2023, 11, 30))) == []


def test_without_a_day_there_is_no_event_and_the_calendar_says_so() -> None:
    document = build.document(
        (build.task(period=recurring("FREQ=YEARLY")), build.task("2", period=Period("Thường xuyên", "ongoing"))),
        meta=Meta(),
    )
    calendar = read(written(document))
    assert calendar.events == []
    assert "2 nhiệm vụ không có thời hạn" in calendar["DESCRIPTION"]


def test_the_same_document_gives_the_same_bytes_and_every_event_its_own_uid() -> None:
    document = phuluc.read("samples/qd294.docx")
    data = written(document)
    assert written(document) == data
    uids = [event["UID"] for event in read(data).events]
    assert len(set(uids)) == len(uids) > 20


def test_qd294_reads_back_to_the_dates_of_its_tasks() -> None:
    document = phuluc.read("samples/qd294.docx")
    found = read(written(document)).events
    due = {event.start for event in found if "RRULE" not in event}
    printed = [task.period for task in document.tasks] + [out.period for task in document.tasks for out in task.outputs]
    assert due == {span.end for period in printed if period and period.kind == "span" for span in period.spans}


def test_an_independent_validator_of_rfc_5545_takes_it() -> None:
    data = written(phuluc.read("samples/qd294.docx"))
    assert vobject.readOne(data.decode()).validate(raiseException=True)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@build.any_document
@given(build.documents())
def test_any_document_can_be_written_and_read_back(document: Document) -> None:
    for event in read(written(document)).events:
        assert event.end - event.start == timedelta(days=1)


def test_a_recurrence_begins_no_earlier_than_what_is_planned() -> None:
    plan = Meta(date=date(2025, 12, 19), horizon=Span(date(2026, 1, 1), date(2030, 12, 31)))
    (event,) = events(recurring("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"), plan)
    assert event.start == date(2026, 12, 31)


@pytest.mark.parametrize("rrule", ["FREQ=YEARLY;BYYEARDAY=-62,-47", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", "FREQ=DAILY"])
def test_a_rule_with_days_stays_as_it_is(rrule: str) -> None:
    assert on_days(rrule) == rrule


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
