"""The kind of a source, from its bytes alone; names lie."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Literal

from extract import charset
from extract.container import PACKINGS

Kind = Literal[
    "pdf", "docx", "xlsx", "odt", "doc", "xls", "rtf", "office", "locked", "html", "mht", "text", "image", "archive",
    "empty", "unknown",
]  # fmt: skip

_PDF = re.compile(rb"(?:^|[\r\n]|[^\x20-\x7e])%PDF-\d|\A%PDF-")
_PDF_REACH = 1024  # bytes; readers since Acrobat 4 look this far for the header (PDF Reference 1.7, note 13)
_HEAD = 65_536  # bytes looked at for markup
_ZIP = b"PK\x03\x04"
# Signatures that say all: of pictures, and of an empty ZIP, RAR, 7-Zip and gzip.
_SIGNATURES: tuple[tuple[tuple[bytes, ...], Kind], ...] = (
    ((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*"), "image"),
    ((b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"), "archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office packs in since 97 (MS-CFB 2.2)
# Folders and MIME types that tell what a container holds, the surest first.
_MEMBERS: tuple[tuple[str, Kind], ...] = (("word/", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/", "xls"))
_MIMETYPES: tuple[tuple[bytes, Kind], ...] = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "xls"),
    (b"application/vnd.sun.xml.writer", "odt"),
)
# Stream names in an OLE container's directory (UTF-16), most telling first; a DOCX or XLSX is in one if encrypted.
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_SKIPPED = re.compile(r"(?:\s|<!--.*?(?:-->|\Z)|<\?.*?\?>|<!\[.*?\]>)+", re.S)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|base|style|script|div|table|tbody|tr|p|center|h[1-6]|section|"
    r"article|main|header|nav|ul|ol|form|span|font|br|hr)\b",
    re.I,
)
_TABLE = re.compile(r"<table\b", re.I)
_CELL = re.compile(r"<t[dh]\b", re.I)
_MIME = re.compile(r"\A\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version\s*:", re.I)
_OFFICE_XML = re.compile(r"<(?:w:wordDocument|office:document)\b")
# Control characters that no text holds; tab, line ends, form feed and escape are let pass.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NO_TEXT_SHARE = 0.01


def sniff(data: bytes) -> Kind:
    """Tell the kind of a document from its bytes. Never raises."""
    if not data.strip(b"\x00\t\n\r\f "):
        return "empty"
    if data.startswith(_ZIP):
        return _in_zip(data)
    if data.startswith(_OLE):
        return _in_ole(data)
    for signatures, kind in _SIGNATURES:
        if data.startswith(signatures):
            return kind
    if _PDF.search(data, 0, _PDF_REACH):
        return "pdf"
    return _in_text(data)


def _in_zip(data: bytes) -> Kind:
    """What a zip container holds; of a damaged one, what its members' headers, in plain sight, say."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            told = "mimetype" in names and archive.getinfo("mimetype").compress_type in PACKINGS
            mimetype = archive.open("mimetype").read(200) if told else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, KeyError, EOFError, zlib.error):
        names = [prefix for prefix, _ in _MEMBERS if prefix.encode() in data]
        mimetype = data[:200]
    for declared, kind in _MIMETYPES:
        if declared in mimetype:
            return kind
    return next((kind for prefix, kind in _MEMBERS if any(name.startswith(prefix) for name in names)), "archive")


def _in_ole(data: bytes) -> Kind:
    for name, kind in _STREAMS:
        # A directory entry is the name and its closing NUL, padded to 64 bytes.
        if name.encode("utf-16-le") + b"\x00\x00" in data:
            return kind
    return "unknown"


def _in_text(data: bytes) -> Kind:
    name, skip = charset.guess(data[:_HEAD], cut=len(data) > _HEAD)
    text = data[skip:_HEAD].decode(name, errors="replace")
    if text.lstrip().startswith("{\\rtf"):
        return "rtf"
    if len(_NO_TEXT.findall(text)) > _NO_TEXT_SHARE * len(text):
        return "unknown"
    if _OFFICE_XML.search(text):
        return "office"
    if _MIME.match(text):
        return "mht"
    start = _SKIPPED.match(text)
    if _HTML.match(text, start.end() if start else 0) or _has_table(text):
        return "html"
    # Other XML is data for programs; its tags are no text that anyone reads.
    return "unknown" if "\x00" in text or text.lstrip().startswith("<?xml") else "text"


def _has_table(text: str) -> bool:
    table = _TABLE.search(text)
    return table is not None and _CELL.search(text, table.end()) is not None
