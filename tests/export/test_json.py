"""The JSON file: the contract's object, a row a line, whatever the text holds."""

import io
import json
from typing import Any

from hypothesis import given

from export import json_file
from export.part import whole
from phuluc.model import Document
from tests.export import build


def written(document: Document) -> str:
    stream = io.BytesIO()
    assert json_file.write(document, stream) == ()
    return stream.getvalue().decode("utf-8")


def test_a_row_a_line() -> None:
    lines = written(build.document()).splitlines()
    assert sum(line.startswith('{"id": ') for line in lines) == 8
    assert "Công tác xây dựng kế hoạch" in "".join(lines)  # as it is, not as \\u escapes


def test_empty_lists() -> None:
    assert json.loads(written(build.document((), tables=())))["tasks"] == []


def test_half_a_character_becomes_a_replacement_mark() -> None:
    assert json.loads(written(build.document((build.task(text="a\ud800b"),))))["tasks"][0]["task"] == "a\ufffdb"


def storable(value: Any) -> Any:
    """A value with its half characters replaced, as the file has it."""
    if isinstance(value, dict):
        return {whole(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return whole(value) if isinstance(value, str) else value


@given(build.documents())
@build.any_document
def test_write_and_read_is_the_identity(document: Document) -> None:
    read = json.loads(written(document))
    assert read == storable(document.to_dict())
    assert list(read) == list(document.to_dict())
