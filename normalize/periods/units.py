"""The table of units: every way to write a day, a month, a quarter, a half or a year. To add one, add a row.

The text they are held against is in lower case and NFC, with "-" for every dash and single blanks (`text.plain`).
Rows come in order: at one place in the text, the first that fits is taken.
"""

import re

from normalize.periods.lunar import solar, year_of
from normalize.periods.parts import (
    LAST,
    Interval,
    NotUnderstoodError,
    Part,
    Pattern,
    Unit,
    UnitReading,
    months,
    number,
    one,
    quarter,
    sequence,
)

THIRDS = {"đầu": (1, 10), "thượng tuần": (1, 10), "giữa": (11, 20), "trung tuần": (11, 20)}
THIRDS |= {"cuối": (21, LAST), "hạ tuần": (21, LAST)}
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
    return Unit((months(first, last, _year(match), "part"),))


def part_of_quarter(match: re.Match[str]) -> Unit:
    """The first, second or third month of a quarter."""
    month = quarter(match["q"]) * 3 - 2 + ("đầu", "giữa", "cuối").index(match["side"])
    return Unit((months(month, month, _year(match), "part"),))


def part_of_month(match: re.Match[str]) -> Unit:
    """Ten days: thượng tuần, trung tuần, hạ tuần."""
    month = number(match["m"])
    first, last = THIRDS[match["side"]]
    return Unit((one("part", (month, first), (month, last), _year(match)),))


def week_of_month(match: re.Match[str]) -> Unit:
    """Week n of a month is its nth seven days; the last of them may be said as "tuần cuối"."""
    month, year = number(match["m"]), _year(match)
    if match["weeks"] == "cuối":
        return Unit((one("part", (month, 22), (month, LAST), year),))
    intervals = []
    for first, last in sequence(match["weeks"].replace("đầu", "một"), frozenset({"tuần", "thứ"})):
        if not 1 <= first <= last <= 5:
            raise NotUnderstoodError("a month has five weeks at most")
        end = LAST if last >= 5 else last * 7
        intervals.append(one("part", (month, first * 7 - 6), (month, end), year))
    return Unit(tuple(intervals))


def last_day(match: re.Match[str]) -> Unit:
    """The last day of a month."""
    month = number(match["m"])
    return Unit((one("day", (month, LAST), (month, LAST), _year(match)),))


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
    """Tết Nguyên đán: the first day of the lunar year."""
    return Unit((one("feast", (1, 1), (1, 1), _lunar_year(match)),))


_LUNAR = r"(?:ngày |mùng |mồng )*(?P<ld><day>)(?: ?[/-] ?| tháng )(?P<lm><month>|<monthword>)"
_STEM = r",?(?: năm)? (?P<stem><stem>) (?P<branch><branch>)"
_STEM_OR_YEAR = rf"(?:{_STEM}|(?: ?/ ?| năm )(?P<ly><year>))"
_Y = r"<ofyear>(?P<y><year>)"

UNITS: tuple[Pattern[UnitReading], ...] = (
    Pattern(
        "clock",
        r"(?:lúc |vào |hồi )*\d{1,2} ?(?:h|g|giờ|:) ?(?:[0-5]\d)?(?: phút)?"
        r"(?: ?(?:-|đến) ?\d{1,2} ?(?:h|g|giờ|:) ?(?:[0-5]\d)?(?: phút)?)?"
        r",? (?=(?:sáng |chiều |tối )?(?:của )?(?:ngày|các ngày|thứ|<day> ?[/.-]))",
        lambda _: Unit(()),
        {"Trước 17h00 ngày 12/5/2022": "..2022-05-12", "8 giờ 30 phút, ngày 12/5/2022": "2022-05-12..2022-05-12"},
    ),
    Pattern(
        "weekday before a date",
        r"(?:(?:sáng |chiều |tối )?(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),? |(?:sáng|chiều|tối) )(?=\(?ngày )",
        lambda _: Unit(()),
        {"Thứ Sáu, ngày 13/5/2022": "2022-05-13..2022-05-13"},
    ),
    Pattern(
        "solar and lunar day",
        rf"(?:ngày )?(?P<d><day>) ?[/.-] ?(?P<m><month>)(?: ?[/.-] ?(?P<y><year>))?,? ?\(?(?:tức|nhằm)(?: là)?"
        rf"(?: vào)? {_LUNAR}(?: âm lịch)?{_STEM_OR_YEAR}(?: âm lịch)?\)?",
        solar_and_lunar_day,
        {"28/2, tức 12/01 năm Bính Ngọ": "2026-02-28..2026-02-28", "29/2, tức 12/01 năm Bính Ngọ": "unknown"},
    ),
    Pattern(
        "lunar day by stem and branch",
        rf"{_LUNAR}(?: âm lịch)?{_STEM}(?: âm lịch)?",
        lunar_day,
        {"Ngày 12 tháng Giêng năm Bính Ngọ": "2026-02-28..2026-02-28"},
    ),
    Pattern(
        "lunar day of a year",
        rf"{_LUNAR}(?: ?\(?âm lịch\)?(?: năm |/)(?P<ly><year>)|(?:/| năm )(?P<ly2><year>) ?\(?âm lịch\)?)",
        lunar_day,
        {"10/3 âm lịch năm 2022": "2022-04-10..2022-04-10"},
    ),
    Pattern(
        "lunar day without its year",
        rf"{_LUNAR} ?\(?âm lịch\)?",
        lunar_day,
        {"10/3 âm lịch": "unknown", "Trước ngày 10/3 (âm lịch)": "unknown", "10/3 âm lịch hằng năm": "recurring"},
    ),
    Pattern(
        "full moon",
        rf"rằm tháng (?P<lm><month>|<monthword>){_STEM_OR_YEAR}?",
        lunar_day,
        {"Rằm tháng 8 năm 2023": "2023-09-29..2023-09-29"},
    ),
    Pattern(
        "lunar new year",
        rf"tết (?:nguyên đán|âm lịch|cổ truyền)(?: năm)?(?: (?P<ly><year>)|{_STEM})",
        new_year,
        {"Trước Tết Nguyên đán 2026": "..2026-02-16", "Trước Tết Nguyên đán Bính Ngọ": "..2026-02-16"},
    ),
    Pattern(
        "first or last n months",
        r"(?P<n><count>) tháng (?P<side>đầu|cuối)(?:(?: của)? năm(?! (?:học|nay)))?(?:(?: năm | ?/ ?|"
        r" )(?P<y><year>))?",
        some_months,
        {
            "6 tháng đầu năm 2022": "2022-01-01..2022-06-30",
            "06 tháng cuối năm 2022": "2022-07-01..2022-12-31",
            "9 tháng đầu năm 2022": "2022-01-01..2022-09-30",
            "Sáu tháng đầu năm 2022": "2022-01-01..2022-06-30",
        },
    ),
    Pattern(
        "n months of a year",
        r"(?P<n>0?[369]|sáu|chín) tháng năm (?P<y><year>)",
        some_months,
        {"9 tháng năm 2022": "2022-01-01..2022-09-30"},
    ),
    Pattern(
        "half of a year",
        r"nửa (?P<side>đầu|cuối)(?: của)?(?: năm(?! (?:học|nay)))?(?:(?: ?/ ?| )(?P<y><year>))?",
        half,
        {"Nửa cuối năm 2022": "2022-07-01..2022-12-31"},
    ),
    Pattern(
        "part of a year",
        r"(?P<side>đầu|giữa|cuối) (?:của )?năm(?! (?:học|nay|thứ))(?: (?P<y><year>))?",
        part_of_year,
        {
            "Đầu năm 2022": "2022-01-01..2022-03-31",
            "Giữa năm 2022": "2022-04-01..2022-09-30",
            "Cuối năm 2022": "2022-10-01..2022-12-31",
        },
    ),
    Pattern(
        "part of a quarter",
        rf"(?P<side>đầu|giữa|cuối) (?:của )?quý (?P<q><quarter>)(?:{_Y})?",
        part_of_quarter,
        {"Cuối quý II/2022": "2022-06-01..2022-06-30", "Cuối quý": "unknown"},
    ),
    Pattern(
        "last day of a month",
        rf"ngày (?:làm việc )?cuối(?: cùng)? (?:của )?tháng (?P<m><month>)(?:{_Y})?",
        last_day,
        {"Ngày cuối cùng của tháng 6/2022": "2022-06-30..2022-06-30"},
    ),
    Pattern(
        "part of a month",
        rf"(?P<side>đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần) (?:của )?tháng (?P<m><month>)(?:{_Y})?",
        part_of_month,
        {"Cuối tháng 6/2022": "2022-06-21..2022-06-30", "Trung tuần tháng 6/2022": "2022-06-11..2022-06-20"},
    ),
    Pattern(
        "week of a month",
        r"tuần (?:thứ )?(?P<weeks>(?:\d|một|nhất|hai|ba|tư|năm|cuối|đầu)(?: ?[,-] ?(?:tuần )?\d| và (?:tuần )?\d)*)"
        rf"(?: của)?,? tháng (?P<m><month>)(?:{_Y})?",
        week_of_month,
        {"Tuần 2 tháng 5/2022": "2022-05-08..2022-05-14", "Tuần cuối tháng 5/2022": "2022-05-22..2022-05-31"},
    ),
    Pattern(
        "ISO day",
        r"(?P<y><year>)-(?P<m>0\d|1[0-2])-(?P<d>[0-3]\d)(?!\d)",
        iso_day,
        {"2022-05-12": "2022-05-12..2022-05-12"},
    ),
    Pattern(
        "days with dots or dashes",
        r"(?:ngày )?(?P<days><day>)(?: ?\. ?(?P<m><month>) ?\. ?(?P<y><year>)|(?: ?- ?(?P<m2><month>) ?-"
        r" ?(?P<y2><year>)))",
        days,
        {"12.5.2022": "2022-05-12..2022-05-12", "12-5-2022": "2022-05-12..2022-05-12"},
    ),
    Pattern(
        "days of a month",
        # A bare 1/3 is a day only where no word goes on from it: "1/3 số hộ" is a share, 24/7 all day long.
        r"(?!24/7(?!/))(?:các )?(?:ngày |mùng |mồng )*(?P<days><day>(?:<join>(?:ngày )?<day>){0,15})"
        r"(?: ?/ ?(?P<m><month>)| tháng (?P<m2><month>|<monthword>))"
        r"(?:(?: ?[/.-] ?|,? ?(?:của )?năm )(?P<y><year>)| ?/ ?(?P<y2>\d\d)(?![\d/])"
        r"|(?! ?/ ?\d)(?! (?:số|tổng|dân|xã|hộ|đơn vị|diện tích|kinh phí|thời gian)))",
        days,
        {
            "Ngày 15 tháng 4 năm 2026": "2026-04-15..2026-04-15",
            "10-12/5/2022": "2022-05-10..2022-05-12",
            "01/7-30/9/2021": "2021-07-01..2021-09-30",
            "30/6/21": "2021-06-30..2021-06-30",
            "31/02/2022": "unknown",
        },
    ),
    Pattern(
        "days without their month",
        r"(?:các )?(?:ngày |mùng |mồng )+(?P<days><day>(?:(?: ?, ?| ?- ?| và (?:ngày )?)<day>(?! ?/)){0,15})(?!"
        r" ?[/.]? ?\d| làm việc)",
        bare_days,
        {"Ngày 20 hằng tháng": "FREQ=MONTHLY;BYMONTHDAY=20", "Ngày 15": "unknown"},
    ),
    Pattern(
        "months",
        rf"(?:các )?(?:tháng |tháng(?=\d)|t\.? ?(?=\d))(?P<months>(?:<month>|<monthword>)(?! ?/ ?\d\d?(?!\d))"
        rf"(?:<join>(?:tháng |tháng(?=\d)|t\.? ?(?=\d))?(?:<month>|<monthword>)(?! ?/ ?\d\d?(?!\d))){{0,12}})(?:{_Y})?",
        month_list,
        {
            "Tháng 3-6/2021": "2021-03-01..2021-06-30",
            "T5/2022": "2022-05-01..2022-05-31",
            "Tháng 3, 4/2021": "2021-03-01..2021-03-31, 2021-04-01..2021-04-30",
            "Tháng 12/2021-02/2022": "2021-12-01..2022-02-28",
            "Tháng 13/2022": "unknown",
        },
    ),
    Pattern(
        "months in figures",
        r"(?P<months><month>(?:<join><month>){0,12}) ?/ ?(?P<y><year>)",
        month_list,
        {"05/2022": "2022-05-01..2022-05-31", "4,5/2022": "2022-04-01..2022-04-30, 2022-05-01..2022-05-31"},
    ),
    Pattern(
        "quarters",
        rf"(?:(?:các )?quý |q\.? ?(?=[il1-4]))(?P<quarters><quarter>(?:<join>(?:quý |q)?<quarter>){{0,8}})(?:{_Y})?",
        quarter_list,
        {
            "Quý IV/2025": "2025-10-01..2025-12-31",
            "Quý 4 năm 2025": "2025-10-01..2025-12-31",
            "Quý I, III/2022": "2022-01-01..2022-03-31, 2022-07-01..2022-09-30",
            "Quý II/2021 - Quý I/2022": "2021-04-01..2022-03-31",
            "Quý V/2022": "unknown",
        },
    ),
    Pattern(
        "the header's year",
        r"(?:cả|trong|trọn|hết|suốt) năm(?= ?(?:$|[,;.()]|và|hoặc))",
        whole_year,
        {"Trong năm": "unknown", "Cả năm": "unknown"},
    ),
    Pattern(
        "year",
        r"(?:(?<=năm )(?P<y><year>)|(?P<y2><year>)(?= ?(?:$|[-,;.:()÷→~/&+]|và|hoặc|đến|tới|trở|về|hằng|hàng|xong)))",
        whole_year,
        {"Năm 2021-2022": "2021-01-01..2022-12-31", "2025": "2025-01-01..2025-12-31"},
    ),
)
