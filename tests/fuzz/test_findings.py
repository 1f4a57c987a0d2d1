"""These tests ensure that what fuzzing once found stays mended, and that mutations are what they say."""

import re
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest

from phuluc.errors import InternalError, PhulucError
from phuluc.pipeline import read
from phuluc.settings import Limits, Settings
from tests.fuzz.harness import HARNESSES, fuzz
from tests.fuzz.mutate import document
from tests.fuzz.mutations import STRUCTURAL, mutated
from tests.fuzz.pdf_objects import build, parse, plain_objects
from tests.fuzz.seeds import seeds

FINDINGS = tomllib.loads(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))["finding"]
_REPEATED = re.compile(r"\{(.)x(\d+)\}")


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding["name"])
def test_a_finding_stays_mended(finding: dict[str, Any]) -> None:
    text = _REPEATED.sub(lambda found: found[1] * int(found[2]), finding.get("text", ""))
    data = build(plain_objects(finding["pdf"].encode()), 1) if "pdf" in finding else text.encode()
    try:
        read(data, Settings(ocr="never", limits=Limits(**finding.get("limits", {}))))
    except PhulucError as error:
        assert not isinstance(error, InternalError)


@pytest.mark.parametrize("kind", STRUCTURAL)
def test_mutations_are_the_same_every_time_and_change_something(kind: str) -> None:
    for number in range(4):
        assert document(kind, number) == document(kind, number)
    changed = sum(mutated(kind, data, number) != data for number, data in enumerate(seeds(kind)))
    assert changed >= len(seeds(kind)) - 1


@pytest.mark.parametrize("kind", STRUCTURAL)
def test_some_mutated_documents(kind: str) -> None:
    """This test ensures on a few what tests/fuzz/mutate.py shows on 10,000."""
    for number in Random(7).sample(range(10_000), 8):
        try:
            read(document(kind, number), Settings(ocr="never", limits=Limits(seconds=20)))
        except PhulucError as error:
            assert not isinstance(error, InternalError)


def test_a_pdf_taken_apart_and_put_together_reads_the_same() -> None:
    for data in seeds("pdf"):
        assert read(build(*parse(data))).tasks == read(data).tasks


@pytest.mark.parametrize("name", HARNESSES)
def test_every_harness_runs(name: str) -> None:
    taken, broken = fuzz(name, 0.05, seed=3)
    assert taken >= 1
    assert broken == 0
