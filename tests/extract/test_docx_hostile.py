"""DOCX files made to hurt, broken on the way, or locked: one plain error each, and nothing else."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.container import Container
from extract.docx_file import read_docx
from extract.readers import Input
from phuluc.errors import DamagedSource, LimitExceeded, PhulucError
from phuluc.settings import Limits, Settings
from tests.extract.word_files import docx, lines, p, plan, read, tables

WHOLE = docx(p("QUYẾT ĐỊNH") + plan())


def pack(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bomb_is_weighed_before_it_is_opened() -> None:
    """This test ensures that what a package would unpack to is held against the limit, by its name."""
    with pytest.raises(LimitExceeded, match=r"Limits\.unpacked_bytes"):
        read(docx(p("a" * 200_000)), Settings(limits=Limits(unpacked_bytes=100_000)))


def test_a_part_that_packs_as_no_document_does() -> None:
    """This test ensures that a small file with a huge part is refused, whatever the limit."""
    with pytest.raises(LimitExceeded, match="packs over"):
        read(docx(p(), extra={"word/media/a.bin": bytes(40 * 1024 * 1024)}))


def test_a_directory_that_lies_about_sizes() -> None:
    """This test ensures that a part which unpacks to more than it declares is damage, and is not read on."""
    stored = docx(p("a" * 50_000))
    size = len(unpack(stored)["word/document.xml"]).to_bytes(4, "little")
    with pytest.raises(DamagedSource):
        read(stored.replace(size, (100).to_bytes(4, "little")))


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE d [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "http://localhost/x">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(prologue: str, encoding: str) -> None:
    """This test ensures that no part with entities of its own gets to a parser that would expand them."""
    parts = unpack(WHOLE)
    head = f'<?xml version="1.0" encoding="{encoding}"?>{prologue}'
    parts["word/document.xml"] = (head + parts["word/document.xml"].decode()).encode(encoding)
    with pytest.raises(DamagedSource, match="entities"):
        read(pack(parts))


def test_a_document_type_far_down_or_in_another_encoding() -> None:
    """This test ensures that neither a long comment nor an encoding hides a document type."""
    parts = unpack(WHOLE)
    body = parts["word/document.xml"].decode()
    trick = '<!DOCTYPE d [<!ENTITY a "xx">]>'
    hidden = [
        f'<?xml version="1.0" encoding="utf-16"?><!--{"x" * 70_000}-->{trick}{body}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="UTF-7"?>{trick}{body}'.replace("<!", "+ADwAIQ-").encode(),
        f'<?xml version="1.0" encoding="cp037"?>{trick}<d/>'.encode("cp037"),
    ]
    for part in hidden:
        with pytest.raises(DamagedSource, match=r"entities|encoding"):
            read(pack(parts | {"word/document.xml": part}))
    latin = f'<?xml version="1.0" encoding="windows-1252"?>{body.encode("ascii", "xmlcharrefreplace").decode()}'
    assert lines(read(pack(parts | {"word/document.xml": latin.encode()}))) == ["QUYẾT ĐỊNH"]


def test_a_part_that_inflates_past_its_size() -> None:
    """This test ensures that no more of a part is inflated than its container declares."""
    stored = docx(p("a" * 3_000_000))
    size = len(unpack(stored)["word/document.xml"]).to_bytes(4, "little")
    container = Container(stored.replace(size, (100).to_bytes(4, "little")), Limits())
    tracemalloc.start()
    with pytest.raises(DamagedSource):
        container.read("word/document.xml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_packings_that_no_office_program_uses() -> None:
    """This test ensures that bz2 and lzma, which inflate without bounds, are damage."""
    for packing in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", packing) as archive:
            for name, data in unpack(WHOLE).items():
                archive.writestr(name, data)
        with pytest.raises(DamagedSource):
            read(stream.getvalue())


def test_nothing_is_fetched_and_nothing_else_is_opened() -> None:
    """This test ensures that templates, links, macros and pictures neither harm nor hinder."""
    parts = unpack(WHOLE)
    remote = (
        '<Relationship Id="r8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
        'Target="http://localhost:9/x" TargetMode="External"/>'
    )
    rels = parts["word/_rels/document.xml.rels"].decode()
    more = (
        remote.format("attachedTemplate") + remote.format("styles") + '<Relationship Id="r9" Type="x" Target="NULL"/>'
    )
    parts["word/_rels/document.xml.rels"] = rels.replace("</Relationships>", more + "</Relationships>").encode()
    parts |= {"word/vbaProject.bin": b"\x00macro", "../../evil.txt": b"x", "/etc/evil": b"x"}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", b"vnd.ms-word.document.macroEnabled.main"
    )
    assert lines(read(pack(parts))) == ["QUYẾT ĐỊNH"]


def test_strict_documents_and_odd_names_of_parts() -> None:
    """This test ensures that ISO Strict files, and main parts under other names, are read like any other."""
    parts = unpack(WHOLE)
    strict = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    for name in list(parts):
        for transitional, other in strict.items():
            parts[name] = parts[name].replace(transitional, other)
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"/word/document2.xml")
    del parts["word/_rels/document.xml.rels"]
    page = read(pack(parts))
    assert (lines(page), len(tables(page))) == (["QUYẾT ĐỊNH"], 1)


@pytest.mark.parametrize("tenth", range(10))
def test_a_document_cut_short(tenth: int) -> None:
    """This test ensures that a package cut anywhere is damage, in one line."""
    with pytest.raises(DamagedSource) as error:
        read(WHOLE[: len(WHOLE) * tenth // 10])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/document.xml", b""),
        ("word/document.xml", b"<w:document"),
        ("word/document.xml", b"<a/>"),
        ("word/document.xml", b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'),
        ("word/styles.xml", b"<"),
        ("word/numbering.xml", b"\x00\x01"),
        ("word/document.xml", None),
    ],
)
def test_broken_parts(name: str, data: bytes | None) -> None:
    """This test ensures that a missing or broken part is damage."""
    parts = unpack(WHOLE)
    if data is None:
        del parts[name]
    else:
        parts[name] = data
    with pytest.raises(DamagedSource):
        read(pack(parts))


def test_odd_values_in_every_attribute() -> None:
    """This test ensures that numbers which are none, or absurd, break nothing."""
    body = plan().replace("<w:tcPr></w:tcPr>", '<w:tcPr><w:gridSpan w:val="99999999"/><w:vMerge w:val="?"/></w:tcPr>')
    body = body.replace("<w:trPr></w:trPr>", '<w:trPr><w:gridBefore w:val="-5"/></w:trPr>') + p(
        "a", '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="1e999"/></w:numPr>'
    )
    assert len(tables(read(docx(body)))[0].rows) == 2


def test_deep_nesting_is_damage() -> None:
    """This test ensures that nesting beyond what libxml2 parses ends in an error, not in a lost rest."""
    with pytest.raises(DamagedSource):
        read(docx("<w:sdt><w:sdtContent>" * 400 + p("a") + "</w:sdtContent></w:sdt>" * 400))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_bytes_flipped_anywhere(data: st.DataObject) -> None:
    """This test ensures that a damaged package is read or refused, and raises nothing else."""
    parts = unpack(WHOLE)
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 8))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    parts[name] = bytes(part)
    packed = bytearray(pack(parts))
    if data.draw(st.booleans()):
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        list(read_docx(Input("a", bytes(packed)), Settings()).pages)
    except PhulucError as error:
        assert "\n" not in str(error)
