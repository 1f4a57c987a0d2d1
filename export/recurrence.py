"""RFC 5545 recurrence rules, as far as plans need them: in Vietnamese words, and as the quarters they fall in."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache

_EVERY = {"YEARLY": "năm", "MONTHLY": "tháng", "WEEKLY": "tuần", "DAILY": "ngày"}
_QUARTERS: dict[tuple[int, ...], str] = {(1, 2, 3): "I", (4, 5, 6): "II", (7, 8, 9): "III", (10, 11, 12): "IV"}


@cache
def words(rrule: str | None) -> str:
    """A rule in Vietnamese; the rule itself where it says more than these words can.

    >>> words("FREQ=YEARLY;BYMONTH=5"), words("FREQ=MONTHLY;INTERVAL=6"), words("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15")
    ('Tháng 5 hằng năm', '6 tháng một lần', 'Ngày 15/12 hằng năm')
    """
    if rrule is None:
        return ""
    parts = _parts(rrule)
    unit, every = _EVERY.get(parts.get("FREQ", "")), _whole(parts.get("INTERVAL", "1"))
    months, days = _wholes(parts.get("BYMONTH")), _wholes(parts.get("BYMONTHDAY"))
    if unit is None or every is None or months is None or days is None or set(parts) - _KNOWN:
        return rrule
    again = f"hằng {unit}" if every == 1 else f"{every} {unit} một lần"
    if unit == "tháng" and every == 3:
        again = "hằng quý"
    said = f"{_when(months, days)} {again}".strip()
    return said[0].upper() + said[1:]


@cache
def quarters(rrule: str) -> tuple[tuple[int, ...], int, bool]:
    """The quarters (0 to 3) of a year in which a rule falls, every how many years, and whether it names its months.

    A rule that names none ("hằng năm", "hằng quý", "hằng tuần") may fall in any quarter. "6 tháng một lần" falls at
    each half's end.
    """
    parts = _parts(rrule)
    every = _whole(parts.get("INTERVAL", "1")) or 1
    frequency = parts.get("FREQ")
    months = _wholes(parts.get("BYMONTH")) or ()
    if months:
        years = every if frequency == "YEARLY" else 1
        return tuple(sorted({(month - 1) // 3 for month in months if 1 <= month <= 12})), years, True
    if frequency == "MONTHLY" and every > 3 and 12 % every == 0:
        return tuple((month - 1) // 3 for month in range(every, 13, every)), 1, True
    return (0, 1, 2, 3), every if frequency == "YEARLY" else 1, False


@cache
def on_days(rrule: str) -> str:
    """A rule that names its days; one that names none falls on the last day of each of its periods, as a deadline does.

    Months that follow each other ("quý II hằng năm") are one period. Another rule is given back as it is.

    >>> on_days("FREQ=YEARLY"), on_days("FREQ=YEARLY;BYMONTH=4,5,6,12")
    ('FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31', 'FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1')
    """
    parts = dict(_parts(rrule))
    if any(name.startswith("BY") and name != "BYMONTH" for name in parts):
        return rrule
    every, months = _whole(parts.get("INTERVAL", "1")) or 1, set(_wholes(parts.get("BYMONTH")) or ())
    frequency = parts.get("FREQ")
    if frequency == "MONTHLY" and not months and every > 1 and 12 % every == 0:
        parts = {"FREQ": "YEARLY", "BYMONTH": ",".join(map(str, range(every, 13, every))), "BYMONTHDAY": "-1"}
    elif months:
        last = sorted(month for month in months if month % 12 + 1 not in months) or [12]
        parts |= {"BYMONTH": ",".join(map(str, last)), "BYMONTHDAY": "-1"}
    else:
        parts |= _LAST_DAY.get(frequency or "", {})
    return ";".join(f"{name}={value}" for name, value in parts.items())


def days(rrule: str, begin: date, first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both inclusive, on which a rule that began on a day falls (see on_days).

    Nothing of a rule more often than daily, or of one that cannot be read.

    >>> days("FREQ=YEARLY;INTERVAL=2;BYMONTH=5", date(2021, 3, 3), date(2023, 1, 1), date(2024, 12, 31))
    [datetime.date(2023, 5, 31)]
    """
    from dateutil.rrule import rrulestr

    parts = _parts(rrule)
    if parts.get("FREQ") not in _EVERY or (_whole(parts.get("INTERVAL", "1")) or 0) < 1:
        return []
    try:
        rule = rrulestr(on_days(rrule), dtstart=datetime.combine(begin, time()))
        found = rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    except ValueError:
        return []
    return [moment.date() for moment in found]


def counted_by(rrule: str) -> str | None:
    """What a rule that leaves some out counts from its beginning on: "year", "month", "week" or "day".

    None of a rule that falls on the same days whenever it began.

    >>> counted_by("FREQ=YEARLY;INTERVAL=2"), counted_by("FREQ=MONTHLY;INTERVAL=6"), counted_by("FREQ=YEARLY;BYMONTH=5")
    ('year', None, None)
    """
    parts = _parts(on_days(rrule))
    every = _whole(parts.get("INTERVAL", "1")) or 1
    return None if every == 1 else _COUNTED.get(parts.get("FREQ", ""))


_COUNTED = {"YEARLY": "year", "MONTHLY": "month", "WEEKLY": "week", "DAILY": "day"}


_LAST_DAY = {
    "YEARLY": {"BYMONTH": "12", "BYMONTHDAY": "31"},
    "MONTHLY": {"BYMONTHDAY": "-1"},
    "WEEKLY": {"BYDAY": "SU"},
}


_KNOWN = {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY"}


def _parts(rrule: str) -> Mapping[str, str]:
    return dict(part.split("=", 1) for part in rrule.removeprefix("RRULE:").split(";") if "=" in part)


def _whole(text: str) -> int | None:
    return int(text) if text.removeprefix("-").isdecimal() else None


def _wholes(text: str | None) -> tuple[int, ...] | None:
    """Whole numbers by commas, () where there are none to read, None where one is no number."""
    found = [_whole(part) for part in text.split(",")] if text else []
    return None if None in found else tuple(number for number in found if number is not None)


def _when(months: tuple[int, ...], days: tuple[int, ...]) -> str:
    listed = ", ".join(str(day) for day in days if day > 0)
    if days == (-1,):
        listed = "cuối"
    if len(days) == 1 and len(months) == 1 and days[0] > 0:
        return f"ngày {days[0]}/{months[0]}"
    quarter = _QUARTERS.get(months)
    month = f"quý {quarter}" if quarter else f"tháng {', '.join(map(str, months))}" if months else ""
    day = f"ngày {listed}" if listed else ""
    return f"{day} {month}".strip()
