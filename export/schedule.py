"""When tasks are on, by quarter: what the Gantt sheet draws and the summary counts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from export.recurrence import quarters
from phuluc.model import Document, Period, Span

Mark = Literal["on", "open", "due", "again", "again-named", "ongoing"]
"""What a quarter shows of a task: `on` in its span; `open` on the side of a span that the source leaves open; `due` the
quarter of a deadline that has no beginning; `again` a recurring task's period, `again-named` one whose months the
source names; `ongoing` work without a date."""

_MOST_YEARS = 12  # 48 columns of quarters: what one page's width still shows


@dataclass(frozen=True, slots=True)
class Horizon:
    """The years shown, both inclusive. Quarters count from 0 in the first one."""

    first: int
    last: int

    @property
    def years(self) -> range:
        """The years shown."""
        return range(self.first, self.last + 1)

    @property
    def quarters(self) -> int:
        """How many quarters that is."""
        return 4 * len(self.years)

    def quarter(self, day: date) -> int:
        """The quarter of a day; below 0 or beyond the last one where the day lies outside."""
        return 4 * (day.year - self.first) + (day.month - 1) // 3


def horizon(document: Document) -> Horizon | None:
    """The years that a document speaks of, at most twelve; None where it names none.

    Where its periods reach further, the document's own horizon counts, else the years from its own date on.
    """
    meta = document.meta
    spans = [span for task in document.tasks for span in _spans(task.period)]
    spans += [span for task in document.tasks for output in task.outputs for span in _spans(output.period)]
    if meta.horizon is not None:
        spans.append(meta.horizon)
    days = [day for span in spans for day in (span.start, span.end) if day is not None]
    if meta.date is not None and not any(span.start for span in spans):
        days.append(meta.date)  # deadlines alone have no beginning but the document's own day
    if not days:
        return None
    first, last = min(day.year for day in days), max(day.year for day in days)
    if last - first >= _MOST_YEARS:
        begin = meta.horizon.start if meta.horizon is not None and meta.horizon.start else meta.date
        first = first if begin is None else min(max(first, begin.year), last)
        last = min(last, first + _MOST_YEARS - 1)
    return Horizon(first, last)


def marks(period: Period, shown: Horizon) -> dict[int, Mark]:
    """The quarters in which a period is on, within the horizon."""
    if period.kind == "ongoing":
        return {quarter: "ongoing" for span in _spans(period) or (Span(),) for quarter in _between(span, shown)}
    if period.kind == "recurring":
        return _recurring(period, shown)
    found: dict[int, Mark] = {}
    for span in period.spans if period.kind == "span" else ():
        found.update(_span(span, shown))
    return found


def _spans(period: Period | None) -> tuple[Span, ...]:
    """A period's spans; of one that only has bounds (a recurring one), the bounds."""
    if period is None or (period.start is None and period.end is None and not period.spans):
        return ()
    return period.spans or (Span(period.start, period.end),)


def _between(span: Span, shown: Horizon) -> range:
    first = 0 if span.start is None else max(0, shown.quarter(span.start))
    last = shown.quarters - 1 if span.end is None else min(shown.quarters - 1, shown.quarter(span.end))
    return range(first, last + 1)


def _span(span: Span, shown: Horizon) -> dict[int, Mark]:
    whole = span.start is not None and span.end is not None
    found: dict[int, Mark] = dict.fromkeys(_between(span, shown), "on" if whole else "open")
    if span.start is None and span.end is not None and shown.quarter(span.end) in found:
        found[shown.quarter(span.end)] = "due"
    if span.end is None and span.start is not None and shown.quarter(span.start) in found:
        found[shown.quarter(span.start)] = "on"
    return found


def _recurring(period: Period, shown: Horizon) -> dict[int, Mark]:
    falls, every, named = quarters(period.rrule) if period.rrule else ((0, 1, 2, 3), 1, False)
    begin = period.start.year if period.start else shown.first
    mark: Mark = "again-named" if named else "again"
    return {
        quarter: mark
        for span in _spans(period) or (Span(),)
        for quarter in _between(span, shown)
        if quarter % 4 in falls and (shown.first + quarter // 4 - begin) % max(every, 1) == 0
    }
