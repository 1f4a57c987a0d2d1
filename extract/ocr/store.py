"""What OCR read of a picture, kept by the picture's content, so that a second run is instant.

A page of a PDF is known by its picture, and without being drawn by its file's digest and its number.
Files of plain arrays (no pickles) below `$PHULUC_CACHE`, or `phuluc/ocr` in the user's cache folder; an empty
PHULUC_CACHE turns it off. The cache is a convenience: whatever fails in it is as if it were not there.
"""

import contextlib
import hashlib
import os
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.ocr.engine import LANGUAGES, data_folder
from extract.page import Glyphs, Page, Rules
from phuluc.errors import MissingTool
from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

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
    """The name of a picture's content together with all that its reading depends on; "" where nothing is kept."""
    if folder() is None:
        return ""
    digest = hashlib.sha256(repr((_engine(), picture.shape, round(dpi, 2), level)).encode())
    # As it is: a copy of a page at 300 dpi takes longer than its digest.
    digest.update(np.ascontiguousarray(picture).data)
    return digest.hexdigest()


def place_key(digest: str, number: int, level: bool) -> str:
    """The name of page `number` of the PDF of this SHA-256, whose picture need not be drawn to be known again."""
    return hashlib.sha256(repr((_engine(), _version("pypdfium2"), digest, number, level)).encode()).hexdigest()


@cache
def _engine() -> tuple[object, ...]:
    """What reads pictures: this house's modules, the libraries' versions, the size of each file of Tesseract's data.

    The versions are those of the packages: to ask the libraries themselves costs a quarter of a second.
    """
    try:
        folder = Path(data_folder())
    except MissingTool:
        return ()
    sizes = tuple((folder / f"{language}.traineddata").stat().st_size for language in LANGUAGES)
    return (_house(), *(_version(name) for name in ("tesserocr", "opencv-python-headless")), sizes)


def _house() -> str:
    """A digest of all that decides here how a picture is read, so that no change of it finds what was read before."""
    room = Path(__file__).parent
    data = [room.parent / "data" / name for name in ("calibration.toml", "ink.npz", "marks.npz")]
    own = [*room.glob("*.py"), *(room.parent / "grid").glob("*.py"), room.parent / "syllable.py", *data]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(own))).hexdigest()


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # with all of email: digital pages do not pay for it

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


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


def alias(name: str, other: str) -> None:
    """Let the page kept under `name` be found under `other` too."""
    where = folder()
    if where is not None:
        with contextlib.suppress(OSError):  # it is there already, or the disk knows no links
            os.link(where / f"{name}.npz", where / f"{other}.npz")


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
        "unread": np.asarray(page.unread, np.float64).reshape(-1, 2),
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
    unread = tuple((float(x), float(y)) for x, y in kept["unread"])
    return Page(number, width, height, glyphs, across, down, issues=(note,), method="ocr", unread=unread)


def _prune(where: Path) -> None:
    about = [(path.stat(), path) for path in where.glob("*.npz")]
    files = sorted((stat.st_mtime, stat.st_size // stat.st_nlink, path) for stat, path in about)
    over = sum(size for _, size, _ in files) - MOST_BYTES
    for _, size, path in files:
        if over <= 0:
            return
        path.unlink(missing_ok=True)
        over -= size
