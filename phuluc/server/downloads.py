"""Files given out: one by one, and many in a zip that is made as it goes and never stands on the disk."""

import re
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from export.writers import free_stem, stem_of
from phuluc.server.records import Entry
from phuluc.server.refusal import Refusal
from phuluc.server.store import RESULTS, REVIEW, STEM, Store
from phuluc.server.views import MEDIA_TYPES, ZIP

_CHUNK = 1 << 18  # bytes
_PACKED = frozenset({".xlsx"})  # a zip itself: packing it again takes time and gains nothing
# The page itself says, by hashes, which script and style may run; this says what a page cannot say of itself.
_REVIEW = "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


def result(store: Store, entry: Entry, wanted: str) -> Response:
    """A document's file of a format, or all of them as a zip, to be saved under the uploader's name for it.

    Raises:
        Refusal: there is none yet, or none any more.
    """
    if entry.status != "done":
        raise Refusal("not-ready", f"the document is {entry.status}")
    if wanted == ZIP:
        return _zipped(f"{stem_of(entry.name)}.zip", _named([entry], store))
    path = store.path(entry, RESULTS, f"{STEM}.{wanted}")
    if not path.is_file():
        raise Refusal("not-found", "the document has no such file")
    name = f"{stem_of(entry.name)}.{wanted}"
    return FileResponse(path, media_type=MEDIA_TYPES[wanted], headers=_saved_as(name))


def everything(store: Store) -> Response:
    """The files of all documents that are read in one zip, a folder each.

    Raises:
        Refusal: none is read.
    """
    done = [entry for entry in store.newest() if entry.status == "done"]
    if not done:
        raise Refusal("not-found", "no document is read")
    return _zipped("phuluc.zip", _named(done, store))


def review_page(store: Store, entry: Entry) -> Response:
    """A document's review page, to be opened in a browser.

    Raises:
        Refusal: there is none yet, or none any more.
    """
    path = store.path(entry, REVIEW)
    if entry.status != "done" or not path.is_file():
        raise Refusal("not-ready", f"the document is {entry.status}")
    return FileResponse(path, media_type="text/html; charset=utf-8", headers={"content-security-policy": _REVIEW})


def _named(entries: Sequence[Entry], store: Store) -> Iterator[tuple[str, Path]]:
    """Each file's name in a zip, and where it is; a folder each where there are several documents."""
    taken: set[str] = set()
    for entry in entries:
        stem = free_stem(stem_of(entry.name), [""], taken)
        folder = f"{stem}/" if len(entries) > 1 else ""
        for path in store.results(entry):
            yield f"{folder}{stem}{path.name.removeprefix(STEM)}", path


def _zipped(name: str, files: Iterable[tuple[str, Path]]) -> Response:
    return StreamingResponse(_zip(files), media_type=MEDIA_TYPES[ZIP], headers=_saved_as(name))


def _saved_as(name: str) -> dict[str, str]:
    r"""The header that names a download: by RFC 6266, with plain letters for clients that know no others.

    >>> _saved_as('Kế "1".csv')["content-disposition"]
    'attachment; filename="K___1_.csv"; filename*=UTF-8\'\'K%E1%BA%BF%20%221%22.csv'
    """
    plain = _NOT_PLAIN.sub("_", name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}


class _Pipe:
    """What a zip is written into: bytes wait here to be taken. It cannot seek, and zipfile does without."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held


def _zip(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]  # it needs to write and no more
        for name, path in files:
            try:
                stream = path.open("rb")
            except FileNotFoundError:  # its document was removed meanwhile
                continue
            with stream:
                info = zipfile.ZipInfo(name, time.localtime(path.stat().st_mtime)[:6])
                info.compress_type = zipfile.ZIP_STORED if path.suffix in _PACKED else zipfile.ZIP_DEFLATED
                with archive.open(info, "w") as member:
                    while chunk := stream.read(_CHUNK):
                        member.write(chunk)
                        yield pipe.take()
    yield pipe.take()
