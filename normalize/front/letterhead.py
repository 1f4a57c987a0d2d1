"""The head of a document: number, date, issuer and the kind's heading, wherever a producer's order puts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import regex

from normalize.agencies.begins import begins, is_open
from normalize.agencies.key import tokens
from normalize.agencies.recognise import find
from normalize.agencies.register import exact
from normalize.agencies.unlisted import starts
from normalize.front.headlines import begins_with, in_capitals, is_prose, kind_of_heading, kind_of_title, without_motto

_LINES_OF_NAME = 4  # that a body's name wraps onto at most
_LONGEST = 40  # lines; a letterhead that is not over by then is none

# "294/QĐ-LĐTBXH", "34/2026/TT-BXD", "11-CT/TU", "1050 /QĐ-SCT"; the figures may be blank for handwriting.
_CODE = r"[\p{Lu}][\p{L}\d]*(?:\s?[-&./–]\s?[\p{Lu}\d][\p{L}\d]*)*"
_NUMBER = regex.compile(
    rf"(?:^|\s)[Ss][ốỐ]\s*[:.]?\s*(?P<figures>\d+[a-z]?)?[\s.…_]*"
    rf"(?P<rest>(?:/\s?\d{{4}}\s?)?[/-]\s?{_CODE})"
)
_SPLIT_NUMBER = regex.compile(r"(?:^|\s)[Ss][ốỐ]\s*[:.]?\s*(?P<figures>\d+[a-z]?)?[\s.…_]*$")
_DAY = regex.compile(
    r"ngày[\s.…_]*(\d{1,2})?[\s.…_]*tháng[\s.…_]*(\d{1,2})?[\s.…_]*năm[\s.…_]*(\d{4})?", regex.IGNORECASE
)
_SHORT_DAY = regex.compile(r"ngày\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", regex.IGNORECASE)
_OWN_NUMBER = regex.compile(r"\s*[Ss][ốỐ]\b\s*[:.]?\s*[\d./…_-]|\s*[Ss][ốỐ]\s*:")
# A number, filled in or blank, to the line's end. "CỤC DÂN SỐ" ends in the word too: alone and in capitals, only the
# first word of a line is a number's.
_ANY_NUMBER = regex.compile(
    r"\s*\b[Ss][ốỐ]\b\s*(?::.*|\.?\s*(?:[./…_].*|-\S.*|\d[\d\s]*[a-z]?\s*[/-].*))|(?:^\s*SỐ|\bSố)\s*\.?\s*$"
)
_PLACED_DAY = regex.compile(r"[\p{L}\s.-]{2,30},\s*ngày\b")
_EDGES = " -–—_*.|:"
_SUBJECT = regex.compile(r"\bV/v:?\s*(?P<subject>.+)", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head says. `title_at` is the index of the title's first line, None where there is no heading."""

    kind: str | None
    number: str | None
    day: date | None
    issuer: str | None
    title_at: int | None
    subject: str | None = None


def read_number(text: str) -> str | None:
    """A document's number without the blanks that print puts into it; None where the figures are left blank.

    >>> read_number("Số: 1050 /QĐ-SCT Lào Cai, ngày 06"), read_number("Số:     /QĐ-UBND")
    ('1050/QĐ-SCT', None)
    """
    found = _NUMBER.search(text)
    if found is None or found["figures"] is None:
        return None
    return found["figures"] + regex.sub(r"\s+", "", found["rest"])


def read_day(text: str) -> date | None:
    """The first date of a text in either form; None where there is none, it is left blank, or no such day is.

    >>> read_day("Nghệ An, ngày 28 tháng 9 năm 2021"), read_day("ngày     tháng     năm 2025")
    (datetime.date(2021, 9, 28), None)
    """
    found = min(filter(None, (_DAY.search(text), _SHORT_DAY.search(text))), key=lambda m: m.start(), default=None)
    if found is None or None in found.groups():
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def name_body(text: str, *, strip_post: bool = True) -> str | None:
    """An issuer's name: canonical where the register knows it, else as printed; the post before it goes."""
    text = text.strip(" .,;:()")
    words = tokens(text)
    if strip_post and words:
        count = starts(words, "posts", "words")
        rest = " ".join(text.split()[count:])
        if count and rest and begins(rest) == "body" and exact(words) is None:
            text = rest
    match = find(text)
    if match and not match.how.startswith("head word"):
        return match.name
    return text or None


def issuing(lines: Sequence[str]) -> str | None:
    """The lowest body of a letterhead: its own name may be wrapped, and its superior may stand over it."""
    for at in range(len(lines) - 1, -1, -1):
        name = " ".join(lines[at:])
        above = tokens(" ".join(lines[:at]))
        if starts(tokens(name), "organs", "words") == len(tokens(name)) and exact((*tokens(name), *above)):
            return name_body(f"{name} {' '.join(lines[:at])}", strip_post=False)
        if begins(name) == "body" and not (above and is_open(above)):
            return name_body(name, strip_post=False)
    return name_body(" ".join(lines), strip_post=False) if lines else None


def bodies_on_top(lines: Sequence[str]) -> int:
    """How many lines, from the first, name bodies of the register and nothing else; a name may be wrapped.

    >>> bodies_on_top(["ỦY BAN NHÂN DÂN", "PHƯỜNG HÒA KHÁNH", "BẢNG PHÂN CÔNG NHIỆM VỤ"])
    2
    """
    at = 0
    while at < len(lines):
        ends = range(min(len(lines), at + _LINES_OF_NAME), at, -1)
        end = next((end for end in ends if exact(tokens(" ".join(lines[at:end])))), None)
        if end is None or not all(map(in_capitals, lines[at:end])):
            break
        at = end
    return at


def is_mark(line: str) -> bool:
    """Whether a line is one that only letterheads have: the motto, the number, or place and day."""
    return (
        without_motto(line) != line.strip(_EDGES)
        or _OWN_NUMBER.match(line) is not None
        or _PLACED_DAY.match(line) is not None
    )


def _head_end(lines: Sequence[str]) -> tuple[int, int, str | None]:
    """How many lines the head takes, where the title begins, and the kind: its heading's, or the title's own."""
    last = 0
    names_end: int | None = None
    for at, line in enumerate(lines[:_LONGEST]):
        kind = kind_of_heading(line)
        end = at if names_end is None else names_end
        if kind:
            return end, at + 1, kind
        if last and kind_of_title(line):
            return end, at, kind_of_title(line)
        if line.startswith("(") or is_prose(line) or begins_with(line, "after"):
            break
        if last and names_end is None and in_capitals(line) and begins_with(line, "labels"):
            names_end = at
        if is_mark(line):
            last = at + 1
    return last, last, None


def read_letterhead(lines: Sequence[str]) -> Letterhead | None:
    """The head of a document; None where the lines begin with something else (an annex, a table's title)."""
    end, title_at, kind = _head_end(lines)
    head = lines[:end]
    if not any(map(is_mark, head)) or any(begins_with(line, "labels") for line in head[:2]):
        return None
    text = "\n".join(head)
    subject = _SUBJECT.search(text) if kind is None else None
    own = text[: subject.start()] if subject else text
    return Letterhead(
        kind=kind,
        number=read_number(own) or _number_in_two(head),
        day=_placed_day(text),
        issuer=issuing(_names(head)),
        title_at=title_at if kind else None,
        subject=_subject(head) if subject else None,
    )


def _number_in_two(head: Sequence[str]) -> str | None:
    """A number whose figures and code stand in neighbouring cells: "Số: 18" and "/2025/QĐ-UBND"."""
    for line, after in pairwise(head):
        if _SPLIT_NUMBER.search(line) and after.startswith("/"):
            return read_number(f"{line}{after}")
    return None


def _placed_day(text: str) -> date | None:
    """The date after a place's name ("Hà Nội, ngày ..."), which may be wrapped."""
    placed = regex.search(r"\p{L}\s*,\s*ngày.{0,60}", text, regex.DOTALL)
    return read_day(placed[0].replace("\n", " ")) if placed else read_day(text.replace("\n", " "))


def _names(head: Sequence[str]) -> list[str]:
    """The lines in capitals that are neither motto nor stamp nor number: who issues."""
    names: list[str] = []
    for line in head:
        left = _ANY_NUMBER.sub("", without_motto(line))
        left = regex.sub(r"\s*\p{L}[\p{L}\s.-]*,\s*ngày\b.*", "", left).strip(_EDGES)
        if left and in_capitals(left) and not left.startswith("/") and not begins_with(left, "motto", "stamps"):
            names.append(left)
    return names


def _subject(head: Sequence[str]) -> str | None:
    """What a letter is about: the lines from "V/v" on, up to the addressee."""
    taken: list[str] = []
    for line in head:
        left = without_motto(line)
        found = _SUBJECT.search(left)
        if found:
            taken = [f"V/v {found['subject']}"]
        elif taken and left and not regex.search(r"ngày.*tháng|^Kính gửi|^[Ss]ố", left) and not in_capitals(left):
            taken.append(left)
        elif taken and left.startswith("Kính gửi"):
            break
    return " ".join(taken) or None
