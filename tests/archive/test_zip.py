"""These tests ensure that a zip's member is opened by its place in the zip, and its name is never more than a label."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from phuluc.archive.fetch import Fetcher
from phuluc.archive.found import Found
from phuluc.archive.walk import walk
from phuluc.errors import DamagedSource, LimitExceeded, LockedSource, UsageError
from phuluc.settings import Limits


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_zip_is_never_unpacked_by_name(tmp_path: Path) -> None:
    members = {"../../evil.txt": b"1", "/etc/passwd": b"2", "a/b.txt": b"3", "folder/": b"", ".hidden": b"4"}
    (tmp_path / "x.zip").write_bytes(packed(members))
    found = list(walk(str(tmp_path)))
    assert [each.path.partition("!")[2] for each in found] == ["../../evil.txt", "/etc/passwd", "a/b.txt"]
    assert list(walk(str(tmp_path / "x.zip"))) == found
    with Fetcher(Limits()) as fetcher:
        for each, data in zip(found, (b"1", b"2", b"3"), strict=True):
            with fetcher.near(each) as path:
                assert Path(path).read_bytes() == data
                assert Path(path).name == "document"
            assert not Path(path).exists()
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_link_in_a_zip_is_no_document(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "1")
    (tmp_path / "x.zip").write_bytes(stream.getvalue())
    assert [each.path.partition("!")[2] for each in walk(str(tmp_path))] == ["a.txt"]


def test_what_is_packed_as_a_document_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    (tmp_path / "b.zip").write_bytes(b"no zip at all")
    assert [(Path(each.path).name, each.member) for each in walk(str(tmp_path))] == [("a.zip", None), ("b.zip", None)]


def test_a_member_that_is_larger_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "y.zip").write_bytes(packed({"a.txt": bytes(5000)}))
    (found,) = walk(str(tmp_path / "y.zip"))
    with Fetcher(Limits(bytes=100)) as fetcher, pytest.raises(LimitExceeded, match="--max-size"):
        fetcher.digest(found)


def test_a_locked_member_and_a_zip_that_was_swapped(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": b"1"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1  # the flag of an encrypted member
    (tmp_path / "x.zip").write_bytes(data)
    (found,) = walk(str(tmp_path))
    with Fetcher(Limits()) as fetcher:
        with pytest.raises(LockedSource):
            fetcher.digest(found)
        with pytest.raises(DamagedSource):
            fetcher.digest(Found("x", found.address, 7, 1))


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_whose_packing_is_damaged(packing: int, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        archive.writestr("a.txt", bytes(range(256)) * 9)
    data = bytearray(stream.getvalue())
    data[60:90] = bytes(byte ^ 0xFF for byte in data[60:90])  # of what stands behind the member's name
    (tmp_path / "x.zip").write_bytes(data)
    (found,) = walk(str(tmp_path))
    with Fetcher(Limits()) as fetcher, pytest.raises(DamagedSource, match="its zip is cut off or damaged"):
        fetcher.digest(found)


def test_a_member_that_is_said_to_begin_before_its_file(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": b"1"}))
    end = data.index(b"PK\x05\x06")  # of the directory: where it begins, so that all places are off by as much
    data[end + 16 : end + 20] = (0xFFFF).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(data)
    with Fetcher(Limits()) as fetcher, pytest.raises(DamagedSource, match="its zip is cut off or damaged"):
        fetcher.digest(Found("x", str(tmp_path / "x.zip"), 0, 1))


@pytest.mark.parametrize("data", [b"%PDF-1.7 \x00 no list", b"\xff\xfe\xfd"])
def test_neither_list_nor_zip(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(UsageError, match="neither"):
        list(walk(str(tmp_path / "x")))
