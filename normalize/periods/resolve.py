"""From what the frames found to one period: years filled in, recurrence rules put together, brackets weighed."""

from dataclasses import replace
from datetime import date
from itertools import groupby

from normalize.periods.parts import Found, Interval, NotUnderstoodError, Part
from normalize.periods.readings import shortest
from phuluc.model import Period, PeriodKind, Span

# The days that a rule by the day of the year may list before it stops being readable: a bit over two months.
MAX_DAYS_OF_YEAR = 70


def resolve(text: str, found: list[Found], year: int | None) -> Period:
    """The period of what was found in a text, `year` standing in for one that is not printed.

    Raises:
        ValueError: it does not make one period (a day that does not exist, a year that is missing, a contradiction).
    """
    found = _with_weekdays(_with_next(found))
    kinds = {each.kind for each in found}
    intervals = [each for item in found for each in item.intervals]
    rules = [each for each in found if each.kind == "recurring"]
    if "school" in kinds and not _tells_days(found):
        raise NotUnderstoodError("the days of a school year are not printed")
    if "named" in kinds and not _tells_more(intervals) and not rules:
        raise NotUnderstoodError("only a year in a name")
    if "ongoing" in kinds and year is None:
        intervals = [each for each in intervals if any(part.year or part.grain != "year" for part in each.parts())]
    if "ongoing" in kinds and _only_yearly(rules, intervals):
        return _bounded(text, "ongoing", intervals, None, year)
    if rules:
        return _recurring(text, rules, intervals)
    if kinds & {"event", "alternative"} and all(each.aside for each in intervals):
        return Period(text, "event")
    if intervals and "alternative" in kinds:
        raise NotUnderstoodError("these days, or others")
    if intervals:
        return _bounded(text, "span", intervals, None, year)
    raise NotUnderstoodError("nothing that is a time")


def _with_next(found: list[Found]) -> list[Found]:
    """A recurrence of the days before "năm liền kề"; of none, or of days with a year, the words say no time."""
    if all(each.kind != "next" for each in found):
        return found
    days = [each for item in found for each in item.intervals]
    recurs = any(each.kind == "recurring" for each in found)
    if not recurs and (not days or any(part.year for each in days for part in each.parts())):
        raise NotUnderstoodError("the cycle after which one is not said")
    return [replace(each, kind="recurring") if each.kind == "next" else each for each in found]


def _with_weekdays(found: list[Found]) -> list[Found]:
    """A day of the week beside "hằng tuần" is the day of its rule; beside a date it says nothing more."""
    weekdays = [each.by for each in found if each.kind == "weekday"]
    if not weekdays:
        return found
    weekly = [each for each in found if each.freq == "WEEKLY" and not each.by]
    if len(weekdays) == len(weekly) == 1:
        return [replace(each, by=weekdays[0]) if each is weekly[0] else each for each in found]
    days = [each for item in found for each in item.intervals if any(part.grain == "day" for part in each.parts())]
    if len(weekdays) > len(days) or any(each.kind == "recurring" for each in found):
        raise NotUnderstoodError("days of the week of no known weeks")
    return found


def _tells_days(found: list[Found]) -> bool:
    """Whether beside a school year there is a span whose days are all printed, and nothing that recurs."""
    parts = [part for item in found for each in item.intervals for part in each.parts()]
    return all(each.kind in ("span", "school") for each in found) and bool(parts) and all(part.year for part in parts)


def _tells_more(intervals: list[Interval]) -> bool:
    """Whether there is more than whole years, which a name might have lent."""
    return any(part.grain != "year" for each in intervals for part in each.parts()) or any(
        each.lo is None for each in intervals
    )


def _only_yearly(rules: list[Found], intervals: list[Interval]) -> bool:
    """Whether the rules say no more than that it goes on year after year ("Thường xuyên, hằng năm")."""
    yearly = all(each.freq == "YEARLY" and each.every == 1 and not each.by for each in rules)
    return yearly and (not rules or all(part.year for each in intervals for part in each.parts()))


# --- years that are not printed ----------------------------------------------------------------------------------


def fill_years(intervals: list[Interval], year: int | None) -> tuple[list[Interval], bool]:
    """Every part with a year (and a month): the next one printed, else the one before, else `year`.

    Returns the intervals and whether `year` was needed.

    Raises:
        NotUnderstoodError: no year is known, or the order shows that the nearest one is not meant.
    """
    slots = [part for each in intervals for part in (each.lo, each.hi)]
    if all(part is None or (part.year and part.first[0]) for part in slots):
        return intervals, False
    slots = _fill_months(slots)
    inferred = False
    for index, part in enumerate(slots):
        if part is None or part.year is not None:
            continue
        known = _nearest_year(slots, index)
        if known is None:
            if year is None:
                raise NotUnderstoodError("no year")
            known, inferred = year, True
        slots[index] = replace(part, year=known)
    filled = [_in_order(replace(each, lo=slots[2 * n], hi=slots[2 * n + 1]), each) for n, each in enumerate(intervals)]
    _check_order(filled)
    return filled, inferred


def _fill_months(slots: list[Part | None]) -> list[Part | None]:
    """Days whose month stands with the next day: "từ ngày 10 đến ngày 12/5"."""
    filled = list(slots)
    for index in range(len(slots) - 1, -1, -1):
        part = filled[index]
        if part is None or part.first[0]:
            continue
        following = next((other for other in filled[index + 1 :] if other is not None), None)
        if following is None or following.grain != "day":
            raise NotUnderstoodError("a day without its month")
        month = following.first[0]
        filled[index] = replace(part, first=(month, part.first[1]), last=(month, part.last[1]), year=following.year)
    return filled


def _nearest_year(slots: list[Part | None], index: int) -> int | None:
    following = (part.year for part in slots[index + 1 :] if part is not None and part.year)
    earlier = (part.year for part in reversed(slots[:index]) if part is not None and part.year)
    return next(following, None) or next(earlier, None)


def _in_order(interval: Interval, before: Interval) -> Interval:
    """A range over New Year with one printed year: the other end lies in the year beside it."""
    lo, hi = interval.lo, interval.hi
    if lo is None or hi is None or lo.year is None or hi.year is None or (lo.year, lo.first) <= (hi.year, hi.last):
        return interval
    printed_lo, printed_hi = before.lo and before.lo.year, before.hi and before.hi.year
    if printed_hi and not printed_lo:
        return replace(interval, lo=replace(lo, year=hi.year - 1))
    if printed_lo and not printed_hi:
        return replace(interval, hi=replace(hi, year=lo.year + 1))
    return interval


def _check_order(intervals: list[Interval]) -> None:
    """A list whose years were filled in must run forwards: "tháng 11, tháng 2/2022" may mean either year."""
    ends = [each.hi.end() for each in intervals if each.hi is not None and not (each.aside or each.closer)]
    if ends != sorted(ends):
        raise NotUnderstoodError("the order of months and the year do not agree")


# --- spans -------------------------------------------------------------------------------------------------------


def _bounded(text: str, kind: PeriodKind, intervals: list[Interval], rrule: str | None, year: int | None) -> Period:
    filled, inferred = fill_years(intervals, year)
    spans = _merge_brackets(_closer(filled))
    starts, ends = [each.start for each in spans], [each.end for each in spans]
    start = None if None in starts else min((s for s in starts if s), default=None)
    end = None if None in ends else max((e for e in ends if e), default=None)
    return Period(text, kind, start, end, spans, rrule, inferred)


def _closer(intervals: list[Interval]) -> list[tuple[Span, bool]]:
    """The spans, each with whether it stood in brackets; a deadline inside the span before it becomes its end.

    A deadline after that span is of another phase: "Xây dựng trong quý I, hoàn thành trong quý II".
    """
    spans: list[tuple[Span, bool]] = []
    for each in intervals:
        span = each.span()
        before = spans[-1][0] if spans and each.closer else None
        if before is not None and before.start and span.end and before.start <= span.end <= (before.end or span.end):
            spans[-1] = Span(before.start, span.end), spans[-1][1]
        else:
            spans.append((span, each.aside))
    return spans


def _merge_brackets(spans: list[tuple[Span, bool]]) -> tuple[Span, ...]:
    """Spans in order of print. What is in brackets narrows the one span before it, or sets the stage for it.

    Raises:
        NotUnderstoodError: a deadline in brackets lies after the span that it stands behind.
    """
    main = [span for span, aside in spans if not aside]
    aside = [span for span, aside in spans if aside]
    if not main or not aside:
        return _unique(main or aside)
    if main[0].end and any(each.start is None and each.end and each.end > main[0].end for each in aside):
        raise NotUnderstoodError("brackets that say something else")
    if len(main) > 1 or len(aside) > 1:
        _check_inside(main, aside)
        return _unique(main)
    return (_intersection(main[0], aside[0]),)


def _check_inside(main: list[Span], aside: list[Span]) -> None:
    """Several spans with brackets: only brackets that hold them all are plain to read."""
    for outer in aside:
        if any(_intersection(span, outer) != span for span in main):
            raise NotUnderstoodError("brackets that say something else")


def _intersection(span: Span, other: Span) -> Span:
    """Raises ValueError where the two have no day in common."""
    starts = [day for day in (span.start, other.start) if day]
    ends = [day for day in (span.end, other.end) if day]
    return Span(max(starts, default=None), min(ends, default=None))


def _unique(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(spans))


# --- recurrence --------------------------------------------------------------------------------------------------


def _recurring(text: str, rules: list[Found], intervals: list[Interval]) -> Period:
    """Parts with a printed year bound the recurrence; parts without are the days or months of its rule."""
    dated = [each for each in intervals if any(part.year for part in each.parts())]
    yearless = [each for each in intervals if each not in dated]
    yearless = [each for each in yearless if not all(part.grain == "year" for part in each.parts())]
    rrule = _rule(rules, yearless)
    if not dated:
        return Period(text, "recurring", rrule=rrule)
    if len(dated) > 1:
        raise NotUnderstoodError("a recurrence within several spans, or beside them")
    period = _bounded(text, "recurring", [replace(each, aside=False) for each in dated], rrule, None)
    year_or_more = rrule is not None and rrule.startswith("FREQ=YEARLY") and "BYMONTH=" not in rrule
    if year_or_more and period.start and period.end and (period.end - period.start).days < 366:
        raise NotUnderstoodError("a yearly task within one year")
    return period


def _rule(rules: list[Found], yearless: list[Interval]) -> str | None:
    named = [each for each in rules if each.by]
    if len({each.by for each in named}) > 1:
        raise NotUnderstoodError("two recurrences")
    base = named[0] if named else shortest([each for each in rules if each.freq] or rules)
    if named and any(each.freq and each.freq != base.freq for each in rules if not each.by):
        base = _joined(base, [each for each in rules if not each.by])
    if not base.freq:
        if yearless:
            raise NotUnderstoodError("days of no known cycle")
        return None
    return _with_days(base, yearless)


def _joined(named: Found, others: list[Found]) -> Found:
    """The named months hold the quarters already: "Hằng quý, trước ngày 05 tháng đầu quý sau"."""
    if named.freq == "YEARLY" and all(each.freq == "MONTHLY" and each.every in (1, 3) for each in others):
        return named
    raise NotUnderstoodError("two recurrences")


def _with_days(base: Found, yearless: list[Interval]) -> str | None:
    days_only = [each for each in yearless if all(part.first[0] == 0 for part in each.parts())]
    if any(part.grain in ("lunar", "feast") for each in yearless for part in each.parts()):
        return None  # it recurs, but no RFC 5545 rule counts by the moon
    if days_only:
        month_known = (base.freq == "MONTHLY" and base.every == 1) or "BYMONTH=" in base.by
        if len(days_only) != len(yearless) or not month_known:
            raise NotUnderstoodError("a day of no known month")
        days = sorted({day for each in days_only for day in _run_of_days(each)})
        return _text(base, "BYMONTHDAY=" + ",".join(map(str, days)))
    if not yearless:
        return _text(base)
    return _yearly(base, yearless)


def _run_of_days(interval: Interval) -> range:
    lo, hi = interval.lo or interval.hi, interval.hi or interval.lo
    if lo is None or hi is None or interval.after:
        raise NotUnderstoodError("an open day")
    return range(lo.first[1] if interval.lo else hi.last[1], hi.last[1] + 1)


def _yearly(base: Found, yearless: list[Interval]) -> str:
    """Months or days of each year; of a shorter cycle only where they are as many as the cycle has turns."""
    whole = all(_is_whole_months(each) for each in yearless)
    if base.freq == "MONTHLY" and whole and base.every == 1:
        return _text(base, _by_months(yearless))
    if base.freq == "MONTHLY" and 12 // base.every != len(yearless):
        raise NotUnderstoodError("days that do not fit the cycle")
    if base.freq in ("DAILY", "WEEKLY") or (base.freq == "YEARLY" and base.by):
        raise NotUnderstoodError("months of a shorter cycle")
    every = base.every if base.freq == "YEARLY" else 1
    rule = Found("recurring", freq="YEARLY", every=every)
    return _text(rule, _by_months(yearless) if whole else _by_days(yearless))


def _is_whole_months(interval: Interval) -> bool:
    parts = interval.parts()
    return not (interval.before or interval.after) and all(part.first[1] == 1 and part.last[1] == 0 for part in parts)


def _by_months(intervals: list[Interval]) -> str:
    found: set[int] = set()
    for each in intervals:
        if each.hi is None:
            raise NotUnderstoodError("months without an end")
        last = each.hi.last[0]
        first = each.lo.first[0] if each.lo else last
        months = range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))
        found.update(months)
    return "BYMONTH=" + ",".join(map(str, sorted(found)))


# From March on, days counted back from 31 December are the same in every year; any leap year tells them.
LEAP_YEAR = 2024


def _by_days(intervals: list[Interval]) -> str:
    """Days of each year: by month and day where these are all the pairs, else counted back from 31 December."""
    pairs = sorted({pair for each in intervals for pair in _days_of(each)})
    if len(pairs) > MAX_DAYS_OF_YEAR:
        raise NotUnderstoodError("too many days for a rule")
    by_month = {month: [day for _, day in group] for month, group in groupby(pairs, key=lambda pair: pair[0])}
    months, days = list(by_month), next(iter(by_month.values()))
    if all(each == days for each in by_month.values()):
        return f"BYMONTH={','.join(map(str, months))};BYMONTHDAY={','.join(map(str, days))}"
    if months[0] < 3:
        raise NotUnderstoodError("days around 29 February")
    return "BYYEARDAY=" + ",".join(str((date(LEAP_YEAR, *pair) - date(LEAP_YEAR + 1, 1, 1)).days) for pair in pairs)


def _days_of(interval: Interval) -> list[tuple[int, int]]:
    """The (month, day) pairs; of a deadline its last day, -1 the last of a month."""
    lo, hi = interval.lo, interval.hi
    if hi is None or interval.after:
        raise NotUnderstoodError("days without an end")
    if interval.before and hi.grain not in ("day", "lunar"):
        return [(hi.first[0] - 1 or 12, -1)] if hi.first[1] == 1 else [(hi.first[0], hi.first[1] - 1)]
    if hi.last[1] == 0:
        if lo is None or lo.grain == "day":
            return [(hi.last[0], -1)]
        raise NotUnderstoodError("a part of a month up to its end")
    end = date(LEAP_YEAR, *hi.last)
    begin = end if lo is None else date(LEAP_YEAR, *lo.first)
    if begin > end:
        raise NotUnderstoodError("days over New Year")
    ordinals = range(begin.toordinal(), end.toordinal() + 1)
    return [(day.month, day.day) for day in map(date.fromordinal, ordinals)]


def _text(rule: Found, by: str = "") -> str:
    parts = [f"FREQ={rule.freq}"]
    if rule.every != 1:
        parts.append(f"INTERVAL={rule.every}")
    return ";".join([*parts, *filter(None, (rule.by, by))])
