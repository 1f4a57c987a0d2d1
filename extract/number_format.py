"""Cell values of a spreadsheet as a person in Viet Nam sees them: 1.000 is a thousand, 0,5 a half, days come first.

A number format is a small language (ECMA-376 part 1, 18.8.31); what plans use of it is spelled out here, the rest
comes as a plain number or date.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

Number: TypeAlias = int | float | Decimal
Value: TypeAlias = str | Number | bool | date | datetime | time | timedelta | None

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_PREFIX = re.compile(r"\[[^\]]*\]")
_PADDING = re.compile(r"_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_DIGITS = re.compile(r"[#0?][#0?,.]*")
_DATE_PART = re.compile(r'"[^"]*"|\\.|yyyy|yy|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|AM/PM|A/P|.', re.I | re.S)
# Excel's own short date (format 14) is stored as American and shown as the machine's; Viet Nam's is day first.
_MACHINE_DATES = frozenset({"mm-dd-yy", "m/d/yy", "m/d/yyyy", "mm/dd/yyyy"})
_LOCAL_DATE = "dd/mm/yyyy"
_MONTHS = frozenset({"mmm", "mmmm", "mmmmm"})
_NAMES = _MONTHS | {"ddd", "dddd"}
_DAYS = frozenset({"d", "dd", "yy", "yyyy"})
_HOURS = frozenset({"h", "hh"})
_MAX_FORMAT = 255  # characters; Excel's own limit
_LARGEST = 1e305  # of what is shown by its format; Excel holds 9.99e307, and a percentage has two digits more
_GENERAL_DIGITS = 11  # what Excel shows of a number in a column as wide as it likes


def shown(value: Value, number_format: str, decimal: str = ",") -> str:
    """The text that a cell shows.

    >>> shown(1234.5, "#,##0.00"), shown(0.25, "0%"), shown(3, '"Quý "0'), shown(0.5, "General")
    ('1.234,50', '25%', 'Quý 3', '0,5')
    >>> shown(datetime(2021, 6, 30), "mm-dd-yy"), shown(datetime(2021, 6, 1), "mmm-yy")
    ('30/06/2021', '06/2021')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value.replace("_x000D_", "")
    if len(number_format) > _MAX_FORMAT:
        number_format = "General"
    if isinstance(value, datetime | date | time):
        return _show_date(value, number_format)
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return _show_number(value, number_format, decimal)


def _show_number(value: Number, number_format: str, decimal: str) -> str:
    if not -_LARGEST <= value <= _LARGEST:
        return str(value)
    sections = _SECTION.split(number_format)
    negative = value < 0
    size: Number = -value if negative else value
    if negative and len(sections) > 1:
        section, sign = sections[1], ""
    elif value == 0 and len(sections) > 2:
        section, sign = sections[2], ""
    else:
        section, sign = sections[0], "-" if negative else ""
    section = _PADDING.sub("", _PREFIX.sub("", section))
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] if match[1] is not None else match[2])
        return chr(0xE000 + len(literals) - 1)

    bare = _LITERAL.sub(keep, section)
    digits = _DIGITS.search(bare)
    if digits is None:
        body = _general(size, decimal) if bare.strip().lower() in ("general", "", "@") else bare
    else:
        scaled = size * 100 if "%" in bare else size
        body = bare[: digits.start()] + _digits(scaled, digits[0], decimal) + bare[digits.end() :]
    return sign + "".join(literals[ord(c) - 0xE000] if 0 <= ord(c) - 0xE000 < len(literals) else c for c in body)


def _general(value: Number, decimal: str) -> str:
    if value == int(value) and abs(value) < 10**_GENERAL_DIGITS:
        return str(int(value))
    return f"{value:.{_GENERAL_DIGITS}g}".replace(".", decimal)


def _digits(value: Number, pattern: str, decimal: str) -> str:
    whole, _, fraction = pattern.partition(".")
    while whole.endswith(","):  # each closing comma divides by a thousand
        whole, value = whole[:-1], value / 1000
    places, least = len(fraction), fraction.count("0")
    text = f"{value:,.{places}f}" if "," in whole else f"{value:.{places}f}"
    before, _, after = text.partition(".")
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.replace(",", ".").zfill(whole.count("0"))
    return f"{before}{decimal}{after}" if after else before


def _show_date(value: date | datetime | time, number_format: str) -> str:
    pattern = _PREFIX.sub("", _SECTION.split(number_format)[0]).strip()
    if pattern.lower() in _MACHINE_DATES or pattern.lower() in ("general", "@", ""):
        pattern = "hh:mm" if isinstance(value, time) else _LOCAL_DATE
    parts = _DATE_PART.findall(_PADDING.sub("", pattern))
    asked = {part.lower() for part in parts}
    if asked & _DAYS and isinstance(value, datetime) and value.time() == time():
        # Midnight is no hour that anybody typed: programs that write a date as a moment leave it.
        parts = parts[: next((n for n, part in enumerate(parts) if part.lower() in _HOURS), len(parts))]
        while parts and not parts[-1].isalpha():
            parts.pop()
    if asked & _NAMES:
        # A name of a month or a day is in the language of the machine; what was typed was a number.
        whole = asked & {"d", "dd"} or not asked & _MONTHS
        parts = _DATE_PART.findall(_LOCAL_DATE if whole else "mm/yyyy" if asked & {"yy", "yyyy"} else "mm")
    return "".join(_date_part(value, part, index, parts) for index, part in enumerate(parts)).strip()


def _date_part(value: date | datetime | time, part: str, index: int, parts: list[str]) -> str:
    letter = part[0].lower()
    if part[0] in '"\\':
        return part.strip('"').lstrip("\\")
    if letter == "m" and _is_minute(index, parts):
        return f"{getattr(value, 'minute', 0):0{min(len(part), 2)}}"
    if letter in "ymd" and isinstance(value, date):
        number = {"y": value.year, "m": value.month, "d": value.day}[letter]
        if letter == "y":
            return str(number) if len(part) == 4 else f"{number % 100:02}"
        return f"{number:0{min(len(part), 2)}}"
    if letter in "hs":
        number = getattr(value, "hour" if letter == "h" else "second", 0)
        return f"{number:0{min(len(part), 2)}}"
    return "" if part.upper() in ("AM/PM", "A/P", "@") else part


def _is_minute(index: int, parts: list[str]) -> bool:
    """In Excel's language "m" says minutes after an hour and before a second."""
    before = next((p[0].lower() for p in reversed(parts[:index]) if p[0].lower() in "hmsdy"), "")
    after = next((p[0].lower() for p in parts[index + 1 :] if p[0].lower() in "hmsdy"), "")
    return before == "h" or after == "s"
