"""What OCR read of a picture, kept by the picture's content, so that a second run is instant.

Files of plain arrays (no pickles) below `$PHULUC_CACHE`, or `phuluc/ocr` in the user's cache folder; an empty
PHULUC_CACHE turns it off. The cache is a convenience: whatever fails in it is as if it were not there.
"""

import contextlib
import hashlib
import os
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.page import Glyphs, Page, Rules
from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

VERSION = "6"  # raised whenever the reading of pictures changes
MOST_BYTES = 512 * 1024 * 1024  # of the whole cache; the oldest go first


def folder() -> Path | None:
    """Where pages are kept, or None where the cache is turned off."""
    named = os.environ.get("PHULUC_CACHE")
    if named is not None:
        return Path(named) / "ocr" if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "phuluc" / "ocr"
    except RuntimeError:  # nobody's account, as in some containers
        return None


def key(picture: NDArray[np.uint8], dpi: float, level: bool) -> str:
    """The name of a picture's content together with all that its reading depends on."""
    import cv2
    import tesserocr

    about = (VERSION, tesserocr.tesseract_version().split()[1], cv2.__version__, picture.shape, round(dpi, 2), level)
    return hashlib.sha256(repr(about).encode() + np.ascontiguousarray(picture).tobytes()).hexdigest()


def get(name: str, number: int) -> Page | None:
    """The page kept under a name, as page `number`, or None."""
    where = folder()
    if where is None:
        return None
    try:
        with np.load(where / f"{name}.npz", allow_pickle=False) as kept:
            return _page(dict(kept), number)
    except (OSError, EOFError, ValueError, KeyError, IndexError, zipfile.BadZipFile, zlib.error):
        return None


def put(name: str, page: Page) -> None:
    """Keep a page, whole or not at all."""
    where = folder()
    if where is None:
        return
    glyphs = page.glyphs
    arrays = {
        "text": np.asarray(glyphs.text, dtype=np.str_),
        "size": np.asarray([page.width, page.height]),
        "glyphs": np.stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom, glyphs.base, glyphs.size]),
        "sure": np.ones(len(glyphs.text)) if glyphs.confidence is None else glyphs.confidence,
        "across": np.stack([page.horizontal.at, page.horizontal.start, page.horizontal.end, page.horizontal.width]),
        "down": np.stack([page.vertical.at, page.vertical.start, page.vertical.end, page.vertical.width]),
    }
    with contextlib.suppress(OSError):
        where.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=where, suffix=".tmp", delete=False) as stream:
            whole = Path(stream.name)
            try:
                np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
                whole.replace(where / f"{name}.npz")
            except OSError:  # a full disk
                whole.unlink(missing_ok=True)
        _prune(where)


def _page(kept: dict[str, NDArray[np.float64]], number: int) -> Page:
    width, height = (float(v) for v in kept["size"])
    x0, top, x1, bottom, base, size = (np.ascontiguousarray(column) for column in kept["glyphs"])
    text = [str(letter) for letter in kept["text"]]
    glyphs = Glyphs(text, x0, top, x1, bottom, base, size, np.zeros(len(text), np.int32), ("",), kept["sure"])
    across, down = (Rules(*(np.ascontiguousarray(c) for c in kept[axis])) for axis in ("across", "down"))
    note = Issue(IssueKind.OCR_USED, Source(page=number), f"page {number}")
    return Page(number, width, height, glyphs, across, down, issues=(note,), method="ocr")


def _prune(where: Path) -> None:
    files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in where.glob("*.npz"))
    over = sum(size for _, size, _ in files) - MOST_BYTES
    for _, size, path in files:
        if over <= 0:
            return
        path.unlink(missing_ok=True)
        over -= size
