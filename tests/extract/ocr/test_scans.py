"""These tests ensure that a scan of the sample gives the sample's rows; they need Tesseract's Vietnamese data."""

import io
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.pdfgen import canvas

from extract.ocr import clean, rules, store
from extract.ocr.engine import ready
from extract.ocr.reader import _pixels
from phuluc.errors import PhulucError
from phuluc.model import Document
from phuluc.pipeline import read
from phuluc.settings import Settings

ROOT = Path(__file__).parents[3]
TRUTH = tomllib.loads((ROOT / "tests/truth/qd294.toml").read_text(encoding="utf-8"))
NEEDS_DATA = pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed")


def sheet(page: int, dpi: int) -> NDArray[np.uint8]:
    with pypdfium2.PdfDocument(ROOT / "samples/qd294.pdf") as document:
        picture: NDArray[np.uint8] = document[page].render(scale=dpi / 72, rev_byteorder=True).to_numpy().copy()
    return picture


def worn(picture: NDArray[np.uint8], skew: float) -> NDArray[np.uint8]:
    """Turned, blurred, a red ring over it, JPEG: what a scanner and a registry do to a page."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    turned = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    sealed = cv2.circle(turned.copy(), (width // 2, height // 3), height // 10, (225, 60, 60), max(2, height // 300))
    blurred = cv2.GaussianBlur(np.minimum(turned, sealed), (0, 0), 0.6)
    out = io.BytesIO()
    Image.fromarray(np.asarray(blurred, np.uint8)).save(out, "JPEG", quality=70)
    return np.asarray(Image.open(out), np.uint8)


def as_pdf(pictures: list[NDArray[np.uint8]], dpi: int) -> bytes:
    images = [Image.fromarray(picture) for picture in pictures]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return out.getvalue()


@pytest.mark.parametrize("skew", [-2.0, -0.7, 0.0, 1.3])
def test_skew_is_found(skew: float) -> None:
    dark = clean.darkness(clean.grey(worn(sheet(1, 150), skew)), 150)
    assert clean.skew(dark, 150) == pytest.approx(-skew, abs=0.08)


def test_a_page_on_its_side_is_noticed() -> None:
    dark = clean.darkness(clean.grey(sheet(1, 150)), 150)
    assert not clean.lies_on_its_side(dark, 150)
    assert clean.lies_on_its_side(np.ascontiguousarray(np.rot90(dark)), 150)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_rules_are_the_tables_and_no_text(dpi: int) -> None:
    """Page 2 of the sample has nine horizontal rules (eight rows) and seven vertical positions."""
    across, down = rules.find(clean.darkness(clean.grey(sheet(1, dpi)), dpi), dpi)
    assert positions(across.at, dpi) == 9
    assert positions(down.at, dpi) == 7


def positions(at: list[float], dpi: int) -> int:
    """How many places stand more than a twentieth of an inch apart."""
    places = sorted(at)
    return 1 + sum(b - a > dpi / 20 for a, b in pairwise(places))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Document:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHULUC_CACHE", str(tmp_path_factory.mktemp("cache")))
        pages = [worn(sheet(page, 200), skew) for page, skew in enumerate((0.4, -0.6, 0.0, 0.9, -0.3, 0.2))]
        return read(as_pdf(pages, 200), Settings(), "scan.pdf")


@pytest.mark.system
@NEEDS_DATA
def test_every_row_of_a_scan_is_found_and_numbered(scanned: Document) -> None:
    assert [task.id for task in scanned.tasks] == [row["id"] for row in TRUTH["rows"]]


@pytest.mark.system
@NEEDS_DATA
def test_nineteen_cells_of_twenty_are_right(scanned: Document) -> None:
    right = total = 0
    for task, expected in zip(scanned.tasks, TRUTH["rows"], strict=True):
        for seen, shown in _cells(task, expected):
            total += 1
            right += seen == shown
    assert right / total >= 0.95


def _cells(task: Any, expected: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [
        (task.task, expected["task"]),
        ([a.text for a in task.lead], expected.get("lead", [])),
        ([a.text for a in task.partners], expected.get("partners", [])),
        (task.period.text, expected.get("period", {}).get("text", "")),
        ([o.text for o in task.outputs], [o["text"] for o in expected.get("outputs", [])]),
    ]


@pytest.mark.system
@NEEDS_DATA
def test_rows_of_a_scan_say_so(scanned: Document) -> None:
    assert all("ocr" in task.flags and task.confidence < 1 for task in scanned.tasks)
    assert scanned.audit.lost == 0


@pytest.mark.system
@NEEDS_DATA
def test_a_second_reading_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    data = as_pdf([sheet(0, 200)], 200)
    first = read(data, Settings(), "scan.pdf").to_dict()
    monkeypatch.setattr("extract.ocr.page.read_page", lambda *_: pytest.fail("the page was read again"))
    other = read(data + b"%", Settings(), "scan.pdf").to_dict()  # another file with the same page
    assert other["tables"] == first["tables"]
    monkeypatch.setattr("extract.ocr.reader._Desk._draw", lambda *_: pytest.fail("the page was drawn again"))
    assert read(data, Settings(), "scan.pdf").to_dict() == first
    with pytest.raises(pytest.fail.Exception):
        read(data + b"%%", Settings(), "scan.pdf")


@pytest.mark.system
@NEEDS_DATA
def test_pictures_are_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    out = io.BytesIO()
    frames = [Image.fromarray(sheet(page, 200)).convert("1") for page in (0, 1)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4", dpi=(200, 200))
    document = read(out.getvalue(), Settings(), "scan.tif")
    assert document.source.pages == 2
    assert [task.id for task in document.tasks][:5] == ["0/I", "0/I.1", "0/I.2", "0/II", "0/II.1"]


@NEEDS_DATA
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_a_picture_cut_off_is_damage(share: float) -> None:
    out = io.BytesIO()
    frames = [Image.fromarray(sheet(page, 75)).convert("1") for page in (0, 1)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    data = out.getvalue()
    with pytest.raises(PhulucError):
        read(data[: int(len(data) * share)], Settings(), "scan.tif")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "I;16", "1", "P"])
def test_every_mode_shows_ink_on_paper(mode: str) -> None:
    """A sheet with a black bar: transparent where it is paper if the mode has transparency, 16 bits where it has."""
    bar = np.full((40, 60), 255, np.uint8)
    bar[10:20] = 0
    if mode == "I;16":
        image = Image.fromarray(bar.astype(np.uint16) * 257)
    elif mode in ("RGBA", "LA"):
        image = Image.new(mode, (60, 40))
        image.putalpha(Image.fromarray(255 - bar))
    else:
        image = Image.fromarray(bar).convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG")
    seen = clean.grey(_pixels(Image.open(out)))
    assert seen[15, 30] < 10
    assert seen[30, 30] > 245


def test_a_page_that_cannot_be_drawn_stops_no_other() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
        b"3 0 obj 55 endobj\n4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    document = read(data, Settings(), "broken.pdf")
    assert [issue.kind.code for issue in document.issues] == ["page-unreadable", "no-stt-table"]


def made_pdf(pages: list[str]) -> bytes:
    out = io.BytesIO()
    sheet_of = canvas.Canvas(out, pageCompression=0)
    for text in pages:
        sheet_of.drawString(72, 700, text)
        sheet_of.showPage()
    sheet_of.save()
    return out.getvalue()


def test_a_blank_page_is_no_scan() -> None:
    document = read(made_pdf(["Ke hoach 2025", ""]), Settings(), "blank.pdf")
    assert not {issue.kind.code for issue in document.issues} & {"ocr", "no-text-layer"}


@NEEDS_DATA
def test_a_spoilt_cache_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHULUC_CACHE", str(tmp_path))
    (tmp_path / "ocr").mkdir()
    (tmp_path / "ocr/page.npz").write_bytes(b"")
    assert store.get("page", 1) is None


@pytest.mark.system
@NEEDS_DATA
def test_asked_never_a_scan_is_left_unread() -> None:
    document = read(as_pdf([sheet(0, 150)], 150), Settings(ocr="never"), "scan.pdf")
    assert not document.tasks
    assert {issue.kind.code for issue in document.issues} >= {"no-text-layer"}


@pytest.mark.parametrize("high", [1, 40, 41])
@pytest.mark.parametrize("rows", [[], [0], [3], [0, 1, 6, 7, 40], range(41)])
def test_components_are_the_same_without_the_empty_rows(high: int, rows: list[int]) -> None:
    """Also where a blob begins on an odd row, on the first or the last, or no row is empty."""
    mask = np.zeros((high, 50), np.uint8)
    for row in rows:
        mask[row : row + 1, row % 3 : 50 : 4] = 1
    (count, labels, stats, middles), want = clean.components_in_rows(mask), clean.components(mask)
    assert count == want[0]
    assert np.array_equal(labels, want[1])
    assert np.array_equal(stats[1:], want[2][1:])
    assert np.allclose(middles[1:], want[3][1:])
