"""These tests ensure that what cannot be read ends with its exit code and one line in plain words, from the shell."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.patience import PATIENCE

PHULUC = Path(sys.executable).parent / "phuluc"
SAMPLES = Path(__file__).parent.parent / "samples"


def locked_pdf() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("mật khẩu", ownerPassword="khác"))
    canvas.drawString(72, 720, "STT")
    canvas.save()
    return stream.getvalue()


def other_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "no document")
    return stream.getvalue()


BAD = {
    "empty.pdf": b"",
    "damaged.pdf": (SAMPLES / "qd294.pdf").read_bytes()[:3000],
    "damaged.docx": (SAMPLES / "qd294.docx").read_bytes()[:9000],
    "locked.pdf": locked_pdf(),
    "picture.pdf": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
    "archive.docx": other_zip(),
}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PHULUC, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize("name", BAD)
def test_a_source_that_cannot_be_read_is_one_line_and_exit_3(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(BAD[name])
    done = run("extract", source, "-o", tmp_path / "out")
    assert done.returncode == 3, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("phuluc: ") and name in line]
    assert len(lines) == 1
    assert "; " in lines[0]  # what is wrong; what to do
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_a_missing_source_is_one_line_and_exit_3(tmp_path: Path) -> None:
    done = run("extract", tmp_path / "nowhere.pdf", "-o", tmp_path / "out")
    assert done.returncode == 3
    assert "nowhere.pdf" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_without_a_table_is_exit_1_and_its_files_are_written(tmp_path: Path) -> None:
    source = tmp_path / "letter.txt"
    source.write_text("CÔNG VĂN\n\nKính gửi: Sở Nội vụ\n\nVề việc báo cáo quý.\n", encoding="utf-8")
    done = run("extract", source, "-o", tmp_path / "out", "--format", "json,csv")
    assert done.returncode == 1, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"letter.json", "letter.csv"}


def test_the_worst_exit_code_of_several_sources_stands(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    done = run("extract", SAMPLES / "qd294.txt", tmp_path / "empty.pdf", "-o", tmp_path / "out", "--format", "json")
    assert done.returncode == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["qd294.json"]


def test_a_wrong_command_line_is_exit_2(tmp_path: Path) -> None:
    assert run("extract", SAMPLES / "qd294.txt", "--format", "word").returncode == 2
    assert run("extrakt").returncode == 2


def test_a_good_source_is_exit_0(tmp_path: Path) -> None:
    done = run("extract", SAMPLES / "qd294.pdf", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"qd294.csv", "qd294.json", "qd294.xlsx"}
