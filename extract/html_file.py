"""HTML as saved from legal portals and mail programs, and the web archives that Word saves (MHTML)."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from extract.charset import byte_order_mark, decode, decode_likely
from extract.flow import document
from phuluc.errors import DamagedSource, LimitExceeded, UnsupportedSource
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, SourceFile
from phuluc.settings import Settings

if TYPE_CHECKING:
    from extract.html_walk import Page
    from extract.readers import Input

MEDIA_TYPE = "text/html"
_ARCHIVED = (MEDIA_TYPE, "text/css")  # the parts of a web archive that are read
_PRESCAN = 8192  # bytes; the WHATWG looks at 1024, Word's own style sheets push the meta further down
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.I)
_GENERATOR = re.compile(r"<meta[^>]+name\s*=\s*[\"']?generator[\"']?[^>]+content\s*=\s*[\"']([^\"'<>]{1,100})", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
# Old pages declare Western letters, or none, for the codes of these fonts: read them as those letters.
_OLD_FONT = re.compile(rb"(?:face|font-family)\s*[=:]\s*[\"']?\s*(?:\.Vn|VNI-)[A-Z]")


def read_html(source: "Input", settings: Settings) -> RawDocument:
    """Read a page into one RawPage without a number. Scripts are not run, nothing is fetched.

    Raises:
        DamagedSource: nothing in it can be read as HTML.
        LimitExceeded (while its page is walked): over `limits.cells`.
    """
    text, old_code = _declared_text(source.data)
    return _read(source, text, MEDIA_TYPE, settings, old_code)


def read_mht(source: "Input", settings: Settings) -> RawDocument:
    """Read the page of a web archive as Word or a browser saves it.

    Raises:
        UnsupportedSource: a mail message or an archive without an HTML page.
        DamagedSource, LimitExceeded: as `read_html`.
    """
    from email import message_from_bytes
    from email.errors import MessageError
    from email.policy import default

    try:
        message = message_from_bytes(source.data, policy=default)
        parts = {kind: [part for part in message.walk() if part.get_content_type() == kind] for kind in _ARCHIVED}
        pages, sheets = ([part.get_payload(decode=True) for part in found] for found in parts.values())
        charset = parts[MEDIA_TYPE][0].get_content_charset() if pages else None
    except (MessageError, LookupError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise DamagedSource("the web archive is broken; save it from Word as DOCX or PDF") from error
    if not pages or not isinstance(pages[0], bytes):
        raise UnsupportedSource("is a mail message or web archive without a page; save the page itself")
    text, old_code = _declared_text(pages[0], charset)
    linked = [decode(sheet) for sheet in sheets if isinstance(sheet, bytes)]
    return _read(source, text, "multipart/related", settings, old_code, linked)


def _declared_text(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """A page's text, and the old font code that all of it is in, if any; `charset` is what came with the page."""
    if _OLD_FONT.search(data):
        return decode(data, "windows-1252"), None
    declared = None if byte_order_mark(data) else _META.search(data, 0, _PRESCAN)
    return decode_likely(data, charset or (declared[1].decode("ascii") if declared else None))


def _read(
    source: "Input",
    text: str,
    media_type: str,
    settings: Settings,
    old_code: str | None,
    linked: Sequence[str] = (),
) -> RawDocument:
    from extract.html_styles import Sheets
    from extract.html_walk import Page

    generator = _GENERATOR.search(text, 0, _PRESCAN)
    root = _parse(text)
    page = Page(root, Sheets(root, linked), settings.limits.cells)
    producer = generator[1] if generator else None
    file = SourceFile(source.name, sha256(source.data).hexdigest(), media_type, None, producer)
    return document(file, page.blocks(), settings.limits.cells, _issues(page, old_code))


def _issues(page: "Page", old_code: str | None) -> Iterator[Issue]:
    """What was met; to be asked for after the page was walked."""
    if old_code or page.decoded:
        yield Issue(IssueKind.LEGACY_ENCODING, note=old_code or ".VnTime or VNI fonts")
    if page.hidden_tables:
        yield Issue(IssueKind.HIDDEN, note=f"{page.hidden_tables} table(s) that the page does not show")


def _parse(text: str) -> Any:
    from lxml import etree, html

    # lxml takes no text that declares its own encoding, and libxml2 ends a text at a NUL.
    text = _XML_DECLARATION.sub("", text.replace("\x00", ""))
    # Without huge_tree, libxml2 drops, and does not tell, what is nested over 256 deep: unclosed <font>s are enough.
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise DamagedSource("the page holds nothing that can be read as HTML; save it again") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise LimitExceeded("elements nested over 2,048 deep; save the page anew from a browser")
    return root
