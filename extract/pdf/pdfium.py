"""The first reader of PDF pages: PDFium, called through ctypes as seldom as can be.

PDFium's cost per character is the calls, so there are two (text object, loose box), each mapped over a whole page
into one buffer; what a run of characters shares (font, size, matrix, baseline) is asked once a run.
"""

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw
from pypdfium2.internal import bases

from extract.ink import finish_glyphs, quarter_turns, without_slanted
from extract.page import Book, Floats, Glyphs, Ints, Page, bounded, unreadable
from extract.pdf.clips import beside_cuts, clipped, clips
from extract.pdf.frame import Frame
from extract.pdf.native import (
    I,
    Pointer,
    address,
    fill,
    font_name,
    font_of,
    gather,
    ink_box,
    native,
    pointer,
    text_object,
)
from extract.pdf.pages import damaged, pages_to_read
from extract.pdf.paths import read_paths
from extract.pdf.seen import Eye, Upright
from extract.pdf.unmapped import Teller, with_lost
from phuluc.errors import PhulucError
from phuluc.issues import Issue
from phuluc.settings import Settings, locked_by_password, over_limit

Handle = Any  # one of pypdfium2's pointers

_ERR_PASSWORD = 4
# Points: in p08 fields for number and date are 20 high, stamps 110 and more; two lines of a decision's print are 30.
_STAMP = 30.0
_INVISIBLE, _CLIP_ONLY = 3, 7  # text render modes without ink
_BLANK = np.array([chr(code).isspace() for code in range(0x3001)] + [False])  # by code; the last is all others
MIDDLE = 0.3  # of the font size: how high a line's middle is over its baseline
ODD_SIZE = 3.0  # line boxes are 0.8 to 1.6 font sizes high
_PARTED = 0.02  # points: the parts of one glyph's breadth are equal and touch, but for rounding
_SURROGATE = 0xD800 >> 11
_MARKS = 0x300 >> 7  # combining marks: U+0300 to U+036F, and Greek capitals, which no decision prints
_NARROW = 0.01  # points: a glyph whose advance is smaller has its width only in its ink

_count_chars = native("FPDFText_CountChars", I)
_get_text = native("FPDFText_GetText", I)
_unicode = native("FPDFText_GetUnicode", ctypes.c_uint)
_generated = native("FPDFText_IsGenerated", I)
_loose_box = native("FPDFText_GetLooseCharBox", I)
_matrix = native("FPDFText_GetMatrix", I)
_font_size = native("FPDFText_GetFontSize", ctypes.c_double)
_mode = native("FPDFTextObj_GetTextRenderMode", I)


def open_pdf(data: bytes, settings: Settings) -> Book:
    """Open a PDF; its pages are read one by one as they are walked, and closed behind.

    Raises:
        LockedSource: a password is needed, or the one given is wrong.
        DamagedSource: PDFium cannot make sense of the file.
        LimitExceeded: more pages than `settings.limits.pages`; while walking, more characters on a page than
            `settings.limits.glyphs_per_page`.
        UsageError: the pages asked for are past the end.
    """
    document = load(data, settings)
    count = int(raw.FPDF_GetPageCount(document))
    try:
        numbers = pages_to_read(count, settings)
    except PhulucError:
        raw.FPDF_CloseDocument(document)
        raise
    return Book(count, _producer(document), _walk(document, data, numbers, settings))


def load(data: bytes, settings: Settings) -> Handle:
    """PDFium's handle of a document, to be closed by the caller; `data` must be held as long.

    Raises:
        LockedSource, DamagedSource: as open_pdf says.
    """
    password = settings.password
    spellings = [None] if password is None else [password.encode("utf-8"), password.encode("latin-1", "replace")]
    for spelling in spellings:
        document = raw.FPDF_LoadMemDocument64(data, len(data), spelling)
        if document:
            return document
        if raw.FPDF_GetLastError() != _ERR_PASSWORD:
            raise damaged()
    raise locked_by_password("the PDF", settings)


def _producer(document: Handle) -> str | None:
    size = raw.FPDF_GetMetaText(document, b"Producer", None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_GetMetaText(document, b"Producer", buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").strip("\0 ") or None


def _walk(document: Handle, data: bytes, numbers: Iterable[int], settings: Settings) -> Iterator[Page]:
    """Read the pages in turn. `data` is held here because PDFium reads from it as it goes."""
    try:
        eye = Eye()
        with Teller(data, settings) as teller:
            for number in numbers:
                yield teller.told(_read_page(document, number, settings.limits.glyphs_per_page, eye))
    finally:
        if bases.LIBRARY_AVAILABLE:  # a walk left open to the interpreter's end outlives PDFium itself
            raw.FPDF_CloseDocument(document)
        del data


def _load_page(document: Handle, number: int) -> Handle:
    """A page with its annotations and form fields as print shows them: signing tools fill in a decision's number so."""
    page = raw.FPDF_LoadPage(document, number - 1)
    if page and raw.FPDFPage_GetAnnotCount(page) > 0 and flatten(page):
        raw.FPDF_ClosePage(page)  # drawn into the document in memory; the page shows it when it is loaded again
        page = raw.FPDF_LoadPage(document, number - 1)
    return page


def flatten(page: Handle) -> bool:
    """Draw a page's annotations and form fields into it, in memory; whether there was anything to draw.

    The stamp of a digital signature ("Ký bởi: ...") is left out: it stands over the print, often over a table.
    """
    for place in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        if _is_stamp(page, place):
            raw.FPDFPage_RemoveAnnot(page, place)
    return bool(raw.FPDFPage_Flatten(page, raw.FLAT_PRINT) == raw.FLATTEN_SUCCESS)


def _is_stamp(page: Handle, place: int) -> bool:
    """Whether an annotation is a signature of several lines: signing tools fill in number and date as one-line ones."""
    annotation = raw.FPDFPage_GetAnnot(page, place)
    if not annotation:
        return False
    try:
        kind = (ctypes.c_ushort * 4)()  # "Sig" and its end: a signature field is its own widget (ISO 32000, 12.7.4.5)
        raw.FPDFAnnot_GetStringValue(annotation, b"FT", kind, ctypes.sizeof(kind))
        box = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(annotation, box)
        return bytes(kind).decode("utf-16-le", "replace") == "Sig\0" and abs(box.top - box.bottom) > _STAMP
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _read_page(document: Handle, number: int, limit: int, eye: Eye) -> Page:
    page = _load_page(document, number)
    if not page:
        return unreadable(number, "PDFium finds no page there")
    try:
        frame = _frame(page)
        text_page = raw.FPDFText_LoadPage(page)
        if not text_page:
            return unreadable(number, "its text cannot be loaded", frame.width, frame.height)
        try:
            text = _read_text(pointer(address(text_page)), frame, number, limit, eye)
        finally:
            raw.FPDFText_ClosePage(text_page)
        rules = read_paths(pointer(address(page)), frame, text.glyphs, text.objects)
    finally:
        raw.FPDF_ClosePage(page)
    return Page(
        number,
        frame.width,
        frame.height,
        text.glyphs,
        *rules,
        text.issues,
        lying=text.lying,
        cut_off=text.cut_off,
    )


def _frame(page: Handle) -> Frame:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    return Frame(box.left, box.bottom, box.right, box.top, int(raw.FPDFPage_GetRotation(page)) % 4)


class _Text(NamedTuple):
    """What a text page gives a Page, and the addresses of its text objects.

    `lying` is the share of glyphs whose fonts say other letters than they draw; `cut_off` is Page's.
    """

    glyphs: Glyphs
    issues: tuple[Issue, ...] = ()
    lying: float = 0.0
    cut_off: tuple[tuple[float, float], ...] = ()
    objects: Set[int] = frozenset()


def _read_text(page: Pointer, frame: Frame, number: int, limit: int, eye: Eye) -> _Text:
    """The glyphs of a text page as seen, and what was met on the way."""
    count = max(_count_chars(page), 0)
    if count > limit:
        raise over_limit("glyphs_per_page", f"page {number} has {count:,} characters, over the limit of {limit:,}")
    codes = with_lost(page, _codes(page, count))
    blank = _BLANK[np.minimum(codes, len(_BLANK) - 1)]
    printed = np.flatnonzero(~blank)
    places = printed.tolist()
    if not places:
        return _Text(Glyphs.none())
    letters = list(codes[printed].tobytes().decode("utf-32-le"))
    own = np.empty((len(places), 4), np.float32)  # left, top, right, bottom
    fill(_loose_box, (repeat(page), places), own)
    own = bounded(own)
    mark = codes[printed] >> 7 == _MARKS
    _widen(page, places, own, mark)
    runs = _read_runs(page, places)
    lies = eye.lying(page, codes, runs.upright(printed), runs.fonts)
    lying = float(np.isin(runs.font, lies)[runs.of].mean()) if lies else 0.0
    text, keep = _join_pieces(letters, own, runs.of, mark)
    cut, ends = clips(runs.handles), own[:0]
    if len(cut.rows):
        gone = clipped(runs.handles, cut, *_middles(own[keep], runs, runs.of[keep]), runs.of[keep])
        ends = own[keep[beside_cuts(gone, runs.of[keep])]]
        text, keep = [text[i] for i in np.flatnonzero(~gone).tolist()], keep[~gone]
    own, of = own[keep], runs.of[keep]
    x0, top, x1, bottom = frame.boxes(own.astype(np.float64)).T
    base = frame.points(runs.origin)[:, 1][of]
    turn = ((runs.turn - frame.rotation) % 4)[of]
    glyphs = Glyphs(
        text,
        x0,
        top,
        x1,
        bottom,
        np.where(turn == 0, base, bottom),
        _sizes(runs.size[of], x0, top, x1, bottom, turn),
        runs.font[of],
        runs.fonts,
        turn=turn if turn.any() else None,
        hidden=runs.hidden[of] if runs.hidden.any() else None,
        spaced=_after_blanks(page, blank, printed)[keep],
    )
    glyphs, issues = without_slanted(glyphs, runs.slanted[of], number)
    cut_off = tuple(((a + c) / 2, (b + d) / 2) for a, b, c, d in frame.boxes(ends.astype(np.float64)).tolist())
    return _Text(finish_glyphs(glyphs), issues, lying, cut_off, runs.objects)


def _middles(own: NDArray[np.float32], runs: "_Runs", of: Ints) -> tuple[Floats, Floats]:
    """The glyphs' middles (x, y) in own points: along the line each its own, across it the line's."""
    turn, origin, rise = runs.turn[of], runs.origin[of], MIDDLE * runs.size[of]
    x, y = (own[:, 0] + own[:, 2]) / 2, (own[:, 1] + own[:, 3]) / 2
    aside = turn % 2 == 1
    return np.where(aside, origin[:, 0] + (turn - 2) * rise, x), np.where(aside, y, origin[:, 1] + (1 - turn) * rise)


def _sizes(told: Floats, x0: Floats, top: Floats, x1: Floats, bottom: Floats, turn: Ints) -> Floats:
    """Font sizes as seen; a Type 3 font's own size may be in any unit, and then its line boxes tell."""
    box = np.where(turn % 2 == 0, bottom - top, x1 - x0)
    odd = (told > ODD_SIZE * box) | (told * ODD_SIZE < box)
    return np.where(odd & (box > 0), box, told)


def _codes(page: Pointer, count: int) -> NDArray[np.uint32]:
    """The Unicode of each of the page's characters; in one call where its text and its characters go in pairs."""
    units = np.zeros(count + 1, "<u2")
    written = _get_text(page, 0, count, pointer(units.ctypes.data))
    codes = units[:count].astype("<u4")
    if written != count + 1 or (codes >> 11 == _SURROGATE).any():
        codes = np.fromiter(map(_unicode, repeat(page), range(count)), "<u4", count)
        codes[(codes >> 11 == _SURROGATE) | (codes > 0x10FFFF)] = 0xFFFD
    return codes


def _after_blanks(page: Pointer, blank: NDArray[np.bool_], printed: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which printed characters come after a blank of the file's own; PDFium makes others where it sees gaps."""
    places = np.flatnonzero(blank)
    own = np.zeros(len(blank), np.int64)
    own[places] = gather(_generated, (repeat(page), places.tolist()), len(places)) == 0
    return np.diff(np.cumsum(own)[printed], prepend=0) > 0


def _widen(page: Pointer, places: list[int], own: NDArray[np.float32], mark: NDArray[np.bool_]) -> None:
    """Give glyphs without an advance (fonts that tell no widths) the breadth of their ink.

    A combining mark keeps its place on the right, where the letter before it ends, whatever its ink does there.
    """
    narrow = (np.abs(own[:, 2] - own[:, 0]) < _NARROW) | (np.abs(own[:, 1] - own[:, 3]) < _NARROW)
    for row in np.flatnonzero(narrow).tolist():
        if ink := ink_box(page, places[row]):
            left, right, bottom, top = ink
            x0, y1, x1, y0 = own[row]
            own[row] = (min(x0, left), max(y1, top), x1 if mark[row] else max(x1, right), min(y0, bottom))


def _join_pieces(
    text: list[str], own: NDArray[np.float32], run: Ints, mark: NDArray[np.bool_]
) -> tuple[list[str], NDArray[np.intp]]:
    """One glyph that says several letters, as one again; also the places of the characters that are kept.

    PDFium gives the letters of a ligature all one place, and those that ToUnicode names for one glyph (a letter and
    its marks) equal parts of its breadth. `own` is widened in place.
    """
    same = (own[1:] == own[:-1]).all(axis=1)
    breadth = own[:, 2] - own[:, 0]
    part = mark[1:] & (own[1:, 1] == own[:-1, 1]) & (own[1:, 3] == own[:-1, 3]) & (breadth[1:] > 0)
    part &= (np.abs(own[1:, 0] - own[:-1, 2]) < _PARTED) & (np.abs(np.diff(breadth)) < _PARTED)
    joined = (same | part) & (run[1:] == run[:-1])
    if not joined.any():
        return text, np.arange(len(text))
    first = np.flatnonzero(np.concatenate(([True], ~joined)))
    ends = np.append(first[1:], len(text))
    own[first, 2] = own[ends - 1, 2]
    pieces = zip(first.tolist(), ends.tolist(), strict=True)
    return [text[a] if b - a == 1 else unicodedata.normalize("NFC", "".join(text[a:b])) for a, b in pieces], first


# --- what a run of characters shares ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """The text objects behind a page's characters: `of[i]` is the run of character i; the others have one a run.

    `handles` are pointers to the objects, `objects` their addresses. `turn` counts quarter turns anticlockwise from the
    page's own upright, `origin` is (x, y) in its own points.
    """

    handles: list[Pointer]
    objects: Set[int]
    of: Ints
    origin: Floats
    turn: Ints
    slanted: NDArray[np.bool_]
    size: Floats
    font: Ints
    fonts: tuple[str, ...]
    hidden: NDArray[np.bool_]

    def upright(self, places: NDArray[np.intp]) -> Upright:
        """The upright ones of the characters, which stand at these places."""
        keep = (self.turn == 0)[self.of]
        of = self.of[keep]
        return Upright(places[keep], self.font[of], self.origin[of, 1])


def _read_runs(page: Pointer, places: list[int]) -> _Runs:
    objects = gather(text_object, (repeat(page), places), len(places))
    new = np.ones(len(places), np.bool_)
    new[1:] = objects[1:] != objects[:-1]
    first, of = np.flatnonzero(new), np.cumsum(new, dtype=np.int32) - 1
    heads = [places[i] for i in first.tolist()]
    matrix = np.zeros((len(heads), 6), np.float32)
    fill(_matrix, (repeat(page), heads), matrix)
    a, b, c, d, *origin = bounded(matrix).T.astype(np.float64)
    size = np.fromiter(map(_font_size, repeat(page), heads), np.float64, len(heads)) * np.hypot(c, d)
    addresses = objects[first].tolist()
    handles = list(map(pointer, addresses))
    font_at = list(map(font_of, handles))
    name_of = {font: font_name(font) for font in dict.fromkeys(font_at)}
    fonts = {name: place for place, name in enumerate(dict.fromkeys(name_of.values()))}
    place_of = {font: fonts[name] for font, name in name_of.items()}
    mode = gather(_mode, (handles,), len(handles))
    return _Runs(
        handles,
        frozenset(addresses),
        of,
        np.stack(origin, axis=1),
        *quarter_turns(a, b),
        np.abs(bounded(size)),
        np.fromiter(map(place_of.__getitem__, font_at), np.int32, len(font_at)),
        tuple(fonts),
        (mode == _INVISIBLE) | (mode == _CLIP_ONLY),
    )
