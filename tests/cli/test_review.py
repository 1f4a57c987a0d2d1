"""`phuluc review` as a user calls it: one file, its summary, its exit codes."""

import json
import re
import sys
from pathlib import Path

import pytest

from phuluc.cli.main import main

SAMPLES = Path(__file__).parent.parent.parent / "samples"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["review", *arguments])
    told = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, told.out, told.err


def data_of(html: str) -> dict[str, list[object]]:
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert held
    found: dict[str, list[object]] = json.loads(held[1])
    return found


def test_one_file_with_pages_and_tasks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(SAMPLES / "qd294.pdf"), "-o", str(tmp_path), "--no-isolate")
    assert (code, out) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["qd294.review.html"]
    assert "28 tasks" in err
    assert "qd294.review.html" in err
    html = (tmp_path / "qd294.review.html").read_text(encoding="utf-8")
    made = data_of(html)
    assert (len(made["tasks"]), len(made["pages"]), len(re.findall(r'id="sheet-\d', html))) == (33, 6, 6)


def test_a_guarded_process_gives_the_same_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, how in (("here", "--no-isolate"), ("there", "--isolate")):
        run(capsys, str(SAMPLES / "qd294.pdf"), "-o", str(tmp_path / folder), "--pages", "1-2", how)
    pages = [(tmp_path / folder / "qd294.review.html").read_bytes() for folder in ("here", "there")]
    assert pages[0] == pages[1]


def test_standard_output_and_a_document_without_pages(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["review", str(SAMPLES / "qd294.txt"), "-o", "-"])
    sys.stdout.flush()
    assert left.value.code == 0
    made = data_of(capfdbinary.readouterr().out.decode())
    assert (len(made["tasks"]), made["pages"]) == (33, [])


def test_a_source_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, str(tmp_path / "no.pdf"), "-o", str(tmp_path / "out"))
    assert code == 3
    assert "no such file" in err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
