"""The Vietnamese lunar calendar (UTC+7): lunar days to solar days, and the names of years by stem and branch.

New moons and the sun's longitude follow J. Meeus, Astronomical Algorithms (1991), truncated to the terms that move a
day; months are counted by the calendar's own rule: the winter solstice falls in month 11, and where thirteen new
moons lie between two solstices, the first month without a major solar term is the leap month. Good for 1900 to 2199.
"""

from datetime import date
from functools import lru_cache
from math import floor, radians, sin

STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
SYNODIC_MONTH = 29.530588853
# Days from the proleptic ordinal of date.toordinal() to the Julian day number.
ORDINAL_TO_JDN = 1721425
# The Julian day of lunation 0 of the series below (1 January 1900).
JDN_LUNATION_0 = 2415021
HANOI = 7 / 24


def year_of(stem: str, branch: str) -> int:
    """The year of this stem and branch within the cycle 1984 to 2043, to which the documents of our time belong.

    Raises:
        ValueError: the two never meet (stems and branches of unequal parity).

    >>> year_of("bính", "ngọ")
    2026
    """
    for year in range(1984, 2044):
        if STEMS[(year - 4) % 10] == stem and BRANCHES[(year - 4) % 12] == branch:
            return year
    raise ValueError(f"no such year: {stem} {branch}")


def solar(day: int, month: int, year: int) -> date:
    """The solar day of a lunar one (of the plain month, where a leap month of the same number follows).

    Raises:
        ValueError: that month has no such day.

    >>> solar(12, 1, 2026)
    datetime.date(2026, 2, 28)
    """
    eleventh = _month_11(year - 1)
    if month > 10:
        eleventh = _month_11(year)
    offset = (month - 11) % 12
    leap = _leap_offset(eleventh)
    if leap is not None and offset >= leap:
        offset += 1
    lunation = floor(0.5 + (eleventh - JDN_LUNATION_0) / SYNODIC_MONTH) + offset
    first, following = _new_moon(lunation), _new_moon(lunation + 1)
    if not 1 <= day <= following - first:
        raise ValueError(f"lunar month {month}/{year} has no day {day}")
    return date.fromordinal(first + day - 1 - ORDINAL_TO_JDN)


@lru_cache(maxsize=512)
def _new_moon(lunation: int) -> int:
    """The Julian day number, in Hanoi, of the new moon (Meeus, chapter 47)."""
    k = lunation
    t = k / 1236.85
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    terms = (
        (0.1734 - 0.000393 * t, sun),
        (0.0021, 2 * sun),
        (-0.4068, moon),
        (0.0161, 2 * moon),
        (-0.0004, 3 * moon),
        (0.0104, 2 * node),
        (-0.0051, sun + moon),
        (-0.0074, sun - moon),
        (0.0004, 2 * node + sun),
        (-0.0004, 2 * node - sun),
        (-0.0006, 2 * node + moon),
        (0.0010, 2 * node - moon),
        (0.0005, 2 * moon + sun),
    )
    delta_t = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + sum(size * sin(angle) for size, angle in terms) - delta_t + 0.5 + HANOI)


def _solar_term(jdn: int) -> int:
    """Which twelfth of the ecliptic the sun stands in at midnight in Hanoi; 9 begins at the winter solstice."""
    t = (jdn - 0.5 - HANOI - 2451545.0) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2)
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(longitude % 360 / 30)


@lru_cache(maxsize=256)
def _month_11(year: int) -> int:
    """The first day (Julian day number) of lunar month 11, which holds the winter solstice of this solar year."""
    last = date(year, 12, 31).toordinal() + ORDINAL_TO_JDN
    lunation = floor((last - JDN_LUNATION_0) / SYNODIC_MONTH)
    first = _new_moon(lunation)
    return first if _solar_term(first) < 9 else _new_moon(lunation - 1)


@lru_cache(maxsize=256)
def _leap_offset(eleventh: int) -> int | None:
    """How many months after month 11 the leap month comes; None in a year of twelve months."""
    lunation = floor(0.5 + (eleventh - JDN_LUNATION_0) / SYNODIC_MONTH)
    ends = [_new_moon(lunation + n) for n in range(15)]
    after = next(n for n in range(11, 15) if _is_month_11(ends, n))
    if after == 12:
        return None
    terms = [_solar_term(first) for first in ends]
    return next(n for n in range(1, 14) if terms[n] == terms[n + 1])


def _is_month_11(firsts: list[int], index: int) -> bool:
    """Whether the winter solstice falls into the month that begins at `firsts[index]`, a year after `firsts[0]`."""
    following = firsts[index + 1] if index + 1 < len(firsts) else firsts[index] + 30
    return _solar_term(firsts[index]) < 9 <= _solar_term(following)
