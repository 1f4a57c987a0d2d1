"""What the frames mean: from the units in a match to intervals, recurrences and events."""

import re
from dataclasses import replace

from normalize.periods.parts import Found, Interval, NotUnderstoodError, Part, Unit, number

CYCLE_DAYS = {"ngày": 1, "tuần": 7}
CYCLE_MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
WEEKDAYS = {"hai": "MO", "ba": "TU", "tư": "WE", "năm": "TH", "sáu": "FR", "bảy": "SA", "chủ nhật": "SU"}
WEEKDAYS_IN_FIGURES = {"2": "MO", "3": "TU", "4": "WE", "5": "TH", "6": "FR", "7": "SA"}

# Years between two equal days of the year from which on they are an anniversary: "30/4/1975 - 30/4/2025".
ANNIVERSARY = 10

Units = tuple[Unit, ...]


def plain(_: re.Match[str], units: Units) -> Found:
    """The units as they are; a feast that nothing is before or after lasts days of its own."""
    intervals = tuple(each for unit in units for each in unit.intervals)
    if any(part.grain == "feast" for each in intervals for part in each.parts()):
        return Found("event")
    return Found("span", intervals)


def between(match: re.Match[str], units: Units) -> Found:
    """From the first unit to the second."""
    first, second = units
    if first.ranged or len(first.intervals) > 1 or len(second.intervals) > 1:
        return _mixed_range(first, second)
    lo, hi = first.intervals[0].lo, second.intervals[0].hi
    if lo and hi and lo.grain == "day" == hi.grain and lo.first == hi.first and _years_between(lo, hi) >= ANNIVERSARY:
        raise NotUnderstoodError("an anniversary")
    return Found("span", (Interval(lo, hi),))


def _years_between(lo: Part, hi: Part) -> int:
    return hi.year - lo.year if lo.year and hi.year else 0


def _mixed_range(first: Unit, second: Unit) -> Found:
    """A list whose last member runs on: "Quý I, III/2021 - Quý I/2022"; a range that runs on twice is no range."""
    *head, tail = first.intervals
    begin, *rest = second.intervals
    if tail.lo is not tail.hi or begin.lo is not begin.hi:
        raise NotUnderstoodError("a range with three ends")
    return Found("span", (*head, Interval(tail.lo, begin.hi), *rest))


def between_before(match: re.Match[str], units: Units) -> Found:
    """From the first unit to the eve of the second."""
    found = between(match, units)
    return replace(found, intervals=(*found.intervals[:-1], replace(found.intervals[-1], before=True)))


def since(match: re.Match[str], units: Units) -> Found:
    """From the unit on; a unit that is a range itself has its end."""
    (unit,) = units
    if unit.ranged and "trở" not in match[0]:
        return Found("span", unit.intervals)
    return Found("span", (*unit.intervals[:-1], Interval(unit.intervals[-1].lo, None)))


def onwards(_: re.Match[str], units: Units) -> Found:
    """From the first unit on, without an end."""
    return Found("span", (*units[0].intervals[:-1], Interval(units[0].intervals[-1].lo, None)))


def after(_: re.Match[str], units: Units) -> Found:
    """From the day after the unit, to the end of another where one is named."""
    end = units[1].intervals[-1].hi if len(units) > 1 else None
    return Found("span", (Interval(units[0].intervals[-1].hi, end, after=True),))


def ongoing_from(match: re.Match[str], units: Units) -> Found:
    """All the time from the first unit on."""
    return Found("ongoing", onwards(match, units).intervals)


def every_cycle_from(match: re.Match[str], units: Units) -> Found:
    """Every year from the first unit on."""
    return replace(one_cycle("năm"), intervals=onwards(match, units).intervals)


def until(_: re.Match[str], units: Units) -> Found:
    """Up to the end of the unit; of further ones too where they are of the same grain."""
    return _deadlines(units, before=False)


def before(match: re.Match[str], units: Units) -> Found:
    """Up to a day, or to the eve of a longer unit; "trước hết tháng 6", "trước cuối năm" means its end."""
    return _deadlines(units, before=not re.search(r"trước (?:hết|cuối)", match[0]))


def _deadlines(units: Units, *, before: bool) -> Found:
    first, *others = (each for unit in units for each in unit.intervals)
    if first.lo is not first.hi and before:
        raise NotUnderstoodError("a deadline before a range")
    found = [Interval(None, first.hi, before=before)]
    for each in others:
        alike = each.lo is each.hi and each.hi and first.hi and each.hi.grain == first.hi.grain
        found.append(Interval(None, each.hi, before=before) if alike else each)
    return Found("span", tuple(found))


def within(_: re.Match[str], units: Units) -> Found:
    """To be finished within the unit: a deadline at its end; a printed range keeps its start."""
    return Found("span", units[0].intervals) if units[0].ranged else _deadlines(units, before=False)


def rule(days: int = 0, count: int = 0, times: int = 1, by: str = "") -> Found:
    """A recurrence `times` in `count` months (or `days` days); no rule where the times do not divide it."""
    size = days or count
    if size % times:
        return Found("recurring")
    size //= times
    if days:
        weekly = size % 7 == 0
        return Found("recurring", freq="WEEKLY" if weekly else "DAILY", every=size // 7 if weekly else size, by=by)
    yearly = size % 12 == 0
    return Found("recurring", freq="YEARLY" if yearly else "MONTHLY", every=size // 12 if yearly else size, by=by)


def one_cycle(word: str, count: int = 1, times: int = 1) -> Found:
    """A recurrence `times` in `count` cycles of this name ("tháng", "quý")."""
    if times == 0 or count == 0:
        raise NotUnderstoodError("no times at all")
    return rule(CYCLE_DAYS.get(word, 0) * count, CYCLE_MONTHS.get(word, 0) * count, times)


def times_within(match: re.Match[str], units: Units) -> Found:
    """02 lần trong năm 2022: as often within the unit, a year; once is no recurrence."""
    times, (unit,) = number(match["times"]), units
    if times == 1:
        return Found("span", unit.intervals)
    if any(part.grain != "year" for each in unit.intervals for part in each.parts()):
        raise NotUnderstoodError("several times in less than a year")
    return replace(one_cycle("năm", 1, times), intervals=unit.intervals)


_TO = re.compile("[-÷→~]|đến|tới")


def of_years(match: re.Match[str], units: Units) -> Found:
    """Tháng 12 các năm 2022-2025: the months or days of each year, within the years from the first to the last."""
    unit, *years = units
    first, last = years[0].intervals[0].lo, years[-1].intervals[-1].hi
    named = [part.year for year in years for each in year.intervals for part in each.parts() if part.year]
    if not named or (named != list(range(named[0], named[0] + len(named))) and not _TO.search(match[0])):
        raise NotUnderstoodError("years that are not one after another")
    return replace(one_cycle("năm"), intervals=(*unit.intervals, Interval(first, last)))


def times_a_cycle(match: re.Match[str], _: Units) -> Found:
    """2 lần/năm."""
    return one_cycle(match["cycle"], number(match["n"]) if match.groupdict().get("n") else 1, number(match["times"]))


def once_in(match: re.Match[str], _: Units) -> Found:
    """6 tháng/lần."""
    groups = match.groupdict()
    return one_cycle(match["cycle"], number(groups.get("n") or "1"), number(groups.get("times") or "1"))


_CYCLE = re.compile(r"(\d+|hai|ba|bốn|sáu|chín|mười|mười hai) (tháng|năm)|ngày|tuần|tháng|quý|năm")


def every(match: re.Match[str], _: Units) -> Found:
    """Hằng quý, năm: of several cycles the shortest, where the others are multiples of it."""
    text = re.sub(r"\b(?:hằng|hàng|mỗi|từng|định kỳ|theo|báo cáo)\b ?", "", match["cycles"])
    found = [one_cycle(m[2], number(m[1])) if m[1] else one_cycle(m[0]) for m in _CYCLE.finditer(text)]
    return shortest(found)


def shortest(rules: list[Found]) -> Found:
    """The one rule that holds the others, or a recurrence without a rule."""
    sizes = [_size(each) for each in rules]
    least = min(range(len(rules)), key=sizes.__getitem__)
    fits = all(sizes[least] and (size % sizes[least] == 0 or sizes[least] < 28) for size in sizes)
    return rules[least] if fits else Found("recurring")


def _size(found: Found) -> int:
    """How long a cycle is, in days, months counted as 28."""
    return {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 28 * 12, "": 0}[found.freq] * found.every


def month_of_quarter(match: re.Match[str], _: Units) -> Found:
    """The first or last month of each quarter."""
    return Found("recurring", freq="YEARLY", by="BYMONTH=" + ("1,4,7,10" if match["side"] == "đầu" else "3,6,9,12"))


_WEEKDAY = re.compile(r"(đến|-)? ?(?:thứ )?(hai|ba|tư|năm|sáu|bảy|chủ nhật|[2-7])")


def weekday(match: re.Match[str], _: Units) -> Found:
    """Days of each week, or those that only stand beside a date or a cycle."""
    order = list(WEEKDAYS.values())
    days: list[int] = []
    for to, name in _WEEKDAY.findall(match["days"]):
        day = order.index((WEEKDAYS | WEEKDAYS_IN_FIGURES)[name])
        days += range(days[-1] + 1 if to else day, day + 1)
    if days != sorted(set(days)):
        raise NotUnderstoodError("days of the week out of order")
    by = "BYDAY=" + ",".join(order[day] for day in days)
    return Found("recurring", freq="WEEKLY", by=by) if match[0].endswith("tuần") else Found("weekday", by=by)


def last_of_month(match: re.Match[str], _: Units) -> Found:
    """The last day of each month, or the last from Monday to Friday."""
    by = "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" if match["working"] else "BYMONTHDAY=-1"
    return Found("recurring", freq="MONTHLY", by=by)


def ongoing(_: re.Match[str], __: Units) -> Found:
    """All the time."""
    return Found("ongoing")


def event(_: re.Match[str], __: Units) -> Found:
    """When something else happens."""
    return Found("event")


def counted(_: re.Match[str], units: Units) -> Found:
    """Days counted from an event; from a printed day they say days of their own, which are nowhere printed.

    Whether the first day and days off count is the law's (Bộ luật Dân sự 91/2015/QH13, điều 147), not the cell's.
    """
    if units:
        raise NotUnderstoodError("days counted from a printed day")
    return Found("event")


def around(_: re.Match[str], units: Units) -> Found:
    """Before, during and after a feast, whose days are not printed; around other days, nothing is said."""
    if any(part.grain != "feast" for unit in units for each in unit.intervals for part in each.parts()):
        raise NotUnderstoodError("before and after the same day")
    return Found("event")


def named(_: re.Match[str], __: Units) -> Found:
    """A year that belongs to a name."""
    return Found("named")


def school(_: re.Match[str], __: Units) -> Found:
    """A school year: the Ministry's calendar of that year and each province's fix its days, this text does not."""
    return Found("school")


def unclear(_: re.Match[str], __: Units) -> Found:
    """A wording that may be read two ways."""
    raise NotUnderstoodError("it may be read two ways")


def ignored(_: re.Match[str], __: Units) -> Found:
    """Words without time."""
    return Found("ignored")
