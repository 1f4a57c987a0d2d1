"""These tests ensure that no PDF made to hurt crashes, hangs or blows up more than its own guarded process."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from phuluc.errors import PhulucError
from phuluc.guard import Guard
from phuluc.settings import Engine, Limits, Settings
from tests.hostile.pdfs import PDFS
from tests.patience import PATIENCE

LIMITS = Limits(seconds=5, memory=1 << 30)
# pdfminer, in Python, goes on for as long as it is let: one of them shows it, each would cost the suite its limit.
LONG_IN_PDFMINER = {
    "object that is itself",
    "objects in a circle",
    "dictionaries without end",
    "states without end",
    "more glyphs than a page has",
    "millions of glyphs",
    "page of a million rules",
    "grid of a million cells",
    "inflates a thousandfold",
    "inflates twice",
}
# Which limit they meet first, memory or time, is the machine's to say. Without memory PDFium ends itself.
MEMORY_EATERS = {"form within itself", "inflates a thousandfold", "inflates twice", "millions of glyphs"}
CASES = [(name, "pdfium") for name in PDFS] + [(name, "pdfplumber") for name in PDFS if name not in LONG_IN_PDFMINER]


@pytest.fixture(scope="module")
def sheltered() -> Iterator[Guard]:
    with Guard() as one:
        yield one


@pytest.mark.parametrize(("name", "engine"), CASES)
def test_a_hostile_pdf(name: str, engine: Engine, tmp_path: Path, sheltered: Guard) -> None:
    """This test ensures that it is read or refused in one line, within the limits, and without a fault of ours."""
    make, sound = PDFS[name]
    path = tmp_path / "a.pdf"
    path.write_bytes(make())
    limits = replace(LIMITS, seconds=PATIENCE) if sound else LIMITS
    begun = time.monotonic()
    said = ""
    try:
        document = sheltered.read(str(path), Settings(engine=engine, ocr="never", limits=limits))
        assert document.source.file == "a.pdf"
    except PhulucError as error:
        said = str(error)
        assert "; " in said
        assert "internal error" not in said
        assert "crashed" not in said or name in MEMORY_EATERS
    assert time.monotonic() - begun < PATIENCE  # no limit was slept through
    if sound is not None and engine == "pdfium":
        assert sound is not bool(said), said
