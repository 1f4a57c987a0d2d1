"""The JSON contract's object, its keys as OUTPUT.md lists them, in that order; additions stand at an object's end."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from export.record import to_dict
from phuluc.model import Measure, Output, SourceFile, Span
from phuluc.source import Box, Source
from tests.export import build

TASK = (
    "id path number kind section parent task lead partners period outputs extra sources confidence flags trust "
    "corrections"
)
CONTRACT = {
    "": ["schema", "document", "tables", "tasks", "audit", "warnings"],
    "document": ["source", "kind", "number", "date", "issuer", "title", "horizon", "as_of", "corrections"],
    "document.corrections": ["path", "old", "new", "note"],
    "document.source": ["file", "sha256", "media_type", "pages", "producer"],
    "document.horizon": ["start", "end"],
    "tables": ["index", "title", "pages", "columns", "rows"],
    "tables.columns": ["label", "role"],
    "tables.rows": ["number", "kind", "cells", "sources", "flags"],
    "tables.rows.sources": ["page", "bbox", "place"],
    "tasks": TASK.split(),
    "tasks.corrections": ["path", "old", "new", "note"],
    "tasks.trust": ["grid", "stitch", "text", "roles", "engines"],
    "tasks.lead": ["text", "id", "name", "kind", "successor"],
    "tasks.partners": ["text", "id", "name", "kind", "successor"],
    "tasks.period": ["text", "kind", "start", "end", "spans", "rrule", "inferred"],
    "tasks.period.spans": ["start", "end"],
    "tasks.outputs": ["text", "period", "measure", "measures"],
    "tasks.outputs.period": ["text", "kind", "start", "end", "spans", "rrule", "inferred"],
    "tasks.outputs.measure": ["min", "max", "unit", "per", "approximate", "of"],
    "audit": ["glyphs", "in_rows", "in_headers", "in_repeated_headers", "in_furniture", "lost"],
    "warnings": ["code", "message", "page", "severity"],
}


def objects_at(value: object, path: str) -> list[dict[str, object]]:
    """All objects at a path of keys, through lists."""
    found: list[object] = [value]
    for key in filter(None, path.split(".")):
        inner = [each[key] for each in found if isinstance(each, dict) and each.get(key) is not None]
        found = [each for part in inner for each in (part if isinstance(part, list) else [part])]
    return [each for each in found if isinstance(each, dict)]


@pytest.mark.parametrize("path", CONTRACT)
def test_keys_are_the_contracts_in_its_order(path: str) -> None:
    found = objects_at(to_dict(build.document()), path)
    assert found
    for each in found:
        assert list(each) == CONTRACT[path]


def test_values_are_of_json() -> None:
    record = to_dict(build.document())
    assert record["schema"] == "phuluc/1"
    assert record["document"]["date"] == "2021-03-03"
    task = record["tasks"][2]
    assert task["id"] == "0/I.2"
    assert task["path"] == ["I", "2"]
    assert task["period"]["start"] is None
    assert task["outputs"][0]["period"]["end"] == "2022-12-31"
    assert task["outputs"][0]["measure"] == {
        "min": 3,
        "max": 5.5,
        "unit": "hội nghị",
        "per": ["năm", "tỉnh"],
        "approximate": True,
        "of": None,
    }
    assert task["outputs"][1]["measure"] is None
    assert task["extra"] == {"Ghi chú": "xem Phụ lục", "Kinh phí": "-5"}


@pytest.mark.parametrize(("value", "shown"), [("3", 3), ("3.0", 3), ("0.5", 0.5), ("1E+3", 1000), (None, None)])
def test_amounts_are_whole_where_they_are_whole(value: str | None, shown: float | None) -> None:
    amount = None if value is None else Decimal(value)
    task = build.task(outputs=(Output("x", None, (Measure(amount, None, "lớp"),)),))
    measure = to_dict(build.document((task,)))["tasks"][0]["outputs"][0]["measure"]
    assert measure["min"] == shown
    assert type(measure["min"]) is type(shown)


def test_boxes_are_rounded_to_a_hundredth_of_a_point() -> None:
    task = build.task(sources=(Source(3, Box(1.23456, 2, 3.999, 4.005)),))
    assert to_dict(build.document((task,)))["tasks"][0]["sources"][0]["bbox"] == [
        1.23,
        2,
        4.0,
        pytest.approx(4.0, abs=0.01),
    ]


def test_labels_that_come_twice_keep_both_texts() -> None:
    task = build.task(extra=(("", "a"), ("", "b"), (" (2)", "c")))
    assert to_dict(build.document((task,)))["tasks"][0]["extra"] == {"": "a", " (2)": "b", " (2) (2)": "c"}


def test_what_is_not_known_is_null() -> None:
    plain = build.document(
        (), source=SourceFile("x.txt", "0" * 64, "text/plain"), meta=replace(build.document().meta, horizon=None)
    )
    record = to_dict(plain)
    assert record["document"]["source"]["pages"] is None
    assert record["document"]["horizon"] is None
    half = to_dict(replace(plain, meta=replace(plain.meta, horizon=Span(None, date(2025, 12, 31)))))
    assert half["document"]["horizon"] == {"start": None, "end": "2025-12-31"}
