"""Page furniture: page numbers and running heads, which stand at a page's top or bottom and are no row of a table."""

import re
from collections.abc import Sequence

from extract.grid.words import Line, Phrase

PARAGRAPH = 0.9  # of the font size: the least white that ends a table; single-spaced cells leave a quarter
SAME_PLACE = 1.5  # points: a running head stands where it stood on the page before
CONTINUED = re.compile(
    r"[(\[](?:tiếp theo|tiếp|còn tiếp)[)\]]|(?:phụ lục|bảng|biểu)(?: [\w.]{1,5})? \(tiếp\)", re.IGNORECASE
)
# Of three figures at most: four are a year, and may be what is left of a cut row.
PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?[-–—\s]*", re.IGNORECASE)


def without_furniture(page: Sequence[Line], before: Sequence[Line]) -> list[Line]:
    """The page's lines without those at its top and bottom that are furniture.

    Such are a page number alone on its line ("- 2 -", "Trang 2/5", or figures away from other text), and lines that
    stand where one of the lines `before` stood: those of the page before that are in no table.
    """
    first, last = 0, len(page)
    while first < last and (_is_number(page, first, 1) or _ran_before(page[first], before)):
        first += 1
    while last > first and (_is_number(page, last - 1, -1) or _ran_before(page[last - 1], before)):
        last -= 1
    return list(page[first:last])


def is_continued(line: Line) -> bool:
    """Whether a line only says that the table goes on: "(tiếp theo)", "Phụ lục (tiếp)"."""
    return len(line.phrases) == 1 and CONTINUED.fullmatch(line.phrases[0].text) is not None


def _is_number(page: Sequence[Line], at: int, inwards: int) -> bool:
    """Whether a line is a page number, and says so or is away from the next one `inwards` (1 or -1)."""
    line, other = page[at], at + inwards
    if len(line.phrases) != 1 or not PAGE_NUMBER.fullmatch(line.phrases[0].text):
        return False
    if not line.phrases[0].text[0].isdigit() or not 0 <= other < len(page):
        return True
    upper, lower = sorted((line, page[other]))
    return lower.top - upper.bottom > PARAGRAPH * line.size


def _ran_before(line: Line, before: Sequence[Line]) -> bool:
    """Whether one of the lines stands at the same place and is as wide, give or take a figure of the page's number."""
    return any(
        abs(line.top - other.top) <= SAME_PLACE
        and len(line.phrases) == len(other.phrases)
        and all(_alike(one, two, line.size) for one, two in zip(line.phrases, other.phrases, strict=True))
        for other in before
    )


def _alike(one: Phrase, two: Phrase, size: float) -> bool:
    """Whether two phrases begin or end at the same place, or have the same middle, and are about as wide."""
    left, right = one.x0 - two.x0, one.x1 - two.x1
    return min(abs(left), abs(right), abs(left + right) / 2) <= SAME_PLACE and abs(right - left) <= size
