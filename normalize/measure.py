"""Measures: the counted promises in an output, as "10-15 cuộc/năm/tỉnh" or "Khoảng 25% số xã/năm".

A number is a measure only where something that plans count follows it (`data/units.toml`); numbers of documents,
years, dates and places in an order are none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from normalize.data import load
from phuluc.model import Measure

# A text longer than this is no output of a plan; what lies behind is not looked at for measures.
MAX_CHARS = 5_000
# A part of a rate or what a percentage is of has at most so many words; more is a sentence.
MAX_WORDS = 12
# How far before a number "mỗi năm" may stand, in characters.
LOOK_BACK = 90
# No plan promises more; a longer number would be rounded by Decimal (28 digits), or refused by the JSON (4,300).
MAX_DIGITS = 15
_SIGNS = {"~": "approximate", "≈": "approximate", "≥": "at_least", ">": "at_least", "≤": "at_most", "<": "at_most"}
_GOES_ON = re.compile(r"[^;.:,\d]{0,40}(?:,| và) ?")  # "Mỗi xã 01 hội nghị, 02 buổi": the second is for each as well


@lru_cache(maxsize=8192)
def parse_measures(text: str) -> tuple[Measure, ...]:
    """The measures of a text, in the order of print. Never raises."""
    return tuple(found.measure for found in measures_in(text))


@dataclass(frozen=True, slots=True)
class Found:
    """A measure, the words it was read from (without a "mỗi năm" before them), and those of them before the number."""

    measure: Measure
    words: str
    before: str


def measures_in(text: str) -> Iterator[Found]:
    """The measures with what they were read from."""
    line = " ".join(unicodedata.normalize("NFC", text[:MAX_CHARS]).split())
    grammar = _grammar()
    position, shared, shares = 0, "", _says_each(grammar, line)
    while match := grammar.amount.search(line, position):
        each = None
        if shares:
            each = _rare(grammar.each_before).search(line, max(0, match.start() - LOOK_BACK), match.start())
        if each:
            shared = each["per"].lower()
        elif not _GOES_ON.fullmatch(line, position, match.start()):
            shared = ""
        measure, position = _measure(grammar, line, match, shared, shares, each is not None)
        if measure is not None:
            yield Found(measure, line[match.start() : position].strip(), match["before"])


@cache
def _rare(pattern: str) -> re.Pattern[str]:
    """An expression that few numbers need, compiled when one first does."""
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The expressions, made from the data file."""

    amount: re.Pattern[str]
    unit: re.Pattern[str]
    free_unit: str
    rate: str
    last_rate: str
    of: str
    ordinal: re.Pattern[str]
    each: tuple[str, ...]
    each_before: str
    each_after: str
    bound: re.Pattern[str]
    kinds: dict[str, str]
    or_more: re.Pattern[str]
    or_less: re.Pattern[str]
    factors: dict[str, int]
    numbers: dict[str, int]


def _words(words: Iterable[str]) -> str:
    """An alternation, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _grammar() -> _Grammar:
    data = load("units.toml")
    bounds, numbers = data["bounds"], data["numbers"]
    kinds = {word: kind for kind in ("approximate", "at_least", "at_most") for word in bounds[kind]}
    units = [word for row in data["unit"] for word in row["words"]]
    per = _words(word for row in data["per"] for word in row["words"])
    places = _words(word for row in data["per"] for word in row["words"] if row.get("place"))
    number = (
        r"(?:\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?: \d{3})+(?![\d])|\d+(?:,\d{1,2}(?!\d))?|\d+\.\d{1,2}(?!\d)"
        rf"|(?:{_words(numbers)})(?!\w| số(?!\w))(?: ?\(\d{{1,3}}\))?)"
    )
    spelt = r"(?: ?\((?!\d)[^\W\d_]+(?: [^\W\d_]+)*\))?"
    factors = _words(data["factors"])
    amount = (
        rf"(?P<before>(?:(?:{_words(kinds)}|từ|đạt|là) |[~≈≥>≤<]=? ?){{0,4}})"
        rf"(?<![\w.,/%])(?P<low>{number}){spelt}(?P<low_percent> ?%)?"
        rf"(?:(?: ?[-–—÷] ?| đến | tới )(?P<high>{number}){spelt})?(?![\d/])(?: (?P<factor>{factors})(?!\w))?"
    )
    several = rf"(?:{places})(?:(?:, | và )(?:{places})(?!\w))+|{per}"
    each, ends = _words(bounds["each"]), _words(data["of_ends"]["words"])
    flags = re.IGNORECASE
    return _Grammar(
        amount=re.compile(amount, flags),
        unit=re.compile(rf" ?(?P<unit>{_words(units)})(?!\w)", flags),
        free_unit=rf" (?P<unit>[^\W\d_][^/;:.()\d%]{{0,60}}?)(?= ?/ ?(?:0?1 )?(?:{per})(?!\w))",
        rate=r" ?/ ?(?:0?1 )?(?P<per>[^\W\d_][^/;:.()\d]{0,60}?)(?= ?/)",
        last_rate=rf" ?/ ?(?:0?1 )?(?P<per>{several})(?!\w)",
        of=rf" (?!(?:{ends})(?!\w))(?P<of>[^\W\d_][^;:.()\d/]*?)(?=\s*(?:$|[;:.()\d/]|,? (?:{ends})(?!\w)))",
        ordinal=re.compile(rf"(?<!\w)(?:{_words(data['ordinals']['words'])})[:.]? ?$|[a-z][-/.]$", flags),
        each=tuple(bounds["each"]),
        each_before=rf"(?:^|[;.:,(-] ?|(?<=\s))(?:{each}) (?P<per>{several})(?!\w),? (?:[^;.:\d]{{0,60}})$",
        each_after=rf"(?: [^;.:,\d/]{{0,40}}?)? (?:{each}) (?P<per>{per})(?!\w)",
        bound=re.compile(rf"(?<!\w)(?:{_words(kinds)})(?!\w)|[~≈≥>≤<]", flags),
        kinds=kinds,
        or_more=re.compile(rf" ?(?:{_words(bounds['or_more'])})(?!\w)", flags),
        or_less=re.compile(rf" ?(?:{_words(bounds['or_less'])})(?!\w)", flags),
        factors=data["factors"],
        numbers=numbers,
    )


def _says_each(grammar: _Grammar, line: str) -> bool:
    """Whether a line has a word for "each" at all."""
    low = line.lower()
    return any(word in low for word in grammar.each)


def _measure(
    grammar: _Grammar, line: str, match: re.Match[str], shared: str, shares: bool, led: bool
) -> tuple[Measure | None, int]:
    """The measure that begins with this number, or None, and where to look on.

    `shared` is what "mỗi ..." said before it in the clause, "" for nothing; `led` that it stands right before;
    `shares` whether the line has such a word at all.
    """
    low, high = _number(grammar, match["low"]), _number(grammar, match["high"])
    # "Cấp 300.000 thẻ": points between thousands stand in no place of an order.
    counted = led or match["before"] or "." in match["low"]
    ordinal = not counted and grammar.ordinal.search(line, max(0, match.start() - 20), match.start())
    if ordinal or low is None or (match["high"] and (high is None or high < low)):
        return None, max(match.end(), match.start() + 1)
    if match["low_percent"] and not match["high"]:
        unit, position = "%", match.end()
    else:
        unit, position = _unit(grammar, line, match.end())
    if not unit:
        return None, match.end()
    factor = grammar.factors.get((match["factor"] or "").lower(), 1)
    low, high = low * factor, (low if high is None else high) * factor
    minimum, maximum, position = _bounds(grammar, match, (low, high), line, position)
    of, per, position = _rates(grammar, line, position, unit)
    if minimum == maximum == low:
        minimum, maximum, position = _bounds(grammar, match, (low, high), line, position)
    after = _rare(grammar.each_after).match(line, position) if shares else None
    each = after["per"].lower() if after and not led else shared
    if each and each not in per and (led or not per):
        per = (*per, each)
    return Measure(minimum, maximum, unit, per, "approximate" in _kinds(match), of), position


def _kinds(match: re.Match[str]) -> set[str]:
    """What the words before a number say of it."""
    return {kind for kind, _ in bounds_in(match["before"])}


def bounds_in(text: str) -> list[tuple[str, str]]:
    """The words that bound a number, each after its kind; the longest word first, for "trên dưới" is neither bound."""
    grammar = _grammar()
    found = (word.lower() for word in grammar.bound.findall(text))
    return [(_SIGNS.get(word) or grammar.kinds[word], word) for word in found]


def _number(grammar: _Grammar, text: str | None) -> Decimal | None:
    """A Vietnamese number: points between thousands, a comma before decimals. None where it is none, or too long."""
    if text is None or sum(map(str.isdigit, text)) > MAX_DIGITS:
        return None
    word = text.partition("(")[0].strip().lower()
    if word in grammar.numbers:
        return Decimal(grammar.numbers[word])
    if re.fullmatch(r"\d+\.\d{1,2}", text):
        return Decimal(text)
    return Decimal(text.replace(".", "").replace(" ", "").replace(",", "."))


def _unit(grammar: _Grammar, line: str, position: int) -> tuple[str, int]:
    """The unit that follows and where it ends: up to the slash of a rate, else the longest known; "" where none is."""
    free = _rare(grammar.free_unit).match(line, position) if "/" in line else None
    known = grammar.unit.match(line, position)
    if known and known["unit"] == "%":
        return "%", known.end()
    together = free is not None and (known is None or _goes_on(free["unit"], known["unit"]))
    if free is not None and together and len(free["unit"].split()) <= MAX_WORDS // 2:
        return _cased(free["unit"]), free.end()
    if known:
        described = free is not None and free["unit"].lower().startswith(known["unit"].lower() + " ")
        whole = described and free is not None and len(free["unit"].split()) <= MAX_WORDS // 2
        unit = known["unit"] if known["unit"].isupper() and not line.isupper() else known["unit"].lower()
        return unit, free.end() if whole and free is not None else known.end()
    return "", position


def _goes_on(free: str, known: str) -> bool:
    """Whether a list of things is counted together ("hội thảo, khảo sát/năm"), not one thing described."""
    return free.lower().startswith(known.lower() + ",")


def _cased(text: str) -> str:
    """As printed, without the capital of a sentence's first word."""
    return text[0].lower() + text[1:]


def _rates(grammar: _Grammar, line: str, position: int, unit: str) -> tuple[str | None, tuple[str, ...], int]:
    """What a percentage is of, what the rate is per, and where all this ends."""
    of = None
    if unit == "%" and (share := _rare(grammar.of).match(line, position)) and len(share["of"].split()) <= MAX_WORDS:
        of, position = share["of"].rstrip(", "), share.end()
    per: list[str] = []
    if "/" not in line:
        return of, (), position
    while middle := _rare(grammar.rate).match(line, position):
        if len(middle["per"].split()) > MAX_WORDS // 2:
            break
        per.append(_cased(middle["per"].strip()))
        position = middle.end()
    if last := _rare(grammar.last_rate).match(line, position):
        per.append(last["per"].lower())
        position = last.end()
    return of, tuple(per), position


def _bounds(
    grammar: _Grammar, match: re.Match[str], ends: tuple[Decimal, Decimal], line: str, position: int
) -> tuple[Decimal | None, Decimal | None, int]:
    """Lowest and highest, and where the words that belong to them end ("trở lên")."""
    low, high = ends
    kinds = _kinds(match)
    more, less = grammar.or_more.match(line, position), grammar.or_less.match(line, position)
    tail = more or less
    end = tail.end() if tail else position
    if match["high"] and not tail:
        return low, high, end
    if more or "at_least" in kinds:
        return low, None, end
    if less or "at_most" in kinds:
        return None, high, end
    return low, high, end
