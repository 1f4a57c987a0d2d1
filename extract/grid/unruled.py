"""Tables whose columns no rule parts: header labels and white gutters give columns, rules or row numbers the rows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extract.grid.draft import CONFIDENCE_RULES, GAP, Draft, grid_of
from extract.grid.furniture import PARAGRAPH, is_continued
from extract.grid.gutters import crossed, cuts, recut
from extract.grid.labels import MIN_COLUMNS, Header, header_at, header_of, is_sum, numbered, stt_label
from extract.grid.numbers import is_first, number_of, outline, steps
from extract.grid.owners import Ink
from extract.grid.record import Grid
from extract.grid.rules import Segments
from extract.grid.words import Line, Phrase
from extract.median import distinct

FIT_SHARE = 0.8  # of the lines: so many must keep to the columns; section rows and long words do not
WIDER = 1.3  # times the widest white inside the table: white that ends it
REST = 2.0  # of the font size: the same under a header printed again for the rest of one row: paragraphs, far apart
FULL = 0.9  # of a table's width: a rule so long parts all its columns
CLOSINGS = frozenset({".", ")", "/"})  # what closes a row's number, and may stand below it in a narrow column
DASHES = frozenset({"-", "–", "+", "•"})  # what stands for a number in rows below a numbered one
CONFIDENCE_HEADER, CONFIDENCE_HINT = 0.7, 0.6  # with no rule between rows; with no header on the page either


def unruled_tables(
    page: Sequence[Line], rules: tuple[Segments, Segments], ink: Ink, previous: Grid | None
) -> list[Grid]:
    """The tables among lines of text that stand in no ruled table, with the horizontal and vertical rules there.

    A line that says that the table goes on is no row of it.
    """
    found: list[Grid] = []
    ends = [at for at, line in enumerate(page) if is_continued(line)]
    for start, end in pairwise((-1, *ends, len(page))):
        found += _tables_of(page[start + 1 : end], rules, ink, found[-1] if found else previous)
    return found


def _tables_of(page: Sequence[Line], rules: tuple[Segments, Segments], ink: Ink, previous: Grid | None) -> list[Grid]:
    """The tables among lines that none parts which says that a table goes on."""
    horizontal, vertical = rules
    marks = np.concatenate([horizontal.start, horizontal.end, vertical.at]).tolist()
    drafts: list[Draft] = []
    labels = {at: found for at in range(len(page)) if (found := stt_label(page, at))}
    for at, (label, last) in labels.items():
        if drafts and at < drafts[-1].end:
            continue
        middle = (label.x0 + label.x1) / 2
        over = horizontal.at[(horizontal.start < middle) & (horizontal.end > middle)].tolist()
        own = page[: next((i for i in labels if i > last), None)]
        header = header_at(own, (at, last), label, over, previous.header if previous else ())
        draft = header and _draft(own, header, horizontal, marks, previous)
        if draft:
            drafts.append(replace(draft, page=[*draft.page, *page[len(own) :]]))
    if previous is not None and previous.method == "gutters":
        above = page[: drafts[0].header.start if drafts and drafts[0].header else None]
        rest = _continued(above, horizontal, previous)
        drafts = [replace(rest, page=[*rest.page, *page[len(above) :]]), *drafts] if rest else drafts
    drafts = drafts or _banded(page, horizontal, marks)
    grids = (grid_of(draft, horizontal, ink, previous) for draft in drafts)
    return [grid for grid in grids if grid is not None]


def _draft(
    page: Sequence[Line], header: Header, horizontal: Segments, marks: Sequence[float], previous: Grid | None
) -> Draft | None:
    """The table under a header, if row numbers that begin or count on, or rules, show its rows, or it goes on."""
    label = Phrase(*header.labels[header.stt], "")
    anchors, numbers = _anchors(page, header.end, label, words=True)
    last = anchors[-1] if anchors else header.end
    if last >= len(page):
        return None
    x0, x1 = _extent(page[header.start : last + 1])
    bars = _bars(horizontal, header.top - GAP, page[-1].bottom + page[-1].size, (x0, x1))
    inner = tuple(cuts(header.labels, page[header.end : _depth(page, last, bars)], marks))
    if header.again and not anchors and previous is not None and len(previous.edges) == len(header.labels) + 1:
        inner = tuple(previous.edges[1:-1].tolist())  # what is left of a row tells less than the page before
    page = [*page[: header.end], *recut(page[header.end :], inner)]
    draft = Draft(page, header, inner, header.stt, x0, x1, header.end, last + 1, anchors, bars, CONFIDENCE_HEADER)
    draft = _reach(draft)
    closed = sum(bar > header.bottom + GAP for bar in draft.bars)
    begun = bool(numbers) and is_first(numbers[0]) and outline(numbers, 0)
    if not header.again and not begun and not steps(numbers) and not (anchors and closed) and closed < 2:
        return None
    return draft if _fits(draft) else None


def _depth(page: Sequence[Line], last: int, bars: Sequence[float]) -> int:
    """The end of the lines that tell the columns: after the last with a number, or the last above a rule."""
    above = [at for at in range(last, len(page)) if bars and page[at].bottom - page[at].size / 2 < bars[-1]]
    return max([last, *above]) + 1


def _anchors(
    page: Sequence[Line], start: int, label: Phrase, words: bool = False
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The lines from `start` on that begin a row, and the numbers of those that have one; `words` as in `numbered`."""
    found = numbered(page, start, label, words=words)
    return tuple(at for at, _ in found), tuple(number for _, number in found if number)


def _fits(draft: Draft) -> bool:
    """Whether nearly all lines without a number (those with one may be sections) keep to the columns."""
    body = draft.page[draft.start : draft.end]
    keep = sum(not crossed(line, draft.inner) for line in body)
    return keep >= FIT_SHARE * (len(body) - len(draft.anchors))


def _extent(lines: Sequence[Line]) -> tuple[float, float]:
    """The x extent of lines of text."""
    return min(line.phrases[0].x0 for line in lines), max(line.phrases[-1].x1 for line in lines)


def _bars(horizontal: Segments, top: float, bottom: float, extent: tuple[float, float]) -> tuple[float, ...]:
    """The y of the rules between `top` and `bottom` that run over nearly all of an x extent."""
    x0, x1 = extent
    reach = np.clip(np.minimum(horizontal.end, x1) - np.maximum(horizontal.start, x0), 0, None)
    covered = np.bincount(horizontal.line, reach, minlength=0)
    places = [float(y) for y, length in zip(distinct(horizontal.at), covered, strict=True) if length > FULL * (x1 - x0)]
    return tuple(y for y in places if top <= y <= bottom)


def _reach(draft: Draft) -> Draft:
    """The draft down to its last line: to the rule that closes it, or to wide white, or to text that is no cell's."""
    page = draft.page
    body = page[draft.start : draft.end]
    bars = [bar for bar in draft.bars if not body or bar > body[-1].top]
    widest = max((two.top - one.bottom for one, two in pairwise(body)), default=0.0)
    rest = draft.header is not None and draft.header.again and not draft.anchors
    least = REST if rest else PARAGRAPH
    end, bottom = draft.end, None
    for at in range(draft.end, len(page)):
        line, above = page[at], page[at - 1]
        passed = [bar for bar in bars if above.bottom - above.size / 2 < bar < line.top + line.size / 2]
        bottom = passed[0] if passed else bottom
        wide = line.top - above.bottom > max(least * line.size, WIDER * widest)
        fits = not crossed(line, draft.inner) and not _in_stt(line, draft)
        more_bars = any(bar > line.bottom - line.size / 2 for bar in bars)
        if not fits or (bottom is not None and not more_bars) or (wide and not more_bars):
            break
        end, bottom = at + 1, None
    tail = [bar for bar in bars if bar > page[end - 1].bottom - page[end - 1].size / 2]
    if bottom is None and tail and (end == len(page) or tail[0] < page[end].top + page[end].size / 2):
        bottom = tail[0]
    used = tuple(bar for bar in draft.bars if bar <= (page[end - 1].bottom if bottom is None else bottom) + GAP)
    return replace(draft, end=end, bottom=bottom, bars=used)


def _in_stt(line: Line, draft: Draft) -> bool:
    """Whether text stands in the column of numbers that is none, no dash for one, and no point that its column cuts."""
    edges = (-np.inf, *draft.inner, np.inf)
    left, right = edges[draft.stt], edges[draft.stt + 1]
    texts = (phrase.text for phrase in line.phrases if left < phrase.x1 and phrase.x0 < right)
    marks = CLOSINGS | DASHES if len(line.phrases) > 1 else CLOSINGS
    return any(not number_of(text) and text not in marks for text in texts)


def _banded(page: Sequence[Line], horizontal: Segments, marks: Sequence[float]) -> list[Draft]:
    """Tables with no STT label: at least three rules that begin and end together, labels between the first two."""
    found: list[Draft] = []
    for x0, x1 in sorted({(round(x0), round(x1)) for x0, x1 in zip(horizontal.start, horizontal.end, strict=True)}):
        bars = _bars(horizontal, -np.inf, np.inf, (x0, x1))
        if len(bars) < 3 or any(draft.x0 < x1 and draft.x1 > x0 for draft in found):
            continue
        inside = [at for at, line in enumerate(page) if bars[0] < (line.top + line.bottom) / 2 < bars[-1]]
        head = [at for at in inside if (page[at].top + page[at].bottom) / 2 < bars[1]]
        header = (
            header_of(page, head[0], head[-1] + 1, (bars[0], bars[1])) if head and len(inside) > len(head) else None
        )
        if header is None:
            continue
        body = page[header.end : inside[-1] + 1]
        inner = tuple(cuts(header.labels, body, marks))
        anchors, _ = _anchors(page[: inside[-1] + 1], header.end, Phrase(*header.labels[0], ""))
        extent = (float(x0), float(x1), header.end, inside[-1] + 1)
        own = [*page[: header.end], *recut(page[header.end :], inner)]
        draft = Draft(own, header, inner, 0, *extent, anchors, bars, CONFIDENCE_RULES, bars[-1])
        if _fits(draft):
            found.append(draft)
    return found


def _continued(page: Sequence[Line], horizontal: Segments, previous: Grid) -> Draft | None:
    """The rest of the page before's table, in its columns, with no header of its own.

    Text in one column alone is one only if the table was left open there, or a rule of its width stands above the text,
    and one closes it below.
    """
    inner = tuple(previous.edges[1:-1].tolist())
    if not page or len(inner) < MIN_COLUMNS - 1:
        return None
    page = recut(page, inner)
    edges = previous.edges.tolist()
    columns = [numbered(page, 0, Phrase(left, right, ""), size=0.0) for left, right in pairwise(edges)]
    stt = max(range(len(columns)), key=lambda column: (steps([n for _, n in columns[column]]), -column))
    anchors = tuple(sorted({at for at, _ in columns[stt]}.union(at for at, line in enumerate(page) if is_sum(line))))
    bars = _bars(horizontal, -np.inf, np.inf, (previous.area[0], previous.area[2]))
    draft = Draft(page, None, inner, stt, edges[0], edges[-1], 0, 1, anchors, bars, CONFIDENCE_HINT)
    draft = _reach(replace(draft, end=anchors[-1] + 1) if anchors else draft)
    used = {sum(phrase.x0 > x for x in inner) for line in page[: draft.end] for phrase in line.phrases}
    begun = previous.open_bottom.any() or any(bar < page[0].top + page[0].size / 2 for bar in draft.bars)
    closed = begun and draft.bottom is not None
    return draft if (closed or (len(used) >= 2 and draft.end >= 2)) and _fits(draft) else None
