"""Annexes: the line by which one says what it belongs to, and the title over a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

import regex

from normalize.agencies.begins import begins
from normalize.front.headlines import (
    begins_with,
    flat,
    in_capitals,
    is_prose,
    join_lines,
    kind_of_heading,
    kind_of_title,
    kinds,
)
from normalize.front.letterhead import bodies_on_top, is_mark, name_body, read_day, read_number
from normalize.text import plain

_REACH = 12  # lines over a table that can be its title; the longest seen has 7
_TITLE = 5  # lines that a title without a letterhead takes at most
_FEWEST = 3  # words of a title: "GHI CHÚ" and "MỤC LỤC" are none
_WRAPPED = 4  # lines that one "(Kèm theo ...)" takes at most
_WITH = regex.compile(
    r"\(\s*(?:\p{L}+\s+){0,6}?(?:kèm theo|đính kèm|ban hành theo|phê duyệt theo|ban hành tại)\b"
    r"|(?:ban hành\s+)?(?:kèm theo|đính kèm)\b(?=.*\bsố\b)",
    regex.IGNORECASE,
)
_ISSUED = regex.compile(r"của\s+(?P<issuer>[^()]+?)\s*\)*\s*$", regex.DOTALL)
_LABEL = regex.compile(
    r"(?:phụ lục|phụ biểu|biểu(?: số| mẫu)?|mẫu số)\b\s*(?:số\s*)?(?:[\dIVX]+(?:[.-]?[\dA-Z])*|[A-Z]\b)?\s*[:.]?",
    regex.IGNORECASE,
)
_SIGNATURE = regex.compile(r"(?:KT|TM|TL|TUQ|Q)\.|(?:\p{Lu}\p{Ll}*\s+){1,4}\p{Lu}\p{Ll}+$")
_NUMBERED = regex.compile(r"(?:[IVX]+|\d+(?:\.\d+)*|[A-Z])[.)]\s+\p{Lu}")
_END_OF_PROSE = regex.compile(r"(?:[.;:]|\./\.)\s*$")


@dataclass(frozen=True, slots=True)
class Annexed:
    """What "(Kèm theo Quyết định số ... ngày ... của ...)" says; it takes the lines from `line` up to `end`."""

    kind: str | None
    number: str | None
    day: date | None
    issuer: str | None
    line: int
    end: int


def _whole(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The bracketed line that begins at a line, with the lines it wraps onto, and how many it takes."""
    text = lines[at]
    for more in range(1, _WRAPPED):
        if text.count("(") <= text.count(")") or at + more >= len(lines):
            return text, more
        text = f"{text} {lines[at + more]}"
    return text, _WRAPPED


def is_annexed(line: str) -> bool:
    """Whether a line is the one by which an annex says what it belongs to.

    >>> is_annexed("(Kèm theo Quyết định số 294/QĐ-LĐTBXH)"), is_annexed("Danh sách kèm theo")
    (True, False)
    """
    return _WITH.match(line) is not None and any(kind in plain(line) for kind in kinds())


def find_annexes(lines: Sequence[str]) -> list[Annexed]:
    """Every annex's own line, read, in the order of print."""
    found = []
    for at, line in enumerate(lines):
        if is_annexed(line):
            text, count = _whole(lines, at)
            issuer = _ISSUED.search(text)
            body = name_body(issuer["issuer"]) if issuer else None
            found.append(Annexed(_kind(text), read_number(_spaced(text)), read_day(text), body, at, at + count))
    return found


def name_annex(lines: Sequence[str], annex: Annexed) -> str | None:
    """An annex's title: the heading over its own line, else, where only a label stands there, the one below."""
    return own_title(_heading_of(lines, annex.line, annex.end))


def _heading_of(lines: Sequence[str], start: int, end: int) -> list[str]:
    """The heading over an annex's own line; with it the capitals below, where only a label stands over it."""
    over = title_block(lines, start)
    return over if own_title(over) else over + list(takewhile(_is_title, lines[end : end + _TITLE]))


def _is_title(line: str) -> bool:
    return in_capitals(line) and not begins_with(line, "after") and not is_label(line)


def read_heading(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """The kind and the title of lines that begin with a heading and have no letterhead and no annex's line.

    The heading is a kind in capitals with the title below it, or a title in capitals; a body's name alone is none.

    >>> read_heading(["KẾ HOẠCH", "Chuyển đổi số năm 2026"])
    ('Kế hoạch', 'Chuyển đổi số năm 2026')
    """
    if not lines:
        return None, None
    kind = kind_of_heading(lines[0])
    if kind:
        small = takewhile(lambda line: not (is_prose(line) or line.startswith("(") or is_label(line)), lines[1:_TITLE])
        return kind, join_lines(list(small)) or None
    block = list(takewhile(lambda line: _is_title(line) or _LABEL.match(line) is not None, lines[:_TITLE]))
    title = own_title(block)
    if title is None or begins(title) is not None or len(title.split()) < _FEWEST:
        return None, None
    return kind_of_title(title), title


def _spaced(text: str) -> str:
    return regex.sub(r"(?<=[Ss]ố)(?=\d)", " ", text)


def _kind(text: str) -> str | None:
    """The kind named first after "kèm theo"."""
    words = plain(text)
    places = [(words.find(word), -len(word), kind) for word, kind in kinds().items() if word in words]
    return min(places)[2] if places else None  # the longer of two that begin there: "Chương trình hành động"


def title_block(lines: Sequence[str], end: int) -> list[str]:
    """The lines of the title that ends before a line: upwards, as far as they are headings.

    A heading is a label, then lines in capitals, then lines in small letters, each part optional: what stands above in
    another order (a signature, a recipient) is none of it.
    """
    block: list[str] = []
    capitals = False
    for line in reversed(lines[max(0, end - _REACH) : end]):
        label = _LABEL.match(line) is not None
        if not label and ((capitals and not in_capitals(line)) or _no_heading(line)):
            break
        block.insert(0, line)
        capitals = in_capitals(line)
        if label:
            break
    return block


def _no_heading(line: str) -> bool:
    return (
        is_mark(line) or is_prose(line) or _END_OF_PROSE.search(line) is not None or _SIGNATURE.match(line) is not None
    )


def own_title(block: Sequence[str]) -> str | None:
    """A document's title from its annex's heading.

    The label ("PHỤ LỤC I") is none of it; nor is a line in capitals that only announces the title after it, which is
    in small letters ("TIẾN ĐỘ THỰC HIỆN | Kế hoạch tuyên truyền ...").
    """
    lines = [line for line in block if not _bare_label(line)]
    small = next((at for at, line in enumerate(lines) if not in_capitals(line)), None)
    if small and lines[small][0].isupper():
        lines = lines[small:]
    return join_lines(lines) or None


def is_label(line: str) -> bool:
    """Whether a line is an annex's label with or without its title after a sign, not a sentence that names an annex.

    >>> is_label("Phụ lục 1. Danh mục nhiệm vụ"), is_label("Phụ lục I ban hành kèm theo Nghị định")
    (True, False)
    """
    found = _LABEL.match(line)
    return found is not None and line[0].isupper() and (found.end() == len(line) or found[0][-1] in ".:")


def _bare_label(line: str) -> bool:
    found = _LABEL.match(line)
    return found is not None and found.end() == len(line)


def annex_title(lines: Sequence[str]) -> str | None:
    """The title of the table that follows these lines; None where prose stands right over it.

    Over the table may stand the annex's own line and a note of units; the title is what stands over these: the lines
    of the annex's heading, or lines in capitals, or one heading with a number of its own.

    >>> annex_title(["PHỤ LỤC I", "DANH MỤC HÓA CHẤT", "(Kèm theo Nghị định số 24/2026/NĐ-CP)"])
    'PHỤ LỤC I DANH MỤC HÓA CHẤT'
    """
    kept = flat(lines)
    end = len(kept)
    while end and begins_with(kept[end - 1].lstrip("( "), "notes"):
        end -= 1
    start = next((at for at in range(max(0, end - _REACH), end) if is_annexed(kept[at])), None)
    if start is None:
        block = title_block(kept, end)
        labelled = bool(block) and is_label(block[0])
        return join_lines(block if labelled else _titling(_headings(kept[max(0, end - _REACH) : end]))) or None
    return join_lines(_heading_of(kept, start, start + _whole(kept, start)[1])) or None


def _titling(lines: list[str]) -> list[str]:
    """The lines without the bodies on top of them, which issue the table, where a title is left."""
    return lines[bodies_on_top(lines) :] or lines


def _headings(lines: Sequence[str]) -> list[str]:
    """The lines right over a table that are in capitals or bear a label; else one numbered heading, wrapped or not."""
    small: list[str] = []
    found: list[str] = []
    for line in reversed(lines):
        if in_capitals(line) or begins_with(line, "labels"):
            found.insert(0, line)
            if in_capitals(line) and _LABEL.match(line):
                break  # what stands over a label is of another block: a signature, say
        elif found or len(small) == _WRAPPED or _END_OF_PROSE.search(line):
            break
        else:
            small.insert(0, line)
            if _NUMBERED.match(line):
                return small
    return found if not small else []
