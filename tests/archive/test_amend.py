"""These tests ensure that an archive's corrections reach their documents, and that an edit costs no other a reading."""

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from phuluc import guard
from phuluc.archive import run
from phuluc.archive.run import Choice, Summary
from phuluc.model import Correction, Corrections
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.archive.made import documents
from tests.archive.workers import Here

pytestmark = pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three plans, two of them by the same name."""
    for name, made in zip(("a/plan.txt", "b/plan.txt", "c/other.txt"), documents(3, ("txt",)), strict=True):
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(made.data)
    return tmp_path / "in"


def batch(source: Path, out: Path, *corrections: Corrections) -> Summary:
    choice = Choice(Settings(ocr="never", corrections=corrections))
    return run.run(str(source), str(out), choice, Here(), lambda _: None)


def of(path: Path, new: str) -> Corrections:
    """The title of a plan corrected, as the review page writes it."""
    document = read(path)
    correction = Correction(None, "document.title", document.meta.title or "", new)
    return Corrections(path.name, document.source.sha256, (correction,))


def told(out: Path) -> dict[str, tuple[str, str]]:
    """Of each path's end its document's title and reading."""
    lines = pq.read_table(out / "documents").to_pylist()
    return {path[-10:]: (line["title"], line["reading"]) for line in lines for path in line["paths"]}


@pytest.mark.slow
def test_an_edit_rereads_its_document_alone(source: Path, tmp_path: Path) -> None:
    out, first = tmp_path / "out", source / "a/plan.txt"
    assert batch(source, out).read == 3
    plain = told(out)
    assert batch(source, out, of(first, "Một")).read == 1
    once = told(out)
    assert once["a/plan.txt"][0] == "Một"
    assert {name: line for name, line in once.items() if line != plain[name]}.keys() == {"a/plan.txt"}
    assert batch(source, out, of(first, "Một")).read == 0
    assert batch(source, out, of(first, "Hai"), of(source / "c/other.txt", "Ba")).read == 2
    assert [told(out)[name][0] for name in ("a/plan.txt", "/other.txt")] == ["Hai", "Ba"]
    assert batch(source, out, of(source / "c/other.txt", "Ba")).read == 1
    assert batch(source, out).read == 1
    assert told(out) == plain


def test_a_file_without_a_digest_is_of_every_document_so_called(source: Path, tmp_path: Path) -> None:
    out, data = tmp_path / "out", (source / "c/other.txt").read_bytes() + b"\n"
    with zipfile.ZipFile(source / "d.zip", "w") as archive:
        archive.writestr("plan.txt", data)
    batch(source, out)
    title = Correction(None, "document.title", read(data).meta.title or "", "Tên")
    done = batch(source, out, Corrections("plan.txt", None, (title,)))
    assert (done.read, done.unused) == (3, ())
    assert told(out)["p!plan.txt"][0] == "Tên"


def test_corrections_of_no_document_are_told(source: Path, tmp_path: Path) -> None:
    elsewhere = Corrections("plan.txt", "0" * 64, (Correction(None, "document.title", "x", "y"),))
    done = batch(source, tmp_path / "out", elsewhere, Corrections("none.pdf", None, elsewhere.corrections))
    assert (done.read, done.unused) == (3, ("plan.txt", "none.pdf"))
    assert batch(source, tmp_path / "out").read == 0
