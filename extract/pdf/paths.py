"""PDFium's path and image objects to rules and boxes, within form XObjects too."""

import ctypes
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats, Glyphs, Rules
from extract.pdf.clips import clips
from extract.pdf.frame import Frame
from extract.pdf.native import SIZE, I, P, fill, gather, native
from extract.strokes import HAIR, PAPER, THIN, is_thin, rules_on_page

Boxes = list[tuple[float, float, float, float]]  # own points: x0, y0, x1, y1

_PATH, _IMAGE, _FORM = 2, 3, 5  # kinds of page object
_LINE_TO, _BEZIER_TO, _MOVE_TO = 0, 1, 2  # kinds of path segment
_WHITE = 250  # of 255: paper
_MAX_DEPTH = 8  # forms within forms; a file may nest them without end
_MAX_OBJECTS = 200_000  # of one page: drawings beyond it are no table's
_MAX_SEGMENTS = 4_000  # of one path: maps and outlines beyond it are no table's
_BAR_SEGMENTS = 5  # a line has 2, a rectangle 4 or 5; more may be several pieces of a broken rule
_GLANCE = 8  # segments by which a filled path is told to be a letter's outline
_FAR = 1e6  # points: beyond any page
_AXIS = 0.5  # points: how far a stroke's ends may be out of line

_count = native("FPDFPage_CountObjects", I, P)
_get = native("FPDFPage_GetObject", SIZE, P, I)
_form_count = native("FPDFFormObj_CountObjects", I, P)
_form_get = native("FPDFFormObj_GetObject", SIZE, P, I)
_type = native("FPDFPageObj_GetType", I, P)
_bounds = native("FPDFPageObj_GetBounds", I, P, P, P, P, P)
_matrix = native("FPDFPageObj_GetMatrix", I, P, P)
_draw_mode = native("FPDFPath_GetDrawMode", I, P, P, P)
_fill_colour = native("FPDFPageObj_GetFillColor", I, P, P, P, P, P)
_stroke_colour = native("FPDFPageObj_GetStrokeColor", I, P, P, P, P, P)
_stroke_width = native("FPDFPageObj_GetStrokeWidth", I, P, P)
_segments = native("FPDFPath_CountSegments", I, P)
_segment = native("FPDFPath_GetPathSegment", SIZE, P, I)
_segment_type = native("FPDFPathSegment_GetType", I, P)
_segment_close = native("FPDFPathSegment_GetClose", I, P)
_segment_point = native("FPDFPathSegment_GetPoint", I, P, P, P)


class _Ink(NamedTuple):
    """What was drawn, in the page's own points and in the order of painting; white ink shows on a fill only."""

    dark: Boxes
    white: Boxes
    fills: Boxes
    colours: list[int]
    images: Boxes


def read_paths(
    page: int, frame: Frame, glyphs: Glyphs
) -> tuple[Rules, Rules, tuple[tuple[float, float, float, float], ...]]:
    """The page's horizontal and vertical rules, and the boxes of its images, as seen."""
    ink = _Ink([], [], [], [], [])
    count = min(_count(page), _MAX_OBJECTS)
    _read_objects(list(map(_get, repeat(page), range(count))), np.eye(3), ink, 0)
    fills, colours = _seen(ink.fills, frame), np.array(ink.colours, np.int64)
    dark, white = (_on_page(_seen(boxes, frame), frame) for boxes in (ink.dark, ink.white))
    images = tuple((x0, top, x1, bottom) for x0, top, x1, bottom in _on_page(_seen(ink.images, frame), frame).tolist())
    return *rules_on_page(dark, white, fills, colours, glyphs), images


def _seen(boxes: Boxes, frame: Frame) -> Floats:
    """Boxes as seen, cut to the page."""
    if not boxes:
        return np.zeros((0, 4))
    limits = np.array([frame.width, frame.height, frame.width, frame.height])
    seen: Floats = np.clip(np.nan_to_num(frame.boxes(np.array(boxes))), 0.0, limits)
    return seen


def _on_page(seen: Floats, frame: Frame) -> Floats:
    """Those of the boxes that do not lie flat on the page's edge, cut away."""
    x0, top, x1, bottom = seen.T
    kept: Floats = seen[(x1 > 0) & (bottom > 0) & (x0 < frame.width) & (top < frame.height)]
    return kept


def _read_objects(handles: list[int], matrix: Floats, ink: _Ink, depth: int) -> None:
    kinds = gather(_type, (handles,), len(handles))
    by_kind = {kind: [handles[i] for i in np.flatnonzero(kinds == kind).tolist()] for kind in (_PATH, _IMAGE, _FORM)}
    if by_kind[_PATH]:
        _read_paths(by_kind[_PATH], matrix, ink)
    if by_kind[_IMAGE]:
        ink.images.extend(map(tuple, _placed(_box(by_kind[_IMAGE]), matrix).tolist()))
    for form in by_kind[_FORM] if depth < _MAX_DEPTH else ():
        children = list(map(_form_get, repeat(form), range(min(_form_count(form), _MAX_OBJECTS))))
        _read_objects(children, _own_matrices([form])[0] @ matrix, ink, depth + 1)


def _box(handles: list[int]) -> NDArray[np.float32]:
    box = np.zeros((len(handles), 4), np.float32)  # left, bottom, right, top
    fill(_bounds, (handles,), box, fields=4)
    return box


def _own_matrices(handles: list[int]) -> Floats:
    """The objects' matrices, n x 3 x 3, for row vectors (x, y, 1)."""
    flat = np.zeros((len(handles), 6), np.float32)
    fill(_matrix, (handles,), flat)
    full = np.zeros((len(handles), 3, 3))
    full[:, :, :2] = flat.reshape(-1, 3, 2)
    full[:, 2, 2] = 1.0
    return full


def _placed(boxes: NDArray[np.float32] | Floats, matrix: Floats) -> Floats:
    """Boxes (x0, y0, x1, y1) put through a matrix, as the boxes around the result."""
    corners = boxes[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 4, 2).astype(np.float64)
    corners = corners @ matrix[:2, :2] + matrix[2, :2]
    placed: Floats = np.hstack((corners.min(axis=1), corners.max(axis=1)))
    return placed


class _Style(NamedTuple):
    """How paths are painted, one entry a path."""

    filled: NDArray[np.bool_]
    stroked: NDArray[np.bool_]
    colour: list[int]  # of the stroke, or else of the fill; PAPER for white


def _style(paths: list[int]) -> _Style:
    mode = np.zeros((len(paths), 2), np.int32)
    fill(_draw_mode, (paths,), mode, fields=2)
    filled, stroked = mode[:, 0] != 0, mode[:, 1] != 0
    colour = np.zeros((len(paths), 4), np.uint32)
    fill(_fill_colour, (paths,), colour, fields=4)
    if stroked.any():
        rows = np.flatnonzero(stroked)
        pen = np.zeros((len(rows), 4), np.uint32)
        fill(_stroke_colour, ([paths[i] for i in rows.tolist()],), pen, fields=4)
        shown = pen[:, 3] > 0
        stroked[rows] = shown
        filled &= colour[:, 3] > 0
        colour[rows[shown]] = pen[shown]
    filled &= stroked | (colour[:, 3] > 0)
    number = (colour[:, :3].astype(np.int64) * (1 << 16, 1 << 8, 1)).sum(axis=1) + 1
    number[(colour[:, :3] >= _WHITE).all(axis=1)] = PAPER
    return _Style(filled, stroked, number.tolist())


def _read_paths(paths: list[int], matrix: Floats, ink: _Ink) -> None:
    style = _style(paths)
    box = _placed(_box(paths), matrix)
    width, height = (box[:, 2:] - box[:, :2]).T
    # PDFium's bounds of a stroke reach out by its whole width on every side: half too far across, all of it along.
    pen = np.where(style.stroked, np.minimum(width, height) / 4, 0.0)
    across, along = np.where(width < height, pen, 2 * pen), np.where(width < height, 2 * pen, pen)
    box += np.stack((across, along, -across, -along), axis=1)
    width, height = width - 2 * across, height - 2 * along
    bar = is_thin(np.minimum(width, height), np.maximum(width, height))
    bar &= gather(_segments, (paths,), len(paths)) <= _BAR_SEGMENTS
    bar |= np.maximum(width, height) <= THIN  # a dot, however round
    painted = (style.filled | style.stroked) & _cut(paths, box, matrix)
    for i in np.flatnonzero(painted & bar).tolist():
        (ink.dark if style.colour[i] else ink.white).append(tuple(box[i].tolist()))
    rest = np.flatnonzero(painted & ~bar).tolist()
    if rest:
        own = _own_matrices([paths[i] for i in rest]) @ matrix
        for i, placing in zip(rest, own, strict=True):
            _read_outline(paths[i], placing, bool(style.stroked[i]), style.colour[i], ink)


def _cut(paths: list[int], box: Floats, matrix: Floats) -> NDArray[np.bool_]:
    """Cut the paths' boxes, in place, to what their clip paths leave of them; tells which paths are left at all."""
    rows, clip = clips(paths)
    left = np.ones(len(paths), np.bool_)
    if len(rows):
        clip = _placed(np.nan_to_num(clip, posinf=_FAR, neginf=-_FAR), matrix)
        box[rows, :2] = np.maximum(box[rows, :2], clip[:, :2])
        box[rows, 2:] = np.minimum(box[rows, 2:], clip[:, 2:])
        left[rows] = (box[rows, :2] <= box[rows, 2:]).all(axis=1)
    return left


def _read_outline(path: int, matrix: Floats, stroked: bool, colour: int, ink: _Ink) -> None:
    """A path that is no single bar: the straight sides of what is stroked, the rectangles of what is filled."""
    count = _segments(path)
    if not 2 <= count <= _MAX_SEGMENTS:
        return
    segments = list(map(_segment, repeat(path), range(count)))
    if not stroked and any(_segment_type(segment) == _BEZIER_TO for segment in segments[:_GLANCE]):
        return  # a filled outline with curves: a letter drawn, a logo
    kinds = gather(_segment_type, (segments,), count)
    point = np.zeros((count, 2), np.float32)
    fill(_segment_point, (segments,), point, fields=2)
    points = point.astype(np.float64) @ matrix[:2, :2] + matrix[2, :2]
    closed = gather(_segment_close, (segments,), count) != 0
    starts = np.flatnonzero(kinds == _MOVE_TO).tolist() or [0]
    shade = ink.dark if colour else ink.white
    pen = _pen_width(path, matrix) if stroked else 0.0
    for start, end in zip(starts, [*starts[1:], count], strict=True):
        part, curved = points[start:end], (kinds[start:end] == _BEZIER_TO)
        if stroked:
            shade.extend(_sides(part, curved, bool(closed[end - 1]), pen))
        elif not curved.any():
            _add_rectangle(part, colour, ink)


def _pen_width(path: int, matrix: Floats) -> float:
    width = ctypes.c_float()
    _stroke_width(path, ctypes.addressof(width))
    return max(float(width.value) * float(np.sqrt(abs(np.linalg.det(matrix[:2, :2])))), HAIR)


def _sides(points: Floats, curved: NDArray[np.bool_], closed: bool, pen: float) -> Boxes:
    """The straight sides along an axis, each as a bar of the pen's width."""
    if closed:
        points, curved = np.concatenate((points, points[:1])), np.r_[curved, False]
    one, other = points[:-1], points[1:]
    low, high = np.minimum(one, other), np.maximum(one, other)
    still = (high - low) <= _AXIS
    along = (still.sum(axis=1) == 1) & ~curved[1:]
    half = pen / 2 * still
    return [tuple(row) for row in np.concatenate((low - half, high + half), axis=1)[along].tolist()]


def _add_rectangle(points: Floats, colour: int, ink: _Ink) -> None:
    """A filled rectangle: a bar where it is thin, else a fill."""
    low, high = points.min(axis=0), points.max(axis=0)
    on_side = (np.abs(points - low) <= _AXIS) | (np.abs(points - high) <= _AXIS)
    if not on_side.all() or len(points) < 4:
        return
    box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    size = np.sort(high - low)
    if is_thin(size[:1], size[1:])[0]:
        (ink.dark if colour else ink.white).append(box)
    else:
        ink.fills.append(box)
        ink.colours.append(colour)
