"""The door of OCR: pages whose text layer is no use, and pictures that are sources themselves."""

import hashlib
import io
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.grid.tables import find_tables
from extract.notice import Judgement, judge
from extract.ocr.engine import ready
from extract.page import Page
from extract.pdf.reader import lay_out
from extract.readers import Input
from phuluc.errors import DamagedSource, LimitExceeded, MissingTool
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, RawPage, SourceFile
from phuluc.settings import Settings
from phuluc.source import Source

Picture = NDArray[np.uint8]

PLAIN_DPI = 200.0  # for pages drawn and not scanned; letters are read best there
LOWEST_DPI, HIGHEST_DPI = 150.0, 300.0  # a scan is rendered at its own resolution within these
MOST_PIXELS = 60_000_000  # of one page: A3 at 400 dpi
AHEAD = 4  # pages in flight: enough to keep two cores busy, few enough to hold in memory
A4_HEIGHT = 11.69  # inches, for pictures that do not say their resolution


def mend(pages: Iterator[tuple[Page, RawPage]], data: bytes, settings: Settings) -> Iterator[RawPage]:
    """Pass good pages through and read the others by OCR, in order; `data` is the PDF that they come from.

    Raises:
        MissingTool: no page had a text layer, and Tesseract or its data is not installed.
    """
    desk = _Desk(data, settings.password)
    waiting: deque[Future[RawPage] | RawPage] = deque()
    readable, missing = False, ""
    try:
        for page, laid in pages:
            found = Judgement("junk", "OCR was asked for") if settings.ocr == "always" else judge(page, laid)
            if found.verdict != "good" and not missing:
                missing = ready()
            if found.verdict == "good" or missing:
                readable |= found.verdict in ("good", "partial")
                waiting.append(laid if found.verdict == "good" else _unread(laid, found, missing))
            else:
                readable = True
                waiting.append(desk.read(page, found))
            while waiting and (len(waiting) > AHEAD or isinstance(waiting[0], RawPage)):
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())
    finally:
        desk.close()
    if missing and not readable:
        raise MissingTool(missing)


def _done(page: Future[RawPage] | RawPage) -> RawPage:
    return page if isinstance(page, RawPage) else page.result()


def _unread(laid: RawPage, found: Judgement, missing: str) -> RawPage:
    """The page as its layer has it, with the reason why that is not to be trusted."""
    kind = IssueKind.JUNK_TEXT_LAYER if found.verdict == "junk" else IssueKind.NO_TEXT_LAYER
    issue = Issue(kind, Source(page=laid.number), f"{found.why}; it {missing}")
    return replace(laid, issues=(*(i for i in laid.issues if i.kind is not IssueKind.NO_TEXT_LAYER), issue))


class _Desk:
    """Where pages wait for OCR: two threads opened with the first page; PDFium stays in the caller's thread."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data = data
        self._password = password
        self._pool: ThreadPoolExecutor | None = None
        self._document: Any = None

    def read(self, page: Page, found: Judgement) -> Future[RawPage]:
        """Begin to read a page from its picture."""
        if self._pool is None:
            import pypdfium2

            self._pool = ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1))
            self._document = pypdfium2.PdfDocument(self._data, password=self._password)
        sheet = self._document[page.number - 1]
        dpi = _dpi(sheet, page)
        picture = sheet.render(scale=dpi / 72, rev_byteorder=True).to_numpy().copy()
        sheet.close()
        return self._pool.submit(_mended, page, found, picture, dpi)

    def close(self) -> None:
        """Stop the threads and close the document."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._document.close()


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


def _mended(page: Page, found: Judgement, picture: Picture, dpi: float) -> RawPage:
    from extract.ocr.blend import blend

    seen = see(picture, dpi, page.number, level=found.verdict != "partial")
    issues = tuple(issue for issue in page.issues if issue.kind is not IssueKind.NO_TEXT_LAYER)
    if found.verdict == "partial":
        seen = blend(replace(page, issues=issues), seen)
    elif found.verdict == "junk":
        junk = Issue(IssueKind.JUNK_TEXT_LAYER, Source(page=page.number), found.why)
        seen = replace(seen, issues=(*issues, junk, *seen.issues))
    return lay_out(seen, find_tables(seen))


def see(picture: Picture, dpi: float, number: int, *, level: bool = True) -> Page:
    """One picture as a Page, from the cache where it was read before. `level`: it may lie crooked or on its side."""
    from extract.ocr import store
    from extract.ocr.page import prepare, read_page

    name = store.key(picture, dpi, level)
    kept = store.get(name, number)
    if kept is None:
        kept = read_page(prepare(picture, dpi, level=level), number)
        store.put(name, kept)
    return kept


def read_image(source: Input, settings: Settings) -> RawDocument:
    """Open a PNG, JPEG or (multi-page) TIFF.

    Raises:
        DamagedSource: no picture can be decoded.
        LimitExceeded: a page has more than MOST_PIXELS, or there are more pages than `settings.limits.pages`.
        MissingTool: Tesseract or its Vietnamese data is not installed.
    """
    from PIL import Image, UnidentifiedImageError

    missing = ready()
    if missing:
        raise MissingTool(missing)
    try:
        image = Image.open(io.BytesIO(source.data), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise DamagedSource("the picture is damaged and cannot be opened; get a whole copy of it") from None
    frames = int(getattr(image, "n_frames", 1))
    if frames > settings.limits.pages:
        raise LimitExceeded(f"over the limit of {settings.limits.pages:,} pages; raise Limits.pages to read it")
    media = Image.MIME.get(image.format or "", "image/*")
    file = SourceFile(source.name, hashlib.sha256(source.data).hexdigest(), media, frames, None)
    return RawDocument(file, _frames(image, frames, settings))


def _frames(image: Any, frames: int, settings: Settings) -> Iterator[RawPage]:
    first, last = settings.pages or (1, frames)
    for number in range(first, min(last, frames) + 1):
        picture, dpi = _frame(image, number)
        page = see(picture, dpi, number)
        yield lay_out(page, find_tables(page))


def _frame(image: Any, number: int) -> tuple[Picture, float]:
    try:
        image.seek(number - 1)
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise LimitExceeded(f"page {number} is over the limit of {MOST_PIXELS:,} pixels; scan it at 300 dpi")
        picture = np.asarray(image.convert("L" if image.mode in ("1", "L", "I;16") else "RGB"), np.uint8)
    except (OSError, SyntaxError, ValueError, EOFError):
        raise DamagedSource(f"page {number} of the picture is damaged; get a whole copy of it") from None
    said = float(image.info.get("dpi", (0, 0))[0] or 0)
    if not LOWEST_DPI / 2 <= said <= 2 * HIGHEST_DPI:
        said = max(width, height) / A4_HEIGHT
    if said > HIGHEST_DPI:
        import cv2

        scale = HIGHEST_DPI / said
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture, said = np.asarray(small, np.uint8), HIGHEST_DPI
    return picture, said
