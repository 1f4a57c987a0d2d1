"""These tests ensure that periods are read as a person reads them, and that every row of the grammar's tables holds."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import phuluc
from normalize.periods.frames import FRAMES
from normalize.periods.masks import MASKS
from normalize.periods.parse import Context, explain_period, parse_period
from normalize.periods.units import UNITS
from phuluc.model import Period
from tests.normalize.real_share import CORPUS

CASES = Path(__file__).parent / "cases/period"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=f"{case['text']}-{case.get('year', '')}") for case in cases]


def spans(period: Period) -> list[str]:
    return [f"{span.start or ''}..{span.end or ''}" for span in period.spans]


def view(period: Period) -> dict[str, Any]:
    """A period as the case files write it."""
    seen: dict[str, Any] = {"kind": period.kind, "start": period.start, "end": period.end, "rrule": period.rrule}
    seen["inferred"] = period.inferred or None
    seen["spans"] = spans(period) if len(period.spans) > 1 else None
    return {name: value for name, value in seen.items() if value is not None}


def check(case: dict[str, Any]) -> None:
    context = Context(case.get("year"), case.get("document_year"))
    wanted = {name: case[name] for name in ("kind", "start", "end", "rrule", "inferred", "spans") if name in case}
    assert view(parse_period(case["text"], context)) == wanted


@pytest.mark.parametrize("case", load("wild"))
def test_wild(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", load("duckling"))
def test_duckling(case: dict[str, Any]) -> None:
    check(case)
    assert (case["duckling"] == f"{case.get('start')}..{case.get('end')}") == ("differs" not in case)


@pytest.mark.parametrize("case", load("corpus"))
def test_corpus(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize(
    "file", ["d06_kh_ct11_khoangsan.docx", pytest.param("d22_nhiem_vu_khao_sat_2012.doc", marks=pytest.mark.system)]
)
def test_every_period_cell_of_the_corpus_was_read_by_eye(file: str) -> None:
    if not (CORPUS / file).exists():
        pytest.skip("no corpus of real documents here")
    printed = Counter(task.period.text for task in phuluc.read(CORPUS / file).tasks if task.period.kind != "empty")
    rows = tomllib.loads((CASES / "corpus.toml").read_text(encoding="utf-8"))["case"]
    assert printed == {row["text"]: row["times"] for row in rows if row["file"] == file}


@pytest.mark.parametrize("case", load("negative"))
def test_negative(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", load("known_fail"))
def test_known_fail_is_flagged(case: dict[str, Any]) -> None:
    assert parse_period(case["text"]).kind == "unknown"


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", load("known_fail"))
def test_known_fail(case: dict[str, Any]) -> None:
    check(case)


def brief(period: Period) -> str:
    """The notation of the tables' examples: "2021-01-01..2022-12-31", "FREQ=YEARLY 2021-01-01..", "event"."""
    head = period.rrule or ("" if period.kind == "span" else period.kind)
    return f"{head} {', '.join(spans(period))}".strip()


ROWS = [(row.name, row.examples) for row in (*MASKS, *UNITS)] + [(row.name, row.examples) for row in FRAMES]
EXAMPLES = [pytest.param(name, text, wanted, id=text) for name, examples in ROWS for text, wanted in examples.items()]


@pytest.mark.parametrize(("name", "text", "wanted"), EXAMPLES)
def test_example_of_the_grammar(name: str, text: str, wanted: str) -> None:
    period = parse_period(text)
    assert brief(period) == wanted
    assert wanted == "unknown" or name in [step.name for step in explain_period(text).steps]


def test_every_row_has_an_example_and_a_name_of_its_own() -> None:
    assert all(examples for _, examples in ROWS)
    assert len({name for name, _ in ROWS}) == len(ROWS)
