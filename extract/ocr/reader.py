"""The door of OCR: pages whose text layer is no use, and pictures that are sources themselves."""

import hashlib
import io
import os
import struct
import warnings
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from extract.grid.tables import find_tables
from extract.layout import lay_out
from extract.notice import Judgement, doubted, judge
from extract.ocr import store
from extract.ocr.engine import ready
from extract.page import Page
from extract.pdf.pages import pages_to_read
from extract.readers import Input
from phuluc.errors import DamagedSource, LimitExceeded, MissingTool, PhulucError
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, RawPage, SourceFile
from phuluc.settings import Settings
from phuluc.source import Source

if TYPE_CHECKING:  # digital pages do not pay for its import: 4 ms
    from concurrent.futures import Future, ThreadPoolExecutor

Picture = NDArray[np.uint8]

PLAIN_DPI = 200.0  # for pages drawn and not scanned; letters are read best there
LOWEST_DPI, HIGHEST_DPI = 150.0, 300.0  # a scan is rendered at its own resolution within these
MOST_PIXELS = 60_000_000  # of one page: A3 at 400 dpi
NOT_ASKED = "is left as it is, for OCR was not to be used"
BLANK = 240  # of 255: the darkest pixel of an empty sheet
FRESH = 16  # pages drawn before the document is opened anew: PDFium keeps every picture that it drew
AHEAD = 4  # pages in flight: enough to keep two cores busy, few enough to hold in memory
A4_HEIGHT = 11.69  # inches, for pictures that do not say their resolution


def mend(pages: Iterator[tuple[Page, RawPage]], data: bytes, settings: Settings) -> Iterator[RawPage]:
    """Pass good pages through and read the others by OCR, in order; `data` is the PDF that they come from.

    A page that cannot be drawn either stays as it is, with an issue.

    Raises:
        MissingTool: no page had a text layer, and Tesseract or its data is not installed.
    """
    desk = _Desk(data, settings)
    waiting: deque[Future[RawPage] | RawPage] = deque()
    readable = False
    try:
        for page, laid in pages:
            found = _judge(page, laid, settings)
            readable |= found.verdict in ("good", "partial")
            if found.verdict == "good":
                waiting.append(doubted(laid, found))
            elif settings.ocr == "never":
                waiting.append(_unread(laid, found, NOT_ASKED))
            else:
                waiting.append(desk.read(page, laid, found))
            while waiting and (len(waiting) > AHEAD or isinstance(waiting[0], RawPage)):
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())
    finally:
        desk.close()
    if desk.missing and not readable:
        raise MissingTool(desk.missing)


def _judge(page: Page, laid: RawPage, settings: Settings) -> Judgement:
    if any(issue.kind is IssueKind.PAGE_UNREADABLE for issue in page.issues):
        return Judgement("good", "there is nothing else to read it from")
    return Judgement("junk", "OCR was asked for") if settings.ocr == "always" else judge(page, laid)


def _done(page: "Future[RawPage] | RawPage") -> RawPage:
    return page if isinstance(page, RawPage) else page.result()


def _unread(laid: RawPage, found: Judgement, why: str) -> RawPage:
    """The page as its layer has it, with the reason why that is not to be trusted."""
    kind = IssueKind.JUNK_TEXT_LAYER if found.verdict == "junk" else IssueKind.NO_TEXT_LAYER
    issue = Issue(kind, Source(page=laid.number), f"{found.why}; it {why}")
    return replace(laid, issues=(*_without_no_text(laid.issues), issue))


def _without_no_text(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """The issues but the one that OCR answers."""
    return tuple(issue for issue in issues if issue.kind is not IssueKind.NO_TEXT_LAYER)


class _Desk:
    """Where pages wait for OCR: two threads opened with the first page; PDFium stays in the caller's thread.

    `missing` says what is not installed, once a page needed it.
    """

    def __init__(self, data: bytes, settings: Settings) -> None:
        self.missing = ""
        self._data = data
        self._settings = settings
        self._digest = ""
        self._pool: ThreadPoolExecutor | None = None
        self._document: Any = None
        self._drawn = 0

    def read(self, page: Page, laid: RawPage, found: Judgement) -> "Future[RawPage] | RawPage":
        """Begin to read a page from its picture; a blank one, and one that cannot be drawn, is done at once."""
        from pypdfium2 import PdfiumError

        kept = store.get(self._name(page, found), page.number)
        if kept is not None:
            return _mended(page, found, kept)
        try:
            picture, dpi = self._draw(page)
        except (PdfiumError, PhulucError):
            return _unread(laid, found, "cannot be drawn")
        if found.verdict == "empty" and int(picture.min()) > BLANK:
            return replace(laid, issues=_without_no_text(laid.issues))
        self.missing = self.missing or ready()
        if self.missing:
            return _unread(laid, found, self.missing)
        if self._pool is None:
            self._pool = _pool()
        return self._pool.submit(_read, page, found, picture, dpi, self._name(page, found))

    def _name(self, page: Page, found: Judgement) -> str:
        if not self._digest:
            self._digest = hashlib.sha256(self._data).hexdigest()
        return store.place_key(self._digest, page.number, _level(found))

    def _draw(self, page: Page) -> tuple[Picture, float]:
        import pypdfium2

        from extract.pdf.pdfium import load

        if self._drawn % FRESH == 0:
            self._close()
            self._document = pypdfium2.PdfDocument(load(self._data, self._settings))
        self._drawn += 1
        return draw(self._document, page)

    def close(self) -> None:
        """Stop the threads and close the document."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._close()

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
            self._document = None


def draw(document: Any, page: Page) -> tuple[Picture, float]:
    """A page of an open document as its reader sees it, forms filled in, and its dots an inch."""
    from extract.drawing import page_as_read

    sheet = page_as_read(document, page.number)
    dpi = _dpi(sheet, page)
    picture = sheet.render(scale=dpi / 72, rev_byteorder=True).to_numpy().copy()
    sheet.close()
    return picture, dpi


def _dpi(sheet: Any, page: Page) -> float:
    """The resolution of the page's largest picture, within bounds; drawn pages get the one that reads best."""
    from pypdfium2 import raw

    best: float = PLAIN_DPI
    area = 0.25 * page.width * page.height
    for image in sheet.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        x0, y0, x1, y1 = image.get_bounds()
        pixels = max(image.get_px_size())
        if (x1 - x0) * (y1 - y0) > area:
            area = float((x1 - x0) * (y1 - y0))
            best = float(72 * pixels / max(x1 - x0, y1 - y0))
    most = (MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5 * 72
    return float(min(max(LOWEST_DPI, min(best, HIGHEST_DPI)), most))


def _level(found: Judgement) -> bool:
    """Whether the page may lie crooked: where text is drawn beside the picture it does not."""
    return found.verdict != "partial"


def _read(page: Page, found: Judgement, picture: Picture, dpi: float, name: str) -> RawPage:
    return _mended(page, found, see(picture, dpi, page.number, level=_level(found), name=name))


def _mended(page: Page, found: Judgement, seen: Page) -> RawPage:
    from extract.ocr.blend import blend

    issues = _without_no_text(page.issues)
    if found.verdict == "partial":
        seen = blend(replace(page, issues=issues), seen)
    elif found.verdict == "junk":
        junk = Issue(IssueKind.JUNK_TEXT_LAYER, Source(page=page.number), found.why)
        seen = replace(seen, issues=(*issues, junk, *seen.issues))
    return _laid_out(seen)


def see(picture: Picture, dpi: float, number: int, *, level: bool = True, name: str = "") -> Page:
    """One picture as a Page, from the cache where it was read before, and kept there under `name` too.

    `level`: it may lie crooked or on its side.
    """
    from extract.ocr.page import prepare, read_page

    key = store.key(picture, dpi, level)
    kept = store.get(key, number)
    if kept is None:
        kept = read_page(prepare(picture, dpi, level=level), number)
        store.put(key, kept)
    if name:
        store.alias(key, name)
    return kept


def read_image(source: Input, settings: Settings) -> RawDocument:
    """Open a PNG, JPEG or (multi-page) TIFF.

    Raises:
        DamagedSource: no picture can be decoded.
        LimitExceeded: a page has more than MOST_PIXELS, or there are more pages than `settings.limits.pages`.
        UsageError: the pages asked for are past the end.
        MissingTool: Tesseract or its Vietnamese data is not installed.
    """
    from PIL import Image

    missing = ready()
    if missing:
        raise MissingTool(missing)
    image, count = _opened(source)
    numbers = pages_to_read(count, settings)
    media = Image.MIME.get(image.format or "", "image/*")
    file = SourceFile(source.name, hashlib.sha256(source.data).hexdigest(), media, count, None)
    return RawDocument(file, _frames(image, numbers))


def frames(source: Input, settings: Settings) -> Iterator[tuple[int, Picture, float]]:
    """The pages of a picture as they are read: number, pixels (grey or RGB), dots an inch.

    Raises:
        DamagedSource, LimitExceeded, UsageError: as read_image says.
    """
    image, count = _opened(source)
    for number in pages_to_read(count, settings):
        yield (number, *_frame(image, number))


def _opened(source: Input) -> tuple[Any, int]:
    """Pillow's picture, and how many frames it has."""
    from PIL import Image

    with _decoding("the picture is damaged and cannot be opened"):
        image = Image.open(io.BytesIO(source.data), formats=("PNG", "JPEG", "TIFF"))
        return image, int(getattr(image, "n_frames", 1))


def _frames(image: Any, numbers: range) -> Iterator[RawPage]:
    """The frames in order: decoded here, one after another, and read in threads."""
    waiting: deque[Future[RawPage]] = deque()
    pool = _pool()
    try:
        for number in numbers:
            waiting.append(pool.submit(_seen, *_frame(image, number), number))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _seen(picture: Picture, dpi: float, number: int) -> RawPage:
    return _laid_out(see(picture, dpi, number))


def _laid_out(page: Page) -> RawPage:
    from extract.ocr import doubts

    grids = find_tables(page)
    return lay_out(replace(page, issues=(*page.issues, *doubts.of_tables(page, grids))), grids)


def _pool() -> "ThreadPoolExecutor":
    """As many threads as there are cores to use, two at most: Tesseract holds one each."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1))


@contextmanager
def _decoding(what: str) -> Iterator[None]:
    """Whatever Pillow's decoders raise on damaged bytes as one error; their warnings say nothing to a user."""
    from PIL import Image, UnidentifiedImageError

    broken = (OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, OverflowError, struct.error, zlib.error)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (UnidentifiedImageError, Image.DecompressionBombError, *broken):
        raise DamagedSource(f"{what}; get a whole copy of it") from None


def _frame(image: Any, number: int) -> tuple[Picture, float]:
    with _decoding(f"page {number} of the picture is damaged"):
        image.seek(number - 1)
        width, height = image.size
        said = float(image.info.get("dpi", (0, 0))[0] or 0)
    if width * height > MOST_PIXELS:
        raise LimitExceeded(f"page {number} is over the limit of {MOST_PIXELS:,} pixels; scan it at 300 dpi")
    with _decoding(f"page {number} of the picture is damaged"):
        picture = _pixels(image)
    if not LOWEST_DPI / 2 <= said <= 2 * HIGHEST_DPI:
        said = max(picture.shape[:2]) / A4_HEIGHT
    if said > HIGHEST_DPI:
        import cv2

        scale = HIGHEST_DPI / said
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture, said = np.asarray(small, np.uint8), HIGHEST_DPI
    return picture, said


def _pixels(image: Any) -> Picture:
    """A frame as a reader sees it: upright, on white paper, grey or RGB."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":
        deep = np.asarray(upright, np.float64)  # 16 bits and more: Pillow's own conversion clips them all to white
        return np.asarray(np.clip(deep * (255 / max(255.0, float(deep.max()))), 0, 255), np.uint8)
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    return np.asarray(upright.convert("L" if upright.mode in ("1", "L") else "RGB"), np.uint8)
