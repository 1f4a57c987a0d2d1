"""What a document says of itself: kind, number, date, issuer, title and horizon.

The letterhead is asked first, then the line by which an annex says what it belongs to. References in the body
("Căn cứ Nghị định số ...") are never asked.
"""

from collections.abc import Sequence

import regex

from normalize.agencies.begins import is_open
from normalize.agencies.key import tokens
from normalize.front.annex import annex_title, find_annexes, is_label, name_annex, read_heading
from normalize.front.headlines import (
    begins_with,
    flat,
    in_capitals,
    is_prose,
    join_lines,
    kind_of_heading,
    kind_of_number,
    names_authority,
    whole_motto,
)
from normalize.front.horizon import hull, read_horizon
from normalize.front.letterhead import Letterhead, bodies_on_top, is_mark, issuing, read_letterhead
from phuluc.model import Meta

__all__ = ["annex_title", "parse_meta"]

_LONGEST_TITLE = 10  # lines
_LONGEST_PERIOD = 60  # characters
_LETTER = regex.compile(r"\p{L}")


def parse_meta(lines: Sequence[str]) -> Meta:
    """What the lines outside tables, in reading order, say of the document; None where they say nothing.

    Args:
        lines: letterhead, title, body and annex lines; a letterhead's two columns may come cell by cell or side by
            side on one line.
    """
    kept = whole_motto(flat(lines))
    head = read_letterhead(kept)
    annexes = find_annexes(kept)
    annexed = annexes[0] if annexes else None
    number = (head.number if head else None) or (annexed.number if annexed else None)
    heading = head.kind if head else None
    if annexed and annexed.number and not (head and head.number):
        heading = annexed.kind  # of the document whose number it is, whatever its annex is called
    own = _title(kept, head)
    titles = [own] if own else [name_annex(kept, annex) for annex in annexes]
    issuer = (head.issuer if head else None) or (annexed.issuer if annexed else None)
    if head is None:
        over = bodies_on_top(kept)
        above = issuing(kept[:over])
        if annexed is None:
            heading, bare = read_heading(kept[over:])
            titles = [bare]
            issuer = above if heading or bare else None
        elif issuer and above and above.startswith(f"{issuer} "):
            issuer = above  # "của UBND tỉnh": the annex's head says which
    title = next(filter(None, titles), None)
    return Meta(
        kind=_kind(heading, annexed.kind if annexed else None, number, bool(head and head.subject)),
        number=number,
        date=(head.day if head else None) or (annexed.day if annexed else None),
        issuer=issuer,
        title=title,
        horizon=hull(map(read_horizon, titles)),
    )


def _kind(heading: str | None, annexed: str | None, number: str | None, letter: bool) -> str | None:
    if heading or annexed:
        return heading or annexed
    return (kind_of_number(number) if number else None) or ("Công văn" if letter else None)


def _title(lines: Sequence[str], head: Letterhead | None) -> str | None:
    if head is None:
        return None
    return _title_from(lines, head.title_at) if head.title_at is not None else head.subject


def _title_from(lines: Sequence[str], at: int) -> str | None:
    """The title's lines from the first on, up to who decides, the body, or a bracket."""
    taken: list[str] = []
    for line in lines[at : at + _LONGEST_TITLE]:
        decides = names_authority(line) and not is_open(tokens(" ".join(taken)))
        over = line.startswith(("(", "Căn cứ")) or kind_of_heading(line) is not None
        over = over or begins_with(line, "after") or is_label(line) or is_mark(line)
        # A title is in capitals or it is not: what follows capitals in small letters is the body.
        over = over or bool(taken and (is_prose(line) or _small_after_capitals(taken[-1], line)))
        if over or decides:
            break
        taken.append(line)
    return join_lines(taken) or None


def _small_after_capitals(before: str, line: str) -> bool:
    """Whether a line leaves the capitals of the title before it and is not its period ("Năm học 2025 - 2026")."""
    return (
        in_capitals(before)
        and not in_capitals(line)
        and regex.search(r"\p{L}", line) is not None
        and not _is_period(line)
    )


def _is_period(line: str) -> bool:
    words = begins_with(line, "periods") or not _LETTER.search(line)
    return len(line) <= _LONGEST_PERIOD and "," not in line and words
