"""These tests ensure that whole documents are judged page by page as a person judges them, good layers above all."""

import os
from pathlib import Path

import pytest

from extract.grid.tables import find_tables
from extract.layout import lay_out
from extract.notice import judge
from extract.ocr.engine import ready
from extract.pdf.pdfium import open_pdf
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus.content import PLANS, expected, load
from tests.corpus.junk import MADE, PLAN
from tests.corpus.layout import BASE
from tests.corpus.producers import PRODUCERS, missing, produce

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
NEEDS_CORPUS = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")
NEEDS_FONT = pytest.mark.skipif(bool(missing(PRODUCERS["reportlab"])), reason="fonts-croscore is not installed")


def verdicts(data: bytes, last: int | None = None) -> list[str]:
    pages = open_pdf(data, Settings(pages=None if last is None else (1, last))).pages
    return [judge(page, lay_out(page, find_tables(page))).verdict for page in pages]


@NEEDS_CORPUS
@pytest.mark.parametrize(
    ("name", "last", "judged"),
    [
        ("f01_ghana_awards.pdf", None, ["good"] * 5),
        ("f07_rotated_pages.pdf", None, ["good"] * 4),
        ("p08_qd2093_byt_tthc.pdf", 40, ["good"] * 40),
        ("p09_qd1629_ubnd_tthc.pdf", None, ["empty"] * 2 + ["good"] * 4),  # its first two pages are scans
        ("p16_qd1050_broken_tounicode.pdf", None, ["junk"] * 4),
        ("p19_flat_html2pdf_tt120.pdf", None, ["good"] * 48),
        ("s05_bc2154_syt.pdf", None, ["empty"] * 13),
    ],
)
def test_pages_of_real_documents(name: str, last: int | None, judged: list[str]) -> None:
    assert verdicts((CORPUS / name).read_bytes(), last) == judged


@pytest.mark.parametrize("plan", PLANS)
def test_a_good_layer_is_never_thrown_away(plan: str) -> None:
    path = produce(PRODUCERS["typst"], load(plan), BASE)
    assert set(verdicts(path.read_bytes())) == {"good"}


@NEEDS_FONT
@pytest.mark.parametrize("kind", MADE)
def test_every_page_of_a_layer_that_lies_is_noticed(kind: str) -> None:
    assert set(verdicts(MADE[kind]())) == {"junk"}


@pytest.mark.system
@pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed")
@NEEDS_FONT
def test_a_page_with_a_wrong_map_is_read_from_its_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    document = read(MADE["a map of other letters"](), Settings(), "lies.pdf")
    assert {issue.kind.code for issue in document.issues} >= {"junk-text-layer", "ocr"}
    assert [row.number for row in document.tables[0].rows] == [row.number for row in expected(load(PLAN).annexes[0])]
