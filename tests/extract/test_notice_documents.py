"""These tests ensure that whole documents are judged page by page as a person judges them, good layers above all."""

import os
import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from extract.grid.tables import find_tables
from extract.layout import lay_out
from extract.notice import judge, text_of
from extract.ocr.engine import ready
from extract.pdf.pdfium import open_pdf
from extract.pdf.reader import read_pdf
from extract.readers import Input
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus.cases import cases
from tests.corpus.content import PLANS, expected, load
from tests.corpus.junk import MADE, PLAN, half_picture
from tests.corpus.layout import BASE
from tests.corpus.producers import PRODUCERS, missing, produce

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
NEEDS_CORPUS = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")
EVERY = 4  # one document of a producer in so many: a minute for all
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
        ("p08_qd2093_byt_tthc.pdf", 10, ["good"] * 10),  # all 170 below
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


@pytest.mark.slow
@NEEDS_CORPUS
def test_no_page_of_a_long_digital_file_is_sent_to_ocr() -> None:
    assert set(verdicts((CORPUS / "p08_qd2093_byt_tthc.pdf").read_bytes())) == {"good"}


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize("name", [name for name, producer in PRODUCERS.items() if producer.suffix == ".pdf"])
def test_no_page_of_any_producer_is_sent_to_ocr(name: str) -> None:
    if lacking := missing(PRODUCERS[name]):
        pytest.skip(f"{lacking} is missing")
    judged = {
        str(case): verdicts(produce(case.producer, case.plan, case.layout).read_bytes())
        for case in islice(cases((name,)), 0, None, EVERY)
    }
    # wkhtmltopdf ends some files with a sheet that has nothing on it; nothing is sent to OCR of that either
    assert {case: each for case, each in judged.items() if set(each[:-1]) | {each[-1]} - {"empty"} != {"good"}} == {}


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed")
@NEEDS_CORPUS
def test_every_page_of_p16_is_read_by_ocr_nearly_as_its_clean_text_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On 2026-11-23: 62 of 1,327 words otherwise (ể as ê and the like, signs), 3 of the table's 14 printed cells."""
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    source = Input("p16.pdf", (CORPUS / "p16_qd1050_broken_tounicode.pdf").read_bytes())
    pages = list(read_pdf(source, Settings()).pages)
    assert [{issue.kind.code for issue in page.issues} >= {"junk-text-layer", "ocr"} for page in pages] == [True] * 4
    seen = Counter("\n".join(map(text_of, pages)).split())
    clean = (CORPUS / "t05_qd1050_clean.txt").read_text(encoding="utf-8")
    printed = Counter(unicodedata.normalize("NFC", clean).split())
    assert (printed - seen).total() < 0.07 * printed.total()


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed")
@NEEDS_FONT
def test_a_page_half_text_and_half_picture_gives_all_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    rows = read(half_picture(), Settings(), "half.pdf").tables[0].rows
    printed = [want for want in expected(load(PLAN).annexes[0]) if want.number in {row.number for row in rows}]
    assert [row.number for row in rows] == [str(number) for number in range(16, 31)]
    right = [row.cells == want.cells for row, want in zip(rows, printed, strict=True)]
    assert all(right[:6])  # the text's
    assert sum(right) >= 12
