"""Header labels of a table without vertical rules: where its columns are."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from extract.grid.gutters import Span, union
from extract.grid.numbers import WIDEST_SHARE, at_top, number_of, whites
from extract.grid.words import Line, Phrase

STT = frozenset(
    {"stt", "tt", "số tt", "số thứ tự", "thứ tự", "s.tt", "s tt", "s.t.t", "t.t", "no", "no."}
)  # what heads a column of row numbers; a number-like label that is not here is found by the rules around it
SUMS = frozenset({"tổng cộng", "tổng số", "cộng", "tổng"})  # what stands for a number in a row of sums
_SUM = re.compile(r"\d[\d.,]*%?")
LEADING = 0.6  # of the font size: the white between two lines of one label is never wider
LEADING_ALONE = 0.4  # of the font size: the same where one label alone has such a line; more parts a title
WIDEST_LABEL = 25.0  # of the font size: labels are short; a title is not
NEAR_LABEL = 1.5  # of the font size: a lower label may stand so far to the side of the one over it
HEADER_DEPTH = 90.0  # points: no header is taller
LONGEST_HALF = 3  # letters: of the labels that a narrow column cuts in two ("Số", "TT"), the first half
SAME_X = 1.0  # points: a header printed again stands where it stood
STRETCHED = 2.0  # of the font size: no wider is a blank in a label that is set to both edges of a narrow column
MIN_COLUMNS = 3  # two columns of text are prose set in columns, a letterhead, or signatures


class Upper(NamedTuple):
    """A label over several others: the columns `first` to `last` beneath it, and the y that parts the levels."""

    first: int
    last: int
    y: float


class Header(NamedTuple):
    """Header lines `start` to `end` (exclusive) of the page's, their y extent, the columns' label spans.

    `stt` is the column of row numbers; `again`: the page before has the same header.
    """

    start: int
    end: int
    top: float
    bottom: float
    labels: tuple[Span, ...]
    uppers: tuple[Upper, ...]
    stt: int = 0
    again: bool = False


def is_stt(text: str) -> bool:
    """Whether a label heads the column of row numbers."""
    return unicodedata.normalize("NFC", text).casefold().strip(" .:") in STT


def under(phrase: Phrase, label: Phrase, size: float) -> bool:
    """Whether a phrase stands in the column of a label, by their x extents."""
    return phrase.x0 < label.x1 + size and phrase.x1 > label.x0 - size


def stt_label(page: Sequence[Line], at: int) -> tuple[Phrase, int] | None:
    """The label over row numbers that begins in line `at` among others, mostly the first; and the line where it ends.

    In a narrow column it may be cut in two, even in a word ("Số", "TT"; "ST", "T").
    """
    line = page[at]
    for phrase in line.phrases if len(line.phrases) > 1 or _between_others(page, at) else ():
        if is_stt(phrase.text):
            return phrase, at
        for last in range(at + 1, min(at + 3, len(page))) if 0 < len(phrase.text) <= LONGEST_HALF else ():
            lower = next((below for below in page[last].phrases if under(below, phrase, 0.0)), None)
            near = page[last].top - line.bottom <= LEADING * line.size
            if lower and near and any(is_stt(phrase.text + blank + lower.text) for blank in ("", " ")):
                return phrase, last
    return None


def _between_others(page: Sequence[Line], at: int) -> bool:
    """Whether a line shares its height with labels of another number of lines, set in the middle as it is."""
    line = page[at]
    around = [o for o in (*page[max(at - 1, 0) : at], *page[at + 1 : at + 2]) if len(o.phrases) > 1]
    if any(o.phrases[0].x0 <= line.phrases[0].x1 for o in around):
        return False  # "Sở VH," over "TT" in a cell: row numbers stand at the left
    return any(o.top < line.bottom and line.top < o.bottom for o in around)


def number_under(line: Line, label: Phrase, size: float) -> str | None:
    """The row number that stands in a line under a label, if it has one."""
    return next((number_of(phrase.text) for phrase in line.phrases if under(phrase, label, size)), None)


def numbered(
    page: Sequence[Line], start: int, label: Phrase, size: float | None = None, words: bool = False
) -> list[tuple[int, str]]:
    """The lines from `start` on that begin a row by its number under the label, each with that number.

    So do titles that run over the table ("II. Về nhân lực"), with numbers of rows below them: without, they are prose.
    `size` is how far a number may stand beside the label; half of its font size where not said. `words`: so do titles
    without a number, if they begin where the label does, and rows of sums ("Tổng cộng"); theirs is "".
    """
    found = []
    titles: list[tuple[int, str]] = []
    for at in range(start, len(page)):
        beside = page[at].size / 2 if size is None else size
        if number := number_under(page[at], label, beside):
            found += [*titles, (at, number)]
            titles = []
        elif number := _title_under(page[at], label, beside):
            titles.append((at, number))
        elif words and found and is_sum(page[at]):
            found += [*titles, (at, "")]
            titles = []
        elif words and _words_over(page[at], label):
            titles.append((at, ""))
    return found


def says_more(line: Line) -> bool:
    """Whether a line has more than one row's number."""
    return len(line.phrases) > 1 or number_of(line.phrases[0].text) is None


def _title_under(line: Line, label: Phrase, size: float) -> str | None:
    """The number that begins a text alone on its line, from under the label to beyond it."""
    phrase = line.phrases[0]
    alone = len(line.phrases) == 1 and under(phrase, label, size) and phrase.x1 > label.x1 + size
    return number_of(phrase.head) if alone and phrase.head.endswith((".", ")")) else None


def is_sum(line: Line) -> bool:
    """Whether a line says that it is a sum, and of what: "Tổng cộng" beside a figure."""
    said = any(phrase.text.rstrip(":").casefold() in SUMS for phrase in line.phrases[:2])
    return said and any(_SUM.fullmatch(phrase.text) for phrase in line.phrases[1:])


def _words_over(line: Line, label: Phrase) -> bool:
    """Whether a text alone on its line begins no farther right than the label and runs beyond it."""
    phrase, near = line.phrases[0], line.size / 2
    return len(line.phrases) == 1 and not phrase.small and phrase.x0 <= label.x0 + near and phrase.x1 > label.x1 + near


def header_at(
    page: Sequence[Line], ends: tuple[int, int], label: Phrase, bars: Sequence[float], known: Sequence[Line] = ()
) -> Header | None:
    """The header whose STT label begins and ends in these lines; None where it has too few labels.

    `bars` are the y of rules that run over the label, `known` the lines of the header on the page before.
    """
    first, at = ends
    size = page[at].size
    above = max((y for y in bars if y < page[first].top + size / 2), default=float("-inf"))
    below = min((y for y in bars if y > page[at].bottom - size / 2), default=float("inf"))
    numbers = [i for i, _ in numbered(page, at + 1, label, size, words=True)]
    again = _again(page, at, known)
    start, end = again or _block(page, ends, numbers, (above, below))
    top = above if above > page[first].top - HEADER_DEPTH else page[start].top - size / 4
    header = header_of(page, start, end, (top, _bottom(page, end, bars)))
    if header is None:
        return None
    if numbers and end < numbers[0] and again is None:
        header = _deeper(page, header, numbers[0], bars)
    column = next((i for i, span in enumerate(header.labels) if span[0] <= label.x0 <= span[1]), None)
    return None if column is None else header._replace(stt=column, again=again is not None)


def _again(page: Sequence[Line], at: int, known: Sequence[Line]) -> tuple[int, int] | None:
    """The lines `start` to `end` that are the known header, printed again with line `at` in it."""
    for start in range(max(at - len(known) + 1, 0), at + 1):
        lines = page[start : start + len(known)]
        if len(lines) == len(known) and all(map(_alike, lines, known)):
            return start, start + len(known)
    return None


def _alike(one: Line, two: Line) -> bool:
    """Whether two lines have the same phrases at the same x."""
    return len(one.phrases) == len(two.phrases) and all(
        a.text == b.text and abs(a.x0 - b.x0) <= SAME_X and abs(a.x1 - b.x1) <= SAME_X
        for a, b in zip(one.phrases, two.phrases, strict=True)
    )


def _block(
    page: Sequence[Line], ends: tuple[int, int], numbers: Sequence[int], bars: tuple[float, float]
) -> tuple[int, int]:
    """The lines `start` to `end` that are the header of an STT label that begins and ends in these lines.

    `numbers` are the lines with row numbers, `bars` the y of the rules above and below the label.
    """
    (start, at), (above, below) = ends, bars
    while start and _same_block(page[start - 1], page[start], above):
        start -= 1
    ruled = below <= page[at].bottom + HEADER_DEPTH
    if ruled and not (numbers and page[numbers[0]].bottom - page[at].size / 2 < below):
        limit = below
    else:  # backgrounds part rows, but a header from a first row in its own colour only the numbers part
        limit = _body_top(page, at, numbers)
    end = at + 1
    while end < len(page) and (page[end].top + page[end].bottom) / 2 < limit:
        end += 1
    return start, end


def _deeper(page: Sequence[Line], header: Header, first: int, bars: Sequence[float]) -> Header:
    """The header with the lines above line `first`, of the first row number, if they part its labels into more."""
    found = header_of(page, header.start, first, (header.top, _bottom(page, first, bars)))
    if found is None or len(found.labels) <= len(header.labels):
        return header
    parts = [(found.labels[upper.first][0], found.labels[upper.last][1]) for upper in found.uppers]
    added = [phrase for line in page[header.end : first] for phrase in line.phrases]
    inside = all(any(x0 <= phrase.x0 and phrase.x1 <= x1 for x0, x1 in parts) for phrase in added)
    return found if inside else header


def _bottom(page: Sequence[Line], end: int, bars: Sequence[float]) -> float:
    """The y between a header's last line and the one after it: a rule's there, or the middle of the white."""
    upper = page[end - 1]
    lower = page[end].top if end < len(page) else upper.bottom + upper.size / 2
    between = [bar for bar in bars if upper.bottom - upper.size / 2 < bar < lower + upper.size / 2]
    return between[0] if between else (upper.bottom + lower) / 2


def header_of(page: Sequence[Line], start: int, end: int, extent: Span) -> Header | None:
    """The header that lines `start` to `end` make; None where it has too few labels."""
    block = _unstretched(page[start:end])
    phrases = [(line, phrase) for line in block for phrase in line.phrases]
    spanning = [(line, phrase, below) for line, phrase in phrases if (below := _below(block, line, phrase))]
    over = {id(phrase) for _, phrase, _ in spanning}
    taken = {id(phrase) for *_, below in spanning for _, phrase in below}
    for line, phrase in phrases:
        below = [] if id(phrase) in over else _beside(block, line, phrase)
        if below and not any(id(lower) in taken for _, lower in below):
            spanning.append((line, phrase, below))
            over.add(id(phrase))
    labels = union([(phrase.x0, phrase.x1) for _, phrase in phrases if id(phrase) not in over])
    if len(labels) < MIN_COLUMNS:
        return None
    uppers = []
    for line, _, below in spanning:
        columns = [i for i, span in enumerate(labels) if any(p.x0 < span[1] and p.x1 > span[0] for _, p in below)]
        uppers.append(Upper(columns[0], columns[-1], (line.bottom + below[0][0].top) / 2))
    return Header(start, end, *extent, tuple(labels), tuple(uppers))


def _unstretched(block: Sequence[Line]) -> list[Line]:
    """The lines of a header with labels whole that wide blanks tear ("Thời   gian   hoàn" over "thành").

    A word that begins small, with nothing above it, goes on from the word before: labels begin with capitals.
    """
    found: list[Line] = []
    for line in block:
        parts: list[Phrase] = []
        for phrase in line.phrases:
            before = parts[-1] if parts else None
            near = before is not None and phrase.x0 - before.x1 <= STRETCHED * line.size
            if before is None or not near or not phrase.small or is_stt(before.text) or _has_above(found, phrase):
                parts.append(phrase)
                continue
            gaps = (*before.gaps, (before.x1, phrase.x0), *phrase.gaps)
            parts[-1] = before._replace(x1=phrase.x1, text="", gaps=gaps)
        found.append(line._replace(phrases=tuple(parts)))
    return found


def _has_above(lines: Sequence[Line], phrase: Phrase) -> bool:
    """Whether anything in the lines stands over a phrase."""
    return any(under(upper, phrase, 0.0) for line in lines for upper in line.phrases)


def _same_block(upper: Line, lower: Line, above: float) -> bool:
    """Whether a line is one more of the header's: close to the one below, under the rule, and no title."""
    if upper.top + upper.bottom <= 2 * above:
        return False
    close = LEADING * lower.size if len(upper.phrases) > 1 else LEADING_ALONE * lower.size
    widest = max(phrase.x1 - phrase.x0 for phrase in upper.phrases)
    return lower.top - upper.bottom <= close and widest <= WIDEST_LABEL * lower.size


def _body_top(page: Sequence[Line], at: int, numbers: Sequence[int]) -> float:
    """The y where the first row begins under line `at` of a header, given the lines with row numbers.

    Right above the first number where numbers stand at the tops of rows; or else in the widest white above it, and of
    whites about as wide in the lowest.
    """
    if not numbers:
        return page[at].bottom + page[at].size / 2
    extents = [(line.top, line.bottom) for line in page]
    first, last = page[numbers[0]], page[numbers[-1]]
    gaps = whites(extents[at + 1 : numbers[0]], page[at].bottom, first.top)
    if not gaps:
        return (page[at].bottom + first.top) / 2
    anchors = [extents[i] for i in numbers]
    ink = [extents[i] for i in range(at + 1, numbers[-1] + 1) if i not in numbers or says_more(page[i])]
    if len(numbers) > 1 and at_top(anchors, ink, (page[at].bottom, last.bottom)):
        low, high = gaps[-1]
    else:
        widest = max(gap[1] - gap[0] for gap in gaps)
        share = WIDEST_SHARE if says_more(first) else 1.0
        low, high = next(gap for gap in reversed(gaps) if gap[1] - gap[0] >= share * widest)
    return (low + high) / 2


def _below(block: Sequence[Line], line: Line, phrase: Phrase) -> list[tuple[Line, Phrase]]:
    """The labels of the next lower line that a phrase stands over, if they are at least two.

    A label beside the phrase counts as well, if it is near and nothing else stands above it. A short phrase may stand
    over the white between its two.
    """
    near = NEAR_LABEL * line.size
    others = [p for p in line.phrases if p is not phrase]
    for lower in block:
        if lower.top > line.top:
            over = [p for p in lower.phrases if p.x0 < phrase.x1 and p.x1 > phrase.x0]
            beside = [p for p in lower.phrases if p.x0 < phrase.x1 + near and p.x1 > phrase.x0 - near]
            found = [p for p in beside if p in over or not any(p.x0 < o.x1 and p.x1 > o.x0 for o in others)]
            if over and len(found) >= 2:
                return [(lower, p) for p in found]
    return []


def _beside(block: Sequence[Line], line: Line, phrase: Phrase) -> list[tuple[Line, Phrase]]:
    """The labels of one lower line between which a phrase is centred, where nothing stands under or nearer to it."""
    rest = [(other, p) for other in block for p in other.phrases if p is not phrase]
    left = max((item for item in rest if item[1].x1 <= phrase.x0), key=lambda item: item[1].x1, default=None)
    right = min((item for item in rest if item[1].x0 >= phrase.x1), key=lambda item: item[1].x0, default=None)
    if left is None or right is None or left[0] is not right[0] or left[0].top <= line.top:
        return []
    middle = (left[1].x0 + right[1].x1) / 2
    alone = not any(p.x0 < phrase.x1 and p.x1 > phrase.x0 for _, p in rest)
    centred = abs((phrase.x0 + phrase.x1) / 2 - middle) <= line.size / 2
    return [left, right] if alone and centred else []
