"""PDFium's path and image objects to rules and boxes, within form XObjects too."""

from collections.abc import Callable, Set
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats, Glyphs, Rules, bounded
from extract.pdf.clips import clips
from extract.pdf.frame import Frame
from extract.pdf.native import SIZE, I, Pointer, fill, gather, native, pointer, pointers
from extract.strokes import HAIR, PAPER, THIN, is_thin, rules_on_page

Boxes = list[Floats]  # own points: n x 4 (x0, y0, x1, y1) each

_PATH, _IMAGE, _FORM = 2, 3, 5  # kinds of page object
_BEZIER_TO, _MOVE_TO = 1, 2  # kinds of path segment (FPDF_SEGMENT_*)
_WHITE = 250  # of 255: paper
_MAX_DEPTH = 8  # forms within forms; a file may nest them without end
_MAX_OBJECTS = 200_000  # of one page: drawings beyond it are no table's
_MAX_SEGMENTS = 4_000  # of one path: maps and outlines beyond it are no table's
_BAR_SEGMENTS = 5  # a line has 2, a rectangle 4 or 5; more may be several pieces of a broken rule
_BOX_SEGMENTS = 4  # of a path that may be a box; with fewer it is a line
_AT_ONCE = 500  # paths whose outlines are held at once
_GLANCE = 8  # segments by which a filled path is told to be a letter's outline
_AXIS = 0.5  # points: how far a stroke's ends may be out of line

_NO_COLOURS = np.zeros(0, np.int64)

_count = native("FPDFPage_CountObjects", I)
_get = native("FPDFPage_GetObject", SIZE)
_form_count = native("FPDFFormObj_CountObjects", I)
_form_get = native("FPDFFormObj_GetObject", SIZE)
_type = native("FPDFPageObj_GetType", I)
_bounds = native("FPDFPageObj_GetBounds", I)
_matrix = native("FPDFPageObj_GetMatrix", I)
_draw_mode = native("FPDFPath_GetDrawMode", I)
_fill_colour = native("FPDFPageObj_GetFillColor", I)
_stroke_colour = native("FPDFPageObj_GetStrokeColor", I)
_stroke_width = native("FPDFPageObj_GetStrokeWidth", I)
_segments = native("FPDFPath_CountSegments", I)
_segment = native("FPDFPath_GetPathSegment", SIZE)
_segment_type = native("FPDFPathSegment_GetType", I)
_segment_close = native("FPDFPathSegment_GetClose", I)
_segment_point = native("FPDFPathSegment_GetPoint", I)


class _Ink(NamedTuple):
    """What was drawn, in the page's own points and in the order of painting; white ink shows on a fill only."""

    dark: Boxes
    white: Boxes
    fills: Boxes
    colours: list[NDArray[np.int64]]
    images: Boxes
    shapes: "list[_Shapes]"


class _Shapes(NamedTuple):
    """Paths that are no single bars, still to be read: in the order of painting, one entry a path."""

    paths: list[Pointer]
    segments: NDArray[np.int64]
    stroked: NDArray[np.bool_]
    colours: NDArray[np.int64]
    matrix: Floats  # of them all


def read_paths(
    page: Pointer, frame: Frame, glyphs: Glyphs, texts: Set[int]
) -> tuple[Rules, Rules, tuple[tuple[float, float, float, float], ...]]:
    """The page's horizontal and vertical rules, and the boxes of its images, as seen.

    `texts` are addresses of text objects: four of five objects are, and need not be asked what they are.
    """
    ink = _Ink([], [], [], [], [], [])
    count = min(_count(page), _MAX_OBJECTS)
    _read_objects(_others(_get, page, count, texts), np.eye(3), ink, _MAX_OBJECTS - count, texts)
    _read_shapes(ink)
    fills, colours = _seen(ink.fills, frame), np.concatenate((_NO_COLOURS, *ink.colours))
    dark, white, images = (_on_page(_seen(boxes, frame), frame) for boxes in (ink.dark, ink.white, ink.images))
    pictures = tuple((x0, top, x1, bottom) for x0, top, x1, bottom in images.tolist())
    return *rules_on_page(dark, white, fills, colours, glyphs), pictures


def _seen(boxes: Boxes, frame: Frame) -> Floats:
    """Boxes as seen, cut to the page."""
    if not any(map(len, boxes)):
        return np.zeros((0, 4))
    limits = np.array([frame.width, frame.height, frame.width, frame.height])
    seen = frame.boxes(np.concatenate(boxes))
    cut: Floats = np.minimum(np.maximum(seen, 0.0), limits)
    cut[np.isnan(cut)] = 0.0
    return cut


def _on_page(seen: Floats, frame: Frame) -> Floats:
    """Those of the boxes that do not lie flat on the page's edge, cut away."""
    x0, top, x1, bottom = seen.T
    kept: Floats = seen[(x1 > 0) & (bottom > 0) & (x0 < frame.width) & (top < frame.height)]
    return kept


def _others(get: Callable[..., int], owner: Pointer, count: int, texts: Set[int]) -> list[Pointer]:
    """The first `count` objects of a page or form, but for the text objects."""
    return [pointer(found) for found in map(get, repeat(owner), range(count)) if found not in texts]


def _read_objects(handles: list[Pointer], matrix: Floats, ink: _Ink, room: int, texts: Set[int], depth: int = 0) -> int:
    """Read objects, and `room` at most of those of the forms among them; how many more of the page may be read."""
    kinds = gather(_type, (handles,), len(handles))
    by_kind = {kind: [handles[i] for i in np.flatnonzero(kinds == kind).tolist()] for kind in (_PATH, _IMAGE, _FORM)}
    if by_kind[_PATH]:
        _read_paths(by_kind[_PATH], matrix, ink)
    if by_kind[_IMAGE]:
        ink.images.append(_placed(_box(by_kind[_IMAGE]), matrix))
    for form in by_kind[_FORM] if depth < _MAX_DEPTH else ():
        count = min(_form_count(form), room)
        children = _others(_form_get, form, count, texts)
        room = _read_objects(children, _own_matrices([form])[0] @ matrix, ink, room - count, texts, depth + 1)
    return room


def _box(handles: list[Pointer]) -> NDArray[np.float32]:
    box = np.zeros((len(handles), 4), np.float32)  # left, bottom, right, top
    fill(_bounds, (handles,), box, fields=4)
    return box


def _own_matrices(handles: list[Pointer]) -> Floats:
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
    colour: NDArray[np.int64]  # of the stroke, or else of the fill; PAPER for white


def _style(paths: list[Pointer]) -> _Style:
    mode = np.zeros((len(paths), 2), np.int32)
    fill(_draw_mode, (paths,), mode, fields=2)
    colour = _colours(_fill_colour, paths, filled := mode[:, 0] != 0)
    pen = _colours(_stroke_colour, paths, stroked := mode[:, 1] != 0)
    filled &= colour[:, 3] > 0
    stroked &= pen[:, 3] > 0
    colour[stroked] = pen[stroked]
    number = (colour[:, :3].astype(np.int64) * (1 << 16, 1 << 8, 1)).sum(axis=1) + 1
    number[(colour[:, :3] >= _WHITE).all(axis=1)] = PAPER
    return _Style(filled, stroked, number)


def _colours(function: Callable[..., int], paths: list[Pointer], asked: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Red, green, blue and opacity of the paths `asked` for; zeros of the others."""
    colours = np.zeros((len(paths), 4), np.uint32)
    if asked.any():
        rows = np.flatnonzero(asked)
        found = np.zeros((len(rows), 4), np.uint32)
        fill(function, ([paths[i] for i in rows.tolist()],), found, fields=4)
        colours[rows] = found
    return colours


def _read_paths(paths: list[Pointer], matrix: Floats, ink: _Ink) -> None:
    style = _style(paths)
    box = _placed(_box(paths), matrix)
    width, height = (box[:, 2:] - box[:, :2]).T
    # PDFium's bounds of a stroke reach out by its whole width on every side: half too far across, all of it along.
    broad = ~is_thin(np.minimum(width, height), np.maximum(width, height))
    pen = np.where(style.stroked, np.minimum(width, height) / 4, 0.0)
    across, along = np.where(width < height, pen, 2 * pen), np.where(width < height, 2 * pen, pen)
    box += np.stack((across, along, -across, -along), axis=1)
    width, height = width - 2 * across, height - 2 * along
    bar = is_thin(np.minimum(width, height), np.maximum(width, height))
    bar &= (counts := gather(_segments, (paths,), len(paths))) <= _BAR_SEGMENTS
    bar &= ~broad | (counts < _BOX_SEGMENTS)  # of what is left of a box, nearly square, once its pen is taken off
    bar |= np.maximum(width, height) <= THIN  # a dot, however round
    whole = box.copy()
    painted = (style.filled | style.stroked) & _cut(paths, box, matrix)
    # WeasyPrint draws one side of a box as the box's whole frame, cut to that side.
    width, height = (box[:, 2:] - box[:, :2]).T
    side = style.filled & (box != whole).any(axis=1)
    bar |= side & is_thin(np.minimum(width, height), np.maximum(width, height))
    bars = painted & bar
    _add_bars(box[bars], style.colour[bars], ink)
    rest = np.flatnonzero(painted & ~bar)
    some = [paths[i] for i in rest.tolist()]
    ink.shapes.append(_Shapes(some, counts[rest], style.stroked[rest], style.colour[rest], matrix))


def _read_shapes(ink: _Ink) -> None:
    """Read the outlines of shapes, but of white fills on a page that has no others: those show nothing.

    Word fills the background of each line of text so: 47 shapes a page in p08.
    """
    tinted = any((each.colours[~each.stroked] != PAPER).any() for each in ink.shapes)
    for each in ink.shapes:
        shown = np.flatnonzero(each.stroked | tinted)
        for start in range(0, len(shown), _AT_ONCE):
            rows = shown[start : start + _AT_ONCE]
            some = [each.paths[i] for i in rows.tolist()]
            _read_outlines(some, each.segments[rows], each.stroked[rows], each.colours[rows], each.matrix, ink)


def _cut(paths: list[Pointer], box: Floats, matrix: Floats) -> NDArray[np.bool_]:
    """Cut the paths' boxes, in place, to what their clip paths leave of them; tells which paths are left at all."""
    rows, clip = clips(paths)
    left = np.ones(len(paths), np.bool_)
    if len(rows):
        clip = _placed(bounded(clip), matrix)
        box[rows, :2] = np.maximum(box[rows, :2], clip[:, :2])
        box[rows, 2:] = np.minimum(box[rows, 2:], clip[:, 2:])
        left[rows] = (box[rows, :2] <= box[rows, 2:]).all(axis=1)
    return left


class _Outlines(NamedTuple):
    """The segments of paths, one path's after the other's: end points in the page's own points, one a segment."""

    of: NDArray[np.intp]  # the path of each segment
    first: NDArray[np.intp]  # where each part begins: a path may have several
    points: Floats
    curved: NDArray[np.bool_]
    handles: list[Pointer]

    @property
    def last(self) -> NDArray[np.intp]:
        """Where each part ends."""
        return np.append(self.first[1:], len(self.of)) - 1


def _read_outlines(
    paths: list[Pointer],
    counts: NDArray[np.int64],
    stroked: NDArray[np.bool_],
    colours: NDArray[np.int64],
    matrix: Floats,
    ink: _Ink,
) -> None:
    """Paths that are no single bar: the straight sides of what is stroked, the rectangles of what is filled.

    A filled outline that begins with a curve is a letter drawn, or a logo; `counts` are the paths' segments.
    """
    counts = np.where((counts < 2) | (counts > _MAX_SEGMENTS), 0, counts)
    handles, of = _handles(paths, np.where(stroked | (counts <= _GLANCE), 0, _GLANCE))
    counts[of[gather(_segment_type, (handles,), len(handles)) == _BEZIER_TO]] = 0
    if not counts.any():
        return
    outlines = _outlines(paths, counts, matrix)
    if stroked.any():
        _add_sides(outlines, stroked, _pen_widths(paths, matrix), colours, ink)
    filled = ~stroked
    filled[outlines.of[outlines.curved & (counts <= _GLANCE)[outlines.of]]] = False
    _add_rectangles(outlines, filled, colours, ink)


def _handles(paths: list[Pointer], counts: NDArray[np.int64]) -> tuple[list[Pointer], NDArray[np.intp]]:
    """The first `counts` segments of each path, and which path each is of."""
    of = np.repeat(np.arange(len(paths)), counts)
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    return pointers(_segment, [paths[i] for i in of.tolist()], place.tolist()), of


def _outlines(paths: list[Pointer], counts: NDArray[np.int64], matrix: Floats) -> _Outlines:
    handles, of = _handles(paths, counts)
    kinds = gather(_segment_type, (handles,), len(handles))
    own = np.zeros((len(handles), 2), np.float32)
    fill(_segment_point, (handles,), own, fields=2)
    placing = (_own_matrices(paths) @ matrix)[of]
    return _Outlines(
        of,
        np.flatnonzero((kinds == _MOVE_TO) | np.diff(of, prepend=-1).astype(bool)),
        np.einsum("ni,nij->nj", own.astype(np.float64), placing[:, :2, :2]) + placing[:, 2, :2],
        kinds == _BEZIER_TO,
        handles,
    )


def _pen_widths(paths: list[Pointer], matrix: Floats) -> Floats:
    width = np.zeros((len(paths), 1), np.float32)
    fill(_stroke_width, (paths,), width)
    scale = np.sqrt(np.abs(np.linalg.det((_own_matrices(paths) @ matrix)[:, :2, :2])))
    widths: Floats = np.maximum(width[:, 0] * scale, HAIR)
    return widths


def _add_sides(
    outlines: _Outlines, stroked: NDArray[np.bool_], pens: Floats, colours: NDArray[np.int64], ink: _Ink
) -> None:
    """The straight sides along an axis, each as a bar of the pen's width."""
    last = outlines.last
    closed = gather(_segment_close, ([outlines.handles[i] for i in last.tolist()],), len(last)) != 0
    before = np.arange(len(outlines.of)) - 1
    before[outlines.first] = np.where(closed, last, outlines.first)
    one, other = outlines.points[before], outlines.points
    low, high = np.minimum(one, other), np.maximum(one, other)
    still = (high - low) <= _AXIS
    along = (still.sum(axis=1) == 1) & ~outlines.curved & stroked[outlines.of]
    half = pens[outlines.of, None] / 2 * still
    _add_bars(np.concatenate((low - half, high + half), axis=1)[along], colours[outlines.of[along]], ink)


def _add_rectangles(outlines: _Outlines, filled: NDArray[np.bool_], colours: NDArray[np.int64], ink: _Ink) -> None:
    """Filled rectangles: bars where they are thin, else fills."""
    points, first = outlines.points, outlines.first
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    sizes = outlines.last - first + 1
    near = np.abs(points - np.repeat(low, sizes, axis=0)) <= _AXIS
    near |= np.abs(points - np.repeat(high, sizes, axis=0)) <= _AXIS
    square = np.logical_and.reduceat(near.all(axis=1) & ~outlines.curved, first)
    square &= (sizes >= 4) & filled[outlines.of[first]]
    boxes, colours = np.concatenate((low, high), axis=1)[square], colours[outlines.of[first]][square]
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    bar = is_thin(np.minimum(width, height), np.maximum(width, height))
    _add_bars(boxes[bar], colours[bar], ink)
    ink.fills.append(boxes[~bar])
    ink.colours.append(colours[~bar])


def _add_bars(boxes: Floats, colours: NDArray[np.int64], ink: _Ink) -> None:
    ink.dark.append(boxes[colours != PAPER])
    ink.white.append(boxes[colours == PAPER])
