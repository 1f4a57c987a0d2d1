"""Outputs: the products that a cell lists, each with the period that leads it in and the measures it promises."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from normalize.measure import parse_measures
from normalize.periods.parse import NO_CONTEXT, Context, parse_lead
from phuluc.model import Output, Period

# A lead-in is a few words ("Giai đoạn đến năm 2022"); more before a colon is a sentence.
MAX_LEAD = 60

_MARK = re.compile(r"\s*(?:[-–—+•●▪*○■✓]|\d{1,2}[.)](?!\d)|[a-zđ][.)])\s+|\s*[-–—+•●▪](?=\w)")
_LONE_MARK = re.compile(r"^[^\S\n]*([-–—+•●▪])\s*\n\s*", re.MULTILINE)  # a mark with its item on the next line
_TIME_WORD = r"(?:trong |từ |đến |hết |trước )?(?:năm|giai đoạn|quý|tháng|6 tháng|9 tháng|nhiệm kỳ|hằng|hàng|mỗi|\d{4})"
# Where an item begins inside a line: a dash or a comma before a period and a colon, a bullet anywhere.
_INLINE = re.compile(
    rf"[,;.]?\s+[-–—+]\s+(?={_TIME_WORD}\b[^:;]{{0,{MAX_LEAD}}}:)"
    rf"|[,.]\s+(?={_TIME_WORD}\b[^:;,]{{0,{MAX_LEAD}}}:)|\s*[•●▪]\s*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:^|\s)(\d{1,2})[.)]\s+(?=\D)")
_LEAD = re.compile(rf"(?P<lead>[^:;]{{2,{MAX_LEAD}}}):\s*")
_CLOSING = re.compile(r"(?:\s*(?:;|,(?!\s*(?:\.{2,}|…))|\./\.?|(?<!\.)\.(?!\.)))+$")
_NOTHING = re.compile(r"[\W_]*")


@lru_cache(maxsize=8192)
def parse_outputs(text: str, context: Context = NO_CONTEXT) -> tuple[Output, ...]:
    """The outputs of a cell in the order of print; none for a cell without a word. Never raises.

    Each text is as printed without its list mark, its lead-in and its closing ";", "," or "."; a closing "..." stays.
    """
    outputs: list[Output] = []
    heading: _Heading | None = None
    for mark, item in (*_items(unicodedata.normalize("NFC", text)), (None, "")):
        if heading and mark in (None, heading.mark):
            outputs += [] if heading.used else [Output(heading.text, heading.period)]
            heading = None
        period, body = _led_in(item, context)
        printed = _CLOSING.sub("", body).strip()
        if period is not None and _NOTHING.fullmatch(printed):
            heading = _Heading(mark, _CLOSING.sub("", item).rstrip(": "), period)
        elif not _NOTHING.fullmatch(printed):
            if heading:
                heading.used = True
            outputs.append(Output(printed, period or (heading.period if heading else None), parse_measures(printed)))
    return tuple(outputs)


@dataclass(slots=True)
class _Heading:
    """A line that only names a period: the items after it are of that time, up to the next with its own list mark."""

    mark: str | None
    text: str
    period: Period
    used: bool = False


def _led_in(item: str, context: Context) -> tuple[Period | None, str]:
    """The period that leads an item in, and the item without it."""
    lead = _LEAD.match(item)
    if lead is None:
        return None, item
    period = parse_lead(lead["lead"], context)
    return (None, item) if period is None else (period, item[lead.end() :])


def _items(text: str) -> list[tuple[str, str]]:
    """The items of a list with the marks that began them; a text without list is one item."""
    items: list[tuple[str, str]] = []
    for line in (part.strip() for part in _LONE_MARK.sub(r"\1 ", text).split("\n")):
        mark = _MARK.match(line)
        body = line[mark.end() :] if mark else line
        pieces = [piece for part in _numbered(line, body) for piece in _split(part)]
        if items and not mark and pieces and _goes_on(items[-1][1], pieces[0]):
            items[-1] = (items[-1][0], f"{items[-1][1]} {pieces.pop(0)}")
        sign = mark[0].strip()[:1] if mark else ""
        items.extend((sign, piece) for piece in pieces)
    return items


def _numbered(line: str, body: str) -> list[str]:
    """The items of "1. ... 2. ..." in one line, where the numbers run on from the first."""
    marks = list(_NUMBERED.finditer(line))
    if len(marks) < 2 or marks[0].start() != 0 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return [body]
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    return [line[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def _split(line: str) -> list[str]:
    """The items inside one line: split at ";" outside brackets and before a period that leads in."""
    pieces: list[str] = []
    depth = start = 0
    for index, char in enumerate(line):
        depth += (char == "(") - (char == ")" and depth > 0)
        if char == ";" and depth == 0:
            pieces.append(line[start : index + 1])
            start = index + 1
    pieces.append(line[start:])
    parts = (part.strip() for piece in pieces for part in _INLINE.split(piece))
    return [stripped for part in parts if not _NOTHING.fullmatch(stripped := _unmarked(part))]


def _unmarked(part: str) -> str:
    mark = _MARK.match(part)
    return part[mark.end() :] if mark and not part[0].isalnum() else part


def _goes_on(before: str, line: str) -> bool:
    """Whether an unmarked line continues the item above: that one is open, or this one begins in lower case."""
    if before.endswith((";", ".", ":")):
        return False
    return line[:1].islower() or before.endswith((",", "-", "/", "("))
