"""These tests ensure that the one real scan of the corpus is read as well as when it was last read by eye."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.ocr.engine import ready
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus.score import blanks

ROOT = Path(__file__).parents[3]
S05 = Path(os.environ.get("PHULUC_CORPUS", ROOT.parent / "shared" / "corpus")) / "s05_bc2154_syt.pdf"
TABLES = tomllib.loads((ROOT / "tests/truth/s05.toml").read_text(encoding="utf-8"))["tables"]
WRONG = 0.1  # share of cells; tests/truth/s05_by_eye.md lists those that were


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed")
@pytest.mark.skipif(not S05.exists(), reason="the corpus of real documents is not here")
@pytest.mark.parametrize("printed", TABLES, ids=lambda table: f"pages {table['pages']}")
def test_tables_of_s05(printed: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    document = read(S05, Settings(pages=tuple(printed["pages"])))
    rows = [row for table in document.tables for row in table.rows]
    assert [row.number for row in rows] == [want[0] for want in printed["rows"]]
    cells = [
        (want, blanks(got))
        for wanted, row in zip(printed["rows"], rows, strict=True)
        for want, got in zip(wanted, row.cells, strict=True)
        if want or got
    ]
    wrong = [f"{want!r} as {got!r}" for want, got in cells if want != got]
    print(len(cells), "cells,", len(wrong), "wrong:", *wrong, sep="\n")
    assert len(wrong) <= WRONG * len(cells)
