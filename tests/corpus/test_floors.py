"""These tests ensure that no change reads the corpus worse than the pinned floors say."""

import tomllib
from pathlib import Path

import pytest

from phuluc.settings import Settings
from tests.accuracy import measure
from tests.corpus.cases import cases
from tests.corpus.producers import PRODUCERS, missing
from tests.corpus.score import Score

FLOORS: dict[str, dict[str, float]] = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))
PURE = ("typst", "docx", "html", "text", "markdown", "xlsx")  # made and read with what PyPI gives


def check(name: str) -> None:
    groups: dict[str, Score] = {}
    for case in cases((name,)):
        score = measure(case, Settings(ocr="never"))
        groups[case.group] = groups.get(case.group, Score()) + score
    shares = {group: 100 * score.right / score.rows for group, score in groups.items()}
    assert {group: share for group, share in shares.items() if share < FLOORS[name][group]} == {}
    assert sum(score.lost for score in groups.values()) == 0


@pytest.mark.parametrize("name", PURE)
def test_documents_made_without_system_packages(name: str) -> None:
    check(name)


@pytest.mark.system
@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PRODUCERS if name not in PURE])
def test_documents_of_real_producers(name: str) -> None:
    lacking = missing(PRODUCERS[name])
    if lacking:
        pytest.skip(f"{lacking} is missing")
    check(name)


def test_every_producer_has_floors_for_all_its_groups() -> None:
    assert {name: {case.group for case in cases((name,))} for name in PRODUCERS} == {
        name: set(groups) for name, groups in FLOORS.items()
    }
