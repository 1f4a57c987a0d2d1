"""READERS: a source's kind (told by its bytes) to the reader that opens it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import cast

from extract.sniff import Kind, sniff
from phuluc.errors import MissingSource, UnsupportedSource
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, RawPage
from phuluc.settings import Settings, over_limit


@dataclass(frozen=True, slots=True)
class Input:
    """A source at the door: its bytes, and the name to call it by (a base name, or "-")."""

    name: str
    data: bytes


Reader = Callable[[Input, Settings], RawDocument]

# "module:function", imported when a document of that kind comes: no reader pays for another's libraries.
READERS: dict[Kind, str] = {
    "pdf": "extract.pdf.reader:read_pdf",
    "docx": "extract.docx_file:read_docx",
    "text": "extract.text_file:read_text",
    "html": "extract.html_file:read_html",
    "mht": "extract.html_file:read_mht",
    "xlsx": "extract.xlsx_file:read_xlsx",
    "doc": "extract.office:read_office",
    "odt": "extract.office:read_office",
    "rtf": "extract.office:read_office",
    "xls": "extract.office:read_office",
    "office": "extract.office:read_office",
    "locked": "extract.locked:read_locked",
    "image": "extract.ocr.reader:read_image",
}
PAGED: frozenset[Kind] = frozenset({"pdf", "image"})  # kinds of which a part can be read

_UNKNOWN = "is no document that phuluc reads; give it PDF, DOCX, XLSX, HTML, text or a picture"
_REFUSALS: dict[Kind, str] = {
    "empty": "is empty; get a whole copy of it",
    "archive": "is an archive without a document that phuluc reads; unpack it and give it the documents in it",
}


def unsupported(kind: Kind) -> UnsupportedSource:
    """The error of a kind that no reader takes."""
    return UnsupportedSource(_REFUSALS.get(kind, _UNKNOWN))


def open_input(path: str | Path | bytes, settings: Settings, name: str = "-") -> Input:
    """Read a source's bytes once.

    Raises:
        MissingSource: no such file, a folder, or no right to read it.
        LimitExceeded: larger than `settings.limits.bytes`.
    """
    limit = settings.limits.bytes
    if isinstance(path, bytes):
        if len(path) > limit:
            raise over_limit("bytes", f"over the limit of {limit:,} bytes")
        return Input(name, path)
    path = Path(path)
    try:
        if path.is_dir():
            raise MissingSource("is a folder; name a file in it")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError:
        raise MissingSource("no such file; check the name") from None
    except OSError as error:
        raise MissingSource(f"cannot be opened ({error.strerror}); check the rights") from None
    if len(data) > limit:
        raise over_limit("bytes", f"over the limit of {limit:,} bytes")
    return Input(path.name, data)


def read_document(source: Input, settings: Settings) -> RawDocument:
    """Open a document of any known kind.

    Raises:
        UnsupportedSource: empty, or of no known kind.
        DamagedSource, LockedSource, LimitExceeded, MissingTool: as the reader says.
    """
    kind = sniff(source.data)
    if kind not in READERS:
        raise unsupported(kind)
    module, function = READERS[kind].split(":")
    reader = cast(Reader, getattr(import_module(module), function))
    document = reader(source, settings)
    if settings.pages is None or kind in PAGED:
        return document
    return replace(document, pages=_told_whole(document.pages, "--pages is for PDF and pictures"))


def _told_whole(pages: Iterator[RawPage], note: str) -> Iterator[RawPage]:
    """The pages, the first with the issue that all of them are read."""
    issue = Issue(IssueKind.PAGES_IGNORED, None, note)
    for page in islice(pages, 1):
        yield replace(page, issues=(issue, *page.issues))
    yield from pages
