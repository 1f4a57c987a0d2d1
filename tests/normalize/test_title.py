"""What documents say of themselves, against what a person reads in their heads and annex lines."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.front.title import annex_title, parse_meta
from phuluc.model import Meta, Span

CASES = Path(__file__).parent / "cases" / "title"
FRAGMENTS = [
    "Số:",
    "/QĐ-UBND",
    "294",
    "ngày",
    "tháng",
    "năm",
    "2025",
    "QUYẾT ĐỊNH",
    "(Kèm theo Quyết định số",
    ")",
    "32",
]


def _cases(name: str) -> list[Any]:
    rows = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    return [pytest.param(row, id=row["from"][:40]) for row in rows]


@pytest.mark.parametrize("case", _cases("wild.toml"))
def test_reads_what_a_person_reads(case: dict[str, Any]) -> None:
    horizon = Span(case.get("start"), case.get("end")) if "start" in case or "end" in case else None
    fields = {field: case.get(field) for field in ("kind", "number", "date", "issuer", "title")}
    expected = Meta(**fields, horizon=horizon)
    assert parse_meta(case["lines"]) == expected


@pytest.mark.parametrize("case", _cases("annex.toml"))
def test_titles_a_table_by_the_lines_over_it(case: dict[str, Any]) -> None:
    assert annex_title(case["lines"]) == case.get("title")


@given(
    st.lists(
        st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=8).map(" ".join)), max_size=12
    )
)
def test_never_raises_and_invents_nothing(lines: list[str]) -> None:
    meta = parse_meta(lines)
    printed = "".join("".join(lines).split())
    if meta.number is not None:
        assert meta.number in printed
    annex_title(lines)
