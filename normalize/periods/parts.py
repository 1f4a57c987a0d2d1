"""What the grammar of periods is made of: parts of a year, intervals between them, and the words of its patterns."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Literal, TypeVar

from normalize.periods import lunar
from phuluc.model import Span

Grain = Literal["day", "lunar", "part", "month", "quarter", "half", "year", "feast"]
LAST = 0  # a day of the month that stands for its last one, whatever the year


class NotUnderstoodError(ValueError):
    """The text says something of time that the grammar cannot hold; the period is unknown."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year, from its first to its last (month, day); `year` and, for a bare day, the month may be missing.

    A month of 0 is missing; a day of LAST is the month's last day. Grain "lunar" counts by the lunar calendar, as does
    "feast", the lunar New Year. `side` is which end of a longer unit it is, as printed ("cuối" of a year).
    """

    grain: Grain
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    side: str = ""

    def start(self) -> date:
        """The first day. Raises ValueError where there is no such day, as in 31/02."""
        if self.grain in ("lunar", "feast"):
            return _lunar(self.year, *self.first)
        return _day(self.year, *self.first)

    def end(self) -> date:
        """The last day. Raises ValueError where there is no such day."""
        if self.grain in ("lunar", "feast"):
            return _lunar(self.year, *self.last)
        return _day(self.year, *self.last)


def _day(year: int | None, month: int, day: int) -> date:
    if year is None or month == 0:
        raise NotUnderstoodError("a year or a month is missing")
    return date(year, month, calendar.monthrange(year, month)[1] if day == LAST else day)


def _lunar(year: int | None, month: int, day: int) -> date:
    if year is None:
        raise NotUnderstoodError("a year is missing")
    return lunar.solar(day, month, year)


@dataclass(frozen=True, slots=True)
class Interval:
    """From one part of a year to another; None where that side is open.

    `before` ends it before its last part ("trước tháng 12"), unless that is a day, which Vietnamese officials mean
    inclusively; `after` begins it after its first part. `aside`: it stood in brackets; `closer`: right behind a span,
    of which it may say more ("Trong quý II, chậm nhất ngày 15/6").

    Raises:
        NotUnderstoodError: it begins or ends in the middle of a unit ("đến giữa năm"), which is no day.
    """

    lo: Part | None
    hi: Part | None
    before: bool = False
    after: bool = False
    aside: bool = False
    closer: bool = False

    def __post_init__(self) -> None:
        """Reject an edge that is no day."""
        lo, hi = self.lo, self.hi
        middle = lo is not hi and ((lo and lo.side == "giữa") or (hi and hi.side == "giữa"))
        if middle and lo != hi:
            raise NotUnderstoodError("where the middle begins or ends is not said")

    def parts(self) -> tuple[Part, ...]:
        """The parts that it names, in order, without repeats."""
        named = (self.lo,) if self.lo is self.hi else (self.lo, self.hi)
        return tuple(part for part in named if part is not None)

    def span(self) -> Span:
        """The days. Raises ValueError where a year is missing, a day does not exist, or it ends before it begins."""
        start = self.lo.start() if self.lo else None
        if self.after and self.lo:
            start = self.lo.end() + timedelta(days=1)
        end = self.hi.end() if self.hi else None
        # "Trước cuối năm 2025" is by its end, as people say it, not by the end of September.
        if self.before and self.hi and self.hi.grain not in ("day", "lunar") and self.hi.side != "cuối":
            end = self.hi.start() - timedelta(days=1)
        return Span(start, end)


@dataclass(frozen=True, slots=True)
class Unit:
    """What one match of a unit pattern stands for: one interval, or the several of a list."""

    intervals: tuple[Interval, ...]

    @property
    def ranged(self) -> bool:
        """Whether it already goes from one part to another."""
        return any(each.lo is not each.hi for each in self.intervals)


@dataclass(frozen=True, slots=True)
class Found:
    """What one match of a frame pattern stands for.

    kind "span" has intervals; "recurring" a frequency and an interval, and the by-parts of its rule that it names
    itself; "next" is one that only days without a year make ("ngày 31/01 năm liền kề"); "alternative" is an event that
    may come instead; "named" is a year in the name of a plan or report, "school" a school year, whose days another
    text fixes; "ignored" carries no time.
    """

    kind: Literal[
        "span", "recurring", "next", "ongoing", "event", "alternative", "weekday", "named", "school", "ignored"
    ]
    intervals: tuple[Interval, ...] = ()
    freq: str = ""
    every: int = 1
    by: str = ""


UnitReading = Callable[[re.Match[str]], Unit]
FrameReading = Callable[[re.Match[str], tuple[Unit, ...]], Found]
M = TypeVar("M", UnitReading, FrameReading)


@dataclass(frozen=True, slots=True)
class Pattern(Generic[M]):
    """One row of a table: its name, what it looks like, what it means, and examples that are run as tests.

    In `looks`, <words> stand for what the table's vocabulary has. The examples map a text to its period, as the tests
    write it ("2021-01-01..2022-12-31", "FREQ=YEARLY", "event"). `needs`: one of these stands in any text that the row
    fits, so that others need not be held against it. `sign` is what a row that stands for no unit leaves in the text.
    """

    name: str
    looks: str
    means: M
    examples: dict[str, str]
    needs: tuple[str, ...] = ()
    sign: str = ""


def one(
    grain: Grain, first: tuple[int, int], last: tuple[int, int], year: int | None = None, side: str = ""
) -> Interval:
    """The interval that is just this part."""
    part = Part(grain, first, last, year, side)
    return Interval(part, part)


def months(first: int, last: int, year: int | None, grain: Grain = "month", side: str = "") -> Interval:
    """Whole months; one part where they are one month or carry one name."""
    return one(grain, (first, 1), (last, LAST), year, side)


# --- the words of the patterns ----------------------------------------------------------------------------------

NUMBER_WORDS = {
    word.replace("-", " "): value
    for value, words in enumerate(
        "một nhất giêng|hai nhì|ba|bốn tư|năm|sáu|bảy bẩy|tám|chín|mười|mười-một|mười-hai chạp".split("|"), start=1
    )
    for word in words.split()
}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4}
# Scans and hasty typing give l or 1 for the Roman I: "lV", "Il", "1V".
_ROMAN_SLIPS = str.maketrans("l1", "ii")

VOCABULARY = {
    # joins inside one printed list or range: "tháng 3, 4", "Quý I - III", "10 và 11/5"
    "<join>": r"(?: ?[,;&+÷→~-] ?| và | đến hết | đến | tới )",
    "<year>": r"(?:19|20)\d\d(?!\d)",
    # "Quý III/25", "T10/25": no month and no day is that high, and no plan is of 2040
    "<shortyear>": r"[23]\d(?![\d/])",
    "<month>": r"(?:1[0-2]|0?[1-9])(?!\d)(?! lần)",
    "<monthword>": r"(?:mười một|mười hai|mười|một|giêng|hai|ba|tư|sáu|bảy|bẩy|tám|chín|chạp|năm(?! ?\d| ?$))(?! lần)",
    "<day>": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    "<quarter>": r"(?:[il1]v|[il1]{2,3}|0?[1-4]|[il]|[ⅰⅱⅲⅳ]|một|hai|ba|bốn|tư)(?!\w)(?! lần)",
    "<count>": r"(?:\d{1,3}|một|hai|ba|bốn|năm|sáu|chín|mười|mười hai)",
    "<time>": r"\d{1,2} ?(?:h|g|giờ|:) ?(?:[0-5]\d)?(?:'|’| phút)?",
    # behind a comma a bare year is the month's only at the end: "Tháng 9, 2025"
    "<ofyear>": r"(?: ?[/.-] ?| ?,? ?(?:của )?năm | |, ?(?=\d{4}[.;]?$))",
    "<stem>": "(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)",
    "<branch>": "(?:tý|sửu|dần|mão|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)",
    "<each>": r"(?:hằng|hàng|mỗi|từng)",
}


_WORD = re.compile(r"(?<!\?P)<\w+>")


def expand(looks: str, vocabulary: dict[str, str]) -> str:
    """The regular expression with the vocabulary's words filled in (and theirs in turn)."""
    while (filled := _WORD.sub(lambda word: vocabulary[word[0]], looks)) != looks:
        looks = filled
    return looks


class Grammar(Generic[M]):
    """The rows of a table made ready: what they find in a text, each row compiled when a text first needs it.

    Compiling all of them would cost a short document more than reading it.
    """

    def __init__(self, patterns: tuple[Pattern[M], ...], vocabulary: dict[str, str], *, all_rows: bool = False) -> None:
        """Take the rows in their order; with `all_rows`, every row is held against every text, whatever it needs."""
        self._patterns: tuple[Pattern[M], ...] = patterns
        self._vocabulary = vocabulary
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._always = frozenset(row for row, each in enumerate(patterns) if all_rows or not each.needs)
        self._by_word: dict[str, frozenset[int]] = {
            word: frozenset(row for row, each in enumerate(patterns) if word in each.needs)
            for word in {word for each in patterns for word in each.needs}
        }

    def finditer(self, text: str) -> Iterator[tuple[Pattern[M], re.Match[str]]]:
        """Each row with its match, from left to right, without overlaps; at one place the first row that fits."""
        found = {row: match for row in self._rows(text) if (match := self._row(row).search(text)) is not None}
        while found:
            _, row = min((match.start(), row) for row, match in found.items())
            match, position = found[row], found[row].end()
            yield self._patterns[row], match
            for other in [row for row, match in found.items() if match.start() < position]:
                again = self._row(other).search(text, position)
                if again is None:
                    del found[other]
                else:
                    found[other] = again

    def _rows(self, text: str) -> frozenset[int]:
        """The rows that may fit somewhere in a text."""
        return self._always.union(*[rows for word, rows in self._by_word.items() if word in text])

    def _row(self, row: int) -> re.Pattern[str]:
        if row not in self._compiled:
            # Every row begins a word.
            self._compiled[row] = re.compile(f"(?<![\\w/.])(?:{expand(self._patterns[row].looks, self._vocabulary)})")
        return self._compiled[row]


def number(text: str) -> int:
    """A count in digits or in words."""
    if text.isdecimal():
        return int(text)
    if text not in NUMBER_WORDS:
        raise NotUnderstoodError(f"no number: {text}")
    return NUMBER_WORDS[text]


def quarter(text: str) -> int:
    """A quarter in Roman or other figures, or in words."""
    roman = ROMAN.get(text) or ROMAN.get(text.translate(_ROMAN_SLIPS))
    figure = text.isdecimal() and len(text.lstrip("0")) == 1
    return number(text) if text in NUMBER_WORDS or figure else roman or 0


_ITEM = re.compile(r"q(?=[il0-4])|[il1]v(?!\w)|v(?!\w)|\d+|[il]+(?!\w)|[ⅰⅱⅲⅳ]|mười một|mười hai|[^\W\d_]+")
_RANGE = re.compile(r" ?[÷→~-] ?| đến| tới")


def sequence(text: str, skip: frozenset[str], read: Callable[[str], int] = number) -> Iterator[tuple[int, int]]:
    """The runs of a printed list: "3, 5-7" gives (3, 3) and (5, 7); words in `skip` ("tháng", "ngày") do not count.

    Raises:
        NotUnderstoodError: a range without an end or with two.
    """
    pending: int | None = None
    position = 0
    for match in _ITEM.finditer(text):
        if match[0] in skip or match[0] in {"và", "đến", "hết", "tới"}:
            continue
        ranges = position > 0 and _RANGE.search(text, position, match.start()) is not None
        position = match.end()
        value = read(match[0])
        if ranges and pending is None:
            raise NotUnderstoodError(f"a range with two ends: {text}")
        if ranges and pending is not None:
            yield pending, value
            pending = None
        else:
            if pending is not None:
                yield pending, pending
            pending = value
    if pending is not None:
        yield pending, pending
