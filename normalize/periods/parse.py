"""Periods: what a cell like "Quý IV/2025" or "Trước ngày 15/12 hằng năm" says, as days and recurrence rules.

A text goes through three tables, each in a file of its own: masks (`period_masks`: names of documents, whose numbers
and dates are no times), units (`period_units`: days, months, quarters, years) and frames (`period_frames`: from, until,
before, every). What they found is put together in `period_resolve`. Words left over are harmless unless the data file
`period_words.toml` has them as words that tell of time: then the text is not understood, and its period is unknown.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from normalize import text as texts
from normalize.data import load
from normalize.periods.frames import FIRST_UNIT, FRAME_VOCABULARY, FRAMES, LAST_UNIT
from normalize.periods.masks import MASKS
from normalize.periods.parts import VOCABULARY, Found, FrameReading, Grammar, NotUnderstoodError, Unit, UnitReading
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


@lru_cache(maxsize=16384)
def parse_period(text: str, context: Context = NO_CONTEXT) -> Period:
    """The period that a cell's text says; kind "unknown" where it is not understood whole, "empty" where it is blank.

    `inferred` is set where the year comes from `context`. Never raises.
    """
    return _analyse(text, context)[0]


def parse_lead(text: str, context: Context = NO_CONTEXT) -> Period | None:
    """The period that a text says when it says nothing else ("Giai đoạn đến năm 2022"); None otherwise."""
    period, _, rest = _analyse(text, context)
    known = period.kind in ("span", "recurring", "ongoing")
    return period if known and not re.search(r"\w", rest) else None


def explain_period(text: str, context: Context = NO_CONTEXT) -> tuple[str, ...]:
    """The names of the patterns that matched, in the order of print; none for a text that is not understood."""
    return _analyse(text, context)[1]


def _analyse(text: str, context: Context) -> tuple[Period, tuple[str, ...], str]:
    """The period, the names of the patterns, and the words that no pattern took."""
    if not re.search(r"\w", text):
        return Period(text, "empty"), (), ""
    if len(text) > MAX_CHARS:
        return Period(text, "unknown"), (), text
    try:
        return _understand(text, context.year)
    except ValueError:
        # A day that does not exist, a range that runs backwards, a year that is nowhere: not understood.
        return Period(text, "unknown"), (), text


def _understand(text: str, year: int | None) -> tuple[Period, tuple[str, ...], str]:
    names: list[str] = []
    units: list[Unit] = []
    line = _prepared(text)
    line = _signed(_masks(), line, names, [])
    line = " ".join(_signed(_units(), line, names, units).split())
    found, rest = _framed(line, names, units)
    if _words().tells_time(rest):
        raise NotUnderstoodError(f"left over: {rest}")
    return resolve(text, found, year), tuple(names), rest


def _signed(grammar: Grammar[UnitReading], line: str, names: list[str], units: list[Unit]) -> str:
    """The line with a sign for each unit (and one for all documents); names and units are appended in order."""
    pieces: list[str] = []
    position = 0
    for pattern, match in grammar.finditer(line):
        unit = pattern.means(match)
        names.append(pattern.name)
        pieces.append(line[position : match.start()])
        position = match.end()
        if unit.intervals:
            pieces.append(chr(ord(FIRST_UNIT) + len(units)))
            units.append(unit)
            if len(units) > MAX_UNITS:
                raise NotUnderstoodError("too many days for one cell")
        else:
            pieces.append(pattern.sign)
    pieces.append(line[position:])
    return "".join(pieces)


def _framed(line: str, names: list[str], units: list[Unit]) -> tuple[list[Found], str]:
    """What the frames make of the units, and the words that no frame took."""
    found: list[Found] = []
    rest: list[str] = []
    position = 0
    for pattern, match in _frames().finditer(line):
        rest.append(line[position : match.start()])
        position = match.end()
        signs = [units[ord(char) - ord(FIRST_UNIT)] for char in match[0] if FIRST_UNIT <= char <= LAST_UNIT]
        item = pattern.means(match, tuple(signs))
        if _in_brackets(line, match) or (found and _narrows(found[-1], item, rest[-1])):
            item = replace(item, intervals=tuple(replace(each, aside=True) for each in item.intervals))
        found.append(item)
        names.append(pattern.name)
    rest.append(line[position:])
    return found, "\n".join(rest)


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
# letter o for a nought inside a number, a dot or comma doubled.
_LETTERS = str.maketrans("ðǎ", "đă")
_QUARTER = re.compile(r"\bq(?:úy|uí|úi|uý|uy(?= ?[ivl1-4]))(?!\w)")
_NOUGHT = re.compile(r"(?<=\d)o(?=\d)|(?<=\d)o\b|(?<=[ /])o(?=\d)")


def _prepared(text: str) -> str:
    text = _PRIVATE.sub(" ", text)
    line = texts.plain(_LIST_MARK.sub("\n; ", "\n" + text)).translate(_LETTERS)
    line = _EDGE_MARK.sub("", line.removeprefix("; "))
    line = _broken_words().sub(lambda match: match[0].replace(" ", ""), line)
    line = _QUARTER.sub("quý", line)
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
        ),
        re.compile(rf"(?<!\w)(?:{harmless})(?!\w)"),
        tuple(data["breakable"]),
    )
