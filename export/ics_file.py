"""iCalendar (RFC 5545): deadlines and recurring tasks as whole days, which Google Calendar and Outlook take.

Both ignore VTODO, so a deadline is a VEVENT on its last day. A task that only goes on, waits for an event or has no
understood period gives no event; the calendar's description counts them.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO

from export import labels
from export.columns import BY_NAME, Line, joined, lines, output_text
from export.part import Part, whole
from export.recurrence import on_days
from export.schedule import horizon
from export.values import label as value_label
from phuluc.issues import Issue
from phuluc.model import Document, Output, Period
from phuluc.settings import Settings

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_SUMMARY = 200  # characters: lists of events show one line, and the whole text stands in the description
_ABOUT = ("number", "task", "lead", "partners", "period", "outputs", "notes", "pages")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_Bounds = tuple[date | None, date | None]
_MARK = {"span": "Hạn", "recurring": "Định kỳ"}


def parts(document: Document, settings: Settings) -> Iterator[Part]:
    """The one file."""
    yield Part(".ics", lambda stream: write(document, stream))


def write(document: Document, stream: BinaryIO) -> tuple[Issue, ...]:
    """Write the calendar. The same document gives the same bytes, so that a second import changes nothing."""
    stream.write(calendar(document).to_ical())
    return ()


def calendar(document: Document) -> "Calendar":
    """A VCALENDAR with an event for each deadline and each recurrence of tasks and of their outputs.

    An event's UID is made of the document's hash and the task's id, so that an import after a new reading of the same
    file replaces its events. DTSTAMP is the document's date, or 1970-01-01 where it has none.
    """
    from icalendar import Calendar

    meta = document.meta
    found = Calendar.new(
        prodid="-//phuluc//phuluc//VI",
        method="PUBLISH",
        uid=_uid(document, ""),
        name=_line(" ".join(part for part in (meta.kind, meta.number) if part) or document.source.file),
    )
    undated, planned = 0, _planned(document)
    for line in lines(document):
        events = list(_events(document, line, planned))
        undated += line.task.kind == "task" and not events
        for event in events:
            found.add_component(event)
    about = [meta.title or "", f"{undated} nhiệm vụ không có thời hạn ghi rõ ngày, tháng, năm" if undated else ""]
    found.description = _line(". ".join(part for part in about if part))
    return found


def _planned(document: Document) -> _Bounds:
    """When a document's recurrences begin that say no day of their own, and when they end; None where nothing tells.

    They begin with the document, no earlier than what it plans ("giai đoạn 2026-2030" signed in 2025).
    """
    meta, shown = document.meta, horizon(document)
    start, end = (meta.horizon.start, meta.horizon.end) if meta.horizon is not None else (None, None)
    begin = max(filter(None, (meta.date, start)), default=None)
    return begin or (date(shown.first, 1, 1) if shown is not None else None), end


def _events(document: Document, line: Line, planned: _Bounds) -> Iterator["Event"]:
    """The events of a task: those of its own period, then of each output that has a period of its own."""
    task = line.task
    for part, (period, output) in enumerate([(task.period, None), *((each.period, each) for each in task.outputs)]):
        for number, (day, rule) in enumerate(_days(period, planned)):
            yield _event(document, line, output, f"{task.id}/{part}/{number}", day, rule)


def _days(period: Period | None, planned: _Bounds) -> Iterator[tuple[date, str | None]]:
    """The first day of each event, with the rule by which it comes again."""
    if period is None:
        return
    if period.kind == "recurring" and period.rrule:
        first = _first(period.rrule, period.start or planned[0], period.end or planned[1])
        if first is not None:
            yield first
    elif period.kind == "span":
        yield from ((span.end, None) for span in period.spans if span.end is not None and span.end < date.max)


def _first(rrule: str, begin: date | None, end: date | None) -> tuple[date, str] | None:
    """The first day of a recurrence from `begin` on, and its rule bounded by `end`.

    None where nothing tells when it begins, or where it ends before its first day.
    """
    from dateutil.rrule import rrulestr

    if begin is None:
        return None
    rule = on_days(rrule)
    first = rrulestr(rule, dtstart=datetime.combine(begin, time())).after(datetime.combine(begin, time()), inc=True)
    if first is None or (end is not None and first.date() > end):
        return None
    # strftime gives years below 1000 three digits.
    return first.date(), rule if end is None else rule + ";UNTIL=" + end.isoformat().replace("-", "")


def _event(document: Document, line: Line, output: Output | None, key: str, day: date, rule: str | None) -> "Event":
    from icalendar import Event, vRecur

    title = _line(line.task.task if output is None else output_text(output))
    event = Event.new(
        uid=_uid(document, key),
        stamp=datetime.combine(document.meta.date or date(1970, 1, 1), time(), UTC),
        start=day,
        end=day + timedelta(days=1),  # RFC 5545 3.6.1: the end of whole days is not part of them
        summary=f"{_MARK['recurring' if rule else 'span']}: {_short(title)}",
        description=_text(_about(document, line)),
        transparency="TRANSPARENT",  # type: ignore[arg-type]  # a deadline makes nobody busy
        categories=[_text(agency.name or agency.text) for agency in line.task.lead],
    )
    if rule is not None:
        event.add("rrule", vRecur.from_ical(rule))
    return event


def _text(text: str) -> str:
    """Text as RFC 5545 3.1 has it: no control characters but the line's end and the tab."""
    return whole(_CONTROL.sub(" ", text))


def _uid(document: Document, key: str) -> str:
    return hashlib.sha256(_text(f"{document.source.sha256}/{key}").encode()).hexdigest()[:32] + "@phuluc"


def _about(document: Document, line: Line) -> str:
    """The row in full, under the workbook's labels, and the document that it stands in."""
    values = [(BY_NAME[name].label, joined(BY_NAME[name].get(line))) for name in _ABOUT]
    corrected = ", ".join(map(value_label, (each.path for each in line.task.corrections)))
    values.append((labels.flag("corrected").label, corrected))
    values.append(("Văn bản", ", ".join(part for part in (document.meta.number, document.source.file) if part)))
    return "\n".join(f"{label}: {text}" for label, text in values if text)


def _line(text: str) -> str:
    """Text on one line: Outlook's names of a calendar, which are no TEXT of the RFC, have no escape for a break."""
    return " ".join(_text(text).split())


def _short(text: str) -> str:
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"
