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

from extract.ocr import clean, rules
from extract.ocr.engine import ready
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
    assert read(data, Settings(), "scan.pdf").to_dict() == first


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


@pytest.mark.system
@NEEDS_DATA
def test_asked_never_a_scan_is_left_unread() -> None:
    document = read(as_pdf([sheet(0, 150)], 150), Settings(ocr="never"), "scan.pdf")
    assert not document.tasks
    assert {issue.kind.code for issue in document.issues} >= {"no-text-layer"}
