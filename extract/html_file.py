"""HTML as saved from legal portals and mail programs, and the web archives that Word saves (MHTML)."""

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from extract.charset import byte_order_mark, decode
from extract.flow import document
from phuluc.errors import DamagedSource, LimitExceeded, UnsupportedSource
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawDocument, SourceFile
from phuluc.settings import Settings

if TYPE_CHECKING:
    from extract.readers import Input

MEDIA_TYPE = "text/html"
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
    return _read(source, _declared_text(source.data), MEDIA_TYPE, settings)


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
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
        payload = pages[0].get_payload(decode=True) if pages else None
        charset = pages[0].get_content_charset() if pages else None
    except (MessageError, LookupError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise DamagedSource("the web archive is broken; save it from Word as DOCX or PDF") from error
    if not isinstance(payload, bytes):
        raise UnsupportedSource("is a mail message or web archive without a page; save the page itself")
    text = decode(payload, charset) if charset else _declared_text(payload)
    return _read(source, text, "multipart/related", settings)


def _declared_text(data: bytes) -> str:
    declared = None if byte_order_mark(data) else _META.search(data, 0, _PRESCAN)
    name = declared[1].decode("ascii") if declared else None
    if _OLD_FONT.search(data):
        name = "windows-1252"
    return decode(data, name)


def _read(source: "Input", text: str, media_type: str, settings: Settings) -> RawDocument:
    from lxml import etree, html

    from extract.html_walk import Page

    generator = _GENERATOR.search(text, 0, _PRESCAN)
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
    page = Page(root, settings.limits.cells)
    issues = [Issue(IssueKind.LEGACY_ENCODING, note=".VnTime or VNI fonts")] if page.decoded else []
    producer = generator[1] if generator else None
    file = SourceFile(source.name, sha256(source.data).hexdigest(), media_type, None, producer)
    return document(file, page.blocks(), settings.limits.cells, issues)
