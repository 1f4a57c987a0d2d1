"""These tests ensure that real documents say what a person reads in them; skipped where the corpus is not there."""

import csv
import os
import shutil
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from phuluc.model import Document, Table
from phuluc.pipeline import read
from phuluc.settings import Settings

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("PHULUC_CORPUS", ROOT.parent / "shared" / "corpus"))
TRUTHS = sorted((ROOT / "tests/truth/real").glob("*.toml"))
# Where the print's own numbering jumps: table and number. d22's list of abbreviations goes from 6 to 10.
GAPS = {"d22_nhiem_vu_khao_sat_2012.doc": [(0, "10")]}
OFFICE = (".doc", ".odt", ".rtf")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")


def document(name: str) -> Document:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"{name} is not in the corpus")
    if path.suffix in OFFICE and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    return read(path, Settings(ocr="never"))


def blanks(text: str) -> str:
    return " ".join(text.split())


def is_cell(want: str, got: str) -> bool:
    begins, dots, ends = want.partition(" … ")
    text = blanks(got)
    return text == want if not dots else text.startswith(begins) and text.endswith(ends)


def filled(cells: list[str] | tuple[str, ...]) -> list[str]:
    """The cells that say something: where a cell is merged across columns is not the same in every kind of file."""
    return [cell for cell in cells if cell.strip()]


def find_table(tables: tuple[Table, ...], want: dict[str, Any]) -> Table:
    labels = filled(want["labels"])
    found = [table for table in tables if filled([blanks(column.label) for column in table.columns]) == labels]
    counts = [len(table.rows) for table in found]
    assert want["count"] in counts, f"tables with these labels have {counts} rows, not {want['count']}: {labels}"
    return found[counts.index(want["count"])]


@pytest.mark.system
@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_rows_are_as_a_person_reads_them(path: Path) -> None:
    truth = tomllib.loads(path.read_text(encoding="utf-8"))
    read_tables = document(truth["file"]).tables
    for want in truth["tables"]:
        table = find_table(read_tables, want)
        first, last = want.get("first", []), want.get("last", [])
        rows = [*table.rows[: len(first)], *table.rows[len(table.rows) - len(last) :]]
        for expected, row in zip([*first, *last], rows, strict=True):
            cells = list(zip(filled(expected), filled(row.cells), strict=False))
            assert len(filled(expected)) == len(filled(row.cells)), (expected, row.cells)
            assert [pair for pair in cells if not is_cell(*pair)] == []


def test_a_foreign_table_is_as_its_published_csv() -> None:
    path = CORPUS / "f01_ghana_awards.csv"
    if not path.exists():
        pytest.skip("f01 is not in the corpus")
    with path.open(encoding="utf-8", newline="") as stream:
        # The CSV keeps every wrapped line, so blanks cannot be held against it; it has the first page's rows only.
        header, *rows = (["".join(cell.split()) for cell in row] for row in csv.reader(stream))
    (table,) = document("f01_ghana_awards.pdf").tables
    assert ["".join(column.label.split()) for column in table.columns] == header
    assert [["".join(cell.split()) for cell in row.cells] for row in table.rows[: len(rows)]] == rows
    assert [row.number for row in table.rows] == [str(number) for number in range(1, 45)]


@pytest.mark.system
@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.glob("[dhpst][0-9]*")) if CORPUS.is_dir() else [])
def test_nothing_is_lost_and_every_gap_is_flagged(name: str) -> None:
    found = document(name)
    assert found.audit.lost == 0
    assert not {"lost-text", "doubled-text"} & {issue.kind.code for issue in found.issues}
    for table in found.tables:
        for above, row in pairwise(table.rows):
            jumps = above.number.isdigit() and row.number.isdigit() and int(row.number) > int(above.number) + 1
            assert not jumps or "number-gap" in row.flags, (table.index, above.number, row.number)
    flagged = [(table.index, row.number) for table in found.tables for row in table.rows if "number-gap" in row.flags]
    assert flagged == GAPS.get(name, []), "a gap is flagged exactly where the print has one"
