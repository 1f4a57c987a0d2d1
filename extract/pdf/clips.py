"""What clip paths leave of PDFium's objects: text drawn again on the next page above its edge is not printed there."""

from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats
from extract.pdf.native import SIZE, I, Pointer, fill, gather, native, pointers

_MAX_PATHS = 16  # of one object, the innermost: print nests a page's, a table's and a cell's; each takes 70 us
_MAX_SEGMENTS = 64  # of one clip path: a rectangle has 5; shapes are a picture's and are let be
_IN_PLACE = 10.0  # points: an object within a form may have its bounds elsewhere, in the form's own coordinates
_SAME_LINE = 0.1  # points

_clip_path = native("FPDFPageObj_GetClipPath", SIZE)
_count_paths = native("FPDFClipPath_CountPaths", I)
_count_segments = native("FPDFClipPath_CountPathSegments", I)
_segment = native("FPDFClipPath_GetPathSegment", SIZE)
_point = native("FPDFPathSegment_GetPoint", I)
_bounds = native("FPDFPageObj_GetBounds", I)


class Clips(NamedTuple):
    """Which of some objects have a clip path, and the box that it leaves of each: x0, y0, x1, y1 in own points."""

    rows: NDArray[np.intp]
    boxes: Floats


def clips(objects: list[Pointer]) -> Clips:
    """The clip paths of objects; PDFium keeps one only where it cuts the object."""
    paths = pointers(_clip_path, objects)
    rows = np.flatnonzero(gather(_count_paths, (paths,), len(paths)) > 0)
    boxes = np.array([_box(paths[row]) for row in rows.tolist()]).reshape(-1, 4)
    return Clips(rows, boxes)


def _box(clip: Pointer) -> tuple[float, float, float, float]:
    """The box common to the rectangles of a clip path."""
    x0 = y0 = -np.inf
    x1 = y1 = np.inf
    paths = range(_count_paths(clip))
    for path in paths[-_MAX_PATHS:]:
        count = _count_segments(clip, path)
        if not 2 <= count <= _MAX_SEGMENTS:
            continue
        points = np.zeros((count, 2), np.float32)
        segments = pointers(_segment, repeat(clip), repeat(path), range(count))
        fill(_point, (segments,), points, fields=2)
        (low_x, low_y), (high_x, high_y) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        x0, y0, x1, y1 = max(x0, low_x), max(y0, low_y), min(x1, high_x), min(y1, high_y)
    return x0, y0, x1, y1


def clipped(objects: list[Pointer], cut: Clips, x: Floats, y: Floats, of: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which glyphs are cut away, by the clip path of their object.

    Args:
        objects: the text objects, one a run.
        cut: their clip paths.
        x: the glyphs' middles, in own points, on a line that all glyphs of a line share: so a cut line goes as one.
        y: likewise.
        of: the run of each glyph.
    """
    gone, beyond = np.zeros(len(x), np.bool_), np.zeros(len(x), np.bool_)
    rows = cut.rows.tolist()
    bounds = np.zeros((len(rows), 4), np.float32)
    fill(_bounds, ([objects[row] for row in rows],), bounds, fields=4)
    clip_of = np.full(len(objects), -1)
    clip_of[cut.rows] = np.arange(len(rows))
    on = np.flatnonzero(clip_of[of] >= 0)
    clip, across, up = clip_of[of[on]], x[on], y[on]
    left, low, right, high = bounds[clip].T
    near = (across >= left - _IN_PLACE) & (across <= right + _IN_PLACE)
    near &= (up >= low - _IN_PLACE) & (up <= high + _IN_PLACE)
    elsewhere = np.zeros(len(rows), np.bool_)
    elsewhere[clip[~near]] = True
    x0, y0, x1, y1 = cut.boxes[clip].T
    beyond[on] = ~elsewhere[clip] & ((up < y0) | (up > y1))
    gone[on] = ~elsewhere[clip] & (beyond[on] | (across < x0) | (across > x1))
    return gone | _on_cut_lines(beyond, cut, x, y, of)


def beside_cuts(gone: NDArray[np.bool_], of: NDArray[np.int32]) -> NDArray[np.intp]:
    """The glyphs that are left beside one of their own run that is cut away: the line goes on, but not in print."""
    cut = (gone[1:] != gone[:-1]) & (of[1:] == of[:-1])
    left: NDArray[np.intp] = np.flatnonzero(cut) + gone[:-1][cut]
    return left


def _on_cut_lines(
    beyond: NDArray[np.bool_], cut: Clips, x: Floats, y: Floats, of: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Glyphs without a clip path among those `beyond` their box's edge: a cut line's full stop may lie within it."""
    boxes = dict(zip(cut.rows.tolist(), map(tuple, cut.boxes.tolist()), strict=True))
    lost, found = np.flatnonzero(beyond), np.zeros(len(x), np.bool_)
    for place in np.flatnonzero(~beyond).tolist() if len(lost) else ():
        after = int(np.searchsorted(lost, place))
        if int(of[place]) in boxes or not 0 < after < len(lost):
            continue
        sides = lost[after - 1 : after + 1]
        left, right = (boxes[int(run)] for run in of[sides])
        same_line = np.abs(y[sides] - y[place]).max() <= _SAME_LINE
        found[place] = same_line and left == right and left[0] <= x[place] <= left[2]
    return found
