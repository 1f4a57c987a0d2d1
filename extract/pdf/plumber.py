"""The second reader of PDF pages: pdfplumber (pdfminer), for `--engine pdfplumber` and for a second opinion.

It shares no code with the first on the way from the file to glyphs and strokes.
"""

import io
import logging
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from extract.ink import finish_glyphs, quarter_turns, without_slanted
from extract.page import NO_LETTER, Book, Floats, Glyphs, Page, bounded, unreadable
from extract.pdf.pages import damaged, pages_to_read
from extract.pdf.programs import Fonts
from extract.pdf.unmapped import issues_of
from extract.strokes import HAIR, PAPER, THIN, is_thin, rules_on_page
from phuluc.issues import Issue, IssueKind
from phuluc.settings import Settings, locked_by_password, over_limit
from phuluc.source import Source

Mark = dict[str, Any]  # pdfplumber's record of a character or a stroke
Boxes = list[tuple[float, float, float, float]]  # x0, top, x1, bottom

# Without a handler of anybody's, Python would print pdfminer's warnings on standard error.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_UNNAMED = re.compile(r"\(cid:\d+\)")  # pdfminer's name for a glyph that has no letter in the file
_WHITE = 0.98
_AXIS = 0.5  # points: how far a stroke's ends may be out of line


def open_pdf(data: bytes, settings: Settings) -> Book:
    """Open a PDF; its pages are read one by one as they are walked, and flushed behind.

    Raises:
        LockedSource: a password is needed, or the one given is wrong.
        DamagedSource: pdfminer cannot make sense of the file.
        LimitExceeded: more pages than `settings.limits.pages`; while walking, more characters on a page than
            `settings.limits.glyphs_per_page`.
        UsageError: the pages asked for are past the end.
    """
    document = open_document(data, settings)
    pages = document.pages
    numbers = pages_to_read(len(pages), settings)
    producer = document.metadata.get("Producer")
    return Book(
        len(pages),
        producer if isinstance(producer, str) and producer else None,
        _walk(document, [pages[number - 1] for number in numbers], settings.limits.glyphs_per_page),
    )


def open_document(data: bytes, settings: Settings) -> Any:
    """The document, its page tree read, to be closed by the caller.

    Of old encryptions pdfminer takes a password in Latin-1 alone.

    Raises:
        LockedSource, DamagedSource: as open_pdf says.
    """
    word = settings.password
    for spelling in [None] if word is None else [word, word.encode().decode("latin-1")]:
        try:
            document = pdfplumber.open(io.BytesIO(data), password=spelling)
            document.rsrcmgr = Fonts()
            document.pages  # noqa: B018 - it is read when it is first asked for
            return document
        except (PdfminerException, MalformedPDFException, TypeError) as error:  # the last for a page without any size
            if not error.args or not isinstance(error.args[0], PDFPasswordIncorrect | UnicodeEncodeError):
                raise damaged() from None
    raise locked_by_password("the PDF", settings)


def _walk(document: Any, pages: list[Any], limit: int) -> Iterator[Page]:
    try:
        for page in pages:
            yield _read_page(page, limit, document.rsrcmgr)
            page.close()
    finally:
        document.close()


def page_of(document: Any, number: int, settings: Settings) -> Page:
    """One page of an opened document; an unreadable one where the document has none of that number.

    Raises:
        LimitExceeded: as open_pdf says.
    """
    if number > len(document.pages):
        return unreadable(number, "pdfminer finds no page there")
    page = document.pages[number - 1]
    read = _read_page(page, settings.limits.glyphs_per_page, document.rsrcmgr)
    page.close()
    return read


def _read_page(page: Any, limit: int, programs: Fonts) -> Page:
    number = page.page_number
    programs.told.clear()
    page.page_obj.mediabox = _sorted(page.page_obj.mediabox)  # pdfminer counts from its first corner, wherever that is
    try:
        characters, objects, images = page.chars, (*page.lines, *page.rects, *page.curves), page.images
    except (PdfminerException, MalformedPDFException) as error:
        return unreadable(number, f"pdfminer stops at it ({type(error.args[0] if error.args else error).__name__})")
    if len(characters) > limit:
        raise over_limit(
            "glyphs_per_page", f"page {number} has {len(characters):,} characters, over the limit of {limit:,}"
        )
    x0, top, x1, bottom = _visible(page)
    glyphs, issues = _glyphs(characters, x0, top, number)
    shift = np.array([x0, top, x0, top])
    dark, white, fills, colours = _strokes(objects)
    limits = np.array([x1 - x0, bottom - top] * 2)
    bars, pale, painted = (np.clip(_lengths(part).reshape(-1, 4) - shift, 0.0, limits) for part in (dark, white, fills))
    horizontal, vertical = rules_on_page(bars, pale, painted, np.array(colours, np.int64), glyphs)
    pictures = tuple((i["x0"] - x0, i["top"] - top, i["x1"] - x0, i["bottom"] - top) for i in images)
    issues = (*issues, *_left_out(page, number), *issues_of(sorted(programs.told), number))
    return Page(number, x1 - x0, bottom - top, glyphs, horizontal, vertical, pictures, issues)


def _visible(page: Any) -> tuple[float, float, float, float]:
    """The visible box (x0, top, x1, bottom) in pdfplumber's points: the media box, cut as the crop box says.

    pdfplumber's own crop box is out of place on turned pages.
    """
    x0, top, x1, bottom = _sorted(page.mediabox)
    media, crop = _sorted(page.page_obj.mediabox), _sorted(page.page_obj.cropbox)
    cuts = deque(
        max(0.0, cut) for cut in (crop[0] - media[0], media[3] - crop[3], media[2] - crop[2], crop[1] - media[1])
    )
    cuts.rotate(round(page.rotation / 90))  # left, top, right, bottom, as they come to lie when the page is turned
    if cuts[0] + cuts[2] >= x1 - x0 or cuts[1] + cuts[3] >= bottom - top:
        return x0, top, x1, bottom  # nothing would be left
    return x0 + cuts[0], top + cuts[1], x1 - cuts[2], bottom - cuts[3]


def _sorted(box: Sequence[float]) -> tuple[float, float, float, float]:
    """A box given by any two opposite corners, the lower values first."""
    x0, y0, x1, y1 = _lengths(box).tolist()
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _left_out(page: Any, number: int) -> tuple[Issue, ...]:
    """An issue where annotations or form fields are drawn on the page: pdfminer reads the page's own content alone."""
    listed = resolve1(page.page_obj.annots)
    known = [resolve1(each) for each in listed] if isinstance(listed, list) else []
    drawn = [each for each in known if isinstance(each, dict) and "AP" in each]
    if not drawn:
        return ()
    return (
        Issue(IssueKind.ANNOTATIONS_LEFT_OUT, Source(number), f"{len(drawn)} of them; the engine pdfium reads them"),
    )


def _glyphs(characters: list[Mark], left: float, above: float, number: int) -> tuple[Glyphs, tuple[Issue, ...]]:
    """Characters to glyphs, seen from the visible box's corner (`left`, `above`) of page `number`."""
    places = [i for i, c in enumerate(characters) if not c["text"].isspace() and c["text"] != "\0"]
    if not places:
        return Glyphs.none(), ()
    printed = [characters[i] for i in places]
    x0, top, x1, bottom, size, y0 = (
        _lengths([c[key] for c in printed]) for key in ("x0", "top", "x1", "bottom", "size", "y0")
    )
    a, b, rise = (_lengths([c["matrix"][i] for c in printed]) for i in (0, 1, 5))
    turn, slanted = quarter_turns(a, b)
    fonts = {name: i for i, name in enumerate(dict.fromkeys(c["fontname"] for c in printed))}
    glyphs = Glyphs(
        # A font may map a glyph to " a", or to nothing.
        ["".join(_UNNAMED.sub(NO_LETTER, c["text"]).split()) or NO_LETTER for c in printed],
        x0 - left,
        top - above,
        x1 - left,
        bottom - above,
        np.where(turn == 0, bottom + y0 - rise, bottom) - above,
        np.where(turn % 2 == 0, size, x1 - x0),  # pdfplumber's size is the breadth of a letter that stands on its side
        np.array([fonts[c["fontname"]] for c in printed], np.int32),
        tuple(map(str, fonts)),
        turn=turn if turn.any() else None,
        spaced=np.diff(places, prepend=0) > 1,
    )
    glyphs, issues = without_slanted(glyphs, slanted, number)
    return finish_glyphs(glyphs), issues


def _lengths(told: Sequence[Any]) -> Floats:
    """Points as a column, whatever numbers pdfminer computed: whole ones of its own size among them."""
    return bounded(np.array(told, float))


def _strokes(objects: tuple[Mark, ...]) -> tuple[Boxes, Boxes, Boxes, list[int]]:
    """Paths to dark bars, white bars, and fills with their colours."""
    dark: Boxes = []
    white: Boxes = []
    fills: Boxes = []
    colours: list[int] = []
    numbers: dict[str, int] = {}
    for path in objects:
        box = (float(path["x0"]), float(path["top"]), float(path["x1"]), float(path["bottom"]))
        straight = all(step[0] != "c" for step in path["path"])
        pale = _is_white(path["stroking_color" if path["stroke"] else "non_stroking_color"])
        if path["stroke"]:
            (white if pale else dark).extend(_sides(path))
        elif path["fill"] and _is_bar(box, straight):
            (white if pale else dark).append(box)
        elif path["fill"] and straight and _is_rectangle(path["pts"], box):
            fills.append(box)
            colours.append(PAPER if pale else numbers.setdefault(str(path["non_stroking_color"]), len(numbers) + 1))
    return dark, white, fills, colours


def _is_bar(box: tuple[float, float, float, float], straight: bool) -> bool:
    """Whether a filled shape is a rule or a dot of one; what is curved and no dot is a letter's outline."""
    size = np.sort(np.array([box[2] - box[0], box[3] - box[1]]))
    return bool(size[1] <= THIN) or (straight and bool(is_thin(size[:1], size[1:])[0]))


def _is_rectangle(points: list[tuple[float, float]], box: tuple[float, float, float, float]) -> bool:
    """Whether all of a path's points lie on the sides of its box."""
    x0, top, x1, bottom = box
    return len(points) >= 4 and all(
        min(abs(x - x0), abs(x - x1)) <= _AXIS and min(abs(y - top), abs(y - bottom)) <= _AXIS for x, y in points
    )


def _is_white(colour: Any) -> bool:
    """Whether a colour as pdfminer gives it (gray, RGB or CMYK, 0 to 1) is the paper's."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    return bool(max(parts) <= 1 - _WHITE if len(parts) == 4 else min(parts) >= _WHITE)


def _sides(path: Mark) -> Boxes:
    """The straight sides along an axis, each as a bar of the pen's width."""
    # pdfminer gives the pen's width before scaling: a figure beyond any border's says nothing.
    half = min(max(float(path["linewidth"] or 0.0), HAIR), THIN) / 2
    found: Boxes = []
    start = place = None
    for step, *points in path["path"]:
        target = start if step == "h" else points[-1]
        if step == "m":
            start = target
        elif step != "c" and place is not None and target is not None:
            (ax, ay), (bx, by) = place, target
            flat, tall = abs(ay - by) <= _AXIS, abs(ax - bx) <= _AXIS
            if flat != tall:
                dx, dy = (0.0, half) if flat else (half, 0.0)
                found.append((min(ax, bx) - dx, min(ay, by) - dy, max(ax, bx) + dx, max(ay, by) + dy))
        place = target
    return found
