"""Tables whose columns no rule parts: header labels and white gutters give columns, rules or row numbers the rows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extract.grid.draft import CONFIDENCE_RULES, GAP, Draft, grid_of
from extract.grid.gutters import crossed, cuts
from extract.grid.labels import MIN_COLUMNS, Header, header_at, header_of, is_stt, under
from extract.grid.numbers import number_of, steps
from extract.grid.record import Grid
from extract.grid.rules import Segments
from extract.grid.words import Line, Phrase
from extract.page import Floats

FIT_SHARE = 0.8  # of the lines: so many must keep to the columns; section rows and long words do not
PARAGRAPH = 0.9  # of the font size: the least white that ends a table; single-spaced cells leave a quarter
WIDER = 1.3  # times the widest white inside the table: white that ends it
FULL = 0.9  # of a table's width: a rule so long parts all its columns
PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
CONFIDENCE_HEADER, CONFIDENCE_HINT = 0.7, 0.6  # with no rule between rows; with no header on the page either


def unruled_tables(
    page: Sequence[Line], horizontal: Segments, points: tuple[Floats, Floats], previous: Grid | None
) -> list[Grid]:
    """The tables among lines of text that stand in no ruled table, with the horizontal rules around them."""
    page = without_furniture(page)
    drafts: list[Draft] = []
    for at, line in enumerate(page):
        if (drafts and at < drafts[-1].end) or len(line.phrases) < 2 or not is_stt(line.phrases[0].text):
            continue
        middle = (line.phrases[0].x0 + line.phrases[0].x1) / 2
        over = horizontal.at[(horizontal.start < middle) & (horizontal.end > middle)].tolist()
        header = header_at(page, at, over)
        draft = header and _draft(page, header, horizontal)
        if draft:
            drafts.append(draft)
    if not drafts:
        drafts = _banded(page, horizontal)
    if previous is not None and previous.method == "gutters":
        rest = _continued(page[: drafts[0].header.start if drafts and drafts[0].header else None], horizontal, previous)
        drafts = [rest, *drafts] if rest else drafts
    return [grid_of(draft, page, horizontal, points, previous is not None) for draft in drafts]


def without_furniture(page: Sequence[Line]) -> list[Line]:
    """The page's lines without a page number that stands alone at its top or bottom."""
    kept = list(page)
    for end, next_to in ((0, 1), (-1, -2)):
        if len(kept) < 2 or len(kept[end].phrases) != 1 or not PAGE_NUMBER.fullmatch(kept[end].phrases[0].text):
            continue
        upper, lower = sorted((kept[end], kept[next_to]))
        if lower.top - upper.bottom > PARAGRAPH * kept[end].size:
            del kept[end]
    return kept


def _draft(page: Sequence[Line], header: Header, horizontal: Segments) -> Draft | None:
    """The table under a header, if row numbers that count on, or rules, show its rows."""
    first = Phrase(*header.labels[0], "")
    limit = next((j for j in range(header.end, len(page)) if is_stt(page[j].phrases[0].text)), len(page))
    anchors = _anchors(page, header.end, limit, first)
    last = anchors[-1] if anchors else header.end
    inner = tuple(cuts(header.labels, page[header.end : last + 1]))
    lines = page[header.start : last + 1]
    x0, x1 = _extent(lines)
    bars = _bars(horizontal, header.top - GAP, page[limit - 1].bottom + page[limit - 1].size, (x0, x1))
    draft = Draft(header, inner, x0, x1, header.end, last + 1, anchors, bars, CONFIDENCE_HEADER)
    draft = _reach(page[:limit], draft)
    numbers = [number_of(page[j].phrases[0].text) or "" for j in anchors]
    closed = sum(bar > header.bottom + GAP for bar in draft.bars)
    if not steps(numbers) and not (anchors and closed) and closed < 2:
        return None
    body = page[draft.start : draft.end]
    fit = sum(not crossed(line, inner) for line in body)
    return draft if fit >= FIT_SHARE * (len(body) - len(anchors)) else None


def _anchors(page: Sequence[Line], start: int, end: int, label: Phrase) -> tuple[int, ...]:
    """The lines that begin with a row number under the label."""
    return tuple(
        j
        for j in range(start, end)
        if number_of(page[j].phrases[0].text) and under(page[j].phrases[0], label, page[j].size / 2)
    )


def _extent(lines: Sequence[Line]) -> tuple[float, float]:
    """The x extent of lines of text."""
    return min(line.phrases[0].x0 for line in lines), max(line.phrases[-1].x1 for line in lines)


def _bars(horizontal: Segments, top: float, bottom: float, extent: tuple[float, float]) -> tuple[float, ...]:
    """The y of the rules between `top` and `bottom` that run over nearly all of an x extent."""
    x0, x1 = extent
    reach = np.clip(np.minimum(horizontal.end, x1) - np.maximum(horizontal.start, x0), 0, None)
    covered = np.bincount(horizontal.line, reach, minlength=0)
    places = [
        float(y) for y, length in zip(np.unique(horizontal.at), covered, strict=True) if length > FULL * (x1 - x0)
    ]
    return tuple(y for y in places if top <= y <= bottom)


def _reach(page: Sequence[Line], draft: Draft) -> Draft:
    """The draft down to its last line: to the rule that closes it, or to wide white, or to text that is no cell's."""
    body = page[draft.start : draft.end]
    bars = [bar for bar in draft.bars if not body or bar > body[-1].top]
    widest = max((two.top - one.bottom for one, two in pairwise(body)), default=0.0)
    end, bottom = draft.end, None
    for at in range(draft.end, len(page)):
        line, above = page[at], page[at - 1]
        passed = [bar for bar in bars if above.bottom - above.size / 2 < bar < line.top + line.size / 2]
        bottom = passed[0] if passed else bottom
        wide = line.top - above.bottom > max(PARAGRAPH * line.size, WIDER * widest)
        fits = not crossed(line, draft.inner) and line.phrases[0].x0 > draft.inner[0]
        more_bars = any(bar > line.bottom - line.size / 2 for bar in bars)
        if not fits or (bottom is not None and not more_bars) or (wide and not more_bars):
            break
        end, bottom = at + 1, None
    tail = [bar for bar in bars if bar > page[end - 1].bottom - page[end - 1].size / 2]
    if bottom is None and tail and (end == len(page) or tail[0] < page[end].top + page[end].size / 2):
        bottom = tail[0]
    used = tuple(bar for bar in draft.bars if bar <= (page[end - 1].bottom if bottom is None else bottom) + GAP)
    return replace(draft, end=end, bottom=bottom, bars=used)


def _banded(page: Sequence[Line], horizontal: Segments) -> list[Draft]:
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
        inner = tuple(cuts(header.labels, body))
        anchors = _anchors(page, header.end, inside[-1] + 1, Phrase(*header.labels[0], ""))
        if sum(not crossed(line, inner) for line in body) >= FIT_SHARE * len(body):
            extent = (header.end, inside[-1] + 1, anchors, bars, CONFIDENCE_RULES, bars[-1])
            found.append(Draft(header, inner, float(x0), float(x1), *extent))
    return found


def _continued(page: Sequence[Line], horizontal: Segments, previous: Grid) -> Draft | None:
    """The rest of the page before's table, in its columns, with no header of its own."""
    inner = tuple(previous.edges[1:-1].tolist())
    if len(page) < 2 or len(inner) < MIN_COLUMNS - 1:
        return None
    label = Phrase(previous.area[0], inner[0], "")
    anchors = _anchors(page, 0, len(page), label)
    bars = _bars(horizontal, -np.inf, np.inf, (previous.area[0], previous.area[2]))
    draft = Draft(None, inner, previous.area[0], previous.area[2], 0, 1, anchors, bars, CONFIDENCE_HINT)
    draft = _reach(page, replace(draft, end=anchors[-1] + 1) if anchors else draft)
    body = page[: draft.end]
    fit = sum(not crossed(line, inner) for line in body)
    used = {sum(phrase.x0 > x for x in inner) for line in body for phrase in line.phrases}
    return draft if len(used) >= 2 and len(body) >= 2 and fit >= FIT_SHARE * (len(body) - len(anchors)) else None
