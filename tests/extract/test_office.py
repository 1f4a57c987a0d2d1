"""Old office files by way of LibreOffice: what is asked of it, what it may not do, and what it reads."""

import os
import stat
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from extract import office
from extract.readers import Input, read_document
from phuluc.errors import DamagedSource, LimitExceeded, LockedSource, MissingTool
from phuluc.model import RawTable
from phuluc.settings import Limits, Settings
from tests.extract.markup_tools import lines_of, page_of, rows_of, tables_of
from tests.extract.word_files import docx, plan
from tests.patience import PATIENCE

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
RTF = (
    rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}}\trowd\cellx1000\cellx4000\cellx7000"
    rb"\intbl STT\cell Nhi\u7879?m v\u7909?\cell Ch\u7911? tr\u236?\cell\row"
    rb"\trowd\cellx1000\cellx4000\cellx7000\intbl 1\cell T\u7853?p hu\u7845?n\cell S\u7903? Y t\u7871?\cell\row}"
)


def fake(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A soffice of our own, found before any other."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def read(data: bytes, seconds: float = 20.0) -> list[list[str]]:
    (page,) = read_document(Input("a.doc", data), Settings(limits=Limits(seconds=seconds))).pages
    (table,) = [block for block in page.blocks if isinstance(block, RawTable)]
    return rows_of(table)


def test_without_libreoffice_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This test ensures that the error says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_USUAL_PLACES", ())
    with pytest.raises(MissingTool, match="libreoffice-writer"):
        page_of(RTF)
    with pytest.raises(MissingTool, match="libreoffice-calc"):
        page_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook\0".encode("utf-16-le"))


def test_the_source_is_the_document_and_not_what_was_made_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """This test ensures that LibreOffice's result is read, under the name and kind of its source."""
    (tmp_path / "made.docx").write_bytes(docx(plan()))
    keep_last = 'for last; do :; done; while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"'
    fake(tmp_path, f'{keep_last}; cp {tmp_path}/made.docx "$2/document.docx"', monkeypatch)
    document = read_document(Input("a.doc", RTF), Settings())
    assert (document.source.file, document.source.media_type) == ("a.doc", "application/rtf")
    assert document.source.producer is None
    (page,) = document.pages
    assert [block.width for block in page.blocks if isinstance(block, RawTable)] == [3]


def test_it_gets_no_environment_and_a_profile_without_macros(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This test ensures that the process knows nothing of ours, and is told to run no macros and follow no links."""
    monkeypatch.setenv("SECRET", "s")
    notes = f'env > {tmp_path}/env; echo "$@" > {tmp_path}/arguments; ulimit -a > {tmp_path}/limits'
    fake(tmp_path, f"{notes}; cp -r profile {tmp_path}", monkeypatch)
    with pytest.raises(DamagedSource):
        read(RTF)
    environment = (tmp_path / "env").read_text()
    assert "SECRET" not in environment
    assert "HOME=/tmp" in environment or "phuluc-" in environment
    assert "--headless" in (tmp_path / "arguments").read_text()
    profile = (tmp_path / "profile/user/registrymodifications.xcu").read_text()
    assert "DisableMacrosExecution" in profile
    # In Calc 0 says always, and 1 never.
    assert 'Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1<' in profile
    assert "8388608" in (tmp_path / "limits").read_text()


def test_a_program_that_hangs_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This test ensures that the time limit holds for the whole process group, and is named."""
    fake(tmp_path, f"sleep 1801 & echo $! > {tmp_path}/child; sleep 1802", monkeypatch)
    for seconds in (0.5, 5.0, 50.0, 500.0):  # a slow machine takes longer to begin
        with pytest.raises(LimitExceeded, match=r"Limits\.seconds"):
            read(RTF, seconds=seconds)
        if (tmp_path / "child").exists():
            break
    child = int((tmp_path / "child").read_text())
    for _ in range(int(PATIENCE / 0.1)):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("a child of the program lives on")


def test_what_it_cannot_read_is_damage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This test ensures that a program which makes nothing gives one plain error."""
    fake(tmp_path, "exit 0", monkeypatch)
    with pytest.raises(DamagedSource, match="LibreOffice cannot read it"):
        read(RTF)


def odt(manifest: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", "<a/>" + " " * 30_000_000)
    return stream.getvalue()


def test_locks_and_bombs_never_get_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This test ensures that what is locked, or packed to hurt, is refused before LibreOffice sees it."""
    fake(tmp_path, "exit 0", monkeypatch)
    locked = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "WordDocument\0".encode("utf-16-le"))
    locked[512:514], locked[522:524] = b"\xec\xa5", b"\x00\x01"
    with pytest.raises(LockedSource):
        read(bytes(locked))
    with pytest.raises(LimitExceeded, match="packs over"):
        read(odt(""))
    with pytest.raises(LimitExceeded, match=r"Limits\.unpacked_bytes"):
        read_document(Input("a", odt("")), Settings(limits=Limits(unpacked_bytes=1000)))
    for encoding in ("utf-8", "utf-16"):
        flat = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><office:document xmlns:office="x">&b;'
        with pytest.raises(DamagedSource, match="entities"):
            read(flat.encode(encoding))


needs_libreoffice = pytest.mark.skipif(office.find_soffice() is None, reason="LibreOffice is not installed")


@pytest.mark.system
@needs_libreoffice
def test_rtf() -> None:
    """This test ensures that a table in RTF comes cell by cell."""
    assert read(RTF, 60) == [["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Tập huấn", "Sở Y tế"]]


@pytest.mark.system
@needs_libreoffice
@pytest.mark.parametrize("target", ["odt", "doc", "rtf", "fodt"])
def test_every_kind_says_the_same(target: str) -> None:
    """This test ensures that a document saved in LibreOffice's other formats reads as its DOCX does."""
    from docx import Document

    document = Document()
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ("STT", "Nhiệm vụ", "Chủ trì", "1", "Tập huấn", "Sở Y tế"), strict=True):
        cell.text = text
    document.add_paragraph("Hết")
    stream = BytesIO()
    document.save(stream)
    source = stream.getvalue()
    other = office.convert(source, "docx", target, Settings())
    assert (lines_of(other), [rows_of(table) for table in tables_of(other)]) == (
        lines_of(source),
        [rows_of(table) for table in tables_of(source)],
    )


@pytest.mark.system
@needs_libreoffice
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_real_doc_files() -> None:
    """This test ensures that d22's plan and d11's merged list read as a person reads them."""
    plan_of_2012 = rows_of(tables_of((CORPUS / "d22_nhiem_vu_khao_sat_2012.doc").read_bytes())[4])
    assert plan_of_2012[0] == [
        "Stt",
        "Hạng mục công việc",
        "Đơn vị\nthực hiện",
        "Đơn vị\nphối hợp",
        "Thời gian thực hiện",
    ]
    assert [row[0] for row in plan_of_2012[1:]] == [str(number) for number in range(1, 9)]
    assert plan_of_2012[2][1:3] == [
        "Chủ đầu tư ra quyết định phê duyệt nhiệm vụ khảo sát",
        "Ban QL các dự án công nghệp CNTT",
    ]
    schools = tables_of((CORPUS / "d11_qd1835_bgddt.doc").read_bytes())[2]
    assert len(schools.rows) == 279
    assert rows_of(schools)[3] == ["3.", "Học viện Báo chí và Tuyên truyền", "Báo chí học", "9320101"]
    assert (schools.rows[3].cells[1].row_span, rows_of(schools)[4]) == (3, ["Chính trị học", "9310201"])
