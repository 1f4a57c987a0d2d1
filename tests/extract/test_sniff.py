"""The kind of a source by its bytes, whatever its name."""

import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.charset import decode
from extract.readers import READERS, Input, read_document
from extract.sniff import Kind, sniff
from phuluc.errors import UnsupportedSource
from phuluc.settings import Settings
from tests.extract.word_files import docx, p

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def stream_named(name: str) -> bytes:
    return OLE + name.encode("utf-16-le").ljust(64, b"\x00")


HTML = "<html><body><p>Quyết định</p></body></html>"
WORD = docx(p("a"))

KINDS: list[tuple[str, bytes, Kind]] = [
    ("nothing", b"", "empty"),
    ("blanks", b" \r\n\t", "empty"),
    ("PDF", b"%PDF-1.7\n", "pdf"),
    ("PDF after junk", b"\r\n\x00junk\r\n%PDF-1.4\n", "pdf"),
    ("text about PDF", "Tệp %PDF-1.4 là gì".encode(), "text"),
    ("PNG", b"\x89PNG\r\n\x1a\n", "image"),
    ("JPEG", b"\xff\xd8\xff\xe0", "image"),
    ("TIFF", b"MM\x00*\x00\x00\x00\x08", "image"),
    ("DOCX", WORD, "docx"),
    ("DOCX cut short", WORD[: len(WORD) // 2], "docx"),
    ("XLSX", zipped(xl__workbook_xml=b"") .replace(b"workbook_xml", b"workbook.xml"), "xlsx"),
    ("ODT", zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
    ("ODS", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "xls"),
    ("another zip", zipped(a=b"a"), "archive"),
    ("a zip of documents", zipped(ke_hoach__phu_luc_docx=WORD), "archive"),
    ("slides", zipped(ppt__presentation_xml=b"<a/>"), "archive"),
    ("an empty zip", zipped(), "archive"),
    ("a zip cut short", zipped(a=b"a" * 99)[:60], "archive"),
    ("RAR", b"Rar!\x1a\x07\x01\x00", "archive"),
    ("7-Zip", b"7z\xbc\xaf\x27\x1c\x00\x04", "archive"),
    ("gzip", b"\x1f\x8b\x08\x00", "archive"),
    ("DOC", stream_named("WordDocument"), "doc"),
    ("XLS", stream_named("Workbook"), "xls"),
    ("locked DOCX or XLSX", stream_named("EncryptedPackage"), "locked"),
    ("another OLE", stream_named("Contents"), "unknown"),
    ("RTF", b"{\\rtf1\\ansi", "rtf"),
    ("RTF after a blank line", b"\r\n{\\rtf1", "rtf"),
    ("HTML", HTML.encode(), "html"),
    ("HTML with a mark", HTML.encode("utf-8-sig"), "html"),
    ("HTML in UTF-16", HTML.encode("utf-16"), "html"),
    ("HTML in UTF-16 without a mark", HTML.encode("utf-16-le"), "html"),
    ("HTML in windows-1258", "<html>Quyªt ð¸nh".encode("latin-1"), "html"),
    ("HTML after comments", f"\n<!-- a -->\n<?xml version='1.0'?><!DOCTYPE html>{HTML}".encode(), "html"),
    ("a piece of HTML", b"<div class=content1><table>", "html"),
    ("a table after text", "Phụ lục <table border=1><tr><td>STT".encode(), "html"),
    ("text with marks of style", b"<i>a</i>\tb\tc", "text"),
    ("a web archive", b'From: <Saved by Word>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n', "mht"),
    ("flat OpenDocument", b'<?xml version="1.0"?><office:document xmlns:office="x">', "office"),
    ("Word 2003 XML", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "office"),
    ("XHTML", f'<?xml version="1.0" encoding="utf-8"?>\n{HTML}'.encode(), "html"),
    ("other XML", b'<?xml version="1.0"?><pkg:package xmlns:pkg="x">', "unknown"),
    ("text", "Quyết định".encode(), "text"),
    ("text in UTF-16", "Quyết định".encode("utf-16"), "text"),
    ("text in an 8-bit code", "Quyªt ð¸nh s¯ 1".encode("latin-1"), "text"),
    ("text with a NUL", b"abc\x00def ghi", "unknown"),
    ("a program", bytes(range(256)) * 4, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "kind"), [(data, kind) for _, data, kind in KINDS], ids=[name for name, _, _ in KINDS]
)
def test_kinds(data: bytes, kind: Kind) -> None:
    """This test ensures that each kind is told by its bytes."""
    assert sniff(data) == kind


def test_every_kind_has_a_reader() -> None:
    """This test ensures that what is told apart is also read, but for what is nothing or unknown."""
    assert {kind for _, _, kind in KINDS} - set(READERS) == {"archive", "empty", "unknown"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty; get a whole copy of it"),
        (b" \r\n", "is empty; get a whole copy of it"),
        (zipped(a=b"a"), "is an archive without a document"),
        (bytes(range(256)) * 4, "is no document that phuluc reads"),
    ],
)
def test_what_is_refused_is_named(data: bytes, message: str) -> None:
    """This test ensures that a file which holds nothing to read is called what it is."""
    with pytest.raises(UnsupportedSource, match=message):
        read_document(Input("a.docx", data), Settings())


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from([b"", b"PK\x03\x04", OLE, b"<html>", b"\xff\xfe", b"%PDF-", b"MIME-Version:", WORD[:200]]),
    st.binary(max_size=400),
)
def test_never_raises(start: bytes, rest: bytes) -> None:
    """This test ensures that no bytes make the telling fail, nor the decoding."""
    sniff(start + rest)
    assert isinstance(decode(start + rest, "windows-1258"), str)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_no_office_program_uses(packing: int) -> None:
    """This test ensures that a member is not inflated where that could fail oddly, or take more than is asked for."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.text" * 9)
    whole = stream.getvalue()
    assert sniff(whole) == "archive"
    for at in range(38, 80):
        assert sniff(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]) == "archive"


def test_tables_without_cells_cost_little() -> None:
    """This test ensures that text full of opened tables is looked through once, not once for each."""
    started = time.process_time()
    assert sniff(b"a " + b"<table " * 9_000) == "text"
    assert time.process_time() - started < 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.text(max_size=20))
def test_declared_encodings_never_raise(data: bytes, declared: str) -> None:
    """This test ensures that a page may declare anything, also Python's codecs that are no encodings."""
    for name in (declared, "hex", "rot13", "zlib", "idna", "unicode_escape", "utf-7", "undefined"):
        assert isinstance(decode(data, name), str)


def test_a_letter_cut_at_the_end_of_the_sample() -> None:
    """This test ensures that a long UTF-8 text is not taken for another because the sample ends in a letter."""
    for shift in range(3):
        assert sniff(b"a" * shift + "ệ".encode() * 40_000) == "text"
    assert decode("Bé".encode("latin-1")) == "Bé"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_corpus() -> None:
    """This test ensures that real files are what their makers say."""
    expected = {"pdf": "pdf", "docx": "docx", "doc": "doc", "txt": "text", "csv": "text", "html": "html", "md": "text"}
    for path in CORPUS.iterdir():
        assert sniff(path.read_bytes()) == expected[path.suffix[1:]], path.name
