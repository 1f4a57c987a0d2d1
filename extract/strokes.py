"""From strokes as a reader finds them to the rules of a Page, the same for every reader; one axis written once.

Strokes, dashes and dots along a line become one rule. Fills are painted in their order on a canvas, and a rule of no
width stands wherever a reader sees the colour change.
"""

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats, Glyphs, Rules

Bools = NDArray[np.bool_]

PAPER = 0  # the colour of what is not filled, and of white

HAIR = 0.25  # points: PDF's thinnest stroke, width 0, is one dot of the printer's; a rule of ink is never 0 wide
THIN = 3.0  # points: filled shapes up to this thick are rules; Word's thickest border is 6, and long
THICK = 6.0
THICK_RATIO = 8.0  # a shape of THIN to THICK points is a rule when it is this much longer
MIN_RULE = 3.0  # points: what is shorter, once dashes are joined, is a bullet or the end of a stroke
SAME_LINE = 0.7  # points: strokes whose centres are this near run along one line
TOUCH = 1.0  # points: strokes of a rule that meet at a corner leave gaps of about half their width
DASH = 12.0  # points: longer pieces are strokes of their own and not dashes of one
DASH_GAP = 2.5  # of a dash's length: dotted borders leave a dot's width or two between their dots
MAX_DASH_GAP = 9.0  # points
SNAP = 1.0  # points: sides of fills this near are one; producers leave hairs between the fills of one cell
HIGHLIGHT = 1.5  # points: a marker pen's fill ends with its text, a cell's leaves more on both sides
_MAX_FILLS = 3_000  # of one page: more are a picture's


def rules_on_page(
    bars: Floats, white: Floats, fills: Floats, colours: NDArray[np.int64], glyphs: Glyphs
) -> tuple[Rules, Rules]:
    """The horizontal and the vertical rules of a page.

    Args:
        bars: strokes and thin fills, n x 4 (x0, top, x1, bottom) as seen.
        white: such in the paper's colour, which show on a coloured fill only.
        fills: filled rectangles, m x 4, in the order of painting.
        colours: theirs, PAPER for white.
        glyphs: the page's text, by which a marker's highlight is told from a cell's background.
    """
    if not (colours != PAPER).any():  # white on white shows nothing
        fills, colours = fills[:0], colours[:0]
    cells = ~_highlights(fills, glyphs)
    horizontal, vertical = _colour_changes(fills[cells], colours[cells])
    bars = np.concatenate((bars, _shown(white, fills[colours != PAPER])))
    x0, top, x1, bottom = bars.T
    width, height = x1 - x0, bottom - top
    dot = (width <= THIN) & (height <= THIN)
    flat, tall = dot | is_thin(height, width), dot | is_thin(width, height)
    ink_h = _join(np.stack(((top + bottom) / 2, x0, x1, height), axis=1)[flat])
    ink_v = _join(np.stack(((x0 + x1) / 2, top, bottom, width), axis=1)[tall])
    return _both(ink_h, _join(horizontal)), _both(ink_v, _join(vertical))


def _shown(white: Floats, fills: Floats) -> Floats:
    """The white bars whose middle lies on one of the fills, or in the hair between two."""
    x, y = (white[:, 0] + white[:, 2]) / 2, (white[:, 1] + white[:, 3]) / 2
    x0, top, x1, bottom = (side[:, None] for side in (fills + np.array([-SNAP, -SNAP, SNAP, SNAP])).T)
    shown: Floats = white[((x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom)).any(axis=0)]
    return shown


def is_thin(thickness: Floats, length: Floats) -> Bools:
    """Whether a bar is a rule: longer than thick, and no thicker than borders are."""
    thin = (thickness <= THIN) | ((thickness <= THICK) & (length >= THICK_RATIO * thickness))
    return thin & (length > thickness)


def _both(ink: Floats, edges: Floats) -> Rules:
    """Rules of ink, and those edges of fills that no ink runs along."""
    if len(edges) and len(ink):
        near = np.abs(edges[:, None, 0] - ink[None, :, 0]) <= SNAP + ink[None, :, 3] / 2
        along = near & (ink[None, :, 1] <= edges[:, None, 1] + SNAP) & (ink[None, :, 2] >= edges[:, None, 2] - SNAP)
        edges = edges[~along.any(axis=1)]
    at, start, end, width = np.concatenate((ink, edges)).T
    order = np.lexsort((start, np.round(at, 1)))
    return Rules(at[order], start[order], end[order], width[order])


def _join(pieces: Floats) -> Floats:
    """Collinear pieces (n x 4: at, start, end, width) that touch, and chains of dashes or dots, as one rule each."""
    if not len(pieces):
        return pieces
    at = pieces[:, 0]
    order = np.argsort(at, kind="stable")
    line = np.zeros(len(at), np.int64)
    line[order[1:]] = np.cumsum(np.diff(at[order]) > SAME_LINE)
    order = np.lexsort((pieces[:, 1], line))
    line = line[order]
    at, start, end, width = pieces[order].T
    length = end - start
    far = float(end.max() - start.min()) + 2 * MAX_DASH_GAP  # keeps lines apart in one running maximum
    reach = np.maximum.accumulate(end + line * far)
    longer = np.maximum(length[1:], length[:-1])
    gap = np.where(longer <= DASH, np.clip(DASH_GAP * longer, TOUCH, MAX_DASH_GAP), TOUCH)
    first = np.flatnonzero(np.concatenate(([True], start[1:] + line[1:] * far - reach[:-1] > gap)))
    weight = np.maximum(length, 0.01)
    place = np.add.reduceat(at * weight, first) / np.add.reduceat(weight, first)
    joined = np.stack((place, start[first], np.maximum.reduceat(end, first), np.maximum.reduceat(width, first)), axis=1)
    kept: Floats = joined[joined[:, 2] - joined[:, 1] >= MIN_RULE]
    return kept


def _highlights(fills: Floats, glyphs: Glyphs) -> Bools:
    """Which fills are a marker pen's: as broad as the text on them."""
    found = np.zeros(len(fills), np.bool_)
    if not len(fills) or not len(glyphs.text):
        return found
    x, y = (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2
    for i, (x0, top, x1, bottom) in enumerate(fills.tolist()):
        on = np.flatnonzero((x >= x0) & (x <= x1) & (y >= top) & (y <= bottom))
        if len(on) and bottom - top <= 2 * glyphs.size[on].max():
            found[i] = glyphs.x0[on].min() - x0 <= HIGHLIGHT and x1 - glyphs.x1[on].max() <= HIGHLIGHT
    return found


def _colour_changes(fills: Floats, colours: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Where the colour changes on the painted page: pieces (at, start, end, width 0), horizontal and vertical."""
    if not len(fills) or len(fills) > _MAX_FILLS or not colours.any():
        return np.zeros((0, 4)), np.zeros((0, 4))
    xs, left, right = _ruler(fills[:, 0], fills[:, 2])
    ys, above, below = _ruler(fills[:, 1], fills[:, 3])
    canvas = np.full((len(ys) + 1, len(xs) + 1), PAPER, np.int64)  # one field of paper all around
    for x0, y0, x1, y1, colour in zip(left, above, right, below, colours.tolist(), strict=True):
        canvas[y0 + 1 : y1 + 1, x0 + 1 : x1 + 1] = colour
    return _changes(canvas, ys, xs), _changes(canvas.T, xs, ys)


def _ruler(low: Floats, high: Floats) -> tuple[Floats, list[int], list[int]]:
    """The places where sides stand, snapped, and the place of each side."""
    sides, place = np.unique(np.concatenate((low, high)), return_inverse=True)
    group = np.concatenate(([0], np.cumsum(np.diff(sides) > SNAP)))
    ruler = np.bincount(group, sides) / np.bincount(group)
    place = group[place]
    return ruler, place[: len(low)].tolist(), place[len(low) :].tolist()


def _changes(canvas: NDArray[np.int64], rows: Floats, columns: Floats) -> Floats:
    """Between which rows of the canvas the colour changes, and from which column to which."""
    row, column = np.nonzero(canvas[1:] != canvas[:-1])
    inner = (column > 0) & (column < len(columns))
    row, column = row[inner], column[inner]
    return np.stack((rows[row], columns[column - 1], columns[column], np.zeros(len(row))), axis=1)
