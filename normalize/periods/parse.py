"""Periods: what a cell like "Quý IV/2025" or "Trước ngày 15/12 hằng năm" says, as days and recurrence rules.

A text goes through three tables, each in a file of its own: masks (`masks.py`: names of documents, whose numbers and
dates are no times), units (`units.py`: days, months, quarters, years) and frames (`frames.py`: from, until, before,
every). What they found is put together in `resolve.py`. Words left over are harmless unless the data file
`period_words.toml` has them as words that tell of time: then the text is not understood, and its period is unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from normalize import text as texts
from normalize.data import load
from normalize.periods.frames import FIRST_UNIT, FRAME_VOCABULARY, FRAMES, LAST_UNIT
from normalize.periods.masks import DOCUMENT, MASKS
from normalize.periods.parts import (
    VOCABULARY,
    Found,
    FrameReading,
    Grammar,
    NotUnderstoodError,
    Pattern,
    Unit,
    UnitReading,
)
from normalize.periods.resolve import resolve
from normalize.periods.units import UNITS
from phuluc.model import Period

# A cell longer than this is prose, not a period. It also bounds what the patterns may cost.
MAX_CHARS = 1000
MAX_UNITS = 200


@dataclass(frozen=True, slots=True)
class Context:
    """Years that stand in for one that is not printed: the column header's first, then the document's own."""

    header_year: int | None = None
    document_year: int | None = None

    @property
    def year(self) -> int | None:
        """The year to infer, None where neither is known."""
        return self.header_year or self.document_year


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Step:
    """A row of a table that matched: its table, its name, an example of it, and the words that it took (lower case)."""

    table: str
    name: str
    example: str
    words: str


@dataclass(frozen=True, slots=True)
class Explained:
    """How a period came about: the rows that matched, those of a table in the order of print.

    `left` are the words that no row took; `reason` says why the period is unknown, "" where it is known.
    """

    period: Period
    steps: tuple[Step, ...] = ()
    left: str = ""
    reason: str = ""


@lru_cache(maxsize=16384)
def parse_period(text: str, context: Context = NO_CONTEXT) -> Period:
    """The period that a cell's text says; kind "unknown" where it is not understood whole, "empty" where it is blank.

    `inferred` is set where the year comes from `context`. Never raises.
    """
    try:
        return _understood(text, context, _Reading()) if _WORD.search(text) else Period(text, "empty")
    except ValueError:
        # A day that does not exist, a range that runs backwards, a year that is nowhere: not understood.
        return Period(text, "unknown")


def parse_lead(text: str, context: Context = NO_CONTEXT) -> Period | None:
    """The period that a text says when it says nothing else ("Giai đoạn đến năm 2022"); None otherwise."""
    explained = explain_period(text, context)
    known = explained.period.kind in ("span", "recurring", "ongoing")
    return explained.period if known and not _WORD.search(explained.left) else None


def explain_period(text: str, context: Context = NO_CONTEXT) -> Explained:
    """The period of a text as `parse_period` gives it, and how it came about."""
    if not _WORD.search(text):
        return Explained(Period(text, "empty"))
    reading = _Reading()
    try:
        period, reason = _understood(text, context, reading), ""
    except NotUnderstoodError as why:
        period, reason = Period(text, "unknown"), str(why)
    except ValueError as why:
        period, reason = Period(text, "unknown"), f"no such days ({why})"
    return Explained(period, tuple(reading.steps()), " ".join(reading.left.split()), reason)


_WORD = re.compile(r"\w")


@dataclass(slots=True)
class _Reading:
    """What was found in a text so far: the units, and for each match its table, its row and its words."""

    units: list[Unit] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    taken: list[tuple[str, Pattern[UnitReading] | Pattern[FrameReading], str]] = field(default_factory=list)
    left: str = ""

    def steps(self) -> Iterator[Step]:
        """The matches; in a frame's words, units stand as printed."""
        for table, row, words in self.taken:
            shown = "".join(self.words[ord(c) - ord(FIRST_UNIT)] if FIRST_UNIT <= c <= LAST_UNIT else c for c in words)
            yield Step(table, row.name, next(iter(row.examples)), shown.replace(DOCUMENT, "...").strip())


def _understood(text: str, context: Context, reading: _Reading) -> Period:
    """The period of a text. Raises ValueError where it is not understood whole."""
    if len(text) > MAX_CHARS:
        raise NotUnderstoodError("too long for a period")
    line = _signed("mask", _masks(), _prepared(text), reading)
    line = " ".join(_signed("unit", _units(), _SLASH.sub(" / ", line), reading).split())
    found = _framed(line, reading)
    if _words().tells_time(reading.left):
        raise NotUnderstoodError("words left over that tell of time")
    return resolve(text, found, context.year)


def _signed(table: str, grammar: Grammar[UnitReading], line: str, reading: _Reading) -> str:
    """The line with a sign for each unit (and one for all documents)."""
    pieces: list[str] = []
    position = 0
    for pattern, match in grammar.finditer(line):
        unit = pattern.means(match)
        reading.taken.append((table, pattern, match[0]))
        pieces.append(line[position : match.start()])
        position = match.end()
        if unit.intervals:
            pieces.append(chr(ord(FIRST_UNIT) + len(reading.units)))
            reading.units.append(unit)
            reading.words.append(match[0])
            if len(reading.units) > MAX_UNITS:
                raise NotUnderstoodError("too many days for one cell")
        else:
            pieces.append(pattern.sign)
    pieces.append(line[position:])
    return "".join(pieces)


def _framed(line: str, reading: _Reading) -> list[Found]:
    """What the frames make of the units; the words that no frame took are left in the reading."""
    found: list[Found] = []
    rest: list[str] = []
    position = 0
    for pattern, match in _frames().finditer(line):
        rest.append(line[position : match.start()])
        position = match.end()
        signs = [reading.units[ord(char) - ord(FIRST_UNIT)] for char in match[0] if FIRST_UNIT <= char <= LAST_UNIT]
        reading.taken.append(("frame", pattern, match[0]))
        item = pattern.means(match, tuple(signs))
        if _in_brackets(line, match):
            item = replace(item, intervals=tuple(replace(each, aside=True) for each in item.intervals))
        elif found and _narrows(found[-1], item, rest[-1]):
            item = replace(item, intervals=tuple(replace(each, closer=True) for each in item.intervals))
        found.append(item)
    rest.append(line[position:])
    reading.left = "\n".join(rest)
    return found


def _in_brackets(line: str, match: re.Match[str]) -> bool:
    opened = line.count("(", 0, match.start()) + match[0].startswith("(")
    return opened > line.count(")", 0, match.start())


def _narrows(before: Found, item: Found, between: str) -> bool:
    """Whether a deadline right behind a span says more of it ("Trong quý II/2022, chậm nhất ngày 15/6/2022")."""
    if between.strip(" ,") or before.kind != "span" or item.kind != "span":
        return False
    return all(each.lo is None for each in item.intervals) and all(each.lo is not None for each in before.intervals)


# --- the text as the tables want it ------------------------------------------------------------------------------

# Private letters are bullets of symbol fonts, and would be taken for the tables' own signs.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LIST_MARK = re.compile(r"\n\s*(?:[-+•*]|\d{1,2}[.)]|[a-zđ][.)])\s+")
_EDGE_MARK = re.compile(r"^[\s\-+•*]+")
# Slips of scans, fonts and hasty typing: Icelandic eth for đ, caron for breve, tone marks on the wrong vowel, the
# letter o for a nought inside a number, "ươ" without its first horn.
_LETTERS = str.maketrans("ðǎ", "đă")
_QUARTER = re.compile(r"\bq(?:úy|uí|úi|uý|uy(?= ?[ivl1-4]))(?!\w)")
_TYPED = re.compile(r"(?<!\w)(?:truớc|thuờng)(?!\w)")
_PHASE = re.compile(r"(?<!\w)gđ\.? ?(?=(?:19|20)\d\d)")
# "Năm2025", "QuýIV/2025": a blank lost.
_GLUED = re.compile(r"(?<!\w)(năm|tháng|quý|ngày|tuần|đoạn|trước|đến|từ)(?=\d)|(?<!\w)(quý)(?=[ivl]+(?!\w))")
# A note's number behind it: "Năm 2025 (1)", "Quý III/2025[2]", "Năm 2025¹".
_FOOTNOTE = re.compile(r"(?<=\d) ?(?:\(\d{1,2}\)|\[\d{1,2}\]|[¹²³⁴-⁹]+|\(?\*+\)?)(?=[.;]?$)")
# Brackets around all of it set nothing aside.
_ALL_BRACKETED = re.compile(r"^\(([^()]*)\)(?=[.;]?$)")
# A slash between words parts them ("Hằng năm/thường xuyên"); documents, whose names have slashes, are masked by then.
_SLASH = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")
_NOUGHT = re.compile(r"(?<=\d)o(?=\d)|(?<=\d)o\b|(?<=[ /])o(?=\d)")


def _prepared(text: str) -> str:
    text = _PRIVATE.sub(" ", text)
    line = texts.plain(_LIST_MARK.sub("\n; ", "\n" + text)).translate(_LETTERS)
    line = _EDGE_MARK.sub("", line.removeprefix("; "))
    line = _ALL_BRACKETED.sub(r"\1", _FOOTNOTE.sub("", line))
    line = _broken_words().sub(lambda match: match[0].replace(" ", ""), line)
    line = _TYPED.sub(lambda match: match[0].replace("u", "ư"), _QUARTER.sub("quý", line))
    line = _PHASE.sub("giai đoạn ", line)
    line = _GLUED.sub(r"\g<0> ", line)
    return _NOUGHT.sub("0", line)


@cache
def _broken_words() -> re.Pattern[str]:
    """Words of time with one stray blank inside, as some converters leave them ("th áng")."""
    whole = _words().breakable
    broken = (f"{word[:n]} {word[n:]}" for word in whole for n in range(1, len(word)))
    return re.compile(rf"(?<!\w)(?:{'|'.join(broken)})(?!\w)")


# --- the tables, made ready when first needed --------------------------------------------------------------------


@cache
def _masks() -> Grammar[UnitReading]:
    return Grammar(MASKS, VOCABULARY)


@cache
def _units() -> Grammar[UnitReading]:
    return Grammar(UNITS, VOCABULARY)


@cache
def _frames() -> Grammar[FrameReading]:
    return Grammar(FRAMES, VOCABULARY | FRAME_VOCABULARY)


@dataclass(frozen=True, slots=True)
class _Words:
    """The data file: words that tell of time, phrases in which they do not, words that converters break."""

    telling: re.Pattern[str]
    harmless: re.Pattern[str]
    breakable: tuple[str, ...]

    def tells_time(self, rest: str) -> bool:
        """Whether words that no pattern took may say something of time."""
        return self.telling.search(self.harmless.sub(" ", rest)) is not None


@cache
def _words() -> _Words:
    data = load("period_words.toml")
    telling = "|".join(re.escape(word) for row in data["telling"] for word in row["words"])
    harmless = "|".join(re.escape(phrase) for row in data["harmless"] for phrase in row["phrases"])
    return _Words(
        # A printed date or year that no pattern took tells of time as much as a word does.
        re.compile(
            rf"(?<!\w)(?:{telling})(?!\w)|\d+ ?[/-] ?\d+|(?<![\d.,])(?:19|20)\d\d(?![\d.,])|[{FIRST_UNIT}-{LAST_UNIT}]"
            # Nor may figures alone stand between two patterns: "tháng 1 2 3".
            r"|(?m:^[^\w\n]*\d[\d\W]*$)"
            # Nor may what a range begins with be left before its end: "từ 1.000 đến 30/9/2021".
            r"|(?m:(?<!\w)từ(?: ngày)? \d[\d.,/-]*\W*$)"
        ),
        re.compile(rf"(?<!\w)(?:{harmless})(?!\w)|(?<![\w.,])\d+(?:[.,]\d+)? ?%"),
        tuple(data["breakable"]),
    )
