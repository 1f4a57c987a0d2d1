"""What clip paths leave of PDFium's objects: text drawn again on the next page above its edge is not printed there."""

from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats
from extract.pdf.native import SIZE, I, P, fill, gather, native

_MAX_SEGMENTS = 64  # of one clip path: a rectangle has 5; shapes are a picture's and are let be
_IN_PLACE = 10.0  # points: an object within a form may have its bounds elsewhere, in the form's own coordinates

_clip_path = native("FPDFPageObj_GetClipPath", SIZE, P)
_count_paths = native("FPDFClipPath_CountPaths", I, P)
_count_segments = native("FPDFClipPath_CountPathSegments", I, P, I)
_segment = native("FPDFClipPath_GetPathSegment", SIZE, P, I, I)
_point = native("FPDFPathSegment_GetPoint", I, P, P, P)
_bounds = native("FPDFPageObj_GetBounds", I, P, P, P, P, P)


def clips(objects: list[int]) -> tuple[NDArray[np.intp], Floats]:
    """Which of the objects have a clip path, and the box that it leaves of each: x0, y0, x1, y1 in own points.

    PDFium keeps a clip path only where it cuts the object.
    """
    paths = list(map(_clip_path, objects))
    rows = np.flatnonzero(gather(_count_paths, (paths,), len(paths)) > 0)
    boxes = np.array([_box(paths[row]) for row in rows.tolist()]).reshape(-1, 4)
    return rows, boxes


def _box(clip: int) -> tuple[float, float, float, float]:
    """The box common to the rectangles of a clip path."""
    x0 = y0 = -np.inf
    x1 = y1 = np.inf
    for path in range(_count_paths(clip)):
        count = _count_segments(clip, path)
        if not 2 <= count <= _MAX_SEGMENTS:
            continue
        points = np.zeros((count, 2), np.float32)
        segments = list(map(_segment, repeat(clip), repeat(path), range(count)))
        fill(_point, (segments,), points, fields=2)
        (low_x, low_y), (high_x, high_y) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        x0, y0, x1, y1 = max(x0, low_x), max(y0, low_y), min(x1, high_x), min(y1, high_y)
    return x0, y0, x1, y1


def clipped(objects: list[int], x: Floats, y: Floats, of: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which glyphs are cut away, by the clip path of their object.

    Args:
        objects: the text objects, one a run.
        x: the glyphs' middles, in own points, on a line that all glyphs of a line share: so a cut line goes as one.
        y: likewise.
        of: the run of each glyph.
    """
    gone = np.zeros(len(x), np.bool_)
    rows, boxes = clips(objects)
    if not len(rows):
        return gone
    bounds = np.zeros((len(rows), 4), np.float32)
    fill(_bounds, ([objects[row] for row in rows.tolist()],), bounds, fields=4)
    for row, (x0, y0, x1, y1), (left, low, right, high) in zip(rows.tolist(), boxes, bounds, strict=True):
        on = np.flatnonzero(of == row)
        near = (x[on] >= left - _IN_PLACE) & (x[on] <= right + _IN_PLACE)
        near &= (y[on] >= low - _IN_PLACE) & (y[on] <= high + _IN_PLACE)
        if near.all():
            gone[on] = (x[on] < x0) | (x[on] > x1) | (y[on] < y0) | (y[on] > y1)
    return gone
