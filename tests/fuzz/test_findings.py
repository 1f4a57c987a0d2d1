"""These tests ensure that what fuzzing once found stays mended, and that mutations are what they say."""

import re
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest

from extract.readers import READERS
from phuluc.errors import InternalError, PhulucError
from phuluc.pipeline import read
from phuluc.settings import Limits, Settings
from tests.fuzz.harness import HARNESSES, fuzz, missing
from tests.fuzz.mutate import document
from tests.fuzz.mutations import mutated
from tests.fuzz.pdf_objects import build, parse, plain_objects
from tests.fuzz.seeds import PASSWORD, seeds

FINDINGS = tomllib.loads(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))["finding"]
OF_PROGRAMS = ("odt", "doc", "rtf", "ocr")  # harnesses that need LibreOffice or Tesseract
KINDS = ("pdf", "docx", "html", "txt", "mht", "locked")
_REPEATED = re.compile(r"\{(.)x(\d+)\}")


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding["name"])
def test_a_finding_stays_mended(finding: dict[str, Any]) -> None:
    text = _REPEATED.sub(lambda found: found[1] * int(found[2]), finding.get("text", ""))
    data = build(plain_objects(finding["pdf"].encode()), 1) if "pdf" in finding else text.encode()
    try:
        read(data, Settings(ocr="never", limits=Limits(**finding.get("limits", {}))))
    except PhulucError as error:
        assert not isinstance(error, InternalError)


@pytest.mark.parametrize("kind", [*KINDS, "picture"])
def test_mutations_are_the_same_every_time_and_change_something(kind: str) -> None:
    for number in range(4):
        assert document(kind, number) == document(kind, number)
    changed = sum(mutated(kind, data, number) != data for number, data in enumerate(seeds(kind)))
    assert changed >= len(seeds(kind)) - 1


@pytest.mark.parametrize("kind", KINDS)
def test_some_mutated_documents(kind: str) -> None:
    """This test ensures on a few what tests/fuzz/mutate.py shows on 10,000."""
    for number in Random(7).sample(range(10_000), 8):
        try:
            read(document(kind, number), Settings(ocr="never", password=PASSWORD, limits=Limits(seconds=20)))
        except PhulucError as error:
            assert not isinstance(error, InternalError)


def test_a_pdf_taken_apart_and_put_together_reads_the_same() -> None:
    for data in seeds("pdf"):
        assert read(build(*parse(data))).tasks == read(data).tasks


def test_every_reader_has_a_harness() -> None:
    named = {"pdf": "pdf-pdfium", "image": "ocr", "xls": "doc", "office": "rtf"}  # the last two by the same door
    assert {named.get(kind, kind) for kind in READERS} <= set(HARNESSES)


@pytest.mark.parametrize("name", [name for name in HARNESSES if name not in OF_PROGRAMS])
def test_every_harness_runs(name: str) -> None:
    assert fuzz(name, seed=3, most=4) == (4, 0)


@pytest.mark.system
@pytest.mark.parametrize("name", OF_PROGRAMS)
def test_every_harness_of_a_program_runs(name: str) -> None:
    if lack := missing(name):
        pytest.skip(lack)
    assert fuzz(name, seed=3, most=1) == (1, 0)
