"""The checked-in JSON Schema is the one that the records give, and the output keeps to it."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from export import schema
from phuluc.model import Document
from tests.export import build

CHECKED_IN = files("export").joinpath(schema.FILE).read_text(encoding="utf-8")
VALIDATOR = Draft202012Validator(json.loads(CHECKED_IN), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_checked_in_file_is_current() -> None:
    assert schema.text() == CHECKED_IN, "run: .venv/bin/python -m export.schema"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(CHECKED_IN))


@given(build.documents())
@build.any_document
def test_any_document_keeps_to_it(document: Document) -> None:
    VALIDATOR.validate(document.to_dict())


def test_every_key_of_the_output_is_in_it() -> None:
    assert set(unknown_keys(build.document().to_dict(), json.loads(CHECKED_IN))) == set()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "phuluc/2"),
        (["tasks", 0, "kind"], "chapter"),
        (["tasks", 0, "confidence"], 1.5),
        (["tasks", 0, "sources", 0, "page"], 0),
        (["tasks", 0, "sources", 0, "bbox"], [1, 2, 3]),
        (["tasks", 0, "flags"], ["no such flag"]),
        (["tasks", 0, "period"], None),
        (["document", "source", "sha256"], "x"),
        (["document", "date"], "3/3/2021"),
        (["audit", "lost"], -1),
        (["warnings", 0, "code"], "no-such-code"),
    ],
)
def test_what_the_contract_does_not_allow_fails(path: list[str | int], value: object) -> None:
    record: Any = build.document().to_dict()
    inner = record
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert not VALIDATOR.is_valid(record)


def unknown_keys(value: Any, top: dict[str, Any]) -> Iterator[str]:
    """Keys of the output that the schema has no word for."""

    def walk(value: Any, schema: dict[str, Any]) -> Iterator[str]:
        if "$ref" in schema:
            schema = top["$defs"][schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            schema = schema["anyOf"][0]
            yield from walk(value, schema)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key in schema.get("properties", {}):
                    yield from walk(inner, schema["properties"][key])
                elif not schema.get("additionalProperties"):
                    yield key
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, schema.get("items", {}))

    yield from walk(value, top)
