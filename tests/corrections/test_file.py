"""A file of corrections comes back as it was written, is what its schema says, and is hostile until it is read."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from export.values import META_PATHS, TASK_PATHS
from phuluc.corrections import file
from phuluc.errors import UsageError
from phuluc.model import Correction, Corrections

SCHEMA = json.loads(
    files("phuluc.corrections").joinpath("phuluc-corrections-1.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)

texts = st.text(st.characters(codec="utf-8"), max_size=20)
of_tasks = st.builds(
    Correction, texts, st.one_of(st.sampled_from(TASK_PATHS), texts.map("extra.".__add__)), texts, texts, texts
)
of_documents = st.builds(Correction, st.none(), st.sampled_from(META_PATHS), texts, texts, texts)
listed = st.lists(st.one_of(of_tasks, of_documents), max_size=5, unique_by=lambda each: (each.task, each.path))
sums = st.one_of(st.none(), st.from_regex("[0-9a-f]{64}", fullmatch=True))
any_file = st.builds(Corrections, texts, sums, listed.map(tuple))


@given(any_file)
def test_what_is_written_comes_back(corrections: Corrections) -> None:
    written = file.text(corrections)
    assert file.parse(written.encode()) == corrections
    VALIDATOR.validate(json.loads(written))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    correction = SCHEMA["properties"]["corrections"]
    assert correction["maxItems"] == file.MOST_CORRECTIONS
    assert SCHEMA["$defs"]["text"]["maxLength"] == file.MOST_TEXT
    assert SCHEMA["properties"]["schema"]["const"] == file.SCHEMA
    one_of_a_task, of_a_document = (
        SCHEMA["$defs"]["correction"][word]["properties"]["path"] for word in ("else", "then")
    )
    assert of_a_document["enum"] == [*META_PATHS]
    assert one_of_a_task["anyOf"][0]["enum"] == [*TASK_PATHS]


def one(**fields: Any) -> dict[str, Any]:
    each = {"task": "0/1", "path": "task", "old": "a", "new": "b"} | fields
    return {
        "schema": "phuluc-corrections/1",
        "source": {"file": "a.pdf", "sha256": "0" * 64},
        "corrections": [{key: value for key, value in each.items() if value is not ...}],
    }


@pytest.mark.parametrize(
    "told",
    [
        one(),
        one(note="vì sao", extra=1),
        one(path="extra."),
        one(task=None, path="document.date"),
        one() | {"source": {"file": "a.pdf"}},
        one() | {"source": {"file": "a.pdf", "sha256": None}},
        one() | {"corrections": []},
    ],
)
def test_what_the_schema_allows_is_read(told: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(told)
    assert len(file.parse(json.dumps(told).encode()).corrections) == len(told["corrections"])


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ([], "the file is no JSON object"),
        ({}, 'its "schema" is not'),
        (one() | {"schema": "phuluc/1"}, 'its "schema" is not'),
        (one() | {"source": None}, '"source" is no JSON object'),
        (one() | {"source": {"file": 1}}, '"source": its "file" is no text'),
        (one() | {"source": {"file": "a", "sha256": "A" * 64}}, 'its "sha256" is no SHA-256'),
        (one() | {"corrections": {}}, '"corrections" is no list'),
        (one() | {"corrections": [1]}, "correction 1 is no JSON object"),
        (one(task=...), 'correction 1: its "task" is no text'),
        (one(task=7), 'correction 1: its "task" is no text'),
        (one(path=...), 'correction 1: its "path" is no text'),
        (one(path="lead.0"), 'correction 1: a task has no value "lead.0"'),
        (one(path="document.number"), 'correction 1: a task has no value "document.number"'),
        (one(task=None), 'correction 1: the document has no value "task"'),
        (one(old=None), 'correction 1: its "old" is no text'),
        (one(new=...), 'correction 1: its "new" is no text'),
        (one(new="x" * 100_001), 'correction 1: its "new" is no text of at most 100,000 characters'),
        (one(note=[]), 'correction 1: its "note" is no text'),
    ],
)
def test_what_it_does_not_is_told_in_one_line(told: Any, says: str) -> None:
    assert not VALIDATOR.is_valid(told)
    with pytest.raises(UsageError) as error:
        file.parse(json.dumps(told).encode())
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"{", b"[" * 200_000, b"PK\x03\x04", b'{"schema": ' + b"9" * 5000 + b"}"]
)
def test_no_json_is_one_line(data: bytes) -> None:
    with pytest.raises(UsageError) as error:
        file.parse(data)
    assert "\n" not in str(error.value)


def test_a_value_is_corrected_once() -> None:
    told = one()
    told["corrections"] *= 2
    with pytest.raises(UsageError, match='correction 2: "task" of 0/1 comes twice'):
        file.parse(json.dumps(told).encode())


def test_a_file_has_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps(one()))
    assert file.load(path).file == "a.pdf"
    monkeypatch.setattr(file, "MOST_BYTES", 100)
    with pytest.raises(UsageError, match="over 100 bytes"):
        file.load(path)
    with pytest.raises(UsageError, match="cannot be read"):
        file.load(tmp_path)


@given(any_file, listed)
def test_of_two_corrections_of_a_value_the_later_stands(earlier: Corrections, later: list[Correction]) -> None:
    both = file.merged(earlier, later)
    expected = {(each.task, each.path): each for each in (*earlier.corrections, *later) if each}
    assert {(each.task, each.path): each for each in both.corrections} == {
        key: each for key, each in expected.items() if each.old != each.new
    }
    assert file.merged(both, later) == both
    assert file.parse(file.text(both).encode()) == both
