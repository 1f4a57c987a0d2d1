"""`phuluc verify`: what agrees and what differs, for people and for scripts, with an exit code of its own."""

import io
import json
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from phuluc.batch import UNCONFIRMED
from tests.cli.test_cli import PLAN, phuluc, said

SAMPLE = Path(__file__).parents[2] / "samples" / "qd294.pdf"


def clipped() -> bytes:
    """A plan whose second row the page's clip hides: PDFium leaves it out, and pdfplumber knows of no clips."""
    stream = io.BytesIO()
    canvas = Canvas(stream, (400, 300))
    canvas.grid([20, 60, 220, 380], [280, 250, 220])
    for row, texts in enumerate((("STT", "Nhiem vu", "Chu tri"), ("1", "Ra soat", "So Tu phap"))):
        for x, text in zip((25, 65, 225), texts, strict=True):
            canvas.drawString(x, 262 - 30 * row, text)
    path = canvas.beginPath()
    path.rect(0, 220, 400, 80)
    canvas.clipPath(path, stroke=0)
    for x, text in zip((25, 65, 225), ("2", "Tap huan", "So Y te"), strict=True):
        canvas.drawString(x, 202, text)
    canvas.grid([20, 60, 220, 380], [220, 190])
    canvas.save()
    return stream.getvalue()


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    path = tmp_path / "doubtful.pdf"
    path.write_bytes(clipped())
    return path


def test_readings_that_agree_say_so_and_leave_no_file(tmp_path: Path) -> None:
    done = phuluc("verify", SAMPLE, "--ocr", "never")
    assert (done.returncode, said(done)) == (0, [])
    line = done.stdout.decode().strip()
    assert line.startswith(f"{SAMPLE}: PDFium and pdfplumber agree: 33 of 33 rows, 198 of 198 cells, 6 of 6 pages, ")


def test_a_difference_is_told_with_its_page_row_and_both_readings(doubtful: Path) -> None:
    done = phuluc("verify", doubtful, "--ocr", "never")
    assert done.returncode == UNCONFIRMED == 5
    lines = [line.split() for line in done.stdout.decode().splitlines()]
    assert " ".join(lines[0][1:5]) == "PDFium and pdfplumber disagree:"
    assert "page 1, 0/2: only one reading has it".split() in lines
    assert "PDFium (nothing)".split() in lines
    assert "pdfplumber 2 | Tap huan | So Y te".split() in lines


def test_scripts_get_an_object_a_line(doubtful: Path, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(PLAN, encoding="utf-8")
    done = phuluc("verify", "--json", SAMPLE, doubtful, text, tmp_path / "missing.pdf", "--ocr", "never")
    assert done.returncode == UNCONFIRMED
    agreed, differing, alone, missing = map(json.loads, done.stdout.decode().splitlines())
    assert (agreed["agree"], agreed["rows"]) == (True, {"compared": 33, "alike": 33})
    assert differing["agree"] is False
    assert [each["row"] for each in differing["differences"] if each["kind"] == "row"] == ["0/2"]
    assert (alone["agree"], alone["error"].split()[:5]) == (None, "there is no second way".split())
    assert (missing["agree"], missing["error"].split()[:3]) == (None, "no such file;".split())


def test_the_files_are_written_where_a_folder_is_named(doubtful: Path, tmp_path: Path) -> None:
    done = phuluc("verify", doubtful, "--ocr", "never", "-o", tmp_path / "out", "--format", "json")
    assert done.returncode == UNCONFIRMED
    written = json.loads((tmp_path / "out" / "doubtful.json").read_text(encoding="utf-8"))
    assert "engines-disagree" in {warning["code"] for warning in written["warnings"]}


def test_a_guarded_process_gives_the_same_opinion(doubtful: Path) -> None:
    here, guarded = (
        phuluc("verify", "--json", doubtful, "--ocr", "never", how) for how in ("--no-isolate", "--isolate")
    )
    assert here.stdout == guarded.stdout != b""


def test_standard_output_is_the_report_s() -> None:
    done = phuluc("verify", SAMPLE, "-o", "-")
    assert (done.returncode, len(said(done))) == (2, 1)
