"""The years that a title speaks of."""

from collections.abc import Iterable
from datetime import date

import regex

from normalize.text import plain
from phuluc.model import Span

# Years inside these are not the document's: dates, numbers of documents, names of laws.
_FOREIGN = regex.compile(
    r"ngày\s*\d{1,2}(?:\s*tháng\s*\d{1,2}\s*năm\s*|\s*[/.-]\s*\d{1,2}\s*[/.-]\s*)\d{4}"
    r"|\d+\s*/\s*\d{4}\s*/\s*[\p{L}\d-]+"
    r"|số\s*[\p{L}\d/.-]+\s+năm\s+\d{4}"
    r"|(?<!pháp )(?:luật|hiến pháp|pháp lệnh)\s(?:(?!trên địa bàn|trong |giai đoạn|của )[^,;()]){0,80}?năm\s+\d{4}"
    r"|năm học\s+\d{4}\s*-\s*\d{4}"
    r"|(?:định hướng|tầm nhìn|tầm nhìn và định hướng)[^,;()]*?\d{4}"
)
_Y = r"((?:19|20)\d\d)"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_RANGE = regex.compile(rf"(?<!\d){_Y}\s*(?:-|đến(?: hết)?(?: năm)?)\s*(?:năm\s+)?{_Y}(?!\d)")
_HALF = regex.compile(rf"6 tháng (đầu|cuối) năm\s+{_Y}")
_QUARTER = regex.compile(rf"qu[ýí]\s+(iv|i{{1,3}}|[1-4])\s*(?:/|năm\s+)\s*{_Y}")
_MONTH = regex.compile(rf"tháng\s+(\d{{1,2}})\s*(?:/|năm\s+)\s*{_Y}")
_UNTIL = regex.compile(rf"(?:đến|tới)\s+(?:hết\s+)?năm\s+{_Y}")
_YEARS = regex.compile(rf"năm\s+{_Y}(?:(?:\s*(?:,|và)\s*(?:năm\s+)?){_Y})*")


def read_horizon(title: str | None) -> Span | None:
    """The days that a title covers: its stage of years, its year, or a part of it; None where it names none.

    >>> read_horizon("Kế hoạch cải cách hành chính giai đoạn 2021 - 2025, định hướng đến năm 2030")
    Span(start=datetime.date(2021, 1, 1), end=datetime.date(2025, 12, 31))
    """
    text = _FOREIGN.sub(" ", plain(title or ""))
    found = _RANGE.search(text)
    if found:
        first, last = sorted(map(int, found.groups()))
        return Span(date(first, 1, 1), date(last, 12, 31))
    part = _part_of_year(text)
    if part:
        return part
    until = _UNTIL.search(text)
    if until:
        return Span(None, date(int(until[1]), 12, 31))
    years = [int(year) for found in _YEARS.finditer(text) for year in regex.findall(_Y, found[0])]
    return Span(date(min(years), 1, 1), date(max(years), 12, 31)) if years else None


def hull(spans: Iterable[Span | None]) -> Span | None:
    """The days from the first to the last of several horizons; a side that one of them leaves open stays open.

    >>> hull([Span(date(2025, 1, 1), date(2025, 12, 31)), None, Span(date(2026, 1, 1), date(2026, 6, 30))])
    Span(start=datetime.date(2025, 1, 1), end=datetime.date(2026, 6, 30))
    """
    known = [span for span in spans if span is not None]
    if not known:
        return None
    starts = [span.start for span in known if span.start is not None]
    ends = [span.end for span in known if span.end is not None]
    return Span(
        min(starts) if len(starts) == len(known) else None,
        max(ends) if len(ends) == len(known) else None,
    )


def _part_of_year(text: str) -> Span | None:
    half = _HALF.search(text)
    if half:
        year = int(half[2])
        first = half[1] == "đầu"
        return Span(date(year, 1 if first else 7, 1), date(year, 6, 30) if first else date(year, 12, 31))
    quarter = _QUARTER.search(text)
    if quarter:
        return _months(int(quarter[2]), 3 * _QUARTERS[quarter[1]] - 2, 3)
    month = _MONTH.search(text)
    return _months(int(month[2]), int(month[1]), 1) if month and 1 <= int(month[1]) <= 12 else None


def _months(year: int, first: int, count: int) -> Span:
    after = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1)
    return Span(date(year, first, 1), date.fromordinal(after.toordinal() - 1))
