"""What the units mean: from a match of the table of units to parts of a year, most of them without their year yet."""

import re

from normalize.periods.lunar import solar, year_of
from normalize.periods.parts import (
    LAST,
    Interval,
    NotUnderstoodError,
    Part,
    Unit,
    months,
    number,
    one,
    quarter,
    sequence,
)

PARTS_OF_MONTH = {"đầu": (1, 10), "thượng tuần": (1, 10), "giữa": (11, 20), "trung tuần": (11, 20)}
PARTS_OF_MONTH |= {"cuối": (21, LAST), "hạ tuần": (21, LAST), "nửa đầu": (1, 15), "nửa cuối": (16, LAST)}
MONTH_WORDS = frozenset({"tháng", "t"})


def _year(match: re.Match[str]) -> int | None:
    """The year of whichever form fitted; two digits are of this century."""
    groups = match.groupdict()
    text = groups.get("y") or groups.get("y2")
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _wrap(first: Part, last: Part, year: int | None) -> Interval:
    """A range inside one printed year: "tháng 11 - tháng 2/2022" began the year before."""
    if (first.first > last.first) and year is not None:
        first = Part(first.grain, first.first, first.last, year - 1)
    return Interval(first, last)


def days(match: re.Match[str]) -> Unit:
    """Days and day ranges within one month."""
    month, year = number(match["m"] or match["m2"]), _year(match)
    runs = sequence(match["days"], frozenset({"ngày", "mùng", "mồng"}))
    return Unit(tuple(_day_run(a, b, month, year) for a, b in runs))


def _day_run(first: int, last: int, month: int, year: int | None) -> Interval:
    begin = Part("day", (month, first), (month, first), year)
    if first == last:
        return Interval(begin, begin)
    if first > last:
        raise NotUnderstoodError("days that run backwards")
    return Interval(begin, Part("day", (month, last), (month, last), year))


def bare_days(match: re.Match[str]) -> Unit:
    """Days whose month is said elsewhere: "ngày 20 hằng tháng", "từ ngày 10 đến 12/5"."""
    runs = sequence(match["days"], frozenset({"ngày", "mùng", "mồng"}))
    return Unit(tuple(_day_run(a, b, 0, None) for a, b in runs))


def iso_day(match: re.Match[str]) -> Unit:
    """2022-05-12."""
    day = (int(match["m"]), int(match["d"]))
    return Unit((one("day", day, day, int(match["y"])),))


def month_list(match: re.Match[str]) -> Unit:
    """Months, lists and ranges of them within one printed year."""
    year = _year(match)
    runs = sequence(match["months"], MONTH_WORDS)
    return _forwards(Unit(tuple(_run("month", a, b, 1, year) for a, b in runs)))


def quarter_list(match: re.Match[str]) -> Unit:
    """Quarters, lists and ranges of them within one printed year."""
    year = _year(match)
    runs = sequence(match["quarters"], frozenset({"quý", "q"}), quarter)
    return _forwards(Unit(tuple(_run("quarter", a, b, 3, year) for a, b in runs)))


def _forwards(unit: Unit) -> Unit:
    """A list under one printed year must run forwards: "tháng 11, tháng 2/2022" may mean the year before."""
    firsts = [each.lo.first for each in unit.intervals if each.lo is not None and each.lo.year]
    if not unit.ranged and firsts != sorted(firsts):
        raise NotUnderstoodError("a list that runs backwards")
    return unit


def _run(grain: str, first: int, last: int, size: int, year: int | None) -> Interval:
    def part(n: int) -> Part:
        if not 1 <= n <= 12 // size:
            raise NotUnderstoodError(f"no such part of a year: {n}")
        return Part("quarter" if grain == "quarter" else "month", (n * size - size + 1, 1), (n * size, LAST), year)

    begin = part(first)
    return Interval(begin, begin) if first == last else _wrap(begin, part(last), year)


def some_months(match: re.Match[str]) -> Unit:
    """The first or last n months of a year."""
    n = number(match["n"])
    if not 1 <= n <= 12:
        raise NotUnderstoodError("a year has twelve months")
    at_end = match.groupdict().get("side") == "cuối"
    return Unit((months(13 - n if at_end else 1, 12 if at_end else n, _year(match), "half"),))


def half(match: re.Match[str]) -> Unit:
    """Half a year."""
    first = 1 if match["side"] in ("đầu", "i", "1") else 7
    return Unit((months(first, first + 5, _year(match), "half"),))


def part_of_year(match: re.Match[str]) -> Unit:
    """The beginning is the first quarter, the end the last, the middle what lies between."""
    first, last = {"đầu": (1, 3), "giữa": (4, 9), "cuối": (10, 12)}[match["side"]]
    return Unit((months(first, last, _year(match), "part", match["side"]),))


def part_of_quarter(match: re.Match[str]) -> Unit:
    """The first, second or third month of a quarter."""
    month = quarter(match["q"]) * 3 - 2 + ("đầu", "giữa", "cuối").index(match["side"])
    return Unit((months(month, month, _year(match), "part", match["side"]),))


def part_of_month(match: re.Match[str]) -> Unit:
    """Ten days (thượng tuần, trung tuần, hạ tuần), or half of the month."""
    month = number(match["m"])
    first, last = PARTS_OF_MONTH[match["side"]]
    return Unit((one("part", (month, first), (month, last), _year(match), match["side"]),))


def week_of_month(match: re.Match[str]) -> Unit:
    """Week n of a month is its nth seven days; the last of them may be said as "tuần cuối"."""
    month, year = number(match["m"]), _year(match)
    if match["weeks"] == "cuối":
        return Unit((one("part", (month, 22), (month, LAST), year),))
    intervals = []
    weeks = re.sub("đầu(?: tiên)?", "một", match["weeks"])
    for first, last in sequence(weeks, frozenset({"tuần", "thứ"})):
        if not 1 <= first <= last <= 5:
            raise NotUnderstoodError("a month has five weeks at most")
        end = LAST if last >= 5 else last * 7
        intervals.append(one("part", (month, first * 7 - 6), (month, end), year))
    return Unit(tuple(intervals))


def end_day(match: re.Match[str]) -> Unit:
    """The first or the last day of a month."""
    day = number(match["m"]), 1 if match["side"] == "đầu" else LAST
    return Unit((one("day", day, day, _year(match)),))


def whole_year(match: re.Match[str]) -> Unit:
    """A year, or the year that the header names."""
    return Unit((one("year", (1, 1), (12, 31), _year(match)),))


def solar_and_lunar_day(match: re.Match[str]) -> Unit:
    """A day by both calendars, which must agree; the lunar year gives the solar year."""
    found = solar(int(match["ld"]), number(match["lm"]), _lunar_year(match) or 0)
    printed = (int(match["m"]), int(match["d"]))
    if (found.month, found.day) != printed or _year(match) not in (None, found.year):
        raise NotUnderstoodError("the solar and the lunar day differ")
    return Unit((one("day", printed, printed, found.year),))


def _lunar_year(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("stem"):
        return year_of(match["stem"], match["branch"].replace("tị", "tỵ"))
    text = groups.get("ly") or groups.get("ly2")
    return None if text is None else int(text)


def lunar_day(match: re.Match[str]) -> Unit:
    """A lunar day: grain "lunar" keeps lunar month and day until the year is known."""
    groups = match.groupdict()
    day = (number(match["lm"]), int(groups.get("ld") or 15))
    return Unit((one("lunar", day, day, _lunar_year(match)),))


def new_year(match: re.Match[str]) -> Unit:
    """Tết Nguyên đán: the first day of the lunar year; named both ways ("Bính Ngọ 2026"), the two must agree."""
    year = _lunar_year(match)
    if match["again"] is not None and int(match["again"]) != year:
        raise NotUnderstoodError("the lunar year and the figure differ")
    return Unit((one("feast", (1, 1), (1, 1), year),))
