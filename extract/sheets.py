"""The pages of a document as pictures to look at beside what was read from them, small enough to stand in one file."""

import base64
import io
from collections.abc import Collection, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from extract.drawing import opened, page_as_read
from extract.pdf.pages import pages_to_read
from extract.readers import Input
from extract.sniff import sniff
from phuluc.model import Sheet
from phuluc.settings import Settings, over_limit

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 120.0  # print of 11 points and its diacritics are read without effort
_LONGEST = 2_400  # pixels of a side: a poster stays an ordinary picture
_LEVELS = 8  # of each colour: letters look the same, and a page of text is 45 kB, a third less than of 16
_COLOURED = 40  # of 255: how far the colours of some pixel lie apart, beyond the fringes of a scan
_HEAVY = 120_000  # bytes, from which a page is a photograph or a scan that loses nothing by a lossy format
_QUALITY = 45  # of that format: the letters of scans stay sharp at half the bytes of 75
_MOST = 96 * 1024 * 1024  # bytes of all pictures of a document: about 2,000 pages of print
WEBP = "image/webp"
_Drawn = tuple[float, float, "Image"]  # a page's width and height in points, and its picture


def sheets(source: Input, settings: Settings, scanned: Collection[int] = ()) -> Iterator[Sheet]:
    """The pages of a PDF or the frames of a picture, in order; none of a format without pages.

    A page that cannot be drawn is left out, and so are those that follow once the pictures take too much room. Those
    that were read by OCR (`scanned`) are laid level as they were to be read, for that is where their boxes stand.

    Raises:
        LockedSource, DamagedSource, LimitExceeded, UsageError: as its reader says.
    """
    begun, size = perf_counter(), 0
    for number, drawn in _pictures(source, settings):
        width, height, picture = _level(*drawn) if number in scanned else drawn
        if perf_counter() - begun > settings.limits.seconds:
            raise over_limit("seconds", f"over the limit of {settings.limits.seconds:g} seconds")
        data = _packed(picture)
        size += len(data)
        if size > _MOST:
            return
        yield Sheet(number, width, height, WEBP, base64.b64encode(data).decode())


def _level(width: float, height: float, picture: "Image") -> _Drawn:
    """A scanned page laid level, as it was to be read."""
    import numpy as np
    from PIL import Image

    from extract.ocr.page import levelled

    laid = Image.fromarray(levelled(np.asarray(picture.convert("RGB")), picture.width * 72 / max(width, 1.0)))
    turned = (laid.width > laid.height) != (picture.width > picture.height)
    return (height, width, laid) if turned else (width, height, laid)


def _pictures(source: Input, settings: Settings) -> Iterator[tuple[int, _Drawn]]:
    kind = sniff(source.data)
    if kind == "pdf":
        yield from _printed(source, settings)
    elif kind == "image":
        yield from _frames(source, settings)


def _printed(source: Input, settings: Settings) -> Iterator[tuple[int, _Drawn]]:
    """The pages of a PDF by number."""
    from pypdfium2 import PdfiumError

    with opened(source, settings) as document:
        for number in pages_to_read(len(document), settings):
            try:
                page = page_as_read(document, number)
                width, height = page.get_size()
                picture = page.render(scale=_scale(width, height)).to_pil()
                page.close()
            except PdfiumError:
                continue  # its reader has said so
            yield number, (width, height, picture)


def _frames(source: Input, settings: Settings) -> Iterator[tuple[int, _Drawn]]:
    """The frames of a picture as its reader takes them."""
    from PIL import Image

    from extract.ocr.reader import frames

    for number, pixels, dpi in frames(source, settings):
        height, width = (side * 72 / dpi for side in pixels.shape[:2])
        scale = _scale(width, height)
        picture = Image.fromarray(pixels)
        picture.thumbnail((round(width * scale), round(height * scale)))
        yield number, (width, height, picture)


def _scale(width: float, height: float) -> float:
    """Pixels to the point."""
    return min(_DPI / 72, _LONGEST / max(width, height, 1.0))


def _packed(picture: "Image") -> bytes:
    """The picture as WebP: print without loss in few shades, what would be heavy that way as a photograph."""
    plain = picture.convert("RGB")
    plain = plain if _is_coloured(plain) else plain.convert("L")
    shades = [round(round(level / 255 * (_LEVELS - 1)) * 255 / (_LEVELS - 1)) for level in range(256)]
    printed = _saved(plain.point(shades * len(plain.getbands())), lossless=True, quality=20, method=1)
    if len(printed) < _HEAVY:
        return printed
    return min(printed, _saved(plain, quality=_QUALITY, method=2), key=len)


def _is_coloured(picture: "Image") -> bool:
    """Whether some of an RGB picture's pixels have a colour: told on a small copy, where fringes of letters fade."""
    from PIL import ImageChops

    red, green, blue = picture.reduce(4).split()
    apart = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return any(any(each.histogram()[_COLOURED:]) for each in apart)


def _saved(picture: "Image", *, quality: int, method: int, lossless: bool = False) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format="WEBP", lossless=lossless, quality=quality, method=method)
    return stream.getvalue()
